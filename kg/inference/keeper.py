"""Where inferences are kept, and which have to be drawn anew when a catalogue changes.

Each is drawn for one group: the lower notice, the document without a number, the unit, the place. A change of the set
of documents draws again only the groups that what changed belongs to, so the order of loading never matters. It knows
its own tables and what has changed; evidence is found by `grounds` and weighed by the modules beside it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kg.ids import fold_title
from kg.inference import bodies, cascade, projects, titles
from kg.inference.grounds import Grounds
from kg.inference.result import Inference
from kg.statements import Node, Unit

TABLES = """
CREATE TABLE spans (project TEXT, unit TEXT, document TEXT, year INTEGER, how TEXT);
CREATE TABLE publishers (document TEXT, organization TEXT, place TEXT, year INTEGER);
CREATE TABLE issued (policy TEXT, organization TEXT, PRIMARY KEY (policy, organization)) WITHOUT ROWID;
CREATE TABLE notices (policy TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID;
CREATE TABLE levels (policy TEXT, side TEXT, name TEXT, year INTEGER);
CREATE TABLE drawn (node TEXT PRIMARY KEY, grp TEXT, target TEXT) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX IF NOT EXISTS spans_project ON spans (project);
CREATE INDEX IF NOT EXISTS spans_unit ON spans (unit);
CREATE INDEX IF NOT EXISTS spans_document ON spans (document);
CREATE INDEX IF NOT EXISTS publishers_document ON publishers (document);
CREATE INDEX IF NOT EXISTS publishers_organization ON publishers (organization);
CREATE INDEX IF NOT EXISTS publishers_place ON publishers (place);
CREATE INDEX IF NOT EXISTS issued_organization ON issued (organization);
CREATE INDEX IF NOT EXISTS levels_policy ON levels (policy);
CREATE INDEX IF NOT EXISTS levels_name ON levels (side, name, year);
CREATE INDEX IF NOT EXISTS drawn_group ON drawn (grp);
CREATE INDEX IF NOT EXISTS drawn_target ON drawn (target);
"""
#: The tables that hold what documents say, taken out with them.
OF_DOCUMENTS = ("spans", "publishers")

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


class Shown(NamedTuple):
    """A shared node of which something else is shown than before: bodies as the catalogue keeps them, or None."""

    node: str
    label: str
    before: str | None
    after: str | None


def note(sql: sqlite3.Connection, unit: Unit) -> None:
    """Keep what a document says of years: of its projects' money, and of its publisher."""
    document, meta = unit.document, unit.meta
    of_unit = {
        node.id: target
        for node in unit.shared
        if node.label == "Project"
        for kind, target in node.links
        if kind == "ofUnit"
    }
    sql.executemany(
        "INSERT INTO spans VALUES (?, ?, ?, ?, ?)",
        [
            (project, of_unit[project], document, year, how)
            for project, year, how in sorted(set(_spans(unit.own)))
            if project in of_unit
        ],
    )
    if meta["kind"] == "notice" or meta["publisher_kind"] != "department":
        return
    places = {node.id: target for node in unit.shared for kind, target in node.links if kind == "inPlace"}
    rows = {
        (document, target, places[target], node.properties["fiscalYear"])
        for node in unit.shared
        if node.label == "Disclosure"
        for kind, target in node.links
        if kind == "publishedBy" and target in places
    }
    sql.executemany("INSERT INTO publishers VALUES (?, ?, ?, ?)", sorted(rows))


def _spans(own: Iterable[Node]) -> Iterator[tuple[str, int, str]]:
    """Each project of the document with a year of its money: of this year, carried over, or of its sheet alone.

    Money that is carried over is of the year that its project's name says; where it says none, that is unsaid.
    """
    for node in own:
        if node.label not in ("Allocation", "PerformanceSheet"):
            continue
        project = next((target for kind, target in node.links if kind == "ofProject"), None)
        told = node.properties
        if project is None:
            continue
        if node.label == "PerformanceSheet":
            if told.get("fiscalYear"):
                yield project, told["fiscalYear"], "sheet"
        elif told.get("timing") != "carryover":
            yield project, told["fiscalYear"], "current"
        elif told.get("vintage"):
            yield project, told["vintage"], "carryover"
        else:
            yield project, told["fiscalYear"], "unsaid"


class Keeper:
    """Draws what follows from a catalogue whose shared nodes are up to date, as far as it changed."""

    def __init__(self, sql: sqlite3.Connection) -> None:
        self.sql = sql
        self.grounds = Grounds(sql)
        self._read: dict[str, cascade.Notice | None] = {}

    def draw(
        self, shown: Iterable[Shown], touched: Iterable[str], documents: Iterable[str], left: Iterable[tuple[str, str]]
    ) -> tuple[dict[str, str], list[Node]]:
        """What was drawn before for the groups concerned (bodies by id), and what is drawn for them now.

        `touched` are policy documents of which any mention changed, `documents` those that were added, and `left` the
        units and places (kind, id) of those that were taken out.
        """
        changed = {entry.node: entry for entry in shown}
        units, places = self._around(changed.values(), documents, left)
        policies = self._policies(changed.values(), touched)
        groups: set[str] = set()
        found: list[tuple[str, Inference]] = []
        found += self._origins(policies, groups)
        found += self._titles(policies, changed, groups)
        for unit in sorted(units):
            groups.add(f"unit/{unit}")
            found += [(f"unit/{unit}", entry) for entry in projects.continuations(self.grounds.projects(unit))]
        stated = self.grounds.stated()
        for place in sorted(places):
            groups.add(f"place/{place}")
            entries = bodies.successions(self.grounds.departments(place), stated)
            found += [(f"place/{place}", entry) for entry in entries]
        return self._keep(sorted(groups), found)

    def _keep(self, groups: list[str], found: list[tuple[str, Inference]]) -> tuple[dict[str, str], list[Node]]:
        run = self.sql.execute
        before: dict[str, str] = {}
        for group in groups:
            rows = run("SELECT d.node, s.body FROM drawn d JOIN shared s ON s.node = d.node WHERE d.grp = ?", (group,))
            before.update(rows.fetchall())
        self.sql.executemany("DELETE FROM drawn WHERE grp = ?", [(group,) for group in groups])
        rows_ = sorted((entry.id, group, entry.target) for group, entry in found)
        self.sql.executemany("INSERT INTO drawn VALUES (?, ?, ?)", rows_)
        nodes = [entry.node() for _, entry in found]
        return before, sorted(nodes, key=lambda node: node.id)

    # -- what has to be drawn again ------------------------------------------------------------------------------

    def _around(
        self, changed: Iterable[Shown], documents: Iterable[str], left: Iterable[tuple[str, str]]
    ) -> tuple[set[str], set[str]]:
        """The units and the places whose projects and departments may hang together otherwise now."""
        units = {name for kind, name in left if kind == "unit"}
        places = {name for kind, name in left if kind == "place"}
        by_project = "SELECT DISTINCT s.unit, p.place FROM spans s LEFT JOIN publishers p ON p.document = s.document"
        for document in documents:
            for kind, name in concerned(self.sql, document):
                (units if kind == "unit" else places).add(name)
        for entry in changed:
            if entry.label == "Project":
                for unit, place in self.sql.execute(f"{by_project} WHERE s.project = ?", (entry.node,)):
                    units.add(unit)
                    places.update([place] if place else [])
            elif entry.label == "Organization":
                places |= self.grounds.places_of(entry.node)
            elif entry.label == "ChangeEvent":
                for body in filter(None, (entry.before, entry.after)):
                    for _, organization in json.loads(body)[1]:
                        places |= self.grounds.places_of(organization)
        return units, places

    def _policies(self, changed: Iterable[Shown], touched: Iterable[str]) -> set[str]:
        """The policy documents about which anything may be otherwise: what they say, who issued or who cites them."""
        found = set(touched)
        for entry in changed:
            if entry.label == "PolicyDocument":
                found.add(entry.node)
            elif entry.label == "Project":
                for body in filter(None, (entry.before, entry.after)):
                    found.update(target for kind, target in json.loads(body)[1] if kind == "cites")
            elif entry.label == "Organization":
                rows = self.sql.execute("SELECT policy FROM issued WHERE organization = ?", (entry.node,))
                found.update(policy for (policy,) in rows)
        return found

    # -- notices of two levels -----------------------------------------------------------------------------------

    def _origins(self, policies: set[str], groups: set[str]) -> list[tuple[str, Inference]]:
        run = self.sql.execute
        lowers = set(policies)
        # What was drawn to a document of which something changed is drawn again.
        for policy in policies:
            rows = run("SELECT grp FROM drawn WHERE target = ? AND grp GLOB 'origin/*'", (policy,))
            lowers.update(group.removeprefix("origin/") for (group,) in rows)
        moved: list[cascade.Notice] = []
        for policy in sorted(policies):
            self._issued(policy)
            old, new = self._notice(policy), self.grounds.gather(policy)
            if old != new:
                moved += [notice for notice in (old, new) if notice is not None]
                self._register(policy, new)
        for upper in moved:
            below = self._at("seeks", upper.offers, upper.year, upper.year + 1)
            lowers.update(lower.id for lower in below if cascade.alike(lower, upper))
        found = []
        for policy in sorted(lowers):
            groups.add(f"origin/{policy}")
            lower = self._notice(policy)
            if lower is None or lower.stated:
                continue
            above = self._at("offers", lower.seeks, lower.year - 1, lower.year)
            inference = cascade.origin(lower, above, self.grounds.together(policy)) if above else None
            if inference is not None:
                found.append((f"origin/{policy}", inference))
        return found

    def _notice(self, policy: str) -> cascade.Notice | None:
        """The notice as it is kept."""
        if policy not in self._read:
            row = self.sql.execute("SELECT body FROM notices WHERE policy = ?", (policy,)).fetchone()
            self._read[policy] = _read(row[0]) if row else None
        return self._read[policy]

    def _issued(self, policy: str) -> None:
        """Note who issued a document: when their places change, it is looked at again."""
        shared = self.grounds.shared(policy)
        by = {target for kind, target in shared[2] if kind == "issuedBy"} if shared else set()
        self.sql.execute("DELETE FROM issued WHERE policy = ?", (policy,))
        self.sql.executemany("INSERT INTO issued VALUES (?, ?)", [(policy, target) for target in sorted(by)])

    def _register(self, policy: str, notice: cascade.Notice | None) -> None:
        for table in ("notices", "levels"):
            self.sql.execute(f"DELETE FROM {table} WHERE policy = ?", (policy,))
        self._read.pop(policy, None)
        if notice is not None:
            self.sql.execute("INSERT INTO notices VALUES (?, ?)", (policy, _write(notice)))
            for side, names in (("offers", notice.offers), ("seeks", notice.seeks)):
                rows = [(policy, side, name, notice.year) for name in sorted(names)]
                self.sql.executemany("INSERT INTO levels VALUES (?, ?, ?, ?)", rows)

    def _at(self, side: str, names: Iterable[str], first: int, last: int) -> list[cascade.Notice]:
        """The notices that offer or seek one of these keys, of these years."""
        found: set[str] = set()
        for name in names:
            rows = self.sql.execute(
                "SELECT policy FROM levels WHERE side = ? AND name = ? AND year BETWEEN ? AND ?",
                (side, name, first, last),
            )
            found.update(policy for (policy,) in rows)
        notices = (self._notice(policy) for policy in sorted(found))
        return [notice for notice in notices if notice is not None]

    # -- titles and numbers --------------------------------------------------------------------------------------

    def _titles(
        self, policies: set[str], changed: Mapping[str, Shown], groups: set[str]
    ) -> list[tuple[str, Inference]]:
        alone: set[str] = set()
        for policy in policies:
            said: set[str] = set()
            entry = changed.get(policy)
            if entry is not None and entry.before is not None:
                said |= _titles_of(json.loads(entry.before)[0])
                alone.add(policy)
            shared = self.grounds.shared(policy)
            numbers: set[str] = set()
            if shared is not None:
                said |= _titles_of(shared[1])
                numbers.add(shared[1].get("number", ""))
            if entry is not None and entry.before is not None:
                numbers.add(json.loads(entry.before)[0].get("number", ""))
            for other in self.grounds.bearing(fold_title(number) for number in numbers if number):
                known = self.grounds.shared(other)
                said |= _titles_of(known[1]) if known else set()
            alone |= {policy, *self.grounds.bearing(said)}
        found = []
        for policy in sorted(alone):
            groups.add(f"alone/{policy}")
            shared = self.grounds.shared(policy)
            if shared is None or shared[1].get("number") or not shared[1].get("title"):
                continue
            title = fold_title(shared[1]["title"])
            if len(title) < titles.LEAST:
                continue
            others = [self.grounds.titled(other) for other in sorted(self.grounds.bearing({title})) if other != policy]
            inference = titles.numbered(self.grounds.titled(policy), others)
            if inference is not None:
                found.append((f"alone/{policy}", inference))
        return found


def concerned(sql: sqlite3.Connection, document: str) -> list[tuple[str, str]]:
    """The units and places, as (kind, id), whose inferences a document has a part in."""
    found = {("unit", unit) for (unit,) in sql.execute("SELECT unit FROM spans WHERE document = ?", (document,))}
    rows = sql.execute(
        "SELECT other.place FROM publishers p JOIN publishers other ON other.organization = p.organization"
        " WHERE p.document = ?",
        (document,),
    )
    return sorted(found | {("place", place) for (place,) in rows})


def _titles_of(told: Mapping[str, Any]) -> set[str]:
    return {fold_title(title) for title in (told.get("title"), *told.get("otherTitles", ())) if title}


def _write(notice: cascade.Notice) -> str:
    return _encode(
        [notice.id, notice.number, notice.names, notice.issuer, notice.place, notice.level, sorted(notice.bodies),
         notice.year, notice.date, notice.stated, sorted(notice.regions)]
    )  # fmt: skip


def _read(body: str) -> cascade.Notice:
    policy, number, names, issuer, place, level, works, year, date, stated, regions = json.loads(body)
    return cascade.Notice(
        policy, number, tuple(names), issuer, tuple(place), level, frozenset(works), year, date, stated,
        frozenset(map(tuple, regions)),
    )  # fmt: skip


__all__ = ["INDEXES", "OF_DOCUMENTS", "TABLES", "Keeper", "Shown", "concerned", "note"]
