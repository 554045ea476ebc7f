"""GEXF 1.3, for Gephi: typed attributes, and fiscal years as the time in which a node or edge exists.

A node of one year, or of years that follow each other, has a start and an end; one of several years apart has a spell
for each; what belongs to no year is always there. The label is a name for people, `type` the class; lists are joined
by |, because what reads GEXF disagrees on lists. An edge exists while both its ends do.

>>> import networkx
>>> written = graph.export("gexf", "graph.gexf")
>>> read = networkx.read_gexf("graph.gexf", version="1.3")
>>> (len(read), read.number_of_edges()) == (written.nodes, written.edges)
True
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kg.exports.colours import colour
from kg.exports.files import whole_file
from kg.exports.source import Source, Written, caption, free, short, text, values
from kg.exports.xml import clean, document, element
from kg.mapping import Column

_GEXF = "http://gexf.net/1.3"
_VIZ = "http://gexf.net/1.3/viz"
#: What Gephi keeps for itself, and what the format says of a node: a property of the same name stands under another.
_OWN = frozenset({"id", "label", "type", "timeset", "timestamp", "interval"})
#: How much of a name is shown beside a node.
_SHOWN = 60


def _type(column: Column) -> str:
    if column.many:
        return "string"
    return {"integer": "long", "boolean": "boolean"}.get(column.datatype, "string")


def spells(years: Iterable[int]) -> list[tuple[str, str]]:
    """Years as dates from the first day to the last, those that follow each other together.

    >>> spells({2021, 2023, 2024})
    [('2021-01-01', '2021-12-31'), ('2023-01-01', '2024-12-31')]
    """
    found: list[list[int]] = []
    for year in sorted(years):
        if found and found[-1][1] == year - 1:
            found[-1][1] = year
        else:
            found.append([year, year])
    return [(f"{first:04}-01-01", f"{last:04}-12-31") for first, last in found]


def _exists(entry: Any, years: Iterable[int]) -> None:
    """Say in which years a node or edge exists."""
    times = spells(years)
    if len(times) == 1:
        entry.set("start", times[0][0])
        entry.set("end", times[0][1])
    elif times:
        inside = element("spells", {}, entry)
        for start, end in times:
            element("spell", {"start": start, "end": end}, inside)


def write(source: Source, path: Path) -> Written:
    """Write a GEXF file; returns how many nodes and edges it holds."""
    nodes = edges = 0
    names = {name: free(name, _OWN) for name in source.survey.columns}
    years = source.years
    own: dict[str, frozenset[int]] = {}
    settings = {"mode": "dynamic", "defaultedgetype": "directed", "idtype": "string", "timeformat": "date",
                "timerepresentation": "interval"}  # fmt: skip
    with whole_file(path) as file, document(file, "gexf", {None: _GEXF, "viz": _VIZ}, version="1.3") as out:
        meta = element("meta", {})
        element("creator", {}, meta).text = "fiscal-kg"
        out.write(meta, "\n")
        with out.element("graph", **settings):
            declared = element("attributes", {"class": "node", "mode": "static"})
            element("attribute", {"id": "type", "title": "type", "type": "string"}, declared)
            for name, column in source.survey.columns.items():
                key = {"id": names[name], "title": names[name], "type": _type(column)}
                element("attribute", key, declared)
            out.write("\n", declared, "\n")
            with out.element("nodes"):
                out.write("\n")
                for node in source.nodes():
                    found = own[node.id] = frozenset(years.of(node.id, node.properties))
                    entry = element("node", {"id": node.id, "label": short(caption(node), _SHOWN)})
                    inside = element("attvalues", {}, entry)
                    element("attvalue", {"for": "type", "value": node.label}, inside)
                    for name, value in values(node).items():
                        element("attvalue", {"for": names[name], "value": clean(text(value))}, inside)
                    _exists(entry, found)
                    red, green, blue = (int(colour(node.label)[at : at + 2], 16) for at in (1, 3, 5))
                    shade = {"r": str(red), "g": str(green), "b": str(blue)}
                    entry.append(element(f"{{{_VIZ}}}color", shade))
                    out.write(entry, "\n")
                    nodes += 1
            out.write("\n")
            with out.element("edges"):
                out.write("\n")
                for link in source.links():
                    # Parallel edges are told apart by their kind.
                    ends = {"source": link.source, "target": link.target, "label": link.type, "kind": link.type}
                    entry = element("edge", {"id": f"e{edges}", **ends})
                    _exists(entry, _together(own[link.source], own[link.target]))
                    out.write(entry, "\n")
                    edges += 1
    return Written(nodes, edges)


def _together(source: frozenset[int], target: frozenset[int]) -> frozenset[int]:
    """The years in which both ends of an edge exist; an end of no year is always there."""
    return source & target or source or target
