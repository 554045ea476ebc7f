"""Organizations and projects of one document under the ids that a person says they have.

It knows how ids are made of one another: an office of its body, a project and a disclosure of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from kg import ids
from kg.merge import Merger
from kg.overrides.records import Aliases, Applied, Overrides, aliases
from kg.statements import Mention, Node, Unit


class Identified:
    """Gives the organizations and projects of one document the ids that a person says they have."""

    def __init__(self, unit: Unit, overrides: Overrides, applied: list[Applied]) -> None:
        self.before = unit
        self.overrides = overrides
        self.aliases: Aliases = aliases(overrides)
        self.applied = applied
        #: By the id that the document's file has: the id before two things are made one, and the final one.
        self.own_id: dict[str, str] = {}
        self.final: dict[str, str] = {}

    def unit(self) -> Unit:
        """The statements with the ids that things have now."""
        of: dict[str, list[Node]] = {}
        for node in self.before.shared:
            of.setdefault(node.label, []).append(node)
        bodies = of.get("Organization", [])
        # An office has its body in its id: bodies come first.
        for node in sorted(bodies, key=lambda node: node.properties.get("kind") == "office"):
            self._organization(node)
        for node in of.get("Project", []):
            self._project(node)
        for node in of.get("Disclosure", []):
            self._disclosure(node)
        self._see()
        moved = {old: new for old, new in self.final.items() if old != new}
        shared = self._shared(moved)
        meta = self.before.meta
        if meta.get("disclosure") in moved:
            meta = {**meta, "disclosure": moved[meta["disclosure"]]}
        return Unit(
            meta,
            tuple(_moved(node, moved) for node in self.before.own),
            shared,
            tuple(_mention(mention, moved) for mention in self.before.mentions),
        )

    def _settle(self, node: Node, own: str, reason: str = "") -> None:
        """Note the id that a thing has, and why it has another than its file says."""
        final = self.aliases.of(own)
        self.own_id[node.id], self.final[node.id] = own, final
        name = str(node.properties.get("name", ""))
        if own != node.id:
            self.applied.append(Applied("file", node.id, final))
        if final != own:
            entry = self.aliases.why(own)
            self.applied.append(Applied("same", own, final, name, entry.reason if entry else ""))
        elif own != node.id:
            self.applied.append(Applied("apart" if reason else "unit", node.id, final, name, reason))

    def _target(self, node: Node, kind: str) -> str:
        return next((target for found, target in node.links if found == kind), "")

    def _organization(self, node: Node) -> None:
        known = {node.id, self.aliases.of(node.id)}
        for entry in self.overrides.apart:
            if entry.things[0] in known and self.before.document in entry.documents:
                self._settle(node, entry.own, entry.reason)
                return
        name, above = str(node.properties.get("name", "")), self._target(node, "subOrganizationOf")
        own = node.id
        if node.properties.get("kind") == "office" and own == ids.organization_id(name, "office", (), above):
            own = ids.organization_id(name, "office", (), self.final.get(above, above))
        self._settle(node, own)

    def _project(self, node: Node) -> None:
        name, unit = str(node.properties.get("name", "")), self._target(node, "ofUnit")
        for code in (node.properties.get("projectCode"), None):
            if node.id == ids.project_id(unit, name, code):
                self._settle(node, ids.project_id(self.final.get(unit, unit), name, code))
                return
        self._settle(node, node.id)

    def _disclosure(self, node: Node) -> None:
        get, publisher = node.properties.get, self._target(node, "publishedBy")
        key = int(get("fiscalYear", 0)), str(get("stage"))
        now = self.final.get(publisher, publisher)
        kind = str(get("publisherKind", "department"))
        if now != publisher and node.id == ids.disclosure_id(publisher, *key, kind=kind):
            self.final[node.id] = ids.disclosure_id(now, *key, kind=kind)

    def _see(self) -> None:
        """Note which of the things that entries name are here."""
        here = {*self.own_id, *self.own_id.values()}
        named = {name for entry in self.overrides.entries() for name in entry.names()}
        self.applied += [Applied("seen", thing) for thing in sorted(named & here)]

    def _shared(self, moved: Mapping[str, str]) -> tuple[Node, ...]:
        """The claims, of which those that now are about one thing are joined; and the changes of organizations."""
        together: dict[str, list[Node]] = {}
        for node in self.before.shared:
            together.setdefault(moved.get(node.id, node.id), []).append(_moved(node, moved))
        found = [*self._changes(together)]
        for node_id, claims in together.items():
            first = claims[0]
            if len(claims) > 1:
                merger = Merger(first.label)
                for claim in claims:
                    merger.add(claim.properties, claim.links)
                first = Node(first.label, node_id, merger.properties(), merger.links())
            links = tuple(link for link in first.links if link[1] != node_id)
            found.append(replace(first, id=node_id, links=links))
        return tuple(sorted(found, key=lambda node: node.id))

    def _changes(self, here: Mapping[str, Any]) -> Iterable[Node]:
        for entry in self.overrides.change:
            ends = [("originalOrganization", name) for name in entry.before]
            ends += [("resultingOrganization", name) for name in entry.after]
            links = tuple(
                sorted({(kind, self.aliases.of(name)) for kind, name in ends if self.aliases.of(name) in here})
            )
            if links:
                told = {"date": entry.date, "kind": entry.how, "reason": entry.reason}
                yield Node("ChangeEvent", entry.id, told, links)


def _moved(node: Node, moved: Mapping[str, str]) -> Node:
    if not any(target in moved for _, target in node.links):
        return node
    return replace(node, links=tuple(dict.fromkeys((kind, moved.get(target, target)) for kind, target in node.links)))


def _mention(mention: Mention, moved: Mapping[str, str]) -> Mention:
    return replace(mention, body=moved[mention.body]) if mention.body in moved else mention
