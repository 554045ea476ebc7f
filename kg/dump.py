"""What an engine holds, as lines that can be compared: one a node, one a relationship, the same for every engine.

It knows how each engine gives back what it was given. Sums of hashes of the lines stand for large sets of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path
from typing import Any

from kg.answers import GraphEdge, GraphNode
from kg.engines.cypher import Reader
from kg.mapping import INFERENCE, INFERRED, columns, read_triples
from kg.statements import exact
from ontology.schema import schema


@dataclass(frozen=True, slots=True)
class Sum:
    """How many lines there are, and a number that differs where they do, whatever their order."""

    count: int
    total: int


def add_up(lines: Iterable[str]) -> Sum:
    """The sum of lines."""
    count = total = 0
    for line in lines:
        count += 1
        total += int.from_bytes(blake2b(line.encode(), digest_size=12).digest())
    return Sum(count, total % (1 << 96))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return exact(value)
    return sorted(value, key=str) if isinstance(value, (list, tuple)) else value


def node_line(label: str, node: str, properties: dict[str, Any]) -> str:
    """A node as a line."""
    shown = {name: _plain(value) for name, value in sorted(properties.items()) if value is not None}
    return json.dumps([label, node, shown], ensure_ascii=False)


def edge_line(source: str, kind: str, target: str) -> str:
    """A relationship as a line; `kind` in CONST_CASE."""
    return f"{source} {kind} {target}"


def truth(nodes: Iterable[GraphNode], edges: Iterable[GraphEdge]) -> Iterator[str]:
    """The lines of the merged graph."""
    for node in nodes:
        yield node_line(node.label, node.id, node.properties)
    for edge in edges:
        yield edge_line(edge.source, edge.type, edge.target)


def ladybug(folder: Path) -> Iterator[str]:
    """The lines of a property graph."""
    reader = Reader(folder)
    try:
        for label in schema().labels:
            names = [column.name for column in columns(label) if column.money is None]
            shown = ", ".join(f"n.`{name}`" for name in names)
            for row in reader.ask(f"MATCH (n:{label}) RETURN n.id, {shown}", timeout=3600).rows:
                yield node_line(label, str(row[0]), dict(zip(names, row[1:], strict=True)))
        for entry in schema().relationships.values():
            query = f"MATCH (a)-[:{entry.type}]->(b) RETURN a.id, b.id"
            for source, target in reader.ask(query, timeout=3600).rows:
                yield edge_line(str(source), entry.type, str(target))
    finally:
        reader.close()


def ladybug_fen(folder: Path) -> list[str]:
    """The ids of nodes whose whole number of fen is not the amount beside it."""
    reader = Reader(folder)
    wrong = []
    try:
        for label in schema().labels:
            for name, _, _, money in columns(label):
                if money is None:
                    continue
                query = f"MATCH (n:{label}) WHERE n.{money} IS NOT NULL RETURN n.id, n.{money}, n.{name}"
                for node, text, fen in reader.ask(query, timeout=3600).rows:
                    amount = Decimal(str(text)) * 100
                    if fen != (int(amount) if amount == int(amount) else None):
                        wrong.append(str(node))
    finally:
        reader.close()
    return wrong


def oxigraph(folder: Path, base: str) -> Iterator[str]:
    """The lines of an RDF graph. What lies in another graph than it should is told by the graph's name."""
    import pyoxigraph as ox  # noqa: PLC0415 - only where there is such a graph

    store = ox.Store.read_only(str(folder))
    for graph in (ox.DefaultGraph(), *store.named_graphs()):
        name = "" if isinstance(graph, ox.DefaultGraph) else str(getattr(graph, "value", graph))
        # Quads of one subject follow each other: of a graph, the index that is read begins with it.
        for node in read_triples(store.quads_for_pattern(None, None, None, graph), base):
            belongs = INFERRED if node.label == INFERENCE else ""
            yield node_line(node.label if name == belongs else f"{node.label} in {name}", node.id, node.properties)
            for kind, target in node.edges:
                yield edge_line(node.id, kind, target)
