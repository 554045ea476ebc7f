"""The count of what is printed, against pages of real documents that were counted by eye from their pictures."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from benchmarks.reading import printed
from benchmarks.reading.printed import Word, count, is_amount, plain, words

# Document (how its name begins), page, amounts in tables, subject codes, title of the table: read off the pictures.
PAGES = [
    ("上海__e0e6", 7, 18, 0, "2026年预算单位财务收支预算总表"),
    ("北京__9c14", 8, 0, 0, None),  # an empty table
    ("北京__a601", 23, 11, 0, None),  # eight amounts of four projects, three targets with decimals
    ("广州__1a56", 13, 69, 22, "一般公共预算支出情况表（按功能分类科目）"),  # codes in brackets
    ("无锡__1865", 15, 12, 0, "收入总表"),  # four amounts broken over two lines
    ("无锡__1865", 18, 10, 0, "财政拨款收支总表"),
    ("武汉__a926", 6, 4, 0, "部门收入总表"),
    ("江苏__5e56", 5, 4, 0, "支出预算总表"),  # a page that is turned
    ("泉州__7bb1", 12, 27, 8, "2026年度一般公共预算拨款支出预算表"),
    ("深圳__bc15", 10, 0, 0, None),  # prose with eleven amounts
    ("深圳__bc15", 30, 77, 0, "项目支出总表"),
    ("湖州__4e23", 31, 62, 18, "2026年市级部门一般公共预算支出表"),
    ("烟台__0687", 17, 42, 21, "一般公共预算基本支出情况表"),  # codes in two columns, on a page that is turned
    ("福州__e1ce", 16, 3, 0, "2026年度国有资本经营预算拨款支出预算表"),
    ("苏州__1f31", 12, 5, 0, "财政拨款收支总表"),
    ("西南大学__fd7b", 9, 10, 0, None),  # goes on from the page before
    ("西安__2a35", 16, 0, 0, None),  # prose
    ("西安__321a", 18, 23, 0, "2021年部门综合预算收支总表"),  # amounts that touch the words of the next cell
    ("重庆__5c6a", 9, 60, 14, "2026年部门收入总体情况表"),  # a font that declares wrong boxes
    ("重庆__5c6a", 26, 4, 0, "2026年市级重点专项资金绩效目标表(一级项目)"),
    ("长沙__5c96", 14, 13, 3, "2026年部门支出总体情况表"),  # a fourth code prints its middle part only
]

AMOUNTS = {
    ("上海__e0e6", 7): "66716064 69733764 2483180 20682584 46568000 66716064 589500 589500 221000 221000 171800 171800"
    " 4000000 70716064 70716064 3465480 20682584 46568000",
    ("北京__a601", 23): "51.3 51.3 77.55 77.55 86.0776 86.0776 44.088 44.088 9.8 24.2 1.92",
    ("无锡__1865", 15): "984760.87 984760.87 196278.67 143999.00 32640.00 611843.20 " * 2,
    ("无锡__1865", 18): "372917.67 372917.67 196278.67 143999.00 32640.00 5000.00 390.07 113.77 281691.11 52383.76",
    (
        "西南大学__fd7b",
        9,
    ): "16278.27 109.50 430725.03 457676.75 45110.97 4970.88 93660.54 106848.91 569496.54 569496.54",
    ("重庆__5c6a", 26): "46794.00 40624.00 6170.00 22.6",
    ("长沙__5c96", 14): "1935.36 1517.95 417.41 " * 3 + "1517.95 1517.95 417.41 417.41",
}


@cache
def document(folder: Path, name: str) -> bytes:
    return next(path for path in sorted(folder.iterdir()) if path.name.startswith(name)).read_bytes()


def page_of(shared: Path, name: str, number: int) -> printed.Page:
    folder = shared / "corpus" / "national"
    if not folder.is_dir():
        pytest.skip("the real documents are not here (corpus/national)")
    opened = pdfium.PdfDocument(document(folder, name))
    return count(number, words(printed.signs(opened[number - 1])))


@pytest.mark.parametrize(("name", "number", "amounts", "codes", "title"), PAGES)
def test_page_as_counted_by_eye(
    shared: Path, name: str, number: int, amounts: int, codes: int, title: str | None
) -> None:
    page = page_of(shared, name, number)
    assert page.amounts.total() == amounts
    assert page.codes.total() == codes
    assert page.titles == ((title,) if title else ())


@pytest.mark.parametrize(("name", "number"), AMOUNTS)
def test_amounts_as_read_by_eye(shared: Path, name: str, number: int) -> None:
    assert page_of(shared, name, number).amounts == Counter(AMOUNTS[name, number].split())


def test_signs_outside_the_page_are_not_printed(shared: Path) -> None:
    folder = shared / "corpus" / "national"
    if not folder.is_dir():
        pytest.skip("the real documents are not here (corpus/national)")
    page = pdfium.PdfDocument(document(folder, "北京__04e8"))[68]
    left, bottom, right, top = page.get_bbox()
    found = printed.signs(page)
    assert len(found) < page.get_textpage().count_chars() - 900  # 940 signs stand below the edge
    assert all(-1 <= sign.left <= right - left + 1 and -1 <= sign.base <= top - bottom + 12 for sign in found)


# rules, on lines made for them


def line(*texts: str, gaps: float = 40.0, base: float = 100.0, left: float = 50.0) -> list[Word]:
    made = []
    for text in texts:
        right = left + sum(10.0 if sign > "\u2e80" else 5.0 for sign in text)
        made.append(Word(text, left, base, right, 10.0))
        left = right + gaps
    return made


def amounts(*lines: list[Word]) -> list[str]:
    return sorted(count(1, [list(item) for item in lines]).amounts.elements())


def test_numbers_that_stand_alone_are_amounts() -> None:
    assert amounts(line("2080505", "养老保险", "1,234.50", "12.00", "0.00")) == ["0.00", "12.00", "1234.50"]


@pytest.mark.parametrize("texts", [("支出", "1,234.50", "万元，比上年"), ("增长", "5.60", "%"), ("共", "1.50", "元")])
def test_a_number_before_its_unit_is_prose(texts: tuple[str, ...]) -> None:
    assert amounts(line(*texts, gaps=3.0)) == []


def test_a_number_inside_a_sentence_is_prose() -> None:
    assert amounts(line("一是支出，", "35.10", "比上年多", gaps=3.0)) == []


def test_a_number_beside_a_sentence_in_another_cell_counts() -> None:
    assert amounts(line("项目", "35.10", "35.10", "完成建设，按期验收。")) == ["35.10", "35.10"]


@pytest.mark.parametrize("text", ["2026", "120", "2026.1.15", "12:30", "3.", "1-2", "20%", "313001"])
def test_what_is_no_amount(text: str) -> None:
    assert not is_amount(text)


def test_a_number_broken_in_a_narrow_cell_is_one() -> None:
    upper, lower = line("143,999.0", left=100.0), line("0", base=112.0, left=140.0)
    assert amounts(upper, lower) == ["143999.00"]


def test_a_number_of_the_row_below_is_another() -> None:
    upper, lower = line("22.6", left=100.0), line("5", base=118.0, left=107.0)
    assert amounts(upper, lower) == ["22.6"]


def test_the_number_of_a_column_does_not_begin_the_amount_below() -> None:
    assert amounts(line("1", left=120.0), line("201,286.11", base=114.0, left=100.0)) == ["201286.11"]


def test_touching_words_of_the_next_cell_leave_the_amount() -> None:
    assert amounts(line("收入总计", "703.79支出总计", "703.79")) == ["703.79", "703.79"]
    assert amounts(line("防范7.8级地震破坏")) == []


def test_signs_printed_twice_in_one_place_count_once() -> None:
    signs = [Word(sign, 50.0 + 5 * place, 100.0, 55.0 + 5 * place, 10.0) for place, sign in enumerate("12.50")]
    assert amounts(*words([*signs, *signs])) == ["12.50"]


def test_cells_that_stand_close_stay_two_numbers() -> None:
    signs = [Word(sign, 50.0 + 5 * place, 100.0, 55.0 + 5 * place, 10.0) for place, sign in enumerate("12.50")]
    signs += [Word(sign, 78.0 + 5 * place, 100.0, 83.0 + 5 * place, 10.0) for place, sign in enumerate("34.00")]
    assert amounts(*words(signs)) == ["12.50", "34.00"]


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (("208", "05", "05", "养老保险", "1.00"), "2080505"),
        (("[20805]行政事业单位养老支出", "1.00"), "20805"),
        (("2210201", "住房公积金", "1.00"), "2210201"),
        (("301", "工资福利支出", "1.00"), "301"),
    ],
)
def test_codes_in_all_their_shapes(texts: tuple[str, ...], code: str) -> None:
    assert list(count(1, [line(*texts)]).codes) == [code]


def test_a_line_without_an_amount_has_no_code() -> None:
    assert not count(1, [line("208", "社会保障和就业支出")]).codes


def test_tables_go_on_over_pages_until_another_title() -> None:
    head, row = line("一般公共预算支出表"), line("208", "社会保障", "1.00", "1.00", base=130.0)
    pages = [
        count(1, [head, row, line("20805", "养老", "1.00", "1.00", base=150.0)]),
        count(2, [row]),
        count(3, [line("说明。")]),
        count(4, [line("收支总表"), line("收入", "1.00", "支出", "1.00", base=130.0)]),
    ]
    first, second = printed.tables(pages)
    assert (first.title, first.page, first.pages, first.amounts, first.codes) == ("一般公共预算支出表", 1, 2, 6, 3)
    assert first.coded
    assert (second.title, second.page, second.coded) == ("收支总表", 4, False)


def test_text_is_counted_by_its_cells() -> None:
    page = printed.read_text(
        "# 支出总表\n208\t社会保障\t1,234.50\t12.00\n其中支出 35.10 万元，比上年增加。\n合计\t2,000\t\n"
    )
    assert sorted(page.amounts.elements()) == ["12.00", "1234.50", "2000"]
    assert page.titles == ("支出总表",)


@pytest.mark.parametrize(
    ("text", "digits"), [("1,234.50", "1234.50"), ("（3.20）", "-3.20"), ("−3.20", "-3.20"), ("１２．５", "12.5")]
)
def test_numbers_are_compared_by_their_digits(text: str, digits: str) -> None:
    assert plain(text) == digits


def test_the_referee_knows_nothing_of_the_reader() -> None:
    source = Path(printed.__file__).read_text(encoding="utf-8")
    named = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert named <= set(sys.stdlib_module_names) | {"pypdfium2"}
    script = (
        "import sys, benchmarks.reading.printed; print([m for m in sys.modules if m.split('.')[0] in sys.argv[1:]])"
    )
    root = Path(printed.__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, "loaders", "kg", "ontology", "queries"],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
        cwd=root,
    )
    assert done.stdout.strip() == "[]"
