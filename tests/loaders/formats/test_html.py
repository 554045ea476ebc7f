"""Web pages: what a browser shows of the document, without what stands around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.document import Paragraph, Rejected, Row
from loaders.formats import read_bytes
from loaders.formats.html import is_page, read_html
from tests.loaders.formats import convert
from tests.loaders.formats.facts import differences, facts, pairs

TEXT = "甲局2024年部门预算公开。" * 8


def page(body: str, head: str = '<meta charset="utf-8">') -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def told(body: str) -> list[str]:
    items = read_html(page(f"{body}<p>{TEXT}</p>")).items
    return [x.text if isinstance(x, Paragraph) else "|".join(x.cells) for x in items][:-1]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>甲<b>乙</b>\n 丙</p>丁", ["甲乙 丙", "丁"]),
        ("<div>甲<br>乙</div><h2>丙</h2>", ["甲", "乙", "丙"]),
        ("<p>A&amp;B&nbsp;&#x4E2D;&lt;5</p>", ["A&B 中<5"]),
        ("<script>var x='甲'</script><style>p{}</style><!-- 乙 --><p>丙</p>", ["丙"]),
        ("<nav><a>首页</a></nav><p style='display: none'>甲</p><p>乙</p><footer>版权</footer>", ["乙"]),
        ("<ul><li><a>首页</a><li><a>公开</a><li><a>互动</a><li><a>服务</a></ul><p>甲</p>", ["甲"]),
        ("<ul><li>甲：<a>附件</a></li><li>乙</li></ul>", ["甲：附件", "乙"]),
        ("<ol start=3 type=a><li>甲</li><li>乙</li></ol>", ["c. 甲", "d. 乙"]),
        ("<pre>甲\n乙</pre>", ["甲", "乙"]),
        ("<table><tr><th>项目<th>金额<tr><td>甲<td>1.00</table>", ["项目|金额", "甲|1.00"]),
        ("<table><caption>收入总表</caption><tr><td>项目<td>金额</table>", ["收入总表", "项目|金额"]),
        ("<table><tr><td><p>正文</p><table><tr><td>甲<td>1<tr><td>乙<td>2</table></table>", ["正文", "甲|1", "乙|2"]),
        ("<table><tfoot><tr><td>合计<td>3</tfoot><tr><td>甲<td>3</table>", ["甲|3", "合计|3"]),
    ],
)
def test_what_is_shown(body: str, lines: list[str]) -> None:
    assert told(body) == lines


def test_spans() -> None:
    body = "<table><tr><td rowspan=2>项目<td colspan=2>金额<tr><td>小计<td>其中<tr><td>甲<td>3<td>1</table>"
    rows = [x for x in read_html(page(body + TEXT)).items if isinstance(x, Row)]
    assert [row.cells for row in rows] == [("项目", "金额", ""), ("", "小计", "其中"), ("甲", "3", "1")]
    assert [row.spans for row in rows][:2] == [((1, 2), (2, 1), (0, 0)), ((0, 0), (1, 1), (1, 1))]


@pytest.mark.parametrize(
    "data",
    [
        page(TEXT, '<meta charset="gb2312">').decode().encode("gb18030"),
        page(TEXT, '<meta http-equiv="Content-Type" content="text/html; charset=GBK">').decode().encode("gb18030"),
        page(TEXT, "").decode().encode("gb18030"),
        page(TEXT, '<meta charset="gb2312">'),  # what it says of itself is not so
        b'<?xml version="1.0" encoding="utf-8"?>' + page(TEXT),
        page(TEXT, "").decode().encode("utf-16"),
    ],
)
def test_encodings(data: bytes) -> None:
    assert [item.text for item in read_bytes(data).items if isinstance(item, Paragraph)] == [TEXT]


def test_places_and_people() -> None:
    document = read_html(page(f"<p>甲</p><p>甲</p><p>联系人：王小明</p>{TEXT}"))
    assert [(item.at.page, item.at.line, item.at.part) for item in document.items] == [
        (None, None, n) for n in (1, 2, 3, 4)
    ]
    assert "王小明" not in document.text
    assert document.items[1].at.fragment == "#part=2"


@pytest.mark.parametrize(
    "data",
    [
        page(""),
        page("<h1>404</h1><p>您访问的页面不存在，请返回首页。</p>" + "请稍后再试，或者联系网站管理员处理。" * 5),
        page("<script>location.href='/'</script><p>正在跳转</p>"),
        page("<iframe src='a.pdf'></iframe>"),
        page("The page cannot be found. " * 20),
        page("<div>" * 100_000 + TEXT),
    ],
)
def test_a_page_without_a_document_is_refused(data: bytes) -> None:
    with pytest.raises(Rejected, match="an HTML page without a document in it"):
        read_html(data)


def test_entities_are_not_expanded() -> None:
    bomb = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    data = f'<!DOCTYPE html [<!ENTITY a "{"A" * 1000}">{bomb}]><html><body>{TEXT}&j;</body></html>'.encode()
    assert len(read_html(data).text) < 2000


def test_absurd_spans_are_cut() -> None:
    row = "<tr><td colspan=1000000000 rowspan=1000000000>甲<td>乙</tr>"
    assert told(f"<table>{row * 50}</table>")[0] == "甲 乙"


def test_spans_of_absurdly_many_cells_are_refused() -> None:
    row = "<tr><td rowspan=60000>甲<td colspan=900>乙</tr>"
    with pytest.raises(Rejected, match="more cells"):
        read_html(page(f"<table>{row * 15000}</table>"))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (page(TEXT), True),
        ("\ufeff\n<html lang='zh'>".encode(), True),
        (b"<meta charset=utf-8><p>x</p>", True),
        (b"<table><tr><td>x</td></tr></table>\n", True),
        (page(TEXT).decode().encode("utf-16"), True),
        ("<b>第一部分 概况....1</b>\n项目\t金额\n".encode(), False),
        ("<p>甲</p>\n<p>乙</p>".encode(), False),
        ("<tr><td>甲</td><td>1</td></tr>".encode(), False),
        ("<table><tr><td>甲</td></tr></table>\n第二部分\n".encode(), False),
        ("≤5<6\n".encode(), False),
    ],
)
def test_a_page_and_a_text_with_marks(data: bytes, expected: bool) -> None:
    assert is_page(data) is expected


def test_the_texts_of_the_corpus_stay_texts(shared: Path) -> None:
    texts = sorted((shared / "corpus" / "shanxi").glob("**/*.txt"))
    assert texts
    assert [path for path in texts if is_page(path.read_bytes())] == []


@pytest.mark.parametrize("path", pairs(), ids=lambda path: path.stem)
def test_a_page_states_what_the_text_states(path: Path) -> None:
    data = path.read_bytes()
    assert differences(facts(data), facts(convert.to_html(data))) == {}
