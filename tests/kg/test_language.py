"""The language, browsed: what terms mean, what is near an unknown one, and the reference that is made of it."""

from __future__ import annotations

import re

import pytest

from kg import Graph, language
from kg.language import COLUMNS, Entry, UnknownTermError, look_up
from kg.language_terms import KINDS
from make import ontology as reference
from ontology.schema import schema


def meanings(term: str) -> list[tuple[str, str]]:
    return [(entry.kind, entry.term) for entry in look_up(term)]


def only(term: str, kind: str) -> Entry:
    (entry,) = (entry for entry in look_up(term) if entry.kind == kind)
    return entry


@pytest.mark.parametrize(
    ("terms", "meaning"),
    [
        (("BudgetLine", "budget line", "BUDGET_LINE", "预算数", "fkg:BudgetLine"), ("class", "BudgetLine")),
        (("amountYuan", "amount_yuan", "AMOUNT", "amountFen", "金额（元）"), ("property", "amountYuan")),
        (("HAS_FUND", "hasFund", "fkg:hasFund", "has fund", "资金来源"), ("relationship", "hasFund")),
        (("org:subOrganizationOf", "SUB_ORGANIZATION_OF"), ("relationship", "subOrganizationOf")),
        (("<https://w3id.org/fiscal-kg/ontology#hasFund>",), ("relationship", "hasFund")),
        (("timing", "codes:timing", "时序"), ("code-list", "timing")),
        (("carryover", "上年结转", "codes:timing-carryover"), ("code", "carryover")),
        (("一般公共预算", "fund:general-public", "fund/general-public"), ("code", "general-public")),
        (("%", "percent"), ("code", "%")),
        (("department-economic", "部门预算支出经济分类"), ("classification", "department-economic")),
        (("2010101", "function/2010101", "function/2007/2010101", "subject/function/2007/2010101"),
         ("subject", "function/2010101")),
        (("党委办公厅（室）及相关机构事务", "党委办公厅(室)及相关机构事务", "党委办公厅…", "党委办公厅"),
         ("subject", "function/20131")),
        (("晋财", "晋财行", "晋财行〔2023〕142号", "晋财行【2023】 142", "山西省财政厅"), ("prefix", "晋财")),
        (("国务院令第423号",), ("prefix", "国务院令")),
        (("140405", "屯留区", "屯留", "长治市屯留区", "山西省屯留区"), ("place", "140405")),
    ],
)  # fmt: skip
def test_spelling_is_free(terms: tuple[str, ...], meaning: tuple[str, str]) -> None:
    for term in terms:
        assert meaning in meanings(term), term


def test_every_meaning_is_given_those_of_the_ontology_first() -> None:
    assert meanings("资金来源") == [("class", "FundingSource"), ("relationship", "hasFund"), ("code-list", "funds")]
    kinds = [kind for kind, _ in meanings("income")]
    assert kinds == sorted(kinds, key=KINDS.index) and {"code", "classification"} <= set(kinds)


def test_a_prefixed_name_means_itself_alone() -> None:
    assert meanings("codes:timing") == [("code-list", "timing")]


def test_a_term_of_another_vocabulary_means_what_stands_under_it() -> None:
    assert meanings("qb:Observation") == [("class", "Observation")]
    assert meanings("eli:LegalResource") == [("class", "PolicyDocument")]
    assert ("property", "stage") in meanings("obeu-dimension:budgetPhase")


def test_class() -> None:
    more = only("BudgetLine", "class").more
    amount = next(part for part in more["properties"] if part["name"] == "amountYuan")
    assert (amount["datatype"], amount["occurs"], amount["name_zh"]) == ("decimal", "1", "金额（元）")
    assert next(part for part in more["properties"] if part["name"] == "timing")["occurs"] == "0..1"
    assert {"HAS_FUND", "STATED_IN"} <= {part["name"] for part in more["out"]}
    assert [part["name"] for part in more["into"]] == ["WAS_DERIVED_FROM"]
    assert "prov:Entity" in more["ancestors"]


def test_an_abstract_class_has_what_its_subclasses_share() -> None:
    more = only("Statement", "class").more
    assert more["abstract"] and "fkg:Observation" in more["subclasses"]
    assert {part["name"]: part["occurs"] for part in more["properties"]}["document"] == "1"


def test_the_kind_of_a_thing_says_more_of_it() -> None:
    where = only("PolicyDocument", "class").more["where"]
    assert {"property": "fkg:kind", "value": "law", "is_a": ["eli:LegalResource", "schema:Legislation"]} in where


