"""Folding, tidying and amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.words import amount, fold, nothing, squeeze, tidy


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1126.40", "1126.40"),
        ("1,126.40", "1126.40"),
        ("1，126.40", "1126.40"),
        ("１１２６．４０", "1126.40"),
        ("0", "0"),
        ("0.00", "0.00"),
        ("-35.10", "-35.10"),
        ("−35.10", "-35.10"),
        ("(35.10)", "-35.10"),
        ("（35.10）", "-35.10"),
        (" 12 ", "12"),
        ("223,500", "223500"),
    ],
)
def test_amounts_are_read_exactly(text: str, value: str) -> None:
    assert amount(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", " ", "无", "—", "——", "-", "12万元", "1,26.40", "12.", ".5", "1.2.3", "3年", "≥12", "2024年", "l2.50"]
)
def test_what_is_no_amount_has_none(text: str) -> None:
    assert amount(text) is None


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_amounts_come_back_from_print(value: Decimal) -> None:
    assert amount(f"{value:,.2f}") == value


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_width_does_not_change_an_amount(value: Decimal) -> None:
    text = f"{value:.2f}"
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in text)
    assert amount(wide) == amount(text)


@pytest.mark.parametrize("text", ["", "无", "—", "－", " / "])
def test_nothing_is_said_in_many_ways(text: str) -> None:
    assert nothing(text)


def test_a_zero_is_not_nothing() -> None:
    assert not nothing("0")


@pytest.mark.parametrize(
    "other", ["云岭县（水务）局", "云岭县(水务)局", " 云岭县 （水务） 局", "云岭县【水务】局", "《云岭县〔水务〕局》"]
)
def test_fold_leaves_only_the_name(other: str) -> None:
    assert fold(other) == "云岭县水务局"


@given(
    st.text(alphabet=st.sampled_from("云岭县水务局ABab019０１Ａ（）()【】〔〕《》、，。·—-_* \u3000\t"), max_size=40)
)
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=40))
def test_squeeze_leaves_no_blank(text: str) -> None:
    assert not any(sign.isspace() for sign in squeeze(text))


def test_tidy_takes_out_the_blanks_of_wrapping() -> None:
    assert tidy("云岭县 水务局 ") == "云岭县水务局"


def test_tidy_keeps_the_blanks_between_words() -> None:
    assert tidy("APP  平台 UPS 采购") == "APP 平台 UPS 采购"
