"""What was judged to be one thing, and why: the rows of `kg identities`.

It reads judgements, claims and what a person's entries did out of the catalogue; it decides nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from kg import ids
from kg.errors import UnknownNodeError
from kg.lookup import title_of
from kg.overrides import entries

if TYPE_CHECKING:
    from kg.store import Store

#: The kinds of things that several documents name, in the order in which they are listed, and their labels.
KINDS = {"policy": "PolicyDocument", "organization": "Organization", "project": "Project", "place": "Place"}


@dataclass(frozen=True, slots=True)
class Member:
    """A mention or a printed name that was taken for a thing. `said` is a person's reason.

    `reason` is exact, normalized, issuer, prefix, national, body, place or own by rule; same, apart or unit (its body
    has another id) by a person; and names nothing or stale for an entry that found nothing, or not what it says.
    """

    kind: str
    id: str
    name: str
    member: str
    as_written: str
    documents: int
    reason: str
    by: str
    said: str | None


COLUMNS = tuple(part.name for part in fields(Member))


def identities(store: Store, name: str | None, kind: str | None, everything: bool) -> list[Member]:
    """The members of things, by kind, name and id. Raises UnknownNodeError where nothing is called `name`."""
    sql = store.sql()
    found = [*_policies(sql)]
    for each in ("organization", "project", "place"):
        found += _named(sql, each)
    missed = [_missed(entry) for entry in entries.unmatched(sql)]
    if kind is not None:
        found, missed = ([row for row in rows if row.kind == kind] for rows in (found, missed))
    if name is not None:
        return _of(store, name, found, missed)
    if not everything:
        sizes: dict[str, int] = {}
        spoken: set[str] = set()
        for row in found:
            sizes[row.id] = sizes.get(row.id, 0) + 1
            if row.by == "person" and row.reason != "unit":
                spoken.add(row.id)
        found = [row for row in found if sizes[row.id] > 1 or row.id in spoken]
    return _ordered(found) + missed


def _of(store: Store, name: str, found: list[Member], missed: list[Member]) -> list[Member]:
    """The rows of the things that are called `name`, or that have a member of this id."""
    tail = ids.tail(name, store.base)
    wanted = {*store.find(name)} | {row.id for row in found if row.member in (name, tail)}
    rows = _ordered([row for row in found if row.id in wanted])
    rows += [row for row in missed if tail in (row.id, row.member)]
    if not rows:
        raise UnknownNodeError(f"nothing that can be one with another is called {name}", f"try: kg search {name}")
    return rows


def _ordered(rows: list[Member]) -> list[Member]:
    order = list(KINDS)
    return sorted(
        rows,
        key=lambda row: (
            order.index(row.kind), row.name, row.id, row.by == "person", -row.documents, row.as_written, row.member,
        ),
    )  # fmt: skip


def _missed(entry: entries.Unmatched) -> Member:
    """An entry that found nothing, as a row."""
    head = entry.thing.split("/", maxsplit=1)[0]
    kind = head if head in KINDS else "correction" if entry.kind == "correct" else "document"
    return Member(kind, entry.thing, "", entry.thing, entry.said, 0, entry.reason, "person", entry.why)


def _shown(sql: sqlite3.Connection, kind: str) -> dict[str, str]:
    """The name by which each thing of a kind is shown."""
    rows = sql.execute("SELECT node, body FROM shared WHERE label = ?", (KINDS[kind],))
    return {node: title_of(KINDS[kind], json.loads(body)[0]) for node, body in rows}


def _policies(sql: sqlite3.Connection) -> Iterator[Member]:
    names = _shown(sql, "policy")
    rows = sql.execute(
        "SELECT j.mention, j.policy, j.reason, j.said, count(DISTINCT m.document), min(m.body),"
        " (SELECT c.body FROM claims c WHERE c.node = j.mention ORDER BY c.document LIMIT 1)"
        " FROM judgements j JOIN mentions m ON m.mention = j.mention GROUP BY j.mention ORDER BY j.mention"
    )
    for mention, policy, reason, said, documents, body, claim in rows:
        by = "rule" if said is None else "person"
        written = _as_written(json.loads(claim)[0] if claim else {}, json.loads(body)[4])
        yield Member("policy", policy, names.get(policy, ""), mention, written, documents, reason, by, said)


def _as_written(claim: dict[str, Any], places: list[str]) -> str:
    """A mention as one document prints it: number, title, issuers, and the citing place."""
    parts = [claim.get("number"), claim.get("title"), "、".join(claim.get("issuers", ())), places[-1] if places else ""]
    return " · ".join(filter(None, parts))


def _named(sql: sqlite3.Connection, kind: str) -> Iterator[Member]:
    """Things that have names: every name that a document prints of them."""
    names = _shown(sql, kind)
    moved: dict[tuple[str, str, str, str, str], set[str]] = {}
    joined: set[tuple[str, str, str]] = set()
    for document, reason, thing, node, name, said in sql.execute(
        "SELECT document, kind, thing, node, name, reason FROM applied WHERE kind IN ('same', 'apart', 'unit')"
    ):
        if node in names:
            moved.setdefault((node, thing, name, reason, said), set()).add(document)
            joined.add((node, document, name))
    printed: dict[tuple[str, str], set[str]] = {}
    for node, document, body in sql.execute("SELECT node, document, body FROM claims WHERE label = ?", (KINDS[kind],)):
        name = json.loads(body)[0].get("name")
        if name and (node, document, name) not in joined:
            printed.setdefault((node, name), set()).add(document)
    for (node, name), documents in printed.items():
        reason = "exact" if name == names[node] else "normalized"
        yield Member(kind, node, names[node], name, name, len(documents), reason, "rule", None)
    for (node, thing, name, reason, said), documents in moved.items():
        yield Member(kind, node, names[node], thing, name, len(documents), reason, "person", said or None)
