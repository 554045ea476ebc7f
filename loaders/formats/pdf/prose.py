"""Printed lines to paragraphs.

Knows how pages are set: a paragraph begins with an indent or after a short line, a date or a unit stands at the right
margin.
"""

from __future__ import annotations

import re

from loaders.document import Item, Paragraph
from loaders.formats.pdf.flow import Box, Line, union
from loaders.records import Place

_INDENT = 1.2  # signs: a line that begins so much further right than the text does begins a paragraph
_ENDS = "。；：！？;:!?"
_NUMBERED = re.compile(
    r"[(（]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．](?!\d)|[(（][一二三四五六七八九十\d]{1,3}[)）]|第.{1,3}部分"
)
_RIGHT = 0.4  # of the width of the text: a line that begins beyond it is set at the right margin
_SHORT = 2.5  # signs: a line that ends so far from the right edge of the text ends a paragraph


def paragraphs(lines: list[Line], page: int, margins: tuple[float, float]) -> list[Item]:
    """The paragraphs of consecutive lines of a page, which is set between these margins."""
    if not lines:
        return []
    left = min((line.box[0] for line in lines if len(line.parts) == 1 and len(line.text) >= 12), default=margins[0])
    right = margins[1]
    items: list[Item] = []
    open_lines: list[Line] = []

    def close() -> None:
        if open_lines:
            text = _joined(open_lines)
            items.append(Paragraph(text, _place(page, union([line.box for line in open_lines])), open_lines[0].size))
            open_lines.clear()

    for line in lines:
        if open_lines and not _goes_on(open_lines[-1], line, left, right):
            close()
        open_lines.append(line)
    close()
    return items


def _goes_on(above: Line, line: Line, left: float, right: float) -> bool:
    """Whether a line continues the paragraph of the line above it."""
    size = max(above.size, line.size)
    if above.box[0] - left > _RIGHT * (right - left) and above.box[0] - line.box[0] > _INDENT * size:
        return False  # a line set at the right margin: a date, a unit
    return (
        len(above.parts) == 1
        and len(line.parts) == 1
        and right - above.box[2] < _SHORT * size
        and line.box[0] - left < _INDENT * size
        and line.baseline - above.baseline < 3.2 * size
        and abs(above.size - line.size) < 0.25 * size
        and not (above.text[-1] in _ENDS and _NUMBERED.match(line.text))
    )


def _joined(lines: list[Line]) -> str:
    text = lines[0].text
    for line in lines[1:]:
        apart = text[-1].isascii() and text[-1].isalpha() and line.text[0].isascii() and line.text[0].isalpha()
        text += (" " if apart else "") + line.text
    return text


def _place(page: int, box: Box) -> Place:
    return Place(page=page, box=(round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1)))
