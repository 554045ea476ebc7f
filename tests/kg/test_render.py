"""Tables for people: widths of Chinese text, whole numbers, and nothing lost."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from kg.render import grid, width, wrap, write_rows

TEXT = st.text(alphabet="ab 预算〔2〕,", max_size=30)


def test_columns_line_up_in_terminal_columns() -> None:
    lines = grid(("name", "amount_yuan"), [("预算", "1"), ("ab", "1234567.5")]).splitlines()
    assert {width(line) for line in lines} == {width(lines[0])}


def test_long_text_wraps_and_amounts_stay_whole() -> None:
    text = grid(("name", "amount_yuan"), [("工作经费" * 20, "1234567890.12")], columns_wide=40)
    assert "1,234,567,890.12" in text
    assert all(width(line) <= 40 for line in text.splitlines())
    assert text.count("经") == 20


@given(TEXT, st.integers(2, 12))
def test_wrapping_loses_nothing_but_spaces(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= columns for line in lines)


def test_a_table_too_wide_for_its_room_stands_row_by_row() -> None:
    out = io.StringIO()
    names = [f"column{i}" for i in range(12)]
    write_rows([dict.fromkeys(names, "值" * 9)], names, "table", out, columns_wide=60)
    assert out.getvalue().count("值") == 12 * 9
    assert all(width(line) <= 60 for line in out.getvalue().splitlines())


def test_preview_stops_a_table() -> None:
    out = io.StringIO()
    assert write_rows(({"n": i} for i in range(9)), ("n",), "table", out, preview=3) == 3
    assert out.getvalue().split() == ["n", "─", "0", "1", "2"]


def test_json_of_nothing_is_an_empty_array() -> None:
    out = io.StringIO()
    write_rows([], ("n",), "json", out)
    assert out.getvalue() == "[]\n"
