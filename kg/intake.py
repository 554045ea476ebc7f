"""From files to documents on disk: finds them, and writes each one's statements whole or not at all.

It knows paths and bytes. It must not know what the catalogue or an engine does with the statements.
"""

from __future__ import annotations

import gzip
import json
import os
import stat
import zlib
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from kg.disk import TEXT, Layout
from kg.ids import document_id
from kg.isolation import Identity, Reading, Rejection
from kg.statements import Unit
from kg.units import UnitFile, pack, pack_meta, sync_folder, write_whole
from loaders.archives import INSIDE

_JOURNAL = "replacing.json"
_MB = 1 << 20

#: The largest file that is read, in bytes.
LARGEST = 512 * _MB


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


def fetch(path: Path) -> bytes:
    """The bytes of a file. Raises Rejection where it cannot be read, or is larger than what is read at all."""
    too_large = Rejection(f"larger than {LARGEST // _MB} MB")
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Rejection("not a file")
        if status.st_size > LARGEST:
            raise too_large
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)  # it may have grown since
    except OSError as error:
        raise Rejection(f"cannot be read: {error.strerror}") from error
    if len(data) > LARGEST:
        raise too_large
    return data


@dataclass(frozen=True, slots=True)
class Incoming:
    """The bytes of one document, with the path under which it is known."""

    path: Path
    data: bytes

    @property
    def place(self) -> str:
        """The whole path."""
        return str(self.path.absolute())

    @property
    def document(self) -> str:
        """The document's id."""
        return document_id(self.data)


@dataclass(frozen=True, slots=True)
class Original:
    """A kept original of a document that is to be read again. `identity` is what its first reading made of it."""

    data: bytes
    identity: Identity


class Intake:
    """Takes files in, one at a time. `known` are the documents that lie at each path."""

    def __init__(self, layout: Layout, known: dict[str, str]) -> None:
        self.layout = layout
        self.known = known
        self._touched: set[str] = set()
        self._archives = {place.partition(INSIDE)[0] for place in known if INSIDE in place}
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

    def is_there(self, document: str) -> bool:
        """Whether the statements of these bytes are there."""
        return self.layout.document(document).exists()

    def again(self, incoming: Incoming) -> str:
        """Note that a document which is there lies (also) at this path; its id."""
        document, place = incoming.document, incoming.place
        self._announce(place, document)
        self._note(UnitFile(self.layout.document(document)), place)
        self._replace(place, document)
        return document

    def take(self, incoming: Incoming, reading: Reading) -> tuple[str, Unit]:
        """Write what was read of a document: its id, and the statements. Raises OSError where that fails."""
        document, place = incoming.document, incoming.place
        file = UnitFile(self.layout.document(document))
        paths = {*(file.meta["paths"] if file.path.exists() else ()), place}
        self._keep(sha256(incoming.data).hexdigest(), incoming.data, reading)
        self._announce(place, document)
        unit = self._write(file, reading, sorted(paths))
        self._replace(place, document)
        return document, unit

    def original(self, document: str) -> Original | None:
        """What is kept of a document to read again; None where nothing is. Raises Rejection where it is damaged."""
        meta = UnitFile(self.layout.document(document)).meta
        digest = meta["sha256"]
        kept = self.layout.shown(digest) if meta["media_type"] == TEXT else self.layout.original(digest)
        if not kept.exists():
            return None
        try:
            return Original(gzip.decompress(kept.read_bytes()), (document, digest))
        except (OSError, EOFError, zlib.error) as error:
            raise Rejection("its kept original is damaged; load the file again") from error

    def retake(self, original: Original, reading: Reading) -> Unit:
        """Write what was read of a kept original."""
        document, digest = original.identity
        file = UnitFile(self.layout.document(document))
        if reading.media_type != TEXT:  # the redacted text of a text is the original
            write_whole(self.layout.shown(digest), _zipped(reading.text.encode("utf-8", "replace")))
        return self._write(file, reading, file.meta["paths"])

    def _keep(self, digest: str, data: bytes, reading: Reading) -> None:
        if reading.media_type != TEXT:
            write_whole(self.layout.original(digest), _zipped(data))
        if reading.text:
            write_whole(self.layout.shown(digest), _zipped(reading.text.encode("utf-8", "replace")))

    @staticmethod
    def _write(file: UnitFile, reading: Reading, paths: Sequence[str]) -> Unit:
        if reading.unit is not None:
            unit = replace(reading.unit, meta={**reading.unit.meta, "paths": list(paths)})
            write_whole(file.path, pack(unit))
            return unit
        first = zlib.decompressobj(31)
        meta = {**json.loads(first.decompress(reading.packed)), "paths": list(paths)}
        write_whole(file.path, pack_meta(meta) + first.unused_data)
        return file.unit()

    def opened(self, archive: Path, places: Set[str], closed: Set[str]) -> None:
        """An archive was read to its end, and these are its members: what else lay at its path is no longer there.

        Of `closed` ones nobody knows what they hold now.
        """
        place = str(archive.absolute())
        self._forget_inside(place, places, tuple(other + INSIDE for other in closed))
        if place in self.known:
            self._release(self.known.pop(place), place)

    def _forget_inside(self, place: str, places: Set[str] = frozenset(), spared: tuple[str, ...] = ()) -> None:
        """What lay in the archive at this path is no longer there, but for these and what begins like `spared`."""
        if place not in self._archives:
            return
        for other in [other for other in self.known if other.startswith(place + INSIDE)]:
            # A folder's name may end like an archive's path.
            if other not in places and not other.startswith(spared) and not Path(other).exists():
                self._release(self.known.pop(other), other)

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
        self._forget_inside(place)

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
            self.layout.drop_original(meta["sha256"])

    def drain(self) -> list[str]:
        """The documents whose files changed or went since the last call, beside those that `take` returned."""
        touched = sorted(self._touched)
        self._touched.clear()
        return touched

    def settle(self) -> None:
        """Make what was written durable."""
        sync_folder(self.layout.documents)


def _zipped(data: bytes) -> bytes:
    return gzip.compress(data, 1, mtime=0)
