"""The numbers of prose: keys, signs, units, absences."""

from __future__ import annotations

from decimal import Decimal

import pytest

from loaders.prose.figures import read_figures
from loaders.prose.passages import Passage
from loaders.records import Place
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


def stated(section: str, text: str, heading: str = "", year: int | None = None) -> list[tuple[str, str]]:
    """(key, value) of each figure of one paragraph, money in 万元."""
    found = read_figures(Passage(text, (0,), (Place(line=1),)), section, heading, year)
    return [(f.key, f"{(f.value / 10000 if f.unit == 'yuan' else f.value).normalize():f}") for f in found]


def public(section: str, text: str, heading: str = "", year: int | None = None) -> list[tuple[str, str]]:
    """Those of them that have a key of the list."""
    return [(key, value) for key, value in stated(section, text, heading, year) if ":" not in key]


@pytest.mark.parametrize("section", ["", "preface", "other", "duties"])
def test_totals_are_known_in_a_section_without_a_name(section: str) -> None:
    text = (
        "2031年，海棠市水务局收入预算3,110.5万元，其中：财政拨款收入3,000万元，比2030年预算减少20万元；事业收入10万元。"
    )
    assert public(section, text) == [
        ("income_total", "3110.5"),
        ("fiscal_appropriation", "3000"),
        ("fiscal_appropriation_change", "-20"),
    ]


def test_the_expenditure_of_a_fund_is_no_total() -> None:
    text = (
        "支出预算90万元，其中：财政拨款支出预算80万元。财政拨款支出预算中，一般公共预算拨款支出预算70万元，比2030年预算增加5万元；"
        "政府性基金拨款支出预算为0；国有资本经营预算拨款支出预算10万元。"
    )
    assert public("other", text) == [
        ("expenditure_total", "90"),
        ("fiscal_appropriation_expenditure", "80"),
        ("gp_current_expenditure", "70"),
        ("gp_change_vs_last_year", "5"),
        ("gov_fund_expenditure", "0"),
        ("soe_capital_expenditure", "10"),
    ]


def test_one_number_can_state_both_sides() -> None:
    text = "海棠市水务局2031年度收入、支出预算总计90万元，与上年相比收、支预算总计各减少6万元，减少6.25%。"
    assert public("changes", text) == [
        ("income_total", "90"),
        ("expenditure_total", "90"),
        ("change_vs_last_year", "-6"),
        ("change_pct", "-6.25"),
    ]


def test_both_figures_of_one_number_stand_at_different_signs() -> None:
    both = read_figures(Passage("海棠市水务局2031年收支总预算90万元。", (0,), (Place(line=1),)), "changes")
    assert len({figure.column for figure in both}) == 2


@pytest.mark.parametrize("section", ["income", "changes", "other"])
def test_a_fund_carried_over_is_no_total(section: str) -> None:
    assert public(section, "上年结转结余的一般公共预算收入7万元，占1%；") == []


def test_last_years_amount_is_not_this_years() -> None:
    text = "2031年度收入预算90万元，比2030年年初预算数84万元增加6万元，增长7.14%。"
    assert public("income", text) == [("income_total", "90"), ("change_vs_last_year", "6"), ("change_pct", "7.14")]


@pytest.mark.parametrize(
    "text",
    ["上年机关运行经费预算12万元。", "2030年机关运行经费预算执行数12万元。", "比2030年机关运行经费12万元有所不同。"],
)
def test_an_amount_of_a_year_before_has_no_public_key(text: str) -> None:
    assert public("operating", text) == []


def test_the_year_of_the_disclosure_decides() -> None:
    text = "2030年机关运行经费预算12万元。"
    assert public("operating", text, year=2031) == []
    assert public("operating", text, year=2030) == [("operating_expense", "12")]


def test_of_two_years_in_a_paragraph_the_earlier_is_not_this_years() -> None:
    text = "1.公务接待费。2031年预算数9万元，主要是活动较多，2030年预算数为4万元。"
    assert public("sangong", text) == [("reception", "9")]


def test_the_change_of_what_was_named_in_brackets_is_not_that_of_the_whole() -> None:
    text = "“三公”经费9万元（公务接待费2万元，比上年增加1万元；公务用车运行维护费7万元）比上年减少3万元，下降25%。"
    assert public("sangong", text) == [
        ("sangong_total", "9"),
        ("reception", "2"),
        ("vehicle_operation", "7"),
        ("sangong_change", "-3"),
        ("sangong_change_pct", "-25"),
    ]


def test_a_change_after_a_reason_has_its_own_subject() -> None:
    text = "收入预算为90万元，比上年增加6万元，增长7.14%，主要原因是一般公共预算拨款收入增加5万元。"
    assert public("changes", text) == [("income_total", "90"), ("change_vs_last_year", "6"), ("change_pct", "7.14")]


def test_a_share_of_a_change_without_a_key_has_none() -> None:
    text = "一般公共预算当年拨款90万元，比上年增加6万元，增幅7.14%，扣除基建后比上年减少2万元，减幅2.2%。"
    assert public("general-public", text) == [
        ("gp_current_expenditure", "90"),
        ("gp_change_vs_last_year", "6"),
        ("gp_change_pct", "7.14"),
    ]


