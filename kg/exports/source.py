"""What is exported: the nodes and relationships of a store, or of a part of it, and what a pass over them shows.

Every format is fed from here, and nothing is held in memory but ids. It knows no format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kg.errors import KgError
from kg.exports.years import Years
from kg.lookup import title_of
from kg.mapping import Column, columns, fen
from kg.nodes import links
from kg.render import money
from kg.statements import decimals, exact
from ontology.schema import schema

if TYPE_CHECKING:
    from kg.answers import GraphNode
    from kg.exports import Part
    from kg.store import Store

#: What a node is called by where it has no name, number or title: the first of these that it has.
_CALLED = (
    *("item", "level3", "asWritten", "project", "recipient", "number", "title", "label", "key", "message", "text"),
    *("evidence", "rule", "reason"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: nodes and edges, or triples where the format is RDF."""

    nodes: int = 0
    edges: int = 0
    statements: int = 0

    def __str__(self) -> str:
        return f"{self.statements} statements" if self.statements else f"{self.nodes} nodes and {self.edges} edges"


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship with the classes of its ends; `type` is in CONST_CASE (`OF_PROJECT`)."""

    source: str
    type: str
    target: str
    source_label: str
    target_label: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over the nodes shows: how many of each label, the columns that hold something, by name, and the
    characters inside lists.
    """

    labels: Mapping[str, int]
    columns: Mapping[str, Column]
    in_lists: frozenset[str]


class Source:
    """The nodes and relationships to write. Of a part, relationships are those between its nodes."""

    def __init__(self, store: Store, part: Part) -> None:
        self.store = store
        keeps = part.keeper(store)
        self._kept = None if keeps is None else {node.id for node in store.nodes() if keeps(node)}
        if self._kept is not None and not self._kept:
            raise KgError("no node is of this part", "widen --type, --year or --depth")

    def nodes(self) -> Iterator[GraphNode]:
        """Every node, shared ones by id, then those of each document."""
        kept = self._kept
        return (node for node in self.store.nodes() if kept is None or node.id in kept)

    def links(self) -> Iterator[Link]:
        """Every relationship between these nodes, with its ends' labels."""
        kept = self._kept
        relationships = schema().relationships
        for edge in links(self.store):
            if kept is None or (edge.source in kept and edge.target in kept):
                entry = relationships[edge.kind]
                yield Link(edge.source, entry.type, edge.target, edge.label, entry.target)

    @cached_property
    def years(self) -> Years:
        """The fiscal years of nodes, over the whole store."""
        return Years(self.store)

    @cached_property
    def survey(self) -> Survey:
        """What a pass over the nodes shows."""
        labels: Counter[str] = Counter()
        used: set[str] = set()
        in_lists: set[str] = set()
        for node in self.nodes():
            labels[node.label] += 1
            used.update(node.properties)
            for value in node.properties.values():
                if isinstance(value, list):
                    in_lists.update(*map(str, value))
        found = {
            column.name: column
            for label in sorted(labels)
            for column in columns(label)
            if (column.money or column.name) in used
        }
        return Survey(dict(sorted(labels.items())), dict(sorted(found.items())), frozenset(in_lists))


def values(node: GraphNode) -> dict[str, Any]:
    """The properties of a node as property graphs have them, in the ontology's order: exact numbers as text.

    Amounts have whole fen beside them; what is absent is left out.
    """
    found: dict[str, Any] = {}
    for column in columns(node.label):
        value: Any = node.properties.get(column.money or column.name)
        if value is None:
            continue
        if column.money:
            value = fen(value)
            if value is None:
                continue
        elif column.name in decimals():
            value = exact(value)
        found[column.name] = value
    return found


def caption(node: GraphNode) -> str:
    """A node in a few words, on one line: its name, number or title, or what it states; else its label."""
    name = title_of(node.label, node.properties)
    if not name or "document" in node.properties:
        amount = node.properties.get("amountYuan")
        said = next((str(node.properties[key]) for key in _CALLED if key in node.properties), "")
        name = f"{name or said or node.label} {node.properties.get('target', '')}"
        if amount is not None:
            name += f" {money(amount)}"
    return " ".join(name.split())


def short(text: str, length: int) -> str:
    """A text of at most so many characters, with an ellipsis where it was cut.

    >>> short("城乡基层治理补助资金", 6)
    '城乡基层治…'
    """
    return text if len(text) <= length else text[: length - 1] + "…"


def joined(value: Any) -> Any:
    """A list as one text, joined by |; other values as they are.

    >>> joined(["省财政厅", "省民政厅"]), joined([395, 396]), joined(7)
    ('省财政厅|省民政厅', '395|396', 7)
    """
    return "|".join(map(str, value)) if isinstance(value, list) else value


def text(value: Any) -> str:
    """Any value as text: lists joined, truth in lower case as XML and JSON have it.

    >>> text(True), text(2024), text([1, 2])
    ('true', '2024', '1|2')
    """
    return ("true" if value else "false") if isinstance(value, bool) else str(joined(value))


def free(name: str, taken: frozenset[str]) -> str:
    """A property's name where a format needs some names for itself: those get an underscore at their end.

    >>> free("label", frozenset({"label"})), free("name", frozenset({"label"}))
    ('label_', 'name')
    """
    return f"{name}_" if name in taken else name
