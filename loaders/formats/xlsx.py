"""Excel workbooks (.xlsx, .xls): each sheet a page, its cells with the spans of merged ones.

Values are the stored ones, without the noise of binary fractions; percentages and padded codes as they are shown.
Hidden sheets are read like others. How large a sheet is, is known before its cells are laid out. Knows Excel's files;
must not know what a sheet says.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from loaders.document import Document, Item, Rejected
from loaders.formats.grids import Cell, Line, lay, present
from loaders.formats.ole import MAGIC, Streams
from loaders.formats.packages import PART, Package, declares_type
from loaders.formats.pages import CELLS, assemble, neat
from loaders.records import Finding, Place

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_SCALED = re.compile(r"[0#?],+(?![0#?,])|[!\\]\.")
_PADDED = re.compile(r"0{2,24}")
_WIDEST = 16384
_PERCENT = {9: "0%", 10: "0.00%"}


@dataclass(slots=True)
class _Extent:
    """What a sheet takes before it is laid out: its last cell with a value, and cells that are shown otherwise."""

    first: tuple[int, int] | None = None
    last: tuple[int, int] = (0, 0)
    forms: dict[tuple[int, int], str] = field(default_factory=dict)

    def holds(self, row: int, column: int) -> None:
        """A cell with a value stands here."""
        if self.first is None:
            self.first = self.last = (row, column)
        self.first = min(self.first[0], row), min(self.first[1], column)
        self.last = max(self.last[0], row), max(self.last[1], column)

    @property
    def area(self) -> int:
        """How many cells lie between the first and the last."""
        if self.first is None:
            return 0
        return (self.last[0] - self.first[0] + 1) * (self.last[1] - self.first[1] + 1)


def read_xlsx(data: bytes) -> Document:
    """The document in the bytes of a workbook, old or new.

    Raises `Rejected` where it is damaged, protected, empty, or spread over more cells than any document is.
    """
    if data.startswith(MAGIC):
        media_type, extents = XLS, _old_extents(data)
        readable = data
    else:
        media_type = XLSX
        package = Package(data)
        extents = _extents(package)
        readable = package.plain_copy(_needed(package))
    if sum(extent.area for extent in extents) > CELLS:
        raise Rejected("its sheets are spread over more cells than any document is")
    items: list[Item] = []
    scaled: list[Place] = []
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(readable))
        for number, about in enumerate(workbook.sheets_metadata):
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            extent = extents[number] if number < len(extents) else _Extent()
            page = number + 1
            items += _sheet(workbook.get_sheet_by_index(number), extent, page)
            scaled += [Place(page=page)] if any(_SCALED.search(form) for form in extent.forms.values()) else []
    except PasswordError as fault:
        raise Rejected("protected by a password") from fault
    except (CalamineError, OSError, ValueError, OverflowError) as fault:
        raise Rejected(f"a damaged workbook: {' '.join(str(fault).split())[:120]}") from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # what a fault inside calamine becomes; it has no class to name
            raise
        raise Rejected("a damaged workbook") from None
    if not items:
        raise Rejected("a workbook without anything in its sheets")
    findings: tuple[Finding, ...] = ()
    if scaled:
        message = "cells of this sheet are shown in another magnitude than they are stored in; they were read as stored"
        findings = (Finding("number-format", "warning", tuple(scaled), message),)
    return assemble(data, media_type, items, len(workbook.sheets_metadata), findings)


# one sheet


def _sheet(sheet: CalamineSheet, extent: _Extent, page: int) -> list[Item]:
    """The items of a sheet; it is one table, and the lines above and below it."""
    start = sheet.start
    if start is None:
        return []
    texts = [
        [_text(value, extent.forms.get((number, column), "")) for column, value in enumerate(row, start[1])]
        for number, row in enumerate(sheet.to_python(skip_empty_area=True), start[0])
    ]
    kept = [number for number, row in enumerate(texts) if any(row)]
    filled = [column for row in texts for column, text in enumerate(row) if text]
    if not filled:
        return []
    low, high = min(filled), max(filled)
    spans = _spans(sheet, start, kept, low, high)
    rows: list[list[Cell]] = []
    for at, number in enumerate(kept):
        cells: list[Cell] = []
        for column in range(low, high + 1):
            wide, tall = spans.get((at, column), (1, 1))
            if wide:
                cells.append(Cell([Line(text)] if (text := texts[number][column]) else [], wide, tall))
        rows.append(cells)
    place = Place(page=page)
    return present([(row, place) for row in lay(rows, limit=_WIDEST)], page, loose=True)


def _spans(
    sheet: CalamineSheet, start: tuple[int, int], kept: list[int], low: int, high: int
) -> dict[tuple[int, int], tuple[int, int]]:
    """For the cells of merged ranges, how many kept rows and columns they cover; (0, 0) under another."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    index = {number: at for at, number in enumerate(kept)}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        first, last = max(left - start[1], low), min(right - start[1], high)
        if left - start[1] > high or last < first:
            continue
        begin, end = top - start[0], bottom - start[0]
        rows = [index[n] for n in range(max(begin, kept[0]), min(end, kept[-1]) + 1) if n in index]
        covered = [(row, column) for row in rows for column in range(first, last + 1)]
        if len(covered) < 2 or any(cell in spans for cell in covered):
            continue
        if len(spans) + len(covered) > CELLS:
            raise Rejected("its sheets have more merged cells than any document has")
        spans.update(dict.fromkeys(covered, (0, 0)))
        spans[covered[0]] = (last - first + 1, len(rows))
    return spans


