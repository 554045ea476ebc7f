"""Several files of one disclosure, and a unit's disclosure within its department's: each money once."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from examples.generate import Corpus, generate
from kg import disclosures
from kg.graph import Graph
from kg.ids import fold
from kg.store import Store
from kg.trace import trace
from kg.trace.result import Trace
from tests.kg import papers
from tests.kg.papers import cite, paper
from tests.loaders.formats.convert import to_docx, to_xlsx

NUMBER = "云川财行〔2023〕8号"


def project(name: str = "校舍维修", amount: str = "12.50", **more: Any) -> dict[str, Any]:
    return {"name": name, "amount": amount, "cites": [cite(NUMBER)], **more}


def load(store: Store, folder: Path, *entries: dict[str, Any]) -> list[Path]:
    paths = papers.write(folder, entries)
    assert store.load(paths).rejected == ()
    return paths


def reasons(store: Store) -> list[str]:
    return [entry.reason for entry in disclosures.inclusions(store)]


def total(store: Store) -> Decimal:
    return trace(store, NUMBER).total_yuan


# a department and its units


def test_one_body_as_department_and_as_unit_has_two_disclosures(store: Store, tmp_path: Path) -> None:
    load(store, tmp_path / "in", paper(projects=[project()]), paper(kind="unit", projects=[project()]))
    rows = {row["publisher_kind"]: row["disclosure"] for row in store.table("documents")}
    assert len(set(rows.values())) == 2
    assert disclosures.inclusions(store) == [disclosures.Inclusion(rows["unit"], rows["department"], "same-name")]


def test_their_money_is_traced_once_and_the_departments_file_is_taken(store: Store, tmp_path: Path) -> None:
    load(store, tmp_path / "in", paper(projects=[project()]), paper(kind="unit", projects=[project()]))
    (entry,) = trace(store, NUMBER).projects
    kinds = {row["document"]: row["publisher_kind"] for row in store.table("documents")}
    assert (entry.amount_yuan, entry.counted) == (Decimal(125000), True)
    assert [kinds[row.document] for row in entry.allocations] == ["department"]
    assert [row.because for row in entry.left_out] == ["department-and-unit"]


@pytest.mark.parametrize("name", ["岚渡县教育局（本级）", "岚渡县教育局本部", "岚渡县教育局机关"])
def test_an_own_unit_is_known_by_its_name(store: Store, tmp_path: Path, name: str) -> None:
    load(store, tmp_path / "in", paper(), paper(name, kind="unit"))
    assert reasons(store) == ["own-unit"]


def test_a_listed_unit_is_within_its_department(store: Store, tmp_path: Path) -> None:
    load(store, tmp_path / "in", paper(units=["岚渡县实验小学"]), paper("岚渡县实验小学", kind="unit"))
    assert reasons(store) == ["listed"]


def test_a_listed_unit_that_calls_itself_a_department_is_within_too(store: Store, tmp_path: Path) -> None:
    load(store, tmp_path / "in", paper(units=["岚渡县实验小学"]), paper("岚渡县实验小学"))
    assert reasons(store) == ["listed"]


@pytest.mark.parametrize(
    "other",
    [
        {"publisher": "岚渡县实验小学", "kind": "unit"},
        {"publisher": "岚渡县水利局"},
        {"publisher": "岚渡县教育局", "kind": "unit", "year": 2023},
        {"publisher": "岚渡县教育局", "kind": "unit", "stage": "final"},
        {"publisher": "平川县教育局（本级）", "kind": "unit", "places": ["云川省", "平川县"]},
    ],
)
def test_others_are_within_nothing(store: Store, tmp_path: Path, other: dict[str, Any]) -> None:
    load(store, tmp_path / "in", paper(), paper(**other))
    assert reasons(store) == []


def test_without_the_department_a_unit_is_within_nothing(store: Store, tmp_path: Path) -> None:
    first, _ = load(store, tmp_path / "in", paper(units=["岚渡县实验小学"]), paper("岚渡县实验小学", kind="unit"))
    (document,) = (row["document"] for row in store.table("documents") if row["path"] == str(first))
    store.remove(str(document))
    assert reasons(store) == []


def test_a_departments_sum_and_its_units_count_once(store: Store, tmp_path: Path) -> None:
    department = paper(units=["岚渡县实验小学"], projects=[project()])
    load(store, tmp_path / "in", department, paper("岚渡县实验小学", kind="unit", projects=[project()]))
    assert total(store) == 125000


# several files of one disclosure


def test_a_reissue_counts_once_and_its_difference_is_found(store: Store, tmp_path: Path) -> None:
    load(store, tmp_path / "in", paper(projects=[project()]), paper(projects=[project(amount="13.00")]))
    (entry,) = trace(store, NUMBER).projects
    (difference,) = disclosures.differences(store)
    assert {entry.amount_yuan, entry.left_out[0].amount_yuan} == {Decimal(125000), Decimal(130000)}
    assert {difference.expected, difference.actual} == {"125000", "130000"}
    assert difference.counted.startswith(entry.allocations[0].document)
    (row,) = disclosures.findings(store)
    assert (row["rule"], row["lines"], row["id"]) == ("files-differ", [100], difference.other)


def test_of_two_files_the_fuller_one_counts(store: Store, tmp_path: Path) -> None:
    more = {"2050201": "学前教育", "2050202": "小学教育"}
    _, full = load(store, tmp_path / "in", paper(), paper(codes=more))
    documents = {row["path"]: row["document"] for row in store.table("documents")}
    found = {entry.table: entry.document for entry in disclosures.accounts(store)}
    assert found == dict.fromkeys(("general-public", "projects-current"), documents[str(full)])


def test_a_table_of_one_file_alone_needs_no_account(store: Store, tmp_path: Path) -> None:
    load(store, tmp_path / "in", paper(projects=[]), paper(codes={}))
    assert disclosures.accounts(store) == []
    assert len({row["disclosure"] for row in store.table("documents")}) == 1


def test_removing_one_file_leaves_the_other_whole(store: Store, tmp_path: Path) -> None:
    entries = [paper(projects=[project()]), paper(projects=[project()], codes={"2050299": "其他普通教育支出"})]
    _, second = load(store, tmp_path / "in", *entries)
    (gone,) = (row["document"] for row in store.table("documents") if row["path"] == str(second))
    store.remove(str(gone))
    papers.whole(store)
    with Store.open(tmp_path / "alone", create=True) as alone:
        load(alone, tmp_path / "in2", entries[0])
        assert papers.contents(store) == papers.contents(alone)
    assert total(store) == 125000


CORPUS = generate(11, 2, (2024,), size_kb=40)


def split(text: str) -> tuple[str, str]:
    """A document's tables and its narrative, each with the cover."""
    lines = text.splitlines(keepends=True)
    parts = [number for number, line in enumerate(lines) if line.startswith("第") and "部分" in line[:6]]
    # The contents name every part once before the parts themselves.
    overview, tables, narrative, _ = parts[len(parts) // 2 :]
    cover = "".join(lines[: parts[0]])
    return cover + "".join(lines[tables:narrative]), cover + "".join(lines[overview:tables] + lines[narrative:])


def traces(folder: Path, files: Iterable[tuple[str, bytes]], corpus: Corpus) -> dict[str, Trace]:
    (folder / "in").mkdir(parents=True)
    for name, content in files:
        (folder / "in" / name).write_bytes(content)
    with Graph.open(folder / "store", create=True) as graph:
        assert graph.load(folder / "in").rejected == ()
        assert len({row["disclosure"] for row in graph.store.table("documents")}) == len(corpus.documents)
        assert list(disclosures.differences(graph.store)) == []
        return {number: graph.trace(number) for number in corpus.traces if "〔" in number}


def counted(found: Trace) -> list[tuple[Any, ...]]:
    return [
        (
            fold(e.project),
            e.unit,
            e.fiscal_year,
            e.stage,
            e.timing,
            e.amount_yuan,
            e.by_level,
            e.relation,
            e.roles,
            e.counted,
        )
        for e in found.projects
    ]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Trace]:
    files = [(document.name, document.text.encode()) for document in CORPUS.documents]
    return traces(tmp_path_factory.mktemp("once"), files, CORPUS)


