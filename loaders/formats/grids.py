"""Lines and drawn tables, one inside the other, as paragraphs and rows with spans.

For formats that say which cells a table has (Word, Excel, HTML). Knows shapes only: what covers what, which rows stand
above a table and not in it. What a row says is none of its business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from loaders.document import Item, Paragraph, Rejected, Row
from loaders.formats.pages import CELLS, COLUMNS, neat
from loaders.records import Place

_SAYS = re.compile(r"[^:：]{1,12}[:：].*")
_PROSE = re.compile(r"[:：。；]|.{25}")
_LABEL_END = re.compile(r".{0,9}[、.．。)）:：]")


@dataclass(slots=True)
class Line:
    """A line of running text; its tabs set apart what stands in columns."""

    text: str
    page: int | None = None
    size: float | None = None


@dataclass(slots=True)
class Cell:
    """A cell of a drawn table: what it holds, and how many columns and rows it covers."""

    blocks: list[Block] = field(default_factory=list)
    wide: int = 1
    tall: int = 1

    @property
    def text(self) -> str:
        """Its own lines as one; tables inside it are none of it."""
        return neat(" ".join(block.text for block in self.blocks if isinstance(block, Line)))


@dataclass(slots=True)
class GridRow:
    """One row of a drawn table, left to right; cells that reach into it from above are not among its cells."""

    cells: list[Cell] = field(default_factory=list)
    page: int | None = None


@dataclass(slots=True)
class Grid:
    """A drawn table."""

    rows: list[GridRow] = field(default_factory=list)


Block = Line | Grid


@dataclass(frozen=True, slots=True)
class Laid:
    """One row of a table laid out: a text and a span for each column."""

    cells: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def filled(self) -> list[int]:
        """The columns in which something stands."""
        return [index for index, cell in enumerate(self.cells) if cell]


def flatten(blocks: Iterable[Block]) -> list[Item]:
    """The items that blocks make, in reading order; drawn tables are numbered from 1.

    Raises `Rejected` where the tables have more cells than any document has.
    """
    flat = _Flat()
    flat.blocks(blocks)
    return flat.items


def present(rows: Sequence[tuple[Laid, Place]], grid: int, loose: bool = False) -> list[Item]:
    """The rows of one table as items: blank ones dropped; what stands above or below the table alone is a paragraph.

    A line above is a cell alone in its row over the whole width (`loose`: of any width), or a row of cells that each
    say what they are (单位：万元). A line below is one over the whole width, or one that is no label.
    """
    rows = [(row, at) for row, at in rows if row.filled]
    first = next((n for n, (row, _) in enumerate(rows) if not _above(row, loose)), len(rows))
    last = next((n for n in range(len(rows), first, -1) if not _below(rows[n - 1][0])), first)
    items: list[Item] = []
    for number, (row, at) in enumerate(rows):
        if first <= number < last:
            items.append(Row(row.cells, at, grid=grid, spans=row.spans))
        else:
            items += [Paragraph(row.cells[index], at) for index in row.filled]
    return items


def _above(row: Laid, loose: bool) -> bool:
    filled = row.filled
    if any(row.spans[index][1] > 1 for index in filled):
        return False
    if len(filled) == 1 and (loose or row.spans[filled[0]][0] == len(row.cells)):
        return True
    return len(filled) <= 3 and all(_SAYS.fullmatch(row.cells[index]) for index in filled)


def _below(row: Laid) -> bool:
    filled = row.filled
    if len(filled) != 1 or row.spans[filled[0]][1] > 1:
        return False
    return row.spans[filled[0]][0] == len(row.cells) or bool(_PROSE.search(row.cells[filled[0]]))


def lay(rows: Sequence[Sequence[Cell]], budget: int = CELLS, limit: int = COLUMNS) -> list[Laid]:
    """Rows of cells laid out over the columns of their table; columns in which no cell begins are left out.

    A row reaches over `limit` columns at most. Raises `Rejected` where all rows take more than `budget` cells.
    """
    placed: list[list[tuple[int, int, int, str]]] = []  # by row: first column, columns, rows, text
    busy: dict[int, int] = {}  # column -> the row below what reaches down into it
    begins: set[int] = set()
    work = 0
    for number, cells in enumerate(rows):
        line: list[tuple[int, int, int, str]] = []
        column = 0
        for cell in cells:
            while busy.get(column, 0) > number:
                column += 1
            if column >= limit:
                if line and cell.text:  # no table has so many columns: what is left over goes to the last of them
                    line[-1] = (*line[-1][:3], f"{line[-1][3]} {cell.text}".strip())
                continue
            wide = max(1, min(cell.wide, limit - column))
            tall = max(1, min(cell.tall, len(rows) - number))
            work += wide
            if work > budget:
                raise Rejected("its tables have more cells than any document has")
            if tall > 1:
                for covered in range(column, column + wide):
                    busy[covered] = number + tall
            line.append((column, wide, tall, cell.text))
            begins.add(column)
            column += wide
        placed.append(line)
    columns = sorted(begins)
    if len(rows) * len(columns) > budget:
        raise Rejected("its tables have more cells than any document has")
    return _filled_in(placed, columns)


def _filled_in(placed: list[list[tuple[int, int, int, str]]], columns: list[int]) -> list[Laid]:
    """Each row with a text and a span for each of the columns."""
    index = {column: number for number, column in enumerate(columns)}
    laid: list[Laid] = []
    reaching: dict[int, int] = {}  # index of a column -> the row below what reaches down into it
    for number, line in enumerate(placed):
        cells = [""] * len(columns)
        spans = [(0, 0) if reaching.get(at, 0) > number else (1, 1) for at in range(len(columns))]
        for column, wide, tall, text in line:
            at = index[column]
            stop = at + 1
            while stop < len(columns) and columns[stop] < column + wide:
                stop += 1
            for covered in range(at, stop):
                spans[covered] = (0, 0)
                if tall > 1:
                    reaching[covered] = number + tall
            cells[at], spans[at] = text, (stop - at, tall)
        laid.append(Laid(tuple(cells), tuple(spans)))
    return laid


class _Flat:
    """The items so far, the number of the last table, and how many cells may still come."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.grids = 0
        self.left = CELLS

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            if isinstance(block, Line):
                self.line(block)
            else:
                self.grid(block)

    def line(self, line: Line) -> None:
        fields = [text for part in line.text.split("\t") if (text := neat(part))]
        if len(fields) > 1 and _LABEL_END.fullmatch(fields[0]):
            fields[:2] = [fields[0] + fields[1]]  # a number before its heading
        if len(fields) > 2:
            self.items.append(Row(tuple(fields), Place(page=line.page)))
        elif fields:
            self.items.append(Paragraph("\t".join(fields), Place(page=line.page), line.size))

    def grid(self, grid: Grid) -> None:
        if _holds_others(grid):
            for row in grid.rows:
                for cell in row.cells:
                    self.blocks(cell.blocks)
            return
        laid = lay([row.cells for row in grid.rows], self.left)
        self.left -= sum(len(row.cells) for row in laid)
        self.grids += 1
        rows = [(row, Place(page=of.page)) for row, of in zip(laid, grid.rows, strict=True)]
        inner = [[b for cell in row.cells for b in cell.blocks if isinstance(b, Grid)] for row in grid.rows]
        if not any(inner):
            self.items += present(rows, self.grids)
            return
        number = self.grids
        for item, tables in zip(rows, inner, strict=True):
            self.items += [replace(row, grid=number) if isinstance(row, Row) else row for row in _kept(*item)]
            self.blocks(tables)


def _kept(row: Laid, at: Place) -> list[Item]:
    return [Row(row.cells, at, spans=row.spans)] if row.filled else []


def _holds_others(grid: Grid) -> bool:
    """Whether a table only sets others (or plain text) on the page: of one column, or with a larger table inside."""
    if all(len(row.cells) <= 1 for row in grid.rows):
        return True
    own = inside = 0
    for row in grid.rows:
        for cell in row.cells:
            own += bool(cell.text)
            inside = max([inside, *(_size(block) for block in cell.blocks if isinstance(block, Grid))])
    return inside > own


def _size(grid: Grid) -> int:
    """How many cells a table and those inside it have."""
    size = 0
    waiting = [grid]
    while waiting:
        for row in waiting.pop().rows:
            size += len(row.cells)
            waiting += [block for cell in row.cells for block in cell.blocks if isinstance(block, Grid)]
    return size
