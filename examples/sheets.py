"""Target sheets: what each project wants to reach, in the three layouts that departments print.

standard: 项目支出绩效目标表; application: 申报表 numbered 附表2-N; categories: 申报表 in 万元 with A/B/C项目分类.
Knows labels and columns; amounts come from the project.
"""

from collections.abc import Mapping
from decimal import Decimal
from random import Random

from examples.catalogue import text_list
from examples.draft import Draft
from examples.plan import BASIS, GOAL, INDICATOR, MEASURES, NECESSITY, OVERVIEW, PLAN, DepartmentYear, Project
from examples.policies import Citation, join, write

# Finance desks that stand in the place of the department on sheets of money from above.
_DESKS = {"行": "902-行政政法股", "教": "903-科教文股", "社": "905-社会保障股", "农": "904-农业农村股"}
_OTHER_DESK = "906-经济建设股"
# How many of what a project may have, by the measure; few where it is not named.
_COUNTS = {
    **dict.fromkeys(("名", "户", "例", "家次"), (8, 420)),
    **dict.fromkeys(("人次", "件", "册", "卷", "份", "盏", "块", "批次", "宗"), (60, 2600)),
    **dict.fromkeys(("台", "套", "头", "平方米"), (12, 900)),
    **dict.fromkeys(("亩", "吨"), (300, 9000)),
}
_PEOPLE = frozenset(("名", "户", "人次", "例"))
_LEVELS = ("central", "provincial", "county", "self")


def write_sheets(draft: Draft, year: DepartmentYear, rng: Random) -> None:
    """A sheet for each project row that publishes one, in the department's layout."""
    for number, project in enumerate((p for p in year.projects if p.sheet), 1):
        draft.sheet = number
        chosen = year.spec.sheets
        if chosen == "categories" and (project.timing == "carryover" or rng.random() < 0.35):
            chosen = "standard"
        _Sheet(draft, year, project, rng).write(chosen, number)
    draft.sheet = 0


