"""What a document states, as frozen records: source-faithful, with its place, and ignorant of graphs.

A `Disclosure` is everything that one file says. Records refer to each other by position (`project`, `sheet`,
`budget_lines` are indexes into the tuples of the same disclosure); names are as printed. Money is `Decimal` yuan,
beside the text and the unit that were printed. The values of the coded fields (table, fund, timing, ...) are those of
the vocabulary files in `ontology/vocabulary`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is printed: a 1-based line of a text file, or a 1-based page with a rectangle.

    `part` is the 1-based ordinal of the paragraph or row among those of a document whose format has no lines: the
    line of the text that is shown of it. The cells of one row share it. It tells apart what stands on one page
    where the format tells no rectangle.
    """

    line: int | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    part: int | None = None

    def __hash__(self) -> int:
        return hash(self.line) if self.line is not None else hash((self.page, self.part, self.box))

    @property
    def order(self) -> tuple[int, int, int]:
        """The place in reading order; one for all cells of a row."""
        return (self.page or 0, self.line or 0, self.part or 0)

    @property
    def shown(self) -> int | None:
        """The 1-based line of the text that is shown of the document: its own line, or that of the paragraph or row."""
        return self.line if self.line is not None else self.part

    @property
    def fragment(self) -> str:
        """The fragment identifier of the passage: RFC 5147 for lines, `#page=` for pages (RFC 8118).

        Beside a page, `part` names the paragraph or row among those of the whole document.
        """
        if self.line is not None:
            return f"#line={self.line - 1},{self.line}"
        named = [] if self.page is None else [f"page={self.page}"]
        if self.box is not None:
            named.append("viewrect=" + ",".join(f"{edge:g}" for edge in self.box))
        if self.part is not None:
            named.append(f"part={self.part}")
        return "#" + "&".join(named) if named else ""


class Reading(StrEnum):
    """The three ways in which a line of a document can end."""

    READ = "read"
    FURNITURE = "furniture"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Organization:
    """A body that the document names: its publisher, a subordinate unit, an internal office."""

    at: Place
    name: str
    kind: str  # department, unit, office, other
    parent: str | None = None
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One number of one table, as printed, with what its table, row and column say of it."""

    at: Place
    column: int  # 0-based cell of the row: with the line it identifies the number inside the document
    table: str
    item: str | None
    code: str | None
    gov_item: str | None
    classification: str | None  # function, department-economic, income: what the code or item belongs to
    side: str | None
    fund: str | None
    expenditure: str | None
    timing: str | None
    fiscal_year: int | None
    stage: str
    amount_yuan: Decimal
    amount_text: str
    amount_unit: str  # 元, 千元, 万元, 亿元: the unit that the table prints
    measure: str
    row_kind: str
    scope: str | None
    unit: str | None
    repaired: str | None
    debt: str | None = None  # special-bond, general-bond, ultra-long-treasury-bond: where borrowed money comes from
    gov_code: str | None = None  # the code of `gov_item`, where the row prints one
    econ_item: str | None = None  # the department's economic item, where the row is one of a function's
    econ_code: str | None = None
    heading: str | None = None  # the cells over the number, outermost first, parted by /; None where it has none
    confidence: float | None = None  # 0 to 1, where the number was recognised in a picture


@dataclass(frozen=True, slots=True)
class Project:
    """What one unit's disclosure names as one project; rows of one name are its allocations."""

    at: Place
    unit: str
    name: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """One source's money for one project in one year: the project's row, split by fund."""

    at: Place
    column: int
    project: int
    fund: str | None
    timing: str | None
    fiscal_year: int
    stage: str
    amount_yuan: Decimal
    vintage: int | None
    budget_line: int | None  # None: prose states it, and no table
    debt: str | None = None
    category: str | None = None  # personnel, other-operation, specific-target: 项目类别 of the row


@dataclass(frozen=True, slots=True)
class SheetAmount:
    """One amount of a target sheet: by horizon (period, annual), and by level of government or fund."""

    at: Place
    column: int
    horizon: str
    label: str
    level: str | None
    fund: str | None
    total: bool
    amount_yuan: Decimal
    amount_text: str
    repaired: str | None
    stage: str | None = None  # budget, adjusted, executed: in a self-evaluation; None where the sheet has one stage


