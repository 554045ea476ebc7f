"""The only place where records and ontology meet: from what a document states to statements.

Every name of a class, property or relationship that this module writes is in `ontology/fiscal.ttl`; a test holds that.
It must not know where documents lie, nor what other documents say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from kg import ids
from kg.merge import Merger
from kg.statements import Link, Mention, Node, Unit, runs
from loaders import records
from ontology import subjects, vocabulary
from ontology.schema import schema

#: Raised when statements change their form or meaning: documents built by another version are built again.
VERSION = "1"

_NUMBERING = re.compile(r"^(?:其中[:：]?|[一二三四五六七八九十]+、|\d+[.、]|[(（][一二三四五六七八九十\d]+[)）])+")
_ROLES = {"basis", "measures", "overview", "necessity", "plan", "objective"}
_ZONE = ("示范区", "开发区", "高新区", "经开区", "新区", "园区", "试验区", "合作区", "保税区")


@cache
def _hands_down() -> re.Pattern[str]:
    return re.compile(vocabulary.load("issuers")["titles"]["hands_down"])


@cache
def _placeless() -> tuple[str, ...]:
    return tuple(vocabulary.load("issuers")["placeless"]["beginnings"])


@cache
def _counted_by_bodies() -> frozenset[str]:
    return frozenset(vocabulary.load("issuers")["bodies"]["kinds"])


def build(disclosure: records.Disclosure, reader: str = "") -> Unit:
    """The statements of a disclosure. `reader` is the version of the reader that made it."""
    return _Builder(disclosure, reader).unit()


class _Builder:
    def __init__(self, disclosure: records.Disclosure, reader: str) -> None:
        self.of = disclosure
        self.reader = reader
        self.document = disclosure.document
        self.own: list[Node] = []
        self.claims: dict[str, Merger] = {}
        self.taken: set[str] = set()
        self.ordinals: Counter[tuple[str, int]] = Counter()
        self.mentions: dict[str, list[records.Citation]] = {}
        self.bodies: dict[str, str] = {}
        self.subjects: dict[tuple[str | None, str | None, str | None], str | None] = {}
        self.publisher = ids.organization_id(disclosure.publisher, disclosure.publisher_kind, disclosure.places)
        self.disclosure = ids.disclosure_id(self.publisher, disclosure.fiscal_year, disclosure.stage)
        self.stated: Link = ("statedIn", self.disclosure)

    # -- names ---------------------------------------------------------------------------------------------------

    def own_id(self, kind: str, at: records.Place, column: int | None = None) -> str:
        """The id of a statement: its kind and its place; unique inside the document."""
        if at.line is not None:
            place = f"{at.line}" if column is None else f"{at.line}-{column}"
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

    def claim(self, label: str, node: str, links: Iterable[Link] = (), /, **properties: Any) -> str:
        """What this document says of a shared node."""
        merger = self.claims.get(node)
        if merger is None:
            merger = self.claims[node] = Merger(label)
        merger.add({name: value for name, value in properties.items() if value is not None}, links)
        return node

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

    # -- shared nodes --------------------------------------------------------------------------------------------

    def body(self, name: str) -> str:
        """The id of a body that this document names as one of its units; claimed where it was not yet."""
        key = ids.fold_body(name)
        found = self.bodies.get(key)
        if found is None:
            found = ids.organization_id(name, "unit", self.of.places)
            self.bodies[key] = found
            if found not in self.claims:
                above = found != self.publisher and self.of.publisher_kind == "department"
                links = [("subOrganizationOf", self.publisher)] if above else []
                self.organization(found, name, "unit", links)
        return found

    def organization(
        self, node: str, name: str, kind: str | None, links: list[Link], others: Iterable[str] = ()
    ) -> None:
        places = self.of.places
        if places:
            links.append(("inPlace", ids.place_id(places)))
        self.claim(
            "Organization",
            node,
            links,
            name=name,
            kind=kind,
            otherNames=tuple(others) or None,
            place=places[-1] if places else None,
        )

    def organizations(self) -> None:
        of = self.of
        for depth, name in enumerate(of.places, 1):
            path = of.places[:depth]
            self.claim(
                "Place",
                ids.place_id(path),
                [("within", ids.place_id(path[:-1]))] if depth > 1 else [],
                name=name,
                fullName="".join(path),
                level=_level(name),
            )
        named = {ids.fold_body(entry.name): entry for entry in of.organizations}
        me = ids.fold_body(of.publisher)
        own = named.get(me)
        links: list[Link] = []
        if own and own.parent and ids.fold_body(own.parent) != me:
            above = ids.organization_id(own.parent, "department", of.places)
            self.organization(above, own.parent, None, [])
            links.append(("subOrganizationOf", above))
        self.organization(self.publisher, of.publisher, of.publisher_kind, links, own.other_names if own else ())
        self.bodies[me] = self.publisher
        for entry in of.organizations:
            if ids.fold_body(entry.name) == me:
                continue
            above = ids.organization_id(entry.parent, "department", of.places) if entry.parent else self.publisher
            node = ids.organization_id(entry.name, entry.kind, of.places, above)
            if entry.kind in ("department", "unit"):
                self.bodies.setdefault(ids.fold_body(entry.name), node)
            below = entry.kind != "other" or entry.parent is not None
            links = [("subOrganizationOf", above)] if below and node != above else []
            self.organization(node, entry.name, entry.kind, links, entry.other_names)
            if entry.parent and above not in self.claims:
                self.organization(above, entry.parent, None, [])
        self.claim(
            "Disclosure",
            self.disclosure,
            [("publishedBy", self.publisher)],
            publisher=of.publisher,
            place=of.places[-1] if of.places else None,
            fiscalYear=of.fiscal_year,
            stage=of.stage,
            documents=(self.document,),
            sha256=(of.sha256,),
            kinds=(of.kind,),
        )

    def fund(self, fund: str | None) -> Link | None:
        if fund is None:
            return None
        node = ids.fund_id(fund)
        if node not in self.claims:
            name = schema().funds.get(fund, {}).get("zh", fund)
            self.claim("FundingSource", node, code=fund, name=name)
        return ("hasFund", node)

    def subject(self, line: records.BudgetLine) -> Link | None:
        key = (line.classification, line.code, line.item)
        if key not in self.subjects:
            self.subjects[key] = self._subject(line)
        node = self.subjects[key]
        if node is None:
            return None
        year = line.fiscal_year or self.of.fiscal_year
        self.claims[node].add({"firstYear": year, "lastYear": year})
        return ("hasSubject", node)

    def _subject(self, line: records.BudgetLine) -> str | None:
        kind = line.classification
        if kind is None:
            return None
        name = (
            None
            if line.row_kind in ("total", "unit", "project")
            else _NUMBERING.sub("", ids.fold(line.item or "")) or None
        )
        code = re.sub(r"\D", "", line.code or "")
        if not code and name:
            code = subjects.codes().get((kind, name), "")
            if not code and kind.endswith("economic"):
                return self.claim("SubjectCode", ids.subject_by_name_id(kind, name), name=name, classification=kind)
        if len(code) < 3:
            return None
        for length in range(3, len(code), 2):
            part = code[:length]
            known = subjects.names().get((kind, part))
            self.subject_code(kind, part, known)
        return self.subject_code(kind, code, name or subjects.names().get((kind, code)))

    def subject_code(self, kind: str, code: str, name: str | None) -> str:
        above = code[:-2] if len(code) > 3 else None
        links = [("broader", ids.subject_id(kind, above))] if above else []
        return self.claim(
            "SubjectCode",
            ids.subject_id(kind, code),
            links,
            code=code,
            name=name,
            classification=kind,
            parentCode=above,
        )

    def policy(self, citation: records.Citation) -> str | None:
        """The id that stands for the cited policy document in this document's statements."""
        if not citation.number and not citation.title:
            return None
        number = ids.fold(citation.number or "")
        title = ids.fold_title(citation.title or "")
        issuers = tuple(sorted({ids.fold_body(issuer) for issuer in citation.issuers}))
        body = self.publisher if citation.kind in _counted_by_bodies() else ""
        key = ids.digest(
            "mention",
            number,
            title,
            *issuers,
            "",
            *map(ids.fold, self.of.places),
            "",
            body,
            "?" if citation.suspect else "",
        )
        mention = f"policy/{key}"
        self.mentions.setdefault(mention, []).append(citation)
        return mention

    def issuer(self, name: str) -> str:
        """The id of a body that a text names as issuer: by its own name, and in the citing place where it says none."""
        places = self.of.places if ids.fold_body(name).startswith(_placeless()) else ()
        inner = ids.fold(self.of.places[-1]) if self.of.places else ""
        if inner and inner in ids.fold_body(name):
            places = self.of.places
        node = ids.organization_id(name, "department", places)
        if node not in self.claims:
            self.claim("Organization", node, name=name)
        return node

    def policies(self) -> list[Mention]:
        found = []
        for node, citations in self.mentions.items():
            first = citations[0]
            issuers = sorted({issuer for citation in citations for issuer in citation.issuers})
            links = [("issuedBy", self.issuer(issuer)) for issuer in issuers]
            for citation in citations:
                self.claim(
                    "PolicyDocument",
                    node,
                    links,
                    number=citation.number,
                    issuerCode=citation.issuer_code,
                    year=citation.year,
                    serial=citation.serial,
                    title=citation.title,
                    issuer="、".join(citation.issuers) or None,
                    issuers=citation.issuers or None,
                    kind=citation.kind,
                )
            titles = [citation.title for citation in citations if citation.title]
            kinds = Counter(citation.kind for citation in citations)
            found.append(
                Mention(
                    id=node,
                    number=ids.fold(first.number or ""),
                    title=ids.fold_title(first.title or ""),
                    issuers=tuple(sorted({ids.fold_body(issuer) for issuer in issuers})),
                    place=tuple(map(ids.fold, self.of.places)),
                    body=self.publisher,
                    kind=min(kinds, key=lambda kind: (-kinds[kind], kind)),
                    count=len(citations),
                    hands_down=any(_hands_down().search(title) for title in titles),
                    suspect=first.suspect,
                )
            )
        return sorted(found, key=lambda mention: mention.id)

    # -- statements ----------------------------------------------------------------------------------------------

    def lines(self) -> list[str]:
        publisher = self.of.publisher
        found = []
        for line in self.of.lines:
            subject = self.subject(line)
            links = (
                self.fund(line.fund),
                subject,
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
                    classification=line.classification,
                    side=line.side,
                    fund=line.fund,
                    expenditure=line.expenditure,
                    timing=line.timing,
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
            self.claim(
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
                ("wasDerivedFrom", lines[entry.budget_line]),
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
            node = self.say(
                "PerformanceSheet",
                self.own_id("sheet", sheet.at),
                sheet.at,
                links,
                project=sheet.project_name,
                matchedBy=sheet.matched_by,
                departmentCode=sheet.department_code,
                department=sheet.department,
                unit=sheet.unit,
                attribute=sheet.attribute,
                period=sheet.period,
                fiscalYear=sheet.fiscal_year,
                amountUnit=sheet.amount_unit,
                filledOn=sheet.filled_on,
                damaged=sheet.damaged,
                periodTotalYuan=sheet.amount("period"),
                annualTotalYuan=sheet.amount("annual"),
                annualCentralYuan=sheet.amount("annual", "central"),
                annualProvincialYuan=sheet.amount("annual", "provincial"),
                annualCountyYuan=_county(sheet),
                annualSelfYuan=sheet.amount("annual", "self"),
                annualOtherYuan=sheet.amount("annual", "other"),
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
                project=sheet.project_name if sheet else None,
                horizon=entry.horizon,
                level1=entry.level1,
                level2=entry.level2,
                level3=entry.level3,
                target=entry.target,
            )

    def citations(self, projects: list[str], sheets: list[str]) -> None:
        derived = {"hands-down": "fundedBy", "basis": "restsOn"}
        for entry in self.of.citations:
            policy = self.policy(entry)
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
                issuers=entry.issuers or None,
                kind=entry.kind,
                asWritten=entry.as_written,
                suspect=entry.suspect,
            )
            if project and policy:
                links = [("cites", policy)]
                if entry.relation in derived:
                    links.append((derived[entry.relation], policy))
                self.claims[project].add({}, links)

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
        self.citations(projects, sheets)
        self.others()
        mentions = self.policies()
        shared = [
            Node(merger.label, node, merger.properties(), merger.links())
            for node, merger in sorted(self.claims.items())
        ]
        return Unit(self.meta(), tuple(self.own), tuple(shared), tuple(mentions))

    def meta(self) -> dict[str, Any]:
        """What the file's first line says of the document."""
        of = self.of
        readings = Counter(passage.reading.value for passage in of.passages)
        passages = runs((p.at.line, p.at.page, p.reading.value, p.why) for p in of.passages)
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


def _level(name: str) -> str | None:
    """The level of government of a place, as its name tells."""
    if name.endswith(_ZONE):
        return "zone"
    if name.endswith(("省", "自治区", "特别行政区")):
        return "provincial"
    if name.endswith(("县", "旗", "区")):
        return "county"
    if name.endswith(("市", "州", "盟", "地区")):
        return "provincial" if name in ("北京市", "上海市", "天津市", "重庆市") else "city"
    return None


def _county(sheet: records.PerformanceSheet) -> Any:
    """The part of the year's money that cities and counties pay, however the sheet calls them."""
    for level in ("county", "city-county", "city"):
        amount = sheet.amount("annual", level)
        if amount is not None:
            return amount
    return None
