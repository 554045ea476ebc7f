"""Reads a table: its meta lines, heading, rows of labels and numbers.

The heading gives each column its meaning (`loaders.tables.headings`) and `loaders.tables.arithmetic` settles what
layout leaves open. What the numbers are, `loaders.tables.lines` says.
"""

from __future__ import annotations

import re
from decimal import Decimal

from loaders.document import Paragraph, Row
from loaders.money import before_unit, unit_alone, unit_of
from loaders.records import Finding
from loaders.structure import Segment
from loaders.tables import arithmetic
from loaders.tables.arithmetic import Entry
from loaders.tables.balance import settle
from loaders.tables.drawn import inherited, is_drawn, read_drawn, tell_labels, unspilled
from loaders.tables.grid import BodyRow, Table
from loaders.tables.headings import Heading, Meaning, is_numbering, read_heading
from loaders.tables.rows import (
    closes_bracket,
    is_code,
    is_page_number,
    joined,
    label_line,
    open_bracket,
    prefixed,
    unite_brackets,
    width,
)
from loaders.titles import title_year
from loaders.words import amount, nothing, squeeze, tidy
from ontology import vocabulary

_CODE = re.compile(r"\d{3,9}")
# The code of a project: longer than a subject's, and with a letter in most places.
_PROJECT_CODE = re.compile(r"\d{10,24}|(?=[0-9A-Za-z]*\d{4})[0-9A-Za-z]*[A-Za-z][0-9A-Za-z]*(?<=.{10})")
_CODE_AND_NAME = re.compile(r"(\d{3,7})[\s\u3000]*([\u3400-\u9fff(（“].*)")
# A subject's code before its name in one cell: [208]…, 2010801-…; a project's before its own.
_MARKED_CODE = re.compile(r"[\[【(（]?([1-5]\d\d(?:\d\d){0,2})(?:[\]】)）]\s*[-—－_]?|[-—－_])\s*(\D.*)")
_MARKED_PROJECT = re.compile(r"(?=[0-9A-Z]*\d{4})([0-9A-Z]{12,32})\s*[-—－_]\s*(\D.*)")
_ORDINAL = re.compile(r"[(（]?[\d一二三四五六七八九十]{1,4}[)）]?[、.．]?")
_LEVEL = re.compile(r"\d{1,2}")
_MONEY = re.compile(r"\d\.\d{2}(?!\d)")


Codes = dict[int, dict[int, str]]
"""By block: the parts of the last code that stands in several columns, by their depth; government codes by ~block."""

_CODED = {"item": "code", "gov_item": "gov_code", "econ_item": "econ_code"}
"""The label that holds the code of a label."""


def read_table(segment: Segment, carryover: Decimal | None = None) -> Table:
    """The rows and heading of a table segment, its meta lines read, its broken rows joined.

    `carryover` is the 上年结转 that the summary table before it states, in that table's unit, if it does.
    """
    title = "".join(item.text for item in segment.title)
    table = Table(segment.key, title, title_year(title), unit_of(title) or "", Heading(), [], None)
    table.used += [item.at for item in segment.title]
    if segment.untitled and segment.items:
        message = (
            f"the table has no title; by its first rows and its place among the others it was read as {table.kind}"
        )
        table.findings.append(Finding("title-lost", "warning", (segment.items[0].at,), message))
    rows = _rows(table, segment)
    table.drawn = is_drawn(rows)
    if table.drawn:
        table.heading, below = read_drawn(rows)
        tell_labels(table.heading, below)
        below = inherited(below, [c.index for c in table.heading.columns if c.meaning.role is not None])
        below, pairs = unspilled(below, [c.index for c in table.heading.columns if c.meaning.role in _CODED])
        for above, row in pairs:
            message = "the end of a name runs over into the row below; it was put back"
            table.findings.append(Finding("row-joined", "note", (above.at, row.at), message))
    else:
        table.heading = read_heading(rows)
        below = rows[table.heading.rows :]
    table.used += [row.at for row in rows[: table.heading.rows]]
    _code_columns(table.heading, below)
    codes: Codes = {}
    heading = {_filled(row) for row in rows[: table.heading.rows]}
    for row in below:
        if is_numbering(row):
            table.furniture.append((row.at, "column-numbers"))
        elif _filled(row) in heading:
            table.used.append(row.at)  # the heading again, on the next page
        elif any(cell.strip() for cell in row.cells):
            table.body.append(_body_row(table.heading, _pushed_right(table.heading, row), codes))
        else:
            table.furniture.append((row.at, "blank"))
    if table.heading.columns:
        settle(table, carryover)
    return table


