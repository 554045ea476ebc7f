"""Where things lie in a store's folder, and who may write there.

store.json                       format version, base of the ids
identities.toml, corrections.toml  what a person says against the program: theirs, only ever read here
documents/<document>.jsonl.gz    the statements of each document: the truth
originals/<sha256>.txt.gz        what may be shown of each original: its redacted text
originals/<sha256>.bin.gz        the bytes of each original that is no text, to be read again and never shown
catalog.sqlite                   derived
engines/<engine>/<state>/        derived; the name says which set of documents and which version it holds
lock                             held by the one process that writes
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg import ids
from kg.errors import StoreBusyError, StoreError
from kg.overrides.records import CORRECTIONS, IDENTITIES
from kg.units import SUFFIX, sweep, write_whole

FORMAT = 1

#: Endings of the names of originals: the text that may be shown, the bytes as they came.
SHOWN, BYTES = ".txt.gz", ".bin.gz"

#: The media type of documents whose redacted text is all that is kept of them.
TEXT = "text/plain"


def explain(error: OSError, doing: str) -> StoreError:
    """An error of the system as one line for the user."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError(f"the disk is full ({doing})", "make room and run the same command again; nothing is lost")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreError(f"no right to write ({doing})", "change the rights of the folder or use another --store")
    return StoreError(f"{doing}: {error.strerror or error}", "see the folder of the store")


@contextmanager
def told(doing: str) -> Iterator[None]:
    """Do something to the store whose failures become one line for the user. Raises StoreError."""
    try:
        yield
    except OSError as error:
        raise explain(error, doing) from error
    except (RuntimeError, sqlite3.Error) as error:  # how engines tell that the disk is full, among other things
        message = " ".join(str(error).split())
        raise StoreError(
            f"{doing}: {message}", "nothing is lost; see the disk and run the same command again"
        ) from error


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of a store."""

    root: Path

    @property
    def settings(self) -> Path:
        """Format version and base of the ids."""
        return self.root / "store.json"

    @property
    def documents(self) -> Path:
        """The folder of the documents' statements."""
        return self.root / "documents"

    @property
    def originals(self) -> Path:
        """The folder of the originals."""
        return self.root / "originals"

    @property
    def catalog(self) -> Path:
        """The catalogue."""
        return self.root / "catalog.sqlite"

    @property
    def engines(self) -> Path:
        """The folder of the engines' graphs."""
        return self.root / "engines"

    @property
    def lock(self) -> Path:
        """The file whose lock the writer holds."""
        return self.root / "lock"

    def document(self, document: str) -> Path:
        """The file of a document's statements."""
        return self.documents / f"{document}{SUFFIX}"

    def shown(self, sha256: str) -> Path:
        """The file of an original's redacted text: all that is kept of a text, and what is shown of any other."""
        return self.originals / f"{sha256}{SHOWN}"

    def original(self, sha256: str) -> Path:
        """The file of the bytes of an original that is no text."""
        return self.originals / f"{sha256}{BYTES}"

    def drop_original(self, sha256: str) -> None:
        """Remove all that is kept of an original."""
        self.shown(sha256).unlink(missing_ok=True)
        self.original(sha256).unlink(missing_ok=True)

    def kept(self) -> Iterator[tuple[str, Path]]:
        """The files of originals, each with the hash of its original."""
        for path in sorted(self.originals.iterdir()):
            for suffix in (SHOWN, BYTES):
                if path.name.endswith(suffix) and not path.name.startswith("."):
                    yield path.name.removesuffix(suffix), path

    def create(self) -> None:
        """Make an empty store. Raises StoreError."""
        theirs = (IDENTITIES, CORRECTIONS)
        if self.root.is_dir() and any(path.name not in theirs for path in self.root.iterdir()):
            raise StoreError(f"{self.root} is not a store and not empty", "name another folder with --store")
        try:
            for folder in (self.documents, self.originals, self.engines):
                folder.mkdir(parents=True, exist_ok=True)
            settings = {"format": FORMAT, "base": ids.BASE}
            write_whole(self.settings, (json.dumps(settings, indent=2) + "\n").encode())
        except OSError as error:
            raise explain(error, f"making a store in {self.root}") from error

    def read_settings(self) -> dict[str, str]:
        """What store.json says. Raises StoreError where there is no store, or one of another format."""
        try:
            settings = json.loads(self.settings.read_text(encoding="utf-8"))
            found = settings["format"]
        except FileNotFoundError:
            raise StoreError(f"there is no store in {self.root}", "load documents first: kg load PATH...") from None
        except PermissionError as error:
            raise StoreError(f"no right to read {self.settings}", "change the rights of the folder") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{self.settings} is unreadable ({error})", "it should hold JSON") from error
        if found != FORMAT:
            raise StoreError(
                f"{self.root} has store format {found}, not {FORMAT}", "load the documents into a new store"
            )
        return {"base": str(settings.get("base", ids.BASE))}

    def listing(self) -> dict[str, tuple[int, int]]:
        """The documents on disk, with size and time of change of their files."""
        found = {}
        with os.scandir(self.documents) as entries:
            for entry in entries:
                if entry.name.endswith(SUFFIX) and not entry.name.startswith("."):
                    status = entry.stat()
                    found[entry.name.removesuffix(SUFFIX)] = (status.st_size, status.st_mtime_ns)
        return found

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the one who writes. Raises StoreBusyError where another process is, StoreError where one may not."""
        try:
            descriptor = os.open(self.lock, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise explain(error, f"locking {self.root}") from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
                raise StoreBusyError(
                    f"process {holder or '?'} is writing to {self.root}", "wait until it is done"
                ) from error
            os.truncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            sweep(self.documents)
            sweep(self.originals)
            sweep(self.root)
            yield
        finally:
            os.close(descriptor)
