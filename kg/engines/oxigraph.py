"""Oxigraph: the RDF graph for SPARQL, and how it is written in bulk.

Everything that documents state lies once, in the default graph; what is inferred in the named graph fkg:inferred, where
a query sees it only when it asks for it.

How statements become triples is in kg.mapping.
"""

from __future__ import annotations

import os
import shutil
from hashlib import blake2b
from pathlib import Path

import pyoxigraph as ox

from kg.changes import Changes
from kg.mapping import INFERENCE, INFERRED, VERSION, edge_triple, node_triples, property_triples, statement_triples
from kg.statements import JUDGED_LINKS, Node
from ontology.schema import NAMESPACE, schema, turtle

#: Bytes of triples that are held in memory before they are written out.
CHUNK = 64 << 20


class Oxigraph:
    """The engine. `base` is where instances live."""

    name = "oxigraph"

    def __init__(self, base: str) -> None:
        self.base = base

    def version(self) -> str:
        """The engine's version, the ontology and the base."""
        language = blake2b((turtle() + self.base).encode(), digest_size=4).hexdigest()
        return f"{ox.__version__}-{VERSION}-{language}"

    def project(self, folder: Path, source: Path | None) -> Projector:
        """Begin a graph in `folder`."""
        return Projector(folder, source, self.base)


def _link(source: Path, folder: Path) -> None:
    """A copy of a closed graph. Its data files never change, so they are linked, not copied."""
    folder.mkdir(parents=True)
    for path in source.iterdir():
        target = folder / path.name
        if path.suffix == ".sst":
            try:
                os.link(path, target)
            except OSError:  # a file system without links
                shutil.copyfile(path, target)
        elif path.name not in ("LOCK", "LOG", "sealed.json") and not path.name.startswith("LOG."):
            shutil.copyfile(path, target)


class Projector:
    """Writes a graph: triples are loaded in bulk, chunk by chunk."""

    def __init__(self, folder: Path, source: Path | None, base: str) -> None:
        self.folder = folder
        self.base = base
        self._lines: list[str] = []
        self._inferred: list[str] = []
        self._size = 0
        # Of a changed graph, what goes must be out before anything comes in.
        self._held: list[str] | None = [] if source is not None else None
        if source is not None:
            _link(source, folder)
        self._store: ox.Store | None = ox.Store(str(folder))

    def put(self, node: Node) -> None:
        """Take one own statement."""
        self._add("".join(statement_triples(node, self.base, lambda link: link[0] not in JUDGED_LINKS)))

    def _add(self, text: str) -> None:
        if self._held is not None:
            self._held.append(text)
            return
        self._lines.append(text)
        self._size += len(text)
        if self._size > CHUNK:
            self._write()

    def _put(self, label: str, text: str) -> None:
        """Take triples about a node of this class."""
        if label == INFERENCE:
            self._inferred.append(text)
        else:
            self._add(text)

    def _write(self) -> None:
        if self._lines and self._store is not None:
            data = "".join(self._lines).encode()
            self._store.bulk_load(input=data, format=ox.RdfFormat.N_TRIPLES, lenient=True)
        self._lines, self._size = [], 0

    def finish(self, changes: Changes) -> None:
        """Write everything and close the graph."""
        store = self._store
        if store is None:
            return
        if self._held is not None:
            held, self._held = self._held, None
            self._take_out(store, changes)
            for text in held:
                self._add(text)
        for label, node, properties in changes.new:
            self._put(label, "".join(node_triples(label, f"<{self.base}{node}>", properties)))
        for label, node, properties in changes.changed:
            self._put(label, "".join(property_triples(f"<{self.base}{node}>", properties)))
        for edge in changes.joined:
            self._put(edge.label, edge_triple(self.base, edge.source, edge.kind, edge.target))
        self._write()
        if self._inferred:
            data, graph = "".join(self._inferred).encode(), ox.NamedNode(INFERRED)
            store.bulk_load(input=data, format=ox.RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)
            self._inferred = []
        store.flush()
        self._store = None

    def _take_out(self, store: ox.Store, changes: Changes) -> None:
        def named(node: str) -> ox.NamedNode:
            return ox.NamedNode(self.base + node)

        relationships = schema().relationships
        stated = ox.NamedNode(f"{NAMESPACE}document")
        for document in changes.removed:
            for quad in list(store.quads_for_pattern(None, stated, ox.Literal(document), None)):
                for gone in list(store.quads_for_pattern(quad.subject, None, None, None)):
                    store.remove(gone)
        for edge in changes.parted:
            predicate = ox.NamedNode(relationships[edge.kind].iri)
            graph = ox.NamedNode(INFERRED) if edge.label == INFERENCE else ox.DefaultGraph()
            store.remove(ox.Quad(named(edge.source), predicate, named(edge.target), graph))
        for _, node in changes.gone:
            for gone in [
                *store.quads_for_pattern(named(node), None, None, None),
                *store.quads_for_pattern(None, None, named(node), None),
            ]:
                store.remove(gone)
        for _, node, _ in changes.changed:
            for quad in list(store.quads_for_pattern(named(node), None, None, None)):
                if isinstance(quad.object, ox.Literal):
                    store.remove(quad)

    def abandon(self) -> None:
        """Close and remove what was written."""
        self._store = None
        self._lines, self._inferred = [], []
        self._held = None
        shutil.rmtree(self.folder, ignore_errors=True)
