"""Who publishes a document, of which units and offices the publisher is made, and in which place they are.

Reads the cover, the publisher lines of the tables and the sentences, lists and small tables of 机构设置. Rows of tables
that name units are told by `loaders.tables.projects`. Knows nothing of what a file is called.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from loaders.document import Item, Paragraph, Row
from loaders.records import Organization, Place
from loaders.structure import Segment, heading_level, section_of
from loaders.words import CJK, fold, narrow_digits, squeeze, tidy
from ontology import places, vocabulary

_SENTENCE = re.compile(r"[^。！？]+")
_NAME = re.compile(rf"[{CJK}A-Za-z0-9（）()“”·]{{2,60}}")
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
    return re.search(r"(?:19|20)\d{2}年", line) is not None


def _is_name(line: str) -> bool:
    noise = vocabulary.load("organizations")["cover"]["noise"]
    plain = _NAME.fullmatch(line) is not None and not any(word in line for word in noise)
    return plain and not _titles()[1].search(line) and not _DATE.fullmatch(line)


_DATE = re.compile(r"(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?|[一二三四五六七八九十]{1,2}月)?")


@cache
def _titles() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The title of a cover, 2024年度部门预算, and the first line of one that is broken in two."""
    words = vocabulary.load("organizations")["cover"]
    who, what = _any_of(words["department"] + words["unit"]), _any_of(words["budget"] + words["final"])
    name = rf"(?P<name>[^\d，。；：:]{{4,60}}?(?:{_any_of(words['name_ends'])})(?:（[^（）]*）|\([^()]*\))?)??"
    year = r"(?:19|20)\d{2}"
    between = rf"(?:{_any_of(words['levels'])})?(?P<who>{who})?(?:{_any_of(words['kinds'])})?"
    title = re.compile(rf"(?P<year>{year})\s*年(?:度)?\s*{name}{between}\s*(?P<what>{what})")
    return title, re.compile(rf"{year}年(?:度)?(?:{who})?$")


@cache
def _labels() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The publisher's label on a cover; the fields that follow a publisher; the marks that are no part of its name."""
    words = vocabulary.load("organizations")
    cover, publisher = words["cover"], words["publisher"]
    labels = cover["department_label"] + cover["unit_label"] + cover["label"]
    marks = _any_of(publisher["marks"])
    return (
        re.compile(rf"(?P<label>{_any_of(labels)})[:：](?P<name>.+)$"),
        re.compile(rf"[\s，,；;（(]*(?:{_any_of(publisher['fields'])})[:：].*$"),
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


def _any_of(texts: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))


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
    ends = _any_of(vocabulary.load("organizations")["publisher"]["year"])
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


def read_institution(segments: list[Segment], publisher: str) -> list[Organization]:
    """The units and offices that the part on a department's make-up lists: in sentences, line by line or in a table.

    The part is told by its heading, numbered or not. The department's own unit (本级, 本部, 机关) is one of its units.
    """
    reader = _Institution(publisher)
    for segment in segments:
        if segment.kind in ("contents", "sheet", "watermark"):
            continue
        if segment.kind == "table" and segment.key != "other":
            reader.leave()
            continue
        if segment.kind == "prose" and segment.key == "institution":
            reader.enter()
        for item in (*segment.title, *segment.items):
            reader.item(item)
        reader.flush()
    return reader.bodies()


