"""GraphML as networkx reads it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx

from kg.exports import graphml
from kg.exports.source import Written, joined, values
from kg.graph import Graph
from tests.kg.exports.conftest import Held
from tests.kg.exports.made import NASTY, Made, line, nasty


def read(path: Path) -> nx.MultiDiGraph[Any]:
    return nx.read_graphml(path, edge_key_type=str, force_multigraph=True)


def test_networkx_reads_every_node_edge_and_value(graph: Graph, whole: Held, tmp_path: Path) -> None:
    written = graph.export("graphml", tmp_path / "g.graphml")
    found = read(tmp_path / "g.graphml")
    assert written == Written(len(whole.nodes), len(whole.edges))
    assert Counter(data["label"] for _, data in found.nodes(data=True)) == whole.labels
    assert Counter(data["type"] for _, _, data in found.edges(data=True)) == whole.types
    ends = Counter((source, data["type"], target) for source, target, data in found.edges(data=True))
    assert ends == Counter((edge.source, edge.type, edge.target) for edge in whole.edges)
    for node, data in found.nodes(data=True):
        expected = {"label_" if key == "label" else key: joined(v) for key, v in values(whole.nodes[node]).items()}
        assert {key: value for key, value in data.items() if key not in ("label", "caption")} == expected
        assert data["caption"]


def test_an_attribute_has_one_type(graph: Graph, tmp_path: Path) -> None:
    graph.export("graphml", tmp_path / "g.graphml")
    kinds: dict[str, set[type]] = {}
    for _, data in read(tmp_path / "g.graphml").nodes(data=True):
        for name, value in data.items():
            kinds.setdefault(name, set()).add(type(value))
    assert {name for name, found in kinds.items() if len(found) > 1} == set()
    assert (kinds["amountYuan"], kinds["amountFen"], kinds["fiscalYear"]) == ({str}, {int}, {int})
    assert (kinds["suspect"], kinds["issuers"]) == ({bool}, {str})


def test_text_comes_back_as_it_was(tmp_path: Path) -> None:
    graphml.write(nasty(), tmp_path / "g")
    found = read(tmp_path / "g")
    assert found.nodes["project/1"]["name"] == NASTY
    assert found.nodes["policy/1"]["issuers"].startswith("省财政厅|a;b|")


def test_what_xml_cannot_hold_is_replaced(tmp_path: Path) -> None:
    graphml.write(nasty("a\x0cb\x00c\ufffe"), tmp_path / "g")
    assert read(tmp_path / "g").nodes["project/1"]["name"] == "a\ufffdb\ufffdc\ufffd"


def test_an_amount_below_a_fen_has_no_fen(tmp_path: Path) -> None:
    graphml.write(Made([line()]), tmp_path / "g")
    data = read(tmp_path / "g").nodes["d1/line/1"]
    assert data["amountYuan"] == "12.345"
    assert "amountFen" not in data
