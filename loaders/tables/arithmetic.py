"""The referee: budgets add up, and what adds up in exactly one way is certain.

Works on a `Ledger`, a table of numbers by row and slot with the sums that must hold in it. It moves numbers that
stand in the wrong column and mends numbers that OCR bent, where exactly one reading balances, and says why. It knows
nothing of documents; what it cannot prove it leaves alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from loaders.words import amount, squeeze

_CONFUSABLE = str.maketrans(
    {
        "O": "0",
        "o": "0",
        "Q": "0",
        "D": "0",
        "l": "1",
        "I": "1",
        "|": "1",
        "!": "1",
        "S": "5",
        "s": "5",
        "B": "8",
        "Z": "2",
        "z": "2",
        "g": "9",
        "q": "9",
        "。": ".",
        "·": ".",
        "，": ".",
        "'": ".",
        "’": ".",
    }
)
ZERO = Decimal(0)


@dataclass(slots=True)
class Entry:
    """One printed number: its value as read, None where the text is bent beyond parsing."""

    value: Decimal | None
    text: str
    column: int
    repaired: str | None = None
    confidence: float | None = None  # of a number that was recognised in a picture


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum that must hold: the cell `total` is the sum of `parts`. Cells are (row, slot)."""

    total: tuple[int, int]
    parts: tuple[tuple[int, int], ...]
    name: str


@dataclass(slots=True)
class Ledger:
    """Rows of entries by slot (the column that an entry means), and the hierarchy of its rows."""

    rows: list[dict[int, Entry]]
    relations: list[tuple[int, tuple[int, ...]]]  # (total slot, part slots) that hold in every row
    children: dict[int, list[int]] = field(default_factory=dict)  # row -> the rows that it sums
    slots: tuple[int, ...] = ()
    blocks: dict[int, int] = field(default_factory=dict)  # slot -> the half of a two-sided table
    summed: tuple[int, ...] | None = None  # the slots to which `children` applies; None for all of them

    @property
    def down(self) -> tuple[int, ...]:
        """The slots whose numbers add up down the table."""
        return self.slots if self.summed is None else self.summed

    def value(self, cell: tuple[int, int]) -> Decimal | None:
        """The number in a cell; None where the cell is blank or unreadable."""
        entry = self.rows[cell[0]].get(cell[1])
        return None if entry is None else entry.value


def tolerance(values: Iterable[Decimal]) -> Decimal:
    """How far a sum of rounded numbers may be off: half a unit of the last printed digit for each of them."""
    count, digits = 0, 0
    for value in values:
        count += 1
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int):
            digits = max(digits, -exponent)
    return Decimal(5).scaleb(-digits - 1) * (count + 1)


def close(total: Decimal, parts: list[Decimal]) -> bool:
    """Whether a printed total is the sum of its printed parts, rounding allowed for."""
    gap = abs(total - sum(parts, ZERO))
    return not gap or gap <= tolerance([total, *(part for part in parts if part)])


def row_balances(row: dict[int, Entry], relations: list[tuple[int, tuple[int, ...]]]) -> bool | None:
    """Whether all sums inside a row hold; None where no sum can be tested."""
    tested = False
    for total, parts in relations:
        entry = row.get(total)
        values = [row[part].value for part in parts if part in row]
        if entry is None or entry.value is None:
            if any(value for value in values):
                return False
            continue
        if any(value is None for value in values):
            return False
        if not values and entry.value == 0:
            continue
        tested = True
        if not close(entry.value, [value for value in values if value is not None]):
            return False
    return True if tested else None


def settle_columns(
    rows: list[dict[int, Entry]], slots: list[int], relations: list[tuple[int, tuple[int, ...]]]
) -> dict[int, int] | None:
    """Which slot each printed column means, where the heading's order does not balance and exactly one other does.

    `rows` are keyed by printed column. Returns printed column -> slot for the columns that move; None where the
    heading stands as printed, or nothing can be proved.
    """
    used = sorted({column for row in rows for column in row})
    homeless = [column for column in used if column not in slots]
    tests = [row_balances({c: e for c, e in row.items() if c in slots}, relations) for row in rows]
    failing = tests.count(False)
    if not homeless and failing * 3 <= len([t for t in tests if t is not None]):
        return None
    free = [slot for slot in slots if slot not in used]
    suspects = homeless or [column for column in used if column in slots]
    proofs: list[dict[int, int]] = []
    for column in suspects:
        others = [c for c in homeless if c != column]
        if others:
            continue
        for slot in free:
            moved = [{(slot if c == column else c): e for c, e in row.items()} for row in rows]
            results = [row_balances(row, relations) for row in moved]
            if True in results and False not in results:
                proofs.append({column: slot})
    if not proofs and len(used) <= 5:
        proofs = _shifted(rows, used, slots, relations)
    return proofs[0] if len(proofs) == 1 else None


