"""From files to documents on disk: finds them, has them read, and writes each one's statements whole or not at all.

It knows paths and bytes. It must not know what the catalogue or an engine does with the statements.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import loaders
from kg.build import build
from kg.disk import Layout
from kg.ids import document_id
from kg.statements import Unit
from kg.units import UnitFile, pack, sync_folder, write_whole

_JOURNAL = "replacing.json"


def expand(paths: Sequence[Path]) -> Iterator[tuple[Path, str | None]]:
    """The files under these paths, in order, each once; with the reason where one cannot be read."""
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found, failures = _walk(path)
            yield from ((failed, reason) for failed, reason in failures)
        else:
            found = [path]
        for file in found:
            known = file.absolute()
            if known not in seen:
                seen.add(known)
                yield file, None


def _walk(folder: Path) -> tuple[list[Path], list[tuple[Path, str]]]:
    failures: list[tuple[Path, str]] = []

    def failed(error: OSError) -> None:
        failures.append((Path(error.filename), f"the folder cannot be read: {error.strerror}"))

    found: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=failed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(parent) / name for name in sorted(names) if not name.startswith(".")]
    return found, failures


class Rejection(Exception):
    """A file that could not be read; `str` is the reason."""


class Intake:
    """Takes files in, one at a time. `known` are the documents that lie at each path."""

    def __init__(self, layout: Layout, known: dict[str, str]) -> None:
        self.layout = layout
        self.known = known
        self._touched: set[str] = set()
        self.finish_replacing()

    def finish_replacing(self) -> None:
        """Finish what an interrupted replacement began: of two versions of a path only the newer one stays."""
        journal = self.layout.root / _JOURNAL
        try:
            entry = json.loads(journal.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        except ValueError:
            entry = {}
        by = UnitFile(self.layout.document(entry["by"])) if entry else None
        if by and by.path.exists() and entry["path"] in by.meta["paths"]:
            self._release(entry["old"], entry["path"])
        journal.unlink(missing_ok=True)

    def take(self, path: Path, *, again: bool = False) -> tuple[str, Unit | None]:
        """Read a file: its document's id, and the statements, or None where the same bytes are there already.

        Raises Rejection; OSError where the store cannot be written.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise Rejection(f"cannot be read: {error.strerror}") from error
        document = document_id(data)
        place = str(path.absolute())
        file = UnitFile(self.layout.document(document))
        there = file.path.exists()
        if there and not again:
            self._announce(place, document)
            self._note(file, place)
            self._replace(place, document)
            return document, None
        unit = self._read(data)
        paths = {*(file.meta["paths"] if there else ()), place}
        unit = replace(unit, meta={**unit.meta, "paths": sorted(paths)})
        self._announce(place, document)
        write_whole(file.path, pack(unit))
        self._replace(place, document)
        return document, unit

    def reread(self, document: str) -> Unit | None:
        """Read a kept original again; None where none is kept. Raises Rejection."""
        file = UnitFile(self.layout.document(document))
        meta = file.meta
        original = self.layout.original(meta["sha256"])
        if not original.exists():
            return None
        data = gzip.decompress(original.read_bytes())
        unit = self._read(data, (document, meta["sha256"]))
        unit = replace(unit, meta={**unit.meta, "paths": meta["paths"]})
        write_whole(file.path, pack(unit))
        return unit

    def _read(self, data: bytes, identity: tuple[str, str] | None = None) -> Unit:
        try:
            disclosure = loaders.read(data)
        except loaders.Rejected as error:
            raise Rejection(str(error)) from error
        if identity:
            disclosure = replace(disclosure, document=identity[0], sha256=identity[1])
        if disclosure.text and identity is None:
            original = self.layout.original(sha256(data).hexdigest())
            write_whole(original, gzip.compress(disclosure.text.encode(), 1, mtime=0))
        return build(disclosure, loaders.READER_VERSION)

    def _announce(self, place: str, document: str) -> None:
        """Write down that a document is about to take another's place, so that it is finished whatever happens."""
        old = self.known.get(place)
        if old is not None and old != document:
            entry = {"old": old, "by": document, "path": place}
            write_whole(self.layout.root / _JOURNAL, json.dumps(entry).encode())

    def _note(self, file: UnitFile, place: str) -> None:
        """Remember one more path of the same bytes."""
        if self.known.get(place) == file.document:
            return
        meta = file.meta
        if place not in meta["paths"]:
            file.replace_meta({**meta, "paths": sorted({*meta["paths"], place})})
            self._touched.add(file.document)

    def _replace(self, place: str, document: str) -> None:
        """What lay at this path before is no longer there."""
        old = self.known.get(place)
        if old is not None and old != document:
            self._release(old, place)
            (self.layout.root / _JOURNAL).unlink(missing_ok=True)
        self.known[place] = document

    def _release(self, document: str, place: str) -> None:
        """Take a path from a document; one without a path goes."""
        file = UnitFile(self.layout.document(document))
        if not file.path.exists():
            return
        self._touched.add(document)
        meta = file.meta
        rest = [path for path in meta["paths"] if path != place]
        if rest:
            file.replace_meta({**meta, "paths": rest})
        else:
            file.path.unlink()
            self.layout.original(meta["sha256"]).unlink(missing_ok=True)

    def drain(self) -> list[str]:
        """The documents whose files changed or went since the last call, beside those that `take` returned."""
        touched = sorted(self._touched)
        self._touched.clear()
        return touched

    def settle(self) -> None:
        """Make what was written durable."""
        sync_folder(self.layout.documents)
