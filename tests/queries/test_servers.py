"""Every named question of real servers: Neo4j and Fuseki give the rows that the embedded engines give, to the last fen.

Each server holds the made-up examples, then five real documents; parameters are taken from the data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import queries
from kg.asking import Asked, CypherEngine, SparqlEngine, ask
from kg.asking.names import EngineNames, StoreNames
from kg.graph import Graph
from tests.kg.servers.targets import FUSEKI, NEO4J, FusekiTarget, Neo4jTarget
from tests.queries.said import ways
from tests.servers.plugin import Servers

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = tuple(queries.questions())


@dataclass(slots=True)
class Filled:
    """A server that holds the graph of a store."""

    graph: Graph
    engine: Asked


@pytest.fixture(scope="session", params=["examples", "shanxi"])
def graph(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    if request.param == "shanxi":
        folders = [request.getfixturevalue("shared") / "corpus/shanxi"]
    else:
        folders = [EXAMPLES / "county", EXAMPLES / "notices"]
    with Graph.open(tmp_path_factory.mktemp(request.param) / "store", create=True) as opened:
        assert not opened.load(folders).rejected
        yield opened


@pytest.fixture(scope="session")
def expected(graph: Graph) -> list[tuple[str, dict[str, Any], list[tuple[Any, ...]]]]:
    """Each way to ask each question, with Ladybug's rows."""
    return [(name, said, list(graph.ask(name, **said))) for name in NAMES for said in ways(graph, name)]


@pytest.fixture(scope="session", params=[*NEO4J, *FUSEKI])
def filled(request: pytest.FixtureRequest, servers: Servers, graph: Graph) -> Iterator[Filled]:
    running = servers(request.param)
    target = Neo4jTarget(running) if request.param in NEO4J else FusekiTarget(running)
    target.empty()
    with target.connect() as server:
        server.push(graph.store)
        base = graph.store.base
        engine = CypherEngine(server.ask, base) if server.language == "cypher" else SparqlEngine(server.ask, base)
        yield Filled(graph, engine)


def test_a_server_gives_the_rows_of_the_embedded_engines(
    filled: Filled, expected: list[tuple[str, dict[str, Any], list[tuple[Any, ...]]]]
) -> None:
    names = StoreNames(filled.graph.store)
    different = [(name, said) for name, said, rows in expected if list(ask(name, said, filled.engine, names)) != rows]
    assert not different
    assert {name for name, _, _ in expected} == set(NAMES)


def test_a_server_knows_what_things_are_called(filled: Filled) -> None:
    by_store, by_server = StoreNames(filled.graph.store), EngineNames(filled.engine)
    labels = {"policy": "PolicyDocument", "organization": "Organization", "project": "Project", "place": "Place"}
    for kind, label in labels.items():
        shown = "coalesce(n.number, n.title)" if kind == "policy" else "n.name"
        for (name,) in filled.graph.cypher(f"MATCH (n:{label}) RETURN {shown} AS name ORDER BY name LIMIT 40"):
            assert {found.id for found in by_server.exact(kind, name)} == {
                found.id for found in by_store.exact(kind, name)
            }, name
    assert {found.id for found in by_server.exact("subject", "208")} == {
        found.id for found in by_store.exact("subject", "208")
    }
