"""A notice to its disclosure: parts the document, asks the grammars and puts their records together.

Knows the order of a notice: head, 主送, text, list of attachments, signature and date, imprint, attachments. Every item
ends as read, furniture or unread.
"""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from functools import cache

from loaders.coverage import Coverage, says_something
from loaders.document import Document, Item, Paragraph, Rejected, Row
from loaders.notices.body import Said, masked, read_text, stated
from loaders.notices.distribution import Money, Read, Terms, choose, read_table
from loaders.notices.head import Head, any_of, is_text
from loaders.notices.table import Grid, filled, make_grid
from loaders.prose.citations import Mention, issuers_in, relation_of
from loaders.prose.organizations import located
from loaders.prose.passages import Passage, join
from loaders.records import (
    Booking,
    Citation,
    Disclosure,
    Distribution,
    Figure,
    Finding,
    Notice,
    Organization,
    Place,
    Statement,
)
from loaders.tables.headings import named
from loaders.words import fold, narrow_digits, squeeze, tidy
from ontology import vocabulary

_PAGE = re.compile(r"[-—–－·]*(?:第)?\d{1,3}(?:页)?(?:[/共]\d{1,3}页?)?[-—–－·]*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")
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


class NoticeReader:
    """The reading of one notice; `disclosure` is its result."""

    def __init__(self, document: Document, head: Head) -> None:
        self.document = document
        self.head = head
        self.coverage = Coverage(document)
        self.findings: list[Finding] = list(document.findings)
        self.citations: list[Citation] = []
        self.statements: list[Statement] = []
        self.figures: list[Figure] = []
        self.bookings: list[Booking] = []
        self.passed_on: list[int] = []
        self.pieces: list[tuple[str, Place]] = []
        self.notes: list[tuple[str, Place]] = []
        self.grids: list[Grid] = []
        self.signed: list[str] = []
        self.dates: list[tuple[str, Place]] = []
        self.day: str | None = None
        self.addressees: str | None = None
        self.stated: Decimal | None = None
        self.stated_at: Place | None = None

    def disclosure(self) -> Disclosure:
        """Everything that the notice states. Raises `Rejected` where it names no issuer or no year."""
        self.read_head()
        self.part()
        issuers = self.head.issuers or tuple(dict.fromkeys(self.signed))
        if not issuers:
            raise Rejected("a notice that hands money down, in which no issuer is named")
        year = self.year()
        if year is None:
            raise Rejected("a notice that hands money down, in whose title and number no year is named")
        self.read_text()
        self.read_notes()
        distributions = self.read_tables(year)
        places, codes = located(issuers[0], self.document.text, year)
        number = self.head.number
        if number is None:
            message = "the notice prints no number of its own that can be read"
            self.findings.append(Finding("notice-number", "warning", (self.head.at,), message))
        return Disclosure(
            document="d" + self.document.sha256[:16],
            sha256=self.document.sha256,
            media_type=self.document.media_type,
            publisher=issuers[0],
            publisher_kind="department",
            places=places,
            fiscal_year=year,
            stage="budget",
            kind="notice",
            pages=self.document.pages,
            organizations=(Organization(self.head.at, issuers[0], "department"),),
            citations=tuple(self.citations),
            figures=tuple(self.figures),
            statements=tuple(self.statements),
            findings=tuple(self.findings),
            passages=self.coverage.passages(),
            place_codes=codes,
            text=self.document.text,
            notice=Notice(
                at=self.head.at,
                number=number.number if number else None,
                issuer_code=number.issuer_code if number else None,
                year=number.year if number else None,
                serial=number.serial if number else None,
                suspect=number.suspect if number else False,
                title=self.head.title,
                issuers=issuers,
                kind=self.head.kind,
                action=self.head.action,
                date=self.dates[0][0] if self.dates else self.day,
                addressees=self.addressees,
                stated_yuan=self.stated,
                passes_on=tuple(self.passed_on),
                bookings=tuple(self.bookings),
            ),
            distributions=tuple(distributions),
        )

    def year(self) -> int | None:
        """The year of the money: the title's, of several the number's or the latest; else the number's."""
        number = self.head.number.year if self.head.number else None
        years = [int(year) for year in _YEAR.findall(narrow_digits(self.head.title))]
        if years:
            return number if number in years and self.head.action != "advance" else max(years)
        return number

    # the parts

    def read_head(self) -> None:
        """The lines above the text; what says nothing of the notice is unread."""
        for index in sorted(self.head.used):
            self.coverage.read([self.document.items[index].at], "notice-head")
        for item in self.document.items[: self.head.end]:
            if isinstance(item, Row):
                self._property_row(item)
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

    def part(self) -> None:
        """Tells text, attachments, signature and imprint apart, and cuts the tables out."""
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
        elif self.pieces and (day := date_of(text)) is not None:
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

    def _is_trimming(self, text: str) -> bool:
        words = vocabulary.load("notices")["lines"]
        bare = text.strip("（）()【】[]")
        return len(text) <= 60 and (
            bare.startswith(tuple(words["contact"])) or (len(text) <= 30 and bare.startswith(tuple(words["furniture"])))
        )

    def _signs(self, text: str) -> bool:
        """Whether a line is the name of who issues the notice, and nothing else."""
        names = issuers_in(text)
        if not names or len("".join(names)) < len(text) - len(names):
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
        if self.dates and _is_attachment(text):
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

    # what they say

    def read_text(self) -> None:
        """The sentences of the text: citations, sums, codes."""
        found: list[tuple[Passage, Said]] = []
        for passage in join(self.pieces):
            said = read_text(passage.text)
            found.append((passage, said))
        main = next((index for index, (_, said) in enumerate(found) if said.gives or said.blank), None)
        for index, (passage, said) in enumerate(found):
            before = len(self.citations)
            for number, mention in enumerate(said.mentions):
                if self._is_own(mention):
                    continue
                role = "basis" if number in said.basis else "narrative"
                if number in said.passed_on and index == main:
                    self.passed_on.append(len(self.citations))
                self._cite(passage, mention, role)
            self._book(passage, said)
            self._count(passage, said, index == main)
            self._keep(passage, said, len(self.citations) > before)

    def _is_own(self, mention: Mention) -> bool:
        own = self.head.number
        return bool(own and mention.number and mention.number.number == own.number)

    def _cite(self, passage: Passage, mention: Mention, role: str) -> None:
        at, column = passage.at(mention.start)
        number = mention.number
        self.citations.append(
            Citation(
                at=at,
                column=column,
                role=role,
                relation=relation_of(role, mention.title),
                project=None,
                sheet=None,
                number=number.number if number else None,
                issuer_code=number.issuer_code if number else None,
                year=number.year if number else None,
                serial=number.serial if number else None,
                title=mention.title,
                issuers=mention.issuers,
                kind=mention.kind,
                as_written=mention.as_written,
                suspect=number.suspect if number else False,
            )
        )

    def _book(self, passage: Passage, said: Said) -> None:
        for code in said.codes:
            at, column = passage.at(code.start)
            self.bookings.append(Booking(at, column, code.classification, code.code, code.name, code.item))

    def _count(self, passage: Passage, said: Said, main: bool) -> None:
        """The sums of a paragraph as figures; of the one that gives the money, what it gives in all."""
        whole, several = stated(said.sums) if main else (None, False)
        for entry in said.sums:
            at, column = passage.at(entry.start)
            key = "handed_down_total" if entry is whole else "handed_down_before" if entry.earlier else "amount_stated"
            text = masked(passage.text)[max(0, entry.start - 20) : entry.start] + entry.text
            self.figures.append(Figure(at, column, key, entry.value, "yuan", text))
        if whole is not None:
            self.stated, self.stated_at = whole.value, passage.at(whole.start)[0]
        elif main and (said.blank or several):
            message = "the text leaves the sum that it gives blank" if said.blank else "the text gives several sums"
            self.findings.append(Finding("sum-unstated", "note", (passage.places[0],), message))

    def _keep(self, passage: Passage, said: Said, cites: bool) -> None:
        if says_something(passage.text) and not (cites or said.sums or said.codes or said.mentions):
            self.coverage.unread(list(passage.places), "notice-text")
            return
        self.statements.append(Statement(passage.places[0], "notice", passage.text))
        self.coverage.read(list(passage.places), "notice-text")

    def read_notes(self) -> None:
        """The prose of attachments: kept as it stands; where it prints amounts or numbers it is not read."""
        for passage in join([note for note in self.notes if note[1] not in self.coverage.ends]):
            if says_something(passage.text):
                self.coverage.unread(list(passage.places), "attachment")
            else:
                self.statements.append(Statement(passage.places[0], "attachment", passage.text))
                self.coverage.read(list(passage.places), "attachment")

    # who gets how much

    def read_tables(self, year: int) -> list[Distribution]:
        """The rows of all distribution tables, each money counted once."""
        codes: dict[str, set[str]] = {
            kind: {booking.code for booking in self.bookings if booking.classification == kind}
            for kind in ("function", "government-economic")
        }
        terms = Terms(
            action=self.head.action,
            title=self.head.title,
            year=year,
            stated=self.stated,
            stated_at=self.stated_at,
            fund=named(self.head.title, "fund"),
            code=next(iter(codes["function"])) if len(codes["function"]) == 1 else None,
            gov_code=next(iter(codes["government-economic"])) if len(codes["government-economic"]) == 1 else None,
            government=self._together(),
        )
        tables: list[Read] = []
        for grid in self.grids:
            table = read_table(make_grid(grid.title, grid.rows), terms)
            self._cover(table)
            if table.money:
                tables.append(table)
        self.findings += choose(tables, terms)
        return [self._distribution(money, year) for table in tables for money in table.money]

    def _together(self) -> dict[str, str]:
        """For a function code the one government economic code that books the same money."""
        items: dict[str, dict[str, set[str]]] = {}
        for booking in self.bookings:
            if booking.item:
                items.setdefault(booking.item, {}).setdefault(booking.classification, set()).add(booking.code)
        found: dict[str, str] = {}
        for codes in items.values():
            government = codes.get("government-economic", set())
            if len(government) == 1:
                found |= dict.fromkeys(codes.get("function", ()), next(iter(government)))
        return found

    def _cover(self, table: Read) -> None:
        self.findings += table.findings
        titles = [line.at for line in table.grid.title if line.at not in self.coverage.ends]
        captions = [place for row in table.grid.captions for place in (row.at, *(row.places or ()))]
        if table.money:
            self.coverage.read(titles, "title")
            self.coverage.read(captions, "title")
            self.coverage.read(table.used, "distribution")
        self.coverage.unread([place for place in table.unread if place not in self.coverage.ends], "distribution")
        for row in table.grid.rows:
            if row.at not in self.coverage.ends:
                if filled(row):
                    self.coverage.unread([row.at], "attachment")
                else:
                    self.coverage.furniture(row.at, "", "blank")
        for place in titles:
            if place not in self.coverage.ends:
                self.coverage.unread([place], "attachment")

    def _distribution(self, money: Money, year: int) -> Distribution:
        return Distribution(
            at=money.at,
            column=money.column,
            recipient=money.recipient,
            within=money.within,
            project=money.project,
            item=money.item,
            level=money.level,
            phase=money.phase,
            action=money.action,
            code=money.code,
            gov_code=money.gov_code,
            fund=money.fund,
            fiscal_year=year,
            amount_yuan=money.value,
            amount_text=money.text,
            amount_unit=money.unit,
            row_kind=money.kind,
            counted=money.counted,
        )


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
