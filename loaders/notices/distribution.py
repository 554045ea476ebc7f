"""The amounts of a distribution table: whose, of which level, given when, and which of them make up what is given.

Puts together what a table's heading says (`loaders.notices.table`) and what adds up in it (`loaders.notices.sums`).
A sum that fails, a number that cannot be read or placed is a finding; no amount is changed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from loaders.document import Row
from loaders.money import factor, usual
from loaders.notices.sums import Cell, Rows, add, hierarchy, holds
from loaders.notices.table import Column, Grid, filled, label, level_of
from loaders.records import Finding, Place
from loaders.words import amount, nothing, squeeze, tidy
from ontology import vocabulary

_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d{1,3}[.、．])\s*")
_CODE = re.compile(r"\d{3}(?:\d{2}){0,3}(?!\d)")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the notice says of all its money. `code` is the one subject that it names, where it names one.

    `government` gives for a function code the government's economic one that the text books the same money under.
    """

    action: str
    title: str
    year: int
    stated: Decimal | None
    stated_at: Place | None
    fund: str | None
    code: str | None
    gov_code: str | None
    government: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Money:
    """One amount of a table, in yuan."""

    at: Place
    column: int
    row: int
    recipient: str | None
    within: str | None
    project: str | None
    item: str | None
    level: str | None
    phase: str
    action: str
    code: str | None
    gov_code: str | None
    fund: str | None
    value: Decimal
    text: str
    unit: str
    kind: str
    counted: bool


@dataclass(slots=True)
class Read:
    """A table as read: its amounts, and what became of its lines."""

    grid: Grid
    money: list[Money] = field(default_factory=list)
    used: list[Place] = field(default_factory=list)
    unread: list[Place] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def given(self) -> Decimal:
        """The sum of what is given this time."""
        return add(money.value for money in self.money if money.counted)

    def at(self) -> Place:
        """Where the table begins."""
        return self.grid.rows[0].at


@dataclass(slots=True)
class _Line:
    """One recipient's row, or one half of a row where a table stands twice side by side."""

    row: Row
    columns: list[Column]
    recipient: str | None
    within: str | None
    project: str | None
    values: list[Cell]
    texts: dict[int, str]
    part: bool = False  # 其中：大连市: a part of the row above it


