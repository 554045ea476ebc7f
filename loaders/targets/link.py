"""Finds the project row that each target sheet belongs to: by name, then by unit and amount, then by likeness.

A sheet's amounts and rows are rounded differently (元 against 万元); half a unit of the row's last digit is no
difference. Each allocation is covered by one sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from rapidfuzz import fuzz

from loaders.money import factor, usual
from loaders.records import Allocation
from loaders.tables.projects import Register
from loaders.targets.sheet_records import Sheet
from loaders.words import fold
from ontology import vocabulary

ROUNDING = Decimal(51)  # yuan: half of 0.01 万元, and one for the sheet's own rounding


@dataclass(slots=True)
class Link:
    """A sheet's project, how it was found, and the allocations that the sheet covers."""

    project: int | None = None
    matched_by: str | None = None
    allocations: list[int] = field(default_factory=list)


def annual_yuan(sheet: Sheet) -> Decimal | None:
    """The sheet's total for the year in yuan; None where it prints none."""
    for amount in sheet.amounts:
        if amount.horizon == "annual" and amount.total:
            return amount.value * factor(sheet.unit or usual("sheets"))
    return None


def unit_by_row(sheet: Sheet, register: Register) -> str | None:
    """The money unit of a sheet that prints none: the one in which its total is the row of the project of its name."""
    totals = [a.value for a in sheet.amounts if a.horizon == "annual" and a.total]
    if not totals or not totals[0]:
        return None
    rows = _rows(register.allocations)
    amounts = [
        amount
        for number, project in enumerate(register.projects)
        if _fold_name(project.name) == _fold_name(sheet.name) or same_unit(sheet.fields.get("unit"), project.unit)
        for _, amount in rows.get(number, [])
    ]
    units = vocabulary.load("tables")["units"]
    fitting = [u for u in units if any(abs(totals[0] * factor(u) - amount) <= ROUNDING for amount in amounts)]
    return fitting[0] if len(fitting) == 1 else None


def same_unit(a: str | None, b: str | None) -> bool:
    """Whether two printed names are one unit: 中共 is 中国共产党, and OCR may have lost a sign."""
    if not a or not b:
        return False
    x, y = _short(a), _short(b)
    return x == y or fuzz.ratio(x, y) >= 88


def _short(name: str) -> str:
    """A body's name folded, its long forms short."""
    folded = fold(name)
    for long, short in vocabulary.load("organizations")["short"].items():
        folded = folded.replace(fold(long), fold(short))
    return folded


def _fold_name(name: str) -> str:
    return fold(name).translate(str.maketrans("級項費經業務開發類貧補貼", "级项费经业务开发类贫补贴"))


def link_sheets(sheets: list[Sheet], register: Register) -> list[Link]:
    """The link of each sheet, in order. Sheets without a row get a link without a project."""
    linker = _Linker(sheets, register)
    linker.by_name()
    linker.by_amount()
    linker.by_likeness()
    return linker.links


Printed = tuple[list[int], Decimal]  # one printed row of a project: the positions of its allocations, and their sum


def _rows(allocations: list[Allocation]) -> dict[int, list[Printed]]:
    """Project -> its printed rows of this year's money."""
    rows: dict[int, dict[tuple[int, int, int], list[int]]] = {}
    for position, allocation in enumerate(allocations):
        if allocation.timing == "current":
            line = allocation.at.order
            rows.setdefault(allocation.project, {}).setdefault(line, []).append(position)
    return {
        project: [(p, sum((allocations[i].amount_yuan for i in p), Decimal(0))) for p in by_line.values()]
        for project, by_line in rows.items()
    }


class _Linker:
    """The state of linking: what is linked, and which allocations are covered."""

    def __init__(self, sheets: list[Sheet], register: Register) -> None:
        self.sheets = sheets
        self.projects = register.projects
        self.links = [Link() for _ in sheets]
        self.covered: set[int] = set()
        self.rows = _rows(register.allocations)
        self.names = [_fold_name(project.name) for project in register.projects]
        self.taken: set[int] = set()

    def open(self) -> list[tuple[int, Sheet]]:
        """The sheets that are not linked yet."""
        return [(n, sheet) for n, sheet in enumerate(self.sheets) if self.links[n].project is None]

    def free(self, project: int) -> list[Printed]:
        """The rows of a project that no sheet covers yet."""
        return [row for row in self.rows.get(project, []) if not self.covered & set(row[0])]

    def fitting(self, sheet: Sheet, project: int) -> list[list[int]]:
        """The free rows of a project that print the sheet's amount."""
        total = annual_yuan(sheet)
        if total is None:
            return []
        return [positions for positions, amount in self.free(project) if abs(amount - total) <= ROUNDING]

    def at_home(self, sheet: Sheet, project: int) -> bool:
        """Whether the sheet's unit owns the project."""
        return same_unit(sheet.fields.get("unit"), self.projects[project].unit)

    def take(self, number: int, project: int, how: str, positions: list[int]) -> None:
        """Links a sheet."""
        self.links[number] = Link(project, how, positions)
        self.covered.update(positions)
        self.taken.add(project)

    def by_name(self) -> None:
        """By name: with the amount and the unit, with the amount, with the unit, alone where one project bears it."""
        for home_only in (True, False):
            for number, sheet in self.open():
                bearing = [p for p, name in enumerate(self.names) if name == _fold_name(sheet.name)]
                for project in bearing:
                    fitting = self.fitting(sheet, project)
                    if fitting and (self.at_home(sheet, project) or not home_only):
                        self.take(number, project, "name", fitting[0])
                        break
        for number, sheet in self.open():
            bearing = [p for p, name in enumerate(self.names) if name == _fold_name(sheet.name)]
            home = [p for p in bearing if self.at_home(sheet, p)]
            if home or (len(bearing) == 1 and not sheet.fields.get("unit")):
                project = (home or bearing)[0]
                free = self.free(project)
                self.take(number, project, "name", free[0][0] if len(free) == 1 else [])

    def by_amount(self) -> None:
        """By unit and amount, where one project fits or one of them bears a clearly nearer name."""
        for number, sheet in self.open():
            if not annual_yuan(sheet):
                continue
            found = [
                (project, positions)
                for project in range(len(self.projects))
                if project not in self.taken and (self.at_home(sheet, project) or not sheet.fields.get("unit"))
                for positions in self.fitting(sheet, project)
            ]
            name = _fold_name(sheet.name)
            found.sort(key=lambda f: (-fuzz.ratio(name, self.names[f[0]]), f[0]))
            scores = [fuzz.ratio(name, self.names[project]) for project, _ in found[:2]]
            if len(found) == 1 or (len(found) > 1 and scores[0] >= 40 and scores[0] - scores[1] >= 10):
                self.take(number, found[0][0], "unit-and-amount", found[0][1])

    def by_likeness(self) -> None:
        """By likeness of names, helped by unit and amount; only where one project is clearly nearest."""
        for number, sheet in self.open():
            name = _fold_name(sheet.name)
            scored = []
            for project, other in enumerate(self.names):
                fits = bool(self.fitting(sheet, project))
                score = fuzz.ratio(name, other) + 20 * fits + 10 * self.at_home(sheet, project)
                if project not in self.taken or fits:
                    scored.append((-score, project))
            scored.sort()
            clear = len(scored) == 1 or (len(scored) > 1 and scored[1][0] - scored[0][0] >= 8)
            if name and scored and -scored[0][0] >= 80 and clear:
                project = scored[0][1]
                fitting = self.fitting(sheet, project)
                self.take(number, project, "likeness", fitting[0] if fitting else [])
