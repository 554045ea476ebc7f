"""The budget classifications with their editions: functions, economic items of departments and governments, income.

Reads `data/subjects.tsv`, `data/editions.tsv` and `data/changes.tsv`. A subject is a concept of the edition that gave
its code the present meaning: a renamed or newly defined code is another concept, from the year of that book on. Where
no book is known to have changed a code, its edition is the reform that began the classification, which does not say
that the code was in that first list. `official` rows were compiled from knowledge of the regulations and yearly books
and not read off them; evidence without a year says the books, not which. `observed` rows are what disclosures print.

The two economic classifications are two dimensions of one line and no translation of each other: a name is looked up
within one of them. Must not know documents, lines or graphs.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

OPEN, CLOSE = "〔【[﹝{", "〕】]﹞}"
BRACKETS = str.maketrans(OPEN + CLOSE, "(" * len(OPEN) + ")" * len(CLOSE), "“”\"‘’'·")
ORDINAL = re.compile(r"(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)[、.]?|\d+(?:[、)]|\.(?!\d)))")
MARKS = "*#△▲★☆※-—●○•"


@dataclass(frozen=True, slots=True)
class Subject:
    """One code of one edition. `last` is the last year it is valid, None where it still is or that is unknown."""

    classification: str
    edition: int
    code: str
    name: str
    last: int | None
    status: str
    evidence: str
    other_names: tuple[str, ...]

    @property
    def key(self) -> str:
        """What identifies it: classification/edition/code."""
        return f"{self.classification}/{self.edition}/{self.code}"

    @property
    def level(self) -> int:
        """1 for 类, 2 for 款, 3 for 项, 4 for 目."""
        return level_of(self.code)

    def valid(self, year: int | None) -> bool:
        """Whether it is valid in that year; None asks for today."""
        if year is None:
            return self.last is None
        return self.edition <= year and (self.last is None or year <= self.last)


@dataclass(frozen=True, slots=True)
class Edition:
    """A list of subjects. A base edition is a reform that begins a classification; the others are yearly books."""

    classification: str
    edition: int
    title: str
    title_en: str
    number: str
    first: int
    last: int | None
    base: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A change of subjects, from keys to keys. `year` is the first year after it, None where that is unknown.

    `kind` is renamed, split, merged, moved or discontinued; `certainty` official, observed or unknown. An unknown one
    without targets says only that a code or a name was seen to mean two things.
    """

    id: str
    year: int | None
    kind: str
    classification: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    evidence: str
    certainty: str


def level_of(code: str) -> int:
    """The level of a code by its digits.

    >>> level_of("201"), level_of("2010101")
    (1, 3)
    """
    return (len(code) - 1) // 2


def fold(name: str) -> str:
    """A printed name without what is no difference: width, spaces, quotes, shapes of brackets, ordinals and marks.

    >>> fold("二、 因公出国（境） 费用")
    '因公出国(境)费用'
    """
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).translate(BRACKETS).strip(MARKS)
    return ORDINAL.sub("", text, count=1) if ORDINAL.match(text) else text


def same_name(first: str, second: str) -> bool:
    """Whether two printed names differ only in what is no difference. A name cut short is another name.

    >>> same_name("一、教育支出", "教育 支出"), same_name("教育支出", "教育")
    (True, False)
    """
    return fold(first) == fold(second)


@cache
def all_subjects() -> tuple[Subject, ...]:
    """Every subject of every edition, by classification, code and edition."""
    rows = (
        Subject(
            row["classification"],
            int(row["edition"]),
            row["code"],
            row["name"],
            _year(row["last"]),
            row["status"],
            row["evidence"],
            _split(row["other_names"], "|"),
        )
        for row in _rows("subjects.tsv")
    )
    return tuple(sorted(rows, key=lambda subject: (subject.classification, subject.code, subject.edition)))


@cache
def editions() -> tuple[Edition, ...]:
    """Every edition, by classification and year."""
    rows = (
        Edition(
            row["classification"],
            int(row["edition"]),
            row["title"],
            row["title_en"],
            row["number"],
            int(row["first"]),
            _year(row["last"]),
            row["kind"] == "base",
        )
        for row in _rows("editions.tsv")
    )
    return tuple(sorted(rows, key=lambda edition: (edition.classification, edition.edition)))


@cache
def changes() -> tuple[Change, ...]:
    """Every change, in the order of the file."""
    return tuple(_change(row) for row in _rows("changes.tsv"))


def changes_of(key: str) -> tuple[Change, ...]:
    """The changes that a subject comes from or went into."""
    return _changes_by_key().get(key, ())


def get(key: str) -> Subject | None:
    """The subject with this key."""
    return _by_key().get(key)


def editions_of_code(classification: str, code: str) -> tuple[Subject, ...]:
    """The subjects that have borne this code, the earliest first."""
    return _by_code().get((classification, code), ())


