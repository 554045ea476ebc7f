"""Tables that nobody drew lines around, built sign by sign: columns, headings over several, names, next pages."""

from __future__ import annotations

from itertools import count

import pytest

from loaders.document import Document, Item, Paragraph, Row
from loaders.formats.pdf.flow import lines_of
from loaders.formats.pdf.glyphs import Signs
from loaders.formats.pdf.grids import Cell, Grid, completed
from loaders.formats.pdf.reading import page_items
from loaders.formats.pdf.undrawn import Undrawn, find_undrawn
from loaders.paged import bind

HIGH = 9.0


def put(signs: Signs, x: float, y: float, text: str, *, to: str = "left") -> None:
    """Writes a text: from `x` to the right, up to `x`, or around it; digits take half a square."""
    wide = [5.0 if sign.isascii() else 10.0 for sign in text]
    at = x - (sum(wide) if to == "right" else sum(wide) / 2 if to == "middle" else 0.0)
    for sign, width in zip(text, wide, strict=True):
        signs.codes.append(sign)
        signs.boxes.append((at + 0.5, y - HIGH, at + width - 0.5, y))
        signs.baselines.append(y)
        at += width


def row(signs: Signs, y: float, *cells: str) -> None:
    """A code, a name and amounts below each other: columns that end at 320, 400, 480."""
    put(signs, 50, y, cells[0])
    put(signs, 110, y, cells[1])
    for right, cell in zip((320, 400, 480), cells[2:], strict=True):
        put(signs, right, y, cell, to="right")


def page() -> Signs:
    return Signs([], [], [])


def expenditure(signs: Signs, top: float = 100.0) -> None:
    for x, text in ((80, "科目编码"), (170, "科目名称"), (300, "合计"), (380, "基本支出"), (460, "项目支出")):
        put(signs, x, top, text, to="middle")
    row(signs, top + 16, "206", "科学技术支出", "1,150.00", "1,000.00", "150.00")
    row(signs, top + 32, "20603", "应用研究", "1,150.00", "1,000.00", "150.00")
    row(signs, top + 48, "2060301", "机构运行", "1,000.00", "1,000.00", "")
    row(signs, top + 64, "2060399", "其他", "150.00", "", "150.00")


def read(signs: Signs, undrawn: list[Undrawn] | None = None, number: int = 1) -> list[Item]:
    grids = count(number)
    return page_items(signs, [], number, lambda: next(grids), (), undrawn)


def cells(items: list[Item]) -> list[tuple[str, ...]]:
    return [item.cells for item in items if isinstance(item, Row)]


def test_lines_in_pieces_below_each_other_are_rows() -> None:
    signs = page()
    put(signs, 260, 70, "支出总表", to="middle")
    put(signs, 420, 84, "单位：万元")
    expenditure(signs)
    items = read(signs)
    assert [item.text for item in items if isinstance(item, Paragraph)] == ["支出总表", "单位：万元"]
    assert cells(items) == [
        ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        ("206", "科学技术支出", "1,150.00", "1,000.00", "150.00"),
        ("20603", "应用研究", "1,150.00", "1,000.00", "150.00"),
        ("2060301", "机构运行", "1,000.00", "1,000.00", ""),
        ("2060399", "其他", "150.00", "", "150.00"),
    ]
    assert {item.grid for item in items if isinstance(item, Row)} == {1}


def test_running_text_and_contents_are_no_table() -> None:
    signs = page()
    for number, text in enumerate(
        ("一、本年收入1,150.00万元，增加3.5%。", "二、本年支出1,150.00万元。", "三、无结转。")
    ):
        put(signs, 50, 100 + 16 * number, text)
    for number, text in enumerate(("收支总表", "收入总表", "支出总表", "三公表")):
        put(signs, 50, 200 + 16 * number, text)
        put(signs, 480, 200 + 16 * number, str(number + 3), to="right")
    assert cells(read(signs)) == []


def test_a_heading_stands_over_the_columns_that_it_is_centred_on() -> None:
    signs = page()
    put(signs, 420, 86, "本年支出", to="middle")  # over the columns that end at 400 and 480
    expenditure(signs)
    head = next(item for item in read(signs) if isinstance(item, Row))
    assert head.cells == ("科目编码", "科目名称", "合计", "本年支出", "")
    assert head.spans is not None
    assert head.spans[3:] == ((2, 1), (0, 0))
    assert head.spans[:3] == ((1, 2), (1, 2), (1, 2))


def test_a_column_without_any_number_keeps_its_place() -> None:
    signs = page()
    for x, text in ((80, "科目编码"), (170, "科目名称"), (300, "合计"), (380, "基本支出"), (460, "项目支出")):
        put(signs, x, 100, text, to="middle")
    for number, code in enumerate(("206", "20603", "2060399")):
        row(signs, 116 + 16 * number, code, "应用研究", "150.00", "", "150.00")
    assert cells(read(signs))[1:] == [
        (code, "应用研究", "150.00", "", "150.00") for code in ("206", "20603", "2060399")
    ]


