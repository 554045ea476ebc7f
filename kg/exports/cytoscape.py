"""Cytoscape.js JSON, for Cytoscape.js and Cytoscape; networkx reads it back too.

Every element has an `id` of its own; nodes have their class as `label`, a name for people as `caption`, and `value`,
which networkx takes for the node; a property of such a name stands under another (`value_`). Lists are arrays, amounts
exact text with whole fen beside them.

>>> import json, networkx
>>> written = graph.export("cytoscape", "graph.cyjs")
>>> with open("graph.cyjs", encoding="utf-8") as file:
...     read = networkx.cytoscape_graph(json.load(file))
>>> (len(read), read.number_of_edges()) == (written.nodes, written.edges)
True
"""

from __future__ import annotations

import json
from pathlib import Path

from kg.exports.files import whole_file
from kg.exports.source import Source, Written, caption, free, values

#: What the format says of a node itself, and what Cytoscape keeps for itself: a node with a parent is inside another.
_OWN = frozenset({"id", "label", "caption", "value", "parent"})


def write(source: Source, path: Path) -> Written:
    """Write a file of Cytoscape.js JSON; returns how many nodes and edges it holds."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    head = {"format_version": "1.0", "generated_by": "fiscal-kg", "target_cytoscapejs_version": "~3.0"}
    about = {**head, "data": {"name": "fiscal-kg"}, "directed": True, "multigraph": True}
    nodes = edges = 0
    with whole_file(path) as file:
        file.write(f'{encode(about)[:-1]},"elements":{{"nodes":['.encode())
        for node in source.nodes():
            data = {"id": node.id, "value": node.id, "label": node.label, "caption": caption(node)}
            data |= {free(name, _OWN): value for name, value in values(node).items()}
            # The group is said, because a node may have properties that are called source and target.
            file.write(f"{',' if nodes else ''}\n{encode({'group': 'nodes', 'data': data})}".encode())
            nodes += 1
        file.write(b'\n],"edges":[')
        for link in source.links():
            ends = {"id": f"e{edges}", "source": link.source, "target": link.target}
            data = {**ends, "key": link.type, "type": link.type, "label": link.type}
            file.write(f"{',' if edges else ''}\n{encode({'group': 'edges', 'data': data})}".encode())
            edges += 1
        file.write(b"\n]}}\n")
    return Written(nodes, edges)