def find(classification: str, code: str, year: int | None) -> Subject | None:
    """The subject that a code means in a year; None for the year asks for today."""
    return next((subject for subject in editions_of_code(classification, code) if subject.valid(year)), None)


def edition_of(classification: str, year: int | None) -> int:
    """The base edition that a code in no list belongs to in that year. A year before the first list has the first.

    >>> edition_of("department-economic", 2017), edition_of("department-economic", 2024)
    (2007, 2018)

    Raises:
        KeyError: no such classification.
    """
    bases = [entry for entry in editions() if entry.classification == classification and entry.base]
    if not bases:
        raise KeyError(classification)
    begun = [entry.edition for entry in bases if year is None or entry.first <= year]
    return max(begun, default=bases[0].edition)


def by_name(
    classification: str, name: str, year: int | None, *, under: str | None = None, level: int | None = None
) -> Subject | None:
    """The subject of that name in a year, if exactly one fits among those below `under` and of that `level`.

    With neither, of subjects that share the name the highest one is meant where it is alone on its level.
    """
    found = [
        subject
        for subject in _by_name().get((classification, fold(name)), ())
        if subject.valid(year)
        and (under is None or (subject.code.startswith(under) and subject.code != under))
        and (level is None or subject.level == level)
    ]
    if found and under is None and level is None:
        top = min(subject.level for subject in found)
        found = [subject for subject in found if subject.level == top]
    return found[0] if len(found) == 1 else None


def is_name(name: str) -> bool:
    """Whether a subject of any classification and year bears this name."""
    return fold(name) in _all_names()


@cache
def _all_names() -> frozenset[str]:
    return frozenset(name for _, name in _by_name())


def broader(subject: Subject) -> Subject | None:
    """The subject that it stands under: of the editions of that code the latest that it shares a year with."""
    return None if subject.level == 1 else _above(subject.classification, subject.code, subject.last)


@cache
def _above(classification: str, code: str, last: int | None) -> Subject | None:
    above = editions_of_code(classification, code[:-2])
    shared = [entry for entry in above if last is None or entry.edition <= last]
    return shared[-1] if shared else None


@cache
def names() -> Mapping[tuple[str, str], str]:
    """Names valid today by classification and code: economic items, and the classes of the functions."""
    return {
        (subject.classification, subject.code): subject.name
        for subject in all_subjects()
        if subject.valid(None)
        and (subject.classification.endswith("economic") or (subject.classification, subject.level) == ("function", 1))
    }


@cache
def codes() -> Mapping[tuple[str, str], str]:
    """Codes of `names()` by classification and name. Of codes that share a name, the highest in the tree, else none."""
    found: dict[tuple[str, str], list[str]] = {}
    for (classification, code), name in names().items():
        found.setdefault((classification, name), []).append(code)
    result = {}
    for key, candidates in found.items():
        levels = Counter(map(len, candidates))
        if levels[min(levels)] == 1:
            result[key] = min(candidates, key=len)
    return result


@cache
def _by_key() -> Mapping[str, Subject]:
    return {subject.key: subject for subject in all_subjects()}


@cache
def _by_code() -> Mapping[tuple[str, str], tuple[Subject, ...]]:
    found: dict[tuple[str, str], list[Subject]] = {}
    for subject in all_subjects():
        found.setdefault((subject.classification, subject.code), []).append(subject)
    return {key: tuple(subjects) for key, subjects in found.items()}


@cache
def _by_name() -> Mapping[tuple[str, str], tuple[Subject, ...]]:
    found: dict[tuple[str, str], list[Subject]] = {}
    for subject in all_subjects():
        for name in {fold(name) for name in (subject.name, *subject.other_names)}:
            found.setdefault((subject.classification, name), []).append(subject)
    return {key: tuple(subjects) for key, subjects in found.items()}


@cache
def _changes_by_key() -> Mapping[str, tuple[Change, ...]]:
    found: dict[str, list[Change]] = {}
    for change in changes():
        for key in dict.fromkeys((*change.sources, *change.targets)):
            found.setdefault(key, []).append(change)
    return {key: tuple(entries) for key, entries in found.items()}


def _change(row: Mapping[str, str]) -> Change:
    kind, classification, year = row["kind"], row["classification"], _year(row["year"])
    sources, targets = (
        tuple(f"{classification}/{part.replace(':', '/')}" for part in _split(row[end], " "))
        for end in ("sources", "targets")
    )
    code = sources[0].rpartition("/")[2]
    return Change(
        f"{classification}-{year or 'undated'}-{kind}-{code}",
        year,
        kind,
        classification,
        sources,
        targets,
        row["evidence"],
        row["certainty"],
    )


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    text = resources.files("ontology").joinpath("data", name).read_text(encoding="utf-8")
    head, *lines = text.splitlines()
    for line in lines:
        yield dict(zip(head.split("\t"), line.split("\t"), strict=True))


def _split(text: str, separator: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(separator) if part)


def _year(text: str) -> int | None:
    return int(text) if text else None
