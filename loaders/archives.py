"""Archives to the documents in them, one at a time and in memory: ZIP, tar and tar.gz, also inside each other.

Knows archives and what hostile ones do: nothing is written anywhere, and what is unpacked is measured while it is read.
It must not know what a document is, beyond that Word and Excel files are ZIP files and yet no archives.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

#: Between the path of an archive and the path inside it.
INSIDE = "!/"
_MB = 1 << 20
_CHUNK = 1 << 16
_BLOCK = 512  # of a tar file
_LONGEST_NAME = 1 << 16

#: A ZIP file with one of these in it is a document: any of Office, OpenDocument, OFD.
_DOCUMENTS = frozenset(
    {"[Content_Types].xml", "word/document.xml", "xl/workbook.xml", "META-INF/manifest.xml", "OFD.xml"}
)
#: How the first member of such a file may begin.
_PARTS = (*_DOCUMENTS, "word/", "xl/", "_rels/.rels", "docProps/")
_CLOSED = (
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"BZh", "bzip2"),
)
_ENTRY = b"PK\x01\x02"  # begins each entry of a ZIP file's list of members
_REGULAR = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_SIGNS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_CHINESE = re.compile(r"[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef\u2010-\u2027]")


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may hold, archives inside it included. Sizes are in bytes."""

    total: int = 2048 * _MB
    members: int = 20_000
    member: int = 512 * _MB
    ratio: int = 200
    small: int = 10 * _MB  # from so many bytes on, the ratio counts
    depth: int = 2


@dataclass(frozen=True, slots=True)
class Member:
    """A document of an archive: its path in it, and its bytes or the reason why there are none."""

    name: str
    data: bytes = b""
    reason: str | None = None


class _Stop(Exception):
    """The archive asks for too much: what was read stays, the rest is not read. `str` is the reason."""


class _Skip(Exception):
    """One member cannot be read; `str` is the reason."""


class _Budget:
    """What is left of the limits. Counts what was unpacked, not what headers say."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.bytes = 0
        self.members = 0

    def member(self) -> None:
        self.members += 1
        if self.members > self.limits.members:
            raise _Stop(f"more than {self.limits.members:,} members")

    def unpacked(self, count: int) -> None:
        self.bytes += count
        if self.bytes > self.limits.total:
            raise _Stop(f"more than {_size(self.limits.total)} unpacked")

    def exaggerates(self, packed: int, unpacked: int) -> bool:
        return unpacked > self.limits.small and unpacked > self.limits.ratio * max(packed, 1)


def _size(count: int) -> str:
    for unit, name in ((1024 * _MB, "GB"), (_MB, "MB"), (1024, "kB")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count} bytes"


def is_archive(source: bytes | Path) -> bool:
    """Whether these bytes (or this file's) are an archive, also one that cannot be opened here; by content alone."""
    data = source.read_bytes() if isinstance(source, Path) else source
    return _kind(data) is not None


def _kind(data: bytes) -> str | None:
    for magic, name in _CLOSED:
        if data.startswith(magic):
            return name
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None if _is_document(data) else "zip"
    if data.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(31).decompress(data[:_CHUNK], _BLOCK)
        except zlib.error:
            return None
        return "tar.gz" if _is_header(head) else None
    return "tar" if _is_header(data[:_BLOCK]) else None


def _is_document(data: bytes) -> bool:
    # A list of members too long to be read safely is no document's.
    if data.count(_ENTRY) <= Limits().members:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return not _DOCUMENTS.isdisjoint(archive.namelist())
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error):
            pass  # cut short: names stand also before each member
    length = int.from_bytes(data[26:28], "little")
    return data[30 : 30 + length].decode("cp437").startswith(_PARTS)


def _is_header(block: bytes) -> bool:
    """Whether this is the first block of a tar file: its check sum tells."""
    if len(block) < _BLOCK or not block[0]:
        return False
    try:
        tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    except tarfile.HeaderError:
        return False
    return True


def members(data: bytes, limits: Limits | None = None) -> Iterator[Member]:
    """The documents of an archive in its order, those of archives inside it included.

    A member that cannot be read has its reason. Where a limit is reached, the last member has the name "" and the
    reason; the same is all of an archive that cannot be opened, is empty or hides documents of no name.
    """
    limits = limits or Limits()
    budget = _Budget(limits)
    try:
        yield from _expand(data, budget, (sha256(data).digest(),))
    except _Stop as error:
        yield Member("", reason=f"an archive of {error}; the rest of it was not read")


