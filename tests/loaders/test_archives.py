"""Archives: what is in them, under which names, and what hostile ones are refused for."""

from __future__ import annotations

import gzip
import io
import random
import stat
import struct
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.archives import Limits, is_archive, members

Entries = Iterable[tuple[str | zipfile.ZipInfo, bytes]]


def packed(entries: Entries, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def taped(entries: Entries, mode: str = "w", form: int = tarfile.GNU_FORMAT, encoding: str = "utf-8") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form, encoding=encoding) as archive:
        for name, data in entries:
            info = tarfile.TarInfo(str(name))
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def found(data: bytes, limits: Limits | None = None) -> list[tuple[str, bytes | str]]:
    return [(member.name, member.reason or member.data) for member in members(data, limits)]


FILES: list[tuple[str, bytes]] = [("a.txt", b"A"), ("2024/教育局.pdf", b"%PDF-"), ("2024/空.txt", b"")]
PACKERS = {
    "zip": packed(FILES),
    "stored": packed(FILES, zipfile.ZIP_STORED),
    "tar": taped(FILES),
    "tar.gz": taped(FILES, "w:gz"),
    "pax": taped(FILES, form=tarfile.PAX_FORMAT),
    "gbk tar": taped(FILES, encoding="gb18030"),
}


@pytest.mark.parametrize("how", PACKERS)
def test_the_documents_of_an_archive_in_its_order(how: str, tmp_path: Path) -> None:
    assert is_archive(PACKERS[how])
    assert found(PACKERS[how]) == FILES
    (tmp_path / "x").write_bytes(PACKERS[how])
    assert is_archive(tmp_path / "x")


def test_long_names() -> None:
    files = [("部门预算公开资料" * 40 + "/教育局.txt", b"x")]
    for data in (taped(files), taped(files, form=tarfile.PAX_FORMAT), packed(files)):
        assert found(data) == files


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 2048,
        b"%PDF-1.7",
        "二〇二四年部门预算".encode(),
        gzip.compress(b"no tar", mtime=0),
        b"\x1f\x8b\x08broken",
        packed([("[Content_Types].xml", b""), ("word/document.xml", b"<w/>")]),
        packed([("[Content_Types].xml", b""), ("xl/workbook.xml", b"<w/>")]),
        packed([("OFD.xml", b"<w/>"), ("Doc_0/Document.xml", b"<w/>")]),
        packed([("[Content_Types].xml", b""), ("word/document.xml", b"<w/>" * 9)])[:-40],  # a Word file cut short
    ],
)
def test_what_is_no_archive(data: bytes) -> None:
    assert not is_archive(data)


@pytest.mark.parametrize(
    ("magic", "name"), [(b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07\x01\x00", "RAR"), (b"BZh9", "bzip2")]
)
def test_archives_that_cannot_be_opened_say_what_to_do(magic: bytes, name: str) -> None:
    assert is_archive(magic + bytes(100))
    assert found(magic + bytes(100)) == [
        ("", f"a {name} archive cannot be opened here; unpack it and load its files, or pack them as ZIP")
    ]


def renamed(data: bytes, shown: bytes, raw: bytes, flags: int = 0) -> bytes:
    """A ZIP file whose names of these bytes are others of the same length, without the mark of UTF-8."""
    assert len(shown) == len(raw)
    changed = bytearray(data.replace(shown, raw))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := changed.find(signature, at + 1)) >= 0:
            changed[at + offset : at + offset + 2] = struct.pack("<H", flags)
    return bytes(changed)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("2024/教育局.txt", "gb18030"),
        ("2024/教育局（汇总）〔2024〕.txt", "gb18030"),
        ("2024/乡镇.txt", "gb18030"),
        ("一中/诏.txt", "gb18030"),
        ("2024/教育局.txt", "utf-8"),
        ("2024\\教育局.txt", "gb18030"),
        ("乗\\珅.txt", "gb18030"),  # signs whose second byte may be a backslash
    ],
)
def test_names_of_zip_members_without_the_mark_of_utf8(name: str, encoding: str) -> None:
    raw = name.encode(encoding)
    shown = b"n" * len(raw)
    assert found(renamed(packed([(shown.decode(), b"x")]), shown, raw)) == [(name.replace("\\", "/"), b"x")]


