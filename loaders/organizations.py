"""Who publishes, which units and offices the document names, and in which place they are.

Reads the cover, the publisher lines of the tables and the sentences of 机构设置. Rows of tables that name units are
told by `loaders.projects`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from loaders.document import Item, Paragraph
from loaders.records import Organization
from loaders.structure import Segment
from loaders.words import CJK, fold, squeeze
from ontology import places, vocabulary

_SENTENCE = re.compile(r"[^。；;！？]+")
_NAME = re.compile(rf"[{CJK}A-Za-z0-9（）()“”]{{2,40}}")
_PLACE_PART = re.compile(rf"[{CJK}]{{2,8}}?(?:省|自治区|特别行政区|市|地区|盟|自治州|州|自治县|县|旗|区)")


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover says: who, which year, of what."""

    publisher: str
    kind: str | None  # department, unit
    year: int | None
    stage: str | None  # budget, final


def read_cover(items: list[Item]) -> Cover:
    """The cover's statement; empty where the document has none."""
    words = vocabulary.load("organizations")["cover"]
    names: list[str] = []
    pattern, cut_title = _titles()
    texts = [squeeze(item.text) if isinstance(item, Paragraph) else squeeze("".join(item.cells)) for item in items]
    texts = [_western_year(text) for text in texts]
    for number, text in enumerate(texts):
        match = pattern.search(text)
        if match is None and number + 1 < len(texts):
            match = pattern.search(text + texts[number + 1]) if cut_title.search(text) else None
        if match is None:
            if (
                _NAME.fullmatch(text)
                and not any(noise in text for noise in words["noise"])
                and not cut_title.search(text)
            ):
                names.append(text)
            continue
        if match.start():
            names.append(text[: match.start()])
        if match["name"]:
            names.append(match["name"])
        who = match["who"]
        kind = None if who is None else "department" if who in words["department"] else "unit"
        stage = "budget" if match["what"] in words["budget"] else "final"
        return Cover("".join(names), kind, int(match["year"]), stage)
    return Cover("".join(names), None, None, None)


@cache
def _titles() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The title of a cover, 2024年度部门预算, and the first line of one that is broken in two."""
    words = vocabulary.load("organizations")["cover"]
    who, what = _any_of(words["department"] + words["unit"]), _any_of(words["budget"] + words["final"])
    signs = "".join(map(re.escape, "".join(words["department"] + words["unit"])))
    name = rf"(?P<name>[^{signs}\d]{{4,30}}?(?:{_any_of(words['name_ends'])})(?:（[^（）]*）)?)?"
    year = r"(?:19|20)\d{2}"
    title = re.compile(rf"(?P<year>{year})\s*年(?:度)?\s*{name}(?P<who>{who})?\s*(?P<what>{what})")
    return title, re.compile(rf"{year}年(?:度)?(?:{who})?$")


def _any_of(texts: list[str]) -> str:
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))


_CHINESE_YEAR = re.compile(r"[二2][〇○零0Oo][一二三四五六七八九〇○零\d]{2}(?=年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九Oo", "00012345678900")


def _western_year(text: str) -> str:
    """二〇二四年 as 2024年."""
    return _CHINESE_YEAR.sub(lambda year: year[0].translate(_DIGITS), text)


def choose_publisher(cover: Cover, printed: list[str]) -> str:
    """The publisher's name: what most tables print, else the cover. Names that differ only in marks are one."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for name in [*printed, *([cover.publisher] if cover.publisher else [])]:
        key = fold(name)
        if key:
            counts[key] += 1
            shown.setdefault(key, name)
    if not counts:
        return ""
    best = max(counts, key=lambda key: (counts[key], len(key), key))
    return shown[best]


@cache
def _zone(longest: int) -> re.Pattern[str]:
    """A zone's name, of at most so many signs before the word that tells it."""
    words = vocabulary.load("organizations")["places"]
    own, zones = ("|".join(map(re.escape, words[name])) for name in ("committee", "zones"))
    return re.compile(rf"((?:(?!{own})[{CJK}]){{2,{longest}}}?(?:{zones}))")


def places_of(name: str) -> tuple[str, ...]:
    """The places in a body's name, outermost first: 长治市屯留区委组织部 is of 长治市, 屯留区.

    Works on the name alone; a gazetteer may know more.
    """
    words = vocabulary.load("organizations")["places"]
    rest = squeeze(name)
    for party in words["party"]:
        rest = rest.removeprefix(party)
    found: list[str] = []
    if zone := _zone(20).match(rest):
        first = zone[1]
        found.append(first)
        rest = rest[zone.end() :]
        if second := _zone(10).match(rest):
            found.append(first + second[1])
        return tuple(found)
    while match := _PLACE_PART.match(rest):
        part = match[0]
        after = rest[match.end() : match.end() + 1]
        if part[-1] in "区市" and len(part) == 2 and not after:
            break
        found.append(part)
        rest = rest[match.end() :]
        if part[-1] in "县旗区" or len(found) == 3:
            break
    return tuple(found)