@dataclass(slots=True)
class _Institution:
    """The state of reading: whether we are in the part, what a line has announced, and what is found."""

    publisher: str
    inside: bool = False
    announced: str | None = None  # the kind of bodies that the lines below name
    column: int | None = None  # of the names, in the table that is open
    lines: list[tuple[str, Place]] = field(default_factory=list)
    found: dict[tuple[str, str], Organization] = field(default_factory=dict)
    own: list[tuple[str, Place]] = field(default_factory=list)

    def enter(self) -> None:
        self.inside = True

    def leave(self) -> None:
        self.flush()
        self.inside, self.announced, self.column = False, None, None

    def item(self, item: Item) -> None:
        """One item of the document, in reading order."""
        if isinstance(item, Row):
            self.flush()
            self.row(item)
            return
        text = _flat(item.text)
        if not text:
            return
        opens = _opens(text)
        entry = self.inside and self.announced is not None and self.entry(text, item.at)
        if opens is not None and not entry:
            self.leave()
            self.inside = opens
        elif self.inside and not entry:
            self.column = None
            if _ORDINAL.match(text) or (self.lines and self.lines[-1][0].endswith(("。", "；", ";", "：", ":"))):
                self.flush()
            self.lines.append((text, item.at))
            if text.endswith(("：", ":")):
                self.flush()

    def entry(self, text: str, at: Place) -> bool:
        """Whether a line is one of a list that was announced; if so, its body and those that it lists itself."""
        self.flush()
        if self.announced is None:
            return False
        name = re.split(r"[、，,。；;：:]", _ORDINAL.sub("", text), maxsplit=1)[0]
        numbered = _ORDINAL.match(text) is not None
        if not numbered and squeeze(name) != text.rstrip("。；;，,"):
            return False
        if _is_clause(name) or not (is_body(name) or (numbered and _own_head(name))):
            return False
        self.add(name, self.announced, at)
        parent = self.publisher if self.announced == "office" or _is_own(name, self.publisher) else _plain(name)
        for listed, kind in _listed(_ORDINAL.sub("", text)[len(name) :]):
            self.add(listed, kind, at, parent)
        return True

    def flush(self) -> None:
        """Reads the lines that are waiting as one text."""
        text = "".join(line for line, _ in self.lines)
        if text:
            at = self.lines[0][1]
            self.own += [(name, at) for name in _own_mentions(text, self.publisher)]
            listed = _listed(_ORDINAL.sub("", text))
            if not listed and self.announced is not None:  # the names of a list whose announcement ended its line
                names = _names(f"：{_SENTENCE.findall(text)[0]}")
                listed = [(name, self.announced) for name in (_units(names) if self.announced == "unit" else names)]
            for name, kind in listed:
                self.add(name, kind, at)
            self.announced = _announces(text)
        self.lines = []

    def row(self, row: Row) -> None:
        """A row of a table inside the part: its heading tells which column names units."""
        if not self.inside:
            return
        cells = [_flat(cell) for cell in row.cells]
        columns = vocabulary.load("organizations")["lists"]["columns"]
        heading = next((index for index, cell in enumerate(cells) if cell in columns), None)
        if heading is not None:
            self.column = heading
        elif self.column is not None and self.column < len(cells):
            name = cells[self.column]
            if _NAME.fullmatch(name) and (is_body(name) or _own_head(name)):
                self.add(name, "unit", row.place(self.column))

    def add(self, printed: str, kind: str, at: Place, parent: str | None = None) -> None:
        """A body under the name that is printed of it, of its parent or the publisher; the own unit goes apart."""
        name = _plain(printed)
        blank = any(mark in name for mark in vocabulary.load("organizations")["publisher"]["blanks"])
        if (
            not _NAME.fullmatch(name)
            or blank
            or name.count("（") + name.count("(") != name.count("）") + name.count(")")
        ):
            return
        if kind == "unit" and _is_own(name, self.publisher):
            self.own.append((name, at))
        elif fold(name) != fold(self.publisher):
            self.found.setdefault((kind, fold(name)), Organization(at, name, kind, parent or self.publisher))

    def bodies(self) -> list[Organization]:
        """What was found. All ways of writing the own unit are one body, under the department's full name."""
        self.flush()
        bodies = list(self.found.values())
        own = [(name, at) for name, at in self.own if fold(name) != fold(self.publisher)]
        if own:
            whole = next((name for name, _ in own if fold(name).startswith(fold(self.publisher))), None)
            name = whole or f"{self.publisher}（{_own_word(own[0][0])}）"
            others = {fold(other): other for other, _ in own if fold(other) not in (fold(name), *_bare_forms())}
            bodies.insert(0, Organization(own[0][1], name, "unit", self.publisher, tuple(sorted(others.values()))))
        return bodies


