"""Every term that data use is declared, and every declared term is used: by the examples or by the reference data."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import ontology
from kg.claims.places import _claim_place
from kg.mapping import edge_triple, node_triples
from kg.merge import Merger
from ontology import places
from ontology.schema import NAMESPACE
from tests.kg import sound

FOLDER = Path(ontology.__file__).parent
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OURS = (NAMESPACE, "https://w3id.org/fiscal-kg/cube#", "https://w3id.org/fiscal-kg/codes#")
LANGUAGE = ("fiscal.ttl", "codes.ttl", "cube.ttl")
REFERENCE = ("codes.ttl", "cube.ttl", "classifications.ttl")
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
OWL = "http://www.w3.org/2002/07/owl#"
# Vocabularies that the exports use as they are; what each has is theirs to say.
FOREIGN = {
    "http://purl.org/dc/terms/": {"conformsTo", "identifier", "isPartOf", "publisher"},
    "http://purl.org/linked-data/cube#": {"DataSet", "Observation", "dataSet", "structure"},
    "http://rdf-vocabulary.ddialliance.org/xkos#": {"sourceConcept", "targetConcept"},
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": {"type", "value"},
    "http://www.w3.org/2000/01/rdf-schema#": {"label"},
    "http://www.w3.org/2004/02/skos/core#": {"Concept", "broader", "inScheme", "notation"},
    "http://www.w3.org/ns/dcat#": {"Distribution", "distribution", "mediaType"},
    "http://www.w3.org/ns/oa#": {"FragmentSelector", "SpecificResource", "hasSelector", "hasSource"},
    "http://www.w3.org/ns/org#": {"originalOrganization", "resultingOrganization", "subOrganizationOf"},
    "http://www.w3.org/ns/prov#": {"wasDerivedFrom", "wasQuotedFrom"},
}
# Terms for the reading of the ontology itself, which no data use.
ABOUT = {"money", "single", "codesOf", "of", "otherwise", "where"}
# Upper classes: their members are asserted to be of a class below.
UPPER = {"Statement", "Observation"}
# What the examples have none of: pages, economic items beside functions, evaluations, renamed departments.
UNSEEN = {
    "page", "pages", "govCode", "econItem", "econCode", "hasEconSubject", "weight", "score", "fromOrganization",
    "includedIn", "repeats",
}  # fmt: skip


def _turtle(name: str) -> Iterator[ox.Triple]:
    yield from ox.parse(path=str(FOLDER / name), format=ox.RdfFormat.TURTLE)  # type: ignore[misc]


def declared() -> set[str]:
    """The classes and properties of our namespaces."""
    kinds = {"Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"}
    return {
        triple.subject.value
        for name in LANGUAGE
        for triple in _turtle(name)
        if triple.predicate.value == TYPE
        and isinstance(triple.object, ox.NamedNode)
        and triple.object.value.removeprefix(OWL) in kinds
        and isinstance(triple.subject, ox.NamedNode)
        and triple.subject.value.startswith(OURS)
    }


def used(triples: Iterator[ox.Triple] | Iterator[ox.Quad]) -> set[str]:
    """The predicates of triples, and what they say things are."""
    found: set[str] = set()
    for triple in triples:
        found.add(triple.predicate.value)
        if triple.predicate.value == TYPE and isinstance(triple.object, ox.NamedNode):
            found.add(triple.object.value)
    return found


def _export(paths: list[Path], folder: Path, judgements: Path | None = None, words: Path | None = None) -> set[str]:
    """The terms of an export, made by the command: the words of templates are read once a process."""
    environment = {**os.environ, **({"KG_VOCABULARY": str(words)} if words else {})}

    def kg(*arguments: str) -> None:
        command = [sys.executable, "-m", "kg.cli", "--store", str(folder / "store"), *arguments]
        subprocess.run(command, check=True, env=environment, capture_output=True)

    kg("load", *map(str, paths))
    for file in judgements.glob("*.toml") if judgements else ():
        (folder / "store" / file.name).write_bytes(file.read_bytes())
    kg("export", "ntriples", str(folder / "graph.nt"))
    return used(ox.parse(path=str(folder / "graph.nt"), format=ox.RdfFormat.N_TRIPLES))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The terms of the examples: the county with its judgements, and the province that words teach."""
    county = _export(
        [EXAMPLES / "county", EXAMPLES / "faults", EXAMPLES / "notices"],
        tmp_path_factory.mktemp("county"),
        EXAMPLES / "judgements",
    )
    province = EXAMPLES / "province"
    return county | _export(
        [province / "disclosure.txt"], tmp_path_factory.mktemp("province"), words=province / "words"
    )


@pytest.fixture(scope="module")
def reference() -> set[str]:
    """The terms of the reference data: code lists, structures, classifications, places."""
    found = set().union(*(used(_turtle(name)) for name in REFERENCE))
    nodes: dict[str, Merger] = {}

    def claim(label: str, node: str, links: list[tuple[str, str]] = [], /, **properties: object) -> str:  # noqa: B006
        merger = nodes.setdefault(node, Merger(label))
        merger.add({name: value for name, value in properties.items() if value is not None}, links)
        return node

    for place in places.all_places():
        _claim_place(claim, place.code)
    lines = []
    for node, merger in nodes.items():
        lines += node_triples(merger.label, f"<urn:x:{node}>", merger.properties())
        lines += [edge_triple("urn:x:", node, kind, target) for kind, target in merger.links()]
    return found | used(ox.parse("".join(lines), format=ox.RdfFormat.N_TRIPLES))


def test_what_is_used_is_declared(data: set[str], reference: set[str]) -> None:
    known = declared() | {start + name for start, names in FOREIGN.items() for name in names}
    assert sorted(data - known) == []
    assert sorted(term for term in reference if term.startswith(OURS) and term not in known) == []


def test_what_is_declared_is_used(data: set[str], reference: set[str]) -> None:
    idle = {term for term in declared() - data - reference if term.split("#")[1] not in ABOUT | UPPER | UNSEEN}
    assert sorted(idle) == []


def test_what_the_examples_have_none_of_is_used_by_statements_made_by_hand(tmp_path: Path) -> None:
    by_hand = used(ox.parse(sound.triples(sound.base(tmp_path)), format=ox.RdfFormat.N_TRIPLES))
    assert {NAMESPACE + name for name in UNSEEN} <= by_hand


def test_what_the_real_documents_use_is_declared(shared: Path, tmp_path: Path) -> None:
    known = declared() | {start + name for start, names in FOREIGN.items() for name in names}
    assert sorted(_export([shared / "corpus" / "shanxi"], tmp_path) - known) == []