def _shifted(
    rows: list[dict[int, Entry]], used: list[int], slots: list[int], relations: list[tuple[int, tuple[int, ...]]]
) -> list[dict[int, int]]:
    """Every column moved by the same distance."""
    proofs = []
    for distance in (-3, -2, -1, 1, 2, 3):
        if not all(column + distance in slots for column in used):
            continue
        results = [row_balances({c + distance: e for c, e in row.items()}, relations) for row in rows]
        if True in results and False not in results:
            proofs.append({column: column + distance for column in used})
    return proofs


def settle_row(ledger: Ledger, index: int) -> dict[int, int] | None:
    """Slot -> slot for a row whose numbers stand in wrong columns; None where it balances, or nothing is certain.

    Numbers keep their order and their block. Of the placements that balance the one that the sums down the table bear
    out is right; without such a sum it must be the only one.
    """
    row = ledger.rows[index]
    if row_balances(row, ledger.relations) is not False:
        return None
    block = {ledger.blocks.get(slot, 0) for slot in row}
    slots = [slot for slot in ledger.slots if ledger.blocks.get(slot, 0) in block]
    used = sorted(row)
    if len(block) != 1 or not 2 <= len(used) < len(slots) or len(slots) > 8:
        return None
    balancing = []
    for placement in combinations(slots, len(used)):
        moved = {slot: row[old] for old, slot in zip(used, placement, strict=True)}
        if row_balances(moved, ledger.relations):
            balancing.append(moved)
    borne_out = [moved for moved in balancing if _borne_out(ledger, index, moved)]
    proofs = borne_out or (balancing if len(balancing) == 1 and not _column_sums(ledger, index) else [])
    if len(proofs) != 1:
        return None
    return {old: new for new, entry in proofs[0].items() for old, other in row.items() if other is entry}


def _column_sums(ledger: Ledger, index: int) -> list[tuple[int, list[int]]]:
    """The sums down the table in which a row stands: (parent, children)."""
    return [(p, children) for p, children in ledger.children.items() if index == p or index in children]


def _borne_out(ledger: Ledger, index: int, moved: dict[int, Entry]) -> bool:
    """Whether every sum down the table holds with a row placed so, and at least one says something."""
    sums_here = _column_sums(ledger, index)
    if not sums_here:
        return False
    before = ledger.rows[index]
    ledger.rows[index] = moved
    try:
        return all(
            column_holds(ledger, parent, children, slot) for parent, children in sums_here for slot in ledger.down
        )
    finally:
        ledger.rows[index] = before


def column_holds(ledger: Ledger, parent: int, children: list[int], slot: int) -> bool:
    """Whether the rows below a row add up to it in one column; a blank is nothing."""
    total = ledger.value((parent, slot)) or ZERO
    parts = [ledger.value((child, slot)) or ZERO for child in children]
    return close(total, parts) if total or any(parts) else True


def settle_columns_of_rows(ledger: Ledger) -> list[tuple[int, int, int]]:
    """Numbers that balance along their row but stand in the wrong column: (row, slot, right slot).

    Two columns fail by the same amount in opposite directions below one parent, and exactly one row holds that amount.
    """
    moves = []
    for parent, children in ledger.children.items():
        gaps: dict[int, Decimal] = {}
        for slot in ledger.down:
            if not column_holds(ledger, parent, children, slot):
                parts = [ledger.value((child, slot)) or ZERO for child in children]
                gaps[slot] = sum(parts, ZERO) - (ledger.value((parent, slot)) or ZERO)
        over = [(slot, gap) for slot, gap in gaps.items() if gap > 0]
        under = [(slot, gap) for slot, gap in gaps.items() if gap < 0]
        if len(over) != 1 or len(under) != 1 or not close(over[0][1], [-under[0][1]]):
            continue
        wrong, right = over[0][0], under[0][0]
        holding = [child for child in children if ledger.value((child, wrong)) and right not in ledger.rows[child]]
        ways = [[(c, wrong, right)] for c in holding if close(ledger.value((c, wrong)) or ZERO, [over[0][1]])]
        if not ledger.value((parent, wrong)) and len(holding) > 1:
            ways.append([(child, wrong, right) for child in holding])
        if wrong not in ledger.rows[parent] and close(ledger.value((parent, right)) or ZERO, [over[0][1]]):
            ways.append([(parent, right, wrong)])
        ways = [way for way in ways if _bears_out(ledger, way)]
        if len(ways) == 1:
            moves += ways[0]
    return moves


def _bears_out(ledger: Ledger, way: list[tuple[int, int, int]]) -> bool:
    """Whether every sum in which the moved rows stand holds after a set of moves."""
    before = [dict(row) for row in ledger.rows]
    for row, wrong, right in way:
        ledger.rows[row][right] = ledger.rows[row].pop(wrong)
    try:
        rows_hold = all(row_balances(ledger.rows[row], ledger.relations) is not False for row, _, _ in way)
        down = {parent: children for row, _, _ in way for parent, children in _column_sums(ledger, row)}
        return rows_hold and all(column_holds(ledger, p, c, slot) for p, c in down.items() for slot in ledger.down)
    finally:
        for current, entries in zip(ledger.rows, before, strict=True):
            current.clear()
            current.update(entries)


