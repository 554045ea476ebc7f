from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from kg.build import build
from kg.statements import Node, Unit
from tests.kg import papers

CITED = papers.paper(
    projects=[
        {
            "name": "校舍维修",
            "amount": "12.5",
            "cites": [
                papers.cite("云财教〔2023〕1号", "关于下达补助资金的通知", relation="hands-down"),
                papers.cite("岚政发〔2023〕2号", relation="basis"),
                papers.cite("岚政发〔2023〕3号", relation="mention"),
            ],
        }
    ]
)


@pytest.fixture
def unit() -> Unit:
    return build(papers.disclosure(CITED))


def _of(unit: Unit, label: str) -> list[Node]:
    return [node for node in (*unit.own, *unit.shared) if node.label == label]


def test_the_same_disclosure_gives_the_same_statements(unit: Unit) -> None:
    assert build(papers.disclosure(CITED)) == unit


def test_money_is_exact(unit: Unit) -> None:
    assert _of(unit, "Allocation")[0].properties["amountYuan"] == Decimal(125000)


def test_ids_of_statements_are_unique_and_name_their_line(unit: Unit) -> None:
    ids = [node.id for node in unit.own]
    assert len(set(ids)) == len(ids)
    allocation = _of(unit, "Allocation")[0]
    assert allocation.id == f"{unit.document}/allocation/100-1"
    assert allocation.properties["line"] == 100


def test_an_allocation_is_derived_from_its_row(unit: Unit) -> None:
    links = dict(_of(unit, "Allocation")[0].links)
    row = next(node for node in unit.own if node.id == links["wasDerivedFrom"])
    assert row.properties["rowKind"] == "project"
    assert links["ofProject"] == _of(unit, "Project")[0].id


def test_a_project_cites_all_is_funded_by_some_and_rests_on_others(unit: Unit) -> None:
    kinds = [kind for kind, _ in _of(unit, "Project")[0].links]
    assert (kinds.count("cites"), kinds.count("fundedBy"), kinds.count("restsOn")) == (3, 1, 1)


def test_every_statement_names_its_disclosure_and_every_target_exists(unit: Unit) -> None:
    known = {node.id for node in (*unit.own, *unit.shared)}
    for node in unit.own:
        assert ("statedIn", unit.meta["disclosure"]) in node.links
        assert {target for _, target in node.links} <= known
    for node in unit.shared:
        assert {target for _, target in node.links} <= known


def test_a_title_that_hands_money_down_is_told(unit: Unit) -> None:
    assert {mention.number: mention.hands_down for mention in unit.mentions} == {
        "云财教(2023)1号": True,
        "岚政发(2023)2号": False,
        "岚政发(2023)3号": False,
    }


def test_codes_stand_under_codes(unit: Unit) -> None:
    codes = {node.properties["code"]: node for node in _of(unit, "SubjectCode")}
    assert set(codes) == {"205", "20502", "2050201"}
    assert dict(codes["2050201"].links)["broader"] == codes["20502"].id
    assert codes["205"].properties["name"] == "教育支出"
    assert codes["2050201"].properties["firstYear"] == 2024


def _line_of(**told: Any) -> tuple[Node, Unit]:
    """The node of a coded line of which more is printed, and its document's statements."""
    made = papers.disclosure(CITED)
    unit = build(replace(made, lines=(replace(made.lines[0], **told), *made.lines[1:])))
    return next(node for node in unit.own if node.label == "BudgetLine"), unit


def test_economic_items_beside_a_function_are_found_by_their_codes() -> None:
    line, unit = _line_of(gov_code="50201", gov_item="办公费用", econ_code="302 01", econ_item="办公")
    links = dict(line.links)
    subjects = {node.id: node.properties for node in _of(unit, "SubjectCode")}
    assert [
        (subjects[links[kind]]["classification"], subjects[links[kind]]["code"])
        for kind in ("hasSubject", "hasGovSubject", "hasEconSubject")
    ] == [("function", "2050201"), ("government-economic", "50201"), ("department-economic", "30201")]
    assert line.properties["govCode"] == "50201"
    assert (line.properties["econCode"], line.properties["econItem"]) == ("302 01", "办公")


@pytest.mark.parametrize("code", [None, "3020"])
def test_an_economic_item_without_a_code_is_found_by_its_name(code: str | None) -> None:
    line, unit = _line_of(econ_code=code, econ_item="办公费")
    subject = next(node for node in unit.shared if node.id == dict(line.links)["hasEconSubject"])
    assert subject.properties["code"] == "30201"


