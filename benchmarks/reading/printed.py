"""What a document prints: amounts and subject codes outside of prose, and tables by their titles, page by page.

The referee of the report on reading. It looks only at the signs of a page and where they stand, by rules that fit on
one screen; it imports nothing of the reader that it judges, and knows none of its words. What it cannot tell it
counts: a number that stands alone is a number of a table.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

# An amount prints decimals or thousands separators: a bare whole number may be an ordinal, a count or a year.
_AMOUNT = re.compile(r"(?:[-−–－]|\()?(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+\.\d+)\)?")
_AMOUNT_AND_WORDS = re.compile(rf"({_AMOUNT.pattern})([\u3400-\u9fff(（].*)")
_BEGUN = re.compile(r"(?:[-−–－]|\()?\d[\d,，]*(?:[.,，]|\.\d+)?")
_ENDED = re.compile(r"[.,，]?\d[\d,，]*(?:\.\d+)?\)?")
_SHORT = re.compile(r"(?=.{6})-?\d[\d,]*\.\d")  # what six signs fill is no narrow cell, and breaks nothing
_CODE = re.compile(r"[\[【(（]?([235]\d{2}(?:\d{2}){0,2})[\]】)）]?")
_CODE_AND_NAME = re.compile(rf"{_CODE.pattern}[^\d\s.,，%年月日元万号].*")
_LEVEL = re.compile(r"\d{2}")
# What makes the number before it a measure inside a sentence or a sheet's target, not an amount of a column.
_UNIT = re.compile(
    r"[万亿千百]?元|[%％‰℃㎡]|平方|公里|小时|分钟|个百分点|[个月日人次台辆套项户家件批倍份天座亩吨万亿](?![\u3400-\u9fff])"
)
_SENTENCE = re.compile(r"[。；，]")
_ORDINAL = re.compile(r"[1-9]\.[1-9]")  # of a heading: 2.1
_WORDS = re.compile(r"[\u3400-\u9fff]")
_TITLE = re.compile(r"(?=.*[\u3400-\u9fff]{3}).{3,60}表(?:[(（][^()（）]{1,30}[)）])?")
_NUMERIC = frozenset("0123456789,.")
_WIDE = str.maketrans("０１２３４５６７８９．，－（）−–", "0123456789.,-()--")


@dataclass(frozen=True, slots=True)
class Word:
    """Signs that stand together on one line; edges, base line and size in points, top down, as displayed."""

    text: str
    left: float
    base: float
    right: float
    size: float


Line = list[Word]


@dataclass(frozen=True, slots=True)
class Part:
    """What a page prints below one title (an empty one: from its top): amounts and subject codes as multisets."""

    title: str
    amounts: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Page:
    """What one page prints, part by part from the top down."""

    number: int
    parts: tuple[Part, ...]

    @property
    def amounts(self) -> Counter[str]:
        return sum((part.amounts for part in self.parts), Counter())

    @property
    def codes(self) -> Counter[str]:
        return sum((part.codes for part in self.parts), Counter())

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(part.title for part in self.parts if part.title)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as its title tells it: where it begins, over how many pages it goes on, what it prints."""

    title: str
    page: int
    pages: int
    amounts: int
    codes: int

    @property
    def coded(self) -> bool:
        """Whether it holds subject codes: at least two."""
        return self.codes >= 2


def tables(pages: Iterable[Page]) -> list[Table]:
    """The tables of a document by their titles. A page without a title, or with the same again, goes on with one."""
    found: list[Table] = []
    open_ = False
    for page in pages:
        for part in page.parts:
            amounts, codes = part.amounts.total(), part.codes.total()
            if open_ and (not part.title or part.title == found[-1].title):
                last = found[-1]
                if not amounts and not codes:
                    open_ = False
                    continue
                found[-1] = Table(
                    last.title, last.page, page.number - last.page + 1, last.amounts + amounts, last.codes + codes
                )
            elif part.title or codes >= 2:
                found.append(Table(part.title, page.number, 1, amounts, codes))
                open_ = True
    return found


def plain(text: str) -> str:
    """A number's digits as they are compared: narrow, without separators; brackets are a minus."""
    bare = "".join(text.translate(_WIDE).split())
    negative = bare[:1] in ("-", "(")
    bare = bare.strip("-()").replace(",", "")
    return f"-{bare}" if negative else bare


def is_amount(text: str) -> bool:
    """Whether a text is one number with decimals or thousands separators, and nothing else."""
    return bool(_AMOUNT.fullmatch(text.translate(_WIDE)))


def read_pdf(data: bytes) -> Iterator[Page]:
    """The pages of a PDF in turn. Raises `pypdfium2.PdfiumError` where the bytes are none."""
    document = pdfium.PdfDocument(data)
    try:
        for index in range(len(document)):
            page = document[index]
            try:
                yield count(index + 1, words(signs(page)))
            finally:
                page.close()
    finally:
        document.close()


