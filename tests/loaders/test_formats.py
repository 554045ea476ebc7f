"""Bytes: encodings, marks of formats, and what is rejected with one line."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import loaders
from loaders.document import Paragraph, Rejected, Row
from loaders.formats import read_bytes
from loaders.formats.text import clean
from tests.loaders import forms


def document() -> str:
    return "".join(
        [
            forms.cover(),
            forms.PART,
            forms.table("income", [*forms.INCOME_HEAD, *forms.income_rows()]),
            forms.table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()]),
            forms.table("projects-current", [*forms.PROJECT_HEAD, ["渠道维修", "7.00", "7.00", "", "", "", ""]]),
            forms.prose("一、部门预算收支数据变动情况及原因", "2024年度预算收入总计300.50万元。"),
            forms.sheet("渠道维修", basis="《灌区管理办法》（岭水发〔2022〕8号）"),
        ]
    )


def facts(data: bytes) -> tuple[object, ...]:
    """What a document states, without the lines that state it."""
    read = loaders.read(data)
    return (
        [
            (x.table, x.item, x.code, x.side, x.fund, x.expenditure, x.timing, x.amount_yuan, x.unit, x.row_kind)
            for x in read.lines
        ],
        [(a.project, a.fund, a.timing, a.amount_yuan) for a in read.allocations],
        [(s.project_name, s.unit, s.amount("annual"), s.period) for s in read.sheets],
        [(c.number, c.title, c.role) for c in read.citations],
        [(f.key, f.value) for f in read.figures],
        [(i.horizon, i.level1, i.level2, i.level3, i.target) for i in read.indicators],
    )


PLAIN = facts(document().encode())


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "utf-32"]
)
def test_encodings(encoding: str) -> None:
    assert facts(document().encode(encoding)) == PLAIN


def test_a_big_endian_mark() -> None:
    assert facts(b"\xfe\xff" + document().encode("utf-16-be")) == PLAIN


@pytest.mark.parametrize("end", ["\r\n", "\r", " \n", "\u2028\n", "\n\n"])
def test_ends_of_lines(end: str) -> None:
    assert facts(document().replace("\n", end).encode()) == PLAIN


def rows_as(change: object) -> bytes:
    assert callable(change)
    return "\n".join(change(line) if "\t" in line else line for line in document().split("\n")).encode()


def markdown_with_rules() -> bytes:
    """Tables as Markdown has them: a rule under the first row."""
    lines: list[str] = []
    inside = False
    for line in document().split("\n"):
        cells = line.split("\t")
        lines.append("| " + " | ".join(cells) + " |" if len(cells) > 1 else line)
        if len(cells) > 1 and not inside:
            lines.append("|" + " --- |" * len(cells))
        inside = len(cells) > 1
    return "\n".join(lines).encode()


def test_markdown_rows() -> None:
    assert facts(rows_as(lambda line: "| " + " | ".join(line.split("\t")) + " |")) == PLAIN


def test_markdown_tables_with_rules() -> None:
    assert facts(markdown_with_rules()) == PLAIN


def test_a_markdown_rule_is_no_row() -> None:
    assert [x for x in read_bytes("云岭县\n| --- | :--- |\n".encode()).items if isinstance(x, Row)] == []


def test_html_cells() -> None:
    data = rows_as(lambda line: "<tr><td>" + "</td><td>".join(line.split("\t")) + "</td></tr>")
    assert facts(data) == PLAIN


def test_html_cells_keep_their_columns() -> None:
    items = read_bytes("<tr><td>渠道维修</td><td></td><td>7.00</td></tr>".encode()).items
    assert [x.cells for x in items if isinstance(x, Row)] == [("渠道维修", "", "7.00")]


@pytest.mark.parametrize(
    "mark", ["<b>{}</b>", "**{}**", "# {}", "### {}", "<p>{}</p>", '<span style="a">{}</span>', "\ufeff{}", "{}<br>"]
)
def test_marks_around_lines_of_text(mark: str) -> None:
    lines = [line if "\t" in line or not line.strip() else mark.format(line) for line in document().split("\n")]
    assert facts("\n".join(lines).encode()) == PLAIN


@pytest.mark.parametrize("mark", ["<b>{}</b>", "**{}**", " {} ", "\u3000{}", "{}\u200b"])
def test_marks_around_cells(mark: str) -> None:
    data = rows_as(lambda line: "\t".join(mark.format(cell) if cell else cell for cell in line.split("\t")))
    assert facts(data) == PLAIN


def test_watermarks_between_lines() -> None:
    lines = [x for line in document().split("\n") for x in (line, *(["", "仅供内部审核", ""] if "\t" in line else []))]
    assert facts("\n".join(lines).encode()) == PLAIN


def test_rows_without_their_trailing_tabs() -> None:
    assert facts(rows_as(lambda line: line.rstrip("\t"))) == PLAIN


def test_full_width_digits() -> None:
    wide = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
    found = loaders.read(document().translate(wide).encode())
    plain = loaders.read(document().encode())
    assert [(x.table, x.code, x.fund, x.amount_yuan) for x in found.lines] == [
        (x.table, x.code, x.fund, x.amount_yuan) for x in plain.lines
    ]
    assert [(f.key, f.value) for f in found.figures] == [(f.key, f.value) for f in plain.figures]
    assert [(c.number, c.title) for c in found.citations] == [(c.number, c.title) for c in plain.citations]


def test_a_heading_mark_does_not_eat_the_first_blank_cell() -> None:
    assert clean("# \t\t八、农林水支出\t3.00") == "\t\t八、农林水支出\t3.00"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<b>合计</b>", "合计"),
        ("## 第一部分 概况", "第一部分 概况"),
        ("A&amp;B", "A&B"),
        ("**合计**\t3.00", "合计\t3.00"),
        ("≤5<6", "≤5<6"),
        ("#1机组", "#1机组"),
    ],
)
def test_marks_are_taken_off(text: str, plain: str) -> None:
    assert clean(text) == plain


def test_places_are_lines_of_the_file() -> None:
    items = read_bytes("\n云岭县\n\n甲\t乙\n".encode()).items
    assert [(type(x), x.at.line) for x in items] == [(Paragraph, 2), (Row, 4)]


# what is rejected


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x00" * 64, "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04" + b"\x00" * 40, "ZIP"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "PNG"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 40, "JPEG"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 40, "old Office"),
        (b"\x1f\x8b\x08" + b"\x00" * 40, "gzip"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "HTML"),
        (b"<HTML><head></head>", "HTML"),
        (b"The quick brown fox. " * 40, "no disclosure"),
        ("渠道维修养护的一般说明。".encode() * 40, "no disclosure"),
        (bytes(range(256)) * 20, "not text"),
        (random.Random(3).randbytes(5000), ""),
    ],
)
def test_what_cannot_be_read_is_rejected_with_a_reason(data: bytes, word: str) -> None:
    with pytest.raises(Rejected) as fault:
        loaders.read(data)
    assert word in fault.value.reason


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"\x80\x81\xff" * 100, "云岭".encode()])
def test_a_reason_is_one_line(data: bytes) -> None:
    with pytest.raises(Rejected) as fault:
        loaders.read(data)
    assert fault.value.reason
    assert "\n" not in fault.value.reason


def test_a_document_cut_inside_a_character_is_read_and_says_so() -> None:
    data = document().encode()
    read = loaders.read(data[: len(data) - 40])
    while True:
        data = data[:-1]
        try:
            data.decode()
        except UnicodeDecodeError:
            break
    read = loaders.read(data)
    assert [f.rule for f in read.findings if f.rule == "encoding"] == ["encoding"]


def test_a_few_bad_bytes_are_a_finding() -> None:
    data = bytearray((document() + "渠道维修的说明。\n" * 400).encode())
    data[700] = 0xFF
    read = loaders.read(bytes(data))
    assert "encoding" in {f.rule for f in read.findings}


def never_another_fault(data: bytes) -> None:
    try:
        loaders.read(data)
    except Rejected as fault:
        assert fault.reason
        assert "\n" not in fault.reason


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    never_another_fault(data)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    never_another_fault(text.encode("utf-8", "surrogatepass"))


WORDS = st.sampled_from(
    [
        *("\t", "\n", "\n\n", "项目", "合计", "金额", "小计", "2024年", "收入", "支出", "项目名称", "一般公共预算"),
        *("3.00", "213", "一、", "部门名称：", "单位：万元", forms.PUBLISHER, "2024年预算收入总表"),
        *(
            "2024年项目支出预算表（上年结转）",
            "项目支出绩效目标表",
            "立项依据",
            "绩效指标",
            "云财行〔2023〕1号",
            "《",
            "》",
        ),
    ]
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=150)
@given(st.lists(WORDS, max_size=80))
def test_any_words_of_a_disclosure(words: list[str]) -> None:
    never_another_fault((forms.cover() + "".join(words)).encode())


CUTS = st.integers(min_value=0, max_value=len(document()))


@settings(max_examples=60)
@given(CUTS, CUTS, st.sampled_from(["", "\t", "\n", "表", "3.00", "《", "第三部分\n"]))
def test_any_piece_of_a_document_lost_or_put_in(start: int, stop: int, put: str) -> None:
    text = document()
    never_another_fault((text[: min(start, stop)] + put + text[max(start, stop) :]).encode())


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=60))
def test_any_bytes_of_a_document_changed(changes: list[tuple[int, int]]) -> None:
    data = bytearray(document().encode())
    for position, value in changes:
        data[position % len(data)] = value
    never_another_fault(bytes(data))


@settings(max_examples=40)
@given(st.randoms(use_true_random=False))
def test_any_order_of_lines_and_cells(rng: random.Random) -> None:
    lines = [
        "\t".join(rng.sample(cells, len(cells))) if rng.random() < 0.3 else "\t".join(cells)
        for cells in (line.split("\t") for line in document().split("\n"))
    ]
    head, body = lines[:6], lines[6:]
    rng.shuffle(body)
    never_another_fault("\n".join([*head, *body]).encode())
