"""Finds the project row that each target sheet belongs to: by name, then by unit and amount, then by likeness.

A sheet's amounts and rows are rounded differently (元 against 万元); half a unit of the row's last digit is no
difference. Each allocation is covered by one sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from rapidfuzz import fuzz

from loaders.projects import Register
from loaders.records import Allocation
from loaders.sheets import Sheet
from loaders.tables import factor
from loaders.words import fold

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
            return amount.value * factor(sheet.unit or "元")
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
    fitting = [u for u in ("元", "万元") if any(abs(totals[0] * factor(u) - amount) <= ROUNDING for amount in amounts)]
    return fitting[0] if len(fitting) == 1 else None


def same_unit(a: str | None, b: str | None) -> bool:
    """Whether two printed names are one unit: 中共 is 中国共产党, and OCR may have lost a sign."""
    if not a or not b:
        return False
    x, y = (fold(name).replace("中国共产党", "中共") for name in (a, b))
    return x == y or fuzz.ratio(x, y) >= 88


def _fold_name(name: str) -> str:
    return fold(name).translate(str.maketrans("級項費經業務開發類貧補貼", "级项费经业务开发类贫补贴"))


def link_sheets(sheets: list[Sheet], register: Register) -> list[Link]:
    """The link of each sheet, in order. Sheets without a row get a link without a project."""
    links = [Link() for _ in sheets]
    covered: set[int] = set()
    rows = _rows(register.allocations)
    names = [_fold_name(project.name) for project in register.projects]

    def amounts(project: int) -> list[tuple[list[int], Decimal]]:
        return [(positions, total) for positions, total in rows.get(project, []) if not covered & set(positions)]

    def take(number: int, project: int, how: str, positions: list[int]) -> None:
        links[number] = Link(project, how, positions)
        covered.update(positions)

    # by name, with the amount of one of its rows
    for exact_unit in (True, False):
        for number, sheet in enumerate(sheets):
            if links[number].project is not None:
                continue
            total = annual_yuan(sheet)
            for project, name in enumerate(names):
                if name != _fold_name(sheet.name) or (
                    exact_unit and not same_unit(sheet.fields.get("unit"), register.projects[project].unit)
                ):
                    continue
                fitting = [
                    positions
                    for positions, amount in amounts(project)
                    if total is not None and abs(amount - total) <= ROUNDING
                ]
                if fitting:
                    take(number, project, "name", fitting[0])
                    break
    # by name and unit, whatever the amount; by name alone where only one project bears it
    for number, sheet in enumerate(sheets):
        if links[number].project is not None:
            continue
        bearing = [p for p, name in enumerate(names) if name == _fold_name(sheet.name)]
        at_home = [p for p in bearing if same_unit(sheet.fields.get("unit"), register.projects[p].unit)]
        if at_home or (len(bearing) == 1 and not sheet.fields.get("unit")):
            project = (at_home or bearing)[0]
            free = amounts(project)
            take(number, project, "name", free[0][0] if len(free) == 1 else [])
    _by_amount(sheets, links, register, amounts, take, names)
    _by_likeness(sheets, links, register, amounts, take, names)
    return links


def _rows(allocations: list[Allocation]) -> dict[int, list[tuple[list[int], Decimal]]]:
    """Project -> its printed rows of this year's money: the positions of the row's allocations, and their sum."""
    rows: dict[int, dict[int | None, list[int]]] = {}
    for position, allocation in enumerate(allocations):
        if allocation.timing == "current":
            rows.setdefault(allocation.project, {}).setdefault(allocation.at.line or allocation.at.page, []).append(
                position
            )
    return {
        project: [
            (positions, sum((allocations[p].amount_yuan for p in positions), Decimal(0)))
            for positions in by_line.values()
        ]
        for project, by_line in rows.items()
    }


def _by_amount(sheets: list[Sheet], links: list[Link], register: Register, amounts, take, names: list[str]) -> None:  # type: ignore[no-untyped-def]
    taken = {link.project for link in links if link.project is not None}
    for number, sheet in enumerate(sheets):
        total = annual_yuan(sheet)
        if links[number].project is not None or not total:
            continue
        found = [
            (project, positions)
            for project in range(len(register.projects))
            if project not in taken
            for positions, amount in amounts(project)
            if abs(amount - total) <= ROUNDING
            and (same_unit(sheet.fields.get("unit"), register.projects[project].unit) or not sheet.fields.get("unit"))
        ]
        best = _closest(sheet, found, names)
        if best is not None:
            take(number, best[0], "unit-and-amount", best[1])
            taken.add(best[0])


def _closest(sheet: Sheet, found: list[tuple[int, list[int]]], names: list[str]) -> tuple[int, list[int]] | None:
    """The only candidate, or the one whose name is clearly nearest."""
    if len(found) <= 1:
        return found[0] if found else None
    name = _fold_name(sheet.name)
    ranked = sorted(found, key=lambda f: (-fuzz.ratio(name, names[f[0]]), f[0]))
    first, second = (fuzz.ratio(name, names[f[0]]) for f in ranked[:2])
    return ranked[0] if first >= 40 and first - second >= 10 else None


def _by_likeness(sheets: list[Sheet], links: list[Link], register: Register, amounts, take, names: list[str]) -> None:  # type: ignore[no-untyped-def]
    taken = {link.project for link in links if link.project is not None}
    for number, sheet in enumerate(sheets):
        if links[number].project is not None or not sheet.name:
            continue
        name = _fold_name(sheet.name)
        total = annual_yuan(sheet)
        scored = []
        for project, other in enumerate(names):
            fits = any(total is not None and abs(amount - total) <= ROUNDING for _, amount in amounts(project))
            score = fuzz.ratio(name, other) + (20 if fits else 0)
            score += 10 if same_unit(sheet.fields.get("unit"), register.projects[project].unit) else 0
            if project not in taken or fits:
                scored.append((score, project, fits))
        scored.sort(key=lambda s: (-s[0], s[1]))
        if scored and scored[0][0] >= 80 and (len(scored) == 1 or scored[0][0] - scored[1][0] >= 8):
            project = scored[0][1]
            fitting = [
                positions
                for positions, amount in amounts(project)
                if total is not None and abs(amount - total) <= ROUNDING
            ]
            take(number, project, "likeness", fitting[0] if fitting else [])
            taken.add(project)