def test_a_code_that_is_none_and_has_no_name_is_no_subject() -> None:
    line, _ = _line_of(econ_code="3020")
    assert "hasEconSubject" not in dict(line.links)
    assert line.properties["econCode"] == "3020"


def test_what_was_recognised_says_how_surely_and_under_what_heading() -> None:
    line, _ = _line_of(confidence=0.1 + 0.2, heading="本年收入/合计")
    assert line.properties["heading"] == "本年收入/合计"
    assert Decimal("0.3") <= line.properties["confidence"] < Decimal("0.3001")
    assert isinstance(line.properties["confidence"], Decimal)


def test_an_evaluation_keeps_what_was_planned_apart_from_what_was_spent() -> None:
    made = papers.disclosure(CITED)
    total = made.sheets[0].amounts[0]
    amounts = tuple(
        replace(total, stage=stage, column=column, amount_yuan=Decimal(yuan))
        for column, (stage, yuan) in enumerate((("executed", 90), ("adjusted", 95), ("budget", 100)))
    )
    indicator = replace(made.indicators[0], actual="2所", weight=Decimal(10), score=Decimal("6.5"))
    sheet = replace(made.sheets[0], amounts=amounts, score=Decimal("88.5"))
    unit = build(replace(made, sheets=(sheet,), indicators=(indicator,)))
    (node,) = _of(unit, "PerformanceSheet")
    assert (node.properties["annualTotalYuan"], node.properties["score"]) == (Decimal(100), Decimal("88.5"))
    assert [(n.properties["stage"], n.properties["amountYuan"]) for n in _of(unit, "SheetAmount")] == [
        ("executed", Decimal(90)),
        ("adjusted", Decimal(95)),
        ("budget", Decimal(100)),
    ]
    (row,) = _of(unit, "Indicator")
    assert [row.properties[name] for name in ("actual", "weight", "score")] == ["2所", Decimal(10), Decimal("6.5")]


def test_a_sheet_that_was_only_carried_out_plans_nothing() -> None:
    made = papers.disclosure(CITED)
    spent = tuple(replace(entry, stage="executed") for entry in made.sheets[0].amounts)
    (node,) = _of(build(replace(made, sheets=(replace(made.sheets[0], amounts=spent),))), "PerformanceSheet")
    assert "annualTotalYuan" not in node.properties


def test_an_issuer_that_is_named_twice_is_one_value() -> None:
    made = papers.disclosure(CITED)
    twice = replace(made.citations[0], issuers=("云川省财政厅", "云川省教育厅", "云川省财政厅"))
    unit = build(replace(made, citations=(twice, *made.citations[1:])))
    assert _of(unit, "Citation")[0].properties["issuers"] == ("云川省财政厅", "云川省教育厅")


def test_a_sheet_whose_name_is_lost_has_none() -> None:
    made = papers.disclosure(CITED)
    unit = build(replace(made, sheets=(replace(made.sheets[0], project_name=""),)))
    assert [("project" in node.properties) for node in _of(unit, "PerformanceSheet") + _of(unit, "Indicator")] == [
        False,
        False,
    ]


def test_passages_are_joined_to_runs(unit: Unit) -> None:
    assert unit.meta["passages"] == [
        [1, 8, None, "read", "table"],
        [9, 9, None, "furniture", "watermark"],
        [10, 10, None, "unread", ""],
    ]
    assert (unit.meta["lines"], unit.meta["read_lines"], unit.meta["unread_lines"]) == (10, 8, 1)


def test_two_things_at_one_place_have_two_ids() -> None:
    made = papers.disclosure(CITED)
    twice = replace(made, figures=made.figures * 2)
    ids = [node.id for node in build(twice).own if node.label == "Figure"]
    assert ids == [f"{made.document}/figure/6-0", f"{made.document}/figure/6-0.2"]


def test_units_stand_under_the_department_that_publishes() -> None:
    unit = build(papers.disclosure(papers.paper(units=["岚渡县第一中学"], offices=["财务股"])))
    names = {node.properties["name"]: node for node in unit.shared if node.label == "Organization"}
    above = names["岚渡县教育局"].id
    assert dict(names["岚渡县第一中学"].links)["subOrganizationOf"] == above
    assert dict(names["财务股"].links)["subOrganizationOf"] == above
