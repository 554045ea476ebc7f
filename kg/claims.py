"""What one document says of things that other documents speak of too: bodies, places, subjects, funds, policies.

Each is a claim; what is shown of such a thing is merged over all claims (kg.merge). It knows how these things are told
apart (kg.ids), and which words of a number or a title matter (ontology/vocabulary/issuers.toml).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from kg import ids
from kg.identity import body_keyed
from kg.merge import Merger
from kg.statements import Link, Mention, Node
from loaders import records
from loaders.citations import hands_down
from loaders.lines import row_name
from ontology import subjects, vocabulary
from ontology.schema import schema


@cache
def _of_which() -> re.Pattern[str]:
    words = "|".join(map(re.escape, vocabulary.load("rows")["of_which"]))
    return re.compile(f"^(?:{words})[:：]?")


@cache
def _placeless() -> tuple[str, ...]:
    return tuple(vocabulary.load("issuers")["placeless"]["beginnings"])


class Claims:
    """The claims of one disclosure, as they are made."""

    def __init__(self, disclosure: records.Disclosure) -> None:
        self.of = disclosure
        self.document = disclosure.document
        self.claims: dict[str, Merger] = {}
        self.mentions: dict[str, list[records.Citation]] = {}
        self.bodies: dict[str, str] = {}
        self.subjects: dict[tuple[str | None, str | None, str | None, str], str | None] = {}
        self.years: set[tuple[str, int]] = set()
        self.publisher = ids.organization_id(disclosure.publisher, disclosure.publisher_kind, disclosure.places)
        self.disclosure = ids.disclosure_id(self.publisher, disclosure.fiscal_year, disclosure.stage)

    def nodes(self) -> tuple[Node, ...]:
        """The shared nodes with what is claimed of them, by id."""
        return tuple(
            Node(merger.label, node, merger.properties(), merger.links())
            for node, merger in sorted(self.claims.items())
        )

    def claim(self, label: str, node: str, links: Iterable[Link] = (), /, **properties: Any) -> str:
        """What this document says of a shared node."""
        merger = self.claims.get(node)
        if merger is None:
            merger = self.claims[node] = Merger(label)
        merger.add({name: value for name, value in properties.items() if value is not None}, links)
        return node

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
        """Claim a body of this document's place."""
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
        """Claim the publisher, its places, the bodies that the document names, and the disclosure itself."""
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
        """The link to a fund."""
        if fund is None:
            return None
        node = ids.fund_id(fund)
        if node not in self.claims:
            name = schema().funds.get(fund, {}).get("zh", fund)
            self.claim("FundingSource", node, code=fund, name=name)
        return ("hasFund", node)

    def subject(self, line: records.BudgetLine) -> Link | None:
        """The link to the subject code that a number is printed under, by its code or its name."""
        key = (line.classification, line.code, line.item, line.row_kind)
        if key not in self.subjects:
            self.subjects[key] = self._subject(line)
        node = self.subjects[key]
        if node is None:
            return None
        self._used(node, line.fiscal_year or self.of.fiscal_year)
        return ("hasSubject", node)

    def _used(self, node: str, year: int) -> None:
        """Claim that a year uses a subject, and with it those that it stands under."""
        above: str | None = node
        while above and (above, year) not in self.years:
            self.years.add((above, year))
            merger = self.claims[above]
            merger.add({"firstYear": year, "lastYear": year})
            above = next((target for kind, target in merger.links() if kind == "broader"), None)

    def _subject(self, line: records.BudgetLine) -> str | None:
        kind = line.classification
        if kind is None:
            return None
        name = (
            None
            if line.row_kind in ("total", "unit", "project")
            else ids.fold(_of_which().sub("", row_name(line.item or ""))) or None
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
        """Claim a code under the code that its digits stand under."""
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
        body = self.publisher if body_keyed(citation.kind, number, title) else ""
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
        """Claim the policy documents that were cited; returns what their identity is decided from."""
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
                    hands_down=any(hands_down(title) for title in titles),
                    suspect=first.suspect,
                )
            )
        return sorted(found, key=lambda mention: mention.id)


def _level(name: str) -> str | None:
    """The level of government of a place, as its name tells."""
    words = vocabulary.load("issuers")["levels"]
    if name in words["municipalities"]:
        return "provincial"
    for level in ("zone", "provincial", "county", "city"):
        if name.endswith(tuple(words[level])):
            # 地区 ends like a district and is as high as a city.
            return "city" if level == "county" and name.endswith("地区") else level
    return None