def read_table(grid: Grid, terms: Terms) -> Read:
    """The amounts of a table; none where it has no column of money, or nobody and nothing that gets any."""
    found = Read(grid)
    named = [*grid.of("recipient"), *grid.of("project")]
    if not grid.body or not named or not grid.amounts():
        return found
    blocks = _blocks(grid)
    lines = [line for block in blocks for line in _lines(grid, block, found)]
    if not lines:
        return found
    if len({len(line.values) for line in lines}) != 1:
        found.unread += [row.at for row in grid.body]
        return found
    columns = lines[0].columns
    parts, of_which = _column_sums(grid, columns, lines, found)
    _phases(columns, parts, terms)
    base = [
        index
        for index, column in enumerate(columns)
        if index not in parts and index not in of_which and column.phase == "this-time"
    ]
    unit = _unit(grid, columns, lines, terms, found, base)
    rows, kinds = _row_sums(lines, terms, unit, base, found)
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
    line: _Line,
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
    code = column.code or _row_code(line, grid, "subject") or terms.code
    return Money(
        at=line.row.place(column.index),
        column=column.index,
        row=number,
        recipient=line.recipient,
        within=line.within,
        project=line.project,
        item=column.item,
        level=column.level or _row_level(line, grid) or level_of_title(terms.title),
        phase=phase,
        action=column.action or terms.action,
        code=code,
        gov_code=column.gov_code
        or _row_code(line, grid, "government")
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


# columns


def _blocks(grid: Grid) -> list[list[Column]]:
    """The halves of a table that prints its columns twice side by side; else the one block that it is."""
    first = [column.index for column in grid.of("recipient")] or [column.index for column in grid.of("project")]
    amounts = [column.index for column in grid.amounts()]
    starts = [index for index in first if any(amount_ < index for amount_ in amounts)]
    if not starts:
        return [grid.columns]
    cuts = [0, *starts, len(grid.columns)]
    blocks = [grid.columns[a:b] for a, b in itertools.pairwise(cuts)]
    shapes = [[column.path for column in block if column.role == "amount"] for block in blocks]
    return blocks if all(shape == shapes[0] for shape in shapes) else [grid.columns]


def _lines(grid: Grid, block: list[Column], found: Read) -> list[_Line]:
    """The rows of a block; names that reach down over several rows are each row's."""
    who = [column for column in block if column.role == "recipient"]
    what = [column for column in block if column.role == "project"]
    amounts = [column for column in block if column.role == "amount"]
    last: list[str | None] = [None] * len(who)
    lines: list[_Line] = []
    group: str | None = None
    for row in grid.body:
        names = [label(row, [column]) for column in who]
        project = label(row, what)
        values, texts = _values(row, amounts, found)
        if not texts:
            if len(filled(row)) == 1 and any(names) and not _is_note(row):
                group = next(name for name in names if name)  # 一、省直单位: the name of a group
                found.used.append(row.at)
            continue
        total = _any_total(row, block)
        if not any(names) and total is None and (project or _under_span(row, who)):
            names = list(last)
        elif len(names) > 1 and names[0] is None and any(names[1:]):
            names[0] = last[0]
        said = [name for name in names if name]
        if said and (whole := _part_of(said[-1])) is not None:
            above = next((line.recipient for line in reversed(lines) if not line.part), None)
            lines.append(_Line(row, amounts, whole, above, project, values, texts, part=True))
            continue
        last = names
        if not said and project is None and total is not None:
            said = [total]
        recipient = _ORDINAL.sub("", said[-1]) if said else None
        within = said[-2] if len(said) > 1 else group
        lines.append(_Line(row, amounts, recipient or None, within, project, values, texts))
    return lines


def _under_span(row: Row, who: list[Column]) -> bool:
    return row.spans is not None and any(row.spans[column.index] == (0, 0) for column in who)


def _part_of(name: str) -> str | None:
    """The name after 其中：; None where a row does not say that it is a part of the one above it."""
    for word in vocabulary.load("notices")["totals"]["of_which"]:
        bare = name.removeprefix(word).lstrip(":： ")
        if bare != name and bare:
            return bare
    return None


def _any_total(row: Row, block: list[Column]) -> str | None:
    """合计 in a column that names neither who gets money nor what for."""
    totals = vocabulary.load("notices")["totals"]
    for column in block:
        if column.role in ("recipient", "project"):
            continue
        cell = squeeze(row.cells[column.index]) if column.index < len(row.cells) else ""
        if cell in totals["row"] or cell in totals["subtotal"]:
            return cell
    return None


def _is_note(row: Row) -> bool:
    text = "".join(cell for _, cell in filled(row))
    notes = vocabulary.load("notices")["lines"]["note"]
    return any(text.startswith((f"{note}:", f"{note}：")) for note in notes)


def _values(row: Row, columns: list[Column], found: Read) -> tuple[list[Cell], dict[int, str]]:
    values: list[Cell] = []
    texts: dict[int, str] = {}
    for column in columns:
        cell = row.cells[column.index] if column.index < len(row.cells) else ""
        value = None if nothing(cell) else amount(_bare(cell))
        if value is None and _DIGIT.search(cell):
            place = row.place(column.index)
            message = f"{tidy(cell)} stands in a column of money and cannot be read"
            found.findings.append(Finding("bent-number", "error", (place,), message, actual=tidy(cell)))
            found.unread.append(place)
        elif value is not None:
            texts[column.index] = squeeze(cell)
        values.append(value)
    return values, texts


def _bare(cell: str) -> str:
    """A number whose digits recognition or layout has set apart."""
    return squeeze(cell)


def _column_sums(
    grid: Grid, columns: list[Column], lines: list[_Line], found: Read
) -> tuple[dict[int, tuple[int, ...]], frozenset[int]]:
    """For a column that is a sum the columns that it adds up; and the columns that are a part of the one before."""
    amounts = [column for column in columns if column.role == "amount"]
    place = {column.index: number for number, column in enumerate(amounts)}
    rows = [line.values for line in lines]
    parts: dict[int, tuple[int, ...]] = {}
    of_which: set[int] = set()
    for number, column in enumerate(amounts):
        formula = grid.formulas.get(column.index)
        if formula and all(index in place for index in formula):
            chosen = tuple(place[index] for index in formula)
            parts[number] = chosen
            if not holds(rows, number, chosen):
                _fail(amounts, number, chosen, lines, found)
            continue
        candidates = list(_candidates(amounts, number))
        fitting = next((chosen for chosen in candidates if holds(rows, number, chosen)), None)
        if fitting is not None and not _circular(parts, number, fitting):
            parts[number] = fitting
        elif candidates and column.total:
            small = [one for one in candidates[0] if amounts[one].of_which]
            if small:
                of_which.update(small)
            elif len(lines) > 1 or any(value is not None for value in rows[0]):
                _fail(amounts, number, candidates[0], lines, found)
                of_which.update(candidates[0])
    for number, column in enumerate(amounts):
        if column.of_which and not any(number in chosen for chosen in parts.values()):
            of_which.add(number)
    return parts, frozenset(of_which - set(parts))


def _circular(parts: dict[int, tuple[int, ...]], total: int, chosen: tuple[int, ...]) -> bool:
    """Whether a column would add up itself by way of another sum."""
    waiting = list(chosen)
    while waiting:
        one = waiting.pop()
        if one == total:
            return True
        waiting.extend(parts.get(one, ()))
    return False


def _candidates(amounts: list[Column], number: int) -> list[tuple[int, ...]]:
    """What a column may be the sum of, the likeliest first."""
    column = amounts[number]
    found: list[tuple[int, ...]] = []
    others = [one for one in range(len(amounts)) if one != number]
    if column.total:
        depth = len(column.path) - 1
        inside = [one for one in others if amounts[one].path[:depth] == column.path[:depth]]
        if depth:
            found.append(tuple(one for one in inside if not amounts[one].total))
        found += _by_group(amounts, inside, depth)
        found.append(tuple(one for one in inside if one > number and not amounts[one].total))
    # 其中 stands right of what it is a part of.
    following = [one for one in others if one > number]
    if following and following[0] == number + 1 and amounts[number + 1].of_which and not column.of_which:
        run = [one for one in following if one > number]
        found += [tuple(run[:length]) for length in range(len(run), 1, -1)]
    # The last group may add up the groups before it, column for column.
    same = tuple(one for one in others if amounts[one].path[-1:] == column.path[-1:] and one < number)
    if len(column.path) > 1 and same:
        found.append(same)
    sums = tuple(one for one in others if amounts[one].total and amounts[one].path != column.path and one < number)
    if column.total and sums:
        found.append(sums)
    return [chosen for chosen in dict.fromkeys(found) if len(chosen) > 1 or (chosen and column.total)]


def _by_group(amounts: list[Column], inside: list[int], depth: int) -> list[tuple[int, ...]]:
    """Columns beside a total: plain ones themselves, a group by its own total or by its members."""
    groups: dict[str, list[int]] = {}
    members: list[int] = []
    plain: list[int] = []
    for one in inside:
        path = amounts[one].path
        if len(path) <= depth + 1:
            if not amounts[one].total:
                members.append(one)
                plain.append(one)
        else:
            groups.setdefault(path[depth], []).append(one)
    for group in groups.values():
        own = [one for one in group if amounts[one].total]
        members += own[:1] or group
        plain += [one for one in group if not amounts[one].total]
    return [tuple(sorted(members)), tuple(sorted(plain))]


def _fail(amounts: list[Column], total: int, chosen: Sequence[int], lines: list[_Line], found: Read) -> None:
    """A finding for every row on which a column is not the sum of its parts."""
    for line in lines:
        expected = add(line.values[part] for part in chosen)
        value = line.values[total]
        if value is not None and value != expected:
            name = "/".join(amounts[total].path)
            message = f"{name} of {line.recipient or line.project or 'a row'} is not the sum of its parts"
            place = line.row.place(amounts[total].index)
            found.findings.append(Finding("distribution-sum", "error", (place,), message, str(expected), str(value)))


def _phases(columns: list[Column], parts: dict[int, tuple[int, ...]], terms: Terms) -> None:
    """When each column's money is given: as its heading says, else as the sums show, else this time."""
    amounts = [column for column in columns if column.role == "amount"]
    now = "this-time"
    if terms.action == "advance" and not any(column.phase == now for column in amounts):
        for column in amounts:
            if column.phase == "advanced":
                column.phase = now
    if terms.action == "settlement" and not any(column.phase == now for column in amounts):
        for column in amounts:
            if column.phase == "whole" and column.action == "settlement":
                column.phase = None
    for _ in amounts:  # down from sums to their parts, until nothing changes
        for total, chosen in parts.items():
            said = {amounts[part].phase for part in chosen}
            if amounts[total].phase is None and len(said - {None}) > 1:
                amounts[total].phase = "whole"
            elif amounts[total].phase is None and None not in said:
                amounts[total].phase = said.pop()
            elif amounts[total].phase in (now, "advanced", "earlier"):
                for part in chosen:
                    amounts[part].phase = amounts[part].phase or amounts[total].phase
    explicit = any(column.phase == now for column in amounts)
    for column in amounts:
        column.phase = column.phase or ("whole" if explicit else now)


# the unit


def _unit(grid: Grid, columns: list[Column], lines: list[_Line], terms: Terms, found: Read, base: list[int]) -> str:
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


# rows


def _said(line: _Line) -> str:
    """What a row calls itself, folded; a total stands in whatever column names rows."""
    return squeeze(line.recipient or line.project or "")


def _kind_said(line: _Line) -> str:
    """total, subtotal or leaf, by the row's own words."""
    totals = vocabulary.load("notices")["totals"]
    for text in filter(None, (line.recipient, line.project)):
        name = squeeze(_ORDINAL.sub("", text))
        if name in totals["row"] or (name.startswith(tuple(totals["whole"])) and name.endswith(tuple(totals["row"]))):
            return "total" if line.within is None or text == line.recipient else "subtotal"
        if name.endswith((*totals["subtotal"], *totals["row"])):
            return "subtotal"
    return "leaf"


def _row_sums(lines: list[_Line], terms: Terms, unit: str, base: list[int], found: Read) -> tuple[Rows, list[str]]:
    """How the rows hang together, and the kind of each. Sums that fail, or that nothing proves, are findings."""
    said = [_kind_said(line) for line in lines]
    labelled = frozenset(number for number, kind in enumerate(said) if kind != "leaf")
    totals = frozenset(number for number, kind in enumerate(said) if kind == "total")
    given = None if terms.stated is None else terms.stated / factor(unit)
    rows, parts = _hang(lines, labelled, totals, given, base)
    for number in rows.failed:
        line = lines[number]
        message = f"{_said(line)} is not the sum of the rows that it stands for"
        others = [n for n in rows.leaves() if n not in labelled]
        expected = add(lines[n].values[column] for n in others for column in base)
        actual = add(line.values[column] for column in base)
        found.findings.append(Finding("distribution-sum", "error", (line.row.at,), message, str(expected), str(actual)))
    if not rows.sure:
        message = (
            "rows may be sums of the rows below them; no total of the table or the text decides, none is taken for one"
        )
        found.findings.append(Finding("distribution-rows", "warning", (lines[0].row.at,), message))
    kinds = []
    for number, kind in enumerate(said):
        if number in rows.children and kind == "leaf":
            kind = "subtotal"  # noqa: PLW2901 - what arithmetic shows goes before what the row says
        kinds.append("of-which" if number in parts else kind)
    # A sum that fails holds no money of its own: its parts do.
    if rows.failed:
        rows.roots = tuple(number for number in rows.roots if number not in rows.failed)
    return rows, kinds


def _hang(
    lines: list[_Line], labelled: frozenset[int], totals: frozenset[int], given: Decimal | None, base: list[int]
) -> tuple[Rows, frozenset[int]]:
    """How the rows hang together, and those that are only a part of the row above them (其中：…).

    Under a total such rows may be what it adds up: they are parts only where the sums do not need them.
    """
    vectors = [line.values for line in lines]
    parts = frozenset(number for number, line in enumerate(lines) if line.part)
    whole = hierarchy(vectors, labelled, totals, given, base)
    if not parts:
        return whole, parts
    kept = [number for number in range(len(lines)) if number not in parts]
    place = {number: index for index, number in enumerate(kept)}
    rows = hierarchy(
        [vectors[number] for number in kept],
        frozenset(place[number] for number in labelled - parts),
        frozenset(place[number] for number in totals - parts),
        given,
        base,
    )
    if rows.failed and not whole.failed:
        return whole, frozenset()
    children = {kept[row]: tuple(kept[one] for one in below) for row, below in rows.children.items()}
    roots, failed = tuple(kept[row] for row in rows.roots), tuple(kept[row] for row in rows.failed)
    return Rows(children, roots, failed, rows.sure), parts


def _row_level(line: _Line, grid: Grid) -> str | None:
    text = label(line.row, grid.of("level"))
    return level_of(text) if text else None


def _row_code(line: _Line, grid: Grid, role: str) -> str | None:
    for column in grid.of(role):
        cell = squeeze(line.row.cells[column.index]) if column.index < len(line.row.cells) else ""
        match = _CODE.match(cell.replace("-", ""))
        if match is not None:
            return match[0]
    return None


def _use(grid: Grid, lines: list[_Line], found: Read) -> None:
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


# tables


def choose(tables: list[Read], terms: Terms) -> list[Finding]:
    """Counts each money once over the tables of a notice, and holds it against the sum that the text gives.

    Tables of one sum state the same money by place and by project: the one of most rows counts. Where the text's sum is
    that of one table, the others say the same in another way.
    """
    findings: list[Finding] = []
    sums = [table.given() for table in tables]
    kept = list(range(len(tables)))
    if len(tables) > 1:
        kept = _kept(tables, sums, terms.stated)
        for index, table in enumerate(tables):
            if index not in kept:
                for money in table.money:
                    money.counted = False
                message = "the table states money of another table of this notice again; it is not counted twice"
                findings.append(Finding("distribution-again", "note", (table.at(),), message))
    total = add(sums[index] for index in kept)
    if terms.stated is not None and tables and abs(total) != abs(terms.stated) and not _stands(tables, terms.stated):
        places = tuple(place for place in (terms.stated_at, tables[0].at()) if place is not None)
        message = "what the tables distribute is not the sum that the text gives"
        findings.append(Finding("distribution-total", "error", places, message, str(terms.stated), str(total)))
    return findings


def _kept(tables: list[Read], sums: list[Decimal], stated: Decimal | None) -> list[int]:
    every = list(range(len(tables)))
    if stated is not None and abs(add(sums)) == abs(stated):
        return every
    by_sum: dict[Decimal, int] = {}
    for index in every:
        known = by_sum.get(sums[index])
        if known is None or not sums[index] or len(tables[index].money) > len(tables[known].money):
            by_sum[sums[index]] = index
    kept = sorted(by_sum.values())
    if stated is not None and abs(add(sums[index] for index in kept)) != abs(stated):
        alone = [index for index in kept if abs(sums[index]) == abs(stated)]
        return alone[:1] or kept
    # One table may add up all others: a summary, and a list for each of its rows.
    for index in kept:
        rest = [other for other in kept if other != index]
        if len(rest) > 1 and add(sums[other] for other in rest) == sums[index]:
            return rest
    return kept


def _stands(tables: list[Read], stated: Decimal) -> bool:
    """Whether the text's sum is that of one recipient: a notice to one of those whom its table lists."""
    for table in tables:
        by_row: dict[int, Decimal] = {}
        for money in table.money:
            if money.phase == "this-time":
                if money.value == stated:
                    return True
                if money.counted:
                    by_row[money.row] = by_row.get(money.row, Decimal(0)) + money.value
        if stated in by_row.values():
            return True
    return False
