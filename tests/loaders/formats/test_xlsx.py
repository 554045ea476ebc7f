"""Workbooks: values as stored, merged cells as spans, lines above a table as lines, no cost beyond what they hold."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from loaders.document import Document, Paragraph, Rejected, Row
from loaders.formats.xlsx import read_xlsx
from tests.loaders.formats import convert
from tests.loaders.formats.facts import differences, facts, pairs


def book(*sheets: list[list[Any]], merged: tuple[str, ...] = (), forms: dict[str, str] | None = None) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for rows in sheets:
        sheet = made.create_sheet()
        for row in rows:
            sheet.append(row)
        for name, form in (forms or {}).items():
            sheet[name].number_format = form
        for cells in merged:
            sheet.merge_cells(cells)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            held = before.read(name)
            if name == part:
                assert old in held
                held = held.replace(old, new)
            after.writestr(name, held)
    return made.getvalue()


def told(document: Document) -> list[str]:
    return [item.text if isinstance(item, Paragraph) else "|".join(item.cells) for item in document.items]


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (5560.56, "General", "5560.56"),
        (5560.5, "#,##0.00", "5560.5"),
        (2010101.0, "General", "2010101"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567890123.45, "General", "1234567890123.45"),
        (-3.0, "0.00", "-3"),
        (0, "General", "0"),
        (1e-7, "General", "0.0000001"),
        (0.285, "0.00%", "28.5%"),
        (1, "0%", "100%"),
        (5, "00", "05"),
        (date(2024, 1, 25), "yyyy-mm-dd", "2024-01-25"),
        (datetime(2024, 1, 25, 9, 30), "yyyy-mm-dd hh:mm", "2024-01-25 09:30:00"),
        (True, "General", "TRUE"),
        ("  一、教育\n支出 ", "General", "一、教育 支出"),
    ],
)
def test_values(value: Any, form: str, text: str) -> None:
    document = read_xlsx(book([["项目", "金额"], ["甲", value]], forms={"B2": form}))
    assert told(document) == ["项目|金额", f"甲|{text}"]


def test_what_excel_itself_stores_of_a_sum() -> None:
    data = changed(book([["项目", "金额"], ["甲", 5560.25]]), SHEET, b"<v>5560.25</v>", b"<v>5560.5600000000004</v>")
    assert told(read_xlsx(data))[1] == "甲|5560.56"


def test_merged_cells_are_spans() -> None:
    rows = [["项目", "金额", None], [None, "小计", "其中"], ["甲", 3, 1]]
    items = read_xlsx(book(rows, merged=("A1:A2", "B1:C1"))).items
    assert [item.spans for item in items if isinstance(item, Row)] == [
        ((1, 2), (2, 1), (0, 0)),
        ((0, 0), (1, 1), (1, 1)),
        ((1, 1), (1, 1), (1, 1)),
    ]


def test_lines_above_and_below_the_table() -> None:
    rows = [
        *([], ["2024年收入总表"], ["部门：甲局", None, "单位：万元"], []),
        *(["项目", "本年", "上年"], ["甲", 1.5, 2], [], ["乙"], ["合计", 1.5, 2], ["丙"], ["注：含结转"]),
    ]
    items = read_xlsx(book(rows, merged=("A2:C2",))).items
    assert [x.text for x in items if isinstance(x, Paragraph)] == [
        "2024年收入总表",
        "部门：甲局",
        "单位：万元",
        "注：含结转",
    ]
    assert [x.cells[0] for x in items if isinstance(x, Row)] == ["项目", "甲", "乙", "合计", "丙"]
    assert {(x.grid, len(x.cells)) for x in items if isinstance(x, Row)} == {(1, 3)}


def test_sheets_are_pages_and_hidden_ones_are_read() -> None:
    made = openpyxl.load_workbook(io.BytesIO(book([["甲", 1]], [], [["乙", 2]])))
    made.worksheets[2].sheet_state = "hidden"
    buffer = io.BytesIO()
    made.save(buffer)
    document = read_xlsx(buffer.getvalue())
    assert [(item.at.page, item.at.part) for item in document.items] == [(1, 1), (3, 2)]
    assert (document.pages, document.text) == (3, "甲\t1\f乙\t2")


def test_people_are_redacted() -> None:
    document = read_xlsx(book([["填报人", "王小明", "联系电话", "13900001111"], ["甲", 1, 2, 3]]))
    assert "王小明" not in document.text + repr(document.items)
    assert "1390000" not in document.text + repr(document.items)


def test_a_format_that_scales_is_told() -> None:
    document = read_xlsx(book([["项目", "金额"], ["甲", 55605600]], forms={"B2": "0.00,"}))
    assert told(document)[1] == "甲|55605600"
    assert [(f.rule, f.at[0].page) for f in document.findings] == [("number-format", 1)]


def test_an_old_workbook_is_read_alike() -> None:
    rows = [["收入总表", None, None], ["项目", "金额", "比例"], ["甲", 5560.56, 0.285], ["2010101", 12, 1]]
    data = book(rows, merged=("A1:C1",), forms={"C3": "0.00%", "C4": "0%"})
    old = read_xlsx(convert.through_office(data, "xlsx", "xls"))
    new = read_xlsx(data)
    assert told(old) == told(new) == ["收入总表", "项目|金额|比例", "甲|5560.56|28.5%", "2010101|12|100%"]
    assert old.media_type == "application/vnd.ms-excel"


PLAIN = book([["甲", 1], ["乙", 2]])


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (changed(PLAIN, SHEET, b'r="B2"', b'r="XFD1048576"'), "more cells"),
        (changed(PLAIN, SHEET, b"<sheetData>", b"<sheetData>" + b" " * (20 * 2**20)), "unpacks"),
        (changed(PLAIN, SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'), "entities"),
        (changed(PLAIN, SHEET, b"</sheetData>", b""), "damaged"),
        (PLAIN[:-30], "damaged"),
        (book([[]]), "without anything"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 3000, "damaged"),
    ],
)
def test_what_is_refused(data: bytes, word: str) -> None:
    with pytest.raises(Rejected) as fault:
        read_xlsx(data)
    assert word in fault.value.reason
    assert "\n" not in fault.value.reason


def test_a_merge_over_the_whole_sheet_is_cut_to_what_is_there() -> None:
    data = changed(book([["总表", None], ["甲", 1]], merged=("A1:B1",)), SHEET, b'"A1:B1"', b'"A1:XFD1"')
    assert told(read_xlsx(data)) == ["总表", "甲|1"]


@pytest.mark.parametrize("path", pairs(), ids=lambda path: path.stem)
def test_a_workbook_states_what_the_text_states(path: Path) -> None:
    data = path.read_bytes()
    assert differences(facts(data), facts(convert.to_xlsx(data))) == {}
