"""What must add up in a table, and what follows from it: `loaders.tables.arithmetic` at work on one table.

Knows which columns sum which (by their headings) and which rows (by their codes); lets arithmetic move and mend, and
turns every sum that still fails into a finding.
"""

from __future__ import annotations

from decimal import Decimal

from loaders.records import Finding
from loaders.tables import arithmetic
from loaders.tables.arithmetic import Ledger
from loaders.tables.grid import Table
from loaders.tables.headings import Column, Meaning, compose
from loaders.tables.relations import Relation, borne_out, hierarchy, relations
from ontology import vocabulary


def settle(table: Table, carryover: Decimal | None) -> None:
    """Lets arithmetic decide what layout leaves open, mends bent numbers, and says which sums do not hold."""
    columns = table.heading.columns
    sums = table.sums = _columns(table, carryover)
    slots = tuple(c.index for c in columns if c.is_amount)
    blocks = {c.index: c.block for c in columns}
    down = tuple(
        c.index for c in columns if c.is_amount and c.block == 0 and c.meaning.measure not in ("count", "percent")
    )
    ledger = Ledger([body.entries for body in table.body], sums, hierarchy(table), slots, blocks, down)
    if not table.drawn:
        _place(table, ledger)
    checks = list(arithmetic.sums(ledger))
    broken = [check for check in checks if not arithmetic.holds(ledger, check)]
    for (row, slot), value, why in arithmetic.mend_numbers(ledger, checks, broken):
        entry = ledger.rows[row][slot]
        entry.repaired = f"OCR digit: printed {entry.text}, read as {value}; {why}"
        entry.value = value
    table.findings += [_unbalanced(table, ledger, check, 0) for check in broken if not arithmetic.holds(ledger, check)]
    for block in sorted(set(blocks.values()) - {0}):
        _settle_side(table, block)


def _columns(table: Table, carryover: Decimal | None) -> list[Relation]:
    """The sums along the rows; in a table without drawn lines also which slot each printed column means."""
    columns = table.heading.columns
    labels = {c.index for c in columns if c.meaning.role is not None}
    rows = [{c: e for c, e in body.entries.items() if c not in labels} for body in table.body]
    sums = borne_out(rows, relations(columns), columns, drawn=table.drawn)
    if table.drawn:
        named = _unnamed_carryover(table, carryover) is not None
        return borne_out(rows, relations(columns), columns, drawn=True) if named else sums
    printed = {c.index: c.printed or (c.path[-1] if c.path else "no heading") for c in columns}
    moves = _unnamed_carryover(table, carryover)
    if moves is None:
        moves = arithmetic.settle_columns(rows, [c.index for c in columns if c.is_amount], sums)
    else:
        sums = borne_out(rows, relations(columns), columns, drawn=False)
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
    return sums


def _place(table: Table, ledger: Ledger) -> None:
    """Puts numbers that stand in wrong columns where alone the sums hold."""
    columns = table.heading.columns
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


def _settle_side(table: Table, block: int) -> None:
    """The sums down the other halves of a table, whose rows have codes of their own."""
    tree = hierarchy(table, block)
    if not tree:
        return
    slots = tuple(c.index for c in table.heading.columns if c.is_amount and c.block == block)
    side = Ledger([{s: e for s, e in body.entries.items() if s in slots} for body in table.body], [], tree, slots)
    table.findings += [
        _unbalanced(table, side, check, block) for check in arithmetic.sums(side) if not arithmetic.holds(side, check)
    ]


def _unbalanced(table: Table, ledger: Ledger, check: arithmetic.Sum, block: int) -> Finding:
    """A sum that does not hold as read: the document's fault or ours, but never in silence."""
    row, slot = check.total
    parts = [ledger.value(part) for part in check.parts]
    body = table.body[row]
    own = body.labels.get(table.heading.columns[slot].block, {}) or body.labels.get(block, {})
    item = own.get("item") or next((labels["item"] for labels in body.labels.values() if "item" in labels), "")
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
