"""The catalogue: which documents there are, what each claims about shared things, and what is shown of these.

A SQLite file, derived from the documents' files and thrown away with ease. It is never changed in place: a writer works
on a copy that then takes its name, so that readers keep what they opened. It knows claims, mentions, judgements and
what a person says against them, and lets kg.inference draw what follows from what is shown; it must not know what a
budget is, nor engines.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any

from kg import disclosures, ids
from kg.changes import Changes, Edge
from kg.identity import Judgement, group_of, resolve_group
from kg.inference import keeper
from kg.mapping import INFERENCE
from kg.merge import Merger
from kg.overrides import entries
from kg.overrides.amend import Amended
from kg.overrides.policies import overrule
from kg.overrides.records import Overrides
from kg.statements import BY_PREFIX, JUDGED, Link, Mention, Unit, encode_many, read_mention, revive, write_mention

#: Raised when the tables change: a catalogue of another version is built again.
VERSION = "4"

_TABLES = """
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE documents (document TEXT PRIMARY KEY, stamp TEXT, size INTEGER, mtime INTEGER, meta TEXT) WITHOUT ROWID;
CREATE TABLE paths (path TEXT PRIMARY KEY, document TEXT) WITHOUT ROWID;
CREATE TABLE claims (node TEXT, document TEXT, label TEXT, body TEXT, PRIMARY KEY (node, document)) WITHOUT ROWID;
CREATE TABLE mentions (mention TEXT, document TEXT, grp TEXT, body TEXT, PRIMARY KEY (mention, document)) WITHOUT ROWID;
CREATE TABLE refs (source TEXT, document TEXT, label TEXT, mention TEXT);
CREATE TABLE judgements (mention TEXT PRIMARY KEY, policy TEXT, grp TEXT, hands_down INTEGER, reason TEXT, place TEXT,
    ruled TEXT, said TEXT) WITHOUT ROWID;