def _code_columns(heading: Heading, rows: list[Row]) -> None:
    """Columns without a heading right of the codes, in which short numbers stand: a code in several columns."""
    for code in [c for c in heading.columns if c.meaning.role == "code"]:
        parts = [code]
        for column in heading.columns[code.index + 1 :]:
            cells = [squeeze(row.cells[column.index]) for row in rows if column.index < len(row.cells)]
            filled = [cell for cell in cells if cell]
            if column.path or not filled or not all(_LEVEL.fullmatch(cell) for cell in filled):
                break
            parts.append(column)
        if len(parts) > 1:
            for depth, column in enumerate(parts, 1):
                column.meaning = Meaning(role="level", depth=depth)


def _filled(row: Row) -> tuple[str, ...]:
    return tuple(squeeze(cell) for cell in row.cells if cell.strip())


def _rows(table: Table, segment: Segment) -> list[Row]:
    """The rows of the segment; paragraphs are meta lines, notes, or pieces of a row that a page break cut."""
    meta = vocabulary.load("tables")["meta"]
    if any(isinstance(item, Row) and item.grid is not None for item in segment.items):
        return _drawn_rows(table, segment, meta)
    wide = width(item for item in segment.items if isinstance(item, Row))
    rows: list[Row] = []
    pending = ""  # the meta label whose value is still to come
    loose: Paragraph | None = None  # a line inside the table that may be the beginning of a row
    for item in segment.items:
        if isinstance(item, Row):
            piece = loose is not None and not _own_body(table, loose.text)
            if loose is not None and piece and (whole := prefixed(loose.text, item, wide)):
                rows.append(whole)
                table.used.append(loose.at)
                message = f"{loose.text} was read as the beginning of the row below it"
                table.findings.append(Finding("row-joined", "note", (loose.at, item.at), message))
            elif rows and (together := joined(rows[-1], item, wide)):
                _give_up(table, loose)
                rows[-1] = together
            elif not rows and (unit := unit_of("".join(item.cells))):
                table.unit = unit
                _publisher(table, item.cells[0], meta)
                table.used.append(item.at)
            else:
                _give_up(table, loose)
                rows.append(item)
            loose = None
            continue
        bare = squeeze(item.text)
        if not rows:
            pending = _meta_line(table, item, bare, pending, meta)
        elif any(word in bare for word in meta["empty"]) or any(bare.startswith(word) for word in meta["note"]):
            if re.search(r"\d", bare):
                table.used.append(item.at)
            else:
                table.furniture.append((item.at, "empty-note"))
        elif is_page_number(bare):
            table.furniture.append((item.at, "page-number"))
        elif together := joined(rows[-1], Row((item.text,), item.at), wide):
            rows[-1] = together
        elif label_line(bare):
            rows.append(Row((item.text,), item.at))  # a label whose blank cells are lost
        elif upward := _closed(rows[-1], item):
            rows[-1] = upward
            table.used.append(item.at)
        else:
            _give_up(table, loose)
            loose = item
    _give_up(table, loose)
    return unite_brackets(rows)


def _drawn_rows(table: Table, segment: Segment, meta: dict[str, list[str]]) -> list[Row]:
    """The rows of a drawn table; what stands over it are meta lines, what stands below it notes."""
    rows: list[Row] = []
    pending = ""
    for item in segment.items:
        if isinstance(item, Row):
            filled = [cell for cell in item.cells if cell.strip()]
            if not rows and filled and len(filled) <= 3 and _meta_row(table, item, filled, meta):
                continue
            if rows or filled:
                rows.append(item)
            else:
                table.furniture.append((item.at, "blank"))
        elif not rows:
            pending = _meta_line(table, item, squeeze(item.text), pending, meta)
        else:
            _note(table, item, squeeze(item.text), meta)
    while rows and not any(cell.strip() for cell in rows[-1].cells):
        table.furniture.append((rows.pop().at, "blank"))
    return rows