def _text(value: Any, form: str) -> str:
    """A value as text: numbers as stored, to the 15 digits that Excel keeps; days in ISO 8601."""
    if isinstance(value, str):
        return neat(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, form)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else ""


def _number(value: float, form: str) -> str:
    """A number in plain digits.

    >>> _number(5560.56, ""), _number(2010101.0, ""), _number(0.1 + 0.2, ""), _number(0.285, "0%"), _number(1, "00")
    ('5560.56', '2010101', '0.3', '28.5%', '01')
    """
    try:
        exact = Decimal(value) if isinstance(value, int) else Decimal(repr(value))
        if not exact.is_finite() or abs(exact.adjusted()) > 40:
            return ""
    except InvalidOperation:
        return ""
    if len(exact.as_tuple().digits) > 15 and not isinstance(value, int):
        exact = Decimal(f"{value:.15g}")
    shown = _QUOTED.sub("", form.split(";", maxsplit=1)[0])
    if shown.endswith("%"):
        return _plain(exact * 100) + "%"
    plain = _plain(exact)
    return plain.zfill(len(shown)) if _PADDED.fullmatch(shown) and plain.isdecimal() else plain


def _plain(exact: Decimal) -> str:
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


# how large the sheets are, and how their numbers are shown


def _needed(package: Package) -> list[str]:
    """The parts that a reader of values needs: pictures and the like are none of them."""
    return [name for name in package.names if name.endswith((".xml", ".rels")) and "/drawings/" not in name]


def _extents(package: Package) -> list[_Extent]:
    """The extent of each sheet of a new workbook, in its order."""
    name = package.main("xl/workbook.xml")
    root = package.tree(name)
    if root is None:
        raise Rejected("an Excel package without a workbook in it")
    targets = package.relations(name)
    forms = _forms(package, targets)
    for part in package.names:
        if part.endswith(".xml") and part.startswith("xl/") and declares_type(package.read(part, PART * 4)):
            raise Rejected("its XML declares entities, as no document does")
    extents: list[_Extent] = []
    for sheet in root.iter("{*}sheet"):
        target = targets.get(sheet.get(_RELATION_ID, ""), "")
        extents.append(_extent(package.read(target, PART * 4), forms) if target in package else _Extent())
    return extents


def _forms(package: Package, targets: dict[str, str]) -> list[str]:
    """The number format of each style of cells."""
    part = next((target for target in targets.values() if target.endswith("styles.xml")), "xl/styles.xml")
    root = package.tree(part)
    if root is None:
        return []
    codes = dict(_PERCENT)
    for given in root.iter("{*}numFmt"):
        if (number := given.get("numFmtId", "")).isdecimal():
            codes[int(number)] = given.get("formatCode", "")
    styles = next(root.iter("{*}cellXfs"), None)
    found: list[str] = []
    for style in [] if styles is None else styles.iterchildren("{*}xf"):
        number = style.get("numFmtId", "0")
        found.append(codes.get(int(number), "") if number.isdecimal() else "")
    return [form if _matters(form) else "" for form in found]