def test_a_wrapped_name_is_one_with_the_row_of_its_numbers() -> None:
    signs = page()
    expenditure(signs, 60)
    put(signs, 110, 137, "机关事业单位")
    row(signs, 143, "2060503", "", "20.00", "20.00", "")
    put(signs, 110, 149, "保险缴费支出")
    assert cells(read(signs))[-1] == ("2060503", "机关事业单位保险缴费支出", "20.00", "20.00", "")


def test_an_amount_that_touches_the_next_column_stays_whole() -> None:
    signs = page()
    for y, (one, other) in enumerate((("80,000.00", "1"), ("5,000.00", "2"), ("75,000.00", "3"))):
        put(signs, 50, 100 + 16 * y, "本年收入")
        put(signs, 200, 100 + 16 * y, one, to="right")
        put(signs, 203.5, 100 + 16 * y, other)
        put(signs, 240, 100 + 16 * y, "本年支出")
        put(signs, 400, 100 + 16 * y, one, to="right")
    assert cells(read(signs)) == [
        ("本年收入", "80,000.00", "1", "本年支出", "80,000.00"),
        ("本年收入", "5,000.00", "2", "本年支出", "5,000.00"),
        ("本年收入", "75,000.00", "3", "本年支出", "75,000.00"),
    ]


def test_a_table_goes_on_over_the_page_in_its_columns() -> None:
    first, second = page(), page()
    expenditure(first)
    row(second, 50, "208", "社会保障和就业支出", "", "", "")
    row(second, 66, "20805", "养老支出", "20.00", "", "20.00")
    row(second, 82, "2080505", "养老保险缴费", "20.00", "", "20.00")
    row(second, 98, "2080506", "职业年金缴费", "10.00", "", "10.00")
    state: list[Undrawn] = []
    items = read(first, state) + read(second, state, 2)
    whole = bind(Document("0" * 64, "application/pdf", tuple(items), "", 2)).document.items
    rows = [item for item in whole if isinstance(item, Row)]
    assert {item.grid for item in rows} == {1}
    assert rows[5].cells == ("208", "社会保障和就业支出", "", "", "")
    assert rows[-1].cells == ("2080506", "职业年金缴费", "10.00", "", "10.00")


@pytest.mark.parametrize("ruled", [False, True])
def test_lines_across_the_page_part_rows(ruled: bool) -> None:
    signs = page()
    expenditure(signs)
    picked = range(len(signs.codes))
    rules = [104.0 + 16 * number for number in range(5)] if ruled else []
    (table,) = find_undrawn(signs, picked, lines_of(signs, picked), rules)
    assert len(table.rows) == 5


def test_sides_that_are_not_drawn_are_those_of_the_page_before() -> None:
    columns = [50.0, 120.0, 200.0, 300.0, 400.0]
    grid = Grid([200.0, 300.0, 400.0], [20.0, 60.0, 100.0])
    grid.cells = [
        Cell(r, c, 1, 1, (200.0 + 100 * c, 20.0 + 40 * r, 300.0 + 100 * c, 60.0 + 40 * r))
        for r in (0, 1)
        for c in (0, 1)
    ]
    beside = (60.0, 40.0, 110.0, 49.0)
    whole = completed(grid, columns, [beside])
    assert whole.xs == columns
    assert [(cell.row, cell.column, cell.rows) for cell in whole.cells] == [
        (0, 0, 2), (0, 1, 2), (0, 2, 1), (0, 3, 1), (1, 2, 1), (1, 3, 1),
    ]  # fmt: skip
    above = (210.0, 5.0, 290.0, 14.0)
    assert completed(grid, columns, [above]) is grid
    assert completed(grid, [10.0, 90.0, 170.0, 260.0], [beside]) is grid


def test_a_sign_below_its_line_stands_in_the_row_of_its_line() -> None:
    signs = page()
    put(signs, 60, 39, "开展核查")
    signs.codes.append("，")
    signs.boxes.append((101.0, 37.5, 103.0, 43.0))  # lower than the line between the rows
    signs.baselines.append(39.0)
    put(signs, 60, 58, "次年")
    grid = Grid([50.0, 150.0, 250.0], [25.0, 40.0, 62.0])
    grid.cells = [
        Cell(r, c, 1, 1, (50.0 + 100 * c, grid.ys[r], 150.0 + 100 * c, grid.ys[r + 1])) for r in (0, 1) for c in (0, 1)
    ]
    items = page_items(signs, [grid], 1, lambda: 1)
    assert cells(items) == [("开展核查，", ""), ("次年", "")]
