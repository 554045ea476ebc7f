"""A running SPARQL 1.1 store: asking it read-only, and the way to it for pushes.

Queries go to the query endpoint alone, where a store accepts no updates; what would reach the network is refused before
it is sent. SPARQL has no time limit: at the limit the connection is closed, and the store may work on. Values come as
the embedded engine gives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final, Literal, cast
from urllib.parse import urlencode

from kg.answers import Result
from kg.engines.sparql import refuse_reaching, value
from kg.errors import KgError, QueryError, QueryTimeoutError
from kg.servers import credentials as known
from kg.servers.credentials import Credentials
from kg.servers.web import Answer, LateError, RefusedError, Web

if TYPE_CHECKING:
    from kg.servers.parts import Progress, PushReport
    from kg.store import Store

_PREFIX = "SPARQL"
_RESULTS, _TURTLE = "application/sparql-results+json", "text/turtle"
_ACCEPT = f"{_RESULTS}, {_TURTLE};q=0.9"
_FORM, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-update"
#: Seconds for the first answer, and for a request of our own.
FIRST, OURS = 15.0, 3600.0


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where queries, updates and whole graphs go; an update or data address may be missing."""

    query: str
    update: str | None
    data: str | None


class SparqlServer:
    """A SPARQL store that has answered. Use as a context manager, or call `close`."""

    language: Final[Literal["sparql"]] = "sparql"

    def __init__(self, url: str, web: Web, endpoints: Endpoints) -> None:
        self.url = url
        self.web = web
        self.endpoints = endpoints

    @classmethod
    def connect(
        cls,
        url: str,
        credentials: Credentials | None = None,
        *,
        query_url: str | None = None,
        update_url: str | None = None,
        data_url: str | None = None,
    ) -> SparqlServer:
        """The store at an address: that of a Fuseki data set, or of a query endpoint. Raises KgError."""
        who = credentials or known.from_environment(_PREFIX)
        root = url.rstrip("/")
        given = (query_url, update_url, data_url)
        guesses = [Endpoints(query_url or f"{root}/query", update_url or f"{root}/update", data_url or f"{root}/data")]
        if query_url is None:
            guesses.append(Endpoints(url, update_url, data_url))
        if any(given):
            # Where some are told, nothing is guessed of the others but the address itself.
            guesses = [Endpoints(query_url or url, update_url, data_url)]
        try:
            return cls._first(url, Web(who), guesses)
        except RefusedError as error:
            if error.status != 401 or who is not None:
                raise
        return cls._first(url, Web(known.ask(_PREFIX, url)), guesses)

    @classmethod
    def _first(cls, url: str, web: Web, guesses: list[Endpoints]) -> SparqlServer:
        """The store with the first of these endpoints that answers a question."""
        refused: RefusedError | None = None
        for endpoints in guesses:
            server = cls(url, web, endpoints)
            try:
                if isinstance(server.query("ASK {}", FIRST), bool):
                    return server
            except RefusedError as error:
                if error.status not in (400, 404, 405, 415):
                    raise
                refused = refused or error
            except QueryError:
                continue
        raise refused or KgError(f"{url} does not answer SPARQL", "for Fuseki give the address of a data set")

    def close(self) -> None:
        """Nothing is kept open between requests."""

    def __enter__(self) -> SparqlServer:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def ask(self, query: str, *, timeout: float = 60.0, limit: int | None = None) -> Result | bool | bytes:
        """Rows of a SELECT, truth of an ASK, Turtle of a CONSTRUCT or DESCRIBE.

        The prefixes of the embedded engine are declared. Raises QueryError, QueryRefusedError or QueryTimeoutError.
        """
        from kg.engines.sparql_worker import PREFIXES  # noqa: PLC0415 - brings the engine

        refuse_reaching(query)
        # On one line, so that the lines that a store names in its errors are the query's own.
        declared = " ".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())
        try:
            return self.query(f"{declared} {query}", timeout, limit)
        except LateError:
            raise QueryTimeoutError(f"the query took longer than {timeout:g} s", "raise --timeout") from None
        except RefusedError as error:
            if error.status == 400:
                raise QueryError(error.said or "the store finds the query wrong") from None
            if error.status in (408, 503, 504):
                raise QueryTimeoutError("the store ended the query", "ask for less, or raise its own limit") from None
            raise

    def push(self, store: Store, progress: Progress | None = None, *, graphs: bool = False) -> PushReport:
        """Bring the graph of a store to the server; what is there already is not touched. Raises KgError.

        With `graphs`, what a document states lies in the graph of its disclosure, else all lies in the default graph.
        """
        if self.endpoints.update is None:
            raise KgError(f"{self.url} says nothing of where updates go", "give it with --update-url")
        from kg.servers.sparql_push import Push  # noqa: PLC0415 - only pushes need it

        return Push(self, store, progress, graphs).run()

    # -- for pushes, unguarded -----------------------------------------------------------------------------------

    def query(self, query: str, timeout: float = OURS, limit: int | None = None) -> Result | bool | bytes:
        """The answer to a query as it stands."""
        body = urlencode({"query": query}).encode()
        headers = {"Accept": _ACCEPT, "Content-Type": _FORM}
        with self.web.post(self.endpoints.query, body, headers, timeout) as answer:
            return _read(answer, limit)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a SELECT."""
        found = self.query(query)
        assert isinstance(found, Result)
        return found.rows

    def update(self, text: str) -> None:
        """Do an update; a store does all of one request or nothing."""
        assert self.endpoints.update is not None
        self._send(self.endpoints.update, text, f"{_UPDATE}; charset=utf-8")

    def add(self, quads: str) -> None:
        """Add N-Quads by the graph store protocol, as stores extend it to more than one graph."""
        assert self.endpoints.data is not None
        self._send(self.endpoints.data, quads, "application/n-quads")

    def _send(self, url: str, text: str, kind: str) -> None:
        with self.web.post(url, text.encode(), {"Content-Type": kind}, OURS) as answer:
            answer.read()


def _read(answer: Answer, limit: int | None) -> Result | bool | bytes:
    """What a store answers: rows as they come, truth, or Turtle. Raises QueryError where it is something else."""
    import pyoxigraph as ox  # noqa: PLC0415 - after the store has answered

    from kg.engines.sparql_worker import PREFIXES, plain  # noqa: PLC0415

    if answer.type not in (_RESULTS, _TURTLE, "application/json"):
        raise QueryError(f"the store answers in {answer.type}", f"kg reads {_RESULTS} and {_TURTLE}")
    body = cast("IO[bytes]", answer)
    try:
        if answer.type == _TURTLE:
            triples = ox.parse(body, format=ox.RdfFormat.TURTLE, lenient=True)
            written = ox.serialize((quad.triple for quad in triples), format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
            return written or b""
        found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        rows: list[tuple[Any, ...]] = []
        for solution in found:
            if limit is not None and len(rows) >= limit:
                return Result(_names(found), rows, True)
            rows.append(tuple([value(plain(term)) for term in solution]))
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"the store's answer cannot be read ({' '.join(str(error).split())})", "ask again") from None
    return Result(_names(found), rows)


def _names(found: Any) -> tuple[str, ...]:
    return tuple(variable.value for variable in found.variables)
