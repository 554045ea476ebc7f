"""GEXF by the rules of its specification (gexf.net, version 1.3) and of Gephi's importer, and as networkx reads it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from lxml import etree

from kg.exports import gexf
from kg.exports.source import Written, joined, values
from kg.exports.years import Years
from kg.graph import Graph
from tests.kg.exports.conftest import Held
from tests.kg.exports.made import Made, line, nasty

NS = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"
#: What a value of a type looks like to Gephi.
PARSERS = {"string": str, "long": int, "boolean": lambda text: {"true": True, "false": False}[text]}
#: The columns that Gephi's table of nodes has already.
RESERVED = {"id", "label", "timeset", "timestamp", "interval"}

Interval = tuple[date, date]


def times(entry: Any) -> list[Interval]:
    """When a node or edge exists, as its start and end or its spells say; never both."""
    found = [(spell.get("start"), spell.get("end")) for spell in entry.iterfind(f"{NS}spells/{NS}spell")]
    if entry.get("start"):
        assert not found
        found = [(entry.get("start"), entry.get("end"))]
    return [(date.fromisoformat(start), date.fromisoformat(end)) for start, end in found]


def within(inner: list[Interval], outer: list[Interval]) -> bool:
    return all(any(first <= start and end <= last for first, last in outer) for start, end in inner)


def check(path: Path) -> tuple[dict[str, Any], list[Any]]:
    """The nodes and edges of a file that keeps every rule."""
    root = etree.parse(path).getroot()
    assert (root.tag, root.get("version")) == (f"{NS}gexf", "1.3")
    assert [child.tag for child in root] == [f"{NS}meta", f"{NS}graph"]
    graph = root.find(f"{NS}graph")
    assert dict(graph.attrib) == {"mode": "dynamic", "defaultedgetype": "directed", "idtype": "string",
                                  "timeformat": "date", "timerepresentation": "interval"}  # fmt: skip
    assert [child.tag for child in graph] == [f"{NS}attributes", f"{NS}nodes", f"{NS}edges"]
    declared = {entry.get("id"): entry for entry in graph.find(f"{NS}attributes")}
    assert len(declared) == len(graph.find(f"{NS}attributes"))
    assert {entry.get("type") for entry in declared.values()} <= PARSERS.keys()
    assert not {name.lower() for name in declared} & RESERVED
    assert not {entry.get("title").lower() for entry in declared.values()} & RESERVED
    nodes = {node.get("id"): node for node in graph.find(f"{NS}nodes")}
    assert len(nodes) == len(graph.find(f"{NS}nodes"))
    assert "" not in nodes
    alive = {}
    for node in nodes.values():
        assert [child.tag for child in node if child.tag != f"{NS}spells"] == [f"{NS}attvalues", f"{VIZ}color"]
        assert node.get("label") == " ".join(node.get("label").split())
        given = [value.get("for") for value in node.find(f"{NS}attvalues")]
        assert len(given) == len(set(given))
        for value in node.find(f"{NS}attvalues"):
            PARSERS[declared[value.get("for")].get("type")](value.get("value"))
        assert all(0 <= int(node.find(f"{VIZ}color").get(part)) <= 255 for part in "rgb")
        found = alive[node.get("id")] = times(node)
        assert all(start <= end for start, end in found)
        assert all(before[1] < after[0] for before, after in pairwise(found))
    edges = list(graph.find(f"{NS}edges"))
    assert len({edge.get("id") for edge in edges}) == len(edges)
    # Gephi keeps one edge of a kind between two nodes.
    assert len({(edge.get("source"), edge.get("target"), edge.get("kind")) for edge in edges}) == len(edges)
    for edge in edges:
        for end in (edge.get("source"), edge.get("target")):
            assert end in nodes
            if alive[end]:
                assert within(times(edge), alive[end])
                assert times(edge)
    return nodes, edges


def test_the_rules_hold_and_the_counts_are_the_stores(graph: Graph, whole: Held, tmp_path: Path) -> None:
    assert graph.export("gexf", tmp_path / "g.gexf") == Written(len(whole.nodes), len(whole.edges))
    nodes, edges = check(tmp_path / "g.gexf")
    labels = Counter(node.find(f"{NS}attvalues")[0].get("value") for node in nodes.values())
    assert labels == whole.labels
    assert Counter(edge.get("label") for edge in edges) == whole.types


def test_what_bears_a_year_exists_in_it(graph: Graph, whole: Held, tmp_path: Path) -> None:
    graph.export("gexf", tmp_path / "g.gexf")
    nodes, _ = check(tmp_path / "g.gexf")
    for node, entry in nodes.items():
        year = whole.nodes[node].properties.get("fiscalYear")
        if year is not None:
            assert within([(date(year, 1, 1), date(year, 12, 31))], times(entry))
    lines = [times(nodes[node.id]) for node in whole.nodes.values() if node.label == "BudgetLine"]
    assert {tuple(found) for found in lines} == {((date(y, 1, 1), date(y, 12, 31)),) for y in (2023, 2024)}

    # A fund is stated by the lines and allocations of its years, which are one after the other.
    stated: dict[str, set[int]] = {}
    for edge in whole.edges:
        if edge.type == "HAS_FUND":
            stated.setdefault(edge.target, set()).add(whole.nodes[edge.source].properties["fiscalYear"])
    assert {2023, 2024} in stated.values()
    for fund, years in stated.items():
        assert times(nodes[fund]) == [(date(min(years), 1, 1), date(max(years), 12, 31))]


def test_networkx_reads_the_same(graph: Graph, whole: Held, tmp_path: Path) -> None:
    graph.export("gexf", tmp_path / "g.gexf")
    found = nx.read_gexf(tmp_path / "g.gexf", version="1.3")
    assert (len(found), found.number_of_edges()) == (len(whole.nodes), len(whole.edges))
    assert found.graph["mode"] == "dynamic"
    node = next(
        node for node in whole.nodes.values() if node.label == "PolicyDocument" and "issuers" in node.properties
    )
    data = found.nodes[node.id]
    expected = {key: joined(value) for key, value in values(node).items()}
    assert {key: data[key] for key in expected} == expected
    assert data["type"] == "PolicyDocument"


class Calendar(Years):
    """Years by hand."""

    def __init__(self, **found: set[int]) -> None:
        self.found = found

    def of(self, node: str, properties: dict[str, Any]) -> set[int]:
        return self.found[node]


@pytest.mark.parametrize("years", [{2020}, {2020, 2021}, {2018, 2020, 2021, 2024}, set()])
def test_years_apart_are_spells(years: set[int], tmp_path: Path) -> None:
    source = Made([line("a")])
    source.__dict__["years"] = Calendar(a=years)
    gexf.write(source, tmp_path / "g")
    nodes, _ = check(tmp_path / "g")
    found = times(nodes["a"])
    assert {year for start, end in found for year in range(start.year, end.year + 1)} == years
    assert all((start.month, start.day, end.month, end.day) == (1, 1, 12, 31) for start, end in found)


def test_text_comes_back(tmp_path: Path) -> None:
    source = nasty()
    source.__dict__["years"] = Calendar(**{"project/1": set(), "policy/1": {2023}})
    gexf.write(source, tmp_path / "g")
    nodes, _ = check(tmp_path / "g")
    found = {value.get("for"): value.get("value") for value in nodes["project/1"].find(f"{NS}attvalues")}
    assert found["name"] == source._nodes[0].properties["name"]
