"""SVG: a picture to look at without any program but a browser. The same graph makes the same picture.

Circles are coloured by label, larger with more edges, and named where there is room; pointing at a circle or a line
shows what it is. A large graph makes no picture: a part of it does.

>>> from lxml import etree
>>> written = graph.export("svg", "graph.svg", around=project, depth=1)
>>> picture = etree.parse("graph.svg")
>>> len(picture.findall(".//{*}g[@id='nodes']/{*}g")) == written.nodes
True
"""

from __future__ import annotations

from math import ceil, hypot, log
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
from lxml import etree

from kg.errors import KgError
from kg.exports.colours import colour, legend
from kg.exports.files import whole_file
from kg.exports.layout import Box, labels, places
from kg.exports.source import Link, Source, Survey, Written, caption
from kg.exports.xml import clean, element
from kg.render import width, wrap

if TYPE_CHECKING:
    from kg.answers import GraphNode
    from kg.exports.layout import Points

#: More circles than this are a blot.
MOST = 1_500
#: The columns of a name's line (a Chinese character takes two), and its lines.
_COLUMNS, _LINES = 20, 2
_SIZE, _LEADING, _MARGIN = 11.0, 13.0, 30.0
_COLUMN = _SIZE * 0.53
_FONTS = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Zen Hei',sans-serif"
_STYLE = (
    f"text{{font-family:{_FONTS};font-size:{_SIZE:g}px;fill:#222}}"
    "#edges line{stroke:#9a9a9a;stroke-width:.9;stroke-opacity:.65}"
    "#nodes circle{stroke:#fff;stroke-width:1.2}"
    "#nodes g:hover circle{stroke:#000}#edges g:hover line{stroke:#000;stroke-width:2}"
    "#names text{paint-order:stroke;stroke:#fff;stroke-width:2.6px;stroke-linejoin:round}"
    "#legend text.head{font-weight:bold}"
)


def write(source: Source, path: Path) -> Written:
    """Draw the picture; returns how many nodes and edges it shows. Raises KgError where there are too many."""
    survey = source.survey
    if (count := sum(survey.labels.values())) > MOST:
        raise KgError(
            f"a picture of {count} nodes shows nothing (the most is {MOST})",
            "cut out a part with --around and --depth, --type or --year, or write another format",
        )
    if not count:
        raise KgError("the graph is empty", "kg load reads documents into it")
    nodes = list(source.nodes())
    links = list(source.links())
    picture = _draw(nodes, links, survey)
    with whole_file(path) as file:
        file.write(etree.tostring(picture, encoding="utf-8", xml_declaration=True, pretty_print=True))
    return Written(len(nodes), len(links))


def _draw(nodes: list[GraphNode], links: list[Link], survey: Survey) -> Any:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(node.id for node in nodes)
    graph.add_edges_from((link.source, link.target) for link in links if link.source != link.target)
    radii = [4.5 + 2.6 * log(1 + graph.degree(node.id)) for node in nodes]
    points = places(graph, radii)
    lines = {at: _lines(caption(node)) for at, node in enumerate(nodes)}
    sizes = {at: (_COLUMN * max(map(width, found)), _LEADING * len(found)) for at, found in lines.items()}
    order = sorted(range(len(nodes)), key=lambda at: (-radii[at], nodes[at].id))
    boxes = labels(points, radii, sizes, order)

    key = _Legend(survey, len(nodes), len(links))
    rims = [Box(x - r, y - r, x + r, y + r) for (x, y), r in zip(points, radii, strict=True)]
    drawn = [*rims, *boxes.values()]
    left, top = min(box.left for box in drawn), min(box.top for box in drawn)
    right, bottom = max(box.right for box in drawn), max(box.bottom for box in drawn)
    beside = key.wide + 2 * _MARGIN
    whole_width = right - left + beside + _MARGIN
    whole_height = max(bottom - top + 2 * _MARGIN, key.high + 2 * _MARGIN)
    picture = etree.Element(
        "svg",
        {
            "width": f"{whole_width:.0f}",
            "height": f"{whole_height:.0f}",
            "viewBox": f"0 0 {whole_width:.0f} {whole_height:.0f}",
            "role": "img",
        },
        nsmap={None: "http://www.w3.org/2000/svg"},
    )
    element("title", {}, picture).text = f"{len(nodes)} nodes and {len(links)} edges"
    element("style", {}, picture).text = _STYLE
    element("rect", {"width": "100%", "height": "100%", "fill": "#fff"}, picture)
    _marker(picture)
    picture.append(key.drawing)
    whole = element("g", {"transform": f"translate({beside - left:.1f} {_MARGIN - top:.1f})"}, picture)
    _edges(element("g", {"id": "edges"}, whole), nodes, links, points, radii)
    _circles(element("g", {"id": "nodes"}, whole), nodes, points, radii)
    _names(element("g", {"id": "names"}, whole), lines, boxes)
    return picture


