"""A document to its disclosure: runs the readers of each kind of segment and puts their records together.

Knows which reader reads what, and in which order they need each other (the publisher before the tables, the tables
before the sheets); the grammars are theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from loaders.coverage import Coverage, says_something
from loaders.document import Document, Item, Paragraph, Rejected
from loaders.money import factor, usual
from loaders.paged import bind
from loaders.prose.citations import Mention, find_mentions, relation_of
from loaders.prose.figures import read_figures
from loaders.prose.institutions import read_institution
from loaders.prose.organizations import (
    Cover,
    choose_publisher,
    located,
    named_publisher,
    read_cover,
    stated_year,
)
from loaders.prose.passages import Passage, join
from loaders.prose.project_records import record
from loaders.prose.project_texts import find_project_texts
from loaders.prose.services import names_directory, read_services
from loaders.records import (
    BudgetLine,
    Citation,
    Disclosure,
    Figure,
    Finding,
    Indicator,
    Organization,
    PerformanceSheet,
    Place,
    PurchasedService,
    SheetAmount,
    Statement,
)
from loaders.structure import Segment, cut, title_year
from loaders.tables.grid import Context, Table
from loaders.tables.headings import named
from loaders.tables.lines import budget_lines
from loaders.tables.projects import Register, read_projects
from loaders.tables.reading import read_table
from loaders.targets.indicators import RawIndicator
from loaders.targets.link import Link, link_sheets, unit_by_row
from loaders.targets.sheets import Sheet, has_rows, read_sheet
from loaders.targets.tables import TargetTable, is_target_table, read_target_table
from loaders.targets.whole import Whole, named_body, named_year, read_whole
from loaders.transfers import is_transfer_sheet, read_transfers
from loaders.words import amount, fold, squeeze, tidy
from ontology import vocabulary

PUBLIC_ROLES = ("basis", "measures", "overview", "necessity", "plan", "objective")
_PROJECT_TABLES = ("projects-current", "projects-carryover")


class Reader:
    """The reading of one document; `disclosure` is its result."""

    def __init__(self, document: Document) -> None:
        self.bound = bind(document)
        self.document = document
        self.segments = cut(self.bound.document)
        self.coverage = Coverage(document)
        self.lines: list[BudgetLine] = []
        self.citations: list[Citation] = []
        self.figures: list[Figure] = []
        self.indicators: list[Indicator] = []
        self.services: list[PurchasedService] = []
        self.statements: list[Statement] = []
        self.findings: list[Finding] = [*document.findings, *self.bound.findings]
        self.register = Register()
        self.evaluation = False  # whether its sheets say what was reached
        self.handed_on: set[Place] = set()  # first lines of sheets for money that goes to lower levels
        self.told: set[Place] = set()  # lines of projects in prose, whose citations are read with them

    def disclosure(self) -> Disclosure:
        """Everything that the document states.

        Raises `Rejected` where it is no disclosure: no table, no target sheet and no section of one.
        """
        cover = read_cover([item for segment in self.segments if segment.kind == "cover" for item in segment.items])
        tables = self.tables()
        publisher = choose_publisher(cover, [table.publisher for table in tables if table.publisher])
        if not publisher:
            whole = [segment for segment in self.segments if segment.key == "whole-department"]
            publisher = next((name for segment in whole if (name := named_body(segment))), "")
        self.check(tables, publisher)
        kind = cover.kind or self.publisher_kind()
        items = self.bound.document.items
        if not publisher and (named := named_publisher(items)) is not None:
            publisher = named.name
            message = f"no cover and no table names the publisher; a field {named.label} does"
            self.findings.append(Finding("publisher-unprinted", "warning", (named.at,), message))
        year = cover.year or self.year(tables)
        if not year and (stated := stated_year(items)) is not None:
            year = stated[0]
            message = "no cover and no title names the fiscal year; a line inside the document does"
            self.findings.append(Finding("year-unprinted", "note", (stated[1],), message))
        if not year:
            raise Rejected("no fiscal year is named on its cover or in its tables")
        if not publisher:
            raise Rejected("no department or unit is named as its publisher")
        stage = cover.stage or "budget"
        context = Context(publisher, "consolidated" if kind == "department" else "own", year, stage)
        institution = read_institution(self.segments, publisher)
        for body in institution:
            if body.kind == "unit":
                self.register.units.setdefault(fold(body.name), body)
        self.read_tables(tables, context)
        sheets = self.read_sheets(context)
        sheets = (*sheets, *self.read_project_texts(context, sheets))
        self.read_transfers(context)
        self.read_prose(year)
        organizations = self.organizations(publisher, kind, cover, institution)
        self.coverage.read(self.bound.titles, "title")
        for at, why in self.bound.furniture:
            self.coverage.furniture(at, "", why)
        self.coverage.finish(self.segments)
        places, codes = located(publisher, self.document.text, year)
        return Disclosure(
            document="d" + self.document.sha256[:16],
            sha256=self.document.sha256,
            media_type=self.document.media_type,
            publisher=publisher,
            publisher_kind=kind,
            places=places,
            place_codes=codes,
            fiscal_year=year,
            stage=stage,
            kind=self.kind(stage),
            pages=self.document.pages,
            organizations=organizations,
            lines=tuple(self.lines),
            projects=tuple(self.register.projects),
            allocations=tuple(self.register.allocations),
            sheets=sheets,
            indicators=tuple(self.indicators),
            citations=tuple(sorted(self.citations, key=_citation_order)),
            figures=tuple(self.figures),
            services=tuple(self.services),
            statements=tuple(self.statements),
            findings=tuple(self.findings),
            passages=self.coverage.passages(),
            text=self.document.text,
        )

    # what the document is

    def check(self, tables: list[Table], publisher: str) -> None:
        """Rejects what is no disclosure."""
        known = [
            table for table in tables if table.kind not in ("other", "purchased-services") and table.heading.columns
        ]
        sheets = [segment for segment in self.segments if segment.kind == "sheet" and has_rows(segment)]
        prose = {segment.key for segment in self.segments if segment.kind == "prose"} & {
            "changes",
            "income",
            "expenditure",
            "appropriation",
            "general-public",
        }
        whole = any(segment.key == "whole-department" for segment in self.segments)
        if not known and not sheets and not whole and len(prose) < 2:
            page = "an HTML page, and no disclosure" if self.document.media_type == "text/html" else "no disclosure"
            raise Rejected(f"{page}: it has no budget table, no target sheet and no section of a budget's explanation")

    def publisher_kind(self) -> str:
        """department or unit, by the label that the tables print before the publisher."""
        words = vocabulary.load("organizations")["cover"]
        labels = "|".join(map(re.escape, words["department_label"] + words["unit_label"]))
        label = re.compile(rf"\s*({labels})[:：]")
        counts = Counter(
            "unit" if match[1] in words["unit_label"] else "department"
            for segment in self.segments
            for item in segment.items
            if isinstance(item, Paragraph) and (match := label.match(item.text))
        )
        return "unit" if counts["unit"] > counts["department"] else "department"

    def year(self, tables: list[Table]) -> int | None:
        """The fiscal year where the cover names none: what most titles name."""
        years = Counter(table.year for table in tables if table.year)
        for segment in self.segments:
            if segment.kind == "sheet":
                years.update(
                    y
                    for item in [*segment.title, *segment.items[:2]]
                    if isinstance(item, Paragraph) and (y := title_year(item.text))
                )
            elif segment.key == "whole-department" and (named := named_year(segment)):
                years[named] += 1
            elif segment.kind == "heading":
                years.update(
                    y for item in segment.items if isinstance(item, Paragraph) and (y := title_year(item.text))
                )
        return years.most_common(1)[0][0] if years else None

    def kind(self, stage: str) -> str:
        """budget or final, or the part of it that the file holds: tables, explanation, targets."""
        has_tables = any(line.table not in ("other", "whole-department") for line in self.lines)
        has_prose = any(
            segment.kind == "prose" and segment.key in ("income", "changes", "expenditure") for segment in self.segments
        )
        has_sheets = any(segment.kind == "sheet" for segment in self.segments)
        evaluated = self.evaluation or any(
            line.table == "whole-department" and line.stage == "executed" for line in self.lines
        )
        if not has_tables and not has_prose and evaluated:
            return "evaluation"
        if has_tables and not has_prose and not has_sheets:
            return "tables"
        if not has_tables and has_sheets and not has_prose:
            return "targets"
        if not has_tables and has_prose:
            return "explanation"
        return "final" if stage == "final" else "budget"

    # tables

    def tables(self) -> list[Table]:
        """The tables of amounts, in order; the summary's carryover helps to read the tables after it."""
        tables: list[Table] = []
        carryover: Decimal | None = None
        for segment in self.segments:
            if segment.kind != "table" or segment.key in ("whole-department", "purchased-services"):
                continue
            if segment.key not in _PROJECT_TABLES and is_target_table(segment):
                continue
            table = read_table(segment, carryover)
            tables.append(table)
            if table.kind == "budget-summary":
                carryover = _carryover(table)
        self.name_units(tables)
        return tables

    def name_units(self, tables: list[Table]) -> None:
        """Where a table prints no money unit, what the document's other tables print; said by a finding."""
        printed = Counter(table.unit for table in tables if table.unit)
        common = printed.most_common(1)[0][0] if printed else usual("tables")
        for table in tables:
            if not table.unit:
                table.unit = common
                if any(body.entries for body in table.body):
                    source = "as the other tables print" if printed else "as such tables usually are"
                    severity = "note" if len(printed) == 1 else "warning"
                    message = f"the table prints no money unit; read as {common}, {source}"
                    self.findings.append(Finding("unit-unprinted", severity, tuple(table.used[:1]), message))

    def read_tables(self, tables: list[Table], context: Context) -> None:
        """Budget lines, units, projects and allocations of all tables; then the sheet of the whole department."""
        for table in _merged_pages(sorted(tables, key=lambda t: t.kind in _PROJECT_TABLES)):
            if table.kind in _PROJECT_TABLES:
                lines = read_projects(table, context, self.register, len(self.lines))
            else:
                lines = budget_lines(table, context)
            if table.kind == "operating":
                for line in lines:
                    if line.row_kind == "unit" and line.item and fold(line.item) != fold(context.publisher):
                        self.register.units.setdefault(
                            fold(line.item), Organization(line.at, tidy(line.item), "unit", context.publisher)
                        )
            self.lines += lines
            self.findings += table.findings
            self.coverage.table(table)
            self.notes(table)
        for number, project in enumerate(self.register.projects):
            self.cite_name(project.name, project.at, number, None)
        seen = {(project.at.order, project.name) for project in self.register.projects}
        for allocation in self.register.allocations:
            project = self.register.projects[allocation.project]
            if (allocation.at.order, project.name) not in seen:
                seen.add((allocation.at.order, project.name))
                self.cite_name(project.name, allocation.at, allocation.project, None)
        for segment in self.segments:
            if segment.kind == "table" and segment.key == "whole-department":
                self.whole(read_whole(segment, context))
            elif segment.kind == "table" and segment.key == "purchased-services":
                self.directory([*segment.title, *segment.items])

    def notes(self, table: Table) -> None:
        """What the rows of a table remark beside their numbers."""
        for body in table.body:
            for labels in body.labels.values():
                if note := labels.get("note"):
                    self.statements.append(Statement(body.row.at, table.kind, note))

    def whole(self, whole: Whole) -> None:
        """The records of 整体支出绩效目标."""
        self.lines += whole.lines
        self.figures += whole.figures
        self.findings += whole.findings
        for text, at in whole.texts:
            self.cite(Passage(text, (0,), (at,)), "objective", None, None)
        self.indicators += [_indicator(raw, None) for raw in whole.indicators]
        self.coverage.read(whole.used, "whole-department")
        self.coverage.unread(whole.unread, "whole-department")

    def directory(self, items: list[Item]) -> None:
        """The directory of purchased services."""
        entries, used = read_services(items)
        known = {entry.code for entry in self.services}
        self.services += [entry for entry in entries if entry.code not in known]
        self.coverage.read([item.at for item in used], "purchased-services")
        titles = [item.at for item in items if isinstance(item, Paragraph) and names_directory(item.text)]
        self.coverage.read(titles, "title")

    # target sheets

    def read_sheets(self, context: Context) -> tuple[PerformanceSheet, ...]:
        """The target sheets, linked to their projects, with their indicators and citations."""
        raw: list[Sheet] = []
        pages: list[Segment] = []
        for segment in self.segments:
            if segment.kind in ("sheet", "table") and segment.key != "whole-department" and is_target_table(segment):
                again = pages and "".join(i.text for i in pages[-1].title) == "".join(i.text for i in segment.title)
                if pages and not again:
                    raw += self.targets(read_target_table(*pages), pages)
                    pages = []
                pages.append(segment)
            elif segment.kind == "sheet" and has_rows(segment):
                raw.append(read_sheet(segment))
                if is_transfer_sheet(segment, context.publisher):
                    self.handed_on.add(raw[-1].place)
        if pages:
            raw += self.targets(read_target_table(*pages), pages)
        for segment in self.segments:
            if segment.kind == "sheet" and not has_rows(segment):
                self.coverage.read([item.at for item in [*segment.title, *segment.items]], "sheet-title")
        for sheet in raw:
            if not (sheet.name or sheet.amounts or sheet.texts or sheet.indicators):
                self.coverage.read(sheet.used, "sheet-title")  # a form that nobody filled in
        raw = [sheet for sheet in raw if sheet.name or sheet.amounts or sheet.texts or sheet.indicators]
        self.evaluation = any(sheet.evaluation for sheet in raw)
        for sheet in raw:
            if sheet.unit is None and (guess := unit_by_row(sheet, self.register)) is not None:
                sheet.unit = guess
        links = link_sheets(raw, self.register)
        sheets = []
        for number, (sheet, link) in enumerate(zip(raw, links, strict=True)):
            if link.project is None and sheet.name:
                unit = sheet.fields.get("unit")
                link.project = self.register.project(
                    tidy(unit) if unit else context.publisher, sheet.name, sheet.place, sheet.fields.get("project_code")
                )
            sheets.append(self.sheet(sheet, link, context))
            self.sheet_texts(sheet, link, number)
            self.coverage.sheet(sheet)
            self.findings += sheet.findings
        return tuple(sheets)

    def targets(self, table: TargetTable, pages: list[Segment]) -> list[Sheet]:
        """The sheets of a table of many projects' targets; a table of amounts keeps the account of its own lines."""
        self.findings += table.findings
        if all(page.key not in _PROJECT_TABLES for page in pages):
            self.coverage.read(table.used, "sheet")
            self.coverage.unread(table.unread, "sheet")
        return table.sheets

    def sheet(self, sheet: Sheet, link: Link, context: Context) -> PerformanceSheet:
        """The record of a sheet; where it prints no unit, the amount of its project's row tells."""
        unit = sheet.unit or usual("sheets")
        if sheet.unit is None and sheet.amounts:
            message = f"the sheet prints no money unit and no project row tells; read as {unit}"
            self.findings.append(Finding("unit-unprinted", "warning", (sheet.place,), message))
        scale = factor(unit)
        amounts = tuple(
            SheetAmount(
                a.place,
                a.column,
                a.horizon,
                a.label,
                a.level,
                a.fund,
                a.total,
                a.value * scale,
                a.text,
                a.repaired,
                a.stage,
            )
            for a in sheet.amounts
        )
        texts = [(passage_role(role), text, at) for role, text, at in sheet.texts]
        return PerformanceSheet(
            at=sheet.place,
            project_name=sheet.name,
            project=link.project,
            matched_by=link.matched_by,
            allocations=tuple(link.allocations),
            department_code=sheet.fields.get("department_code"),
            department=sheet.fields.get("department"),
            unit=sheet.fields.get("unit"),
            attribute=sheet.fields.get("attribute"),
            period=sheet.fields.get("period"),
            filled_on=sheet.filled_on,
            fiscal_year=sheet.year or context.fiscal_year,
            amount_unit=unit,
            amounts=amounts,
            texts=tuple(texts),
            damaged=sheet.damaged,
            category="transfer"
            if sheet.place in self.handed_on
            else named(sheet.fields.get("category", ""), "category"),
            score=_points(sheet.score),
        )

    def sheet_texts(self, sheet: Sheet, link: Link, number: int) -> None:
        """Citations in a sheet's name, texts, objectives and indicators; its indicators."""
        if sheet.name:
            self.cite_name(sheet.name, sheet.place, link.project, number)
        roles: dict[str, list[tuple[str, Place]]] = {}
        for role, text, at in sheet.texts:
            roles.setdefault(role, []).append((text, at))
        for role, pieces in roles.items():
            for passage in join(pieces):
                self.cite(passage, passage_role(role), link.project, number)
        for raw in sheet.indicators:
            self.indicators.append(_indicator(raw, number))
            for cell in (raw.level3, raw.target):
                if cell and any(sign in cell for sign in "号《〔【[［纪"):
                    self.cite(Passage(cell, (0,), (raw.place,)), "indicator", link.project, number, raw.column)

    def read_project_texts(self, context: Context, sheets: tuple[PerformanceSheet, ...]) -> list[PerformanceSheet]:
        """Projects in prose: their records, and the citations in their texts."""
        covered = {
            sheet.project for sheet in sheets if sheet.project is not None and sheet.amount("annual") is not None
        }
        made: list[PerformanceSheet] = []
        for text in find_project_texts(self.bound.document.items, context.fiscal_year):
            records = record(text, self.register, context, covered)
            number = None if records.sheet is None else len(sheets) + len(made)
            made += [] if records.sheet is None else [records.sheet]
            self.findings += [*text.findings, *records.findings]
            self.cite_name(text.name, text.at, records.project, number)
            for role in text.roles:
                for passage in text.passages(role):
                    self.cite(passage, role if role in PUBLIC_ROLES else "other", records.project, number)
            self.told.update(text.used)
            self.coverage.read(list(text.used), "project-text")
        return made

    def read_transfers(self, context: Context) -> None:
        """What sentences hand on to lower levels: lines of a table of its own, and the documents behind them."""
        found = read_transfers(self.segments, self.lines, context, self.register, frozenset(self.told))
        self.lines += found.lines
        for passage, project in found.texts:
            self.cite(passage, "narrative" if project is None else "basis", project, None)
        self.told.update(found.told)

    # citations

    def cite_name(self, name: str, at: Place, project: int | None, sheet: int | None) -> None:
        """The numbers in a project's name: what gave the money."""
        for mention in find_mentions(name, "name"):
            if mention.number is not None:
                self.citations.append(_citation(mention, at, mention.start, "name", project, sheet))

    def cite(
        self, passage: Passage, role: str, project: int | None, sheet: int | None, column: int = 0
    ) -> list[Citation]:
        """The citations of a text that plays `role`."""
        found = []
        for mention in find_mentions(passage.text, role):
            at, offset = passage.at(mention.start)
            found.append(_citation(mention, at, column * 1000 + offset, role, project, sheet))
        self.citations += found
        return found

    # prose

    def read_prose(self, year: int) -> None:
        """Figures and citations of the paragraphs, section by section, and the paragraphs themselves."""
        heading = ""
        for segment in self.segments:
            if segment.kind == "heading" and segment.items:
                heading = _text(segment.items[-1])
                for item in segment.items:
                    if says_something(text := _text(item)):
                        self.figures += read_figures(Passage(text, (0,), (item.at,)), segment.key, year=year)
            if segment.kind == "glossary":
                self.glossary(segment)
            if segment.kind not in ("prose", "cover"):
                continue
            items: list[Item] = list(segment.items)
            if segment.key in ("services", "other"):
                entries, used = read_services(items)
                known = {entry.code for entry in self.services}
                self.services += [entry for entry in entries if entry.code not in known]
                self.coverage.read([item.at for item in used], "purchased-services")
                items = [item for item in items if item not in used]
            if segment.kind == "cover":
                for passage in join([(_text(item), item.at) for item in items]):
                    self.figures += read_figures(passage, "", year=year)
                self.coverage.read([item.at for item in items], "cover")
                continue
            pieces = [(_text(item), item.at) for item in items]
            for passage in join([piece for piece in pieces if not self.coverage.caption(piece[0], piece[1])]):
                figures = read_figures(passage, segment.key, heading, year)
                told = self.told.issuperset(passage.places)
                found = [] if told else self.cite(passage, "narrative", None, None)
                self.figures += figures
                if not told and not figures and not found and says_something(passage.text):
                    self.coverage.unread(list(passage.places), segment.key)
                    continue
                self.statements.append(Statement(passage.places[0], segment.key, passage.text))
                self.coverage.read(list(passage.places), segment.key)

    def glossary(self, segment: Segment) -> None:
        """Definitions are furniture; a number or a document among them is read like any other."""
        for item in segment.items:
            passage = Passage(_text(item), (0,), (item.at,))
            figures = read_figures(passage, "glossary")
            citations = self.cite(passage, "other", None, None) if "《" in passage.text or "号" in passage.text else []
            self.figures += figures
            if figures or citations:
                self.coverage.read([item.at], "glossary")

    def organizations(
        self, publisher: str, kind: str, cover: Cover, institution: list[Organization]
    ) -> tuple[Organization, ...]:
        """The publisher first, then units and offices, each once."""
        at = next((item.at for segment in self.segments for item in [*segment.title, *segment.items]), Place())
        others = tuple(sorted({cover.publisher} - {publisher, ""}))
        bodies = {(kind, fold(publisher)): Organization(at, publisher, kind, None, others)}
        for body in [*self.register.units.values(), *institution]:
            bodies.setdefault((body.kind, fold(body.name)), body)
        return tuple(bodies.values())


