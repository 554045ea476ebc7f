"""Word files: what is printed is read, what is not is left out, and no file costs more than its size."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from loaders.document import Paragraph, Rejected, Row
from loaders.formats.docx import read_docx
from loaders.formats.numbering import numeral
from tests.loaders.formats import convert
from tests.loaders.formats.convert import NAMESPACES, paragraph, run, word_package
from tests.loaders.formats.facts import differences, facts, pairs

BREAK = '<w:r><w:br w:type="page"/></w:r>'
RENDERED = "<w:r><w:lastRenderedPageBreak/></w:r>"


def lines(body: str, **parts: str) -> list[str]:
    return [
        x.text if isinstance(x, Paragraph) else "|".join(x.cells) for x in read_docx(word_package(body, **parts)).items
    ]


def p(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text if text.startswith('<w:') else paragraph(text)}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


@pytest.mark.parametrize(
    ("inner", "printed"),
    [
        (run("甲") + "<w:ins>" + run("乙") + "</w:ins>", ["甲乙"]),
        (run("甲") + "<w:del><w:r><w:delText>乙</w:delText></w:r></w:del>", ["甲"]),
        ("<w:moveFrom>" + run("乙") + "</w:moveFrom><w:moveTo>" + run("丙") + "</w:moveTo>", ["丙"]),
        (run("甲") + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>乙</w:t></w:r>", ["甲"]),
        (run("甲") + '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>乙</w:t></w:r>', ["甲乙"]),
        (run("甲") + "<w:r><w:br/></w:r>" + run("乙"), ["甲", "乙"]),
        (run("第一部分 概况") + "<w:r><w:tab/></w:r>" + run("1"), ["第一部分 概况\t1"]),
        (run("一、") + "<w:r><w:tab/></w:r>" + run("职责"), ["一、职责"]),
        (run("≥") + '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("是"), ["≥☑是"]),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("甲"), ["甲"]),
        (
            "<w:hyperlink>" + run("甲") + "</w:hyperlink><w:sdt><w:sdtContent>" + run("乙") + "</w:sdtContent></w:sdt>",
            ["甲乙"],
        ),
        ("<m:oMath><m:r><m:t>3.5</m:t></m:r></m:oMath>" + run("万元"), ["3.5万元"]),
        (
            "<w:r><w:ruby><w:rt>" + run("jia") + "</w:rt><w:rubyBase>" + run("甲") + "</w:rubyBase></w:ruby></w:r>",
            ["甲"],
        ),
    ],
)
def test_what_a_run_prints(inner: str, printed: list[str]) -> None:
    assert lines(p(inner)) == printed


def test_a_deleted_mark_joins_two_paragraphs() -> None:
    assert lines(p(run("本部门"), "<w:rPr><w:del/></w:rPr>") + paragraph("职责")) == ["本部门职责"]


def test_a_text_box_is_read_once() -> None:
    box = "<w:txbxContent>" + paragraph("单位：万元") + "</w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert lines(p(run("收入总表") + drawing)) == ["收入总表", "单位：万元"]


def test_footnotes_stand_at_the_end() -> None:
    notes = f'<w:footnotes {NAMESPACES}><w:footnote w:id="2">{paragraph("按预算口径。")}</w:footnote></w:footnotes>'
    body = p(run("甲") + '<w:r><w:footnoteReference w:id="2"/></w:r>') + paragraph("乙")
    assert lines(body, footnotes=notes) == ["甲", "乙", "按预算口径。"]


# numbers that Word prints


def level(depth: int, form: str, text: str, more: str = "") -> str:
    counted = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
    return f'<w:lvl w:ilvl="{depth}">{counted}<w:lvlText w:val="{text}"/></w:lvl>'


LEVELS = (
    level(0, "chineseCountingThousand", "第%1部分")
    + level(1, "japaneseCounting", "%2、")
    + level(2, "decimal", "%1.%2.%3", "<w:isLgl/>")
)
NUMBERING = (
    f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="7">{LEVELS}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
    '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>'
)


def listed(text: str, depth: int, num: int = 1) -> str:
    return p(run(text), f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>')


def test_numbers_of_lists() -> None:
    body = (
        listed("概况", 0)
        + listed("职责", 1)
        + listed("机构", 1)
        + listed("甲", 2)
        + listed("报表", 0)
        + listed("收入", 1)
    )
    assert lines(body, numbering=NUMBERING) == [
        "第一部分 概况",
        "一、职责",
        "二、机构",
        "1.2.1 甲",
        "第二部分 报表",
        "一、收入",
    ]


def test_a_list_that_starts_again() -> None:
    body = listed("甲", 1) + listed("乙", 1) + listed("丙", 1, 2) + listed("丁", 1, 2)
    assert lines(body, numbering=NUMBERING) == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_numbers_of_a_style_and_of_one_based_on_it() -> None:
    styles = (
        f'<w:styles {NAMESPACES}><w:style w:type="paragraph" w:styleId="a"><w:pPr><w:numPr><w:ilvl w:val="1"/>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="b">'
        '<w:basedOn w:val="a"/></w:style></w:styles>'
    )
    body = p(run("甲"), '<w:pStyle w:val="a"/>') + p(run("乙"), '<w:pStyle w:val="b"/>')
    body += p(run("丙"), '<w:pStyle w:val="a"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert lines(body, styles=styles, numbering=NUMBERING) == ["一、甲", "二、乙", "丙"]


def test_a_blank_paragraph_counts_for_nothing() -> None:
    assert lines(listed("甲", 1) + listed("", 1) + listed("乙", 1), numbering=NUMBERING) == ["一、甲", "二、乙"]


@pytest.mark.parametrize(
    ("count", "form", "printed"),
    [
        (10, "chineseCounting", "十"),
        (110, "chineseCountingThousand", "一百一十"),
        (11, "chineseLegalSimplified", "壹拾壹"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (5, "decimalZero", "05"),
        (28, "lowerLetter", "bb"),
        (14, "lowerRoman", "xiv"),
        (2, "ideographTraditional", "乙"),
        (7, "no such form", "7"),
    ],
)
def test_numerals(count: int, form: str, printed: str) -> None:
    assert numeral(count, form) == printed


# tables


def test_spans_over_columns_and_rows() -> None:
    body = table(
        cell("项目", '<w:vMerge w:val="restart"/>') + cell("金额", '<w:gridSpan w:val="2"/>'),
        cell("", "<w:vMerge/>") + cell("小计") + cell("其中"),
        cell("合计") + cell("3.00") + cell("1.00"),
    )
    rows = [x for x in read_docx(word_package(body)).items if isinstance(x, Row)]
    assert [row.cells for row in rows] == [("项目", "金额", ""), ("", "小计", "其中"), ("合计", "3.00", "1.00")]
    assert [row.spans for row in rows] == [
        ((1, 2), (2, 1), (0, 0)),
        ((0, 0), (1, 1), (1, 1)),
        ((1, 1), (1, 1), (1, 1)),
    ]
    assert {row.grid for row in rows} == {1}


def test_columns_in_which_no_cell_begins_are_none() -> None:
    body = table(cell("甲", '<w:gridSpan w:val="3"/>') + cell("乙"), cell("丙", '<w:gridSpan w:val="3"/>') + cell("丁"))
    assert lines(body) == ["甲|乙", "丙|丁"]


def test_a_title_inside_the_table_is_a_line_above_it() -> None:
    body = table(
        cell("2024年收入总表", '<w:gridSpan w:val="2"/>'),
        cell("部门：甲局") + cell("单位：万元"),
        cell("项目") + cell("金额"),
        cell("合计") + cell(""),
        cell("注：甲", '<w:gridSpan w:val="2"/>'),
    )
    items = read_docx(word_package(body)).items
    assert [x.text for x in items if isinstance(x, Paragraph)] == [
        "2024年收入总表",
        "部门：甲局",
        "单位：万元",
        "注：甲",
    ]
    assert [x.cells for x in items if isinstance(x, Row)] == [("项目", "金额"), ("合计", "")]


def test_a_frame_around_text_and_tables_is_no_table() -> None:
    inner = table(cell("项目") + cell("金额"), cell("合计") + cell("1.00"))
    assert lines(table(cell(paragraph("收入总表") + inner + paragraph("")))) == ["收入总表", "项目|金额", "合计|1.00"]


def test_a_deleted_row_is_left_out() -> None:
    deleted = "<w:trPr><w:del/></w:trPr>" + cell("乙") + cell("2")
    assert lines(table(cell("甲") + cell("1"), deleted)) == ["甲|1"]


# pages and places


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        (paragraph("甲") + p(BREAK) + paragraph("乙"), [1, 2]),
        (paragraph("甲") + p(BREAK) + p(RENDERED + run("乙")), [1, 2]),
        (p(run("甲")) + p(RENDERED + run("乙")) + p(RENDERED + run("丙")), [1, 2, 3]),
        (paragraph("甲") + p(run("乙"), "<w:pageBreakBefore/>"), [1, 2]),
        (p(run("甲"), "<w:sectPr/>") + paragraph("乙") + "<w:sectPr/>", [1, 2]),
        (p(run("甲"), "<w:sectPr/>") + paragraph("乙") + '<w:sectPr><w:type w:val="continuous"/></w:sectPr>', [1, 1]),
        (table(cell("甲") + cell("1"), cell(p(RENDERED + run("乙"))) + cell(p(RENDERED + run("2")))), [1, 2]),
    ],
)
def test_pages_are_counted_by_breaks(body: str, pages: list[int]) -> None:
    document = read_docx(word_package(body))
    assert [item.at.page for item in document.items] == pages
    assert document.pages == pages[-1]
    assert document.text.count("\f") == pages[-1] - 1


def test_places_differ_and_point_into_the_shown_text() -> None:
    document = read_docx(word_package(paragraph("甲") * 3 + table(cell("乙") + cell("1")) + p(BREAK) + paragraph("丙")))
    assert len({item.at for item in document.items}) == 5
    shown = document.text.replace("\f", "\n").split("\n")
    assert [shown[(item.at.part or 0) - 1] for item in document.items] == ["甲", "甲", "甲", "乙\t1", "丙"]
    assert document.items[-1].at.fragment == "#page=2&part=5"


def test_people_are_redacted() -> None:
    document = read_docx(word_package(paragraph("联系人：王小明") + table(cell("联系电话") + cell("13900001111"))))
    assert "王小明" not in document.text + repr(document.items)
    assert "13900001111" not in document.text + repr(document.items)


# hostile files


def with_document(xml: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_package(""))) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    return made.getvalue()


NESTED = "<w:tbl><w:tr><w:tc>" * 4000 + paragraph("甲") + "</w:tc></w:tr></w:tbl>" * 4000


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (with_document('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "entities"),
        (with_document('<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'), "entities"),
        (with_document("<w>" + " " * (20 * 2**20) + "</w>"), "unpacks"),
        (with_document("<w:document"), "damaged"),
        (with_document("<a/>"), "without a document"),
        (word_package(NESTED), "depth"),
        (word_package(paragraph("甲"))[:-40], "damaged"),
        (word_package(""), "without text"),
    ],
)
def test_what_is_refused(data: bytes, word: str) -> None:
    with pytest.raises(Rejected) as fault:
        read_docx(data)
    assert word in fault.value.reason
    assert "\n" not in fault.value.reason


def test_a_part_that_does_not_hold_what_it_says_is_refused() -> None:
    data = bytearray(word_package(paragraph("甲" * 2000)))
    at = data.rindex(b"word/document.xml") - 46  # its entry of the directory: sizes stand 20 and 24 bytes in
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    with pytest.raises(Rejected):
        read_docx(bytes(data))


def test_a_reach_over_absurdly_many_columns_is_cut() -> None:
    wide = '<w:gridSpan w:val="1000000000"/>'
    assert lines(table(cell("甲", wide) + cell("乙", wide), cell("丙") + cell("丁"))) == ["甲 乙", "丙|丁"]


def test_tables_of_absurdly_many_cells_are_refused() -> None:
    row = cell("甲", '<w:gridSpan w:val="500"/>')
    ladder = "".join(cell("乙") for _ in range(400))
    with pytest.raises(Rejected, match="more cells"):
        read_docx(word_package(table(ladder, *[row] * 15000)))


# the same document


@pytest.mark.parametrize("path", pairs(), ids=lambda path: path.stem)
def test_a_word_file_states_what_the_text_states(path: Path) -> None:
    data = path.read_bytes()
    assert differences(facts(data), facts(convert.to_docx(data))) == {}
