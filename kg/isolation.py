"""Reads documents within limits of time and memory: a hostile one is refused, and the rest of a load goes on.

Small plain text is read in place, under an alarm; everything else by a few processes of their own, which live as long
as a load and are started anew when they had to be ended. It knows processes and limits. It must not know where
documents lie, nor what becomes of their statements.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import LifoQueue

import kg
import loaders
from kg.build import build
from kg.errors import KgError
from kg.isolation_worker import PATIENCE, defect, receive, send
from kg.statements import Unit
from ontology.vocabulary import VocabularyError

try:
    import resource
except ImportError:  # a system without limits
    resource = None  # type: ignore[assignment]

#: What the processes read with, as `package.module:name`.
READER = "loaders:read"

_MB = 1 << 20
#: Up to this size, plain text is read in place.
SMALL = 2 * _MB
#: The longest line of a text; what is longer is refused before anything looks into it.
LONGEST_LINE = 16 * _MB
#: So many megabytes double the time that a document may take.
_DOUBLING = 40
_MOST_CHILDREN = 4

_HEAD = 4096
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MARKED_UP = re.compile(rb"%pdf-|\{\\rtf|<\?xml|<!doctype|<(?:html|head|body|meta)\b", re.IGNORECASE)

Identity = tuple[str, str]  # the document's id and the hash of its original bytes


class Rejection(Exception):
    """A file that could not be read; `str` is the reason."""


class _Ended(Rejection):
    """The process of a document came to its end; what it had read before may have to do with it."""


class _Late(BaseException):
    """The alarm of a document that is read in place; nothing on the way may take it for something else."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one document may take."""

    seconds: float = 120.0
    memory_mb: int = 4096

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Limits:
        """The limits that KG_READ_SECONDS and KG_READ_MEMORY_MB set. Raises KgError where one is no number."""
        limits = cls()
        return cls(
            _number(environment, "KG_READ_SECONDS", limits.seconds),
            int(_number(environment, "KG_READ_MEMORY_MB", limits.memory_mb)),
        )

    def time_for(self, data: bytes) -> float:
        """The seconds that these bytes have; recognised pages have them each."""
        return self.seconds * (1 + len(data) / _MB / _DOUBLING)

    @property
    def memory(self) -> str:
        """The limit of memory for people."""
        return f"{self.memory_mb / 1024:g} GB" if self.memory_mb % 1024 == 0 else f"{self.memory_mb} MB"


def _number(environment: Mapping[str, str], name: str, otherwise: float) -> float:
    text = environment.get(name, "").strip()
    try:
        found = float(text) if text else otherwise
    except ValueError:
        found = 0.0
    if not 1e-3 <= found < 1e9:
        raise KgError(f"{name} is {text}", "it must be a number above 0, or be left out")
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a document: the text that may be shown of it, and its statements.

    These are a `unit` where they were made in this process, otherwise `packed` as they are kept (kg.units).
    """

    media_type: str
    text: str
    packed: bytes = b""
    unit: Unit | None = None


def is_plain(data: bytes) -> bool:
    """Whether this is small plain text: what no format reader has to take apart."""
    head = data[:_HEAD]
    return len(data) <= SMALL and b"\x00" not in head and not _CONTROL.search(head) and not _MARKED_UP.search(head)


def refuse_long_lines(data: bytes) -> None:
    """Raise Rejection where a text has a line that no expression should be let loose on."""
    if len(data) <= LONGEST_LINE or _CONTROL.search(data[:_HEAD]) or b"%PDF-" in data[:1024]:
        return
    start = 0
    while len(data) - start > LONGEST_LINE:
        stop = start + LONGEST_LINE + 1
        end = max(data.rfind(b"\n", start, stop), data.rfind(b"\r", start, stop))
        if end < 0:
            raise Rejection(f"a text with a line longer than {LONGEST_LINE // _MB} MB")
        start = end + 1


class Task:
    """The reading of one document that another process does. `page` is how far it says it is."""

    def __init__(self) -> None:
        self.future: Future[Reading]
        self.page: tuple[int, int] | None = None

    def result(self, waiting: Callable[[int, int], None] | None = None) -> Reading:
        """What came of it; `waiting(page, pages)` is called now and then meanwhile. Raises Rejection."""
        while waiting is not None:
            with suppress(TimeoutError):
                return self.future.result(1.0)
            if self.future.done():
                break
            if self.page:
                waiting(*self.page)
        return self.future.result()


class Readers:
    """Reads documents, several at a time. Use as a context manager: its processes end with it."""

    def __init__(self, limits: Limits | None = None, children: int | None = None) -> None:
        self.limits = limits or Limits.of(os.environ)
        self.width = children or max(1, min(_cores(), _MOST_CHILDREN))
        self._children = [_Child(self.limits, max(1, _cores() // self.width)) for _ in range(self.width)]
        self._idle: LifoQueue[_Child] = LifoQueue()
        for child in self._children:
            self._idle.put(child)
        self._threads = ThreadPoolExecutor(self.width, "reading")

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes, also those that are reading."""
        for child in self._children:
            child.end()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for child in self._children:
            child.reap()

    def begin(self, data: bytes, identity: Identity | None = None) -> Task | None:
        """Have another process read these bytes; None where `read` does it in place."""
        if is_plain(data) and _can_be_alarmed():
            return None
        task = Task()
        task.future = self._threads.submit(self._work, task, data, identity)
        return task

    def _work(self, task: Task, data: bytes, identity: Identity | None) -> Reading:
        refuse_long_lines(data)
        child = self._idle.get()
        try:
            return child.read(task, data, identity)
        finally:
            self._idle.put(child)

    def read(self, data: bytes, identity: Identity | None = None) -> Reading:
        """What these bytes state. `identity` is the document's where the bytes are not its original ones.

        Raises Rejection.
        """
        task = self.begin(data, identity)
        return self._in_place(data, identity) if task is None else task.result()

    def _in_place(self, data: bytes, identity: Identity | None) -> Reading:
        seconds = self.limits.time_for(data)
        try:
            with _alarm(seconds):
                disclosure = loaders.read(data)
                if identity:
                    disclosure = replace(disclosure, document=identity[0], sha256=identity[1])
                unit = build(disclosure, loaders.READER_VERSION)
        except loaders.Rejected as error:
            raise Rejection(str(error)) from error
        except _Late:
            raise Rejection(f"took longer than {seconds:.3g} s to read") from None
        except MemoryError:
            raise Rejection("needed more memory to read than there is") from None
        except (VocabularyError, KgError):
            raise
        except Exception as error:  # whatever a document does to its reader is told, and the next one is read
            if os.environ.get("KG_DEBUG"):
                raise
            raise Rejection(defect(error)) from error
        return Reading(disclosure.media_type, disclosure.text, unit=unit)


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _can_be_alarmed() -> bool:
    """Whether an alarm can end what is done here: Python raises in its main thread only; others' alarms are theirs."""
    return threading.current_thread() is threading.main_thread() and signal.getitimer(signal.ITIMER_REAL)[0] == 0


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def late(*_: object) -> None:
        raise _Late

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


