"""What copying, conversion and OCR do to whole documents: nothing changes, or the reader says so."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

import loaders
from loaders.records import Disclosure, Reading
from tests.loaders import mutations
from tests.loaders.mutations import DAMAGING, HARMLESS, Mutation, differences, lines_of, silent, text_of, wrong_mends

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
REAL = ("000", "001", "002", "003", "004")
MADE = ("made-0", "made-1")


@cache
def text(key: str) -> str:
    if key in MADE:
        generate = pytest.importorskip("examples.generate", reason="the generator of examples is not here")
        corpus = generate.generate(7, len(MADE), [2024], size_kb=40)
        return str(corpus.documents[MADE.index(key)].text)
    folder = SHARED / "corpus" / "shanxi"
    if not folder.is_dir():
        pytest.skip("the real documents are not here (shared/corpus/shanxi beside the checkout)")
    return next(folder.glob(f"{key}_*.txt")).read_text(encoding="utf-8")


@cache
def plain(key: str) -> Disclosure:
    return loaders.read(text(key).encode())


def changed(key: str, mutate: Mutation, seed: int = 1) -> tuple[Disclosure, list[int | None]]:
    lines = mutate(lines_of(text(key)), random.Random(seed), plain(key))
    if lines is None:
        pytest.skip("this document has nothing of the kind")
    return loaders.read(text_of(lines).encode()), [origin for origin, _ in lines]


@pytest.mark.parametrize("key", [*REAL, *MADE])
@pytest.mark.parametrize("name", HARMLESS)
def test_what_changes_nothing_on_the_page_changes_nothing_that_is_read(name: str, key: str) -> None:
    found, origin = changed(key, HARMLESS[name])
    assert differences(plain(key), found, origin)[:6] == []


@pytest.mark.parametrize("key", [*REAL, *MADE])
@pytest.mark.parametrize("name", DAMAGING)
def test_what_damage_changes_is_never_changed_in_silence(name: str, key: str) -> None:
    for seed in (1, 2) if "broken" in name or "blank" in name else (1,):
        found, origin = changed(key, DAMAGING[name], seed)
        assert silent(plain(key), found, origin)[:6] == []


@pytest.mark.parametrize("key", [*REAL, *MADE])
@pytest.mark.parametrize("name", DAMAGING)
def test_what_is_mended_is_mended_right(name: str, key: str) -> None:
    found, origin = changed(key, DAMAGING[name])
    assert wrong_mends(plain(key), found, origin)[:6] == []


@pytest.mark.parametrize("key", [*REAL, *MADE])
def test_a_bent_digit_is_mended_right_or_left_as_printed(key: str) -> None:
    for seed in range(6):
        found, origin = changed(key, mutations.bent_digit, seed)
        before = {(line.at.line, line.column): line.amount_yuan for line in plain(key).lines}
        for line in found.lines:
            if line.repaired and line.repaired.startswith("OCR"):
                assert before[(origin[(line.at.line or 1) - 1], line.column)] == line.amount_yuan


@pytest.mark.parametrize("key", [*REAL, *MADE])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings(encoding: str, key: str) -> None:
    found = loaders.read(text(key).encode(encoding))
    assert (found.lines, found.citations, found.sheets) == (plain(key).lines, plain(key).citations, plain(key).sheets)


@pytest.mark.parametrize("key", [*REAL, *MADE])
def test_half_a_document_is_read_or_rejected(key: str) -> None:
    data = text(key).encode()
    rng = random.Random(5)
    for _ in range(6):
        cut = rng.randrange(len(data))
        for part in (data[:cut], data[cut:]):
            try:
                loaders.read(part)
            except loaders.Rejected as fault:
                assert "\n" not in fault.reason


@pytest.mark.parametrize("key", [*REAL, *MADE])
def test_what_the_first_half_of_a_document_says_is_said_as_before(key: str) -> None:
    whole = text(key)
    cut = whole.index("第三部分", len(whole) // 6)
    found = loaders.read(whole[:cut].encode())
    origin: list[int | None] = list(range(1, whole.count("\n") + 2))
    tables = [x for x in plain(key).lines if (x.at.line or 0) <= whole[:cut].count("\n")]
    assert len(found.lines) == len(tables)
    assert [
        x for x in silent(plain(key), found, origin) if int(x.split()[1].rstrip(":")) < whole[:cut].count("\n")
    ] == []


@pytest.mark.parametrize("key", [*REAL, *MADE])
def test_lines_account_for_themselves_whatever_happens(key: str) -> None:
    rng = random.Random(9)
    lines = [line for line in text(key).split("\n") if rng.random() > 0.3]
    try:
        found = loaders.read("\n".join(lines).encode())
    except loaders.Rejected:
        return
    filled = [number for number, line in enumerate(found.text.split("\n"), 1) if line.strip()]
    assert sorted(p.at.line or 0 for p in found.passages) == filled
    assert all(isinstance(p.reading, Reading) for p in found.passages)
