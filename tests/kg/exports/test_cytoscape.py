"""Cytoscape.js JSON by the rules of js.cytoscape.org, and as networkx reads it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import networkx as nx

from kg.exports import cytoscape
from kg.exports.source import Written, values
from kg.graph import Graph
from tests.kg.exports.conftest import Held
from tests.kg.exports.made import NASTY, nasty


def test_elements_are_as_cytoscape_wants_them(graph: Graph, whole: Held, tmp_path: Path) -> None:
    assert graph.export("cytoscape", tmp_path / "g") == Written(len(whole.nodes), len(whole.edges))
    elements = json.loads((tmp_path / "g").read_text(encoding="utf-8"))["elements"]
    ids = [entry["data"]["id"] for group in ("nodes", "edges") for entry in elements[group]]
    assert len(set(ids)) == len(ids) == len(whole.nodes) + len(whole.edges)
    assert all(isinstance(entry, str) and entry for entry in ids)
    for group in ("nodes", "edges"):
        assert {entry["group"] for entry in elements[group]} == {group}
    known = {entry["data"]["id"] for entry in elements["nodes"]}
    assert all({edge["data"]["source"], edge["data"]["target"]} <= known for edge in elements["edges"])
    # A node with a parent would be drawn inside it.
    assert not any("parent" in entry["data"] for entry in elements["nodes"])
    assert Counter(entry["data"]["label"] for entry in elements["nodes"]) == whole.labels
    assert Counter(entry["data"]["type"] for entry in elements["edges"]) == whole.types


def test_networkx_reads_every_value(graph: Graph, whole: Held, tmp_path: Path) -> None:
    graph.export("cytoscape", tmp_path / "g")
    found = nx.cytoscape_graph(json.loads((tmp_path / "g").read_text(encoding="utf-8")))
    assert found.is_directed()
    assert found.is_multigraph()
    ends = Counter((source, key, target) for source, target, key in found.edges(keys=True))
    assert ends == Counter((edge.source, edge.type, edge.target) for edge in whole.edges)
    for node, data in found.nodes(data=True):
        expected = values(whole.nodes[node])
        renamed = {f"{key}_" if key in ("label", "value") else key: value for key, value in expected.items()}
        assert {key: data[key] for key in renamed} == renamed


def test_text_comes_back_as_it_was(tmp_path: Path) -> None:
    cytoscape.write(nasty(), tmp_path / "g")
    found = nx.cytoscape_graph(json.loads((tmp_path / "g").read_text(encoding="utf-8")))
    assert found.nodes["project/1"]["name"] == NASTY
    assert found.nodes["policy/1"]["issuers"][:2] == ["省财政厅", "a;b"]
