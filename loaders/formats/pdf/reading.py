"""A PDF to a `Document`: page by page, tables as rows with spans, the rest as paragraphs, in reading order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

import pypdfium2

from loaders.document import Document, Item, Paragraph, Rejected, Row
from loaders.formats.pages import assemble
from loaders.formats.pdf.flow import Box, Line, glued, lines_of, union
from loaders.formats.pdf.glyphs import Sheet, Signs
from loaders.formats.pdf.grids import Cell, Grid, aligned, completed, crossing_lines, find_grids, matched
from loaders.formats.pdf.prose import paragraphs
from loaders.formats.pdf.undrawn import Undrawn, cell_text, find_undrawn, goes_on
from loaders.formats.scan import OcrMissing, recognise
from loaders.progress import page_done
from loaders.records import Finding, Place

_SCANNED = 0.5  # the share of a page without writing that a picture covers, if it is a scan
_WRITTEN = 12  # signs: a page with fewer has no writing of its own, but a stamp or a number that was added
_MARGIN = 1  # lines over a table that goes on from the page before: a running head
_DPI = 200  # how finely a scanned page is drawn to be recognised
_ROOM = 1.9  # signs: what a cell leaves free at its right edge where a line is full
_LEGIBLE = 0.5  # confidence: below it, what was recognised is dust or a part of a seal


def read_pdf(data: bytes) -> Document:
    """The document in the bytes of a PDF.

    Raises `Rejected` where pdfium cannot open it, or where it has neither writing nor pictures.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Rejected(_why(str(error), data)) from error
    try:
        pages = len(document)
        if not pages:
            raise Rejected("a PDF without pages")
        reading = _Reading()
        for number in range(pages):
            reading.page(document, number)
    finally:
        document.close()
    if not any(_says(item) for item in reading.items):
        raise Rejected(reading.nothing())
    return assemble(data, "application/pdf", reading.items, pages, tuple(reading.findings))


def _why(message: str, data: bytes) -> str:
    if "password" in message.casefold():
        return "a PDF protected by a password"
    if b"%%EOF" not in data[-2048:]:
        return "a PDF that is cut off: its end is missing, and it cannot be opened"
    return "a PDF that is damaged: it cannot be opened"


def _says(item: Item) -> bool:
    return bool(item.text) if isinstance(item, Paragraph) else any(item.cells)


