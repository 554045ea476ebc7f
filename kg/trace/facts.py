"""What the graph says around one policy document, fetched with a handful of named queries.

It knows the queries of `queries/trace` and their columns, and judges nothing: see kg.trace.rules. The queries are
small, each a fraction of a millisecond; what they find is put together here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from kg.ids import fold
from kg.trace.pieces import piece
from kg.trace.result import Scope, add
from ontology import vocabulary

if TYPE_CHECKING:
    from kg.trace.pieces import Source

#: What is said of a row of money that no table prints.
_NO_LINE = {"printed_in": None, "scope": None}
LEVELS = ("central", "provincial", "city", "county", "city-county", "higher", "self", "other")


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
class HandedOn:
    """A part of the year's money that a target sheet says goes to lower levels (补助区县)."""

    id: str
    document: str
    line: int | None
    page: int | None
    amount_yuan: Decimal


@dataclass(frozen=True, slots=True)
class SheetFact:
    """A target sheet of such a project: what it prints for the year, and the rows that it covers.

    `handed_on` is what it says goes to lower levels, `kept` the part that it says stays (市级支出).
    """

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
    disclosure: str = ""
    handed_on: tuple[HandedOn, ...] = ()
    kept: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OtherFact:
    """Another policy document that the project cites as giving its money or as its basis, in this fiscal year."""

    project: str
    fiscal_year: int
    policy: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the rules need. `budgets` holds (organization id, fiscal year) of the budgets loaded.

    `recipients` are the organizations that the document's own table names, where it is loaded. `apart` holds the
    disclosures whose rows of money are of several bodies: there a department's own row holds no unit's money.
    """

    citations: tuple[CitationFact, ...]
    projects: tuple[ProjectFact, ...] = ()
    allocations: tuple[AllocationFact, ...] = ()
    sheets: tuple[SheetFact, ...] = ()
    others: tuple[OtherFact, ...] = ()
    budgets: frozenset[tuple[str, int]] = field(default=frozenset())
    recipients: frozenset[str] = field(default=frozenset())
    apart: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Disclosed:
    """The disclosure that a document belongs to, and whose it is."""

    disclosure: str
    fiscal_year: int
    stage: str
    publisher_id: str
    publisher: str
    publisher_kind: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is loaded: each document's disclosure, whose budgets of which years there are, and the scope to state.

    `notices` says whether any document is itself a notice.
    """

    by_document: Mapping[str, Disclosed]
    budgets: frozenset[tuple[str, int]]
    notices: bool
    scope: Scope


def loaded(store: Source) -> Loaded:
    """What the store holds. It stays true until documents are loaded or removed."""
    by_document: dict[str, Disclosed] = {}
    places: set[str] = set()
    budgets: set[tuple[str, int]] = set()
    notices = False
    for found in piece(store, "loaded"):
        documents, place = found.pop("documents"), found.pop("place")
        kinds = frozenset(found.pop("kinds"))
        disclosed = Disclosed(disclosure=found.pop("id"), **found)
        by_document.update(dict.fromkeys(documents, disclosed))
        notices |= "notice" in kinds
        if disclosed.stage == "budget" and kinds != {"notice"}:  # a notice is of a year's money, and no budget
            budgets.add((disclosed.publisher_id, disclosed.fiscal_year))
        if place is not None:
            places.add(place)
    disclosures = set(by_document.values())
    return Loaded(
        by_document,
        frozenset(budgets),
        notices,
        Scope(
            documents=len(by_document),
            departments=len({d.publisher_id for d in disclosures}),
            places=tuple(sorted(places)),
            years=tuple(sorted({d.fiscal_year for d in disclosures})),
        ),
    )


def gather(store: Source, policy: str, among: Loaded) -> Facts:
    """The facts around the policy document of this id, among what is loaded."""
    rows = partial(piece, store, policy=policy)
    of = among.by_document
    cited_for = {row["citation"]: row["project"] for row in rows("cited_for")}
    cited = rows("citations")
    # Sheets without a project are rare: looked for only where a citation has no project.
    in_sheets = rows("cited_in") if len(cited_for) < len(cited) else []
    lost = [row for row in in_sheets if row["citation"] not in cited_for]
    cited_in = {row["citation"]: row["id"] for row in lost}
    citations = tuple(
        CitationFact(
            **row,
            project=cited_for.get(row["id"]),
            sheet=cited_in.get(row["id"]),
            fiscal_year=of[row["document"]].fiscal_year,
            stage=of[row["document"]].stage,
        )
        for row in cited
    )
    loose = {row["id"]: _sheet(row | {"project": None}, of, (), frozenset()) for row in lost}
    if not cited_for:
        return Facts(citations, sheets=tuple(loose.values()))
    lines = {row.pop("allocation"): row for row in rows("lines")}
    allocations = tuple(
        _allocation(row, lines.get(row["id"], _NO_LINE), of[row["document"]]) for row in rows("allocations")
    )
    projects = rows("projects")
    # A department has none above it: asked only where one of the projects is another body's.
    departments = rows("departments") if any(row["unit_kind"] != "department" for row in projects) else []
    known = _projects(projects, departments, rows("funded"))
    return Facts(
        citations,
        known,
        allocations,
        (*_sheets(rows("sheets"), rows("levels"), rows("covers"), of), *loose.values()),
        tuple(
            dict.fromkeys(
                OtherFact(row["project"], of[row["document"]].fiscal_year, row["policy_id"])
                for row in rows("others")
                if row["policy_id"] != policy
            )
        ),
        among.budgets,
        apart=_apart(rows("bodies")) if _above_and_below(known) else frozenset(),
    )


