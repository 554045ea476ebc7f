"""Web pages: their lines and tables, as a browser would show them, without menus, scripts and hidden parts.

Knows HTML and its encodings; must not know what a page says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from loaders.document import Document, Paragraph, Rejected
from loaders.formats.grids import Block, Cell, Grid, GridRow, Line, flatten
from loaders.formats.numbering import numeral
from loaders.formats.pages import assemble
from loaders.formats.text import decode
from loaders.records import Finding

MEDIA_TYPE = "text/html"

_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_COMMENTS = re.compile(rb"<!--.{0,4000}?-->", re.DOTALL)
_OPENS = re.compile(rb"(?:<\?xml\b[^>]{0,200}>\s*)?<(table|div|section|meta|style|script|title|link|main|article)\b")
_OF_HEAD = (b"meta", b"style", b"script", b"title", b"link")
_CHARSET = re.compile(rb"<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_DECLARED = re.compile(r"<\?xml\b[^>]{0,200}>", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d{1,9})")
_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_STATUS = re.compile(r"(?<![\d.,])(?:40[0-9]|50[0-5])(?![\d.,年月日号个项万])")
_CHINESE = re.compile(r"[\u3400-\u9fff]")

_LEFT_OUT = re.compile(
    "head|script|style|noscript|template|iframe|object|embed|svg|math|canvas|audio|video|select|textarea|button|"
    "nav|footer|aside"
)
_ROLES = re.compile("navigation|banner|contentinfo|search|menu|menubar|complementary")
_LINES = re.compile(
    "address|article|blockquote|body|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|form|h[1-6]|header|"
    "hr|html|legend|li|main|ol|p|pre|section|summary|ul|tr|td|th|tbody|thead|tfoot"
)
_DEEPEST = 200
_MOST = 100  # entries of a list that are numbered


def is_page(data: bytes) -> bool:
    """Whether bytes are a web page and not a text in which a few marks of HTML stand."""
    head = data[:16384]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\x00", b"").lstrip(b"\xff\xfe")
    head = _COMMENTS.sub(b"", head).lstrip(b"\xef\xbb\xbf \t\r\n")
    if _PAGE.search(head[:2048]):
        return True
    opening = _OPENS.match(head.lower())
    if opening is None:
        return False
    closing = data[-200:].lower().replace(b"\x00", b"").rstrip()
    return opening[1] in _OF_HEAD or closing.endswith(b"</" + opening[1] + b">")


def read_html(data: bytes) -> Document:
    """The document in the bytes of a web page.

    Raises `Rejected` where the page holds none: it is blank, an error's, or only a frame for others.
    """
    text, lost = _decoded(data)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        root = etree.fromstring(_DECLARED.sub("", text, count=1).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError) as fault:
        raise Rejected("an HTML page without a document in it") from fault
    if root is None:
        raise Rejected("an HTML page without a document in it")
    walk = _Page()
    walk.inside(root, 0)
    walk.end_line()
    items = flatten(walk.blocks)
    said = "".join(item.text if isinstance(item, Paragraph) else "".join(item.cells) for item in items)
    tables = any(not isinstance(item, Paragraph) for item in items)
    if not _CHINESE.search(said) or (not tables and (len(said) < 60 or (len(said) < 2000 and _failed(root)))):
        raise Rejected("an HTML page without a document in it")
    findings: list[Finding] = []
    if lost:
        message = f"{lost} characters could not be decoded and are shown as \ufffd"
        findings.append(Finding("encoding", "warning", (), message))
    if walk.deep:
        findings.append(Finding("nesting", "warning", (), "the page is nested too deep to be read whole"))
    return assemble(data, MEDIA_TYPE, items, None, tuple(findings))


def _decoded(data: bytes) -> tuple[str, int]:
    """The text of a page, by the encoding that it names if its bytes are in it, and how many signs were lost."""
    named = _CHARSET.search(data[:8192])
    if named and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        encoding = named[1].decode("ascii").lower()
        if encoding.startswith(("gb", "x-gbk")):
            encoding = "gb18030"
        try:
            return data.decode(encoding), 0
        except (UnicodeDecodeError, LookupError):
            pass
    text, _, lost = decode(data)
    return text, lost


def _failed(root: etree._Element) -> bool:
    """Whether the page's title or first heading names the status of a request that failed."""
    headings = [*root.iter("title"), *root.iter("h1")][:2]
    return any(_STATUS.search("".join(heading.itertext())) for heading in headings)


