from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import AmbiguousError, StoreError, UnknownDocumentError, UnknownNodeError, UnknownTableError
from kg.store import Store
from kg.tables import TABLES
from tests.kg import papers
from tests.kg.papers import cite, paper

NATIONAL, LOCAL = "国办发〔2020〕1号", "岚政发〔2023〕2号"
EDUCATION = paper(
    projects=[{"name": "校舍维修", "amount": "12.5", "cites": [cite(NATIONAL), cite(LOCAL, "关于校舍的意见")]}]
)
HEALTH = paper("岚渡县卫生健康局", projects=[{"name": "疫苗", "amount": "3", "cites": [cite(NATIONAL)]}])
# The title of this one hands money down: what others call a basis becomes funding.
FAR = paper(
    "远山市财政局",
    places=["远山市"],
    projects=[{"name": "补助", "amount": "9", "cites": [cite(NATIONAL, "关于下达专项资金的通知")]}],
)
LAST_YEAR = paper(year=2023, codes={"2050201": "学前教育", "2050202": "小学教育"})
PAPERS = (EDUCATION, HEALTH, FAR, LAST_YEAR)


@pytest.fixture
def full(store: Store, tmp_path: Path) -> Store:
    store.load(papers.write(tmp_path / "in", PAPERS))
    return store


def _fresh(folder: Path, paths: list[Path]) -> list[str]:
    with Store.open(folder, create=True) as store:
        store.load(paths)
        return papers.contents(store)


def test_loads_files_and_folders_and_says_what_it_did(store: Store, tmp_path: Path) -> None:
    (first, *_) = papers.write(tmp_path / "in", PAPERS)
    (tmp_path / "in" / "bad.json").write_text("{", encoding="utf-8")
    report = store.load([tmp_path / "in", tmp_path / "nowhere.json"])
    assert len(report.loaded) == 4
    assert sorted(Path(path).name for path, _ in report.rejected) == ["bad.json", "nowhere.json"]
    assert store.load([first]).unchanged == (str(first),)
    papers.whole(store)


def test_every_order_of_loading_gives_the_same(tmp_path: Path, reader: None) -> None:
    paths = papers.write(tmp_path / "in", PAPERS)
    wanted = _fresh(tmp_path / "together", paths)
    with Store.open(tmp_path / "one by one", create=True) as store:
        for path in reversed(paths):
            store.load([path])
        assert papers.contents(store) == wanted
        papers.whole(store)


def test_removing_leaves_what_a_load_of_the_rest_gives(full: Store, tmp_path: Path) -> None:
    full.sparql("ASK { ?s ?p ?o }")  # from now on both engines are carried along
    paths = sorted((tmp_path / "in").iterdir())
    full.remove(full.resolve_document("2.json"))
    assert papers.contents(full) == _fresh(tmp_path / "fresh", [path for path in paths if path.name != "2.json"])
    papers.whole(full)


def test_new_bytes_at_a_known_path_replace_the_old_facts(full: Store, tmp_path: Path) -> None:
    full.sparql("ASK { ?s ?p ?o }")
    path = tmp_path / "in" / "0.json"
    old = full.resolve_document("0.json")
    path.write_bytes(papers.data(paper(projects=[{"name": "操场", "amount": "1"}])))
    full.load([path])
    assert full.resolve_document("0.json") != old
    assert papers.contents(full) == _fresh(tmp_path / "fresh", sorted((tmp_path / "in").iterdir()))
    papers.whole(full)


def test_the_same_bytes_elsewhere_are_unchanged_and_stay_when_one_path_changes(full: Store, tmp_path: Path) -> None:
    first, copy = tmp_path / "in" / "0.json", tmp_path / "copy.json"
    copy.write_bytes(first.read_bytes())
    assert full.load([copy]).unchanged
    document = full.resolve_document("0.json")
    first.write_bytes(papers.data(paper(year=2022)))
    full.load([first])
    assert full.resolve_document("copy.json") == document
    assert len(full.documents()) == 5
    copy.write_bytes(papers.data(paper(year=2021)))
    full.load([copy])
    assert document not in {row.document for row in full.documents()}
    papers.whole(full)


