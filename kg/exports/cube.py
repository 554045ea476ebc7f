"""The statements as an RDF Data Cube, as `ontology/cube.ttl` says: data sets, observations, no dimension left empty.

It adds to a graph what Data Cube wants beyond it: concepts for the short codes, a concept where a document is silent,
and the data set that an observation belongs to. It knows no dimension by name but those that belong to no property.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from kg.mapping import quote
from kg.statements import Node, exact
from ontology.schema import RDF, RDFS, SKOS, XSD, local_name, schema
from ontology.turtle import read

CUBE = "https://w3id.org/fiscal-kg/cube#"
CODES = "https://w3id.org/fiscal-kg/codes#"
QB = "http://purl.org/linked-data/cube#"
DCT = "http://purl.org/dc/terms/"
_CURRENCY = "http://publications.europa.eu/resource/authority/currency/CNY"


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension: its IRI, what it is taken from, the concept that stands where that says nothing, and its list."""

    iri: str
    name: str
    of: tuple[str, ...]  # local names of the properties or relationships; none where the dimension is our own
    otherwise: str
    where: str  # the classification that a subject must be of
    codes: Mapping[str, str]  # concepts by notation
    scheme: str


@dataclass(frozen=True, slots=True)
class Structure:
    """A data structure: its IRI, its dimensions and, for budget lines, the kind of table."""

    iri: str
    dimensions: tuple[Dimension, ...]


@cache
def structures() -> Mapping[str, Structure]:
    """The structures of `cube.ttl` by the last part of their names: general-public, allocations, sheet-amounts …"""
    known = read("fiscal.ttl", "codes.ttl", "cube.ttl")
    one = known.one

    def dimension(iri: str) -> Dimension:
        scheme = one(iri, QB + "codeList")
        return Dimension(
            iri,
            local_name(iri),
            tuple(sorted(map(local_name, known.values(iri, CUBE + "of")))),
            one(iri, CUBE + "otherwise"),
            one(iri, CUBE + "where"),
            {one(code, SKOS + "notation"): code for code in known.with_value(SKOS + "inScheme", scheme)},
            scheme,
        )

    found = {}
    for structure in known.with_value(RDF + "type", QB + "DataStructureDefinition"):
        parts = [one(part, QB + "dimension") for part in known.values(structure, QB + "component")]
        dimensions = tuple(dimension(iri) for iri in parts if iri)
        found[local_name(structure).removeprefix("structure-")] = Structure(structure, dimensions)
    return found


def _structure_of(node: Node) -> str | None:
    """The structure that an observation is of; None for what is no observation."""
    if node.label == "BudgetLine":
        return str(node.properties["table"])
    return {"Allocation": "allocations", "SheetAmount": "sheet-amounts"}.get(node.label)


def _key(node: Node) -> str:
    """What tells an observation from others of its document: its cell, as its id says."""
    return node.id.split("/", maxsplit=1)[1]


