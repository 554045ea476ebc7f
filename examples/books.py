"""Balanced numbers: what a department spends, item by item, and every sum that its tables show.

Amounts are Decimal, in ten thousand yuan (万元) with two places. Sums are made of the items and of nothing else, so the
tables agree to the last digit. Knows nothing of text.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Literal

from examples.catalogue import FISCAL_FUNDS, Form, Fund

Timing = Literal["current", "carryover"]
CENT = Decimal("0.01")
ZERO = Decimal("0.00")

# (部门预算经济科目, 政府预算经济科目 of an administrative unit, functional subject or "" for running costs, yearly
# amount a head in ten thousand yuan). Institutions print 工资福利支出 or 商品和服务支出 in the second place.
WAGES = "工资福利支出"
GOODS = "商品和服务支出"
FAMILY = "对个人和家庭的补助"
_ADMIN_PAY = (
    ("基本工资", "工资奖金津补贴", "", 4.2),
    ("津贴补贴", "工资奖金津补贴", "", 2.6),
    ("奖金", "工资奖金津补贴", "", 0.4),
    ("机关事业单位基本养老保险缴费", "社会保障缴费", "2080505", 1.1),
    ("职业年金缴费", "社会保障缴费", "2080506", 0.5),
    ("职工基本医疗保险缴费", "社会保障缴费", "2101101", 0.5),
    ("公务员医疗补助缴费", "社会保障缴费", "2101103", 0.2),
    ("其他社会保障缴费", "社会保障缴费", "", 0.1),
    ("住房公积金", "住房公积金", "2210201", 0.9),
    ("其他工资福利支出", "其他工资福利支出", "", 0.3),
)
_RARE_PAY = frozenset({"奖金", "职业年金缴费", "公务员医疗补助缴费", "其他社会保障缴费", "其他工资福利支出"})
_PUBLIC_PAY = (
    ("基本工资", WAGES, "", 3.8),
    ("津贴补贴", WAGES, "", 0.7),
    ("绩效工资", WAGES, "", 2.9),
    ("机关事业单位基本养老保险缴费", WAGES, "2080505", 1.0),
    ("职工基本医疗保险缴费", WAGES, "2101102", 0.5),
    ("其他社会保障缴费", WAGES, "", 0.1),
    ("住房公积金", WAGES, "2210201", 0.8),
)
_ADMIN_GOODS = (
    ("办公费", "办公经费", 0.25),
    ("印刷费", "办公经费", 0.06),
    ("邮电费", "办公经费", 0.05),
    ("差旅费", "办公经费", 0.12),
    ("维修（护）费", "维修（护）费", 0.05),
    ("会议费", "会议费", 0.03),
    ("培训费", "培训费", 0.05),
    ("工会经费", "办公经费", 0.11),
    ("福利费", "办公经费", 0.15),
    ("其他交通费用", "办公经费", 0.6),
    ("其他商品和服务支出", "其他商品和服务支出", 0.2),
)
_PUBLIC_GOODS = (
    ("办公费", 0.16),
    ("水费", 0.02),
    ("电费", 0.05),
    ("差旅费", 0.05),
    ("工会经费", 0.09),
    ("福利费", 0.12),
)
RECEPTION = "公务接待费"
VEHICLES = "公务用车运行维护费"


@dataclass(frozen=True, slots=True)
class Unit:
    """A budget unit of one department: its printed name, form, running subject and headcount."""

    name: str
    form: Form
    run: str
    staff: int


@dataclass(frozen=True, slots=True)
class BasicItem:
    """One item of basic expenditure (基本支出); always general public money."""

    unit: Unit
    code: str
    group: str
    economic: str
    government: str
    amount: Decimal
    timing: Timing = "current"

    @property
    def public_use(self) -> bool:
        """公用经费, else 人员经费."""
        return self.group == GOODS


@dataclass(frozen=True, slots=True)
class ProjectItem:
    """One project row: its amount, whole, of one fund."""

    unit: str
    name: str
    code: str
    fund: Fund
    amount: Decimal
    timing: Timing


@dataclass(frozen=True)
class Books:
    """A department's year. `sums` maps (subject code or "", measure) to an amount; see `_measures` for the measures."""

    year: int
    basic: tuple[BasicItem, ...]
    projects: tuple[ProjectItem, ...]
    sums: Mapping[tuple[str, str], Decimal] = field(repr=False)

    def sum(self, code: str, measure: str) -> Decimal:
        """The sum of a measure under a class, section or item; of everything under ""."""
        return self.sums.get((code, measure), ZERO)

    def codes(self, measure: str) -> list[str]:
        """All subject codes, at all three levels, that have money of that measure, in order."""
        return sorted(code for (code, named), amount in self.sums.items() if code and named == measure and amount)

    def basic_sum(
        self, *, public_use: bool | None = None, unit: str | None = None, economic: str | None = None
    ) -> Decimal:
        """This year's basic expenditure of a kind, a unit or an economic subject."""
        return sum(
            (
                item.amount
                for item in self.basic
                if item.timing == "current"
                and public_use in (None, item.public_use)
                and unit in (None, item.unit.name)
                and economic in (None, item.economic)
            ),
            ZERO,
        )

    def operating(self) -> dict[str, Decimal]:
        """机关运行经费 of each administrative unit."""
        found: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for item in self.basic:
            if item.public_use and item.timing == "current" and item.unit.form == "admin":
                found[item.unit.name] += item.amount
        return dict(found)


