"""Final accounts in the national template (公开01 to 公开09), and the self-evaluations that are published with them."""

from __future__ import annotations

import html
from decimal import Decimal

import pytest

import loaders
from loaders.records import BudgetLine, Disclosure
from tests.loaders.forms import yuan

PUBLISHER = "云岭县水务局"

Cell = str | tuple[str, int, int]
"""A cell's text, or its text with the columns and rows that it spans."""


def grid(*rows: list[Cell]) -> str:
    """A table in HTML: cells with their spans."""
    lines = []
    for row in rows:
        cells = [(cell, 1, 1) if isinstance(cell, str) else cell for cell in row]
        lines.append("".join(f"<td colspan={w} rowspan={h}>{html.escape(text)}</td>" for text, w, h in cells))
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def table(title: str, *rows: list[Cell], number: str = "公开01表") -> str:
    meta = "".join(f"<p>{text}</p>" for text in (title, number, f"部门：{PUBLISHER}", "金额单位：万元"))
    return meta + grid(*rows)


def read(*parts: str, year: int = 2023) -> Disclosure:
    cover = f"<p>{PUBLISHER}</p><p>{year}年度部门决算</p><p>第二部分 {year}年度部门决算表</p>"
    return loaders.read(f"<html><meta charset=utf-8><body>{cover}{''.join(parts)}</body></html>".encode())


def of(disclosure: Disclosure, item: str, side: str | None = None) -> list[BudgetLine]:
    return [x for x in disclosure.lines if x.item == item and side in (None, x.side)]


SUMMARY = table(
    "收入支出决算总表",
    [("收入", 3, 1), ("支出", 3, 1)],
    ["项目", "行次", "决算数", "项目（按功能分类）", "行次", "决算数"],
    ["栏次", "", "1", "栏次", "", "2"],
    ["一、一般公共预算财政拨款收入", "1", "1,200.50", "一、一般公共服务支出", "32", ""],
    ["八、其他收入", "8", "10.00", "十二、农林水支出", "43", "1,205.50"],
    ["本年收入合计", "27", "1,210.50", "本年支出合计", "57", "1,205.50"],
    ["使用非财政拨款结余", "28", "", "结余分配", "58", ""],
    ["年初结转和结余", "29", "20.00", "年末结转和结余", "59", "25.00"],
    ["总计", "31", "1,230.50", "总计", "62", "1,230.50"],
)
APPROPRIATION = table(
    "财政拨款收入支出决算总表",
    [("收入", 3, 1), ("支出", 6, 1)],
    [
        "项目",
        "行次",
        "金额",
        "项目",
        "行次",
        "合计",
        "一般公共预算财政拨款",
        "政府性基金预算财政拨款",
        "国有资本经营预算财政拨款",
    ],
    ["栏次", "", "1", "栏次", "", "2", "3", "4", "5"],
    ["一、一般公共预算财政拨款", "1", "1,200.50", "十二、农林水支出", "41", "1,195.50", "1,195.50", "", ""],
    ["本年收入合计", "27", "1,200.50", "本年支出合计", "59", "1,195.50", "1,195.50", "", ""],
    ["年初财政拨款结转和结余", "28", "15.00", "年末财政拨款结转和结余", "60", "20.00", "20.00", "", ""],
    ["一般公共预算财政拨款", "29", "15.00", "", "61", "", "", "", ""],
    ["政府性基金预算财政拨款", "30", "0.00", "", "62", "", "", "", ""],
    ["总计", "32", "1,215.50", "总计", "64", "1,215.50", "1,215.50", "", ""],
    number="财决公开04表",
)


@pytest.fixture(scope="module")
def account() -> Disclosure:
    return read(SUMMARY, APPROPRIATION)


def test_it_is_the_final_account_of_its_year(account: Disclosure) -> None:
    assert (account.publisher, account.fiscal_year, account.stage) == (PUBLISHER, 2023, "final")
    assert {(line.fiscal_year, line.stage) for line in account.lines} == {(2023, "final")}


def test_the_number_of_a_table_is_no_title(account: Disclosure) -> None:
    assert {line.table for line in account.lines} == {"budget-summary", "appropriation-summary"}


