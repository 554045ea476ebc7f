"""A sum takes each money once: a department's or its unit's, and of several files one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg.graph import Graph
from kg.store import Store
from tests.kg import papers
from tests.kg.papers import cite, paper

ENGINES = ("ladybug", "oxigraph")


def project(amount: str = "12.50") -> dict[str, Any]:
    return {"name": "校舍维修", "amount": amount, "cites": [cite("云川财行〔2023〕8号")]}


@pytest.fixture
def graph(store: Store) -> Graph:
    return Graph(store)


def load(graph: Graph, folder: Path, *entries: dict[str, Any]) -> None:
    assert graph.load(papers.write(folder, entries)).rejected == ()


def money(graph: Graph, name: str, engine: str, **said: Any) -> Decimal:
    """The sum over an answer's rows of money."""
    rows = graph.ask(name, engine=engine, **said)
    return sum((row["amount_yuan"] for row in rows.dicts()), Decimal(0))


@pytest.mark.parametrize("engine", ENGINES)
def test_one_body_that_discloses_as_department_and_as_unit_counts_once(
    graph: Graph, tmp_path: Path, engine: str
) -> None:
    load(graph, tmp_path / "in", paper(projects=[project()]), paper(kind="unit", projects=[project()]))
    assert money(graph, "fund-use", engine, fund="general-public") == 125000
    assert money(graph, "largest-documents", engine) == 125000
    name = paper()["publisher"]
    assert money(graph, "fund-projects", engine, fund="general-public", department=name) == 125000
    disclosures = {
        row[0]: row[1:] for row in graph.cypher("MATCH (d:Disclosure) RETURN d.publisherKind, d.counted, d.repeats")
    }
    assert disclosures["department"] == (True, None)
    counted, repeats = disclosures["unit"]
    assert not counted
    assert {entry.split()[0] for entry in repeats} >= {"allocations", "projects-current"}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_listed_unit_counts_only_where_it_is_asked_for(graph: Graph, tmp_path: Path, engine: str) -> None:
    school = "岚渡县实验小学"
    load(
        graph,
        tmp_path / "in",
        paper(units=[school], projects=[project()]),
        paper(school, kind="unit", projects=[project()]),
    )
    assert money(graph, "fund-use", engine, fund="general-public") == 125000
    assert money(graph, "fund-projects", engine, fund="general-public", department=school) == 125000
    within = list(graph.cypher("MATCH (d:Disclosure)-[:INCLUDED_IN]->(e:Disclosure) RETURN d.publisher, e.publisher"))
    assert within == [(school, paper()["publisher"])]


@pytest.mark.parametrize("engine", ENGINES)
def test_of_two_files_of_one_disclosure_one_counts(graph: Graph, tmp_path: Path, engine: str) -> None:
    load(graph, tmp_path / "in", paper(projects=[project()]), paper(projects=[project("13.00")]))
    found = money(graph, "fund-use", engine, fund="general-public")
    assert found in (125000, 130000)
    assert money(graph, "largest-documents", engine) == found
    ((documents, repeats),) = graph.cypher("MATCH (d:Disclosure) RETURN d.documents, d.repeats")
    assert {entry.split()[1] for entry in repeats} < set(documents)


def test_a_unit_whose_departments_disclosure_is_taken_out_counts_again(graph: Graph, tmp_path: Path) -> None:
    school = "岚渡县实验小学"
    load(
        graph,
        tmp_path / "in",
        paper(units=[school], projects=[project()]),
        paper(school, kind="unit", projects=[project()]),
    )
    department = next(row["document"] for row in graph.documents().dicts() if row["publisher"] != school)
    graph.remove(department)
    assert money(graph, "fund-use", "ladybug", fund="general-public") == 125000
    assert list(graph.cypher("MATCH (d:Disclosure) RETURN d.counted, d.repeats")) == [(True, None)]
    papers.whole(graph.store)
