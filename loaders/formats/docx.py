"""Word documents (.docx) by their XML: paragraphs with the numbers Word prints before them, tables with their spans.

Left out are what a reader of the page does not see as its text: headers, footers, comments, hidden text, deletions.
Knows WordprocessingML; must not know what a document says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from loaders.document import Document, Rejected
from loaders.formats.grids import Block, Cell, Grid, GridRow, Line, flatten
from loaders.formats.numbering import Numbering, W, number, value
from loaders.formats.packages import Package
from loaders.formats.pages import COLUMNS, assemble

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: Columns that a table of Word can have.
_WIDEST = 63

_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ALTERNATE, _TEXT_BOX = f"{_CHOICE}AlternateContent", f"{W}txbxContent"

_WITHIN = {
    f"{W}{name}"
    for name in ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo")
} | {f"{_MATH}oMath", f"{_MATH}oMathPara"}
_LEFT_OUT = {f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "instrText", "delText", "rt", "tblPr")}
#: Signs of Word's symbol fonts, which have no letters at their codes.
_SYMBOLS = {
    "wingdings": {0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "□", 0x6F: "□", 0x6E: "■", 0x6C: "●", 0xD8: "➢"},
    "wingdings 2": {0x50: "✓", 0x4F: "✗", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x2A: "□", 0x6A: "①"},
    "symbol": {0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xB7: "•", 0xB0: "°", 0x25: "%"},
}


def read_docx(data: bytes) -> Document:
    """The document in the bytes of a Word file. Pages are counted by the breaks that it holds.

    Raises `Rejected` where the package is damaged, protected, or larger than any document is.
    """
    package = Package(data)
    name = package.main("word/document.xml")
    root = package.tree(name)
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise Rejected("a Word package without a document in it")
    word = _Word(package, name, body)
    blocks = word.body(body)
    blocks += word.notes()
    items = flatten(blocks)
    if not items:
        raise Rejected("a Word document without text")
    return assemble(data, MEDIA_TYPE, items, word.page)


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style says of paragraphs: list and level, whether they are hidden or begin a page, the size of signs."""

    num: str | None = None
    depth: int | None = None
    hidden: bool | None = None
    breaks: bool | None = None
    size: float | None = None


@dataclass(slots=True)
class _Pieces:
    """A paragraph while it is read: the text of each line with its page, and what stands beside it in boxes."""

    lines: list[Line] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)


