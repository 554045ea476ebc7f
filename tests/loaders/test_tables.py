"""Each of the thirteen tables in the official form: what every printed number says of itself."""

from __future__ import annotations

from decimal import Decimal

import pytest

import loaders
from tests.loaders import forms
from tests.loaders.forms import cell, read, table, yuan


def dims(line: forms.BudgetLine) -> tuple[str | None, ...]:
    return (line.side, line.fund, line.expenditure, line.timing)


# the thirteen kinds


@pytest.fixture(scope="module")
def summary() -> forms.Disclosure:
    return read(
        table(
            "budget-summary",
            [
                *forms.SUMMARY_HEAD,
                ["一、一般公共预算", "250.50", "一、农林水支出", "300.50", "260.50", "40.00"],
                ["二、政府性基金预算", "10.00", "二、住房保障支出", "", "", ""],
                ["本年收入合计", "260.50", "本年支出合计", "300.50", "260.50", "40.00"],
                ["上年结转", "40.00", "年终结转", "", "", ""],
                ["收入总计", "300.50", "支出总计", "300.50", "260.50", "40.00"],
            ],
        )
    )


def test_summary_income_bears_the_fund_of_its_row(summary: forms.Disclosure) -> None:
    line = cell(summary, "250.50")
    assert (line.table, line.item, line.side, line.fund) == (
        "budget-summary",
        "一、一般公共预算",
        "income",
        "general-public",
    )


def test_summary_expenditure_bears_the_timing_of_its_column(summary: forms.Disclosure) -> None:
    line = next(x for x in summary.lines if x.amount_text == "260.50" and x.item == "一、农林水支出")
    assert (line.side, line.timing) == ("expenditure", "current")


def test_summary_carryover_column(summary: forms.Disclosure) -> None:
    line = next(x for x in summary.lines if x.amount_text == "40.00" and x.item == "一、农林水支出")
    assert (line.side, line.timing) == ("expenditure", "carryover")


def test_summary_carryover_row_is_income(summary: forms.Disclosure) -> None:
    line = next(x for x in summary.lines if x.item == "上年结转")
    assert (line.side, line.timing, line.amount_yuan) == ("income", "carryover", yuan("40.00"))


def test_summary_totals_are_totals(summary: forms.Disclosure) -> None:
    kinds = {(x.item, x.row_kind) for x in summary.lines if x.item in ("收入总计", "支出总计", "本年收入合计")}
    assert kinds == {("收入总计", "total"), ("支出总计", "total"), ("本年收入合计", "subtotal")}


def test_every_amount_of_the_summary_is_a_line(summary: forms.Disclosure) -> None:
    assert len(summary.lines) == 14


def test_income() -> None:
    found = read(table("income", [*forms.INCOME_HEAD, *forms.income_rows()]))
    row = [x for x in found.lines if x.code == "2130305"]
    assert [dims(x) for x in row] == [
        ("income", None, None, "current"),
        ("income", "general-public", None, "current"),
        ("income", "government-fund", None, "current"),
    ]


def test_income_carryover_column() -> None:
    found = read(table("income", [*forms.INCOME_HEAD, *forms.income_rows()]))
    assert {x.timing for x in found.lines if x.amount_text == "40.00"} == {"carryover"}


def test_expenditure() -> None:
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()]))
    row = [x for x in found.lines if x.code == "21303"]
    assert [(x.amount_text, x.expenditure) for x in row] == [
        ("270.50", None),
        ("70.25", "basic"),
        ("200.25", "project"),
    ]


def test_the_row_of_totals_bears_no_code() -> None:
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()]))
    assert {(x.code, x.item, x.row_kind) for x in found.lines if x.at == found.lines[0].at} == {(None, "合计", "total")}


def test_appropriation_summary() -> None:
    found = read(
        table(
            "appropriation-summary",
            [
                *forms.APPROPRIATION_HEAD,
                ["一、一般公共预算", "250.00", "一、农林水支出", "260.00", "250.00", "10.00", ""],
                ["二、政府性基金预算", "10.00", "", "", "", "", ""],
                ["收入总计", "260.00", "支出总计", "260.00", "250.00", "10.00", ""],
            ],
        )
    )
    row = [x for x in found.lines if x.item == "一、农林水支出"]
    assert [(x.side, x.fund) for x in row] == [
        ("expenditure", "fiscal-appropriation"),
        ("expenditure", "general-public"),
        ("expenditure", "government-fund"),
    ]


