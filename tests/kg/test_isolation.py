"""What a document may cost: time and memory are limited, and a reader that ends takes no other document with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kg.isolation
from kg.errors import KgError
from kg.isolation import LONGEST_LINE, SMALL, Limits, Readers, Rejection, is_plain, refuse_long_lines
from kg.store import Store
from ontology.vocabulary import VocabularyError
from tests.kg import hostile, papers
from tests.kg.hostile import PAGED
from tests.kg.papers import paper

GOOD = hostile.paged(paper())


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.isolation, "READER", "tests.kg.hostile:read")
    monkeypatch.setattr("loaders.read", hostile.read)


@pytest.fixture
def readers() -> Iterator[Readers]:
    with Readers(Limits(seconds=4, memory_mb=600), children=1) as opened:
        yield opened


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(Rejection) as found:
        work()
    return str(found.value)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"sleep 60", "took longer than 4 s to read"),
        (b"loop", "took longer than 4 s to read"),
        (b"ignore 60", "took longer than 4 s to read"),
        (b"memory 900", "needed more than 600 MB of memory to read"),
        (b"signal 11", "the reader ended unexpectedly (SIGSEGV)"),
        (b"exit 3", "the reader ended unexpectedly (status 3)"),
        (b"chatter", "is no paper: chatter"),
        (b"nothing", "is no paper: nothing"),
    ],
)
def test_a_hostile_document_is_refused_and_the_next_one_is_read(readers: Readers, said: bytes, reason: str) -> None:
    started = time.monotonic()
    assert refusal(lambda: readers.read(PAGED + said)) == reason
    assert time.monotonic() - started < 10
    assert readers.read(GOOD).media_type == "application/pdf"


def test_a_library_that_ends_the_process_for_want_of_memory_is_told_from_other_ends() -> None:
    # The system counts a program with what the process had used that started it, and tests use much: only a process
    # that was forked from a small one begins small.
    code = (
        "import os, sys\n"
        "if (small := os.fork()):\n"
        "    sys.exit(os.waitstatus_to_exitcode(os.waitpid(small, 0)[1]))\n"
        "import kg.isolation as isolation\n"
        "from tests.kg.hostile import PAGED\n"
        "isolation.READER = 'tests.kg.hostile:read'\n"
        "with isolation.Readers(isolation.Limits(seconds=60, memory_mb=600), children=1) as readers:\n"
        "    try:\n"
        "        readers.read(PAGED + b'hoard')\n"
        "    except isolation.Rejection as error:\n"
        "        print(error)\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "needed more than 600 MB of memory to read"


def test_memory_that_earlier_documents_left_in_use_is_not_held_against_the_next(readers: Readers) -> None:
    assert refusal(lambda: readers.read(PAGED + b"keep 300")) == "is no paper: keep"
    assert refusal(lambda: readers.read(PAGED + b"memory 300")) == "is no paper: memory"


def test_a_defect_of_the_reader_is_a_reason_with_its_place(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_DEBUG", raising=False)
    for data in (PAGED + b"defect", b"defect"):
        reason = refusal(lambda data=data: readers.read(data))
        assert reason.startswith("a defect of the reader (IndexError: list index out of range, hostile.py:")
    assert readers.read(GOOD)


def test_plain_text_is_read_in_place_under_an_alarm(readers: Readers) -> None:
    assert readers.begin(b"loop") is None
    started = time.monotonic()
    assert refusal(lambda: readers.read(b"loop")) == "took longer than 4 s to read"
    assert time.monotonic() - started < 10
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert readers.read(papers.data(paper())).unit is not None


def test_where_no_alarm_can_be_set_plain_text_is_read_elsewhere(readers: Readers) -> None:
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(readers.begin(papers.data(paper()))))
    thread.start()
    thread.join()
    (task,) = found
    assert task.result().packed  # type: ignore[attr-defined]


def test_pages_that_are_done_earn_time_but_not_for_ever() -> None:
    with Readers(Limits(seconds=0.6, memory_mb=2048), children=1) as readers:
        assert refusal(lambda: readers.read(PAGED + b"pages 6")) == "is no paper: pages"  # 1.2 s
        reason = refusal(lambda: readers.read(PAGED + b"pages 1000"))
    assert reason.startswith("took longer than 0.6 s to read a page, or 9 s in all (4")
    assert reason.endswith(" of 1000 pages were read)")


def test_who_waits_hears_of_pages() -> None:
    with Readers(Limits(seconds=5), children=1) as readers:
        task = readers.begin(PAGED + b"pages 8")
        assert task is not None
        heard: list[tuple[int, int]] = []
        with pytest.raises(Rejection):
            task.result(lambda page, pages: heard.append((page, pages)))
    assert heard
    assert all(page in range(1, 9) and pages == 8 for page, pages in heard)


def test_documents_are_read_side_by_side() -> None:
    with Readers(Limits(), children=2) as readers:
        for task in [readers.begin(GOOD + b" ") for _ in range(2)]:  # both are running now
            assert task is not None
            task.result()
        started = time.monotonic()
        tasks = [readers.begin(PAGED + b"sleep 1") for _ in range(2)]
        reasons = [refusal(task.result) for task in tasks if task is not None]
        assert time.monotonic() - started < 1.9
    assert reasons == ["is no paper: sleep"] * 2


def test_closing_ends_what_is_being_read() -> None:
    with Readers(Limits(), children=2) as readers:
        task = readers.begin(PAGED + b"ignore 60")
        assert task is not None
        time.sleep(1)
        started = time.monotonic()
    assert time.monotonic() - started < 5
    assert isinstance(task.future.exception(), Rejection)


def test_a_wrong_overlay_stops_the_load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tables.toml").write_text("not TOML", encoding="utf-8")
    monkeypatch.setattr(kg.isolation, "READER", "loaders:read")
    with monkeypatch.context() as patch, Readers(Limits(), children=1) as readers:
        patch.setenv("KG_VOCABULARY", str(tmp_path))
        text = "岚渡县教育局2024年部门预算\n".encode() * 200_000
        with pytest.raises(VocabularyError, match=r"tables\.toml"):
            readers.read(text)


def test_time_grows_with_size() -> None:
    assert Limits().time_for(b"") == 120
    assert Limits().time_for(bytes(10 << 20)) == 150


def test_limits_come_from_the_environment() -> None:
    assert Limits.of({}) == Limits(120, 4096)
    found = Limits.of({"KG_READ_SECONDS": "2.5", "KG_READ_MEMORY_MB": "512"})
    assert (found.seconds, found.memory) == (2.5, "512 MB")
    assert Limits().memory == "4 GB"


@pytest.mark.parametrize("text", ["abc", "0", "-1", "nan", "inf"])
def test_a_limit_that_is_no_number_is_said_in_one_line(text: str) -> None:
    with pytest.raises(KgError, match=f"KG_READ_SECONDS is {text}: it must be a number above 0"):
        Limits.of({"KG_READ_SECONDS": text})


@pytest.mark.parametrize(
    ("data", "plain"),
    [
        ("2024年部门预算\n一、收入\t12.50\n".encode(), True),
        ("2024年部门预算\n".encode("gb18030"), True),
        (b"", True),
        (b"\xef\xbb\xbf" + "预算".encode(), True),
        (b"%PDF-1.4\n1 0 obj", False),
        (b"junk before\n%PDF-1.4\n", False),
        (b"PK\x03\x04", False),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", False),
        (b"{\\rtf1", False),
        (b"\n <!DOCTYPE html><html>", False),
        (b"<html><body>", False),
        ("预算".encode("utf-16"), True),
        ("ab预算".encode("utf-16"), False),  # its zeros: whoever knows encodings looks at it
        ("<table><tr><td>预算</td></tr></table>".encode(), True),  # marks that copyists leave in text
        (b"a" * (SMALL + 1), False),
    ],
)
def test_what_is_read_in_place(data: bytes, plain: bool) -> None:
    assert is_plain(data) is plain


def test_lines_that_are_too_long_are_refused() -> None:
    line = b"x" * LONGEST_LINE
    refuse_long_lines(line)
    refuse_long_lines((line + b"\n") * 3)
    refuse_long_lines((line + b"\r") * 2)
    refuse_long_lines(b"%PDF-1.7\n" + line * 2)
    for long in (b"short\n" + line + b"x", line + b"\n" + line + b"xy\nshort"):
        assert refusal(lambda long=long: refuse_long_lines(long)) == "a text with a line longer than 16 MB"


def test_lines_that_are_too_long_are_refused_before_the_reader_sees_them(readers: Readers) -> None:
    assert "line longer" in refusal(lambda: readers.read(b"x" * (LONGEST_LINE + 1)))


# loads


def _write(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def test_a_load_goes_on_in_the_order_of_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KG_READ_SECONDS", "4")
    monkeypatch.setenv("KG_READ_MEMORY_MB", "600")
    names = [f"岚渡县{name}局" for name in ("教育", "卫生", "林业", "水务", "财政", "审计")]
    files = {f"{number}.pdf": hostile.paged(paper(name)) for number, name in enumerate(names)}
    files["0.txt"] = papers.data(paper("岚渡县档案馆"))
    files["1a.pdf"] = PAGED + b"sleep 60"
    files["2a.pdf"] = PAGED + b"memory 900"
    files["3a.pdf"] = PAGED + b"signal 6"
    files["4a.pdf"] = files["4.pdf"]  # the same bytes, while they are being read
    folder = _write(tmp_path / "in", files)
    with Store.open(tmp_path / "store", create=True) as store:
        report = store.load([folder])
        assert [Path(path).name for path, _ in report.loaded] == [
            "0.pdf", "0.txt", "1.pdf", "2.pdf", "3.pdf", "4.pdf", "5.pdf",
        ]  # fmt: skip
        assert [(Path(path).name, reason) for path, reason in report.rejected] == [
            ("1a.pdf", "took longer than 4 s to read"),
            ("2a.pdf", "needed more than 600 MB of memory to read"),
            ("3a.pdf", "the reader ended unexpectedly (SIGABRT)"),
        ]
        assert [Path(path).name for path in report.unchanged] == ["4a.pdf"]
        assert len(store.load([folder]).unchanged) == 8
        papers.whole(store)
    assert capsys.readouterr().err == ""


def test_an_interrupted_load_leaves_no_process(tmp_path: Path) -> None:
    folder = _write(tmp_path / "in", {"a.pdf": GOOD, "b.pdf": PAGED + b"ignore 60"})
    script = (
        "import sys, kg.isolation\nkg.isolation.READER = 'tests.kg.hostile:read'\nfrom kg.cli import main\nmain()\n"
    )
    top = Path(__file__).resolve().parents[2]
    loading = subprocess.Popen(
        [sys.executable, "-c", script, "--store", str(tmp_path / "store"), "load", str(folder)],
        cwd=top, env={**os.environ, "PYTHONPATH": str(top)}, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while len(list((tmp_path / "store").glob("documents/*.gz"))) < 1 and time.monotonic() < deadline:
            time.sleep(0.1)
        children = _children(loading.pid)
        assert children
        time.sleep(0.5)
        loading.send_signal(signal.SIGINT)
        _, said = loading.communicate(timeout=30)
    finally:
        loading.kill()
    assert loading.returncode == 1
    assert b"interrupted: 1 of 2 files" in said
    assert b"Traceback" not in said
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    with Store.open(tmp_path / "store") as store:
        assert len(store.documents()) == 1


def _children(parent: int) -> list[int]:
    if not Path("/proc/self/task").is_dir():
        pytest.skip("needs /proc")
    found: list[int] = []
    for task in Path(f"/proc/{parent}/task").iterdir():
        found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate((512 << 20) + 1)
    opened = Path.open

    def watched(path: Path, *args: object, **more: object) -> object:
        assert path != large, "it is read"
        return opened(path, *args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", watched)
    with Store.open(tmp_path / "store", create=True) as store:
        assert store.load([large]).rejected == ((str(large), "larger than 512 MB"),)


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with Store.open(tmp_path / "store", create=True) as store:
        assert store.load([pipe]).rejected == ((str(pipe), "not a file"),)
