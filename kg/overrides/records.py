"""What a person says against the program, as records: entries of identities.toml and corrections.toml.

It knows what an entry names. It must not know what is loaded, nor what an entry does: that is seen where statements are
amended (kg.overrides.amend) and policy documents judged (kg.catalog).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from kg import ids
from ontology.schema import schema

IDENTITIES, CORRECTIONS = "identities.toml", "corrections.toml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a file: the `number`-th of its kind, and why a person wrote it."""

    number: int = field(compare=False)
    reason: str

    @property
    def file(self) -> str:
        """The file that it stands in."""
        return IDENTITIES

    @property
    def kind(self) -> str:
        """The name of its table in the file."""
        return type(self).__name__.lower()

    @property
    def place(self) -> str:
        """Which entry it is, for a message."""
        return f"{self.file}, [[{self.kind}]] {self.number}"

    def names(self) -> tuple[str, ...]:
        """The ids that it names, of which each should be loaded."""
        return ()


@dataclass(frozen=True, slots=True)
class Same(Entry):
    """These things are one; it is called `keep`."""

    things: tuple[str, ...]
    keep: str

    def names(self) -> tuple[str, ...]:
        """The things."""
        return self.things


@dataclass(frozen=True, slots=True)
class Apart(Entry):
    """Each of these mentions is of a policy document of its own; or the one body is another one in `documents`."""

    things: tuple[str, ...]
    documents: tuple[str, ...] = ()

    @property
    def own(self) -> str:
        """The id of the body that stands in `documents`."""
        return f"organization/{ids.digest('apart', self.things[0], *self.documents)}"

    def names(self) -> tuple[str, ...]:
        """The mentions or the body, and the documents."""
        return self.things + self.documents


@dataclass(frozen=True, slots=True)
class Change(Entry):
    """Organizations became others: `how` is renamed, merged or split. They stay what they are."""

    how: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    date: str

    @property
    def id(self) -> str:
        """The id of the event."""
        return f"change-event/{ids.digest(self.how, self.date, *self.before, '', *self.after)}"

    def names(self) -> tuple[str, ...]:
        """The organizations before and after."""
        return self.before + self.after


@dataclass(frozen=True, slots=True)
class Correct(Entry):
    """A statement's property `name` is `value`, where the reader says `was` ("" where it says nothing)."""

    id: str
    name: str
    was: str
    value: str

    @property
    def file(self) -> str:
        """The file that it stands in."""
        return CORRECTIONS

    @property
    def document(self) -> str:
        """The document that the statement is of."""
        return self.id.split("/", maxsplit=1)[0]

    @property
    def key(self) -> str:
        """What it corrects; two corrections of one thing are refused."""
        return f"{self.id} {self.name}"

    def __str__(self) -> str:
        return f"{self.name}: {self.was or '—'} → {self.value} ({self.reason})"


def typed(text: str, property_: str) -> Any:
    """A value of a property from its text; "" is no value. Raises ValueError."""
    kind = schema().properties[property_].datatype
    if not text:
        return None
    if kind == "decimal":
        try:
            value = Decimal(text)
        except InvalidOperation:
            raise ValueError(text) from None
        if not value.is_finite():
            raise ValueError(text)
        return value
    if kind == "boolean":
        return {"true": True, "false": False}[text] if text in ("true", "false") else _no(text)
    return int(text) if kind == "integer" else text


def _no(text: str) -> Any:
    raise ValueError(text)


@dataclass(frozen=True, slots=True, eq=False)
class Overrides:
    """The entries of both files, each kind in the order of its file. Two that say the same have one `text`."""

    same: tuple[Same, ...] = ()
    apart: tuple[Apart, ...] = ()
    change: tuple[Change, ...] = ()
    correct: tuple[Correct, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.same or self.apart or self.change or self.correct)

    def entries(self) -> Iterator[Entry]:
        """All entries, in the order of the files."""
        yield from (*self.same, *self.apart, *self.change, *self.correct)

    def bodies(self) -> Overrides:
        """The entries about organizations and projects, which are followed in each document's statements."""
        return _bodies(self)

    def policies(self) -> Overrides:
        """The entries about policy documents, which are followed where mentions are judged."""
        return _policies(self)

    def of_document(self, document: str) -> tuple[Correct, ...]:
        """The corrections of a document."""
        return _by_document(self).get(document, ())

    def regards(self, document: str) -> bool:
        """Whether the statements of a document may be other than its file says."""
        return bool(self.bodies() or self.of_document(document))

    def text(self) -> str:
        """The entries as one text, which kg.overrides.files reads; "" where there is none."""
        if not self:
            return ""
        found = {
            "same": [{"things": e.things, "keep": e.keep, "reason": e.reason} for e in self.same],
            "apart": [
                {"thing": e.things[0], "documents": e.documents, "reason": e.reason}
                if e.documents
                else {"things": e.things, "reason": e.reason}
                for e in self.apart
            ],
            "change": [
                {"kind": e.how, "before": e.before, "after": e.after, "date": e.date, "reason": e.reason}
                for e in self.change
            ],
            "correct": [
                {"id": e.id, "property": e.name, "was": e.was, "value": e.value, "reason": e.reason}
                for e in self.correct
            ],
        }
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


NONE = Overrides()


@lru_cache(maxsize=8)
def _bodies(overrides: Overrides) -> Overrides:
    return Overrides(
        tuple(entry for entry in overrides.same if not entry.keep.startswith("policy/")),
        tuple(entry for entry in overrides.apart if entry.documents),
        overrides.change,
    )


@lru_cache(maxsize=8)
def _policies(overrides: Overrides) -> Overrides:
    return Overrides(
        tuple(entry for entry in overrides.same if entry.keep.startswith("policy/")),
        tuple(entry for entry in overrides.apart if not entry.documents),
    )


@lru_cache(maxsize=8)
def _by_document(overrides: Overrides) -> Mapping[str, tuple[Correct, ...]]:
    found: dict[str, tuple[Correct, ...]] = {}
    for entry in overrides.correct:
        found[entry.document] = (*found.get(entry.document, ()), entry)
    return found


class Aliases:
    """Which id each thing goes by. Entries that share a thing are taken together; a later entry's `keep` prevails."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, Same]] = {}

    def join(self, entry: Same, keep: str, thing: str) -> None:
        """Let `thing` go by `keep`, because `entry` says so."""
        keep, thing = self.of(keep), self.of(thing)
        if keep != thing:
            self._known[thing] = keep, entry

    def of(self, thing: str) -> str:
        """The id that a thing goes by."""
        while thing in self._known:
            thing = self._known[thing][0]
        return thing

    def why(self, thing: str) -> Same | None:
        """The entry that gives a thing another id."""
        found = self._known.get(thing)
        return found[1] if found else None


@lru_cache(maxsize=8)
def aliases(overrides: Overrides) -> Aliases:
    """The ids by which organizations and projects go."""
    found = Aliases()
    for entry in overrides.bodies().same:
        for thing in entry.things:
            found.join(entry, entry.keep, thing)
    return found


class Applied(NamedTuple):
    """One thing that an entry did to a document, or did not.

    `kind` is seen (the document speaks of `thing`), same or apart (it does so under the id `node` because an entry says
    so), unit (because its body has another id), file (its file calls it `thing`), corrected, or stale (the reader says
    `name`). `name` is the name as printed, and `reason` what the person wrote.
    """

    kind: str
    thing: str
    node: str = ""
    name: str = ""
    reason: str = ""