def test_property() -> None:
    entry = only("stage", "property")
    assert entry.definitions[0] == schema().properties["stage"].definitions["en"] and entry.sources[1]
    (codes,) = entry.more["code_lists"]
    assert {"code": "final", "name_en": "final account", "name_zh": "决算"} in codes["codes"]
    assert entry.more["cube"] == [{"component": "cube:stage", "under": ["obeu-dimension:budgetPhase"]}]
    assert entry.more["of"]["BudgetLine"] == "1" and entry.more["rules"]


def test_relationship() -> None:
    more = only("hasFund", "relationship").more
    many = dict.fromkeys(("Allocation", "BudgetLine", "Distribution"), "0..1")
    assert (more["from"], more["to"]) == (many, "FundingSource")
    assert "general-public" in {code["code"] for code in more["code_lists"][0]["codes"]}


def test_subject_code_in_all_editions_with_what_changed() -> None:
    entry = only("310", "subject")
    names = [(one["edition"], one["name"], one["last"]) for one in entry.more["editions"]]
    assert names == [(2007, "其他资本性支出", 2017), (2018, "资本性支出", None)]
    (change,) = entry.more["changes"]
    assert (change["year"], change["kind"], change["from"][0]["name"]) == (2018, "renamed", "其他资本性支出")
    assert entry.names == (None, "资本性支出")


def test_an_edition_picks_out_its_code_only_where_it_has_it() -> None:
    assert meanings("department-economic/2018/310") == [("subject", "department-economic/310")]
    with pytest.raises(UnknownTermError):
        look_up("function/310")


def test_one_name_of_many_codes() -> None:
    found = [entry for entry in look_up("行政运行") if entry.kind == "subject"]
    assert len(found) > 20 and len({entry.term for entry in found}) == len(found)


def test_number_of_a_year() -> None:
    first, second = look_up("国卫办〔2015〕3号")
    assert (first.more["body"], first.more["in_year"]) == ("国家卫生和计划生育委员会", True)
    assert second.more["in_year"] is False
    assert (first.more["number"], first.more["code"], first.more["prefix"]) == ("国卫办〔2015〕3号", "国卫办", "国卫")


def test_bodies_that_share_a_prefix_are_all_given() -> None:
    assert {"长治市财政局", "长沙市财政局"} <= {entry.names[1] for entry in look_up("长财行")}


def test_what_became_of_a_place() -> None:
    gone = only("屯留县", "place").more
    assert (gone["valid_to"], gone["became"][0]["name"], gone["became"][0]["valid_from"]) == ("2018", "屯留区", "2018")
    assert only("屯留区", "place").more["came_from"][0]["code"] == "140424"


@pytest.mark.parametrize(
    ("term", "near"),
    [("BugdetLine", "BudgetLine"), ("预算线", "预算数"), ("amuontYuan", "amountYuan"), ("屯柳区", "屯留区")],
)
def test_unknown_terms_are_answered_with_the_nearest(term: str, near: str) -> None:
    with pytest.raises(UnknownTermError, match="did you mean") as error:
        look_up(term)
    assert near in error.value.nearest


@pytest.mark.parametrize("term", ["", " ", "…", "?", "xyzzy", "<>", "fkg:", "fkg:nothing", "function/1", "〔2023〕1号"])
def test_no_text_is_a_defect(term: str) -> None:
    with pytest.raises(UnknownTermError):
        look_up(term)


def test_every_label_code_and_name_finds_its_term() -> None:
    for entry in language.vocabulary():
        for name in filter(None, (entry.term, *entry.names)):
            assert (entry.kind, entry.iri) in {(one.kind, one.iri) for one in look_up(name)}, name


def test_vocabulary_is_whole_and_in_both_languages() -> None:
    found = language.vocabulary()
    kinds = [entry.kind for entry in found]
    assert kinds.count("class") == len(schema().classes) and kinds.count("property") == len(schema().properties)
    assert len({(entry.kind, entry.iri) for entry in found}) == len(found)
    assert all(all(entry.names) for entry in found)
    assert all(tuple(entry.to_dict())[: len(COLUMNS)] == COLUMNS for entry in found)


def test_the_library_needs_no_store() -> None:
    assert Graph.ontology("预算数") == look_up("BudgetLine")
    assert Graph.ontology() == language.vocabulary()


def test_the_reference_is_what_the_ontology_says() -> None:
    assert reference.FILE.read_text(encoding="utf-8") == reference.markdown(), "run python -m make.ontology"


def test_every_class_and_relationship_is_in_a_picture() -> None:
    drawn = {name for picture in reference.PICTURES for name in picture.classes}
    assert drawn == set(schema().classes)
    text = "\n".join(line for picture in reference.PICTURES for line in reference._edges(picture))
    assert set(re.findall(r"[A-Z_]{4,}", text)) >= set(schema().by_type())