def test_a_row_that_numbers_the_columns_in_both_halves_is_furniture(account: Disclosure) -> None:
    assert not [line for line in account.lines if line.item == "栏次"]


@pytest.mark.parametrize(
    ("item", "side", "timing", "amount"),
    [
        ("年初结转和结余", "income", "carryover", "20.00"),
        ("年末结转和结余", "expenditure", "carryover-out", "25.00"),
        ("年初财政拨款结转和结余", "income", "carryover", "15.00"),
    ],
)
def test_what_is_carried_over_is_income_and_what_is_left_expenditure(
    account: Disclosure, item: str, side: str, timing: str, amount: str
) -> None:
    assert [(x.side, x.timing, x.amount_yuan) for x in of(account, item)] == [(side, timing, yuan(amount))]


def test_what_is_left_of_each_fund_is_carried_out(account: Disclosure) -> None:
    left = [(x.fund, x.timing) for x in of(account, "年末财政拨款结转和结余")]
    assert left == [("fiscal-appropriation", "carryover-out"), ("general-public", "carryover-out")]


@pytest.mark.parametrize(
    ("item", "fund"), [("一般公共预算财政拨款", "general-public"), ("政府性基金预算财政拨款", "government-fund")]
)
def test_rows_without_a_number_below_the_carryover_say_its_funds(account: Disclosure, item: str, fund: str) -> None:
    assert [(x.fund, x.timing) for x in of(account, item)] == [(fund, "carryover")]


def coded(*amounts: str) -> list[list[Cell]]:
    return [
        [("合计", 4, 1), *amounts],
        [("212", 3, 1), "城乡社区支出", *amounts],
        [("21208", 3, 1), "国有土地使用权出让收入安排的支出", *amounts],
        [("2120804", 3, 1), "农村基础设施建设支出", *amounts],
    ]


FUND_HEAD: list[list[Cell]] = [
    [("项目", 4, 1), ("年初结转和结余", 1, 2), ("本年收入", 1, 2), ("本年支出", 3, 1), ("年末结转和结余", 1, 2)],
    [("支出功能分类科目编码", 3, 1), "科目名称", "小计", "基本支出", "项目支出"],
    [("栏次", 4, 1), "1", "2", "3", "4", "5", "6"],
]
FUND_AMOUNTS = ("5.00", "40.00", "42.00", "2.00", "40.00", "3.00")


@pytest.fixture(scope="module")
def fund() -> Disclosure:
    return read(table("政府性基金预算财政拨款收入支出决算表", *FUND_HEAD, *coded(*FUND_AMOUNTS), number="公开07表"))


def test_a_code_drawn_over_the_columns_of_its_levels_is_a_code(fund: Disclosure) -> None:
    assert [x.code for x in fund.lines if x.amount_text == "42.00"] == [None, "212", "21208", "2120804"]
    assert {x.table for x in fund.lines} == {"government-fund-expenditure"}


@pytest.mark.parametrize(
    ("amount", "side", "expenditure", "timing"),
    [
        ("5.00", "income", None, "carryover"),
        ("42.00", "expenditure", None, "current"),
        ("2.00", "expenditure", "basic", "current"),
        ("3.00", "expenditure", None, "carryover-out"),
    ],
)
def test_the_account_of_a_fund(fund: Disclosure, amount: str, side: str, expenditure: str | None, timing: str) -> None:
    lines = [x for x in fund.lines if x.amount_text == amount]
    assert {(x.fund, x.side, x.expenditure, x.timing) for x in lines} == {
        ("government-fund", side, expenditure, timing)
    }


def test_the_account_of_the_general_budget_by_function_is_no_summary() -> None:
    found = read(table("一般公共预算财政拨款收入支出决算表", *FUND_HEAD, *coded(*FUND_AMOUNTS)), year=2017)
    assert {(x.table, x.fund) for x in found.lines} == {("general-public", "general-public")}


