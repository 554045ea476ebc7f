"""Drawn tables: ruling lines to grids of cells with their spans.

Knows geometry only: lines in, cells out. Coordinates are points from the top left corner of the page.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Line = tuple[float, float, float]
"""A ruling line: where it lies across its direction, and from where to where it runs along it."""

Box = tuple[float, float, float, float]

SNAP = 2.5  # points: lines closer than this are one line, drawn twice or in pieces
_GAP = 4.0  # points: a line may be broken by so much, as dashed ones and those of neighbouring cells are
_REACH = 3.5  # points: how far from each other two lines may end and still meet


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its first row and column in the grid, how many of each it covers, and its box."""

    row: int
    column: int
    rows: int
    columns: int
    box: Box


@dataclass(slots=True)
class Grid:
    """A drawn table: the positions of its lines and the cells between them, in reading order."""

    xs: list[float]
    ys: list[float]
    cells: list[Cell] = field(default_factory=list)

    @property
    def box(self) -> Box:
        """The table's outer edges."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def aligned(grid: Grid, columns: list[float]) -> Grid:
    """The grid with the columns of the table before it, where all its own lines are among these; else as it is.

    A page that holds only the last row of a table draws only some of its lines; a margin may be drawn on one page only.
    """
    found = matched(grid.xs, columns)
    if found is None:
        return grid
    cells = [
        Cell(cell.row, found[cell.column], cell.rows, found[cell.column + cell.columns] - found[cell.column], cell.box)
        for cell in grid.cells
    ]
    return Grid(list(columns), grid.ys, cells)


def matched(xs: list[float], columns: list[float]) -> list[int] | None:
    """For each line of a table the one of another table with more lines that it continues; None where one has none."""
    if not xs or len(xs) >= len(columns) or xs[-1] - xs[0] < 0.9 * (columns[-1] - columns[0]):
        return None  # another table, or a part of one
    found = [min(range(len(columns)), key=lambda i: abs(columns[i] - x)) for x in xs]
    near = all(abs(columns[index] - x) <= _REACH for index, x in zip(found, xs, strict=True))
    return found if near and len(set(found)) == len(found) else None


def completed(grid: Grid, columns: list[float], signs: Sequence[Box]) -> Grid:
    """The grid with the outer columns of the table before it, of which no line is drawn on its page.

    A cell that goes on over a whole page has no line on it: its own sides may be missing together with it. Either
    writing stands beside the grid where these columns are, or nothing stands above it on its page.
    """
    if len(grid.xs) >= len(columns) or len(grid.xs) < 3:
        return grid
    first = min(range(len(columns)), key=lambda index: abs(columns[index] - grid.xs[0]))
    own = columns[first : first + len(grid.xs)]
    if len(own) < len(grid.xs) or any(abs(a - b) > _REACH for a, b in zip(own, grid.xs, strict=True)):
        return grid
    last = first + len(own) - 1
    top, bottom = grid.ys[0], grid.ys[-1]
    sides = [(columns[0], columns[first]), (columns[last], columns[-1])]
    beside = any(
        left < (box[0] + box[2]) / 2 < right and top < (box[1] + box[3]) / 2 < bottom
        for box in signs
        for left, right in sides
    )
    if not beside and any(box[3] < top for box in signs):
        return grid
    high = len(grid.ys) - 1
    missing = [index for index in range(len(columns) - 1) if not first <= index < last]
    cells = [Cell(0, index, high, 1, (columns[index], top, columns[index + 1], bottom)) for index in missing]
    cells += [Cell(cell.row, cell.column + first, cell.rows, cell.columns, cell.box) for cell in grid.cells]
    return Grid(list(columns), grid.ys, sorted(cells, key=lambda cell: (cell.row, cell.column)))


def crossing_lines(horizontal: Iterable[Line]) -> list[float]:
    """The heights of the long horizontal lines: those at least half as long as the longest."""
    lines = snapped(horizontal)
    longest = max((end - start for _, start, end in lines), default=0.0)
    return [y for y, start, end in lines if end - start > longest / 2 and longest > 100]


def snapped(lines: Iterable[Line]) -> list[Line]:
    """Lines that lie on top of each other as one, pieces of a line joined."""
    bands: list[list[Line]] = []
    for line in sorted(lines):
        if bands and line[0] - bands[-1][-1][0] <= SNAP and line[0] - bands[-1][0][0] <= 2 * SNAP:
            bands[-1].append(line)
        else:
            bands.append([line])
    joined: list[Line] = []
    for band in bands:
        total = sum(end - start for _, start, end in band) or 1.0
        at = sum(line[0] * (line[2] - line[1]) for line in band) / total if total else band[0][0]
        runs: list[list[float]] = []
        for _, start, end in sorted(band, key=lambda line: line[1]):
            if runs and start - runs[-1][1] <= _GAP:
                runs[-1][1] = max(runs[-1][1], end)
            else:
                runs.append([start, end])
        joined += [(at, start, end) for start, end in runs]
    return joined


def find_grids(horizontal: Iterable[Line], vertical: Iterable[Line]) -> list[Grid]:
    """The tables that these ruling lines draw, from the top of the page to the bottom."""
    across = [line for line in snapped(horizontal) if line[2] - line[1] > 2 * SNAP]
    down = [line for line in snapped(vertical) if line[2] - line[1] > 2 * SNAP]
    grids = []
    for rows, columns in _connected(across, down):
        grid = _grid(rows, columns)
        if grid is not None:
            grids.append(grid)
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _connected(across: list[Line], down: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Lines that meet, directly or through others, in groups of horizontal and vertical ones."""
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    levels = [line[0] for line in across]
    for number, (x, top, bottom) in enumerate(down, len(across)):
        first, last = bisect_left(levels, top - _REACH), bisect_right(levels, bottom + _REACH)
        for index in range(first, last):
            if across[index][1] - _REACH <= x <= across[index][2] + _REACH:
                parent[root(number)] = root(index)
    groups: dict[int, tuple[list[Line], list[Line]]] = {}
    for index, line in enumerate(across):
        groups.setdefault(root(index), ([], []))[0].append(line)
    for index, line in enumerate(down, len(across)):
        groups.setdefault(root(index), ([], []))[1].append(line)
    return list(groups.values())


