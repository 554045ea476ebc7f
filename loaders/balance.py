"""What must add up in a table, and what follows from it: `loaders.arithmetic` at work on one table.

Knows which columns sum which (by their headings) and which rows (by their codes); lets arithmetic move and mend, and
turns every sum that still fails into a finding.
"""

from __future__ import annotations

from decimal import Decimal

from loaders import arithmetic
from loaders.arithmetic import Entry, Ledger
from loaders.grid import Table
from loaders.headings import Column, Meaning, compose
from loaders.records import Finding
from loaders.words import squeeze
from ontology import vocabulary


def relations(columns: list[Column]) -> list[tuple[int, tuple[int, ...]]]:
    """The sums that hold along every row: a 合计 is the sum of its group, a group without one gives its leaves."""
    found: list[tuple[int, tuple[int, ...]]] = []
    of_which = tuple(vocabulary.load("rows")["of_which"])
    amounts = [
        c
        for c in columns
        if c.is_amount
        and c.meaning.measure is None
        and c.meaning.stage in (None, "budget")
        and not (c.meaning.debt and c.path[-1].startswith(of_which))  # a part of the column beside it
    ]
    for total in amounts:
        if not total.meaning.total:
            continue
        parts: list[int] = []
        subgroups: dict[str, list[Column]] = {}
        depth = len(total.group)
        for column in amounts:
            if column is total or column.block != total.block or column.path[:depth] != total.group:
                continue
            if len(column.path) == depth + 1:
                if not column.meaning.total and not (
                    column.meaning.timing == "carryover" and total.meaning.timing == "current"
                ):
                    parts.append(column.index)
            elif len(column.path) > depth + 1:
                subgroups.setdefault(column.path[depth], []).append(column)
        for group in subgroups.values():
            own = [c.index for c in group if c.meaning.total]
            parts += own[:1] or [c.index for c in group]
        if parts:
            found.append((total.index, tuple(sorted(parts))))
    return found


def settle(table: Table, carryover: Decimal | None) -> None:
    """Lets arithmetic decide which slot each printed column and row means, and mends bent numbers."""
    columns = table.heading.columns
    labels = {c.index for c in columns if c.meaning.role is not None}
    rows = [{c: e for c, e in body.entries.items() if c not in labels} for body in table.body]
    sums = _variant(rows, relations(columns), columns)
    printed = {c.index: c.printed or (c.path[-1] if c.path else "no heading") for c in columns}
    moves = _unnamed_carryover(table, carryover)
    if moves is None:
        moves = arithmetic.settle_columns(rows, [c.index for c in columns if c.is_amount], sums)
    else:
        sums = _variant(rows, relations(columns), columns)
        printed = {c.index: c.printed or (c.path[-1] if c.path else "no heading") for c in columns}
    for body in table.body:
        body.entries = {(moves or {}).get(column, column): entry for column, entry in body.entries.items()}
        for slot, entry in body.entries.items():
            name = columns[slot].path[-1] if slot < len(columns) and columns[slot].path else ""
            above = printed.get(entry.column, "no heading")
            if name and above != name and (slot != entry.column or columns[slot].printed):
                entry.repaired = (
                    f"shifted column: printed under {above}, read as {columns[slot].name}; only so do the rows add up"
                )
    slots = tuple(c.index for c in columns if c.is_amount)
    blocks = {c.index: c.block for c in columns}
    ledger = Ledger([body.entries for body in table.body], sums, hierarchy(table), slots, blocks)
    for index, body in enumerate(table.body):
        places = arithmetic.settle_row(ledger, index)
        if places:
            for old, new in places.items():
                if old != new:
                    why = "only so do its row and the rows around it add up"
                    body.entries[old].repaired = f"shifted cell: read as {columns[new].name}; {why}"
            body.entries = {places[old]: entry for old, entry in body.entries.items()}
            ledger.rows[index] = body.entries
    for row, wrong, right in arithmetic.settle_columns_of_rows(ledger):
        entry = ledger.rows[row].pop(wrong)
        entry.repaired = f"shifted cell: read as {columns[right].name}; only so do the rows below their class add up"
        ledger.rows[row][right] = entry
    checks = list(arithmetic.sums(ledger))
    broken = [check for check in checks if not arithmetic.holds(ledger, check)]
    for (row, slot), value, why in arithmetic.mend_numbers(ledger, checks, broken):
        entry = ledger.rows[row][slot]
        entry.repaired = f"OCR digit: printed {entry.text}, read as {value}; {why}"
        entry.value = value
    table.findings += [_unbalanced(table, ledger, check) for check in broken if not arithmetic.holds(ledger, check)]