@dataclass(frozen=True, slots=True)
class PerformanceSheet:
    """A project's target sheet. `at` is its 项目名称 row; `texts` maps a role (basis, measures, ...) to its text."""

    at: Place
    project_name: str
    project: int | None
    matched_by: str | None
    allocations: tuple[int, ...]
    department_code: str | None
    department: str | None
    unit: str | None
    attribute: str | None
    period: str | None
    filled_on: str | None
    fiscal_year: int | None
    amount_unit: str
    amounts: tuple[SheetAmount, ...]
    texts: tuple[tuple[str, str, Place], ...]
    damaged: bool
    category: str | None = None  # personnel, other-operation, specific-target
    score: Decimal | None = None  # the points of a self-evaluation

    def amount(self, horizon: str, level: str | None = None) -> Decimal | None:
        """The sheet's total of a horizon, or the part that a level of government pays, in yuan; None if not printed."""
        for amount in self.amounts:
            if amount.horizon == horizon and (amount.total if level is None else amount.level == level):
                return amount.amount_yuan
        return None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of a target sheet: what is to be reached, over the whole period or in the year.

    `sheet` is None for the indicators of the whole department (整体支出绩效目标).
    """

    at: Place
    column: int
    sheet: int | None
    horizon: str
    level1: str | None
    level2: str | None
    level3: str | None
    target: str | None
    actual: str | None = None  # what was reached, in a self-evaluation
    weight: Decimal | None = None  # the points that it may bring
    score: Decimal | None = None  # the points that it brought


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference to a policy document, in one place of the document."""

    at: Place
    column: int  # offset of the citation in its line: with the line it identifies the citation
    role: str
    relation: str  # hands-down, basis, mention
    project: int | None
    sheet: int | None
    number: str | None
    issuer_code: str | None
    year: int | None
    serial: int | None
    title: str | None
    issuers: tuple[str, ...]  # bodies that the text itself names as issuers
    kind: str  # notice, opinion, measures, regulation, law, order, minutes, request, reply, plan, ..., other
    as_written: str
    suspect: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A number stated in prose. `value` is in `unit`: yuan, percent, count or sqm; a decrease is negative."""

    at: Place
    column: int
    key: str
    value: Decimal
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class PurchasedService:
    """An entry of the directory of purchased services (政府购买服务指导性目录)."""

    at: Place
    code: str
    name: str
    level: int
    parent_code: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A paragraph of prose, as stated, under the section that it stands in."""

    at: Place
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit, kept beside the records: never raised, never hidden."""

    rule: str
    severity: str  # error, warning, note
    at: tuple[Place, ...]
    message: str
    expected: str | None = None
    actual: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """How one line of the document ended, and as what (`why`: the record kind, or the kind of furniture)."""

    at: Place
    reading: Reading
    why: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Everything that one file states."""

    document: str  # the document's id, made from its bytes
    sha256: str
    media_type: str
    publisher: str
    publisher_kind: str  # department, unit
    places: tuple[str, ...]  # the publisher's place and its superiors, outermost first, as far as its name says
    fiscal_year: int
    stage: str
    kind: str  # budget, final, explanation, tables, targets, evaluation, notice
    pages: int | None
    organizations: tuple[Organization, ...] = ()
    lines: tuple[BudgetLine, ...] = ()
    projects: tuple[Project, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    sheets: tuple[PerformanceSheet, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    citations: tuple[Citation, ...] = ()
    figures: tuple[Figure, ...] = ()
    services: tuple[PurchasedService, ...] = ()
    statements: tuple[Statement, ...] = ()
    findings: tuple[Finding, ...] = ()
    passages: tuple[Passage, ...] = ()
    place_codes: tuple[str, ...] = ()  # codes of these places, where the lists of places have them (ontology.places)
    text: str = field(default="", repr=False)  # the original, redacted, for showing passages
    notice: Notice | None = None  # what a notice that hands money down says of itself
    distributions: tuple[Distribution, ...] = ()


@dataclass(frozen=True, slots=True)
class Booking:
    """A subject under which a notice orders its money to be booked. `item` is which of its money, where it says."""

    at: Place
    column: int  # offset in the line
    classification: str  # function, department-economic, government-economic, income
    code: str
    name: str | None
    item: str | None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that hands money down, as its own file states it. `at` is where its title begins.

    `action` is hand-down, advance, prepayment, supplement, clawback, settlement or adjustment. `passes_on` are indexes
    into the citations: the notices of a higher level that this one hands on. `stated_yuan` is the sum that its text
    prints, None where it prints none or leaves it blank.
    """

    at: Place
    number: str | None
    issuer_code: str | None
    year: int | None
    serial: int | None
    suspect: bool
    title: str
    issuers: tuple[str, ...]
    kind: str  # notice, reply
    action: str
    date: str | None  # ISO 8601
    addressees: str | None
    stated_yuan: Decimal | None
    passes_on: tuple[int, ...] = ()
    bookings: tuple[Booking, ...] = ()


@dataclass(frozen=True, slots=True)
class Distribution:
    """One amount of a notice's distribution table: who gets how much, from which level of government.

    `recipient` is as printed, None where the table names projects alone; `within` the wider recipient that the row
    stands under. `phase` is this-time, advanced, earlier or whole (this time and before together). An amount that
    others add up to is no leaf; `counted` marks the leaves of this time, each money once: their sum is what is given.
    """

    at: Place
    column: int
    recipient: str | None
    within: str | None
    project: str | None
    item: str | None
    level: str | None
    phase: str
    action: str
    code: str | None
    gov_code: str | None
    fund: str | None
    fiscal_year: int
    amount_yuan: Decimal
    amount_text: str
    amount_unit: str
    row_kind: str  # total, subtotal, leaf, of-which
    counted: bool
