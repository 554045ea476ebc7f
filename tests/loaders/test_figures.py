"""The numbers of prose: keys, signs, units, absences."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.loaders import forms

CHANGES = "一、部门预算收支数据变动情况及原因"
INCOME = "二、收入预算情况说明"
EXPENDITURE = "三、支出预算情况说明"
APPROPRIATION = "四、财政拨款收支预算总体情况说明"
GENERAL = "五、一般公共预算支出情况说明"
BASIC = "六、一般公共预算基本支出情况说明"
SANGONG = "七、“三公”经费增减变动原因说明"
OPERATING = "八、机关运行经费增减变动原因说明"
PROCUREMENT = "九、政府采购情况"
PERFORMANCE = "十、绩效管理情况"

RISE = "2024年度预算收入总计300.50万元，比上年增加20.00万元，增长7.13%。"
FALL = "预算收入总计300.50万元，比上年减少20.00万元，下降7.13%。"
PARTS = "预算收入总计300.50万元，其中：本年收入260.50万元，上年结转40.00万元。"
FUNDS = "包括一般公共预算拨款收入250.50万元，占83.36%；政府性基金预算拨款收入10.00万元。"
SPENT = "支出预算300.50万元，其中：基本支出100.25万元；项目支出200.25万元。"
BASICS = "一般公共预算基本支出100.25万元，其中：人员经费90.25万元，公用经费10.00万元。"
CARS = "“三公”经费预算2.30万元，比上年减少0.20万元。"
GOODS = "政府采购预算总额15.00万元，其中：政府采购货物预算5.00万元。"
AIMS = "实行绩效目标管理的项目9个，涉及一般公共预算481.67万元。"


def figures(section: str, text: str) -> dict[str, list[Decimal]]:
    base = forms.table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()])
    read = forms.read(base, forms.prose(section, text))
    found: dict[str, list[Decimal]] = {}
    for figure in read.figures:
        found.setdefault(figure.key, []).append(figure.value)
    return found


@pytest.mark.parametrize(
    ("section", "text", "key", "value"),
    [
        (CHANGES, RISE, "income_total", "3005000"),
        (CHANGES, RISE, "change_vs_last_year", "200000"),
        (CHANGES, RISE, "change_pct", "7.13"),
        (CHANGES, FALL, "change_vs_last_year", "-200000"),
        (CHANGES, FALL, "change_pct", "-7.13"),
        (CHANGES, PARTS, "income_current", "2605000"),
        (CHANGES, PARTS, "carryover_in", "400000"),
        (INCOME, FUNDS, "general_public_income", "2505000"),
        (INCOME, FUNDS, "gov_fund_income", "100000"),
        (EXPENDITURE, SPENT, "expenditure_total", "3005000"),
        (EXPENDITURE, SPENT, "basic_expenditure", "1002500"),
        (EXPENDITURE, SPENT, "project_expenditure", "2002500"),
        (APPROPRIATION, "财政拨款收支总预算300.50万元。", "fiscal_appropriation", "3005000"),
        (BASIC, BASICS, "personnel", "902500"),
        (BASIC, BASICS, "public_use", "100000"),
        (SANGONG, CARS, "sangong_total", "23000"),
        (SANGONG, CARS, "sangong_change", "-2000"),
        (SANGONG, "其中：公务接待费0.30万元。", "reception", "3000"),
        (PROCUREMENT, GOODS, "procurement_total", "150000"),
        (PROCUREMENT, GOODS, "procurement_goods", "50000"),
        (PERFORMANCE, AIMS, "perf_projects_count", "9"),
        (PERFORMANCE, AIMS, "perf_projects_amount", "4816700"),
        (CHANGES, "预算收入总计３００．５０万元。", "income_total", "3005000"),
        (CHANGES, "预算收入总计1,300.50万元。", "income_total", "13005000"),
        (CHANGES, "预算收入总计300500元。", "income_total", "300500"),
    ],
)
def test_figures_by_section_and_words(section: str, text: str, key: str, value: str) -> None:
    assert Decimal(value) in figures(section, text).get(key, [])


@pytest.mark.parametrize(
    ("section", "text", "key"),
    [
        (OPERATING, "本部门为事业单位，2024年无机关运行经费。", "operating_expense"),
        (SANGONG, "2024年无“三公”经费预算。", "sangong_total"),
    ],
)
def test_what_is_said_to_be_absent_is_zero(section: str, text: str, key: str) -> None:
    assert figures(section, text).get(key) == [Decimal(0)]


def test_an_absence_has_its_words_as_evidence() -> None:
    base = forms.table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()])
    read = forms.read(base, forms.prose(OPERATING, "本部门为事业单位，2024年无机关运行经费。"))
    assert [f.text for f in read.figures if f.key == "operating_expense"] == ["无机关运行经费"]


def test_numbers_that_no_rule_names_have_keys_of_their_own() -> None:
    assert Decimal(123400) in [v for values in figures(GENERAL, "渠道用水补贴12.34万元。").values() for v in values]


def test_a_sentence_cut_by_a_page_break_is_one() -> None:
    found = figures(CHANGES, "2024年度预算收入总\n\n计300.50万元，比上年减\n\n少20.00万元。")
    assert (found.get("income_total"), found.get("change_vs_last_year")) == ([Decimal(3005000)], [Decimal(-200000)])


def test_a_number_cut_by_a_page_break_is_never_half_of_it() -> None:
    found = figures(CHANGES, "2024年度预算收入总计300.\n\n50万元。")
    assert found.get("income_total") in ([Decimal(3005000)], None)


def test_a_figure_knows_its_line() -> None:
    base = forms.table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()])
    read = forms.read(base, forms.prose(CHANGES, "预算收入\n总计300.50万元。"))
    figure = next(f for f in read.figures if f.key == "income_total")
    assert "300.50" in read.text.split("\n")[(figure.at.line or 0) - 1]
