"""The library's face over a fake store: the same answers as the command line, as objects."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from kg import graph as graph_module
from kg.errors import AmbiguousError, UnknownNodeError
from kg.graph import Graph
from tests.faces import ALLOCATION, NUMBER, ROWS, FakeStore


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> Graph:
    monkeypatch.setattr(graph_module, "Store", FakeStore)
    return Graph.open("store")


def test_graph_is_the_packages_face() -> None:
    code = "from kg import Graph; print(Graph.__module__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "kg.graph"


def test_context_manager_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[bool] = []
    monkeypatch.setattr(graph_module, "Store", FakeStore)
    monkeypatch.setattr(FakeStore, "close", lambda self: closed.append(True))
    with Graph.open("store"):
        pass
    assert closed == [True]


def test_trace_prints_as_a_table(graph: Graph) -> None:
    assert "162,000" in str(graph.trace(NUMBER))


def test_trace_dataframe_keeps_money_exact(graph: Graph) -> None:
    frame = graph.trace(NUMBER).to_dataframe()
    assert (len(frame), frame["amount_yuan"][0]) == (1, Decimal("162000.00"))


def test_cypher_fills_parameters(graph: Graph) -> None:
    graph.cypher("MATCH (n {id: $id}) RETURN n", id="x")
    assert isinstance(graph.store, FakeStore)
    assert graph.store.asked[-1] == ("MATCH (n {id: $id}) RETURN n", {"id": "x"})


def test_rows_iterate_print_and_become_a_dataframe(graph: Graph) -> None:
    rows = graph.cypher("MATCH (n) RETURN n")
    frame = rows.to_dataframe()
    assert len(list(rows)) == len(rows) == 2
    assert (str(frame["n"].dtype), frame["amount_yuan"][0]) == ("Int64", Decimal("0.10"))
    assert "党建工作经费" in str(rows)


def test_sparql_forms(graph: Graph) -> None:
    assert graph.sparql("ASK {}") is True
    assert graph.sparql("CONSTRUCT {} WHERE {}") == '<a> <b> "党建" .\n'


def test_show_by_name(graph: Graph) -> None:
    assert graph.show("项目").id == "project/1"


def test_show_of_nothing_and_of_two(graph: Graph) -> None:
    with pytest.raises(UnknownNodeError):
        graph.show("没有")
    with pytest.raises(AmbiguousError) as raised:
        graph.show("两个")
    assert raised.value.candidates == ("a", "b")


def test_source_text(graph: Graph) -> None:
    found = graph.source(ALLOCATION, context=0)
    assert found.lines == ((3, "党建工作经费\t16.20", True),)


def test_to_networkx(graph: Graph) -> None:
    network = graph.to_networkx()
    assert network.nodes[ALLOCATION]["amountYuan"] == Decimal("162000.00")
    assert network.nodes["project/1"]["label"] == "Project"
    assert list(network.edges(keys=True)) == [(ALLOCATION, "project/1", "OF_PROJECT")]


def test_to_networkx_of_some_types(graph: Graph) -> None:
    assert list(graph.to_networkx(types=["Project"]).nodes) == ["project/1"]


def test_to_networkx_around(graph: Graph) -> None:
    assert [len(graph.to_networkx(around="项目", depth=depth)) for depth in (0, 1)] == [1, 2]


def test_to_rdflib(graph: Graph) -> None:
    triples = graph.to_rdflib()
    answer = triples.query("SELECT ?amount WHERE { ?a fkg:ofProject ?p ; fkg:amountYuan ?amount }")
    assert [row[0].toPython() for row in answer] == [Decimal("162000.00")]


def test_removing_forgets_what_was_loaded(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    assert graph.trace(NUMBER).scope.documents == 1
    graph.remove("a.txt")
    monkeypatch.setitem(ROWS, "loaded", (ROWS["loaded"][0], []))
    assert graph.trace("nothing").scope.documents == 0


def test_load_takes_one_path(graph: Graph) -> None:
    assert graph.load(Path("a.txt")).loaded[0][0] == "a.txt"
