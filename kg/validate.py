"""Holds the graph against `ontology/shapes.ttl`, document by document; messages name the statement and its line.

What a SHACL processor finds in the exported graph, this finds in minutes in a large store: constraints on properties
are checked on the statements as they are, relations are asked of a small RDF graph of one document and what it refers
to. It knows shapes and statements, and no rule of its own: the rules are in the Turtle file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.mapping import edge_triple, node_triples
from kg.nodes import resolved, shared_statements
from kg.statements import Node
from ontology.schema import schema
from ontology.shapes import PropertyShape, Relation, shapes

if TYPE_CHECKING:
    from kg.store import Store

Progress = Callable[[int, int, str], None]
_BASE = "urn:x:"
_HOLE = re.compile(r"\{\?(\w+)\}")
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "decimal": (Decimal, int),
    "boolean": (bool,),
}


@dataclass(frozen=True, slots=True)
class Result:
    """Something that is not as a shape says. `messages`, by language (en, zh), name the statement and its line."""

    shape: str
    severity: str  # violation, warning
    focus: str
    document: str | None
    line: int | None
    path: str | None
    value: str | None
    messages: Mapping[str, str] = field(hash=False)


@cache
def _properties() -> Mapping[str, str]:
    """Local names of properties and relationships by IRI."""
    language = schema()
    found = {entry.iri: name for name, entry in language.properties.items()}
    return found | {entry.iri: name for name, entry in language.relationships.items()}


def _fits(shape: PropertyShape, value: Any) -> bool:
    if shape.datatype and (
        not isinstance(value, _TYPES[shape.datatype]) or isinstance(value, bool) != (shape.datatype == "boolean")
    ):
        return False
    if shape.lowest is not None and value < shape.lowest:
        return False
    if shape.highest is not None and value > shape.highest:
        return False
    if shape.pattern and not shape.pattern.search(value):
        return False
    if shape.listed is not None and value not in shape.listed:
        return False
    return not shape.shortest or len(value) >= shape.shortest


#: What stands around a property shape's message: the statement, its line or page, the message, and the value.
_FRAME: Mapping[str, str] = {
    "en": "{?this}, line {?line}: {message}{value}",
    "zh": "{?this}，第 {?line} 行：{message}{value}",
}
_IT_IS: Mapping[str, str] = {"en": "; it is ", "zh": "；现为 "}


def _said(node: Node, messages: Mapping[str, str], value: Any) -> dict[str, str]:
    """A property shape's messages in the frame that the messages of relations bring themselves."""
    told = {name: str(node.properties[name]) for name in ("line", "page") if node.properties.get(name) is not None}
    shown = "" if value is None else str(value)[:80]
    return {
        language: _fill(_FRAME[language], {**told, "this": node.id})
        .replace("{message}", text)
        .replace("{value}", _IT_IS[language] + shown if shown else "")
        for language, text in messages.items()
    }


def check_node(node: Node, label_of: Callable[[str], str | None]) -> Iterator[Result]:
    """What is not as its class's property shapes say. `label_of` tells the class of what a relationship leads to."""
    links: dict[str, list[str]] = {}
    for kind, target in node.links:
        links.setdefault(kind, []).append(target)
    names = _properties()
    for shape in shapes().of.get(node.label, ()):
        name = names[shape.path]
        if shape.target is not None:
            values: list[Any] = list(dict.fromkeys(links.get(name, ())))
            wrong = [value for value in values if label_of(value) != shape.target]
        else:
            value = node.properties.get(name)
            told = value if isinstance(value, (list, tuple)) else [value]
            values = [] if value is None else list(dict.fromkeys(told))
            wrong = [value for value in values if not _fits(shape, value)]
        if len(values) < shape.least or (shape.most is not None and len(values) > shape.most):
            yield _result(node, shape, name, "、".join(map(str, values)) or None)
        for value in wrong:
            yield _result(node, shape, name, value)


def _result(node: Node, shape: PropertyShape, name: str, value: Any) -> Result:
    line = node.properties.get("line")
    return Result(
        shape.name, shape.severity, node.id, node.properties.get("document"), line if isinstance(line, int) else None,
        name, None if value is None else str(value), _said(node, shape.messages, value),
    )  # fmt: skip


def check_terms(node: Node) -> Iterator[Result]:
    """Properties and relationships that the ontology does not give to the node's class."""
    language = schema()
    known = {entry.name for entry in language.of.get(node.label, ())}
    for name in node.properties:
        if name not in known:
            yield _undeclared(node, name)
    for kind, _ in node.links:
        entry = language.relationships.get(kind)
        if entry is None or node.label not in entry.domain:
            yield _undeclared(node, kind)