def test_income_and_expenditure_alone_name_what_a_change_is_of() -> None:
    text = (
        "（一）收入预算：2031年年初预算数90万元，其中：一般公共预算拨款80万元。"
        "收入比2030年减少6万元，主要是其他收入减少6万元。"
    )
    assert public("", text) == [
        ("income_total", "90"),
        ("general_public_income", "80"),
        ("change_vs_last_year", "-6"),
    ]


@pytest.mark.parametrize(
    ("caption", "key"),
    [
        ("因公出国（境）费用", "abroad"),
        ("公务接待费", "reception"),
        ("公务用车购置和运行维护费", "vehicle_total"),
    ],
)
def test_a_bare_label_is_of_its_caption_or_heading(caption: str, key: str) -> None:
    assert public("sangong", f"1.{caption}。2031年预算数7万元，较2030年年初预算增加1万元。") == [(key, "7")]
    assert public("sangong", "2031年预算安排7万元，主要是业务需要。", f"（二）{caption}") == [(key, "7")]


def test_a_bare_label_under_nothing_has_no_public_key() -> None:
    assert public("sangong", "2031年预算安排7万元。") == []


def test_a_side_speaks_for_itself_under_a_heading_of_both() -> None:
    heading = "五、收支预算总体情况说明"
    assert public("changes", "本部门当年预算支出90万元。", heading) == [("expenditure_total", "90")]


def test_final_accounts_state_what_was_budgeted_and_what_was_spent() -> None:
    text = (
        "“三公”经费财政拨款支出年初预算为5万元，支出决算为4万元，完成预算的80%，"
        "其中：公务接待费支出决算为1万元，完成预算的50%。"
    )
    assert public("sangong", text) == [("sangong_budget", "5"), ("sangong_total", "4"), ("reception", "1")]


def test_a_comparison_with_last_years_account_does_not_make_it_a_final_account() -> None:
    text = "“三公”经费预算数为5万元，比2030年决算数增加1万元。"
    assert public("sangong", text) == [("sangong_total", "5"), ("sangong_change", "1")]


def test_final_accounts_totals() -> None:
    assert public("changes", "2031年度收入支出总计95万元。与2030年度相比，收入支出总计减少5万元，下降5%。") == [
        ("grand_total", "95"),
        ("change_vs_last_year", "-5"),
        ("change_pct", "-5"),
    ]
    assert public("income", "本年收入合计90万元，其中：财政拨款收入80万元，占88.89%；其他收入10万元，占11.11%；") == [
        ("income_total", "90"),
        ("fiscal_appropriation", "80"),
    ]
    assert public("expenditure", "本年支出合计89万元，其中：基本支出50万元，占56.18%；项目支出39万元，占43.82%；") == [
        ("expenditure_total", "89"),
        ("basic_expenditure", "50"),
        ("project_expenditure", "39"),
    ]


def test_an_item_of_the_chart_carries_its_name() -> None:
    text = "1、教育支出（类）普通教育（款）初中教育（项）。主要用于：日常运转。年初预算为6万元，支出决算为5万元。"
    assert stated("general-public", text) == [
        ("general-public:教育支出(类)普通教育(款)初中教育(项):年初预算为", "6"),
        ("general-public:教育支出(类)普通教育(款)初中教育(项):支出决算为", "5"),
    ]


def test_of_two_items_in_a_paragraph_each_has_its_own_amounts() -> None:
    text = (
        "教育支出（类）初中教育（项）。年初预算为6万元。"
        "2、教育支出（类）高中教育（项）。年初预算为8万元，支出决算为7万元。"
    )
    assert [key.split(":")[1] for key, _ in stated("other", text)] == [
        "教育支出(类)初中教育(项)",
        "教育支出(类)高中教育(项)",
        "教育支出(类)高中教育(项)",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "政府采购预算总额9万元，其中：政府采购货物预算2万元、政府采购工程预算3万元、政府采购服务预算4万元。",
        "政府采购金额（以合同签订为准）为9万元，其中：货物采购金额2万元、工程采购金额3万元、服务采购金额4万元。",
        "政府采购项目共有9万元，其中：货物类项目2万元、工程类项目3万元、服务类项目4万元。",
        "政府采购支出预算总额9万元，其中：拟采购货物支出2万元、拟采购工程支出3万元、拟购买服务支出4万元。",
        "政府采购预算共9万元，其中政府采购货物类预算2万元、政府采购工程类预算3万元、政府采购服务类预算4万元。",
    ],
)
def test_purchases_in_the_words_of_many_places(text: str) -> None:
    assert public("other", text) == [
        ("procurement_total", "9"),
        ("procurement_goods", "2"),
        ("procurement_works", "3"),
        ("procurement_services", "4"),
    ]


def test_the_parts_of_another_amount_are_not_those_of_all_purchases() -> None:
    text = "政府采购预算总额9万元：货物2万元；其中一般公共预算拨款政府采购5万元：政府采购货物预算1万元。"
    assert public("procurement", text) == [("procurement_total", "9"), ("procurement_goods", "2")]


