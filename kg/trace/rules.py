"""The rules of counting: which project-years a policy document reaches, and which of their money is counted once.

It judges the facts of kg.trace.facts by the rules of contract.md ("kg trace") and touches no store. Amounts are
attributed whole and never divided. What is not counted stays in the answer with its reason, one of

    mention              the document is only mentioned
    transfers            money handed on to a lower level, which counts at its last tier
    carryover            last year's money, and any other timing that is not this year's (its own name is given)
    final                a final account where a budget of that year is loaded
    adjusted, executed   amounts that a final account prints beside the budget
    department-and-unit  a department's row and its own unit's row state the same money
    no-amount            no row and no sheet prints an amount

Of the files that state one money, one is taken: the budget before a final account, the file that prints most rows of
the project, a department's disclosure before its unit's, and of one disclosure the file that prints most rows over all
projects of the trace (so that one file speaks for it); the id settles the rest. No file says when it was published, so
a re-issue is never taken for the newer one: where it states another amount, both are shown.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from kg.trace.facts import AllocationFact, CitationFact, Facts, OtherFact, ProjectFact, SheetFact
from kg.trace.result import (
    HANDED_ON,
    RELATIONS,
    Evidence,
    LeftOut,
    Mention,
    ProjectEntry,
    Split,
    Totals,
    TracedAllocation,
    add,
)

T = TypeVar("T")
K = TypeVar("K")

#: Timings that count. Unsaid counts too: it is a table that does not tell this year's money from last year's.
CURRENT = ("current", None)


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry with what deciding about it needs and the answer does not show."""

    entry: ProjectEntry
    project: ProjectFact
    documents: frozenset[str]
    publishers: frozenset[str]
    own: bool
    handed_on: bool


@dataclass(frozen=True, slots=True)
class _Money:
    """What states a project's money. `printed` counts the rows of each document, `apart` is that of the facts."""

    allocations: Sequence[AllocationFact]
    sheets: Sequence[SheetFact]
    printed: Mapping[str, int]
    apart: frozenset[str]


def entries(facts: Facts) -> tuple[ProjectEntry, ...]:
    """Every project and year that the document reaches, each marked as counted or not, by year, place and unit."""
    projects = {project.id: project for project in facts.projects}
    cited = _by(facts.citations, lambda citation: citation.project)
    sheets = _by(facts.sheets, lambda sheet: sheet.project)
    allocations = _by(facts.allocations, lambda allocation: allocation.project)
    others = _by(facts.others, lambda other: other.project)
    printed = Counter(allocation.document for allocation in facts.allocations)
    rows: list[_Row] = []
    for key, citations in cited.items():
        if key is None or key not in projects:
            continue
        project = projects[key]
        if {project.unit_id, project.department_id} & facts.recipients:  # the document's own table names them
            project = replace(project, funded=True)
        money = _Money(allocations.get(key, []), sheets.get(key, []), printed, facts.apart)
        rows.extend(_rows(project, citations, money, others.get(key, [])))
    rows.extend(_loose(cited.get(None, []), facts.sheets))
    doubled = _department_and_unit(rows)
    budgeted = {(row.project.id, row.entry.fiscal_year) for row in rows if row.entry.stage == "budget"}
    judged = [_judge(row, facts, budgeted, index in doubled) for index, row in enumerate(rows)]
    return tuple(sorted(judged, key=_order))


