"""The main question, asked of the real documents that the project began with."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from kg.graph import Graph


@pytest.fixture(scope="module")
def graph(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    with Graph.open(tmp_path_factory.mktemp("shanxi") / "kg", create=True) as opened:
        opened.load(shared / "corpus" / "shanxi")
        yield opened


def test_a_notice_that_hands_money_down(graph: Graph) -> None:
    trace = graph.trace("晋财行[2023]142号")
    (entry,) = trace.projects
    assert (entry.department, entry.fiscal_year, entry.amount_yuan, entry.relation, entry.counted) == (
        "山西转型综合改革示范区管理委员会党群工作部", 2024, Decimal(162000), "hands-down", True,
    )  # fmt: skip
    assert [evidence.line for evidence in entry.evidence] == [849, 850, 851]
    assert (trace.total_yuan, trace.totals.hands_down.sole) == (Decimal(162000), Decimal(162000))


def test_a_basis_over_two_departments_and_years(graph: Graph) -> None:
    trace = graph.trace("综示晋开综办发【2018】67号")
    assert {entry.relation for entry in trace.projects} == {"basis"}
    assert len({entry.department for entry in trace.projects}) == 2
    assert trace.by_year == {"2023": Decimal(70000), "2024": Decimal(56000)}


def test_one_project_with_two_allocations(graph: Graph) -> None:
    (entry,) = graph.trace("长财行〔2023〕112号").projects
    assert sorted(row.amount_yuan for row in entry.allocations) == [Decimal(58000), Decimal(70000)]
    assert entry.amount_yuan == Decimal(128000)


WAYS = ["晋财行【2023】142号", "晋财行[2023]142号", "晋财行（２０２３） 142 号", "晋财行﹝2023﹞142号"]


@pytest.mark.parametrize("written", WAYS)
def test_any_brackets_width_and_spacing(graph: Graph, written: str) -> None:
    policy = graph.trace(written).policy
    assert policy is not None and policy.number == "晋财行〔2023〕142号"


def test_a_unique_part_of_a_title(graph: Graph) -> None:
    policy = graph.trace("提前下达2024年度全省两新组织联合党组织").policy
    assert policy is not None and policy.number == "晋财行〔2023〕142号"


@pytest.mark.parametrize("written", ["晋财行〔2023〕14号", "晋财行〔2023〕14", "财行〔2023〕142号"])
def test_a_number_is_never_completed(graph: Graph, written: str) -> None:
    trace = graph.trace(written)
    assert (trace.policy, trace.exit_code) == (None, 2)
    assert trace.nearest[0].number == "晋财行〔2023〕142号"


def test_an_id_names_a_document(graph: Graph) -> None:
    policy = graph.trace("晋财行〔2023〕142号").policy
    assert policy is not None
    assert graph.trace(policy.id).policy == policy
