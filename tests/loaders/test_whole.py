"""The sheet of a whole department: its money, and what says in which unit it is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from loaders.document import Paragraph, Row
from loaders.records import Place
from loaders.structure import Segment
from loaders.tables.grid import Context
from loaders.targets.whole import Whole, named_body, named_year, read_whole


def whole(caption: str, label: str) -> Whole:
    rows = [
        Row((label, "1,234.50", "基本支出", "1,234.50"), Place(line=3)),
        Row(("一级指标", "二级指标", "三级指标", "指标值"), Place(line=4)),
    ]
    title = [Paragraph("部门整体支出绩效目标表", Place(line=1)), Paragraph(caption, Place(line=2))]
    return read_whole(Segment("table", "whole-department", title, [*rows]), CONTEXT)


CONTEXT = Context(fiscal_year=2024, stage="budget", publisher="某某局", scope="department")


@pytest.mark.parametrize(
    ("caption", "label", "factor"),
    [("", "一般公共预算（元）", 1), ("", "一般公共预算（万元）", 10_000), ("单位：元", "一般公共预算", 1)],
)
def test_the_printed_unit_is_taken(caption: str, label: str, factor: int) -> None:
    found = whole(caption, label)
    assert [line.amount_yuan for line in found.lines] == [Decimal("1234.50") * factor] * 2
    assert found.findings == []


def test_a_unit_that_is_not_printed_is_said() -> None:
    found = whole("", "一般公共预算")
    assert [(f.rule, f.severity) for f in found.findings] == [("unit-unprinted", "warning")]
    assert found.lines[0].amount_unit == "万元"


def drawn(*lines: tuple[str, ...]) -> list[Row]:
    """Rows of a drawn table: `<` lies under the cell to the left, `^` under the one above."""
    rows = []
    for at, cells in enumerate(lines):
        spans = []
        for column, cell in enumerate(cells):
            wide = next((n for n, c in enumerate(cells[column + 1 :]) if c != "<"), len(cells) - column - 1) + 1
            below = lines[at + 1 :]
            high = next((n for n, line in enumerate(below) if line[column] != "^"), len(below)) + 1
            spans.append((0, 0) if cell in ("<", "^") else (wide, high))
        texts = tuple("" if cell in ("<", "^") else cell for cell in cells)
        rows.append(Row(texts, Place(page=1, part=at + 1), None, 1, tuple(spans)))
    return rows


def form(*lines: tuple[str, ...], caption: str = "（2026年度）") -> tuple[Segment, Whole]:
    title = [Paragraph("部门整体支出绩效目标表", Place(page=1, part=90)), Paragraph(caption, Place(page=1, part=91))]
    segment = Segment("table", "whole-department", title, [*drawn(*lines)])
    return segment, read_whole(segment, CONTEXT)


BODY = ("部门（单位）名称", "<", "云岭县水务局", "<", "<")
TASKS = ("年度主要任务", "任务名称", "主要内容", "预算金额（万元）", "<")
SPLIT = ("^", "^", "^", "总额", "财政拨款")


@pytest.mark.parametrize(("total", "rules"), [("17.5", []), ("18.5", ["target-sum"])])
def test_tasks_of_the_year_add_up(total: str, rules: list[str]) -> None:
    rows = [
        ("^", "灌溉", "修补渠道", "12.5", "12.5"),
        ("^", "防汛", "加固堤防", "5", "4"),
        ("^", "金额合计", "<", total, "16.5"),
    ]
    segment, found = form(BODY, TASKS, SPLIT, *rows)
    assert [(line.item, line.fund, line.row_kind, line.amount_text) for line in found.lines][-3:] == [
        ("防汛", "fiscal-appropriation", "leaf", "4"),
        ("金额合计", None, "total", total),
        ("金额合计", "fiscal-appropriation", "total", "16.5"),
    ]
    assert [finding.rule for finding in found.findings] == rules
    assert (named_body(segment), named_year(segment)) == ("云岭县水务局", 2026)


FUNDS = ("总体资金情况（万元）", "预算支出总额", "财政拨款", "<", "<", "其他资金", "<", "<")
KINDS = ("^", "^", "合计", "基本支出", "项目支出", "合计", "基本支出", "项目支出")


@pytest.mark.parametrize(
    ("numbers", "mended", "rules"),
    [
        (("30.50", "20.50", "10.25", "10.25", "10.00", "4.00", "6.00"), 0, []),
        (("30.50", "20.50", "10.25", "10.25", "10.001", "4.00", "-4.00"), 2, []),
        (("30.50", "20.50", "10.25", "10.25", "10.00", "4.00", "5.00"), 0, ["target-sum"]),
    ],
)
def test_numbers_below_their_headings(numbers: tuple[str, ...], mended: int, rules: list[str]) -> None:
    _, found = form(FUNDS, KINDS, ("^", *numbers))
    assert [(line.fund, line.expenditure, line.row_kind) for line in found.lines][:4] == [
        (None, None, "total"),
        ("fiscal-appropriation", None, "subtotal"),
        ("fiscal-appropriation", "basic", "leaf"),
        ("fiscal-appropriation", "project", "leaf"),
    ]
    assert sum(line.repaired is not None for line in found.lines) == mended
    assert [finding.rule for finding in found.findings] == rules


def test_a_table_of_units_with_their_indicators() -> None:
    head = ("单位名称", "年度预算申请", "<", "整体绩效目标", "一级指标", "二级指标", "三级指标", "指标值")
    below = ("^", "资金总额", "一般公共预算", "^", "^", "^", "^", "^")
    row = ("云岭县水务局", "12.50", "12.50", "渠道完好", "产出指标", "数量指标", "修补渠道", "≥12处")
    _, found = form(head, below, row, caption="单位：万元")
    assert [(line.fund, line.amount_text) for line in found.lines] == [(None, "12.50"), ("general-public", "12.50")]
    assert [(raw.level3, raw.target) for raw in found.indicators] == [("修补渠道", "≥12处")]
    assert "渠道完好" in [text for text, _ in found.texts]