def _expand(data: bytes, budget: _Budget, around: tuple[bytes, ...]) -> Iterator[Member]:
    """The documents of one archive; `around` are the hashes of it and of the archives that hold it."""
    kind = _kind(data)
    seen: set[str] = set()
    try:
        if kind == "zip":
            found = _zip(data, budget)
        elif kind in ("tar", "tar.gz"):
            found = _tar(data, kind, budget)
        else:
            raise _Skip(f"a {kind} archive cannot be opened here; unpack it and load its files, or pack them as ZIP")
        for member in found:
            if member.name in seen:
                yield Member(member.name, reason="the archive has another member of this name; the first is read")
                continue
            seen.add(member.name)
            if member.reason is None and _kind(member.data) is not None:
                yield from _nested(member, budget, around)
            else:
                yield member
    except _Skip as error:
        yield Member("", reason=str(error))
        return
    if not seen:
        yield Member("", reason="an archive without documents in it")


def _nested(member: Member, budget: _Budget, around: tuple[bytes, ...]) -> Iterator[Member]:
    """The documents of an archive inside an archive."""
    digest = sha256(member.data).digest()
    if digest in around:
        yield Member(member.name, reason="an archive that holds itself")
    elif len(around) >= budget.limits.depth:
        yield Member(member.name, reason=f"archives are opened {budget.limits.depth} deep, this one lies deeper")
    else:
        for inner in _expand(member.data, budget, (*around, digest)):
            name = f"{member.name}{INSIDE}{inner.name}" if inner.name else member.name
            yield Member(name, inner.data, inner.reason)


def _path(name: str) -> str | None:
    """A member's path as it is shown: parts that lead elsewhere are gone; None for what is no document of anybody's."""
    parts = [_SIGNS.sub("", part).strip() for part in name.replace("\\", "/").split("/")]
    kept = [part for part in parts if part not in ("", ".", "..")]
    if not kept or any(part.startswith(".") or part == "__MACOSX" for part in kept):
        return None
    return "/".join(kept)


def _decoded(raw: bytes) -> str:
    """A name whose encoding nobody states: UTF-8 or GB18030, whichever gives Chinese."""
    candidates = []
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(sign.isascii() or _CHINESE.match(sign) for sign in text):
            return text
        candidates.append(text)
    return candidates[0] if candidates else raw.decode("cp437")


# ZIP