def _meta_row(table: Table, row: Row, filled: list[str], meta: dict[str, list[str]]) -> bool:
    """Whether a row over the heading only says who publishes and in which unit, or numbers the table."""
    known = False
    for cell in filled:
        if unit := unit_of(cell) or unit_alone(cell):
            table.unit = unit
            known = True
        known = _publisher(table, before_unit(cell, parted=True), meta) or known
    numbers = any(re.match(pattern, squeeze(filled[0])) for pattern in meta["number"])
    if known or (numbers and len(filled) == 1):
        table.used.append(row.at)
        return True
    return False


def _note(table: Table, item: Paragraph, bare: str, meta: dict[str, list[str]]) -> None:
    """A line below the rows: a remark, or the word that there is nothing."""
    if is_page_number(bare):
        table.furniture.append((item.at, "page-number"))
    elif any(word in bare for word in meta["empty"]) or any(bare.startswith(word) for word in meta["note"]):
        if re.search(r"\d", bare):
            table.used.append(item.at)
        else:
            table.furniture.append((item.at, "empty-note"))
    else:
        table.unread.append(item.at)


def _own_body(table: Table, text: str) -> bool:
    """Whether a line only names the publisher (本级)."""
    name = squeeze(text)
    for word in vocabulary.load("organizations")["own"]["words"]:
        name = name.removesuffix(f"({word})").removesuffix(word)
    return bool(table.publisher) and name == squeeze(table.publisher or "")


def _closed(row: Row, item: Paragraph) -> Row | None:
    """The row above with its label completed by a line that closes the bracket in which the label ends."""
    column = next((index for index, cell in enumerate(row.cells) if open_bracket(cell)), None)
    if column is None or not closes_bracket(item.text):
        return None
    return Row((*row.cells[:column], row.cells[column] + item.text, *row.cells[column + 1 :]), row.at, row.places)


def _meta_line(table: Table, item: Paragraph, bare: str, pending: str, meta: dict[str, list[str]]) -> str:
    """A line above the rows: publisher, unit, or a piece of them. Returns what the next line may still complete."""
    unit = unit_of(bare)
    table.used.append(item.at)
    if unit or _publisher(table, item.text, meta):
        if unit:
            table.unit = unit
            _publisher(table, before_unit(item.text), meta)
        return "publisher" if table.publisher and not unit else ""
    if bare.rstrip(":：") in meta["unit"]:
        return "unit"
    if printed := unit_alone(bare):
        table.unit = printed
    elif pending == "publisher" and len(bare) <= 24 and not re.search(r"\d", bare):
        table.publisher = (table.publisher or "") + bare
    elif _MONEY.search(bare):
        table.used.remove(item.at)
        table.unread.append(item.at)
    return pending


def _give_up(table: Table, paragraph: Paragraph | None) -> None:
    """A line inside a table that belongs to no row stays unread."""
    if paragraph is not None:
        table.unread.append(paragraph.at)


def _publisher(table: Table, text: str, meta: dict[str, list[str]]) -> bool:
    match = re.match(r"\s*([^:：]{2,8})[:：]\s*(.*)", text)
    if not match or squeeze(match[1]) not in meta["publisher"]:
        return False
    value = before_unit(match[2], parted=True).strip()
    if value and not unit_alone(value):
        table.publisher = squeeze(value)
    return True


def _pushed_right(heading: Heading, row: Row) -> Row:
    """A row that lost its first blank cells, put back where its labels and numbers fall under their headings."""
    missing = len(heading.columns) - len(row.cells)
    if missing <= 0 or not _misplaced(heading, row):
        return row
    pushed = Row(("",) * missing + row.cells, row.at, (row.at,) * missing + (row.places or (row.at,) * len(row.cells)))
    return row if _misplaced(heading, pushed) else pushed


def _misplaced(heading: Heading, row: Row) -> bool:
    """Whether money stands under a label's heading, or words under money's."""
    for column, cell in zip(heading.columns, row.cells, strict=False):
        if not cell.strip() or nothing(cell):
            continue
        number = amount(cell) is not None
        if (column.meaning.role is not None and number and _MONEY.search(cell)) or (column.is_amount and not number):
            return True
    return False


