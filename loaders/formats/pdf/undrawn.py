"""Tables that nobody drew lines around: lines in pieces that stand below each other, to rows with their columns.

Knows geometry, and what a number looks like: columns are what numbers and names leave blank between them, a heading
stands over the columns that it is centred on. Knows nothing of what a table says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from loaders.formats.pdf.flow import Line, glued, lines_of, union
from loaders.formats.pdf.glyphs import Signs
from loaders.formats.pdf.undrawn_heading import (
    WRAPPED,
    Column,
    Piece,
    by_line,
    edges_of,
    overlap,
    owner_of,
    reach_down,
    set_apart,
    settle_heading,
    united,
)

_NUMBER = re.compile(r"[-−–]?[(（]?\d[\d,，]*(?:\.\d+)?[)）]?[%％]?")
_TELLING = re.compile(r"\d\.\d{1,6}(?!\d)|\d[,，]\d{3}")  # no number of a page, a year or a list looks like this
_SENTENCE = re.compile(r"[。；！？]")
_FIELD = re.compile(r"[:：]")

_GAP = 0.45  # heights of a sign: a gap that may part two cells
_APART_DIGITS = 0.3  # heights: digits of one number stand closer
_CLOSER = 0.87  # of the distance of rows: lines of one row stand closer
_TOUCH = 0.2  # heights: and the gap after a whole number
_HEADINGS = 7  # lines that a heading takes at most
_APART = 4.0  # heights: lines of one table stand no further from each other
_LARGER = 1.2  # a title's size over that of the table
_WHOLE = re.compile(r"[-−–]?[\d,，]*\d\.\d{2}")
_TAIL = frozenset("0123456789)）%％,，.")
_MARKS = frozenset("，。、；：！？（）《》“”‘’〔〕【】％.,;:%()[]-—")
_FIELDS = 3  # a line of more pieces is no line of fields
_LONG = 40  # signs: a piece of running text is longer


@dataclass(slots=True)
class Undrawn:
    """A table without lines: the signs' lines that it takes, its columns, and its rows of cells by column.

    `spans` is each heading row's: first column and how many columns; `edges` are the columns' boundaries.
    """

    lines: range
    edges: list[float]
    rows: list[dict[int, list[Line]]] = field(default_factory=list)
    spans: list[dict[int, tuple[int, int]]] = field(default_factory=list)

    def headings(self) -> list[list[str]]:
        """The texts of the heading's rows."""
        return [
            [cell_text(lines) for lines in row.values()]
            for row, spans in zip(self.rows, self.spans, strict=True)
            if spans
        ]

    @property
    def top(self) -> float:
        """Where the first row begins."""
        return min(line.box[1] for row in self.rows for lines in row.values() for line in lines)

    @property
    def bottom(self) -> float:
        """Where the last row ends."""
        return max(line.box[3] for row in self.rows for lines in row.values() for line in lines)


def find_undrawn(signs: Signs, picked: Sequence[int], lines: Sequence[Line], rules: Sequence[float]) -> list[Undrawn]:
    """The undrawn tables among some lines of a page, of which `rules` are the heights of lines that cross the page."""
    if sum(len(line.parts) > 1 and bool(_TELLING.search(line.text)) for line in lines) < 2:
        return []
    fine = [_pieces(line) for line in lines_of(signs, picked, gap=_TOUCH)]
    if len(fine) != len(lines):
        return []
    tables = []
    first = 0
    while (found := _region(fine, lines, first)) is not None:
        start, stop = found
        table = _table(fine, lines, start, stop, first, rules)
        if table is not None:
            tables.append(table)
        first = stop
    return tables


def _pieces(line: Line) -> list[Piece]:
    """The pieces of a line.

    A mark fills half of its square only: a small gap beside it parts nothing. After an amount with its two decimals
    a small gap does.
    """
    pieces: list[Piece] = []
    for text, box in line.parts:
        last = pieces[-1] if pieces else None
        if last is not None:
            gap = box[0] - last.box[2]
            marked = last.text[-1] in _MARKS or text[0] in _MARKS
            whole = bool(_WHOLE.fullmatch(last.text)) and (
                text[0] not in _TAIL or (text[0].isdigit() and gap > _APART_DIGITS * line.size)
            )
            if gap < _GAP * line.size * (3 if marked else 1) and not whole:
                pieces[-1] = Piece(last.text + text, union([last.box, box]), line.baseline, line.size)
                continue
        pieces.append(Piece(text, box, line.baseline, line.size))
    return pieces


def _is_number(piece: Piece) -> bool:
    return bool(_NUMBER.fullmatch(piece.text.replace(" ", "")))