def _by(records: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    return groups


def _order(entry: ProjectEntry) -> tuple[object, ...]:
    return (
        entry.fiscal_year, entry.place or "", entry.department or "", entry.unit or "", entry.project,
        entry.stage, entry.timing or "", entry.project_id or "", entry.evidence[0].id if entry.evidence else "",
    )  # fmt: skip


def _rows(
    project: ProjectFact,
    citations: Sequence[CitationFact],
    money: _Money,
    others: Sequence[OtherFact],
) -> list[_Row]:
    """The entries of one project: its rows of each year that cites the document, or else its sheets."""
    rows: list[_Row] = []
    for year, cited in sorted(_by(citations, lambda citation: citation.fiscal_year).items()):
        shared = tuple(sorted({other.policy for other in others if other.fiscal_year == year}))
        of_year = [allocation for allocation in money.allocations if allocation.fiscal_year == year]
        year_sheets = [sheet for sheet in money.sheets if sheet.fiscal_year == year]
        here = replace(money, sheets=year_sheets)
        blank = _blank(project, citations, cited, year, shared)
        groups = _by(of_year, lambda allocation: (allocation.stage, allocation.timing))
        rows.extend(_of_rows(blank, project, group, here, alone=len(groups) == 1) for group in groups.values())
        # A stage that cites the document and prints no row has its sheets; a final's are its budget's once more.
        stated = {stage for stage, _ in groups}
        bare = sorted({c.stage for c in cited} - stated - ({"final"} if stated else set()))
        rows.extend(_of_sheets(blank, project, stage, [s for s in year_sheets if s.stage == stage]) for stage in bare)
    return rows


def _blank(
    project: ProjectFact,
    citations: Sequence[CitationFact],
    cited: Sequence[CitationFact],
    year: int,
    shared: tuple[str, ...],
) -> ProjectEntry:
    """An entry without its money: relation over all citations of the project, evidence of the year."""
    relation = "hands-down" if project.funded else min((c.relation for c in citations), key=RELATIONS.index)
    ordered = sorted(cited, key=lambda c: (c.document, c.page or 0, c.line or 0, c.id))
    return ProjectEntry(
        project_id=project.id or None,
        project=project.name,
        unit=project.unit,
        department=project.department or (project.unit if project.unit_kind == "department" else None),
        place=project.place,
        fiscal_year=year,
        stage=cited[0].stage,
        timing="current",
        amount_yuan=None,
        amount_from=None,
        by_level={},
        allocations=(),
        relation=relation,
        roles=tuple(sorted({c.role for c in cited})),
        attribution="shared" if shared else "sole",
        shared_with=shared,
        counted=False,
        not_counted_because=None,
        evidence=tuple(Evidence(c.id, c.document, c.line, c.page, c.role, c.as_written) for c in ordered),
        left_out=(),
    )


def _of_rows(
    blank: ProjectEntry,
    project: ProjectFact,
    group: Sequence[AllocationFact],
    money: _Money,
    *,
    alone: bool,
) -> _Row:
    """The entry of a project's rows of one stage and timing. Of several files that state them, one is taken.

    Where the row holds what a sheet says is handed on to lower levels, the entry's amount is what the sheet says stays.
    """
    transfers = [allocation for allocation in group if allocation.printed_in == "transfers"]
    stated = [allocation for allocation in group if allocation.printed_in != "transfers"] or transfers
    by_document = _by(stated, lambda allocation: allocation.document)

    def rank(document: str) -> tuple[bool, int, bool, int, str]:
        # A budget's number is the budget's before a final account's; the file with most rows is the most complete;
        # the id settles the rest, so that load order never matters.
        rows = by_document[document]
        below = rows[0].publisher_kind != "department"
        return (rows[0].disclosed_as != rows[0].stage, -len(rows), below, -money.printed[document], document)

    chosen = min(by_document, key=rank)
    taken = sorted(by_document[chosen], key=lambda a: (a.page or 0, a.line or 0, a.id))
    left_out = tuple(
        LeftOut(a.id, a.document, a.line, a.page, a.amount_yuan, _again(a, taken[0]))
        for document, rows in sorted(by_document.items())
        if document != chosen
        for a in rows
    )  # fmt: skip
    amount = add(allocation.amount_yuan for allocation in taken)
    ids = {allocation.id for allocation in taken}
    fitting = [sheet for sheet in money.sheets if sheet.covers & ids]
    fitting = fitting or _uncovered(money.sheets, taken[0], amount, alone=alone)
    handed_on = bool(transfers) and add(a.amount_yuan for a in transfers if a.document in by_document) >= amount
    stays = None if handed_on else _stays(fitting, amount)
    if stays is not None:
        left_out += _handed_on(fitting)
    elif not handed_on and stated is not transfers:
        left_out += tuple(
            LeftOut(a.id, a.document, a.line, a.page, a.amount_yuan, HANDED_ON)
            for a in transfers
            if a.document == chosen
        )
    return _Row(
        replace(
            blank,
            stage=taken[0].stage,
            timing=taken[0].timing,
            amount_yuan=amount if stays is None else stays,
            amount_from="sheet"
            if stays is not None
            else "project-row"
            if any(a.printed_in for a in taken)
            else "prose",
            by_level=_levels(fitting),
            allocations=tuple(TracedAllocation(a.id, a.fund, a.amount_yuan, a.document, a.line, a.page) for a in taken),
            department=blank.department or (taken[0].publisher if taken[0].publisher_kind == "department" else None),
            left_out=left_out,
        ),
        project,
        frozenset(by_document),
        frozenset(a.publisher_id for a in stated),
        own=all(a.scope == "own" and a.disclosure in money.apart for a in taken),
        handed_on=handed_on,
    )


def _uncovered(sheets: Sequence[SheetFact], taken: AllocationFact, amount: Decimal, *, alone: bool) -> list[SheetFact]:
    """The sheets of a money that are linked to no row: of the same file, or of another file of its disclosure.

    Where the project has rows of several timings, only a sheet that prints the same amount is of these rows.
    """
    loose = [sheet for sheet in sheets if not sheet.covers and (alone or sheet.annual == amount)]
    here = [sheet for sheet in loose if alone and sheet.document == taken.document]
    there = [sheet for sheet in loose if sheet.document != taken.document and sheet.disclosure == taken.disclosure]
    return here or [sheet for sheet in there if sheet.document == min(sheet.document for sheet in there)]


def _stays(sheets: Sequence[SheetFact], amount: Decimal) -> Decimal | None:
    """What stays of an amount that sheets print as a whole with a part handed on; None where they do not."""
    handed = add(part.amount_yuan for sheet in sheets for part in sheet.handed_on)
    kept = [sheet.kept for sheet in sheets if sheet.kept is not None]
    if not handed or not kept:
        return None
    stays = add(kept)
    return stays if stays + handed == amount else None


def _handed_on(sheets: Iterable[SheetFact]) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(part.id, part.document, part.line, part.page, part.amount_yuan, HANDED_ON)
        for sheet in sheets
        for part in sheet.handed_on
    )


