"""What was judged to be one thing is listed, with the reason, the same in every order of loading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.errors import UnknownNodeError
from kg.graph import Graph
from kg.store import Store
from tests.kg import papers
from tests.kg.papers import PLACES, cite, paper
from tests.kg.test_overrides import entry, organization

NUMBER = "岚政发〔2020〕1号"
PAPERS = (
    paper(projects=[{"name": "校舍维修", "amount": "1", "cites": [cite(NUMBER, "关于校舍的意见")]}]),
    paper(year=2023, projects=[{"name": "校舍 维修", "amount": "1", "cites": [cite(NUMBER)]}]),
    paper("岚渡县林业局", projects=[{"name": "造林", "amount": "1", "cites": [cite("岚政发〔2023〕2号")]}]),
)


@pytest.fixture
def graph(store: Store, tmp_path: Path) -> Graph:
    store.load(papers.write(tmp_path / "in", PAPERS))
    return Graph(store)


def _rows(graph: Graph, *arguments: Any, **more: Any) -> list[dict[str, Any]]:
    return list(graph.identities(*arguments, **more).dicts())


def test_mentions_of_one_policy_document(graph: Graph) -> None:
    first, second = _rows(graph, kind="policy")
    assert first["id"] == second["id"] == graph.store.policies(NUMBER)[0].policy_id
    assert {row["as_written"] for row in (first, second)} == {
        f"{NUMBER} · 关于校舍的意见 · 岚渡县",
        f"{NUMBER} · 岚渡县",
    }
    assert {row["reason"] for row in (first, second)} == {"own", "place"}
    assert {(row["by"], row["said"], row["documents"], row["name"]) for row in (first, second)} == {
        ("rule", None, 1, NUMBER)
    }


def test_names_of_one_project(graph: Graph) -> None:
    rows = _rows(graph, kind="project")
    assert [(row["as_written"], row["reason"]) for row in rows] == [("校舍 维修", "exact"), ("校舍维修", "normalized")]
    assert len({row["id"] for row in rows}) == 1


def test_all_lists_what_stands_alone(graph: Graph) -> None:
    some, everything = _rows(graph), _rows(graph, everything=True)
    assert len(everything) > len(some) > 0
    assert [row["kind"] for row in everything] == sorted(
        (row["kind"] for row in everything), key=["policy", "organization", "project", "place"].index
    )
    assert {row["as_written"] for row in everything if row["kind"] == "place"} == set(PLACES)


@pytest.mark.parametrize("name", ["岚政发[2020]1号", "岚渡县林业局", "造林"])
def test_one_thing_by_its_name(graph: Graph, name: str) -> None:
    rows = _rows(graph, name)
    assert {row["id"] for row in rows} == set(graph.store.find(name))


def test_one_thing_by_the_id_of_a_member(graph: Graph) -> None:
    first, second = _rows(graph, kind="policy")
    assert _rows(graph, second["member"]) == [first, second]
    with pytest.raises(UnknownNodeError):
        graph.identities("nothing")


def test_the_order_of_loading_does_not_matter(graph: Graph, tmp_path: Path) -> None:
    with Graph.open(tmp_path / "other", create=True) as other:
        for path in sorted((tmp_path / "in").iterdir(), reverse=True):
            other.load(path)
        assert _rows(other, everything=True) == _rows(graph, everything=True)


def test_a_persons_word_is_listed(graph: Graph) -> None:
    mine, other = organization("岚渡县教育局"), organization("岚渡县林业局")
    first, second = (row["member"] for row in _rows(graph, kind="policy"))
    (alone,) = (row for row in _rows(graph, "岚政发〔2023〕2号"))
    graph.close()
    text = (
        entry("same", things=[mine, other], reason="一个局")
        + entry("apart", things=[second], reason="另一份")
        + entry("same", things=[alone["id"], first], reason="同一份")
        + entry("same", things=["project/1", "project/2"], reason="看错了")
    )
    (graph.store.path / "identities.toml").write_text(text, encoding="utf-8")
    graph.store.note = lambda _: None
    rows = _rows(graph)
    columns = ("kind", "id", "member", "reason", "said")
    person = [tuple(row[column] for column in columns) for row in rows if row["by"] == "person"]
    assert ("organization", mine, other, "same", "一个局") in person
    assert ("policy", alone["id"], first, "same", "同一份") in person
    (apart,) = (row for row in rows if row["member"] == second)
    assert (apart["reason"], apart["said"]) == ("apart", "另一份")
    assert [row["member"] for row in rows if row["reason"] == "names nothing"] == ["project/1", "project/2"]
    assert {row["as_written"] for row in _rows(graph, mine)} == {"岚渡县教育局", "岚渡县林业局"}
    # What has another id because its body has is found by the id that it had.
    assert {row["id"] for row in _rows(graph, other)} == {mine}
