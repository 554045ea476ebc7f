"""The questions, as text: one Cypher and one SPARQL file each, and this small catalogue of them.

It knows files, not engines. `questions/` holds the named questions, whose heads say in TOML what they ask, take and
give; `trace/` the pieces from which a trace is put together. In both languages a parameter is written `$name`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

SUFFIXES = MappingProxyType({"cypher": ".cypher", "sparql": ".rq"})
LANGUAGES = tuple(sorted(SUFFIXES, reverse=True))
QUESTIONS, TRACE, NAMES = "questions", "trace", "names"

#: What a parameter may be: a thing, as people name it or by its id, or a plain value.
THINGS = ("policy", "organization", "project", "subject", "place", "fund", "document", "finding", "node")
VALUES = ("year", "stage", "text", "number")
#: What a column may hold: an id, an exact amount, a whole or an exact number, a text, truth, or a list of texts.
COLUMNS = ("id", "money", "integer", "decimal", "text", "boolean", "list")

_COMMENT = re.compile(r"(?://|#) ?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question takes. One that is not required and has no default may be left out: then it narrows nothing."""

    name: str
    type: str
    required: bool
    default: str | int | None
    description: str


@dataclass(frozen=True, slots=True)
class Column:
    """What a question gives. `difference` names two columns whose difference this one is: no engine computes it."""

    name: str
    type: str
    unit: str | None
    description: str
    difference: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A named question. Rows come in `order`: column names, `-` before those from the largest down.

    `walk` names the walk to which the text belongs, where no single query answers: it is asked with `$nodes`, what the
    walk has reached.
    """

    name: str
    title: str
    title_zh: str
    description: str
    description_zh: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    walk: str | None
    texts: Mapping[str, str]

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of this name."""
        return next((entry for entry in self.parameters if entry.name == name), None)


@cache
def text(name: str, language: str = "cypher", folder: str = TRACE) -> str:
    """The text of a query. Raises KeyError for a name or language that is not there."""
    try:
        file = resources.files(__name__) / folder / f"{name}{SUFFIXES[language]}"
        return file.read_text(encoding="utf-8")
    except (KeyError, FileNotFoundError):
        raise KeyError(f"no query {name} in {language}") from None


def names(language: str = "cypher", folder: str = TRACE) -> tuple[str, ...]:
    """The names of the queries of a folder, in a language."""
    suffix = SUFFIXES[language]
    files = (file.name for file in (resources.files(__name__) / folder).iterdir())
    return tuple(sorted(name.removesuffix(suffix) for name in files if name.endswith(suffix)))


@cache
def questions() -> Mapping[str, Question]:
    """The named questions by name."""
    return MappingProxyType({name: question(name) for name in names("sparql", QUESTIONS)})


@cache
def question(name: str) -> Question:
    """A named question. Raises KeyError for a name that is not there, ValueError for a head that says too little."""
    texts = {language: text(name, language, QUESTIONS) for language in LANGUAGES}
    return parse(name, texts)


def head(query: str) -> str:
    """The lines of comment with which a query begins, without their marks."""
    lines = []
    for line in query.splitlines():
        if not _COMMENT.match(line) and line not in ("//", "#"):
            break
        lines.append(_COMMENT.sub("", line, count=1))
    return "\n".join(lines)


def parse(name: str, texts: Mapping[str, str]) -> Question:
    """The question whose texts these are. Raises ValueError where the heads differ or say too little."""
    heads = {head(query) for query in texts.values()}
    if len(heads) != 1:
        raise ValueError(f"{name}: its texts do not begin with the same head")
    try:
        said = tomllib.loads(heads.pop())
        found = Question(
            name=name,
            title=said["title"],
            title_zh=said["title_zh"],
            description=said["description"],
            description_zh=said["description_zh"],
            parameters=tuple(_parameter(key, entry) for key, entry in said.get("parameters", {}).items()),
            columns=tuple(_column(key, entry) for key, entry in said["columns"].items()),
            order=tuple(said["order"]),
            walk=said.get("walk"),
            texts=MappingProxyType(dict(texts)),
        )
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise ValueError(f"{name}: {error}") from error
    known = {column.name for column in found.columns}
    for entry in found.parameters:
        if entry.type not in (*THINGS, *VALUES):
            raise ValueError(f"{name}: {entry.name} is of no known type ({entry.type})")
    for column in found.columns:
        if column.type not in COLUMNS or not known.issuperset(column.difference or ()):
            raise ValueError(f"{name}: column {column.name} is of no known type ({column.type})")
    if not known.issuperset(key for key, _, _ in map(order_key, found.order)):
        raise ValueError(f"{name}: its order names what is no column")
    return found


def _parameter(name: str, entry: Mapping[str, Any]) -> Parameter:
    return Parameter(name, entry["type"], entry.get("required", False), entry.get("default"), entry["description"])


def _column(name: str, entry: Mapping[str, Any]) -> Column:
    difference = tuple(entry["difference"]) if "difference" in entry else None
    return Column(name, entry["type"], entry.get("unit"), entry["description"], difference)


def order_key(said: str) -> tuple[str, bool, bool]:
    """What an entry of an order says: the column, whether from the largest down, whether without the sign.

    >>> order_key("-abs(change_yuan)"), order_key("name")
    (('change_yuan', True, True), ('name', False, False))
    """
    down, bare = said.startswith("-"), said.removeprefix("-")
    size = bare.startswith("abs(")
    return (bare.removeprefix("abs(").removesuffix(")") if size else bare), down, size
