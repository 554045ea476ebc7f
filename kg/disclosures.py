"""Which statements of money are the same money: files of one disclosure, and units' disclosures within departments'.

A disclosure is one publisher's statement for one year and stage. It may lie in several files; of these, one counts for
each table. A unit's disclosure is within its department's, whose numbers hold the unit's: a sum takes one of the two.
Both are judged over the whole set, never by order of arrival. It reads the catalogue, which shows what it finds of
each disclosure, and the statements; what a policy document's trace counts is decided in kg.trace.rules, by the same
order.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg import ids
from kg.statements import exact

if TYPE_CHECKING:
    from kg.statements import Unit
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


#: What the catalogue notes of a document: how many numbers of each table it prints, and what it was found faulty in.
TABLES = "CREATE TABLE printed (document TEXT, kind TEXT, count INTEGER, PRIMARY KEY (document, kind)) WITHOUT ROWID;\n"
#: The tables whose rows go with a document.
OF_DOCUMENTS = ("printed",)
#: Beside the tables: what else a sum may take twice, by class, and the findings.
_BESIDE = {"Allocation": "allocations", "PerformanceSheet": "sheets", "Figure": "figures"}
_FAULTS = "faults"
_NO_TABLES = frozenset({*_BESIDE.values(), _FAULTS})

Time = tuple[int, str]  # a fiscal year and a stage


def note(sql: sqlite3.Connection, unit: Unit) -> None:
    """Note what a document prints."""
    counts: Counter[str] = Counter()
    for node in unit.own:
        if node.label == "BudgetLine":
            counts[str(node.properties["table"])] += 1
        elif node.label in _BESIDE:
            counts[_BESIDE[node.label]] += 1
        elif node.label == "Finding" and node.properties.get("severity") != "note":
            counts[_FAULTS] += 1
    rows = [(unit.document, kind, count) for kind, count in counts.items()]
    sql.executemany("INSERT OR REPLACE INTO printed VALUES (?, ?, ?)", rows)


def times_of(sql: sqlite3.Connection, documents: Iterable[str]) -> set[Time]:
    """The years and stages that documents state."""
    query = "SELECT meta ->> 'fiscal_year', meta ->> 'stage' FROM documents WHERE document = ?"
    return {(int(row[0]), str(row[1])) for document in documents for row in sql.execute(query, (document,))}


@dataclass(frozen=True, slots=True)
class Standing:
    """How the numbers of a disclosure stand to others: the one that holds them, and the tables that stand twice.

    `repeats` names a table (or allocations, sheets, figures) and a file that prints it while another one counts: a file
    of the same disclosure, or of what the same body discloses as a department.
    """

    within: str | None
    repeats: tuple[str, ...]


def standings(sql: sqlite3.Connection, times: Collection[Time]) -> dict[str, Standing]:
    """How the disclosures of these years and stages stand to others, by id."""
    known = _disclosures(sql, times)
    included = {entry.disclosure: entry for entry in _inclusions(sql, known)}
    files = {entry.id: sorted(entry.documents) for entry in known}
    repeats: dict[str, set[str]] = defaultdict(set)
    for account in _accounts(sql, files):
        repeats[account.disclosure].update(f"{account.table} {document}" for document in account.others)
    for disclosure, entry in included.items():
        if entry.reason == REASONS[0]:
            above = {kind for document in files[entry.within] for kind in _printed(sql, document)}
            for document in files[disclosure]:
                repeats[disclosure].update(f"{kind} {document}" for kind in _printed(sql, document) if kind in above)
    return {
        entry.id: Standing(
            included[entry.id].within if entry.id in included else None,
            tuple(sorted(said for said in repeats[entry.id] if not said.startswith(_FAULTS))),
        )
        for entry in known
    }


def inclusions(store: Store) -> list[Inclusion]:
    """The disclosures whose money another loaded disclosure holds, each once, by the surest reason; by id."""
    return _inclusions(store.sql(), _disclosures(store.sql()))


def _inclusions(sql: sqlite3.Connection, known: Sequence[_Disclosure]) -> list[Inclusion]:
    above = _above(sql, known)
    by_time: dict[Time, list[_Disclosure]] = defaultdict(list)
    for entry in known:
        by_time[entry.fiscal_year, entry.stage].append(entry)
    found = []
    for others in by_time.values():
        near = _Near(others, above)
        for entry in others:
            reasons = [
                (REASONS.index(reason), other.id)
                for other in near.departments(entry)
                if other.id != entry.id and (reason := _within(entry, other, above))
            ]
            if reasons:
                rank, within = min(reasons)
                found.append(Inclusion(entry.id, within, REASONS[rank]))
    return sorted(found, key=lambda entry: entry.disclosure)


class _Near:
    """The departments' disclosures of one year and stage that another one may be within."""

    def __init__(self, known: Iterable[_Disclosure], above: Mapping[tuple[str, str], _Claims]) -> None:
        self.by_publisher: dict[str, list[_Disclosure]] = defaultdict(list)
        self.by_name: dict[str, list[_Disclosure]] = defaultdict(list)
        for entry in known:
            if entry.kind == "department":
                self.by_publisher[entry.publisher].append(entry)
                for name in entry.names:
                    self.by_name[name].append(entry)
        self.superiors: dict[str, list[str]] = defaultdict(list)
        for unit, department in above:
            self.superiors[unit].append(department)

    def departments(self, entry: _Disclosure) -> list[_Disclosure]:
        """Those of the same publisher, of what it is said to belong to, and of the department of its name."""
        found = [*self.by_publisher[entry.publisher]]
        for department in self.superiors[entry.publisher]:
            found += self.by_publisher[department]
        for name in entry.names:
            found += self.by_name[ids.department_of_own_unit(name) or ""]
        return list({other.id: other for other in found}.values())


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


