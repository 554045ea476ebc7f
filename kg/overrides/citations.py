"""What corrected citations of a document refer to: found anew, as a reader of the right words would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import fields, replace

from kg.merge import Merger
from kg.overrides.again import claims_of, told
from kg.statements import Link, Mention, Node, Unit

_DERIVED = {"hands-down": "fundedBy", "basis": "restsOn"}


class Recited:
    """Finds anew what corrected citations of a document refer to."""

    def __init__(self, unit: Unit, before: Mapping[str, Node]) -> None:
        self.unit = unit
        self.before = before
        self.known = {mention.id: mention for mention in unit.mentions}
        self.shared = {node.id: node for node in unit.shared}

    def amended(self, corrected: Set[str]) -> Unit:
        """The statements with these citations (ids) referring to what they say now."""
        from loaders import records  # noqa: PLC0415

        claims = claims_of(self.unit)
        own: list[Node] = []
        instead: dict[str, Mention] = {}
        for node in self.unit.own:
            if node.id not in corrected:
                own.append(node)
                continue
            said = {entry.name: told(node, entry.name) for entry in fields(records.Citation)}
            said["issuers"] = tuple(said["issuers"] or ())
            policy = claims.policy(records.Citation(**said))
            links = [link for link in node.links if link[0] != "refersTo"]
            if policy:
                links.insert(-1, ("refersTo", policy))
            if (old := self._forget(self.before[node.id])) and policy:
                instead[policy] = old
            own.append(replace(node, links=tuple(links)))
        for mention in claims.policies():
            old = instead.get(mention.id, mention)
            # Who cites, and where, is what it was.
            self._take(replace(mention, place=old.place, body=old.body))
        self._claim(claims.ledger.nodes())
        self._relate(own)
        self._prune(own)
        return replace(
            self.unit,
            own=tuple(own),
            shared=tuple(self.shared[node] for node in sorted(self.shared)),
            mentions=tuple(self.known[mention] for mention in sorted(self.known)),
        )

    def _forget(self, node: Node) -> Mention | None:
        """Count one citation less of what a citation referred to; returns the mention as it was before that."""
        policy = next((target for kind, target in node.links if kind == "refersTo"), "")
        known = self.known.get(policy)
        if known is None:
            return None
        if known.count > 1:
            self.known[policy] = replace(known, count=known.count - 1)
        else:
            del self.known[policy]
        return known

    def _take(self, mention: Mention) -> None:
        known = self.known.get(mention.id)
        if known is not None:
            down = known.hands_down or mention.hands_down
            mention = replace(mention, count=known.count + mention.count, hands_down=down)
        self.known[mention.id] = mention

    def _claim(self, claims: Iterable[Node]) -> None:
        for node in claims:
            known = self.shared.get(node.id)
            if known is None:
                self.shared[node.id] = node
            elif node.label == "PolicyDocument":
                merger = Merger(node.label)
                for claim in (known, node):
                    merger.add(claim.properties, claim.links)
                self.shared[node.id] = replace(node, properties=merger.properties(), links=merger.links())

    def _relate(self, own: Iterable[Node]) -> None:
        """Say of projects which policy documents their citations refer to now."""
        refers: dict[str, set[Link]] = {}
        mentioned = {target for node in self.before.values() for kind, target in node.links if kind == "refersTo"}
        for node in own:
            links = dict(node.links)
            if node.label == "Citation" and "refersTo" in links and "ofProject" in links:
                found = refers.setdefault(links["ofProject"], set())
                found.add(("cites", links["refersTo"]))
                if relation := _DERIVED.get(str(node.properties.get("relation"))):
                    found.add((relation, links["refersTo"]))
        for node in self.unit.shared:
            if node.label == "Project":
                kept = (link for link in node.links if link[1] not in mentioned)
                links_now = tuple(sorted({*kept, *refers.get(node.id, ())}))
                self.shared[node.id] = replace(node, links=links_now)

    def _prune(self, own: Iterable[Node]) -> None:
        """Take out what only the citations as they were read spoke of: policy documents, and then their issuers."""
        gone = {mention.id for mention in self.unit.mentions} - self.known.keys()
        issuers = {target for mention in gone for _, target in self.shared[mention].links}
        for mention in gone:
            del self.shared[mention]
        linked = {target for node in (*own, *self.shared.values()) for _, target in node.links}
        for issuer in issuers - linked:
            if self.shared[issuer].label == "Organization":
                del self.shared[issuer]