def _is_body(pieces: list[Piece]) -> bool:
    """Whether a line is one of names and numbers."""
    numbers = [piece for piece in pieces if _is_number(piece)]
    return (
        len(pieces) > 1
        and bool(numbers)
        and (len(numbers) > 1 or bool(_TELLING.search(numbers[0].text)))
        and any(_TELLING.search(piece.text) for piece in numbers)
        and all(len(piece.text) <= _LONG for piece in pieces)
    )


def _region(fine: list[list[Piece]], lines: Sequence[Line], first: int) -> tuple[int, int] | None:
    """The first and last line (exclusive) of the body of the next undrawn table."""
    start = first
    while start < len(fine):
        if not _is_body(fine[start]):
            start += 1
            continue
        bodies, last = 1, start
        for index in range(start + 1, len(fine)):
            line = lines[index]
            if line.baseline - lines[index - 1].baseline > _APART * line.size or _ends(fine[index], line):
                break
            if _is_body(fine[index]):
                bodies, last = bodies + 1, index
            elif index - last > 4:
                break
        stop = last + 1
        while stop < len(fine) and _hangs_on(lines[stop - 1], lines[stop]) and not _ends(fine[stop], lines[stop]):
            stop += 1  # the end of a name that is wrapped
        numbers = sum(_is_number(piece) for pieces in fine[start:stop] for piece in pieces)
        if bodies >= 3 or numbers >= 4:
            while start > first and _is_numbering(fine[start - 1]):
                start -= 1
            return start, stop
        start = stop
    return None


def _is_numbering(pieces: list[Piece]) -> bool:
    """Whether a line numbers the columns."""
    numbers = [piece for piece in pieces if _is_number(piece)]
    return len(numbers) > 1 and len(numbers) + 2 >= len(pieces)


def _hangs_on(above: Line, line: Line) -> bool:
    return line.baseline - above.baseline < WRAPPED * min(above.size, line.size)


def _ends(pieces: list[Piece], line: Line) -> bool:
    """Whether a line is no row of a table: a sentence, or fields of the next one (名称：…  单位：…)."""
    if _SENTENCE.search(line.text) or any(len(piece.text) > _LONG for piece in pieces):
        return True
    outer = len(pieces) <= _FIELDS and any(_FIELD.search(piece.text) for piece in (pieces[0], pieces[-1]))
    return outer and not _is_body(pieces)


def _table(
    fine: list[list[Piece]], lines: Sequence[Line], start: int, stop: int, first: int, rules: Sequence[float]
) -> Undrawn | None:
    size = max(line.size for line in lines[start:stop])  # a line of digits is lower than one of words
    columns = _columns([pieces for pieces in fine[start:stop] if _is_body(pieces)], size)
    if len(columns) < 2 or all(column.words for column in columns):
        return None
    top = _heading_top(fine, lines, start, first, (columns[0].left, columns[-1].right), size)
    pieces = united([piece for row in fine[top:start] for piece in set_apart(row, columns, size)], size)
    groups = settle_heading(pieces, columns, size)
    edges = edges_of(columns)
    table = Undrawn(range(top, stop), edges)
    for row in by_line(pieces):
        cells: dict[int, list[Line]] = {}
        spans: dict[int, tuple[int, int]] = {}
        for piece in row:
            begin, wide = groups.get(id(piece)) or (owner_of(piece, columns, edges), 1)
            cells.setdefault(begin, []).append(piece.line())
            spans[begin] = (wide, 1)
        table.rows.append(cells)
        table.spans.append(spans)
    _rise(table)
    reach_down(table.spans)
    for band in _bands(fine[start:stop], rules, size):
        cells = {}
        for piece in band:
            cells.setdefault(_body_owner(piece, columns), []).append(piece.line())
        table.rows.append(cells)
        table.spans.append({})
    return table


def _rise(table: Undrawn) -> None:
    """Lets heading cells that nothing stands over begin in the first row: they stand in the middle of their height."""
    covered: set[int] = set()
    for number in range(len(table.spans)):
        for begin, (wide, _) in list(table.spans[number].items()):
            own = set(range(begin, begin + wide))
            if number and not own & covered:
                table.spans[0][begin] = table.spans[number].pop(begin)
                table.rows[0][begin] = table.rows[number].pop(begin)
            covered |= own
    kept = [number for number, row in enumerate(table.rows) if row]
    table.rows = [table.rows[number] for number in kept]
    table.spans = [table.spans[number] for number in kept]