class _Page:
    """The blocks of a page while it is walked, and the line that is open."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.open: list[str] = []
        self.deep = False

    def end_line(self) -> None:
        """What was said so far is a line."""
        text = "".join(self.open)
        self.open = []
        if text.strip():
            self.blocks.append(Line(" ".join(text.split())))

    def inside(self, element: etree._Element, depth: int, kept: bool = False) -> None:
        """The text and tables of an element, in reading order. `kept`: line ends of the source are line ends."""
        if depth > _DEEPEST:
            self.deep = self.deep or bool("".join(element.itertext()).strip())
            return
        self.say(element.text, kept)
        for child in element:
            if isinstance(child.tag, str) and not _left_out(child):
                self.child(child, depth + 1, kept)
            self.say(child.tail, kept)

    def say(self, text: str | None, kept: bool) -> None:
        """Signs of the open line."""
        if not text:
            return
        if not kept:
            self.open.append(text)
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self.end_line()
            self.open.append(line)

    def child(self, element: etree._Element, depth: int, kept: bool) -> None:
        """One element, by what it does to lines."""
        name = element.tag
        if name == "br":
            self.end_line()
        elif name == "table":
            self.end_line()
            self.table(element, depth)
        elif _LINES.fullmatch(name):
            self.end_line()
            if name == "li" and (printed := _ordinal(element)):
                self.open.append(printed)
            self.inside(element, depth, kept or name == "pre")
            self.end_line()
        elif name == "input":
            return
        else:
            self.inside(element, depth, kept)

    def table(self, element: etree._Element, depth: int) -> None:
        """A table: its caption as lines, then its rows."""
        grid = Grid()
        for row in _rows(element):
            if isinstance(row.tag, str) and row.tag == "caption":
                self.child(row, depth + 1, False)
                continue
            made = GridRow()
            for cell in row:
                if not isinstance(cell.tag, str) or cell.tag not in ("td", "th") or _left_out(cell):
                    continue
                within = _Page()
                within.inside(cell, depth + 3)
                within.end_line()
                self.deep = self.deep or within.deep
                tall = _count(cell.get("rowspan"))
                made.cells.append(Cell(within.blocks, _count(cell.get("colspan")) or 1, 10**6 if tall == 0 else tall))
            grid.rows.append(made)
        self.blocks.append(grid)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table in the order in which they are shown, and its caption; hidden ones are left out."""
    last: list[etree._Element] = []
    for child in table:
        if not isinstance(child.tag, str) or _left_out(child):
            continue
        if child.tag in ("tr", "caption"):
            yield child
        elif child.tag == "tfoot":
            last += [row for row in child if row.tag == "tr" and not _left_out(row)]
        elif child.tag in ("tbody", "thead"):
            yield from (row for row in child if row.tag == "tr" and not _left_out(row))
    yield from last


def _left_out(element: etree._Element) -> bool:
    """Whether a browser does not show an element as text of the page, or it is certainly a menu."""
    if (
        _LEFT_OUT.fullmatch(element.tag)
        or _ROLES.fullmatch(element.get("role", ""))
        or element.get("hidden") is not None
    ):
        return True
    if _HIDES.search(element.get("style", "")):
        return True
    return element.tag in ("ul", "ol", "dl") and _menu(element)


def _menu(element: etree._Element) -> bool:
    """Whether a list only links elsewhere: four or more entries that are nothing but short links."""
    links = list(element.iter("a"))
    if len(links) < 4 or next(element.iter("table"), None) is not None:
        return False
    linked = sum(len("".join(link.itertext()).strip()) for link in links)
    said = sum(len(text.strip()) for text in element.itertext())
    return linked * 10 >= said * 9 and linked <= 40 * len(links)


def _ordinal(item: etree._Element) -> str:
    """The number that a browser prints before an entry of an ordered list."""
    above = item.getparent()
    if above is None or above.tag != "ol" or "none" in above.get("style", ""):
        return ""
    before = sum(1 for _ in islice(item.itersiblings("li", preceding=True), _MOST))
    if before == _MOST:
        return ""
    forms = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
    count = _count(item.get("value"), 0) or _count(above.get("start")) + before
    return numeral(count, forms.get(above.get("type", ""), "decimal")) + ". "


def _count(text: str | None, default: int = 1) -> int:
    match = _NUMBER.match(text or "")
    return min(int(match[1]), 10**6) if match else default
