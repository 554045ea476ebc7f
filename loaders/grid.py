"""A table while it is read: its heading, its rows of labels and entries, and what became of its lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from loaders.arithmetic import Entry
from loaders.document import Row
from loaders.headings import Heading
from loaders.records import Finding, Place


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
    furniture: list[tuple[Place, str]] = field(default_factory=list)
    used: list[Place] = field(default_factory=list)
    unread: list[Place] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
