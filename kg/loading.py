"""Loading many files: each is written whole or not at all, and what is derived follows in batches."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.answers import LoadReport
from kg.catalog import connect
from kg.disk import Layout
from kg.engines import Engine
from kg.intake import Incoming, Intake, Original, expand, fetch
from kg.isolation import Readers, Reading, Rejection, Task
from kg.units import UnitFile
from kg.update import Update
from loaders.archives import INSIDE, is_archive, members

Progress = Callable[[int, int, str], None]
Engines = Callable[[int], Sequence[Engine]]

#: Documents after which what is derived follows: what an interrupted load has to make up for at most.
BATCH = 1_000

#: How far is looked ahead of the document whose turn it is: documents for each process that reads, and bytes.
_AHEAD, _AHEAD_BYTES = 4, 64 << 20


def load(
    layout: Layout, paths: Sequence[Path], engines: Engines, *, reread: bool = False, progress: Progress | None = None
) -> LoadReport:
    """Load files into a store whose lock is held and whose derived parts are up to date."""
    catalogue = connect(layout.catalog)
    known = dict(catalogue.execute("SELECT path, document FROM paths"))
    documents = [row[0] for row in catalogue.execute("SELECT document FROM documents ORDER BY document")]
    catalogue.close()
    with Readers() as readers, _patient_collector():
        run = _Run(layout, engines, Intake(layout, known), readers, progress)
        if reread and not paths:
            return run.all(run.originals(documents), len(documents))
        files = list(expand(paths))
        return run.all(run.arrivals(files, reread), len(files))


@contextmanager
def _patient_collector() -> Iterator[None]:
    """Lets the cycle collector look less often: reading makes very many small objects, and hardly a cycle."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@dataclass(frozen=True, slots=True)
class _Turn:
    """One document whose turn comes: what it is known by, and why it cannot be read, or what there is to read.

    `task` is its reading where that has begun; with neither reason nor source there is nothing to do. The end of an
    `archive` that was read to its end is a turn, too: `places` are all its members', `closed` of those without bytes.
    """

    path: str
    name: str
    reason: str | None = None
    source: Incoming | Original | None = None
    task: Task | None = None
    again: bool = False
    archive: Path | None = None
    places: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        return len(self.source.data) if self.source else 0


