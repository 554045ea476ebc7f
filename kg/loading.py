"""Loading many files: each is written whole or not at all, and what is derived follows in batches."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kg.answers import LoadReport
from kg.catalog import connect
from kg.disk import Layout
from kg.engines import Engine
from kg.intake import Intake, Rejection, expand
from kg.units import UnitFile
from kg.update import Update

Progress = Callable[[int, int, str], None]
Engines = Callable[[int], Sequence[Engine]]

#: Documents after which what is derived follows: what an interrupted load has to make up for at most.
BATCH = 1_000


def load(
    layout: Layout, paths: Sequence[Path], engines: Engines, *, reread: bool = False, progress: Progress | None = None
) -> LoadReport:
    """Load files into a store whose lock is held and whose derived parts are up to date."""
    catalogue = connect(layout.catalog)
    known = dict(catalogue.execute("SELECT path, document FROM paths"))
    documents = [row[0] for row in catalogue.execute("SELECT document FROM documents ORDER BY document")]
    catalogue.close()
    run = _Run(layout, engines, Intake(layout, known))
    try:
        with _patient_collector():
            if reread and not paths:
                run.again(documents, progress)
            else:
                run.files(list(expand(paths)), reread, progress)
    except BaseException:
        # What was written stays; the next command brings what is derived up to it.
        run.abandon()
        raise
    run.settle()
    return LoadReport(tuple(run.loaded), tuple(run.unchanged), tuple(run.rejected))


@contextmanager
def _patient_collector() -> Iterator[None]:
    """Lets the cycle collector look less often: reading makes very many small objects, and hardly a cycle."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class _Run:
    def __init__(self, layout: Layout, engines: Engines, intake: Intake) -> None:
        self.layout = layout
        self.engines = engines
        self.intake = intake
        self.loaded: list[tuple[str, str]] = []
        self.unchanged: list[str] = []
        self.rejected: list[tuple[str, str]] = []
        self.update: Update | None = None
        self.pending = 0

    def files(self, files: Sequence[tuple[Path, str | None]], again: bool, progress: Progress | None) -> None:
        for done, (path, reason) in enumerate(files, 1):
            if reason is not None:
                self.rejected.append((str(path), reason))
            else:
                self.file(path, again, len(files))
            if progress:
                progress(done, len(files), path.name)

    def file(self, path: Path, again: bool, total: int) -> None:
        try:
            document, unit = self.intake.take(path, again=again)
        except Rejection as error:
            self.rejected.append((str(path), str(error)))
            return
        for touched in self.intake.drain():
            self._changing(total).follow(UnitFile(self.layout.document(touched)))
        if unit is None:
            self.unchanged.append(str(path))
        else:
            self.loaded.append((str(path), document))
            self._changing(total).add(UnitFile(self.layout.document(document)), unit)
            self._count()

    def again(self, documents: Iterable[str], progress: Progress | None) -> None:
        listed = list(documents)
        for done, document in enumerate(listed, 1):
            try:
                unit = self.intake.reread(document)
            except Rejection as error:
                self.rejected.append((document, str(error)))
                continue
            if unit is None:
                self.unchanged.append(document)
            else:
                self.loaded.append((unit.meta["paths"][0] if unit.meta["paths"] else document, document))
                self._changing(len(listed)).add(UnitFile(self.layout.document(document)), unit)
                self._count()
            if progress:
                progress(done, len(listed), document)

    def _changing(self, documents: int) -> Update:
        if self.update is None:
            self.update = Update(self.layout, self.engines(documents))
        return self.update

    def _count(self) -> None:
        self.pending += 1
        if self.pending >= BATCH:
            self.settle()

    def settle(self) -> None:
        if self.update is not None:
            update, self.update, self.pending = self.update, None, 0
            self.intake.settle()
            update.finish()

    def abandon(self) -> None:
        if self.update is not None:
            self.update.abandon()
