"""A table while it is read: its heading, its rows of labels and entries, and what became of its lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from loaders.document import Row
from loaders.records import Finding, Place
from loaders.tables.arithmetic import Entry
from loaders.tables.headings import Heading


@dataclass(frozen=True, slots=True)
class Context:
    """What the document says of all its tables."""

    publisher: str
    scope: str | None
    fiscal_year: int
    stage: str


@dataclass(slots=True)
class BodyRow:
    """One row below the heading: its labels by block, its entries by printed column, then by slot."""

    row: Row
    labels: dict[int, dict[str, str]] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)


@dataclass(slots=True)
class Table:
    """A table as read, before its numbers become records. `unit` is empty where the table prints none.

    `drawn`: the format tells which cell a number stands in, so that it stands in no wrong column.
    """

    kind: str
    title: str
    year: int | None
    unit: str
    heading: Heading
    body: list[BodyRow]
    publisher: str | None
    drawn: bool = False
    sums: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)  # a column's slot, and those that it sums
    furniture: list[tuple[Place, str]] = field(default_factory=list)
    used: list[Place] = field(default_factory=list)
    unread: list[Place] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def leaves(self, total: int) -> frozenset[int]:
        """The slots of which a column is the sum in the end; empty where it is no sum."""
        found: set[int] = set()
        parts = dict(self.sums)
        waiting = list(parts.get(total, ()))
        while waiting:
            slot = waiting.pop()
            if slot in parts and slot not in found:
                waiting += parts[slot]
            else:
                found.add(slot)
        return frozenset(found - {total})
