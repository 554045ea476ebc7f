"""What engines give, in one form and one order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import queries
from kg.answers import Result
from kg.asking.rows import normal, ordered

HEAD = """title = "a"
title_zh = "甲"
description = "a"
description_zh = "甲"
order = ["-abs(change_yuan)", "name"]
[columns]
id = { type = "id", description = "d" }
name = { type = "text", description = "d" }
names = { type = "list", description = "d" }
before_yuan = { type = "money", unit = "yuan", description = "d" }
after_yuan = { type = "money", unit = "yuan", description = "d" }
change_yuan = { type = "money", unit = "yuan", difference = ["after_yuan", "before_yuan"], description = "d" }
n = { type = "integer", description = "d" }
"""
TEXT = "\n".join(f"# {line}" for line in HEAD.splitlines()) + "\nSELECT"
ASKED = queries.parse("a", {"sparql": TEXT, "cypher": TEXT.replace("# ", "// ")})
BASE = "https://example.org/"


def rows(**said: Any) -> list[tuple[Any, ...]]:
    return normal(ASKED, Result(tuple(said), [tuple(said.values())]), BASE)


def test_both_languages_give_one_form() -> None:
    cypher = rows(
        id="project/1", name="x", names=["b", "a", "b"], before_fen=100, before_rest=[], after_fen=Decimal(250),
        after_rest=["0.005"], n=Decimal(3),
    )  # fmt: skip
    sparql = rows(
        id=f"{BASE}project/1", name="x", names="b\x1fa", before_yuan=Decimal("1.0"), after_yuan=Decimal("2.505"), n=3
    )
    assert cypher == sparql == [
        ("project/1", "x", ["a", "b"], Decimal("1.00"), Decimal("2.505"), Decimal("1.505"), 3)
    ]  # fmt: skip


def test_nothing_stays_nothing() -> None:
    assert rows(id=None, name=None, names=None, before_fen=None, before_rest=[], after_yuan=None, n=None) == [
        (None, None, [], None, None, None, None)
    ]


def test_a_sum_of_amounts_that_are_all_finer_than_a_fen() -> None:
    ((_, _, _, before, *_),) = rows(before_fen=None, before_rest=["0.001", "0.002"])
    assert before == Decimal("0.003")


def entry(name: str | None, change: int | None) -> tuple[Any, ...]:
    return (name, name, [], None, None, None if change is None else Decimal(change), None)


def test_rows_come_from_the_largest_change_down_and_nothing_comes_last() -> None:
    found = ordered(ASKED, [entry("a", 1), entry(None, -9), entry("b", None), entry("b", -9), entry("c", 5)])
    assert [(row[1], row[5]) for row in found] == [("b", -9), (None, -9), ("c", 5), ("a", 1), ("b", None)]


@given(st.lists(st.tuples(st.none() | st.text(max_size=2), st.none() | st.integers(-3, 3)), max_size=12), st.randoms())
def test_the_order_does_not_depend_on_the_engine(pairs: list[tuple[str | None, int | None]], random: Any) -> None:
    one = [entry(*pair) for pair in pairs]
    other = list(one)
    random.shuffle(other)
    assert ordered(ASKED, one) == ordered(ASKED, other)
