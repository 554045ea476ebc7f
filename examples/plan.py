"""What a department does in each year: its projects, on which documents they rest, and the books that follow.

Whatever is one project over the years keeps its name and rests on the same documents in all of them. Knows nothing of
how it is written down.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Literal

from examples import books
from examples.books import BasicItem, Books, ProjectItem, Timing, Unit
from examples.catalogue import DepartmentSpec, ProjectSpec, notices, projects, rules
from examples.county import World
from examples.policies import (
    Citation,
    Policy,
    Style,
    city_notice,
    pick_brackets,
    printed_number,
    province_notice,
    rule,
)

Level = Literal["central", "provincial", "county", "self"]
BASIS, MEASURES, OVERVIEW, NECESSITY = "立项依据", "保证措施", "项目概况", "设立必要性"
PLAN, GOAL, INDICATOR, NAME = "实施计划", "总体目标", "指标", "project_name"
_STYLES: tuple[Style, ...] = ("title-number", "number-title", "plain-title-number", "number", "title")
_STYLE_WEIGHTS = (42, 17, 10, 22, 9)


@dataclass(frozen=True, slots=True)
class Project:
    """One project row of one year, with what its target sheet says.

    `before` and `after` are the name around the number that stands in it (`named`), if one does.
    `amount` is in ten thousand yuan; `sheet` tells whether a target sheet is published.
    """

    spec: ProjectSpec
    unit: str
    code: str
    before: str
    named: Citation | None
    after: str
    amount: Decimal
    level: Level
    timing: Timing
    citations: tuple[Citation, ...]
    sheet: bool

    @property
    def name(self) -> str:
        """The name as the tables print it."""
        number = printed_number(self.named.policy, self.named.brackets) if self.named else ""
        return f"{self.before}{number}{self.after}"

    def cited(self, role: str) -> tuple[Citation, ...]:
        """The citations at one place of the sheet."""
        return tuple(citation for citation in self.citations if citation.role == role)


@dataclass(frozen=True)
class DepartmentYear:
    """A department in one year: units (its own first), projects, books, and last year's books to compare with."""

    world: World
    spec: DepartmentSpec
    name: str
    year: int
    units: tuple[Unit, ...]
    projects: tuple[Project, ...]
    books: Books
    previous: Books
    vehicles: int

    def rows(self, timing: Timing) -> list[Project]:
        """The project rows of one of the two project tables, unit by unit."""
        return [p for unit in self.units for p in self.projects if p.timing == timing and p.unit == unit.name]


def _cite_rules(rng: Random, world: World, spec: ProjectSpec, chance: float) -> list[Citation]:
    """Where a project cites the documents that it rests on."""
    found: list[Citation] = []
    if not spec.cites or rng.random() > chance:
        return found
    kept = spec.cites if rng.random() < 0.6 else spec.cites[:1]
    for key in kept:
        policy, brackets = rule(world, rules()[key]), pick_brackets(rng)
        style = rng.choices(_STYLES, _STYLE_WEIGHTS)[0]
        if style in ("title", "plain-title-number") and ("〈" in policy.title or policy.kind == "minutes"):
            style = "title-number"
        found.append(Citation(policy, BASIS, style, brackets))
        for role, share in ((MEASURES, 0.33), (OVERVIEW, 0.1), (NECESSITY, 0.05), (PLAN, 0.05), (GOAL, 0.07)):
            if rng.random() < share:
                found.append(Citation(policy, role, style if rng.random() < 0.5 else "title-number", brackets))
        if rng.random() < 0.03:
            found.append(Citation(policy, INDICATOR, "number", brackets))
    return found


def _cite_notice(
    rng: Random, city: Policy, province: Policy, brackets: str, *, named: bool, chain: bool
) -> list[Citation]:
    """Where a project cites the notices that give its money; each is named with its title at least once."""
    found: list[Citation] = []
    if chain or not named or rng.random() < 0.6:
        styles: tuple[Style, ...] = ("passing-on", "title-number", "number-title", "plain-title-number")
        style = "passing-on" if chain else rng.choices(styles, (40, 30, 15, 15))[0]
        found.append(Citation(city, BASIS, style, brackets))
        if style != "passing-on" and rng.random() < 0.5:
            found.append(Citation(province, BASIS, "title-number", brackets))
    for role, share in ((MEASURES, 0.35), (OVERVIEW, 0.12), (PLAN, 0.06), (GOAL, 0.08)):
        if rng.random() < share:
            found.append(Citation(city, role, rng.choice(("number", "title-number")), brackets))
    return found


def _project(seed: str, world: World, department: DepartmentSpec, spec: ProjectSpec, year: int) -> Project:
    """A project in the first year of its money."""
    lasting = Random(f"{seed}/{spec.name}")
    yearly = Random(f"{seed}/{spec.name}/{year}")
    units = [world.fill(unit.name) for unit in department.units]
    base = books.money(lasting, spec.low, spec.high)
    amount = base if yearly.random() < 0.35 else books.share(yearly, base, 0.8, 1.25)
    before, named, after = spec.name, None, ""
    level: Level = "county"
    citations: list[Citation] = []
    brackets = pick_brackets(lasting)
    if spec.notice:
        level = "provincial"
        notice = notices()[spec.notice]
        city, province = city_notice(world, notice, year), province_notice(world, notice, year)
        # One project is sure to show the whole chain: province, city, number in the name.
        model = (spec.notice, department.key) == ("grassroots", "civil")
        shape = 0 if model else lasting.randrange(5)
        before, after = (
            (f"提前下达{year}年{spec.name}（", "）"),
            (f"{year}年{spec.name}（", "）"),
            (f"{year}年{spec.name}", ""),
            ("", f"{year}年{spec.name}"),
            (f"{spec.name}（", "）"),
        )[shape]
        named = None if shape == 2 else Citation(city, NAME, "number", brackets)
        citations += _cite_notice(lasting, city, province, brackets, named=named is not None, chain=model)
        citations += _cite_rules(lasting, world, spec, 0.6)
    else:
        citations += _cite_rules(lasting, world, spec, 0.92)
    if spec.fund in ("special_account", "unit_funds"):
        level = "self"
    # Much of what has a subject of its own is paid from general project money all the same.
    general = spec.fund == "general_public" and not spec.notice and lasting.random() < 0.55
    code = department.manage if spec.code == "M" or general else spec.code
    return Project(
        spec=spec,
        unit=units[spec.unit],
        code=code,
        before=before,
        named=named,
        after=after,
        amount=amount,
        level=level,
        timing="current",
        citations=tuple(citations),
        sheet=True,
    )


