"""What a person's entries do: to the statements of one document, and to the judgements on policy documents.

Statements are amended whenever they are read from their file or taken in, so that all that is derived from them agrees;
the file itself keeps what was read. It knows how ids are made of one another (an office of its body, a project and a
disclosure of theirs). It must not know where files or entries lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, NamedTuple

from kg import ids
from kg.identity import Judgement
from kg.merge import Merger
from kg.overrides import NONE, Aliases, Correct, Overrides, aliases, typed
from kg.statements import Link, Mention, Node, Unit, exact
from ontology import places
from ontology.schema import schema


class Applied(NamedTuple):
    """One thing that an entry did to a document, or did not.

    `kind` is seen (the document speaks of `thing`), same or apart (it does so under the id `node` because an entry says
    so), unit (because its body has another id), file (its file calls it `thing`), corrected, or stale (the reader says
    `name`). `name` is the name as printed, and `reason` what the person wrote.
    """

    kind: str
    thing: str
    node: str = ""
    name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Amended(Unit):
    """A document's statements as a person's entries amend them; they bring the entries with them."""

    overrides: Overrides = NONE
    applied: tuple[Applied, ...] = field(default=())


def amend(unit: Unit, overrides: Overrides) -> Unit:
    """The statements of a document under these entries: first corrected, then under the ids that a person gives."""
    if not overrides or isinstance(unit, Amended):
        return unit
    applied: list[Applied] = []
    if corrections := overrides.of_document(unit.document):
        unit = _Corrected(unit, applied).unit(corrections)
    if overrides.bodies():
        unit = _Identified(unit, overrides.bodies(), applied).unit()
    return Amended(unit.meta, unit.own, unit.shared, unit.mentions, overrides, tuple(applied))


# -- values ----------------------------------------------------------------------------------------------------------

#: The amounts of a sheet, by the horizon and level of the row that prints them.
_SHEET_AMOUNTS: Mapping[tuple[str, str | None], str] = {
    ("period", None): "periodTotalYuan",
    ("annual", None): "annualTotalYuan",
    ("annual", "central"): "annualCentralYuan",
    ("annual", "provincial"): "annualProvincialYuan",
    ("annual", "county"): "annualCountyYuan",
    ("annual", "city-county"): "annualCountyYuan",
    ("annual", "city"): "annualCountyYuan",
    ("annual", "self"): "annualSelfYuan",
    ("annual", "other"): "annualOtherYuan",
}
_RECITED = frozenset({"number", "title", "kind", "suspect", "relation"})
_DERIVED = {"hands-down": "fundedBy", "basis": "restsOn"}


def said(value: Any) -> str:
    """A property's value as a person would write it in an entry; nothing is ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return exact(value) if isinstance(value, Decimal) else str(value)


class _Corrected:
    """Corrects the values of one document."""

    def __init__(self, unit: Unit, applied: list[Applied]) -> None:
        self.before = unit
        self.read = {node.id: node for node in unit.own}
        self.now = dict(self.read)
        self.applied = applied

    def unit(self, entries: Iterable[Correct]) -> Unit:
        recite: set[str] = set()
        for entry in entries:
            node = self.read.get(entry.id)
            if node is None or node.label not in schema().properties[entry.name].domain:
                continue
            value = node.properties.get(entry.name)
            if value != typed(entry.was, entry.name):
                self.applied.append(Applied("stale", entry.key, entry.id, said(value), entry.reason))
                continue
            self.applied.append(Applied("corrected", entry.key, entry.id, "", entry.reason))
            self._put(node.id, entry, entry.name)
            self._follow(node, entry)
            if node.label == "Citation" and entry.name in _RECITED:
                recite.add(node.id)
        unit = replace(self.before, own=tuple(self.now.values()))
        return _Recited(unit, self.read).amended(recite) if recite else unit

    def _put(self, node: str, entry: Correct, property_: str) -> None:
        known = self.now[node]
        note = str(entry).replace(f"{entry.name}:", f"{property_}:", 1)
        notes = [*filter(None, [known.properties.get("corrected")]), note]
        properties = {**known.properties, property_: typed(entry.value, property_), "corrected": "; ".join(notes)}
        self.now[node] = replace(known, properties=properties)

    def _follow(self, node: Node, entry: Correct) -> None:
        """Correct what repeats a corrected value."""
        for other, property_ in self._repeating(node, entry.name):
            if other in self.read and self.read[other].properties.get(property_) == typed(entry.was, entry.name):
                self._put(other, entry, property_)
        if node.label == "Citation" and entry.name == "number":
            self._renumber(node.id, entry.value)

    def _repeating(self, node: Node, property_: str) -> list[tuple[str, str]]:
        """Where a statement's property is repeated, by the id of the other statement and the property there."""
        get = node.properties.get
        if node.label == "Figure" and get("unit") == "yuan":
            return [(node.id, {"value": "amountYuan", "amountYuan": "value"}.get(property_, ""))]
        if property_ != "amountYuan":
            return []
        if node.label == "BudgetLine":
            derived = ("wasDerivedFrom", node.id)
            return [(other.id, property_) for other in self.read.values() if derived in other.links]
        if node.label == "SheetAmount":
            level = None if get("total") else str(get("level"))
            repeats = _SHEET_AMOUNTS.get((str(get("horizon")), level))
            return [(target, repeats) for kind, target in node.links if kind == "ofSheet" and repeats]
        return []

    def _renumber(self, node: str, number: str) -> None:
        """Let the parts of a citation's number say what the number says now."""
        from loaders.numbers import canonical, find_numbers  # noqa: PLC0415 - brings the grammar of numbers

        whole = canonical(number) or number
        parts = next(iter(find_numbers(whole)), None)
        known = self.now[node]
        told: dict[str, Any] = {"number": whole, "issuerCode": None, "year": None, "serial": None, "suspect": False}
        if parts is not None:
            told.update(issuerCode=parts.issuer_code, year=parts.year, serial=parts.serial, suspect=parts.suspect)
        properties = {name: value for name, value in {**known.properties, **told}.items() if value is not None}
        self.now[node] = replace(known, properties=properties)


