"""Small disclosures in the official form, of a county that does not exist: what the tests of the readers read."""

from __future__ import annotations

from decimal import Decimal

import loaders
from loaders.records import BudgetLine, Disclosure

PUBLISHER = "云岭县水务局"
YEAR = 2024

PART = "第二部分 2024年部门预算报表\n\n"

Rows = list[list[str]]

SUMMARY_HEAD = [
    ["收入", "", "支出", "", "", ""],
    ["项目", "2024年", "项目", "2024年合计", "当年预算安排", "上年结转安排"],
]
INCOME_HEAD = [
    ["项目", "", "本年收入", "", "", "", "", "", "上年结转"],
    [
        "科目编码",
        "科目名称",
        "合计",
        "一般公共预算",
        "政府性基金",
        "国有资本经营预算",
        "财政专户管理资金",
        "单位资金",
        "",
    ],
]
EXPENDITURE_HEAD = [["项目", "", "2024年预算数", "", ""], ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]
APPROPRIATION_HEAD = [
    ["收入", "", "支出", "", "", "", ""],
    ["项目", "金额", "项目", "金额", "", "", ""],
    ["", "", "", "小计", "一般公共预算", "政府性基金预算", "国有资本经营预算"],
]
ECONOMIC_HEAD = [
    ["部门预算支出经济科目名称", "政府预算支出经济科目名称", "2024年预算数", "", ""],
    ["", "", "合计", "人员经费", "公用经费"],
]
PROJECT_HEAD = [
    ["项目名称", "合计", "2024年财政拨款", "", "", "财政专户管理资金", "单位资金"],
    ["", "", "一般公共预算", "政府性基金预算", "国有资本经营预算", "", ""],
]
CARRYOVER_HEAD = [
    ["项目名称", "合计", "2024年财政拨款", "", ""],
    ["", "", "一般公共预算", "政府性基金预算", "国有资本经营预算"],
]

TITLES = {
    "budget-summary": "2024年预算收支总表",
    "income": "2024年预算收入总表",
    "expenditure": "2024年预算支出总表",
    "appropriation-summary": "2024年财政拨款收支总表",
    "general-public": "2024年一般公共预算支出预算表（不含上年结转）",
    "basic-economic": "2024年一般公共预算安排基本支出分经济科目表（不含上年结转）",
    "government-fund-income": "2024年政府性基金预算收入表（不含上年结转）",
    "government-fund-expenditure": "2024年政府性基金预算支出表（不含上年结转）",
    "state-capital": "2024年国有资本经营预算收支预算表（不含上年结转）",
    "three-public": "2024年财政拨款安排“三公”经费支出预算表",
    "operating": "2024年财政拨款安排机关运行经费预算表",
    "projects-current": "2024年项目支出预算表（本年预算）",
    "projects-carryover": "2024年项目支出预算表（上年结转）",
}


def cover(publisher: str = PUBLISHER, kind: str = "部门", year: int = YEAR, what: str = "预算") -> str:
    return f"\n\n{publisher}\n\n{year}年度{kind}{what}公开\n\n"


def table(kind: str, rows: Rows, *, unit: str = "万元", title: str | None = None, publisher: str = PUBLISHER) -> str:
    """A table as the form prints it: title, publisher, unit, rows of cells parted by tabs."""
    lines = [title or TITLES[kind], "", f"部门名称：{publisher}", "", f"单位：{unit}", ""]
    return "\n".join([*lines, *("\t".join(row) for row in rows), "", ""])