class _Word:
    """The reading of one document: the page it has come to, its lists, its styles, the notes it refers to."""

    def __init__(self, package: Package, name: str, body: etree._Element) -> None:
        self.page = 1
        self.fresh = True  # nothing stands on this page yet
        self.after_break = False  # an explicit break began it: the break that Word counted last is the same one
        self.package = package
        targets = package.relations(name).values()
        parts = {target.rsplit("/", 1)[-1].casefold(): target for target in targets}
        self.note_parts = {kind: parts.get(f"{kind}notes.xml", f"word/{kind}notes.xml") for kind in ("foot", "end")}
        self.numbering = Numbering(package.tree(parts.get("numbering.xml", "word/numbering.xml")))
        self.styles, self.default = _styles(package.tree(parts.get("styles.xml", "word/styles.xml")))
        self.referred: list[tuple[str, str]] = []
        self.sections = _section_breaks(body)
        self.carried: _Pieces | None = None  # a paragraph whose mark was deleted: it goes on in the next one

    def body(self, parent: etree._Element) -> list[Block]:
        """The blocks in a container of paragraphs and tables."""
        blocks: list[Block] = []
        for element in _children(parent):
            if element.tag == f"{W}p":
                blocks += self.paragraph(element)
            elif element.tag == f"{W}tbl":
                blocks.append(self.table(element))
            elif element.tag in _WITHIN:
                blocks += self.body(element)
        return blocks

    def notes(self) -> list[Block]:
        """The footnotes and endnotes that the text refers to, in its order."""
        blocks: list[Block] = []
        for kind, part in self.note_parts.items():
            wanted = [note for of, note in self.referred if of == kind]
            root = self.package.tree(part) if wanted else None
            if root is not None:
                notes = {note.get(f"{W}id"): note for note in root.iterchildren(f"{W}{kind}note")}
                for note in wanted:
                    if note in notes:
                        blocks += self.body(notes[note])
        return blocks

    # paragraphs

    def paragraph(self, element: etree._Element) -> list[Block]:
        """A paragraph as lines, then the text boxes that are anchored in it."""
        properties = element.find(f"{W}pPr")
        style = self.style(properties)
        if style.breaks and not self.fresh:
            self.turn()
        pieces = self.carried or _Pieces([Line("", self.page)])
        self.carried = None
        start = len(pieces.lines) - 1, len(pieces.lines[-1].text)
        self.runs(element, pieces, bool(style.hidden))
        self.number(pieces, start, style)
        if properties is not None:
            if _on(properties.find(f"{W}rPr"), "del") or _on(properties.find(f"{W}rPr"), "moveFrom"):
                self.carried = pieces
                return []
            if properties.find(f"{W}sectPr") is not None and next(self.sections, False):
                self.turn()
        for line in pieces.lines:
            line.size = style.size
        return [line for line in pieces.lines if line.text.strip()] + pieces.boxes

    def style(self, properties: etree._Element | None) -> _Style:
        """What holds for a paragraph: its own properties over those of its style."""
        if properties is None:
            return self.default
        name = value(properties, "pStyle")
        given = self.styles.get(name, self.default) if name else self.default
        own = _style_of(properties)
        own_num = properties.find(f"{W}numPr")
        num = given.num if own.num is None else own.num
        depth = own.depth
        if depth is None and own_num is None and num is not None and name:
            depth = self.numbering.level_of_style(num, name)
        if depth is None:
            depth = given.depth if own_num is None else 0
        breaks = given.breaks if own.breaks is None else own.breaks
        return _Style(num, depth, given.hidden, breaks, given.size)

    def number(self, pieces: _Pieces, start: tuple[int, int], style: _Style) -> None:
        """Puts the number that Word prints before the paragraph where its own text begins."""
        line, offset = start
        said = any(piece.text.strip() for piece in pieces.lines[line:]) or pieces.boxes
        if style.num in (None, "0") or style.hidden or not said:
            return
        printed = self.numbering.next(style.num or "", style.depth or 0)
        of = pieces.lines[line]
        of.text = of.text[:offset] + printed + of.text[offset:].lstrip()

    def runs(self, parent: etree._Element, pieces: _Pieces, hidden: bool) -> None:
        """The runs of a paragraph, through what may lie between: links, fields, insertions, controls."""
        for element in _children(parent):
            if element.tag == f"{W}r":
                self.run(element, pieces, hidden)
            elif element.tag == f"{W}ruby":
                self.base(element, pieces, hidden)
            elif element.tag in _WITHIN or element.tag.startswith(_MATH):
                self.runs(element, pieces, hidden)
                if element.tag == f"{_MATH}t":
                    self.say(element.text or "", pieces)

    def run(self, run: etree._Element, pieces: _Pieces, hidden: bool) -> None:
        """The signs of one run."""
        properties = run.find(f"{W}rPr")
        if properties is not None:
            name = value(properties, "rStyle")
            of_style = self.styles.get(name) if name else None
            own = _switch(properties, "vanish")
            inherited = of_style.hidden if of_style is not None and of_style.hidden is not None else hidden
            hidden = inherited if own is None else own
            if _on(properties, "del") or _on(properties, "moveFrom"):
                return
        for element in _children(run):
            self.sign(element, pieces, hidden)

    def sign(self, element: etree._Element, pieces: _Pieces, hidden: bool) -> None:
        """What one element of a run puts on the page."""
        name = element.tag.removeprefix(W)
        if name == "lastRenderedPageBreak":
            if not self.after_break:
                self.turn(explicit=False)
            self.after_break = False
        elif name == "br" and element.get(f"{W}type") == "page":
            self.turn()
            pieces.lines.append(Line("", self.page))
        elif hidden:
            return
        elif name == "t":
            self.say(element.text or "", pieces)
        elif name in ("tab", "ptab"):
            pieces.lines[-1].text += "\t"
        elif name in ("br", "cr"):
            pieces.lines.append(Line("", self.page))
        elif name == "noBreakHyphen":
            self.say("-", pieces)
        elif name == "sym":
            self.say(_symbol(element), pieces)
        elif name == "ruby":
            self.base(element, pieces, hidden)
        elif name in ("footnoteReference", "endnoteReference"):
            self.referred.append((name.removesuffix("noteReference"), element.get(f"{W}id", "")))
        elif name in ("drawing", "pict", "object"):
            for box in _boxes(element):
                pieces.boxes += self.apart(box)

    def base(self, ruby: etree._Element, pieces: _Pieces, hidden: bool) -> None:
        """The text under a reading aid."""
        for base in ruby.iterchildren(f"{W}rubyBase"):
            self.runs(base, pieces, hidden)

    def apart(self, box: etree._Element) -> list[Block]:
        """What a text box holds: none of it goes on in the paragraph that anchors it."""
        carried, self.carried = self.carried, None
        blocks = self.body(box)
        self.carried = carried
        return blocks

    def say(self, text: str, pieces: _Pieces) -> None:
        """Signs of the current line; line ends in the XML are blanks."""
        if not text:
            return
        line = pieces.lines[-1]
        if not line.text.strip():
            line.page = self.page
        line.text += text.replace("\n", " ").replace("\t", " ")
        if text.strip():
            self.fresh = self.after_break = False

    # tables

    def table(self, element: etree._Element) -> Grid:
        """A table with its rows in order; a cell that reaches down over others holds the rows it covers."""
        grid = Grid()
        open_above: dict[int, tuple[Cell, int]] = {}  # column -> the cell that may reach down, and its columns
        for row in _rows(element):
            properties = row.find(f"{W}trPr")
            if properties is not None and (_on(properties, "del") or _switch(properties, "hidden")):
                continue
            grid.rows.append(self.row(row, properties, open_above))
        return grid

    def row(
        self, element: etree._Element, properties: etree._Element | None, open_above: dict[int, tuple[Cell, int]]
    ) -> GridRow:
        """One row of a table. Its page is the one on which it begins."""
        row = GridRow()
        before = 0 if properties is None else number(value(properties, "gridBefore"), 0)
        column = max(0, min(before, _WIDEST))
        if column:
            row.cells.append(Cell(wide=column))
        came_from, furthest = self.page, self.page
        state = self.fresh, self.after_break
        for cell in _cells(element):
            self.page = came_from
            self.fresh, self.after_break = state
            given = cell.find(f"{W}tcPr")
            wide = 1 if given is None else max(1, min(number(value(given, "gridSpan"), 1), COLUMNS))
            merge = None if given is None else given.find(f"{W}vMerge")
            made = Cell(self.body(cell), wide)
            first = next((page for block in made.blocks if (page := _page(block)) is not None), None)
            row.page = first if row.page is None else row.page
            furthest = max(furthest, self.page)
            above = open_above.pop(column, None)
            if merge is None:
                row.cells.append(made)
            elif merge.get(f"{W}val", "continue") != "restart" and above is not None and above[1] == wide:
                above[0].tall += 1
                open_above[column] = above
            else:
                row.cells.append(made)
                open_above[column] = (made, wide)
            for covered in range(column + 1, min(column + wide, column + COLUMNS)):
                open_above.pop(covered, None)
            column += wide
        for beyond in [start for start in open_above if start >= column]:
            del open_above[beyond]
        self.page = furthest
        row.page = row.page or came_from
        return row

    # pages

    def turn(self, explicit: bool = True) -> None:
        """The next page begins."""
        self.page += 1
        self.fresh = True
        self.after_break = explicit