def test_a_sum_whose_label_spans_two_groups_keeps_its_label() -> None:
    found = read(
        table(
            "一般公共预算财政拨款基本支出决算明细表",
            [("人员经费", 3, 1), ("公用经费", 6, 1)],
            [*["科目编码", "科目名称", "决算数"] * 3],
            ["301", "工资福利支出", "300.00", "302", "商品和服务支出", "40.00", "310", "资本性支出", "10.00"],
            ["30101", "基本工资", "300.00", "30201", "办公费", "40.00", "31002", "办公设备购置", "10.00"],
            [("人员经费合计", 2, 1), "300.00", ("公用经费合计", 5, 1), "50.00"],
        )
    )
    assert [(x.amount_text, x.expenditure) for x in of(found, "公用经费合计")] == [("50.00", "public-use")]
    assert [x.amount_text for x in of(found, "人员经费合计")] == ["300.00"]


def test_what_was_budgeted_of_the_three_public_is_budget() -> None:
    parts: list[Cell] = [
        ("合计", 1, 2),
        ("因公出国（境）费", 1, 2),
        ("公务用车购置及运行维护费", 3, 1),
        ("公务接待费", 1, 2),
    ]
    below: list[Cell] = ["小计", "公务用车购置费", "公务用车运行维护费"]
    found = read(
        table(
            "财政拨款“三公”经费支出决算表",
            [("预算数", 6, 1), ("决算数", 6, 1)],
            [*parts, *parts],
            [*below, *below],
            [str(number) for number in range(1, 13)],
            ["60.00", "5.00", "45.00", "20.00", "25.00", "10.00", "50.00", "4.00", "40.00", "18.00", "22.00", "6.00"],
        ),
        SUMMARY,
    )
    lines = [(x.amount_text, x.stage) for x in found.lines if x.table == "three-public"]
    assert lines[0] == ("60.00", "budget") and lines[6] == ("50.00", "final")
    assert [stage for _, stage in lines] == ["budget"] * 6 + ["final"] * 6


# self-evaluations


def sheet(*, agency: str = "实施单位（盖章）", funds: str = "项目预算执行情况（万元）") -> str:
    return "<p>2023年度项目支出绩效自评表</p>" + grid(
        [("项目名称", 2, 1), ("渠道维修养护", 7, 1)],
        [("主管部门", 2, 1), (PUBLISHER, 3, 1), (agency, 2, 1), ("云岭县渠道管理站", 2, 1)],
        [
            (funds, 1, 3),
            "",
            "年初预算",
            ("调整后预算数（A）", 2, 1),
            ("预算执行数（B）", 2, 1),
            ("执行率（B/A）", 2, 1),
        ],
        ["总额", "100.00", ("90.00", 2, 1), ("81.00", 2, 1), ("90.00%", 2, 1)],
        ["地方资金", "100.00", ("90.00", 2, 1), ("81.00", 2, 1), ("90.00%", 2, 1)],
        [("年度目标完成情况", 1, 2), ("预期目标", 4, 1), ("目标实际完成情况", 4, 1)],
        [("修补渠道12处", 4, 1), ("已修补渠道12处", 4, 1)],
        [
            ("绩效指标完成情况", 1, 3),
            *("一级指标", "二级指标", "三级指标", "预期指标值", "实际完成指标值", "权重", "得分", "未达标原因与对策"),
        ],
        ["产出指标", "数量指标", "修补渠道", "≥12处", "12处", "50", "50", ""],
        ["满意度指标", "满意度指标", "农户满意度", "≥90%", "88%", "50", "45", "回访不足"],
        [("合计", 6, 1), "100", "95.0", ""],
    )


@pytest.fixture(scope="module")
def evaluated() -> Disclosure:
    return read(sheet())


def test_money_of_an_evaluation_bears_its_stage(evaluated: Disclosure) -> None:
    amounts = [(x.amount_text, x.stage, x.total) for x in evaluated.sheets[0].amounts]
    assert amounts == [
        *(("100.00", "budget", True), ("90.00", "adjusted", True), ("81.00", "executed", True)),
        *(("100.00", "budget", False), ("90.00", "adjusted", False), ("81.00", "executed", False)),
    ]


def test_labels_with_a_seal_or_a_letter_behind_them_are_labels(evaluated: Disclosure) -> None:
    assert (evaluated.sheets[0].unit, evaluated.sheets[0].department) == ("云岭县渠道管理站", PUBLISHER)


def test_a_total_below_the_indicators_is_the_score(evaluated: Disclosure) -> None:
    assert evaluated.sheets[0].score == Decimal("95.0")


