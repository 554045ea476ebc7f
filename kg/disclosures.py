"""Which statements of money are the same money: files of one disclosure, and units' disclosures within departments'.

A disclosure is one publisher's statement for one year and stage. It may lie in several files; of these, one counts for
each table. A unit's disclosure is within its department's, whose numbers hold the unit's: a sum takes one of the two.
Both are judged over the whole set, never by order of arrival. It reads the catalogue and the statements, and changes
nothing; what a policy document's trace counts is decided in kg.trace_rules, by the same order.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg import ids
from kg.statements import exact

if TYPE_CHECKING:
    from kg.answers import DocumentRow
    from kg.store import Store

#: Why a disclosure is within another, the surest first.
REASONS = ("same-name", "own-unit", "listed", "named")
#: The rule of the findings about files of one disclosure that state different numbers.
DIFFER = "files-differ"
#: What tells a number of a table from the others of the table; the same number of another file has the same.
_KEY = ("table", "item", "code", "govItem", "side", "fund", "expenditure", "timing", "fiscalYear", "stage", "measure",
        "rowKind", "unit")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A disclosure whose money another one holds.

    `reason` is same-name (one body discloses as department and as unit), own-unit (本级, 本部, 机关 after the
    department's name), listed (the department's document lists it as its unit) or named (its own document names the
    department that it belongs to).
    """

    disclosure: str
    within: str
    reason: str


@dataclass(frozen=True, slots=True)
class Account:
    """Which file of a disclosure counts for one table, and the others that print the table too."""

    disclosure: str
    table: str
    document: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One number that two files of a disclosure print differently.

    `counted` and `other` are the ids of the two lines; `line` and `page` are where the other one stands.
    """

    disclosure: str
    counted: str
    other: str
    line: int | None
    page: int | None
    message: str
    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class _Disclosure:
    id: str
    publisher: str
    names: frozenset[str]
    kind: str
    place: str | None
    fiscal_year: int
    stage: str
    documents: frozenset[str]


def inclusions(store: Store) -> list[Inclusion]:
    """The disclosures whose money another loaded disclosure holds, each once, by the surest reason; by id."""
    known = _disclosures(store)
    above = _above(store)
    by_time: dict[tuple[int, str], list[_Disclosure]] = defaultdict(list)
    for entry in known:
        by_time[entry.fiscal_year, entry.stage].append(entry)
    found = []
    for entry in known:
        reasons = [
            (REASONS.index(reason), other.id)
            for other in by_time[entry.fiscal_year, entry.stage]
            if other.id != entry.id and other.kind == "department" and (reason := _within(entry, other, above))
        ]
        if reasons:
            rank, within = min(reasons)
            found.append(Inclusion(entry.id, within, REASONS[rank]))
    return found


def _within(unit: _Disclosure, department: _Disclosure, above: Mapping[tuple[str, str], _Claims]) -> str:
    """Why a disclosure is within a department's of the same year and stage; "" where it is not."""
    if unit.publisher == department.publisher:
        return "same-name" if unit.kind == "unit" else ""
    if unit.place == department.place and any(
        ids.department_of_own_unit(name) in department.names for name in unit.names
    ):
        return "own-unit"
    claims = above.get((unit.publisher, department.publisher))
    if claims is None:
        return ""
    if claims.as_unit & department.documents:
        return "listed"
    return "named" if unit.kind == "unit" and claims.documents & unit.documents else ""


def _disclosures(store: Store) -> list[_Disclosure]:
    """The disclosures with their publishers, by id. What a notice says is no statement of a year's money."""
    publisher: dict[str, str] = {}
    for node, body in store.sql().execute("SELECT node, body FROM claims WHERE label = 'Disclosure' ORDER BY document"):
        for kind, target in json.loads(body)[1]:
            if kind == "publishedBy":
                publisher.setdefault(node, target)
    rows: dict[str, list[DocumentRow]] = defaultdict(list)
    for row in store.documents():
        if row.kind != "notice":
            rows[row.disclosure].append(row)
    return [
        _Disclosure(
            disclosure,
            publisher.get(disclosure, ""),
            frozenset(ids.fold_body(row.publisher) for row in files),
            "department" if any(row.publisher_kind == "department" for row in files) else "unit",
            files[0].place,
            files[0].fiscal_year,
            files[0].stage,
            frozenset(row.document for row in files),
        )
        for disclosure, files in sorted(rows.items())
    ]


@dataclass(slots=True)
class _Claims:
    """The documents that say that one body belongs to another; `as_unit` those that list it as a unit."""

    documents: set[str]
    as_unit: set[str]


