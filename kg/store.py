"""The store: the statements of each document on disk, and the engines and tables that answer from them.

It knows locks and the order in which derived parts are brought up to date, and is the one thing that faces open. It
must not know what a budget is, nor how an engine stores its graph.
"""

from __future__ import annotations

import gzip
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import catalog, lookup
from kg.answers import (
    DocumentRow,
    GraphEdge,
    GraphNode,
    Hit,
    LoadReport,
    NodeView,
    PassageRow,
    PolicyRow,
    Result,
    Value,
    VerifyReport,
)
from kg.disk import Layout, told
from kg.errors import AmbiguousError, DamagedError, StoreBusyError, StoreError, UnknownDocumentError
from kg.overrides import entries
from kg.overrides.files import read
from kg.overrides.records import NONE, Overrides
from kg.units import UnitFile, units_in
from kg.update import catch_up, describes, graph_folder, is_whole, rebuild

if TYPE_CHECKING:
    from kg.engines import Engine
    from kg.engines.cypher import Reader
    from kg.engines.sparql import Worker

__all__ = [
    "DocumentRow",
    "GraphEdge",
    "GraphNode",
    "Hit",
    "LoadReport",
    "NodeView",
    "PassageRow",
    "PolicyRow",
    "Progress",
    "Result",
    "Store",
    "VerifyReport",
]

Progress = Callable[[int, int, str], None]
Note = Callable[[str], None]

#: From so many documents in one change on, the RDF graph is not carried along but rebuilt when it is next asked for.
MANY = 200