def _unbalanced(table: Table, ledger: Ledger, check: arithmetic.Sum) -> Finding:
    """A sum that does not hold as read: the document's fault or ours, but never in silence."""
    row, slot = check.total
    parts = [ledger.value(part) for part in check.parts]
    body = table.body[row]
    item = next((labels["item"] for labels in body.labels.values() if "item" in labels), "")
    column = table.heading.columns[slot].name
    return Finding(
        "does-not-add-up",
        "warning",
        (body.row.at,),
        f"{item} {column}: it does not hold that {check.name}",
        expected=str(sum((part for part in parts if part is not None), Decimal(0))),
        actual=str(ledger.value(check.total)),
    )


def _unnamed_carryover(table: Table, carryover: Decimal | None) -> dict[int, int] | None:
    """A column that bears no heading (or another's), whose total is the carryover that the summary table states.

    With it among the funds of the year the rows do not add up, without it they do: it is 上年结转.
    """
    columns = table.heading.columns
    if table.kind != "income" or not carryover or any(c.meaning.timing == "carryover" for c in columns):
        return None
    used = sorted({column for body in table.body for column in body.entries})
    rows = [body.entries for body in table.body]
    found = []
    for column in used:
        values = [row[column].value for row in rows if column in row]
        without = [
            (total, tuple(p for p in parts if p != column)) for total, parts in relations(columns) if total != column
        ]
        tests = [arithmetic.row_balances({c: e for c, e in row.items() if c != column}, without) for row in rows]
        if values[0] == carryover and False not in tests and True in tests:
            found.append(column)
    if len(found) != 1:
        return None
    column = found[0]
    while len(columns) <= column:
        columns.append(Column(len(columns), (), Meaning(), columns[-1].block))
    word = str(vocabulary.load("rows")["opens_carryover"][1])
    above = columns[column].path[-1] if columns[column].path else "no heading"
    columns[column] = Column(column, (word,), compose(word), columns[column].block, (), above)
    return {}


def _variant(
    rows: list[dict[int, Entry]], sums: list[tuple[int, tuple[int, ...]]], columns: list[Column]
) -> list[tuple[int, tuple[int, ...]]]:
    """A 合计 beside a carryover or a debt column may or may not include it: the reading that more rows bear out."""
    chosen = []
    carryover = {c.index for c in columns if c.meaning.timing in ("carryover", "carryover-out")}
    debt = {c.index for c in columns if c.meaning.debt}
    for total, parts in sums:
        ways = [parts]
        for left_out in (carryover, debt, carryover | debt):
            without = tuple(part for part in parts if part not in left_out)
            if without and without not in ways:
                ways.append(without)

        def score(candidate: tuple[int, ...], total: int = total) -> int:
            return sum(arithmetic.row_balances(row, [(total, candidate)]) is True for row in rows)

        chosen.append((total, ways[0] if len(ways) == 1 else max(ways, key=score)))
    return chosen


def hierarchy(table: Table) -> dict[int, list[int]]:
    """Row -> the rows directly below it in the subject tree; the 合计 row sums the classes."""
    children: dict[int, list[int]] = {}
    words = vocabulary.load("rows")
    stack: list[tuple[str, int]] = []
    total: int | None = None
    for index, body in enumerate(table.body):
        labels = body.labels.get(0, {})
        code = labels.get("code", "")
        if code:
            while stack and not (code.startswith(stack[-1][0]) and code != stack[-1][0]):
                stack.pop()
            if stack:
                children.setdefault(stack[-1][1], []).append(index)
            elif total is not None:
                children.setdefault(total, []).append(index)
            stack.append((code, index))
        elif squeeze(labels.get("item", "")) in words["total"] and total is None:
            total = index
    if table.kind == "basic-economic" and not any("code" in body.labels.get(0, {}) for body in table.body):
        return _economic_hierarchy(table, words["total"])
    return children


def _economic_hierarchy(table: Table, totals: list[str]) -> dict[int, list[int]]:
    """Economic items carry no codes: a row without a government item opens the class of the rows below."""
    children: dict[int, list[int]] = {}
    total: int | None = None
    opened: int | None = None
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