def _again(row: AllocationFact, taken: AllocationFact) -> str:
    """Why a row of another file is the same money once more."""
    if row.disclosure == taken.disclosure:
        return "same disclosure in another file"
    # A department and its own unit of one name are one body with two disclosures of one stage.
    other = row.publisher_id == taken.publisher_id and row.disclosed_as != taken.disclosed_as
    return "same publisher, other stage" if other else "department-and-unit"


def _of_sheets(blank: ProjectEntry, project: ProjectFact, stage: str, sheets: Sequence[SheetFact]) -> _Row:
    """The entry of a project that no row states: what its sheets print for the year, if anything."""
    by_document = _by([sheet for sheet in sheets if sheet.annual is not None], lambda sheet: sheet.document)
    chosen = min(by_document, key=lambda d: (-len(by_document[d]), d)) if by_document else ""
    taken = by_document.get(chosen, [])
    department = next((s.publisher for s in sheets if s.publisher), None)
    amount = add(s.annual for s in taken if s.annual is not None) if taken else None
    stays = None if amount is None else _stays(taken, amount)
    handed = add(part.amount_yuan for sheet in taken for part in sheet.handed_on)
    return _Row(
        replace(
            blank,
            stage=stage,
            amount_yuan=amount if stays is None else stays,
            amount_from="sheet" if taken else None,
            by_level=_levels(taken),
            department=blank.department or department,
            left_out=_handed_on(taken) if stays else (),
        ),
        project,
        frozenset(by_document),
        frozenset(),
        own=False,
        handed_on=amount is not None and 0 < amount <= handed,
    )


def _levels(sheets: Sequence[SheetFact]) -> dict[str, Decimal]:
    split: dict[str, Decimal] = {}
    for sheet in sheets:
        for level, amount in sheet.by_level:
            split[level] = split.get(level, Decimal(0)) + amount
    return split


def _loose(citations: Sequence[CitationFact], sheets: Sequence[SheetFact]) -> list[_Row]:
    """Entries of sheets that became no project: the sheet's own name stands for it."""
    known = {sheet.id: sheet for sheet in sheets if sheet.project is None}
    cited_in = {key: cited for key, cited in _by(citations, lambda citation: citation.sheet).items() if key in known}
    found = [known[key] for key in cited_in if key is not None]
    printed = Counter(sheet.document for sheet in found)
    rows: list[_Row] = []
    for sheet in sorted(found, key=lambda sheet: sheet.id):
        # The same sheet in another file of the disclosure is no second one.
        if any(
            other.document != sheet.document
            and (other.disclosure, _fold(other.name), other.unit) == (sheet.disclosure, _fold(sheet.name), sheet.unit)
            and (-printed[other.document], other.document) < (-printed[sheet.document], sheet.document)
            for other in found
        ):
            continue
        cited = cited_in[sheet.id]
        project = ProjectFact("", sheet.name, None, sheet.unit, None, None, sheet.publisher, None, False)
        rows.append(_of_sheets(_blank(project, cited, cited, sheet.fiscal_year, ()), project, sheet.stage, [sheet]))
    return rows


