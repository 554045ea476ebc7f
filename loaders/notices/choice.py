"""Which tables of a notice count: money that several of them state counts once, and is held against the text's sum."""

from __future__ import annotations

from decimal import Decimal

from loaders.notices.found import Read, Terms
from loaders.notices.sums import add
from loaders.records import Finding


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
