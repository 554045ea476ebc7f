"""A running Neo4j: asking it read-only, and the way to it for pushes.

Queries run with read access, which the server holds to, and with its own time limit. What read access leaves open
(files, addresses and other transactions) is refused before it is sent. Values come as the embedded engine gives them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

import neo4j
from neo4j import exceptions, graph, spatial
from neo4j import time as temporal

from kg.answers import Result
from kg.engines.cypher import QUOTED, refuse_writing
from kg.errors import KgError, QueryError, QueryRefusedError, QueryTimeoutError
from kg.servers import credentials as known
from kg.servers.credentials import Credentials

if TYPE_CHECKING:
    from kg.servers.parts import Progress, PushReport
    from kg.store import Store

T = TypeVar("T")

#: The first version whose constraints and indexes a push can write.
OLDEST = 5
#: Seconds to wait for a connection.
PATIENCE = 15.0
_PREFIX = "NEO4J"

#: Procedures that only tell of the database: all others may write, reach the network or wait for ever.
_READS = re.compile(
    r"(?:db\.(?:labels|relationshipTypes|propertyKeys|info|ping|schema\.\w+|index\.fulltext\.query\w+|"
    r"index\.vector\.query\w+)|dbms\.(?:components|info|procedures|functions))",
    re.IGNORECASE,
)
_CALL = re.compile(r"(?<![\w.:$])CALL(?!\w)\s*(?![({\s])([^\s({;]+)", re.IGNORECASE)
_ADMIN = re.compile(
    r"(?<![\w.:$])(?:TERMINATE\s+TRANSACTIONS?|(?:START|STOP)\s+DATABASE|GRANT|DENY|REVOKE)(?![\w(])", re.IGNORECASE
)
# Neo4j 5 reads these anywhere in a query, before it looks for quotes and words.
_ESCAPED = re.compile(r"\\+u+([0-9A-Fa-f]{4})")
_TIMED_OUT = "TransactionTimedOut"


def refuse(query: str) -> None:
    """Raise QueryRefusedError where a query does more than read this database."""
    for text in {query, _ESCAPED.sub(lambda found: chr(int(found[1], 16)), query)}:
        refuse_writing(text)
        plain = QUOTED.sub(" ", text)
        if found := _ADMIN.search(plain):
            raise QueryRefusedError(f"{' '.join(found[0].upper().split())} is refused", "queries are read-only")
        # What is called must stand there plainly, and not in backticks.
        for call in _CALL.finditer(QUOTED.sub(lambda found: "`" if found[0][0] == "`" else " ", text)):
            if not _READS.fullmatch(call[1]):
                raise QueryRefusedError(
                    f"CALL {call[1][:60]} is refused", "of procedures only those that tell of the database are allowed"
                )


class Neo4jServer:
    """A Neo4j that has answered. Use as a context manager, or call `close`."""

    language: Final[Literal["cypher"]] = "cypher"

    def __init__(self, url: str, driver: neo4j.Driver) -> None:
        self.url = url
        self.driver = driver

    @classmethod
    def connect(cls, url: str, credentials: Credentials | None = None) -> Neo4jServer:
        """The server at a Bolt address. Raises KgError in one line that says what is wrong."""
        who = credentials or known.from_environment(_PREFIX)
        try:
            return cls._open(url, who)
        except exceptions.AuthError:
            if who is not None:
                raise KgError(
                    f"{url} does not take this user and password", f"see {_PREFIX}_USERNAME and {_PREFIX}_PASSWORD"
                ) from None
        who = known.ask(_PREFIX, url)
        try:
            return cls._open(url, who)
        except exceptions.AuthError:
            raise KgError(f"{url} does not take this user and password", "try again") from None

    @classmethod
    def _open(cls, url: str, who: Credentials | None) -> Neo4jServer:
        driver = neo4j.GraphDatabase.driver(
            url,
            auth=None if who is None else (who.user, who.password),
            connection_timeout=PATIENCE,
            connection_acquisition_timeout=2 * PATIENCE,
            max_transaction_retry_time=PATIENCE,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
            user_agent="fiscal-kg",
        )
        try:
            with told(url):
                driver.verify_connectivity()
                agent = driver.get_server_info().agent
            version = re.search(r"/(\d+)", agent)
            if version is not None and int(version[1]) < OLDEST:
                raise KgError(f"{url} is {agent}, which is too old", f"kg needs Neo4j {OLDEST} or later")
        except BaseException:
            driver.close()
            raise
        return cls(url, driver)

    def close(self) -> None:
        """Close the connections."""
        self.driver.close()

    def __enter__(self) -> Neo4jServer:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def ask(
        self,
        query: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float = 60.0,
        limit: int | None = None,
    ) -> Result:
        """The rows of a read-only query. Raises QueryError, QueryRefusedError or QueryTimeoutError."""
        refuse(query)
        fetch = 1000 if limit is None else min(limit + 1, 1000)
        try:
            with self.driver.session(default_access_mode=neo4j.READ_ACCESS, fetch_size=fetch) as session:
                # The text is whole, not put together: what comes from outside goes in as parameters.
                answer = session.run(neo4j.Query(query, timeout=timeout), dict(parameters or {}))
                columns = tuple(answer.keys())
                rows: list[tuple[Any, ...]] = []
                truncated = False
                for record in answer:
                    if limit is not None and len(rows) >= limit:
                        truncated = True
                        break
                    rows.append(tuple(map(_plain, record.values())))
                answer.consume()
        except exceptions.Neo4jError as error:
            if _TIMED_OUT in (error.code or ""):
                raise QueryTimeoutError(f"the query took longer than {timeout:g} s", "raise --timeout") from None
            raise QueryError(_line(error)) from None
        except exceptions.DriverError as error:
            raise _gone(self.url, error) from None
        return Result(columns, rows, truncated)

    def push(self, store: Store, progress: Progress | None = None, *, graphs: bool = False) -> PushReport:
        """Bring the graph of a store to the server; what is there already is not touched. Raises KgError."""
        if graphs:
            raise KgError("a property graph has no named graphs", "leave out --graphs")
        from kg.servers.neo4j_push import Push  # noqa: PLC0415 - only pushes need it

        with told(self.url):
            return Push(self, store, progress).run()

    # -- for pushes ----------------------------------------------------------------------------------------------

    def read(self, query: str, **parameters: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query of our own."""
        with self.driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            for record in session.run(query, parameters):
                yield tuple(record.values())

    def write(self, work: Callable[[neo4j.ManagedTransaction], T]) -> T:
        """Do something in one transaction: all of it, or nothing. It is tried again where the server asks for that."""
        with self.driver.session() as session:
            return session.execute_write(work)


