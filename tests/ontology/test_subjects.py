from __future__ import annotations

import csv
from pathlib import Path

import pytest
import rdflib

from make import subjects as generator
from ontology import skos, subjects

ECONOMIC = {"department-economic", "government-economic"}
FKG = rdflib.Namespace(generator.skos.PREFIXES["fkg"])

# Names that the reference holds sound and the list does not have, each with the reason why not.
EXPLAINED: dict[tuple[str, str, str], str] = {}


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(generator.ONTOLOGY / "classifications.ttl")


def test_a_name_with_one_meaning_has_a_code() -> None:
    assert subjects.codes()["function", "一般公共服务支出"] == "201"
    assert subjects.codes()["department-economic", "办公费"] == "30201"


def test_a_name_of_several_branches_means_the_highest_or_nothing() -> None:
    assert subjects.codes()["department-economic", "其他支出"] == "399"
    assert ("department-economic", "办公设备购置") not in subjects.codes()


def test_codes_stand_under_codes() -> None:
    known = subjects.names()
    assert all((kind, code[:3]) in known for kind, code in known)


def test_codes_and_names_are_of_today() -> None:
    assert subjects.names()["department-economic", "310"] == "资本性支出"
    assert ("department-economic", "304") not in subjects.names()
    assert subjects.names()["function", "210"] == "卫生健康支出"


def test_a_code_means_what_it_meant_in_its_year() -> None:
    old, new = (subjects.find("department-economic", "310", year) for year in (2017, 2024))
    assert old and new
    assert (old.key, old.name) == ("department-economic/2007/310", "其他资本性支出")
    assert (new.key, new.name) == ("department-economic/2018/310", "资本性支出")
    assert subjects.find("department-economic", "310", None) == new


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("30311", 2017, "住房公积金"),
        ("30311", 2024, "代缴社会保险费"),
        ("30113", 2017, None),
        ("30113", 2018, "住房公积金"),
    ],
)
def test_a_code_used_again_is_another_subject(code: str, year: int, name: str | None) -> None:
    found = subjects.find("department-economic", code, year)
    assert (found.name if found else None) == name


def test_a_code_of_a_reform_is_unknown_before_it() -> None:
    assert subjects.find("function", "20138", 2018) is None
    assert subjects.find("function", "20138", 2019)
    assert subjects.find("function", "20115", 2019) is None
    assert subjects.find("government-economic", "501", 2017) is None


def test_the_base_edition_of_a_year() -> None:
    assert subjects.edition_of("department-economic", 2017) == 2007
    assert subjects.edition_of("department-economic", 2018) == 2018
    assert subjects.edition_of("government-economic", 2010) == 2018
    assert subjects.edition_of("function", None) == 2007
    with pytest.raises(KeyError):
        subjects.edition_of("nothing", 2020)


def code_by_name(classification: str, name: str, under: str | None = None, level: int | None = None) -> str | None:
    found = subjects.by_name(classification, name, 2024, under=under, level=level)
    return found.code if found else None


def test_a_name_is_looked_up_within_its_list() -> None:
    assert code_by_name("department-economic", "对企业补助") == "312"
    assert code_by_name("government-economic", "对企业补助") == "507"
    assert code_by_name("income", "对企业补助") is None


def test_a_name_is_looked_up_within_a_level() -> None:
    assert code_by_name("government-economic", "资本性支出", level=2) == "50601"
    assert code_by_name("government-economic", "资本性支出", level=1) is None
    assert code_by_name("function", "其他支出", level=1) == "229"
    assert code_by_name("function", "其他支出", level=2) is None


def test_a_name_is_looked_up_under_a_code() -> None:
    assert code_by_name("department-economic", "办公设备购置") is None
    assert code_by_name("department-economic", "办公设备购置", under="310") == "31002"
    assert code_by_name("function", "行政运行") is None
    assert code_by_name("function", "行政运行", under="201") is None
    assert code_by_name("function", "行政运行", under="20132") == "2013201"
    assert code_by_name("function", "其他支出", under="229") is None
    assert code_by_name("function", "其他支出", under="229", level=2) == "22999"


def test_a_name_alone_means_the_highest() -> None:
    assert code_by_name("department-economic", "其他支出") == "399"
    assert code_by_name("function", "一、教育支出") == "205"


def test_other_names_and_prints_are_found() -> None:
    assert code_by_name("government-economic", "资本性支出 (一)", under="506") == "50601"
    assert code_by_name("department-economic", "因公出国(境)费用") == "30212"
    assert code_by_name("function", "“两庭”建设") == "2040506"