def _above(store: Store) -> dict[tuple[str, str], _Claims]:
    found: dict[tuple[str, str], _Claims] = {}
    for node, document, body in store.sql().execute(
        "SELECT node, document, body FROM claims WHERE label = 'Organization'"
    ):
        properties, links = json.loads(body)
        for kind, target in links:
            if kind == "subOrganizationOf":
                claims = found.setdefault((node, target), _Claims(set(), set()))
                claims.documents.add(document)
                if properties.get("kind") == "unit":
                    claims.as_unit.add(document)
    return found


def _several(store: Store) -> dict[str, list[str]]:
    """The disclosures that lie in several files, with these."""
    files: dict[str, list[str]] = defaultdict(list)
    for row in store.documents():
        files[row.disclosure].append(row.document)
    return {disclosure: sorted(documents) for disclosure, documents in sorted(files.items()) if len(documents) > 1}


def accounts(store: Store) -> list[Account]:
    """Which file counts for each table of the disclosures that lie in several; tables of one file are not named.

    The file that prints most numbers of the table counts, of equal ones the file that prints most numbers at all, of
    these the one with fewest findings: the arithmetic is the referee. The id settles the rest. No file says when it was
    published, so a re-issue is never taken for the newer one.
    """
    found = []
    for disclosure, documents in _several(store).items():
        found += _accounts(disclosure, {document: list(_lines(store, document)) for document in documents}, store)
    return found


def _accounts(disclosure: str, lines: Mapping[str, Sequence[Mapping[str, Any]]], store: Store) -> list[Account]:
    printed = {document: Counter(str(line["table"]) for line in rows) for document, rows in lines.items()}
    faults: dict[str, int] = {}

    def rank(document: str, table: str) -> tuple[int, int, int, str]:
        if document not in faults:
            faults[document] = sum(
                node.label == "Finding" and node.properties.get("severity") != "note"
                for node in store.unit(document).nodes()
            )
        return (-printed[document][table], -printed[document].total(), faults[document], document)

    found = []
    for table in sorted({table for counts in printed.values() for table in counts}):
        holding = [document for document, counts in printed.items() if counts[table]]
        if len(holding) > 1:
            first, *others = sorted(holding, key=lambda document: rank(document, table))
            found.append(Account(disclosure, table, first, tuple(others)))
    return found


def _lines(store: Store, document: str) -> Iterator[dict[str, Any]]:
    for node in store.unit(document).nodes():
        if node.label == "BudgetLine":
            yield {**node.properties, "id": node.id}


def differences(store: Store) -> Iterator[Difference]:
    """The numbers that files of one disclosure print differently, by disclosure and line.

    Only numbers that each of the two files prints once are compared: where a row stands twice, which is which is not
    guessed.
    """
    for disclosure, documents in _several(store).items():
        lines = {document: list(_lines(store, document)) for document in documents}
        once = {document: _once(rows) for document, rows in lines.items()}
        for account in _accounts(disclosure, lines, store):
            taken = once[account.document]
            for other in account.others:
                for key, line in once[other].items():
                    mine = taken.get(key)
                    if key[0] == account.table and mine is not None and mine["amountYuan"] != line["amountYuan"]:
                        yield _difference(disclosure, mine, line)


def _difference(disclosure: str, counted: Mapping[str, Any], other: Mapping[str, Any]) -> Difference:
    expected, actual = (exact(line["amountYuan"]) for line in (counted, other))
    what = other.get("item") or other["table"]
    return Difference(
        disclosure,
        str(counted["id"]),
        str(other["id"]),
        other.get("line"),
        other.get("page"),
        f"another file of this disclosure prints another amount for {what}: {expected} in {counted['document']}, "
        f"{actual} here; the first is counted",
        expected,
        actual,
    )


def _once(lines: Iterable[Mapping[str, Any]]) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    found: dict[tuple[Any, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for line in lines:
        key = tuple(
            ids.fold(value)
            if isinstance(value := line.get(name), str) and name in ("item", "govItem", "unit")
            else value
            for name in _KEY
        )
        found[key].append(line)
    return {key: same[0] for key, same in found.items() if len(same) == 1}


def findings(store: Store) -> Iterator[dict[str, Any]]:
    """The differences as rows of `kg check`: at the line that is not counted."""
    for entry in differences(store):
        yield {
            "rule": DIFFER,
            "severity": "warning",
            "document": entry.other.partition("/")[0],
            "lines": [] if entry.line is None else [entry.line],
            "pages": [] if entry.page is None else [entry.page],
            "message": entry.message,
            "expected": entry.expected,
            "actual": entry.actual,
            "id": entry.other,
        }