@contextmanager
def told(url: str) -> Iterator[None]:
    """Do something with a server whose failures become one line for the user. Wrong credentials stay what they are."""
    try:
        yield
    except exceptions.AuthError:
        raise
    except exceptions.Neo4jError as error:
        raise KgError(f"{url}: {_line(error)}", "what was pushed before is whole; push again to go on") from None
    except exceptions.DriverError as error:
        raise _gone(url, error) from None
    except (ValueError, OSError) as error:
        raise KgError(f"{url}: {' '.join(str(error).split())}", "check the address") from None


def _gone(url: str, error: Exception) -> KgError:
    if isinstance(error, exceptions.UnsupportedServerProduct):
        return KgError(f"{url} is no Neo4j that kg can talk to", f"kg needs Neo4j {OLDEST} or later")
    said = " ".join(str(error).split())
    if isinstance(error, exceptions.ServiceUnavailable | exceptions.SessionExpired):
        if "HTTP" in said:
            return KgError(f"{url} is the address for browsers", "give the one for Bolt, which usually is port 7687")
        return KgError(f"no Neo4j answers at {url}", "start it, or check the address; push again to go on")
    return KgError(f"{url}: {said[:300]}", "check the address and the server's log")


def _line(error: exceptions.Neo4jError) -> str:
    return " ".join((error.message or str(error)).split())[:500]


def _plain(value: Any) -> Any:
    """A value as the embedded engine gives it: nodes and relationships as what they say, times as text."""
    if isinstance(value, graph.Node):
        label = next(iter(sorted(value.labels)), "")
        return {"label": label, **{name: _plain(entry) for name, entry in value.items()}}
    if isinstance(value, graph.Relationship):
        return {"label": value.type, **{name: _plain(entry) for name, entry in value.items()}}
    if isinstance(value, graph.Path):
        return {"_NODES": [_plain(node) for node in value.nodes], "_RELS": [_plain(r) for r in value.relationships]}
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items() if entry is not None}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    if isinstance(value, temporal.Date | temporal.DateTime | temporal.Time | temporal.Duration):
        return value.iso_format()
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, spatial.Point | timedelta | bytes | bytearray):
        return str(value)
    return value


__all__ = ["Neo4jServer", "refuse", "told"]