def test_a_name_of_another_year_is_not_found() -> None:
    assert subjects.by_name("function", "医疗卫生与计划生育支出", 2018)
    assert subjects.by_name("function", "医疗卫生与计划生育支出", 2019) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("一、一般公共服务支出", "一般公共服务支出"),
        ("（二）外交支出", "外交支出"),
        ("1. 办公费", "办公费"),
        ("维修（护）费", "维修(护)费"),
        ("资本性支出【基本建设】", "资本性支出（基本建设）"),
        ("教 育　支出", "教育支出"),
        ("*住房公积金", "住房公积金"),
    ],
)
def test_names_that_are_the_same(first: str, second: str) -> None:
    assert subjects.same_name(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("教育支出", "教育"),
        ("医疗费", "医疗费补助"),
        ("机关事业单位基本养老保险缴", "机关事业单位基本养老保险缴费"),
        ("资本性支出（一）", "资本性支出"),
        ("三峡水库库区基金支出", "峡水库库区基金支出"),
    ],
)
def test_names_that_are_not_the_same(first: str, second: str) -> None:
    assert not subjects.same_name(first, second)


def test_every_subject_is_well_formed() -> None:
    for subject in subjects.all_subjects():
        depth = 2 if subject.classification in ECONOMIC else 4 if subject.classification == "income" else 3
        assert subject.code.isdigit() and len(subject.code) in (3, 5, 7, 9)[:depth], subject
        assert subject.code[0] in {"function": "2", "income": "1"}.get(subject.classification, "35"), subject
        assert (subject.classification == "government-economic") == (subject.code[0] == "5"), subject
        assert subject.status in ("official", "observed"), subject
        assert bool(subject.evidence) == (subject.status == "official"), subject
        assert subject.last is None or subject.last >= subject.edition, subject
        assert subject.name == subject.name.strip() != "", subject
        assert subject.name not in subject.other_names, subject


def test_keys_are_unique() -> None:
    keys = [subject.key for subject in subjects.all_subjects()]
    assert len(keys) == len(set(keys))


def test_no_two_subjects_of_one_code_are_valid_in_one_year() -> None:
    for subject in subjects.all_subjects():
        for other in subjects.editions_of_code(subject.classification, subject.code):
            if other.edition > subject.edition:
                assert subject.last is not None and subject.last < other.edition, (subject.key, other.key)


def test_nothing_of_the_undivided_economic_items_outlives_2017() -> None:
    old = [entry for entry in subjects.all_subjects() if entry.classification in ECONOMIC and entry.edition < 2018]
    assert old and all(entry.last == 2017 for entry in old)


def test_every_subject_but_a_class_stands_under_another() -> None:
    for subject in subjects.all_subjects():
        above = subjects.broader(subject)
        assert (above is None) == (subject.level == 1), subject.key
        if above:
            assert subject.code.startswith(above.code) and above.level == subject.level - 1
            assert above.edition <= subject.edition or subject.last is None or above.edition <= subject.last


def test_every_subject_is_of_an_edition_that_is_listed() -> None:
    listed = {(edition.classification, edition.edition) for edition in subjects.editions()}
    assert {(subject.classification, subject.edition) for subject in subjects.all_subjects()} <= listed
    assert all(skos.schemes_of(subject) for subject in subjects.all_subjects())


def test_every_change_is_between_subjects_that_exist() -> None:
    for change in subjects.changes():
        assert change.sources
        for key in (*change.sources, *change.targets):
            assert subjects.get(key), (change.id, key)
            assert change in subjects.changes_of(key)
        assert change.kind in ("renamed", "split", "merged", "moved", "discontinued"), change
        assert change.certainty in ("official", "observed", "unknown"), change
        assert change.certainty == "unknown" or change.year, change
        assert change.certainty == "unknown" or change.evidence, change
        assert bool(change.targets) != (change.kind == "discontinued") or change.certainty == "unknown", change
    ids = [change.id for change in subjects.changes()]
    assert len(ids) == len(set(ids))


def test_what_changed_in_a_year_agrees_with_what_was_valid_in_it() -> None:
    for change in subjects.changes():
        if change.year is None:
            continue
        for key in change.targets:
            target = subjects.get(key)
            assert target and target.valid(change.year), change
        for key in set(change.sources) - set(change.targets):
            source = subjects.get(key)
            assert source and source.last == change.year - 1, change


