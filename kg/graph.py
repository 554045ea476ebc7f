"""The library's face: a store opened as a graph. What the command line does, this does; each method names its command.

    from kg import Graph

    with Graph.open("kg-store") as graph:
        print(graph.trace("晋财行〔2023〕142号"))

It knows how to ask the parts below it and what to hand out; it judges and stores nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import astuple, fields
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.answers import DocumentRow, GraphNode, Hit, LoadReport, PassageRow, VerifyReport
from kg.errors import AmbiguousError, KgError, UnknownNodeError
from kg.rows import Rows
from kg.store import Progress, Store
from kg.views import Passage, Shown, passage, shown_lines

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.exports.source import Written
    from kg.language import Entry
    from kg.servers.parts import PushReport
    from kg.trace.facts import Loaded
    from kg.trace.result import Trace
    from queries import Question

DOCUMENT_COLUMNS = tuple(part.name for part in fields(DocumentRow))
COVERAGE_COLUMNS = ("document", "path", "lines", "read_lines", "furniture_lines", "unread_lines", "unread_percent")
PASSAGE_COLUMNS = ("document", "page", "first_line", "last_line", "lines", "reading", "why", "text")

HUNDREDTH = Decimal("0.01")
#: A line of what is shown of a document: as a trace prints it, or as a fragment of RFC 5147, which counts the gaps
#: between lines.
_PAGE = re.compile(r"(?P<document>.+?)(?::p|#page=)(?P<page>\d+)")
_LINE = re.compile(r"(?P<document>.+?)(?::|#line=(?:\d+,)?)(?P<line>\d+)")


class Graph:
    """A graph of public money in a folder. Use as a context manager, or call `close`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._loaded: Loaded | None = None

    @classmethod
    def open(cls, path: str | Path = "kg-store", *, create: bool = False) -> Graph:
        """Open the store in `path`; with `create`, make it where there is none. Raises StoreError. (`kg --store`)"""
        return cls(Store.open(path, create=create))

    def close(self) -> None:
        """Close the store and its engines."""
        self.store.close()

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def load(
        self, paths: str | Path | Sequence[str | Path], *, reread: bool = False, progress: Progress | None = None
    ) -> LoadReport:
        """Read files, folders and archives into the store; a bad file is reported and stops nothing. (`kg load`)"""
        self._loaded = None
        if isinstance(paths, (str, Path)):
            paths = [paths]
        return self.store.load(paths, reread=reread, progress=progress)

    def documents(self) -> Rows:
        """What is loaded. (`kg documents`)"""
        return Rows.of(DOCUMENT_COLUMNS, [astuple(row) for row in self.store.documents()])

    def remove(self, document: str) -> str:
        """Take one document (id, path or file name) and only its facts out; returns its id. (`kg remove`)"""
        self._loaded = None
        found = self.store.resolve_document(document)
        self.store.remove(found)
        return found

    def trace(self, text: str, issuer: str | None = None, place: str | None = None) -> Trace:
        """A policy document by number, title or id, to every project it funds or founds. (`kg trace`)"""
        from kg.trace import trace  # noqa: PLC0415 - only this needs the queries and rules
        from kg.trace.facts import loaded  # noqa: PLC0415

        if self._loaded is None:
            self._loaded = loaded(self.store)
        return trace(self.store, text, issuer, place, among=self._loaded)

    def search(self, text: str, *, limit: int = 50) -> list[Hit]:
        """Shared things whose name, number or title holds `text`, best first. (`kg search`)"""
        return self.store.search(text, limit=limit)

    def show(self, name: str, *, limit: int = 200) -> Shown:
        """The node of this id, name or number with everything around it. (`kg show`)

        Raises UnknownNodeError, or AmbiguousError with the candidates.
        """
        return Shown(self.store.node(self._one(name), limit=limit))

    def _one(self, name: str) -> str:
        found = self.store.find(name)
        if not found:
            raise UnknownNodeError(f"nothing is called exactly {name}", f"try: kg search {name}")
        if len(found) > 1:
            some = ", ".join(found[:8]) + (", …" if len(found) > 8 else "")
            raise AmbiguousError(f"{len(found)} things are called {name}", f"give one's id: {some}", tuple(found))
        return found[0]

    def source(self, name: str, *, context: int = 3) -> Passage:
        """The original passage (redacted) that states a row, by its id, with lines around it. (`kg source`)

        `document:12` (as a trace prints it) and `document#line=11,12` (RFC 5147) name line 12 of a document, which is
        given by its id, the beginning of it or its path; `document:p25` and `document#page=25` name a page.
        """
        if at := _PAGE.fullmatch(name):
            return self._page(name, self.store.resolve_document(at["document"]), int(at["page"]))
        if at := _LINE.fullmatch(name):
            document = self.store.resolve_document(at["document"])
            return self._passage(_at_line(name, document, int(at["line"]), self.store.text(document)), context)
        found = self.store.find(name)
        node = self.store.node(found[0] if len(found) == 1 else self._one(name), limit=1).node
        if node.properties.get("document") is None:
            raise KgError(
                f"{name} is stated in many passages, not in one",
                f"kg show {node.id} lists its citations and rows; give the id of one of them",
            )
        return self._passage(node, context)

    def _page(self, name: str, document: str, page: int) -> Passage:
        """What is shown of one page, no line of it marked."""
        lines = [row.line for row in self.store.passages(document) if row.page == page and row.line is not None]
        if not lines:
            raise KgError(
                f"{name} names no page", "kg coverage lists the pages of a document and what was read of each"
            )
        text = shown_lines(self.store.text(document))
        taken = tuple((line, text[line - 1], False) for line in lines if line <= len(text))
        path = next((row.path for row in self.store.documents() if row.document == document), document)
        return Passage(name, document, path, None, page, f"#page={page}", taken)

    def _passage(self, node: GraphNode, context: int) -> Passage:
        document = str(node.properties["document"])
        path = next((row.path for row in self.store.documents() if row.document == document), document)
        return passage(node, path, self.store.text(document), context)

    def table(self, name: str) -> Rows:
        """A flat table by name; its rows are read anew at each pass. Raises UnknownTableError. (`kg table`)"""
        from kg.errors import UnknownTableError  # noqa: PLC0415
        from kg.tables import TABLES  # noqa: PLC0415 - only this needs it

        if name not in TABLES:
            raise UnknownTableError(f"there is no table {name}", f"the tables are {', '.join(TABLES)}")
        return Rows.of_dicts(TABLES[name], lambda: self.store.table(name))

    def identities(self, name: str | None = None, kind: str | None = None, *, everything: bool = False) -> Rows:
        """What was judged to be one thing, and why: one row a mention or printed name. (`kg identities`)

        Without `name` (an id or a name) or `everything`, only things of several members, or of which a person said
        something. Raises UnknownNodeError.
        """
        from kg.judged import COLUMNS, identities  # noqa: PLC0415 - only this needs it

        return Rows.of(COLUMNS, [astuple(row) for row in identities(self.store, name, kind, everything)])

    def coverage(self, document: str | None = None) -> Rows:
        """What of each document was read, is furniture or was left unread; of one document, where. (`kg coverage`)"""
        if document is None:
            return Rows.of(COVERAGE_COLUMNS, [_covered(row) for row in self.store.documents()])
        found = self.store.resolve_document(document)
        return Rows(PASSAGE_COLUMNS, lambda: self._stretches(found))

    def _stretches(self, document: str) -> Iterator[tuple[Any, ...]]:
        """Lines that ended the same way together, with the text of the first of them."""
        text = shown_lines(self.store.text(document))
        # Blank lines are no passages: a stretch goes on over them.
        for (reading, why, page), group in groupby(self.store.passages(document), _way):
            rows = list(group)
            first, last = rows[0].line, rows[-1].line
            said = text[first - 1].strip() if first is not None and first <= len(text) else None
            yield document, page, first, last, len(rows), reading, why, said

    def sparql(self, query: str, *, timeout: float = 60.0, limit: int | None = None) -> Rows | bool | str:
        """Ask the RDF graph, read-only: Rows of a SELECT, the truth of an ASK, Turtle of a CONSTRUCT. (`kg sparql`)"""
        return Rows.of_answer(self.store.sparql(query, timeout=timeout, limit=limit))

    def cypher(self, query: str, *, timeout: float = 60.0, limit: int | None = None, **parameters: Any) -> Rows:
        """Ask the property graph, read-only; `parameters` fill the query's `$names`. (`kg cypher`)"""
        answer = self.store.cypher(query, parameters, timeout=timeout, limit=limit)
        return Rows.of(answer.columns, answer.rows, truncated=answer.truncated)

    @staticmethod
    def questions() -> Mapping[str, Question]:
        """The named questions, each with its parameters, columns and texts. Needs no store. (`kg ask`)"""
        import queries  # noqa: PLC0415 - only this needs it

        return queries.questions()

    def ask(
        self,
        question: str,
        *,
        engine: str = "ladybug",
        timeout: float = 60.0,
        limit: int | None = None,
        **parameters: Any,
    ) -> Rows:
        """The answer to a named question, the same on every engine. (`kg ask`)

        `parameters` are as people write them: a department by its name, a policy document by its number, a year.
        `engine` is ladybug, oxigraph, or the address of a server that was filled by `kg push`. Money is Decimal.
        Raises KgError where a parameter is missing or names nothing, and QueryError.
        """
        from kg.asking import ask  # noqa: PLC0415 - only this needs it
        from kg.asking.engines import engine_of  # noqa: PLC0415
        from kg.asking.names import StoreNames  # noqa: PLC0415

        with engine_of(engine, self.store) as asked:
            return ask(question, parameters, asked, StoreNames(self.store), timeout=timeout, limit=limit)

    def stats(self) -> dict[str, Any]:
        """Sizes: documents, nodes by label, relationships by type, disk. (`kg stats`)"""
        return self.store.stats()

    def verify(self, progress: Progress | None = None) -> VerifyReport:
        """Prove that the store is whole and its engines agree. (`kg verify`)"""
        return self.store.verify(progress)

    @staticmethod
    def ontology(term: str | None = None) -> list[Entry]:
        """Every meaning of a term of the language; without one, all terms. Needs no store. (`kg ontology`)

        Raises UnknownTermError with the nearest terms.
        """
        from kg.language import look_up, vocabulary  # noqa: PLC0415 - only this needs it

        return vocabulary() if term is None else look_up(term)

    def to_networkx(
        self, types: Collection[str] | None = None, around: str | None = None, depth: int = 2
    ) -> nx.MultiDiGraph[str]:
        """The graph, or what lies within `depth` relationships `around` a thing, as a networkx.MultiDiGraph.

        Nodes carry `label` and their properties (money as Decimal), edges their `type`; `types` keeps some labels.
        """
        from kg.convert import to_networkx  # noqa: PLC0415

        return to_networkx(self.store, types, None if around is None else self._one(around), depth)

    def export(
        self,
        form: str,
        path: str | Path,
        *,
        plain: bool = False,
        around: str | None = None,
        depth: int = 2,
        types: Collection[str] = (),
        years: Collection[int] = (),
    ) -> Written:
        """Write the graph, or a part of it, to a file or folder of one of `kg.exports.FORMATS`. (`kg export`)

        Returns how many nodes and edges were written, or statements of RDF. Raises KgError and OSError.
        """
        from kg.exports import Part, write  # noqa: PLC0415 - only this needs it

        found = None if around is None else self._one(around)
        part = Part(found, depth if found else Part().depth, frozenset(types), frozenset(years))
        return write(self.store, form, Path(path), plain=plain, part=part)

    def push(self, url: str, progress: Progress | None = None, *, graphs: bool = False, **addresses: Any) -> PushReport:
        """Bring the graph into a running Neo4j or SPARQL store; only what differs is written. (`kg push`)

        `addresses` are query_url, update_url and data_url of a store that has them elsewhere. Raises KgError.
        """
        from kg.servers import connect  # noqa: PLC0415 - only this needs it

        with connect(url, **addresses) as server:
            return server.push(self.store, progress, graphs=graphs)

    def check(self, progress: Progress | None = None) -> Rows:
        """The findings: what the reader found, and what the shapes find in the statements. (`kg check`)"""
        from kg.checks import COLUMNS, findings  # noqa: PLC0415 - only this needs it

        return Rows.of_dicts(COLUMNS, lambda: findings(self.store, progress))

    def to_rdflib(self) -> rdflib.Graph:
        """The graph as an rdflib.Graph in memory."""
        from kg.convert import to_rdflib  # noqa: PLC0415

        return to_rdflib(self.store)


def _covered(row: DocumentRow) -> tuple[Any, ...]:
    """A document's coverage; the percentage is of the lines that are not blank."""
    printed = row.read_lines + row.furniture_lines + row.unread_lines
    percent = Decimal(100 * row.unread_lines) / (printed or 1)
    return (
        row.document,
        row.path,
        row.lines,
        row.read_lines,
        row.furniture_lines,
        row.unread_lines,
        percent.quantize(HUNDREDTH),
    )


def _way(row: PassageRow) -> tuple[str, str, int | None]:
    """How a line ended, on which page."""
    return row.reading, row.why, row.page


def _at_line(name: str, document: str, line: int, text: str) -> GraphNode:
    """A stand-in for a node at a line of a document, counted from 1."""
    lines = len(shown_lines(text))
    if not 1 <= line <= lines:
        raise KgError(f"{name} names no line", f"the document has {lines} lines")
    return GraphNode(name, "Passage", {"document": document, "line": line, "source": f"#line={line - 1},{line}"})
