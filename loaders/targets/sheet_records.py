"""A target sheet as read, before it is linked to its project: what its readers fill in."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from loaders.records import Finding, Place
from loaders.targets.indicators import RawIndicator


@dataclass(slots=True)
class RawAmount:
    """One printed amount of a sheet."""

    place: Place
    column: int
    horizon: str
    label: str
    level: str | None
    fund: str | None
    total: bool
    value: Decimal
    text: str
    repaired: str | None = None
    stage: str | None = None  # budget, adjusted, executed: in a self-evaluation, which has a column for each


@dataclass(slots=True)
class Sheet:
    """A sheet as read, before it is linked to its project."""

    place: Place
    name: str
    fields: dict[str, str] = field(default_factory=dict)
    texts: list[tuple[str, str, Place]] = field(default_factory=list)
    amounts: list[RawAmount] = field(default_factory=list)
    indicators: list[RawIndicator] = field(default_factory=list)
    unit: str | None = None
    year: int | None = None
    filled_on: str | None = None
    damaged: bool = False
    funds_rows: list[Place] = field(default_factory=list)  # the row that opens the amounts, as printed
    used: list[Place] = field(default_factory=list)
    unread: list[Place] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    evaluation: bool = False  # a self-evaluation: what was reached of the targets
    score: str | None = None  # its whole score, as printed
    reached: int = 0  # the first column of what was reached, beside what was aimed at
    horizons: tuple[str, ...] = ("period", "annual")  # what a column of amounts or objectives is, where no word tells
    stages: dict[int, tuple[str, str]] = field(default_factory=dict)  # column -> stage of its amounts, and its heading