def test_a_code_of_two_names_has_a_change_that_says_why() -> None:
    for subject in subjects.all_subjects():
        for later in subjects.editions_of_code(subject.classification, subject.code):
            if later.edition > subject.edition:
                same = any(subjects.same_name(subject.name, name) for name in (later.name, *later.other_names))
                assert same or subjects.changes_of(subject.key), (subject.key, later.key)


def test_changes_join_what_one_reform_parted() -> None:
    merged = next(entry for entry in subjects.changes_of("function/2019/20138"))
    assert (merged.year, merged.kind, len(merged.sources)) == (2019, "merged", 3)
    assert subjects.changes_of("function/2007/20101") == ()


def test_the_turtle_file_is_what_the_tables_say() -> None:
    written = (generator.ONTOLOGY / "classifications.ttl").read_text(encoding="utf-8")
    assert written == skos.turtle(), "run python -m make.subjects"
    assert len(written.encode()) < 2_000_000


def test_the_turtle_file_holds_every_subject_and_change(graph: rdflib.Graph) -> None:
    assert len(set(graph.subjects(rdflib.RDF.type, FKG.SubjectCode))) == len(subjects.all_subjects())
    assert len(set(graph.subjects(rdflib.RDF.type, FKG.CodeChange))) == len(subjects.changes())
    series = {(subject.classification, subject.code) for subject in subjects.all_subjects()}
    assert len(set(graph.subjects(rdflib.RDF.type, FKG.SubjectSeries))) == len(series)


def test_the_turtle_file_refers_to_nothing_that_is_absent(graph: rdflib.Graph) -> None:
    known = set(graph.subjects())
    told = {value for value in graph.objects() if isinstance(value, rdflib.URIRef) and value.startswith(skos.BASE)}
    assert told <= known


def test_a_subject_in_the_turtle_file(graph: rdflib.Graph) -> None:
    node = rdflib.URIRef(skos.BASE + "subject/department-economic/2007/31002")
    assert graph.value(node, FKG.name) == rdflib.Literal("办公设备购置")
    assert graph.value(node, FKG.depth) == rdflib.Literal(2)
    assert graph.value(node, FKG.lastEdition) == rdflib.Literal(2017)
    assert graph.value(node, rdflib.SKOS.broader) == rdflib.URIRef(skos.BASE + "subject/department-economic/2007/310")
    assert graph.value(node, FKG.inSeries) == rdflib.URIRef(skos.BASE + "series/department-economic/31002")
    schemes = list(graph.objects(node, rdflib.SKOS.inScheme))
    assert schemes == [rdflib.URIRef(skos.BASE + "classification/department-economic/2007")]


def test_the_generator_adds_a_code_in_no_list_and_keeps_what_is_listed(tmp_path: Path) -> None:
    observed = tmp_path / "observed.tsv"
    columns = ("kind", "level", "code", "name", "confidence", "alternatives", "years_seen")
    lines = [
        ("function", "款", "20197", "例外事务", "A", "", "2021,2023"),
        ("function", "款", "20196", "残缺", "C", "", "2021"),
        ("function", "项", "2019501", "无上级", "A", "", ""),
        ("function", "款", "20101", "人大事务", "B", "人大事物:2 | 万元:3 | 人大:4", "2020"),
        ("dept_economic", "类", "310", "资本性支出", "A", "其他资本性支出:3", "2016,2020"),
    ]
    observed.write_text("\n".join("\t".join(line) for line in (columns, *lines)) + "\n", encoding="utf-8")
    before = generator.read(generator.ONTOLOGY / "data" / "subjects.tsv")
    seen = list(generator.sightings(observed))
    rows = generator.merge(before, seen)
    assert len(rows) == len(before) + 1
    new = next(row for row in rows if row["code"] == "20197")
    assert (new["status"], new["edition"], new["sightings"]) == ("observed", "2007", "2021-2023")
    assert [row["sightings"] for row in rows if row["code"] == "310"] == ["2016-2016", "2020-2020"]
    assert generator.merge(rows, seen) == rows
    assert [row["evidence"] for row in generator.doubts(rows, seen, [])] == ["observed: 人大事物"]


def test_every_sound_row_of_the_reference_is_found(shared: Path) -> None:
    missing = []
    with (shared / "reference" / "observed_codes.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            place = (generator.KINDS[row["kind"]], row["code"])
            found = subjects.editions_of_code(*place)
            known = [name for subject in found for name in (subject.name, *subject.other_names)]
            if row["confidence"] in "AB" and not any(subjects.same_name(row["name"], name) for name in known):
                missing.append((*place, row["name"]))
    for entry in missing:
        print(*entry, EXPLAINED.get(entry, "unexplained"))
    assert set(missing) <= set(EXPLAINED)
