"""Tables without rules: columns on which at least three lines agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loaders.document import Row
from loaders.formats.scans.running import Line
from loaders.formats.scans.sheet import Sheet
from loaders.records import Place

_AMOUNT = re.compile(r"[-(（]?[\d,]*\d(?:\.\d+)?[)）%]?|[-—–]+")
_AGREE = 3


@dataclass(frozen=True, slots=True)
class Read:
    """A line and what the recogniser read in each of its pieces, with how sure it was."""

    line: Line
    texts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Lines that make a table, and its columns as spans of pixels."""

    rows: tuple[Read, ...]
    spans: tuple[tuple[float, float], ...]


def blocks(lines: Sequence[Read], tables: Sequence[tuple[float, float]]) -> Iterable[Read | Columns]:
    """Lines in their order, those that make a table without rules put together.

    Lines before and after a drawn table (its upper and lower edge in pixels) are never of one.
    """
    at = 0
    while at < len(lines):
        stop = at
        while stop < len(lines) and len(lines[stop].texts) >= 2 and not _between(lines[at], lines[stop], tables):
            stop += 1
        found = _columns(lines[at:stop])
        if found is None:
            yield from lines[at : max(stop, at + 1)]
        else:
            yield found
        at = max(stop, at + 1)


def _between(first: Read, second: Read, tables: Sequence[tuple[float, float]]) -> bool:
    return any(first.line.top < top < second.line.top for top, _ in tables)


def _columns(lines: Sequence[Read]) -> Columns | None:
    """The columns of neighbouring lines, where blanks run down through them all and amounts stand in them."""
    if len(lines) < _AGREE:
        return None
    spans: list[tuple[float, float]] = []
    for left, right in sorted((float(p.left), float(p.right)) for read in lines for p in read.line.pieces):
        if spans and left < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], right))
        else:
            spans.append((left, right))
    if len(spans) < 2:
        return None
    filled = [0] * len(spans)
    amounts = [0] * len(spans)
    for read in lines:
        for piece, (text, _) in zip(read.line.pieces, read.texts, strict=True):
            column = _column(spans, piece.left)
            filled[column] += 1
            amounts[column] += bool(_AMOUNT.fullmatch(text))
    agreed = sum(count >= _AGREE for count in filled)
    numeric = sum(a >= _AGREE and a >= 0.6 * f for a, f in zip(amounts, filled, strict=True))
    if agreed < 2 or not numeric or agreed < 0.6 * len(spans):
        return None
    return Columns(tuple(lines), tuple(spans))


def _column(spans: Sequence[tuple[float, float]], left: float) -> int:
    return next(number for number, (start, stop) in enumerate(spans) if start <= left < stop)


def rows(table: Columns, number: int, page: int, paper: Sheet) -> list[Row]:
    """The rows of a table without rules."""
    found = []
    spans = table.spans
    for read in table.rows:
        top, bottom = read.line.top, read.line.bottom
        cells = [""] * len(spans)
        scores: list[float | None] = [None] * len(spans)
        places = [Place(page=page, box=paper.box(left, top, right, bottom)) for left, right in spans]
        for piece, (text, score) in zip(read.line.pieces, read.texts, strict=True):
            column = _column(spans, piece.left)
            cells[column] = f"{cells[column]} {text}".strip()
            scores[column] = round(min(score, scores[column] or 1.0), 3)
            places[column] = Place(page=page, box=paper.box(piece.left, piece.top, piece.right, piece.bottom))
        found.append(
            Row(
                cells=tuple(cells),
                at=Place(page=page, box=paper.box(spans[0][0], top, spans[-1][1], bottom)),
                places=tuple(places),
                grid=number,
                confidences=tuple(scores),
            )
        )
    return found
