"""The heading of a table that nobody drew lines around: which cell stands over which columns.

Knows geometry: a cell stands on the middle of the columns that it is over, its text may be wrapped or set apart.
Knows nothing of what a heading says.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from loaders.formats.pdf.flow import Box, Line, union

WRAPPED = 1.7  # heights: lines of one cell stand no further from each other

_WIDE = 1.6  # of the usual distance of columns: a column without any number stands between


@dataclass(slots=True)
class Piece:
    """What stands between two gaps of a line: its text, its box, its baseline, and the height of the line's signs."""

    text: str
    box: Box
    baseline: float
    size: float

    @property
    def centre(self) -> float:
        """The middle of its width."""
        return (self.box[0] + self.box[2]) / 2

    @property
    def height(self) -> float:
        """The middle of its height on the page."""
        return (self.box[1] + self.box[3]) / 2

    def line(self) -> Line:
        """The piece as a line of its own."""
        return Line(self.text, self.box, self.baseline, self.size, [(self.text, self.box)])


@dataclass(slots=True)
class Column:
    """A column: what stands in it runs from `left` to `right`; `leaf` is the lowest cell of its heading."""

    left: float
    right: float
    words: bool = False
    leaf: Piece | None = None


def set_apart(pieces: list[Piece], columns: list[Column], size: float) -> list[Piece]:
    """Heading cells whose signs are set apart (收    入) as one, unless each stands over a column of its own."""
    found: list[Piece] = []
    over: int | None = None
    for piece in pieces:
        last = found[-1] if found else None
        here = next(
            (n for n, c in enumerate(columns) if c.left - size < piece.centre < c.right + size),
            None,
        )
        near = last is not None and piece.box[0] - last.box[2] < 6 * size
        single = last is not None and near and len(piece.text) == 1 and _is_word(piece.text) and _is_word(last.text[-1])
        if last is not None and single and len(last.text) <= 2 and (here is None or over is None or here == over):
            found[-1] = Piece(last.text + piece.text, union([last.box, piece.box]), piece.baseline, piece.size)
        else:
            found.append(piece)
        over = here
    return found


