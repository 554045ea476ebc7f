"""Lists of bodies in sentences (下属单位3个，包括：甲、乙和丙): their names, and which of them is the own unit.

Knows how such lists are worded and joined, and how a department's own unit is written (本级, 本部, 机关). Works on one
text at a time; where it stands in a document, `institutions` knows.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from loaders.prose.organizations import NAME, is_body
from loaders.prose.patterns import any_of
from loaders.words import CJK, fold, narrow_digits, squeeze
from ontology import vocabulary

#: A sentence without the sign that ends it.
SENTENCE = re.compile(r"[^。！？]+")


@cache
def _own_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A name's own-unit word at its end; the mention of an own unit in a sentence."""
    words = vocabulary.load("organizations")
    forms = any_of(words["own"]["forms"])
    after = any_of(words["lists"]["after"])
    end = re.compile(rf"[（(]?(?P<word>{forms})[)）]?$")
    starts = any_of([*words["lists"]["cues"], "、", "，", ",", "和", "及"])
    weak, counter = any_of(words["lists"]["weak"]), any_of(words["lists"]["counter"])
    mention = re.compile(
        rf"(?:{starts}|^|(?:[，,]|\d(?:{counter}))[，,]?(?:{weak}))"
        rf"(?P<name>[{CJK}]{{0,30}}?[（(]?(?:{forms})[)）]?)(?:的?(?:{after}))?(?=[、，,。；;和及以与]|$)"
    )
    return end, mention


def own_word(name: str) -> str:
    """The word at the end of a name that tells an own unit; empty where none does."""
    match = _own_words()[0].search(name)
    return match["word"] if match else ""


def own_head(name: str) -> str | None:
    """What stands before 本级 in a name (empty where nothing does); None where the name is not of an own unit."""
    match = _own_words()[0].search(squeeze(name))
    return None if match is None else squeeze(name)[: match.start()].rstrip("（(")


@cache
def bare_forms() -> frozenset[str]:
    """Ways of writing an own unit that name no department: 本级, 部门本级, 局机关."""
    own = vocabulary.load("organizations")["own"]
    return frozenset(fold(head + form) for head in ("", *own["self"]) for form in own["forms"])


def is_own(name: str, publisher: str) -> bool:
    """Whether a name is the publisher's own unit: 本级 after its name, a short form of it, or a word for itself.

    A short form keeps the order of the signs: 商务委本部 of 云岭市商务委员会.
    """
    head = own_head(name)
    if head is None:
        return False
    if head in ("", *vocabulary.load("organizations")["own"]["self"]):
        return True
    whole = iter(squeeze(publisher))
    return all(sign in whole for sign in head)


def own_mentions(text: str, publisher: str) -> list[str]:
    """The own unit where a sentence names it among the publisher's units."""
    found = []
    for match in _own_words()[1].finditer(text):
        name = plain_name(_after_cue(match["name"]))
        if is_own(name, publisher):
            found.append(name)
    return found


def _after_cue(text: str) -> str:
    """What stands after the last cue of a text."""
    return text[max((cue.end() for cue in _lists().cues.finditer(text)), default=0) :]


def flat(text: str) -> str:
    """A text without its blanks, its signs as printed but for full-width digits."""
    return narrow_digits("".join(text.split()))


def plain_name(name: str) -> str:
    """A name of a list without what the list says around it."""
    words = vocabulary.load("organizations")["lists"]
    plain = re.sub(r"[*＊]\d*$", "", flat(name).strip("：:“”、，,。；;"))
    for word in (*words["joiners"], *words["after"]):
        cut = plain.removesuffix(word)
        plain = cut if is_body(cut) or own_head(cut) is not None or word in words["joiners"] else plain
    if not NAME.fullmatch(plain):  # a remark in brackets, that is no part of a name: 来访司（对外称“甲、乙”）
        plain = re.sub(r"[（(][^（）()]*[)）]$", "", plain)
    head = next((word for word in words["before"] if plain.startswith(word) and len(plain) > len(word) + 3), "")
    return plain.removeprefix(head)


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = vocabulary.load("organizations")
    return re.compile(any_of(words["units"]["words"])), re.compile(any_of(words["offices"]["words"]))


def is_clause(name: str) -> bool:
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
    ends, stops, every, counter = (any_of(words[name]) for name in ("ends", "stops", "all", "counter"))
    joiners, weak = any_of(words["joiners"]), any_of(words["weak"])
    bodies = vocabulary.load("organizations")
    what = any_of([*bodies["units"]["words"], *bodies["offices"]["words"]])
    before = "|".join(rf"(?<={re.escape(end)})" for end in words["name_ends"])
    counted = rf"\d+(?:{counter})"
    return _Lists(
        re.compile(any_of(words["cues"])),
        re.compile(rf"(?:^|[，,]|{counted})(?:{weak})"),
        re.compile(rf"{any_of(words['single'])}|[:：]"),
        re.compile(
            rf"(?:(?:{ends})(?=$|[，,；;]|\d|[一二三四五六七八九十]+(?:{counter})|{what}).*|(?:{stops}).*"
            rf"|[，,]?(?:{every}){counted}.*|(?<!第){counted}$|[，,][^，,、]*\d+[{CJK}].*)$"
        ),
        re.compile(rf"(\d+)(?:{counter})"),
        re.compile(rf"(?:{before})(?:{joiners})"),
        re.compile(rf"^(?:{joiners})|(?<!第){counted}$|^\d+[.．、]"),
        re.compile(rf"(?:{any_of(words['none'])})[{CJK}]{{0,6}}$"),
    )


def marks_in(sentence: str) -> list[tuple[int, int, str]]:
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


def listed_in(text: str) -> list[tuple[str, str]]:
    """The names that the sentences of a text list, with their kind."""
    found: list[tuple[str, str]] = []
    for sentence in SENTENCE.findall(text):
        here: list[tuple[str, str]] = []
        marks = marks_in(sentence)
        for position, (_, end, kind) in enumerate(marks):
            stop = marks[position + 1][0] if position + 1 < len(marks) else len(sentence)
            names = names_in(sentence[end:stop])
            here += [(name, kind) for name in (units_of(names) if kind == "unit" else names)]
        if not here and marks and marks[0][2] == "office":  # the list stands before the word: …科、…科4个内设科室
            here += [(name, "office") for name in names_in(sentence[: marks[0][0]])]
        if not any(kind == "unit" for _, kind in here):
            here += [(name, "unit") for name in _beside_own(sentence)]
        found += here
    return found


def units_of(names: list[str]) -> list[str]:
    """The names that are of units: all of a list of which most end as bodies do, else those that do."""
    bodies = [name for name in names if _is_unit(name)]
    return [name for name in names if len(name) >= 4] if len(bodies) * 2 > len(names) else bodies


def _is_unit(name: str) -> bool:
    return is_body(name) or own_head(name) is not None


def _beside_own(sentence: str) -> list[str]:
    """The names of a list whose first is an own unit: such lists need no word that says what they list."""
    match = next((m for m in _own_words()[1].finditer(sentence) if sentence[m.end() : m.end() + 1] == "、"), None)
    if match is None:
        return []
    names = [
        _after_cue(match["name"]),
        *_clean(_parts(_lists().tail.sub("", sentence[match.end() + 1 :]), joined=True)),
    ]
    return names if all(_is_unit(plain_name(name)) for name in names) else []


def names_in(text: str) -> list[str]:
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
        name = plain_name(_lists().around.sub("", part.strip("：: “”")))
        plain = NAME.fullmatch(name) and not name.isdigit() and not counted.match(name)
        if plain and not is_clause(name):
            names.append(name)
    return names
