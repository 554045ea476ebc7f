"""What headings and titles say: the level of a heading, the section that it opens, the kind of table of a title.

Knows the words of `ontology.vocabulary` (sections, tables); where such lines stand, `loaders.structure` knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from loaders.words import squeeze, unquote
from ontology import vocabulary

LEVELS = ("part", "section", "subsection", "numbered")

YEAR = re.compile(r"(?:19|20)\d{2}\s*(?:年度|年)?")
SENTENCE = re.compile(r"[。；！？]|，.*，")


@cache
def _shapes() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    shapes = vocabulary.load("sections")["shapes"]
    return tuple((level, tuple(map(re.compile, shapes[level]))) for level in LEVELS)


def heading_level(text: str, *levels: str) -> tuple[str, str] | None:
    """(level, words) of a heading by its shape: part, section, subsection or numbered; None where it has none."""
    for level, patterns in _shapes():
        if level in levels:
            for pattern in patterns:
                if match := pattern.match(text):
                    return level, match[1]
    return None


def is_part(text: str) -> bool:
    """Whether a line is the heading of a part: 第一部分 …."""
    return heading_level(text, "part") is not None


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    all: tuple[str, ...]
    any: tuple[str, ...]
    none: tuple[str, ...]

    def fits(self, text: str) -> bool:
        return (
            all(word in text for word in self.all)
            and (not self.any or any(word in text for word in self.any))
            and not any(word in text for word in self.none)
        )


@cache
def _rules(topic: str, name: str) -> tuple[_Rule, ...]:
    return tuple(
        _Rule(rule["name"], tuple(rule.get("all", ())), tuple(rule.get("any", ())), tuple(rule.get("none", ())))
        for rule in vocabulary.load(topic)[name]
    )


def _first(rules: tuple[_Rule, ...], text: str) -> str | None:
    return next((rule.name for rule in rules if rule.fits(text)), None)


def table_kind(title: str) -> str | None:
    """The kind of table (or `sheet`) that a title line names; None where the line is no title of one."""
    rule = table_rule(title)
    return None if rule is None else str(rule["name"])


@lru_cache(maxsize=4096)
def table_rule(title: str) -> dict[str, Any] | None:
    """The rule of the vocabulary `tables` that a title line fits; None where the line is no title of a table."""
    text = unquote(squeeze(title))
    if not 3 <= len(text) <= 70 or SENTENCE.search(text):
        return None
    core = re.sub(r"[(（][^()（）]*[)）]$", "", text)
    words = vocabulary.load("tables")
    ends = tuple(words["title_ends"])
    if not core.endswith(ends) and not any(f"{end}{bracket}" in text for end in ends for bracket in "(（"):
        return None
    if (
        core.endswith(tuple(words["reference_ends"]))
        or any(word in core for word in words["references"])
        or heading_level(text, "part", "section", "subsection")
    ):
        return None
    fitting = (number for number, rule in enumerate(_rules("tables", "table")) if rule.fits(text))
    number = next(fitting, None)
    return None if number is None else dict(words["table"][number])


def section_of(heading: str) -> str | None:
    """The section that a heading's words open; None where they open none that is known."""
    return _first(_rules("sections", "section"), unquote(squeeze(heading)))


def part_of(words: str) -> str | None:
    """The part of a disclosure that a heading's words open; None where they open none that is known."""
    return _first(_rules("sections", "part"), words)


def title_year(text: str) -> int | None:
    """The year that a title names, if it names one."""
    match = YEAR.search(text)
    return int(match[0][:4]) if match else None