def test_names_that_an_extra_field_gives() -> None:
    raw, name = b"?????.txt", "教育局.txt"
    field = b"\x01" + struct.pack("<I", zlib.crc32(raw)) + name.encode()
    info = zipfile.ZipInfo(raw.decode())
    info.extra = struct.pack("<HH", 0x7075, len(field)) + field
    assert found(packed([(info, b"x")])) == [(name, b"x")]


@settings(max_examples=60, deadline=None)
@given(st.text("教育局部门预算公开财政厅办〔〕（）一二2024年.-_ab", min_size=1, max_size=12))
def test_chinese_names_in_gbk_are_read_as_they_are(name: str) -> None:
    if name.startswith(".") or not name.strip(".").strip():
        return
    raw = name.encode("gb18030")
    shown = b"n" * len(raw)
    assert found(renamed(packed([(shown.decode(), b"x")]), shown, raw)) == [(name, b"x")]


def test_paths_that_lead_elsewhere_stay_inside() -> None:
    names = ["../../etc/passwd", "/root/x.txt", "a/./b//c.txt", "..\\w.txt", "new\nline\x1b[31m.txt", "C:/x/y.txt"]
    shown = ["etc/passwd", "root/x.txt", "a/b/c.txt", "w.txt", "newline[31m.txt", "C:/x/y.txt"]
    for data in (packed([(name, b"x") for name in names]), taped([(name, b"x") for name in names])):
        assert [name for name, _ in found(data)] == shown


def test_what_is_nobodys_document_is_passed_over() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    junk = [("__MACOSX/a.txt", b"x"), (".DS_Store", b"x"), ("a/.git/config", b"x"), ("folder/", b""), ("dir\\", b"")]
    assert found(packed([*junk, (link, b"/etc/passwd"), ("good.txt", b"x")])) == [("good.txt", b"x")]

    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo(f"thing{kind.decode()}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("good.txt")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"x"))
    assert found(out.getvalue()) == [("good.txt", b"x")]


@pytest.mark.parametrize("data", [packed([]), packed([("__MACOSX/a", b"x")]), taped([(".a", b"x")])])
def test_an_empty_archive_says_so(data: bytes) -> None:
    assert found(data) == [("", "an archive without documents in it")]


def test_two_members_of_one_name() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = packed([("a.txt", b"1"), ("a.txt", b"2"), ("b.txt", b"3")])
    reason = "the archive has another member of this name; the first is read"
    assert found(data) == [("a.txt", b"1"), ("a.txt", reason), ("b.txt", b"3")]


# members that cannot be read


def test_an_encrypted_member_is_refused_and_the_others_are_read() -> None:
    data = bytearray(packed([("a.txt", b"1"), ("b.txt", b"2")]))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    assert found(bytes(data)) == [("a.txt", "protected by a password"), ("b.txt", b"2")]


def test_a_damaged_member_is_refused_and_the_others_are_read() -> None:
    data = packed([("a.txt", b"first"), ("b.txt", b"second")], zipfile.ZIP_STORED).replace(b"first", b"fyrst", 1)
    (name, reason), other = found(data)
    assert (name, other) == ("a.txt", ("b.txt", b"second"))
    assert str(reason).startswith("damaged in its archive (")


def test_other_ways_of_packing_are_refused() -> None:
    info = zipfile.ZipInfo("b.txt")
    info.compress_type = zipfile.ZIP_LZMA
    (_, reason), other = found(packed([(info, b"x" * 1000), ("c.txt", b"1")]))
    assert "pack the archive anew" in str(reason)
    assert other == ("c.txt", b"1")


@pytest.mark.parametrize("how", ["zip", "tar", "tar.gz"])
def test_an_archive_that_is_cut_short_says_so(how: str) -> None:
    files = [(f"{n}.txt", random.Random(n).randbytes(3000)) for n in range(3)]
    data = {"zip": packed(files), "tar": taped(files), "tar.gz": taped(files, "w:gz")}[how]
    *good, last = found(data[:5000])
    assert good[:1] == ([] if how == "zip" else files[:1])
    assert "damaged" in str(last[1])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(PACKERS)), st.data())
def test_damage_anywhere_is_no_crash(how: str, data: st.DataObject) -> None:
    broken = bytearray(PACKERS[how])
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    for member in members(bytes(broken)):
        assert member.reason is None or "\n" not in member.reason
        assert not member.name.startswith(("/", "../"))


