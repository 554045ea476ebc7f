"""The merged graph as an object of another library: networkx, rdflib.

It knows nodes and edges as the store hands them out and the ontology's mapping, and keeps every amount exact.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg.errors import UnknownNodeError

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.store import Store

PREFIXES = {
    "fkg": "https://w3id.org/fiscal-kg/ontology#",
    "org": "http://www.w3.org/ns/org#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "dct": "http://purl.org/dc/terms/",
}


def neighbourhood(store: Store, around: str, depth: int) -> set[str]:
    """The ids within `depth` relationships of `around`, in any direction. Each step is one pass over the edges."""
    inside = {around}
    for _ in range(depth):
        grown = set(inside)
        for edge in store.edges():
            if edge.source in inside:
                grown.add(edge.target)
            if edge.target in inside:
                grown.add(edge.source)
        inside = grown
    return inside


def to_networkx(
    store: Store, types: Collection[str] | None = None, around: str | None = None, depth: int = 2
) -> nx.MultiDiGraph[str]:
    """Nodes with `label` and their properties, edges keyed by relationship; `types` keeps nodes of these labels."""
    import networkx as nx  # noqa: PLC0415 - heavy, and only this needs it

    inside = None if around is None else neighbourhood(store, around, depth)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in store.nodes():
        if (inside is None or node.id in inside) and (types is None or node.label in types):
            graph.add_node(node.id, **node.properties | {"label": node.label})
    if around is not None and types is None and around not in graph:
        raise UnknownNodeError(f"nothing in the graph has the id {around}", "kg search finds ids by name or number")
    for edge in store.edges():
        if edge.source in graph and edge.target in graph:
            graph.add_edge(edge.source, edge.target, key=edge.type, type=edge.type)
    return graph


def to_rdflib(store: Store) -> rdflib.Graph:
    """The triples that `kg sparql` answers from, in memory."""
    import rdflib  # noqa: PLC0415 - heavy, and only this needs it

    from ontology.schema import schema  # noqa: PLC0415

    language = schema()
    relationships = language.by_type()
    resource = rdflib.Namespace(store.base)
    graph = rdflib.Graph()
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri)
    for node in store.nodes():
        subject = resource[node.id]
        graph.add((subject, rdflib.RDF.type, rdflib.URIRef(language.classes[node.label].iri)))
        for property_ in language.of[node.label]:
            value = node.properties.get(property_.name)
            values = value if isinstance(value, (list, tuple)) else [] if value is None else [value]
            for one in values:
                literal = _literal(one, property_.datatype)
                graph.add((subject, rdflib.URIRef(property_.iri), literal))
    for edge in store.edges():
        predicate = rdflib.URIRef(relationships[edge.type].iri)
        graph.add((resource[edge.source], predicate, resource[edge.target]))
    return graph


def _literal(value: Any, datatype: str) -> rdflib.Literal:
    import rdflib  # noqa: PLC0415

    if datatype == "string":
        return rdflib.Literal(str(value))
    if datatype == "decimal":
        value = Decimal(str(value))
    return rdflib.Literal(value, datatype=rdflib.XSD[datatype])