def sheet(name: str, *, unit: str = PUBLISHER, total: str = "70,000", **texts: str) -> str:
    """A target sheet in the standard form; `texts` by overview, basis, necessity, measures, plan."""
    half = ["其中：中央财政资金", "省级财政资金", "市县(区)财政资金", "单位自筹", "其他资金"]
    values = ["0", "0", total, "0", ""]
    rows = [
        ["项目名称", "", name, "", "", "", "", ""],
        ["主管部门及代码", "", "602-农业农村股", "", "实施单位", "", unit, ""],
        ["项目属性", "", "经常性项目（长期开展）", "", "项目期", "", "3年", ""],
        ["项目资金（元）", "", "实施期资金总额：", "", total, "年度资金总额：", "", total],
        *(["", "", label, "", value, label, "", value] for label, value in zip(half, values, strict=True)),
        ["项目概况", "", texts.get("overview", "修补渠道"), "", "", "", "", ""],
        ["立项依据", "", texts.get("basis", "年度工作安排"), "", "", "", "", ""],
        ["项目设立必要性", "", texts.get("necessity", "保障灌溉"), "", "", "", "", ""],
        ["保证项目实施的制度、措施", "", texts.get("measures", "专人管理"), "", "", "", "", ""],
        ["项目实施计划", "", texts.get("plan", "年内完成"), "", "", "", "", ""],
        ["实施期目标", "", "", "", "年度目标", "", "", ""],
        ["总体目标", "", "渠道完好", "", "", "", "本年渠道完好", ""],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"],
        ["", "产出指标", "数量指标", "修补渠道", "≥12处", "数量指标", "修补渠道", "≥4处"],
        ["", "", "质量指标", "验收合格", "100%", "质量指标", "验收合格", "100%"],
        [
            "",
            "满意度指标",
            "服务对象满意度指标",
            "农户满意度",
            "≥90%",
            "服务对象满意度指标",
            "农户满意度",
            "≥95%",
        ],
    ]
    title = "项目支出绩效目标表\n\n（2024年度）\n\n"
    return title + "\n".join("\t".join(row) for row in rows) + "\n\n"


def prose(section: str, text: str) -> str:
    return f"第三部分 2024年度部门预算情况说明\n\n{section}\n\n{text}\n\n"


def expenditure_rows() -> Rows:
    """A body in which everything adds up, along the rows and down the codes."""
    return [
        ["合计", "", "300.50", "100.25", "200.25"],
        ["213", "农林水支出", "270.50", "70.25", "200.25"],
        ["21303", "水利", "270.50", "70.25", "200.25"],
        ["2130301", "行政运行", "70.25", "70.25", ""],
        ["2130305", "水利工程建设", "200.25", "", "200.25"],
        ["221", "住房保障支出", "30.00", "30.00", ""],
        ["22102", "住房改革支出", "30.00", "30.00", ""],
        ["2210201", "住房公积金", "30.00", "30.00", ""],
    ]


def income_rows(carryover: bool = True) -> Rows:
    """An income table of two funds, and what was carried over."""
    over = ["40.00", "40.00", "40.00", "40.00", ""] if carryover else [""] * 5
    return [
        ["合计", "", "250.50", "200.50", "50.00", "", "", "", over[0]],
        ["213", "农林水支出", "250.50", "200.50", "50.00", "", "", "", over[1]],
        ["21303", "水利", "250.50", "200.50", "50.00", "", "", "", over[2]],
        ["2130301", "行政运行", "70.25", "70.25", "", "", "", "", over[3]],
        ["2130305", "水利工程建设", "180.25", "130.25", "50.00", "", "", "", over[4]],
    ]


def read(*parts: str, encoding: str = "utf-8") -> Disclosure:
    """The disclosure in a cover and these parts."""
    return loaders.read("".join([cover(), PART, *parts]).encode(encoding))


def cell(disclosure: Disclosure, amount: str, **known: str | None) -> BudgetLine:
    """The only line that prints `amount` and bears these values."""
    found = [
        line
        for line in disclosure.lines
        if line.amount_text == amount and all(getattr(line, name) == value for name, value in known.items())
    ]
    printed = [line for line in disclosure.lines if line.amount_text == amount]
    assert len(found) == 1, f"{amount} {known}: {len(found)} of {printed}"
    return found[0]


def yuan(text: str) -> Decimal:
    """万元 as printed, in yuan."""
    return Decimal(text) * 10000