class _Run:
    """One load. Documents are read ahead, several at a time, and put in in the order of their paths."""

    def __init__(
        self, layout: Layout, engines: Engines, intake: Intake, readers: Readers, progress: Progress | None
    ) -> None:
        self.layout = layout
        self.engines = engines
        self.intake = intake
        self.readers = readers
        self.progress = progress
        self.loaded: list[tuple[str, str]] = []
        self.unchanged: list[str] = []
        self.rejected: list[tuple[str, str]] = []
        self.update: Update | None = None
        self.pending = 0
        self.done = 0
        self.total = 0
        self.begun: dict[str, Task] = {}  # by document: the same bytes at two paths are read once

    def all(self, turns: Iterable[_Turn], total: int) -> LoadReport:
        """Take every document in its turn."""
        self.total = total
        try:
            self._take_turns(turns)
        except BaseException:
            # What was written stays; the next command brings what is derived up to it.
            if self.update is not None:
                self.update.abandon()
            raise
        self._settle()
        return LoadReport(tuple(self.loaded), tuple(self.unchanged), tuple(self.rejected))

    def _take_turns(self, turns: Iterable[_Turn]) -> None:
        waiting: deque[_Turn] = deque()
        size = 0
        for turn in turns:
            waiting.append(turn)
            size += turn.size
            while waiting and (
                waiting[0].task is None
                or waiting[0].task.future.done()
                or len(waiting) > _AHEAD * self.readers.width
                or size > _AHEAD_BYTES
            ):
                size -= waiting[0].size
                self._take(waiting.popleft())
        while waiting:
            self._take(waiting.popleft())

    # what comes

    def arrivals(self, files: Sequence[tuple[Path, str | None]], again: bool) -> Iterator[_Turn]:
        """The documents of these files, those in archives included."""
        for path, reason in files:
            try:
                if reason is not None:
                    raise Rejection(reason)
                data = fetch(path)
            except Rejection as error:
                yield _Turn(str(path), path.name, str(error))
                continue
            if is_archive(data):
                yield from self._members(path, data, again)
            else:
                yield self._arrival(Incoming(path, data), again)

    def _members(self, archive: Path, data: bytes, again: bool) -> Iterator[_Turn]:
        places: set[str] = set()
        closed: set[str] = set()
        for member in members(data):
            self.total += 1
            if not member.name:
                # Of one that was not read to its end nobody knows what it no longer holds.
                yield _Turn(str(archive), archive.name, str(member.reason))
                return
            path = Path(f"{archive}{INSIDE}{member.name}")
            places.add(str(path.absolute()))
            if member.reason is None:
                yield self._arrival(Incoming(path, member.data), again)
            else:
                closed.add(str(path.absolute()))
                yield _Turn(str(path), path.name, member.reason)
        yield _Turn(str(archive), archive.name, archive=archive, places=frozenset(places), closed=frozenset(closed))

    def _arrival(self, incoming: Incoming, again: bool) -> _Turn:
        task = None
        if again or not self.intake.is_there(incoming.document):
            task = self.begun.get(incoming.document) or self.readers.begin(incoming.data)
            if task is not None:
                self.begun[incoming.document] = task
        return _Turn(str(incoming.path), incoming.path.name, source=incoming, task=task, again=again)

    def originals(self, documents: Sequence[str]) -> Iterator[_Turn]:
        """The kept originals of these documents."""
        for document in documents:
            try:
                original = self.intake.original(document)
            except Rejection as error:
                yield _Turn(document, document, str(error))
                continue
            if original is None:
                yield _Turn(document, document)
            else:
                task = self.readers.begin(original.data, original.identity)
                yield _Turn(document, document, source=original, task=task, again=True)

    # what is done with it

    def _take(self, turn: _Turn) -> None:
        try:
            if turn.reason is not None:
                raise Rejection(turn.reason)
            if isinstance(turn.source, Original):
                self._retake(turn, turn.source)
            elif turn.source is not None:
                self._file(turn, turn.source)
            elif turn.archive is not None:
                self.intake.opened(turn.archive, turn.places, turn.closed)
                self._follow()
            else:
                self.unchanged.append(turn.path)
        except Rejection as error:
            self.rejected.append((turn.path, str(error)))
        self.done += 1
        self._say(turn.name)

    def _file(self, turn: _Turn, incoming: Incoming) -> None:
        document = incoming.document
        self.begun.pop(document, None)
        if self.intake.is_there(document) and not turn.again:
            self.intake.again(incoming)
            self._follow()
            self.unchanged.append(turn.path)
            return
        _, unit = self.intake.take(incoming, self._reading(turn, incoming))
        self._follow()
        self.loaded.append((turn.path, document))
        self._changing().add(UnitFile(self.layout.document(document)), unit)
        self._count()

    def _retake(self, turn: _Turn, original: Original) -> None:
        unit = self.intake.retake(original, self._reading(turn, original))
        document = unit.document
        self.loaded.append((unit.meta["paths"][0] if unit.meta["paths"] else document, document))
        self._changing().add(UnitFile(self.layout.document(document)), unit)
        self._count()

    def _reading(self, turn: _Turn, source: Incoming | Original) -> Reading:
        if turn.task is not None:
            return turn.task.result(lambda page, pages: self._say(f"{turn.name}, page {page} of {pages}"))
        return self.readers.read(source.data, source.identity if isinstance(source, Original) else None)

    def _say(self, name: str) -> None:
        if self.progress:
            self.progress(self.done, max(self.total, self.done), name)

    def _follow(self) -> None:
        """Bring what is derived to documents whose files changed or went beside the one that was taken."""
        for touched in self.intake.drain():
            self._changing().follow(UnitFile(self.layout.document(touched)))

    def _changing(self) -> Update:
        if self.update is None:
            self.update = Update(self.layout, self.engines(self.total))
        return self.update

    def _count(self) -> None:
        self.pending += 1
        if self.pending >= BATCH:
            self._settle()

    def _settle(self) -> None:
        if self.update is not None:
            update, self.update, self.pending = self.update, None, 0
            self.intake.settle()
            update.finish()
