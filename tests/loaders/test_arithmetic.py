"""The referee: what balances in exactly one way is certain, everything else stays as printed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.tables.arithmetic import (
    Entry,
    Ledger,
    bent_number,
    close,
    holds,
    mend_numbers,
    one_step,
    row_balances,
    settle_columns,
    settle_row,
    sums,
    tolerance,
)

TOTAL = [(0, (1, 2))]  # column 0 is the sum of columns 1 and 2


def entry(text: str, column: int = 0) -> Entry:
    try:
        return Entry(Decimal(text), text, column)
    except ArithmeticError:
        return Entry(None, text, column)


def row(**cells: str) -> dict[int, Entry]:
    return {int(name[1:]): entry(text, int(name[1:])) for name, text in cells.items()}


def ledger(*rows: dict[int, Entry], children: dict[int, list[int]] | None = None) -> Ledger:
    return Ledger(list(rows), TOTAL, children or {}, (0, 1, 2))


@pytest.mark.parametrize(
    ("values", "within", "beyond"),
    [
        (["1.00", "1.00"], "0.01", "0.05"),
        (["1", "1"], "1", "5"),
        (["1.0000", "1.0000"], "0.0001", "0.001"),
    ],
)
def test_tolerance_follows_the_digits_printed(values: list[str], within: str, beyond: str) -> None:
    allowed = tolerance(Decimal(value) for value in values)
    assert Decimal(within) <= allowed < Decimal(beyond)


@given(st.lists(st.decimals(min_value=0, max_value=10**7, places=2), min_size=1, max_size=20))
def test_the_sum_of_the_parts_is_always_close(parts: list[Decimal]) -> None:
    assert close(sum(parts, Decimal(0)), parts)


@given(
    st.lists(st.decimals(min_value=1, max_value=10**6, places=2), min_size=1, max_size=5),
    st.decimals(min_value=1, max_value=100, places=2),
)
def test_a_sum_that_is_off_by_a_yuan_is_never_close(parts: list[Decimal], off: Decimal) -> None:
    assert not close(sum(parts, Decimal(0)) + off, parts)


def test_a_row_balances() -> None:
    assert row_balances(row(c0="3.00", c1="1.00", c2="2.00"), TOTAL) is True


def test_a_blank_part_counts_nothing() -> None:
    assert row_balances(row(c0="3.00", c2="3.00"), TOTAL) is True


def test_a_row_that_does_not_balance() -> None:
    assert row_balances(row(c0="4.00", c1="1.00", c2="2.00"), TOTAL) is False


def test_parts_without_their_total_do_not_balance() -> None:
    assert row_balances(row(c1="1.00", c2="2.00"), TOTAL) is False


def test_a_row_without_sums_says_nothing() -> None:
    assert row_balances(row(c3="1.00"), TOTAL) is None


def test_a_column_that_moved_is_put_back() -> None:
    rows = [
        row(c0="3.00", c1="1.00", c3="2.00"),
        row(c0="7.00", c1="3.00", c3="4.00"),
    ]
    assert settle_columns(rows, [0, 1, 2], TOTAL) == {3: 2}


def test_columns_that_balance_are_left_alone() -> None:
    rows = [row(c0="3.00", c1="1.00", c2="2.00")]
    assert settle_columns(rows, [0, 1, 2], TOTAL) is None


def test_two_readings_that_balance_prove_nothing() -> None:
    rows = [row(c0="3.00", c4="3.00")]
    assert settle_columns(rows, [0, 1, 2], TOTAL) is None


def test_a_column_that_no_slot_explains_is_left_alone() -> None:
    rows = [row(c0="3.00", c1="1.00", c3="9.00")]
    assert settle_columns(rows, [0, 1, 2], TOTAL) is None


def test_a_row_that_moved_as_a_whole_is_put_back() -> None:
    moved = Ledger(
        [row(c1="3.00", c2="1.00", c3="2.00")],
        [(0, (1, 2))],
        {},
        (0, 1, 2, 3),
    )
    assert settle_row(moved, 0) == {1: 0, 2: 1, 3: 2}


def test_a_row_whose_amounts_fit_in_two_ways_is_left_alone() -> None:
    """合计 printed one to the right, or the whole row: the row alone cannot tell 基本 from 项目."""
    assert settle_row(ledger(row(c1="5.00", c2="5.00")), 0) is None


def mend(of: Ledger) -> list[tuple[tuple[int, int], Decimal, str]]:
    checks = list(sums(of))
    return mend_numbers(of, checks, [check for check in checks if not holds(of, check)])


def mendable(text: str) -> Ledger:
    """A leaf whose second column is bent: its row and its parent both ask for 2.00."""
    return ledger(
        row(c0="7.00", c1="3.00", c2="4.00"),
        row(c0="3.00", c1="1.00", c2=text),
        row(c0="4.00", c1="2.00", c2="2.00"),
        children={0: [1, 2]},
    )


@pytest.mark.parametrize("text", ["8.00", "2.80", "20.00", "2.O0", "Z.00", "2,00", "200"])
def test_a_bent_digit_is_mended_where_row_and_column_ask_for_one_value(text: str) -> None:
    assert [(cell, value) for cell, value, _ in mend(mendable(text))] == [((1, 2), Decimal("2.00"))]


@pytest.mark.parametrize("text", ["9.99", "13.37", "500.00"])
def test_what_ocr_could_not_have_printed_is_left(text: str) -> None:
    assert mend(mendable(text)) == []


def test_one_sum_alone_mends_nothing() -> None:
    assert mend(ledger(row(c0="3.00", c1="1.00", c2="8.00"))) == []


def test_sums_that_ask_for_different_values_mend_nothing() -> None:
    book = ledger(
        row(c0="7.50", c1="3.00", c2="4.50"),
        row(c0="3.00", c1="1.00", c2="8.00"),
        row(c0="4.00", c1="2.00", c2="2.00"),
        children={0: [1, 2]},
    )
    assert mend(book) == []


def test_a_digit_is_mended_although_the_parent_is_rounded() -> None:
    """Row and column ask for values that differ by rounding only: the row's is exact."""
    book = ledger(
        row(c0="219.91", c1="219.91"),
        row(c0="64.22", c1="64.22"),
        row(c0="155.70", c1="175.70"),
        children={0: [1, 2]},
    )
    assert [(cell, value) for cell, value, _ in mend(book)] == [((2, 1), Decimal("155.70"))]


