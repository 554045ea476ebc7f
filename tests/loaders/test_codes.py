"""Codes that stand in several columns: each part in its own, with or without its zero, or left to the row above."""

from __future__ import annotations

import pytest

import loaders
from tests.loaders.forms import Rows, read, table

HEAD = [["科目编码", "", "", "科目名称", "合计", "基本支出", "项目支出"], ["类", "款", "项", "", "", "", ""]]
MERGED = [["科目编码", "", "", "科目名称", "合计", "基本支出", "项目支出"]]
NAMES = ["农林水支出", "水利", "行政运行", "水利工程建设", "住房保障支出", "住房改革支出", "住房公积金"]
MONEY = [
    ["270.50", "70.25", "200.25"],
    ["270.50", "70.25", "200.25"],
    ["70.25", "70.25", ""],
    ["200.25", "", "200.25"],
    ["30.00", "30.00", ""],
    ["30.00", "30.00", ""],
    ["30.00", "30.00", ""],
]
CODES = ["213", "21303", "2130301", "2130305", "221", "22102", "2210201"]

WHOLE = ["213||", "213|03|", "213|03|01", "213|03|05", "221||", "221|02|", "221|02|01"]
BARE = ["213||", "213|3|", "213|3|1", "213|3|5", "221||", "221|2|", "221|2|1"]
OWN = ["213||", "|03|", "||01", "||05", "221||", "|02|", "||01"]
FULL = ["213||", "213|21303|", "213|21303|2130301", "213|21303|2130305", "221||", "221|22102|", "221|22102|2210201"]
ALONE = ["213||", "|21303|", "||2130301", "||2130305", "221||", "|22102|", "||2210201"]


def body(codes: list[str]) -> Rows:
    rows = [[*code.split("|"), name, *money] for code, name, money in zip(codes, NAMES, MONEY, strict=True)]
    return [["合计", "", "", "", "300.50", "100.25", "200.25"], *rows]


def codes_of(rows: Rows) -> list[str | None]:
    seen = read(table("expenditure", rows))
    assert not [finding for finding in seen.findings if finding.rule != "unit-unprinted"]
    totals = [line for line in seen.lines if line.expenditure is None and line.row_kind != "total"]
    assert [line.item for line in totals] == NAMES
    return [line.code for line in totals]


@pytest.mark.parametrize("codes", [WHOLE, BARE, OWN, FULL, ALONE])
def test_a_code_in_three_columns(codes: list[str]) -> None:
    assert codes_of([*HEAD, *body(codes)]) == CODES


def test_a_code_in_three_columns_under_one_heading() -> None:
    assert codes_of([*MERGED, *body(WHOLE)]) == CODES


def test_a_part_without_anything_above_it_is_never_completed() -> None:
    rows = [*HEAD, ["", "03", "", "水利", "1.00", "1.00", ""]]
    assert [line.code for line in read(table("expenditure", rows)).lines] == ["03", "03"]


def test_labels_right_of_the_amounts() -> None:
    rows = [["合计", "基本支出", "项目支出", "科目编码", "科目名称"]]
    rows += [["300.50", "100.25", "200.25", "", "合计"]]
    rows += [[*money, code, name] for code, name, money in zip(CODES, NAMES, MONEY, strict=True)]
    seen = read(table("expenditure", rows))
    assert [(line.code, line.item) for line in seen.lines if line.expenditure is None] == [
        (None, "合计"),
        *zip(CODES, NAMES, strict=True),
    ]
    assert not seen.findings


@pytest.mark.parametrize(
    "line", ["编制单位：澜河中心  单位：元", "部门名称：澜河中心 金额单位：元", "编制单位：澜河中心\t单位：元"]
)
def test_publisher_and_unit_on_one_line(line: str) -> None:
    rows = ["科目编码\t科目名称\t合计\t基本支出\t项目支出", "213\t农林水支出\t7.00\t7.00\t"]
    seen = loaders.read("\n".join(["2024年预算支出总表", "", line, "", *rows]).encode())
    assert (seen.publisher, seen.lines[0].amount_unit) == ("澜河中心", "元")
