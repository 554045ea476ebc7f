"""The parts of a notice: head, 主送, text, list of attachments, signature and date, imprint, attachments with tables.

Knows their order (GB/T 9704-2012) and how each begins; what a part says, others read. Every item that is of no part
ends here as furniture or unread.
"""

from __future__ import annotations

import itertools
import re
from functools import cache

from loaders.coverage import Coverage
from loaders.document import Document, Item, Paragraph, Row
from loaders.notices.head import Head, is_text
from loaders.notices.table import Grid, filled
from loaders.prose.citations import issuers_in
from loaders.prose.patterns import any_of
from loaders.records import Place
from loaders.words import fold, narrow_digits, squeeze, tidy
from ontology import vocabulary

_PAGE = re.compile(r"[-—–－·]*(?:第)?\d{1,3}(?:页)?(?:[/共]\d{1,3}页?)?[-—–－·]*")
_COLON = re.compile(r"[:：]\s*$")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A date alone on its line, a heading of an attachment, a line of the imprint."""
    words = vocabulary.load("notices")
    digits = f"[0-9{words['date']['digits']}]"
    number = f"[0-9{words['date']['digits']}十廿]"
    date = re.compile(rf"(?P<year>{digits}{{4}})年(?P<month>{number}{{1,3}})月(?P<day>{number}{{1,3}})日")
    lines = words["lines"]
    attachment = re.compile(rf"(?:{any_of(lines['attachment'])})(?:\d{{1,2}}(?:-\d)?|[一二三四五六七八九十])?[:：.、]?")
    imprint = re.compile(rf"(?:{any_of(lines['imprint'])})|.*{date.pattern}{lines['printed']}")
    return date, attachment, imprint


def date_of(text: str) -> str | None:
    """The day that a text is, in Arabic or Chinese digits, as ISO 8601; None where it is more or less than a day.

    >>> date_of("二〇二五年八月十一日"), date_of("2025年8月11日"), date_of("2025年8月")
    ('2025-08-11', '2025-08-11', None)
    """
    match = _patterns()[0].fullmatch(narrow_digits(squeeze(text)))
    if match is None:
        return None
    words = vocabulary.load("notices")["date"]
    table = str.maketrans(words["digits"], words["values"])
    year, month, day = int(match["year"].translate(table)), _small(match["month"], table), _small(match["day"], table)
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _small(text: str, table: dict[int, int]) -> int:
    """A number up to 99 in Arabic or Chinese signs."""
    body = text.translate(table).replace("廿", "2十")
    tens, ten, ones = body.partition("十")
    if not ten:
        return int(body)
    return int(tens or 1) * 10 + int(ones or 0)


class Parts:
    """The parts of one notice; `divide` fills them in.

    `pieces` are the lines of the text, `notes` those of attachments without a table, `signed` the names under the text.
    """

    def __init__(self, document: Document, head: Head, coverage: Coverage) -> None:
        self.document = document
        self.head = head
        self.coverage = coverage
        self.pieces: list[tuple[str, Place]] = []
        self.notes: list[tuple[str, Place]] = []
        self.grids: list[Grid] = []
        self.signed: list[str] = []
        self.dates: list[tuple[str, Place]] = []
        self.day: str | None = None
        self.addressees: str | None = None

    def _read_head(self) -> None:
        """The lines above the text; what says nothing of the notice is unread."""
        for index in sorted(self.head.used):
            self.coverage.read([self.document.items[index].at], "notice-head")
        labels = tuple(f"{label}:" for label in vocabulary.load("notices")["title"]["label"])
        for item in self.document.items[: self.head.end]:
            if isinstance(item, Row):
                self._property_row(item)
            elif squeeze(item.text).startswith(labels):
                self.coverage.read([item.at], "notice-head")
            if item.at not in self.coverage.ends:
                text = _flat(item)
                if not text or _PAGE.fullmatch(text) or self._is_trimming(text) or self._is_menu(item, text):
                    self.coverage.furniture(item.at, text, "notice-head")

    def _is_menu(self, item: Item, text: str) -> bool:
        """Whether a line above the head of a web page is of its menu: short, and without a number."""
        web = self.document.media_type == "text/html"
        return web and isinstance(item, Paragraph) and len(text) <= 40 and not re.search(r"\d", text)

    def _property_row(self, row: Row) -> None:
        """A row of the list of properties that a page prints above the notice: 发文机关, 成文日期 and the like."""
        labels = vocabulary.load("notices")["title"]["label"]
        cells = [cell.strip(":：") for _, cell in filled(row)]
        if any(cell in labels for cell in cells):
            self.coverage.read([row.at], "notice-head")
        dated = vocabulary.load("notices")["date"]["label"]
        for name, value in itertools.pairwise(cells):
            if name in dated and (day := date_of(value)) is not None:
                self.day = day

    def divide(self) -> None:
        """Tells head, text, attachments, signature and imprint apart, and cuts the tables out."""
        self._read_head()
        state = "text"
        title: list[Paragraph] = []
        for index, item in enumerate(self.document.items):
            if index < self.head.end or index in self.head.used:
                continue
            if isinstance(item, Row):
                state = "attachment"
                self._row(item, title)
                title = []
                continue
            text = squeeze(item.text)
            if self._is_around(item, text):
                continue
            if state == "text":
                state = self._text_line(item, text)
            elif state == "list":
                state = self._listed(item, text)
            elif _is_attachment(text) or title or state == "attachment":
                state = "attachment"
                title = self._attached(item, text, title)
            else:
                self.coverage.unread([item.at], "after-notice")
        if title:
            self.notes += [(line.text, line.at) for line in title]

    def _is_around(self, item: Paragraph, text: str) -> bool:
        """Lines that stand anywhere: blank ones, page numbers, signature, date, imprint, contacts."""
        _, _, imprint = _patterns()
        if not text or _PAGE.fullmatch(text):
            self.coverage.furniture(item.at, "", "page")
        elif self.pieces and (day := self._dated(text)) is not None:
            self.dates.append((day, item.at))
            self.coverage.read([item.at], "date")
        elif self.pieces and self._signs(text):
            self.coverage.read([item.at], "signature")
        elif imprint.match(text.strip("（）()")):
            self.coverage.read([item.at], "imprint")
        elif self._is_trimming(text):
            self.coverage.furniture(item.at, item.text, "trimming")
        else:
            return False
        return True

    def _dated(self, text: str) -> str | None:
        """The day of a line that prints a date, and at most a line of the imprint behind it."""
        date, _, imprint = _patterns()
        match = date.match(narrow_digits(text))
        if match is None:
            return None
        rest = text[match.end() :].strip("（）()")
        return date_of(text[: match.end()]) if not rest or imprint.match(rest) or self._is_trimming(rest) else None

    def _is_trimming(self, text: str) -> bool:
        words = vocabulary.load("notices")["lines"]
        bare = text.strip("（）()【】[]")
        return len(text) <= 60 and (
            bare.startswith(tuple(words["contact"]))
            or (not is_text(text) and bare.startswith(tuple(words["furniture"])))
        )

    def _signs(self, text: str) -> bool:
        """Whether a line is the name of who issues the notice, and nothing else."""
        names = issuers_in(text)
        if not names or _COLON.search(text) or len("".join(names)) < len(text) - len(names):
            return False
        known = {fold(name) for name in self.head.issuers}
        if known and not any(fold(name) in known for name in names):
            return False
        self.signed += names
        return True

    def _text_line(self, item: Paragraph, text: str) -> str:
        """One line of the text; returns the part that the next line is in."""
        begun = any(is_text(squeeze(piece)) for piece, _ in self.pieces)
        if not begun and not is_text(text) and _COLON.search(text) and self.addressees is None:
            names = [piece for piece, _ in self.pieces] + [_COLON.sub("", item.text)]
            self.addressees = tidy("".join(map(str.strip, names))) or None
            self.coverage.read([*(at for _, at in self.pieces), item.at], "addressees")
            self.pieces.clear()
            return "text"
        if self.pieces and _is_attachment(text):
            self.coverage.read([item.at], "attachments")
            bare = _patterns()[1].fullmatch(text)
            return "attachment" if bare and not text.endswith((":", "：")) else "list"
        self.pieces.append((item.text, item.at))
        return "text"

    def _listed(self, item: Paragraph, text: str) -> str:
        """A line of the list of attachments."""
        bare = _patterns()[1].fullmatch(text) and text[-1] not in ":："  # the head of one, where no date parts them
        if (self.dates or bare) and _is_attachment(text):
            self.coverage.read([item.at], "attachment")
            return "attachment"
        if self.dates:
            self.notes.append((item.text, item.at))
            return "attachment"
        self.coverage.read([item.at], "attachments")
        return "list"

    def _attached(self, item: Paragraph, text: str, title: list[Paragraph]) -> list[Paragraph]:
        """A line of an attachment: the beginning of a table's title, or prose."""
        if _is_attachment(text):
            self.notes += [(line.text, line.at) for line in title]
            self.coverage.read([item.at], "attachment")
            return [item]
        if len(title) > 5 or re.search("[。；;]", text) or text.startswith(_notes()):
            self.notes += [(line.text, line.at) for line in title if line.at not in self.coverage.ends]
            self.notes.append((item.text, item.at))
            return []
        return [*title, item]

    def _row(self, row: Row, title: list[Paragraph]) -> None:
        """A row: of the table above it where nothing but the turn of a page stands between, else of a new one."""
        last = self.grids[-1] if self.grids else None
        opens = [line for line in title if not _repeats(line, last)]
        if last is None or opens or not _goes_on(last, row):
            self.grids.append(Grid(title=list(title), rows=[row]))
        else:
            last.title += title
            last.rows.append(row)


def _flat(item: Item) -> str:
    return squeeze(item.text if isinstance(item, Paragraph) else "".join(item.cells))


def _is_attachment(text: str) -> bool:
    """附件, 附件1, 附件：1.…: the head of an attachment or of the list of them."""
    match = _patterns()[1].match(text)
    return match is not None and (match.end() == len(text) or text[match.end() - 1] in ":：.、")


@cache
def _notes() -> tuple[str, ...]:
    return tuple(f"{word}{colon}" for word in vocabulary.load("notices")["lines"]["note"] for colon in ":：")


def _repeats(line: Paragraph, last: Grid | None) -> bool:
    """Whether a line above a row says only what the table's head said already: its title on the next page, its unit."""
    return last is not None and any(squeeze(line.text) == squeeze(other.text) for other in last.title)


def _goes_on(last: Grid, row: Row) -> bool:
    """Whether a row may be the next of a table: of the same drawn grid, or of one as wide on the next page."""
    before = last.rows[-1]
    if row.grid is None or row.grid == before.grid:
        return True
    return len(row.cells) == len(before.cells) and row.at.page not in (None, before.at.page)