def _is_word(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def united(pieces: list[Piece], size: float) -> list[Piece]:
    """Heading cells whose text is wrapped, as one: lines close below each other on one middle."""
    found: list[Piece] = []
    grouped = _grouped(pieces, size)
    for piece in sorted(pieces, key=lambda piece: (piece.baseline, piece.box[0])):
        above = next(
            (
                other
                for other in reversed(found)
                if 0.6 * size < piece.baseline - other.baseline < WRAPPED * size
                and abs(other.centre - piece.centre) < 0.7 * size
                and id(other) not in grouped
            ),
            None,
        )
        if above is None:
            found.append(piece)
        else:
            above.text += piece.text
            above.box, above.baseline = union([above.box, piece.box]), piece.baseline
    return found


def _grouped(pieces: list[Piece], size: float) -> set[int]:
    """Heading cells (their ids) on the middle of three or more right below, over which nothing else stands."""
    rows = by_line(pieces)
    found: set[int] = set()
    for piece in pieces:
        for row in rows:
            if not 0.6 * size < row[0].baseline - piece.baseline < 2.5 * size:
                continue
            below = sorted(row, key=lambda other: other.box[0])
            own = next((n for n, other in enumerate(below) if abs(other.centre - piece.centre) < 0.7 * size), None)
            if own is None or not 0 < own < len(below) - 1:
                continue
            sides = (below[own - 1], below[own + 1])
            even = abs((sides[0].centre + sides[1].centre) / 2 - piece.centre) < 0.7 * size
            free = all(
                min(other.box[2], side.box[2]) <= max(other.box[0], side.box[0])
                for side in sides
                for other in pieces
                if other is not piece and side.baseline - other.baseline > 0.6 * size
                if abs(other.baseline - piece.baseline) < 0.3 * size
            )
            if even and free:
                found.add(id(piece))
    return found


def by_line(pieces: list[Piece]) -> list[list[Piece]]:
    """The pieces by the line that they stand on, from top to bottom."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.baseline):
        if rows and piece.baseline - rows[-1][0].baseline < 0.45 * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def settle_heading(pieces: list[Piece], columns: list[Column], size: float) -> dict[int, tuple[int, int]]:
    """Gives each column its lowest heading cell, adds columns that nothing is printed in, and returns by piece (its id)
    the columns that a cell over several of them covers."""
    groups: dict[int, tuple[Column, Column]] = {}
    for row in reversed(by_line(pieces)):
        left = []
        for piece in sorted(row, key=lambda piece: piece.box[0]):
            over = max(columns, key=lambda column: overlap(piece, column))
            if over.leaf is None and overlap(piece, over) > 0:
                over.leaf = piece
            else:
                left.append(piece)
        grouped = []
        for piece in left:
            index = owner_of(piece, columns, edges_of(columns))
            if columns[index].leaf is None and not _has_own(columns[index], piece, pieces):
                columns[index].leaf = piece
            elif not _fills_a_gap(piece, columns) and _centred(piece, pieces, columns, size):
                grouped.append(piece)
            else:
                place = sum(_middle(column) < piece.centre for column in columns)
                columns.insert(place, Column(piece.box[0], piece.box[2], False, piece))
        runs = [_centred(piece, pieces, columns, size) for piece in grouped]  # anew: columns were added beside some
        grouped = [piece for piece, found in zip(grouped, runs, strict=True) if found]
        chosen = _apart([found for found in runs if found])
        for piece, (_, begin, end) in zip(grouped, chosen, strict=True):
            groups[id(piece)] = (columns[begin], columns[end])
    return {
        key: (columns.index(begin), columns.index(end) - columns.index(begin) + 1)
        for key, (begin, end) in groups.items()
    }


def _fills_a_gap(piece: Piece, columns: list[Column]) -> bool:
    """Whether a heading cell stands between two columns that leave the width of a further one between them."""
    leaves = [column.leaf for column in columns if column.leaf is not None and not column.words]
    leaves.sort(key=lambda leaf: leaf.centre)
    steps = sorted(after.centre - leaf.centre for leaf, after in pairwise(leaves))
    if len(steps) < 3:
        return False
    usual = steps[len(steps) // 2]
    return any(
        leaf.box[2] < piece.box[0] and piece.box[2] < after.box[0] and after.centre - leaf.centre > _WIDE * usual
        for leaf, after in pairwise(leaves)
    )


def _has_own(column: Column, piece: Piece, pieces: list[Piece]) -> bool:
    """Whether another heading cell stands right over what is printed in a column."""
    return any(
        other is not piece and column.left < other.centre < column.right and other.baseline <= piece.baseline
        for other in pieces
    )


def overlap(piece: Piece, column: Column) -> float:
    """How much of the width of a column a piece covers, in points; negative where it stands beside it."""
    return min(piece.box[2], column.right) - max(piece.box[0], column.left)


def _middle(column: Column) -> float:
    return (column.left + column.right) / 2 if column.leaf is None else column.leaf.centre


_Range = tuple[float, int, int]
"""How far off a cell stands from the middle of some columns, and the first and last of these."""


def _centred(piece: Piece, pieces: list[Piece], columns: list[Column], size: float) -> list[_Range]:
    """The runs of columns below a heading cell on whose middle it stands; several where columns are alike."""
    edges = edges_of(columns)
    low = [column.leaf is None or column.leaf.height - piece.height > 0.9 * size for column in columns]
    found: list[_Range] = []
    for begin in range(len(columns)):
        for end in range(begin + 1, len(columns)):
            if not low[end] or not low[begin]:
                break
            wide = edges[end + 1] - edges[begin]
            away = abs((edges[begin] + edges[end + 1]) / 2 - piece.centre)
            covers = edges[begin] - size <= piece.box[0] and piece.box[2] <= edges[end + 1] + size
            over = [
                other
                for other in pieces
                if piece.height - other.height > 0.3 * size and edges[begin] < other.centre < edges[end + 1]
            ]
            if len(over) > 1 and any(len(row) > 1 for row in by_line(over)):
                continue  # two cells beside each other stand over these columns: this one stands between them
            if covers and away < max(1.2 * size, 0.15 * wide):
                found.append((away, begin, end))
    nearest = min((away for away, _, _ in found), default=0.0)
    kept: list[_Range] = []
    for run in sorted((run for run in found if run[0] < nearest + 0.3 * size), key=lambda run: run[2] - run[1]):
        inner = kept[-1] if kept else (0.0, 0, -1)
        highest = min(
            (leaf.height for c in columns[inner[1] : inner[2] + 1] if (leaf := c.leaf) is not None), default=0.0
        )
        sides = [leaf for end in run[1:] if (leaf := columns[end].leaf) is not None]
        if all(leaf.height > highest - 0.4 * size for leaf in sides):
            kept.append(run)  # else what it adds stands beside the cell, not below it
    return kept


def _apart(choices: list[list[_Range]]) -> list[_Range]:
    """Of the runs on which each cell of a line may stand those that do not overlap and cover most columns."""
    ways: list[tuple[int, float, list[_Range]]] = [(0, 0.0, [])]
    for runs in choices:
        longer = [
            (covered + run[2] - run[1] + 1, away + run[0], [*way, run])
            for covered, away, way in ways
            for run in runs
            if not way or run[1] > way[-1][2]
        ]
        best: dict[int, tuple[int, float, list[_Range]]] = {}
        for way in sorted(longer, key=lambda way: (-way[0], way[1])):
            best.setdefault(way[2][-1][2], way)
        ways = list(best.values())
    if not ways:
        return [min(runs) for runs in choices]
    return max(ways, key=lambda way: (way[0], -way[1]))[2]


def edges_of(columns: list[Column]) -> list[float]:
    """The boundaries of the columns: numbers stand right in their cells, words left."""
    edges = [columns[0].left - 2.0]
    for column, after in pairwise(columns):
        gap = after.left - column.right
        if after.words:
            edges.append(after.left - min(2.0, gap / 2))
        elif column.words:
            # A heading stands in the middle of its column, numbers at its right side.
            left = 2 * after.leaf.centre - after.right if after.leaf is not None else 0.0
            edges.append(left if column.right < left < after.left else (column.right + after.left) / 2)
        else:
            edges.append(column.right + min(2.0, gap / 2))
    return [*edges, columns[-1].right + 2.0]


def owner_of(piece: Piece, columns: list[Column], edges: list[float]) -> int:
    """The column between whose boundaries the middle of a heading cell lies, or whose lowest cell it is."""
    for number, column in enumerate(columns):
        if column.leaf is piece:
            return number
    return next((number for number in range(len(columns)) if piece.centre < edges[number + 1]), len(columns) - 1)


def reach_down(rows: list[dict[int, tuple[int, int]]]) -> None:
    """Gives each heading cell its height: down to the next one below it, or to the end of the heading."""
    for number, row in enumerate(rows):
        for begin, (wide, _) in row.items():
            own = set(range(begin, begin + wide))
            below = (
                lower
                for lower in range(number + 1, len(rows))
                if any(own & set(range(at, at + more)) for at, (more, _) in rows[lower].items())
            )
            row[begin] = (wide, next(below, len(rows)) - number)