def _ordered(seed: str, department: DepartmentSpec) -> list[ProjectSpec]:
    """All projects of a department, the sure ones first: notices, other funds, then two own to one common."""
    rng = Random(f"{seed}/order")
    pool = projects(department.key)
    first = [p for p in pool if p.notice] + [p for p in pool if not p.notice and p.fund != "general_public"]
    rest = [p for p in pool if p not in first]
    own = [p for p in rest if p.code != "M"]
    common = [p for p in rest if p.code == "M"]
    rng.shuffle(own)
    rng.shuffle(common)
    mixed: list[ProjectSpec] = []
    while own or common:
        mixed += own[:2] + common[:1]
        own, common = own[2:], common[1:]
    return first + mixed


def _current(seed: str, world: World, department: DepartmentSpec, year: int, rows: int) -> list[Project]:
    """This year's projects; the first has two rows of one name, the centre's money and the province's."""
    rng = Random(f"{seed}/choice/{year}")
    order = _ordered(seed, department)
    chosen = order[: rows + 1]
    droppable = [p for p in chosen if not p.notice and p.fund == "general_public"]
    for spec in rng.sample(droppable, min(len(droppable), len(chosen) - (rows - 1))):
        chosen.remove(spec)
    found = [_project(seed, world, department, spec, year) for spec in chosen]
    first = found[0]
    if first.spec.notice:
        central = books.share(rng, first.amount, 0.3, 0.75)
        if central == first.amount:
            central += books.CENT
        found.insert(0, replace(first, amount=central, level="central"))
    return found


def _carried(seed: str, year: int, last: Sequence[Project]) -> Iterator[Project]:
    """Money of last year's projects kept for this one; a name that has a year or a number in it stays."""
    rng = Random(f"{seed}/carried/{year}")
    once = [p for p in last if p.level != "central" and p.spec.fund in ("general_public", "gov_fund")]
    gifts = [p for p in once if p.spec.notice]
    others = [p for p in once if not p.spec.notice]
    count = 1 + len(last) // 8
    for project in gifts[:1] + rng.sample(others, min(len(others), count)):
        same = project.spec.notice is not None
        yield replace(
            project,
            before=project.before if same else f"{year - 1}年{project.before}",
            amount=books.share(rng, project.amount, 0.08, 0.6),
            timing="carryover",
            citations=project.citations if same else (),
            sheet=same,
        )


def _books(seed: str, year: int, units: Sequence[Unit], department: DepartmentSpec, found: Sequence[Project]) -> Books:
    rng = Random(f"{seed}/basic/{year}")
    vehicles = _vehicles(seed, department)
    basic: list[BasicItem] = []
    for place, unit in enumerate(units):
        own = place == 0
        basic += books.basic_items(
            rng,
            unit,
            pay=department.pay,
            vehicles=vehicles if own else 0,
            reception=own and department.three_public,
        )
    if any(p.timing == "carryover" for p in found) and rng.random() < 0.3:
        kept = books.money(rng, 0.5, 6)
        basic.append(BasicItem(units[0], units[0].run, books.GOODS, "差旅费", "办公经费", kept, "carryover"))
    items = [ProjectItem(p.unit, p.name, p.code, p.spec.fund, p.amount, p.timing) for p in found]
    return books.keep(year, basic, items)


def _vehicles(seed: str, department: DepartmentSpec) -> int:
    return Random(f"{seed}/vehicles").randint(1, 5) if department.three_public else 0


def plan(
    seed: int, world: World, department: DepartmentSpec, years: Sequence[int], rows: int
) -> Iterator[DepartmentYear]:
    """The department in each of the years, in order; `rows` is the number of current project rows.

    Years between and the one before the first are planned too, so that each has something to compare with and to
    carry over.
    """
    own = f"{seed}/{world.index}/{department.key}"
    rng = Random(f"{own}/staff")
    units = tuple(
        Unit(world.fill(unit.name), unit.form, unit.run, max(3, unit.staff + rng.randint(-3, 3)))
        for unit in department.units
    )
    name, vehicles = world.fill(department.name), _vehicles(own, department)
    first, end = min(years), max(years)
    last = _current(own, world, department, first - 1, rows)
    previous = _books(own, first - 1, units, department, last)
    for year in range(first, end + 1):
        current = _current(own, world, department, year, rows)
        carried = list(_carried(own, year, last)) if department.carryover else []
        kept = _books(own, year, units, department, current + carried)
        if year in years:
            found = (*current, *carried)
            yield DepartmentYear(world, department, name, year, units, found, kept, previous, vehicles)
        last, previous = current, kept
