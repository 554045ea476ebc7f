"""The one rule by which statements become two graphs, and back: mechanical, read from the ontology, nothing by hand.

A class is a node's label and its rdf:type; an object property a relationship type in CONST_CASE and a predicate; a
datatype property a node property and a predicate; what has several values a list and several triples. An amount has a
whole number of fen beside it in property graphs. What is inferred lies in a named graph. It knows no engine: how each
is fed is in kg.engines and kg.exports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.statements import Link, Node, decimals, exact
from ontology.schema import NAMESPACE, RDF, RDFS, XSD, Property, schema

if TYPE_CHECKING:
    import pyoxigraph as ox

#: Raised when statements become triples or rows in another way: what was made by another version is made again.
VERSION = "3"

#: The class of what no document states, and the named graph in which the RDF store keeps its nodes, and nothing else.
INFERENCE = "Inference"
INFERRED = f"{NAMESPACE}inferred"

_TYPE = f"<{RDF}type>"
_LABEL = f"<{RDFS}label>"
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r'[\\"\n\r\t]')
# The property that is a shared node's name for people, the best first.
_LABELS = ("number", "title", "name")


# -- RDF -------------------------------------------------------------------------------------------------------------


def quote(text: str) -> str:
    """A string as an N-Triples literal."""
    if _SPECIAL.search(text):
        text = _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text)
    return f'"{text}"'


@cache
def _predicates() -> dict[str, tuple[str, str]]:
    """By property: its IRI in brackets, and what follows a value (its datatype)."""
    return {
        name: (f"<{entry.iri}>", "" if entry.datatype == "string" else f"^^<{XSD}{entry.datatype}>")
        for name, entry in schema().properties.items()
    }


@cache
def _relations() -> dict[str, str]:
    return {name: f"<{entry.iri}>" for name, entry in schema().relationships.items()}


def _literal(value: Any, datatype: str) -> str:
    if isinstance(value, str) or not datatype:
        return f"{quote(str(value))}{datatype}"
    if isinstance(value, bool):
        return f'"{"true" if value else "false"}"{datatype}'
    return f'"{exact(value)}"{datatype}' if isinstance(value, Decimal) else f'"{value}"{datatype}'


def node_triples(label: str, iri: str, properties: dict[str, Any]) -> Iterator[str]:
    """The lines of N-Triples that say what a node is, without its edges. `iri` is in brackets."""
    yield f"{iri} {_TYPE} <{NAMESPACE}{label}> .\n"
    yield from property_triples(iri, properties)


def property_triples(iri: str, properties: dict[str, Any]) -> Iterator[str]:
    """The lines for a node's properties; a shared node gets its name as rdfs:label too, which is for people."""
    predicates = _predicates()
    for name, value in properties.items():
        predicate, datatype = predicates[name]
        if isinstance(value, (list, tuple)):
            for entry in value:
                yield f"{iri} {predicate} {_literal(entry, datatype)} .\n"
        else:
            yield f"{iri} {predicate} {_literal(value, datatype)} .\n"
    if "document" not in properties:
        for name in _LABELS:
            if isinstance(properties.get(name), str):
                yield f"{iri} {_LABEL} {quote(properties[name])} .\n"
                return


def edge_triple(base: str, source: str, kind: str, target: str) -> str:
    """The line for a relationship; `kind` is its local name, `source` and `target` are ids under `base`."""
    return f"<{base}{source}> {_relations()[kind]} <{base}{target}> .\n"


def statement_triples(node: Node, base: str, keeps: Callable[[Link], bool] | None = None) -> Iterator[str]:
    """The lines for a statement with its relationships, of which `keeps` may leave some out."""
    yield from node_triples(node.label, f"<{base}{node.id}>", node.properties)
    for link in node.links:
        if keeps is None or keeps(link):
            yield edge_triple(base, node.id, *link)


class Read(NamedTuple):
    """A node as triples tell it: labels joined by a space where there are several, and edges (type, target)."""

    id: str
    label: str
    properties: dict[str, Any]
    edges: list[tuple[str, str]]


def read_triples(triples: Iterable[ox.Triple | ox.Quad], base: str) -> Iterator[Read]:
    """The nodes of triples whose subjects follow each other. Names for people are left out: a property says them.

    A second value where there is one makes a list, and a foreign predicate a property under its IRI: so what is wrong
    shows as different.
    """
    language = schema()
    properties = {entry.iri: entry for entry in language.properties.values()}
    relations = {entry.iri: entry.type for entry in language.relationships.values()}
    for node, told in groupby(triples, key=lambda triple: triple.subject):
        labels: list[str] = []
        found: dict[str, Any] = {}
        edges: list[tuple[str, str]] = []
        for triple in told:
            iri, value = triple.predicate.value, triple.object
            text = str(getattr(value, "value", value))
            if iri in relations:
                edges.append((relations[iri], text.removeprefix(base)))
            elif iri in properties:
                _collect(found, properties[iri], text)
            elif iri == f"{RDF}type":
                labels.append(text.removeprefix(NAMESPACE))
            elif iri != f"{RDFS}label":
                found[iri] = text
        yield Read(str(getattr(node, "value", node)).removeprefix(base), " ".join(sorted(labels)), found, edges)


def _collect(found: dict[str, Any], entry: Property, text: str) -> None:
    value = _plain(text, entry.datatype)
    if entry.many:
        found.setdefault(entry.name, []).append(value)
    elif entry.name in found:
        found[entry.name] = [found[entry.name], value]
    else:
        found[entry.name] = value


def _plain(text: str, datatype: str) -> Any:
    if datatype == "integer":
        return int(text)
    return text == "true" if datatype == "boolean" else text


# -- property graphs -------------------------------------------------------------------------------------------------


class Column(NamedTuple):
    """A property of a label in a property graph: `datatype` is the ontology's; `money` the amount it holds in fen."""

    name: str
    datatype: str
    many: bool
    money: str | None


@cache
def columns(label: str) -> tuple[Column, ...]:
    """The properties of a label, after its id. Exact numbers are text there, amounts have whole fen beside them."""
    found: list[Column] = []
    for entry in schema().of[label]:
        found.append(Column(entry.name, entry.datatype, entry.many, None))
        if entry.money:
            found.append(Column(entry.fen, "integer", False, entry.name))
    return tuple(found)


def fen(yuan: Decimal) -> int | None:
    """An amount in whole fen; None where it has a fraction of one (the exact amount stands beside it)."""
    amount = yuan * 100
    whole = int(amount)
    return whole if whole == amount else None


def column_values(column: Column, rows: Iterable[dict[str, Any]]) -> list[Any]:
    """One column of nodes of a label, from their properties."""
    if column.money is not None:
        amounts = [properties.get(column.money) for properties in rows]
        return [None if amount is None else fen(amount) for amount in amounts]
    found = [properties.get(column.name) for properties in rows]
    if column.name in decimals():
        return [None if value is None else exact(value) for value in found]
    return found