class _Reading:
    """What was read of the pages so far."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.findings: list[Finding] = []
        self.grids = 0
        self.last: list[float] | None = None  # where the columns of the last table stand
        self.undrawn: list[Undrawn] = []  # the last table without lines
        self.pictures = 0
        self.missing = ""

    def nothing(self) -> str:
        """Why nothing was read."""
        if self.missing:
            return f"a PDF of pictures only: {self.missing}"
        return "a PDF without any writing"

    def page(self, document: pypdfium2.PdfDocument, number: int) -> None:
        """Reads one page."""
        try:
            sheet = Sheet(document.raw, number)
        except ValueError as error:
            self.findings.append(Finding("page-damaged", "error", (Place(page=number + 1),), str(error)))
            return
        try:
            signs = sheet.signs()
            if len(signs.codes) < _WRITTEN and sheet.pictures() >= _SCANNED:
                self._scan(document, number, sheet.size)
                return
            rules = sheet.rules()
        finally:
            sheet.close()
        grids = [grid for grid in find_grids(rules.horizontal, rules.vertical) if len(grid.cells) > 1]
        if grids and self.last is not None:
            if len(self.last) < len(grids[0].xs):
                self._widen(grids[0].xs)
            else:
                grids[0] = aligned(grids[0], self.last)
            grids[0] = completed(grids[0], self.last, signs.boxes)
        if grids:
            self.last = grids[-1].xs
        crossing = crossing_lines(rules.horizontal)
        known = self.undrawn[-1:]
        self.items += page_items(signs, grids, number + 1, self._next_grid, crossing, self.undrawn)
        if self.undrawn[-1:] != known:
            message = "a table of this page has no lines; its columns were told by how words and numbers stand in it"
            self.findings.append(Finding("undrawn", "warning", (Place(page=number + 1),), message))

    def _widen(self, columns: list[float]) -> None:
        """Gives the rows of the last table the columns of the next one, where all its own lines are among these.

        A page that ends in a table's heading draws only some of its columns.
        """
        found = matched(self.last or [], columns)
        if found is None:
            return
        for index in range(len(self.items) - 1, -1, -1):
            item = self.items[index]
            if not isinstance(item, Row) or item.grid != self.grids:
                break
            self.items[index] = _widened(item, found, len(columns) - 1)

    def _scan(self, document: pypdfium2.PdfDocument, number: int, size: tuple[float, float]) -> None:
        """Has the picture of a page recognised, where the libraries for that are installed."""
        self.pictures += 1
        self.last = None
        page = document[number]
        try:
            image = page.render(scale=_DPI / 72, rev_byteorder=True).to_numpy()[:, :, :3]
        finally:
            page.close()
        try:
            items = recognise(image, number + 1, size, upright=False)
        except OcrMissing as missing:
            self.missing = str(missing)
            message = f"the page is a picture and was not read: {missing}"
            self.findings.append(Finding("page-unread", "error", (Place(page=number + 1),), message))
            return
        page_done(number + 1, len(document))
        first = self.grids
        for item in items:
            if isinstance(item, Paragraph) and (item.confidence or 1.0) < _LEGIBLE:
                message = f"{item.text} was recognised too uncertainly to be read"
                self.findings.append(Finding("illegible", "note", (item.at,), message))
            elif isinstance(item, Row) and item.grid is not None:
                self.grids = max(self.grids, first + item.grid)
                self.items.append(replace(item, grid=first + item.grid))
            else:
                self.items.append(item)

    def _next_grid(self) -> int:
        self.grids += 1
        return self.grids


def page_items(
    signs: Signs,
    grids: list[Grid],
    page: int,
    next_grid: Callable[[], int],
    crossing: Sequence[float] = (),
    undrawn: list[Undrawn] | None = None,
) -> list[Item]:
    """The items of one page in reading order: rows of its tables, paragraphs between them.

    `crossing` are the heights of ruling lines that belong to no drawn table; `undrawn` holds the last table that
    nobody drew, and takes this page's last one.
    """
    margins = _margins(signs, grids)
    inside: list[list[int]] = [[] for _ in grids]
    outside: list[int] = []
    boxes = [grid.box for grid in grids]
    middles = _middles(signs) if grids else []
    for index, (left, _, right, _) in enumerate(signs.boxes):
        if not boxes:
            outside.append(index)
            continue
        x, y = (left + right) / 2, middles[index]
        for number, box in enumerate(boxes):
            if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
                inside[number].append(index)
                break
        else:
            outside.append(index)
    found: list[tuple[float, list[Item]]] = []
    for grid, picked in zip(grids, inside, strict=True):
        if picked:
            found.append((grid.ys[0], list(_rows(signs, middles, grid, picked, page, next_grid()))))
    lines = lines_of(signs, outside)
    free = [y for y in crossing if not any(box[1] - 2 <= y <= box[3] + 2 for box in boxes)]
    before = [] if undrawn is None else undrawn
    taken: set[int] = set()
    tables = find_undrawn(signs, outside, lines, free)
    if tables and before and tables[0].lines.start <= _MARGIN:
        tables[0] = goes_on(tables[0], before[-1])
    for table in tables:
        taken.update(table.lines)
        found.append((table.top, _undrawn_rows(table, page, next_grid())))
        before[:] = [table]
    breaks = sorted(
        [grid.ys[0] for grid, picked in zip(grids, inside, strict=True) if picked] + [table.top for table in tables]
    )
    if taken:
        lines = [line for index, line in enumerate(lines) if index not in taken]
    start = 0
    while start < len(lines):
        stop = start + 1
        section = bisect_right(breaks, lines[start].baseline)
        while stop < len(lines) and bisect_right(breaks, lines[stop].baseline) == section:
            stop += 1
        found.append((lines[start].baseline, paragraphs(lines[start:stop], page, margins)))
        start = stop
    found.sort(key=lambda piece: piece[0])
    return [item for _, items in found for item in items]


def _middles(signs: Signs) -> list[float]:
    """The height at which each sign stands: that of the tallest one on its baseline, so that a comma is in its line."""
    tallest: dict[float, tuple[float, float]] = {}
    keys = [round(baseline, 1) for baseline in signs.baselines]
    for key, (_, top, _, bottom) in zip(keys, signs.boxes, strict=True):
        high = bottom - top
        if key not in tallest or high > tallest[key][0]:
            tallest[key] = (high, (top + bottom) / 2)
    return [tallest[key][1] for key in keys]


def _undrawn_rows(table: Undrawn, page: int, number: int) -> list[Item]:
    """The rows of a table without lines; heading cells span the columns that they stand over."""
    columns = len(table.edges) - 1
    spans = [[(1, 1)] * columns for _ in table.rows]
    for index, spanned in enumerate(table.spans):
        for column, (wide, high) in spanned.items():
            for below in range(index, index + high):
                spans[below][column : column + wide] = [(0, 0)] * wide
            spans[index][column] = (wide, high)
    rows: list[Item] = []
    for row, spanning in zip(table.rows, spans, strict=True):
        texts = [""] * columns
        places: list[Place | None] = [None] * columns
        for column, lines in row.items():
            texts[column] = cell_text(lines)
            places[column] = _place(page, union([line.box for line in lines]))
        line = _place(page, union([line.box for lines in row.values() for line in lines]))
        rows.append(Row(tuple(texts), line, tuple(place or line for place in places), number, tuple(spanning)))
    return rows


def _margins(signs: Signs, grids: list[Grid]) -> tuple[float, float]:
    """From where to where the page is set: its signs and its tables."""
    lefts = [box[0] for box in signs.boxes] + [grid.xs[0] for grid in grids]
    rights = [box[2] for box in signs.boxes] + [grid.xs[-1] for grid in grids]
    return min(lefts, default=0.0), max(rights, default=0.0)


def _rows(signs: Signs, middles: list[float], grid: Grid, picked: list[int], page: int, number: int) -> list[Row]:
    """The rows of a drawn table."""
    owner: list[list[int]] = [[0] * (len(grid.xs) - 1) for _ in range(len(grid.ys) - 1)]
    for index, cell in enumerate(grid.cells):
        for row in range(cell.row, cell.row + cell.rows):
            owner[row][cell.column : cell.column + cell.columns] = [index] * cell.columns
    held: dict[int, list[int]] = {}
    xs, ys = grid.xs, grid.ys
    last_column, last_row = len(xs) - 2, len(ys) - 2
    for index in picked:
        left, _, right, _ = signs.boxes[index]
        column = min(max(bisect_right(xs, (left + right) / 2) - 1, 0), last_column)
        row = min(max(bisect_right(ys, middles[index]) - 1, 0), last_row)
        held.setdefault(owner[row][column], []).append(index)
    return _laid_out(grid, {index: lines_of(signs, inside) for index, inside in held.items()}, page, number)


def _laid_out(grid: Grid, held: dict[int, list[Line]], page: int, number: int) -> list[Row]:
    columns = len(grid.xs) - 1
    rows: list[Row] = []
    by_row: dict[int, list[tuple[int, Cell]]] = {}
    for index, cell in enumerate(grid.cells):
        by_row.setdefault(cell.row, []).append((index, cell))
    for row in range(len(grid.ys) - 1):
        texts, spans = [""] * columns, [(0, 0)] * columns
        places: list[Place | None] = [None] * columns
        for index, cell in by_row.get(row, ()):
            lines = held.get(index, [])
            texts[cell.column] = glued(lines)
            spans[cell.column] = (cell.columns, cell.rows)
            places[cell.column] = _place(page, union([line.box for line in lines]) if lines else cell.box)
        line = _place(page, (grid.xs[0], grid.ys[row], grid.xs[-1], grid.ys[row + 1]))
        last = row + 1 == len(grid.ys) - 1  # only a page's last row may go on
        brimming = frozenset(c.column for i, c in by_row.get(row, ()) if _brims(held.get(i, []), c)) if last else None
        boxes = tuple(place or line for place in places)
        rows.append(Row(tuple(texts), line, boxes, number, tuple(spans), brimming=brimming))
    return rows


def _place(page: int, box: Box) -> Place:
    return Place(page=page, box=(round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1)))


def _brims(lines: list[Line], cell: Cell) -> bool:
    """Whether the last line of a cell's text runs to its right edge: the next sign would not have had room."""
    return bool(lines) and cell.box[2] - lines[-1].box[2] < _ROOM * lines[-1].size


def _widened(row: Row, found: list[int], columns: int) -> Row:
    """A row on more columns: its lines are the ones at `found`."""
    cells, spans, places = [""] * columns, [(0, 0)] * columns, [row.at] * columns
    for index, cell in enumerate(row.cells):
        wide, high = row.spans[index] if row.spans else (1, 1)
        at = found[index]
        cells[at], places[at] = cell, row.place(index)
        spans[at] = (found[index + wide] - at, high) if wide else (0, 0)
    full = None if row.brimming is None else frozenset(found[index] for index in row.brimming)
    return replace(row, cells=tuple(cells), spans=tuple(spans), places=tuple(places), brimming=full)
