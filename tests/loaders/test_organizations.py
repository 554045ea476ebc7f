"""Publishers, units, offices and the places in their names."""

from __future__ import annotations

import pytest

import loaders
from loaders.organizations import places_of
from tests.loaders import forms


def bodies(text: str, kind: str) -> list[str]:
    head = f"第一部分 概况\n\n二、机构设置情况\n\n{text}\n\n"
    base = forms.table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()])
    read = loaders.read((forms.cover() + head + forms.PART + base).encode())
    return [o.name for o in read.organizations if o.kind == kind]


@pytest.mark.parametrize(
    "text",
    [
        "本部门内设机构3个，包括办公室、计划股、灌溉股。",
        "内设机构包括：办公室、计划股、灌溉股。",
        "本部门下设办公室、计划股、灌溉股3个科室。",
        "内设科室3个，分别为办公室、计划股和灌溉股。",
    ],
)
def test_offices(text: str) -> None:
    assert bodies(text, "office") == ["办公室", "计划股", "灌溉股"]


@pytest.mark.parametrize(
    "text",
    [
        "本部门下属单位2个，包括云岭县水利工程中心、云岭县水质监测站。",
        "所属事业单位2个，分别为：云岭县水利工程中心、云岭县水质监测站。",
    ],
)
def test_units(text: str) -> None:
    assert bodies(text, "unit") == ["云岭县水利工程中心", "云岭县水质监测站"]


def test_duties_name_no_bodies() -> None:
    assert bodies("办公室负责文电、会务、机要等工作。", "office") == []


def test_the_publisher_stands_first() -> None:
    read = forms.read(forms.table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()]))
    assert (read.organizations[0].name, read.organizations[0].kind, read.organizations[0].parent) == (
        forms.PUBLISHER,
        "department",
        None,
    )


def test_a_unit_publishes_as_a_unit() -> None:
    text = forms.cover("云岭县水质监测站", kind="单位") + forms.PART
    text += forms.table(
        "expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()], publisher="云岭县水质监测站"
    )
    read = loaders.read(text.encode())
    assert (read.publisher, read.publisher_kind, {x.scope for x in read.lines}) == ("云岭县水质监测站", "unit", {"own"})


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("长治市屯留区委组织部", ("长治市", "屯留区")),
        ("中共长治市屯留区委组织部", ("长治市", "屯留区")),
        ("云岭县水务局", ("云岭县",)),
        ("青河省云岭市水务局", ("青河省", "云岭市")),
        ("水务局", ()),
        ("", ()),
    ],
)
def test_places(name: str, places: tuple[str, ...]) -> None:
    assert places_of(name) == places


@pytest.mark.parametrize(
    ("kind", "what", "stage"), [("部门", "预算", "budget"), ("部门", "决算", "final"), ("单位", "预算", "budget")]
)
def test_the_cover_says_the_stage(kind: str, what: str, stage: str) -> None:
    text = forms.cover(kind=kind, what=what) + forms.PART
    text += forms.table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()])
    assert loaders.read(text.encode()).stage == stage


@pytest.mark.parametrize(
    "text",
    [
        "云岭县水务局\n\n2024年度部门预算公开\n\n",
        "云岭县水务局2024年部门预算\n\n",
        "# 云岭县水务局\n\n# 2024年度部门预算公开\n\n",
        "2024年云岭县水务局部门预算公开说明\n\n",
        "2024年度云岭县水务局部门预算\n\n",
        "云岭县水务局\n2024年度部门\n预算公开\n\n",
        "附件1\n\n云岭县水务局2024年部门预算公开\n\n",
    ],
)
def test_covers(text: str) -> None:
    """Where no table names the publisher, the cover does."""
    body = "2024年预算支出总表\n\n单位：万元\n\n"
    body += "\n".join("\t".join(row) for row in [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()])
    read = loaders.read((text + forms.PART + body).encode())
    assert (read.publisher, read.fiscal_year) == ("云岭县水务局", 2024)