def _undeclared(node: Node, name: str) -> Result:
    said = {"en": f"a {node.label} has no {name} in the ontology", "zh": f"本体中 {node.label} 没有 {name}"}
    line = node.properties.get("line")
    return Result(
        "undeclared", "violation", node.id, node.properties.get("document"), line if isinstance(line, int) else None,
        name, None, _said(node, said, None),
    )  # fmt: skip


def check_relations(nodes: Iterable[Node], labels: frozenset[str]) -> Iterator[Result]:
    """What the relations of these classes find among the nodes; nodes of other classes are there to be referred to."""
    graph = ox.Store()
    lines: list[str] = []
    by_id: dict[str, Node] = {}
    known = schema().relationships
    for node in nodes:
        by_id[node.id] = node
        lines += node_triples(node.label, f"<{_BASE}{node.id}>", _declared(node))
        lines += [edge_triple(_BASE, node.id, kind, target) for kind, target in node.links if kind in known]
    graph.bulk_load(input="".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    prologue = shapes().prologue()
    for relation in shapes().relations:
        if labels.intersection(relation.targets):
            yield from _ask(graph, prologue, relation, by_id, labels)


def _declared(node: Node) -> dict[str, Any]:
    """What can be written down as triples: undeclared properties are told by `check_terms`."""
    properties = schema().properties
    return {name: value for name, value in node.properties.items() if name in properties and value is not None}


def _ask(
    graph: ox.Store, prologue: str, relation: Relation, by_id: Mapping[str, Node], labels: frozenset[str]
) -> Iterator[Result]:
    rows = graph.query(prologue + relation.query())
    assert isinstance(rows, ox.QuerySolutions)
    names = [variable.value for variable in rows.variables]
    seen: set[tuple[tuple[str, str], ...]] = set()
    for row in rows:
        told = {name: _text(row[name]) for name in names if row[name] is not None}
        focus = told["this"]
        if tuple(sorted(told.items())) in seen or by_id[focus].label not in labels:
            continue
        seen.add(tuple(sorted(told.items())))
        node = by_id[focus]
        line = node.properties.get("line")
        page = node.properties.get("page")
        told.setdefault("line", "" if line is None else str(line))
        told.setdefault("page", "" if page is None else str(page))
        yield Result(
            relation.name, relation.severity, focus, node.properties.get("document"),
            line if isinstance(line, int) else None, None, told.get("value"),
            {language: _fill(text, told) for language, text in relation.messages.items()},
        )  # fmt: skip


def _text(value: Any) -> str:
    return str(value.value).removeprefix(_BASE)


def _fill(text: str, told: Mapping[str, str]) -> str:
    """A message with its values; where there is no line, it speaks of the page, or of none."""
    if not told.get("line"):
        en, zh = (", page {?page}", "，第 {?page} 页") if told.get("page") else ("", "")
        text = text.replace(", line {?line}", en).replace("，第 {?line} 行", zh)
    return _HOLE.sub(lambda hole: told.get(hole[1], ""), text)


# -- a whole store ---------------------------------------------------------------------------------------------------


def check_store(store: Store, progress: Progress | None = None) -> Iterator[Result]:
    """Every result over a store: first what is shared, then document by document."""
    shared = {node.id: node for node in shared_statements(store)}
    policies = dict(store.sql().execute("SELECT mention, policy FROM judgements"))
    labels = {node.id: node.label for node in shared.values()}
    documents = [unit.document for unit in store.units()]
    own_labels = frozenset(
        label for label in schema().labels if any(entry.name == "document" for entry in schema().of[label])
    )
    for node in shared.values():
        yield from check_terms(node)
        yield from check_node(node, labels.get)
    cited: list[Node] = []
    for done, unit in enumerate(store.units(), 1):
        own = [resolved(node, policies) for node in unit.nodes()]
        here = labels | {node.id: node.label for node in own}
        for node in own:
            yield from check_terms(node)
            yield from check_node(node, here.get)
        cited += [_edges_only(node) for node in own if node.label == "Citation"]
        yield from check_relations([*own, *_around(own, shared)], own_labels)
        if progress:
            progress(done, len(documents), unit.document)
    yield from check_relations([*shared.values(), *cited], frozenset(schema().labels) - own_labels)


def _edges_only(node: Node) -> Node:
    return Node(node.label, node.id, {}, node.links)


def _around(own: Iterable[Node], shared: Mapping[str, Node]) -> list[Node]:
    """The shared nodes that a document's statements refer to, and those that these refer to."""
    found: dict[str, Node] = {}
    waiting = [target for node in own for _, target in node.links]
    for _ in range(2):
        step, waiting = waiting, []
        for target in step:
            node = shared.get(target)
            if node is not None and target not in found:
                found[target] = node
                waiting += [further for _, further in node.links]
    return list(found.values())


__all__ = ["Result", "check_node", "check_relations", "check_store", "check_terms"]