class Cube:
    """Turns the observations of one document into a cube. `base` is where instances live."""

    def __init__(self, base: str, classification_of: Mapping[str, str], unit_of: Mapping[str, str]) -> None:
        """`classification_of` tells the classification of a subject, `unit_of` the unit of a project or disclosure."""
        self.base = base
        self.classification_of = classification_of
        self.unit_of = unit_of
        self._sets: dict[str, tuple[str, str]] = {}
        self._concepts: set[tuple[str, str]] = set()

    def triples(self, nodes: Iterable[Node]) -> Iterator[str]:
        """The lines of N-Triples for the observations among these statements of one document."""
        for node in nodes:
            name = _structure_of(node)
            if name is not None:
                yield from self._observation(node, structures()[name], name)
        for dataset, (structure, disclosure) in sorted(self._sets.items()):
            yield from self._dataset(dataset, structure, disclosure)
        for concept, scheme in sorted(self._concepts):
            yield f"<{concept}> <{SKOS}inScheme> <{scheme}> .\n"
            if concept.startswith(f"{CODES}year-"):
                year = concept.rpartition("-")[2]
                yield f"<{concept}> <{RDF}type> <{SKOS}Concept> .\n"
                yield f"<{concept}> <{SKOS}notation> {quote(year)} .\n"
        self._sets, self._concepts = {}, set()

    def _observation(self, node: Node, structure: Structure, name: str) -> Iterator[str]:
        subject = f"<{self.base}{node.id}>"
        links: dict[str, list[str]] = {}
        for kind, target in node.links:
            links.setdefault(kind, []).append(target)
        disclosure = links["statedIn"][0]
        dataset = f"{self.base}{disclosure}/{name}"
        self._sets[dataset] = (structure.iri, disclosure)
        yield f"{subject} <{RDF}type> <{QB}Observation> .\n"
        yield f"{subject} <{QB}dataSet> <{dataset}> .\n"
        amount = exact(node.properties["amountYuan"])
        yield f'{subject} <{CUBE}amount> "{amount}"^^<{XSD}decimal> .\n'
        unit = "ratio" if node.properties.get("measure") == "percent" else "yuan"
        yield f"{subject} <{CUBE}unitMeasure> <{CODES}measure-{unit}> .\n"
        for dimension in structure.dimensions:
            yield f"{subject} <{dimension.iri}> {self._value(dimension, node, links, disclosure)} .\n"

    def _value(self, dimension: Dimension, node: Node, links: Mapping[str, list[str]], disclosure: str) -> str:
        if dimension.name == "cell":
            return quote(_key(node))
        if dimension.of == ("ofUnit",):
            own = links.get("ofUnit") or [self.unit_of.get(links.get("ofProject", [""])[0], "")]
            return f"<{self.base}{own[0] or self.unit_of[disclosure]}>"
        if any(name in schema().relationships for name in dimension.of):
            targets = [target for name in dimension.of for target in links.get(name, ())]
            if dimension.where:
                targets = [target for target in targets if self.classification_of.get(target) == dimension.where]
            if targets:
                if dimension.where:
                    self._concepts.add((self.base + targets[0], dimension.scheme))
                return f"<{self.base}{targets[0]}>"
            return self._nothing(dimension, node)
        value = next((node.properties[name] for name in dimension.of if name in node.properties), None)
        if dimension.name == "fiscalYear" and value is not None:
            self._concepts.add((f"{CODES}year-{value}", dimension.scheme))
            return f"<{CODES}year-{value}>"
        return self._nothing(dimension, node) if value is None else f"<{dimension.codes[str(value)]}>"

    def _nothing(self, dimension: Dimension, node: Node) -> str:
        """The concept where nothing is said; a row that is a total is one over subjects."""
        if dimension.where and node.properties.get("rowKind") == "total":
            return f"<{CODES}subject-total>"
        return f"<{dimension.otherwise}>"

    def _dataset(self, dataset: str, structure: str, disclosure: str) -> Iterator[str]:
        subject = f"<{dataset}>"
        yield f"{subject} <{RDF}type> <{QB}DataSet> .\n"
        yield f"{subject} <{QB}structure> <{structure}> .\n"
        yield f"{subject} <{CUBE}currency> <{_CURRENCY}> .\n"
        yield f"{subject} <{DCT}isPartOf> <{self.base}{disclosure}> .\n"
        yield f"{subject} <{DCT}publisher> <{self.base}{self.unit_of[disclosure]}> .\n"
        yield f"{subject} <{RDFS}label> {quote(local_name(structure).removeprefix('structure-'))} .\n"


def knowledge(shared: Iterable[Node]) -> tuple[dict[str, str], dict[str, str]]:
    """What a cube must know of shared nodes: classifications of subjects, units of projects and disclosures."""
    classifications: dict[str, str] = {}
    units: dict[str, str] = {}
    for node in shared:
        if node.label == "SubjectCode":
            classifications[node.id] = str(node.properties["classification"])
        for kind, target in node.links:
            if kind in ("ofUnit", "publishedBy"):
                units[node.id] = target
    return classifications, units


__all__ = ["CODES", "CUBE", "Cube", "Dimension", "Structure", "knowledge", "structures"]
