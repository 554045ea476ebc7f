"""A notice to its disclosure: asks the grammars what its parts say, and puts their records together.

Knows which part says what; how a notice is divided, `parts` knows. Every item ends as read, furniture or unread.
"""

from __future__ import annotations

import re
from decimal import Decimal

from loaders.coverage import Coverage, says_something
from loaders.document import Document, Rejected
from loaders.notices.body import Said, masked, read_text, stated
from loaders.notices.choice import choose
from loaders.notices.distribution import read_table
from loaders.notices.found import Money, Read, Terms
from loaders.notices.head import Head
from loaders.notices.lines import is_note
from loaders.notices.parts import Parts
from loaders.notices.table import filled, make_grid
from loaders.prose.citations import Mention, relation_of
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
from loaders.words import fold, narrow_digits
from ontology import vocabulary

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")


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
        self.parts = Parts(document, head, self.coverage)
        self.stated: Decimal | None = None
        self.stated_at: Place | None = None

    def disclosure(self) -> Disclosure:
        """Everything that the notice states. Raises `Rejected` where it names no issuer or no year."""
        self.parts.divide()
        issuers = self.head.issuers or tuple(dict.fromkeys(self.parts.signed))
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
                date=self.parts.dates[0][0] if self.parts.dates else self.parts.day,
                addressees=self.parts.addressees,
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

    # what they say

    def read_text(self) -> None:
        """The sentences of the text: citations, sums, codes."""
        found: list[tuple[Passage, Said]] = []
        for passage in join(self.parts.pieces):
            said = read_text(passage.text)
            found.append((passage, said))
        main = next((index for index, (_, said) in enumerate(found) if said.gives or said.blank), None)
        for index, (passage, said) in enumerate(found):
            before = len(self.citations)
            for number, mention in enumerate(said.mentions):
                if self._is_own(mention):
                    continue
                role = "basis" if number in said.basis else "narrative"
                if (number in said.passed_on and index == main) or self._is_passed_on(mention):
                    self.passed_on.append(len(self.citations))
                self._cite(passage, mention, role)
            self._book(passage, said)
            self._count(passage, said, index == main)
            self._keep(passage, said, len(self.citations) > before)

    def _is_own(self, mention: Mention) -> bool:
        own = self.head.number
        return bool(own and mention.number and mention.number.number == own.number)

    def _is_passed_on(self, mention: Mention) -> bool:
        """Whether the notice's own title names a document as what it passes on: 转发《…》的通知."""
        own, title = fold(self.head.title), fold(mention.title or "")
        if len(title) <= 8 or title == own or title not in own:
            return False
        before = own.partition(title)[0]
        return any(word in before for word in vocabulary.load("policies")["between"]["passed_on"])

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
        for passage in join([note for note in self.parts.notes if note[1] not in self.coverage.ends]):
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
        for grid in self.parts.grids:
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
                text = "".join(cell for cell in row.cells if cell)
                if is_note(row) and table.money and not says_something(text):
                    self.statements.append(Statement(row.at, "attachment", text))
                    self.coverage.read([row.at], "attachment")
                elif filled(row):
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
