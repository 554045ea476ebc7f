"""What one document says of things that other documents speak of too: bodies, places, subjects, funds, policies.

Each is a claim; what is shown of such a thing is merged over all claims (kg.merge). It knows how these things are told
apart (kg.ids), and which words of a number or a title matter (ontology/vocabulary/issuers.toml). Subjects and places
have modules of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from kg import ids
from kg.claims.ledger import Ledger
from kg.claims.places import Where, claim_where, listed, of_name
from kg.claims.subjects import SubjectClaims
from kg.identity import body_keyed
from kg.statements import BY_PREFIX, Link, Mention
from loaders import records
from loaders.prose.citations import hands_down
from ontology import issuers, places, vocabulary
from ontology.schema import schema


@cache
def _placeless() -> tuple[str, ...]:
    return tuple(vocabulary.load("issuers")["placeless"]["beginnings"])


class Claims:
    """The claims of one disclosure, as they are made."""

    def __init__(self, disclosure: records.Disclosure) -> None:
        self.of = disclosure
        self.document = disclosure.document
        self.ledger = Ledger()
        self.mentions: dict[str, list[records.Citation]] = {}
        self.bodies: dict[str, str] = {}
        # It holds the ledger, not us: a circle would keep a document in memory until the collector comes.
        self.subjects = SubjectClaims(self.ledger)
        self.where = listed(disclosure.place_codes) if disclosure.place_codes else Where(disclosure.places)
        self.citing = self.where.citing
        self.publisher = self.organization_id(disclosure.publisher, disclosure.publisher_kind)
        notice = disclosure.notice
        named = (notice.number or notice.title) if notice else ""
        self.disclosure = ids.disclosure_id(
            self.publisher, disclosure.fiscal_year, disclosure.stage, named, disclosure.publisher_kind
        )
        # What a notice says of itself as a policy document, by the mention that stands for it.
        self.of_itself: dict[str, tuple[dict[str, Any], list[Link]]] = {}

    def organization_id(self, name: str, kind: str, parent: str = "") -> str:
        """The id of a body of this document's place."""
        return ids.organization_id(self.where.present(name), kind, self.where.names, parent)

    def body(self, name: str) -> str:
        """The id of a body that this document names as one of its units; claimed where it was not yet."""
        key = ids.fold_body(name)
        found = self.bodies.get(key)
        if found is None:
            found = self.organization_id(name, "unit")
            self.bodies[key] = found
            if found not in self.ledger.entries:
                above = found != self.publisher and self.of.publisher_kind == "department"
                links = [("subOrganizationOf", self.publisher)] if above else []
                self.organization(found, name, "unit", links)
        return found

    def organization(
        self,
        node: str,
        name: str,
        kind: str | None,
        links: list[Link],
        others: Iterable[str] = (),
        where: Where | None = None,
    ) -> None:
        """Claim a body, of this document's place unless another is given."""
        where = self.where if where is None else where
        if where.id:
            links.append(("inPlace", where.id))
        self.ledger.claim(
            "Organization",
            node,
            links,
            name=name,
            kind=kind,
            otherNames=tuple(others) or None,
            place=where.name,
        )

    def organizations(self) -> None:
        """Claim the publisher, its places, the bodies that the document names, and the disclosure itself."""
        of = self.of
        claim_where(self.ledger.claim, self.where, of.place_codes)
        named = {ids.fold_body(entry.name): entry for entry in of.organizations}
        me = ids.fold_body(of.publisher)
        own = named.get(me)
        links: list[Link] = []
        if own and own.parent and ids.fold_body(own.parent) != me:
            above = self.organization_id(own.parent, "department")
            self.organization(above, own.parent, None, [])
            links.append(("subOrganizationOf", above))
        self.organization(self.publisher, of.publisher, of.publisher_kind, links, own.other_names if own else ())
        self.bodies[me] = self.publisher
        for entry in of.organizations:
            if ids.fold_body(entry.name) == me:
                continue
            above = self.organization_id(entry.parent, "department") if entry.parent else self.publisher
            node = self.organization_id(entry.name, entry.kind, above)
            if entry.kind in ("department", "unit"):
                self.bodies.setdefault(ids.fold_body(entry.name), node)
            below = entry.kind != "other" or entry.parent is not None
            links = [("subOrganizationOf", above)] if below and node != above else []
            self.organization(node, entry.name, entry.kind, links, entry.other_names)
            if entry.parent and above not in self.ledger.entries:
                self.organization(above, entry.parent, None, [])
        self.ledger.claim(
            "Disclosure",
            self.disclosure,
            [("publishedBy", self.publisher)],
            publisher=of.publisher,
            publisherKind=of.publisher_kind,
            place=self.where.name,
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
        if node not in self.ledger.entries:
            name = schema().funds.get(fund, {}).get("zh", fund)
            self.ledger.claim("FundingSource", node, code=fund, name=name)
        return ("hasFund", node)

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
            *map(ids.fold, self.where.names),
            "",
            body,
            "?" if citation.suspect else "",
        )
        mention = f"policy/{key}"
        self.mentions.setdefault(mention, []).append(citation)
        return mention

    def issuer(self, name: str) -> str:
        """The id of a body that a text names as issuer: of the place that its name tells, else of the citing place."""
        where = of_name(name, None)
        if not where.names and (ids.fold_body(name).startswith(_placeless()) or self._names_our_place(name)):
            where = self.where
        return self._issuer(name, where)

    def _names_our_place(self, name: str) -> bool:
        inner = ids.fold(self.where.names[-1]) if self.where.names else ""
        return bool(inner) and inner in self.where.present(name)

    def recipient(self, name: str, where: Where) -> str:
        """The id of a body that gets money by a notice's table."""
        node = ids.organization_id(where.present(name), "unit", where.names)
        if node not in self.ledger.entries:
            claim_where(self.ledger.claim, where)
            self.organization(node, name, None, [], (), where)
        return node

    def _issuer(self, name: str, where: Where) -> str:
        node = ids.organization_id(where.present(name), "department", where.names)
        if node not in self.ledger.entries:
            claim_where(self.ledger.claim, where)
            self.organization(node, name, None, [], (), where)
        return node

    def by_prefix(self, citation: records.Citation) -> tuple[str, str]:
        """The body that the beginning of a number tells, as a name and an id; ("", "") where it tells none."""
        code = citation.issuer_code or ""
        if not code or citation.suspect:
            return "", ""
        known = issuers.issuer_of(code, self.citing, citation.year)
        if known is None:
            return "", ""
        place = places.by_code(known.place)
        where = listed(tuple(entry.code for entry in places.chain(place))) if place else Where()
        return known.body, self._issuer(known.body, where)

    def policies(self) -> list[Mention]:
        """Claim the policy documents that were cited; returns what their identity is decided from."""
        found = []
        for node, citations in self.mentions.items():
            first = citations[0]
            named = sorted({issuer for citation in citations for issuer in citation.issuers})
            links = [("issuedBy", self.issuer(issuer)) for issuer in named]
            body, body_id = ("", "") if named else self.by_prefix(first)
            if body:
                # Shown where no document names another in its text (kg.catalog).
                links.append((BY_PREFIX, body_id))
            for citation in citations:
                self.ledger.claim(
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
                    **({BY_PREFIX: body} if body else {}),
                )
            if node in self.of_itself:
                told, above = self.of_itself[node]
                self.ledger.claim("PolicyDocument", node, above, **told)
            titles = [citation.title for citation in citations if citation.title]
            kinds = Counter(citation.kind for citation in citations)
            found.append(
                Mention(
                    id=node,
                    number=ids.fold(first.number or ""),
                    title=ids.fold_title(first.title or ""),
                    issuers=tuple(sorted({ids.fold_body(issuer) for issuer in named})),
                    place=tuple(map(ids.fold, self.where.names)),
                    body=self.publisher,
                    kind=min(kinds, key=lambda kind: (-kinds[kind], kind)),
                    count=len(citations),
                    hands_down=node in self.of_itself or any(hands_down(title) for title in titles),
                    suspect=first.suspect,
                    by_prefix=ids.fold_body(body),
                )
            )
        return sorted(found, key=lambda mention: mention.id)
