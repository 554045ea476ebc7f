"""The picture: it holds every node and edge, is the same each time, and its names do not lie on each other."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations
from math import hypot
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from lxml import etree

from kg.errors import KgError
from kg.exports import svg
from kg.exports.layout import labels, places
from kg.graph import Graph
from tests.kg.exports.made import NASTY, Made, nasty, project

SVG = "{http://www.w3.org/2000/svg}"


def picture(path: Path) -> Any:
    return etree.parse(path).getroot()


def group(root: Any, name: str) -> Any:
    (found,) = [entry for entry in root.iter(f"{SVG}g") if entry.get("id") == name]
    return found


def test_every_node_and_edge_is_drawn_and_told(graph: Graph, project: str, tmp_path: Path) -> None:
    written = graph.export("svg", tmp_path / "g.svg", around=project, depth=1)
    root = picture(tmp_path / "g.svg")
    assert written.nodes > 5
    assert len(group(root, "nodes")) == written.nodes
    assert len(group(root, "edges")) == written.edges
    for part in ("nodes", "edges"):
        assert all(entry.findtext(f"{SVG}title") for entry in group(root, part))
    assert f"{written.nodes} nodes, {written.edges} edges" in "".join(group(root, "legend").itertext())


def test_the_same_graph_is_the_same_picture(graph: Graph, project: str, tmp_path: Path) -> None:
    """In another process too, where sets have another order."""
    command = [sys.executable, "-m", "kg.cli", "--store", str(graph.store.path), "export", "svg"]
    for seed in ("1", "2"):
        told = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run([*command, tmp_path / seed, "--around", project, "--depth", "1"], check=True, env=told)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_everything_lies_inside_the_picture(graph: Graph, tmp_path: Path) -> None:
    graph.export("svg", tmp_path / "g.svg", types=["Project", "PolicyDocument"])
    root = picture(tmp_path / "g.svg")
    whole = group(root, "nodes").getparent()
    dx, dy = (float(part) for part in whole.get("transform").removeprefix("translate(").rstrip(")").split())
    for circle in group(root, "nodes").iter(f"{SVG}circle"):
        x, y, r = (float(circle.get(name)) for name in ("cx", "cy", "r"))
        assert r <= x + dx <= float(root.get("width")) - r
        assert r <= y + dy <= float(root.get("height")) - r


def test_circles_do_not_touch_and_names_do_not_meet() -> None:
    graph: nx.Graph[str] = nx.barabasi_albert_graph(120, 2, seed=3)
    graph = nx.relabel_nodes(graph, str)
    graph.add_edges_from([("x", "y"), ("z", "y")])
    radii = [6.0 + graph.degree(node) / 4 for node in graph]
    points = places(graph, radii)
    for one, other in combinations(range(len(radii)), 2):
        assert hypot(*(points[one] - points[other])) >= radii[one] + radii[other]
    boxes = labels(points, radii, dict.fromkeys(range(len(radii)), (80.0, 13.0)), range(len(radii)))
    assert len(boxes) > 60
    assert not any(one.meets(other) for one, other in combinations(boxes.values(), 2))


def test_text_is_escaped(tmp_path: Path) -> None:
    svg.write(nasty(), tmp_path / "g.svg")
    titles = [entry.findtext(f"{SVG}title") for entry in group(picture(tmp_path / "g.svg"), "nodes")]
    assert titles[0] == f"Project: {' '.join(NASTY.split())}\nproject/1"


def test_a_node_alone_is_a_picture(tmp_path: Path) -> None:
    assert svg.write(Made([project()]), tmp_path / "g.svg").nodes == 1
    assert len(group(picture(tmp_path / "g.svg"), "names")) == 1


def test_too_many_nodes_are_refused(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"a picture of \d+ nodes.*cut out a part") as error:
        graph.export("svg", tmp_path / "g.svg")
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []
