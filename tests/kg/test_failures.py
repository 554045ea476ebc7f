"""What happens when something breaks: nothing that was written is lost, and the next command repairs the rest."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import units, update
from kg.engines.ladybug import Projector
from kg.errors import StoreBusyError, StoreError
from kg.store import Store
from tests.kg import papers
from tests.kg.papers import paper

PAPERS = [
    paper(f"岚渡县{name}局", projects=[{"name": f"{name}项目", "amount": "1"}]) for name in ("教育", "卫生", "林业")
]


class Killed(BaseException):
    """Stands for a process that ends in the middle of something."""


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    return papers.write(tmp_path / "in", PAPERS)


def _reopened(store: Store) -> Store:
    store.close()
    return Store.open(store.path)


def _ends_as_if_nothing_had_happened(store: Store, paths: list[Path], tmp_path: Path) -> None:
    with _reopened(store) as again:
        again.load(paths)
        papers.whole(again)
        with Store.open(tmp_path / "fresh", create=True) as fresh:
            fresh.load(paths)
            assert papers.contents(again) == papers.contents(fresh)
        assert not list(store.path.rglob("*.part"))


@pytest.mark.parametrize("at", [1, 2, 3])
def test_an_interrupted_load_keeps_what_it_wrote(
    store: Store, paths: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    calls = 0
    read = papers.read

    def interrupted(raw: bytes) -> object:
        nonlocal calls
        calls += 1
        if calls == at:
            raise KeyboardInterrupt
        return read(raw)

    with monkeypatch.context() as patch:
        patch.setattr("loaders.read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.load(paths)
    with _reopened(store) as again:
        assert len(again.documents()) == at - 1
        assert again.cypher("MATCH (d:Disclosure) RETURN count(*)").rows == [(at - 1,)]
        papers.whole(again)
    _ends_as_if_nothing_had_happened(store, paths, tmp_path)


def _kill(monkeypatch: pytest.MonkeyPatch, where: object, name: str, after: int = 0) -> None:
    original: Callable[..., object] = getattr(where, name)
    calls = 0

    def killed(*args: object, **more: object) -> object:
        nonlocal calls
        calls += 1
        if calls > after:
            raise Killed
        return original(*args, **more)

    monkeypatch.setattr(where, name, killed)


@pytest.mark.parametrize(
    ("where", "name", "after"),
    [
        (units.os, "replace", 0),
        (units.os, "replace", 1),
        (units.os, "fsync", 3),
        (Projector, "finish", 0),
        (update, "seal", 0),
        (update, "_sync", 0),
        (update, "sweep_engines", 0),
        (Path, "rename", 0),
    ],
)
@pytest.mark.parametrize("replaced", [False, True])
def test_killed_between_any_two_steps(
    store: Store,
    paths: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: object,
    name: str,
    after: int,
    replaced: bool,
) -> None:
    store.load(paths[:2])
    store.sparql("ASK { ?s ?p ?o }")
    if replaced:
        paths[0].write_bytes(papers.data(paper(year=2020)))
    with monkeypatch.context() as patch:
        _kill(patch, where, name, after)
        with pytest.raises(Killed):
            store.load(paths)
    with _reopened(store) as again:
        papers.whole(again)
    _ends_as_if_nothing_had_happened(store, paths, tmp_path)


def test_a_real_kill_leaves_a_store_that_repairs_itself(store: Store, paths: list[Path], tmp_path: Path) -> None:
    script = (
        "import os, sys, kg.update, loaders\n"
        "from kg.store import Store\n"
        "from tests.kg import papers\n"
        "loaders.read = papers.read\n"
        "kg.update.seal = lambda folder: os.kill(os.getpid(), 9)\n"
        "Store.open(sys.argv[1]).load(sys.argv[2:])\n"
    )
    store.close()
    top = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, str(store.path), *map(str, paths)], cwd=top, capture_output=True, check=False
    )
    assert done.returncode == -9
    with Store.open(store.path) as again:
        papers.whole(again)
    _ends_as_if_nothing_had_happened(store, paths, tmp_path)


@pytest.mark.parametrize("after", [0, 1, 2, 5])
def test_a_full_disk_is_said_in_one_line_and_loses_nothing(
    store: Store, paths: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    write = os.write
    calls = 0

    def full(descriptor: int, data: bytes) -> int:
        nonlocal calls
        calls += 1
        if calls > after:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data)

    with monkeypatch.context() as patch:
        patch.setattr(units.os, "write", full)
        with pytest.raises(StoreError, match="disk is full"):
            store.load(paths)
    assert not list(store.layout.documents.glob(".*"))
    _ends_as_if_nothing_had_happened(store, paths, tmp_path)


def test_a_disk_that_is_full_for_the_engine(
    store: Store, paths: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Projector, "finish", lambda *_: (_ for _ in ()).throw(RuntimeError("No space left on device")))
        with pytest.raises(StoreError):
            store.load(paths)
    _ends_as_if_nothing_had_happened(store, paths, tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="rights do not bind root")
def test_a_folder_without_rights(store: Store, paths: list[Path]) -> None:
    store.close()
    store.path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="no right"), Store.open(store.path) as again:
            again.load(paths)
    finally:
        store.path.chmod(0o700)


def test_a_folder_that_may_not_be_written(store: Store, paths: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refused(path: object, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, flags, mode)  # type: ignore[arg-type]

    store.load(paths[:1])
    with monkeypatch.context() as patch:
        patch.setattr("kg.disk.os.open", refused)
        with pytest.raises(StoreError, match="no right"):
            store.load(paths)
        assert len(store.documents()) == 1  # what is there can be read


def test_one_writer_at_a_time(store: Store, paths: list[Path]) -> None:
    store.load(paths[:1])
    with store.layout.writing():
        with pytest.raises(StoreBusyError, match=str(os.getpid())), Store.open(store.path) as other:
            other.load(paths)
        with Store.open(store.path) as other:  # readers do not wait
            assert len(other.documents()) == 1
            assert other.cypher("MATCH (d:Disclosure) RETURN count(*)").rows == [(1,)]


def test_a_reader_keeps_what_it_opened_while_another_loads(store: Store, paths: list[Path]) -> None:
    store.load(paths[:1])
    with Store.open(store.path) as reader:
        assert reader.cypher("MATCH (d:Disclosure) RETURN count(*)").rows == [(1,)]
        assert reader.sparql("SELECT ?d WHERE { ?d a fkg:Disclosure }")
        store.load(paths)
        assert reader.cypher("MATCH (d:Disclosure) RETURN count(*)").rows == [(1,)]
        assert len(reader.sparql("SELECT ?d WHERE { ?d a fkg:Disclosure }")) == 1  # type: ignore[arg-type]
        assert len(reader.documents()) == 1
    with Store.open(store.path) as reader:
        assert reader.cypher("MATCH (d:Disclosure) RETURN count(*)").rows == [(3,)]


def _damage(store: Store, how: str) -> None:
    graph = next(store.path.glob("engines/ladybug/*/graph.lbug"))
    if how == "cut":
        os.truncate(graph, graph.stat().st_size // 2)
    elif how == "garbage":
        graph.write_bytes(os.urandom(graph.stat().st_size))
    elif how == "missing":
        graph.unlink()
    elif how == "catalogue":
        store.layout.catalog.write_bytes(b"nothing")
    elif how == "cut catalogue":
        os.truncate(store.layout.catalog, store.layout.catalog.stat().st_size // 2)
    elif how == "no catalogue":
        store.layout.catalog.unlink()
    else:
        for path in store.path.glob("engines/oxigraph/*/*.sst"):
            path.write_bytes(os.urandom(path.stat().st_size))


@pytest.mark.parametrize("how", ["cut", "garbage", "missing", "catalogue", "cut catalogue", "no catalogue", "triples"])
def test_what_is_derived_is_built_again_and_says_so(
    store: Store, paths: list[Path], capsys: pytest.CaptureFixture[str], how: str
) -> None:
    store.load(paths)
    store.sparql("ASK { ?s ?p ?o }")
    wanted = papers.contents(store)
    store.close()
    _damage(store, how)
    capsys.readouterr()
    with Store.open(store.path) as again:
        assert papers.contents(again) == wanted
        assert again.cypher("MATCH (d:Disclosure) RETURN count(*)").rows == [(3,)]
        assert again.sparql("ASK { ?s a fkg:Disclosure }") is True
        papers.whole(again)
    if how != "no catalogue":
        assert capsys.readouterr().err


def test_a_damaged_document_is_named(store: Store, paths: list[Path]) -> None:
    store.load(paths)
    store.close()
    file = sorted(store.layout.documents.iterdir())[0]
    os.truncate(file, file.stat().st_size - 20)
    with Store.open(store.path) as again, pytest.raises(StoreError, match=file.name):
        again.documents()
