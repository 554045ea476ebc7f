"""GraphML, for yEd, Gephi, Cytoscape, igraph and networkx, which reads it back with the same attributes.

Nodes have their class as `label`, a name for people as `caption`, and their properties: lists joined by |, amounts as
exact text with whole fen beside them. Edges have their `type`. Written in one pass; nothing is held in memory.

>>> import networkx
>>> written = graph.export("graphml", "graph.graphml")
>>> read = networkx.read_graphml("graph.graphml", edge_key_type=str, force_multigraph=True)
>>> (len(read), read.number_of_edges()) == (written.nodes, written.edges)
True
"""

from __future__ import annotations

from pathlib import Path

from kg.exports.files import whole_file
from kg.exports.source import Source, Written, caption, free, text, values
from kg.exports.xml import clean, document, element
from kg.mapping import Column

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
#: What the format says of a node itself; a property of the same name stands under another.
_OWN = frozenset({"label", "caption"})


def _type(column: Column) -> str:
    if column.many:
        return "string"
    return {"integer": "long", "boolean": "boolean"}.get(column.datatype, "string")


def write(source: Source, path: Path) -> Written:
    """Write a GraphML file; returns how many nodes and edges it holds."""
    nodes = edges = 0
    names = {name: free(name, _OWN) for name in source.survey.columns}
    with whole_file(path) as file, document(file, "graphml", {None: _NAMESPACE}) as out:
        for name, kind in [("label", "string"), ("caption", "string")]:
            out.write(element("key", {"id": name, "for": "node", "attr.name": name, "attr.type": kind}), "\n")
        for name, column in source.survey.columns.items():
            key = {"id": names[name], "for": "node", "attr.name": names[name], "attr.type": _type(column)}
            out.write(element("key", key), "\n")
        out.write(element("key", {"id": "type", "for": "edge", "attr.name": "type", "attr.type": "string"}), "\n")
        with out.element("graph", id="graph", edgedefault="directed"):
            out.write("\n")
            for node in source.nodes():
                entry = element("node", {"id": node.id})
                element("data", {"key": "label"}, entry).text = node.label
                element("data", {"key": "caption"}, entry).text = clean(caption(node))
                for name, value in values(node).items():
                    element("data", {"key": names[name]}, entry).text = clean(text(value))
                out.write(entry, "\n")
                nodes += 1
            for link in source.links():
                entry = element("edge", {"id": f"e{edges}", "source": link.source, "target": link.target})
                element("data", {"key": "type"}, entry).text = link.type
                out.write(entry, "\n")
                edges += 1
    return Written(nodes, edges)
