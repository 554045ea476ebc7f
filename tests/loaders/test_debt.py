"""Sources of debt and categories of projects: read from columns, rows, titles and fields, and never guessed."""

from __future__ import annotations

import pytest

from loaders.records import Disclosure
from loaders.tables.headings import named
from tests.loaders.forms import PUBLISHER, Rows, cell, read, sheet, table


@pytest.mark.parametrize(
    ("text", "debt"),
    [
        ("2024年地方政府专项债券项目（供水）", "special-bond"),
        ("新增专项债券资金", "special-bond"),
        ("一般债券安排的道路工程", "general-bond"),
        ("超长期特别国债（灌区改造）", "ultra-long-treasury-bond"),
        ("抗疫特别国债安排的支出", None),
        ("专项债券付息", None),
        ("一般债券还本支出", None),
        ("专项债务收入安排的支出", None),
        ("专项债券和一般债券项目", None),
        ("专项资金", None),
    ],
)
def test_what_a_name_says_of_debt(text: str, debt: str | None) -> None:
    assert named(text, "debt") == debt


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("人员类", "personnel"),
        ("21-其他运转类", "other-operation"),
        ("特定目标类项目", "specific-target"),
        ("运转类", None),
        ("A类项目", None),
        ("□人员类 □其他运转类 ☑特定目标类", None),
    ],
)
def test_what_a_cell_says_of_the_category(text: str, category: str | None) -> None:
    assert named(text, "category") == category


def projects(head: list[str], *rows: list[str]) -> Disclosure:
    body: Rows = [head, *rows]
    return read(table("projects-current", body))


def test_a_column_of_bonds_beside_the_funds() -> None:
    seen = projects(
        ["项目名称", "合计", "一般公共预算", "政府性基金预算", "新增专项债券"],
        [PUBLISHER, "90.00", "20.00", "10.00", "60.00"],
        ["供水工程", "75.00", "5.00", "10.00", "60.00"],
        ["巡查", "15.00", "15.00", "", ""],
    )
    assert not seen.findings
    line = next(line for line in seen.lines if line.item == "供水工程" and line.amount_text == "60.00")
    assert (line.debt, line.fund) == ("special-bond", None)
    assert [(str(a.amount_yuan), a.fund, a.debt) for a in seen.allocations] == [
        ("50000.00", "general-public", None),
        ("100000.00", "government-fund", None),
        ("600000.00", None, "special-bond"),
        ("150000.00", "general-public", None),
    ]


def test_a_column_of_bonds_that_is_part_of_a_fund() -> None:
    seen = projects(
        ["项目名称", "合计", "一般公共预算", "政府性基金预算", "其中：专项债券"],
        [PUBLISHER, "90.00", "20.00", "70.00", "60.00"],
        ["供水工程", "75.00", "5.00", "70.00", "60.00"],
        ["巡查", "15.00", "15.00", "", ""],
    )
    assert not seen.findings
    assert [(str(a.amount_yuan), a.fund) for a in seen.allocations] == [
        ("50000.00", "general-public"),
        ("700000.00", "government-fund"),
        ("150000.00", "general-public"),
    ]


def test_a_project_s_name_says_where_its_money_was_borrowed() -> None:
    seen = projects(
        ["项目名称", "合计", "一般公共预算", "政府性基金预算"],
        [PUBLISHER, "70.00", "10.00", "60.00"],
        ["2024年专项债券供水工程", "60.00", "", "60.00"],
        ["2023年专项债券付息", "10.00", "10.00", ""],
    )
    assert [(a.fund, a.debt) for a in seen.allocations] == [
        ("government-fund", "special-bond"),
        ("general-public", None),
    ]


def test_a_bond_without_a_fund_gets_none() -> None:
    seen = projects(["项目名称", "金额"], ["超长期特别国债灌区改造", "60.00"])
    assert [(a.fund, a.debt) for a in seen.allocations] == [(None, "ultra-long-treasury-bond")]


def test_a_title_says_it_of_every_number() -> None:
    title = "2024年地方政府一般债券项目支出预算表"
    seen = read(table("projects-current", [["项目名称", "金额"], ["道路", "5.00"]], title=title))
    assert cell(seen, "5.00").debt == "general-bond"


def test_a_column_of_categories() -> None:
    seen = projects(
        ["项目类别", "项目名称", "合计", "一般公共预算"],
        ["", PUBLISHER, "6.00", "6.00"],
        ["人员类", "临聘人员", "1.00", "1.00"],
        ["其他运转类", "巡查", "2.00", "2.00"],
        ["31-部门项目", "普查", "3.00", "3.00"],
    )
    assert [(seen.projects[a.project].name, a.category) for a in seen.allocations] == [
        ("临聘人员", "personnel"),
        ("巡查", "other-operation"),
        ("普查", None),
    ]


def test_rows_of_categories_over_the_projects() -> None:
    seen = projects(
        ["项目名称", "合计", "一般公共预算"],
        [PUBLISHER, "6.00", "6.00"],
        ["其他运转类", "3.00", "3.00"],
        ["巡查", "1.00", "1.00"],
        ["值班", "2.00", "2.00"],
        ["特定目标类", "3.00", "3.00"],
        ["普查", "3.00", "3.00"],
    )
    assert [(seen.projects[a.project].name, a.category) for a in seen.allocations] == [
        ("巡查", "other-operation"),
        ("值班", "other-operation"),
        ("普查", "specific-target"),
    ]
    assert [line.row_kind for line in seen.lines if line.item == "特定目标类"] == ["subtotal"] * 2


def test_the_category_of_a_sheet() -> None:
    printed = sheet("渠道维修").replace("项目资金（元）", "项目类别\t\t特定目标类\t\t\t\t\t\n项目资金（元）")
    rows: Rows = [["项目名称", "合计"], ["渠道维修", "7.00"]]
    (found,) = read(table("projects-current", rows), printed).sheets
    assert (found.category, found.amount("annual")) == ("specific-target", 70000)
    (plain,) = read(table("projects-current", rows), sheet("渠道维修")).sheets
    assert plain.category is None
