"""The only place where records and ontology meet: from what a document states to statements.

Every name of a class, property or relationship that this module and kg.claims write is in `ontology/fiscal.ttl`; a test
holds that. It must not know where documents lie, nor what other documents say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from kg import ids
from kg.claims import Claims
from kg.claims.notices import Recipients
from kg.claims.subjects import GOVERNMENT, SubjectClaims
from kg.statements import Link, Node, Unit, runs
from loaders import records

#: Raised when statements change their form or meaning: documents built by another version are built again.
VERSION = "4"

_ROLES = {"basis", "measures", "overview", "necessity", "plan", "objective"}


def build(disclosure: records.Disclosure, reader: str = "") -> Unit:
    """The statements of a disclosure. `reader` is the version of the reader that made it."""
    return _Builder(disclosure, reader).unit()


def second_subjects(subjects: SubjectClaims, line: records.BudgetLine, year: int) -> Iterator[Link]:
    """The links to the economic subjects that a row prints beside its own: the government's, and the department's."""
    if line.gov_code or line.gov_item:
        yield from _second(subjects, line, ("hasGovSubject", GOVERNMENT, line.gov_code, line.gov_item), year)
    if line.econ_code or line.econ_item:
        yield from _second(
            subjects, line, ("hasEconSubject", "department-economic", line.econ_code, line.econ_item), year
        )


def _second(
    subjects: SubjectClaims, line: records.BudgetLine, printed: tuple[str, str, str | None, str | None], year: int
) -> Iterator[Link]:
    """Found as the subject of a row of its own would be: by the code, or by the name where the code is none."""
    kind, classification, code, item = printed
    alone = replace(line, classification=classification, code=code, item=item, row_kind="leaf")
    link = subjects.link(alone, year) or (subjects.link(replace(alone, code=None), year) if code and item else None)
    if link is not None:
        yield kind, link[1]


class _Builder(Claims):
    def __init__(self, disclosure: records.Disclosure, reader: str) -> None:
        super().__init__(disclosure)
        self.reader = reader
        self.own: list[Node] = []
        self.taken: set[str] = set()
        self.ordinals: Counter[tuple[str, int]] = Counter()
        self.stated: Link = ("statedIn", self.disclosure)

    def own_id(self, kind: str, at: records.Place, column: int | None = None) -> str:
        """The id of a statement: its kind and its place; unique inside the document."""
        if at.line is not None:
            place = f"{at.line}" if column is None else f"{at.line}-{column}"
        elif at.part is not None:
            place = f"p{at.page or 0}-{at.part}" if column is None else f"p{at.page or 0}-{at.part}-{column}"
        else:
            page = at.page or 0
            self.ordinals[kind, page] += 1
            place = f"p{page}-{self.ordinals[kind, page]}"
        first = found = f"{self.document}/{kind}/{place}"
        count = 1
        while found in self.taken:
            count += 1
            found = f"{first}.{count}"
        self.taken.add(found)
        return found

    def say(self, label: str, node: str, at: records.Place, links: Iterable[Link | None], /, **properties: Any) -> str:
        """A statement of this document, at its place."""
        facts = {name: value for name, value in properties.items() if value is not None}
        facts["document"] = self.document
        if at.line is not None:
            facts["line"] = at.line
        if at.page is not None:
            facts["page"] = at.page
        if source := at.fragment:
            facts["source"] = source
        kept = [link for link in links if link is not None]
        kept.append(self.stated)
        self.own.append(Node(label, node, facts, tuple(kept)))
        return node

    def lines(self) -> list[str]:
        publisher = self.of.publisher
        found = []
        for line in self.of.lines:
            year = line.fiscal_year or self.of.fiscal_year
            links = (
                self.fund(line.fund),
                self.subjects.link(line, year),
                *second_subjects(self.subjects, line, year),
                ("ofUnit", self.body(line.unit)) if line.unit else None,
            )
            found.append(
                self.say(
                    "BudgetLine",
                    self.own_id("line", line.at, line.column),
                    line.at,
                    links,
                    publisher=publisher,
                    unit=line.unit,
                    fiscalYear=line.fiscal_year,
                    stage=line.stage,
                    table=line.table,
                    item=line.item,
                    code=line.code,
                    govItem=line.gov_item,
                    govCode=line.gov_code,
                    econItem=line.econ_item,
                    econCode=line.econ_code,
                    heading=line.heading,
                    confidence=None if line.confidence is None else Decimal(str(line.confidence)),
                    classification=line.classification,
                    side=line.side,
                    fund=line.fund,
                    expenditure=line.expenditure,
                    timing=line.timing,
                    debt=line.debt,
                    amountYuan=line.amount_yuan,
                    amountText=line.amount_text,
                    amountUnit=line.amount_unit,
                    repaired=line.repaired,
                    measure=line.measure,
                    rowKind=line.row_kind,
                    scope=line.scope,
                )
            )
        return found

    def projects(self) -> list[str]:
        found = []
        for project in self.of.projects:
            unit = self.body(project.unit)
            node = ids.project_id(unit, project.name, project.code)
            self.ledger.claim(
                "Project", node, [("ofUnit", unit)], name=project.name, unit=project.unit, projectCode=project.code
            )
            found.append(node)
        return found

    def allocations(self, lines: list[str], projects: list[str]) -> list[str]:
        found = []
        for entry in self.of.allocations:
            project = self.of.projects[entry.project]
            links = (
                ("ofProject", projects[entry.project]),
                self.fund(entry.fund),
                ("wasDerivedFrom", lines[entry.budget_line]) if entry.budget_line is not None else None,
            )
            found.append(
                self.say(
                    "Allocation",
                    self.own_id("allocation", entry.at, entry.column),
                    entry.at,
                    links,
                    fiscalYear=entry.fiscal_year,
                    stage=entry.stage,
                    unit=project.unit,
                    project=project.name,
                    projectCode=project.code,
                    fund=entry.fund,
                    timing=entry.timing,
                    debt=entry.debt,
                    category=entry.category,
                    amountYuan=entry.amount_yuan,
                    vintage=entry.vintage,
                )
            )
        return found

    def sheets(self, projects: list[str], allocations: list[str]) -> list[str]:
        found = []
        for sheet in self.of.sheets:
            texts: dict[str, str] = {}
            for role, text, _ in sheet.texts:
                name = f"{role if role in _ROLES else 'other'}Text"
                texts[name] = f"{texts[name]}\n{text}" if name in texts else text
            links = [
                ("ofProject", projects[sheet.project]) if sheet.project is not None else None,
                *(("covers", allocations[index]) for index in sheet.allocations),
            ]
            planned = _planned(sheet)
            node = self.say(
                "PerformanceSheet",
                self.own_id("sheet", sheet.at),
                sheet.at,
                links,
                project=sheet.project_name or None,
                matchedBy=sheet.matched_by,
                departmentCode=sheet.department_code,
                department=sheet.department,
                unit=sheet.unit,
                attribute=sheet.attribute,
                category=sheet.category,
                period=sheet.period,
                fiscalYear=sheet.fiscal_year,
                amountUnit=sheet.amount_unit,
                filledOn=sheet.filled_on,
                score=sheet.score,
                damaged=sheet.damaged,
                periodTotalYuan=planned.amount("period"),
                annualTotalYuan=planned.amount("annual"),
                annualCentralYuan=planned.amount("annual", "central"),
                annualProvincialYuan=planned.amount("annual", "provincial"),
                annualCountyYuan=_county(planned),
                annualSelfYuan=planned.amount("annual", "self"),
                annualOtherYuan=planned.amount("annual", "other"),
                **texts,
            )
            found.append(node)
            for entry in sheet.amounts:
                self.say(
                    "SheetAmount",
                    self.own_id("sheet-amount", entry.at, entry.column),
                    entry.at,
                    [("ofSheet", node)],
                    horizon=entry.horizon,
                    label=entry.label,
                    level=entry.level,
                    fund=entry.fund,
                    total=entry.total,
                    stage=entry.stage,
                    amountYuan=entry.amount_yuan,
                    amountText=entry.amount_text,
                    repaired=entry.repaired,
                )
        return found

    def indicators(self, sheets: list[str]) -> None:
        for entry in self.of.indicators:
            sheet = None if entry.sheet is None else self.of.sheets[entry.sheet]
            self.say(
                "Indicator",
                self.own_id("indicator", entry.at, entry.column),
                entry.at,
                [None if entry.sheet is None else ("ofSheet", sheets[entry.sheet])],
                project=(sheet.project_name or None) if sheet else None,
                horizon=entry.horizon,
                level1=entry.level1,
                level2=entry.level2,
                level3=entry.level3,
                target=entry.target,
                actual=entry.actual,
                weight=entry.weight,
                score=entry.score,
            )

    def citations(self, projects: list[str], sheets: list[str]) -> list[str | None]:
        found: list[str | None] = []
        derived = {"hands-down": "fundedBy", "basis": "restsOn"}
        for entry in self.of.citations:
            policy = self.policy(entry)
            found.append(policy)
            project = None if entry.project is None else projects[entry.project]
            self.say(
                "Citation",
                self.own_id("citation", entry.at, entry.column),
                entry.at,
                [
                    ("ofProject", project) if project else None,
                    ("ofSheet", sheets[entry.sheet]) if entry.sheet is not None else None,
                    ("refersTo", policy) if policy else None,
                ],
                role=entry.role,
                relation=entry.relation,
                project=None if entry.project is None else self.of.projects[entry.project].name,
                number=entry.number,
                issuerCode=entry.issuer_code,
                year=entry.year,
                serial=entry.serial,
                title=entry.title,
                issuers=tuple(dict.fromkeys(entry.issuers)) or None,  # a graph holds a value once
                kind=entry.kind,
                asWritten=entry.as_written,
                suspect=entry.suspect,
            )
            if project and policy:
                links = [("cites", policy)]
                if entry.relation in derived:
                    links.append((derived[entry.relation], policy))
                self.ledger.entries[project].add({}, links)
        return found

    def notice(self, policies: list[str | None]) -> None:
        """What a notice states of itself, and its table; it is the policy document that others cite."""
        of = self.of.notice
        if of is None:
            return
        own = self.policy(_as_cited(of))
        assert own is not None  # it has a title
        above = [("passesOn", policy) for index in of.passes_on if (policy := policies[index]) and policy != own]
        told = {"date": of.date} if of.date else {}
        self.of_itself[own] = (told, above)
        booked = []
        for booking in of.bookings:
            node = self.subjects.coded(booking.classification, booking.code, booking.name, self.of.fiscal_year)
            self.ledger.used(node, self.of.fiscal_year)
            booked.append(("bookedUnder", node))
        notice = self.say(
            "Notice",
            self.own_id("notice", of.at),
            of.at,
            [("ofPolicy", own), *dict.fromkeys(booked)],
            number=of.number,
            title=of.title,
            date=of.date,
            action=of.action,
            fiscalYear=self.of.fiscal_year,
            addressees=of.addressees,
            amountYuan=of.stated_yuan,
        )
        recipients = Recipients(self)
        for row in self.of.distributions:
            self.say(
                "Distribution",
                self.own_id("distribution", row.at, row.column),
                row.at,
                [
                    ("ofNotice", notice),
                    self.fund(row.fund),
                    self._subject("hasSubject", "function", row.code, row.fiscal_year),
                    self._subject("hasGovSubject", "government-economic", row.gov_code, row.fiscal_year),
                    recipients.link(row),
                ],
                recipient=row.recipient,
                recipientWithin=row.within,
                project=row.project,
                item=row.item,
                level=row.level,
                phase=row.phase,
                action=row.action,
                code=row.code,
                govCode=row.gov_code,
                fund=row.fund,
                fiscalYear=row.fiscal_year,
                amountYuan=row.amount_yuan,
                amountText=row.amount_text,
                amountUnit=row.amount_unit,
                rowKind=row.row_kind,
                counted=row.counted,
            )

    def _subject(self, kind: str, classification: str, code: str | None, year: int) -> Link | None:
        if code is None or len(code) not in ids.CODE_LENGTHS:
            return None
        node = self.subjects.coded(classification, code, None, year)
        self.ledger.used(node, year)
        return (kind, node)

    def others(self) -> None:
        for figure in self.of.figures:
            self.say(
                "Figure",
                self.own_id("figure", figure.at, figure.column),
                figure.at,
                [],
                key=figure.key,
                value=figure.value,
                unit=figure.unit,
                amountYuan=figure.value if figure.unit == "yuan" else None,
                text=figure.text,
            )
        for statement in self.of.statements:
            self.say(
                "Paragraph",
                self.own_id("paragraph", statement.at),
                statement.at,
                [],
                section=statement.section,
                text=statement.text,
            )
        for service in self.of.services:
            self.say(
                "PurchasedService",
                self.own_id("service", service.at),
                service.at,
                [],
                code=service.code,
                name=service.name,
                depth=service.level,
                parentCode=service.parent_code,
            )
        for finding in self.of.findings:
            at = finding.at[0] if finding.at else records.Place()
            self.say(
                "Finding",
                self.own_id(f"finding/{finding.rule}", at),
                at,
                [],
                rule=finding.rule,
                severity=finding.severity,
                message=finding.message,
                expected=finding.expected,
                actual=finding.actual,
                lines=sorted({place.line for place in finding.at if place.line is not None}) or None,
                pages=sorted({place.page for place in finding.at if place.page is not None}) or None,
            )

    def unit(self) -> Unit:
        """Everything, in the order in which one refers to the other."""
        self.organizations()
        lines = self.lines()
        projects = self.projects()
        allocations = self.allocations(lines, projects)
        sheets = self.sheets(projects, allocations)
        self.indicators(sheets)
        self.notice(self.citations(projects, sheets))
        self.others()
        mentions = self.policies()
        return Unit(self.meta(), tuple(self.own), self.ledger.nodes(), tuple(mentions))

    def meta(self) -> dict[str, Any]:
        """What the file's first line says of the document."""
        of = self.of
        readings = Counter(passage.reading.value for passage in of.passages)
        passages = runs((p.at.shown, p.at.page, p.reading.value, p.why) for p in of.passages)
        return {
            "document": of.document,
            "sha256": of.sha256,
            "media_type": of.media_type,
            "publisher": of.publisher,
            "publisher_kind": of.publisher_kind,
            "places": list(of.places),
            "fiscal_year": of.fiscal_year,
            "stage": of.stage,
            "kind": of.kind,
            "pages": of.pages,
            "disclosure": self.disclosure,
            "lines": len(of.passages),
            "read_lines": readings["read"],
            "furniture_lines": readings["furniture"],
            "unread_lines": readings["unread"],
            "status": "partial" if readings["unread"] else "complete",
            "reader": self.reader,
            "builder": VERSION,
            "passages": passages,
        }


