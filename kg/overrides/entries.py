"""What the catalogue keeps of a person's entries: under which it was made, what they touch, and which found nothing.

It knows the catalogue's tables and the entries. It must not know what an entry does to a statement.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Set
from dataclasses import astuple, dataclass

from kg.overrides.files import from_text
from kg.overrides.records import Apart, Correct, Overrides, aliases


def setting(connection: sqlite3.Connection, key: str) -> str:
    """A setting of the catalogue; "" where there is none."""
    found = connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    return str(found[0]) if found else ""


def held(connection: sqlite3.Connection) -> Overrides:
    """What a person said when the catalogue was brought up to date."""
    return from_text(setting(connection, "overrides"))


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Something that an entry names and that is not there, or is not as the entry says; `said` is the whole line."""

    kind: str
    thing: str
    reason: str
    why: str
    said: str


def unmatched(connection: sqlite3.Connection) -> list[Unmatched]:
    """What entries of a person did not find, in their order."""
    return [Unmatched(*entry) for entry in json.loads(setting(connection, "unmatched") or "[]")]


def affected(connection: sqlite3.Connection, old: Overrides, new: Overrides) -> set[str]:
    """The documents whose statements may differ between two sets of entries."""
    found = {entry.document for entry in {*old.correct} ^ {*new.correct}}
    before, after = old.bodies(), new.bodies()
    differing = {*before.entries()} ^ {*after.entries()}
    # Of entries about one thing, one prevails by its place: another order may mean something else.
    common = {*before.entries()} & {*after.entries()}
    if [entry for entry in before.entries() if entry in common] != [e for e in after.entries() if e in common]:
        differing |= common
    things: set[str] = set()
    for entry in differing:
        things.update(entry.names())
        if isinstance(entry, Apart):
            found.update(entry.documents)
            things.add(entry.own)
    for one in (before, after):
        things |= {aliases(one).of(thing) for thing in things}
    for thing in things:
        # A thing may be named by the id that a document's file gives it, or by the one that it has by other entries.
        query = "SELECT document FROM claims WHERE node = ? UNION SELECT document FROM applied WHERE thing = ?"
        rows = connection.execute(query, (thing, thing))
        found.update(row[0] for row in rows)
    return found


def hold(connection: sqlite3.Connection, said: Overrides) -> None:
    """Write down under which entries the catalogue is made."""
    connection.execute("INSERT OR REPLACE INTO settings VALUES ('overrides', ?)", (said.text(),))


def note_unmatched(connection: sqlite3.Connection, overrides: Overrides, seen: Set[str]) -> None:
    """Write down which entries found nothing; `seen` are the policy documents and mentions that they found."""
    found = json.dumps([astuple(entry) for entry in _missed(connection, overrides, seen)], ensure_ascii=False)
    connection.execute("INSERT OR REPLACE INTO settings VALUES ('unmatched', ?)", (found,))


def _missed(sql: sqlite3.Connection, overrides: Overrides, seen: Set[str]) -> Iterator[Unmatched]:
    """What the entries name and is not there."""
    if not overrides:
        return
    rows = sql.execute("SELECT DISTINCT kind, thing, name FROM applied ORDER BY kind, thing, name").fetchall()
    seen = seen | {thing for kind, thing, _ in rows if kind == "seen"}
    seen |= {row[0] for row in sql.execute("SELECT document FROM documents")}
    values = {thing: (kind, name) for kind, thing, name in rows if kind in ("corrected", "stale")}
    for entry in overrides.entries():
        for thing in entry.names():
            if thing not in seen:
                said = f"{entry.place}: {thing} names nothing that is loaded"
                yield Unmatched(entry.kind, thing, "names nothing", entry.reason, said)
        if not isinstance(entry, Correct):
            continue
        kind, name = values.get(entry.key, ("", ""))
        if kind == "stale":
            said = f"{entry.place}: {entry.key} is {name or 'nothing'}, not {entry.was}: it is not applied"
            yield Unmatched(entry.kind, entry.key, "stale", entry.reason, said)
        elif not kind:
            said = f"{entry.place}: {entry.key} names nothing that is loaded"
            yield Unmatched(entry.kind, entry.key, "names nothing", entry.reason, said)
