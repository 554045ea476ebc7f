"""What an OWL 2 RL reasoner makes of the data: no contradiction, and nothing that the ontology does not mean."""

from __future__ import annotations

from pathlib import Path

import owlrl
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Literal, URIRef

import ontology
from kg.exports import write
from kg.store import Store
from ontology.schema import schema
from tests.kg import papers
from tests.ontology.test_schema import EVERYTHING

TURTLE = Path(ontology.__file__).parent / "fiscal.ttl"
SPACE = "https://w3id.org/fiscal-kg/ontology#"
ORG = "http://www.w3.org/ns/org#"
ELI = "http://data.europa.eu/eli/ontology#"
SCHEMA = "https://schema.org/"
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
# What the kind of a thing says of it beyond the ancestors of its class.
BY_KIND = {
    "PolicyDocument": {f"{ELI}LegalResource", f"{SCHEMA}Legislation"},
    "Organization": {f"{ORG}FormalOrganization", f"{ORG}OrganizationalUnit"},
}


def _language() -> rdflib.Graph:
    """The ontology without what is only for people to read."""
    graph = rdflib.Graph().parse(TURTLE)
    for words in (SKOS.definition, SKOS.changeNote, rdflib.DCTERMS.source):
        graph.remove((None, words, None))
    return graph


def _closed(data: rdflib.Graph) -> rdflib.Graph:
    graph = data + _language()
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def _errors(graph: rdflib.Graph) -> list[str]:
    return [str(value) for value in graph.objects(None, ERROR)] + [
        str(s) for s, _, o in graph if o == OWL.Nothing and not str(s).startswith(str(OWL))
    ]


def _absurd(data: rdflib.Graph, closed: rdflib.Graph) -> list[tuple[str, str, str]]:
    language = schema()
    label = {node: str(kind).removeprefix(SPACE) for node, kind in data.subject_objects(RDF.type)}
    above = set(_language().objects(None, RDFS.subPropertyOf))
    found = []
    for subject, predicate, value in closed - data - _language():
        if subject not in label:
            continue
        if predicate == RDF.type:
            allowed = {*language.classes[label[subject]].ancestors, *BY_KIND.get(label[subject], ()), str(OWL.Thing)}
            fits = isinstance(value, BNode) or str(value) in allowed
        else:
            fits = (predicate == OWL.sameAs and value == subject) or (
                predicate in above and _said(data, subject, value)
            )
        if not fits:
            found.append((str(subject), str(predicate), str(value)))
    return found


def _said(data: rdflib.Graph, subject: object, value: object) -> bool:
    """Whether the data themselves relate the two, by a narrower property."""
    return (subject, None, value) in data  # type: ignore[operator]


def _data(paths: list[Path], folder: Path) -> rdflib.Graph:
    with Store.open(folder / "store", create=True) as store:
        assert not store.load(paths).rejected
        write(store, "ntriples", folder / "graph.nt", plain=True)
    return rdflib.Graph().parse(folder / "graph.nt", format="nt")


@pytest.fixture
def everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> rdflib.Graph:
    monkeypatch.setattr("loaders.read", papers.read)
    return _data(papers.write(tmp_path / "papers", [EVERYTHING]), tmp_path)


def test_nothing_contradicts_and_nothing_is_absurd(everything: rdflib.Graph) -> None:
    closed = _closed(everything)
    assert len(closed) > len(everything)
    assert not _errors(closed)
    assert not _absurd(everything, closed)


def test_a_law_is_a_legal_resource_and_a_request_is_none(everything: rdflib.Graph) -> None:
    policies = list(everything.subjects(RDF.type, URIRef(f"{SPACE}PolicyDocument")))
    everything.set((policies[0], URIRef(f"{SPACE}kind"), Literal("request")))
    everything.set((policies[1], URIRef(f"{SPACE}kind"), Literal("law")))
    closed = _closed(everything)
    legal = URIRef(f"{ELI}LegalResource")
    assert (policies[0], RDF.type, legal) not in closed
    assert (policies[1], RDF.type, legal) in closed


def test_contradictions_are_found(everything: rdflib.Graph) -> None:
    """Two classes for one node: the test above would see it."""
    project = next(everything.subjects(RDF.type, URIRef(f"{SPACE}Project")))
    everything.add((project, RDF.type, URIRef(f"{SPACE}Place")))
    assert _errors(_closed(everything))


@pytest.mark.long
def test_over_the_real_documents(shared: Path, tmp_path: Path) -> None:
    for number, path in enumerate(sorted((shared / "corpus" / "shanxi").glob("*.txt"))):
        (tmp_path / str(number)).mkdir()
        data = _data([path], tmp_path / str(number))
        closed = _closed(data)
        assert not _errors(closed), path.name
        assert not _absurd(data, closed), path.name