_ORDINAL = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,3}[、.．)）](?!\d)|[①-⑳])[、.．]?"
)


def _opens(text: str) -> bool | None:
    """Whether a line is a heading that opens the part (True) or another one (False); None where it is no heading."""
    if len(text) > 40 or re.search(r"[，。；：:,;]", text):
        return None
    found = heading_level(text, "part", "section", "subsection", "numbered")
    words = found[1] if found else text
    headings = vocabulary.load("organizations")["headings"]
    if words.endswith(tuple(headings["institution"])) or (found and section_of(words) == "institution"):
        return True
    if found is None:
        return False if words.endswith(tuple(headings["others"])) else None
    if found[0] in ("part", "section"):
        return False
    return False if section_of(words) is not None and not is_body(words) else None


@cache
def _own_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A name's own-unit word at its end; the mention of an own unit in a sentence."""
    words = vocabulary.load("organizations")
    forms = _any_of(words["own"]["forms"])
    after = _any_of(words["lists"]["after"])
    end = re.compile(rf"[（(]?(?P<word>{forms})[)）]?$")
    starts = _any_of([*words["lists"]["cues"], "、", "，", ",", "和", "及"])
    weak, counter = _any_of(words["lists"]["weak"]), _any_of(words["lists"]["counter"])
    mention = re.compile(
        rf"(?:{starts}|^|(?:[，,]|\d(?:{counter}))[，,]?(?:{weak}))"
        rf"(?P<name>[{CJK}]{{0,30}}?[（(]?(?:{forms})[)）]?)(?:的?(?:{after}))?(?=[、，,。；;和及以与]|$)"
    )
    return end, mention


def _own_word(name: str) -> str:
    match = _own_words()[0].search(name)
    return match["word"] if match else ""


def _own_head(name: str) -> str | None:
    """What stands before 本级 in a name (empty where nothing does); None where the name is not of an own unit."""
    match = _own_words()[0].search(squeeze(name))
    return None if match is None else squeeze(name)[: match.start()].rstrip("（(")


@cache
def _bare_forms() -> frozenset[str]:
    """Ways of writing an own unit that name no department: 本级, 部门本级, 局机关."""
    own = vocabulary.load("organizations")["own"]
    return frozenset(fold(head + form) for head in ("", *own["self"]) for form in own["forms"])


def _is_own(name: str, publisher: str) -> bool:
    """Whether a name is the publisher's own unit: 本级 after its name, a short form of it, or a word for itself.

    A short form keeps the order of the signs: 商务委本部 of 云岭市商务委员会.
    """
    head = _own_head(name)
    if head is None:
        return False
    if head in ("", *vocabulary.load("organizations")["own"]["self"]):
        return True
    whole = iter(squeeze(publisher))
    return all(sign in whole for sign in head)


def _own_mentions(text: str, publisher: str) -> list[str]:
    """The own unit where a sentence names it among the publisher's units."""
    found = []
    for match in _own_words()[1].finditer(text):
        name = _plain(_after_cue(match["name"]))
        if _is_own(name, publisher):
            found.append(name)
    return found


def _after_cue(text: str) -> str:
    """What stands after the last cue of a text."""
    return text[max((cue.end() for cue in _lists().cues.finditer(text)), default=0) :]


def _flat(text: str) -> str:
    """A text without its blanks, its signs as printed but for full-width digits."""
    return narrow_digits("".join(text.split()))


def _plain(name: str) -> str:
    """A name of a list without what the list says around it."""
    words = vocabulary.load("organizations")["lists"]
    plain = re.sub(r"[*＊]\d*$", "", _flat(name).strip("：:“”、，,。；;"))
    for word in (*words["joiners"], *words["after"]):
        cut = plain.removesuffix(word)
        plain = cut if is_body(cut) or _own_head(cut) is not None or word in words["joiners"] else plain
    if not _NAME.fullmatch(plain):  # a remark in brackets, that is no part of a name: 来访司（对外称“甲、乙”）
        plain = re.sub(r"[（(][^（）()]*[)）]$", "", plain)
    head = next((word for word in words["before"] if plain.startswith(word) and len(plain) > len(word) + 3), "")
    return plain.removeprefix(head)