def _measures(expenditure: str, fund: Fund, timing: Timing) -> list[str]:
    """The measures that an item counts in.

    current, carryover: by timing (and by fund, `current:general_public`); all: both timings (and by expenditure,
    `all:basic`); fiscal: both timings of the three fiscal funds (and by fund); FUND: this year's (and `FUND:project`).
    """
    found = [timing, f"{timing}:{fund}", "all", f"all:{expenditure}"]
    if fund in FISCAL_FUNDS:
        found += ["fiscal", f"fiscal:{fund}", f"fiscal-{timing}"]
    if timing == "current":
        found += [fund, f"{fund}:{expenditure}"]
    return found


def keep(year: int, basic: Iterable[BasicItem], projects: Iterable[ProjectItem]) -> Books:
    """The books of a year, summed over every level of the subjects."""
    basic, projects = tuple(basic), tuple(projects)
    sums: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    entries: list[tuple[str, str, Fund, Timing, Decimal]] = [
        (item.code, "basic", "general_public", item.timing, item.amount) for item in basic
    ]
    entries += [(item.code, "project", item.fund, item.timing, item.amount) for item in projects]
    for code, expenditure, fund, timing, amount in entries:
        for measure in _measures(expenditure, fund, timing):
            for level in ("", code[:3], code[:5], code):
                sums[level, measure] += amount
    return Books(year, basic, projects, dict(sums))


def money(rng: Random, low: float, high: float) -> Decimal:
    """An amount of ten thousand yuan in that range: often round, else to the cent."""
    value = rng.uniform(low, high)
    if rng.random() < 0.45:
        return Decimal(max(1, round(value))).quantize(CENT)
    return Decimal(str(value)).quantize(CENT)


def share(rng: Random, amount: Decimal, low: float, high: float) -> Decimal:
    """A part of an amount, to the cent and never nothing."""
    return max(CENT, (amount * Decimal(str(rng.uniform(low, high)))).quantize(CENT))


def _per_head(rng: Random, staff: int, rate: float) -> Decimal:
    return Decimal(str(staff * rate * rng.uniform(0.85, 1.15))).quantize(CENT)


def basic_items(rng: Random, unit: Unit, *, pay: bool, vehicles: int, reception: bool) -> list[BasicItem]:
    """What a unit needs to run for a year: pay, goods and services, support of retired and bereaved."""
    admin, staff = unit.form == "admin", unit.staff
    usual = Random(unit.name)  # which subjects a unit uses is its habit, the same every year
    items = [
        BasicItem(unit, code or unit.run, WAGES, economic, government, _per_head(rng, staff, rate))
        for economic, government, code, rate in (_ADMIN_PAY if admin else _PUBLIC_PAY)
        if pay and (economic not in _RARE_PAY or usual.random() < 0.3)
    ]
    goods = _ADMIN_GOODS if admin else tuple((economic, GOODS, rate) for economic, rate in _PUBLIC_GOODS)
    items += [
        BasicItem(unit, unit.run, GOODS, economic, government, _per_head(rng, staff, rate))
        for economic, government, rate in (goods[0], *(entry for entry in goods[1:] if usual.random() < 0.3))
    ]
    if reception:
        items.append(BasicItem(unit, unit.run, GOODS, RECEPTION, RECEPTION, money(rng, 0.3, 2.5)))
    if vehicles:
        items.append(BasicItem(unit, unit.run, GOODS, VEHICLES, VEHICLES, _per_head(rng, vehicles, 2.4)))
    if pay and usual.random() < 0.6:
        retired = "2080501" if admin else "2080502"
        items.append(BasicItem(unit, retired, FAMILY, "退休费", "离退休费", _per_head(rng, staff, 0.3)))
    if pay and usual.random() < 0.4:
        items.append(BasicItem(unit, unit.run, FAMILY, "生活补助", "社会福利和救助", _per_head(rng, staff, 0.04)))
    return items
