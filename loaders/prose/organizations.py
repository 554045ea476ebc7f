"""Who publishes a document, and in which place that body is.

Reads covers, publisher lines and the fields that name a publisher where nothing else does. What a department is made
of, `institutions` reads. Knows nothing of what a file is called.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from loaders.document import Item, Paragraph
from loaders.prose.patterns import any_of
from loaders.records import Place
from loaders.words import CJK, fold, squeeze, tidy
from ontology import places, vocabulary

#: What the name of a body may be made of.
NAME = re.compile(rf"[{CJK}A-Za-z0-9（）()“”·]{{2,60}}")
_PLACE_PART = re.compile(rf"[{CJK}]{{2,8}}?(?:省|自治区|特别行政区|市|地区|盟|自治州|州|自治县|县|旗|区)")
_BROKEN = 5  # lines into which the title of a cover may be broken
_COVER_LINES = 24  # a cover is no longer


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
    lines = [squeeze(item.text) if isinstance(item, Paragraph) else squeeze("".join(item.cells)) for item in items]
    lines = [_western_year(line) for line in lines if line][:_COVER_LINES]
    labelled, kind = _labelled(lines)
    first, last, match = _find_title(lines)
    if match is None:
        return Cover(labelled or body_name("".join(filter(_is_name, lines))), kind, None, None)
    names = [line for line in lines[:first] if _is_name(line)]
    text = "".join(lines[first : last + 1])
    names += [text[: match.start()], match["name"] or ""]
    name = body_name("".join(names))
    if not name or "".join(places_of(name)) == name:  # 上海市2026年市级单位预算: the place, and the body below it
        below = (line for line in lines[last + 1 :] if _is_name(line) and is_body(body_name(line)))
        name = next(map(body_name, below), "")
    who = match["who"]
    if kind is None and who is not None:
        kind = "department" if who in words["department"] else "unit"
    if is_own_unit(labelled or name):
        kind = "unit"
    stage = "budget" if match["what"] in words["budget"] else "final"
    return Cover(labelled or name, kind, int(match["year"]), stage)


def _find_title(lines: list[str]) -> tuple[int, int, re.Match[str] | None]:
    """The lines over which the title of a cover goes, and the title in them joined: the fewest lines that hold one."""
    pattern = _titles()[0]
    for length in range(1, _BROKEN + 1):
        for first in range(len(lines) - length + 1):
            if length > 1 and (not _may_break(lines[first]) or any(map(_is_label, lines[first : first + length]))):
                continue
            if match := pattern.search("".join(lines[first : first + length])):
                return first, first + length - 1, match
    return 0, 0, None


def _may_break(line: str) -> bool:
    """Whether a line may be the first of a title that goes on: it names a year."""
    return re.search(r"(?:19|20)\d{2}年|^(?:19|20)\d{2}$", line) is not None


def _is_name(line: str) -> bool:
    noise = vocabulary.load("organizations")["cover"]["noise"]
    plain = NAME.fullmatch(line) is not None and not any(word in line for word in noise)
    return plain and not _titles()[1].search(line) and not _DATE.fullmatch(line)


_DATE = re.compile(r"(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?|[一二三四五六七八九十]{1,2}月)?")


@cache
def _titles() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The title of a cover, 2024年度部门预算, and the first line of one that is broken in two."""
    words = vocabulary.load("organizations")["cover"]
    who, what = any_of(words["department"] + words["unit"]), any_of(words["budget"] + words["final"])
    name = rf"(?P<name>[^\d，。；：:]{{2,60}}?(?:{any_of(words['name_ends'])})(?:（[^（）]*）|\([^()]*\))?)??"
    year = r"(?:19|20)\d{2}"
    between = rf"(?:{any_of(words['levels'])})?(?P<who>{who})?(?:{any_of(words['kinds'])})?"
    title = re.compile(rf"(?P<year>{year})\s*年(?:度)?\s*{name}{between}\s*(?P<what>{what})")
    return title, re.compile(rf"{year}年(?:度)?(?:{who})?$")


@cache
def _labels() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The publisher's label on a cover; the fields that follow a publisher; the marks that are no part of its name."""
    words = vocabulary.load("organizations")
    cover, publisher = words["cover"], words["publisher"]
    labels = cover["department_label"] + cover["unit_label"] + cover["label"]
    marks = any_of(publisher["marks"])
    return (
        re.compile(rf"(?P<label>{any_of(labels)})[:：](?P<name>.+)$"),
        re.compile(rf"[\s，,；;（(]*(?:{any_of(publisher['fields'])})[:：].*$"),
        re.compile(rf"[（(](?:{marks})[)）]"),
    )


def _is_label(line: str) -> bool:
    return _labels()[0].match(line) is not None


def _labelled(lines: list[str]) -> tuple[str, str | None]:
    """The publisher after its label on the cover, and the kind that the label says."""
    words = vocabulary.load("organizations")["cover"]
    for line in lines:
        if (match := _labels()[0].match(line)) and (name := body_name(match["name"])):
            label = match["label"]
            kind = "department" if label in words["department_label"] else None
            return name, "unit" if label in words["unit_label"] else kind
    return "", None


