"""A graph of real examples that every format is written from, and what it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.answers import GraphEdge, GraphNode
from kg.graph import Graph

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@dataclass(frozen=True)
class Held:
    """What a store holds, as it hands it out."""

    nodes: dict[str, GraphNode]
    edges: list[GraphEdge]

    @property
    def labels(self) -> Counter[str]:
        return Counter(node.label for node in self.nodes.values())

    @property
    def types(self) -> Counter[str]:
        return Counter(edge.type for edge in self.edges)


def held(graph: Graph) -> Held:
    return Held({node.id: node for node in graph.store.nodes()}, list(graph.store.edges()))


@pytest.fixture(scope="package")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """Documents of both years, and the notices that their projects rest on."""
    county = sorted((EXAMPLES / "county").glob("*.txt"))[::4]
    if not county:
        pytest.skip("examples/county is not there")
    with Graph.open(tmp_path_factory.mktemp("exports") / "store", create=True) as opened:
        assert not opened.load([*county, EXAMPLES / "notices"]).rejected
        yield opened


@pytest.fixture(scope="package")
def whole(graph: Graph) -> Held:
    return held(graph)


@pytest.fixture(scope="package")
def project(graph: Graph, whole: Held) -> str:
    """The project with the most citations."""
    cited = Counter(edge.source for edge in whole.edges if edge.type == "CITES")
    return max(cited, key=lambda node: (cited[node], node))