def test_general_public() -> None:
    found = read(table("general-public", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()]))
    assert {(x.table, x.fund, x.timing) for x in found.lines} == {("general-public", "general-public", "current")}


def test_basic_economic() -> None:
    found = read(
        table(
            "basic-economic",
            [
                *forms.ECONOMIC_HEAD,
                ["合计", "", "70.25", "60.25", "10.00"],
                ["工资福利支出", "", "60.25", "60.25", ""],
                ["基本工资", "工资奖金津补贴", "60.25", "60.25", ""],
                ["商品和服务支出", "", "10.00", "", "10.00"],
                ["办公费", "办公经费", "10.00", "", "10.00"],
            ],
        )
    )
    row = [x for x in found.lines if x.item == "办公费"]
    assert [(x.gov_item, x.expenditure, x.fund) for x in row] == [
        ("办公经费", "basic", "general-public"),
        ("办公经费", "public-use", "general-public"),
    ]


@pytest.mark.parametrize(
    ("kind", "rows", "side"),
    [
        (
            "government-fund-income",
            [
                ["项目", "", "政府性基金收入预算"],
                ["收入科目编码", "科目名称", ""],
                ["合计", "", "10.00"],
                ["103", "非税收入", "10.00"],
            ],
            "income",
        ),
        (
            "government-fund-expenditure",
            [
                ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
                ["合计", "", "10.00", "", "10.00"],
                ["212", "城乡社区支出", "10.00", "", "10.00"],
            ],
            "expenditure",
        ),
    ],
)
def test_government_fund(kind: str, rows: forms.Rows, side: str) -> None:
    found = read(table(kind, rows))
    assert {(x.table, x.side, x.fund, x.timing) for x in found.lines} == {(kind, side, "government-fund", "current")}


def test_state_capital_has_two_sides() -> None:
    found = read(
        table(
            "state-capital",
            [
                ["国有资本经营预算收入", "", "", "国有资本经营预算支出", "", "", "", ""],
                ["项目", "", "国有资本经营收入预算", "科目编码", "科目名称", "合计", "基本支出", "项目支出"],
                ["收入科目编码", "科目名称", "", "", "", "", "", ""],
                ["103", "非税收入", "9.00", "223", "国有资本经营预算支出", "8.00", "", "8.00"],
            ],
        )
    )
    assert [(x.side, x.code, x.fund) for x in found.lines] == [
        ("income", "103", "state-capital"),
        ("expenditure", "223", "state-capital"),
        ("expenditure", "223", "state-capital"),
    ]


def test_three_public() -> None:
    found = read(
        table(
            "three-public",
            [
                ["项目", "2024年预算数", "", "", ""],
                ["", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"],
                ["因公出国（境）费", "", "", "", ""],
                ["公务接待费", "0.30", "0.30", "", ""],
                ["公务用车购置及运行费", "2.00", "2.00", "", ""],
                ["①公务用车购置费", "", "", "", ""],
                ["②公务用车运行维护费", "2.00", "2.00", "", ""],
                ["合计", "2.30", "2.30", "", ""],
            ],
        )
    )
    assert [(x.item, x.fund) for x in found.lines if x.amount_text == "0.30"] == [
        ("公务接待费", None),
        ("公务接待费", "general-public"),
    ]


def test_operating() -> None:
    found = read(
        table(
            "operating",
            [
                ["单位名称", "2024预算数", "", "", ""],
                ["", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"],
                ["部门合计", "10.80", "10.80", "", ""],
                [forms.PUBLISHER, "10.80", "10.80", "", ""],
            ],
        )
    )
    assert [(x.row_kind, x.fund, x.expenditure) for x in found.lines] == [
        ("total", None, "public-use"),
        ("total", "general-public", "public-use"),
        ("unit", None, "public-use"),
        ("unit", "general-public", "public-use"),
    ]


@pytest.mark.parametrize(
    ("kind", "head", "timing"),
    [("projects-current", forms.PROJECT_HEAD, "current"), ("projects-carryover", forms.CARRYOVER_HEAD, "carryover")],
)
def test_projects(kind: str, head: forms.Rows, timing: str) -> None:
    blank = [""] * (len(head[0]) - 3)
    found = read(table(kind, [*head, [forms.PUBLISHER, "8.00", "8.00", *blank], ["渠道维修", "8.00", "8.00", *blank]]))
    assert {(x.table, x.timing, x.expenditure, x.side) for x in found.lines} == {
        (kind, timing, "project", "expenditure")
    }


# what every table shares


def test_amounts_are_in_yuan() -> None:
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, ["合计", "", "5560.56", "", "5560.56"]]))
    assert found.lines[0].amount_yuan == Decimal("55605600")


