"""Bytes to a `Document`: one module a format. What a file is, its content says, never its name."""

from __future__ import annotations

from loaders.document import Document, Rejected
from loaders.formats.text import read_text

_OTHER = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP, Word or Excel"),
    (b"\xd0\xcf\x11\xe0", "old Word or Excel"),
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"II*\x00", "TIFF image"),
    (b"MM\x00*", "TIFF image"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR archive"),
    (b"7z\xbc\xaf", "7z archive"),
    (b"{\\rtf", "RTF"),
)


def read_bytes(data: bytes) -> Document:
    """The document in these bytes.

    Raises `Rejected` with the reason where the bytes are empty, no text, or a format that this version does not read.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Rejected("the file is empty")
    for magic, name in _OTHER:
        if data.startswith(magic):
            raise Rejected(f"a {name} file; this version reads text only")
    return read_text(data)