def _as_cited(notice: records.Notice) -> records.Citation:
    """A notice as it would cite itself: what others call it, and so what its identity is decided from."""
    return records.Citation(
        at=notice.at,
        column=0,
        role="other",
        relation="hands-down",
        project=None,
        sheet=None,
        number=notice.number,
        issuer_code=notice.issuer_code,
        year=notice.year,
        serial=notice.serial,
        title=notice.title,
        issuers=notice.issuers,
        kind=notice.kind,
        as_written=notice.number or notice.title,
        suspect=notice.suspect,
    )


def _planned(sheet: records.PerformanceSheet) -> records.PerformanceSheet:
    """The sheet with the amounts of one stage: of the several of an evaluation, what was to be spent, not what was."""
    stages = {entry.stage for entry in sheet.amounts}
    if stages <= {None}:
        return sheet
    stage = next((known for known in ("budget", None, "adjusted") if known in stages), None)
    return replace(sheet, amounts=tuple(entry for entry in sheet.amounts if entry.stage == stage))


def _county(sheet: records.PerformanceSheet) -> Any:
    """The part of the year's money that cities and counties pay, however the sheet calls them."""
    for level in ("county", "city-county", "city"):
        amount = sheet.amount("annual", level)
        if amount is not None:
            return amount
    return None
