"""Pushing a store into a SPARQL 1.1 store: what is new or changed goes in, what is no longer in the store goes out.

The server keeps marks in a named graph of its own: for each document and each shared node the digest of what is said
of it. Statements and their mark go in one request, which a store does as a whole or not at all, so a document is there
whole or not at all. Nothing is touched but nodes of ours and these marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.mapping import INFERENCE, INFERRED, quote, statement_triples
from kg.servers.parts import (
    Counts,
    Digests,
    Document,
    Progress,
    PushReport,
    document_ids,
    documents,
    shared_nodes,
    types,
)
from kg.servers.web import RefusedError
from kg.statements import Node
from ontology.schema import NAMESPACE, schema

if TYPE_CHECKING:
    from kg.servers.sparql import SparqlServer
    from kg.store import Store

#: Where the marks are: the graph, the beginnings of their names, and the property that holds a digest.
MARKS = "https://w3id.org/fiscal-kg/push#"
GRAPH = f"<{MARKS}marks>"
DIGEST = f"<{MARKS}digest>"
#: Characters of triples in one request, about, and names in one list.
BATCH, NAMES = 4 << 20, 500

_DOCUMENT = f"<{NAMESPACE}document>"


def graph_of(node: Node) -> str | None:
    """The named graph in which a shared node always lies, in brackets; None for the default graph."""
    return f"<{INFERRED}>" if node.label == INFERENCE else None


@dataclass(slots=True)
class _Batch:
    """What goes out and comes in with one request. `lines` are N-Triples by graph (None: the default graph)."""

    documents: list[str] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)
    lines: dict[str | None, list[str]] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)
    size: int = 0

    def put(self, graph: str | None, lines: Iterable[str]) -> None:
        """Take lines that come in."""
        held = self.lines.setdefault(graph, [])
        for line in lines:
            held.append(line)
            self.size += len(line)


class Push:
    """One push of a store into a SPARQL store."""

    def __init__(self, server: SparqlServer, store: Store, progress: Progress | None, graphs: bool) -> None:
        self.server = server
        self.store = store
        self.base = store.base
        self.progress = progress
        self.graphs = graphs
        self.digests = Digests("sparql", self.base, "graphs" if graphs else "")
        self.counts = Counts()
        self.types = types()
        self.written = 0
        # Whether nothing of ours was there to begin with, so that nothing need be taken out before something goes in.
        self.empty = False
        self.batch = _Batch()

    def run(self) -> PushReport:
        """Do it, and compare."""
        documents, shared = self._marks()
        self.empty = not documents and not shared and not self.server.query(f"ASK {{ ?s {_DOCUMENT} ?d }}")
        removed = sorted(documents.keys() - set(document_ids(self.store)))
        for document in removed:
            self.batch.documents.append(document)
            self._flush(len(self.batch.documents) >= NAMES)
        shared_written, gone = self._shared(shared)
        new, changed, unchanged = self._documents(documents)
        self._flush(True)
        for node in gone:
            self.batch.nodes.append(node)
            self._flush(len(self.batch.nodes) >= NAMES)
        self._flush(True)
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
            differences=self.counts.differences(self._found()),
        )

    # -- marks ---------------------------------------------------------------------------------------------------

    def _marks(self) -> tuple[dict[str, str], dict[str, str]]:
        """What the server says was pushed into it: digests by document and by shared node."""
        documents: dict[str, str] = {}
        shared: dict[str, str] = {}
        for mark, digest in self.server.rows(f"SELECT ?m ?d WHERE {{ GRAPH {GRAPH} {{ ?m {DIGEST} ?d }} }}"):
            kind, _, name = str(mark).removeprefix(MARKS).partition("/")
            (documents if kind == "document" else shared)[name] = str(digest)
        return documents, shared

    def _mark(self, kind: str, name: str, digest: str) -> None:
        self.batch.marks.append(f"<{MARKS}{kind}/{name}> {DIGEST} {quote(digest)} .\n")

    # -- what goes and what comes --------------------------------------------------------------------------------

    def _shared(self, marks: dict[str, str]) -> tuple[int, list[str]]:
        """Write the shared nodes that are new or changed; returns how many, and those that are to go later."""
        count = 0
        gone = dict(marks)
        for node in shared_nodes(self.store):
            self.counts.add(node, self.types)
            gone.pop(node.id, None)
            digest = self.digests.of(node)
            if marks.get(node.id) != digest:
                count += 1
                self.batch.nodes.append(node.id)
                self.batch.put(graph_of(node), statement_triples(node, self.base))
                self._mark("node", node.id, digest)
                self._flush(self.batch.size > BATCH or len(self.batch.nodes) >= NAMES)
        return count, sorted(gone)

    def _documents(self, marks: dict[str, str]) -> tuple[int, int, int]:
        """Write the documents that are new or changed; returns how many were new, changed and unchanged."""
        new = changed = unchanged = 0
        total = len(document_ids(self.store))
        for done, document in enumerate(documents(self.store), 1):
            for node in document.nodes:
                self.counts.add(node, self.types)
            digest = self.digests.of(*document.nodes)
            there = marks.get(document.id)
            if there == digest:
                unchanged += 1
            else:
                new += there is None
                changed += there is not None
                self._put(document, digest)
            if self.progress:
                self.progress(done, total, document.id)
        return new, changed, unchanged

    def _put(self, document: Document, digest: str) -> None:
        """Write a document in the place of what is there of it."""
        graph = f"<{self.base}{document.disclosure}>" if self.graphs else None
        self.batch.documents.append(document.id)
        for node in document.nodes:
            self.batch.put(graph, statement_triples(node, self.base))
        self._mark("document", document.id, digest)
        self._flush(self.batch.size > BATCH)

    # -- requests ------------------------------------------------------------------------------------------------

    def _flush(self, due: bool) -> None:
        """Send what waits, where it is time to."""
        batch = self.batch
        if not due or not (batch.documents or batch.nodes):
            return
        self.batch = _Batch()
        lines = sum(map(len, batch.lines.values()))
        self.written += lines + (0 if self.empty else len(batch.documents) + len(batch.nodes))
        if self.empty and self.server.endpoints.data is not None:
            try:
                self.server.add("".join(_quads(batch)))
                return
            except RefusedError as error:
                if error.status not in (400, 404, 405, 406, 415, 501):
                    raise
                # A store that takes one graph at a time: its updates do the same, if not so fast.
                self.empty = False
        operations = [] if self.empty else list(self._deletions(batch))
        if batch.lines or batch.marks:
            operations.append("".join(_insertion(batch)))
        self.server.update(" ;\n".join(operations))

    def _deletions(self, batch: _Batch) -> Iterator[str]:
        """Operations that take out what is there of the documents and nodes of a batch, in whatever graph."""
        for part in _parts(batch.documents):
            values = " ".join(map(quote, part))
            for start, end in (("", ""), ("GRAPH ?g { ", " }")):
                yield (
                    f"DELETE {{ {start}?s ?p ?o{end} }} "
                    f"WHERE {{ VALUES ?d {{ {values} }} {start}?s {_DOCUMENT} ?d . ?s ?p ?o{end} }}"
                )
        for part in _parts(batch.nodes):
            values = " ".join(f"<{self.base}{node}>" for node in part)
            for start, end in (("", ""), (f"GRAPH <{INFERRED}> {{ ", " }")):
                yield f"DELETE {{ {start}?s ?p ?o{end} }} WHERE {{ VALUES ?s {{ {values} }} {start}?s ?p ?o{end} }}"
        names = [f"<{MARKS}document/{name}>" for name in batch.documents]
        names += [f"<{MARKS}node/{name}>" for name in batch.nodes]
        for part in _parts(names):
            marked = f"GRAPH {GRAPH} {{ ?m {DIGEST} ?o }}"
            yield f"DELETE {{ {marked} }} WHERE {{ VALUES ?m {{ {' '.join(part)} }} {marked} }}"

    # -- comparing -----------------------------------------------------------------------------------------------

    def _found(self) -> Counts:
        """How many nodes and relationships of ours the server holds."""
        found = Counts()
        labels = {NAMESPACE + label: label for label in schema().labels}
        kinds = {entry.iri: entry.type for entry in schema().relationships.values()}
        ours = f"FILTER(STRSTARTS(STR(?s), {quote(self.base)}))"
        among = f"VALUES ?p {{ {' '.join(f'<{iri}>' for iri in kinds)} }}"
        # Each triple lies in one graph. Some stores show all of them in the default graph as well.
        together = self.server.query(f"ASK {{ ?m {DIGEST} ?d }}")
        named = "GRAPH ?g" if self.graphs else f"GRAPH <{INFERRED}>"
        for where in ("",) if together else ("", named):
            query = f"SELECT ?o (COUNT(*) AS ?n) WHERE {{ {where} {{ ?s a ?o }} {ours} }} GROUP BY ?o"
            for iri, count in self.server.rows(query):
                if iri in labels:
                    found.nodes[labels[iri]] += count
            query = f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ {among} {where} {{ ?s ?p ?o }} {ours} }} GROUP BY ?p"
            for iri, count in self.server.rows(query):
                found.relationships[kinds[iri]] += count
        return found


def _parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), NAMES):
        yield names[start : start + NAMES]


def _quads(batch: _Batch) -> Iterator[str]:
    """What comes in with a batch, as N-Quads."""
    for graph, lines in (*batch.lines.items(), (GRAPH, batch.marks)):
        if graph is None:
            yield from lines
        else:
            yield from (f"{line[:-2]}{graph} .\n" for line in lines)


def _insertion(batch: _Batch) -> Iterator[str]:
    """What comes in with a batch, as an operation."""
    yield "INSERT DATA {\n"
    for graph, lines in (*batch.lines.items(), (GRAPH, batch.marks)):
        if graph is None:
            yield from lines
        elif lines:
            yield f"GRAPH {graph} {{\n"
            yield from lines
            yield "}\n"
    yield "}"