def _fold(name: str) -> str:
    """A project's name without width, spaces and brackets."""
    return "".join(c for c in unicodedata.normalize("NFKC", name) if c.isalnum())


def _department_and_unit(rows: Sequence[_Row]) -> set[int]:
    """Rows whose money another row holds: a department's own and its units', stated by each for itself.

    The larger side is counted, the department's where they are equal. A row of the department's own scope (本级), in a
    disclosure that prints the money of its units apart, holds no unit's money.
    """
    doubled: set[int] = set()
    named: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        if row.entry.amount_yuan is not None:
            entry = row.entry
            named[(_fold(entry.project), entry.fiscal_year, entry.stage, entry.timing)].append(index)
    for group in named.values():
        for above in group:
            department = rows[above]
            if department.own or department.project.unit_id is None:
                continue
            below = [
                i for i in group
                if rows[i].project.department_id == department.project.unit_id
                and rows[i].project.unit_id != department.project.unit_id
                and not rows[i].documents & department.documents
                and not rows[i].publishers & department.publishers
            ]  # fmt: skip
            if not below:
                continue
            units = add(rows[i].entry.amount_yuan or Decimal(0) for i in below)
            doubled.update(below if (department.entry.amount_yuan or Decimal(0)) >= units else [above])
    return doubled


def _judge(row: _Row, facts: Facts, budgeted: set[tuple[str, int]], doubled: bool) -> ProjectEntry:
    because = _because(row, facts, budgeted, doubled)
    return replace(row.entry, counted=because is None, not_counted_because=because)


def _because(row: _Row, facts: Facts, budgeted: set[tuple[str, int]], doubled: bool) -> str | None:
    """Why this entry's money is not counted, or None. `budgeted` are the projects and years with a budget entry."""
    entry = row.entry
    if entry.amount_yuan is None:
        return "no-amount"
    if doubled:
        return "department-and-unit"
    if entry.relation == "mention":
        return "mention"
    if row.handed_on:
        return "transfers"
    if entry.timing not in CURRENT:
        return entry.timing
    if entry.stage == "final":
        bodies = {row.project.unit_id, row.project.department_id} | row.publishers
        loaded = any((body, entry.fiscal_year) in facts.budgets for body in bodies if body)
        return "final" if loaded or (row.project.id, entry.fiscal_year) in budgeted else None
    return None if entry.stage == "budget" else entry.stage


def sums(projects: Sequence[ProjectEntry]) -> tuple[Decimal, dict[str, Decimal], Totals]:
    """The total, the total of each year, and the totals that are kept apart."""
    counted = [(entry, entry.amount_yuan) for entry in projects if entry.counted and entry.amount_yuan is not None]
    by_year: dict[str, Decimal] = {}
    for entry, amount in counted:
        year = str(entry.fiscal_year)
        by_year[year] = by_year.get(year, Decimal(0)) + amount

    def split(relation: str) -> Split:
        parts = {
            attribution: add(a for e, a in counted if e.relation == relation and e.attribution == attribution)
            for attribution in ("sole", "shared")
        }
        return Split(**parts)

    def left(reason: str) -> Decimal:
        # Mentions are summed by the same rule as what is counted: this year's budget only.
        return add(
            e.amount_yuan for e in projects
            if e.not_counted_because == reason and e.amount_yuan is not None
            and (reason != "mention" or (e.timing in CURRENT and e.stage == "budget"))
        )  # fmt: skip

    parts = add(row.amount_yuan for e, _ in counted for row in e.left_out if row.because == HANDED_ON)
    totals = Totals(
        split("hands-down"), split("basis"), left("mention"), left("carryover"), left("final"),
        left("transfers") + parts,
    )  # fmt: skip
    return add(amount for _, amount in counted), dict(sorted(by_year.items())), totals


def mentions(facts: Facts) -> tuple[Mention, ...]:
    """The citations that belong to no entry: prose, and the targets of a whole department."""
    projects = {project.id for project in facts.projects}
    loose = {sheet.id for sheet in facts.sheets if sheet.project is None}
    found = [c for c in facts.citations if c.project not in projects and c.sheet not in loose]
    found.sort(key=lambda c: (c.document, c.page or 0, c.line or 0, c.id))
    return tuple(Mention(c.document, c.line, c.page, c.as_written, c.id, c.role) for c in found)
