"""What the graph says around one policy document, fetched with a handful of named queries.

It knows the queries of `queries/trace_*.cypher` and their columns, and judges nothing: see kg.trace_rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

import queries
from kg.trace_result import Scope

if TYPE_CHECKING:
    from kg.answers import DocumentRow, Hit, PolicyRow, Result

LEVELS = ("central", "provincial", "city", "county", "city-county", "higher", "self", "other")


class Source(Protocol):
    """What a trace needs of a store."""

    def cypher(self, query: str, parameters: Mapping[str, Any] | None = None) -> Result:
        """Rows of a read-only query."""
        ...

    def policies(self, text: str, issuer: str | None = None, place: str | None = None) -> list[PolicyRow]:
        """Policy documents of this number, title or id."""
        ...

    def nearest(self, number: str, n: int = 5) -> list[PolicyRow]:
        """Policy documents whose numbers are most like `number`."""
        ...

    def search(self, text: str, *, limit: int = 50) -> list[Hit]:
        """Things whose name, number or title holds `text`."""
        ...

    def documents(self) -> list[DocumentRow]:
        """What is loaded."""
        ...


@dataclass(frozen=True, slots=True)
class CitationFact:
    """One citation of the policy document, with the year and stage of the disclosure that prints it."""

    id: str
    document: str
    line: int | None
    page: int | None
    role: str
    relation: str
    as_written: str
    project: str | None
    sheet: str | None
    fiscal_year: int
    stage: str


@dataclass(frozen=True, slots=True)
class ProjectFact:
    """A project that cites the policy document; `funded` where its citations together say that money is handed down."""

    id: str
    name: str
    unit_id: str | None
    unit: str | None
    unit_kind: str | None
    department_id: str | None
    department: str | None
    place: str | None
    funded: bool


@dataclass(frozen=True, slots=True)
class AllocationFact:
    """One row of money of such a project. `printed_in` (the table) and `scope` are its budget line's.

    `disclosed_as` is the stage of the whole disclosure: a final account prints budget numbers too.
    """

    id: str
    project: str
    document: str
    line: int | None
    page: int | None
    fund: str | None
    amount_yuan: Decimal
    fiscal_year: int
    stage: str
    timing: str | None
    printed_in: str | None
    scope: str | None
    disclosure: str
    disclosed_as: str
    publisher_id: str
    publisher: str
    publisher_kind: str


@dataclass(frozen=True, slots=True)
class SheetFact:
    """A target sheet of such a project: what it prints for the year, and the rows that it covers."""

    id: str
    project: str | None
    name: str
    unit: str | None
    document: str
    fiscal_year: int
    stage: str
    annual: Decimal | None
    by_level: tuple[tuple[str, Decimal], ...]
    covers: frozenset[str] = frozenset()
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class OtherFact:
    """Another policy document that the project cites as giving its money or as its basis, in this fiscal year."""

    project: str
    fiscal_year: int
    policy: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the rules need. `budgets` holds (organization id, fiscal year) of the budgets loaded."""

    citations: tuple[CitationFact, ...]
    projects: tuple[ProjectFact, ...] = ()
    allocations: tuple[AllocationFact, ...] = ()
    sheets: tuple[SheetFact, ...] = ()
    others: tuple[OtherFact, ...] = ()
    budgets: frozenset[tuple[str, int]] = field(default=frozenset())


def gather(store: Source, policy: str) -> Facts:
    """The facts around the policy document of this id."""

    def rows(name: str, **ask: str) -> list[dict[str, Any]]:
        # The columns of each query are the fields of its record.
        return list(store.cypher(queries.text(name), ask or {"policy": policy}).dicts())

    citations = tuple(CitationFact(**row) for row in rows("trace_citations"))
    if all(citation.project is None and citation.sheet is None for citation in citations):
        return Facts(citations)
    # Sheets without a project are rare: looked for only where a citation has a sheet and no project.
    lost = any(citation.project is None and citation.sheet is not None for citation in citations)
    loose = rows("trace_loose_sheets") if lost else []
    projects: dict[str, ProjectFact] = {}
    for row in rows("trace_projects"):
        projects.setdefault(row["id"], ProjectFact(**row))
    allocations = {
        row["id"]: AllocationFact(**row | {"amount_yuan": Decimal(str(row["amount_yuan"]))})
        for row in rows("trace_allocations")
    }
    finals = any(allocation.stage == "final" for allocation in allocations.values())
    budgets = rows("trace_budgets", stage="budget") if finals else []
    return Facts(
        citations,
        tuple(projects.values()),
        tuple(allocations.values()),
        _sheets([*rows("trace_sheets"), *loose], rows("trace_covers"), set(allocations)),
        tuple(OtherFact(**row) for row in rows("trace_others")),
        frozenset((row["publisher"], row["fiscal_year"]) for row in budgets),
    )


def _sheets(rows: Sequence[dict[str, Any]], covers: Sequence[dict[str, Any]], known: set[str]) -> tuple[SheetFact, ...]:
    """Sheets out of rows of one printed amount each; a sheet without any comes as one row of None."""
    covered: dict[str, set[str]] = {}
    for pair in covers:
        if pair["allocation"] in known:
            covered.setdefault(pair["sheet"], set()).add(pair["allocation"])
    sheets: dict[str, SheetFact] = {}
    for row in rows:
        sheet = sheets.get(row["id"]) or SheetFact(
            id=row["id"],
            project=row["project"],
            name=row["name"] or "",
            unit=row["unit"],
            document=row["document"],
            fiscal_year=row["fiscal_year"],
            stage=row["stage"],
            annual=None,
            by_level=(),
            covers=frozenset(covered.get(row["id"], ())),
            publisher=row["publisher"],
        )
        sheets[row["id"]] = sheet if row["amount_yuan"] is None else _with(sheet, row)
    return tuple(sheets.values())


def _with(sheet: SheetFact, row: dict[str, Any]) -> SheetFact:
    """The sheet with one more of its printed amounts."""
    amount, level = Decimal(str(row["amount_yuan"])), row["level"]
    if level is not None:
        split = dict(sheet.by_level)
        split[level] = split.get(level, Decimal(0)) + amount
        return replace(sheet, by_level=tuple(sorted(split.items(), key=_rank)))
    return replace(sheet, annual=amount) if row["total"] and sheet.annual is None else sheet


def _rank(part: tuple[str, Decimal]) -> tuple[int, str]:
    """Levels of government from the centre outwards, unknown ones last."""
    level = part[0]
    return (LEVELS.index(level) if level in LEVELS else len(LEVELS), level)


def scope(documents: Sequence[DocumentRow]) -> Scope:
    """What a trace over these documents speaks of."""
    return Scope(
        documents=len(documents),
        departments=len({row.publisher for row in documents if row.publisher_kind == "department"}),
        places=tuple(sorted({row.place for row in documents if row.place})),
        years=tuple(sorted({row.fiscal_year for row in documents})),
    )