CREATE TABLE applied (document TEXT, kind TEXT, thing TEXT, node TEXT, name TEXT, reason TEXT);
CREATE TABLE shared (node TEXT PRIMARY KEY, label TEXT, body TEXT) WITHOUT ROWID;
CREATE TABLE names (name TEXT, node TEXT, rank INTEGER, PRIMARY KEY (name, node)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX IF NOT EXISTS claims_document ON claims (document);
CREATE INDEX IF NOT EXISTS mentions_document ON mentions (document);
CREATE INDEX IF NOT EXISTS mentions_group ON mentions (grp);
CREATE INDEX IF NOT EXISTS refs_document ON refs (document);
CREATE INDEX IF NOT EXISTS refs_mention ON refs (mention);
CREATE INDEX IF NOT EXISTS judgements_policy ON judgements (policy);
CREATE INDEX IF NOT EXISTS judgements_group ON judgements (grp);
CREATE INDEX IF NOT EXISTS judgements_ruled ON judgements (ruled);
CREATE INDEX IF NOT EXISTS applied_document ON applied (document);
CREATE INDEX IF NOT EXISTS applied_thing ON applied (thing);
CREATE INDEX IF NOT EXISTS names_node ON names (node);
CREATE INDEX IF NOT EXISTS paths_document ON paths (document);
CREATE INDEX IF NOT EXISTS shared_label ON shared (label);
"""
# What a thing is called, by label: the properties that a search looks at, the best first.
_NAMES = {
    "PolicyDocument": ("number", "title", "otherTitles"),
    "Project": ("name", "projectCode"),
    "Organization": ("name", "otherNames"),
    "SubjectCode": ("name", "code"),
    "FundingSource": ("name", "code"),
    "Place": ("name", "fullName"),
}

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


def connect(path: Path, *, write: bool = False) -> sqlite3.Connection:
    """Open a catalogue. What is read is a file that nobody changes any more; what is written is not yet in use."""
    if not write:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;")
    return connection


def create(path: Path) -> sqlite3.Connection:
    """An empty catalogue, to be filled."""
    path.unlink(missing_ok=True)
    connection = connect(path, write=True)
    connection.executescript(_TABLES + keeper.TABLES + disclosures.TABLES + _INDEXES + keeper.INDEXES)
    connection.execute("INSERT INTO settings VALUES ('version', ?)", (VERSION,))
    return connection


def is_current(path: Path, connection: sqlite3.Connection) -> bool:
    """Whether these tables are of this version, and the file is as long as it says."""
    try:
        pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        if path.stat().st_size != pages * size:
            return False
        found = connection.execute("SELECT value FROM settings WHERE key = 'version'").fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(found and found[0] == VERSION)


def state(connection: sqlite3.Connection) -> str:
    """The digest of what a catalogue describes, documents and overrides: engines bear it, to show what they hold."""
    rows = connection.execute("SELECT document, stamp FROM documents ORDER BY document")
    lines = [f"{document} {stamp}" for document, stamp in rows]
    if said := entries.setting(connection, "overrides"):
        lines.append(said)
    return blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()


def load_shared(body: str) -> tuple[dict[str, Any], list[Link]]:
    """The properties and links of a shared node as the catalogue keeps them."""
    properties, links = json.loads(body)
    return revive(properties), [(kind, target) for kind, target in links]


class Refresh:
    """Brings a catalogue from one set of documents to another, and tells what that changes in the graph."""

    def __init__(self, connection: sqlite3.Connection, said: Overrides | None = None) -> None:
        self.sql = connection
        self.overrides = entries.held(connection)
        self._seen: set[str] = set()
        self._shown: list[keeper.Shown] = []
        self._left: set[tuple[str, str]] = set()
        self._times: set[disclosures.Time] = set()
        self._standings: dict[str, disclosures.Standing] = {}
        self.changes = Changes()
        self.added: list[str] = []
        for statement in (
            "CREATE TEMP TABLE touched (node TEXT PRIMARY KEY) WITHOUT ROWID",
            "CREATE TEMP TABLE groups (grp TEXT PRIMARY KEY) WITHOUT ROWID",
            "CREATE TEMP TABLE added (document TEXT PRIMARY KEY) WITHOUT ROWID",
            "BEGIN",
        ):
            self.sql.execute(statement)
        if said is not None:
            self._hold(said)

    def _hold(self, said: Overrides) -> None:
        """Judge under these entries from now on."""
        if said.text() != self.overrides.text():
            self.overrides = said
            entries.hold(self.sql, said)

    def remove(self, document: str) -> None:
        """Take a document's claims out."""
        run = self.sql.execute
        run("INSERT OR IGNORE INTO touched SELECT node FROM claims WHERE document = ?", (document,))
        run("INSERT OR IGNORE INTO groups SELECT grp FROM mentions WHERE document = ?", (document,))
        self._left.update(keeper.concerned(self.sql, document))
        self._times |= disclosures.times_of(self.sql, [document])
        derived = (*keeper.OF_DOCUMENTS, *disclosures.OF_DOCUMENTS)
        for table in ("claims", "mentions", "refs", "documents", "paths", "applied", *derived):
            run(f"DELETE FROM {table} WHERE document = ?", (document,))
        self.changes.removed.append(document)

    def add(self, unit: Unit, stamp: str, size: int, mtime: int) -> None:
        """Put a document's claims in."""
        document = unit.document
        if isinstance(unit, Amended):
            self._hold(unit.overrides)
            rows = [(document, *entry) for entry in unit.applied]
            self.sql.executemany("INSERT INTO applied VALUES (?, ?, ?, ?, ?, ?)", rows)
        self.describe(document, unit.meta, stamp, size, mtime)
        many = self.sql.executemany
        bodies = encode_many([(node.properties, node.links) for node in unit.shared])
        claims = [(node.id, document, node.label, body) for node, body in zip(unit.shared, bodies, strict=True)]
        many("INSERT INTO claims VALUES (?, ?, ?, ?)", claims)
        many("INSERT OR IGNORE INTO touched VALUES (?)", [(claim[0],) for claim in claims])
        mentions = [(m.id, document, group_of(m), write_mention(m)) for m in unit.mentions]
        many("INSERT INTO mentions VALUES (?, ?, ?, ?)", mentions)
        many("INSERT OR IGNORE INTO groups VALUES (?)", [(mention[2],) for mention in mentions])
        refs = [
            (node.id, document, node.label, target)
            for node in unit.own
            if node.label in JUDGED
            for kind, target in node.links
            if kind == JUDGED[node.label]
        ]
        refs += [
            (node.id, document, node.label, target)
            for node in unit.shared
            if node.label == "Project"
            for kind, target in node.links
            if kind == "cites"
        ]
        refs += [
            (node.id, document, node.label, target)
            for node in unit.shared
            if node.label == "PolicyDocument"
            for kind, target in node.links
            if kind == "passesOn"
        ]
        many("INSERT INTO refs VALUES (?, ?, ?, ?)", refs)
        keeper.note(self.sql, unit)
        disclosures.note(self.sql, unit)
        self.added.append(document)

    def describe(self, document: str, meta: Any, stamp: str, size: int, mtime: int) -> None:
        """Put in, or put anew, what a document's file says of itself and where it was found."""
        known = self.sql.execute(
            "SELECT meta ->> 'disclosure' FROM documents WHERE document = ?", (document,)
        ).fetchone()
        if known and known[0]:
            # Its statements did not change, and a person may have given its disclosure another id.
            meta = {**meta, "disclosure": known[0]}
        row = (document, stamp, size, mtime, _encode(meta))
        self.sql.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)", row)
        self.sql.execute("DELETE FROM paths WHERE document = ?", (document,))
        self.sql.executemany(
            "INSERT OR REPLACE INTO paths VALUES (?, ?)", [(p, document) for p in meta.get("paths", ())]
        )

    def finish(self) -> Changes:
        """Judge and merge anew what was touched; returns what that changes."""
        self._judge()
        self._weigh()
        self._merge()
        self._infer()
        entries.note_unmatched(self.sql, self.overrides, self._seen)
        joined = self.changes.joined
        self.sql.executemany("INSERT OR IGNORE INTO added VALUES (?)", [(document,) for document in self.added])
        rows = self.sql.execute(
            "SELECT r.label, r.source, j.policy FROM added a JOIN refs r ON r.document = a.document"
            " JOIN judgements j ON j.mention = r.mention"
        )
        joined += [Edge(JUDGED[label], label, source, policy) for label, source, policy in rows if label in JUDGED]
        self.sql.execute("COMMIT")
        return self.changes

    def _judge(self) -> None:
        """Decide anew which mentions of the touched groups are of one policy document."""
        run = self.sql.execute
        said = self.overrides.policies()
        # Where a person's word counts or counted, groups are judged anew at every change: there are few.
        spoken = "SELECT policy FROM judgements WHERE said IS NOT NULL"
        run(f"INSERT OR IGNORE INTO groups SELECT grp FROM judgements WHERE policy IN ({spoken})")
        for thing in {name for entry in said.entries() for name in entry.names()}:
            run("INSERT OR IGNORE INTO groups SELECT grp FROM mentions WHERE mention = ?", (thing,))
            run("INSERT OR IGNORE INTO groups SELECT grp FROM judgements WHERE ruled = ?", (thing,))
        before = {
            mention: (policy, bool(hands_down))
            for mention, policy, hands_down in run(
                "SELECT mention, policy, hands_down FROM judgements WHERE grp IN (SELECT grp FROM groups)"
            )
        }
        ruled: list[tuple[str, Judgement]] = []
        giving: set[str] = set()
        for group, mentions in self._mentions():
            ruled += [(group, judgement) for judgement in resolve_group(group, mentions)]
            giving.update(mention.id for mention in mentions if mention.hands_down)
        verdicts, self._seen = overrule((judgement for _, judgement in ruled), said)
        policies = {verdicts[mention].policy for mention in giving}
        after: dict[str, tuple[str, bool]] = {}
        rows: list[tuple[Any, ...]] = []
        for group, entry in ruled:
            end = verdicts[entry.mention]
            down = end.policy in policies
            after[entry.mention] = (end.policy, down)
            rows.append((entry.mention, end.policy, group, down, end.reason, end.place, entry.policy, end.said))
        run("DELETE FROM judgements WHERE grp IN (SELECT grp FROM groups)")
        self.sql.executemany("INSERT INTO judgements VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        # The ids of mentions stand in `touched`; what is merged and shown are the documents they are of.
        run("DELETE FROM touched WHERE node GLOB 'policy/*'")
        touched = {(policy,) for policy, _ in (*before.values(), *after.values())}
        self.sql.executemany("INSERT OR IGNORE INTO touched VALUES (?)", sorted(touched))
        added = set(self.added)
        for mention in sorted(before.keys() & after.keys()):
            if before[mention] == after[mention]:
                continue
            old, new = before[mention][0], after[mention][0]
            for source, document, label in run(
                "SELECT source, document, label FROM refs WHERE mention = ? ORDER BY source", (mention,)
            ).fetchall():
                if label == "Project":
                    run("INSERT OR IGNORE INTO touched VALUES (?)", (source,))
                elif label not in JUDGED:  # a policy document that passes on the one that is another now
                    run(
                        "INSERT OR IGNORE INTO touched SELECT policy FROM judgements WHERE mention = ?",
                        (source,),
                    )
                elif document not in added and old != new:
                    self.changes.parted.append(Edge(JUDGED[label], label, source, old))
                    self.changes.joined.append(Edge(JUDGED[label], label, source, new))

    def _mentions(self) -> Iterator[tuple[str, list[Mention]]]:
        """The touched groups with their mentions, each mention once over all documents."""
        rows = self.sql.execute(
            "SELECT g.grp, m.mention, m.body FROM groups g JOIN mentions m ON m.grp = g.grp ORDER BY g.grp, m.mention"
        )
        group: str | None = None
        found: dict[str, Mention] = {}
        for name, mention, body in rows.fetchall():
            if name != group:
                if group is not None:
                    yield group, list(found.values())
                group, found = name, {}
            entry = read_mention(body)
            known = found.get(mention)
            found[mention] = _together(known, entry) if known else entry
        if group is not None:
            yield group, list(found.values())

    def _weigh(self) -> None:
        """Tell anew how the disclosures of the touched years stand to each other; those that stand otherwise now
        are touched, too."""
        self._times |= disclosures.times_of(self.sql, self.added)
        self._standings = disclosures.standings(self.sql, self._times)
        shown = dict(self.sql.execute("SELECT node, body FROM shared WHERE label = 'Disclosure'"))
        other = [(node,) for node, standing in self._standings.items() if _stood(shown.get(node)) != standing]
        self.sql.executemany("INSERT OR IGNORE INTO touched VALUES (?)", other)

    def _merge(self) -> None:
        """Say anew what is shown of the touched nodes."""
        before = {
            node: (label, body)
            for node, label, body in self.sql.execute(
                "SELECT s.node, s.label, s.body FROM touched t JOIN shared s ON s.node = t.node"
            )
        }
        self._show(self._merged(), before)

    def _infer(self) -> None:
        """Draw anew what follows from what is shown, as far as that changed."""
        policies = [row[0] for row in self.sql.execute("SELECT node FROM touched WHERE node GLOB 'policy/*'")]
        drawing = keeper.Keeper(self.sql)
        bodies, drawn = drawing.draw(self._shown, policies, self.added, self._left)
        before = {node: (INFERENCE, body) for node, body in bodies.items()}
        self._show(((node.id, node.label, node.properties, node.links) for node in drawn), before)

    def _show(
        self,
        merged: Iterable[tuple[str, str, dict[str, Any], tuple[Link, ...]]],
        before: dict[str, tuple[str, str]],
    ) -> None:
        """Put these nodes in the place of those that were shown before, and note what that changes."""
        changes = self.changes
        rows: list[tuple[str, str, str]] = []
        names: list[tuple[str, str, int]] = []
        seen: set[str] = set()
        for node, label, properties, links in merged:
            seen.add(node)
            body = _encode([properties, links])
            old = before.get(node)
            if old and old[1] == body:
                continue
            rows.append((node, label, body))
            self._shown.append(keeper.Shown(node, label, old[1] if old else None, body))
            names += _names(node, label, properties)
            old_properties, old_links = load_shared(old[1]) if old else ({}, [])
            if old is None:
                changes.new.append((label, node, properties))
            elif old_properties != properties:
                changes.changed.append((label, node, properties))
            gone, come = set(old_links) - set(links), set(links) - set(old_links)
            changes.parted += [Edge(kind, label, node, target) for kind, target in sorted(gone)]
            changes.joined += [Edge(kind, label, node, target) for kind, target in sorted(come)]
        lost = [(node,) for node in before if node not in seen]
        changes.gone += [(before[node][0], node) for (node,) in lost]
        self._shown += [keeper.Shown(node, before[node][0], before[node][1], None) for (node,) in lost]
        stale = lost + [(row[0],) for row in rows if row[0] in before]
        self.sql.executemany("DELETE FROM names WHERE node = ?", stale)
        self.sql.executemany("DELETE FROM shared WHERE node = ?", lost)
        self.sql.executemany("INSERT OR REPLACE INTO shared VALUES (?, ?, ?)", rows)
        self.sql.executemany("INSERT OR REPLACE INTO names VALUES (?, ?, ?)", names)

    def _merged(self) -> Iterator[tuple[str, str, dict[str, Any], tuple[Link, ...]]]:
        """What is shown of the touched nodes, from all claims about them."""
        policies = dict(self.sql.execute("SELECT mention, policy FROM judgements"))
        giving = {row[0] for row in self.sql.execute("SELECT DISTINCT policy FROM judgements WHERE hands_down")}
        places = dict(self.sql.execute("SELECT policy, max(place) FROM judgements GROUP BY policy"))
        plain = self.sql.execute(
            "SELECT t.node, c.label, c.body FROM touched t JOIN claims c ON c.node = t.node ORDER BY t.node"
        )
        mentioned = self.sql.execute(
            "SELECT j.policy, c.label, c.body FROM touched t JOIN judgements j ON j.policy = t.node"
            " JOIN claims c ON c.node = j.mention ORDER BY j.policy"
        )
        for node, merger in _grouped(chain(plain, mentioned)):
            properties = merger.properties()
            if merger.label == "PolicyDocument":
                properties["handsDown"] = node in giving
                if places.get(node):
                    properties["place"] = places[node]
                if others := merger.names("title")[1:]:
                    properties["otherTitles"] = sorted(others)
            elif merger.label == "Organization":
                properties.setdefault("kind", "other")
                named = {*merger.names("name"), *properties.get("otherNames", ())} - {properties["name"]}
                if named:
                    properties["otherNames"] = sorted(named)
            links = merger.links()
            if merger.label == "Disclosure":
                links = _standing(properties, links, self._standings.get(node))
            elif merger.label == "Project":
                links = _derived(links, policies, giving)
            elif merger.label == "PolicyDocument":
                links = _passed_on(_issued(properties, links), node, policies)
            yield node, merger.label, properties, links


def _standing(
    properties: dict[str, Any], links: tuple[Link, ...], standing: disclosures.Standing | None
) -> tuple[Link, ...]:
    """A disclosure's links, with the one that holds its numbers; says in `properties` what a sum takes of it."""
    properties["counted"] = standing is None or standing.within is None
    if standing is None:
        return links
    if standing.repeats:
        properties["repeats"] = list(standing.repeats)
    return tuple(sorted({*links, ("includedIn", standing.within)})) if standing.within else links


def _stood(body: str | None) -> disclosures.Standing | None:
    """How a disclosure that is shown stands to others."""
    if body is None:
        return None
    properties, links = load_shared(body)
    within = next((target for kind, target in links if kind == "includedIn"), None)
    return disclosures.Standing(within, tuple(properties.get("repeats", ())))


def _issued(properties: dict[str, Any], links: Iterable[Link]) -> tuple[Link, ...]:
    """A document's links to its issuers: those that texts name, else the body that its number's beginning tells.

    Says in `properties` who it is and where that is known from.
    """
    body = properties.pop(BY_PREFIX, None)
    named = "issuer" in properties
    if named:
        properties["issuerFrom"] = "text"
    elif body:
        properties["issuer"], properties["issuerFrom"] = body, "prefix"
    found = [(kind, target) for kind, target in links if kind != BY_PREFIX]
    if not named:
        found += [("issuedBy", target) for kind, target in links if kind == BY_PREFIX]
    return tuple(sorted(set(found)))


def _passed_on(links: Iterable[Link], node: str, policies: dict[str, str]) -> tuple[Link, ...]:
    """The links of a document, those to documents that it passes on from mentions to what they are of."""
    found = {(kind, policies.get(target, target) if kind == "passesOn" else target) for kind, target in links}
    return tuple(sorted(found - {("passesOn", node)}))


def _together(first: Mention, second: Mention) -> Mention:
    """One mention of several documents: their citations are counted together."""
    return replace(
        first,
        count=first.count + second.count,
        hands_down=first.hands_down or second.hands_down,
        kind=min(first.kind, second.kind),
    )


def _grouped(rows: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, Merger]]:
    current: str | None = None
    merger: Merger | None = None
    for node, label, body in rows:
        if node != current or merger is None:
            if merger is not None and current is not None:
                yield current, merger
            current, merger = node, Merger(label)
        properties, links = json.loads(body)
        merger.add(properties, ((kind, target) for kind, target in links))
    if merger is not None and current is not None:
        yield current, merger


def _derived(links: Iterable[Link], policies: dict[str, str], giving: set[str]) -> tuple[Link, ...]:
    """A project's links to policy documents: from mentions to documents, and funding where the document gives money."""
    found: set[Link] = set()
    for kind, target in links:
        policy = policies.get(target, target)
        found.add(("fundedBy" if kind == "restsOn" and policy in giving else kind, policy))
    return tuple(sorted(found))


def _names(node: str, label: str, properties: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    for rank, name in enumerate(_NAMES.get(label, ())):
        value = properties.get(name)
        for text in value if isinstance(value, (list, tuple)) else () if value is None else (value,):
            yield ids.fold_title(text), node, rank
