"""Part two of a disclosure: the thirteen budget tables, in the layout of the official form.

Knows columns, titles and captions; every number comes from the books.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from examples.books import FAMILY, GOODS, RECEPTION, VEHICLES, WAGES, ZERO, BasicItem, Books
from examples.catalogue import FISCAL_FUNDS, FUNDS, subjects, text_list
from examples.draft import Draft
from examples.plan import DepartmentYear, Project
from examples.policies import printed_number

NUMERALS = "一二三四五六七八九十"
CLASSES = (
    "201 一般公共服务支出,202 外交支出,203 国防支出,204 公共安全支出,205 教育支出,206 科学技术支出,"
    "207 文化旅游体育与传媒支出,208 社会保障和就业支出,209 社会保险基金支出,210 卫生健康支出,211 节能环保支出,"
    "212 城乡社区支出,213 农林水支出,214 交通运输支出,215 资源勘探工业信息等支出,216 商业服务业等支出,217 金融支出,"
    "219 援助其他地区支出,220 自然资源海洋气象等支出,221 住房保障支出,222 粮油物资储备支出,"
    "223 国有资本经营预算支出,224 灾害防治及应急管理支出,227 预备费,229 其他支出,230 转移性支出,231 债务还本支出,"
    "232 债务付息支出,233 债务发行费用支出,234 抗疫特别国债安排的支出"
)
INCOME = ("一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金", "单位资金")
NO_DATA = "注：本表无数据"
# The income subject that a government fund's money comes in under.
_FUND_INCOME = {"21208": "1030148", "21214": "1030178", "22960": "1030155"}


@dataclass(frozen=True, slots=True)
class Look:
    """What one publisher's documents have in common: wording that differs between departments and single units.

    `labelled` are the tables that print 预算公开表N; `zero` is how the prose prints nothing; `commas` whether it
    groups thousands; `wide` whether the contents set off the parts' page numbers by a tab.
    """

    kind: str
    labelled: frozenset[int]
    zero: str
    commas: bool
    wide: bool

    @property
    def whose(self) -> str:
        """The label of the publisher's name under each table's title."""
        return f"{self.kind}名称"


def numeral(value: int) -> str:
    """A number up to 39 in Chinese numerals."""
    tens, ones = divmod(value, 10)
    return ("" if not tens else "十" if tens == 1 else NUMERALS[tens - 1] + "十") + (NUMERALS[ones - 1] if ones else "")


def titles(year: int, kind: str) -> list[str]:
    """The titles of the thirteen tables."""
    last = (
        ("一般公共预算“三公”经费支出预算表", "机关运行经费预算财政拨款情况统计表")
        if kind == "单位"
        else ("财政拨款安排“三公”经费支出预算表", "财政拨款安排机关运行经费预算表")
    )
    names = (
        "预算收支总表",
        "预算收入总表",
        "预算支出总表",
        "财政拨款收支总表",
        "一般公共预算支出预算表（不含上年结转）",
        "一般公共预算安排基本支出分经济科目表（不含上年结转）",
        "政府性基金预算收入表（不含上年结转）",
        "政府性基金预算支出表（不含上年结转）",
        "国有资本经营预算收支预算表（不含上年结转）",
        *last,
        "项目支出预算表（本年预算）",
        "项目支出预算表（上年结转）",
    )
    return [f"{year}年{name}" for name in names]


def classes() -> list[tuple[str, str]]:
    """Code and numbered label of the thirty classes of expenditure."""
    pairs = [entry.split(" ") for entry in CLASSES.split(",")]
    return [(code, f"{numeral(place)}、{name}") for place, (code, name) in enumerate(pairs, 1)]


def write_tables(draft: Draft, year: DepartmentYear, look: Look) -> None:
    """All thirteen, in order."""
    writers: Sequence[Callable[[Draft, DepartmentYear], bool]] = (
        _summary,
        _income,
        _expenditure,
        _appropriation,
        _general_public,
        _economic,
        _fund_income,
        _fund_expenditure,
        _state_capital,
        _three_public,
        _operating,
        _projects_current,
        _projects_carryover,
    )
    for number, (title, writer) in enumerate(zip(titles(year.year, look.kind), writers, strict=True), 1):
        if number in look.labelled:
            draft.heading(f"{'部门' if number == 9 else '预算'}公开表{number}")
        draft.heading(title)
        draft.add("caption", f"{look.whose}：{year.name}")
        draft.blank()
        draft.add("caption", "单位：万元")
        draft.blank()
        if not writer(draft, year):
            draft.blank()
            draft.add("caption", NO_DATA)
        draft.blank()


def _summary(draft: Draft, year: DepartmentYear) -> bool:
    books, total = year.books, year.books.sum("", "all")
    draft.row(("收入", "", "支出", "", "", ""), "head")
    draft.row(("项目", f"{year.year}年", "项目", f"{year.year}年合计", "当年预算安排", "上年结转安排"), "head")
    for place, (code, label) in enumerate(classes()):
        left = ("", "")
        if place < len(FUNDS):
            item = f"{NUMERALS[place]}、{INCOME[place]}"
            left = (item, draft.money(1, item, None, "income", books.sum("", FUNDS[place])))
        _summary_row(draft, left, label, books, code)
        if place == 20:
            draft.blank()
    current, carryover = books.sum("", "current"), books.sum("", "carryover")
    _summary_row(
        draft, ("本年收入合计", draft.money(1, "本年收入合计", None, "income", current)), "本年支出合计", books, ""
    )
    draft.row(("上年结转", draft.money(1, "上年结转", None, "income", carryover), "年终结转", "", "", ""))
    _summary_row(draft, ("收入总计", draft.money(1, "收入总计", None, "income", total)), "支出总计", books, "")
    return True


def _summary_row(draft: Draft, left: tuple[str, str], label: str, books: Books, code: str) -> None:
    cells = [(column, books.sum(code, measure)) for column, measure in _SUMMARY]
    draft.row((*left, label, *draft.moneys(1, label, None, cells)))


_SUMMARY = (("total", "all"), ("current", "current"), ("carryover", "carryover"))


def _income(draft: Draft, year: DepartmentYear) -> bool:
    draft.row(("项目", "", "本年收入", "", "", "", "", "", "上年结转"), "head")
    funds = ("一般公共预算", "政府性基金", "国有资本经营预算", "财政专户管理资金", "单位资金")
    draft.row(("科目编码", "科目名称", "合计", *funds, ""), "head")
    columns = (("total", "current"), *((fund, fund) for fund in FUNDS), ("carryover", "carryover"))
    codes = sorted({*year.books.codes("current"), *year.books.codes("carryover")})
    _by_subject(draft, 2, year.books, codes, columns)
    return True


def _expenditure(draft: Draft, year: DepartmentYear) -> bool:
    _expenditure_head(draft, year)
    columns = (("total", "all"), ("basic", "all:basic"), ("project", "all:project"))
    _by_subject(draft, 3, year.books, year.books.codes("all"), columns)
    return True


def _expenditure_head(draft: Draft, year: DepartmentYear) -> None:
    draft.row(("项目", "", f"{year.year}年预算数", "", ""), "head")
    draft.row(("科目编码", "科目名称", "合计", "基本支出", "项目支出"), "head")


def _by_subject(
    draft: Draft, table: int, books: Books, codes: Sequence[str], columns: Sequence[tuple[str, str]]
) -> None:
    """A total and a row a subject; a page breaks after every 24 rows."""
    names = subjects()
    for place, code in enumerate(["", *codes]):
        name = names[code] if code else "合计"
        cells = draft.moneys(table, name, code or None, [(column, books.sum(code, key)) for column, key in columns])
        draft.row((code, name, *cells) if code else ("合计", "", *cells))
        if place % 24 == 23 and place < len(codes):
            draft.blank()


def _appropriation(draft: Draft, year: DepartmentYear) -> bool:
    books = year.books
    draft.row(("收入", "", "支出", "", "", "", ""), "head")
    draft.row(("项目", "金额", "项目", "金额", "", "", ""), "head")
    draft.row(("", "", "", "小计", "一般公共预算", "政府性基金预算", "国有资本经营预算"), "head")
    for place, (code, label) in enumerate(classes()):
        left = ("", "")
        if place < len(FISCAL_FUNDS):
            item = f"{NUMERALS[place]}、{INCOME[place]}"
            left = (item, draft.money(4, item, None, "income", books.sum("", FISCAL_FUNDS[place])))
        _appropriation_row(draft, left, label, books, code)
        if place == 27:
            draft.blank()
    income = books.sum("", "fiscal-current")
    label = "本年支出合计"
    _appropriation_row(
        draft, ("本年收入合计", draft.money(4, "本年收入合计", None, "income", income)), label, books, ""
    )
    item = "上年财政拨款结转"
    carryover = books.sum("", "fiscal-carryover")
    draft.row((item, draft.money(4, item, None, "income", carryover), "年终结转", "", "", "", ""))
    for place, fund in enumerate(FISCAL_FUNDS):
        item = f"{NUMERALS[place]}、{INCOME[place]}"
        draft.row((item, draft.money(4, item, None, "income", books.sum("", f"carryover:{fund}")), "", "", "", "", ""))
    total = draft.money(4, "收入总计", None, "income", books.sum("", "fiscal"))
    _appropriation_row(draft, ("收入总计", total), "支出总计", books, "")
    return True


def _appropriation_row(draft: Draft, left: tuple[str, str], label: str, books: Books, code: str) -> None:
    cells = [
        ("total", books.sum(code, "fiscal")),
        *((fund, books.sum(code, f"fiscal:{fund}")) for fund in FISCAL_FUNDS),
    ]
    draft.row((*left, label, *draft.moneys(4, label, None, cells)))


def _general_public(draft: Draft, year: DepartmentYear) -> bool:
    _expenditure_head(draft, year)
    fund = "general_public"
    columns = (("total", fund), ("basic", f"{fund}:basic"), ("project", f"{fund}:project"))
    _by_subject(draft, 5, year.books, year.books.codes(fund), columns)
    return True


def _economic(draft: Draft, year: DepartmentYear) -> bool:
    draft.row(("部门预算支出经济科目名称", "政府预算支出经济科目名称", f"{year.year}年预算数", "", ""), "head")
    draft.row(("", "", "合计", "人员经费", "公用经费"), "head")
    items = [item for item in year.books.basic if item.timing == "current"]
    order = text_list("tables", "economic")
    _economic_row(draft, "合计", "", items)
    for group in (WAGES, GOODS, FAMILY):
        members = [item for item in items if item.group == group]
        _economic_row(draft, group, "", members)
        pairs: dict[tuple[str, str], list[BasicItem]] = {}
        for item in members:
            pairs.setdefault((item.economic, item.government), []).append(item)
        for (economic, government), found in sorted(pairs.items(), key=lambda pair: order.index(pair[0][0])):
            _economic_row(draft, economic, government, found)
    return True


def _economic_row(draft: Draft, economic: str, government: str, items: Sequence[BasicItem]) -> None:
    personnel = sum((item.amount for item in items if not item.public_use), ZERO)
    public = sum((item.amount for item in items if item.public_use), ZERO)
    name = f"{economic}|{government}" if government else economic
    cells = draft.moneys(6, name, None, (("total", personnel + public), ("personnel", personnel), ("public", public)))
    draft.row((economic, government, *cells))


def _fund_income(draft: Draft, year: DepartmentYear) -> bool:
    draft.row(("项目", "", "政府性基金收入预算"), "head")
    draft.row(("收入科目编码", "科目名称", ""), "head")
    by_code: dict[str, Decimal] = {}
    for section in (code for code in year.books.codes("gov_fund") if len(code) == 5):
        by_code[_FUND_INCOME[section]] = year.books.sum(section, "gov_fund")
    total = sum(by_code.values(), ZERO)
    draft.row(("合计", "", draft.money(7, "合计", None, "amount", total)))
    if total:
        for code, value in (("103", total), ("10301", total), *sorted(by_code.items())):
            draft.row((code, subjects()[code], draft.money(7, subjects()[code], code, "amount", value)))
    return bool(total)


def _fund_expenditure(draft: Draft, year: DepartmentYear) -> bool:
    draft.row(("科目编码", "科目名称", "合计", "基本支出", "项目支出"), "head")
    fund = "gov_fund"
    columns = (("total", fund), ("basic", f"{fund}:basic"), ("project", f"{fund}:project"))
    codes = year.books.codes(fund)
    _by_subject(draft, 8, year.books, codes, columns)
    return bool(codes)


def _state_capital(draft: Draft, year: DepartmentYear) -> bool:
    draft.row(("国有资本经营预算收入", "", "", "国有资本经营预算支出", "", "", "", ""), "head")
    draft.row(("项目", "", "国有资本经营收入预算", "科目编码", "科目名称", "合计", "基本支出", "项目支出"), "head")
    draft.row(("收入科目编码", "科目名称", "", "", "", "", "", ""), "head")
    fund = "soe_capital"
    total, codes, names = year.books.sum("", fund), year.books.codes(fund), subjects()
    incomes = ["103", "10306", "1030601"] if total else []
    for left, right in zip(["", *incomes], ["", *codes], strict=True):
        item, name = (names[left], names[right]) if left else ("合计", "合计")
        amount = draft.money(9, item, left or None, "amount", total)
        columns = (("total", fund), ("basic", f"{fund}:basic"), ("project", f"{fund}:project"))
        cells = draft.moneys(9, name, right or None, [(column, year.books.sum(right, key)) for column, key in columns])
        draft.row((left, item, amount, right, name, *cells) if left else (item, "", amount, "", "", *cells))
    return bool(total)


def _three_public(draft: Draft, year: DepartmentYear) -> bool:
    draft.row(("项目", f"{year.year}年预算数", "", "", ""), "head")
    draft.row(("", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"), "head")
    reception, vehicles = three_public(year.books)
    for name, value in (
        ("因公出国（境）费", ZERO),
        ("公务接待费", reception),
        ("公务用车购置及运行费", vehicles),
        ("①公务用车购置费", ZERO),
        ("②公务用车运行维护费", vehicles),
        ("合计", reception + vehicles),
    ):
        draft.row((name, *draft.moneys(10, name, None, (("total", value), ("general_public", value))), "", ""))
    return bool(reception + vehicles)


def three_public(books: Books) -> tuple[Decimal, Decimal]:
    """Reception and the running of vehicles; the county buys none and sends nobody abroad."""
    return books.basic_sum(economic=RECEPTION), books.basic_sum(economic=VEHICLES)


def _operating(draft: Draft, year: DepartmentYear) -> bool:
    draft.row(("单位名称", f"{year.year}预算数", "", "", ""), "head")
    draft.row(("", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"), "head")
    by_unit = year.books.operating()
    for name, value in (("部门合计", sum(by_unit.values(), ZERO)), *by_unit.items()):
        draft.row((name, *draft.moneys(11, name, None, (("total", value), ("general_public", value))), "", ""))
    return bool(by_unit)


def _projects_current(draft: Draft, year: DepartmentYear) -> bool:
    funds = ("财政专户管理资金", "单位资金")
    draft.row(("项目名称", "合计", f"{year.year}年财政拨款", "", "", *funds), "head")
    draft.row(("", "", "一般公共预算", "政府性基金预算", "国有资本经营预算", "", ""), "head")
    draft.row("1234567", "head")
    _projects(draft, 12, year, year.rows("current"), FUNDS)
    return True


def _projects_carryover(draft: Draft, year: DepartmentYear) -> bool:
    draft.row(("项目名称", "合计", f"{year.year}年财政拨款", "", ""), "head")
    draft.row(("", "", "一般公共预算", "政府性基金预算", "国有资本经营预算"), "head")
    draft.row("12345", "head")
    rows = year.rows("carryover")
    if rows:
        _projects(draft, 13, year, rows, FISCAL_FUNDS)
    return bool(rows)


def _projects(draft: Draft, table: int, year: DepartmentYear, rows: Sequence[Project], funds: Sequence[str]) -> None:
    """The department's total (a single unit has none), then each unit's and under it the unit's projects."""

    def cells(name: str, found: Sequence[Project]) -> list[str]:
        by_fund = [(fund, sum((p.amount for p in found if p.spec.fund == fund), ZERO)) for fund in funds]
        return draft.moneys(table, name, None, (("total", sum((p.amount for p in found), ZERO)), *by_fund))

    if year.spec.kind != "单位":
        draft.row((year.name, *cells(year.name, rows)))
    written = 0
    for unit in year.units:
        own = [p for p in rows if p.unit == unit.name]
        if not own:
            continue
        draft.row((draft.marks.span("unit", unit.name, how="table"), *cells(unit.name, own)))
        for project in own:
            total, *rest = cells(project.name, [project])
            total = draft.marks.span("project", total, of=project)
            draft.row((name_cell(draft, project), total, *rest))
            written += 1
            if written == 30:
                draft.blank()


def name_cell(draft: Draft, project: Project) -> str:
    """A project's name as the tables print it, the number in it marked as a citation."""
    if not project.named:
        return project.name
    number = printed_number(project.named.policy, project.named.brackets)
    known = {"policy": project.named.policy, "role": project.named.role, "project": project.name, "titled": False}
    return f"{project.before}{draft.marks.span('ref', number, **known)}{project.after}"
