"""Which project row a target sheet belongs to."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.loaders import forms


def disclosure(rows: list[tuple[str, str]], *sheets: str) -> forms.Disclosure:
    body = [[name, amount, amount, "", "", "", ""] for name, amount in rows]
    return forms.read(forms.table("projects-current", [*forms.PROJECT_HEAD, *body]), *sheets)


def links(found: forms.Disclosure) -> list[tuple[str | None, str | None]]:
    return [(None if s.project is None else found.projects[s.project].name, s.matched_by) for s in found.sheets]


def test_by_name() -> None:
    found = disclosure([("渠道维修", "7.00"), ("闸门更换", "5.00")], forms.sheet("渠道维修"))
    assert links(found) == [("渠道维修", "name")]


@pytest.mark.parametrize(
    "name", ["补助资金(云财行[2023]12号)", "补助资金（云财行〔2023〕12号）", " 补助资金 （云财行【2023】12号）"]
)
def test_by_name_in_any_brackets(name: str) -> None:
    found = disclosure([("补助资金（云财行【2023】12号）", "7.00")], forms.sheet(name))
    assert links(found) == [("补助资金（云财行【2023】12号）", "name")]


def test_by_unit_and_amount_where_the_name_is_another() -> None:
    found = disclosure([("抗旱应急补助", "7.00"), ("闸门更换", "5.00")], forms.sheet("春季输水费"))
    assert links(found) == [("抗旱应急补助", "unit-and-amount")]


def test_an_amount_of_two_rows_is_no_proof() -> None:
    found = disclosure([("抗旱应急补助", "7.00"), ("闸门更换", "7.00")], forms.sheet("春季输水费"))
    assert found.sheets[0].matched_by is None


def test_by_likeness_where_the_amount_is_another() -> None:
    found = disclosure(
        [("农田灌溉渠道维修养护专项经费", "9.00"), ("闸门更换", "5.00")], forms.sheet("农田灌溉渠道维护养护专项经费")
    )
    assert links(found) == [("农田灌溉渠道维修养护专项经费", "likeness")]


def test_rounding_is_no_difference() -> None:
    found = disclosure([("渠道维修", "12.96")], forms.sheet("渠道维修", total="129,636"))
    assert found.sheets[0].allocations == (0,)


def test_two_rows_of_one_name_each_find_their_own_sheet() -> None:
    name = "提前下达2024年补助资金（云财行【2023】12号）"
    found = disclosure(
        [(name, "7.00"), (name, "5.80")], forms.sheet(name, total="58,000"), forms.sheet(name, total="70,000")
    )
    covered = [[found.allocations[a].amount_yuan for a in s.allocations] for s in found.sheets]
    assert covered == [[Decimal(58000)], [Decimal(70000)]]


def test_an_allocation_is_covered_once() -> None:
    found = disclosure([("渠道维修", "7.00")], forms.sheet("渠道维修"), forms.sheet("渠道维修"))
    covered = [a for s in found.sheets for a in s.allocations]
    assert covered == [0]


def test_a_sheet_without_a_row_is_a_project_of_its_unit() -> None:
    found = disclosure([("闸门更换", "5.00")], forms.sheet("山洪监测站网补助", total="990,000"))
    sheet = found.sheets[0]
    assert sheet.project is not None
    assert (found.projects[sheet.project].name, sheet.matched_by, sheet.allocations) == ("山洪监测站网补助", None, ())


def test_the_desk_that_looks_after_a_project_is_not_its_unit() -> None:
    found = disclosure([("渠道维修", "7.00")], forms.sheet("渠道维修"))
    assert found.sheets[0].department == "农业农村股"
    assert "农业农村股" not in {o.name for o in found.organizations if o.kind != "office"}
