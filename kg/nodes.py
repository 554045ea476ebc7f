"""The merged graph, node by node: shared nodes from the catalogue, documents' own statements from their files.

It knows both and joins them. Faces that draw, export or show the graph read it from here, never from an engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kg import ids, lookup
from kg.answers import GraphEdge, GraphNode, NodeView, Value
from kg.catalog import load_shared
from kg.changes import Edge
from kg.errors import UnknownNodeError
from kg.statements import JUDGED, JUDGED_LINKS, Node
from kg.update import references
from ontology.schema import schema

if TYPE_CHECKING:
    from kg.store import Store


def _types() -> dict[str, str]:
    return {name: entry.type for name, entry in schema().relationships.items()}


def own_node(node: Node) -> GraphNode:
    """An own statement as a node of the graph."""
    return GraphNode(node.id, node.label, dict(node.properties))


def nodes(store: Store) -> Iterator[GraphNode]:
    """Every node: shared ones by id, then own ones by document, in the order of the document."""
    for node, label, body in store.sql().execute("SELECT node, label, body FROM shared ORDER BY node"):
        properties, _ = load_shared(body)
        yield GraphNode(node, label, {name: lookup.value(entry) for name, entry in properties.items()})
    for unit in store.units():
        yield from map(own_node, unit.nodes())


def links(store: Store) -> Iterator[Edge]:
    """Every relationship, sources in the order of `nodes`; those of citations to policy documents last."""
    sql = store.sql()
    for node, label, body in sql.execute("SELECT node, label, body FROM shared ORDER BY node"):
        for kind, target in load_shared(body)[1]:
            yield Edge(kind, label, node, target)
    for unit in store.units():
        for entry in unit.nodes():
            for kind, target in entry.links:
                if kind not in JUDGED_LINKS:
                    yield Edge(kind, entry.label, entry.id, target)
    yield from references(sql)


def edges(store: Store) -> Iterator[GraphEdge]:
    """Every relationship under its name in property graphs, in the order of `links`."""
    types = _types()
    for edge in links(store):
        yield GraphEdge(edge.source, types[edge.kind], edge.target)


def find(store: Store, name: str) -> list[str]:
    """Ids of what is called exactly `name`, or has this id."""
    found = lookup.find(store.sql(), name, store.base)
    if found:
        return found
    node = ids.tail(name, store.base)
    return [node] if _own(store, node) else []


def _own(store: Store, node: str) -> Node | None:
    """An own statement by its id, which begins with its document's."""
    file = store.unit(node.split("/", maxsplit=1)[0])
    if "/" not in node or not file.path.exists():
        return None
    return next((entry for entry in file.nodes() if entry.id == node), None)


def view(store: Store, node: str, limit: int) -> NodeView:
    """A node with its relationships, at most `limit` a direction. Raises UnknownNodeError."""
    node = ids.tail(node, store.base)
    sql = store.sql()
    shown = lookup.shared_node(sql, node)
    if shown is None:
        own = _own(store, node)
        if own is None:
            raise UnknownNodeError(f"nothing has the id {node}", "kg search TEXT finds ids")
        shown = own_node(own)
    out, out_total = _around(store, shown, "-[r]->", limit)
    into, into_total = _around(store, shown, "<-[r]-", limit)
    return NodeView(shown, out, into, out_total, into_total)


def _around(store: Store, node: GraphNode, arrow: str, limit: int) -> tuple[tuple[tuple[str, GraphNode], ...], int]:
    """The nodes at the other ends, by relationship and id, and how many there are."""
    match = f"MATCH (n:{node.label} {{id: $id}}){arrow}(m)"
    total = store.cypher(f"{match} RETURN count(*)", {"id": node.id}).rows[0][0]
    if not total:
        return (), 0
    rows = store.cypher(
        f"{match} RETURN label(r) AS type, label(m) AS label, m.id AS id, m ORDER BY type, id LIMIT {int(limit)}",
        {"id": node.id},
    ).rows
    found = []
    for kind, label, other, properties in rows:
        found.append((str(kind), GraphNode(str(other), str(label), _clean(properties))))
    return tuple(found), int(str(total))


def _clean(found: Any) -> dict[str, Value]:
    """The properties of a node as the property graph has them, without its id and label."""
    return {name: entry for name, entry in found.items() if name not in ("id", "label")}


def shared_statements(store: Store) -> Iterator[Node]:
    """Every shared node with its properties and relationships as they are shown, by id."""
    for node, label, body in store.sql().execute("SELECT node, label, body FROM shared ORDER BY node"):
        properties, links = load_shared(body)
        yield Node(label, node, properties, tuple(links))


def resolved(node: Node, policies: Mapping[str, str]) -> Node:
    """A statement whose reference to a policy document is to the document that was judged to be meant."""
    if node.label not in JUDGED:
        return node
    links = tuple(
        (kind, policies.get(target, target) if kind in JUDGED_LINKS else target) for kind, target in node.links
    )
    return Node(node.label, node.id, node.properties, links)
