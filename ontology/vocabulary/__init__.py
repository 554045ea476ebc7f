"""The words of templates, as data: what a column title, a table title, a section heading or a role means.

One TOML file a topic; `load` reads one. Values of the coded fields are those of the public tables. To teach the
readers a new province, put files of the same names with its words into a folder and name the folder in the
environment variable KG_VOCABULARY: `load` gives both together. The variable is read once in a process.

Knows how words lie in files and how two files become one; what a word does, the readers know.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

VARIABLE = "KG_VOCABULARY"

# Lists of rules of which the first that fits wins: rows of an overlay stand before the shipped ones.
_FIRST = frozenset(
    {
        *("tables.table", "tables.signature", "sections.part", "sections.section"),
        *("figures.figure", "figures.absent", "figures.same", "sheets.level2"),
    }
)
# Tables whose keys are words themselves, so that new ones may come.
_OPEN = frozenset(
    {
        *("tables.units", "figures.units", "figures.short", "project_texts.units"),
        *("organizations.short", "issuers.provinces"),
    }
)
# Keys of rows that say what is meant: their values are those of the shipped file.
_MEANINGS = frozenset(
    {
        *("columns.word.role", "columns.word.depth", "tables.table.name", "tables.signature.table"),
        *("sections.part.name", "sections.section.name", "sheets.field.key", "sheets.amount.level"),
        *("figures.figure.unit", "figures.absent.unit", "project_texts.heading.role"),
    }
)
# Dimensions, whose values are those of columns.toml wherever they stand.
_DIMENSIONS = ("fund", "expenditure", "timing", "side", "stage", "measure", "debt", "category")
# What a row may say although no shipped row of its list does.
_MORE = {
    "tables.table": ("fund", "expenditure", "timing", "side", "stage", "debt"),
    "tables.qualifier": ("fund", "expenditure", "timing", "side", "stage", "debt"),
}
# Keys that hold regular expressions.
_PATTERNS = re.compile(
    r"figures\.(?:figure|absent|same)\.(?:label|pattern|follows)|tables\.meta\.number|rows\.ordinal|sections\.shapes\..*|"
    r"figures\.figure\.(?:unless|sentence)|figures\.(?:compare|past|budgeted|settled)|figures\.parts\..*"
)


class VocabularyError(ValueError):
    """A vocabulary file that cannot be used; the message is one line with the file and the key."""


@cache
def load(name: str) -> dict[str, Any]:
    """The vocabulary file `name`.toml as plain data, with the overlay's words. Treat it as read-only: it is shared.

    Raises FileNotFoundError where there is no such vocabulary, VocabularyError where the overlay's file is wrong.
    """
    shipped = _shipped(name)
    path = _overlay().get(name)
    if path is None:
        return shipped
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise VocabularyError(f"{path}: {error}") from error
    return _Merger(name, path).merged(shipped, own)


@cache
def fingerprint() -> str:
    """What tells one overlay from another: empty without one, else a short hash of its files.

    Raises VocabularyError where one of the overlay's files is wrong.
    """
    digest = hashlib.sha256()
    for name, path in _overlay().items():
        load(name)
        data = path.read_bytes()
        digest.update(f"{name} {len(data)}\n".encode() + data)
    return digest.hexdigest()[:8] if _overlay() else ""


@cache
def topics() -> tuple[str, ...]:
    """The names of the vocabularies."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def _shipped(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _overlay() -> dict[str, Path]:
    """Topic -> the overlay's file; empty without an overlay."""
    named = os.environ.get(VARIABLE, "")
    if not named:
        return {}
    folder = Path(named)
    if not folder.is_dir():
        raise VocabularyError(f"{VARIABLE}: {folder} is no folder")
    found = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    for name, path in found.items():
        if name not in topics():
            raise VocabularyError(f"{path}: there is no vocabulary {name}; there are {', '.join(topics())}")
    return found


@cache
def _meanings() -> dict[str, frozenset[str]]:
    """Dimension -> the values that the shipped columns give it."""
    words = _shipped("columns")["word"]
    return {name: frozenset(word[name] for word in words if name in word) for name in _DIMENSIONS}


def _kind(value: object) -> str:
    if isinstance(value, list):
        return "an array of tables" if value and isinstance(value[0], dict) else "an array"
    names = {str: "a string", bool: "true or false", int: "a whole number", dict: "a table"}
    return names.get(type(value), type(value).__name__)


