"""A text file of the examples in other formats: the same lines and tables, as Word, Excel and the web hold them."""

from __future__ import annotations

import html
import io
import shutil
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest

from loaders.document import Item, Paragraph, Row
from loaders.formats import doc
from loaders.formats.text import read_text
from loaders.records import Place
from loaders.tables.headings import read_heading
from loaders.tables.rows import prefixed
from loaders.words import amount

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def blocks(data: bytes) -> list[Item | list[Row]]:
    """The items of a text file, rows that follow each other as one table; blank marks are left out.

    The beginning of a row that stands on a line of its own is put back: another format has no such line.
    """
    items = [item for item in read_text(data).items if isinstance(item, Row) or item.text]
    found: list[Item | list[Row]] = []
    for number, item in enumerate(items):
        table = found[-1] if found and isinstance(found[-1], list) else None
        if isinstance(item, Paragraph):
            following = items[number + 1] if number + 1 < len(items) else None
            wide = len(table[-1].cells) if table else 0
            if table and isinstance(following, Row) and (whole := prefixed(item.text, following, wide)):
                items[number + 1] = whole
            else:
                found.append(item)
        elif table is not None:
            table.append(item)
        else:
            found.append([item])
    return found


def spans(table: list[list[str]]) -> dict[tuple[int, int], tuple[int, int]]:
    """The cells of a heading that cover blank ones, by row and column: how many columns and rows."""
    depth = read_heading([Row(tuple(row), Place()) for row in table]).rows
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for line in range(depth):
        for column, cell in enumerate(table[line]):
            if not cell or (line, column) in found:
                continue
            wide = tall = 1
            while column + wide < len(table[line]) and not table[line][column + wide]:
                if not any(table[below][column + wide] for below in range(line + 1, depth)):
                    break
                wide += 1
            while wide == 1 and line + tall < depth and not table[line + tall][column]:
                tall += 1
            if (wide, tall) != (1, 1):
                for below in range(line, line + tall):
                    for beside in range(column, column + wide):
                        found[below, beside] = (0, 0)
                found[line, column] = (wide, tall)
    return found


def filled(rows: list[Row]) -> list[list[str]]:
    """The rows of a table, all as wide as the widest; a row that the text has in two pieces is one."""
    most = max(len(row.cells) for row in rows)
    whole: list[list[str]] = []
    for row in rows:
        cells = list(row.cells)
        if whole and len(whole[-1]) + len(cells) == most + 1 and whole[-1][0].isdecimal():
            whole[-1] = [*whole[-1][:-1], whole[-1][-1] + cells[0], *cells[1:]]
        else:
            whole.append(cells)
    return [[*cells, *[""] * (most - len(cells))] for cells in whole]


# Word


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{run(text) if text else ''}</w:p>"


def word_table(table: list[list[str]]) -> str:
    wide = spans(table)
    columns = "".join('<w:gridCol w:w="1400"/>' for _ in table[0])
    rows = []
    for number, row in enumerate(table):
        cells = []
        column = 0
        while column < len(row):
            width, tall = wide.get((number, column), (1, 1))
            span = f'<w:gridSpan w:val="{width}"/>' if width > 1 else ""
            span += '<w:vMerge w:val="restart"/>' if tall > 1 else ""
            span += "<w:vMerge/>" if width == 0 else ""
            cells.append(
                f'<w:tc><w:tcPr><w:tcW w:w="1400" w:type="dxa"/>{span}</w:tcPr>{paragraph(row[column])}</w:tc>'
            )
            column += max(width, 1)
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def word_package(body: str, **parts: str) -> bytes:
    """A Word file with this body; `parts` are further parts (numbering, styles, footnotes), by name."""
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{_RELATION}/{name}" Target="{name}.xml"/>'
        for number, name in enumerate(parts)
    )
    overrides = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}.{name}+xml"/>' for name in parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>{overrides}</Types>',
        )
        package.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        package.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{relations}</Relationships>",
        )
        package.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>',
        )
        for name, part in parts.items():
            package.writestr(f"word/{name}.xml", part)
    return buffer.getvalue()


def to_docx(data: bytes) -> bytes:
    body = []
    for block in blocks(data):
        if isinstance(block, list):
            body += [word_table(filled(block)), paragraph("")]
        else:
            assert isinstance(block, Paragraph)
            body.append(paragraph(block.text))
    wide = '<w:sectPr><w:pgSz w:w="23811" w:h="16838" w:orient="landscape"/></w:sectPr>'
    return word_package("".join(body) + wide)


# Excel


def to_xlsx(data: bytes) -> bytes:
    """A workbook: the lines before a table and the table on a sheet of their own, amounts as numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    row = 0
    begun = False
    for block in blocks(data):
        if isinstance(block, list):
            table = filled(block)
            for (line, column), (width, tall) in spans(table).items():
                if width:
                    sheet.merge_cells(
                        start_row=row + line + 1,
                        end_row=row + line + tall,
                        start_column=column + 1,
                        end_column=column + width,
                    )
            for cells in table:
                row += 1
                for column, text in enumerate(cells, start=1):
                    if text:
                        sheet.cell(row, column).value = stored(text)
            begun = True
            continue
        if begun:
            sheet = book.create_sheet()
            row, begun = 0, False
        row += 1
        assert isinstance(block, Paragraph)
        sheet.cell(row, 1).value = block.text
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=8)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def stored(text: str) -> str | float:
    """A cell as Excel stores it: amounts with two decimals as numbers."""
    value = amount(text)
    return float(value) if value is not None and text == f"{value:.2f}" else text


# the web


def to_html(data: bytes) -> bytes:
    parts = []
    for block in blocks(data):
        if isinstance(block, list):
            table = filled(block)
            wide = spans(table)
            rows = []
            for number, row in enumerate(table):
                cells, column = [], 0
                while column < len(row):
                    width, tall = wide.get((number, column), (1, 1))
                    if width:
                        cells.append(f"<td colspan={width} rowspan={tall}><p>{html.escape(row[column])}</p></td>")
                    column += max(width, 1)
                rows.append(f"<tr>{''.join(cells)}</tr>")
            parts.append(f"<table border=1>{''.join(rows)}</table>")
        else:
            assert isinstance(block, Paragraph)
            parts.append(f"<p>{html.escape(block.text)}</p>")
    head = '<!DOCTYPE html><html><head><meta charset="utf-8"><title>x</title></head>'
    return f"{head}<body>{''.join(parts)}</body></html>".encode()


# through LibreOffice


def office() -> str:
    """LibreOffice; the test skips where it is not installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("needs a program: soffice (LibreOffice) is not installed")
    return str(Path(program))


def through_office(data: bytes, suffix: str, into: str) -> bytes:
    return doc.convert(office(), data, suffix, into)