#: What of a document's description tells its disclosure. SQLite takes it out, which spares reading the passages.
_DESCRIBED = ("disclosure", "document", "publisher", "publisher_kind", "fiscal_year", "stage")


def _disclosures(sql: sqlite3.Connection, times: Collection[Time] | None = None) -> list[_Disclosure]:
    """The disclosures of these years and stages with their publishers, by id; without `times`, all.

    What a notice says is no statement of a year's money.
    """
    fields = ", ".join(f"meta ->> '{name}'" for name in _DESCRIBED)
    files: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for *values, place in sql.execute(
        f"SELECT {fields}, meta ->> '$.places[#-1]' FROM documents WHERE meta ->> 'kind' <> 'notice' ORDER BY document"
    ):
        described = dict(zip(_DESCRIBED, values, strict=True)) | {"place": place}
        if times is None or (described["fiscal_year"], described["stage"]) in times:
            files[described["disclosure"]].append(described)
    return [
        _Disclosure(
            disclosure,
            _publisher(sql, disclosure),
            frozenset(ids.fold_body(row["publisher"]) for row in rows),
            "department" if any(row["publisher_kind"] == "department" for row in rows) else "unit",
            rows[0]["place"],
            rows[0]["fiscal_year"],
            rows[0]["stage"],
            frozenset(row["document"] for row in rows),
        )
        for disclosure, rows in sorted(files.items())
    ]


def _publisher(sql: sqlite3.Connection, disclosure: str) -> str:
    """Who publishes a disclosure, as the first document says; "" where none does."""
    for (body,) in sql.execute("SELECT body FROM claims WHERE node = ? ORDER BY document", (disclosure,)):
        for kind, target in json.loads(body)[1]:
            if kind == "publishedBy":
                return str(target)
    return ""


@dataclass(slots=True)
class _Claims:
    """The documents that say that one body belongs to another; `as_unit` those that list it as a unit."""

    documents: set[str]
    as_unit: set[str]


def _above(sql: sqlite3.Connection, known: Iterable[_Disclosure]) -> dict[tuple[str, str], _Claims]:
    """What documents say of the publishers of these disclosures: the body that each belongs to."""
    found: dict[tuple[str, str], _Claims] = {}
    for publisher in sorted({entry.publisher for entry in known}):
        for document, body in sql.execute("SELECT document, body FROM claims WHERE node = ?", (publisher,)):
            properties, links = json.loads(body)
            for kind, target in links:
                if kind == "subOrganizationOf":
                    claims = found.setdefault((publisher, target), _Claims(set(), set()))
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
    return [entry for entry in _accounts(store.sql(), _several(store)) if entry.table not in _NO_TABLES]


def _accounts(sql: sqlite3.Connection, disclosures: Mapping[str, Sequence[str]]) -> list[Account]:
    found = []
    for disclosure, documents in disclosures.items():
        if len(documents) > 1:
            found += _of_files(disclosure, {document: _printed(sql, document) for document in documents})
    return found


def _printed(sql: sqlite3.Connection, document: str) -> Counter[str]:
    return Counter(dict(sql.execute("SELECT kind, count FROM printed WHERE document = ?", (document,))))


def _of_files(disclosure: str, printed: Mapping[str, Counter[str]]) -> list[Account]:
    def rank(document: str, table: str) -> tuple[int, int, int, str]:
        counts = printed[document]
        total = sum(count for kind, count in counts.items() if kind not in _NO_TABLES)
        return (-counts[table], -total, counts[_FAULTS], document)

    found = []
    for table in sorted({table for counts in printed.values() for table in counts} - {_FAULTS}):
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
        for account in _accounts(store.sql(), {disclosure: documents}):
            if account.table in _NO_TABLES:
                continue
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
