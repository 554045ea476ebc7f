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

from ontology.schema import RDF, local_name
from ontology.turtle import Facts

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


def _number(graph: Facts, subject: str, name: str) -> int | None:
    found = graph.one(subject, SH + name)
    return int(found) if found else None


def _refuse_unread(graph: Facts, subject: str) -> None:
    for predicate in graph.predicates(subject):
        if predicate.startswith(SH) and predicate.removeprefix(SH) not in _READ:
            raise ValueError(f"shapes.ttl: {predicate} at {subject} is not understood")


def _severity(graph: Facts, shape: str) -> str:
    return local_name(graph.one(shape, SH + "severity") or "Violation").lower()


def _property_shape(graph: Facts, shape: str) -> PropertyShape:
    _refuse_unread(graph, shape)
    pattern, listed = graph.one(shape, SH + "pattern"), graph.one(shape, SH + "in")
    datatype, target = graph.one(shape, SH + "datatype"), graph.one(shape, SH + "class")
    return PropertyShape(
        name=local_name(shape),
        path=graph.values(shape, SH + "path")[0],
        severity=_severity(graph, shape),
        messages=graph.texts(shape, SH + "message"),
        datatype=local_name(datatype) if datatype else None,
        target=local_name(target) if target else None,
        least=_number(graph, shape, "minCount") or 0,
        most=_number(graph, shape, "maxCount"),
        lowest=_number(graph, shape, "minInclusive"),
        highest=_number(graph, shape, "maxInclusive"),
        shortest=_number(graph, shape, "minLength") or 0,
        # SHACL's $ is the end of the text; Python's would let a line break follow.
        pattern=re.compile(re.sub(r"\$$", r"\\Z", pattern)) if pattern else None,
        listed=frozenset(graph.members(listed)) if listed else None,
    )


def parse(text: str) -> Shapes:
    """The shapes of a Turtle text. Raises ValueError where it says what is not understood here."""
    graph = Facts([text])
    of: dict[str, tuple[PropertyShape, ...]] = {}
    relations = []
    read = {shape: _property_shape(graph, shape) for shape in graph.with_value(RDF + "type", SH + "PropertyShape")}
    for shape in graph.with_value(RDF + "type", SH + "NodeShape"):
        _refuse_unread(graph, shape)
        targets = tuple(sorted(map(local_name, graph.values(shape, SH + "targetClass"))))
        for target in targets:
            of[target] = (*of.get(target, ()), *(read[name] for name in graph.values(shape, SH + "property")))
        for constraint in graph.values(shape, SH + "sparql"):
            _refuse_unread(graph, constraint)
            select = graph.values(constraint, SH + "select")[0]
            relations.append(
                Relation(
                    local_name(shape), targets, _severity(graph, shape), graph.texts(constraint, SH + "message"), select
                )
            )
    declared = graph.values("https://w3id.org/fiscal-kg/shapes", SH + "declare")
    prefixes = {graph.values(entry, SH + "prefix")[0]: graph.values(entry, SH + "namespace")[0] for entry in declared}
    return Shapes(of, tuple(sorted(relations, key=lambda relation: relation.name)), dict(sorted(prefixes.items())))


def turtle() -> str:
    """The text of `shapes.ttl`."""
    return resources.files("ontology").joinpath("shapes.ttl").read_text(encoding="utf-8")


@cache
def shapes() -> Shapes:
    """The shapes of this installation."""
    return parse(turtle())


__all__ = ["PropertyShape", "Relation", "Shapes", "parse", "shapes", "turtle"]