def located(publisher: str, text: str, year: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The publisher's places with their codes, outermost first: by the lists of places, else by its name alone.

    `text` is the document's own, which tells places of one name apart.
    """
    chain = places.locate(publisher, text, year)
    if chain:
        return tuple(place.name for place in chain), tuple(place.code for place in chain)
    return places_of(publisher), ()


def read_institution(segments: list[Segment], publisher: str) -> list[Organization]:
    """The units and offices that the prose of 机构设置 lists."""
    found: dict[tuple[str, str], Organization] = {}
    for segment in segments:
        if segment.kind != "prose" or segment.key != "institution":
            continue
        for item in segment.items:
            if isinstance(item, Paragraph):
                for name, kind in _listed(squeeze(item.text)):
                    if fold(name) != fold(publisher):
                        found.setdefault((kind, fold(name)), Organization(item.at, name, kind, publisher))
    return list(found.values())


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = vocabulary.load("organizations")
    return (
        re.compile(_any_of(words["units"]["words"])),
        re.compile(_any_of(words["offices"]["words"])),
        re.compile(_any_of(words["lists"]["cues"])),
    )


class _Lists(NamedTuple):
    single: re.Pattern[str]  # tells that a text without 、 is a list
    tail: re.Pattern[str]  # what follows the last name
    stated: re.Pattern[str]  # how many there are
    parts: re.Pattern[str]  # between two names
    around: re.Pattern[str]  # before or after a name


@cache
def _lists() -> _Lists:
    words = vocabulary.load("organizations")["lists"]
    ends, every, counter, joiners = (_any_of(words[name]) for name in ("ends", "all", "counter", "joiners"))
    before = "|".join(rf"(?<={re.escape(end)})" for end in words["name_ends"])
    counted = rf"\d+(?:{counter})"
    return _Lists(
        re.compile(rf"{_any_of(words['single'])}|[:：]"),
        re.compile(rf"(?:(?:{ends})(?:{counted})?.*|(?:{every}){counted}.*|{counted}$|[，,].*\d.*)$"),
        re.compile(rf"(\d+)(?:{counter})"),
        re.compile(rf"[、，,]|(?:{before})(?:{joiners})"),
        re.compile(rf"^(?:{joiners})|{counted}$|^\d+[.．、]"),
    )


def _listed(text: str) -> list[tuple[str, str]]:
    units, offices, cues = _words()
    found: list[tuple[str, str]] = []
    for sentence in _SENTENCE.findall(text):
        marks = [(m.start(), m.end(), "unit") for m in units.finditer(sentence)]
        marks += [
            (m.start(), m.end(), "office")
            for m in offices.finditer(sentence)
            if not any(a <= m.start() < b for a, b, _ in marks)
        ]
        marks.sort()
        for position, (_, end, kind) in enumerate(marks):
            stop = marks[position + 1][0] if position + 1 < len(marks) else len(sentence)
            names = _names(sentence[end:stop], cues)
            found += [(name, kind) for name in names]
        if not found and marks and marks[0][2] == "office":  # the list stands before the word: …科、…科4个内设科室
            found += [(name, "office") for name in _names(sentence[: marks[0][0]], cues)]
    return found


def _names(text: str, cues: re.Pattern[str]) -> list[str]:
    """The names of a list such as `3个，包括：甲、乙、丙等`.

    和 joins two names or belongs to one; how many there are, the sentence often says.
    """
    lists = _lists()
    if "、" not in text and not lists.single.search(text):
        return []
    start = 0
    first = text.find("、") if "、" in text else len(text)
    for cue in cues.finditer(text[:first]):
        start = cue.end()
    body = text[start:].lstrip("：: ，,")
    body = lists.tail.sub("", body)
    stated = lists.stated.search(text)
    whole = _clean(re.split(r"[、，,]", body))
    split = _clean(lists.parts.split(body))
    return whole if stated and int(stated[1]) == len(whole) else split


def _clean(parts: list[str]) -> list[str]:
    names: list[str] = []
    sentence = vocabulary.load("organizations")["lists"]["not_names"]
    for part in parts:
        name = _lists().around.sub("", part).strip("：: “”")
        if _NAME.fullmatch(name) and not any(word in name for word in sentence) and not name.isdigit():
            names.append(name)
    return names
