"""Reads the heading of a drawn table, of which the format tells the spans: nothing has to be guessed from blanks.

A heading cell stands over the columns that it spans. How many rows the heading takes, its own spans say first, its
words second. Knows headings; what they mean, `loaders.tables.headings` says.
"""

from __future__ import annotations

import re
from dataclasses import replace

from loaders.document import Row
from loaders.tables.headings import Heading, columns_of, compose, is_numbering, says_heading, settle_roles
from loaders.words import amount, nothing, squeeze

_YEAR = re.compile(r"(?:19|20)\d{2}(?:年度?)?")
_MEASURED = re.compile(r"^[-−+]?[\d,.]+\s*[%％]$|^#")  # a share, or what a sheet prints for an error
_MOST = 9  # rows that a heading takes at most
_LEVELS = 3
_NAMES = (
    "item",
    "unit",
    "econ_item",
    "gov_item",
    "note",
)  # columns of words: where amounts stand, the word was another


def is_drawn(rows: list[Row]) -> bool:
    """Whether the format tells the spans of these rows."""
    return bool(rows) and all(row.spans is not None for row in rows)


def read_drawn(rows: list[Row]) -> tuple[Heading, list[Row]]:
    """The heading of a drawn table and the rows below it; no columns where it has no heading.

    Where the last row of the heading already holds numbers (a total beside 类 款 项), it is parted: its words belong to
    the heading, the rest is the first row below.
    """
    reach = 0  # the row up to which cells of the heading reach
    cells: list[tuple[int, int, int, str]] = []  # row, column, columns, text
    taken = 0
    body: list[Row] = []
    for number, row in enumerate(rows[:_MOST]):
        filled = [(index, cell) for index, cell in enumerate(row.cells) if cell.strip()]
        inside = number < reach or _parts_a_cell(row, cells, number)
        if not filled:
            if cells and not inside:
                break
            taken = number + 1
            continue
        if is_numbering(row):
            break
        numbers = [index for index, cell in filled if _is_number(cell)]
        if numbers:
            parted, below = _parted(row, filled, cells)
            if not parted:
                break
            cells += [(number, index, _wide(row, index), text) for index, text in parted]
            body.append(below)
            taken = number + 1
            break
        if (
            not inside
            and not _is_heading(row, filled, bool(cells))
            and not _opens_heading(rows[number:], filled, cells)
        ):
            break
        for index, text in filled:
            cells.append((number, index, _wide(row, index), text))
            reach = max(reach, number + (row.spans[index][1] if row.spans else 1))
        taken = number + 1
    if not cells:
        return Heading(), rows
    width = max(len(row.cells) for row in rows)
    paths: list[list[str]] = [[] for _ in range(width)]
    for _, index, wide, text in cells:
        for column in range(index, min(index + wide, width)):
            paths[column].append(squeeze(text))
    for column in _unnamed(cells):
        paths[column] = []  # its own word is lost: what the group over it says is not what it is
    return Heading(columns_of(paths), taken), [*body, *rows[taken:]]


def _unnamed(cells: list[tuple[int, int, int, str]]) -> list[int]:
    """The columns of a group whose own heading is blank, while its neighbours in the group have theirs."""
    lowest: dict[int, tuple[int, int, int, str]] = {}
    for cell in cells:
        for column in range(cell[1], cell[1] + cell[2]):
            lowest[column] = cell
    return [
        column
        for column, cell in lowest.items()
        if cell[2] > 1 and any(lowest[other] is not cell for other in range(cell[1], cell[1] + cell[2]))
    ]


def tell_labels(heading: Heading, rows: list[Row]) -> None:
    """Columns whose heading says nothing known and below which words stand and no amounts: labels of rows, or remarks.

    A column left of the first amounts names rows, with `item` where nothing else does; what stands right of them, or is
    long, is a note.
    """
    changed = False
    for column in heading.columns:
        if not column.path:
            continue
        cells = [row.cells[column.index] for row in rows if column.index < len(row.cells) and row.cells[column.index]]
        filled = [cell for cell in cells if not nothing(cell) and not _MEASURED.search(cell)]
        money = sum(amount(cell) is not None for cell in filled)
        if column.meaning.role is not None:
            # 项目金额, 其中：…项目: a word of labels inside a heading of amounts
            left = min((c.index for c in heading.columns if c.is_amount), default=len(heading.columns))
            told = money * 5 > len(filled) * 4 if filled else column.index > left and not says_heading(column.path[-1])
            if column.meaning.role in _NAMES and told:
                column.meaning = replace(column.meaning, role=None, total=compose(column.path[-1]).known)
                changed = True
            continue
        texts = len(filled) - money
        if texts and texts * 5 >= len(filled) * 4:
            column.meaning = replace(column.meaning, role="note", total=False)
            changed = True
    if changed:
        settle_roles(heading.columns)
    for block in {column.block for column in heading.columns}:
        inside = [column for column in heading.columns if column.block == block]
        if not any(column.meaning.role in ("item", "unit", "econ_item") for column in inside):
            first = next((column for column in inside if column.meaning.role == "note"), None)
            if first is not None:
                first.meaning = replace(first.meaning, role="item")
    if changed:
        settle_roles(heading.columns)


