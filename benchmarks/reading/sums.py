"""Adds up the coded tables of a disclosure from its records alone: total, classes, sections, items.

Knows budget lines and the digits of subject codes; must not use what the reader itself found out about its sums,
except to ask in the end whether a finding stands where a sum fails.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from loaders.money import factor
from loaders.records import BudgetLine, Disclosure, Finding, Place

LEVELS = ("total", "class", "section")
"""What is summed: the total over its classes, a class (3 digits) over its sections, a section (5) over its items."""

_CODE = re.compile(r"[235]\d{2}(?:\d{2}){0,2}")
_RULES = ("does-not-add-up", "total/")


@dataclass(slots=True)
class Row:
    """One printed row: its numbers by column, and by what they mean."""

    at: Place
    code: str
    kind: str
    item: str | None
    lines: list[BudgetLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """Consecutive rows of one kind of table."""

    kind: str
    rows: tuple[Row, ...]

    @property
    def coded(self) -> bool:
        """Whether it holds subject codes: at least two rows with one."""
        return sum(bool(row.code) for row in self.rows) >= 2

    @property
    def place(self) -> str:
        """Where it stands: its pages, or its lines."""
        first, last = self.rows[0].at, self.rows[-1].at
        if first.page is not None:
            return f"p. {first.page}" if first.page == last.page else f"p. {first.page}-{last.page}"
        return f"line {first.line}" if first.line == last.line else f"lines {first.line}-{last.line}"


@dataclass(frozen=True, slots=True)
class Failure:
    """One sum that does not hold: what the row prints, and what its parts come to, in yuan."""

    level: str
    row: Row
    column: int
    printed: Decimal
    parts: Decimal


@dataclass(frozen=True, slots=True)
class Balance:
    """The sums of one coded table: how many were tested at each level, those that fail, and whether findings say so."""

    table: Table
    tested: dict[str, int]
    failures: tuple[Failure, ...]
    found: bool

    def holds(self, level: str) -> bool | None:
        """Whether all sums of a level hold; None where there is none to test."""
        if not self.tested.get(level):
            return None
        return all(failure.level != level for failure in self.failures)


def tables(disclosure: Disclosure) -> list[Table]:
    """The tables of a disclosure, told by the order of its lines: kind, half, total rows, gaps between pages."""
    found: list[list[Row]] = []
    kind = ""
    for line in disclosure.lines:
        rows = found[-1] if found else []
        code = line.code if line.code and _CODE.fullmatch(line.code) else ""
        if rows and line.table == kind and _same_row(rows[-1].at, line.at) and rows[-1].code == code:
            rows[-1].lines.append(line)
            continue
        row = Row(line.at, code, line.row_kind, line.item, [line])
        if not rows or line.table != kind or _begins(rows, row):
            found.append([row])
            kind = line.table
        else:
            rows.append(row)
    return [Table(part[0].lines[0].table, tuple(part)) for rows in found for part in _by_family(rows)]


def _by_family(rows: list[Row]) -> list[list[Row]]:
    """Rows parted where codes of functions end and those of economic items begin: these are two tables of one kind.

    The rows without a code right above the first of the other family are the head of the second table.
    """
    parts: list[list[Row]] = [[]]
    family = ""
    for row in rows:
        own = row.code[:1].replace("5", "3")
        if own and family and own != family:
            cut = len(parts[-1])
            while cut and not parts[-1][cut - 1].code:
                cut -= 1
            parts[-1:] = [parts[-1][:cut], parts[-1][cut:]]
        family = own or family
        parts[-1].append(row)
    # Families that take turns, row by row, are one table with two classifications.
    return parts if len(parts) <= 3 else [rows]


def _begins(rows: list[Row], row: Row) -> bool:
    """Whether a row opens another table of the same kind: a second total above codes, or pages in between."""
    last = rows[-1].at
    if row.at.page is not None and last.page is not None and not 0 <= row.at.page - last.page <= 1:
        return True
    total = row.kind == "total" and not row.code
    coded = any(other.code for other in rows)
    totals = any(other.kind == "total" and not other.code for other in rows)
    same_page = row.at.page is not None and row.at.page == last.page
    return total and totals and coded and not same_page


def _same_row(one: Place, other: Place) -> bool:
    """Whether two places lie on one printed row: the same line, or rectangles of one page side by side."""
    if one.line is not None or other.line is not None:
        return one.line == other.line
    if one.page != other.page:
        return False
    if one.part is not None and other.part is not None:
        return one.part == other.part
    if one.box is None or other.box is None:
        return True
    low, high = max(one.box[1], other.box[1]), min(one.box[3], other.box[3])
    return high - low > 0.5 * min(one.box[3] - one.box[1], other.box[3] - other.box[1])


def balance(table: Table, findings: Iterable[Finding]) -> Balance:
    """All sums of a coded table.

    The columns of a row are told by position, or by what they mean (a table may go on with other columns on its next
    page): the way in which more sums hold.
    """
    ways = [_checked(table, by_meaning) for by_meaning in (False, True)]
    tested, failures = min(ways, key=lambda way: len(way[1]))
    places = [at for finding in findings if finding.rule.startswith(_RULES) for at in finding.at]
    found = all(any(_near(place, failure, table) for place in places) for failure in failures)
    return Balance(table, tested, tuple(failures), found)


def _near(place: Place, failure: Failure, table: Table) -> bool:
    """Whether a finding speaks of the failing row, or of a row that is summed by it or sums it."""
    if _same_row(place, failure.row.at):
        return True
    family = [row for row in table.rows if row.code[:3] == failure.row.code[:3] or row.kind == "total"]
    return any(_same_row(place, row.at) for row in (family if failure.row.code else table.rows))


def _checked(table: Table, by_meaning: bool) -> tuple[dict[str, int], list[Failure]]:
    tested = dict.fromkeys(LEVELS, 0)
    failures: list[Failure] = []
    for level, parent, ways in _sums(table.rows):
        own = _numbers(parent, by_meaning)
        results: list[list[Failure]] = []
        for children in ways:
            parts = [_numbers(child, by_meaning) for child in children]
            broken: list[Failure] = []
            for key in {key for numbers in (own, *parts) for key in numbers}:
                terms = [numbers[key] for numbers in parts if key in numbers]
                failure = _failure(level, parent, own.get(key), terms)
                if failure is not None:
                    broken.append(failure)
            results.append(broken)
        tested[level] += 1
        fewest: list[Failure] = min(results, key=len)
        failures += fewest
    return tested, failures


def _failure(level: str, parent: Row, own: BudgetLine | None, terms: list[BudgetLine]) -> Failure | None:
    printed = own.amount_yuan if own else Decimal(0)
    parts = sum((term.amount_yuan for term in terms), Decimal(0))
    allowed = sum((_step(line) for line in [own, *terms] if line is not None and line.amount_yuan), Decimal(0)) / 2
    if abs(printed - parts) <= allowed:
        return None
    return Failure(level, parent, (own or terms[0]).column, printed, parts)


def _step(line: BudgetLine) -> Decimal:
    """One unit of the last digit that a number prints, in yuan."""
    decimals = len(line.amount_text.strip("()（） ").partition(".")[2])
    return factor(line.amount_unit).scaleb(-decimals)


def _numbers(row: Row, by_meaning: bool) -> dict[Hashable, BudgetLine]:
    lines = [line for line in row.lines if line.measure == "amount"]
    if not by_meaning:
        return {line.column: line for line in lines}
    numbers: dict[Hashable, BudgetLine] = {}
    seen: dict[Hashable, int] = defaultdict(int)
    for line in lines:
        meaning = (line.fund, line.expenditure, line.timing, line.side, line.fiscal_year, line.stage, line.debt)
        numbers[(meaning, seen[meaning])] = line
        seen[meaning] += 1
    return numbers


def _sums(rows: tuple[Row, ...]) -> list[tuple[str, Row, list[list[Row]]]]:
    """Every row that sums others, with the ways in which they can be its parts.

    A total sums the classes, or the units where each has a row of its own above its classes.
    """
    found: list[tuple[str, Row, list[list[Row]]]] = []
    children: dict[int, list[Row]] = defaultdict(list)
    stack: list[int] = []
    tops: list[Row] = []
    units: list[Row] = []
    total: Row | None = None

    def close() -> None:
        if total is not None and (tops or units):
            found.append(("total", total, [way for way in (tops, units) if way]))

    for index, row in enumerate(rows):
        if not row.code:
            if row.kind == "total" and total is None and tops:
                found.append(("total", row, [tops]))  # it stands below what it sums
                tops = []
            elif row.kind == "total" and (total is None or tops):
                close()
                total, tops, units = row, [], []
            elif row.kind == "unit":
                units.append(row)
            stack = []
            continue
        while stack and not (row.code.startswith(rows[stack[-1]].code) and row.code != rows[stack[-1]].code):
            stack.pop()
        if stack:
            children[stack[-1]].append(row)
        else:
            tops.append(row)
        stack.append(index)
    close()
    for index, parts in children.items():
        found.append(("class" if len(rows[index].code) == 3 else "section", rows[index], [parts]))
    return found
