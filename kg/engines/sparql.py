"""Asking Oxigraph: read-only, in a process of its own that is ended at the time limit.

The engine can neither be interrupted nor kept from the network by itself, so a query that would reach it is refused.
"""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import kg
from kg.answers import Result
from kg.errors import DamagedError, KgError, QueryError, QueryRefusedError, QueryTimeoutError

#: Seconds that opening a graph may take.
OPENING = 120.0

#: What of a query is no syntax of its own: strings, IRIs and comments.
QUOTED = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'(?:\\.|[^\\])*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    r'|<[^<>"{}|^`\\\s]*>|#[^\n]*',
    re.DOTALL,
)
_REACHES = re.compile(r"(?<![\w:?$-])SERVICE(?![\w:-])", re.IGNORECASE)
_WRITES = re.compile(r"(?<![\w:?$-])(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY)(?![\w:(-])", re.IGNORECASE)


def refuse_reaching(query: str) -> None:
    """Raise QueryRefusedError where a query would write, or would reach the network."""
    plain = QUOTED.sub(" ", query)
    if _REACHES.search(plain):
        raise QueryRefusedError("SERVICE is refused", "queries do not reach the network")
    if found := _WRITES.search(plain):
        raise QueryRefusedError(f"{found[0].upper()} is refused", "queries are read-only")


def value(entry: Any) -> Any:
    """A value from what kg.engines.sparql_worker.plain makes of a term."""
    if not isinstance(entry, list):
        return entry
    kind, text = entry
    if kind == "decimal":
        return Decimal(text)
    if kind == "integer":
        return int(text)
    return text in ("true", "1") if kind == "boolean" else float(text)


def _told(message: str) -> KgError:
    """The error that the engine tells."""
    damaged = message.startswith(("Corruption", "IO error"))
    return DamagedError(message) if damaged else QueryError(message)


class Worker:
    """The process that has the graph open. It is started again after a query that had to be ended.

    Raises DamagedError where the graph cannot be opened.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting = b""
        self._start()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
        self._process = None
        self._waiting = b""

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            top = str(Path(kg.__file__).resolve().parent.parent)
            path = os.pathsep.join([top, *filter(None, [os.environ.get("PYTHONPATH")])])
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kg.engines.sparql_worker", str(self.folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
            )
            try:
                self._read(self._process, time.monotonic() + OPENING)
            except (TimeoutError, QueryError) as error:
                self.close()
                raise DamagedError("the process that answers SPARQL cannot open its graph") from error
        return self._process

    def ask(self, query: str, *, timeout: float = 60.0, limit: int | None = None) -> Result | bool | bytes:
        """The answer to a query: rows, truth, or Turtle. Raises QueryError or QueryTimeoutError."""
        deadline = time.monotonic() + timeout
        try:
            return self._ask(query, limit, deadline)
        except TimeoutError:
            self.close()
            raise QueryTimeoutError(f"the query took longer than {timeout:g} s", "raise --timeout") from None
        except BaseException as error:
            if not isinstance(error, QueryError):
                self.close()  # an answer that was not read to its end would be taken for the next one's
            raise

    def _ask(self, query: str, limit: int | None, deadline: float) -> Result | bool | bytes:
        process = self._start()
        request = json.dumps({"query": query, "limit": limit}) + "\n"
        assert process.stdin is not None
        try:
            process.stdin.write(request.encode())
            process.stdin.flush()
        except BrokenPipeError:
            raise RuntimeError("the process that answers SPARQL ended") from None
        head = self._read(process, deadline)
        if "error" in head:
            raise _told(head["error"])
        rows: list[tuple[Any, ...]] = []
        while True:
            entry = self._read(process, deadline)
            if isinstance(entry, list):
                rows.append(tuple(map(value, entry)))
                continue
            if "error" in entry:
                raise _told(entry["error"])
            break
        if head["kind"] == "boolean":
            return bool(head["value"])
        if head["kind"] == "graph":
            return str(head["turtle"]).encode()
        return Result(tuple(head["columns"]), rows, bool(entry["truncated"]))

    def _read(self, process: subprocess.Popen[bytes], deadline: float) -> Any:
        """The next line of the answer. Raises TimeoutError."""
        assert process.stdout is not None
        while (end := self._waiting.find(b"\n")) < 0:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                raise TimeoutError
            data = os.read(process.stdout.fileno(), 1 << 20)
            if not data:
                raise QueryError("the process that answers SPARQL ended", "ask again; kg verify checks the store")
            self._waiting += data
        line, self._waiting = self._waiting[:end], self._waiting[end + 1 :]
        return json.loads(line)