class _Recited:
    """Finds anew what corrected citations of a document refer to."""

    def __init__(self, unit: Unit, before: Mapping[str, Node]) -> None:
        self.unit = unit
        self.before = before
        self.known = {mention.id: mention for mention in unit.mentions}
        self.shared = {node.id: node for node in unit.shared}

    def amended(self, corrected: Set[str]) -> Unit:
        """The statements with these citations (ids) referring to what they say now."""
        from kg.claims import Claims  # noqa: PLC0415 - brings the readers with it
        from loaders import records  # noqa: PLC0415

        meta = {name: tuple(value) if isinstance(value, list) else value for name, value in self.unit.meta.items()}
        meta["place_codes"] = self._place_codes()
        empty: dict[str, Any] = {entry.name: meta.get(entry.name, ()) for entry in fields(records.Disclosure)}
        claims = Claims(records.Disclosure(**empty))
        own: list[Node] = []
        instead: dict[str, Mention] = {}
        for node in self.unit.own:
            if node.id not in corrected:
                own.append(node)
                continue
            told = {entry.name: _told(node, entry.name) for entry in fields(records.Citation)}
            told["issuers"] = tuple(told["issuers"] or ())
            policy = claims.policy(records.Citation(**told))
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
        self._claim(claims.nodes())
        self._relate(own)
        self._prune(own)
        return replace(
            self.unit,
            own=tuple(own),
            shared=tuple(self.shared[node] for node in sorted(self.shared)),
            mentions=tuple(self.known[mention] for mention in sorted(self.known)),
        )

    def _place_codes(self) -> tuple[str, ...]:
        """The code of the publisher's place, where it is one of the lists of places."""
        disclosure = next(node for node in self.unit.shared if node.label == "Disclosure")
        publisher = self.shared[dict(disclosure.links)["publishedBy"]]
        code = dict(publisher.links).get("inPlace", "").removeprefix("place/")
        return (code,) if places.by_code(code) is not None else ()

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


def _told(node: Node, name: str) -> Any:
    """A property of a citation by the name that it has in a record."""
    first, *rest = name.split("_")
    return node.properties.get(first + "".join(map(str.capitalize, rest)))


# -- ids -------------------------------------------------------------------------------------------------------------


class _Identified:
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
        if now != publisher and node.id == ids.disclosure_id(publisher, *key):
            self.final[node.id] = ids.disclosure_id(now, *key)

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


# -- policy documents ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a mention is of in the end: by rule, or because a person says so (`reason` same or apart; `said` why)."""

    policy: str
    reason: str
    place: str
    said: str | None = None


def overrule(judged: Iterable[Judgement], overrides: Overrides) -> tuple[dict[str, Verdict], set[str]]:
    """What mentions are of by these judgements and a person's entries; and the things of entries that are there.

    The judgements must hold all mentions of every policy document that an entry names.
    """
    found = {entry.mention: Verdict(entry.policy, entry.reason, entry.place) for entry in judged}
    there = {entry.policy for entry in found.values()}
    seen: set[str] = set()
    for apart in overrides.apart:
        for mention in apart.things:
            if mention in found:
                seen.add(mention)
                own = f"policy/{ids.digest('apart', mention)}"
                there.add(own)
                found[mention] = Verdict(own, "apart", found[mention].place, apart.reason)
    joined = Aliases()
    for entry in overrides.same:
        named = {thing: _policy(thing, found, there, joined) for thing in (entry.keep, *entry.things)}
        seen.update(thing for thing, policy in named.items() if policy)
        keep = next(filter(None, named.values()), "")
        for thing, policy in named.items():
            if not policy or policy == keep:
                continue
            alone = thing in found
            for mention, verdict in list(found.items()):
                if mention == thing if alone else verdict.policy == policy:
                    found[mention] = Verdict(keep, "same", "", entry.reason)
            if not alone:
                joined.join(entry, keep, policy)
    return found, seen


def _policy(thing: str, found: Mapping[str, Verdict], there: set[str], joined: Aliases) -> str:
    """The policy document that a thing of an entry is or is of; "" where it is not there."""
    return found[thing].policy if thing in found else joined.of(thing) if thing in there else ""
