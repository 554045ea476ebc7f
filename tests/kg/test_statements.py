from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kg.statements import Mention, Node, exact, read_mention, read_nodes, write_mention, write_nodes

TEXT = st.text(max_size=20)
NODES = st.lists(
    st.builds(
        Node,
        st.just("BudgetLine"),
        TEXT,
        st.fixed_dictionaries(
            {},
            optional={
                "item": TEXT,
                "line": st.integers(1, 10**6),
                "amountYuan": st.decimals(allow_nan=False, allow_infinity=False, places=4),
                "repaired": st.sampled_from(['",\x1e,"', '","\\u001e",', "\n", "\x1e"]),
            },
        ),
        st.lists(st.tuples(st.sampled_from(["ofUnit", "hasFund"]), TEXT), max_size=3).map(tuple),
    ),
    max_size=5,
)


@given(NODES)
def test_nodes_come_back_as_they_were_written(nodes: list[Node]) -> None:
    text = write_nodes(nodes)
    lines = text.split("\n")[:-1]
    assert len(lines) == len(nodes)
    assert list(read_nodes(lines)) == nodes


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6))
def test_one_text_for_one_number(number: Decimal) -> None:
    assert Decimal(exact(number)) == number
    assert exact(number) == exact(number.normalize())


def test_mentions_come_back_as_they_were_written() -> None:
    mention = Mention("policy/1", "甲(2020)1号", "题", ("机关",), ("省", "县"), "organization/1", "notice", 3, True)
    assert read_mention(write_mention(mention)) == mention