@pytest.mark.parametrize(("unit", "yuan_"), [("元", 5), ("千元", 5000), ("万元", 50000), ("亿元", 500000000)])
def test_the_unit_that_the_table_prints(unit: str, yuan_: int) -> None:
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, ["合计", "", "5", "", "5"]], unit=unit))
    assert (found.lines[0].amount_yuan, found.lines[0].amount_unit) == (Decimal(yuan_), unit)


def test_a_printed_zero_is_a_line() -> None:
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, ["合计", "", "5.00", "0.00", "5.00"]]))
    assert Decimal(0) in {x.amount_yuan for x in found.lines}


@pytest.mark.parametrize("nothing", ["", "无", "—", "-"])
def test_what_says_nothing_is_no_line(nothing: str) -> None:
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, ["合计", "", "5.00", nothing, "5.00"]]))
    assert len(found.lines) == 2


def test_a_row_that_numbers_the_columns_is_no_line() -> None:
    rows = [*forms.PROJECT_HEAD, ["1", "2", "3", "4", "5", "6", "7"], ["渠道维修", "8.00", "8.00", "", "", "", ""]]
    found = read(table("projects-current", rows))
    assert {x.amount_text for x in found.lines} == {"8.00"}


def test_a_line_knows_the_line_that_prints_it() -> None:
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, ["合计", "", "5560.56", "", "5560.56"]]))
    printed = found.text.split("\n")[(found.lines[0].at.line or 0) - 1]
    assert "5560.56" in printed


def test_codes_that_are_split_are_one() -> None:
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, ["21 303 05", "水利工程建设", "5.00", "", "5.00"]]))
    assert {x.code for x in found.lines} == {"2130305"}


def test_codes_in_three_columns_are_one() -> None:
    head = [["科目编码", "", "", "科目名称", "合计", "基本支出", "项目支出"], ["类", "款", "项", "", "", "", ""]]
    found = read(table("expenditure", [*head, ["213", "03", "05", "水利工程建设", "5.00", "", "5.00"]]))
    assert {(x.code, x.item) for x in found.lines} == {("2130305", "水利工程建设")}


def test_a_code_and_its_name_in_one_cell_are_two() -> None:
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, ["2130305 水利工程建设", "", "5.00", "", "5.00"]]))
    assert {(x.code, x.item) for x in found.lines} == {("2130305", "水利工程建设")}


def test_a_code_is_a_code_although_its_heading_is_lost() -> None:
    head = [["项目", "", "2024年预算数", "", ""], ["", "科目名称", "合计", "基本支出", "项目支出"]]
    found = read(table("expenditure", [*head, *forms.expenditure_rows()]))
    assert "2130305" in {x.code for x in found.lines}


def test_a_table_without_data_has_no_lines() -> None:
    found = read(
        table("income", [*forms.INCOME_HEAD, *forms.income_rows()]),
        table("state-capital", [["科目编码", "科目名称", "合计"], ["合计", "", ""]]) + "注：本表无数据\n",
    )
    assert {x.table for x in found.lines} == {"income"}


def test_a_table_of_another_publisher_says_its_own_unit() -> None:
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, ["合计", "", "5.00", "", "5.00"]]))
    assert found.publisher == forms.PUBLISHER


def test_tables_right_after_the_cover_are_read() -> None:
    """A file that holds nothing but a cover and tables has no 第一部分."""
    text = forms.cover() + table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()])
    found = loaders.read(text.encode())
    assert {x.table for x in found.lines} == {"expenditure"}


def test_the_unit_of_a_table_right_after_the_cover_is_read() -> None:
    rows = [*forms.PROJECT_HEAD, ["渠道维修", "80000", "80000", "", "", "", ""]]
    found = loaders.read((forms.cover() + table("projects-current", rows, unit="元")).encode())
    assert {x.amount_yuan for x in found.lines} == {Decimal(80000)}


