"""A notice in the graph: the document that others cite, its table, what it passes on, and a trace that starts at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from examples.notices import demonstration
from kg.graph import Graph
from kg.trace.rules import entries
from tests.kg import papers
from tests.kg.trace.test_rules import allocation, citation, facts, project

TOP = Path(__file__).resolve().parents[3] / "examples"
ABOVE, BELOW = demonstration()


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    with Graph.open(tmp_path_factory.mktemp("store") / "kg", create=True) as opened:
        assert opened.load([TOP / "county", TOP / "notices"]).rejected == ()
        yield opened


def test_the_notices_are_what_their_command_makes() -> None:
    for notice in (ABOVE, BELOW):
        assert (TOP / "notices" / notice.name).read_text(encoding="utf-8") == notice.text


def test_a_notice_is_the_document_that_projects_cite(graph: Graph) -> None:
    found = graph.trace(BELOW.number)
    assert found.policy is not None
    documents = {row["document"]: row["kind"] for row in graph.documents().dicts()}
    assert documents[str(found.policy.document)] == "notice"
    assert len(found.projects) == 6
    assert {entry.relation for entry in found.projects} == {"hands-down"}


def test_its_table_is_the_distribution_and_enters_no_sum(graph: Graph) -> None:
    found = graph.trace(BELOW.number)
    by_recipient: dict[str, Decimal] = {}
    for entry in found.distribution:
        name = str(entry["recipient"])
        by_recipient[name] = by_recipient.get(name, Decimal(0)) + entry["amount_yuan"]
    assert by_recipient == dict(BELOW.given)
    assert {entry["level"] for entry in found.distribution} == {"central", "provincial"}
    assert all(entry["line"] for entry in found.distribution)
    assert found.total_yuan == sum((yuan for name, yuan in BELOW.given if name != "澜江市本级"), Decimal(0))


def test_what_is_above_and_below_is_stated(graph: Graph) -> None:
    down, up = graph.trace(BELOW.number).to_dict()["related"], graph.trace(ABOVE.number).to_dict()["related"]
    assert [(entry["number"], entry["relation"], entry["status"]) for entry in down] == [
        (ABOVE.number, "passes-on", "stated")
    ]
    assert [(entry["number"], entry["relation"], entry["status"]) for entry in up] == [
        (BELOW.number, "passed-on-by", "stated")
    ]
    rows = graph.cypher("MATCH (a:PolicyDocument)-[:PASSES_ON]->(b:PolicyDocument) RETURN a.number, b.number, b.date")
    assert list(rows) == [(BELOW.number, ABOVE.number, "2023-11-08")]


def test_recipients_are_the_bodies_and_places_that_others_name(graph: Graph) -> None:
    rows = graph.cypher(
        "MATCH (d:Distribution)-[:TO_ORGANIZATION]->(o:Organization)<-[:OF_UNIT]-(:Project)"
        " RETURN DISTINCT d.recipient, o.name ORDER BY o.name"
    )
    assert len(list(rows)) == 6
    places = graph.cypher("MATCH (:Distribution)-[:TO_PLACE]->(p:Place) RETURN DISTINCT p.name")
    assert {name for (name,) in places} == {"澜江市", "鹭原市", "檀江市"}


def test_the_table_of_distributions(graph: Graph) -> None:
    rows = [row for row in graph.table("distributions").dicts() if row["number"] == BELOW.number and row["counted"]]
    assert sum((row["amount_yuan"] for row in rows), Decimal(0)) == sum((yuan for _, yuan in BELOW.given), Decimal(0))
    policy = graph.trace(BELOW.number).policy
    assert policy is not None
    assert {row["policy_id"] for row in rows} == {policy.id}


def test_a_notice_of_the_bureau_is_no_budget_of_it(graph: Graph) -> None:
    graph.trace(BELOW.number)
    assert graph._loaded is not None
    publishers = {disclosed.publisher for disclosed in graph._loaded.by_document.values()}
    budgeted = {
        disclosed.publisher
        for disclosed in graph._loaded.by_document.values()
        if (disclosed.publisher_id, disclosed.fiscal_year) in graph._loaded.budgets
    }
    assert publishers - budgeted == {"云川省财政厅", "澜江市财政局"}


def test_both_engines_and_a_fresh_catalogue_agree(graph: Graph) -> None:
    assert list(graph.sparql("SELECT ?a { ?n a fkg:Notice ; fkg:ofPolicy/fkg:number ?a } ORDER BY ?a"))  # type: ignore[arg-type]
    papers.whole(graph.store)


def test_order_of_loading_and_removing_never_matter(tmp_path: Path) -> None:
    files = [TOP / "notices" / ABOVE.name, TOP / "notices" / BELOW.name, TOP / "county" / "2024_望溪县教育局.txt"]
    contents = []
    for number, order in enumerate((files, files[::-1])):
        with Graph.open(tmp_path / str(number), create=True) as graph:
            for path in order:
                graph.load(path)
            if number:
                graph.remove(ABOVE.name)
                graph.load(files[0])
                graph.load(files[1], reread=True)
            papers.whole(graph.store)
            contents.append(papers.contents(graph.store))
    assert contents[0] == contents[1]


def test_a_notice_that_nobody_cites_is_traced_by_its_own_file(tmp_path: Path) -> None:
    with Graph.open(tmp_path / "kg", create=True) as graph:
        graph.load(TOP / "notices" / BELOW.name)
        found = graph.trace(BELOW.number)
        assert (found.exit_code, found.projects, found.total_yuan) == (0, (), 0)
        assert len(found.distribution) == 14
        assert "not added to the projects" in str(found)


def test_the_unit_that_a_table_names_gets_money_handed_down() -> None:
    """Where the citation only mentions the document, its own table decides, for the unit or its department."""
    given = facts(citation(relation="mention", role="overview"), project(), allocation("9"))
    (entry,) = entries(given)
    assert (entry.relation, entry.counted) == ("mention", False)
    for body in ("o1", "D"):
        (entry,) = entries(replace(given, recipients=frozenset({body})))
        assert (entry.relation, entry.counted) == ("hands-down", True)
