"""The numbers that Word prints before paragraphs by itself: 一、 （一） 第一部分 1. ①, from numbering.xml.

Knows Word's lists and the numerals of its number formats; must not know what a heading is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9

_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


@dataclass(slots=True)
class Level:
    """How one level of a list is numbered."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None  # the level after which it starts again; 0 never; None after any above it
    legal: bool = False
    suffix: str = "tab"
    style: str = ""


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document and how far each has counted."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()
        if root is None:
            return
        abstracts: dict[str, dict[int, Level]] = {}
        linked: dict[str, str] = {}  # abstract list -> the list style that says how it looks
        styled: dict[str, str] = {}  # list style -> the abstract list that defines it
        for abstract in root.iterchildren(f"{W}abstractNum"):
            name = abstract.get(f"{W}abstractNumId", "")
            abstracts[name] = dict(_levels(abstract))
            if (link := value(abstract, "numStyleLink")) is not None:
                linked[name] = link
            if (link := value(abstract, "styleLink")) is not None:
                styled[link] = name
        for num in root.iterchildren(f"{W}num"):
            abstract_name = value(num, "abstractNumId") or ""
            abstract_name = styled.get(linked.get(abstract_name, ""), abstract_name)
            levels = dict(abstracts.get(abstract_name, {}))
            starts: dict[int, int] = {}
            for override in num.iterchildren(f"{W}lvlOverride"):
                depth = number(override.get(f"{W}ilvl"), 0)
                levels.update(_levels(override))
                if (start := value(override, "startOverride")) is not None:
                    starts[depth] = number(start, 1)
            self._lists[num.get(f"{W}numId", "")] = _List(abstract_name, levels, starts)

    def level_of_style(self, num: str, style: str) -> int | None:
        """The level of a list that a style of paragraphs is bound to."""
        of = self._lists.get(num)
        return next((depth for depth, level in of.levels.items() if level.style == style), None) if of else None

    def next(self, num: str, depth: int) -> str:
        """What is printed before the next paragraph of a list at a level, with what sets it apart from the text."""
        of = self._lists.get(num)
        if of is None or not 0 <= depth < _LEVELS or (level := of.levels.get(depth)) is None:
            return ""
        counts = self._counts.setdefault(of.abstract, [None] * _LEVELS)
        if num not in self._begun:
            self._begun.add(num)
            for deep, start in of.starts.items():
                if 0 <= deep < _LEVELS:
                    counts[deep] = start - 1
        before = counts[depth]
        counts[depth] = level.start if before is None else before + 1
        for deeper in range(depth + 1, _LEVELS):
            following = of.levels.get(deeper)
            if following is None or following.restart is None or following.restart > depth:
                counts[deeper] = None
        for above in range(depth):
            if counts[above] is None:
                counts[above] = of.levels[above].start if above in of.levels else 1
        return self._printed(of, level, counts)

    @staticmethod
    def _printed(of: _List, level: Level, counts: list[int | None]) -> str:
        if level.form in ("bullet", "none"):
            return _PLACE.sub("", level.text) if level.form == "none" else ""

        def shown(match: re.Match[str]) -> str:
            deep = int(match[1]) - 1
            form = of.levels[deep].form if deep in of.levels else "decimal"
            return numeral(counts[deep] or 0, "decimal" if level.legal else form)

        printed = _PLACE.sub(shown, level.text)
        apart = level.suffix != "nothing" and printed[-1:].isalnum()
        return printed + " " if apart else printed


def _levels(parent: etree._Element) -> Iterator[tuple[int, Level]]:
    for element in parent.iterchildren(f"{W}lvl"):
        restart = value(element, "lvlRestart")
        legal = element.find(f"{W}isLgl")
        yield (
            number(element.get(f"{W}ilvl"), 0),
            Level(
                form=_form(element),
                text=value(element, "lvlText") or "",
                start=number(value(element, "start"), 1),
                restart=None if restart is None else number(restart, 0),
                legal=legal is not None and legal.get(f"{W}val", "1") not in ("0", "false", "off"),
                suffix=value(element, "suff") or "tab",
                style=value(element, "pStyle") or "",
            ),
        )


def _form(level: etree._Element) -> str:
    """The number format; newer ones stand in one of two alternatives, the second being what older readers print."""
    found = level.find(f"{W}numFmt")
    if found is None:
        found = next(level.iter(f"{W}numFmt"), None)
    return "decimal" if found is None else found.get(f"{W}val", "decimal")


def value(parent: etree._Element, name: str) -> str | None:
    """The value of a child element."""
    child = parent.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def number(text: str | None, default: int) -> int:
    """A whole number as Word's XML writes it, no larger than any document counts."""
    try:
        return max(-(10**6), min(int(text or ""), 10**6))
    except ValueError:
        return default


def numeral(count: int, form: str) -> str:
    """A number in one of Word's number formats; in decimal digits where the format is not known.

    >>> numeral(12, "chineseCounting"), numeral(3, "decimalEnclosedCircle"), numeral(4, "upperRoman")
    ('十二', '③', 'IV')
    """
    if count < 0:
        return str(count)
    match form:
        case "chineseCounting" | "chineseCountingThousand" | "japaneseCounting" | "taiwaneseCountingThousand":
            return chinese(count)
        case "taiwaneseCounting" | "ideographLegalTraditional" | "koreanCounting":
            return chinese(count)
        case "chineseLegalSimplified":
            return chinese(count, _LEGAL, "拾佰仟")
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" | "koreanDigital":
            return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(count))
        case "ideographTraditional" if 1 <= count <= 10:
            return _STEMS[count - 1]
        case "ideographZodiac" if 1 <= count <= 12:
            return _BRANCHES[count - 1]
        case "decimalZero":
            return f"{count:02d}"
        case "decimalFullWidth" | "decimalFullWidth2":
            return str(count).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if 1 <= count <= 20:
            return chr(0x2460 + count - 1)
        case "decimalEnclosedParen" if 1 <= count <= 20:
            return chr(0x2474 + count - 1)
        case "decimalEnclosedFullstop" if 1 <= count <= 20:
            return chr(0x2488 + count - 1)
        case "ideographEnclosedCircle" if 1 <= count <= 10:
            return chr(0x3280 + count - 1)
        case "lowerLetter" | "upperLetter" if 1 <= count <= 26 * 20:
            letter = chr((65 if form == "upperLetter" else 97) + (count - 1) % 26)
            return letter * ((count - 1) // 26 + 1)
        case "lowerRoman" | "upperRoman" if 1 <= count < 4000:
            found = _roman(count)
            return found if form == "upperRoman" else found.lower()
    return str(count)


def chinese(count: int, digits: str = _DIGITS, places: str = "十百千") -> str:
    """A number below ten thousand in Chinese numerals, as Word counts: 十, 十一, 二十, 一百零一.

    >>> chinese(10), chinese(21), chinese(101)
    ('十', '二十一', '一百零一')
    """
    if count >= 10000:
        return str(count)
    if count < 10:
        return digits[count]
    found = ""
    gap = False
    for place, digit in zip(range(len(str(count)) - 1, -1, -1), map(int, str(count)), strict=True):
        if digit == 0:
            gap = True
            continue
        found += (digits[0] if gap else "") + digits[digit] + (places[place - 1] if place else "")
        gap = False
    first = digits[1] + places[0]
    return found[1:] if found.startswith(first) and digits == _DIGITS else found


def _roman(count: int) -> str:
    found = ""
    for size, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        found += sign * (count // size)
        count %= size
    return found