# what OCR and layout do to tables


def test_a_carryover_heading_that_moved_is_put_back() -> None:
    """上年结转 printed one to the left of its numbers, which stand where 单位资金 is printed."""
    head = [["项目", "", "本年收入", "", "", "", "", "上年结转", ""], forms.INCOME_HEAD[1]]
    head[1] = [*forms.INCOME_HEAD[1][:7], "", "单位资金"]
    found = read(table("income", [*head, *forms.income_rows()]))
    assert {(x.timing, x.fund) for x in found.lines if x.amount_text == "40.00"} == {("carryover", None)}


def test_a_mended_column_says_so() -> None:
    head = [["项目", "", "本年收入", "", "", "", "", "上年结转", ""], forms.INCOME_HEAD[1]]
    head[1] = [*forms.INCOME_HEAD[1][:7], "", "单位资金"]
    found = read(table("income", [*head, *forms.income_rows()]))
    assert all(x.repaired for x in found.lines if x.amount_text == "40.00")


def lost_carryover_heading(printed: list[str]) -> forms.Disclosure:
    """The summary states a carryover of 40.00; the income table's column for it has no heading."""
    summary = table(
        "budget-summary",
        [
            *forms.SUMMARY_HEAD,
            ["本年收入合计", "250.50", "本年支出合计", "290.50", "250.50", "40.00"],
            ["上年结转", "40.00", "年终结转", "", "", ""],
        ],
    )
    head = [["项目", "", "本年收入", "", "", "", "", "", ""], printed]
    return read(summary, table("income", [*head, *forms.income_rows()]))


def test_a_carryover_heading_that_is_lost_is_told_by_the_summary() -> None:
    found = lost_carryover_heading(forms.INCOME_HEAD[1])
    assert {x.timing for x in found.lines if x.table == "income" and x.amount_text == "40.00"} == {"carryover"}


def test_a_carryover_under_another_heading_is_never_read_as_that_in_silence() -> None:
    found = lost_carryover_heading([*forms.INCOME_HEAD[1][:7], "", "单位资金"])
    moved = [x for x in found.lines if x.table == "income" and x.amount_text == "40.00"]
    assert moved
    assert all(x.timing == "carryover" for x in moved) or found.findings


def test_a_lost_total_heading_moves_nothing() -> None:
    """With 合计 blank the columns still add up as they stand: nothing has moved."""
    head = [["项目", "", "2024年预算数", "", ""], ["科目编码", "科目名称", "", "基本支出", "项目支出"]]
    found = read(table("expenditure", [*head, *forms.expenditure_rows()]))
    row = [(x.amount_text, x.expenditure, x.repaired) for x in found.lines if x.code == "21303"]
    assert row == [("270.50", None, None), ("70.25", "basic", None), ("200.25", "project", None)]


def test_a_blank_cell_that_is_lost_is_proved_by_the_rows_above() -> None:
    """2130305 lost its empty 基本支出: only under 项目支出 does its class add up."""
    rows = forms.expenditure_rows()
    rows[4] = ["2130305", "水利工程建设", "200.25", "200.25", ""]
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, *rows]))
    row = [x for x in found.lines if x.code == "2130305"]
    assert [x.expenditure for x in row] == [None, "project"] or found.findings


def test_a_total_that_moved_is_not_taken_for_a_row_that_moved() -> None:
    """合计 stands under 基本支出, 项目支出 under itself: the row is not to be moved as a whole."""
    rows = forms.expenditure_rows()
    rows[4] = ["2130305", "水利工程建设", "", "200.25", "200.25"]
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, *rows]))
    row = [x for x in found.lines if x.code == "2130305"]
    assert "basic" not in {x.expenditure for x in row} or not any(x.repaired for x in row)


def test_a_digit_is_mended_where_only_one_reading_balances() -> None:
    rows = forms.expenditure_rows()
    rows[4] = ["2130305", "水利工程建设", "200.25", "", "206.25"]
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, *rows]))
    line = cell(found, "206.25")
    assert (line.amount_yuan, bool(line.repaired)) == (yuan("200.25"), True)


