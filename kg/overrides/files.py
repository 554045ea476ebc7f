"""Reads identities.toml and corrections.toml, and says in one line what is wrong with a malformed one.

It knows how the files are written (docs/identities.md). It must not know what is loaded: whether an entry names
something is seen where it is followed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from kg import ids
from kg.errors import StoreError
from kg.overrides.records import (
    CORRECTIONS,
    IDENTITIES,
    NONE,
    Apart,
    Change,
    Correct,
    Entry,
    Overrides,
    Same,
    typed,
)
from ontology.schema import schema

#: The kinds of entries of each file.
KINDS = {IDENTITIES: ("same", "apart", "change"), CORRECTIONS: ("correct",)}
CHANGES = ("renamed", "merged", "split")

_STATEMENT = re.compile(r"d[0-9a-f]{16}/\S+")
_DOCUMENT = re.compile(r"d[0-9a-f]{16}")
_DATE = re.compile(r"\d{4}(?:-\d{2}){0,2}")
#: What a person cannot correct: what tells where a statement stands, and the note on the correction itself.
_FIXED = frozenset({"document", "line", "page", "source", "corrected"})

T = TypeVar("T")


def read(folder: Path) -> Overrides:
    """What the two files in a store's folder say; a file that is not there says nothing. Raises StoreError."""
    tables: dict[str, Any] = {}
    for name in (IDENTITIES, CORRECTIONS):
        tables.update(_tables(folder / name))
    return _parse(tables) if tables else NONE


def from_text(text: str) -> Overrides:
    """The entries that `Overrides.text` wrote."""
    return _parse(json.loads(text)) if text else NONE


def _tables(path: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - most stores have no such file

    hint = "mend the file, or move it away"
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        if path.is_symlink():
            raise StoreError(f"{path} points at a file that is not there", "mend or remove the link") from None
        return {}
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}", "it is read at every command") from error
    except UnicodeDecodeError as error:
        raise StoreError(f"{path} is not UTF-8 text", hint) from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StoreError(f"{path.name} is no TOML: {error}", hint) from error
    known = KINDS[path.name]
    for name, entries in tables.items():
        if name not in known:
            raise StoreError(f"{path.name}: there is no [[{name}]] in this file", f"it holds {_listed(known)}")
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise StoreError(f"{path.name}: {name} is no list of entries", f"begin each entry with [[{name}]]")
    return tables


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"[[{name}]]" for name in names)


def _parse(tables: Mapping[str, Any]) -> Overrides:
    found = Overrides(
        _each(tables, "same", _same),
        _each(tables, "apart", _apart),
        _each(tables, "change", _change),
        _each(tables, "correct", _correct),
    )
    return _unique(found)


class _Reading:
    """One entry as it is read: takes its values, and says what is wrong with it."""

    def __init__(self, kind: str, number: int, values: Mapping[str, Any]) -> None:
        self.kind = kind
        self.number = number
        self.values = values
        self.taken = {"reason"}

    def wrong(self, says: str, hint: str = "mend the entry, or take it out") -> StoreError:
        file = CORRECTIONS if self.kind == "correct" else IDENTITIES
        return StoreError(f"{file}, [[{self.kind}]] {self.number}: {says}", hint)

    def string(self, name: str) -> str:
        self.taken.add(name)
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"{name} is missing or no text", f'write {name} = "…"')
        return value.strip()

    def things(self, name: str, least: int, kinds: Sequence[str]) -> tuple[str, ...]:
        """A list of ids, all of one of these kinds."""
        self.taken.add(name)
        value = self.values.get(name)
        listed = isinstance(value, (list, tuple)) and all(isinstance(entry, str) for entry in value)
        found = tuple(ids.tail(entry) for entry in value or ()) if listed else ()
        if len(found) < least:
            raise self.wrong(f"{name} must list at least {least} of the ids that kg identities prints")
        if len(set(found)) < len(found):
            raise self.wrong(f"{name} lists an id twice")
        for kind in kinds:
            if all(thing.startswith(f"{kind}/") for thing in found):
                return found
        raise self.wrong(f"{name} must be ids of one kind, beginning with {' or '.join(f'{kind}/' for kind in kinds)}")

    def value(self, name: str, property_: str, *, empty: bool) -> str:
        self.taken.add(name)
        found = self.values.get(name)
        if isinstance(found, bool):
            found = "true" if found else "false"
        elif isinstance(found, int):
            found = str(found)
        elif isinstance(found, float):
            raise self.wrong(f"{name} is a binary fraction, which is not exact", f'write {name} = "{found}"')
        if not isinstance(found, str) or not (found or empty):
            raise self.wrong(f"{name} is missing", f'write {name} = "…"')
        try:
            typed(found, property_)
        except ValueError:
            raise self.wrong(f"{name} is {found}, which is no value of {property_}") from None
        return found

    def done(self) -> None:
        if more := sorted(self.values.keys() - self.taken):
            raise self.wrong(
                f"{more[0]} means nothing here", f"an entry of this kind has {', '.join(sorted(self.taken))}"
            )