def _grid(across: list[Line], down: list[Line]) -> Grid | None:
    """The grid of one group of lines; None where they enclose no cell."""
    if len(across) < 2 or not down:
        return None
    left, right = min(line[1] for line in across), max(line[2] for line in across)
    top, bottom = min(line[0] for line in across), max(line[0] for line in across)
    # Where the sides of a table are open, the ends of its lines are its sides.
    xs = _positions([line[0] for line in down] + [left, right])
    ys = _positions([line[0] for line in across])
    if len(xs) < 2 or len(ys) < 2 or bottom - top < 2 * SNAP or right - left < 2 * SNAP:
        return None
    grid = Grid(xs, ys)
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns * rows > 60_000:
        return None
    beside = _drawn(down, xs, ys)  # beside[x][row]: a line stands left of column x in that row
    above = _drawn(across, ys, xs)
    for row in range(rows):
        beside[0][row] = beside[columns][row] = True
    for column in range(columns):
        above[0][column] = above[rows][column] = True
    taken = [[False] * columns for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            wide = 1
            while column + wide < columns and not beside[column + wide][row] and not taken[row][column + wide]:
                wide += 1
            high = 1
            while row + high < rows and _goes_on(beside, above, taken, row + high, column, wide):
                high += 1
            for r in range(row, row + high):
                for c in range(column, column + wide):
                    taken[r][c] = True
            box = (xs[column], ys[row], xs[column + wide], ys[row + high])
            grid.cells.append(Cell(row, column, high, wide, box))
    return grid


def _goes_on(
    beside: list[list[bool]], above: list[list[bool]], taken: list[list[bool]], row: int, column: int, wide: int
) -> bool:
    """Whether a cell goes on into the next row: no line above it there, none inside, and its own sides."""
    inside = range(column, column + wide)
    return (
        not any(above[row][c] or taken[row][c] for c in inside)
        and not any(beside[c][row] for c in inside[1:])
        and beside[column][row]
        and beside[column + wide][row]
    )


def _positions(values: list[float]) -> list[float]:
    """Values closer than a snap are one; the first of each group stands for it."""
    positions: list[float] = []
    for value in sorted(values):
        if not positions or value - positions[-1] > SNAP:
            positions.append(value)
    return positions


def _drawn(lines: list[Line], at: list[float], between: list[float]) -> list[list[bool]]:
    """For each position and each interval of the other direction: whether a line covers more than half of it."""
    drawn = [[False] * (len(between) - 1) for _ in at]
    for place, start, end in lines:
        index = min(range(max(bisect_left(at, place) - 1, 0), min(bisect_right(at, place) + 1, len(at))),
                    key=lambda i: abs(at[i] - place))  # fmt: skip
        first = max(bisect_right(between, start) - 1, 0)
        for interval in range(first, len(between) - 1):
            low, high = between[interval], between[interval + 1]
            if low >= end:
                break
            if min(end, high) - max(start, low) > (high - low) / 2:
                drawn[index][interval] = True
    return drawn