class _Sheet:
    """One project's sheet while it is written."""

    def __init__(self, draft: Draft, year: DepartmentYear, project: Project, rng: Random) -> None:
        self.draft, self.year, self.project, self.rng = draft, year, project, rng
        self.narrow = Random(project.spec.name).random() < 0.5
        self.name = _narrow(project.name) if self.narrow else project.name
        low, high = _COUNTS.get(project.spec.measure, (3, 40))
        self.count = Random(f"{project.spec.name}/{year.name}/{year.year}").randint(low, high)
        self.stamp = (
            f"{year.year - 1}{rng.randint(10, 12)}{rng.randint(10, 28)}"
            f"{rng.randint(9, 17):02d}{rng.randint(0, 59):02d}{rng.randint(0, 59):02d}"
        )
        self.words = {
            "action": project.spec.action,
            "who": project.spec.who,
            "n": str(self.count),
            "measure": project.spec.measure,
            "unit": project.unit,
            "year": str(year.year),
            "prev": str(year.year - 1),
            "amount": self._plain(project.amount),
            "X": year.world.county,
        }

    def write(self, layout: str, number: int) -> None:
        """The heading and all rows of the sheet."""
        draft, year = self.draft, self.year.year
        county = self.year.world.county
        kind = self.rng.choice(("部门(单位)", "部门（单位）"))
        if layout == "application":
            draft.add("sheet", f"附表2-{number}", "")
            draft.add("sheet", f"{county}县(区)级预算部门({self.year.name})项目支出绩效目标申报表", "")
        elif layout == "categories":
            draft.add("sheet", f"{county}县(区)级预算{kind}项目支出绩效目标申报表", "")
        elif self.year.spec.kind == "部门" and Random(self.year.name).random() < 0.5:
            draft.add("sheet", f"{county}县(区)级预算{kind}项目支出绩效目标表", "")
        else:
            draft.add("sheet", "项目支出绩效目标表", "")
        draft.add("sheet", f"({year}年度)", "")
        if layout == "categories":
            self._head(layout, "万元", None, self._plain(self.project.amount))
            self._categories()
            self._money_by_fund()
        else:
            lasting = self.project.spec.lasting and self.project.timing == "current"
            years = 3 if lasting and self.rng.random() < 0.4 else 1
            yuan = int(self.project.amount * 10000)
            self._head(layout, "元", years * yuan, str(yuan), "99年" if lasting and years == 1 else f"{years}年")
            self._money_by_level(layout, years * yuan, yuan)
        self._prose(layout)
        self._indicators(layout)
        draft.blank()

    def _head(self, layout: str, unit: str, period: int | None, annual: str, term: str = "1年") -> None:
        lasting = self.project.spec.lasting and self.project.timing == "current"
        dash = "（）" if layout == "standard" else "()"
        attribute = f"经常性项目{dash[0]}长期开展{dash[1]}" if lasting else f"一次性项目{dash[0]}1年结束{dash[1]}"
        if layout == "categories":
            attribute, term = f"一次性项目{dash[0]}1年结束{dash[1]}", "1年"
        code, department = self._department()
        levels = dict.fromkeys(_LEVELS, None if unit == "万元" else "0")
        if unit == "元":
            levels[self.project.level] = annual
        name = self._name(
            matches_project=self.project.name,
            dept_code=code,
            dept_name=department,
            unit=self.project.unit,
            attribute=attribute,
            period=term,
            amount_unit=unit,
            period_total=None if period is None else str(period),
            annual_total=annual,
            annual_central=levels["central"],
            annual_provincial=levels["provincial"],
            annual_county=levels["county"],
            annual_self=levels["self"],
            filled_on=None if layout == "categories" else self.stamp,
        )
        row = self.draft.row
        row(("项目名称", "", name, "", "", "", "", ""), "sheet")
        row(("主管部门及代码", "", f"{code}-{department}", "", "实施单位", self.project.unit, "", ""), "sheet")
        row(("项目属性", "", attribute, "", "项目期", term, "", ""), "sheet")

    def _name(self, **known: object) -> str:
        """The name, marked as the sheet's own, the number in it as a citation."""
        project, marks = self.project, self.draft.marks
        text = self.name
        if project.named:
            number = self.name[len(project.before) : len(self.name) - len(project.after)]
            fact = {"policy": project.named.policy, "role": project.named.role, "project": self.name, "titled": False}
            before, after = (_narrow(part) if self.narrow else part for part in (project.before, project.after))
            text = f"{before}{marks.span('ref', number, **fact)}{after}"
        return marks.span("sheet", text, **known)

    def _department(self) -> tuple[str, str]:
        named = next(
            (c.policy for c in (self.project.named, *self.project.citations) if c and c.policy.hands_down), None
        )
        if named and Random(self.project.spec.name + self.year.name).random() < 0.5:
            prefix = named.parts[0] or ""
            code, _, name = _DESKS.get(prefix.rpartition("财")[2], _OTHER_DESK).partition("-")
            return code, name
        return self.year.spec.code, self.year.name

    @staticmethod
    def _plain(amount: Decimal) -> str:
        """An amount of ten thousand yuan as people type it: no idle zeros."""
        text = f"{amount:.2f}".rstrip("0")
        return text.removesuffix(".")

    def _categories(self) -> None:
        for place, texts in enumerate(
            (
                ("政府工作报告承诺的实事责任考核任务", "市考核办对我县年度目标"),
                ("法律、法规要求安排的支出", "中央、省和市有关政策要求的刚性配套资金"),
                ("县委、县政府各种决定、决议和纪要确定的项目", "部门围绕自身事业发展规划和年度目标任务安排的项目"),
            )
        ):
            label = "项目分类" if place == 0 else ""
            boxes = " ".join(f"□{text}" for text in texts)
            self.draft.row((label, "", f"{'ABC'[place]}类项目", "", boxes, "", "", ""), "sheet")

    def _money_by_fund(self) -> None:
        project, total = self.project, self._plain(self.project.amount)
        rows = ["一般公共预算资金", "政府性基金", "上级转移支付资金", "其他资金"]
        place = 2 if project.spec.notice else {"general_public": 0, "gov_fund": 1}.get(project.spec.fund, 3)
        self.draft.row(("项目资金(万元)", "", "中期资金总额:", "", "年度资金总额:", "", total, ""), "sheet")
        for number, label in enumerate(rows):
            text = f"其中:{label}" if number == 0 else label
            amount = total if number == place else "" if number == 3 else "0"
            self.draft.row(("", "", text, "", text, "", amount, ""), "sheet")

    def _money_by_level(self, layout: str, period: int, annual: int) -> None:
        labels = ["其中：中央财政资金", "省级财政资金", "市县（区）财政资金", "单位自筹"]
        head, colon = "项目资金（元）", "："
        if self.narrow:
            labels, head, colon = [_narrow(label) for label in labels], "项目资金 (元)", ":"
        total = [f"实施期资金总额{colon}", f"{period:,}", f"年度资金总额{colon}", f"{annual:,}"]
        rows = [[head, *total]]
        for level, label in zip(_LEVELS, labels, strict=True):
            mine = level == self.project.level
            rows.append(["", label, f"{period:,}" if mine else "0", label, f"{annual:,}" if mine else "0"])
        rows.append(["", "其他资金", "", "其他资金", ""])
        for first, left, sum_left, right, sum_right in rows:
            if layout == "application":
                cells = [first, "", left, "", sum_left, right, "", sum_right]
            else:
                cells = [first, left, sum_left, "", right, sum_right, "", ""]
            self.draft.row(cells, "sheet")

    def _phrase(self, key: str, citations: tuple[Citation, ...] = ()) -> str:
        words: Mapping[str, str] = self.words
        if citations:
            words = {**words, "cites": join(self.draft.marks, citations, self.name, self.rng)}
        return self.rng.choice(text_list("sheet", key)).format_map(words)

    def _prose(self, layout: str) -> None:
        cited, row = self.project.cited, self.draft.row
        overview, basis, measures = cited(OVERVIEW), cited(BASIS), cited(MEASURES)
        necessity, plan, goal = cited(NECESSITY), cited(PLAN), cited(GOAL)
        more = self._phrase("detail") if self.rng.random() < 0.75 else ""
        texts = (
            ("项目概况", self._phrase("overview_cites" if overview else "overview", overview) + more),
            ("立项依据", self._phrase("basis" if basis else "basis_none", basis)),
            ("项目设立必要性", self._phrase("overview_cites", necessity) if necessity else self._phrase("necessity")),
            ("保证项目实施的制度、措施", self._phrase("measures" if measures else "measures_none", measures)),
            ("项目实施计划", self._phrase("overview_cites", plan) if plan else self._phrase("plan")),
        )
        for label, text in texts:
            row((label, "", text, "", "", "", "", ""), "sheet")
        period = self._phrase("goal_period")
        annual = self._phrase("goal_cites" if goal else "goal_year", goal)
        if layout == "categories":
            row(("总体目标", "中期目标", "", "", "", "年度目标", "", ""), "sheet")
            row(("", "", "", "", "", annual, "", ""), "sheet")
            return
        row(("实施期目标", "", "", "", "年度目标", "", "", ""), "sheet")
        row(
            ("总体目标", period, "", "", annual, "", "", "")
            if layout == "standard"
            else ("总体目标", "", period, "", "", annual, "", ""),
            "sheet",
        )

    def _indicators(self, layout: str) -> None:
        row, both = self.draft.row, layout != "categories"
        row(("绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"), "sheet")
        for level1, level2, pairs in self._targets():
            for place, (level3, target) in enumerate(pairs or [("", "")]):
                label = level2 if place == 0 else ""
                left = (label, level3, target) if both else (label, "", "")
                right = (label, level3, target)
                if INDICATOR in {c.role for c in self.project.citations} and level2 == "质量指标" and place == 0:
                    right = (label, level3, f"符合{self._cited_indicator()}规定")
                row(("", level1 if place == 0 else "", *left, *right), "indicator")
        stamp = "" if layout == "categories" else self.stamp
        row(("负责人：", "经办人：", "", "联系电话：", "", "填报日期：", stamp, ""), "sheet")

    def _cited_indicator(self) -> str:
        return write(self.draft.marks, self.project.cited(INDICATOR)[0], self.name)

    def _targets(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Level one (where it begins), level two, and the pairs of level three and target under it."""
        rng, who, measure = self.rng, self.project.spec.who, self.project.spec.measure
        numbers = [(f"{who}数量", f"≥{self.count}{measure}")]
        if rng.random() < 0.4:
            numbers.append(("组织实施批次", f"{rng.randint(1, 4)}批"))
        if rng.random() < 0.25:
            numbers.append(("开展检查次数", f"≥{rng.randint(1, 6)}次"))
        quality = [(rng.choice(("任务完成质量", "验收合格率", "标准执行率")), f"≥{rng.choice((90, 95, 98))}%")]
        if rng.random() < 0.2:
            quality.append(("资料归档完整率", "100%"))
        cost = f"≤{self._plain(self.project.amount)}万元" if rng.random() < 0.25 else "不超过预算安排"
        people = measure in _PEOPLE
        effect = [(f"{who if people else '相关工作'}保障水平", rng.choice(("有所提高", "明显改善", "稳步提升")))]
        lasting = [("长效管理机制健全程度", "逐步健全")] if rng.random() < 0.6 else []
        return [
            ("产出指标", "数量指标", numbers),
            ("", "质量指标", quality),
            ("", "时效指标", [("任务完成时间", f"{self.year.year}年12月底前")]),
            ("", "成本指标", [("项目支出成本", cost)]),
            ("效益指标", "经济效益指标", []),
            ("", "社会效益指标", effect),
            ("", "生态效益指标", []),
            ("", "可持续影响指标", lasting),
            (
                "满意度指标",
                "服务对象满意度指标",
                [(f"{who if people else '受益群众'}满意度", f"≥{rng.choice((85, 90, 95))}%")],
            ),
        ]


def _narrow(text: str) -> str:
    """The text with its round brackets and colons at half width."""
    return text.translate({ord("（"): "(", ord("）"): ")", ord("："): ":"})