def _each(tables: Mapping[str, Any], kind: str, make: Callable[[_Reading], T]) -> tuple[T, ...]:
    found: list[T] = []
    for number, values in enumerate(tables.get(kind, ()), 1):
        reading = _Reading(kind, number, values)
        entry = make(reading)
        reading.done()
        if entry in found:
            raise reading.wrong("says what an entry before it says", "take one of them out")
        found.append(entry)
    return tuple(found)


def _same(entry: _Reading) -> Same:
    things = entry.things("things", 2, ("organization", "project", "policy"))
    keep = things[0]
    if "keep" in entry.values:
        keep = ids.tail(entry.string("keep"))
        if keep not in things:
            raise entry.wrong(f"keep is {keep}, which is none of its things", "keep one of the things")
    entry.taken.add("keep")
    return Same(entry.number, entry.string("reason"), things, keep)


def _apart(entry: _Reading) -> Apart:
    if "thing" not in entry.values:
        things = entry.things("things", 1, ("policy",))
        return Apart(entry.number, entry.string("reason"), tuple(sorted(things)))
    thing = ids.tail(entry.string("thing"))
    if not thing.startswith("organization/"):
        raise entry.wrong(f"thing is {thing}, which is no organization", "mentions are taken apart with things = […]")
    entry.taken.add("documents")
    documents = entry.values.get("documents")
    if not isinstance(documents, (list, tuple)) or not documents:
        raise entry.wrong("documents is missing", "list the ids of the documents in which this body is another")
    for document in documents:
        if not isinstance(document, str) or not _DOCUMENT.fullmatch(document):
            raise entry.wrong(f"{document} is no id of a document", "kg documents prints them")
    return Apart(entry.number, entry.string("reason"), (thing,), tuple(sorted(set(documents))))


def _change(entry: _Reading) -> Change:
    how = entry.string("kind")
    if how not in CHANGES:
        raise entry.wrong(f"kind is {how}", f"a change is {', '.join(CHANGES)}")
    before, after = (entry.things(name, 1, ("organization",)) for name in ("before", "after"))
    entry.taken.add("date")
    date = str(entry.values.get("date", ""))
    if not _DATE.fullmatch(date):
        raise entry.wrong(f"date is {date or 'missing'}", 'write a year, or "2019-03", or "2019-03-01"')
    return Change(entry.number, entry.string("reason"), how, tuple(sorted(before)), tuple(sorted(after)), date)


def _correct(entry: _Reading) -> Correct:
    statement = ids.tail(entry.string("id"))
    if not _STATEMENT.fullmatch(statement):
        raise entry.wrong(f"id is {statement}, which is no row of a document", "kg table prints the ids of rows")
    first, *rest = entry.string("property").split("_")
    name = first + "".join(word[:1].upper() + word[1:] for word in rest)
    known = schema().properties.get(name)
    if known is None or known.many or name in _FIXED:
        raise entry.wrong(f"{name} is nothing that can be corrected", "name a column of the row's table with one value")
    was, value = entry.value("was", name, empty=True), entry.value("value", name, empty=False)
    return Correct(entry.number, entry.string("reason"), statement, name, was, value)


def _unique(overrides: Overrides) -> Overrides:
    """The same, where nothing is said twice of one statement's property or of one change. Raises StoreError."""
    seen: dict[str, Entry] = {}
    keyed = [(entry.id, entry) for entry in overrides.change] + [(entry.key, entry) for entry in overrides.correct]
    for key, entry in keyed:
        if key in seen:
            raise StoreError(
                f"{entry.place}: it is about what entry {seen[key].number} is about", "take one of them out"
            )
        seen[key] = entry
    return overrides
