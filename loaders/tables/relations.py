"""Which numbers of a table are the sum of which: columns by their headings, rows by their codes.

Knows headings and labels; whether the sums hold, and what follows where they do not, is for `loaders.tables.balance`.
"""

from __future__ import annotations

from collections.abc import Iterator

from loaders.tables import arithmetic
from loaders.tables.arithmetic import Entry
from loaders.tables.grid import Table
from loaders.tables.headings import Column
from loaders.words import squeeze
from ontology import vocabulary

Relation = tuple[int, tuple[int, ...]]
"""A column and the columns that it sums, by their slots."""


def relations(columns: list[Column]) -> list[Relation]:
    """The sums that hold along every row: a 合计 is the sum of its group, a group without one gives its leaves."""
    found: list[Relation] = []
    of_which = tuple(vocabulary.load("rows")["of_which"])
    amounts = [
        c
        for c in columns
        if c.is_amount
        and c.meaning.measure in (None, "change")
        and not (c.meaning.debt and c.path[-1].startswith(of_which))  # a part of the column beside it
    ]
    for total in amounts:
        if not total.meaning.total:
            continue
        parts: list[int] = []
        subgroups: dict[str, list[Column]] = {}
        group = total.body[:-1]
        depth = len(group)
        for column in amounts:
            if column is total or column.block != total.block or column.body[:depth] != group:
                continue
            if column.layer != total.layer and _apart(total, column):
                continue
            if len(column.body) == depth + 1:
                if not column.meaning.total and not (
                    column.meaning.timing == "carryover" and total.meaning.timing == "current"
                ):
                    parts.append(column.index)
            elif len(column.body) > depth + 1:
                subgroups.setdefault(column.body[depth], []).append(column)
        for members in subgroups.values():
            own = [c.index for c in members if c.meaning.total]
            parts += own[:1] or [c.index for c in members]
        if parts:
            found.append((total.index, tuple(sorted(parts))))
    return found


def _apart(one: Column, other: Column) -> bool:
    """Whether two columns speak of different years, stages or measures."""
    mine, its = one.meaning, other.meaning
    if mine.measure != its.measure or (mine.years_back or 0) != (its.years_back or 0):
        return True
    if (mine.stage or "budget") != (its.stage or "budget"):
        return True
    return None not in (mine.year, its.year) and mine.year != its.year


def borne_out(
    rows: list[dict[int, Entry]], sums: list[Relation], columns: list[Column], *, drawn: bool
) -> list[Relation]:
    """Of the ways to read each sum the one that most rows bear out.

    A 合计 may or may not include a carryover or a debt column beside it, what its neighbour is made up of (其中), or
    what the table holds besides (会议费 beside 三公). As headed goes before fewer parts. Where the lines are drawn, and
    so no number can stand in a wrong column, a sum that holds in no row in which it could be tested is none.
    """
    chosen = []
    by_index = {c.index: c for c in columns}
    carryover = {c.index for c in columns if c.meaning.timing in ("carryover", "carryover-out")}
    debt = {c.index for c in columns if c.meaning.debt}
    of_which = tuple(vocabulary.load("rows")["of_which"])
    parts_of = {c.index for c in columns if any(cell.startswith(of_which) for cell in c.path)}
    for total, parts in sums:
        ways = [parts]
        for left_out in (carryover, debt, carryover | debt, *((parts_of, parts_of | carryover) if drawn else ())):
            without = tuple(part for part in parts if part not in left_out)
            if without and without not in ways:
                ways.append(without)
        if drawn:
            ways += [way for way in _runs(total, parts) if way not in ways]
        best, score, tested = parts, -1, 0
        for way in ways:
            results = [arithmetic.row_balances(row, [(total, way)]) for row in rows]
            held = results.count(True)
            if held > score:
                best, score, tested = way, held, held + results.count(False)
        named = by_index[total].path and squeeze(by_index[total].path[-1]) in _totals()
        whole = score == tested if parts_of.issuperset(best) else bool(score > 0 or named)
        if not drawn or not tested or whole:
            chosen.append((total, best))
    return chosen


def _totals() -> frozenset[str]:
    return frozenset(squeeze(word) for word in vocabulary.load("rows")["total"] + vocabulary.load("rows")["subtotal"])


def _runs(total: int, parts: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The parts that stand next to a total on one side, the longest runs first."""
    after = [part for part in parts if part > total]
    before = [part for part in parts if part < total]
    for side, nearest_first in ((after, after), (before, before[::-1])):
        if side and len(side) < len(parts):
            yield tuple(sorted(side))
        for count in range(len(nearest_first) - 1, 1, -1):
            yield tuple(sorted(nearest_first[:count]))


def hierarchy(table: Table, block: int = 0) -> dict[int, list[int]]:
    """Row -> the rows directly below it: codes under codes, classes under their unit's row, these under 合计."""
    words = {squeeze(word) for word in vocabulary.load("rows")["total"]}
    rows = [body.labels.get(block, {}) for body in table.body]
    coded = [bool(_code(labels)) for labels in rows]
    if not any(coded):
        return _economic_hierarchy(table, words) if table.kind == "basic-economic" and not block else {}
    children: dict[int, list[int]] = {}
    stack: list[tuple[str, int]] = []
    totals: list[int] = []
    owners: list[int] = []  # rows of units, which their codes follow
    tops: list[tuple[int | None, int]] = []  # (the unit's row above it, a row under no other code)
    for index, labels in enumerate(rows):
        code = _code(labels)
        if code:
            while stack and not (code.startswith(stack[-1][0]) and code != stack[-1][0]):
                stack.pop()
            if stack:
                children.setdefault(stack[-1][1], []).append(index)
            else:
                tops.append((owners[-1] if owners else None, index))
            stack.append((code, index))
        elif squeeze(labels.get("item", "")) in words:
            totals.append(index)
            stack = []
        elif "unit" in labels or _owns(table, rows, index):
            owners.append(index)
            stack = []
    owned = {owner for owner, _ in tops if owner is not None}
    for owner, index in tops:
        if owner is not None:
            children.setdefault(owner, []).append(index)
    if len(totals) == 1:
        loose = [index for owner, index in tops if owner is None]
        children[totals[0]] = sorted([*owned, *loose])
    return children


def _code(labels: dict[str, str]) -> str:
    code = labels.get("code", "")
    return code if len(code) in (3, 5, 7) and code.isdecimal() else ""


def _owns(table: Table, rows: list[dict[str, str]], index: int) -> bool:
    """Whether a row without a code has numbers of its own and a class right below it: a unit's row."""
    following = rows[index + 1] if index + 1 < len(rows) else {}
    return bool(table.body[index].entries) and len(_code(following)) == 3 and bool(rows[index].get("item"))


def _economic_hierarchy(table: Table, totals: set[str]) -> dict[int, list[int]]:
    """Economic items carry no codes: a row without a government item opens the class of the rows below."""
    children: dict[int, list[int]] = {}
    total: int | None = None
    opened: int | None = None
    if not any("gov_item" in body.labels.get(0, {}) for body in table.body):
        return {}
    for index, body in enumerate(table.body):
        labels = body.labels.get(0, {})
        if squeeze(labels.get("item", "")) in totals:
            total = index
        elif "gov_item" not in labels:
            opened = index
            if total is not None:
                children.setdefault(total, []).append(index)
        elif opened is not None:
            children.setdefault(opened, []).append(index)
    return children