def read_text(text: str) -> Page:
    """What a text file prints: its tab-separated cells, and its other lines word by word. It is all one page."""
    lines: list[Line] = []
    for row, line in enumerate(text.splitlines()):
        bare = re.sub(r"<[^<>]{1,200}>|\*\*|^#+", lambda tag: "\t" if tag[0][1:3] in ("td", "/t") else "", line)
        # Cells stand far apart, words of a cell close: distance is all that the rules of a page look at.
        place, found = 0.0, []
        for cell in bare.split("\t"):
            for piece in cell.split():
                found.append(Word(piece, place, row * 20.0, place + 10 * len(piece), 10.0))
                place = found[-1].right + 5
            place += 40
        if found:
            lines.append(found)
    return _counted(1, lines)


# signs and words


def signs(page: pdfium.PdfPage) -> list[Word]:
    """The signs inside the page's box, in the order of the file, as displayed (a page may be turned).

    The size of a sign is told by its ink, for the boxes that fonts declare are often wrong: a digit is seven tenths
    of its size high. A sign is half as wide as its size, a Chinese one as wide, whatever its ink.
    """
    text = page.get_textpage()
    area = page.get_bbox()
    turn = page.get_rotation()
    edges = [ctypes.c_double() for _ in range(4)]
    origin = [ctypes.c_double() for _ in range(2)]
    found: list[Word] = []
    size = 10.0
    for index in range(text.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text, index)
        if code <= 32 or code in (0xA0, 0x3000, 0xFFFE, 0xFFFF) or pdfium_c.FPDFText_IsGenerated(text, index) == 1:
            continue
        pdfium_c.FPDFText_GetCharBox(text, index, *map(ctypes.byref, edges))
        pdfium_c.FPDFText_GetCharOrigin(text, index, *map(ctypes.byref, origin))
        left, right, bottom, top = (edge.value for edge in edges)
        x, y = (value.value for value in origin)
        if not (area[0] <= (left + right) / 2 <= area[2] and area[1] <= (bottom + top) / 2 <= area[3]):
            continue
        ink = _displayed((left, bottom, right, top), area, turn)
        start, base, _, _ = _displayed((x, y, x, y), area, turn)
        sign = chr(code)
        if sign.isdecimal() and sign.isascii():
            size = max((base - ink[1]) / 0.7, 1.0)
        elif code >= 0x3400 and max(ink[2] - ink[0], ink[3] - ink[1]) > 0.6 * size:
            size = max(ink[2] - ink[0], ink[3] - ink[1])
        width = size if code >= 0x3000 else size / 2
        found.append(Word(sign, start, base, max(start + width, ink[2]), size))
    text.close()
    return found