# limits


def test_archives_in_archives_are_opened_two_deep() -> None:
    deepest = packed([("deep.txt", b"3")])
    inner = packed([("b.txt", b"2"), ("deeper.zip", deepest)])
    outer = packed([("a.txt", b"1"), ("inner.zip", inner), ("inner.tgz", taped([("c.txt", b"4")], "w:gz")),
                    ("closed.rar", b"Rar!\x1a\x07\x01\x00")])  # fmt: skip
    assert found(outer) == [
        ("a.txt", b"1"),
        ("inner.zip!/b.txt", b"2"),
        ("inner.zip!/deeper.zip", "archives are opened 2 deep, this one lies deeper"),
        ("inner.tgz!/c.txt", b"4"),
        ("closed.rar", "a RAR archive cannot be opened here; unpack it and load its files, or pack them as ZIP"),
    ]


def test_an_archive_that_holds_itself_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # A ZIP file that unpacks to itself exists; here the hash says so of a plain one.
    class Same:
        def digest(self) -> bytes:
            return b"same"

    monkeypatch.setattr("loaders.archives.sha256", lambda _: Same())
    data = packed([("r.zip", packed([("a.txt", b"1")])), ("b.txt", b"2")])
    assert found(data) == [("r.zip", "an archive that holds itself"), ("b.txt", b"2")]


def test_a_member_that_swells_is_refused_while_it_is_read() -> None:
    data = packed([("bomb.txt", bytes(64 << 20)), ("good.txt", b"x")])
    assert found(data) == [("bomb.txt", "packed more than 200 times smaller than it is"), ("good.txt", b"x")]


def test_what_headers_say_of_sizes_is_not_believed() -> None:
    data = bytearray(packed([("bomb.txt", bytes(64 << 20)), ("good.txt", b"x")]))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)  # unpacked, it says
    (name, reason), good = found(bytes(data))
    assert (name, good) == ("bomb.txt", ("good.txt", b"x"))
    assert isinstance(reason, str) or len(reason) <= 1000


def test_much_that_is_unpacked_stops_the_archive() -> None:
    noise = random.Random(1).randbytes(600)
    limits = Limits(total=2000)
    for data in (packed([(f"{n}", noise) for n in range(9)]), taped([(f"{n}", noise) for n in range(9)])):
        *good, last = found(data, limits)
        assert 1 <= len(good) <= 3
        assert last == ("", "an archive of more than 1.95 kB unpacked; the rest of it was not read")


def test_a_large_member_is_refused() -> None:
    limits = Limits(member=100)
    files = [("large", bytes(101)), ("good", bytes(100))]
    for data in (packed(files), taped(files)):
        assert found(data, limits) == [("large", "larger than 100 bytes"), ("good", bytes(100))]


def test_many_members() -> None:
    limits = Limits(members=5)
    files = [(f"{n}", b"x") for n in range(6)]
    assert found(packed(files), limits) == [("", "an archive of more than 5 members")]
    reason = "an archive of more than 5 members; the rest of it was not read"
    assert found(taped(files), limits) == [*files[:5], ("", reason)]
    nested = packed([("a.zip", packed(files[:3])), ("b.zip", packed(files[:3]))])
    assert found(nested, limits)[-1] == ("", reason)


def test_a_list_of_millions_of_members_is_not_read() -> None:
    data = packed([("a", b"x")])
    at = data.find(b"PK\x01\x02")
    entry = data[at : data.find(b"PK\x05\x06")]
    count = 200_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(entry) * count, at, 0)
    bomb = data[:at] + entry * count + end
    tracemalloc.start()
    try:
        assert is_archive(bomb)
        assert found(bomb) == [("", "an archive of more than 20,000 members")]
        assert tracemalloc.get_traced_memory()[1] < 3 * len(bomb)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.XGLTYPE])
def test_a_header_of_a_tar_file_that_swells_is_refused(kind: bytes) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = kind, 1 << 33
    data = gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 20))
    assert "a header that is too long" in str(found(data)[0][1])


def test_a_tar_file_that_swells_is_refused() -> None:
    data = gzip.compress(taped([("bomb", bytes(64 << 20))]))
    started = time.monotonic()
    (last,) = found(data)
    assert "200 times smaller" in str(last[1])
    assert time.monotonic() - started < 5
