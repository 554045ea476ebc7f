"""Reads the numbers of prose: which figure each one is, by section, label and unit (ontology.vocabulary.figures).

Every number with a unit becomes a figure; those that no rule names get a key made of their section and label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from loaders.passages import Passage
from loaders.records import Figure
from loaders.words import nfkc, squeeze
from ontology import vocabulary

_BOUNDARY = re.compile(r"[，,；;。：:、！？]")


@dataclass(frozen=True, slots=True)
class _Rule:
    key: str
    sections: frozenset[str]
    unit: str
    label: re.Pattern[str]
    follows: re.Pattern[str] | None
    after: frozenset[str]


def _any(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def _rest() -> tuple[re.Pattern[str], re.Pattern[str], str]:
    """What makes a number a share or a change of the one before; what opens a label; signs that are no part of it."""
    words = vocabulary.load("figures")
    share, lead = re.compile(rf"^(?:{_any(words['share'])})了?$"), re.compile(rf"^(?:{_any(words['lead'])})[:：]?")
    return share, lead, "“”\"'（()）" + "".join(words["trim"])


@cache
def _rules() -> tuple[re.Pattern[str], tuple[_Rule, ...], tuple[str, ...], dict[str, str]]:
    words = vocabulary.load("figures")
    units = words["units"]
    number = re.compile(
        r"(?P<value>(?<![\d.])-?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|(?<![\d.,])-?\d+(?:\.\d+)?)\s*(?P<unit>"
        + _any(list(units))
        + ")"
    )
    tail, starts = rf"(?:{_any(words['tail'])})*\s*$", f"^(?:{_any(words['of_which'])})?"
    rules = tuple(
        _Rule(
            rule["key"],
            frozenset(rule["sections"]),
            rule["unit"],
            re.compile((starts if rule.get("starts") else "") + f"(?:{rule['label']})" + tail),
            re.compile(rule["follows"]) if "follows" in rule else None,
            frozenset(rule.get("after", ())),
        )
        for rule in words["figure"]
    )
    return number, rules, tuple(words["falls"]), units


def read_figures(passage: Passage, section: str) -> list[Figure]:
    """The figures of one paragraph of a section."""
    number, rules, falls, units = _rules()
    text = nfkc(passage.text)
    if len(text) != len(passage.text):
        text = passage.text.replace("％", "%")
    figures: list[Figure] = []
    last = 0
    previous = ""
    sentence_keys: list[str] = []
    subject = ""
    for match in number.finditer(text):
        start = match.start()
        between = text[last:start]
        if "。" in between:
            sentence_keys = []
        cut = max((m.end() for m in _BOUNDARY.finditer(text, last, start)), default=last)
        label = squeeze(text[cut:start])
        unit = units[match["unit"]]
        key = _key(rules, label, section, unit, text[match.end() : match.end() + 8], previous, sentence_keys)
        value = Decimal(match["value"].replace(",", "").replace("，", ""))
        if unit == "yuan":
            value *= Decimal(vocabulary.load("tables")["units"].get(match["unit"], "1"))
        if any(word in label for word in falls) and value > 0:
            value = -value
        place, column = passage.at(start)
        figures.append(
            Figure(
                place,
                column,
                key or _own_key(section, label, text[match.end() : match.end() + 12], subject),
                value,
                unit,
                _evidence(text, cut, match.end()),
            )
        )
        if key:
            sentence_keys.append(key)
        previous = key or ""
        subject = label if unit != "percent" else subject
        last = match.end()
        figures += _same(passage, text, section, key, last)
    return figures + _absent(passage, text, section)


def _key(
    rules: tuple[_Rule, ...], label: str, section: str, unit: str, following: str, previous: str, seen: list[str]
) -> str | None:
    for rule in rules:
        if section not in rule.sections or unit != rule.unit or not rule.label.search(label):
            continue
        if rule.after and previous not in rule.after:
            continue
        if rule.follows and not rule.follows.search(following):
            continue
        if rule.after and rule.key in seen:
            continue
        return rule.key
    return None


def _own_key(section: str, label: str, following: str, subject: str) -> str:
    """A key for a number that no rule names: its section and its own words; a share names what it is a share of."""
    share, lead, trim = _rest()
    words = lead.sub("", label).strip(trim)
    if share.search(label) and subject:
        words = f"{lead.sub('', subject)[-20:]}{label}"
    return f"{section}:{words[-24:] if words else squeeze(_BOUNDARY.split(following)[0])[:16]}"


def _evidence(text: str, start: int, end: int) -> str:
    return text[max(start, end - 80) : end].strip()


def _same(passage: Passage, text: str, section: str, key: str | None, end: int) -> list[Figure]:
    for rule in vocabulary.load("figures")["same"]:
        if (
            section in rule["sections"]
            and key in rule["after"]
            and (match := re.match(rule["pattern"], text[end : end + 48]))
        ):
            place, column = passage.at(end + match.start())
            return [Figure(place, column, rule["key"], Decimal(0), "yuan", match[0].strip(" ，,"))]
    return []


def _absent(passage: Passage, text: str, section: str) -> list[Figure]:
    figures = []
    for rule in vocabulary.load("figures")["absent"]:
        if section in rule["sections"] and (match := re.search(rule["pattern"], text)):
            place, column = passage.at(match.start())
            unit = rule.get("unit", "yuan")
            figures.append(Figure(place, column, rule["key"], Decimal(0), unit, match[0]))
    return figures
