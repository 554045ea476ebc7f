"""What titles and names of projects say beside years, numbers and levels, and how alike two of them are.

It knows the words of `ontology/vocabulary/inference.toml`; it must not know what is inferred from a likeness.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.ids import fold_body, fold_title
from ontology import vocabulary

_YEAR = r"(?:19|20)\d\d"
_YEARS = re.compile(rf"{_YEAR}(?:年?度?[-—–~至到、,和及]+{_YEAR})*(?:年度|年|(?!\d))")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,12}\((?:19|20)\d\d\)第?\d+(?:号|次)|第\d+号")
_BATCH = re.compile(r"第?[一二三四五六七八九十\d]+批次?")
_DIGITS = re.compile(r"\d+|[一二三四五六七八九十]+(?=期|标段|号|批)")
_EMPTY = re.compile(r"\([、,;\s]*\)")
_QUOTED = re.compile(r"[()〔〕、,，;；:：\-—_/]")


@dataclass(frozen=True, slots=True)
class Programme:
    """A title or name taken apart.

    `core` is what is left without years, numbers, issuer, verb and ending; `bare` also without levels of government;
    `stem` also without the general words for money. `marks` are batches and digits, which tell one from another.
    """

    core: str
    bare: str
    stem: str
    years: frozenset[int]
    levels: frozenset[str]
    marks: frozenset[str]
    advance: bool = False
    other: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Words:
    verbs: re.Pattern[str]
    advance: frozenset[str]
    other: frozenset[str]
    ends: re.Pattern[str]
    extent: re.Pattern[str]
    general: re.Pattern[str]
    levels: re.Pattern[str]
    level_of: dict[str, str]


def _any(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def _words() -> _Words:
    found = vocabulary.load("inference")
    programme, levels = found["programme"], found["levels"]
    level_of = {word: level for level, words in levels.items() for word in words}
    named = _any(list(level_of))
    return _Words(
        # Elsewhere the same words are part of a name: 毕业生安排经费.
        re.compile(f"(?:^|关于|[厅局部委办会])(?:{_YEAR}年度?)?({_any(programme['verbs'])})"),
        frozenset(programme["advance"]),
        frozenset(programme["other"]),
        re.compile(f"(?:{_any(programme['ends'])})+$"),
        re.compile(_any(programme["extent"])),
        re.compile(f"(?:{_any(programme['general'])})+$"),
        re.compile(f"(?:{named})(?:[和及、](?:{named}))*"),
        level_of,
    )


@lru_cache(maxsize=1 << 16)
def programme(text: str) -> Programme:
    """A title or a project's name taken apart.

    >>> first = programme("山西省财政厅关于提前下达2024年度全省村级组织工作经费的通知")
    >>> second = programme("提前下达2024年村级组织工作经费（长财行【2023】117号）")
    >>> first.core == second.core == "村级组织工作经费", sorted(first.years), second.advance
    (True, [2024], True)
    """
    words = _words()
    rest = _NUMBER.sub("", fold_title(text))
    verb = words.verbs.search(rest)
    said = {verb[1]} if verb else set()
    if verb:
        rest = rest[verb.end() :]
    years = frozenset(
        year for found in _YEARS.findall(rest) for year in _spread([int(y) for y in re.findall(_YEAR, found)])
    )
    rest = words.ends.sub("", _YEARS.sub("", rest))
    rest = words.extent.sub("", rest)
    marks = {match.removeprefix("第") for match in _BATCH.findall(rest)}
    rest = _BATCH.sub("", rest)
    marks |= set(_DIGITS.findall(rest))
    core = _QUOTED.sub("", _EMPTY.sub("", rest))
    levels = frozenset(
        words.level_of[word]
        for found in words.levels.findall(rest)
        for word in re.split("[和及、]", found)
        if word in words.level_of
    )
    bare = _QUOTED.sub("", _EMPTY.sub("", words.levels.sub("", rest)))
    return Programme(
        core,
        bare,
        words.general.sub("", bare),
        years,
        levels,
        frozenset(marks),
        not said.isdisjoint(words.advance),
        frozenset(said & words.other),
    )


def _spread(years: list[int]) -> list[int]:
    """2019-2023年 is each of these years."""
    return list(range(min(years), max(years) + 1)) if len(years) > 1 and max(years) - min(years) < 20 else years


def differ(first: Programme, second: Programme) -> bool:
    """Whether two names cannot be of one thing: both say whose money it is and differ, or their digits do."""
    if first.levels and second.levels and first.levels != second.levels:
        return True
    return first.marks != second.marks


def likeness(first: Programme, second: Programme, cutoff: float = 0.0) -> float:
    """From 0 to 100: 100 for one core; the likeness of the stems otherwise, and 0 where it is below `cutoff`."""
    if not first.core or not second.core:
        return 0.0
    if first.bare == second.bare:
        return 100.0
    if len(first.stem) < SHORT or len(second.stem) < SHORT:
        return 0.0
    if first.stem == second.stem:
        return 99.0
    from rapidfuzz.fuzz import ratio  # noqa: PLC0415 - not needed to start

    return min(98.0, ratio(first.stem, second.stem, score_cutoff=cutoff))


#: Stems of fewer signs are too general to be compared: 党建, 培训.
SHORT = 4


@cache
def _ranks() -> re.Pattern[str]:
    return re.compile(f"(?:{_any(vocabulary.load('inference')['bodies']['ends'])})$")


@lru_cache(maxsize=1 << 12)
def work_of(body: str, places: tuple[str, ...]) -> str:
    """What a body does, as its name says without its places and its rank. `places` are folded names.

    >>> work_of("山西省财政厅", ("山西省",)), work_of("长治市财政局", ("山西省", "长治市"))
    ('财政', '财政')
    """
    name = fold_body(body)
    for place in places:
        name = name.replace(place, "", 1)
    return _ranks().sub("", name.removeprefix("中国共产党"))


@cache
def _placed() -> re.Pattern[str]:
    levels = vocabulary.load("issuers")["levels"]
    ends = _any([word for level in ("zone", "provincial", "county", "city") for word in levels[level]])
    return re.compile(f"(?:中国共产党)?([\u4e00-\u9fff]{{1,7}}?(?:{ends}))(?=[\u4e00-\u9fff]{{2}})")


def place_of(body: str) -> tuple[str, ...] | None:
    """The place that the name of a body begins with, where no list knows it.

    >>> place_of("澜江市财政局"), place_of("财政局")
    (('澜江市',), None)
    """
    found = _placed().match(fold_body(body))
    return (found[1],) if found else None
