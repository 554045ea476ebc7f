"""The five real documents, from bytes to both engines, and against the shapes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyshacl
import pytest
import rdflib

import ontology
from kg.mapping import node_triples
from kg.store import Store
from ontology.schema import schema
from tests.kg import papers


@pytest.fixture(scope="module")
def five(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("shanxi") / "store", create=True) as store:
        report = store.load([shared / "corpus" / "shanxi"])
        assert not report.rejected
        yield store


def test_the_store_is_whole(five: Store) -> None:
    five.sparql("ASK { ?s ?p ?o }")
    papers.whole(five)


def test_what_they_say_has_its_shape(five: Store) -> None:
    lines = [
        text for node in five.nodes() for text in node_triples(node.label, f"<{five.base}{node.id}>", node.properties)
    ]
    types = schema().by_type()
    lines += [f"<{five.base}{e.source}> <{types[e.type].iri}> <{five.base}{e.target}> .\n" for e in five.edges()]
    shapes = rdflib.Graph().parse(Path(ontology.__file__).parent / "shapes.ttl")
    holds, _, text = pyshacl.validate(rdflib.Graph().parse(data="".join(lines), format="nt"), shacl_graph=shapes)
    assert holds, text[:2000]


def test_a_number_cited_by_two_departments_is_one_document(five: Store) -> None:
    (row,) = five.policies("综示晋开综办发【2018】67号")
    assert row.citations > 1
    assert row.projects > 1