def body_name(text: str) -> str:
    """A body's name as it is printed, without what a line or a title prints around it; empty for a blank form.

    >>> body_name("云岭市财政局（汇总）保密审查情况：已审查")
    '云岭市财政局'
    >>> body_name("云岭市XX局")
    ''
    """
    words = vocabulary.load("organizations")["publisher"]
    name = tidy(text).strip(" :：，,。")
    if match := _labels()[0].match(squeeze(name)):
        name = match["name"]
    _, fields, marks = _labels()
    name = marks.sub("", fields.sub("", name)).strip(" :：，,。")
    for tail in words["tails"]:
        if name.endswith(tail) and is_body(name.removesuffix(tail)):
            name = name.removesuffix(tail)
            break
    return "" if any(blank in name for blank in words["blanks"]) else name


def is_body(name: str) -> bool:
    """Whether a name ends as names of bodies do, marks in brackets left aside."""
    plain = re.sub(r"(?:[（(][^（）()]*[)）])+$", "", squeeze(name))
    more = vocabulary.load("organizations")["lists"]["bodies"]
    return len(plain) >= 3 and plain.endswith((*vocabulary.load("rows")["body_suffixes"], *more))


def is_own_unit(name: str) -> bool:
    """Whether a name is that of a department's own unit: it ends in 本级 or 本部."""
    plain = squeeze(name).rstrip("）)")
    return plain.endswith(tuple(form for form in vocabulary.load("organizations")["own"]["forms"] if form[0] == "本"))


_CHINESE_YEAR = re.compile(r"[二2][〇○零0Oo][一二三四五六七八九〇○零\d]{2}(?=年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九Oo", "00012345678900")


def _western_year(text: str) -> str:
    """二〇二四年 as 2024年."""
    return _CHINESE_YEAR.sub(lambda year: year[0].translate(_DIGITS), text)


def choose_publisher(cover: Cover, printed: list[str]) -> str:
    """The publisher's name: the cover's where a table prints it too, else what most print.

    Names that differ only in marks are one.
    """
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    bodies = [name for name in map(body_name, printed) if name]
    for name in [*bodies, *([cover.publisher] if cover.publisher else [])]:
        key = fold(name)
        if key:
            counts[key] += 1
            shown.setdefault(key, name)
    if not counts:
        return ""
    covered = fold(cover.publisher)
    best = max(counts, key=lambda key: (key == covered and counts[key] > 1, counts[key], len(key), key))
    return shown[best]


class Named(NamedTuple):
    """A publisher that no cover and no table's head prints, with the place of a field that names it."""

    name: str
    at: Place
    label: str


def named_publisher(items: Sequence[Item]) -> Named | None:
    """The body that the fields of a document's sheets name as theirs (部门名称, 主管部门); None where they name none.

    The surest fields decide; of several names the most frequent one, the first of equals.
    """
    for rule in vocabulary.load("organizations")["publisher"]["named"]:
        labels = frozenset(rule["labels"])
        found = [named for item in items for named in _fields(item, labels)]
        if found:
            counts = Counter(fold(named.name) for named in found)
            return max(found, key=lambda named: counts[fold(named.name)])
    return None


def _fields(item: Item, labels: frozenset[str]) -> list[Named]:
    if isinstance(item, Paragraph):
        label, _, value = squeeze(item.text).partition("：" if "：" in squeeze(item.text) else ":")
        pairs = [(label, value)]
    else:
        filled = [squeeze(cell) for cell in item.cells if cell.strip()]
        pairs = [(cell.rstrip(":："), value) for cell, value in pairwise(filled)]
    names = [(label, body_name(_CODE.sub("", value))) for label, value in pairs if label in labels]
    return [Named(name, item.at, label) for label, name in names if is_body(name)]


_CODE = re.compile(r"^[\[【（(]?\d{2,}[\]】）)]?[-—－_]?|[-—－_]?[\[【（(]?\d{3,}[\]】）)]?$")


def stated_year(items: Sequence[Item]) -> tuple[int, Place] | None:
    """The fiscal year where neither cover nor titles of tables name one, and the place that names it.

    A line of its own states it (（2026年度）), else the title of a sheet: of several years the most frequent one.
    """
    ends = any_of(vocabulary.load("organizations")["publisher"]["year"])
    alone = re.compile(rf"[（(]?(?P<year>(?:19|20)\d{{2}})(?:{ends})[)）]?$")
    title = re.compile(r"[^，。；：、,;:]{0,30}(?P<year>(?:19|20)\d{2})年[^，。；：、,;:\d]{4,40}表$")
    for shape in (alone, title):
        found: list[tuple[int, Place]] = []
        for item in items:
            texts = [item.text] if isinstance(item, Paragraph) else [cell for cell in item.cells if cell.strip()]
            if len(texts) == 1 and (match := shape.match(_western_year(squeeze(texts[0])))):
                found.append((int(match["year"]), item.at))
        if found:
            counts = Counter(year for year, _ in found)
            return max(found, key=lambda stated: counts[stated[0]])
    return None


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