def test_what_is_kept_for_small_firms_is_not_all_purchases() -> None:
    assert public("procurement", "面向中小企业预留政府采购项目预算金额6万元。") == []


@pytest.mark.parametrize(
    ("text", "count", "amount"),
    [
        ("本部门编报绩效目标的项目共6个，涉及项目预算资金50万元。", "6", "50"),
        (
            "本单位整体支出纳入绩效目标管理，涉及财政性资金70万元；共6个项目纳入绩效目标管理，涉及资金合计50万元。",
            "6",
            "50",
        ),
        ("政策和项目全面实施绩效目标管理，涉及一级预算项目6个，预算资金50万元，其中财政拨款40万元。", "6", "50"),
        ("特定目标类项目均实行绩效目标管理，共计6个一级项目，涉及资金50万元。", "6", "50"),
        ("编报绩效目标的2031年度项目6个，涉及金额50万元；绩效自评的2031年度项目3个，涉及金额9万元。", "6", "50"),
    ],
)
def test_projects_with_targets(text: str, count: str, amount: str) -> None:
    assert public("performance", text) == [("perf_projects_count", count), ("perf_projects_amount", amount)]


def test_the_amount_of_projects_may_come_before_their_number() -> None:
    text = "所有项目支出预算纳入绩效管理，涉及预算资金50万元，设置并编报6个项目绩效目标。"
    assert public("performance", text) == [("perf_projects_amount", "50"), ("perf_projects_count", "6")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "截至2030年8月31日，海棠市水务局共有车辆3辆，其中：机要通信用车1辆、其他用车2辆。",
            [("vehicles_actual", "3")],
        ),
        ("2031年部门预算安排购置车辆3辆。", []),
        ("2031年拟新增配置公务用车3辆，其他按照规定配备的公务用车0辆。", []),
        ("主要是无车辆购置计划。", []),
        ("本单位无公务用车。", [("vehicles_actual", "0")]),
    ],
)
def test_cars_that_are_there(text: str, expected: list[tuple[str, str]]) -> None:
    assert public("assets", text) == expected


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("本部门无当年政府性基金预算收支。", ["gov_fund_income", "gov_fund_expenditure"]),
        ("本单位2031年没有使用国有资本经营预算拨款安排的支出。", ["soe_capital_expenditure"]),
        ("2031年度无“三公”经费财政拨款支出。", ["sangong_total"]),
    ],
)
def test_what_there_is_none_of(text: str, keys: list[str]) -> None:
    assert public("other", text) == [(key, "0") for key in keys]


@pytest.mark.parametrize(
    "text",
    [
        "无锡市政府采购管理处负责日常工作。",
        "无机关运行经费的部门，作下述说明。",
    ],
)
def test_a_name_or_an_instruction_says_nothing_of_an_absence(text: str) -> None:
    assert public("other", text) == []


def test_an_amount_of_nought_needs_no_unit() -> None:
    assert public("sangong", "“三公”经费预算数为0，与2030年预算持平。") == [
        ("sangong_total", "0"),
        ("sangong_change", "0"),
    ]


def test_nearly_the_same_is_no_change_of_nought() -> None:
    assert public("sangong", "“三公”经费预算5万元，与上年基本持平。") == [("sangong_total", "5")]


@pytest.mark.parametrize(
    ("text", "value"),
    [("15.5亿元", "155000"), ("15.5亿，", "155000"), ("15.5万，", "15.5"), ("155元", "0.0155"), ("15.5千元", "1.55")],
)
def test_units_of_money(text: str, value: str) -> None:
    assert public("income", f"收入预算{text}") == [("income_total", value)]


def test_the_account_of_one_unit_is_not_that_of_the_department() -> None:
    text = "十三、海棠市河道管理中心海棠市河道管理中心部门预算收入5万元。"
    assert public("other", text) == []
    assert public("other", "海棠市河道管理中心部门预算收入5万元。", "十三、海棠市河道管理中心") == []


def test_the_words_of_a_figure_are_those_that_are_printed() -> None:
    (figure,) = read_figures(Passage("公务接待费（含外宾）２万元。", (0,), (Place(line=1),)), "sangong")
    assert figure.text == "公务接待费（含外宾）２万元"


@pytest.mark.parametrize(
    "words", ["农林水支出预算", "学费收入预算", "会议费预算支出", "其他收入预算", "项目支出预算数"]
)
@pytest.mark.parametrize("section", ["changes", "other"])
def test_a_part_is_no_total(section: str, words: str) -> None:
    keys = {key for key, _ in public(section, f"{words}5万元，主要用于日常工作。")}
    assert not keys & {"income_total", "expenditure_total"}


def test_a_bare_amount_said_again_is_another() -> None:
    text = "1.公务接待费。2031年预算数9万元，较2030年增加9万元，主要是2030年活动未定，年初预算数为0。"
    assert public("sangong", text) == [("reception", "9")]


def test_two_absences_in_the_same_words_stand_at_different_signs() -> None:
    found = read_figures(Passage("本部门无当年政府性基金预算收支。", (0,), (Place(line=1),)), "other")
    assert len({figure.column for figure in found}) == len(found) == 2