STEPS = st.lists(st.tuples(st.sampled_from(["load", "remove", "ask"]), st.integers(0, 3)), min_size=2, max_size=6)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_of_changes_ends_where_a_fresh_load_does(
    tmp_path_factory: pytest.TempPathFactory, reader: None, steps: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("steps")
    paths = papers.write(folder / "in", PAPERS)
    loaded: set[int] = set()
    with Store.open(folder / "store", create=True) as store:
        for what, which in steps:
            if what == "load":
                store.load([paths[which]])
                loaded.add(which)
            elif what == "remove" and which in loaded:
                store.remove(store.resolve_document(paths[which].name))
                loaded.remove(which)
            elif what == "ask":
                store.sparql("ASK { ?s ?p ?o }")
        assert papers.contents(store) == _fresh(folder / "fresh", [paths[which] for which in sorted(loaded)])
        papers.whole(store)


def test_a_title_elsewhere_turns_a_basis_into_funding(store: Store, tmp_path: Path) -> None:
    education, _, far, _ = papers.write(tmp_path / "in", PAPERS)
    query = "MATCH (p:Project {name: '校舍维修'})-[:FUNDED_BY]->(d) RETURN d.number, d.handsDown"
    store.load([education])
    assert store.cypher(query).rows == []
    store.load([far])
    assert store.cypher(query).rows == [(NATIONAL, True)]
    store.remove(store.resolve_document(far.name))
    assert store.cypher(query).rows == []
    papers.whole(store)


def test_reading_again_changes_what_the_reader_reads_otherwise(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace  # noqa: PLC0415

    def read(raw: bytes) -> object:
        made = papers.disclosure(paper(raw.decode().strip()))
        return replace(made, figures=(), document="d" + "1" * 16)

    before = {row.document for row in full.documents()}
    monkeypatch.setattr("loaders.read", read)
    report = full.load([], reread=True)
    assert {document for _, document in report.loaded} == before
    assert {row.document for row in full.documents()} == before
    assert full.cypher("MATCH (f:Figure) RETURN count(*)").rows == [(0,)]
    papers.whole(full)


def test_tables_have_the_public_columns_in_order(full: Store, tmp_path: Path) -> None:
    handing = {"number": "云财教〔2024〕7号", "title": "关于下达校舍维修资金的通知", "gives": {"岚渡县": 90000}}
    full.load(papers.write(tmp_path / "notice", [paper("云川省财政厅", notice=handing)]))
    for name, columns in TABLES.items():
        rows = list(full.table(name))
        assert rows, name
        assert all(tuple(row) == columns for row in rows), name
    with pytest.raises(UnknownTableError):
        full.table("nothing")


def test_rows_of_tables(full: Store) -> None:
    (row,) = (
        row
        for row in full.table("allocations")
        if row["project"] == "校舍维修"
        and row["fiscal_year"] == 2024
        and row["amount_yuan"] == Decimal(125000)
        and row["unit"] == "岚渡县教育局"
        and row["document"] == full.resolve_document("0.json")
    )
    assert (row["line"], row["source"], row["page"], row["fund"]) == (100, "#line=99,100", None, "general-public")
    citations = [row for row in full.table("citations") if row["number"] == NATIONAL]
    assert len({row["policy_id"] for row in citations}) == 1
    (policy,) = (row for row in full.table("policies") if row["number"] == NATIONAL)
    assert (policy["citations"], policy["projects"]) == (3, 3)
    (sheet,) = (row for row in full.table("sheets") if row["project"] == "疫苗")
    assert (sheet["annual_total_yuan"], sheet["annual_county_yuan"]) == (Decimal(30000), Decimal(30000))
    assert sheet["allocation_ids"] == [f"{sheet['document']}/allocation/100-1"]
    (indicator,) = (row for row in full.table("indicators") if row["document"] == sheet["document"])
    assert indicator["project_id"] == sheet["project_id"]
    (finding, *_) = full.table("findings")
    assert (finding["lines"], finding["pages"]) == ([10], [])
    subjects = {row["code"]: row for row in full.table("subjects")}
    assert (subjects["2050201"]["first_year"], subjects["2050201"]["last_year"]) == (2023, 2024)
    assert subjects["2050201"]["documents"] == 4


@pytest.mark.parametrize("text", ["国办发【2020】1号", "国办发[2020]1号", "国办发(2020) 1号"])
def test_a_number_is_found_in_any_brackets(full: Store, text: str) -> None:
    (row,) = full.policies(text)
    assert (row.number, row.citations) == (NATIONAL, 3)
    assert full.find(text) == [row.policy_id]


def test_a_title_is_found(full: Store) -> None:
    assert [row.number for row in full.policies("《关于校舍的意见》")] == [LOCAL]


def test_the_nearest_numbers(full: Store) -> None:
    assert full.nearest("国办发〔2020〕11号")[0].number == NATIONAL


@pytest.mark.parametrize(("text", "name"), [("苗", "疫苗"), ("校舍", "校舍维修"), ("国办发[2020]", NATIONAL)])
def test_searches_short_terms_and_pieces_of_numbers(full: Store, text: str, name: str) -> None:
    assert name in {hit.name for hit in full.search(text)}
    assert full.search("%") == []


def test_a_node_with_what_is_around_it(full: Store) -> None:
    view = full.node(full.policies(NATIONAL)[0].policy_id, limit=2)
    assert view.node.label == "PolicyDocument"
    assert len(view.into) == 2
    assert view.into_total == len(
        full.cypher("MATCH (:PolicyDocument {number: $n})<-[r]-() RETURN label(r)", {"n": NATIONAL})
    )
    own = next(iter(full.table("allocations")))["id"]
    assert full.node(str(own)).node.label == "Allocation"
    assert full.find(str(own)) == [own]
    with pytest.raises(UnknownNodeError):
        full.node("policy/none")


def test_names_of_documents(full: Store, tmp_path: Path) -> None:
    document = full.resolve_document("0.json")
    for text in (document, document[:8], "0", str(tmp_path / "in" / "0.json")):
        assert full.resolve_document(text) == document
    with pytest.raises(UnknownDocumentError):
        full.resolve_document("nothing")
    with pytest.raises(AmbiguousError):
        other = tmp_path / "other" / "0.json"
        other.parent.mkdir()
        other.write_bytes(papers.data(paper(year=2019)))
        full.load([other])
        full.resolve_document("0.json")


def test_passages_and_text(full: Store) -> None:
    document = full.resolve_document("0.json")
    assert [row.reading for row in full.passages(document)] == ["read"] * 8 + ["furniture", "unread"]
    assert full.text(document) == "岚渡县教育局\n"


def test_both_engines_give_the_same(full: Store) -> None:
    cypher = full.cypher("MATCH (a:Allocation)-[:OF_PROJECT]->(p) RETURN p.name AS n, sum(a.amountFen) AS s ORDER BY n")
    sparql = full.sparql(
        "SELECT ?n (SUM(?y) AS ?s) WHERE { ?a fkg:ofProject ?p ; fkg:amountYuan ?y . ?p fkg:name ?n }"
        " GROUP BY ?n ORDER BY ?n"
    )
    assert not isinstance(sparql, (bool, bytes))
    assert [(name, Decimal(str(fen)) / 100) for name, fen in cypher] == sparql.rows


def test_counts(full: Store) -> None:
    stats = full.stats()
    assert stats["documents"] == 4
    assert stats["by_label"]["Project"] == 4 - 1  # two disclosures of one unit name one project
    assert stats["nodes"] == len(list(full.nodes()))
    assert stats["relationships"] == len(list(full.edges()))


def test_there_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store"):
        Store.open(tmp_path / "nothing")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").touch()
    with pytest.raises(StoreError, match="not empty"):
        Store.open(tmp_path / "other", create=True)


def test_an_empty_store_answers(store: Store) -> None:
    assert store.documents() == []
    assert store.cypher("MATCH (n) RETURN count(*)").rows == [(0,)]
    assert store.search("党") == []
    assert all(list(store.table(name)) == [] for name in TABLES)
    papers.whole(store)
