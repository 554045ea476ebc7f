"""Asking Ladybug: read-only, with a time limit and a row limit.

The graph is opened read-only, and what could still touch files or the network is refused before it runs.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import ladybug

from kg.answers import Result
from kg.engines.deadline import Deadline
from kg.engines.ladybug import FILE
from kg.errors import QueryError, QueryRefusedError, QueryTimeoutError

QUOTED = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n]*|/\*.*?\*/", re.DOTALL)
_WRITES = re.compile(
    r"(?<![\w.:$])(COPY|LOAD|ATTACH|DETACH|INSTALL|UNINSTALL|EXPORT|IMPORT|CREATE|MERGE|SET|DELETE|REMOVE|DROP|ALTER|"
    r"COMMENT|CHECKPOINT|BEGIN|COMMIT|ROLLBACK|USE)(?![\w(])",
    re.IGNORECASE,
)
_SETTING = re.compile(r"(?<![\w.:$])CALL\s+\w+\s*=", re.IGNORECASE)

#: Threads of a query. A second one takes up to half the time off what goes over everything; a small query answers
#: sooner with one, which is then the one that asks.
THREADS = 2
#: Types whose values, and lists of them, carry no marks of the engine.
_UNMARKED = frozenset({"STRING", "INT64", "INT128", "BOOL", "DOUBLE"})


@lru_cache(maxsize=256)
def refuse_writing(query: str) -> None:
    """Raise QueryRefusedError where a query does more than read."""
    plain = QUOTED.sub(" ", query)
    found = _WRITES.search(plain) or _SETTING.search(plain)
    if found:
        raise QueryRefusedError(f"{found[0].upper()} is refused", "queries are read-only")
    if ";" in plain.strip().rstrip(";"):
        raise QueryRefusedError("several statements are refused", "ask one query at a time")


class Reader:
    """A graph that is open for reading. It shows the state in which it was opened."""

    def __init__(self, folder: Path) -> None:
        path = folder / FILE
        self._database = ladybug.Database(str(path), read_only=True, buffer_pool_size=1 << 30, max_db_size=1 << 40)
        self._connection = ladybug.Connection(self._database, num_threads=THREADS)
        self._threads = THREADS
        self._deadline = Deadline(self._connection.interrupt)
        self._asked = threading.Lock()

    def close(self) -> None:
        """Close the graph."""
        self._deadline.close()
        self._connection.close()
        self._database.close()

    def ask(
        self,
        query: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float = 60.0,
        limit: int | None = None,
        small: bool = False,
    ) -> Result:
        """The rows of a read-only query. Raises QueryError, QueryRefusedError or QueryTimeoutError.

        `small` says that it looks at few things: the thread that asks then answers it.
        """
        refuse_writing(query)
        threads = 1 if small else THREADS
        try:
            with self._asked, self._deadline.within(timeout):
                if threads != self._threads:
                    self._connection.set_max_threads_for_exec(threads)
                    self._threads = threads
                answer = self._connection.execute(query, dict(parameters or {}))
            if isinstance(answer, list):
                raise QueryRefusedError("several statements are refused", "ask one query at a time")
            rows: list[tuple[Any, ...]] = []
            truncated = False
            columns = tuple(answer.get_column_names())
            marked = not _UNMARKED.issuperset(kind.rstrip("[]") for kind in answer.get_column_data_types())
            while answer.has_next():
                if limit is not None and len(rows) >= limit:
                    truncated = True
                    break
                row = answer.get_next()
                rows.append(tuple([_plain(value) for value in row] if marked else row))
            answer.close()
        except RuntimeError as error:
            message = " ".join(str(error).split())
            if "Interrupted" in message:
                raise QueryTimeoutError(f"the query took longer than {timeout:g} s", "raise --timeout") from error
            raise QueryError(message, "") from error
        return Result(columns, rows, truncated)


def _plain(value: Any) -> Any:
    """A value without the engine's own marks: nodes and relationships as what they say."""
    if isinstance(value, dict):
        return {
            {"_LABEL": "label"}.get(key, key): _plain(entry)
            for key, entry in value.items()
            if key not in ("_ID", "_SRC", "_DST") and entry is not None
        }
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return value
