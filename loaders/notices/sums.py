"""What adds up in a distribution table: which columns are sums of others, and which rows. Arithmetic is the referee.

Works on plain numbers: a row is a list of amounts, one a column, None where nothing is printed. Knows no words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Cell = Decimal | None
Vector = Sequence[Cell]
NOTHING = Decimal(0)
#: The rank of ordinals that run on through a table (1, 2, 3): a row may hold others of it; 一 is 1, （一） is 2.
RUNNING = 3


def add(values: Iterable[Cell]) -> Decimal:
    """The sum of what is printed."""
    return sum((value for value in values if value is not None), NOTHING)


def holds(rows: Iterable[Vector], total: int, parts: Sequence[int]) -> bool:
    """Whether a column is the sum of others on every row that prints any of them, and not by zeros alone."""
    seen = False
    for row in rows:
        values = [row[part] for part in parts]
        if row[total] is None and all(value is None for value in values):
            continue
        if add(values) != (row[total] or NOTHING):
            return False
        seen = seen or any(values)
    return seen


@dataclass(slots=True)
class Rows:
    """How rows hang together: `children` of a row that is a sum; `sure` is False where nothing proves it."""

    children: dict[int, tuple[int, ...]] = field(default_factory=dict)
    roots: tuple[int, ...] = ()
    failed: tuple[int, ...] = ()
    sure: bool = True

    def leaves(self) -> frozenset[int]:
        """The rows that are no sum of others, as far as sums are known, below the roots."""
        found: set[int] = set()
        waiting = list(self.roots)
        while waiting:
            row = waiting.pop()
            below = self.children.get(row, ())
            waiting.extend(below)
            if not below:
                found.add(row)
        return frozenset(found)

    def above(self, row: int) -> Iterator[int]:
        """The sums that hold a row, the nearest first."""
        parent = next((one for one, below in self.children.items() if row in below), None)
        while parent is not None:
            yield parent
            row = parent
            parent = next((one for one, below in self.children.items() if row in below), None)


def _vector_sum(rows: Sequence[Vector], members: Sequence[int], width: int) -> list[Decimal]:
    return [add(rows[member][column] for member in members) for column in range(width)]


def _equal(row: Vector, sums: Sequence[Decimal]) -> bool:
    return any(sums) and all((value or NOTHING) == found for value, found in zip(row, sums, strict=True))


def _below(rows: Sequence[Vector], row: int, roots: Sequence[int], least: int, forbidden: frozenset[int]) -> int:
    """How many of the roots after a row add up to it; 0 where none do."""
    width = len(rows[row])
    for count in range(least, len(roots) + 1):
        if forbidden & set(roots[:count]):
            return 0
        if _equal(rows[row], _vector_sum(rows, roots[:count], width)):
            return count
    return 0


def _build(
    rows: Sequence[Vector],
    labelled: frozenset[int],
    totals: frozenset[int],
    ranks: Sequence[int | None],
    *,
    implied: bool,
) -> Rows:
    """The sums among the rows: labelled ones, and with `implied` those that arithmetic alone shows."""
    found = Rows()
    roots: list[int] = []
    open_: list[int] = []
    for row in range(len(rows) - 1, -1, -1):
        least = 1 if row in labelled else 2
        count = 0
        if row in labelled or (implied and any(rows[row])):
            # A subtotal holds no total; a total may hold anything.
            forbidden = totals if row not in totals else frozenset[int]()
            if row not in labelled:
                forbidden |= _above(ranks, row)
            count = _below(rows, row, roots, least, forbidden)
            if row in totals and count and count < len(roots):
                count = _all_or(rows, row, roots, count)
        if count:
            found.children[row] = tuple(roots[:count])
            roots = [row, *roots[count:]]
        else:
            if row in labelled:
                open_.append(row)
            roots = [row, *roots]
    for row in sorted(open_):  # sums that stand below what they add up
        if row not in roots:
            continue  # a sum further up holds it: whether it adds up itself is said below
        at = roots.index(row)
        for start in range(at - 1, -1, -1):
            members = [one for one in roots[start:at] if one not in totals or row in totals]
            if members and _equal(rows[row], _vector_sum(rows, members, len(rows[row]))):
                longest = start
                if row in totals and _equal(rows[row], _vector_sum(rows, roots[:at], len(rows[row]))):
                    longest = 0
                found.children[row] = tuple(roots[longest:at])
                roots = [*roots[:longest], row, *roots[at + 1 :]]
                break
    found.failed = tuple(row for row in sorted(open_) if row not in found.children)
    found.roots = tuple(roots)
    return found


def _above(ranks: Sequence[int | None], row: int) -> frozenset[int]:
    """The rows that a row cannot hold: those whose ordinal is above its own, and headings of its own rank."""
    own = ranks[row]
    if own is None:
        return frozenset()
    return frozenset(
        other for other, rank in enumerate(ranks) if rank is not None and (rank < own or rank == own < RUNNING)
    )


def _all_or(rows: Sequence[Vector], row: int, roots: Sequence[int], count: int) -> int:
    """All roots after a total where these add up to it too (zeros at the end), else as many as were found."""
    return len(roots) if _equal(rows[row], _vector_sum(rows, roots, len(rows[row]))) else count


def hierarchy(
    rows: Sequence[Vector],
    labelled: frozenset[int],
    totals: frozenset[int],
    given: Decimal | None,
    base: Sequence[int],
    ranks: Sequence[int | None] = (),
) -> Rows:
    """Which rows are sums of others. `ranks` are those of their ordinals, None where a row bears none.

    `labelled` say that they are sums, `totals` of them that they are the whole. A row without such a word is taken for
    a sum only where a total, or `given` (what the text gives, compared over the columns `base`), then comes out and
    does not without. Where neither decides, nothing is implied and the result is not sure.
    """
    ranks = ranks or [None] * len(rows)
    plain = _build(rows, labelled, totals, ranks, implied=False)
    implied = _build(rows, labelled, totals, ranks, implied=True)
    if implied.children == plain.children:
        return plain

    def fits(found: Rows) -> bool:
        return not found.failed and _whole(rows, found, base) == given

    if labelled & totals:
        first, second = _open(rows, plain, totals), _open(rows, implied, totals)
        if not first or len(second) < len(first):
            return implied if first else plain
        plain.sure = bool(plain.failed)  # a total that fails is said for itself
        return plain
    if given is not None and fits(plain) != fits(implied):
        return plain if fits(plain) else implied
    plain.sure = False
    return plain


def _open(rows: Sequence[Vector], found: Rows, totals: frozenset[int]) -> tuple[int, ...]:
    """What speaks against a reading: sums that fail, and rows that the total does not hold."""
    outside = tuple(row for row in found.roots if row not in totals and any(rows[row]))
    return found.failed + (() if found.failed else outside)


def _whole(rows: Sequence[Vector], found: Rows, base: Sequence[int]) -> Decimal:
    return add(rows[leaf][column] for leaf in found.leaves() for column in base)
