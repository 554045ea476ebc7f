"""What a trace answers: the frozen records behind `kg trace --format json`, and how they become JSON or a DataFrame.

It knows the shape of the answer (contract.md, `kg trace`), not how anything in it was found or judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

#: Why a part of a project's money stands beside its amount, in `left_out`.
HANDED_ON = "handed on to a lower level"
#: Relations from the strongest to the weakest.
RELATIONS = ("hands-down", "basis", "mention")


def plain(amount: Decimal) -> str:
    """An exact amount as digits: no exponent, no zeros that say nothing.

    >>> plain(Decimal("162000.00")), plain(Decimal("1E+2")), plain(Decimal("0.50")), plain(Decimal("-0"))
    ('162000', '100', '0.5', '0')
    """
    text = f"{amount:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy document that was asked for. `document` is its own file, where that is loaded."""

    id: str
    number: str | None
    title: str | None
    kind: str | None
    issuer: str | None
    issuers: tuple[str, ...]
    place: str | None
    year: int | None
    serial: int | None
    document: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several policy documents that bear the number or title."""

    id: str
    number: str | None
    issuer: str | None
    place: str | None
    citations: int
    title: str | None


@dataclass(frozen=True, slots=True)
class Nearest:
    """A policy document whose number is like one that nobody cites."""

    id: str
    number: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class TracedAllocation:
    """One row of money behind a project's amount, in yuan."""

    id: str
    fund: str | None
    amount_yuan: Decimal
    document: str
    line: int | None
    page: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place where the project cites the policy document."""

    id: str
    document: str
    line: int | None
    page: int | None
    role: str
    as_written: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that the amount does not hold: of the same money in another file, or a part handed on to lower levels."""

    id: str
    document: str
    line: int | None
    page: int | None
    amount_yuan: Decimal
    because: str


@dataclass(frozen=True, slots=True)
class ProjectEntry:
    """One project in one fiscal year, stage and timing.

    `amount_yuan` is the project's rows (`amount_from` "project-row") or its sheet ("sheet"); `by_level` the sheet's
    split by level of government, as printed; `left_out` the rows of other files that state the same money, and the
    parts of it that are handed on to lower levels.
    """

    project_id: str | None
    project: str
    unit: str | None
    department: str | None
    place: str | None
    fiscal_year: int
    stage: str
    timing: str | None
    amount_yuan: Decimal | None
    amount_from: str | None
    by_level: dict[str, Decimal]
    allocations: tuple[TracedAllocation, ...]
    relation: str
    roles: tuple[str, ...]
    attribution: str
    shared_with: tuple[str, ...]
    counted: bool
    not_counted_because: str | None
    evidence: tuple[Evidence, ...]
    left_out: tuple[LeftOut, ...]


#: The keys of an entry in their order: the columns of jsonl, csv and DataFrame.
ENTRY_COLUMNS = tuple(part.name for part in fields(ProjectEntry))


@dataclass(frozen=True, slots=True)
class Split:
    """Counted money of one relation: of projects that rest on this document alone, and of projects that share it."""

    sole: Decimal
    shared: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums that must not be added to each other."""

    hands_down: Split
    basis: Split
    mention: Decimal
    carryover: Decimal
    final: Decimal
    transfers: Decimal


@dataclass(frozen=True, slots=True)
class Scope:
    """What is loaded, and so what the trace can speak of."""

    documents: int
    departments: int
    places: tuple[str, ...]
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation that belongs to no project: in prose, or in the department's own targets."""

    document: str
    line: int | None
    page: int | None
    as_written: str
    id: str
    role: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The answer of `kg trace`: a policy document, and every project that it funds or founds.

    `policy` is None where nobody cites the number (`nearest` has the most similar) or several documents bear it
    (`candidates`). `str(trace)` is the table that `kg trace` prints; `to_dict()` the object that it writes as JSON.
    """

    query: str
    policy: Policy | None
    candidates: tuple[Candidate, ...]
    nearest: tuple[Nearest, ...]
    projects: tuple[ProjectEntry, ...]
    total_yuan: Decimal
    by_year: dict[str, Decimal]
    totals: Totals
    distribution: tuple[dict[str, Any], ...]
    related: tuple[dict[str, Any], ...]
    scope: Scope
    mentions: tuple[Mention, ...]

    @property
    def exit_code(self) -> int:
        """The exit status of the command: 2 where no single policy document answers."""
        return 0 if self.policy is not None else 2

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of the interface: money as strings, years and serial numbers as integers."""
        found = jsonable(self)
        del found["query"]
        return dict(found)

    def to_dataframe(self) -> pd.DataFrame:
        """One row an entry of `projects`; `amount_yuan` holds exact Decimals, lists stay lists."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only this needs it

        cells = [[_cell(getattr(entry, name)) for name in ENTRY_COLUMNS] for entry in self.projects]
        return pd.DataFrame(cells, columns=list(ENTRY_COLUMNS), dtype=object)

    def __str__(self) -> str:
        from kg.trace.text import describe  # noqa: PLC0415 - printing is apart from the answer

        return describe(self)


def _cell(value: Any) -> Any:
    """A field of an entry as a cell: records inside become dictionaries, money stays Decimal."""
    if is_dataclass(value):
        return {name.name: _cell(getattr(value, name.name)) for name in fields(value)}
    return [_cell(part) for part in value] if isinstance(value, tuple) else value


def jsonable(value: Any) -> Any:
    """Any part of an answer as JSON values: records become objects, tuples arrays, money strings."""
    if isinstance(value, Decimal):
        return plain(value)
    if is_dataclass(value):
        return {name.name: jsonable(getattr(value, name.name)) for name in fields(value)}
    if isinstance(value, dict):
        return {key: jsonable(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [jsonable(part) for part in value]
    return value


def add(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum; zero of nothing."""
    return sum(amounts, Decimal(0))