def _wide(row: Row, index: int) -> int:
    return max(row.spans[index][0], 1) if row.spans else 1


def _parts_a_cell(row: Row, cells: list[tuple[int, int, int, str]], number: int) -> bool:
    """Whether a row without numbers parts the columns that one cell right above it spans: its heading goes on."""
    if any(_is_number(cell) for cell in row.cells if cell):
        return False
    lowest: dict[int, tuple[int, int, int, str]] = {}
    for cell in cells:
        for column in range(cell[1], cell[1] + cell[2]):
            lowest[column] = cell
    for cell in set(lowest.values()):
        above, first, wide, _ = cell
        inside = [index for index in range(first, min(first + wide, len(row.cells))) if row.cells[index].strip()]
        if wide > 1 and len(inside) > 1 and number - above <= 2 and all(lowest[index] is cell for index in inside):
            return True
    return False


def _is_number(cell: str) -> bool:
    return amount(cell) is not None and not _YEAR.fullmatch(squeeze(cell))


def _is_heading(row: Row, filled: list[tuple[int, str]], begun: bool) -> bool:
    """Whether a row below no open cell of the heading belongs to it, by its words and its spans."""
    known = [says_heading(cell) for _, cell in filled]
    if not begun:
        wide = sum(_wide(row, index) > 1 or row.spans[index][1] > 1 for index, _ in filled if row.spans)
        return len(filled) > 1 and (sum(known) * 2 >= len(filled) or wide * 2 >= len(filled))
    if not all(known):
        return False
    meanings = [compose(cell) for _, cell in filled]
    alone = len(filled) == 1
    return not (alone and (meanings[0].total or not meanings[0].role)) and not all(m.total for m in meanings)


def _opens_heading(rows: list[Row], filled: list[tuple[int, str]], cells: list[tuple[int, int, int, str]]) -> bool:
    """Whether the first row is one cell over several columns, which the next row parts and names."""
    if cells or len(filled) != 1 or len(rows) < 2 or _wide(rows[0], filled[0][0]) < 2:
        return False
    following = [cell for cell in rows[1].cells if cell.strip()]
    return len(following) > 1 and not any(_is_number(cell) for cell in following)


def _parted(
    row: Row, filled: list[tuple[int, str]], cells: list[tuple[int, int, int, str]]
) -> tuple[list[tuple[int, str]], Row]:
    """The words of a row that still belong to the heading, and the row without them."""
    words = [
        (index, cell)
        for index, cell in filled
        if compose(cell).role == "level" and any(at <= index < at + wide for _, at, wide, _ in cells)
    ]
    if len(words) > _LEVELS or not words:
        return [], row
    gone = {index for index, _ in words}
    rest = tuple("" if index in gone else cell for index, cell in enumerate(row.cells))
    return words, replace(row, cells=rest)


def inherited(rows: list[Row], columns: list[int]) -> list[Row]:
    """Rows with the labels that span them from above written into each of them, in the columns that name rows."""
    held: dict[int, tuple[int, str]] = {}  # column -> (rows still covered, text)
    filled: list[Row] = []
    for row in rows:
        cells = list(row.cells)
        for column in columns:
            if column >= len(cells) or row.spans is None:
                continue
            wide, high = row.spans[column]
            left, text = held.get(column, (0, ""))
            if high > 1 and cells[column]:
                held[column] = (high - 1, cells[column])
            elif (wide, high) == (0, 0) and left and not cells[column]:
                cells[column] = text
                held[column] = (left - 1, text)
            elif (wide, high) != (0, 0):
                held.pop(column, None)
        filled.append(row if tuple(cells) == row.cells else replace(row, cells=tuple(cells)))
    return filled


_SPILLED = re.compile(r"(\D{1,12}?)([1-5]\d\d(?:\d\d){0,2}\s*[-—－_]\s*\D.*)")


def unspilled(rows: list[Row], columns: list[int]) -> tuple[list[Row], list[tuple[Row, Row]]]:
    """Rows with the end of a name that ran over into the cell below it put back, and the pairs of rows concerned.

    In a column of codes with their names, words before a code belong to the name above.
    """
    mended, pairs = list(rows), []
    for index in range(1, len(mended)):
        for column in columns:
            row, above = mended[index], mended[index - 1]
            if column >= len(row.cells) or column >= len(above.cells) or not above.cells[column]:
                continue
            match = _SPILLED.fullmatch(row.cells[column])
            if match is None:
                continue
            mended[index - 1] = _with(above, column, above.cells[column] + match[1])
            mended[index] = _with(row, column, match[2])
            pairs.append((mended[index - 1], mended[index]))
    return mended, pairs


def _with(row: Row, column: int, text: str) -> Row:
    return replace(row, cells=(*row.cells[:column], text, *row.cells[column + 1 :]))


def says_nothing(row: Row) -> bool:
    """Whether a row holds nothing, or only marks that stand for nothing."""
    return all(nothing(cell) for cell in row.cells)
