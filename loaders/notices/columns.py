"""The columns of money of a distribution table: which are sums of others, and when the money of each is given.

A formula under the heading goes before the words, the words before arithmetic; what a word calls a sum and is none is
a finding.
"""

from __future__ import annotations

from collections.abc import Sequence

from loaders.document import Row
from loaders.notices.found import Read, Terms
from loaders.notices.lines import Line
from loaders.notices.sums import Cell, add, holds
from loaders.notices.table import Column, Grid
from loaders.records import Finding
from loaders.words import amount


def promote(grid: Grid) -> None:
    """Columns that no word explains hold money where a total of the row comes out with them, and does not without."""
    unknown = [column for column in grid.columns if column.role is None]
    known = [column for column in grid.amounts() if not column.total and not column.of_which]
    for total in grid.amounts():
        if not total.total or not unknown:
            continue
        place = {column.index: number for number, column in enumerate([*known, *unknown, total])}
        rows = [[_value(row, index) for index in place] for row in grid.body]
        without, whole = tuple(range(len(known))), tuple(range(len(known) + len(unknown)))
        if not holds(rows, place[total.index], without) and proves(rows, place[total.index], whole):
            for column in unknown:
                column.role = "amount"
            return


def _value(row: Row, index: int) -> Cell:
    return amount(row.cells[index]) if index < len(row.cells) else None


def column_sums(
    grid: Grid, columns: list[Column], lines: list[Line], found: Read
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
        fitting = fitting or next((chosen for chosen in _unsaid(amounts, number) if proves(rows, number, chosen)), None)
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


def _unsaid(amounts: list[Column], number: int) -> list[tuple[int, ...]]:
    """What a column may be the sum of that no word calls one: every column of a level, or all before or after it."""
    if amounts[number].of_which or amounts[number].level:
        return []
    others = [one for one in range(len(amounts)) if one != number and not amounts[one].of_which]
    found = [
        tuple(one for one in others if amounts[one].level),
        tuple(one for one in others if one < number),
        tuple(one for one in others if one > number),
    ]
    return [chosen for chosen in dict.fromkeys(found) if len(chosen) > 1]


def proves(rows: list[list[Cell]], total: int, parts: tuple[int, ...]) -> bool:
    """Whether a sum holds on rows enough to be no chance: on two, with two columns that print more than zeros."""
    printed = [row for row in rows if row[total]]
    return len(printed) > 1 and sum(any(row[part] for row in rows) for part in parts) > 1 and holds(rows, total, parts)


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


def _fail(amounts: list[Column], total: int, chosen: Sequence[int], lines: list[Line], found: Read) -> None:
    """A finding for every row on which a column is not the sum of its parts."""
    for line in lines:
        expected = add(line.values[part] for part in chosen)
        value = line.values[total]
        if value is not None and value != expected:
            name = "/".join(amounts[total].path)
            message = f"{name} of {line.recipient or line.project or 'a row'} is not the sum of its parts"
            place = line.row.place(amounts[total].index)
            found.findings.append(Finding("distribution-sum", "error", (place,), message, str(expected), str(value)))


def set_phases(columns: list[Column], parts: dict[int, tuple[int, ...]], terms: Terms) -> None:
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
