from __future__ import annotations

from decimal import Decimal

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


def test_passages_are_joined_to_runs(unit: Unit) -> None:
    assert unit.meta["passages"] == [
        [1, 8, None, "read", "table"],
        [9, 9, None, "furniture", "watermark"],
        [10, 10, None, "unread", ""],
    ]
    assert (unit.meta["lines"], unit.meta["read_lines"], unit.meta["unread_lines"]) == (10, 8, 1)


def test_two_things_at_one_place_have_two_ids() -> None:
    from dataclasses import replace  # noqa: PLC0415

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