def _above_and_below(projects: Iterable[ProjectFact]) -> bool:
    """Whether a department and one of its units both have such a project."""
    units = {project.unit_id for project in projects if project.unit_id}
    return any(project.department_id in units for project in projects if project.department_id != project.unit_id)


def _apart(rows: Iterable[dict[str, Any]]) -> frozenset[str]:
    """The disclosures that print the money of several bodies apart."""
    bodies: dict[str, set[str]] = {}
    for row in rows:
        bodies.setdefault(row["disclosure"], set()).add(row["unit_id"])
    return frozenset(disclosure for disclosure, units in bodies.items() if len(units) > 1)


def _projects(
    rows: Iterable[dict[str, Any]], departments: Iterable[dict[str, Any]], funded: Iterable[dict[str, Any]]
) -> tuple[ProjectFact, ...]:
    above: dict[str, tuple[str, str]] = {}
    for row in departments:
        above.setdefault(row["unit_id"], (row["department_id"], row["department"]))
    handed = {row["project"] for row in funded}
    return tuple(
        ProjectFact(
            **row,
            department_id=above.get(row["unit_id"], (None, None))[0],
            department=above.get(row["unit_id"], (None, None))[1],
            funded=row["id"] in handed,
        )
        for row in rows
    )


def _allocation(row: dict[str, Any], line: Mapping[str, Any], disclosed: Disclosed) -> AllocationFact:
    return AllocationFact(
        **row | {"amount_yuan": Decimal(row["amount_yuan"])},
        **line,
        disclosure=disclosed.disclosure,
        disclosed_as=disclosed.stage,
        publisher_id=disclosed.publisher_id,
        publisher=disclosed.publisher,
        publisher_kind=disclosed.publisher_kind,
    )


def _sheets(
    rows: Iterable[dict[str, Any]],
    amounts: Iterable[dict[str, Any]],
    covers: Iterable[dict[str, Any]],
    of: Mapping[str, Disclosed],
) -> Iterator[SheetFact]:
    """Sheets with what they print for the year by level of government, and with the rows that they cover."""
    covered: dict[str, set[str]] = {}
    for row in covers:
        covered.setdefault(row["sheet"], set()).add(row["allocation"])
    levels: dict[str, dict[str, Decimal]] = {}
    handed: dict[str, dict[str, HandedOn]] = {}
    kept: dict[str, dict[str, Decimal]] = {}
    goes, stays, of_which = _transfer_words()
    for row in amounts:
        amount = Decimal(row["amount_yuan"])
        if row["level"] is not None:
            split = levels.setdefault(row["sheet"], {})
            split[row["level"]] = split.get(row["level"], Decimal(0)) + amount
        elif (label := of_which.sub("", fold(row.get("label") or "").rstrip(":："))) in goes:
            place = row["document"], row["line"], row["page"]
            handed.setdefault(row["sheet"], {})[row["id"]] = HandedOn(row["id"], *place, amount)
        elif label in stays:
            kept.setdefault(row["sheet"], {})[row["id"]] = amount
    for row in rows:
        found = _sheet(
            row,
            of,
            tuple(sorted(levels.get(row["id"], {}).items(), key=_rank)),
            frozenset(covered.get(row["id"], ())),
        )
        stay = kept.get(row["id"])
        parts = tuple(handed.get(row["id"], {}).values())
        if row.get("category") == "transfer" and found.annual is not None:  # the whole sheet is of money handed on
            parts = (HandedOn(found.id, found.document, row["line"], row["page"], found.annual),)
        yield replace(found, handed_on=parts, kept=add(stay.values()) if stay else None)


@cache
def _transfer_words() -> tuple[frozenset[str], frozenset[str], re.Pattern[str]]:
    """What sheets call the part of the money that goes to lower levels, and the part that stays; 其中 before either."""
    words = vocabulary.load("tables")["transfers"]
    of_which = re.compile(f"^(?:{'|'.join(map(re.escape, words['parts']))})[:：]?")
    return frozenset(map(fold, words["handed_on"])), frozenset(map(fold, words["kept"])), of_which


def _sheet(
    row: dict[str, Any], of: Mapping[str, Disclosed], by_level: tuple[tuple[str, Decimal], ...], covers: frozenset[str]
) -> SheetFact:
    disclosed = of[row["document"]]
    return SheetFact(
        id=row["id"],
        project=row["project"],
        name=row["name"] or "",
        unit=row["unit"],
        document=row["document"],
        fiscal_year=disclosed.fiscal_year,
        stage=disclosed.stage,
        annual=None if row["annual"] is None else Decimal(row["annual"]),
        by_level=by_level,
        covers=covers,
        publisher=disclosed.publisher if disclosed.publisher_kind == "department" else None,
        disclosure=disclosed.disclosure,
    )


def _rank(part: tuple[str, Decimal]) -> tuple[int, str]:
    """Levels of government from the centre outwards, unknown ones last."""
    level = part[0]
    return (LEVELS.index(level) if level in LEVELS else len(LEVELS), level)