class _Merger:
    """Puts an overlay's file over the shipped one and checks it on the way; `path` names it in errors."""

    def __init__(self, topic: str, path: Path) -> None:
        self.topic = topic
        self.path = path
        self.replaced: frozenset[str] = frozenset()

    def merged(self, shipped: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
        """The shipped file with the overlay's words. `replace` of the overlay names what it puts in place."""
        replaced = own.pop("replace", [])
        if not isinstance(replaced, list) or not all(isinstance(name, str) for name in replaced):
            raise self.error("replace", "must be an array of strings, the keys that are replaced")
        self.replaced = frozenset(replaced)
        given = {".".join(key) for key in _keys(own)}
        for name in replaced:
            if name not in given:
                raise self.error("replace", f"names {name}, which this file does not give")
        return self.table("", shipped, own)

    def error(self, key: str, problem: str) -> VocabularyError:
        return VocabularyError(f"{self.path}: {key}: {problem}")

    def table(self, inside: str, shipped: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
        """Two tables as one; `inside` is the key under which they stand, empty for the whole file."""
        result = dict(shipped)
        for name, value in own.items():
            key = f"{inside}.{name}" if inside else name
            if name in shipped:
                result[name] = self.value(key, shipped[name], value)
            elif f"{self.topic}.{inside}" in _OPEN:
                sample = next(iter(shipped.values()))
                if _kind(value) != _kind(sample):
                    raise self.error(key, f"must be {_kind(sample)}, and is {_kind(value)}")
                result[name] = value
            else:
                raise self.error(key, f"is no key here; there are {', '.join(shipped)}")
        return result

    def value(self, key: str, shipped: Any, own: Any) -> Any:
        """Two values of one key as one."""
        if _kind(own) != _kind(shipped) and own != []:
            raise self.error(key, f"must be {_kind(shipped)}, and is {_kind(own)}")
        if isinstance(shipped, dict):
            return self.table(key, shipped, own)
        if not isinstance(shipped, list):
            if key not in self.replaced:
                raise self.error(key, f'has one value; to put another in its place, write replace = ["{key}"]')
            self.pattern(key, key, own)
            return own
        if shipped and isinstance(shipped[0], dict):
            return self.rows(key, shipped, own)
        for number, word in enumerate(own, 1):
            if not isinstance(word, str) or not word:
                raise self.error(key, f"its entry {number} must be a string that is not empty")
            self.pattern(key, f"{key}, entry {number}", word)
        return own if key in self.replaced else [*shipped, *(word for word in own if word not in shipped)]

    def rows(self, key: str, shipped: list[dict[str, Any]], own: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Two lists of rules as one: in first-match lists the overlay's stand first, unless they say `last = true`."""
        first: list[dict[str, Any]] = []
        last: list[dict[str, Any]] = []
        orders = f"{self.topic}.{key}" in _FIRST
        for number, row in enumerate(own, 1):
            self.row(key, f"{key} {number}", shipped, {k: v for k, v in row.items() if not (orders and k == "last")})
            stays = orders and row.get("last") is not True
            (first if stays else last).append({k: v for k, v in row.items() if k != "last"})
        return [*first, *last] if key in self.replaced else [*first, *shipped, *last]

    def row(self, key: str, where: str, shipped: list[dict[str, Any]], row: dict[str, Any]) -> None:
        """Checks one rule against the shipped ones: its keys, their types, and what it means."""
        samples: dict[str, Any] = {}
        for other in shipped:
            for name, value in other.items():
                samples.setdefault(name, value)
        samples |= {name: "" for name in _MORE.get(f"{self.topic}.{key}", ()) if name not in samples}
        for name in samples:
            if name not in row and all(name in other for other in shipped):
                raise self.error(where, f"lacks the key {name}")
        for name, value in row.items():
            if name not in samples:
                raise self.error(where, f"{name} is no key here; there are {', '.join(samples)}")
            if _kind(value) != _kind(samples[name]):
                raise self.error(where, f"{name} must be {_kind(samples[name])}, and is {_kind(value)}")
            if isinstance(value, list) and not all(isinstance(word, str) and word for word in value):
                raise self.error(where, f"{name} must hold strings that are not empty")
            known = self.known(key, name, shipped)
            if known and value not in known:
                raise self.error(where, f"{name} cannot be {value}; it is one of {', '.join(sorted(map(str, known)))}")
            self.pattern(f"{key}.{name}", f"{where}, {name}", value)

    def known(self, key: str, name: str, shipped: list[dict[str, Any]]) -> frozenset[Any]:
        """The values that a key of a rule can have; empty where it is free."""
        if name in _DIMENSIONS:
            return _meanings()[name]
        if f"{self.topic}.{key}.{name}" == "columns.word.table":
            return frozenset(row["name"] for row in _shipped("tables")["table"])
        if f"{self.topic}.{key}.{name}" in _MEANINGS:
            return frozenset(row[name] for row in shipped if name in row)
        return frozenset()

    def pattern(self, key: str, where: str, value: Any) -> None:
        """Checks a regular expression."""
        if not _PATTERNS.fullmatch(f"{self.topic}.{key}") or not isinstance(value, str):
            return
        try:
            re.compile(value)
        except re.error as error:
            raise self.error(where, f"is no regular expression: {error}") from error


def _keys(table: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The keys of a file and of the tables in it, outermost first."""
    for name, value in table.items():
        yield (*above, name)
        if isinstance(value, dict):
            yield from _keys(value, (*above, name))
