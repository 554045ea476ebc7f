"""Signs to text: the lines of a cell and of a page.

Knows geometry and how Chinese text is set (two signs of indent, no blanks between words); knows nothing of budgets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from loaders.formats.pdf.glyphs import Signs

_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$")
_TIME = re.compile(r"\d{1,2}:\d{2}")

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Line:
    """One printed line: its text, its box, its baseline, and the height of its signs.

    `parts` are the pieces between wide gaps, each with its box.
    """

    text: str
    box: Box
    baseline: float
    size: float
    parts: list[tuple[str, Box]]


def lines_of(signs: Signs, picked: Sequence[int], *, gap: float = 2.0) -> list[Line]:
    """The printed lines of some signs of a page, from top to bottom. `gap`, in heights of a sign, parts a line."""
    if not picked:
        return []
    boxes, baselines = signs.boxes, signs.baselines
    heights = sorted([boxes[index][3] - boxes[index][1] for index in picked])
    usual = heights[len(heights) * 3 // 4] or 8.0
    order = sorted(picked, key=baselines.__getitem__)
    if baselines[order[-1]] - baselines[order[0]] <= 0.45 * usual:
        return [_line(signs, order, usual, gap)]
    rows: list[list[int]] = [[order[0]]]
    level = baselines[order[0]]
    for index in order[1:]:
        if baselines[index] - level <= 0.45 * usual:
            rows[-1].append(index)
        else:
            rows.append([index])
        level = baselines[index]
    return [_line(signs, row, usual, gap) for row in rows]


def _line(signs: Signs, row: list[int], usual: float, gap: float) -> Line:
    boxes, codes = signs.boxes, signs.codes
    row.sort(key=lambda index: boxes[index][0])
    heights = sorted([boxes[index][3] - boxes[index][1] for index in row])
    height = max(heights[len(heights) * 4 // 5], 0.5 * usual)
    wide, word = gap * height, 0.25 * height
    parts: list[tuple[str, Box]] = []
    first = before = row[0]
    text = codes[first]
    top, bottom = boxes[first][1], boxes[first][3]
    right = boxes[first][2]
    for index in row[1:]:
        box = boxes[index]
        apart = box[0] - right
        if apart > wide:
            parts.append((text, (boxes[first][0], top, right, bottom)))
            first, text, top, bottom = index, codes[index], box[1], box[3]
            right = box[2]
        else:
            if apart > word and _blank(codes[before], codes[index], apart / height):
                text += " "
            text += codes[index]
            top, bottom = min(top, box[1]), max(bottom, box[3])
            right = max(right, box[2])
        before = index
    parts.append((text, (boxes[first][0], top, right, bottom)))
    return Line(
        "  ".join([part for part, _ in parts]),
        union([box for _, box in parts]),
        signs.baselines[row[len(row) // 2]],
        height,
        parts,
    )


@cache
def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "PS"


def _blank(before: str, after: str, apart: float) -> bool:
    """Whether a gap of so many heights is a blank: Latin words stand closer than Chinese ones, digits closer yet.

    A mark of punctuation fills half of its square, so that a gap beside it says nothing.
    """
    if _is_mark(before) or _is_mark(after):
        return False
    if before.isdigit() and after.isdigit():
        return apart > 0.6
    if before.isascii() and after.isascii():
        return apart > 0.25
    return apart > 0.9


def union(boxes: Sequence[Box]) -> Box:
    """The box around some boxes."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def glued(lines: Sequence[Line]) -> str:
    """The text of a cell: its lines in one, with a blank only between Latin words."""
    text = ""
    for line in lines:
        piece = line.text
        if text and ((_word(text[-1]) and _word(piece[0])) or (_DATE.search(text) and _TIME.match(piece))):
            text += " "
        text += piece
    return text


def _word(sign: str) -> bool:
    return sign.isascii() and sign.isalpha()