def _to_stderr(message: str) -> None:
    print(message, file=sys.stderr)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a person said of a state of the store, and the lines about entries that found nothing."""

    overrides: Overrides
    unmatched: list[str]


class Store:
    """A store in a folder. Use as a context manager, or call `close`. What it shows is the state it found."""

    def __init__(self, layout: Layout, base: str, note: Note = _to_stderr) -> None:
        self.layout = layout
        self.path = layout.root
        self.base = base
        self.note = note
        self.progress: Progress | None = None
        self._sql: sqlite3.Connection | None = None
        self._overrides: Overrides = NONE
        self._cypher: Reader | None = None
        self._sparql: Worker | None = None

    # -- opening -------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, path: Path | str, *, create: bool = False) -> Store:
        """Open the store in `path`; with `create`, make it where there is none. Raises StoreError."""
        layout = Layout(Path(path))
        if create and not layout.settings.exists():
            layout.create()
        return cls(layout, layout.read_settings()["base"])

    def close(self) -> None:
        """Close everything that is open."""
        self._forget()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def _forget(self) -> None:
        for part in (self._cypher, self._sparql, self._sql):
            if part is not None:
                part.close()
        self._cypher = self._sparql = self._sql = None

    def sql(self) -> sqlite3.Connection:
        """The catalogue, brought up to date first where nobody else is at it."""
        if self._sql is None:
            if not describes(self.layout, self.layout.listing(), read(self.path)):
                self._repair()
            try:
                self._sql = catalog.connect(self.layout.catalog)
                self._overrides = entries.held(self._sql)
            except sqlite3.Error as error:
                raise StoreError(
                    f"{self.layout.catalog} cannot be opened ({error})", "delete it; it is rebuilt"
                ) from error
        return self._sql

    def _repair(self) -> None:
        """Bring what is derived to the documents on disk, unless another process is doing so."""
        usable = self.layout.catalog.exists()
        try:
            with told("bringing the store up to date"), self.layout.writing(), self._telling() as before:
                if before is not None and before.overrides.text() != read(self.path).text():
                    self.note("what a person said (identities.toml, corrections.toml) changed: following it")
                elif usable:
                    self.note("the last load was interrupted: bringing the store up to date")
                self._finish_replacing()
                catch_up(self.layout, self._engines(), self.progress)
        except StoreBusyError:
            if not usable:
                raise

    @contextmanager
    def _telling(self) -> Iterator[_Said | None]:
        """Say once which entries of a person, after this change, name nothing or do not fit any more."""
        before = self._said()
        yield before
        after = self._said()
        known = before.unmatched if before else []
        for line in after.unmatched if after else []:
            if line not in known:
                self.note(line)

    def _said(self) -> _Said | None:
        """The entries that the catalogue on disk was made under, and those of them that found nothing."""
        if not self.layout.catalog.exists():
            return None
        try:
            with closing(catalog.connect(self.layout.catalog)) as sql:
                if not catalog.is_current(self.layout.catalog, sql):
                    return None
                return _Said(entries.held(sql), [entry.said for entry in entries.unmatched(sql)])
        except sqlite3.DatabaseError:
            return None

    def _finish_replacing(self) -> None:
        if (self.layout.root / "replacing.json").exists():
            from kg.intake import Intake  # noqa: PLC0415 - brings the readers with it

            Intake(self.layout, {})

    def _engines(self, documents: int = 0) -> list[Engine]:
        """The engines whose graphs are carried along with a change of so many documents."""
        from kg.engines.ladybug import Ladybug  # noqa: PLC0415 - engines are slow to import
        from kg.engines.oxigraph import Oxigraph  # noqa: PLC0415

        return [Ladybug()] if documents >= MANY else [Ladybug(), Oxigraph(self.base)]

    def _graph(self, engine: Engine) -> Path:
        """The folder of an engine's graph of the present state, built first where it is missing."""
        for _ in range(3):
            folder = graph_folder(self.layout, engine, catalog.state(self.sql()))
            if is_whole(folder):
                return folder
            if self._overtaken():
                self._forget()
                continue
            with told(f"building the {engine.name} graph"), self.layout.writing():
                self.note(f"building the {engine.name} graph")
                return rebuild(self.layout, engine, self.sql(), self.progress)
        raise StoreError(f"the {engine.name} graph changes all the time", "wait until loading is done")

    def _overtaken(self) -> bool:
        """Whether another process has brought the store to another state since the catalogue was opened."""
        with closing(catalog.connect(self.layout.catalog)) as present:
            return catalog.state(present) != catalog.state(self.sql())

    # -- changing ------------------------------------------------------------------------------------------------

    def load(
        self, paths: Sequence[Path | str], *, reread: bool = False, progress: Progress | None = None
    ) -> LoadReport:
        """Read files, folders and archives into the store; `progress(done, total, name)` is called after each file.

        With `reread`, files are read again though their bytes are known, and without paths all kept originals.
        """
        from kg.loading import load  # noqa: PLC0415 - brings the readers with it

        try:
            with told(f"loading into {self.path}"), self.layout.writing(), self._telling():
                self._finish_replacing()
                catch_up(self.layout, self._engines(), self.progress)
                self._forget()
                files = [Path(path) for path in paths]
                return load(self.layout, files, self._engines, reread=reread, progress=progress)
        finally:
            self._forget()

    def remove(self, document: str) -> None:
        """Take one document (an id) and only its facts out. Raises UnknownDocumentError."""
        row = self.sql().execute("SELECT meta FROM documents WHERE document = ?", (document,)).fetchone()
        if row is None:
            raise UnknownDocumentError(f"no document {document}", "kg documents lists what is loaded")
        sha256 = UnitFile(self.layout.document(document)).meta["sha256"]
        try:
            with told(f"removing {document}"), self.layout.writing(), self._telling():
                catch_up(self.layout, self._engines(), self.progress)
                self.layout.document(document).unlink(missing_ok=True)
                self.layout.drop_original(sha256)
                self._forget()
                catch_up(self.layout, self._engines(), self.progress)
        finally:
            self._forget()

    # -- documents -----------------------------------------------------------------------------------------------

    def documents(self) -> list[DocumentRow]:
        """What is loaded, by path."""
        from json import loads  # noqa: PLC0415

        rows = []
        names = [field.name for field in fields(DocumentRow)]
        for (text,) in self.sql().execute("SELECT meta FROM documents"):
            meta = loads(text)
            meta["path"] = (meta.get("paths") or [""])[0]
            meta["place"] = meta["places"][-1] if meta["places"] else None
            rows.append(DocumentRow(**{name: meta[name] for name in names}))
        return sorted(rows, key=lambda row: (row.path, row.document))

    def resolve_document(self, text: str) -> str:
        """The id of the document that `text` names: an id, a unique beginning of one, a path or a file name.

        Raises UnknownDocumentError or AmbiguousError.
        """
        rows = self.sql().execute("SELECT path, document FROM paths ORDER BY path, document").fetchall()
        known = [row[0] for row in self.sql().execute("SELECT document FROM documents ORDER BY document")]
        if text in known:
            return text
        whole = {text, str(Path(text).absolute())}
        found = {document for path, document in rows if path in whole}
        found = found or {document for path, document in rows if Path(path).name == text}
        found = found or {document for path, document in rows if Path(path).stem == text}
        if not found:
            found = {document for document in known if len(text) > 1 and document.startswith(text)}
        if not found:
            raise UnknownDocumentError(f"no document {text}", "kg documents lists what is loaded")
        if len(found) > 1:
            raise AmbiguousError(f"{text} is {len(found)} documents", "give the id", tuple(sorted(found)))
        return str(found.pop())

    def units(self) -> Iterator[UnitFile]:
        """Every document's statements as they are on disk under a person's entries, by document id."""
        documents = [row[0] for row in self.sql().execute("SELECT document FROM documents")]
        return units_in(self.layout.documents, documents, self._overrides)

    def unit(self, document: str) -> UnitFile:
        """A document's statements, under a person's entries; there may be no such file."""
        self.sql()
        return UnitFile(self.layout.document(document), self._overrides)

    def _unit(self, document: str) -> UnitFile:
        file = self.unit(document)
        if not file.path.exists():
            raise UnknownDocumentError(f"no document {document}", "kg documents lists what is loaded")
        return file

    def passages(self, document: str) -> list[PassageRow]:
        """How each line of a document ended, in order."""
        found = []
        for first, last, page, reading, why in self._unit(document).meta["passages"]:
            if first is None:
                found.append(PassageRow(None, page, reading, why))
            else:
                found += [PassageRow(line, page, reading, why) for line in range(first, last + 1)]
        return found

    def text(self, document: str) -> str:
        """What may be shown of a document, redacted ("" where nothing is kept).

        Of a text it is the original, line by line; of others what was read, one line a paragraph or row, with a form
        feed between pages.
        """
        shown = self.layout.shown(self._unit(document).meta["sha256"])
        if not shown.exists():
            return ""
        return gzip.decompress(shown.read_bytes()).decode()

    # -- asking --------------------------------------------------------------------------------------------------

    def cypher(
        self,
        query: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float = 60.0,
        limit: int | None = None,
        small: bool = False,
    ) -> Result:
        """Ask Ladybug, read-only; `small` says that a query looks at few things.

        Raises QueryError (its subclasses for refused and timed out).
        """
        if self._cypher is None:
            self._cypher = self._open_ladybug()
        return self._cypher.ask(query, parameters, timeout=timeout, limit=limit, small=small)

    def _open_ladybug(self) -> Reader:
        from kg.engines.cypher import Reader  # noqa: PLC0415 - slow to import
        from kg.engines.ladybug import Ladybug  # noqa: PLC0415

        folder = self._graph(Ladybug())
        try:
            return Reader(folder)
        except (RuntimeError, OSError) as error:
            self._discard(folder, error)
            return Reader(self._graph(Ladybug()))

    def sparql(self, query: str, *, timeout: float = 60.0, limit: int | None = None) -> Result | bool | bytes:
        """Ask Oxigraph, read-only: rows for SELECT, truth for ASK, Turtle for CONSTRUCT and DESCRIBE."""
        from kg.engines.oxigraph import Oxigraph  # noqa: PLC0415
        from kg.engines.sparql import refuse_reaching  # noqa: PLC0415

        refuse_reaching(query)
        try:
            return self._worker().ask(query, timeout=timeout, limit=limit)
        except DamagedError as error:
            if self._sparql is not None:
                self._sparql.close()
                self._sparql = None
            self._discard(self._graph(Oxigraph(self.base)), error)
            return self._worker().ask(query, timeout=timeout, limit=limit)

    def _worker(self) -> Worker:
        from kg.engines.oxigraph import Oxigraph  # noqa: PLC0415
        from kg.engines.sparql import Worker  # noqa: PLC0415

        if self._sparql is None:
            self._sparql = Worker(self._graph(Oxigraph(self.base)))
        return self._sparql

    def _discard(self, folder: Path, error: Exception) -> None:
        """Throw a damaged graph away; it is built again when it is asked for."""
        import shutil  # noqa: PLC0415

        self.note(f"the {folder.parent.name} graph is damaged ({' '.join(str(error).split())[:100]})")
        shutil.rmtree(folder, ignore_errors=True)

    def table(self, name: str) -> Iterator[dict[str, Value]]:
        """The rows of a flat table (kg.tables.TABLES has their columns). Raises UnknownTableError."""
        from kg.tables import rows  # noqa: PLC0415

        return rows(self, name)

    def search(self, text: str, *, limit: int = 50) -> list[Hit]:
        """Shared things whose name, number or title holds `text`; best first."""
        return lookup.search(self.sql(), text, limit)

    def find(self, name: str) -> list[str]:
        """Ids of what is called exactly `name` (a name, a title, a number in any brackets, or an id)."""
        from kg.nodes import find  # noqa: PLC0415

        return find(self, name)

    def node(self, node: str, *, limit: int = 200) -> NodeView:
        """A node with its relationships (at most `limit` a direction; totals are exact). Raises UnknownNodeError."""
        from kg.nodes import view  # noqa: PLC0415

        return view(self, node, limit)

    def policies(self, text: str, issuer: str | None = None, place: str | None = None) -> list[PolicyRow]:
        """Policy documents with this number or title (or id), narrowed by issuer and place; most cited first."""
        return lookup.policies(self.sql(), text, self.base, issuer, place)

    def nearest(self, number: str, n: int = 5) -> list[PolicyRow]:
        """The policy documents whose numbers are most like `number`."""
        return lookup.nearest(self.sql(), number, n)

    def stats(self) -> dict[str, Any]:
        """Counts by label and relationship, documents, and sizes on disk."""
        from kg.verify import stats  # noqa: PLC0415

        return stats(self)

    def verify(self, progress: Progress | None = None) -> VerifyReport:
        """Prove that the store is whole and that its engines hold the same statements."""
        from kg.verify import verify  # noqa: PLC0415

        return verify(self, progress)

    def nodes(self) -> Iterator[GraphNode]:
        """Every node of the merged graph: shared ones by id, then documents' own in the order of their documents."""
        from kg.nodes import nodes  # noqa: PLC0415

        return nodes(self)

    def edges(self) -> Iterator[GraphEdge]:
        """Every relationship of the merged graph, in the order of its sources."""
        from kg.nodes import edges  # noqa: PLC0415

        return edges(self)