def _page(block: Block) -> int | None:
    if isinstance(block, Line):
        return block.page
    return next((row.page for row in block.rows), None)


def _children(parent: etree._Element) -> Iterator[etree._Element]:
    """The elements in another, of two alternatives the one that is written for newer readers."""
    for element in parent:
        if not isinstance(element.tag, str) or element.tag in _LEFT_OUT:
            continue
        if element.tag == _ALTERNATE:
            chosen = element.find(f"{_CHOICE}Choice")
            chosen = element.find(f"{_CHOICE}Fallback") if chosen is None else chosen
            if chosen is not None:
                yield from _children(chosen)
        else:
            yield element


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The outermost text boxes of a drawing."""
    for child in _children(element):
        if child.tag == _TEXT_BOX:
            yield child
        else:
            yield from _boxes(child)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return _found(table, f"{W}tr")


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return _found(row, f"{W}tc")


def _found(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, through the controls that may stand around them."""
    for element in _children(parent):
        if element.tag == tag:
            yield element
        elif element.tag in _WITHIN:
            yield from _found(element, tag)


def _section_breaks(body: etree._Element) -> Iterator[bool]:
    """For each section that ends, whether the next begins a page: that is said at the end of the next."""
    kinds = [value(section, "type") or "nextPage" for section in body.iter(f"{W}sectPr")]
    return iter([kind not in ("continuous", "nextColumn") for kind in kinds[1:]])


