"""Brings what is derived (catalogue, engines) from one set of documents to another, all or nothing.

The catalogue and the engines' graphs are changed in copies; the moment the new catalogue takes its name is the moment
the change is there for readers. It knows the order of these steps, and nothing of what documents say.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from kg import catalog
from kg.changes import Changes, Edge
from kg.disk import Layout
from kg.engines import Engine, Projection
from kg.overrides import entries
from kg.overrides.amend import amend
from kg.overrides.files import read
from kg.overrides.records import Overrides
from kg.statements import JUDGED, Unit
from kg.units import UnitFile, units_in, write_whole

Progress = Callable[[int, int, str], None]
_SEAL = "sealed.json"


def graph_folder(layout: Layout, engine: Engine, state: str) -> Path:
    """Where an engine's graph of this state of the documents lies, if it is there."""
    return layout.engines / engine.name / f"{engine.version()}-{state}"


def _working(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".{os.getpid()}.part"
    shutil.rmtree(path, ignore_errors=True)
    return path


def seal(folder: Path) -> None:
    """Write down how long the files of a graph are, so that a cut one is told without opening it."""
    sizes = {path.name: path.stat().st_size for path in folder.iterdir() if path.is_file()}
    write_whole(folder / _SEAL, json.dumps(sizes).encode())


def is_whole(folder: Path) -> bool:
    """Whether a graph is there, and its files are as long as they were when it was written."""
    try:
        sizes = json.loads((folder / _SEAL).read_text(encoding="utf-8"))
        return all((folder / name).stat().st_size == size for name, size in sizes.items() if not name.startswith("LO"))
    except (OSError, ValueError):
        return False


def sweep_engines(layout: Layout, keep: Iterable[Path] = ()) -> None:
    """Remove graphs of other states or versions, and what interrupted writers left."""
    kept = set(keep)
    for folder in layout.engines.glob("*/*"):
        if folder not in kept:
            shutil.rmtree(folder, ignore_errors=True)


class Update:
    """One change of the set of documents. Add and remove, then `finish`; or `abandon`, and nothing has changed.

    `overrides` are what a person says from now on; None leaves what was said before. `affected` are the known documents
    whose statements may be others by that.
    """

    def __init__(self, layout: Layout, engines: Sequence[Engine], overrides: Overrides | None = None) -> None:
        self.layout = layout
        self.known: dict[str, tuple[str, int, int]] = {}
        self.path = layout.root / f".catalog.{os.getpid()}.part"
        self.sql, before = self._begin()
        was = entries.held(self.sql)
        self.overrides = was if overrides is None else overrides
        self.affected = entries.affected(self.sql, was, self.overrides)
        self.refresh = catalog.Refresh(self.sql, self.overrides)
        self.projections: list[tuple[Engine, Projection, Path]] = []
        for engine in engines:
            source = graph_folder(layout, engine, before)
            empty = not self.known
            there = is_whole(source)
            if there or (empty and engine.name == "ladybug"):
                working = _working(layout.engines / engine.name)
                projection = engine.project(working, source if there and not empty else None)
                self.projections.append((engine, projection, working))

    def _begin(self) -> tuple[sqlite3.Connection, str]:
        """A copy of the catalogue to work on (or an empty one), and the state it is of."""
        self.path.unlink(missing_ok=True)
        self.known = {}
        if self.layout.catalog.exists():
            shutil.copyfile(self.layout.catalog, self.path)
            try:
                connection = catalog.connect(self.path, write=True)
                if catalog.is_current(self.path, connection):
                    rows = connection.execute("SELECT document, stamp, size, mtime FROM documents")
                    self.known = {document: (stamp, size, mtime) for document, stamp, size, mtime in rows}
                    return connection, catalog.state(connection)
                connection.close()
            except sqlite3.DatabaseError:
                self.known = {}  # damaged: it is derived, and made anew
        connection = catalog.create(self.path)
        return connection, catalog.state(connection)

    def add(self, file: UnitFile, unit: Unit) -> None:
        """Put a document's statements in; those of the same document go out before."""
        unit = amend(unit, self.overrides)
        document = unit.document
        if document in self.known:
            self.remove(document)
        status = file.path.stat()
        self.refresh.add(unit, file.stamp(), status.st_size, status.st_mtime_ns)
        for _, projection, _ in self.projections:
            for node in unit.own:
                projection.put(node)

    def remove(self, document: str) -> None:
        """Take a document's statements out."""
        self.known.pop(document, None)
        self.refresh.remove(document)

    def follow(self, file: UnitFile) -> None:
        """Do what a file's change asks for, where its statements did not change: note it, or take the document out."""
        if file.path.exists():
            self.describe(file)
        elif file.document in self.known:
            self.remove(file.document)

    def describe(self, file: UnitFile) -> None:
        """Note what a document's file says of itself, where its statements did not change."""
        status = file.path.stat()
        self.refresh.describe(file.document, file.meta, file.stamp(), status.st_size, status.st_mtime_ns)

    def finish(self) -> None:
        """Make the change there for readers."""
        try:
            changes = self.refresh.finish()
            self.sql.executescript("ANALYZE;")
            state = catalog.state(self.sql)
            self.sql.close()
            keep = []
            ready: list[tuple[Path, Path]] = []
            for engine, projection, working in self.projections:
                target = graph_folder(self.layout, engine, state)
                keep.append(target)
                if is_whole(target):
                    projection.abandon()
                else:
                    projection.finish(changes)
                    seal(working)
                    ready.append((working, target))
            for working, target in ready:
                shutil.rmtree(target, ignore_errors=True)
                working.rename(target)
            _sync(self.path)
            self.path.replace(self.layout.catalog)
        except BaseException:
            self.abandon()
            raise
        sweep_engines(self.layout, keep)

    def abandon(self) -> None:
        """Leave everything as it was."""
        self.sql.close()
        for _, projection, working in self.projections:
            projection.abandon()
            shutil.rmtree(working, ignore_errors=True)
        self.path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def describes(layout: Layout, listing: Mapping[str, tuple[int, int]], overrides: Overrides) -> bool:
    """Whether the catalogue is whole and describes just these files, under these entries of a person."""
    if not layout.catalog.exists():
        return False
    try:
        with closing(catalog.connect(layout.catalog)) as connection:
            if not catalog.is_current(layout.catalog, connection):
                return False
            rows = connection.execute("SELECT document, size, mtime FROM documents")
            files = {document: (size, mtime) for document, size, mtime in rows}
            return files == listing and entries.held(connection).text() == overrides.text()
    except sqlite3.DatabaseError:
        return False


def catch_up(layout: Layout, engines: Sequence[Engine], progress: Progress | None = None) -> bool:
    """Bring what is derived to the documents on disk; returns whether anything had to be done. Raises StoreError."""
    overrides = read(layout.root)
    listing = layout.listing()
    _sweep_originals(layout, listing)
    if describes(layout, listing, overrides):
        return False
    update = Update(layout, engines, overrides)
    try:
        gone = sorted(update.known.keys() - listing.keys())
        changed = {document for document, status in listing.items() if update.known.get(document, ())[1:] != status}
        other = sorted(changed | (update.affected & listing.keys()))
        for document in gone:
            update.remove(document)
        for done, file in enumerate(units_in(layout.documents, other), 1):
            known = update.known.get(file.document)
            if known and known[0] == file.stamp() and file.document not in update.affected:
                update.describe(file)
            else:
                update.add(file, file.unit())
            if progress:
                progress(done, len(other), file.document)
    except BaseException:
        update.abandon()
        raise
    update.finish()
    return True


def _sweep_originals(layout: Layout, documents: Iterable[str]) -> None:
    """Remove the originals of documents that are no longer there (an id is the beginning of its original's hash)."""
    kept = {document.removeprefix("d") for document in documents}
    for digest, path in layout.kept():
        if digest[:16] not in kept:
            path.unlink(missing_ok=True)


def rebuild(layout: Layout, engine: Engine, sql: sqlite3.Connection, progress: Progress | None = None) -> Path:
    """Write an engine's graph anew from the documents' statements; returns its folder."""
    state = catalog.state(sql)
    target = graph_folder(layout, engine, state)
    working = _working(target.parent)
    projection = engine.project(working, None)
    try:
        documents = [row[0] for row in sql.execute("SELECT document FROM documents ORDER BY document")]
        for done, file in enumerate(units_in(layout.documents, documents, entries.held(sql)), 1):
            for node in file.nodes():
                projection.put(node)
            if progress:
                progress(done, len(documents), file.document)
        projection.finish(whole(sql))
        seal(working)
    except BaseException:
        projection.abandon()
        raise
    for other in target.parent.iterdir():
        if other != working:
            shutil.rmtree(other, ignore_errors=True)
    working.rename(target)
    return target


def whole(sql: sqlite3.Connection) -> Changes:
    """All shared nodes and their edges, and the edges of own statements to policy documents, as one change."""
    changes = Changes()
    for node, label, body in sql.execute("SELECT node, label, body FROM shared ORDER BY node"):
        properties, links = catalog.load_shared(body)
        changes.new.append((label, node, properties))
        changes.joined += [Edge(kind, label, node, target) for kind, target in links]
    changes.joined += references(sql)
    return changes


def references(sql: sqlite3.Connection) -> Iterator[Edge]:
    """The edges of citations to the policy documents they are of."""
    rows = sql.execute(
        "SELECT r.label, r.source, j.policy FROM refs r JOIN judgements j ON j.mention = r.mention ORDER BY r.source"
    )
    for label, source, policy in rows:
        if label in JUDGED:
            yield Edge(JUDGED[label], label, source, policy)