def test_a_ledger_that_balances_is_left_alone() -> None:
    assert mend(mendable("2.00")) == []


@given(st.integers(min_value=0, max_value=3), st.integers(min_value=0, max_value=9))
def test_mending_is_right_or_silent(position: int, digit: int) -> None:
    """Whatever one digit of a balanced leaf becomes, it is read back as it was or left as it is."""
    book = ledger(
        row(c0="91.57", c1="30.23", c2="61.34"),
        row(c0="51.12", c1="17.11", c2="34.01"),
        row(c0="40.45", c1="13.12", c2="27.33"),
        children={0: [1, 2]},
    )
    digits = list("3401")
    digits[position] = str(digit)
    bent = f"{digits[0]}{digits[1]}.{digits[2]}{digits[3]}"
    book.rows[1][2] = entry(bent, 2)
    for cell, value, _ in mend(book):
        assert (cell, value) == ((1, 2), Decimal("34.01"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("l5.70", "15.70"),
        ("1S.70", "15.70"),
        ("15,70", "15.70"),
        ("1570", "15.70"),
        ("5.70", "15.70"),
        ("16.70", "15.70"),
    ],
)
def test_one_step_of_ocr(text: str, value: str) -> None:
    assert one_step(text, Decimal(value))


@pytest.mark.parametrize(("text", "value"), [("16.80", "15.70"), ("3.10", "15.70"), ("115.770", "15.70")])
def test_more_than_one_step(text: str, value: str) -> None:
    assert not one_step(text, Decimal(value))


@pytest.mark.parametrize("text", ["l5.70", "1S.70", "15.7.0", "1 126。40"])
def test_bent_numbers_are_told(text: str) -> None:
    assert bent_number(text)


@pytest.mark.parametrize("text", ["15.70", "印刷费", "3年", "A1", "12:30", "95%", "2023-05", ""])
def test_other_cells_are_not(text: str) -> None:
    assert not bent_number(text)
