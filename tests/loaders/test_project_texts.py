"""Projects in prose: their headings, their money and what does not add up, their records."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from loaders.document import Item, Paragraph, Row
from loaders.formats.pdf import read_pdf
from loaders.paged import bind
from loaders.prose.project_records import record
from loaders.prose.project_texts import ProjectText, find_project_texts, title_name
from loaders.records import Allocation, Place
from loaders.tables.grid import Context
from loaders.tables.projects import Register
from tests.loaders import forms

CONTEXT = Context(forms.PUBLISHER, "consolidated", forms.YEAR, "budget")
BUDGET = "2024年度项目总预算100.00万，其中补助农户60.00万，补助企业稳增长30.00万，建设泵站10.00万元，合计100.00万。"


def items(*lines: str | list[str]) -> list[Item]:
    found: list[Item] = []
    for number, line in enumerate(lines, 1):
        at = Place(line=number)
        found.append(Paragraph(line, at) if isinstance(line, str) else Row(tuple(line), at))
    return found


def sheet(title: str = "灌溉专项（政策资金）经费情况说明", budget: str = BUDGET, *, ordinal: str = "{}、") -> list[str]:
    signs = "一二三四五六七" if ordinal == "{}、" else "1234567"
    heads = ["项目概述", "立项依据", "实施主体", "实施方案", "实施周期", "年度预算安排", "绩效目标"]
    bodies = [
        "改善全县灌溉条件。",
        "1、《云岭县灌溉管理办法》（云水规〔2023〕3号）。",
        "云岭县水利工程中心",
        "制定细则，组织实施。",
        "2024.1.1-2024.12.31",
        budget,
        "详见单位的项目绩效目标表",
    ]
    lines = [title]
    for sign, head, body in zip(signs, heads, bodies, strict=True):
        lines += [ordinal.format(sign) + head, body]
    return lines


def one(*lines: str | list[str], year: int | None = forms.YEAR) -> ProjectText:
    texts = find_project_texts(items(*lines), year)
    assert len(texts) == 1
    return texts[0]


@pytest.mark.parametrize("ordinal", ["{}、", "（{}）", "{}."])
def test_a_text_is_read_by_its_headings(ordinal: str) -> None:
    text = one("第三部分 情况说明", *sheet(ordinal=ordinal), "第四部分 名词解释", "一、收入：指收入。")
    assert (text.name, text.unit, text.period) == ("灌溉专项（政策资金）", "云岭县水利工程中心", "2024.1.1-2024.12.31")
    assert text.roles == ("overview", "basis", "body", "plan", "period", "budget", "objective")
    assert [p.text for p in text.passages("basis")] == ["1、《云岭县灌溉管理办法》（云水规〔2023〕3号）。"]
    assert [place.line for place in text.used] == list(range(2, 17))


def test_the_total_and_its_parts() -> None:
    text = one(*sheet())
    assert text.total is not None
    assert (text.total.value, text.total.text, text.total.year, text.total.at) == (
        Decimal(1000000),
        "100.00万",
        2024,
        Place(line=13),
    )
    assert [(part.label, part.value) for part in text.parts] == [
        ("补助农户", Decimal(600000)),
        ("补助企业稳增长", Decimal(300000)),
        ("建设泵站", Decimal(100000)),
    ]
    assert text.findings == ()


@pytest.mark.parametrize(
    ("budget", "rule", "expected", "actual"),
    [
        (BUDGET.replace("60.00", "50.00"), "project-parts", "1000000", "900000"),
        ("2024年预算安排10万元，其中甲6万元，乙5万元。", "project-parts", "100000", "110000"),
        (BUDGET.replace("合计100", "合计110"), "project-total", "1000000", "1100000"),
    ],
)
def test_what_does_not_add_up_is_said(budget: str, rule: str, expected: str, actual: str) -> None:
    found = [f for f in one(*sheet(budget=budget)).findings if f.rule == rule]
    assert [(Decimal(f.expected or 0), Decimal(f.actual or 0), f.severity) for f in found] == [
        (Decimal(expected), Decimal(actual), "error")
    ]


@pytest.mark.parametrize(
    ("budget", "value", "parts"),
    [
        ("2024年安排预算0.5亿元。", "50000000", []),
        ("2024年安排资金1,234.5万元，比上年增加20万元。", "12345000", []),
        ("2023年预算安排8万元，2024年预算安排9万元。", "90000", []),
        ("2024年拟安排一般公共预算20万元（含上年结转5万元）。", "200000", ["50000"]),
        ("甲3万元，乙4万元，合计7万元。", "70000", ["30000", "40000"]),
        ("覆盖12万人，预算安排30万元。", "300000", []),
    ],
)
def test_amounts_as_prose_writes_them(budget: str, value: str, parts: list[str]) -> None:
    text = one(*sheet(budget=budget))
    assert text.total is not None
    assert (text.total.value, [part.value for part in text.parts]) == (Decimal(value), [Decimal(p) for p in parts])
    assert text.findings == ()


def test_payments_stand_for_a_total_that_is_not_printed() -> None:
    text = one(*sheet(budget="第一季度用款10.5万元，第二季度用款10.5万元。"))
    assert text.total is not None and text.summed
    assert (text.total.value, [f.rule for f in text.findings]) == (Decimal(210000), ["project-summed"])


def test_several_texts_end_where_the_next_title_stands() -> None:
    texts = find_project_texts(items(*sheet(), *sheet("泵站改造项目情况说明")), forms.YEAR)
    assert [text.name for text in texts] == ["灌溉专项（政策资金）", "泵站改造项目"]
    assert texts[0].passages("objective")[0].text == "详见单位的项目绩效目标表"
    assert texts[1].at == Place(line=16)


def test_labels_with_their_text_on_one_line_and_titles_with_numbers() -> None:
    lines = ["（四）重点支出和重大投资项目情况说明"]
    for number, name in enumerate(("水库加固", "泵站新建"), 1):
        lines += [
            f"{number}.{name}",
            "（1）政策依据：根据《云岭县水利规划》",
            "要求实施。",
            "（2）绩效目标：保障供水。",
        ]
        lines += [f"（3）预算安排：2024年安排预算{number}亿元。", "（4）实施方案：分期实施。"]
    texts = find_project_texts(items(*lines, "（五）其他说明", "无。"), forms.YEAR)
    assert [(t.name, t.total.value if t.total else None) for t in texts] == [
        ("水库加固", Decimal(100000000)),
        ("泵站新建", Decimal(200000000)),
    ]
    assert texts[0].passages("basis")[0].text == "根据《云岭县水利规划》要求实施。"


def test_a_table_ends_a_text() -> None:
    text = one(*sheet(), ["项目名称", "灌溉专项"], "后文。")
    assert Place(line=17) not in text.used


@pytest.mark.parametrize(
    "left", [["年度预算安排", "立项依据"], ["立项依据", "实施主体", "实施方案", "实施周期", "绩效目标"]]
)
def test_other_headings_make_no_project(left: list[str]) -> None:
    lines = [line for line in sheet() if not any(line.endswith(word) for word in left)]
    if len(left) == 2:
        lines = ["一、主要职责", "负责灌溉。", "二、基本情况", "本单位有3个科室。"]
    assert find_project_texts(items(*lines), forms.YEAR) == []


def test_a_project_that_only_its_text_names() -> None:
    lines = sheet("项目经费情况说明")
    lines[2] = "由云岭县水务局建设的北山水库加固工程，位于北山镇。"
    lines[6] = "本工程由建设单位水务局建设，设计单位负责设计。"
    text = one(*lines)
    assert (text.name, text.unit, text.findings) == ("北山水库加固工程", "水务局", ())
    lines[2] = "改善灌溉条件。"
    assert [f.rule for f in one(*lines).findings] == ["project-unnamed"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("科技专项经费情况说明", "科技专项经费"),
        ("1.报审议的一级项目—信息化运行维护项目情况", "信息化运行维护项目"),
        ("3.第六学校建设项目（北校区）", "第六学校建设项目（北校区）"),
        ("重点项目情况说明", ""),
    ],
)
def test_titles(title: str, name: str) -> None:
    assert title_name(title) == name


LIST = [
    "二、云岭县水质监测站",
    "（一）项目支出10.00万元，具体包括：",
    "1.水质监测6.00万元，主要用于采样",
    "和化验。",
    "2.设备购置项目预算4.00万元，用于购置设备。",
    "第四部分 政府采购",
]


def test_a_list_of_projects_that_adds_up() -> None:
    texts = find_project_texts(items(*LIST), forms.YEAR)
    assert [(t.name, t.unit, t.total.value if t.total else 0, t.listed, t.findings) for t in texts] == [
        ("水质监测", "云岭县水质监测站", Decimal(60000), True, ()),
        ("设备购置项目", "云岭县水质监测站", Decimal(40000), True, ()),
    ]
    assert [place.line for place in texts[0].used] == [3, 4]


def test_a_list_that_does_not_add_up() -> None:
    texts = find_project_texts(items(*(line.replace("4.00", "5.00") for line in LIST)), forms.YEAR)
    assert [(f.rule, f.expected, f.actual) for t in texts for f in t.findings] == [
        ("project-list", "100000.00", "110000.00")
    ]


def test_kinds_of_expenditure_are_no_projects() -> None:
    lines = ["（二）项目支出10万元。其中：", "1.上缴上级支出6万元。", "2.对附属单位补助支出4万元。"]
    assert find_project_texts(items(*lines), forms.YEAR) == []


# records


def test_records_of_a_text_without_a_row() -> None:
    register = Register()
    made = record(one(*sheet()), register, CONTEXT)
    entry = register.allocations[0]
    assert (entry.amount_yuan, entry.timing, entry.fiscal_year, entry.stage, entry.budget_line) == (
        Decimal(1000000),
        "current",
        2024,
        "budget",
        None,
    )
    assert register.projects[made.project].unit == "云岭县水利工程中心"
    assert made.sheet is not None
    assert (made.sheet.allocations, made.sheet.amount("annual"), made.sheet.amount_unit) == ((0,), 1000000, "万元")
    assert [a.total for a in made.sheet.amounts] == [True, False, False, False]


def test_a_carryover_inside_the_total_leaves_the_timing_open() -> None:
    register = Register()
    made = record(one(*sheet(budget="2024年预算安排20万元（含上年结转5万元）。")), register, CONTEXT)
    assert made.sheet is not None and [a.amount_yuan for a in made.sheet.amounts] == [Decimal(200000)]
    assert [(entry.amount_yuan, entry.timing) for entry in register.allocations] == [(Decimal(200000), None)]


def test_a_row_is_never_doubled() -> None:
    register = Register()
    project = register.project("云岭县水利工程中心", "灌溉专项（政策资金）项目", Place(line=90))
    row = Allocation(Place(line=90), 1, project, None, "current", 2024, "budget", Decimal(1000000), None, 0)
    register.allocations.append(row)
    made = record(one(*sheet()), register, CONTEXT)
    assert (made.project, register.allocations, made.findings) == (project, [row], ())
    assert made.sheet is not None and made.sheet.allocations == (0,) and made.sheet.matched_by == "name"
    other = one(*sheet(budget="2024年预算安排90万元。"))
    assert [(f.rule, f.expected, f.actual) for f in record(other, register, CONTEXT).findings] == [
        ("project-row", "1000000", "900000")
    ]
    assert register.allocations == [row]


def test_a_sheet_that_states_the_money_is_enough() -> None:
    register = Register()
    project = register.project("云岭县水利工程中心", "灌溉专项（政策资金）", Place(line=90))
    assert record(one(*sheet()), register, CONTEXT, {project}).project == project
    assert register.allocations == []


def test_a_unit_named_in_short_is_the_publisher() -> None:
    lines = sheet()
    lines[6] = "水务局"
    register = Register()
    made = record(one(*lines), register, CONTEXT)
    assert register.projects[made.project].unit == forms.PUBLISHER


def test_real_texts(shared: Path) -> None:
    data = (shared / "corpus" / "putuo" / "上海市普陀区商务委员会2025年部门预算.pdf").read_bytes()
    texts = find_project_texts(bind(read_pdf(data)).document.items, 2025)
    assert [(text.name, text.total.value if text.total else 0, text.findings) for text in texts] == [
        ("科技创新专项经费", 17200000, ()),
        ("生命健康专项（政策资金）", 11700000, ()),
        ("商业创新专项（政策资金）", 14100000, ()),
        ("贸易高质量发展专项（政策资金）", 29210000, ()),
    ]
    assert [len(text.parts) for text in texts] == [1, 4, 5, 5]


def test_a_field_may_name_the_project() -> None:
    lines = ["项目名称：防汛物资储备", "项目概述：购置物资", "立项依据：《防汛条例》", "年度预算安排：150万元"]
    assert (one(*lines).name, one(*lines).total is not None) == ("防汛物资储备", True)


def test_a_total_that_no_word_calls_one_is_told_by_its_parts() -> None:
    text = one(*sheet(budget="2024年安排财政拨款1,234.56万元，其中：本年1,000万元，上年结转234.56万元。"))
    assert text.total is not None
    assert text.total.value == forms.yuan("1234.56")
    assert [part.label for part in text.parts] == ["本年", "上年结转"]


@pytest.mark.parametrize("ordinal", ["（{}）", "{}.", "{}、"])
def test_a_list_with_a_colon_before_the_money(ordinal: str) -> None:
    names = {"信息化运维": 120, "执法装备": 80, "普法宣传": 100}
    entries = [f"{ordinal.format(n)}{name}：{value}万元" for n, (name, value) in enumerate(names.items(), 1)]
    texts = find_project_texts(items("项目支出300万元，具体项目如下：", *entries), forms.YEAR)
    assert [(text.name, text.total and text.total.value) for text in texts] == [
        (name, forms.yuan(str(value))) for name, value in names.items()
    ]
