"""Files that are ZIP packages of XML (Word, Excel): what they may cost, and their parts read safely.

Knows nothing of what the parts say. No entity is expanded, nothing is fetched, and sizes are bounded before anything
is unpacked.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterable

from lxml import etree

from loaders.document import Rejected

#: Bytes that a package may unpack to, and the ratio above which one that unpacks to more than `SMALL` is refused.
WHOLE = 512 * 2**20
RATIO = 200
SMALL = 10 * 2**20
#: Bytes of a part that is held as a tree of elements.
PART = 64 * 2**20

_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """An open package. Names of parts are compared without case, as Office does.

    Raises `Rejected` where the bytes are no sound package, or one that unpacks to more than any document has.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as fault:
            raise Rejected("a damaged ZIP package; it may be cut off") from fault
        unpacked = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos)
        if unpacked > WHOLE or (unpacked > SMALL and unpacked > RATIO * max(packed, 1)):
            raise Rejected(f"it unpacks from {len(data):,} to {unpacked:,} bytes, more than any document does")
        for info in infos:
            if info.file_size > SMALL and info.file_size > RATIO * max(info.compress_size, 1):
                raise Rejected(f"a part of it unpacks to {info.file_size:,} bytes, more than any document does")
        self._parts = {_plain(info.filename): info for info in infos if not info.is_dir()}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._parts

    @property
    def names(self) -> list[str]:
        """The names of its parts, folded."""
        return list(self._parts)

    def read(self, name: str, limit: int = PART) -> bytes:
        """The bytes of a part, as many as it says it has; nothing for one that is not there."""
        info = self._parts.get(_plain(name))
        if info is None:
            return b""
        if info.flag_bits & 1:
            raise Rejected("protected by a password")
        if info.file_size > limit:
            raise Rejected(f"a part of it has {info.file_size:,} bytes, more than any document's")
        try:
            return self._zip.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as fault:
            raise Rejected("a damaged package: a part of it cannot be unpacked") from fault

    def tree(self, name: str) -> etree._Element | None:
        """A part as a tree of elements; None where it is not there."""
        data = self.read(name)
        return parse(data) if data else None

    def relations(self, name: str) -> dict[str, str]:
        """What a part refers to inside the package: id to the name of a part."""
        folder, base = posixpath.split(_plain(name))
        root = self.tree(posixpath.join(folder, "_rels", base + ".rels"))
        found: dict[str, str] = {}
        for relation in [] if root is None else root.iter(_RELATION):
            if relation.get("TargetMode") != "External":
                target = relation.get("Target", "")
                joined = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                found[relation.get("Id", "")] = posixpath.normpath(joined)
        return found

    def main(self, default: str) -> str:
        """The name of the part that is the document itself."""
        root = self.tree("_rels/.rels")
        for relation in [] if root is None else root.iter(_RELATION):
            target = relation.get("Target", "").lstrip("/")
            if relation.get("Type", "").endswith("/officeDocument") and target in self:
                return str(target)
        return default

    def plain_copy(self, names: Iterable[str]) -> bytes:
        """A package of these parts, not compressed: for a reader that does not check what it unpacks."""
        buffer = io.BytesIO()
        left = WHOLE // 2
        with zipfile.ZipFile(buffer, "w") as copy:
            for name in names:
                part = self.read(name, left)
                left -= len(part)
                copy.writestr(self._parts[_plain(name)].filename.replace("\\", "/").lstrip("/"), part)
        return buffer.getvalue()


def parse(data: bytes) -> etree._Element:
    """XML as a tree. Raises `Rejected` where it is damaged, declares a document type, or is nested beyond reason."""
    if declares_type(data):
        raise Rejected("its XML declares entities, as no document does")
    if data.count(b"http://purl.oclc.org/ooxml/", 0, 8192):
        data = _transitional(data)
    try:
        return etree.fromstring(data, parser())
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise Rejected(f"its XML is damaged: {' '.join(str(fault).split())[:120]}") from fault


def parser() -> etree.XMLParser:
    """A parser that expands no entities, fetches nothing and keeps libxml2's limits of depth and size."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def declares_type(data: bytes) -> bool:
    """Whether XML declares a document type, in which entities could stand."""
    words = "<!DOCTYPE"
    return any(words.encode(encoding) in data for encoding in ("ascii", "utf-16-le", "utf-16-be"))


def _transitional(data: bytes) -> bytes:
    """The strict form of the standard has other namespaces; what is read here is named alike in both."""
    for name in (b"wordprocessingml/main", b"spreadsheetml/main", b"officeDocument/relationships"):
        data = data.replace(_STRICT.encode() + name, _TRANSITIONAL.encode() + _years(name))
    return data


def _years(name: bytes) -> bytes:
    folder, _, rest = name.partition(b"/")
    return folder + b"/2006/" + rest


def _plain(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/").lstrip("/")).casefold()
