"""DOT, for Graphviz: `dot -Tsvg graph.dot > graph.svg`, or sfdp where the graph is large.

A node is shown by its name for people, coloured by its label; the legend is the graph's own label, so that the file
holds no node that is none of the graph.

>>> import pydot
>>> written = graph.export("dot", "graph.dot", around=project, depth=1)
>>> (read,) = pydot.graph_from_dot_file("graph.dot", encoding="utf-8")
>>> len(read.get_edges()) == written.edges
True
"""

from __future__ import annotations

from pathlib import Path

from kg.exports.colours import colour, legend
from kg.exports.files import whole_file
from kg.exports.source import Source, Survey, Written, caption, short

#: Characters of a name on one line, and in all.
_LINE, _SHOWN = 14, 42


def quoted(text: str) -> str:
    r"""Text as a quoted string that Graphviz shows as it is.

    >>> print(quoted('a "b" \\ c'))
    "a \"b\" \\ c"
    """
    # A backslash begins an escape in a label, so it is doubled; a newline is the escape \n.
    escaped = text.replace("\0", "\ufffd").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n") + '"'


def _folded(text: str) -> str:
    text = short(text, _SHOWN)
    return "\n".join(text[at : at + _LINE] for at in range(0, len(text), _LINE))


def _legend(survey: Survey) -> str:
    """The labels with their colours and how many nodes each has, as a table in Graphviz' HTML."""
    rows = "".join(
        f'<tr><td bgcolor="{colour(label)}" width="18"> </td><td align="left">{legend(label, count)}</td></tr>'
        for label, count in survey.labels.items()
    )
    return f'<<table border="0" cellborder="0" cellspacing="4">{rows}</table>>'


def write(source: Source, path: Path) -> Written:
    """Write a DOT file; returns how many nodes and edges it holds."""
    nodes = edges = 0
    head = (
        'digraph "fiscal-kg" {\n'
        f'  graph [charset="UTF-8", overlap="prism", splines="true", labelloc="b", labeljust="l", '
        f"label={_legend(source.survey)}];\n"
        '  node [shape="box", style="rounded,filled", color="#555555", fontsize="10"];\n'
        '  edge [color="#999999", fontcolor="#666666", fontsize="8", arrowsize="0.6"];\n'
    )
    with whole_file(path) as file:
        file.write(head.encode())
        for node in source.nodes():
            name = caption(node)
            shown = f"label={quoted(_folded(name))}, tooltip={quoted(f'{node.label}: {name}')}"
            line = f'  {quoted(node.id)} [{shown}, fillcolor="{colour(node.label)}", class="{node.label}"];\n'
            file.write(line.encode())
            nodes += 1
        for link in source.links():
            line = f'  {quoted(link.source)} -> {quoted(link.target)} [label="{link.type}"];\n'
            file.write(line.encode())
            edges += 1
        file.write(b"}\n")
    return Written(nodes, edges)
