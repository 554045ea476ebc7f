"""Tables as other places print them, small and made up: what heading, row and title say of each number."""

from __future__ import annotations

from decimal import Decimal

import loaders
from loaders.document import Document, Item, Row
from loaders.paged import bind
from loaders.records import BudgetLine, Place
from loaders.tables.headings import compose, is_numbering

PUBLISHER = "青屿县档案馆"


def cell(text: str, wide: int = 1, high: int = 1) -> str:
    return f'<td colspan="{wide}" rowspan="{high}">{text}</td>'


def lines(title: str, head: list[str], rows: list[list[str]]) -> list[BudgetLine]:
    """The lines of a table of a web page: rows of the heading as HTML, rows of the body as texts."""
    body = "".join(f"<tr>{row}</tr>" for row in [*head, *("".join(map(cell, row)) for row in rows)])
    page = f"<h1>{PUBLISHER}2026年部门预算</h1><p>{title}</p><p>部门：{PUBLISHER}　单位：万元</p><table>{body}</table>"
    return list(loaders.read(f'<html><meta charset="utf-8"><body>{page}</body></html>'.encode()).lines)


def test_a_comparison_is_no_stage_of_the_number() -> None:
    head = [
        cell("功能分类科目", 2)
        + cell("2025年执行数", 1, 2)
        + cell("2026年预算数", 1, 2)
        + cell("2026年预算数比2025年执行数", 2),
        cell("科目编码") + cell("科目名称") + cell("增减额") + cell("增减%"),
    ]
    seen = lines("一般公共预算支出表", head, [["201", "一般公共服务支出", "80.00", "100.00", "20.00", "25.00"]])
    assert [(line.stage, line.fiscal_year, line.measure) for line in seen] == [
        ("executed", 2025, "amount"),
        ("budget", 2026, "amount"),
        ("budget", 2026, "change"),
        ("budget", 2026, "percent"),
    ]
    assert compose("2025年执行数").stage == "executed"


def test_two_classifications_under_groups_of_their_own() -> None:
    head = [
        cell("部门预算经济分类", 3) + cell("政府预算经济分类", 3) + cell("一般公共预算基本支出", 3),
        "".join(map(cell, ("类", "款", "科目名称", "类", "款", "科目名称", "合计", "人员经费", "公用经费"))),
    ]
    seen = lines(
        "一般公共预算基本支出表", head, [["301", "01", "基本工资", "501", "01", "工资奖金津补贴", "7.00", "7.00", ""]]
    )
    assert {(line.item, line.code, line.gov_item, line.gov_code) for line in seen} == {
        ("基本工资", "30101", "工资奖金津补贴", "50101")
    }


def test_all_three_funds_in_a_table_of_one_are_that_one() -> None:
    head = [
        cell("科目名称", 1, 2) + cell("合计", 1, 2) + cell("当年财政拨款安排", 2) + cell("上年结转安排", 1, 2),
        cell("基本支出") + cell("项目支出"),
    ]
    rows = [["合计", "9.00", "5.00", "3.00", "1.00"]]
    assert {line.fund for line in lines("一般公共预算支出预算表", head, rows)} == {"general-public"}
    assert [line.fund for line in lines("部门支出总表", head, rows)] == [
        None,
        "fiscal-appropriation",
        "fiscal-appropriation",
        None,
    ]


def test_units_of_projects_stand_in_a_column_of_their_own() -> None:
    head = ["".join(map(cell, ("项目类别", "项目名称", "项目单位", "合计", "一般公共预算", "单位资金")))]
    rows = [
        ["", "合计", "", "9.00", "6.00", "3.00"],
        ["特定目标类", "馆藏数字化", PUBLISHER, "5.00", "5.00", ""],
        ["其他运转类", "库房维修", "青屿县方志中心", "4.00", "1.00", "3.00"],
    ]
    seen = lines("项目支出表", head, rows)
    assert {(line.item, line.unit) for line in seen if line.row_kind == "project"} == {
        ("馆藏数字化", PUBLISHER),
        ("库房维修", "青屿县方志中心"),
    }


def test_the_total_over_this_year_and_a_carryover_is_of_neither() -> None:
    head = [
        cell("项目名称", 1, 2) + cell("合计", 1, 2) + cell("本年拨款", 2) + cell("财政拨款结转结余", 1, 2),
        cell("一般公共预算") + cell("政府性基金预算"),
    ]
    seen = lines(
        "项目支出表", head, [["合计", "9.00", "5.00", "3.00", "1.00"], ["馆藏数字化", "9.00", "5.00", "3.00", "1.00"]]
    )
    assert [line.timing for line in seen[4:]] == [None, "current", "current", "carryover"]


def test_this_years_sum_is_of_this_year() -> None:
    head = [cell("收入", 2) + cell("支出", 2), "".join(map(cell, ("项目", "预算数", "项目", "预算数")))]
    rows = [["一、本年收入", "9.00", "一、本年支出", "10.00"], ["二、上年结转", "1.00", "二、结转下年", ""]]
    seen = lines("财政拨款收支总表", head, rows)
    assert [(line.item, line.timing) for line in seen] == [
        ("一、本年收入", "current"),
        ("一、本年支出", "current"),
        ("二、上年结转", "carryover"),
    ]


def test_numbers_of_columns_begin_anew_in_no_half() -> None:
    assert is_numbering(Row(("栏次", "1", "2", "栏次", "3", "4"), Place()))
    assert is_numbering(Row(("栏次", "", "1", "栏次", "", "2"), Place()))
    assert not is_numbering(Row(("1", "一般公共预算", "9.00", "1", "教育支出", "9.00"), Place()))


def spanned(page: int, cells: tuple[str, ...], high: tuple[int, ...], grid: int) -> Row:
    spans = tuple((1, rows) if rows else (0, 0) for rows in high)
    return Row(cells, Place(page=page), tuple(Place(page=page) for _ in cells), grid, spans)


def test_a_cell_over_several_pages_holds_what_stands_on_any_of_them() -> None:
    items: list[Item] = [
        spanned(1, ("项目名称", "金额", "指标"), (1, 1, 1), 1),
        spanned(1, ("", "", "数量"), (2, 2, 1), 1),
        spanned(1, ("", "", "质量"), (0, 0, 1), 1),
        spanned(2, ("", "", "时效"), (2, 2, 1), 2),
        spanned(2, ("", "", "成本"), (0, 0, 1), 2),
        spanned(3, ("水库加固", "35.50", "效益"), (2, 2, 1), 3),
        spanned(3, ("", "", "满意度"), (0, 0, 1), 3),
    ]
    rows = bind(Document("0" * 64, "application/pdf", tuple(items), "", 3)).document.items
    assert [row.cells[:2] for row in rows if isinstance(row, Row)] == [
        ("项目名称", "金额"),
        ("水库加固", "35.50"),
        *[("", "")] * 5,
    ]
    first = rows[1]
    assert isinstance(first, Row)
    assert first.place(1).page == 3  # where it is printed
    assert Decimal(first.cells[1]) == Decimal("35.50")


def test_rows_that_count_things_are_no_money() -> None:
    head = ["".join(map(cell, ("项目", "2026年预算数")))]
    rows = [["公务用车运行维护费", "9.00"], ["公务用车保有量（辆）", "9"], ["公务接待费", "2.00"]]
    seen = lines("一般公共预算“三公”经费支出表", head, rows)
    assert [line.item for line in seen] == ["公务用车运行维护费", "公务接待费"]
