"""What a file is, its bytes say."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from loaders.document import Rejected
from loaders.formats import reader_of
from tests.loaders.formats import convert

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FREE, END = 0xFFFFFFFF, 0xFFFFFFFE


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in names:
            package.writestr(name, "<x/>")
    return buffer.getvalue()


def compound(*names: str, body: bytes = b"") -> bytes:
    """A compound file with these streams: a header, one sector of chains, one or more of the directory, the bodies."""
    entries = [entry("Root Entry", 5, END, 0)]
    pad = body.ljust(4096, b"\x00") if body else b""
    directory = (len(names) + 1 + 3) // 4
    first = 1 + directory
    entries += [
        entry(name, 2, first if pad and not n else END, len(pad) if not n else 0) for n, name in enumerate(names)
    ]
    chains = [0xFFFFFFFD, *range(2, 1 + directory), END]
    sectors = len(pad) // 512
    chains += [*range(first + 1, first + sectors), END] if sectors else []
    chains += [FREE] * (128 - len(chains))
    header = bytearray(512)
    header[:8] = MAGIC
    struct.pack_into("<HH", header, 0x1E, 9, 6)
    struct.pack_into("<LLL", header, 0x2C, 1, 1, 0)
    struct.pack_into("<LLLLL", header, 0x38, 4096, END, 0, END, 0)
    struct.pack_into("<109L", header, 0x4C, 0, *[FREE] * 108)
    return bytes(header) + struct.pack("<128L", *chains) + b"".join(entries).ljust(directory * 512, b"\x00") + pad


def entry(name: str, kind: int, start: int, size: int) -> bytes:
    coded = name.encode("utf-16-le")
    made = bytearray(128)
    made[: len(coded)] = coded
    struct.pack_into("<HB", made, 64, len(coded) + 2, kind)
    struct.pack_into("<LL", made, 116, start, size)
    return bytes(made)


@pytest.mark.parametrize(
    ("data", "reader"),
    [
        (b"%PDF-1.7\n", "read_pdf"),
        (b"\n" * 900 + b"%PDF-1.4\n", "read_pdf"),
        (convert.word_package(""), "read_docx"),
        (archive("xl/workbook.xml"), "read_xlsx"),
        (archive("Word\\Document.xml"), "read_docx"),
        (compound("\x05SummaryInformation", "WordDocument", "1Table"), "read_doc"),
        (compound("Workbook"), "read_xlsx"),
        (compound("Book"), "read_xlsx"),
        (b"{\\rtf1\\ansi", "read_doc"),
        (b"<html><body>", "read_html"),
        ("2024年 %PDF 与 <b>甲</b>\n".encode(), "read_text"),
        (b"BM" + "一览表\t甲\n".encode(), "read_text"),
    ],
)
def test_readers(data: bytes, reader: str) -> None:
    assert reader_of(data).__name__ == reader


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (archive("a.txt"), "a ZIP archive"),
        (archive("ppt/presentation.xml"), "a presentation"),
        (archive("xl/workbook.bin"), "xlsb"),
        (compound("EncryptionInfo", "EncryptedPackage"), "protected by a password"),
        (compound("PowerPoint Document"), "a presentation"),
        (compound("Other"), "neither Word nor Excel"),
        (b"\x89PNG\r\n\x1a\n", r"a picture \(PNG\)"),
        (b"BM" + b"\x00" * 60, r"a picture \(BMP\)"),
        (b"\x1f\x8b\x08" + b"\x00" * 40, "a gzip archive"),
    ],
)
def test_what_no_reader_takes(data: bytes, reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        reader_of(data)


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


BEGIN = record(0x0809, struct.pack("<HHHHLL", 0x0600, 5, 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        (record(0x002F, b"\x00" * 6), "protected by a password"),
        (record(0x0200, struct.pack("<LLHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)), "more cells"),
        (record(0x0203, struct.pack("<HHHd", 5, 60000, 0, 1.0)), "more cells"),
    ],
)
def test_old_workbooks_that_are_refused(records: bytes, reason: str) -> None:
    data = compound("Workbook", body=BEGIN + records)
    with pytest.raises(Rejected, match=reason):
        reader_of(data)(data)


def test_an_old_word_file_with_a_password_is_refused() -> None:
    data = compound("WordDocument", body=struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, 0x0100))
    with pytest.raises(Rejected, match="protected by a password"):
        reader_of(data)(data)


def test_chains_that_run_in_a_circle_end() -> None:
    data = bytearray(compound("Workbook", body=BEGIN))
    struct.pack_into("<L", data, 512 + 4 * 3, 2)
    with pytest.raises(Rejected):
        reader_of(bytes(data))(bytes(data))