def _announces(text: str) -> str | None:
    """The kind of bodies that the lines after a text name; None where it announces none."""
    words = vocabulary.load("organizations")
    sentence = re.split(r"[。；;！？]", text.rstrip("。"))[-1]
    if not sentence.endswith(tuple(words["lists"]["opens"])):
        return None
    marks = _marks(sentence)
    return marks[-1][2] if marks else None


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = vocabulary.load("organizations")
    return re.compile(_any_of(words["units"]["words"])), re.compile(_any_of(words["offices"]["words"]))


def _is_clause(name: str) -> bool:
    """Whether a piece of a list is said of bodies and names none: 负责…, 核定编制; 预算编制中心 is a body's name."""
    words = vocabulary.load("organizations")["lists"]
    allowed = words["in_names"] if is_body(name) else ()
    return any(word in name for word in words["not_names"] if word not in allowed)


class _Lists(NamedTuple):
    cues: re.Pattern[str]  # what stands before the first name
    weak: re.Pattern[str]  # what does so after a comma or a count
    single: re.Pattern[str]  # tells that a text without 、 is a list
    tail: re.Pattern[str]  # what follows the last name
    stated: re.Pattern[str]  # how many there are
    joiners: re.Pattern[str]  # between two names, where the one before ends as names do
    around: re.Pattern[str]  # before or after a name
    none: re.Pattern[str]  # before a word, that there is none of it


@cache
def _lists() -> _Lists:
    words = vocabulary.load("organizations")["lists"]
    ends, stops, every, counter = (_any_of(words[name]) for name in ("ends", "stops", "all", "counter"))
    joiners, weak = _any_of(words["joiners"]), _any_of(words["weak"])
    bodies = vocabulary.load("organizations")
    what = _any_of([*bodies["units"]["words"], *bodies["offices"]["words"]])
    before = "|".join(rf"(?<={re.escape(end)})" for end in words["name_ends"])
    counted = rf"\d+(?:{counter})"
    return _Lists(
        re.compile(_any_of(words["cues"])),
        re.compile(rf"(?:^|[，,]|{counted})(?:{weak})"),
        re.compile(rf"{_any_of(words['single'])}|[:：]"),
        re.compile(
            rf"(?:(?:{ends})(?=$|[，,；;]|\d|[一二三四五六七八九十]+(?:{counter})|{what}).*|(?:{stops}).*"
            rf"|[，,]?(?:{every}){counted}.*|(?<!第){counted}$|[，,][^，,、]*\d+[{CJK}].*)$"
        ),
        re.compile(rf"(\d+)(?:{counter})"),
        re.compile(rf"(?:{before})(?:{joiners})"),
        re.compile(rf"^(?:{joiners})|(?<!第){counted}$|^\d+[.．、]"),
        re.compile(rf"(?:{_any_of(words['none'])})[{CJK}]{{0,6}}$"),
    )


def _marks(sentence: str) -> list[tuple[int, int, str]]:
    """Where a sentence speaks of units or offices: start, end, kind; not where it says that there are none."""
    units, offices = _words()
    marks = [(m.start(), m.end(), "unit") for m in units.finditer(sentence)]
    marks += [
        (m.start(), m.end(), "office")
        for m in offices.finditer(sentence)
        if not any(a <= m.start() < b for a, b, _ in marks)
    ]
    none = _lists().none
    return sorted(mark for mark in marks if not none.search(sentence[: mark[0]]))


