"""The vocabulary `figures`, compiled: the rules that give a number of prose its key, and the words that tell its kind.

Knows how the entries of the file become patterns. It must not know what a paragraph says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from ontology import vocabulary

OTHER = "?"  # what stands for an amount that only looks like one of the keys, among the keys of a sentence


@dataclass(frozen=True, slots=True)
class Rule:
    """What gives a number its key; the comments of the vocabulary file say what each field asks for."""

    key: str
    also: str
    sections: frozenset[str]
    within: frozenset[str]
    after: frozenset[str]
    unit: str
    label: re.Pattern[str]
    unless: re.Pattern[str] | None
    follows: re.Pattern[str] | None
    sentence: re.Pattern[str] | None
    starts: bool
    first: bool
    change: bool
    breaks: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary, compiled."""

    number: re.Pattern[str]
    units: dict[str, str]
    rules: tuple[Rule, ...]
    governors: frozenset[str]
    change: re.Pattern[str]
    falls: tuple[str, ...]
    compare: re.Pattern[str]
    bare: re.Pattern[str]
    spoken: re.Pattern[str]
    sides: frozenset[str]
    both: re.Pattern[str]
    summing: tuple[str, ...]
    named: re.Pattern[str]
    filler: re.Pattern[str]
    past: re.Pattern[str]
    budgeted: re.Pattern[str]
    settled: re.Pattern[str]
    item: re.Pattern[str]
    goes_on: re.Pattern[str]
    account: re.Pattern[str]
    share: re.Pattern[str]
    lead: re.Pattern[str]
    trim: str
    bodies: tuple[str, ...]
    changes: dict[str, dict[str, Any]]
    budgets: dict[str, str]


def _any(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _compiled(rule: dict[str, Any], name: str) -> re.Pattern[str] | None:
    return re.compile(rule[name]) if name in rule else None


@cache
def figure_words() -> Words:
    """The vocabulary of figures, compiled once."""
    words = vocabulary.load("figures")
    units: dict[str, str] = words["units"]
    tail = f"(?:{_any(words['tail'])})"
    opening = f"^(?:{_any(words['of_which'])})?"
    number = (
        r"(?P<value>(?<![\d.])-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\d.,])-?\d+(?:\.\d+)?)\s*"
        rf"(?:(?P<unit>{_any(list(units))})|(?P<short>{_any(list(words['short']))})(?=[,，、;；。)]|$))"
        rf"|(?:{'|'.join(f'(?<={word})' for word in words['nought'])})(?P<zero>0(?:\.0+)?)(?=[,，、;；。]|$)"
    )

    def rule(row: dict[str, Any]) -> Rule:
        label = row["label"]
        for name, part in words["parts"].items():
            label = label.replace("{" + name + "}", part)
        return Rule(
            row["key"],
            row.get("also", ""),
            frozenset(row.get("sections", ())),
            frozenset(row.get("within", ())),
            frozenset(row.get("after", ())),
            row["unit"],
            re.compile((opening if row.get("starts") else "") + f"(?:{label}){tail}*$"),
            _compiled(row, "unless"),
            _compiled(row, "follows"),
            _compiled(row, "sentence"),
            bool(row.get("starts")),
            bool(row.get("first")),
            bool(row.get("change")),
            bool(row.get("breaks")),
        )

    rules = tuple(rule(row) for row in words["figure"])
    return Words(
        re.compile(number),
        units,
        rules,
        frozenset(key for r in rules for key in r.within) | {OTHER},
        re.compile(
            rf"^(?P<head>.*)(?P<word>{_any(words['falls'] + words['rises'])})(?:{_any(words['extent'])}|{tail})*$"
        ),
        tuple(words["falls"]),
        re.compile("|".join(words["compare"])),
        re.compile(rf"(?:{_any(words['bare'])}|{tail})*"),
        re.compile(_any(words["spoken"])),
        frozenset(words["sides"]),
        re.compile(words["both"]),
        tuple(words["summing"]),
        re.compile(_any(words["named"])),
        re.compile(rf"^(?:{_any(words['filler'])})+|(?:{_any(words['degree'])})+$"),
        re.compile("|".join(words["past"])),
        re.compile(rf"(?:{'|'.join(words['budgeted'])}){tail}*$"),
        re.compile("|".join(words["settled"])),
        re.compile(rf"[^。:：,，;；]*[(（](?:{_any(words['levels'])})[)）][“”\"」]?"),
        re.compile(rf"\s*(?:{_any(words['goes_on'])})"),
        re.compile(rf"(?:{_any(words['account'])})+$"),
        re.compile(rf"^(?:(?:{_any(words['share'])})了?$|(?:{_any(words['part'])}))"),
        re.compile(rf"^(?:{_any(words['lead'])})[:：]?"),
        "“”\"'（()）" + "".join(words["trim"]),
        tuple(words["bodies"]),
        {row["of"]: row for row in words["change"]},
        {row["of"]: row["key"] for row in words["budget"]},
    )
