"""DOT as pydot parses it, and as Graphviz draws it where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pydot
import pytest
from lxml import etree

from kg.exports import dot
from kg.exports.source import Written
from kg.graph import Graph
from tests.kg.exports.conftest import Held
from tests.kg.exports.made import NASTY, Made, nasty, project

DEFAULTS = {"node", "edge", "graph"}


def parsed(path: Path) -> pydot.Dot:
    graphs = pydot.graph_from_dot_file(path, encoding="utf-8")
    assert graphs is not None
    (found,) = graphs
    return found


def nodes(graph: pydot.Dot) -> list[pydot.Node]:
    return [node for node in graph.get_nodes() if node.get_name() not in DEFAULTS]


def drawn(path: Path) -> etree._Element:
    program = shutil.which("dot")
    if program is None:
        pytest.skip("this needs a program: Graphviz (dot)")
    done = subprocess.run([program, "-Tsvg", path], check=True, capture_output=True)
    # A missing font is no fault of the file.
    assert b"syntax error" not in done.stderr
    return etree.fromstring(done.stdout)


def test_pydot_reads_every_node_and_edge(graph: Graph, project: str, tmp_path: Path) -> None:
    written = graph.export("dot", tmp_path / "g.dot", around=project, depth=1)
    found = parsed(tmp_path / "g.dot")
    assert written.nodes > 5
    assert (len(nodes(found)), len(found.get_edges())) == (written.nodes, written.edges)
    (one,) = [node for node in nodes(found) if node.get_name() == f'"{project}"']
    assert one.get("class") == '"Project"'


def test_graphviz_draws_every_node_and_edge(graph: Graph, project: str, tmp_path: Path) -> None:
    written = graph.export("dot", tmp_path / "g.dot", around=project, depth=1)
    picture = drawn(tmp_path / "g.dot")
    groups = [group.get("class") for group in picture.iter("{*}g")]
    assert sum((name or "").startswith("node") for name in groups) == written.nodes
    assert groups.count("edge") == written.edges


def test_graphviz_counts_the_whole_graph(graph: Graph, whole: Held, tmp_path: Path) -> None:
    program = shutil.which("gc")
    if program is None:
        pytest.skip("this needs a program: Graphviz (gc)")
    assert graph.export("dot", tmp_path / "g.dot") == Written(len(whole.nodes), len(whole.edges))
    done = subprocess.run([program, "-n", "-e", tmp_path / "g.dot"], check=True, capture_output=True, text=True)
    assert [int(found) for found in re.findall(r"\d+", done.stdout)[:2]] == [len(whole.nodes), len(whole.edges)]


def test_any_text_is_quoted(tmp_path: Path) -> None:
    dot.write(nasty(), tmp_path / "g.dot")
    found = parsed(tmp_path / "g.dot")
    assert {node.get_name() for node in nodes(found)} == {'"project/1"', '"policy/1"'}


@pytest.mark.parametrize("text", [NASTY, "\\", '"', '\\"', "a\\", "a\\N\\G\\l", "<b>x</b>", "a\nb", "%(x)s"])
def test_graphviz_shows_the_text_itself(text: str, tmp_path: Path) -> None:
    dot.write(Made([project(name=text)]), tmp_path / "g.dot")
    picture = drawn(tmp_path / "g.dot")
    (node,) = [group for group in picture.iter("{*}g") if group.get("class", "").startswith("node")]
    shown = "".join("".join(part.itertext()) for part in node.iter("{*}text"))
    wanted = "".join(text.split())[:20]
    assert "".join(shown.split())[: len(wanted)] == wanted


def test_the_legend_names_labels_and_is_no_node(tmp_path: Path) -> None:
    dot.write(nasty(), tmp_path / "g.dot")
    text = (tmp_path / "g.dot").read_text(encoding="utf-8")
    assert "Project 项目 (1)" in text
    assert len(nodes(parsed(tmp_path / "g.dot"))) == 2
