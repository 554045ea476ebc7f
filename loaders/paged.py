"""Puts together what page breaks part: page numbers and running heads taken out, a table that goes on made one.

Works on the items of a paged document before anything else reads them. Knows where things stand on a page and what a
heading row looks like; knows nothing of what a table says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from loaders.document import Document, Item, Paragraph, Row
from loaders.records import Finding, Place
from loaders.structure import opens_sheet
from loaders.tables.headings import compose, is_numbering, says_heading
from loaders.tables.rows import complete_label, is_code, is_page_number
from loaders.titles import table_kind
from loaders.words import amount, nothing, squeeze
from ontology import subjects, vocabulary

_ORDINAL = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳]")
_AGAIN = re.compile(r"[(（]?续(?:表)?(?:[一二三四五六七八九十\d]+)?[)）]?$")
_HEAD = 6  # rows above and in which a heading begins
_RUNNING = 3  # a line that opens or closes so many pages is a running head


@dataclass(slots=True)
class Bound:
    """A document whose pages are bound together, and what the binding took out: its places and why."""

    document: Document
    furniture: list[tuple[Place, str]] = field(default_factory=list)
    titles: list[Place] = field(default_factory=list)  # titles and headings that are printed again on the next page
    findings: list[Finding] = field(default_factory=list)


def bind(document: Document) -> Bound:
    """The document with its pages bound together; one whose pages break no table (a sheet each) is left as it is."""
    bound = Bound(document)
    if document.media_type != "application/pdf":
        return bound
    pages = _pages(document.items)
    running = _running(pages)
    items: list[Item] = []
    for number, page in enumerate(pages):
        kept = []
        for position, item in enumerate(page):
            if isinstance(item, Paragraph) and _is_margin(item, position, len(page)):
                if is_page_number(item.text):
                    bound.furniture.append((item.at, "page-number"))
                    continue
                if squeeze(item.text) in running:
                    bound.furniture.append((item.at, "running-head"))
                    continue
            kept.append(item)
        items = _joined(items, kept, bound) if number else kept
    bound.document = replace(document, items=tuple(items))
    return bound


def _pages(items: Sequence[Item]) -> list[list[Item]]:
    pages: list[list[Item]] = []
    number = None
    for item in items:
        if item.at.page != number or not pages:
            pages.append([])
            number = item.at.page
        pages[-1].append(item)
    return pages


def _is_margin(item: Paragraph, position: int, count: int) -> bool:
    return position <= 1 or position >= count - 2


def _running(pages: list[list[Item]]) -> frozenset[str]:
    """Lines that stand first or last on several pages, and are neither titles of tables nor headings."""
    counts: Counter[str] = Counter()
    for page in pages:
        ends = {squeeze(item.text) for item in (page[:1] + page[-1:]) if isinstance(item, Paragraph)}
        counts.update(ends)
    meta = vocabulary.load("tables")["meta"]
    numbers = [re.compile(pattern) for pattern in meta["number"]]
    return frozenset(
        text
        for text, count in counts.items()
        if count >= max(_RUNNING, len(pages) // 4)
        and table_kind(text) is None
        and not any(pattern.match(text) for pattern in numbers)
        and not any(text.startswith(word) for word in (*meta["note"], *meta["publisher"], *meta["unit"]))
        and not _ORDINAL.match(text)
    )


# tables that go on


def _joined(before: list[Item], page: list[Item], bound: Bound) -> list[Item]:
    """The items of a page after those of the pages before it, its first table joined to the last one of theirs."""
    first = next((index for index, item in enumerate(page) if isinstance(item, Row)), None)
    if first is None or not before or not isinstance(before[-1], Row) or page[first].grid is None:  # type: ignore[union-attr]
        return before + page
    start = _start(before)
    table = [item for item in before[start:] if isinstance(item, Row)]
    head = page[:first]
    grid = page[first].grid  # type: ignore[union-attr]
    rows = [item for item in page[first:] if isinstance(item, Row) and item.grid == grid]
    if table[0].grid is None or not rows:
        return before + page
    titles = _titles(before, start)
    repeated = bool(head) and all(_again(item, titles) for item in head)
    if head and not repeated:
        return before + page
    again, below = _same_rows(table, rows)
    begun = any(_is_money(cell) for row in table for cell in row.cells)
    if not again and (len(rows[0].cells) != len(table[0].cells) or (begun and _opens(rows))):
        return before + page
    if again and _starts_over(table[below:], rows[again:]):
        return before + page
    bound.titles += [item.at for item in head]
    bound.titles += [row.at for row in rows[:again]]
    number = table[0].grid
    rest = [replace(row, grid=number) for row in rows[again:]]
    before, rest = _uncut(*_uncut_heading(before, rest), len(table))
    if rest and len(rest[0].cells) == len(table[-1].cells) and _is_tail(table[-1], rest[0]):
        whole = _whole(table[-1], rest[0])
        message = "a row that the page break cuts in two was read as one"
        bound.findings.append(Finding("row-joined", "note", (table[-1].at, rest[0].at), message))
        before = [*before[:-1], whole]
        bound.titles.append(rest[0].at)
        rest = rest[1:]
    return [*before, *rest, *page[first + len(rows) :]]


def _uncut(before: list[Item], rest: list[Row], high: int) -> tuple[list[Item], list[Row]]:
    """The rows with each cell that a page break cuts made whole: its writing stands on one page only.

    Such a cell is blank where it begins, over several rows, and goes on over several rows on the next page.
    """
    above = [item for item in before[len(before) - high :] if isinstance(item, Row)]
    if not rest or len(above) != high or rest[0].spans is None or len(above[-1].cells) != len(rest[0].cells):
        return before, rest
    first = rest[0]
    for column, text in enumerate(first.cells):
        index = len(above) - 1
        while index > 0 and (spans := above[index].spans) is not None and spans[column] == (0, 0):
            index -= 1
        origin = above[index]
        if (
            origin.spans is None
            or first.spans is None
            or first.spans[column][1] < 2
            or origin.cells[column]
            or not any(origin.cells[column + 1 :])
        ):
            continue
        if text:
            above[index] = _put(origin, column, text, first.place(column), origin.spans[column])
        first = _put(first, column, "", first.place(column), (0, 0))
    return [*before[: len(before) - high], *above], [first, *rest[1:]]


def _uncut_heading(before: list[Item], rest: list[Row]) -> tuple[list[Item], list[Row]]:
    """The rows with each cell of a heading that a page break cuts made whole: the two pieces are one name of a column.

    Beside it stand other rows of the heading, one on each page.
    """
    above = before[-1]
    assert isinstance(above, Row)
    if not rest or above.brimming is None or above.spans is None or len(rest[0].cells) != len(above.cells):
        return before, rest
    first = rest[0]
    pairs = list(zip(above.cells, first.cells, strict=True))
    cut = [c for c in sorted(above.brimming) if all(pairs[c]) and not all(map(says_heading, pairs[c]))]
    whole = [cell for c, pair in enumerate(pairs) for cell in ([pair[0] + pair[1]] if c in cut else pair) if cell]
    if not cut or not all(says_heading(cell) for cell in whole):
        return before, rest
    for column in cut:
        wide = above.spans[column][0] if above.spans else 1
        above = _put(above, column, "".join(pairs[column]), above.place(column), (wide, 2))
        first = _put(first, column, "", first.place(column), (0, 0))
    return [*before[:-1], above], [first, *rest[1:]]


def _put(row: Row, column: int, text: str, place: Place, span: tuple[int, int]) -> Row:
    cells, spans = list(row.cells), list(row.spans or ())
    places = list(row.places or (row.at,) * len(row.cells))
    cells[column], spans[column], places[column] = text, span, place
    return replace(row, cells=tuple(cells), spans=tuple(spans), places=tuple(places))


def _start(items: list[Item]) -> int:
    """Where the last table of these items begins."""
    last = items[-1]
    assert isinstance(last, Row)
    index = len(items) - 1
    while index > 0:
        above = items[index - 1]
        if not isinstance(above, Row) or above.grid != last.grid:
            break
        index -= 1
    return index


def _titles(items: list[Item], start: int) -> frozenset[str]:
    """The lines that stand over a table: up to six, as far as they are no sentences."""
    found = []
    for item in reversed(items[max(start - 6, 0) : start]):
        if not isinstance(item, Paragraph) or "。" in item.text:
            break
        found.append(_title_text(item.text))
    return frozenset(found)


def _title_text(text: str) -> str:
    return _AGAIN.sub("", squeeze(text))


def _again(item: Item, titles: frozenset[str]) -> bool:
    return isinstance(item, Paragraph) and _title_text(item.text) in titles


def _key(row: Row) -> tuple[str, ...]:
    return tuple(squeeze(cell) for cell in row.cells)


def _same_rows(table: list[Row], rows: list[Row]) -> tuple[int, int]:
    """How many of the first rows of a page repeat the heading of the table, and where in the table that ends.

    Above the heading the table may hold its title and its unit.
    """
    for start in range(min(len(table), _HEAD)):
        count = 0
        for row, other in zip(rows, table[start:], strict=False):
            if _key(row) != _key(other) or any(_is_money(cell) for cell in row.cells):
                break
            count += 1
        if any(cell for row in rows[:count] for cell in row.cells):
            return count, start + count
    return 0, 0


def _is_money(cell: str) -> bool:
    return "." in cell and amount(cell) is not None


def _opens(rows: list[Row]) -> bool:
    """Whether the first row of a page is the heading of another table."""
    first = next((row for row in rows if any(cell for cell in row.cells)), None)
    if first is None or is_numbering(first):
        return first is not None
    filled = [cell for cell in first.cells if cell]
    if len(filled) == 1 and table_kind(filled[0]) is not None:
        return True
    if len(filled) < 2 or not all(says_heading(cell) for cell in filled):
        return False
    spanned = any(max(span) > 1 for span in first.spans or ())
    return spanned or any(compose(cell).role for cell in filled)


def _starts_over(table: list[Row], rows: list[Row]) -> bool:
    """Whether the rows below a repeated heading begin the table anew, for another unit or year."""
    first, other = _label(table), _label(rows)
    return bool(first) and first == other


def _label(rows: list[Row]) -> tuple[str, ...]:
    for row in rows:
        if not is_numbering(row):
            return tuple(squeeze(cell) for cell in row.cells if cell and amount(cell) is None)
    return ()


_NUMERIC = re.compile(r"[\d,.]+")
_PRINTED = re.compile(r"\d{1,3}(?:,\d{3})+\.\d\d|\d{4,}\.\d\d")  # a number too long for its cell
_STAMP = 6  # digits of a date and time without marks, which no amount of a table has
_LONG = 20  # signs: a text that a page break cuts
_BESIDE = 12  # signs: the same, beside a text that is cut for certain
_ENDS = "。；;！!？?：:"


def _is_tail(above: Row, row: Row) -> bool:
    """Whether a row without numbers at the top of a page is the rest of the row that the page before ends with."""
    if opens_sheet(row):
        return False  # the next form
    filled = [index for index, cell in enumerate(row.cells) if cell]
    if _is_rest_of_text(above, row, filled) or _runs_on(above, row, filled):
        return True
    if not filled or not all(above.cells[index] for index in filled):
        return False
    for index in filled:
        text = squeeze(row.cells[index])
        if amount(text) is not None or nothing(text) or is_code(text) or _ORDINAL.match(text) or complete_label(text):
            return False
        if amount(above.cells[index]) is not None or subjects.is_name(text) or says_heading(text):
            return False
    return any(amount(cell) is not None for cell in above.cells)


def _runs_on(above: Row, row: Row, filled: list[int]) -> bool:
    """Whether every cell of a row goes on with a text that runs to the edge of its cell on the page before.

    A label that is printed on one page only, or on both, says nothing against it.
    """
    if above.brimming is None or not filled:
        return False
    if _label_cut(above, row, filled):
        return True
    full = [index for index in filled if index in above.brimming]
    if full == filled and len(full) == 1 and compose(row.cells[full[0]]).role == "item":
        return any(amount(cell) is not None for cell in above.cells)  # a column's name names no row
    cut = [index for index in filled if index in full or len(above.cells[index]) >= _BESIDE]
    if not all(_goes_on(squeeze(above.cells[index]), squeeze(row.cells[index])) for index in cut):
        return False
    # What lies under the span of a cell above is no cell of its own, and a cell goes on as wide as it was.
    if any(_wide(above, index) != _wide(row, index) for index in filled):
        return False
    others = [index for index in filled if index not in cut]
    labels = [i for i in others if squeeze(above.cells[i]) not in ("", squeeze(row.cells[i]))]
    begun = [index for index in others if not above.cells[index]]  # printed on the second page only
    if not full or len(labels) > 1 or len(begun) > 1 or any(index > min(cut) for index in begun):
        return False
    if not labels:
        return True
    # One label may be cut with its text; two rows of one kind have labels that are whole, or end alike.
    one, other = squeeze(above.cells[labels[0]]), squeeze(row.cells[labels[0]])
    if one + other in _labels() or other[0] in "(（":
        return labels[0] < min(cut)
    whole = one in _labels() or other in _labels() or one[-2:] == other[-2:]
    return labels[0] < min(cut) and not whole


def _label_cut(above: Row, row: Row, filled: list[int]) -> bool:
    """Whether the first cell of a row ends a label of target sheets, and the rest of the row what stands beside it."""
    first = filled[0]
    one, other = squeeze(above.cells[first]), squeeze(row.cells[first])
    whole = (one + other).rstrip(":：") in _labels() and not {one, other} & _labels()
    beside = [index for index in filled[1:] if above.cells[index]]
    ended = any(squeeze(above.cells[index])[-1] in "。；;" for index in beside)
    return bool(one) and whole and len(beside) == len(filled) - 1 and not ended


def _wide(row: Row, index: int) -> int:
    return 1 if row.spans is None else row.spans[index][0]


def _goes_on(before: str, text: str) -> bool:
    """Whether a text may be the end of the text of a full cell: the two are one code, one number or one phrase."""
    whole = before + text
    if before[-1:].isdigit() and _NUMERIC.fullmatch(before) and _NUMERIC.fullmatch(text):
        stamp = len(before) >= _STAMP and whole.isdecimal()
        return stamp or (is_code(whole) and not is_code(text)) or (_PRINTED.fullmatch(whole) is not None)
    ended = before[-1] in _ENDS or is_code(text) or bool(_ORDINAL.match(text)) or amount(before) is not None
    known = _labels()
    whole_label = complete_label(text) or (text.rstrip(":：") in known and (before + text).rstrip(":：") not in known)
    return not ended and not subjects.is_name(text) and not whole_label


@cache
def _labels() -> frozenset[str]:
    """Every word of target sheets: a label that is one of them is no piece of one."""
    found: set[str] = set()
    waiting: list[Any] = [vocabulary.load("sheets")]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, str):
            found.add(squeeze(entry).rstrip(":"))
        elif isinstance(entry, dict):
            waiting += [*entry, *entry.values()]
        elif isinstance(entry, list):
            waiting += entry
    return frozenset(found)


def _is_rest_of_text(above: Row, row: Row, filled: list[int]) -> bool:
    """Whether a row is the rest of a long text; the label of the text stands on either page, or on both."""
    if len(filled) == 1 and _is_rest_of_value(above, row, filled[0]):
        return True
    cut = [index for index in filled if len(above.cells[index]) >= _LONG]
    labels = [index for index in filled if index not in cut]
    return (
        len(cut) == 1
        and len(labels) <= 1
        and squeeze(above.cells[cut[0]])[-1] not in _ENDS
        and not _ORDINAL.match(row.cells[cut[0]])
        and all(index < cut[0] and squeeze(above.cells[index]) in ("", squeeze(row.cells[index])) for index in labels)
    )


def _is_rest_of_value(above: Row, row: Row, column: int) -> bool:
    """Whether the one cell of a row is the rest of the value that stands beside a label in the row above."""
    text = squeeze(row.cells[column])
    label = next((cell for cell in above.cells[:column] if cell), "")
    same_span = above.spans is None or row.spans is None or above.spans[column][0] == row.spans[column][0]
    return (
        bool(label)
        and bool(above.cells[column])
        and same_span
        and squeeze(above.cells[column])[-1] not in _ENDS
        and amount(above.cells[column]) is None
        and amount(text) is None
        and not (is_code(text) or _ORDINAL.match(text) or complete_label(text) or says_heading(text))
        and not subjects.is_name(text)
    )


def _whole(above: Row, row: Row) -> Row:
    cells = tuple(
        one if squeeze(one) == squeeze(other) else one + other
        for one, other in zip(above.cells, row.cells, strict=True)
    )
    return replace(above, cells=cells)
