"""Cuts a document into its segments: cover, contents, prose by section, tables, target sheets, glossary.

Knows the headings and titles of `ontology.vocabulary` (sections, tables, sheets) and the shapes of headings; what
stands inside a segment is read by the module of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from loaders.document import Document, Item, Paragraph, Row
from loaders.tables.headings import compose
from loaders.tables.rows import label_line
from loaders.targets.indicators import mentions_indicators
from loaders.titles import (
    LEVELS,
    SENTENCE,
    YEAR,
    heading_level,
    is_part,
    part_of,
    section_of,
    table_kind,
    table_rule,
    title_year,
)
from loaders.words import amount, squeeze
from ontology import vocabulary

__all__ = ["Segment", "cut", "heading_level", "opens_sheet", "section_of", "table_kind", "table_rule", "title_year"]


@dataclass(slots=True)
class Segment:
    """A run of items of one kind. `kind`: cover, contents, heading, prose, table, sheet, watermark, glossary, blank.

    `key` is the section of prose or the kind of table; `title` the items of the title lines.
    """

    kind: str
    key: str = ""
    title: list[Paragraph] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    parent: str = ""
    untitled: bool = False  # a table whose title OCR lost: its kind is told by its first rows


_LEADERS = re.compile(r"[.．…·]{3,}\s*\d{0,3}\s*$|(?:\t|\s{2,}|[.．…·]+)\d{1,3}\s*$")
_SENTENCE_END = "。；：！？!?;:”’】）)"


@cache
def _watermarks() -> tuple[frozenset[str], frozenset[str]]:
    words = vocabulary.load("text")
    return frozenset(map(squeeze, words["watermarks"])), frozenset(map(squeeze, words["illegible"]))


@cache
def _sheet_words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    words = vocabulary.load("sheets")
    return frozenset(words["opens"]), frozenset(words["closes"]), frozenset(words["header_only"])


def _first_cell(item: Item) -> str:
    if isinstance(item, Paragraph):
        return squeeze(item.text)
    return next((squeeze(cell) for cell in item.cells if cell), "")


def opens_sheet(row: Row) -> bool:
    """Whether a row is the 项目名称 row of a target sheet, and not the heading of a table of projects."""
    opens, _, header_only = _sheet_words()
    if squeeze(next((cell for cell in row.cells if cell), "")).rstrip(":：") not in opens:
        return False
    filled = [squeeze(cell) for cell in row.cells if cell]
    return len(filled) <= 3 and not any(cell in header_only for cell in filled[1:])


_LARGER = 1.15  # a heading's size over that of the text


class _Cutter:
    """The state of cutting: which part and section we are in, and the segment that is open."""

    def __init__(self, document: Document) -> None:
        self.items = document.items
        self.segments: list[Segment] = []
        self.open: Segment | None = None
        self.part = "cover"
        self.section = ""
        self.printed = document.media_type == "application/pdf"
        self.contents_on: int | None = None  # the page on which the contents stand
        self.body_size = _body_size(document.items)
        self.contents = frozenset(vocabulary.load("sections")["contents"])
        meta = vocabulary.load("tables")["meta"]
        self.meta_number = re.compile("|".join(f"(?:{pattern})" for pattern in meta["number"]))
        self.meta_words = tuple(meta["publisher"]) + tuple(meta["unit"])
        self.publisher_words = tuple(meta["publisher"])
        self.watermarks, self.illegible = _watermarks()
        self.closes = _sheet_words()[1]

    def begin(self, kind: str, key: str = "", title: list[Paragraph] | None = None) -> Segment:
        self.open = Segment(kind, key, title or [], [], self.section)
        self.segments.append(self.open)
        return self.open

    def put(self, kind: str, key: str, item: Item) -> None:
        """The item into the open segment if it is of that kind, else into a new one."""
        if self.open is None or (self.open.kind, self.open.key) != (kind, key):
            self.begin(kind, key)
        assert self.open is not None
        self.open.items.append(item)

    def single(self, kind: str, item: Item, key: str = "") -> None:
        """A segment of one item that does not end the one that is open."""
        self.segments.append(Segment(kind, key, [], [item], self.section))

    def run(self) -> list[Segment]:
        index = 0
        while index < len(self.items):
            item = self.items[index]
            index = self.row(index, item) if isinstance(item, Row) else self.paragraph(index, item)
        return self.segments

    # rows

    def row(self, index: int, row: Row) -> int:
        if self.part == "contents":
            leaders = bool(_LEADERS.search("\t".join(row.cells).rstrip()))
            if leaders or (all(not c or c.isdecimal() for c in row.cells[1:]) and self._title_of(row) is None):
                self.put("contents", "", row)
                return index + 1
            self.part = "narrative"
        if opens_sheet(row) and not self._inside_fresh_table():
            self.open_sheet()
            assert self.open is not None
            self.open.items.append(row)
            return index + 1
        filled = [cell for cell in row.cells if cell]
        if len(filled) == 1 and (kind := self._title_of(row)):
            self.title(kind, Paragraph(filled[0], row.at))
            return index + 1
        outside = self.open is None or self.open.kind not in ("table", "sheet")
        if len(filled) == 1 and (outside or is_part(squeeze(filled[0]))) and self.heading(Paragraph(filled[0], row.at)):
            return index + 1
        if not filled and row.grid is not None and not self._in_grid(row):
            self.single("watermark", row, "blank")
            return index + 1
        if (
            self.open is None
            or self.open.kind not in ("table", "sheet")
            or self._other_grid(row)
            or (
                row.grid is None
                and self.open.kind == "table"
                and self.open.key != "whole-department"
                and self._new_header(index)
            )
        ):
            self._untitled(index)
        assert self.open is not None
        self.open.items.append(row)
        return index + 1

    def _in_grid(self, row: Row) -> bool:
        """Whether the open segment already holds rows of this row's drawn table."""
        return self.open is not None and any(isinstance(i, Row) and i.grid == row.grid for i in self.open.items[-1:])

    def _other_grid(self, row: Row) -> bool:
        """Whether a table of amounts is open whose rows are those of another drawn table."""
        if self.open is None or self.open.kind != "table" or row.grid is None:
            return False
        last = next((item for item in reversed(self.open.items) if isinstance(item, Row)), None)
        if self.open.key == "whole-department" and mentions_indicators(row):
            return False
        return last is not None and last.grid != row.grid

    def _title_of(self, row: Row) -> str | None:
        filled = [cell for cell in row.cells if cell]
        return table_kind(filled[0]) if len(filled) == 1 else None

    def _inside_fresh_table(self) -> bool:
        return (
            self.open is not None
            and self.open.kind == "table"
            and self.open.key.startswith("projects")
            and not self.open.items
        )

    def _by_signature(self, index: int) -> str | None:
        """The kind of a table whose title is lost: what its first rows look like, the next in the usual order."""
        rows = [item for item in self.items[index : index + 3] if isinstance(item, Row)][:1]
        at = self.items.index(rows[0], index) if rows else index
        while rows and at + len(rows) < len(self.items) and len(rows) < 6:
            following = self.items[at + len(rows)]
            if not isinstance(following, Row):
                break
            rows.append(following)
        head = "".join(squeeze("".join(row.cells)) for row in rows)
        words = vocabulary.load("tables")
        fitting = [s["table"] for s in words["signature"] if all(word in head for word in s["words"])]
        order: list[str] = words["order"]
        seen = [order.index(s.key) for s in self.segments if s.kind == "table" and s.key in order]
        later = [kind for kind in fitting if order.index(kind) > max(seen, default=-1)]
        return next(iter(later), fitting[0] if fitting and not seen else None)

    def _untitled(self, index: int) -> None:
        """Begins a table whose title is lost."""
        kind = self._by_signature(index) or "other"
        self.begin("table", kind).untitled = True

    def _new_header(self, index: int) -> bool:
        """Whether a table starts at this row although its title is lost: a heading of another kind after a body."""
        assert self.open is not None
        row = self.items[index]
        assert isinstance(row, Row)
        filled = [cell for cell in row.cells if cell]
        if len(filled) < 2 or not all(compose(cell).known for cell in filled) or not self._has_body():
            return False
        kind = self._by_signature(index)
        head = [[cell for cell in item.cells if cell] for item in self.open.items if isinstance(item, Row)][:4]
        return kind is not None and kind != self.open.key and filled not in head

    def _new_table(self, index: int) -> bool:
        """Whether a table of amounts is open, and another one starts at this row."""
        assert self.open is not None
        return self.open.kind == "table" and self.open.key != "whole-department" and self._new_header(index)

    def _has_body(self) -> bool:
        assert self.open is not None
        return any(
            isinstance(item, Row) and any(amount(cell) is not None for cell in item.cells) for item in self.open.items
        )

    # paragraphs

    def paragraph(self, index: int, item: Paragraph) -> int:
        text = item.text
        bare = squeeze(text)
        if not bare:
            self.single("watermark", item, "mark")
            return index + 1
        if bare in self.watermarks:
            self.single("watermark", item, "watermark")
            return index + 1
        if bare in self.illegible:
            self.single("watermark", item, "illegible")
            return index + 1
        if bare in self.contents:
            self.part = "contents"
            self.contents_on = item.at.page
            self.begin("contents")
            self.put("contents", "", item)
            return index + 1
        if self.part == "contents" and (goes_on := self._contents_page(index)) is not None:
            if goes_on:
                self.put("contents", "", item)
                return index + 1
            self.part = "narrative"
        if self.part == "contents":
            if _LEADERS.search(text) and not self._ends_contents(index):
                self.put("contents", "", item)
                return index + 1
            self.part = "narrative"
            if not self._heading_like(bare) and table_kind(text) is None:
                self.part = "contents"
                self.put("contents", "", item)
                return index + 1
        if self.part == "cover" and not is_part(bare) and not self._table_follows(index):
            self.put("cover", "", item)
            return index + 1
        if self._title(index, item, bare):
            return index + 1
        if self.open is not None and self.open.kind == "sheet":
            return self._in_sheet(index, item, bare)
        if self.open is not None and self.open.kind == "table" and self._belongs_to_table(index, item, bare):
            self.open.items.append(item)
            return index + 1
        if self.heading(item):
            return index + 1
        if self.section == "glossary" or self.part == "glossary":
            self.put("glossary", "", item)
        else:
            self.put("prose", self.section or "preface", item)
        return index + 1

    def _title(self, index: int, item: Paragraph, bare: str) -> bool:
        if self.meta_number.match(bare) and self._title_ahead(index):
            self.single("heading", item, "number")
            return True
        kind = table_kind(item.text)
        if kind == "other" and not any(isinstance(i, Row) for i in self.items[index + 1 : index + 6]):
            kind = None
        if kind is None and len(bare) <= 60 and not self._heading_like(bare):
            kind = self._split_title(index, item)
        if kind is None:
            return False
        self.title(kind, item)
        return True

    def _split_title(self, index: int, item: Paragraph) -> str | None:
        """A title that a page break cut in two: this line and the next together are one, neither alone."""
        following = self.items[index + 1] if index + 1 < len(self.items) else None
        if (
            not isinstance(following, Paragraph)
            or SENTENCE.search(item.text)
            or squeeze(item.text)[-1] in _SENTENCE_END
        ):
            return None
        whole = squeeze(item.text) + squeeze(following.text)
        kind = table_kind(whole)
        after = self.items[index + 2] if index + 2 < len(self.items) else None
        if kind is None or table_kind(following.text) is not None or not isinstance(after, Row | Paragraph):
            return None
        return kind if YEAR.search(whole) and len(squeeze(following.text)) <= 12 else None

    def _title_ahead(self, index: int) -> bool:
        ahead = [item for item in self.items[index + 1 : index + 4] if isinstance(item, Paragraph)]
        return any(table_kind(item.text) for item in ahead) or any(
            isinstance(item, Row) for item in self.items[index + 1 : index + 4]
        )

    def title(self, kind: str, item: Paragraph) -> None:
        if self.part == "cover":
            self.part = "tables"
        if kind == "sheet":
            if self.open is not None and self.open.kind == "sheet" and not self.open.items:
                self.open.title.append(item)
            else:
                self.begin("sheet", "sheet", [item])
            return
        self.begin("table", kind, [item])

    def open_sheet(self) -> None:
        fresh = (
            self.open is not None
            and self.open.kind == "sheet"
            and len(self.open.items) <= 3  # only its title and year so far
            and not any(isinstance(i, Row) and opens_sheet(i) for i in self.open.items)
        )
        if not fresh:
            self.begin("sheet", "sheet")

    def _in_sheet(self, index: int, item: Paragraph, bare: str) -> int:
        assert self.open is not None
        fields = any(bare.startswith(word) for word in self.closes)
        closed = any(_first_cell(i).startswith(tuple(self.closes)) for i in self.open.items[-4:])
        if fields or not self.open.items:
            self.open.items.append(item)
            return index + 1
        if self.heading(item):
            return index + 1
        if closed and not self._sheet_goes_on(index):
            self.put("prose", self.section or "preface", item)
            return index + 1
        self.open.items.append(item)
        return index + 1

    def _sheet_goes_on(self, index: int) -> bool:
        following = self.items[index + 1] if index + 1 < len(self.items) else None
        return isinstance(following, Row) and not opens_sheet(following)

    def _belongs_to_table(self, index: int, item: Paragraph, bare: str) -> bool:
        assert self.open is not None
        if (drawn := self._drawn_table(index, bare)) is not None:
            return drawn
        label = re.split(r"[:：]", bare)[0]
        if label in self.publisher_words and bare != label and self.open.key != "other" and self._table_after(index):
            self._untitled(index + 1)  # a publisher's line after rows: the next table, without its title
            return True
        if self._label_alone(index, bare):
            return True
        if label in self.meta_words or any(bare.startswith((word + ":", word + "：")) for word in self.meta_words):
            return True
        if not self.open.items:
            return not self._heading_like(bare)
        words = vocabulary.load("tables")["meta"]
        if any(bare.startswith(word) for word in words["note"]) or any(
            word in bare for word in words["empty"] if len(bare) <= 24
        ):
            return True
        last = self.open.items[-1]
        following = self.items[index + 1] if index + 1 < len(self.items) else None
        if isinstance(last, Row) and isinstance(following, Row) and not opens_sheet(following):
            whole = len(following.cells) == len(last.cells) and bool(following.cells[0])
            if whole and len(bare) <= 40 and not SENTENCE.search(bare) and not is_part(bare):
                return True  # the beginning of the row below, cut off by a page break
        if self.heading_key(bare) is not None:
            return False
        if isinstance(last, Paragraph) and len(bare) <= 12 and not any(isinstance(i, Row) for i in self.open.items):
            return True  # the publisher's name or the unit, wrapped
        return isinstance(last, Row) and isinstance(following, Row) and len(bare) <= 60 and not SENTENCE.search(bare)

    def _drawn_table(self, index: int, bare: str) -> bool | None:
        """Whether a line belongs to the open drawn table: a remark below it, or a line over it; None for any other."""
        assert self.open is not None
        rows = [item for item in self.open.items if isinstance(item, Row)]
        following = self.items[index + 1] if index + 1 < len(self.items) else None
        if rows and rows[-1].grid is not None:
            words = vocabulary.load("tables")["meta"]
            return any(bare.startswith(word) for word in words["note"]) or (
                len(bare) <= 60 and any(word in bare for word in words["empty"])
            )
        if not rows and isinstance(following, Row) and following.grid is not None:
            return not self._heading_like(bare) and not SENTENCE.search(bare)
        return None

    def _table_after(self, index: int) -> bool:
        """Whether the open table has rows already and another table's rows follow this line."""
        assert self.open is not None
        rows = any(isinstance(item, Row) for item in self.open.items)
        following = self.items[index + 1 : index + 4]
        return rows and any(isinstance(item, Row) and amount(item.cells[-1] or "-") is None for item in following)

    def _label_alone(self, index: int, bare: str) -> bool:
        """Whether 二、… alone on its line is a row of the open table whose blank cells are lost, and no heading."""
        assert self.open is not None
        if not label_line(bare) or not any(isinstance(i, Row) for i in self.open.items):
            return False
        for item in self.items[index + 1 : index + 12]:
            if isinstance(item, Row):
                return not opens_sheet(item)
            if squeeze(item.text) and not label_line(squeeze(item.text)):
                return False
        return False

    def _contents_page(self, index: int) -> bool | None:
        """Whether a line stands on a page of contents; None where the document has no printed pages.

        Contents with page numbers end with their last one. Others fill the page that they begin on.
        """
        page = self.items[index].at.page
        if not self.printed or self.contents_on is None:
            return None
        rest = [i for i in self.items[index:] if i.at.page == page and isinstance(i, Paragraph)]
        led = [number for number, i in enumerate(rest) if _LEADERS.search(i.text)]
        opened = (
            self.open is not None
            and self.open.kind == "contents"
            and any(_LEADERS.search(i.text) for i in self.open.items if isinstance(i, Paragraph))
        )
        if page == self.contents_on and opened and not led:
            return False  # its lines end in page numbers, and there are no more of them
        if page != self.contents_on:
            lines = [i.text for i in self.items[index : index + 60] if isinstance(i, Paragraph) and i.at.page == page]
            if sum(bool(_LEADERS.search(line)) for line in lines) * 2 <= len(lines):
                return False
            self.contents_on = page
        return True

    def _stands_out(self, item: Paragraph, bare: str) -> bool:
        """Whether a line without a number is a heading by its size: a few words, larger than the text."""
        return (
            item.size is not None
            and self.body_size is not None
            and item.size > _LARGER * self.body_size
            and 2 < len(bare) <= 40
            and not SENTENCE.search(bare)
            and bare[-1] not in _SENTENCE_END
        )

    def _ends_contents(self, index: int) -> bool:
        return isinstance(self.items[index], Paragraph) and not _LEADERS.search(getattr(self.items[index], "text", ""))

    def _table_follows(self, index: int) -> bool:
        item = self.items[index]
        return (
            isinstance(item, Paragraph)
            and table_kind(item.text) is not None
            and any(isinstance(i, Row) for i in self.items[index + 1 : index + 6])
        )

    @staticmethod
    def _heading_like(bare: str) -> bool:
        return heading_level(bare, "part", "section", "subsection") is not None

    def heading_key(self, bare: str) -> tuple[str, str] | None:
        """(level, words) of a heading line; None where the line is none."""
        if len(bare) > 60 or SENTENCE.search(bare):
            return None
        found = heading_level(bare, *LEVELS)
        if found is None:
            return None
        level, words = found[0], found[1].rstrip(":：")
        if level in ("subsection", "numbered") and (len(words) > 30 or re.search(r"[，。；]", words)):
            return None
        return level, words

    def heading(self, item: Paragraph) -> bool:
        """Whether the line is a heading; if so, the section changes and what was open is closed."""
        bare = squeeze(item.text)
        found = self.heading_key(bare)
        if found is None and self._stands_out(item, bare):
            return self._unnumbered(item, bare)
        if found is None:
            return False
        level, words = found
        if level == "part":
            part = part_of(words)
            if part is None and words:
                return False
            self.part, self.section = part or "narrative", "glossary" if part == "glossary" else ""
        elif self.part == "glossary":
            return False
        elif level == "section":
            section = section_of(words)
            if section is None and self.section in ("duties", "institution") and self.part == "overview":
                return False
            self.section = section or "other"
        elif (
            self.part == "overview"
            or self.section in ("duties", "institution")
            or (level == "numbered" and self.section not in ("performance", "assets", "services", "other"))
        ):
            return False
        elif level == "subsection" and (section := section_of(words)) in ("services", "transfers"):
            self.section = section or self.section
        self._open_heading(item)
        return True

    def _unnumbered(self, item: Paragraph, bare: str) -> bool:
        """A heading that only its size tells: of a part, of a section, or of what its words do not say."""
        if self.open is not None and self.open.kind in ("table", "sheet") and self.open.items:
            return False
        part = part_of(bare)
        section = section_of(bare)
        self.part = part if part in ("glossary", "overview") else "narrative"
        self.section = "glossary" if part == "glossary" else section or ""
        self._open_heading(item)
        return True

    def _open_heading(self, item: Paragraph) -> None:
        if self.part == "cover":
            self.part = "narrative"
        self.begin("heading", self.section)
        assert self.open is not None
        self.open.items.append(item)
        self.open = None


def _body_size(items: Sequence[Item]) -> float | None:
    """The size in which most of the text is set; None where the format tells no sizes."""
    signs: dict[int, int] = {}
    for item in items:
        if isinstance(item, Paragraph) and item.size is not None:
            half = round(item.size * 2)
            signs[half] = signs.get(half, 0) + len(item.text)
    return max(signs, key=lambda half: signs[half]) / 2 if signs else None


def cut(document: Document) -> list[Segment]:
    """The segments of a document, in reading order. Every item of the document stands in exactly one of them."""
    return _Cutter(document).run()