def pairs(way: str) -> Iterable[tuple[str, bytes]]:
    for document in CORPUS.documents:
        raw, stem = document.text.encode(), document.name.removesuffix(".txt")
        if way == "parts":
            for part, text in zip(("报表", "说明"), split(document.text), strict=True):
                yield f"{stem}_{part}.txt", text.encode()
        else:
            yield document.name, raw
            yield (f"{stem}.xlsx", to_xlsx(raw)) if way == "xlsx" else (f"{stem}.docx", to_docx(raw))


@pytest.mark.parametrize("way", ["parts", "xlsx", "docx"])
def test_two_files_of_one_disclosure_trace_like_one(way: str, once: dict[str, Trace], tmp_path: Path) -> None:
    twice = traces(tmp_path, pairs(way), CORPUS)
    for number, single in once.items():
        assert (twice[number].total_yuan, twice[number].totals) == (single.total_yuan, single.totals)
        assert counted(twice[number]) == counted(single)


def test_a_department_and_its_only_unit_of_the_real_documents(shared: Path, tmp_path: Path) -> None:
    folder = shared / "corpus" / "putuo"
    files = [path for path in sorted(folder.iterdir()) if "商务委员会2025年" in path.name]
    assert len(files) == 2
    with Graph.open(tmp_path / "store", create=True) as graph:
        assert graph.store.load(files).rejected == ()
        rows = {row["publisher_kind"]: row for row in graph.store.table("documents")}
        assert rows["unit"]["disclosure"] != rows["department"]["disclosure"]
        assert reasons(graph.store) == ["same-name"]
        scopes = {
            (row["document"], row["scope"]) for row in graph.store.table("lines") if row["table"] == "general-public"
        }
        assert scopes == {
            (rows["unit"]["document"], "own"),
            (rows["department"]["document"], "consolidated"),
        }
