"""What passes between the readers of a distribution table: what the notice says of all its money, and what was found.

Plain records; knows neither words nor sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from loaders.notices.sums import add
from loaders.notices.table import Grid
from loaders.records import Finding, Place


@dataclass(frozen=True, slots=True)
class Terms:
    """What the notice says of all its money. `code` is the one subject that it names, where it names one.

    `government` gives for a function code the government's economic one that the text books the same money under.
    """

    action: str
    title: str
    year: int
    stated: Decimal | None
    stated_at: Place | None
    fund: str | None
    code: str | None
    gov_code: str | None
    government: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Money:
    """One amount of a table, in yuan."""

    at: Place
    column: int
    row: int
    recipient: str | None
    within: str | None
    project: str | None
    item: str | None
    level: str | None
    phase: str
    action: str
    code: str | None
    gov_code: str | None
    fund: str | None
    value: Decimal
    text: str
    unit: str
    kind: str
    counted: bool


@dataclass(slots=True)
class Read:
    """A table as read: its amounts, and what became of its lines."""

    grid: Grid
    money: list[Money] = field(default_factory=list)
    used: list[Place] = field(default_factory=list)
    unread: list[Place] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def given(self) -> Decimal:
        """The sum of what is given this time."""
        return add(money.value for money in self.money if money.counted)

    def at(self) -> Place:
        """Where the table begins."""
        return self.grid.rows[0].at
