"""What a person says against the program is followed everywhere, and undone when it is taken back."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import ids
from kg.build import build
from kg.errors import StoreError
from kg.graph import Graph
from kg.overrides.amend import amend
from kg.overrides.records import Correct, Overrides
from kg.statements import Unit
from kg.store import Store
from kg.units import UnitFile
from tests.kg import papers
from tests.kg.papers import PLACES, cite, paper

NUMBER, MISREAD, OTHER = "云财教〔2023〕12号", "云财教〔2023〕1号", "岚政发〔2023〕9号"
OLD, NEW = "岚渡县教育体育局", "岚渡县教育局"
TITLE = "关于下达校舍维修资金的通知"

SCHOOLS = paper(
    NEW,
    projects=[{"name": "校舍维修", "amount": "12.50", "cites": [cite(NUMBER, TITLE, relation="hands-down")]}],
    offices=["办公室"],
)
# The same department under its old name, with the same project.
BEFORE = paper(
    OLD,
    projects=[{"name": "校舍维修", "amount": "7", "cites": [cite(MISREAD, relation="basis")]}],
    offices=["办公室"],
)
HEALTH = paper(
    "岚渡县卫生健康局", projects=[{"name": "疫苗", "amount": "3", "cites": [cite(OTHER, issuers=["岚渡县人民政府"])]}]
)
FAR = paper(
    "远山市财政局", places=["远山市"],
    projects=[{"name": "补助", "amount": "9", "cites": [cite(NUMBER, "关于校舍维修的通知")]}],
)  # fmt: skip
PAPERS = (SCHOOLS, BEFORE, HEALTH, FAR)
ASK = "ASK { ?s ?p ?o }"


def organization(name: str) -> str:
    return ids.organization_id(name, "department", PLACES)


def document(entry: dict[str, Any]) -> str:
    return ids.document_id(papers.data(entry))


def line(entry: dict[str, Any], kind: str = "line") -> str:
    return f"{document(entry)}/{kind}/100-1"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def full(store: Store, tmp_path: Path, said: list[str]) -> Store:
    """A store with all papers, both of its graphs built, so that both are carried along."""
    store.load(papers.write(tmp_path / "in", PAPERS))
    store.sparql(ASK)
    store.note = said.append
    return store


Say = Callable[..., Store]


@pytest.fixture
def say(full: Store) -> Say:
    """`say(identities, corrections)` writes the two files (None removes one) and opens the store anew."""

    def write(identities: str | None = None, corrections: str | None = None) -> Store:
        full.close()
        for name, text in (("identities.toml", identities), ("corrections.toml", corrections)):
            path = full.path / name
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_text(text, encoding="utf-8")
        return full

    return write


def entry(table: str, /, **values: object) -> str:
    """An entry as a person writes it."""

    def shown(value: object) -> str:
        if isinstance(value, (list, tuple)):
            return "[" + ", ".join(map(shown, value)) + "]"
        return f'"{value}"'

    lines = [f"{name} = {shown(value)}" for name, value in ({"reason": "核对过原件"} | values).items()]
    return f"[[{table}]]\n" + "\n".join(lines) + "\n\n"


def fresh(folder: Path, store: Store, entries: Iterable[dict[str, Any]] = PAPERS) -> list[str]:
    """What a new store says that is loaded under the same files, one paper at a time."""
    folder.mkdir()
    for name in ("identities.toml", "corrections.toml"):
        if (store.path / name).exists():
            (folder / name).write_bytes((store.path / name).read_bytes())
    with Store.open(folder, create=True) as other:
        other.note = lambda _: None
        for number, one in enumerate(entries):
            other.load(papers.write(folder.parent / f"{folder.name} in {number}", [one]))
        other.sparql(ASK)
        papers.whole(other)
        return papers.contents(other)


def follows(store: Store, tmp_path: Path) -> None:
    """The store is whole, its two graphs too, and is what any other order of loading gives."""
    store.sparql(ASK)
    papers.whole(store)
    wanted = papers.contents(store)
    assert fresh(tmp_path / "forward", store) == wanted
    assert fresh(tmp_path / "backward", store, reversed(PAPERS)) == wanted


def undone(store: Store, say: Say, before: list[str]) -> None:
    again = say()
    assert papers.contents(again) == before
    papers.whole(again)


def both(store: Store, cypher: str, sparql: str) -> list[tuple[Any, ...]]:
    """The answer to a question, where the two graphs agree on it."""
    found = sorted(tuple(map(str, row)) for row in store.cypher(cypher).rows)
    other = store.sparql(sparql)
    assert not isinstance(other, (bool, bytes))
    assert sorted(tuple(map(str, row)) for row in other.rows) == found
    return found


# -- corrections -----------------------------------------------------------------------------------------------------

AMOUNT = {"property": "amount_yuan", "was": "125000.00", "value": "1250000"}
NOTE = "amountYuan: 125000.00 → 1250000 (核对过原件)"


def test_a_corrected_amount_is_followed_by_what_repeats_it(full: Store, say: Say, tmp_path: Path) -> None:
    before = papers.contents(full)
    store = say(None, entry("correct", id=line(SCHOOLS), **AMOUNT))
    for table, row_id in (("lines", line(SCHOOLS)), ("allocations", line(SCHOOLS, "allocation"))):
        rows = {row["id"]: row for row in store.table(table)}
        assert (rows[row_id]["amount_yuan"], rows[row_id]["corrected"]) == (Decimal(1250000), NOTE)
        assert [row["id"] for row in rows.values() if row["corrected"]] == [row_id]
    found = both(
        store,
        "MATCH (a:Allocation)-[:WAS_DERIVED_FROM]->(l) WHERE a.corrected IS NOT NULL RETURN a.amountYuan, l.amountYuan",
        "SELECT ?a ?l { ?x fkg:corrected ?c ; fkg:amountYuan ?a ;"
        " <http://www.w3.org/ns/prov#wasDerivedFrom> ?y . ?y fkg:amountYuan ?l }",
    )
    assert found == [("1250000", "1250000")]
    assert store.node(line(SCHOOLS)).node.properties["amountYuan"] == Decimal(1250000)
    with Graph(store) as graph:
        assert graph.trace(NUMBER, place=PLACES[0]).total_yuan == Decimal(1250000)
        follows(store, tmp_path)
    undone(store, say, before)


def test_an_allocation_that_states_another_amount_stays(full: Store, say: Say) -> None:
    store = say(None, entry("correct", id=line(SCHOOLS, "allocation"), **AMOUNT))
    assert {row["id"] for row in store.table("lines") if row["corrected"]} == set()
    store = say(
        None,
        entry("correct", id=line(SCHOOLS, "allocation"), **AMOUNT | {"value": "5"})
        + entry("correct", id=line(SCHOOLS), **AMOUNT | {"value": "6"}),
    )
    (row,) = (row for row in store.table("allocations") if row["corrected"])
    assert (row["amount_yuan"], row["corrected"].count("→")) == (Decimal(6), 2)  # type: ignore[union-attr]
    papers.whole(store)


def test_a_sheet_amount_is_followed_by_its_own_field_only(say: Say, tmp_path: Path) -> None:
    county = f"{document(SCHOOLS)}/sheet-amount/101-2"
    store = say(None, entry("correct", id=county, **AMOUNT))
    (sheet,) = (row for row in store.table("sheets") if row["corrected"])
    assert sheet["annual_county_yuan"] == Decimal(1250000)
    assert sheet["annual_total_yuan"] == Decimal(125000)
    assert [row["id"] for row in store.table("sheet_amounts") if row["corrected"]] == [county]
    follows(store, tmp_path)


@pytest.mark.parametrize(
    ("table", "kind", "column", "was", "value"),
    [
        ("figures", "figure/6-0", "value", "1000000", "2000000"),
        ("indicators", "indicator/103-2", "target", "≥3所", "≥8所"),
        ("lines", "line/10-1", "code", "2050201", "2050202"),
        ("citations", "citation/102-0", "suspect", "false", "true"),
    ],
)
def test_other_values_are_corrected_too(say: Say, table: str, kind: str, column: str, was: str, value: str) -> None:
    store = say(None, entry("correct", id=f"{document(SCHOOLS)}/{kind}", property=column, was=was, value=value))
    (row,) = (row for row in store.table(table) if row["corrected"])
    shown = row[column]
    assert (str(shown).lower() if isinstance(shown, bool) else str(shown)) == value
    store.sparql(ASK)
    papers.whole(store)


def test_a_figure_in_yuan_says_one_amount(say: Say) -> None:
    store = say(
        None, entry("correct", id=f"{document(SCHOOLS)}/figure/6-0", property="value", was="1000000", value="2")
    )
    assert both(
        store,
        "MATCH (f:Figure) WHERE f.corrected IS NOT NULL RETURN f.value, f.amountYuan",
        "SELECT ?v ?a { ?f a fkg:Figure ; fkg:corrected ?c ; fkg:value ?v ; fkg:amountYuan ?a }",
    ) == [("2", "2")]


def test_a_corrected_number_refers_to_its_document(full: Store, say: Say, tmp_path: Path) -> None:
    before = papers.contents(full)
    assert len(full.policies(MISREAD)) == 1
    wrong = f"{document(BEFORE)}/citation/102-0"
    store = say(None, entry("correct", id=wrong, property="number", was=MISREAD, value="云财教[2023]12号"))
    assert store.policies(MISREAD) == []
    policy = store.policies(NUMBER, place=PLACES[0])[0]
    (row,) = (row for row in store.table("citations") if row["corrected"])
    assert (row["policy_id"], row["number"], row["serial"]) == (policy.policy_id, NUMBER, 12)
    assert row["as_written"] == MISREAD  # what stands there is what was read
    with Graph(store) as graph:
        units = {entry.unit for entry in graph.trace(policy.policy_id).projects}
        assert units == {NEW, OLD}
        follows(store, tmp_path)
    undone(store, say, before)


@pytest.mark.parametrize(
    ("codes", "wrong", "right"),
    [
        ((), MISREAD, NUMBER),
        (("140000", "140400", "140405"), "长财行〔2023〕11号", "长财行〔2023〕117号"),
        (("140000", "140400", "140405"), "晋则行〔2023〕142号", "晋财行〔2023〕142号"),
        (("140000", "140400", "140405"), "晋财行〔2023〕142号", "晋则行〔2023〕142号"),
    ],
)
def test_a_corrected_number_is_what_reading_it_right_gives(codes: tuple[str, ...], wrong: str, right: str) -> None:
    def built(*numbers: str) -> Unit:
        entries = paper(projects=[{"name": "校舍维修", "amount": "1", "cites": [cite(number) for number in numbers]}])
        return build(replace(papers.disclosure(entries), place_codes=codes))

    for others in ((), (right,), (OTHER,)):
        citation = f"{built(wrong).document}/citation/102-0"
        overrides = Overrides(correct=(Correct(1, "x", citation, "number", wrong, right),))
        amended, wanted = amend(built(wrong, *others), overrides), built(right, *others)
        assert amended.mentions == wanted.mentions
        # Of places that only the misread number spoke of, the claims stay.
        assert [node for node in amended.shared if node.label != "Place"] == [
            node for node in wanted.shared if node.label != "Place"
        ]


def test_one_of_two_citations_of_a_misread_number(store: Store, tmp_path: Path) -> None:
    """The other one still refers to the number that the first was corrected from; and back."""
    twice = [cite(MISREAD, relation="basis"), cite(MISREAD, relation="basis"), cite(NUMBER)]
    entries = [paper(projects=[{"name": "校舍维修", "amount": "1", "cites": twice}]), SCHOOLS]
    store.load(papers.write(tmp_path / "in", entries))
    store.sparql(ASK)
    store.note = lambda _: None
    before = papers.contents(store)
    first = f"{document(entries[0])}/citation/102-0"
    text = entry("correct", id=first, property="number", was=MISREAD, value=NUMBER)
    for more, left in (("", 1), (text.replace("102-0", "102-1"), 0)):
        store.close()
        (store.path / "corrections.toml").write_text(text + more, encoding="utf-8")
        assert sum(row.citations for row in store.policies(MISREAD)) == left
        assert sum(row.citations for row in store.policies(NUMBER)) == 4 - left
        papers.whole(store)
        assert fresh(tmp_path / f"fresh {left}", store, reversed(entries)) == papers.contents(store)
    store.close()
    (store.path / "corrections.toml").unlink()
    assert papers.contents(store) == before


def test_a_corrected_relation_changes_what_pays_for_a_project(say: Say) -> None:
    citation = f"{document(SCHOOLS)}/citation/102-0"
    store = say(None, entry("correct", id=citation, property="relation", was="hands-down", value="mention"))
    (row,) = (row for row in store.table("citations") if row["corrected"])
    assert row["relation"] == "mention"
    unit = document(SCHOOLS)
    links = store.unit(unit).unit().shared
    assert [kind for node in links if node.label == "Project" for kind, _ in node.links] == ["cites", "ofUnit"]
    papers.whole(store)


def test_what_is_corrected_is_still_read_as_it_was(say: Say) -> None:
    store = say(None, entry("correct", id=line(SCHOOLS), **AMOUNT))
    store.documents()
    file = UnitFile(store.layout.document(document(SCHOOLS)))
    (node,) = (node for node in file.nodes() if node.id == line(SCHOOLS))
    assert node.properties["amountYuan"] == Decimal(125000)


def test_a_correction_that_does_not_fit_is_said_once_and_not_applied(full: Store, say: Say, said: list[str]) -> None:
    before = papers.contents(full)
    store = say(None, entry("correct", id=line(SCHOOLS), **AMOUNT | {"was": "7"}))
    assert papers.contents(store) == before
    assert [text for text in said if "corrections.toml, [[correct]] 1" in text] == [
        f"corrections.toml, [[correct]] 1: {line(SCHOOLS)} amountYuan is 125000, not 7: it is not applied"
    ]
    said.clear()
    store.close()
    store.documents()
    assert said == []
    papers.whole(store)


def test_a_correction_waits_for_its_document(full: Store, say: Say, said: list[str], tmp_path: Path) -> None:
    store = say(None, entry("correct", id=line(SCHOOLS), **AMOUNT))
    store.remove(document(SCHOOLS))
    assert any("names nothing" in text for text in said)
    said.clear()
    store.load(tmp_path / "in" / name for name in ("0.json",))  # type: ignore[arg-type]
    assert said == []
    assert [row["id"] for row in store.table("lines") if row["corrected"]] == [line(SCHOOLS)]
    papers.whole(store)


def test_a_correction_stays_when_a_document_is_read_again(full: Store, say: Say, tmp_path: Path) -> None:
    store = say(None, entry("correct", id=line(SCHOOLS), **AMOUNT))
    copy = tmp_path / "copy.json"
    copy.write_bytes(papers.data(SCHOOLS))
    store.load([copy])  # another path of the same bytes
    store.load([tmp_path / "in"], reread=True)
    assert [row["id"] for row in store.table("lines") if row["corrected"]] == [line(SCHOOLS)]
    papers.whole(store)


# -- one thing, or several -------------------------------------------------------------------------------------------


def test_organizations_that_are_one(full: Store, say: Say, tmp_path: Path) -> None:
    before = papers.contents(full)
    store = say(entry("same", things=[organization(NEW), organization(OLD)]))
    (row,) = (row for row in store.table("organizations") if row["name"] in (OLD, NEW))
    assert row["id"] == organization(NEW)
    assert {row["name"], *row["other_names"]} == {OLD, NEW}  # type: ignore[misc]
    # What is made of a body's id follows: the project, the office and the disclosure are one each.
    assert both(
        store,
        "MATCH (p:Project {name: '校舍维修'})-[:OF_UNIT]->(u) RETURN u.id, count(p)",
        "SELECT (REPLACE(STR(?u), '.*/id/', '') AS ?i) (COUNT(?p) AS ?n)"
        " { ?p a fkg:Project ; fkg:name '校舍维修' ; fkg:ofUnit ?u } GROUP BY ?u",
    ) == [(organization(NEW), "1")]
    assert store.cypher("MATCH (o:Organization {kind: 'office'}) RETURN count(*)").rows == [(1,)]
    assert len({row["disclosure"] for row in store.table("documents")}) == len(PAPERS) - 1
    (allocations,) = store.cypher("MATCH (a:Allocation)-[:OF_PROJECT]->({name: '校舍维修'}) RETURN count(*)").rows
    assert allocations == (2,)
    follows(store, tmp_path)
    undone(store, say, before)


def test_the_id_that_is_kept(say: Say) -> None:
    store = say(entry("same", things=[organization(NEW), organization(OLD)], keep=organization(OLD)))
    assert [row["id"] for row in store.table("organizations") if row["name"] in (OLD, NEW)] == [organization(OLD)]


def test_entries_that_share_a_thing_are_taken_together(full: Store, say: Say, tmp_path: Path) -> None:
    health = organization("岚渡县卫生健康局")
    first = entry("same", things=[organization(NEW), organization(OLD)])
    second = entry("same", things=[health, organization(OLD)])
    store = say(first + second)
    names = {row["name"] for row in store.table("organizations") if row["id"] == health}
    assert names
    assert not {organization(NEW), organization(OLD)} & {row["id"] for row in store.table("organizations")}
    follows(store, tmp_path)
    # Another order, and each of the two alone, end where a fresh store does.
    for number, text in enumerate((second + first, first, second)):
        again = say(text)
        assert papers.contents(again) == fresh(tmp_path / f"again {number}", again)


def test_projects_that_are_one(full: Store, say: Say, tmp_path: Path) -> None:
    before = papers.contents(full)
    projects = sorted(row["project_id"] for row in full.table("allocations") if row["project"] in ("校舍维修", "疫苗"))
    store = say(entry("same", things=projects))
    assert {row["project_id"] for row in store.table("allocations") if row["project"] != "补助"} == {projects[0]}
    assert {row["project_id"] for row in store.table("citations") if row["project"] != "补助"} == {projects[0]}
    follows(store, tmp_path)
    undone(store, say, before)


def test_a_project_is_named_by_the_id_of_its_file_or_by_the_one_it_has(full: Store, say: Say, tmp_path: Path) -> None:
    raw = {row["unit"]: str(row["project_id"]) for row in full.table("allocations")}
    bodies = entry("same", things=[organization(NEW), organization(OLD)])
    say(bodies).documents()
    # The old department's project has another id now; the id that it had still names it.
    store = say(bodies + entry("same", things=[raw["岚渡县卫生健康局"], raw[OLD]]))
    assert not [row for row in Graph(store).identities().dicts() if row["reason"] == "names nothing"]
    follows(store, tmp_path)


def _policies(store: Store) -> dict[str, str]:
    return {f"{row['number']} {row['place']}": str(row["policy_id"]) for row in store.table("policies")}


def test_policy_documents_that_are_one_across_numbers(full: Store, say: Say, tmp_path: Path) -> None:
    before = papers.contents(full)
    (keep,), (other,) = full.policies(NUMBER, place=PLACES[0]), full.policies(OTHER)
    store = say(entry("same", things=[keep.policy_id, other.policy_id]))
    assert other.policy_id not in _policies(store).values()
    found = both(
        store,
        f"MATCH (c:Citation)-[:REFERS_TO]->(:PolicyDocument {{id: '{keep.policy_id}'}}) RETURN c.number",
        f"SELECT ?n {{ ?c fkg:refersTo <{store.base}{keep.policy_id}> ; fkg:number ?n }}",
    )
    assert set(found) == {(OTHER,), (NUMBER,)}
    # The one hands money down, so the other's project is funded too.
    assert both(
        store,
        "MATCH (p:Project {name: '疫苗'})-[:FUNDED_BY]->(d) RETURN d.id",
        "SELECT (REPLACE(STR(?d), '.*/id/', '') AS ?i) { ?p fkg:name '疫苗' ; fkg:fundedBy ?d }",
    ) == [(keep.policy_id,)]
    with Graph(store) as graph:
        assert {entry.project for entry in graph.trace(keep.policy_id).projects} >= {"校舍维修", "疫苗"}
        follows(store, tmp_path)
    undone(store, say, before)


def _mentions(store: Store, number: str) -> dict[str, str]:
    rows = Graph(store).identities(kind="policy", everything=True).dicts()
    return {row["member"]: row["id"] for row in rows if number in row["as_written"]}


def test_mentions_that_are_apart(full: Store, say: Say, tmp_path: Path) -> None:
    before = papers.contents(full)
    together = _mentions(full, NUMBER)
    assert len(together) == 2
    first, second = sorted(together)
    store = say(entry("apart", things=[second]))
    now = _mentions(store, NUMBER)
    assert now[first] == together[first]
    assert now[second] not in together.values()
    assert len(store.policies(NUMBER)) == 2
    follows(store, tmp_path)
    # What was taken apart may be put elsewhere: entries are followed one after the other.
    (other,) = store.policies(OTHER)
    store = say(entry("apart", things=[second]) + entry("same", things=[other.policy_id, second]))
    assert _mentions(store, NUMBER) == {first: together[first], second: other.policy_id}
    papers.whole(store)
    undone(store, say, before)


def test_policy_entries_follow_what_is_loaded_later(store: Store, tmp_path: Path, said: list[str]) -> None:
    paths = papers.write(tmp_path / "in", PAPERS)
    store.load(paths)
    mentions = sorted(_mentions(store, NUMBER))
    (other,) = store.policies(OTHER)
    text = entry("apart", things=[mentions[0]]) + entry("same", things=[mentions[0], other.policy_id])
    for number, order in enumerate(itertools.islice(itertools.permutations(paths), 0, 24, 5)):
        folder = tmp_path / f"order {number}"
        folder.mkdir()
        (folder / "identities.toml").write_text(text, encoding="utf-8")
        with Store.open(folder, create=True) as other_store:
            other_store.note = said.append
            for path in order:
                other_store.load([path])
            papers.whole(other_store)
            found = papers.contents(other_store)
        if not number:
            wanted = found
        assert found == wanted


def test_one_body_that_is_two(full: Store, say: Say, tmp_path: Path) -> None:
    before = papers.contents(full)
    store = say(entry("apart", thing=organization(NEW), documents=[document(SCHOOLS)]))
    (row,) = (row for row in store.table("organizations") if row["name"] == NEW)
    assert row["id"] not in (organization(NEW), organization(OLD))
    assert store.cypher("MATCH (:Disclosure)-[:PUBLISHED_BY]->(o {name: $n}) RETURN o.id", {"n": NEW}).rows == [
        (row["id"],)
    ]
    follows(store, tmp_path)
    # With the old body's id kept for both, only this document's stays another.
    store = say(
        entry("same", things=[organization(NEW), organization(OLD)])
        + entry("apart", thing=organization(NEW), documents=[document(BEFORE)])
    )
    assert len({row["id"] for row in store.table("organizations") if row["name"] in (OLD, NEW)}) == 2
    papers.whole(store)
    undone(store, say, before)


def test_a_change_joins_two_things_that_stay_two(full: Store, say: Say, tmp_path: Path) -> None:
    before = papers.contents(full)
    store = say(entry("change", kind="renamed", before=[organization(OLD)], after=[organization(NEW)], date="2019-03"))
    found = both(
        store,
        "MATCH (b)<-[:ORIGINAL_ORGANIZATION]-(e:ChangeEvent)-[:RESULTING_ORGANIZATION]->(a)"
        " RETURN e.kind, e.date, e.reason, b.name, a.name",
        "SELECT ?k ?d ?r ?b ?a { ?e a fkg:ChangeEvent ; fkg:kind ?k ; fkg:date ?d ; fkg:reason ?r ;"
        " org:originalOrganization/fkg:name ?b ; org:resultingOrganization/fkg:name ?a }",
    )
    assert found == [("renamed", "2019-03", "核对过原件", OLD, NEW)]
    assert len({row["id"] for row in store.table("organizations") if row["name"] in (OLD, NEW)}) == 2
    follows(store, tmp_path)
    undone(store, say, before)


def test_all_kinds_together(full: Store, say: Say, tmp_path: Path) -> None:
    before = papers.contents(full)
    mention = sorted(_mentions(full, NUMBER))[0]
    identities = (
        entry("same", things=[organization(NEW), organization(OLD)])
        + entry("apart", things=[mention])
        + entry(
            "change", kind="merged", before=[organization(OLD)], after=[organization("岚渡县卫生健康局")], date="2024"
        )
    )
    corrections = entry("correct", id=line(BEFORE), property="amountYuan", was="70000", value="70000.01") + entry(
        "correct", id=f"{document(HEALTH)}/citation/102-0", property="number", was=OTHER, value=NUMBER
    )
    store = say(identities, corrections)
    follows(store, tmp_path)
    store.remove(document(BEFORE))
    papers.whole(store)
    store.load([tmp_path / "in"])
    undone(store, say, before)


STEPS = st.lists(
    st.tuples(st.sampled_from(["load", "remove", "say"]), st.integers(0, 3), st.sets(st.integers(0, 6))), max_size=6
)


@pytest.mark.long
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_of_changes_ends_where_a_fresh_load_does(
    tmp_path_factory: pytest.TempPathFactory, reader: None, steps: list[tuple[str, int, set[int]]]
) -> None:
    folder = tmp_path_factory.mktemp("steps")
    paths = papers.write(folder / "in", PAPERS)
    with Store.open(folder / "all", create=True) as store:
        store.load(paths)
        mentions = sorted(_mentions(store, NUMBER))
        (other,) = store.policies(OTHER)
    said = [
        entry("same", things=[organization(NEW), organization(OLD)]),
        entry("same", things=[organization("岚渡县卫生健康局"), organization(OLD)]),
        entry("apart", things=mentions[:1]),
        entry("same", things=[other.policy_id, mentions[0]]),
        entry("apart", thing=organization(OLD), documents=[document(BEFORE)]),
        entry("change", kind="merged", before=[organization(OLD)], after=[organization(NEW)], date="2020"),
    ]
    fixed = entry("correct", id=f"{document(BEFORE)}/citation/102-0", property="number", was=MISREAD, value=NUMBER)
    loaded: set[int] = set()
    with Store.open(folder / "store", create=True) as store:
        store.note = lambda _: None
        store.sparql(ASK)
        for what, which, entries in [*steps, ("load", 0, set()), ("load", 1, set())]:
            if what == "load":
                store.load([paths[which]])
                loaded.add(which)
            elif what == "remove" and which in loaded:
                store.remove(document(PAPERS[which]))
                loaded.remove(which)
            elif what == "say":
                store.close()
                text = "".join(said[one] for one in sorted(entries, reverse=which > 1) if one < len(said))
                (store.path / "identities.toml").write_text(text, encoding="utf-8")
                (store.path / "corrections.toml").write_text(fixed if 6 in entries else "", encoding="utf-8")
        papers.whole(store)
        assert papers.contents(store) == fresh(folder / "fresh", store, [PAPERS[one] for one in sorted(loaded)])


# -- the files -------------------------------------------------------------------------------------------------------


def test_a_link_to_a_file_elsewhere_is_followed(full: Store, say: Say, tmp_path: Path) -> None:
    say()
    elsewhere = tmp_path / "mine.toml"
    elsewhere.write_text(entry("correct", id=line(SCHOOLS), **AMOUNT), encoding="utf-8-sig")
    (full.path / "corrections.toml").symlink_to(elsewhere)
    assert [row["id"] for row in full.table("lines") if row["corrected"]] == [line(SCHOOLS)]
    full.close()
    elsewhere.unlink()
    with pytest.raises(StoreError, match="not there"):
        full.documents()


def test_entries_that_name_nothing_are_said_and_change_nothing(full: Store, say: Say, said: list[str]) -> None:
    before = papers.contents(full)
    store = say(
        entry("same", things=["policy/1", "policy/2"])
        + entry("apart", thing="organization/1", documents=["d" + "0" * 16])
        + entry("change", kind="split", before=["organization/2"], after=["organization/3"], date="2024"),
        entry("correct", id="d" + "0" * 16 + "/line/1", property="item", was="", value="x"),
    )
    assert papers.contents(store) == before
    assert sum("names nothing" in text for text in said) == 7
    papers.whole(store)


def test_a_change_of_the_file_is_said(full: Store, say: Say, said: list[str]) -> None:
    say(entry("same", things=[organization(NEW), organization(OLD)])).documents()
    assert [text for text in said if "identities.toml" in text] == [
        "what a person said (identities.toml, corrections.toml) changed: following it"
    ]


def test_only_what_is_affected_is_read_again(full: Store, say: Say) -> None:
    store = say(None, entry("correct", id=line(SCHOOLS), **AMOUNT))
    read: list[str] = []
    store.progress = lambda done, total, name: read.append(name)
    store.documents()
    assert read == [document(SCHOOLS)]


THING, MENTION = "organization/1", "policy/1"


@pytest.mark.parametrize(
    ("name", "text", "said_so"),
    [
        ("identities.toml", "[[same]\n", "identities.toml is no TOML"),
        ("identities.toml", "[[sane]]\n", "no \\[\\[sane\\]\\] in this file"),
        ("identities.toml", '[same]\nreason = "x"\n', "begin each entry"),
        ("identities.toml", entry("same", things=[THING]), "\\[\\[same\\]\\] 1: things must list at least 2"),
        ("identities.toml", entry("same", things=[THING, THING]), "lists an id twice"),
        ("identities.toml", entry("same", things=[THING, "project/1"]), "ids of one kind"),
        (
            "identities.toml",
            entry("same", things=[THING, "organization/2"], keep="organization/3"),
            "none of its things",
        ),
        ("identities.toml", entry("same", things=[THING, "organization/2"], reason=""), "reason is missing"),
        ("identities.toml", entry("same", things=[THING, "organization/2"], wy="x"), "wy means nothing here"),
        ("identities.toml", entry("same", things=[THING, "organization/2"]) * 2, "\\[\\[same\\]\\] 2: says what"),
        ("identities.toml", entry("apart", things=[THING]), "ids of one kind"),
        ("identities.toml", entry("apart", thing=MENTION, documents=["d" + "0" * 16]), "no organization"),
        ("identities.toml", entry("apart", thing=THING), "documents is missing"),
        ("identities.toml", entry("apart", thing=THING, documents=["a.txt"]), "a.txt is no id"),
        (
            "identities.toml",
            entry("change", kind="closed", before=[THING], after=[THING], date="2024"),
            "kind is closed",
        ),
        ("identities.toml", entry("change", kind="split", before=[THING], after=[THING], date="May"), "date is May"),
        ("corrections.toml", entry("same", things=[THING, THING]), "it holds \\[\\[correct\\]\\]"),
        ("corrections.toml", entry("correct", id="policy/1", **AMOUNT), "no row of a document"),
        (
            "corrections.toml",
            entry("correct", id=line(SCHOOLS), **AMOUNT | {"property": "colour"}),
            "colour is nothing",
        ),
        ("corrections.toml", entry("correct", id=line(SCHOOLS), **AMOUNT | {"property": "page"}), "page is nothing"),
        (
            "corrections.toml",
            entry("correct", id=line(SCHOOLS), **AMOUNT | {"value": "1,200"}),
            "no value of amountYuan",
        ),
        ("corrections.toml", entry("correct", id=line(SCHOOLS), **AMOUNT | {"value": ""}), "value is missing"),
        ("corrections.toml", entry("correct", id=line(SCHOOLS), **AMOUNT).replace('"1250000"', "1.5"), "not exact"),
        (
            "corrections.toml",
            entry("correct", id=line(SCHOOLS), **AMOUNT)
            + entry("correct", id=line(SCHOOLS), **AMOUNT | {"value": "1"}),
            "\\[\\[correct\\]\\] 2: it is about what entry 1",
        ),
        ("corrections.toml", b"\xff", "not UTF-8"),
    ],
)
def test_a_malformed_file_is_one_clear_line(store: Store, name: str, text: str | bytes, said_so: str) -> None:
    (store.path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(StoreError, match=said_so) as caught:
        store.documents()
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    with pytest.raises(StoreError, match=said_so):
        store.load([])
