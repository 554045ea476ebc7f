"""Originals: texts are kept redacted, others as they came, beside what may be shown. And archives as they load."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

import kg.isolation
from kg.errors import KgError
from kg.graph import Graph
from kg.store import Store
from tests.kg import hostile, papers
from tests.kg.papers import paper

TEXT = papers.data(paper("岚渡县档案馆"))
PAGED = hostile.paged(paper())
OTHER = hostile.paged(paper("岚渡县水务局"))


@pytest.fixture
def store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(kg.isolation, "READER", "tests.kg.hostile:read")
    return store


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def kept(store: Store) -> dict[str, bytes]:
    return {path.suffixes[0]: gzip.decompress(path.read_bytes()) for path in store.layout.originals.iterdir()}


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def at(store: Store) -> list[str]:
    """Where the documents lie, by the names in their paths."""
    return sorted(row.path.partition("/in/")[2] for row in store.documents())


# originals


def test_a_text_is_kept_as_what_may_be_shown(store: Store, tmp_path: Path) -> None:
    store.load([put(tmp_path / "a.txt", TEXT)])
    assert kept(store) == {".txt": "岚渡县档案馆\n".encode()}
    assert store.text(store.resolve_document("a.txt")) == "岚渡县档案馆\n"
    papers.whole(store)


def test_a_paged_document_is_kept_as_it_came_and_as_it_may_be_shown(store: Store, tmp_path: Path) -> None:
    store.load([put(tmp_path / "a.pdf", PAGED)])
    document = store.resolve_document("a.pdf")
    assert kept(store) == {".bin": PAGED, ".txt": "岚渡县教育局\n\f第二页\n".encode()}
    assert store.text(document) == "岚渡县教育局\n\f第二页\n"
    (row,) = store.documents()
    assert row.pages == 2
    papers.whole(store)


def test_reading_again_reads_the_kept_bytes(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [put(tmp_path / "a.pdf", PAGED), put(tmp_path / "a.txt", TEXT)]
    store.load(paths)
    paths[0].unlink()
    before = {row.document for row in store.documents()}
    assert store.cypher("MATCH (f:Figure) RETURN count(*)").rows == [(2,)]
    monkeypatch.setattr(kg.isolation, "READER", "tests.kg.hostile:read_again")
    report = store.load(paths[1:], reread=True)  # a file: only that one
    assert [path for path, _ in report.loaded] == [str(paths[1])]
    monkeypatch.setattr("loaders.read", lambda data: hostile.read(TEXT))  # of a redacted text nothing else is known
    report = store.load([], reread=True)
    assert {document for _, document in report.loaded} == before
    assert {row.document for row in store.documents()} == before
    assert store.cypher("MATCH (f:Figure) RETURN count(*)").rows == [(1,)]
    assert store.text(store.resolve_document("a.pdf")) == "岚渡县教育局\n\f第二页\nneu\n"
    papers.whole(store)


def test_without_kept_bytes_a_paged_document_is_not_read_again_from_what_is_shown(store: Store, tmp_path: Path) -> None:
    store.load([put(tmp_path / "a.pdf", PAGED)])
    document = store.resolve_document("a.pdf")
    (original,) = store.layout.originals.glob("*.bin.gz")
    original.unlink()
    assert store.load([], reread=True).unchanged == (document,)
    (check,) = [check for check in store.verify().checks if check[0] == "originals"]
    assert check == ("originals", False, f"damaged: {original.name.split('.')[0]}")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-12])


def _other(path: Path) -> None:
    path.write_bytes(gzip.compress(OTHER))


@pytest.mark.parametrize(("how", "suffix"), [(_cut, ".txt.gz"), (_cut, ".bin.gz"), (_other, ".bin.gz")])
def test_a_damaged_original_is_found(store: Store, tmp_path: Path, how: object, suffix: str) -> None:
    store.load([put(tmp_path / "a.pdf", PAGED)])
    (path,) = store.layout.originals.glob(f"*{suffix}")
    how(path)  # type: ignore[operator]
    assert [name for name, holds, _ in store.verify().checks if not holds] == ["originals"]
    if how is _cut and suffix == ".bin.gz":
        (rejected,) = store.load([], reread=True).rejected
        assert rejected[1] == "its kept original is damaged; load the file again"


def test_originals_go_with_their_document(store: Store, tmp_path: Path) -> None:
    store.load([put(tmp_path / "a.pdf", PAGED), put(tmp_path / "b.pdf", OTHER)])
    assert len(list(store.layout.originals.iterdir())) == 4
    store.remove(store.resolve_document("a.pdf"))
    assert kept(store)[".bin"] == OTHER
    (tmp_path / "b.pdf").write_bytes(TEXT)
    store.load([tmp_path / "b.pdf"])
    assert list(kept(store)) == [".txt"]
    store.remove(store.resolve_document("b.pdf"))
    assert not list(store.layout.originals.iterdir())
    papers.whole(store)


def test_what_an_interrupted_load_left_of_originals_is_swept(store: Store, tmp_path: Path) -> None:
    store.load([put(tmp_path / "a.pdf", PAGED)])
    left = [store.layout.original("f" * 64), store.layout.shown("f" * 64)]
    for path in left:
        path.write_bytes(gzip.compress(b""))
    papers.whole(store)
    store.load([tmp_path / "a.pdf"])
    assert not any(path.exists() for path in left)
    assert len(list(store.layout.originals.iterdir())) == 2


def test_bytes_of_originals_are_in_no_export(store: Store, tmp_path: Path) -> None:
    store.load([put(tmp_path / "a.pdf", PAGED)])
    store.close()
    (tmp_path / "out").mkdir()
    with Graph.open(store.path) as graph:
        for form in ("nquads", "turtle"):
            graph.export(form, tmp_path / "out" / form)
    written = [path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert written
    assert not any(b"%PDF" in data for data in written)


# archives


def test_the_members_of_an_archive_are_documents_of_their_own(store: Store, tmp_path: Path) -> None:
    archive = put(tmp_path / "in" / "2024.zip", packed({"县/a.txt": TEXT, "b.pdf": PAGED, "bad.txt": b"?"}))
    put(tmp_path / "in" / "z.pdf", OTHER)
    seen: list[tuple[int, int, str]] = []
    report = store.load([tmp_path / "in"], progress=lambda *said: seen.append(said))
    assert [path for path, _ in report.loaded] == [
        f"{archive}!/县/a.txt", f"{archive}!/b.pdf", str(tmp_path / "in" / "z.pdf"),
    ]  # fmt: skip
    assert report.rejected == ((f"{archive}!/bad.txt", "is no paper"),)
    assert at(store) == ["2024.zip!/b.pdf", "2024.zip!/县/a.txt", "z.pdf"]
    assert store.resolve_document("a.txt") == store.resolve_document(f"{archive}!/县/a.txt")
    assert all(done <= total for done, total, _ in seen)
    assert [done for done, _, _ in seen] == list(range(1, len(seen) + 1))
    papers.whole(store)


def test_an_unchanged_archive_has_unchanged_members(store: Store, tmp_path: Path) -> None:
    archive = put(tmp_path / "a.zip", packed({"a.txt": TEXT, "b.pdf": PAGED}))
    store.load([archive])
    report = store.load([archive])
    assert (report.loaded, report.rejected) == ((), ())
    assert report.unchanged == (f"{archive}!/a.txt", f"{archive}!/b.pdf")
    assert store.load([put(tmp_path / "b.pdf", PAGED)]).unchanged  # the same bytes outside
    papers.whole(store)


def test_a_new_archive_at_a_known_path_replaces_the_old_one(store: Store, tmp_path: Path) -> None:
    archive = put(
        tmp_path / "in" / "a.zip", packed({"a.txt": TEXT, "b.pdf": PAGED, "in.zip": packed({"c.pdf": OTHER})})
    )
    store.load([archive])
    assert at(store) == ["a.zip!/a.txt", "a.zip!/b.pdf", "a.zip!/in.zip!/c.pdf"]
    put(archive, packed({"b.pdf": TEXT, "in.zip": b"PK\x03\x04 damaged"}))
    store.load([archive])
    # What could not be opened may hold what it held.
    assert at(store) == ["a.zip!/b.pdf", "a.zip!/in.zip!/c.pdf"]
    put(archive, TEXT)
    store.load([archive])
    assert at(store) == ["a.zip"]
    put(archive, packed({"b.pdf": PAGED}))
    store.load([archive])
    assert at(store) == ["a.zip!/b.pdf"]
    papers.whole(store)


def test_an_archive_that_cannot_be_opened_takes_nothing_with_it(store: Store, tmp_path: Path) -> None:
    archive = put(tmp_path / "in" / "a.zip", packed({"a.txt": TEXT}))
    store.load([archive])
    put(archive, b"PK\x03\x04 damaged")
    ((path, reason),) = store.load([archive]).rejected
    assert path == str(archive)
    assert reason.startswith("a damaged ZIP archive (")
    assert at(store) == ["a.zip!/a.txt"]
    (other,) = store.load([put(tmp_path / "b.rar", b"Rar!\x1a\x07\x01\x00")]).rejected
    assert "RAR" in other[1]


def test_a_folder_named_like_members_of_an_archive_is_left_alone(store: Store, tmp_path: Path) -> None:
    inside = put(tmp_path / "in" / "a!" / "a.txt", TEXT)
    store.load([inside])
    store.load([put(tmp_path / "in" / "a", PAGED)])
    assert at(store) == ["a", "a!/a.txt"]


def test_a_document_that_is_gone_from_an_archive_and_lies_elsewhere_stays(store: Store, tmp_path: Path) -> None:
    archive = put(tmp_path / "in" / "a.zip", packed({"a.pdf": PAGED, "b.txt": TEXT}))
    copy = put(tmp_path / "in" / "copy.pdf", PAGED)
    store.load([archive, copy])
    put(archive, packed({"b.txt": TEXT}))
    store.load([archive])
    assert at(store) == ["a.zip!/b.txt", "copy.pdf"]
    papers.whole(store)


def test_bytes_that_move_to_a_later_path_in_one_load(store: Store, tmp_path: Path) -> None:
    first, second = put(tmp_path / "in" / "a.pdf", PAGED), put(tmp_path / "in" / "b.pdf", OTHER)
    store.load([first, second])
    put(first, OTHER)
    put(second, PAGED)
    report = store.load([tmp_path / "in"])
    assert not report.rejected
    assert at(store) == ["a.pdf", "b.pdf"]
    with Store.open(tmp_path / "fresh", create=True) as fresh:
        fresh.load([tmp_path / "in"])
        assert papers.contents(fresh) == papers.contents(store)
    papers.whole(store)


def test_limits_that_are_no_numbers_are_said_before_anything_is_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_READ_MEMORY_MB", "much")
    with pytest.raises(KgError, match="KG_READ_MEMORY_MB is much"):
        store.load([put(tmp_path / "a.txt", TEXT)])
