"""Parts one, three and four of a disclosure: what the publisher is, the twelve sections of prose, the glossary.

Every figure of the prose is returned by its key, as printed without grouping, beside being written.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from random import Random

from examples.books import CENT, ZERO
from examples.catalogue import FISCAL_FUNDS, FUNDS, phrases, subjects, text_list
from examples.draft import Draft
from examples.plan import DepartmentYear
from examples.policies import Policy
from examples.sheets import write_sheets
from examples.tables import Look, numeral, three_public
from examples.whole import write_whole

Figures = dict[str, str | None]


def sections(kind: str) -> list[str]:
    """The headings of the twelve sections of part three."""
    names = (
        f"{kind}预算收支数据变动情况及原因",
        "收入预算情况说明",
        "支出预算情况说明",
        "财政拨款收支预算总体情况说明",
        "一般公共预算支出情况说明",
        "一般公共预算基本支出情况说明",
        "“三公”经费增减变动原因说明",
        "机关运行经费增减变动原因说明",
        "政府采购情况",
        "绩效管理情况",
        "国有资产占有使用情况",
        "其他说明",
    )
    return [f"{numeral(place)}、{name}" for place, name in enumerate(names, 1)]


def write_profile(draft: Draft, year: DepartmentYear, rng: Random) -> None:
    """Part one: duties, offices and units."""
    spec = year.spec
    draft.heading("第一部分 概况", f"一、本{spec.kind}职责")
    duties = [_with_titles(draft, year.world.fill(text)) for text in spec.duties]
    if len(duties) == 1:
        draft.prose(*duties)
    else:
        form = rng.choice(("({})", "{}."))
        marks = [form.format(numeral(n) if "(" in form else n) for n in range(1, len(duties) + 1)]
        draft.prose(*(f"{mark} {text}" for mark, text in zip(marks, duties, strict=True)))
    draft.heading("二、机构设置情况")
    words = {"kind": spec.kind, "name": year.name, "year": year.year}
    offices = "、".join(spec.offices)
    text = rng.choice(text_list("narrative", "offices")).format(n=len(spec.offices), offices=offices, **words)
    below = [draft.marks.span("unit", unit.name, how="prose") for unit in year.units[1:]]
    template = rng.choice(text_list("narrative", "units" if below else "units_none"))
    draft.prose(text + template.format(n=len(below), units="、".join(below), **words))


def _with_titles(draft: Draft, text: str) -> str:
    """The text, each 《title》 in it marked as a citation."""

    def mark(found: re.Match[str]) -> str:
        policy = Policy("rule", None, found[1])
        return draft.marks.span("ref", found[0], policy=policy, role="narrative", project=None, titled=True)

    return re.sub(r"《([^》]+)》", mark, text)


def write_explanation(draft: Draft, year: DepartmentYear, look: Look, rng: Random) -> Figures:
    """Part three with its target sheets; the figures of its sentences by key, None for what is not said."""
    return _Explanation(draft, year, look, rng).write()


class _Explanation:
    def __init__(self, draft: Draft, year: DepartmentYear, look: Look, rng: Random) -> None:
        self.draft, self.year, self.look, self.rng = draft, year, look, rng
        self.books, self.name = year.books, year.name
        self.figures: Figures = dict.fromkeys(text_list("narrative", "figures"))

    def say(self, key: str, value: Decimal, *, loose: bool = False) -> str:
        """A figure as the prose prints it; its value is kept under the key ("" keeps none)."""
        text = self.look.zero if not value else f"{value:,.2f}" if self.look.commas and not loose else f"{value:.2f}"
        if key:
            self.figures[key] = text.replace(",", "")
        return text

    def change(self, now: Decimal, before: Decimal, keys: tuple[str, str]) -> str:
        """比上年增加…万元，增长…%: both figures, a decrease negative."""
        step = now - before
        part = (abs(step) / before * 100).quantize(CENT) if before else ZERO
        sign = "-" if step < 0 else ""
        self.figures[keys[0]], self.figures[keys[1]] = f"{step:.2f}", f"{sign}{part:.2f}"
        more = step >= 0
        return f"比上年{'增加' if more else '减少'}{abs(step):.2f}万元，{'增长' if more else '下降'}{part:.2f}%"

    def percent(self, value: Decimal, total: Decimal) -> str:
        if not value:
            return f"占{self.look.zero}%"
        return f"占{(value / total * 100).quantize(CENT):.2f}%"

    def reason(self, now: Decimal, before: Decimal, stem: str = "") -> str:
        return self.rng.choice(text_list("narrative", f"{stem}{'more' if now >= before else 'less'}"))

    def write(self) -> Figures:
        year, kind, draft = self.year.year, self.year.spec.kind, self.draft
        draft.add("blank", " ")
        draft.heading(f"第三部分 {year}年度{kind}预算情况说明")
        parts = (
            self._changes,
            self._income,
            self._expenditure,
            self._appropriation,
            self._general_public,
            self._basic,
            self._three_public,
            self._operating,
            self._procurement,
            self._performance,
            self._assets,
            self._other,
        )
        for heading, part in zip(sections(kind), parts, strict=True):
            draft.heading(heading)
            part()
        return self.figures

    def _changes(self) -> None:
        now, before = self.books.sum("", "all"), self.year.previous.sum("", "all")
        total, current = self.say("income_total", now), self.say("income_current", self.books.sum("", "current"))
        carried = self.say("carryover_in", self.books.sum("", "carryover"))
        change = self.change(now, before, ("change_vs_last_year", "change_pct"))
        why = f"主要原因是{self.reason(now, before)}"
        self.draft.prose(
            f"{self.year.year}年度{self.name}预算收入总计{total}万元，其中：本年收入{current}万元，上年结转{carried}万元，"
            f"{change}，{why}；本年{self.look.kind}预算支出总计{total}万元，其中：本年预算安排{current}万元，"
            f"上年结转{carried}万元，{change}，{why}。"
        )

    def _income(self) -> None:
        total = self.books.sum("", "all")
        keys = ("general_public_income", "gov_fund_income", "soe_capital_income", "", "")
        names = (
            "一般公共预算拨款收入",
            "政府性基金预算拨款收入",
            "国有资本经营预算拨款收入",
            "财政专户管理资金收入",
            "单位资金",
        )
        parts = []
        for key, name, fund in zip(keys, names, FUNDS, strict=True):
            value = self.books.sum("", fund)
            parts.append(f"{name}{self.say(key, value)}万元，{self.percent(value, total)}")
        carried = self.books.sum("", "carryover")
        parts.append(f"上年结转{self.say('', carried)}万元，{self.percent(carried, total)}")
        text = f"{self.year.year}年度{self.name}预算收入{self.say('', total)}万元，主要包括{'；'.join(parts)}。"
        self.draft.prose(text)
        self.draft.add("prose", "收入预算结构图")
        self.draft.blank(3)

    def _expenditure(self) -> None:
        total = self.books.sum("", "all")
        basic, project = self.books.sum("", "all:basic"), self.books.sum("", "all:project")
        self.draft.prose(
            f"{self.year.year}年度{self.name}支出预算{self.say('expenditure_total', total, loose=True)}万元，其中："
            f"基本支出{self.say('basic_expenditure', basic, loose=True)}万元，{self.percent(basic, total)}；"
            f"项目支出{self.say('project_expenditure', project, loose=True)}万元，{self.percent(project, total)}。"
        )

    def _by_class(self, measure: str) -> list[tuple[str, Decimal]]:
        codes = [code for code in self.books.codes(measure) if len(code) == 3]
        return [(subjects()[code], self.books.sum(code, measure)) for code in codes]

    def _appropriation(self) -> None:
        books, say = self.books, self.say
        by_fund = "，".join(
            f"{name}{say('', books.sum('', f'fiscal:{fund}'))}万元"
            for name, fund in zip(
                ("一般公共预算拨款", "政府性基金预算拨款", "国有资本经营预算拨款"), FISCAL_FUNDS, strict=True
            )
        )
        spent = "、".join(f"{name}{say('', value)}万元" for name, value in self._by_class("fiscal"))
        current, carried = say("", books.sum("", "fiscal-current")), say("", books.sum("", "fiscal-carryover"))
        total = say("", books.sum("", "fiscal"))
        self.draft.prose(
            f"{self.year.year}年度{self.name}财政拨款收支总预算{total}万元。其中：{by_fund}。其中：当年拨款收入{current}万元，"
            f"上年结转收入{carried}万元。支出包括：{spent}等。"
        )

    def _general_public(self) -> None:
        year, word = self.year.year, "支出" if self.look.kind == "部门" else "拨款"
        now, before = self.books.sum("", "general_public"), self.year.previous.sum("", "general_public")
        total = self.say("gp_current_expenditure", now)
        change = self.change(now, before, ("gp_change_vs_last_year", "gp_change_pct"))
        self.draft.heading(f"（一）一般公共预算当年{word}规模变化情况")
        self.draft.prose(f"{year}年度{self.name}一般公共预算当年{word}{total}万元，{change}。")
        self.draft.heading(f"（二）一般公共预算当年{word}结构情况")
        parts = [
            f"{name}{self.say('', value)}万元，{self.percent(value, now)}"
            for name, value in self._by_class("general_public")
        ]
        self.draft.prose(
            f"{year}年度{self.name}一般公共预算当年{word}{self.say('', now)}万元，主要用于以下方面："
            f"{'；'.join(parts)}等。"
        )
        self.draft.add("prose", f"一般公共预算当年{word}结构图")
        self.draft.blank(3)

    def _basic(self) -> None:
        books = self.books
        total = self.say("basic_total", books.basic_sum())
        self.draft.prose(f"{self.year.year}年度{self.name}一般公共预算安排基本支出{total}万元，其中：")
        for key, label, public in (("personnel", "人员经费", False), ("public_use", "公用经费", True)):
            value = self.say(key, books.basic_sum(public_use=public))
            items = (i for i in books.basic if i.timing == "current" and i.public_use == public)
            names = list(dict.fromkeys(item.economic for item in items))
            self.rng.shuffle(names)
            listed = "、".join(names) + "等" if names else "无"
            self.draft.prose(f"{label}{value}万元，主要包括：{listed}{'。' if public else '；'}")

    def _three_public(self) -> None:
        year, say = self.year.year, self.say
        reception, vehicles = three_public(self.books)
        if not reception + vehicles:
            self.figures["sangong_total"] = "0"
            self.draft.prose(f"本{self.look.kind}无“三公”经费预算。")
            return
        old_reception, old_vehicles = three_public(self.year.previous)
        now, before = reception + vehicles, old_reception + old_vehicles
        self.figures["sangong_change"] = f"{now - before:.2f}" if now != before else "0"
        if now == before:
            compared = f"与{year - 1}年预算数相同"
        else:
            word = "增加" if now > before else "减少"
            why = self.reason(now, before, "sangong_")
            compared = f"比{year - 1}年{word}{abs(now - before):.2f}万元，主要原因是{why}"
        self.draft.prose(
            f"{year}年{self.name}财政拨款安排的“三公”经费预算{say('sangong_total', now)}万元{compared}。",
            f"其中：因公出国（境）费{say('abroad', ZERO)}万元，与上年预算数相同；"
            f"公务接待费{say('reception', reception)}万元，{_step(reception, old_reception)}；"
            f"公务用车购置及运行费{say('vehicle_total', vehicles)}万元，{_step(vehicles, old_vehicles)}。"
            f"公务用车运行维护费{say('vehicle_operation', vehicles)}万元，{_step(vehicles, old_vehicles)}；"
            f"公务用车购置费{say('vehicle_purchase', ZERO)}万元，与上年预算数相同。",
        )
        self.draft.add("prose", "“三公”经费分布图")
        self.draft.blank(3)

    def _operating(self) -> None:
        year = self.year.year
        now = sum(self.books.operating().values(), ZERO)
        before = sum(self.year.previous.operating().values(), ZERO)
        if not now:
            self.figures["operating_expense"] = "0"
            self.draft.prose(
                self.rng.choice(
                    (f"本{self.look.kind}无机关运行经费。", f"{self.name}为事业单位，{year}年无机关运行经费。")
                )
            )
            return
        text = f"{self.name}{year}年机关运行经费财政拨款预算为{self.say('operating_expense', now)}万元，"
        if now == before:
            self.draft.prose(f"{text}与{year - 1}年预算持平。")
            return
        more = now > before
        part = (abs(now - before) / before * 100).quantize(CENT)
        why = self.reason(now, before, "public_")
        self.draft.prose(
            f"{text}比{year - 1}年预算{'增加' if more else '减少'}{abs(now - before):.2f}万元，"
            f"{'增长' if more else '下降'}{part:.2f}%，{'增加' if more else '减少'}的主要原因是{why}。"
        )

    def _procurement(self) -> None:
        rng, say = self.rng, self.say
        goods, services = (Decimal(rng.randint(80, 9000)) / 100 for _ in range(2))
        works = Decimal(rng.randint(2000, 60000)) / 100 if rng.random() < 0.25 else ZERO
        self.draft.prose(
            f"{self.year.year}年{self.name}政府采购预算总额{say('procurement_total', goods + works + services)}万元。"
            f"其中：政府采购货物预算{say('procurement_goods', goods)}万元、政府采购工程预算"
            f"{say('procurement_works', works)}万元、政府采购服务预算{say('procurement_services', services)}万元。"
        )

    def _performance(self) -> None:
        year, rows, say = self.year.year, self.year.rows("current"), self.say
        draft, look = self.draft, self.look
        total = sum((p.amount for p in rows), ZERO)
        running = [p for p in rows if p.spec.code == "M"]
        spent = sum((p.amount for p in running), ZERO)
        self.figures["perf_projects_count"] = str(len(rows))
        split = (
            f"其他运转类项目{len(running)}个，涉及{{0}}{say('', spent)}万元；"
            f"特定目标类项目{len(rows) - len(running)}个，涉及{{0}}{say('', total - spent)}万元"
        )
        if look.kind == "单位":
            draft.heading("1、绩效管理情况")
            draft.prose(
                f"{year}年{self.name}实行绩效管理的项目{len(rows)}个，"
                f"涉及当年预算资金{say('perf_projects_amount', total)}万元。"
            )
            draft.heading("2、绩效目标情况（附表说明）")
            draft.prose("见附表")
        else:
            basic, current = self.books.basic_sum(), self.books.sum("", "current")
            draft.heading("1、整体绩效目标")
            draft.prose(
                f"{year}年编报部门整体支出绩效目标，涉及部门预算资金{say('', current, loose=True)}万元，"
                f"其中基本支出{say('', basic, loose=True)}万元，项目支出{say('', total, loose=True)}万元；"
                f"预算单位{len(self.year.units)}个。"
            )
            draft.heading("2、项目绩效目标")
            draft.prose(
                f"{year}年{self.name}纳入绩效目标管理的二级项目{len(rows)}个，共计金额"
                f"{say('perf_projects_amount', total)}万元。其中：{split.format('金额')}。"
                f"公开项目绩效目标{len(rows)}个，涉及项目金额{say('', total)}万元，占{look.kind}项目支出总额的100%。"
                f"其中：{split.format('项目金额')}。",
                "（项目绩效目标表公开情况见附件）",
            )
        if self.year.spec.whole:
            write_whole(draft, self.year, self.rng)
        write_sheets(draft, self.year, self.rng)

    def _assets(self) -> None:
        name, vehicles, rng = self.name, self.year.vehicles, self.rng
        until = f"截至{self.year.year - 1}年12月31日，{name}"
        self.figures["vehicles_actual"] = str(vehicles)
        self.draft.heading("1、车辆情况：")
        kinds = ("领导用车", "机要通信用车", "应急保障用车", "执法执勤用车", "特种专业技术用车", "事业单位业务用车")
        others = "，".join(f"{kind}0辆" for kind in kinds)
        self.draft.prose(
            f"{until}共有公务用车编制{vehicles}辆，实有{vehicles}辆，其中：{others}，其他公务用车{vehicles}辆。"
        )
        self.draft.heading("2、房屋情况：")
        if rng.random() < 0.15:
            self.draft.prose("办公用房由县机关事务服务中心统一调配使用。")
        else:
            area = f"{rng.randint(180, 5200)}{rng.choice(('', '', '.5', '.26'))}"
            self.figures["office_area_sqm"] = area
            self.draft.prose(f"{until}使用的办公用房建筑总面积{area}平方米。")
        self.draft.heading("3、其他国有资产占有使用情况：")
        values = "；".join(f"占有使用价值{value}万元（原值）以上的通用设备0台（套）" for value in (50, 100))
        self.draft.prose(f"{until}{values}。")

    def _other(self) -> None:
        rng, draft = self.rng, self.draft
        draft.heading("（一）政府购买服务指导性目录")
        listed = rng.random() < 0.45
        draft.prose("详见附表" if listed else "无")
        draft.heading("（二）其他")
        draft.prose("无")
        if listed:
            draft.heading(f"{self.year.year}年{self.name}政府购买服务指导性目录")
            draft.row(("代码", "一级目录", "二级目录", "三级目录"), "head")
            for cells in _directory(rng, phrases("directory")["rows"]):
                draft.row(cells)
            draft.blank()


def _step(now: Decimal, before: Decimal) -> str:
    if now == before:
        return "与上年预算数相同"
    return f"与上年相比预算数{'增加' if now > before else '减少'}{abs(now - before):.2f}万元"


def _directory(rng: Random, rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """A part of the directory: some entries of the third level with what stands above them."""
    leaves = [row[0] for row in rows if row[3]]
    kept = set(rng.sample(leaves, rng.randint(2, len(leaves))))
    return [row for row in rows if any(leaf.startswith(row[0]) for leaf in kept)]


def write_glossary(draft: Draft) -> None:
    """Part four."""
    draft.heading("第四部分 名词解释")
    for place, (term, meaning) in enumerate(phrases("glossary")["terms"], 1):
        draft.prose(f"{numeral(place)}、{term}：{meaning}")