def _merged_pages(tables: list[Table]) -> list[Table]:
    """Pages of one table of projects under the same title and heading as one table: units own rows across pages."""
    merged: list[Table] = []
    for table in tables:
        last = merged[-1] if merged else None
        same = last is not None and last.kind == table.kind and table.kind in _PROJECT_TABLES
        if last is not None and same and _paths(last) == _paths(table):
            last.body += table.body
            last.used += table.used
            last.unread += table.unread
            last.furniture += table.furniture
            last.findings += table.findings
        else:
            merged.append(table)
    return merged


def _paths(table: Table) -> list[tuple[str, ...]]:
    return [column.path for column in table.heading.columns]


def passage_role(role: str) -> str:
    """The public role of a sheet's text: both horizons of the objective are one role."""
    return "objective" if role.startswith("objective") else role


def _text(item: Item) -> str:
    return item.text if isinstance(item, Paragraph) else " ".join(cell for cell in item.cells if cell)


def _carryover(table: Table) -> Decimal | None:
    for body in table.body:
        for block, labels in body.labels.items():
            if squeeze(labels.get("item", "")) in vocabulary.load("rows")["opens_carryover"]:
                for slot, entry in body.entries.items():
                    if slot < len(table.heading.columns) and table.heading.columns[slot].block == block:
                        return entry.value
    return None


def _indicator(raw: RawIndicator, sheet: int | None) -> Indicator:
    return Indicator(
        raw.place,
        raw.column,
        sheet,
        raw.horizon,
        raw.level1,
        raw.level2,
        raw.level3,
        raw.target,
        raw.actual,
        _points(raw.weight),
        _points(raw.score),
    )


def _points(text: str | None) -> Decimal | None:
    """Points of an evaluation, with or without 分; None where the cell holds no number."""
    return None if text is None else amount(squeeze(text).removesuffix("分").strip("()（）"))


def _citation(mention: Mention, at: Place, column: int, role: str, project: int | None, sheet: int | None) -> Citation:
    number = mention.number
    return Citation(
        at=at,
        column=column,
        role=role,
        relation=relation_of(role, mention.title),
        project=project,
        sheet=sheet,
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


def _citation_order(citation: Citation) -> tuple[int, int, int, int]:
    return (*citation.at.order, citation.column)