def _listed(text: str) -> list[tuple[str, str]]:
    """The names that the sentences of a text list, with their kind."""
    found: list[tuple[str, str]] = []
    for sentence in _SENTENCE.findall(text):
        here: list[tuple[str, str]] = []
        marks = _marks(sentence)
        for position, (_, end, kind) in enumerate(marks):
            stop = marks[position + 1][0] if position + 1 < len(marks) else len(sentence)
            names = _names(sentence[end:stop])
            here += [(name, kind) for name in (_units(names) if kind == "unit" else names)]
        if not here and marks and marks[0][2] == "office":  # the list stands before the word: …科、…科4个内设科室
            here += [(name, "office") for name in _names(sentence[: marks[0][0]])]
        if not any(kind == "unit" for _, kind in here):
            here += [(name, "unit") for name in _beside_own(sentence)]
        found += here
    return found


def _units(names: list[str]) -> list[str]:
    """The names that are of units: all of a list of which most end as bodies do, else those that do."""
    bodies = [name for name in names if _is_unit(name)]
    return [name for name in names if len(name) >= 4] if len(bodies) * 2 > len(names) else bodies


def _is_unit(name: str) -> bool:
    return is_body(name) or _own_head(name) is not None


def _beside_own(sentence: str) -> list[str]:
    """The names of a list whose first is an own unit: such lists need no word that says what they list."""
    match = next((m for m in _own_words()[1].finditer(sentence) if sentence[m.end() : m.end() + 1] == "、"), None)
    if match is None:
        return []
    names = [
        _after_cue(match["name"]),
        *_clean(_parts(_lists().tail.sub("", sentence[match.end() + 1 :]), joined=True)),
    ]
    return names if all(_is_unit(_plain(name)) for name in names) else []


def _names(text: str) -> list[str]:
    """The names of a list such as `3个，包括：甲、乙、丙等`.

    和 joins two names or belongs to one; how many there are, the sentence often says.
    """
    lists = _lists()
    text = _INLINE.sub("、", text)
    if "、" not in text and not lists.single.search(text) and not lists.weak.match(text):
        return []
    first = text.find("、") if "、" in text else len(text)
    opening = _first_bracket(text)
    first = min(first, opening) if opening > 0 else first
    start = max((cue.end() for cue in lists.cues.finditer(text[:first])), default=0)
    if not start and (cue := lists.weak.match(text)):
        start = cue.end()
    body = lists.tail.sub("", text[start:].lstrip("：: ，,"))
    stated = lists.stated.search(text[:first])
    whole, split = _clean(_parts(body, joined=False)), _clean(_parts(body, joined=True))
    return whole if stated and int(stated[1]) == len(whole) else split


_INLINE = re.compile(rf"(?<![\d.第])\d{{1,2}}[.．、](?=[{CJK}])|[①-⑳]")  # ordinals of a list inside a sentence


def _first_bracket(text: str) -> int:
    """Where the bracket opens that holds the first 、; 0 where none does."""
    position = text.find("、")
    before = text[:position] if position >= 0 else ""
    opening = max(before.rfind("("), before.rfind("（"))
    return opening if opening > max(before.rfind(")"), before.rfind("）")) else 0


def _parts(body: str, *, joined: bool) -> list[str]:
    """The pieces of a list between its separators, those in brackets left alone; `joined` parts at 和 too."""
    pieces, depth, start = [], 0, 0
    joints = {match.start(): match.end() for match in _lists().joiners.finditer(body)} if joined else {}
    for index, sign in enumerate(body):
        depth += (sign in "(（") - (sign in ")）" and depth > 0)
        if not depth and (sign in "、，,；;" or index in joints):
            pieces.append(body[start:index])
            start = joints.get(index, index + 1)
    pieces.append(body[start:])
    return pieces


def _clean(parts: list[str]) -> list[str]:
    names: list[str] = []
    counted = _lists().stated
    for part in parts:
        name = _plain(_lists().around.sub("", part.strip("：: “”")))
        plain = _NAME.fullmatch(name) and not name.isdigit() and not counted.match(name)
        if plain and not _is_clause(name):
            names.append(name)
    return names
