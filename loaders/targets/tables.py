"""Reads tables that print the targets of many projects: a row an indicator with the project spanning rows, or a row a
project with its amount and its objective.

Gives the same raw sheets as `loaders.targets.sheets`, so that both are linked to their projects alike. Columns are
known by the words of `ontology.vocabulary.sheets`; what no column says stays unread, and is named by a finding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from loaders.document import Paragraph, Row
from loaders.money import unit_alone, unit_in_brackets, unit_of
from loaders.records import Finding, Place
from loaders.structure import Segment, title_year
from loaders.tables.headings import is_numbering
from loaders.targets.indicator_columns import ColumnReader, Grids
from loaders.targets.indicators import says_horizon
from loaders.targets.sheet_labels import amount_label
from loaders.targets.sheet_records import RawAmount, Sheet
from loaders.targets.target_heads import (
    Column,
    TargetHead,
    column_words,
    head_at,
    is_target_table,
    meaning_of,
)
from loaders.words import amount, fold, nothing, squeeze, tidy
from ontology import vocabulary

__all__ = ["TargetTable", "is_target_table", "read_target_table"]

_CODE = re.compile(r"^([0-9A-Z]{8,})\s*[-—－–_]\s*(\S.*)$", re.DOTALL)
_TEXTS = {"objective": "objective-annual", "objective_period": "objective-period", "overview": "overview"}
_TEXTS |= {"basis": "basis", "note": "other"}
_FIELDS = ("unit", "department", "period", "unit_code", "project_code", "score")


@dataclass(slots=True)
class TargetTable:
    """What the table states: a sheet a project, and the account of its rows that are of no project."""

    sheets: list[Sheet] = field(default_factory=list)
    used: list[Place] = field(default_factory=list)
    unread: list[Place] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


# the body


@dataclass(slots=True)
class _Entry:
    """One project, or a row that only sums projects up."""

    sheet: Sheet
    values: dict[int, Decimal]
    bare: bool  # a row with a name and amounts and nothing else
    page: int | None  # the page of its last row
    pages: set[int | None] = field(default_factory=set)
    printed: str = ""  # its name with the code before it


def read_target_table(*segments: Segment) -> TargetTable:
    """The sheets of a table of targets; consecutive segments are pages of one table."""
    reader = _Reader()
    for segment in segments:
        reader.segment(segment)
    return reader.finish()


class _Reader:
    """The state of reading: the heading, the project that is open, and what is printed of all."""

    def __init__(self) -> None:
        self.table = TargetTable()
        self.entries: list[_Entry] = []
        self.totals: list[tuple[Place, dict[int, Decimal]]] = []
        self.head: TargetHead | None = None
        self.grids: Grids | None = None
        self.columns: ColumnReader | None = None
        self.unit: str | None = None
        self.year: int | None = None
        self.carried: dict[str, str] = {}  # unit and codes of the rows above
        self.unknown: set[str] = set()
        self.tall: frozenset[int] = frozenset()  # columns in which a cell spans the rows of a project
        self.page: int | None = None
        self.lacking: set[int | None] = set()  # pages whose drawn table lacks the column of names
        self.left_out = False  # a remark says that not all projects are printed

    def segment(self, segment: Segment) -> None:
        self.table.used += [item.at for item in segment.title]
        self.year = self.year or title_year("".join(item.text for item in segment.title))
        for item in segment.items:
            if isinstance(item, Paragraph):
                self._line(item)
            elif self.head is None and head_at([item], 0) is None and not self.unit:
                self._caption(list(item.cells))
        words = vocabulary.load("sheets")["target_column"]["left_out"]
        lines = [i.text if isinstance(i, Paragraph) else "".join(i.cells) for i in segment.items]
        notes = tuple(vocabulary.load("tables")["meta"]["note"])
        self.left_out |= any(line.startswith(notes) and any(word in line for word in words) for line in lines)
        rows = [item for item in segment.items if isinstance(item, Row)]
        number = 0
        while number < len(rows):
            head = head_at(rows, number)
            if head is not None:
                self._open(head, rows, number)
                number += len(head.rows)
                continue
            self.row(rows[number])
            number += 1
        if self.lacking and self.grids is not None:
            self._stray_names(segment)

    def _caption(self, texts: list[str]) -> bool:
        """Takes the money unit of a line over the table; whether it prints one."""
        found = next((unit for text in texts if (unit := unit_of(text) or unit_alone(text))), None)
        self.unit = self.unit or found
        return found is not None

    def _line(self, item: Paragraph) -> None:
        """A line at the table: the unit, the year, or what stays unread."""
        bare = squeeze(item.text)
        said = self._caption([item.text, *item.text.split()])
        self.year = self.year or title_year(bare)
        self._account(item.at, said or (len(bare) <= 12 and title_year(bare) is not None))

    def _stray_names(self, segment: Segment) -> None:
        """Names that stand outside of the drawn table, for the projects of a page whose table lacks their column.

        One page's lines that begin in the column of names are one name; numbers beside them stay unread.
        """
        assert self.grids is not None and self.head is not None
        extents = [self.grids.extents[column.index] for column in self._names()]
        if not extents or extents[0] is None:
            return
        left, right = extents[0]
        for page in sorted(self.lacking, key=lambda number: number or 0):
            lines = [
                item
                for item in segment.items
                if isinstance(item, Paragraph)
                and item.at.page == page
                and item.at.box is not None
                and left - 2 <= item.at.box[0] < right
            ]
            lines.sort(key=lambda item: item.at.box[1] if item.at.box else 0)
            words = [word for item in lines for word in item.text.split() if amount(word) is None]
            code, name = _named("".join(words))
            open_ = [entry for entry in self.entries if not entry.sheet.name and page in entry.pages]
            if code is None or not open_:
                continue
            for entry in open_:
                entry.sheet.name = entry.sheet.fields["project"] = name
                entry.sheet.fields["project_code"] = code
            whole = {item.at for item in lines if all(amount(word) is None for word in item.text.split())}
            self.table.unread = [at for at in self.table.unread if at not in whole]
            self.table.used += list(whole)
            if len(whole) < len(lines):
                places = tuple(item.at for item in lines if item.at not in whole)
                message = "amounts of a project stand outside of the drawn table and were not read"
                self.table.findings.append(Finding("unplaced-number", "warning", places, message))

    def _open(self, head: TargetHead, rows: Sequence[Row], number: int) -> None:
        again = self.head
        self.head = head
        self.table.used += [row.at for row in head.rows]
        grid = head.rows[0].grid
        width = len(head.rows[0].cells)
        self.grids = Grids([row for row in rows if row.grid == grid and len(row.cells) == width])
        self.grids.learn(rows[number:])
        below = [self.grids.row(row) for row in rows[number + len(head.rows) :] if row.spans is not None]
        self.tall = frozenset(
            index for row in below if row is not None for index, (_, high) in enumerate(row.spans or ()) if high > 1
        )
        labels = [text for column in head.columns for text in column.path]
        self.unit = next((u for t in labels if (u := unit_in_brackets(t) or unit_of(t))), self.unit)
        if head.indicators is not None and (again is None or self.columns is None):
            self.columns = ColumnReader(head.indicators)
        elif head.indicators is not None and self.columns is not None:
            self.columns.head = head.indicators

    def _account(self, at: Place, read: bool) -> None:
        (self.table.used if read else self.table.unread).append(at)

    def row(self, row: Row) -> None:
        """One row below the heading, or above it."""
        filled = [cell for cell in row.cells if cell.strip()]
        if not filled:
            self.table.used.append(row.at)
            return
        if self.head is None or self.grids is None:
            self._account(row.at, len(filled) == 1 and len(filled[0]) <= 60)
            return
        if filled[0].startswith(tuple(vocabulary.load("tables")["meta"]["note"])) and len(filled) == 1:
            self.table.unread.append(row.at)
            return
        if is_numbering(row) or all(squeeze(cell) in self.head.labels for cell in filled):
            self.table.used.append(row.at)
            return
        whole = self.grids.row(row) if row.spans is not None or len(row.cells) == self.grids.width else None
        if whole is None:
            self.table.unread.append(row.at)
            message = "a row of the table of targets stands under no column that can be told"
            self.table.findings.append(Finding("unplaced-row", "warning", (row.at,), message))
            return
        if any(self.grids.lacks(row, column.index) for column in self._names()):
            self.lacking.add(row.at.page)
        self._body(whole)
        self.page = row.at.page

    def _said(self, row: Row, role: str) -> str:
        assert self.head is not None
        return tidy("".join(row.cells[column.index] for column in self.head.of(role)))

    def _amounts(self, row: Row) -> list[tuple[Column, Decimal]]:
        assert self.head is not None
        columns = [column for column in self.head.columns if column.role in ("amount", "total")]
        read = [(column, amount(row.cells[column.index])) for column in columns]
        return [(column, value) for column, value in read if value is not None]

    def _names(self) -> list[Column]:
        """The columns that name what a row is of: the project, or the unit where the table knows no projects."""
        assert self.head is not None
        return self.head.of("project") or self.head.of("unit")

    def _body(self, row: Row) -> None:
        assert self.head is not None
        amounts = self._amounts(row)
        values = {column.index: value for column, value in amounts}
        name = self._said(row, "project" if self.head.of("project") else "unit")
        aims = any(self._said(row, role) for role in _TEXTS if role != "note")
        targets = self._has_indicators(row)
        for role in ("unit", "department", "unit_code"):
            if (said := self._said(row, role)) and squeeze(said) not in column_words()[2]:
                self.carried[role] = said
        labels = [row.cells[c.index] for role in ("project", "unit", "number", "unit_code") for c in self.head.of(role)]
        last = self.entries[-1] if self.entries else None
        total = any(squeeze(label) in column_words()[2] for label in labels)
        if amounts and (total or (not name and not aims and not targets and last is None)):
            self.totals.append((row.at, values))
            self.table.used.append(row.at)
            return
        opens = self._opens(row, values)
        if name and last is not None and not opens and self._is_rest(name, row, values, last):
            self._name(last, name, row, amounts)
        elif name and not self._again(name, row, values, last):
            self._begin(name, row, amounts, not aims and not targets)
        elif not name and opens:
            again = "" if last is None or opens == "unnamed" else last.printed
            self._begin(again, row, amounts, False)
        elif last is None:
            self.table.unread.append(row.at)
            return
        elif not name and values and values != {k: v for k, v in last.values.items() if k in values}:
            if last.values:
                self.table.unread.append(row.at)
                message = "an amount of the table of targets stands in a row of no project"
                self.table.findings.append(Finding("unplaced-number", "warning", (row.at,), message))
                return
            self._take(last, row, amounts)
        self._texts(row)

    def _opens(self, row: Row, values: dict[int, Decimal]) -> str:
        """Whether a row below the first of its page opens a project by its drawn cells alone.

        "unnamed" where the cell of the name begins here too, "same" where it goes on from the row above.
        """
        assert self.head is not None
        if row.spans is None or row.at.page != self.page or self.page is None:
            return ""
        names = [c.index for c in self._names() if c.index in self.tall]
        sums = [c.index for c in self.head.columns if c.role in ("amount", "total") and c.index in self.tall][:1]
        if any(row.spans[index] != (0, 0) and not row.cells[index].strip() for index in names):
            return "unnamed"
        if values and any(row.spans[index] != (0, 0) and index in values for index in sums):
            return "unnamed" if row.at.page in self.lacking else "same"
        return ""

    def _name(self, entry: _Entry, printed: str, row: Row, amounts: list[tuple[Column, Decimal]]) -> None:
        """The name and the amounts of a project that is open, printed on the page after the one where it began."""
        entry.printed += printed
        code, name = _named(entry.printed)
        entry.sheet.name = entry.sheet.fields["project"] = name
        if code:
            entry.sheet.fields["project_code"] = code
        if not entry.values:
            self._take(entry, row, amounts)

    def _is_rest(self, name: str, row: Row, values: dict[int, Decimal], last: _Entry) -> bool:
        """Whether a name at the top of a page is that of the project above, or the end of it that the break cut off.

        It is where the project above still lacks its amounts, which stand in the middle of its cell like its name; or
        where projects bear codes, and this row has neither a code nor an amount.
        """
        if row.spans is None or row.at.page == last.page:
            return False
        code = _named(name)[0]
        if not last.values:
            return not (code and last.sheet.fields.get("project_code"))
        coded = any("project_code" in entry.sheet.fields for entry in self.entries)
        return coded and code is None and not values and fold(name) != fold(last.sheet.name)

    def _torn(self, entry: _Entry, row: Row) -> None:
        """Mends amounts of which the break of a page cut the point off: it stands alone on the next page."""
        assert self.head is not None
        for raw in entry.sheet.amounts:
            cell = row.cells[raw.column] if raw.column < len(row.cells) else ""
            if squeeze(cell) != "." or "." in raw.text:
                continue
            after = _decimals(raw, entry, self.entries)
            if after is not None and after < len(raw.text):
                raw.value = raw.value.scaleb(-after)
                said = f"printed {raw.text} and a point on the next page, {after} decimals as in the column"
                raw.repaired = f"page break: {said}"
                entry.values[raw.column] = raw.value

    def _has_indicators(self, row: Row) -> bool:
        assert self.head is not None
        head = self.head.indicators
        return head is not None and any(row.cells[index].strip() for index in head.columns())

    def _again(self, name: str, row: Row, values: dict[int, Decimal], last: _Entry | None) -> bool:
        """Whether a row prints the project above once more: on the next page, or in each of its rows."""
        assert self.head is not None
        if last is None or fold(_named(name)[1]) != fold(last.sheet.name):
            return False
        unit = self._said(row, "unit")
        if (unit and fold(unit) != fold(last.sheet.fields.get("unit", unit))) or any(
            last.values.get(index) != value for index, value in values.items()
        ):
            return False
        if self.head.indicators is not None:
            return True
        known = {fold(text) for _, text, _ in last.sheet.texts}
        return row.at.page != last.page and all(
            fold(said) in known for role in _TEXTS if (said := self._said(row, role))
        )

    def _begin(self, printed: str, row: Row, amounts: list[tuple[Column, Decimal]], bare: bool) -> None:
        assert self.head is not None
        code, name = _named(printed)
        sheet = Sheet(row.at, name)
        if name:
            sheet.fields["project"] = name
        if code:
            sheet.fields["project_code"] = code
        for role in _FIELDS:
            if said := self._said(row, role) or self.carried.get(role, ""):
                sheet.fields.setdefault(role, said)
        sheet.score = sheet.fields.pop("score", None)
        sheet.year, sheet.unit = self.year, self.unit
        sheet.horizons = ("annual",)
        entry = _Entry(sheet, {}, bare, row.at.page, printed=printed)
        self.entries.append(entry)
        self._take(entry, row, amounts)
        if self.head.indicators is not None:
            self.columns = ColumnReader(self.head.indicators)

    def _take(self, entry: _Entry, row: Row, amounts: list[tuple[Column, Decimal]]) -> None:
        assert self.head is not None
        printed = [c for c in self.head.columns if c.role in ("amount", "total")]
        for column, value in amounts:
            label = amount_label(column.path[-1])
            said = meaning_of(column.path)
            fund = said.fund if label is None else label.get("fund")
            label = label or {}
            total = column.role == "total" or bool(label.get("total")) or len(printed) == 1
            horizon = says_horizon(column.path[-1]) or "annual"
            place, text = row.place(column.index), row.cells[column.index].strip()
            raw = RawAmount(place, column.index, horizon, column.label, label.get("level"), fund, total, value, text)
            entry.sheet.amounts.append(raw)
            entry.values[column.index] = value

    def _texts(self, row: Row) -> None:
        """Texts and indicators of a row, for the project that is open."""
        assert self.head is not None
        entry = self.entries[-1]
        sheet = entry.sheet
        if row.at.page != entry.page:
            self._torn(entry, row)
        entry.page = row.at.page
        entry.pages.add(row.at.page)
        sheet.used.append(row.at)
        for role, kind in _TEXTS.items():
            for column in self.head.of(role):
                text = row.cells[column.index].strip()
                known = any(fold(text) == fold(old) for r, old, _ in sheet.texts if r == kind)
                if text and not nothing(text) and not known:
                    sheet.texts.append((kind, text, row.place(column.index)))
        if self.head.indicators is not None and self.columns is not None:
            found = self.columns.read(row)
            sheet.indicators += found
            for raw in found:
                for text, index in raw.notes:
                    if len(text) > 2 and not any(text == old for _, old, _ in sheet.texts):
                        sheet.texts.append(("other", text, row.place(index)))
                if raw.actual or raw.score:
                    sheet.evaluation = True
        for column in self.head.columns:
            if column.role is None and row.cells[column.index].strip() and column.label not in self.unknown:
                self.unknown.add(column.label)
                message = f"a column of the table of targets is not understood: {column.label or column.index + 1}"
                place = (row.place(column.index),)
                self.table.findings.append(Finding("column-unread", "note", place, message))

    # sums

    def finish(self) -> TargetTable:
        """The sheets; rows that sum up others are told from projects by their sums, and totals are checked."""
        kept: list[_Entry] = []
        owner: str | None = None
        groups = [number for number, entry in enumerate(self.entries) if entry.bare]
        for number, entry in enumerate(self.entries):
            if entry.bare and (below := self._below(number, groups)):
                owner = entry.sheet.name
                self.table.used += entry.sheet.used
                if below == "unsure":
                    self._say(entry.sheet.place, f"the rows below {owner} do not add up to its amount", None, None)
                continue
            if owner is not None:
                entry.sheet.fields.setdefault("unit", owner)
            kept.append(entry)
        self._check(kept)
        for entry in kept:
            self._doubt(entry, kept)
            if not entry.sheet.name:
                message = "a project of the table of targets bears no name that can be told"
                self.table.findings.append(Finding("name-lost", "warning", (entry.sheet.place,), message))
            entry.sheet.damaged = not entry.sheet.amounts
        self.table.sheets = [entry.sheet for entry in kept]
        return self.table

    def _doubt(self, entry: _Entry, entries: list[_Entry]) -> None:
        """A finding for an amount without decimals in a column where all others print them."""
        for raw in entry.sheet.amounts:
            if "." in raw.text or not raw.value or raw.repaired is not None:
                continue
            if _decimals(raw, entry, entries) is not None:
                message = "an amount prints no decimals where all others of its column do: a point may be lost"
                self.table.findings.append(Finding("bent-number", "warning", (raw.place,), message, actual=raw.text))

    def _below(self, number: int, groups: list[int]) -> str:
        """Whether a bare row is the sum of rows below it: "sure" by arithmetic, "unsure" by its name, "" where not."""
        entry = self.entries[number]
        stop = next((other for other in groups if other > number), len(self.entries))
        following = self.entries[number + 1 : stop]
        later = [other for other in self.entries[number + 1 :] if not other.bare]
        for rows in (following, later):
            if rows and entry.values and not any(_off(entry.values, rows).values()):
                return "sure"
        names = vocabulary.load("rows")["body_suffixes"]
        return "unsure" if following and entry.sheet.name.endswith(tuple(names)) else ""

    def _check(self, entries: list[_Entry]) -> None:
        """A finding for each printed total that its projects do not add up to."""
        assert self.head is not None or not entries
        if not entries or self.head is None:
            return
        columns = {column.index: column.label for column in self.head.columns}
        for place, values in self.totals:
            for index, difference in _off(values, entries).items():
                if difference:
                    message = f"the projects do not add up to the total of {columns.get(index, '')}"
                    self._say(place, message, str(values[index]), str(values[index] + difference))

    def _say(self, place: Place, message: str, expected: str | None, actual: str | None) -> None:
        severity = "note" if self.left_out else "warning"
        message += ": a remark says that some are left out" if self.left_out else ""
        self.table.findings.append(Finding("target-sum", severity, (place,), message, expected, actual))


def _decimals(raw: RawAmount, entry: _Entry, entries: Sequence[_Entry]) -> int | None:
    """How many decimals all other amounts of a column print, if they are many and as good as all print as many."""
    texts = [a.text for other in entries if other is not entry for a in other.sheet.amounts if a.column == raw.column]
    broken = [text for text in texts if "." in text]
    digits = {len(text.partition(".")[2]) for text in broken}
    return digits.pop() if len(digits) == 1 and len(broken) >= 3 and len(broken) * 5 >= len(texts) * 4 else None


def _off(values: dict[int, Decimal], entries: Sequence[_Entry]) -> dict[int, Decimal]:
    """By column: how far the entries' sum is from a printed sum, 0 where rounding of the printed digits explains it."""
    found = {}
    for index, value in values.items():
        parts = [entry.values[index] for entry in entries if index in entry.values]
        digits = min((int(part.as_tuple().exponent) for part in [value, *parts]), default=0)
        slack = Decimal(1).scaleb(digits) / 2 * (len(parts) + 1)
        difference = sum(parts, Decimal(0)) - value
        found[index] = difference if abs(difference) > slack else Decimal(0)
    return found


def _named(printed: str) -> tuple[str | None, str]:
    """A project's code, where it is printed before the name, and its name.

    >>> _named("11000022T000000460216-办刊经费")
    ('11000022T000000460216', '办刊经费')
    """
    match = _CODE.match(tidy(printed))
    return (match[1], tidy(match[2])) if match else (None, tidy(printed))
