"""The sheet of a whole department's targets (整体支出绩效目标申报表)."""

from decimal import Decimal
from random import Random

from examples.books import ZERO
from examples.catalogue import phrases
from examples.draft import Draft
from examples.plan import DepartmentYear

_FUNDS = (
    ("其中:一般公共预算资金", "general_public"),
    ("政府性基金预算资金", "gov_fund"),
    ("国有资本经营预算资金", "soe_capital"),
    ("社会保险基金预算资金", ""),
    ("专户管理资金", "special_account"),
    ("单位资金", "unit_funds"),
)


def write_whole(draft: Draft, year: DepartmentYear, rng: Random) -> None:
    """Headcounts, money by fund and by direction, tasks and indicators of the department's year."""
    books, marks, row, words = year.books, draft.marks, draft.row, phrases("whole")
    duties = "".join(year.world.fill(text) for text in year.spec.duties).replace("《", "").replace("》", "")

    def amount(item: str, side: str, value: Decimal) -> str:
        return marks.span("whole", f"{value:.2f}", item=item, side=side)

    def count(item: str, value: int, suffix: str) -> str:
        return marks.span("headcount", str(value), item=item) + suffix

    draft.heading(f"{year.world.county}县(区)级预算部门(单位)整体支出绩效目标申报表", f"({year.year})年度")
    staff = sum(unit.staff for unit in year.units)
    extra = rng.randint(0, 9)
    department = marks.span("whole-begin", f"{year.spec.code}-{year.name}")
    row(("部门基本信息", "部门名称", department, "", ""), "sheet")
    offices = count("内设职能部门数", len(year.spec.offices), "个")
    row(("", "内设职能部门数", offices, "所属预算单位数", count("所属预算单位数", len(year.units) - 1, "个")), "sheet")
    row(
        (
            "",
            "核定的人员编制数",
            count("核定的人员编制数", staff, "人"),
            "实际在职人员总数",
            count("实际在职人员总数", staff + extra, "人"),
        ),
        "sheet",
    )
    row(("", "", "", "其中:在编人员数", count("其中:在编人员数", staff, "人")), "sheet")
    row(("", "", "", "其他人员数", count("其他人员数", extra, "人")), "sheet")
    row(("部门职责", duties, "", "", ""), "sheet")
    row(("部门战略目标", words["strategy"], "", "", ""), "sheet")
    row(("年度预算情况", "按资金来源划分", "资金总额(万元)", "按资金方向划分", "资金总额(万元)"), "sheet")
    total = books.sum("", "current")
    row(("", "合计", amount("合计", "income", total), "合计", amount("合计", "expenditure", total)), "sheet")
    directions = (("其中:基本支出", books.basic_sum()), ("项目支出", total - books.basic_sum()))
    for place, (label, fund) in enumerate(_FUNDS):
        value = books.sum("", fund) if fund else ZERO
        right = ("", "")
        if place < len(directions):
            name, spent = directions[place]
            right = (name, amount(name, "expenditure", spent))
        row(("", label, amount(label, "income", value), *right), "sheet")
    row(("年度重点任务", "核心职能", "", "重点任务", ""), "sheet")
    row(("", year.spec.offices[1] + "等业务", "", words["tasks"], ""), "sheet")
    row(("年度绩效目标", words["goals"], "", "", ""), "sheet")
    row(("年度绩效指标", "一级指标", "二级指标", "三级指标", "指标值"), "sheet")
    for level1, level2, level3, target in (
        ("产出指标", "数量指标", "实施项目个数", f"{len(year.rows('current'))}个"),
        ("", "质量指标", "预算执行率", "≥92%"),
        ("", "时效指标", "完成时间", f"{year.year}年12月底前"),
        ("", "成本指标", "部门预算总额", f"≤{total:.2f}万元"),
        ("效益指标", "社会效益指标", "公共服务水平", "有所提升"),
        ("", "可持续影响指标", "内部管理制度", "不断健全"),
        ("满意度指标", "服务对象满意度指标", "服务对象满意度", "≥90%"),
    ):
        row(("", level1, level2, marks.span("whole-indicator", level3), target), "indicator")
    draft.blank()
