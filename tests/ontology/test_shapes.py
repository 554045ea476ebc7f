from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

import ontology
from kg.ids import BASE
from kg.mapping import node_triples
from kg.store import Store
from ontology.schema import schema
from tests.kg import papers, shacl
from tests.ontology.test_schema import EVERYTHING

FOLDER = Path(ontology.__file__).parent


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> rdflib.Graph:
    monkeypatch.setattr("loaders.read", papers.read)
    lines = []
    with Store.open(tmp_path / "store", create=True) as store:
        store.load(papers.write(tmp_path / "papers", [EVERYTHING]))
        types = schema().by_type()
        for node in store.nodes():
            lines += node_triples(node.label, f"<{BASE}{node.id}>", node.properties)
        for edge in store.edges():
            lines.append(f"<{BASE}{edge.source}> <{types[edge.type].iri}> <{BASE}{edge.target}> .\n")
    return rdflib.Graph().parse(data="".join(lines), format="nt")


def _conforms(graph: rdflib.Graph) -> tuple[bool, str]:
    results = shacl.found(shacl.validate(shacl.Graph() + graph), BASE)
    return not results, str(results)


def test_what_is_built_has_its_shape(graph: rdflib.Graph) -> None:
    holds, text = _conforms(graph)
    assert holds, text


@pytest.mark.parametrize("name", ["amountYuan", "stage", "document"])
def test_a_budget_line_needs_what_it_cannot_fail_to_have(graph: rdflib.Graph, name: str) -> None:
    space = rdflib.Namespace("https://w3id.org/fiscal-kg/ontology#")
    line = next(graph.subjects(rdflib.RDF.type, space.BudgetLine))
    graph.remove((line, space[name], None))
    assert not _conforms(graph)[0]


def test_a_code_that_is_none_is_found(graph: rdflib.Graph) -> None:
    space = rdflib.Namespace("https://w3id.org/fiscal-kg/ontology#")
    line = next(graph.subjects(rdflib.RDF.type, space.BudgetLine))
    graph.set((line, space.stage, rdflib.Literal("draft")))
    assert not _conforms(graph)[0]


def test_every_class_has_a_shape() -> None:
    shapes = rdflib.Graph().parse(FOLDER / "shapes.ttl")
    targets = {str(target).split("#")[1] for target in shapes.objects(None, rdflib.SH.targetClass)}
    assert targets == set(schema().labels)