def _displayed(
    box: tuple[float, float, float, float], area: tuple[float, float, float, float], turn: int
) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a box (left, bottom, right, top) on a page that is shown turned clockwise."""
    x0, y0, x1, y1 = box[0] - area[0], box[1] - area[1], box[2] - area[0], box[3] - area[1]
    width, height = area[2] - area[0], area[3] - area[1]
    if turn == 90:
        return y0, x0, y1, x1
    if turn == 180:
        return width - x1, y0, width - x0, y1
    if turn == 270:
        return height - y1, width - x1, height - y0, width - x0
    return x0, height - y1, x1, height - y0


def words(found: Iterable[Word]) -> list[Line]:
    """The signs as words, the words as lines, top down and left to right. A sign printed twice in one place is one."""
    whole: list[Word] = []
    seen: set[tuple[str, int, int]] = set()
    for sign in found:
        key = (sign.text, round(sign.left), round(sign.base))
        if key in seen:
            continue
        seen.add(key)
        last = whole[-1] if whole else None
        if last is not None and _together(last, sign):
            right, size = max(last.right, sign.right), max(last.size, sign.size)
            whole[-1] = Word(last.text + sign.text, last.left, last.base, right, size)
        else:
            whole.append(sign)
    return _lines(whole)


def _together(word: Word, sign: Word) -> bool:
    """Whether a sign goes on where the word ends: on its line, and near. Digits stand closer than words do.

    Between a number and the words of its sentence printers leave a quarter of a sign.
    """
    size = max(word.size, sign.size)
    gap = (sign.left - word.right) / size
    before, after = word.text[-1] in _NUMERIC, sign.text in _NUMERIC
    near = 0.2 if before and after else 0.3 if before or after else 0.6
    return abs(word.base - sign.base) <= 0.3 * size and -0.6 <= gap <= near


def _lines(whole: list[Word]) -> list[Line]:
    lines: list[Line] = []
    for word in sorted(whole, key=lambda word: word.base):
        for line in reversed(lines[-3:]):
            if abs(line[-1].base - word.base) <= 0.35 * min(line[-1].size, word.size):
                line.append(word)
                break
        else:
            lines.append([word])
    for line in lines:
        line.sort(key=lambda word: word.left)
    return lines


# counting


def count(number: int, lines: list[Line]) -> Page:
    """What a page of these lines prints."""
    return _counted(number, _wrapped(lines))


def _counted(page: int, lines: list[Line]) -> Page:
    parts = [Part("")]
    for index, line in enumerate(lines):
        text = "".join(word.text for word in line)
        if _is_title(text) and _numbers_follow(lines[index + 1 :]):
            if parts[-1].title and not parts[-1].amounts:
                parts.pop()  # a heading above the title
            parts.append(Part(text))
        for place, word in enumerate(line):
            number = word.text if is_amount(word.text) and not _prose(line, place) else _in_cell(line, place)
            if number is not None:
                parts[-1].amounts[plain(number)] += 1
        parts[-1].codes.update(_codes(line))
    first = parts[0]
    return Page(page, tuple(parts if first.amounts or first.codes or len(parts) == 1 else parts[1:]))


def _is_title(text: str) -> bool:
    return bool(_TITLE.fullmatch(text)) and not _SENTENCE.search(text)


def _prose(line: Line, place: int) -> bool:
    """Whether a number on its own is still part of running text: its neighbours say so.

    A unit stands right behind it; or the line prints marks of a sentence, and words stand near before it and behind
    it, or before it where the line ends. A number beside a number is a row's.
    """
    word = line[place]
    before = line[place - 1] if place else None
    after = line[place + 1] if place + 1 < len(line) else None
    gap_before = (word.left - before.right) / word.size if before else 0.0
    gap_after = (after.left - word.right) / word.size if after else 0.0
    if after is not None and gap_after <= 1.5 and _UNIT.match(after.text):
        return True
    if place == 0 and after is not None and _ORDINAL.fullmatch(word.text) and _WORDS.match(after.text):
        return True
    if before is None or max(gap_before, gap_after) > 0.6:
        return False  # a sentence goes on after a number with its unit, or breaks the line behind it
    sides = [before] if after is None else [before, after]
    if not all(_WORDS.search(side.text) for side in sides):
        return False
    return any(_SENTENCE.search(other.text) for other in (line if after is None else sides))


def _in_cell(line: Line, place: int) -> str | None:
    """The amount that a word of a row prints before the words of the next cell, which stand too close to tell apart."""
    word = line[place]
    match = _AMOUNT_AND_WORDS.fullmatch(word.text.translate(_WIDE))
    if match is None or _SENTENCE.search(word.text) or _UNIT.match(match[2]):
        return None
    apart = place > 0 and word.left - line[place - 1].right >= 0.8 * word.size
    row = sum(is_amount(other.text) or _AMOUNT_AND_WORDS.fullmatch(other.text) is not None for other in line) >= 2
    return match[1] if apart or (place == 0 and row) else None


def _codes(line: Line) -> Iterator[str]:
    """The subject code of a row that prints amounts: alone, before a name, or in columns of three and two digits."""
    if not any(is_amount(word.text) for word in line):
        return
    for place, word in enumerate(line):
        if match := _CODE.fullmatch(word.text):
            code, at = match[1], place + 1
            while len(word.text) == 3 and len(code) < 7 and at < len(line) and _LEVEL.fullmatch(line[at].text):
                code, at = code + line[at].text, at + 1
            yield code
            return
        if place == 0 and (match := _CODE_AND_NAME.fullmatch(word.text)) and not _SENTENCE.search(word.text):
            yield match[1]
            return


def _numbers_follow(lines: list[Line]) -> bool:
    return sum(is_amount(word.text) for line in lines[:25] for word in line) >= 2


def _wrapped(lines: list[Line]) -> list[Line]:
    """Numbers that a narrow cell breaks over two lines, put together where the pieces show the break."""
    done = [list(line) for line in lines]
    for number, upper in enumerate(done):
        for place, word in enumerate(upper):
            if not _BEGUN.fullmatch(word.text):
                continue
            for lower in done[number + 1 : number + 4]:
                below = next((other for other in lower if _goes_on(word, other)), None)
                if below is not None:
                    upper[place] = Word(word.text + below.text, word.left, word.base, word.right, word.size)
                    lower.remove(below)
                    break
    return [line for line in done if line]


def _goes_on(word: Word, below: Word) -> bool:
    """Whether a number goes on in the piece right below it: a point or comma at the break, or a decimal alone."""
    return (
        0 < below.base - word.base < 1.9 * word.size
        and below.left < word.right
        and below.right > word.left
        and _ENDED.fullmatch(below.text) is not None
        and (word.text[-1] in ".," or below.text[0] in ".," or _is_decimal(word, below))
        and is_amount(word.text + below.text)
    )


def _is_decimal(word: Word, below: Word) -> bool:
    """Whether the second decimal of a number stands alone below its first."""
    return len(below.text) == 1 and below.text.isdecimal() and _SHORT.fullmatch(word.text) is not None