def _body_row(heading: Heading, row: Row, codes: Codes) -> BodyRow:
    """A row's labels and entries; `codes` holds the code of the row above and takes this row's."""
    body = BodyRow(row)
    levels: Codes = {}
    government: Codes = {}
    label_columns = {c.index: c for c in heading.columns if c.meaning.role is not None}
    first_amount = min((c.index for c in heading.columns if c.is_amount), default=1)
    for index, cell in enumerate(row.cells):
        text = cell.strip()
        if not text:
            continue
        sure = row.confidences[index] if row.confidences else None
        column = label_columns.get(index)
        if column is not None and _MONEY.search(text) and amount(text) is not None:
            body.entries[index] = Entry(
                amount(text), text, index, confidence=sure
            )  # money under a label: it stands under no heading
            continue
        if column is not None:
            role = column.meaning.role or "item"
            if role == "item" and index == min(label_columns) and is_code(text):
                role = "code"  # the heading of the codes is lost
            if column.meaning.depth and (digits := squeeze(text)).isdecimal():
                held = levels if role != "gov_code" else government
                held.setdefault(column.block, {})[column.meaning.depth] = digits
            else:
                _label(body.labels.setdefault(column.block, {}), role, text)
            continue
        value = amount(text)
        if value is not None:
            body.entries[index] = Entry(value, text, index, confidence=sure)
        elif nothing(text):
            continue
        elif arithmetic.bent_number(text) and index >= first_amount:
            body.entries[index] = Entry(None, text, index, confidence=sure)
        else:
            block = heading.columns[min(index, len(heading.columns) - 1)].block if heading.columns else 0
            _label(body.labels.setdefault(block, {}), "item", text)
    for labels in body.labels.values():
        if "unit" in labels and "item" not in labels:
            labels["item"] = labels.pop("unit")  # the sum of a unit's rows
    for block, parts in government.items():
        codes[~block] = _whole_code(parts, codes.get(~block, {}))
        whole = "".join(part for _, part in sorted(codes[~block].items()))
        body.labels.setdefault(block, {}).setdefault("gov_code", whole)
    for block, parts in levels.items():
        codes[block] = _whole_code(parts, codes.get(block, {}))
        body.labels.setdefault(block, {}).setdefault("code", "".join(part for _, part in sorted(codes[block].items())))
    return body


def _whole_code(printed: dict[int, str], above: dict[int, str]) -> dict[int, str]:
    """The parts of a code by depth: those that a row leaves blank before its own are the code's above it.

    A part may print its own two digits (one, where a zero is lost) or the whole code down to it.
    """
    own = {depth: digits.zfill(2) if depth > 1 else digits for depth, digits in printed.items()}
    whole = next((depth for depth in sorted(own, reverse=True) if len(own[depth]) == 1 + 2 * depth), None)
    if whole is not None:
        return {depth: digits for depth, digits in own.items() if depth >= whole}
    return {depth: digits for depth, digits in above.items() if depth < min(own)} | own


def _label(labels: dict[str, str], role: str, text: str) -> None:
    bare = squeeze(text)
    if role in _CODED and _CODED[role] not in labels and (match := _MARKED_CODE.fullmatch(bare)):
        labels[_CODED[role]] = match[1]
        labels[role] = labels.get(role, "") + tidy(match[2])
        return
    if role == "item" and "code" not in labels and (match := _MARKED_PROJECT.fullmatch(bare)):
        labels["code"], labels["item"] = match[1], tidy(match[2])
        return
    if role in ("code", "level") and _CODE.fullmatch(bare):
        labels["code"] = labels.get("code", "") + bare
    elif role == "code" and _PROJECT_CODE.fullmatch(bare) and "code" not in labels:
        labels["code"] = bare
    elif role == "level" and bare.isdigit():
        labels["code"] = labels.get("code", "") + bare.zfill(2)
    elif (
        role in ("code", "item", "level")
        and (match := _CODE_AND_NAME.fullmatch(text.strip()))
        and "code" not in labels
        and role != "item"
    ):
        labels["code"], labels["item"] = match[1], tidy(match[2])
    elif role == "ordinal" and _ORDINAL.fullmatch(bare):
        labels["ordinal"] = bare
    elif role == "unit_code" and any(sign.isdigit() for sign in bare):
        labels["unit_code"] = bare
    elif role in ("code", "level", "ordinal", "unit_code"):
        labels["item"] = labels.get("item", "") + tidy(text)
    elif role in labels:
        labels[role] += tidy(text)
    else:
        labels[role] = tidy(text)