def _styles(root: etree._Element | None) -> tuple[dict[str, _Style], _Style]:
    """The styles by their ids, each with what it takes from the style it is based on; and that of plain paragraphs."""
    own: dict[str, tuple[_Style, str | None]] = {}
    default = _Style()
    default_name = None
    for style in [] if root is None else root.iterchildren(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        properties = style.find(f"{W}pPr")
        found = _Style() if properties is None else _style_of(properties)
        signs = style.find(f"{W}rPr")
        if signs is not None:
            size = number(value(signs, "sz"), 0)
            found = replace(found, hidden=_switch(signs, "vanish"), size=size / 2 if size > 0 else None)
        own[name] = (found, value(style, "basedOn"))
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
            default_name = name
    styles: dict[str, _Style] = {}
    for name in own:
        chain: list[str] = []
        at: str | None = name
        while at in own and at not in chain and at not in styles and at is not None:
            chain.append(at)
            at = own[at][1]
        whole = styles.get(at or "", _Style())
        for link in reversed(chain):
            whole = styles[link] = _over(own[link][0], whole)
    return styles, styles.get(default_name or "", default)


def _over(style: _Style, base: _Style) -> _Style:
    return _Style(
        base.num if style.num is None else style.num,
        base.depth if style.depth is None else style.depth,
        base.hidden if style.hidden is None else style.hidden,
        base.breaks if style.breaks is None else style.breaks,
        base.size if style.size is None else style.size,
    )


def _style_of(properties: etree._Element) -> _Style:
    """What the properties of a paragraph say by themselves."""
    listed = properties.find(f"{W}numPr")
    num = depth = None
    if listed is not None:
        num = value(listed, "numId")
        level = value(listed, "ilvl")
        depth = None if level is None else number(level, 0)
    return _Style(num, depth, None, _switch(properties, "pageBreakBefore"))


def _switch(properties: etree._Element, name: str) -> bool | None:
    """A property that is on, off, or not said."""
    found = properties.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val", "1") not in ("0", "false", "off")


def _on(properties: etree._Element | None, name: str) -> bool:
    return properties is not None and properties.find(f"{W}{name}") is not None


def _symbol(element: etree._Element) -> str:
    """A sign of a symbol font; the mark of a lost one where it is none that documents use."""
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return ""
    if not 0 < code <= 0xFFFF or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    if not 0xF000 <= code <= 0xF0FF:
        return chr(code)
    font = element.get(f"{W}font", "").casefold()
    return _SYMBOLS.get(font, {}).get(code - 0xF000, "\ufffd")