def _matters(form: str) -> bool:
    """Whether a number format shows another text than the number stored."""
    bare = _QUOTED.sub("", form.split(";", maxsplit=1)[0])
    return bare.endswith("%") or bool(_PADDED.fullmatch(bare)) or bool(_SCALED.search(form))


def _extent(data: bytes, forms: list[str]) -> _Extent:
    """The extent of one sheet: its XML is walked, not held."""
    extent = _Extent()
    row = column = -1
    try:
        walk = etree.iterparse(
            io.BytesIO(data),
            events=("end",),
            tag=("{*}c", "{*}row"),
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
        )
        for _, element in walk:
            if element.tag.endswith("}row"):
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
                row, column = (int(given) - 1 if (given := element.get("r", "")).isdecimal() else row + 1), -1
                continue
            if match := _REFERENCE.fullmatch(element.get("r", "")):
                at = int(match[2]) - 1, _column(match[1])
            else:
                at = row + 1, column + 1
            column = at[1]
            if any((part.text or len(part)) and part.tag.endswith(("}v", "}is")) for part in element):
                extent.holds(*at)
                style = element.get("s", "")
                if style.isdecimal() and int(style) < len(forms) and forms[int(style)]:
                    extent.forms[at] = forms[int(style)]
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise Rejected(f"its XML is damaged: {' '.join(str(fault).split())[:120]}") from fault
    return extent


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


_CELLS = {0x0006, 0x0206, 0x0406, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6, 0x00BD}
_MANY = 0x00BD


def _old_extents(data: bytes) -> list[_Extent]:
    """The extent of each sheet of an old workbook, in its order, from its records."""
    streams = Streams(data)
    name = next((name for name in ("Workbook", "Book") if name in streams), None)
    if name is None:
        raise Rejected("a file of old Office without a workbook in it")
    codes = dict(_PERCENT)
    styles: list[int] = []
    sheets: list[int] = []  # where each sheet begins
    extents: dict[int, _Extent] = {}
    extent = _Extent()
    for at, kind, record in _records(streams.read(name)):
        if kind == 0x0809:
            extent = extents[at] = _Extent()
        elif kind == 0x002F:
            raise Rejected("protected by a password")
        elif kind == 0x0085 and len(record) >= 4:
            sheets.append(struct.unpack_from("<L", record)[0])
        elif kind == 0x041E and len(record) >= 5:
            codes[struct.unpack_from("<H", record)[0]] = _code(record, name == "Workbook")
        elif kind == 0x00E0 and len(record) >= 4:
            styles.append(struct.unpack_from("<H", record, 2)[0])
        elif kind == 0x0200 and len(record) >= 12:
            lines, columns = struct.unpack_from("<4xL2xH" if len(record) >= 14 else "<2xH2xH", record)
            if lines > 65536 or columns > 256:
                raise Rejected("its sheets are spread over more cells than any document is")
        elif kind in _CELLS and len(record) >= 6:
            row, column, style = struct.unpack_from("<HHH", record)
            last = struct.unpack_from("<H", record, len(record) - 2)[0] if kind == _MANY else column
            if last > 255:
                raise Rejected("its sheets are spread over more cells than any document is")
            extent.holds(row, column)
            extent.holds(row, last)
            for number in range(column, last + 1):
                if kind == _MANY:
                    offset = 4 + 6 * (number - column)
                    style = struct.unpack_from("<H", record, offset)[0] if offset + 2 <= len(record) else 0
                form = codes.get(styles[style], "") if style < len(styles) else ""
                if form and _matters(form):
                    extent.forms[row, number] = form
    return [extents.get(at, _Extent()) for at in sheets]


def _code(record: bytes, unicode: bool) -> str:
    """A number format as a record of an old workbook has it."""
    if not unicode:
        return record[3 : 3 + record[2]].decode("latin-1")
    length, wide = struct.unpack_from("<HB", record, 2)
    return record[5 : 5 + 2 * length].decode("utf-16-le", "replace") if wide & 1 else record[5:].decode("latin-1")


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The records of an old workbook: where each begins, its kind, its bytes."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
