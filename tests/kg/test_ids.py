from __future__ import annotations

import pytest

from kg import ids

PLACES = ("云川省", "岚渡市", "青岭县")


@pytest.mark.parametrize(
    "text", ["云财行【2023】8号", "云财行[2023]8号", "云财行（２０２３）8 号", "云财行﹝2023﹞8号", "云财行〔2023〕8号"]
)
def test_bracket_styles_widths_and_spaces_are_one(text: str) -> None:
    assert ids.fold(text) == ids.fold("云财行〔2023〕8号")


def test_marks_of_recognition_are_folded() -> None:
    assert ids.fold("校舍 **维修**_") == "校舍维修"


def test_years_and_numbers_belong_to_a_name() -> None:
    assert ids.fold("2022年校舍资金") != ids.fold("2023年校舍资金")
    assert ids.fold("校舍资金（省级补助）") != ids.fold("校舍资金")


@pytest.mark.parametrize("name", ["云川省岚渡市青岭县教育局", "岚渡市青岭县教育局", "青岭县教育局", "教育局"])
def test_a_body_is_one_however_many_of_its_places_are_printed(name: str) -> None:
    assert ids.organization_id(name, "department", PLACES) == ids.organization_id("青岭县教育局", "unit", ())


def test_a_superior_place_is_another_body() -> None:
    assert ids.organization_id("岚渡市教育局", "unit", PLACES) != ids.organization_id("教育局", "unit", PLACES)


def test_party_names_are_written_out() -> None:
    long, short = "中国共产党青岭县委员会", "中共青岭县委员会"
    assert ids.organization_id(long, "department", PLACES) == ids.organization_id(short, "department", PLACES)


def test_offices_of_one_name_are_told_apart_by_what_they_belong_to() -> None:
    assert ids.organization_id("办公室", "office", PLACES, "a") != ids.organization_id("办公室", "office", PLACES, "b")


def test_a_printed_code_tells_a_project() -> None:
    assert ids.project_id("u", "甲", "P1") == ids.project_id("u", "乙", "p1".upper())
    assert ids.project_id("u", "甲", None) != ids.project_id("u", "乙", None)
    assert ids.project_id("u", "甲", None) != ids.project_id("v", "甲", None)


def test_an_iri_is_an_id() -> None:
    assert ids.tail(f"<{ids.BASE}policy/1>") == ids.tail("policy/1") == "policy/1"
