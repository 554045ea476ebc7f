"""The sheet of a whole department: its money, and what says in which unit it is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from loaders.document import Paragraph, Row
from loaders.grid import Context
from loaders.records import Place
from loaders.structure import Segment
from loaders.whole import Whole, read_whole


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