def test_columns_of_no_known_word_do_not_hide_the_others(evaluated: Disclosure) -> None:
    found = [(x.level3, x.target, x.actual, x.weight, x.score) for x in evaluated.indicators]
    assert found == [
        ("修补渠道", "≥12处", "12处", Decimal(50), Decimal(50)),
        ("农户满意度", "≥90%", "88%", Decimal(50), Decimal(45)),
    ]
    assert any("回访不足" in text for _, text, _ in evaluated.sheets[0].texts)


def test_the_evaluation_of_a_whole_department_has_stages_and_no_points_as_money() -> None:
    found = read(
        "<p>2023年度部门整体支出绩效自评表</p>"
        + grid(
            [("部门名称", 2, 1), (PUBLISHER, 7, 1)],
            [
                ("年度预算申请（万元）", 1, 5),
                "",
                "",
                "年初预算数",
                "全年预算数",
                "全年执行数",
                "分值",
                "执行率",
                "得分",
            ],
            [("年度资金总额", 2, 1), "500.00", "520.00", "510.00", "10", "98.08%", "9.81"],
            [("按收入性质分：", 4, 1), ("按支出性质分：", 4, 1)],
            [("其中：一般公共预算", 2, 1), ("520.00", 2, 1), ("其中：基本支出", 2, 1), ("310.00", 2, 1)],
            [("政府性基金拨款", 2, 1), ("0.00", 2, 1), ("项目支出", 2, 1), ("210.00", 2, 1)],
            [
                ("绩效指标", 1, 2),
                "一级指标",
                "二级指标",
                "三级指标",
                "年度指标值",
                "实际完成值",
                "分值",
                "得分",
                "偏差原因",
            ],
            ["产出指标", "数量指标", "供水户数", "≥800户", "812户", "30", "30", ""],
        )
    )
    assert [(x.amount_text, x.stage) for x in found.lines] == [
        *(("500.00", "budget"), ("520.00", "adjusted"), ("510.00", "executed")),
        *(("520.00", "final"), ("310.00", "final"), ("0.00", "final"), ("210.00", "final")),
    ]
    assert [(x.target, x.actual) for x in found.indicators] == [("≥800户", "812户")]


# prose


def narrative(section: str, *paragraphs: str) -> dict[str, Decimal]:
    text = "".join(f"<p>{line}</p>" for line in (section, *paragraphs))
    found = read(SUMMARY, f"<p>第三部分 2023年度部门决算情况说明</p>{text}")
    return {figure.key: figure.value for figure in found.figures}


def test_both_sides_stated_as_each() -> None:
    found = narrative("一、收入支出决算总体情况说明", "2023年度收、支总计均为1230.50万元，比上年各增加12.30万元。")
    assert (found["grand_total"], found["change_vs_last_year"]) == (yuan("1230.50"), yuan("12.30"))


def test_the_sums_of_the_year_are_not_the_totals() -> None:
    found = narrative(
        "一、收入支出决算总体情况说明",
        "（一）收入决算总计1,230.50万元。包括：",
        "1．本年收入决算合计1,210.50万元。",
        "2．年初结转和结余20.00万元。",
        "（二）支出决算总计1,230.50万元。包括：",
        "1．本年支出决算合计1,205.50万元。",
    )
    assert (found["income_total"], found["income_current"]) == (yuan("1230.50"), yuan("1210.50"))
    assert (found["expenditure_total"], found["expenditure_current"]) == (yuan("1230.50"), yuan("1205.50"))


def test_sides_alone_under_the_heading_of_a_fund() -> None:
    found = narrative(
        "八、政府性基金预算收入支出决算情况说明",
        "政府性基金预算财政拨款年初结转和结余5.00万元，本年收入40.00万元，支出42.00万元，年末结转和结余3.00万元。",
    )
    assert (found["gov_fund_income"], found["gov_fund_expenditure"]) == (yuan("40.00"), yuan("42.00"))


def test_a_sum_inside_a_sentence_is_not_what_the_heading_names() -> None:
    found = narrative(
        "七、财政拨款“三公”经费支出决算情况说明", "国内公务接待支出11.20万元，接待80批次，650人次，共计支出11.20万元。"
    )
    assert "sangong_total" not in found
