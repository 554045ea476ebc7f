"""The sentences of a notice: which notice it passes on, how much it says it gives, and where that is to be booked.

Works on one running text at a time and gives offsets in it; where these stand on the page, the caller knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from loaders.money import factor
from loaders.notices.head import action_of
from loaders.prose.citations import Mention, find_mentions, hands_down
from loaders.prose.patterns import any_of
from loaders.words import amount, narrow_digits, squeeze
from ontology import vocabulary

_SENTENCE = re.compile(r"[^。！？]+[。！？]?")
_QUOTED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")
_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")
_CLASSES = ("government-economic", "department-economic", "function", "income")
#: Digits that tell a classification where no word does.
_FIRST = {"1": "income", "2": "function", "3": "department-economic", "5": "government-economic"}


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of the text in yuan; `part` is one of which another is the whole, `earlier` one given before."""

    start: int
    value: Decimal
    text: str
    part: bool
    earlier: bool


@dataclass(frozen=True, slots=True)
class Code:
    """A subject code that the text orders to book under; `item` is which money, where the clause says."""

    start: int
    classification: str
    code: str
    name: str | None
    item: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """What one text says: `passed_on` are indexes into `mentions`, `basis` those that stand before the giving."""

    mentions: list[Mention]
    basis: frozenset[int]
    passed_on: frozenset[int]
    sums: list[Sum]
    codes: list[Code]
    gives: bool
    blank: bool


class _Patterns(NamedTuple):
    verb: re.Pattern[str]
    money: re.Pattern[str]
    blank: re.Pattern[str]
    earlier: re.Pattern[str]
    of_which: re.Pattern[str]
    takes: re.Pattern[str]
    basis: re.Pattern[str]
    passes_on: re.Pattern[str]
    code: re.Pattern[str]
    lead: re.Pattern[str]
    classes: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = vocabulary.load("notices")
    units = any_of(list(vocabulary.load("tables")["units"]))
    sentence, booking = words["sentence"], words["booking"]
    depths = "".join(booking["depths"])
    parted = rf"(?<!\d)(?:[“\"”]?\d{{2,3}}[”\"“]?[^\d，。；“”\"年]{{0,12}}[{depths}]){{1,4}}"
    lists = [word for name in _CLASSES for word in booking[name]]
    objects = any_of(words["title"]["objects"])
    return _Patterns(
        verb=re.compile(any_of(sentence["verbs"])),
        money=re.compile(rf"(?P<number>[-−–]?\d[\d,，]*(?:\.\d+)?)\s*(?P<unit>{units})(?!/)"),
        blank=re.compile(rf"(?:{objects})(?:\s*[\s_×xX*]{{2,}}\s*(?:{units})|(?:{units})(?=[，,。；;（(]))"),
        earlier=re.compile(rf"(?:{any_of(sentence['earlier'])})[^，；。]{{0,30}}$"),
        of_which=re.compile(rf"(?:{any_of(sentence['of_which'])})[^；。]*$"),
        takes=re.compile(any_of(sentence["takes"])),
        basis=re.compile(any_of(sentence["basis"])),
        passes_on=re.compile(any_of(sentence["passes_on"])),
        code=re.compile(
            rf"(?P<parted>{parted})|(?<![\d.,])(?P<code>\d{{3}}(?:\d{{2}}){{0,3}})(?![\d.]|\s*(?:{units}|年|号))"
            r"[\s”\"]*(?P<name>[\u3400-\u9fff、（）()]{2,30})?"
        ),
        lead=re.compile(any_of(booking["lead"])),
        classes=re.compile(any_of(lists)),
    )


def masked(text: str) -> str:
    """The text with what stands in 《》 blotted out, sign for sign."""
    return _QUOTED.sub(lambda quoted: "\u25a1" * len(quoted[0]), text)


def read_text(text: str) -> Said:
    """What a paragraph says."""
    patterns = _patterns()
    text = narrow_digits(text)
    bare = masked(text)
    mentions = find_mentions(text, "narrative")
    basis: set[int] = set()
    passed: set[int] = set()
    sums: list[Sum] = []
    gives = blank = False
    for sentence in _SENTENCE.finditer(bare):
        verbs = list(patterns.verb.finditer(bare, sentence.start(), sentence.end()))
        verbs = [verb for verb in verbs if not patterns.earlier.search(bare[sentence.start() : verb.end()])] or verbs
        money = list(_sums(bare, sentence.start(), sentence.end()))
        if not verbs:
            sums += [replace(entry, part=True) for entry in money]
            continue
        # What stands before the giving was asked for, or is there already: but 现将资金50万元下达你单位 gives it.
        first = verbs[0].start()
        sums += [
            replace(
                entry,
                earlier=entry.earlier or not (entry.start > first or _taken(bare, sentence.start(), entry, first)),
            )
            for entry in money
        ]
        last = verbs[-1].start()
        here = [
            index
            for index, mention in enumerate(mentions)
            if sentence.start() <= mention.start < min(last, sentence.end())
        ]
        led = patterns.basis.search(bare[sentence.start() : last]) is not None
        if led:
            basis.update(here)
            passed.update(
                index
                for index in here
                if _is_passed_on(mentions[index], sentence[0]) and not _is_object(text, mentions[index])
            )
        gives = gives or bool(money) or bool(passed)
        blank = blank or patterns.blank.search(bare[sentence.start() : sentence.end()]) is not None
    return Said(mentions, frozenset(basis), frozenset(passed), sums, list(_codes(text)), gives, blank)


