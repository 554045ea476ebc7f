"""What the ontology says, as plain data: labels, properties, relationships.

Reads `fiscal.ttl` and knows its conventions. It must not know the classes and properties by name: those exist once, in
the Turtle file. pyoxigraph reads it, because it does so in a millisecond.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pyoxigraph as ox

NAMESPACE = "https://w3id.org/fiscal-kg/ontology#"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "https://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

DOMAINS = (RDFS + "domain", SCHEMA + "domainIncludes")
RANGES = (RDFS + "range", SCHEMA + "rangeIncludes")


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property: its IRI, local name, labels and definitions by language."""

    iri: str
    name: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Class(Term):
    """A class. One without subclasses is a node label; `ancestors` are the IRIs of all classes above it."""

    ancestors: frozenset[str]
    concrete: bool


@dataclass(frozen=True, slots=True)
class Property(Term):
    """A datatype property: `datatype` is string, integer, decimal or boolean; `domain` the labels that have it."""

    datatype: str
    many: bool
    money: bool
    domain: tuple[str, ...]

    @property
    def fen(self) -> str:
        """The name of the whole number of fen that property graphs keep beside an amount (amountFen)."""
        return self.name.removesuffix("Yuan") + "Fen"


@dataclass(frozen=True, slots=True)
class Relationship(Term):
    """An object property; `type` is its name in property graphs, `domain` and `target` the labels at its ends."""

    type: str
    many: bool
    domain: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Schema:
    """The whole language. `properties` and `relationships` are by local name; `of` gives the properties of a label."""

    classes: Mapping[str, Class]
    properties: Mapping[str, Property]
    relationships: Mapping[str, Relationship]
    of: Mapping[str, tuple[Property, ...]]
    funds: Mapping[str, Mapping[str, str]]
    version: str

    @property
    def labels(self) -> tuple[str, ...]:
        """The node labels, by name."""
        return tuple(sorted(name for name, entry in self.classes.items() if entry.concrete))

    def by_type(self) -> dict[str, Relationship]:
        """The relationships by their names in property graphs (OF_PROJECT)."""
        return {entry.type: entry for entry in self.relationships.values()}


def const_case(name: str) -> str:
    """A local name as the name of a relationship in property graphs.

    >>> const_case("subOrganizationOf")
    'SUB_ORGANIZATION_OF'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()


class _Graph:
    """The triples of a Turtle file, by subject and predicate."""

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        self.objects: dict[tuple[str, str], list[ox.NamedNode | ox.Literal]] = {}
        self.subjects: dict[str, list[str]] = {}
        for triple in triples:
            subject, value = triple.subject, triple.object
            if not isinstance(subject, ox.NamedNode) or not isinstance(value, (ox.NamedNode, ox.Literal)):
                continue
            self.objects.setdefault((subject.value, triple.predicate.value), []).append(value)
            if triple.predicate.value == RDF + "type":
                self.subjects.setdefault(value.value, []).append(subject.value)

    def values(self, subject: str, *predicates: str) -> list[str]:
        return [value.value for predicate in predicates for value in self.objects.get((subject, predicate), ())]

    def texts(self, subject: str, predicate: str) -> dict[str, str]:
        return {
            value.language or "": value.value
            for value in self.objects.get((subject, predicate), ())
            if isinstance(value, ox.Literal)
        }

    def ancestors(self, iri: str) -> frozenset[str]:
        found: set[str] = set()
        waiting = self.values(iri, RDFS + "subClassOf")
        while waiting:
            above = waiting.pop()
            if above not in found:
                found.add(above)
                waiting.extend(self.values(above, RDFS + "subClassOf"))
        return frozenset(found)


def local_name(iri: str) -> str:
    """What follows the last # or / of an IRI."""
    return re.split(r"[#/]", iri)[-1]


def _concrete(graph: _Graph, domain: list[str], classes: Mapping[str, Class]) -> tuple[str, ...]:
    """The node labels under the classes of a domain, by name."""
    wanted = set(domain)
    return tuple(
        sorted(
            entry.name
            for entry in classes.values()
            if entry.concrete and (entry.iri in wanted or entry.ancestors & wanted)
        )
    )


def parse(text: str) -> Schema:
    """The schema that a Turtle text in the conventions of `fiscal.ttl` states."""
    graph = _Graph(ox.parse(text, format=ox.RdfFormat.TURTLE))

    def term(iri: str) -> tuple[str, str, dict[str, str], dict[str, str]]:
        return iri, local_name(iri), graph.texts(iri, RDFS + "label"), graph.texts(iri, SKOS + "definition")

    iris = [iri for iri in graph.subjects[OWL + "Class"] if iri.startswith(NAMESPACE)]
    above = {iri: graph.ancestors(iri) for iri in iris}
    inner = frozenset().union(*above.values())
    classes = {local_name(iri): Class(*term(iri), ancestors=above[iri], concrete=iri not in inner) for iri in iris}
    functional = set(graph.subjects[OWL + "FunctionalProperty"])
    properties = {}
    for iri in graph.subjects[OWL + "DatatypeProperty"]:
        properties[local_name(iri)] = Property(
            *term(iri),
            datatype=local_name(graph.values(iri, *RANGES)[0]),
            many=iri not in functional,
            money="true" in graph.values(iri, NAMESPACE + "money"),
            domain=_concrete(graph, graph.values(iri, *DOMAINS), classes),
        )
    relationships = {}
    for iri in graph.subjects[OWL + "ObjectProperty"]:
        name = local_name(iri)
        relationships[name] = Relationship(
            *term(iri),
            type=const_case(name),
            many=iri not in functional and "true" not in graph.values(iri, NAMESPACE + "single"),
            domain=_concrete(graph, graph.values(iri, *DOMAINS), classes),
            target=local_name(graph.values(iri, *RANGES)[0]),
        )
    of = {
        name: tuple(entry for entry in properties.values() if name in entry.domain)
        for name, entry in classes.items()
        if entry.concrete
    }
    funds = {
        graph.values(iri, SKOS + "notation")[0]: graph.texts(iri, SKOS + "prefLabel")
        for iri in graph.subjects.get(NAMESPACE + "FundingSource", ())
    }
    version = graph.values(NAMESPACE.removesuffix("#"), OWL + "versionInfo")[0]
    return Schema(classes, properties, relationships, of, funds, version)


def turtle() -> str:
    """The text of `fiscal.ttl`."""
    return resources.files("ontology").joinpath("fiscal.ttl").read_text(encoding="utf-8")


@cache
def schema() -> Schema:
    """The schema of this installation."""
    return parse(turtle())