class _Counted(io.BytesIO):
    """Bytes that count what was read of them."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def _zip(data: bytes, budget: _Budget) -> Iterator[Member]:
    if data.count(_ENTRY) > budget.limits.members:
        raise _Skip(f"an archive of more than {budget.limits.members:,} members")
    source = _Counted(data)
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error) as error:
        raise _Skip(f"a damaged ZIP archive ({_line(error)})") from error
    with archive:
        for info in archive.infolist():
            name = _path(_zip_name(info))
            if name is None or info.is_dir() or info.orig_filename.endswith("\\"):
                continue
            kind = stat.S_IFMT(info.external_attr >> 16)
            if kind not in (0, stat.S_IFREG):
                continue  # links, and other things that are no files
            budget.member()
            try:
                yield Member(name, _zip_data(archive, info, source, budget))
            except _Skip as error:
                yield Member(name, reason=str(error))


def _zip_data(archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: _Counted, budget: _Budget) -> bytes:
    if info.flag_bits & 0x41:
        raise _Skip("protected by a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _Skip("packed in a way that is not read here; pack the archive anew with the usual (deflate)")
    before = source.taken
    parts, count = [], 0
    try:
        with archive.open(info) as file:
            while part := file.read(_CHUNK):
                count += len(part)
                budget.unpacked(len(part))
                if count > budget.limits.member:
                    raise _Skip(f"larger than {_size(budget.limits.member)}")
                if budget.exaggerates(source.taken - before, count):
                    raise _Skip(f"packed more than {budget.limits.ratio} times smaller than it is")
                parts.append(part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, struct.error) as error:
        raise _Skip(f"damaged in its archive ({_line(error)})") from error
    return b"".join(parts)


def _zip_name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & 0x800:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437", "replace")
    return _unicode_path(info.extra, raw) or _decoded(raw)


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The name in an extra field of type 0x7075, where it belongs to this name."""
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == 0x7075 and len(field) > 5 and field[1:5] == struct.pack("<I", zlib.crc32(raw)):
            try:
                return field[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
    return None


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


# tar


class _Tape:
    """A tar file's bytes from its beginning to its end, unpacked on the way where they are packed."""

    def __init__(self, data: bytes, packed: bool, budget: _Budget) -> None:
        self.data = memoryview(data)
        self.unpacker = zlib.decompressobj(31) if packed else None
        self.budget = budget
        self.position = self.unpacked = 0
        self.waiting = b""

    def read(self, count: int) -> bytes:
        """The next bytes, fewer only at the end."""
        parts = []
        while count > 0 and (part := self._some(min(count, _CHUNK))):
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def skip(self, count: int) -> None:
        """Go on by so many bytes."""
        if self.unpacker is None:
            self.position += count
            return
        while count > 0 and (part := self._some(min(count, _CHUNK))):
            count -= len(part)

    def _some(self, count: int) -> bytes:
        if self.unpacker is None:
            part = bytes(self.data[self.position : self.position + count])
            self.position += len(part)
            self.budget.unpacked(len(part))
            return part
        while not self.unpacker.eof:
            if not self.waiting:
                self.waiting = bytes(self.data[self.position : self.position + _CHUNK])
                self.position += len(self.waiting)
            try:
                part = self.unpacker.decompress(self.waiting, count)
            except zlib.error as error:
                raise _Skip(f"a damaged archive ({_line(error)}); the rest of it was not read") from error
            ended = not self.waiting
            self.waiting = self.unpacker.unconsumed_tail
            if part:
                self.unpacked += len(part)
                self.budget.unpacked(len(part))
                if self.budget.exaggerates(self.position - len(self.waiting), self.unpacked):
                    raise _Stop(f"bytes packed more than {self.budget.limits.ratio} times smaller than they are")
                return part
            if ended:
                break
        return b""


def _tar(data: bytes, kind: str, budget: _Budget) -> Iterator[Member]:
    tape = _Tape(data, kind == "tar.gz", budget)
    given: dict[str, bytes] = {}  # what headers before a member say of it
    while len(block := tape.read(_BLOCK)) == _BLOCK:
        if not block.strip(b"\x00"):
            return
        try:
            header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except tarfile.HeaderError as error:
            raise _Skip(f"a damaged archive ({_line(error)}); the rest of it was not read") from error
        size = int(given["size"][:20]) if given.get("size", b"").isdigit() else header.size
        if size < 0:
            raise _Skip("a damaged archive (a size below zero); the rest of it was not read")
        padded = -(-size // _BLOCK) * _BLOCK
        if header.type in (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE):
            if size > _LONGEST_NAME:
                raise _Skip("a damaged archive (a header that is too long); the rest of it was not read")
            body = tape.read(padded)[:size]
            if header.type == tarfile.GNUTYPE_LONGNAME:
                given["path"] = body.split(b"\x00")[0]
            elif header.type == tarfile.XHDTYPE:
                given.update(_extended(body))
            continue
        raw = given.get("path", header.name.encode("utf-8", "surrogateescape"))
        given = {}
        name = _path(_decoded(raw))
        if name is None or header.type not in _REGULAR or raw.endswith(b"/"):
            tape.skip(padded if header.type in (*_REGULAR, tarfile.GNUTYPE_SPARSE) else 0)
            continue
        budget.member()
        if size > budget.limits.member:
            tape.skip(padded)
            yield Member(name, reason=f"larger than {_size(budget.limits.member)}")
            continue
        body = tape.read(padded)
        if len(body) < size:
            yield Member(name, reason="damaged in its archive (cut short)")
            break
        yield Member(name, body[:size])
    raise _Skip("a damaged archive (cut short); the rest of it was not read")


def _extended(body: bytes) -> dict[str, bytes]:
    """Path and size of a pax header: records of a length, a key and a value."""
    found: dict[str, bytes] = {}
    while body:
        length, _, _ = body.partition(b" ")
        if not length.isdigit() or not 0 < int(length) <= len(body):
            break
        key, _, value = body[len(length) + 1 : int(length)].partition(b"=")
        if key in (b"path", b"size"):
            found[key.decode("ascii")] = value.removesuffix(b"\n")
        body = body[int(length) :]
    return found


__all__ = ["INSIDE", "Limits", "Member", "is_archive", "members"]