def _is_passed_on(mention: Mention, sentence: str) -> bool:
    if mention.title:
        return hands_down(mention.title) or action_of(mention.title) is not None
    return mention.number is not None and _patterns().passes_on.search(sentence) is not None


def _is_object(text: str, mention: Mention) -> bool:
    """Whether a document is what the sentence changes (对《…》安排的资金进行调整), and not what it rests on."""
    at = text.rfind(mention.as_written, 0, mention.start + len(mention.as_written))
    before = squeeze(text[: max(at, 0)]).rstrip("《（(")
    return before.endswith(tuple(vocabulary.load("notices")["sentence"]["object_of"]))


def _taken(text: str, start: int, entry: Sum, verb: int) -> bool:
    """Whether an amount before the verb is what the verb gives: 现将…50万元（其中…）下达, with no comma between."""
    end = entry.start + len(entry.text)
    around = next(
        (match for match in _BRACKETED.finditer(text, start) if match.start() < entry.start < match.end()), None
    )
    begin, end = (around.start(), around.end()) if around else (entry.start, end)
    takes = list(_patterns().takes.finditer(text, start, begin))
    if not takes or end > verb:
        return False
    between = text[takes[0].end() : begin] + _BRACKETED.sub("", text[end:verb])
    return not re.search(r"[，,；;：:]", _BRACKETED.sub("", between))


def _sums(text: str, start: int, end: int) -> Iterator[Sum]:
    patterns = _patterns()
    seen = False
    for match in patterns.money.finditer(text, start, end):
        value = amount(match["number"])
        if value is None:
            continue
        before = text[start : match.start()]
        earlier = patterns.earlier.search(before) is not None
        part = seen and patterns.of_which.search(before) is not None
        seen = seen or not earlier
        yield Sum(match.start(), value * factor(match["unit"]), match[0], part, earlier)


def stated(sums: list[Sum]) -> tuple[Sum | None, bool]:
    """The sum that the text gives in all, and whether it leaves that open by naming several.

    The first is the whole where the others add up to it.
    """
    given = [entry for entry in sums if not entry.part and not entry.earlier]
    if not given:
        return None, False
    if len(given) == 1 or given[0].value == sum((entry.value for entry in given[1:]), Decimal(0)):
        return given[0], False
    return None, True


def _codes(text: str) -> Iterator[Code]:
    """The codes of 列…科目“2130804…”, each under the list that the words before it name."""
    patterns = _patterns()
    for clause in re.finditer(r"[^。；;]+", text):
        item = _booked(clause[0])
        seen = clause.start()
        for match in patterns.code.finditer(text, clause.start(), clause.end()):
            before = text[seen : match.start()]
            if not patterns.lead.search(text[clause.start() : match.start()]):
                continue
            code = "".join(re.findall(r"\d+", match["parted"])) if match["parted"] else match["code"]
            lists = list(patterns.classes.finditer(before))
            quoted = text[: match.start()].endswith(("“", '"', "”")) or match["parted"]
            kind = _class_of(lists[-1][0]) if lists else _FIRST.get(code[0]) if quoted else None
            if quoted and kind != _FIRST.get(code[0]):
                kind = _FIRST.get(code[0])  # “50302…”政府预算支出经济科目: the word before is of the code before
            if kind is None or len(code) not in (3, 5, 7, 9) or _FIRST.get(code[0]) != kind:
                continue
            seen = match.end()
            yield Code(match.start(), kind, code, _name(match), item)


def _name(match: re.Match[str]) -> str | None:
    name = match["name"]
    if not name:
        return None
    for word in ("”", "科目"):
        name = name.partition(word)[0]
    return name if len(name) >= 2 else None


def _class_of(word: str) -> str:
    booking = vocabulary.load("notices")["booking"]
    return next(name for name in _CLASSES if word in booking[name])


def _booked(clause: str) -> str | None:
    """Which money a clause books: what stands before 请列入, its own beginning taken off."""
    words = vocabulary.load("notices")
    lead = re.search(rf"(?:请)?(?:{any_of(words['booking']['lead'])})", clause)
    if lead is None:
        return None
    before = squeeze(re.split(r"[，,：:]", clause[: lead.start()])[-1])
    before = re.sub(rf"^(?:{any_of(words['sentence']['of_which'])})+", "", before)
    objects = tuple(words["title"]["objects"])
    return before if 4 <= len(before) <= 40 and before.endswith(objects) else None


def codes_in(text: str) -> list[Code]:
    """The codes that a heading of a table names: （支出功能科目列“2130804…”）."""
    return list(_codes(text))
