"""What the shapes say, as plain data: constraints on properties, and relations as queries.

Reads `shapes.ttl` and knows the part of SHACL that is used there: property shapes with datatype, class, counts, bounds,
length, pattern and list, and SHACL-SPARQL constraints. A shape that says anything else is refused, so that nothing that
a SHACL processor would check is left out in silence. It must not know how a graph is stored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pyoxigraph as ox

from ontology.schema import RDF, local_name

SH = "http://www.w3.org/ns/shacl#"
_READ = {
    "path", "datatype", "class", "minCount", "maxCount", "minInclusive", "maxInclusive", "minLength", "pattern", "in",
    "message", "targetClass", "property", "sparql", "severity", "select", "prefixes",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """What the values of one property must be. `name` is the shape's, `path` the property's IRI."""

    name: str
    path: str
    severity: str  # violation, warning
    messages: Mapping[str, str]
    datatype: str | None = None  # local name
    target: str | None = None  # local name of the class of what a relationship leads to
    least: int = 0
    most: int | None = None
    lowest: int | None = None
    highest: int | None = None
    shortest: int = 0
    pattern: re.Pattern[str] | None = None
    listed: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """What must hold between statements: a query that finds where it does not, as `$this`, `?value` and more."""

    name: str
    targets: tuple[str, ...]  # local names of classes
    severity: str
    messages: Mapping[str, str]
    select: str

    def query(self) -> str:
        """The query for all nodes of its classes at once, with `?this` for each."""
        classes = " ".join(f"<{iri}>" for iri in _iris(self.targets))
        body = self.select.replace("$this", "?this")
        return body.replace("WHERE {", f"WHERE {{ VALUES ?_class {{ {classes} }} ?this a ?_class .", 1)


@dataclass(frozen=True, slots=True)
class Shapes:
    """All shapes: property shapes by class (local name), and relations by name."""

    of: Mapping[str, tuple[PropertyShape, ...]]
    relations: tuple[Relation, ...]
    prefixes: Mapping[str, str]

    def prologue(self) -> str:
        """The prefixes, as queries begin with them."""
        return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in self.prefixes.items())


def _iris(names: tuple[str, ...]) -> list[str]:
    from ontology.schema import schema  # noqa: PLC0415 - only relations need it

    return [schema().classes[name].iri for name in names]


Term = ox.NamedNode | ox.BlankNode | ox.Literal


class _Graph:
    def __init__(self, text: str) -> None:
        self.objects: dict[tuple[str, str], list[Term]] = {}
        self.typed: dict[str, list[str]] = {}
        for triple in ox.parse(text, format=ox.RdfFormat.TURTLE):
            subject, predicate, value = triple.subject, triple.predicate.value, triple.object
            if isinstance(value, ox.Triple) or isinstance(subject, ox.Triple):
                continue
            self.objects.setdefault((subject.value, predicate), []).append(value)
            if predicate == RDF + "type" and isinstance(value, ox.NamedNode):
                self.typed.setdefault(value.value, []).append(subject.value)
        self.about: dict[str, set[str]] = {}
        for subject_, predicate in self.objects:
            self.about.setdefault(subject_, set()).add(predicate)

    def all(self, subject: str, name: str) -> list[str]:
        return [value.value for value in self.objects.get((subject, SH + name), ())]

    def one(self, subject: str, name: str) -> str | None:
        return next(iter(self.all(subject, name)), None)

    def number(self, subject: str, name: str) -> int | None:
        found = self.one(subject, name)
        return None if found is None else int(found)

    def messages(self, subject: str) -> dict[str, str]:
        values = self.objects.get((subject, SH + "message"), ())
        return {value.language or "": value.value for value in values if isinstance(value, ox.Literal)}

    def members(self, head: str) -> list[str]:
        found = []
        while head != RDF + "nil":
            found.append(self.objects[head, RDF + "first"][0].value)
            head = self.objects[head, RDF + "rest"][0].value
        return found

    def refuse_unread(self, subject: str) -> None:
        for predicate in self.about.get(subject, ()):
            if predicate.startswith(SH) and predicate.removeprefix(SH) not in _READ:
                raise ValueError(f"shapes.ttl: {predicate} at {subject} is not understood")


def _severity(graph: _Graph, shape: str) -> str:
    return local_name(graph.one(shape, "severity") or "Violation").lower()


def _property_shape(graph: _Graph, shape: str) -> PropertyShape:
    graph.refuse_unread(shape)
    pattern, listed = graph.one(shape, "pattern"), graph.one(shape, "in")
    datatype, target = graph.one(shape, "datatype"), graph.one(shape, "class")
    return PropertyShape(
        name=local_name(shape),
        path=graph.all(shape, "path")[0],
        severity=_severity(graph, shape),
        messages=graph.messages(shape),
        datatype=local_name(datatype) if datatype else None,
        target=local_name(target) if target else None,
        least=graph.number(shape, "minCount") or 0,
        most=graph.number(shape, "maxCount"),
        lowest=graph.number(shape, "minInclusive"),
        highest=graph.number(shape, "maxInclusive"),
        shortest=graph.number(shape, "minLength") or 0,
        # SHACL's $ is the end of the text; Python's would let a line break follow.
        pattern=re.compile(re.sub(r"\$$", r"\\Z", pattern)) if pattern else None,
        listed=frozenset(graph.members(listed)) if listed else None,
    )


def parse(text: str) -> Shapes:
    """The shapes of a Turtle text. Raises ValueError where it says what is not understood here."""
    graph = _Graph(text)
    of: dict[str, tuple[PropertyShape, ...]] = {}
    relations = []
    read = {shape: _property_shape(graph, shape) for shape in graph.typed.get(SH + "PropertyShape", ())}
    for shape in graph.typed[SH + "NodeShape"]:
        graph.refuse_unread(shape)
        targets = tuple(sorted(map(local_name, graph.all(shape, "targetClass"))))
        for target in targets:
            of[target] = (*of.get(target, ()), *(read[name] for name in graph.all(shape, "property")))
        for constraint in graph.all(shape, "sparql"):
            graph.refuse_unread(constraint)
            select = graph.all(constraint, "select")[0]
            relations.append(
                Relation(local_name(shape), targets, _severity(graph, shape), graph.messages(constraint), select)
            )
    declared = (value.value for value in graph.objects.get(("https://w3id.org/fiscal-kg/shapes", SH + "declare"), ()))
    prefixes = {graph.all(entry, "prefix")[0]: graph.all(entry, "namespace")[0] for entry in declared}
    return Shapes(of, tuple(sorted(relations, key=lambda relation: relation.name)), dict(sorted(prefixes.items())))


def turtle() -> str:
    """The text of `shapes.ttl`."""
    return resources.files("ontology").joinpath("shapes.ttl").read_text(encoding="utf-8")


@cache
def shapes() -> Shapes:
    """The shapes of this installation."""
    return parse(turtle())


__all__ = ["PropertyShape", "Relation", "Shapes", "parse", "shapes", "turtle"]