def _lines(text: str) -> list[str]:
    """A name in at most two lines of like length, cut with an ellipsis."""
    columns = _COLUMNS if width(text) > _LINES * _COLUMNS else max(_COLUMNS // 2, ceil(width(text) / 2) + 1)
    found = [line for line in ([text] if width(text) <= _COLUMNS else wrap(text, columns)) if line]
    if len(found) > _LINES:
        found = found[:_LINES]
        found[-1] = found[-1][:-1] + "…"
    return found or [""]


def _marker(picture: Any) -> None:
    shape = {"id": "end", "viewBox": "0 0 8 8", "refX": "7", "refY": "4", "markerWidth": "7", "markerHeight": "7",
             "orient": "auto"}  # fmt: skip
    marker = element("marker", shape, element("defs", {}, picture))
    element("path", {"d": "M0 1 L7 4 L0 7 z", "fill": "#9a9a9a"}, marker)


def _edges(group: Any, nodes: list[GraphNode], links: list[Link], points: Points, radii: list[float]) -> None:
    at = {node.id: number for number, node in enumerate(nodes)}
    names = {node.id: caption(node) for node in nodes}
    for link in links:
        one, other = at[link.source], at[link.target]
        (x1, y1), (x2, y2) = points[one], points[other]
        far = hypot(x2 - x1, y2 - y1) or 1.0
        # The line ends at the rim, so that its arrow is seen.
        x2, y2 = x2 - (x2 - x1) * radii[other] / far, y2 - (y2 - y1) * radii[other] / far
        entry = element("g", {}, group)
        element("title", {}, entry).text = clean(f"{names[link.source]} {link.type} {names[link.target]}")
        ends = {"x1": f"{x1:.1f}", "y1": f"{y1:.1f}", "x2": f"{x2:.1f}", "y2": f"{y2:.1f}"}
        element("line", {**ends, "marker-end": "url(#end)"}, entry)


def _circles(group: Any, nodes: list[GraphNode], points: Points, radii: list[float]) -> None:
    for node, (x, y), radius in zip(nodes, points, radii, strict=True):
        entry = element("g", {"class": node.label}, group)
        element("title", {}, entry).text = clean(f"{node.label}: {caption(node)}\n{node.id}")
        place = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{radius:.1f}"}
        element("circle", {**place, "fill": colour(node.label)}, entry)


def _names(group: Any, lines: dict[int, list[str]], boxes: dict[int, Box]) -> None:
    for at, box in boxes.items():
        middle = (box.left + box.right) / 2
        entry = element("text", {"text-anchor": "middle"}, group)
        for number, line in enumerate(lines[at]):
            place = {"x": f"{middle:.1f}", "y": f"{box.top + _LEADING * (number + 1) - 3:.1f}"}
            element("tspan", place, entry).text = clean(line)


class _Legend:
    """The labels with their colours and counts, and how large that is."""

    def __init__(self, survey: Survey, nodes: int, edges: int) -> None:
        entries = [legend(label, count) for label, count in survey.labels.items()]
        head = f"{nodes} nodes, {edges} edges"
        self.wide = 24 + _COLUMN * 1.15 * max(map(width, [head, *entries]))
        self.high = 20.0 * (len(entries) + 1)
        self.drawing = etree.Element("g", {"id": "legend", "transform": f"translate({_MARGIN:g} {_MARGIN:g})"})
        element("text", {"class": "head", "y": "10"}, self.drawing).text = head
        for number, (label, text) in enumerate(zip(survey.labels, entries, strict=True), start=1):
            down = 20 * number
            element("circle", {"cx": "7", "cy": f"{down + 6}", "r": "6.5", "fill": colour(label)}, self.drawing)
            element("text", {"x": "21", "y": f"{down + 10}"}, self.drawing).text = text
