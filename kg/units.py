"""Files that are there whole or not at all, and the documents' statements in them.

A document's file is gzip in two members: its first line (meta) alone, so that it can be read and replaced cheaply, and
the rest: own statements, mentions under the line `--mentions`, claims about shared nodes under `--shared`.
"""

from __future__ import annotations

import gzip
import json
import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.overrides.amend import amend
from kg.overrides.records import NONE, Overrides
from kg.statements import Mention, Node, Unit, read_mention, read_nodes, write_mention, write_nodes

SUFFIX = ".jsonl.gz"
_MENTIONS, _SHARED = "--mentions", "--shared"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that at no time a part of it bears its name. Raises OSError and leaves nothing behind."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, path)  # noqa: PTH105 - the call that is atomic
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> None:
    """Remove what interrupted writers left."""
    for path in folder.glob(".*.part"):
        path.unlink(missing_ok=True)


def _pack(text: str) -> bytes:
    # No time and no name in the header: the same statements are the same bytes.
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(text.encode()) + packer.flush()


def pack_meta(meta: Any) -> bytes:
    """The first member: one line."""
    return _pack(json.dumps(meta, ensure_ascii=False, separators=(",", ":")) + "\n")


def pack(unit: Unit) -> bytes:
    """A document's file."""
    mentions = "".join(f"{write_mention(mention)}\n" for mention in unit.mentions)
    text = f"{write_nodes(unit.own)}{_MENTIONS}\n{mentions}{_SHARED}\n{write_nodes(unit.shared)}"
    return pack_meta(unit.meta) + _pack(text)


@dataclass(frozen=True, slots=True)
class UnitFile:
    """One document's statements on disk. Everything is read when it is asked for; nothing is kept.

    Statements come as a person's `overrides` amend them; what the file says of itself comes as it is.
    """

    path: Path
    overrides: Overrides = NONE

    @property
    def document(self) -> str:
        """The document's id."""
        return self.path.name.removesuffix(SUFFIX)

    def stamp(self) -> str:
        """What tells these statements from others of the document: check sum and length of the second member."""
        try:
            with self.path.open("rb") as file:
                file.seek(-8, os.SEEK_END)
                crc, length = struct.unpack("<II", file.read(8))
        except (OSError, struct.error) as error:
            raise self._damaged(error) from error
        return f"{crc:08x}{length:x}"

    @property
    def meta(self) -> dict[str, Any]:
        """The description of the file. Raises StoreError where it is damaged."""
        try:
            with gzip.open(self.path, "rt", encoding="utf-8") as file:
                meta: dict[str, Any] = json.loads(file.readline())
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise self._damaged(error) from error
        return meta

    def replace_meta(self, meta: dict[str, Any]) -> None:
        """Put another description before the same statements."""
        raw = self.path.read_bytes()
        first = zlib.decompressobj(31)
        first.decompress(raw)
        write_whole(self.path, pack_meta(meta) + first.unused_data)

    def _damaged(self, error: Exception) -> StoreError:
        return StoreError(f"{self.path} is damaged ({error})", "delete this file and load its document again")

    def lines(self) -> list[str]:
        """The lines after the first."""
        try:
            # Faster than line by line through gzip; a document is small.
            text = gzip.decompress(self.path.read_bytes()).decode()
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise self._damaged(error) from error
        return text.split("\n")[1:-1]

    def nodes(self) -> Iterator[Node]:
        """The document's own statements, in its order. Raises StoreError where they are damaged."""
        if self.overrides.regards(self.document):
            yield from self.unit().own
            return
        lines = self.lines()
        try:
            yield from read_nodes(lines[: lines.index(_MENTIONS)])
        except ValueError as error:
            raise self._damaged(error) from error

    def unit(self) -> Unit:
        """Everything in the file. Raises StoreError where it is damaged."""
        lines = self.lines()
        try:
            first, second = lines.index(_MENTIONS), lines.index(_SHARED)
            own = tuple(read_nodes(lines[:first]))
            mentions: tuple[Mention, ...] = tuple(map(read_mention, lines[first + 1 : second]))
            shared = tuple(read_nodes(lines[second + 1 :]))
        except ValueError as error:
            raise self._damaged(error) from error
        return amend(Unit(self.meta, own, shared, mentions), self.overrides)


def units_in(folder: Path, documents: Iterable[str], overrides: Overrides = NONE) -> Iterator[UnitFile]:
    """The files of these documents, by id."""
    for document in sorted(documents):
        yield UnitFile(folder / f"{document}{SUFFIX}", overrides)