def _columns(rows: list[list[Piece]], size: float) -> list[Column]:
    """The columns that the pieces of the rows of numbers leave blank between them."""
    pieces = sorted((piece for row in rows for piece in row), key=lambda piece: piece.box[0])
    groups: list[list[Piece]] = []
    right = 0.0
    for piece in pieces:
        if groups and piece.box[0] < right + 0.25 * size:
            groups[-1].append(piece)
            right = max(right, piece.box[2])
        else:
            groups.append([piece])
            right = piece.box[2]
    return [
        Column(
            min(piece.box[0] for piece in group),
            max(piece.box[2] for piece in group),
            sum(bool(_TELLING.search(piece.text)) and _is_number(piece) for piece in group) * 2 < len(group),
        )
        for group in groups
    ]


def _heading_top(
    fine: list[list[Piece]], lines: Sequence[Line], start: int, first: int, sides: tuple[float, float], usual: float
) -> int:
    """The first line of the heading over a body: up to a title, a field or a sentence."""
    top = start
    middle = (sides[0] + sides[1]) / 2
    while top > first and start - top < _HEADINGS:
        above, line = lines[top - 1], lines[top]
        pieces = fine[top - 1]
        alone = len(pieces) == 1
        titled = alone and (
            above.size > _LARGER * usual or (len(pieces[0].text) >= 6 and abs(pieces[0].centre - middle) < 3 * usual)
        )
        aside = alone and (pieces[0].box[2] < sides[0] or (top - 1 == first and pieces[0].box[0] <= sides[0] + usual))
        if line.baseline - above.baseline > _APART * usual or titled or aside or _ends(pieces, above):
            break
        top -= 1
    return top


def _body_owner(piece: Piece, columns: list[Column]) -> int:
    """The column in which a piece of the body stands: the one that it overlaps most."""
    return max(range(len(columns)), key=lambda number: overlap(piece, columns[number]))


def _bands(rows: list[list[Piece]], rules: Sequence[float], size: float) -> list[list[Piece]]:
    """The lines of a body by row: what ruling lines part, lines that overlap a row of numbers, and lines that stand
    closer to one than rows do: a wrapped name."""
    first, last = rows[0][0].baseline, rows[-1][0].baseline
    between = [y for y in rules if first < y < last]
    ruled = len(between) + 1 >= sum(map(_is_body, rows))
    near = 0.95 * size if ruled else max(0.95 * size, _CLOSER * _pitch(rows))
    gaps = [row[0].baseline - above[0].baseline for above, row in pairwise(rows)]
    cuts: set[int] = set()  # rows before which a band begins
    body = 0 if _is_body(rows[0]) else None
    for number, (above, row) in enumerate(pairwise(rows), 1):
        upper, lower = max(piece.baseline for piece in above), row[0].baseline
        crossed = any(upper - 0.4 * size < y < lower - 0.4 * size for y in between)
        if crossed if ruled else gaps[number - 1] > near:
            cuts.add(number)
        if _is_body(row):
            if body is not None and not ruled and not any(body < cut <= number for cut in cuts):
                cuts.add(
                    max(range(body + 1, number + 1), key=lambda cut: gaps[cut - 1])
                )  # a line belongs to the nearer
            body = number
    starts = [0, *sorted(cuts)]
    return [
        [piece for row in rows[start:stop] for piece in row]
        for start, stop in zip(starts, [*starts[1:], len(rows)], strict=True)
    ]


def _pitch(rows: list[list[Piece]]) -> float:
    """How far rows of numbers that follow each other stand apart, the closest of them."""
    return min(
        (row[0].baseline - above[0].baseline for above, row in pairwise(rows) if _is_body(above) and _is_body(row)),
        default=0.0,
    )


def goes_on(table: Undrawn, before: Undrawn) -> Undrawn:
    """A table that begins a page, with the columns of the one that ends the page before it, where it goes on with that.

    It does where each of its columns is one of these. What was taken for a heading is one only if it is printed again.
    """
    heading = {cell for row in before.headings() for cell in row}
    again = all(cell in heading for row in table.headings() for cell in row)
    places: dict[int, int] = {}
    for number, row in enumerate(table.rows):
        for column, lines in row.items():
            if again and table.spans[number]:
                continue
            box = union([line.box for line in lines])
            fitting = max(
                range(len(before.edges) - 1),
                key=lambda place: min(box[2], before.edges[place + 1]) - max(box[0], before.edges[place]),
            )
            inside = min(box[2], before.edges[fitting + 1]) - max(box[0], before.edges[fitting])
            if inside < 0.6 * (box[2] - box[0]) or places.setdefault(column, fitting) != fitting:
                return table
    if again and any(table.spans):
        return table
    rows = [{places[column]: lines for column, lines in row.items()} for row in table.rows]
    return Undrawn(table.lines, before.edges, rows, [{} for _ in rows])


def cell_text(lines: list[Line]) -> str:
    """The text of a cell whose pieces stand beside or below each other."""
    return glued(sorted(lines, key=lambda line: (round(line.baseline), line.box[0])))
