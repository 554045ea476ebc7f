"""What the words of a heading say, alone and under each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.document import Row
from loaders.records import Place
from loaders.tables.balance import relations
from loaders.tables.headings import compose, is_numbering, read_heading
from tests.loaders import forms


def rows(cells: forms.Rows) -> list[Row]:
    return [Row(tuple(row), Place(line=number)) for number, row in enumerate(cells, start=1)]


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("一般公共预算", "fund", "general-public"),
        ("政府性基金预算拨款", "fund", "government-fund"),
        ("国有资本经营预算", "fund", "state-capital"),
        ("财政专户管理资金", "fund", "special-account"),
        ("单位资金", "fund", "unit-funds"),
        ("事业收入", "fund", "business"),
        ("基本支出", "expenditure", "basic"),
        ("项目支出", "expenditure", "project"),
        ("日常公用经费", "expenditure", "public-use"),
        ("人员经费", "expenditure", "personnel"),
        ("上年结转", "timing", "carryover"),
        ("当年预算安排", "timing", "current"),
        ("上年结转安排", "timing", "carryover"),
        ("年末结转和结余", "timing", "carryover-out"),
        ("决算数", "stage", "final"),
        ("调整预算数", "stage", "adjusted"),
        ("增减额", "measure", "change"),
        ("增减%", "measure", "percent"),
        ("科目编码", "role", "code"),
        ("科目名称", "role", "item"),
        ("政府预算支出经济科目名称", "role", "gov_item"),
    ],
)
def test_words_of_columns(text: str, dimension: str, value: str) -> None:
    assert getattr(compose(text), dimension) == value


def test_a_year_in_a_heading() -> None:
    assert compose("2024年预算数").year == 2024


@pytest.mark.parametrize("text", ["合计", "小计", "总计"])
def test_totals(text: str) -> None:
    assert compose(text).total


def test_strange_words_are_not_known() -> None:
    assert not compose("渠道").known


@given(st.text(max_size=20))
def test_any_text_composes(text: str) -> None:
    compose(text)


@pytest.mark.parametrize(
    ("head", "amounts"),
    [
        (forms.SUMMARY_HEAD, [1, 3, 4, 5]),
        (forms.INCOME_HEAD, [2, 3, 4, 5, 6, 7, 8]),
        (forms.EXPENDITURE_HEAD, [2, 3, 4]),
        (forms.APPROPRIATION_HEAD, [1, 3, 4, 5, 6]),
        (forms.ECONOMIC_HEAD, [2, 3, 4]),
        (forms.PROJECT_HEAD, [1, 2, 3, 4, 5, 6]),
        (forms.CARRYOVER_HEAD, [1, 2, 3, 4]),
    ],
)
def test_the_columns_that_hold_amounts(head: forms.Rows, amounts: list[int]) -> None:
    assert [column.index for column in read_heading(rows(head)).amounts()] == amounts


def test_two_halves_are_two_blocks() -> None:
    heading = read_heading(rows(forms.SUMMARY_HEAD))
    assert [column.block for column in heading.columns] == [0, 0, 1, 1, 1, 1]


def test_rows_without_heading_have_no_columns() -> None:
    assert read_heading(rows([["渠道维修", "3.00"]])).columns == []


@pytest.mark.parametrize("cells", [["1", "2", "3"], ["栏次", "1", "2", "3"], ["A", "B", "C"], ["1", "2", "3=4+5", "4"]])
def test_rows_that_number_the_columns(cells: list[str]) -> None:
    assert is_numbering(rows([cells])[0])


@pytest.mark.parametrize("cells", [["渠道维修", "3.00"], ["1", "3", "9"], ["", "1"], ["合计", "5", "5"]])
def test_rows_that_do_not(cells: list[str]) -> None:
    assert not is_numbering(rows([cells])[0])


CELLS = st.sampled_from(["", "项目", "金额", "合计", "小计", "2024年", "支出", "一般公共预算", "1.00"])


@given(st.lists(st.lists(CELLS, min_size=1, max_size=7), max_size=5))
def test_any_rows_have_a_heading_or_none(cells: forms.Rows) -> None:
    heading = read_heading(rows(cells))
    assert heading.rows <= len(cells)
    relations(heading.columns)


def test_a_column_beside_a_group_that_it_is_named_after_has_its_sums() -> None:
    cells = [
        ["项目", "", "金额", "项目", "金额", "", ""],
        ["", "", "", "一般公共预算", "国有资本经营预算", "小计", "政府性基金预算"],
    ]
    relations(read_heading(rows(cells)).columns)