def test_what_is_printed_stays_beside_a_mend() -> None:
    rows = forms.expenditure_rows()
    rows[4] = ["2130305", "水利工程建设", "200.25", "", "2O0.25"]
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, *rows]))
    assert cell(found, "2O0.25").amount_yuan == yuan("200.25")


def test_a_number_that_no_sum_explains_is_left_as_printed() -> None:
    rows = forms.expenditure_rows()
    rows[4] = ["2130305", "水利工程建设", "777.00", "", "888.00"]
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, *rows]))
    assert [(x.amount_yuan, x.repaired) for x in found.lines if x.code == "2130305"] == [
        (yuan("777.00"), None),
        (yuan("888.00"), None),
    ]


def test_a_cell_of_two_numbers_is_never_lost_in_silence() -> None:
    rows = forms.expenditure_rows()
    rows[5] = ["221", "住房保障支出", "30.0030.00", "", ""]
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, *rows]))
    row = [x for x in found.lines if x.code == "221"]
    assert [x.amount_text for x in row] == ["30.00", "30.00"] or found.findings


def broken(row: list[str], at: int, offset: int) -> str:
    """A row that a page break cut inside one of its cells."""
    head, rest = row[at][:offset], row[at][offset:]
    return "\t".join([*row[:at], head]) + "\n\n" + "\t".join([rest, *row[at + 1 :]])


def split_table(kind: str, rows: forms.Rows, number: int, pieces: str) -> str:
    text = table(kind, rows)
    return text.replace("\t".join(rows[number]), pieces)


def test_a_row_that_a_page_break_cut_inside_a_name() -> None:
    rows = [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()]
    found = read(split_table("expenditure", rows, 6, broken(rows[6], 1, 3)))
    assert {(x.code, x.item) for x in found.lines if x.amount_text == "200.25"} >= {("2130305", "水利工程建设")}


def test_a_row_that_a_page_break_cut_inside_its_first_cell() -> None:
    rows = [
        *forms.PROJECT_HEAD,
        [forms.PUBLISHER, "9.00", "9.00", "", "", "", ""],
        ["渠道维修", "3.00", "3.00", "", "", "", ""],
        ["非灌溉季节巡查经费", "6.00", "6.00", "", "", "", ""],
    ]
    found = read(split_table("projects-current", rows, 4, broken(rows[4], 0, 6)))
    assert [p.name for p in found.projects] == ["渠道维修", "非灌溉季节巡查经费"]


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_row_that_a_page_break_cut_between_its_cells(after: int) -> None:
    rows = [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()]
    pieces = "\t".join(rows[5][:after]) + "\n\n" + "\t".join(rows[5][after:])
    found = read(split_table("expenditure", rows, 5, pieces))
    row = [
        (x.code, x.amount_text, x.expenditure) for x in found.lines if x.amount_text == "70.25" and x.code == "2130301"
    ]
    assert row == [("2130301", "70.25", None), ("2130301", "70.25", "basic")]


def test_rows_without_their_trailing_blanks() -> None:
    """Editors strip the tabs at the end of a line: a label alone is still a row of its table."""
    text = table(
        "appropriation-summary",
        [
            *forms.APPROPRIATION_HEAD,
            ["一、一般公共预算", "250.00", "一、农林水支出", "250.00", "250.00", "", ""],
            ["上年财政拨款结转", "", "年终结转", "", "", "", ""],
            ["一、一般公共预算", "", "", "", "", "", ""],
            ["二、政府性基金预算", "", "", "", "", "", ""],
            ["收入总计", "260.00", "支出总计", "260.00", "260.00", "", ""],
        ],
    )
    found = read("\n".join(line.rstrip("\t") for line in text.split("\n")))
    assert {x.table for x in found.lines if x.amount_text == "260.00"} == {"appropriation-summary"}


def test_a_heading_repeated_on_the_next_page_is_no_row() -> None:
    rows = [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()]
    again = [*rows[:6], *forms.EXPENDITURE_HEAD, *rows[6:]]
    plain, repeated = read(table("expenditure", rows)), read(table("expenditure", again))
    assert [(x.code, x.amount_text, dims(x)) for x in repeated.lines] == [
        (x.code, x.amount_text, dims(x)) for x in plain.lines
    ]


