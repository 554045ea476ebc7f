"""The amounts of a distribution table: whose, of which level, given when, and which of them make up what is given.

Puts together what a table's heading says (`table`), what its rows say (`lines`), and what adds up in it (`columns`,
`rows`). A sum that fails, a number that cannot be read or placed is a finding; no amount is changed.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from loaders.money import factor, usual
from loaders.notices.columns import column_sums, promote, set_phases
from loaders.notices.found import Money, Read, Terms
from loaders.notices.lines import Line, blocks_of, lines_of, row_code, row_level
from loaders.notices.rows import place_under, row_sums
from loaders.notices.sums import add
from loaders.notices.table import Column, Grid
from loaders.records import Finding
from loaders.words import amount, squeeze
from ontology import vocabulary


def read_table(grid: Grid, terms: Terms) -> Read:
    """The amounts of a table; none where it has no column of money, or nobody and nothing that gets any."""
    found = Read(grid)
    named = [*grid.of("recipient"), *grid.of("project")]
    if not grid.body or not named or not grid.amounts():
        return found
    promote(grid)
    blocks = blocks_of(grid)
    lines = [line for block in blocks for line in lines_of(grid, block, found)]
    if not lines:
        return found
    if len({len(line.values) for line in lines}) != 1:
        found.unread += [row.at for row in grid.body]
        return found
    columns = lines[0].columns
    parts, of_which = column_sums(grid, columns, lines, found)
    set_phases(columns, parts, terms)
    base = [
        index
        for index, column in enumerate(columns)
        if index not in parts and index not in of_which and column.phase == "this-time"
    ]
    unit = _unit(grid, columns, lines, terms, found, base)
    rows, kinds = row_sums(lines, terms, unit, base, found)
    place_under(lines, rows, kinds)
    leaves = rows.leaves()
    for number, line in enumerate(lines):
        for index, column in enumerate(line.columns):
            value = line.values[index]
            if value is None:
                continue
            kind = kinds[number]
            if kind == "leaf":
                kind = "subtotal" if index in parts else "of-which" if index in of_which else "leaf"
            found.money.append(_money(line, column, value, number, kind, unit, terms, number in leaves, grid))
    _use(grid, lines, found)
    _check_heading(grid, found)
    return found


def _money(
    line: Line,
    column: Column,
    value: Decimal,
    number: int,
    kind: str,
    unit: str,
    terms: Terms,
    is_leaf: bool,
    grid: Grid,
) -> Money:
    phase = column.phase or "this-time"
    own = column.unit or unit
    code = column.code or row_code(line, grid, "subject") or terms.code
    return Money(
        at=line.row.place(column.index),
        column=column.index,
        row=number,
        recipient=line.recipient,
        within=line.within,
        project=line.project,
        item=column.item,
        level=column.level or row_level(line, grid) or level_of_title(terms.title),
        phase=phase,
        action=column.action or terms.action,
        code=code,
        gov_code=column.gov_code
        or row_code(line, grid, "government")
        or (terms.government.get(code) if code else None)
        or terms.gov_code,
        fund=terms.fund,
        value=value * factor(own),
        text=line.texts[column.index],
        unit=own,
        kind=kind,
        counted=kind == "leaf" and is_leaf and phase == "this-time",
    )


@cache
def level_of_title(title: str) -> str | None:
    """The level of government whose money a title names; None where it names none, or two."""
    found = {
        level
        for level in ("central", "provincial", "city", "county")
        for word in vocabulary.load("notices")["levels_in_title"][level]
        for after in vocabulary.load("notices")["after_level"]["words"]
        if f"{word}{after}" in squeeze(title)
    }
    return found.pop() if len(found) == 1 else None


def _unit(grid: Grid, columns: list[Column], lines: list[Line], terms: Terms, found: Read, base: list[int]) -> str:
    """The money unit of the table; where it prints none, the one that makes the sum which the text gives."""
    amounts = [column for column in columns if column.role == "amount"]
    if grid.unit:
        return grid.unit
    if all(column.unit for column in amounts):
        return amounts[0].unit or usual("tables")
    units = {column.unit for column in amounts if column.unit}
    if len(units) == 1:
        return str(next(iter(units)))
    if terms.stated:
        for unit in vocabulary.load("tables")["units"]:
            wanted = terms.stated / factor(unit)
            if any(add(line.values[index] for index in base) == wanted for line in lines) or (
                add(line.values[index] for line in lines for index in base) == wanted
            ):
                message = f"the table prints no money unit; read as {unit}, which makes the sum that the text gives"
                found.findings.append(Finding("unit-unprinted", "note", (grid.rows[0].at,), message))
                return str(unit)
    unit = usual("tables")
    message = f"the table prints no money unit; read as {unit}, as such tables usually are"
    found.findings.append(Finding("unit-unprinted", "warning", (grid.rows[0].at,), message))
    return unit


def _use(grid: Grid, lines: list[Line], found: Read) -> None:
    """The rows that gave amounts are read, and so is the heading."""
    found.used += [row.at for row in grid.heading]
    for line in lines:
        found.used.append(line.row.at)


def _check_heading(grid: Grid, found: Read) -> None:
    """Numbers in columns that no word explains are said, once a column."""
    for column in grid.columns:
        if column.role is not None:
            continue
        cells = [
            row for row in grid.body if column.index < len(row.cells) and amount(row.cells[column.index]) is not None
        ]
        if cells:
            name = "/".join(column.path) or f"column {column.index + 1}"
            message = f"{name} holds numbers, and its heading does not say of what"
            place = cells[0].place(column.index)
            found.findings.append(Finding("unplaced-number", "warning", (place,), message))
