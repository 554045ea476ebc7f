"""Pushing a store into Neo4j: what is new or changed goes in, what is no longer in the store goes out.

The server keeps marks: a PushedDocument for each document, with the digest of its statements, and a PushedShared for
each 256th of the shared nodes, which lists them with their digests. A document's statements, all their relationships
and its mark are written in one transaction, so a document is there whole or not at all; shared nodes are noted before
they are written, so what a push leaves when it is cut off is known to the next one. Nothing else is touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from kg.errors import KgError
from kg.mapping import column_values, columns
from kg.servers.parts import (
    Counts,
    Digests,
    Document,
    Progress,
    PushReport,
    document_ids,
    documents,
    own_labels,
    shared_nodes,
    types,
)
from kg.statements import Node
from ontology.schema import schema

if TYPE_CHECKING:
    import neo4j

    from kg.servers.neo4j import Neo4jServer
    from kg.store import Store

#: The labels of the marks.
DOCUMENT_MARK, SHARED_MARK = "PushedDocument", "PushedShared"
#: Nodes and relationships of one transaction, about, and rows of one statement.
BATCH, ROWS = 20_000, 5_000
#: Every statement finds its nodes by an index, however many there are: a plan once made stays right.
KEEP = "CYPHER replan=skip"
#: Stands for the digest of a shared node that is noted, and whose relationships are not yet written.
PENDING = "-"
#: What people look for exactly, and what they look for by a part of it, where a label has it.
EXACT, BY_PART = ("number", "code"), ("name", "title")

Shared = tuple[str, str]


def quoted(name: str) -> str:
    """A label or type in backticks."""
    return "`" + name.replace("`", "``") + "`"


def definitions() -> dict[str, str]:
    """The constraints and indexes by name: ids are unique, and what is looked for is found without reading all."""
    own = own_labels()
    found = {}
    for label in (*schema().labels, DOCUMENT_MARK, SHARED_MARK):
        name = f"fkg_{label}_id"
        found[name] = f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
    for label in schema().labels:
        names = {entry.name for entry in schema().of[label]}
        indexed = [("", "document")] if label in own else [("", name) for name in EXACT]
        indexed += [] if label in own else [("TEXT", name) for name in BY_PART]
        for kind, on in indexed:
            if on in names:
                name = f"fkg_{label}_{on}"
                found[name] = f"CREATE {kind} INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.{on})"
    return found


def node_rows(label: str, nodes: Sequence[Node]) -> list[dict[str, Any]]:
    """Nodes of a label as the properties that Neo4j keeps of them, the id among them."""
    rows: list[dict[str, Any]] = [{"id": node.id} for node in nodes]
    properties = [node.properties for node in nodes]
    for column in columns(label):
        for row, value in zip(rows, column_values(column, properties), strict=True):
            if value is not None:
                row[column.name] = list(value) if isinstance(value, tuple) else value
    return rows


def _parts(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


class _Writer:
    """One transaction, and what it has changed so far."""

    def __init__(self, transaction: neo4j.ManagedTransaction) -> None:
        self.transaction = transaction
        self.written = 0

    def run(self, query: str, **parameters: Any) -> Any:
        """Run a statement; returns its counters."""
        counters = self.transaction.run(query, parameters).consume().counters
        self.written += (
            counters.nodes_created + counters.nodes_deleted + counters.properties_set
            + counters.relationships_created + counters.relationships_deleted
            + counters.constraints_added + counters.indexes_added
        )  # fmt: skip
        return counters

    def over(self, rows: Sequence[Any], query: str) -> None:
        """Run a statement for rows."""
        for part in _parts(rows, ROWS):
            self.run(f"{KEEP} UNWIND $rows AS row {query}", rows=part)

    def join(self, nodes: Iterable[Node], how: str) -> None:
        """Write the relationships of nodes, whose ends are all there. `how` is CREATE or MERGE."""
        relationships = schema().relationships
        found: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
        for node in nodes:
            for kind, target in node.links:
                found[node.label, kind].append({"a": node.id, "b": target})
        for (label, kind), rows in found.items():
            entry = relationships[kind]
            ends = f"MATCH (a:{quoted(label)} {{id: row.a}}) MATCH (b:{quoted(entry.target)} {{id: row.b}})"
            made = 0
            for part in _parts(rows, ROWS):
                query = f"{KEEP} UNWIND $rows AS row {ends} {how} (a)-[:{quoted(entry.type)}]->(b)"
                made += self.run(query, rows=part).relationships_created
            if made != len(rows):
                raise KgError(
                    f"of {len(rows)} {entry.type} only {made} could be written",
                    "the store or the server is not whole: kg verify checks the store",
                )


@dataclass(slots=True)
class _Marks:
    """What the server says was pushed into it. `shared` gives the digest of each node by label and id."""

    documents: dict[str, str]
    shared: dict[Shared, str]


class Push:
    """One push of a store into a Neo4j."""

    def __init__(self, server: Neo4jServer, store: Store, progress: Progress | None) -> None:
        self.server = server
        self.store = store
        self.progress = progress
        self.digests = Digests("neo4j")
        self.counts = Counts()
        self.types = types()
        self.written = 0
        # Whether nothing was there to begin with, so that nothing need be taken out before something goes in.
        self.empty = False

    def run(self) -> PushReport:
        """Do it, and compare."""
        self._define()
        self.empty = not self._count("MATCH (n) RETURN count(n)")
        marks = self._marks()
        wanted = set(document_ids(self.store))
        removed = sorted(marks.documents.keys() - wanted)
        for part in _parts(removed, 20):
            self._take_out(part)
        shared_written, gone = self._shared(marks)
        new, changed, unchanged = self._documents(marks, len(wanted))
        self._remove_shared(marks, gone)
        return PushReport(
            new=new,
            changed=changed,
            unchanged=unchanged,
            removed=len(removed),
            shared_written=shared_written,
            shared_removed=len(gone),
            written=self.written,
            nodes=self.counts.nodes.total(),
            relationships=self.counts.relationships.total(),
            differences=self._differences(marks),
        )

    def _define(self) -> None:
        """Make the constraints and indexes that are missing, and wait until they can be used."""
        there = {name for (name,) in self.server.read("SHOW INDEXES YIELD name")}
        missing = [text for name, text in definitions().items() if name not in there]
        if missing:
            self._commit(lambda writer: [writer.run(text) for text in missing])
            list(self.server.read("CALL db.awaitIndexes(600)"))

    def _commit(self, work: Any) -> None:
        """Run `work(writer)` in one transaction."""

        def once(transaction: neo4j.ManagedTransaction) -> int:
            writer = _Writer(transaction)
            work(writer)
            return writer.written

        self.written += self.server.write(once)

    # -- marks ---------------------------------------------------------------------------------------------------

    def _marks(self) -> _Marks:
        documents = dict(self.server.read(f"MATCH (p:{DOCUMENT_MARK}) RETURN p.id, p.digest"))
        shared: dict[Shared, str] = {}
        for (lines,) in self.server.read(f"MATCH (p:{SHARED_MARK}) RETURN p.nodes"):
            for line in lines:
                digest, label, node = line.split(" ", maxsplit=2)
                shared[label, node] = digest
        return _Marks(documents, shared)

    def _note(self, writer: _Writer, marks: _Marks, touched: Iterable[Shared]) -> None:
        """Write down the present `marks.shared` of the 256ths in which the touched nodes are."""
        buckets = {_bucket(node) for _, node in touched}
        lines: dict[str, list[str]] = {bucket: [] for bucket in buckets}
        for (label, node), digest in marks.shared.items():
            if (bucket := _bucket(node)) in lines:
                lines[bucket].append(f"{digest} {label} {node}")
        rows = [{"id": bucket, "nodes": sorted(nodes)} for bucket, nodes in sorted(lines.items())]
        writer.over(
            [row for row in rows if row["nodes"]], f"MERGE (p:{SHARED_MARK} {{id: row.id}}) SET p.nodes = row.nodes"
        )
        writer.over([row for row in rows if not row["nodes"]], f"MATCH (p:{SHARED_MARK} {{id: row.id}}) DELETE p")

    # -- shared nodes --------------------------------------------------------------------------------------------

    def _shared(self, marks: _Marks) -> tuple[int, list[Shared]]:
        """Write the shared nodes that are new or changed; returns how many, and those that are to go later."""
        wanted: set[Shared] = set()
        found: list[tuple[Node, str]] = []
        for node in shared_nodes(self.store):
            self.counts.add(node, self.types)
            key = (node.label, node.id)
            wanted.add(key)
            digest = self.digests.of(node)
            if marks.shared.get(key) != digest:
                found.append((node, digest))
        # Together with their neighbours in the list of marks, so that each list is written once or twice.
        found.sort(key=lambda entry: _bucket(entry[0].id))
        # All nodes come before any relationship: it may lead to any of them.
        for part in _parts(found, ROWS):
            self._commit(lambda writer, part=part: self._put_shared(writer, marks, [node for node, _ in part]))
        for part in _parts(found, ROWS):
            self._commit(lambda writer, part=part: self._join_shared(writer, marks, part))
        return len(found), sorted(marks.shared.keys() - wanted)

    def _put_shared(self, writer: _Writer, marks: _Marks, nodes: Sequence[Node]) -> None:
        for label, same in _by_label(nodes).items():
            writer.over(node_rows(label, same), f"MERGE (n:{quoted(label)} {{id: row.id}}) SET n = row")
        touched = [(node.label, node.id) for node in nodes]
        marks.shared.update(dict.fromkeys(touched, PENDING))
        self._note(writer, marks, touched)

    def _join_shared(self, writer: _Writer, marks: _Marks, part: Sequence[tuple[Node, str]]) -> None:
        nodes = [node for node, _ in part]
        ours = "|".join(quoted(name) for name in sorted(self.types.values()))
        for label, same in _by_label(nodes).items():
            ids = [] if self.empty else [node.id for node in same]
            writer.over(ids, f"MATCH (n:{quoted(label)} {{id: row}})-[r:{ours}]->() DELETE r")
        writer.join(nodes, "MERGE")
        marks.shared.update({(node.label, node.id): digest for node, digest in part})
        self._note(writer, marks, [(node.label, node.id) for node in nodes])

    def _remove_shared(self, marks: _Marks, gone: Sequence[Shared]) -> None:
        """Take out the shared nodes that nobody refers to any more."""

        def remove(writer: _Writer, part: Sequence[Shared]) -> None:
            by_label: dict[str, list[str]] = defaultdict(list)
            for label, node in part:
                by_label[label].append(node)
                marks.shared.pop((label, node), None)
            for label, ids in by_label.items():
                writer.over(ids, f"MATCH (n:{quoted(label)} {{id: row}}) DETACH DELETE n")
            self._note(writer, marks, part)

        for part in _parts(sorted(gone, key=lambda key: _bucket(key[1])), ROWS):
            self._commit(lambda writer, part=part: remove(writer, part))

    # -- documents -----------------------------------------------------------------------------------------------

    def _take_out(self, ids: Sequence[str]) -> None:
        """Take documents out, with their marks."""

        def work(writer: _Writer) -> None:
            _delete_own(writer, ids)
            writer.over(ids, f"MATCH (p:{DOCUMENT_MARK} {{id: row}}) DELETE p")

        self._commit(work)

    def _documents(self, marks: _Marks, total: int) -> tuple[int, int, int]:
        """Write the documents that are new or changed; returns how many were new, changed and unchanged."""
        new = changed = unchanged = size = 0
        waiting: list[tuple[Document, str]] = []
        for done, document in enumerate(documents(self.store), 1):
            for node in document.nodes:
                self.counts.add(node, self.types)
            digest = self.digests.of(*document.nodes)
            there = marks.documents.get(document.id)
            if there == digest:
                unchanged += 1
            else:
                new += there is None
                changed += there is not None
                waiting.append((document, digest))
                size += sum(1 + len(node.links) for node in document.nodes)
                if size > BATCH:
                    self._put(waiting)
                    waiting, size = [], 0
            if self.progress:
                self.progress(done, total, document.id)
        if waiting:
            self._put(waiting)
        return new, changed, unchanged

    def _put(self, waiting: Sequence[tuple[Document, str]]) -> None:
        """Write documents in the place of what is there of them."""
        nodes = [node for document, _ in waiting for node in document.nodes]

        def work(writer: _Writer) -> None:
            if not self.empty:
                _delete_own(writer, [document.id for document, _ in waiting])
            for label, same in _by_label(nodes).items():
                writer.over(node_rows(label, same), f"CREATE (n:{quoted(label)}) SET n = row")
            writer.join(nodes, "CREATE")
            rows = [{"id": document.id, "digest": digest} for document, digest in waiting]
            writer.over(rows, f"MERGE (p:{DOCUMENT_MARK} {{id: row.id}}) SET p.digest = row.digest")

        self._commit(work)

    # -- comparing -----------------------------------------------------------------------------------------------

    def _differences(self, marks: _Marks) -> tuple[str, ...]:
        """Where the server holds other numbers than the store, of what is ours."""
        found = Counts()
        labels, kinds = set(schema().labels), set(self.types.values())
        for label, count in self.server.read("MATCH (n) UNWIND labels(n) AS label RETURN label, count(*)"):
            found.nodes.update({label: count} if label in labels else {})
        for kind, count in self.server.read("MATCH ()-[r]->() RETURN type(r), count(*)"):
            found.relationships.update({kind: count} if kind in kinds else {})
        if not self.counts.differences(found):
            return ()
        # One pass over all is quick, but counts what others put under the same names too.
        return self.counts.differences(self._exactly(marks))

    def _count(self, query: str, **parameters: Any) -> int:
        return int(next(iter(self.server.read(query, **parameters)))[0])

    def _exactly(self, marks: _Marks) -> Counts:
        """The numbers of what bears an id of ours."""
        found = Counts()
        own = set(own_labels())
        ids: dict[str, list[str]] = defaultdict(list)
        for label, node in marks.shared:
            ids[label].append(node)
        loaded = document_ids(self.store)

        def counted(label: str, rest: str) -> int:
            if label in own:
                match = f"MATCH (n:{label}) WHERE n.document IN $ids"
                return self._count(f"{match} {rest}", ids=loaded)
            match = f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})"
            return sum(self._count(f"{match} {rest}", ids=part) for part in _parts(ids[label], BATCH))

        for label in schema().labels:
            found.nodes[label] = counted(label, "RETURN count(n)")
        for entry in schema().relationships.values():
            rest = f"MATCH (n)-[r:{entry.type}]->(:{entry.target}) RETURN count(r)"
            found.relationships[entry.type] = sum(counted(label, rest) for label in entry.domain)
        return found


def _bucket(node: str) -> str:
    """In which 256th of the shared nodes one is."""
    return blake2b(node.encode(), digest_size=1).hexdigest()


def _by_label(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        found[node.label].append(node)
    return found


def _delete_own(writer: _Writer, ids: Sequence[str]) -> None:
    """Delete documents' own statements with all their relationships."""
    for label in own_labels():
        writer.run(f"{KEEP} MATCH (n:{label}) WHERE n.document IN $ids DETACH DELETE n", ids=ids)