@pytest.mark.parametrize("mark", ["仅供内部审核", "12", "- 12 -", "第12页", "第 12 页 共 40 页"])
def test_what_a_page_break_leaves_between_rows_changes_nothing(mark: str) -> None:
    rows = [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()]
    text = table("expenditure", rows)
    broken_text = text.replace("2130305", f"\n{mark}\n\n2130305")
    assert [(x.code, x.amount_text, dims(x)) for x in read(broken_text).lines] == [
        (x.code, x.amount_text, dims(x)) for x in read(text).lines
    ]


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ("income", "expenditure"),
        ("appropriation-summary", "general-public"),
        ("state-capital", "three-public"),
        ("three-public", "operating"),
        ("operating", "projects-current"),
        ("projects-current", "projects-carryover"),
    ],
)
def test_a_table_without_its_title_is_not_read_as_the_one_before(before: str, kind: str) -> None:
    bodies: dict[str, forms.Rows] = {
        "income": [*forms.INCOME_HEAD, *forms.income_rows()],
        "expenditure": [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()],
        "general-public": [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()],
        "appropriation-summary": [
            *forms.APPROPRIATION_HEAD,
            ["一、一般公共预算", "250.00", "一、农林水支出", "250.00", "250.00", "", ""],
        ],
        "state-capital": [
            ["国有资本经营预算收入", "", "", "国有资本经营预算支出", "", "", "", ""],
            ["项目", "", "国有资本经营收入预算", "科目编码", "科目名称", "合计", "基本支出", "项目支出"],
            ["收入科目编码", "科目名称", "", "", "", "", "", ""],
            ["合计", "", "9.00", "", "", "", "", ""],
        ],
        "three-public": [
            ["项目", "2024年预算数", "", "", ""],
            ["", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"],
            ["公务接待费", "0.30", "0.30", "", ""],
        ],
        "operating": [
            ["单位名称", "2024预算数", "", "", ""],
            ["", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"],
            ["部门合计", "10.80", "10.80", "", ""],
        ],
        "projects-current": [*forms.PROJECT_HEAD, ["渠道维修", "8.00", "8.00", "", "", "", ""]],
        "projects-carryover": [*forms.CARRYOVER_HEAD, ["2022年水毁修复", "6.00", "6.00", "", ""]],
    }
    lost = table(kind, bodies[kind]).split("\n", 1)[1]
    text = forms.cover() + forms.PART + table(before, bodies[before])
    start = text.count("\n") + 1
    found = loaders.read((text + lost).encode())
    assert before not in {x.table for x in found.lines if (x.at.line or 0) >= start} or found.findings


def test_a_watermark_on_the_line_of_a_title_hides_no_table() -> None:
    text = table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()])
    found = read(text.replace("支出总表\n", "支出总表 仅供内部审核\n"))
    assert {x.table for x in found.lines} == {"expenditure"}


def test_a_watermark_behind_an_amount_hides_no_amount() -> None:
    rows = forms.expenditure_rows()
    rows[4] = [*rows[4][:4], "200.25 仅供内部审核"]
    found = read(table("expenditure", [*forms.EXPENDITURE_HEAD, *rows]))
    assert [x.amount_text for x in found.lines if x.code == "2130305"] == ["200.25", "200.25"]


def test_a_table_of_no_known_kind_is_not_read_as_the_one_before() -> None:
    found = read(
        table("operating", [["单位名称", "合计"], [forms.PUBLISHER, "10.80"]]),
        table("other", [["采购项目名称", "数量", "金额"], ["打印机", "3", "1.20"]], title="2024年政府采购预算表"),
    )
    assert {x.table for x in found.lines if x.amount_text == "1.20"} == {"other"}


def test_a_count_is_no_amount() -> None:
    found = read(
        table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()]),
        table("other", [["采购项目名称", "数量", "金额"], ["打印机", "3", "1.20"]], title="2024年政府采购预算表"),
    )
    assert "3" not in {x.amount_text for x in found.lines}


def test_the_label_of_a_row_of_an_unknown_table_is_its_item() -> None:
    found = read(
        table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()]),
        table("other", [["采购项目名称", "数量", "金额"], ["打印机", "3", "1.20"]], title="2024年政府采购预算表"),
    )
    assert {x.item for x in found.lines if x.amount_text == "1.20"} == {"打印机"}