#: What the system counts memory in, in megabytes.
_MAXRSS = _MB if sys.platform == "darwin" else 1024


def _peak_mb() -> float:
    """The megabytes that this process has used at most."""
    return 0.0 if resource is None else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MAXRSS


class _Child:
    """One process that reads. Used by one thread at a time; `end` may come from another."""

    def __init__(self, limits: Limits, threads: int) -> None:
        self.limits = limits
        self.threads = threads
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._floor = 0.0  # megabytes that a new process is counted with: those of this one, when it was started

    def _start(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise Rejection("loading was ended")
            if self._process is None:
                self._floor = _peak_mb()
                top = str(Path(kg.__file__).resolve().parent.parent)
                threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(self.threads))
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "kg.isolation_worker", READER, str(self.limits.memory_mb)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    # Address space is what is limited: not to be wasted on an arena a thread.
                    env={"MALLOC_ARENA_MAX": "2", **threads, **os.environ, "PYTHONUTF8": "1",
                         "PYTHONPATH": os.pathsep.join([top, *filter(None, sys.path)])},
                    start_new_session=True,  # what it starts itself (an office program) ends with it
                )  # fmt: skip
            return self._process

    def read(self, task: Task, data: bytes, identity: Identity | None) -> Reading:
        """What the bytes state. Raises Rejection, also where the process had to be ended.

        Memory that earlier documents left in use is not this one's: a fresh process has the last word.
        """
        fresh = self._process is None
        try:
            return self._read(task, data, identity)
        except _Ended:
            if fresh:
                raise
        return self._read(task, data, identity)

    def _read(self, task: Task, data: bytes, identity: Identity | None) -> Reading:
        seconds = self.limits.time_for(data)
        process = self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            send(process.stdin, {"seconds": seconds, "identity": identity}, data)
            while message := receive(process.stdout):
                head, parts = message
                if head["kind"] != "page":
                    return self._answer(str(head["kind"]), str(head.get("reason")), parts)
                task.page = int(head["page"]), int(head["pages"])
        except (OSError, json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
            pass  # it ended, or it no longer says what it should: the same for us
        raise self._why(seconds, task.page)

    def _answer(self, kind: str, reason: str, parts: list[bytes]) -> Reading:
        if kind == "read":
            media_type, text, packed = parts
            return Reading(media_type.decode(), text.decode("utf-8"), packed)
        if kind == "memory":
            self._dismiss()
            raise _Ended(self._too_big())
        if kind == "vocabulary":
            raise VocabularyError(reason)
        raise Rejection(reason)

    def _too_big(self) -> str:
        return f"needed more than {self.limits.memory} of memory to read"

    def _why(self, seconds: float, page: tuple[int, int] | None) -> Rejection:
        """Why the process ended; it is gone after this."""
        status, used_mb = self._dismiss()
        if status == -signal.SIGALRM:
            if page:
                return Rejection(
                    f"took longer than {seconds:.3g} s to read a page, or {PATIENCE * seconds:.4g} s in all"
                    f" ({page[0]} of {page[1]} pages were read)"
                )
            return Rejection(f"took longer than {seconds:.3g} s to read")
        # Libraries end the process where memory ends; not all that was asked for was ever used.
        if used_mb > 0.7 * self.limits.memory_mb:
            return _Ended(self._too_big())
        return _Ended(f"the reader ended unexpectedly ({_named(status)})")

    def _dismiss(self) -> tuple[int, float]:
        """Wait for the end of the process, or end it; its status, and the megabytes that it used at most."""
        process = self._process
        if process is None:
            return 0, 0.0
        patience = time.monotonic() + 5
        while (found := os.wait4(process.pid, os.WNOHANG))[0] == 0 and time.monotonic() < patience:
            time.sleep(0.005)
        self._kill(process)
        if found[0] == 0:
            found = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(found[1])
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        with self._lock:
            self._process = None
        used = found[2].ru_maxrss / _MAXRSS
        return process.returncode, used if used > self._floor else 0.0

    @staticmethod
    def _kill(process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)

    def end(self) -> None:
        """End the process now, and start none again. Whoever waits for its answer is told."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._kill(self._process)

    def reap(self) -> None:
        """Take note of the end; no thread may be reading any more."""
        self._dismiss()


def _named(status: int) -> str:
    if status < 0:
        with suppress(ValueError):
            return signal.Signals(-status).name
    return f"status {status}"
