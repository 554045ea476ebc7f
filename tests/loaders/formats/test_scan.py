"""Scanned pages: pictures drawn here, born-digital pages made into scans, and real scans."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from loaders.document import Paragraph, Row
from loaders.formats.scan import OcrMissing, recognise
from tests.loaders.formats.scanned import PAGES, Compared, compared, digital, worn

A4 = (595.0, 842.0)


@pytest.fixture(scope="module")
def cv2() -> Any:
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    return pytest.importorskip("cv2", reason="the extra ocr is not installed")


def drawn(cv2: Any, cells: list[list[str]], *, step: int = 1, merged: bool = False) -> npt.NDArray[Any]:
    """A page with a table of three columns; `step` of 2 draws its rules dotted."""
    page = np.full((2339, 1653, 3), 255, np.uint8)
    xs, top, high = (200, 600, 1000, 1400), 400, 60
    bottom = top + high * len(cells)
    for number in range(len(cells) + 1):
        y = top + high * number
        page[y : y + 2, xs[0] : xs[-1] + 2] = 0
    for number, x in enumerate(xs):
        page[top + (high if merged and number == 1 else 0) : bottom, x : x + 2] = 0
    if step > 1:
        rows, columns = np.indices(page.shape[:2])
        page[(rows // 3 + columns // 3) % step == 1] = 255
    for r, row in enumerate(cells):
        for c, text in enumerate(row):
            at = (xs[c] + 30, top + high * r + 42)
            cv2.putText(page, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0, 0, 0), 2, cv2.LINE_AA)
    return page


CELLS = [["Budget", "2025", "2026"], ["201", "1,234.56", "-78.90"], ["208", "0.00", ""], ["221", "9,876,543.21", "5"]]


def table(items: list[Any]) -> list[list[str]]:
    return [list(item.cells) for item in items if isinstance(item, Row)]


def test_cells_of_a_drawn_table(cv2: Any) -> None:
    rows = [item for item in recognise(drawn(cv2, CELLS), 3, A4) if isinstance(item, Row)]
    assert [list(row.cells) for row in rows] == CELLS
    assert {row.grid for row in rows} == {1}
    assert all(row.spans == ((1, 1),) * 3 for row in rows)
    assert rows[2].confidences is not None
    assert rows[2].confidences[2] is None
    box = rows[1].place(1).box
    assert rows[1].place(1).page == 3
    assert box == pytest.approx((600 * 0.36, 460 * 0.36, 1000 * 0.36, 520 * 0.36), abs=1.5)
    assert len({row.place(column) for row in rows for column in range(3)}) == 12


def test_a_missing_rule_merges_cells(cv2: Any) -> None:
    rows = [
        item
        for item in recognise(drawn(cv2, [["Budget", "", "2026"], *CELLS[1:]], merged=True), 1, A4)
        if isinstance(item, Row)
    ]
    assert rows[0].spans == ((2, 1), (0, 0), (1, 1))
    assert rows[0].cells == ("Budget", "", "2026")
    assert rows[1].spans == ((1, 1),) * 3


def test_dotted_rules_make_a_table(cv2: Any) -> None:
    page = np.full((2339, 1653, 3), 255, np.uint8)
    whole, signs = drawn(cv2, [["", "", ""]] * 4), drawn(cv2, CELLS)
    rows, columns = np.indices(page.shape[:2])
    page[(whole[:, :, 0] == 0) & ((rows + columns) % 6 < 3)] = 0
    page[(whole[:, :, 0] != 0) & (signs[:, :, 0] < 255)] = signs[(whole[:, :, 0] != 0) & (signs[:, :, 0] < 255)]
    assert table(recognise(page, 1, A4)) == CELLS


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_page_is_set_upright(cv2: Any, quarters: int) -> None:
    page = drawn(cv2, CELLS)
    cv2.putText(page, "The amounts of the notice are in this table", (200, 300), 0, 1.1, (0, 0, 0), 2, cv2.LINE_AA)
    cv2.putText(page, "and are given in units of ten thousand", (200, 900), 0, 1.1, (0, 0, 0), 2, cv2.LINE_AA)
    size = A4 if quarters == 2 else (A4[1], A4[0])
    picture = np.ascontiguousarray(np.rot90(page, quarters))
    upright = recognise(picture, 1, size)
    assert table(upright) == CELLS
    straight = [item for item in recognise(page, 1, A4) if isinstance(item, Row)]
    boxes = [item.at.box for item in upright if isinstance(item, Row)]
    for box, expected in zip(boxes, straight, strict=True):
        assert box == pytest.approx(expected.at.box, abs=2)
    shown = next(item for item in recognise(picture, 1, size, upright=False) if isinstance(item, Row))
    left, top, right, bottom = shown.at.box or (0, 0, 0, 0)
    scale = 842 / 2339
    ink = picture[round(top / scale) : round(bottom / scale), round(left / scale) : round(right / scale)]
    away = np.rot90(ink, -quarters)[:, :, 0]
    assert away.shape[1] > 10 * away.shape[0], "the row lies along the turned table"
    assert (away[10:50] < 128).any()


def test_a_seal_over_numbers_is_not_ink(cv2: Any) -> None:
    page = drawn(cv2, CELLS)
    seal = np.full_like(page, 255)
    cv2.circle(seal, (760, 520), 150, (225, 60, 60), 8, cv2.LINE_AA)
    cv2.circle(seal, (760, 520), 40, (225, 60, 60), -1, cv2.LINE_AA)
    assert table(recognise(np.minimum(page, seal), 1, A4)) == CELLS


def test_printed_red_is_read(cv2: Any) -> None:
    page = drawn(cv2, CELLS)
    cv2.putText(page, "CITY FINANCE BUREAU", (300, 200), 0, 2.4, (220, 30, 30), 6, cv2.LINE_AA)
    page[250:256, 200:1450] = (220, 30, 30)
    region = page[462:518, 1010:1390]
    region[region[:, :, 0] < 200] = (230, 20, 20)
    items = recognise(page, 1, A4)
    assert table(items)[1][2] == "-78.90"
    assert next(item for item in items if isinstance(item, Paragraph)).text.replace(" ", "") == "CITYFINANCEBUREAU"


def test_columns_without_rules(cv2: Any) -> None:
    page = np.full((2339, 1653, 3), 255, np.uint8)
    lines = [["Offices", "1,200.00", "35.10"], ["Schools", "900.50", "0.00"], ["Roads", "17.25", "8,100.00"]]
    for r, row in enumerate(lines):
        for c, text in enumerate(row):
            cv2.putText(page, text, (200 + 400 * c, 500 + 60 * r), 0, 0.9, (0, 0, 0), 2, cv2.LINE_AA)
    items = recognise(page, 1, A4)
    assert table(items) == lines
    cv2.rectangle(page, (150, 540), (1600, 640), (255, 255, 255), -1)
    assert table(recognise(page, 1, A4)) == [], "one line agrees with nothing"


def test_an_empty_page_has_no_items(cv2: Any) -> None:
    assert recognise(np.full((2339, 1653, 3), 255, np.uint8), 1, A4) == []


def test_points_and_commas_only_where_one_number_is_possible(cv2: Any) -> None:
    from loaders.formats.scans.engine import punctuated  # noqa: PLC0415

    assert punctuated("6.513.561676", 0.99) == ("6,513.561676", 0.8)
    assert punctuated("89,400000", 0.96) == ("89.400000", 0.8)
    for text in ("1,234.56", "1.234.567", "2025.8.11", "12.5.6", "201-01", "10.190.134.115"):
        assert punctuated(text, 0.9) == (text, 0.9)


def test_without_the_libraries_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("loaders.formats.scans")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(OcrMissing, match=r"install 'fiscal-kg\[ocr\]'"):
        recognise(np.full((20, 20, 3), 255, np.uint8), 1, A4)


def rendered(path: Path, page: int) -> tuple[npt.NDArray[Any], tuple[float, float]]:
    pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    read = digital(path, page)
    return read.image, read.size


def found(shared: Path, name: str) -> Path:
    return next((shared / "corpus" / "national").glob(f"{name}*.pdf"))


def test_the_turned_table_of_a_real_notice(cv2: Any, shared: Path) -> None:
    items = recognise(*_page(found(shared, "长沙__54249f10"), 3))
    rows = table(items)
    assert len(rows) == 12
    assert rows[0][:2] == ["县市区/单位", "创业担保贷款贴息资金(支出功能科目列“2130804创业担保贷款贴息及奖补”)"]
    assert "|".join(rows[3]) == "长沙市本级及所辖区小计|22|-53|75|3000|2000|1000|3022|1947|1075|"
    assert "|".join(rows[11]) == "长沙县|41.9|15.4|26.5|3000|2000|1000|3041.9|2015.4|1026.5|"
    assert [row[2] for row in rows[4:11]] == ["-9.0", "-14.0", "-16.5", "-1.1", "-6.8", "-15.3", "-5.7"]


def test_letterhead_number_and_date_of_a_real_notice(cv2: Any, shared: Path) -> None:
    path = found(shared, "长沙__54249f10")
    first = [item.text for item in recognise(*_page(path, 1)) if isinstance(item, Paragraph)]
    assert first[:2] == ["长沙市财政局", "长财金指〔2025〕6号"]
    second = [item.text for item in recognise(*_page(path, 2)) if isinstance(item, Paragraph)]
    assert "2025年8月11日" in second, "under the seal"


def _page(path: Path, page: int) -> tuple[npt.NDArray[Any], int, tuple[float, float]]:
    image, size = rendered(path, page)
    return image, page, size


def _judged(shared: Path, name: str, page: int, wear: bool) -> Compared:
    pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    read = digital(found(shared, name), page)
    if wear:
        read = worn(read)
    return compared(read, recognise(read.image, page, read.size))


@pytest.mark.parametrize("wear", [False, True], ids=["straight", "worn"])
def test_numbers_of_a_page(cv2: Any, shared: Path, wear: bool) -> None:
    result = _judged(shared, "武汉__a926cacd", 11, wear)
    assert result == Compared(121, (), ())


@pytest.mark.long
@pytest.mark.parametrize("wear", [False, True], ids=["straight", "worn"])
def test_numbers_of_pages_of_many_places(cv2: Any, shared: Path, wear: bool) -> None:
    results = {(name, page): _judged(shared, name, page, wear) for name, page in PAGES}
    cells = sum(result.cells for result in results.values())
    wrong = {key: result.wrong for key, result in results.items() if result.wrong}
    outside = {key: result.outside for key, result in results.items() if result.outside}
    assert cells > 1000
    assert not outside
    assert sum(map(len, wrong.values())) <= 0.005 * cells, wrong
