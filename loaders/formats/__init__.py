"""Bytes to a `Document`: one module a format. What a file is, its content says, never its name."""

from __future__ import annotations

import re
from collections.abc import Callable

from loaders.document import Document, Rejected
from loaders.formats.text import read_text

_EMPTY = b"\x00 \t\r\n\xef\xbb\xbf"
_PDF = re.compile(rb"%PDF-\d")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0"
_RTF = re.compile(rb"\s{0,64}\{\\rtf\d")
_PICTURES = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM", "BMP"),
)
_ARCHIVES = (
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
)

Read = Callable[[bytes], Document]


def read_bytes(data: bytes) -> Document:
    """The document in these bytes.

    Raises `Rejected` with the reason where the bytes are empty, no text, or a format that this version does not read.
    """
    if not data.strip(_EMPTY):
        raise Rejected("the file is empty")
    return reader_of(data)(data)


def reader_of(data: bytes) -> Read:
    """The function that reads a file of this content.

    Raises `Rejected` where there is none: a picture, an archive, a presentation.
    """
    if _PDF.search(data[:1024]):
        from loaders.formats.pdf import read_pdf  # noqa: PLC0415 - each reader brings libraries that the others do not need

        return read_pdf
    if data.startswith(_ZIP):
        return _in_package(data)
    if data.startswith(_OLE):
        return _in_old_office(data)
    for magic, name in _PICTURES:
        if data.startswith(magic) and (magic != b"BM" or data[6:10] == b"\x00" * 4):
            raise Rejected(f"a picture ({name}); pictures are read only as pages of a PDF")
    for magic, name in _ARCHIVES:
        if data.startswith(magic):
            raise Rejected(f"a {name} archive; unpack it first")
    if _RTF.match(data):
        return _old_word()
    if b"<" in data[:16384].replace(b"\x00", b""):
        from loaders.formats.html import is_page, read_html  # noqa: PLC0415

        if is_page(data):
            return read_html
    return read_text


def _in_package(data: bytes) -> Read:
    """The reader of a ZIP package, by the parts that it holds."""
    from loaders.formats.packages import Package  # noqa: PLC0415

    package = Package(data)
    main = package.main("")
    if "word/document.xml" in package or main.startswith("word/"):
        from loaders.formats.docx import read_docx  # noqa: PLC0415

        return read_docx
    if "xl/workbook.xml" in package or (main.startswith("xl/") and main.endswith(".xml")):
        return _workbook()
    if "xl/workbook.bin" in package:
        raise Rejected("a binary Excel workbook (.xlsb); save it as .xlsx")
    if "ppt/presentation.xml" in package:
        raise Rejected("a presentation; documents and workbooks are read")
    raise Rejected("a ZIP archive; unpack it first")


def _in_old_office(data: bytes) -> Read:
    """The reader of a file of old Office, by the streams that it holds."""
    from loaders.formats.ole import Streams  # noqa: PLC0415

    streams = Streams(data)
    if "EncryptedPackage" in streams:
        raise Rejected("protected by a password")
    if "WordDocument" in streams:
        return _old_word()
    if "Workbook" in streams or "Book" in streams:
        return _workbook()
    if "PowerPoint Document" in streams:
        raise Rejected("a presentation; documents and workbooks are read")
    if "MatOST" in streams or "MM" in streams or "CONTENTS" in streams:
        return _old_word()
    raise Rejected("a file of old Office that is neither Word nor Excel, or a damaged one")


def _old_word() -> Read:
    from loaders.formats.doc import read_doc  # noqa: PLC0415

    return read_doc


def _workbook() -> Read:
    from loaders.formats.xlsx import read_xlsx  # noqa: PLC0415

    return read_xlsx
