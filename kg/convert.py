"""The merged graph as an object of another library: networkx, rdflib.

It knows nodes and edges as the store hands them out and the ontology's mapping, and keeps every amount exact.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import TYPE_CHECKING

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
#: How many triples are handed over at a time.
LINES = 50_000


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
    """Nodes with `label` and their properties, edges keyed by relationship; `types` keeps nodes of these labels.

    A property called label stands under `label_`.
    """
    import networkx as nx  # noqa: PLC0415 - heavy, and only this needs it

    inside = None if around is None else neighbourhood(store, around, depth)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in store.nodes():
        if (inside is None or node.id in inside) and (types is None or node.label in types):
            properties = {"label_" if name == "label" else name: value for name, value in node.properties.items()}
            graph.add_node(node.id, label=node.label, **properties)
    if around is not None and types is None and around not in graph:
        raise UnknownNodeError(f"nothing in the graph has the id {around}", "kg search finds ids by name or number")
    for edge in store.edges():
        if edge.source in graph and edge.target in graph:
            graph.add_edge(edge.source, edge.target, key=edge.type, type=edge.type)
    return graph


def to_rdflib(store: Store, *, inferred: bool = False) -> rdflib.Graph:
    """The triples that `kg sparql` answers from, in memory: of the default graph, or of the graph `fkg:inferred`."""
    import rdflib  # noqa: PLC0415 - heavy, and only this needs it

    graph = rdflib.Graph()
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri)
    triples = _triples(store, inferred=inferred)
    while lines := list(islice(triples, LINES)):
        graph.parse(data="".join(lines), format="nt")
    return graph


def _triples(store: Store, *, inferred: bool) -> Iterator[str]:
    """What is stated, or what is inferred, as lines of N-Triples, by the same mapping as the RDF engine's."""
    from kg.mapping import INFERENCE, node_triples  # noqa: PLC0415 - brings the engine with it
    from ontology.schema import schema  # noqa: PLC0415

    relationships = schema().by_type()
    drawn = set()
    for node in store.nodes():
        if node.label == INFERENCE:
            drawn.add(node.id)
        if (node.label == INFERENCE) != inferred:
            continue
        properties = {name: value for name, value in node.properties.items() if value is not None}
        yield from node_triples(node.label, f"<{store.base}{node.id}>", properties)
    for edge in store.edges():
        if (edge.source in drawn) != inferred:
            continue
        predicate = relationships[edge.type].iri
        yield f"<{store.base}{edge.source}> <{predicate}> <{store.base}{edge.target}> .\n"