def sums(ledger: Ledger) -> Iterator[Sum]:
    """Every sum of the ledger that can be tested: along its rows and down its hierarchy."""
    for index, row in enumerate(ledger.rows):
        for total, parts in ledger.relations:
            present = tuple((index, part) for part in parts if part in row)
            values = [ledger.value(cell) for cell in present]
            if (total in row and present) or any(values):
                yield Sum((index, total), present, "the row's total is the sum of its columns")
    for parent, children in ledger.children.items():
        for slot in ledger.down:
            present = tuple((child, slot) for child in children if slot in ledger.rows[child])
            values = [ledger.value(cell) for cell in present]
            if (slot in ledger.rows[parent] and present) or any(values):
                yield Sum((parent, slot), present, "the rows below add up to it")


def holds(ledger: Ledger, check: Sum) -> bool:
    """Whether one sum holds as read."""
    total = ledger.value(check.total)
    parts = [ledger.value(part) for part in check.parts]
    if total is None or any(part is None for part in parts):
        return False
    return close(total, [part for part in parts if part is not None])


def mend_numbers(ledger: Ledger, checks: list[Sum], broken: list[Sum]) -> list[tuple[tuple[int, int], Decimal, str]]:
    """Numbers that OCR bent: (cell, value, why), where every sum that the cell stands in asks for the same value.

    A mend needs at least two sums, one along the row and one down the table, that agree exactly; the printed signs
    must be one step of OCR away from the value; and no other cell may explain the same faults.
    """
    if not broken:
        return []
    by_cell: dict[tuple[int, int], list[Sum]] = {}
    for check in checks:
        for cell in (check.total, *check.parts):
            by_cell.setdefault(cell, []).append(check)
    candidates: dict[tuple[int, int], tuple[Decimal, list[Sum]]] = {}
    for cell in {cell for check in broken for cell in (check.total, *check.parts)}:
        involved = by_cell[cell]
        if (
            len(involved) < 2
            or len({check.name for check in involved}) < 2
            or any(check not in broken for check in involved)
        ):
            continue
        entry = ledger.rows[cell[0]].get(cell[1])
        asked = {_asks(ledger, check, cell) for check in involved}
        if entry is None or None in asked:
            continue
        wanted = [
            v for v in asked if v is not None and one_step(entry.text, v) and _all_hold(ledger, involved, cell, v)
        ]
        if len(wanted) == 1:
            candidates[cell] = (wanted[0], involved)
    mends = []
    for cell, (value, involved) in candidates.items():
        rivals = [
            other
            for other, (_, also) in candidates.items()
            if other != cell and any(check in involved for check in also)
        ]
        if not rivals:
            mends.append((cell, value, "; ".join(sorted({check.name for check in involved}))))
    return mends


def _all_hold(ledger: Ledger, checks: list[Sum], cell: tuple[int, int], value: Decimal) -> bool:
    """Whether every one of the sums holds with another value in one cell, rounding allowed for."""
    entry = ledger.rows[cell[0]][cell[1]]
    before, entry.value = entry.value, value
    try:
        return all(holds(ledger, check) for check in checks)
    finally:
        entry.value = before


def _asks(ledger: Ledger, check: Sum, cell: tuple[int, int]) -> Decimal | None:
    """The value that a sum asks of one of its cells, given the others."""
    others = [ledger.value(part) for part in check.parts if part != cell]
    if any(value is None for value in others):
        return None
    rest = sum((value for value in others if value is not None), ZERO)
    if check.total == cell:
        return rest
    total = ledger.value(check.total)
    return None if total is None else total - rest


def one_step(text: str, value: Decimal) -> bool:
    """Whether OCR could print `text` for `value`: letters for digits, a lost or wrong mark, one digit bent or lost."""
    printed = squeeze(text)
    plain = printed.translate(_CONFUSABLE)
    read = amount(plain.replace(",", "")) if plain.count(".") <= 1 else None
    if read == value:
        return True
    digits = "".join(c for c in plain if c.isdigit())
    want = "".join(c for c in f"{value:f}" if c.isdigit())
    if digits.strip("0") == want.strip("0"):
        return True
    if len(digits) == len(want):
        return sum(a != b for a, b in zip(digits, want, strict=True)) == 1
    if abs(len(digits) - len(want)) == 1:
        longer, shorter = (digits, want) if len(digits) > len(want) else (want, digits)
        return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
    return False


def bent_number(text: str) -> bool:
    """Whether a cell that is no number looks like one that OCR bent: mostly digits, with letters among them."""
    plain = squeeze(text)
    digits = sum(c.isdigit() for c in plain)
    return (
        digits >= 2
        and len(plain) <= 16
        and digits * 2 >= len(plain)
        and amount(plain) is None
        and not any("\u4e00" <= c <= "\u9fff" for c in plain)
        and "-" not in plain[1:]
        and ":" not in plain
        and "%" not in plain
    )
