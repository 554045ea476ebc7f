from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.merge import Merger

CLAIMS = st.lists(
    st.tuples(
        st.fixed_dictionaries(
            {},
            optional={
                "name": st.sampled_from(["甲", "甲乙", "丙丁", "戊"]),
                "firstYear": st.integers(2017, 2026),
                "lastYear": st.integers(2017, 2026),
                "otherNames": st.lists(st.sampled_from("abc"), max_size=3),
            },
        ),
        st.lists(st.sampled_from([("inPlace", "p1"), ("inPlace", "p2"), ("cites", "x"), ("cites", "y")]), max_size=3),
    ),
    min_size=1,
)


@given(CLAIMS, st.randoms())
def test_the_order_of_claims_never_matters(claims: list, random) -> None:  # type: ignore[no-untyped-def, type-arg]
    first, second = Merger("Organization"), Merger("Organization")
    for properties, links in claims:
        first.add(properties, links)
    random.shuffle(claims)
    for properties, links in claims:
        second.add(properties, links)
    assert first.properties() == second.properties()
    assert first.links() == second.links()


def _merged(*names: str) -> object:
    merger = Merger("Organization")
    for name in names:
        merger.add({"name": name})
    return merger.properties()["name"]


def test_most_documents_then_the_longest_then_the_smallest() -> None:
    assert _merged("甲乙", "丙", "丙") == "丙"
    assert _merged("甲乙", "丙") == "甲乙"
    assert _merged("乙", "丙") == min("乙", "丙")


def test_a_kind_that_tells_nothing_yields() -> None:
    merger = Merger("PolicyDocument")
    for kind in ("other", "other", "notice"):
        merger.add({"kind": kind})
    assert merger.properties() == {"kind": "notice"}


def test_a_kind_that_tells_nothing_stays_where_none_says_more() -> None:
    merger = Merger("PolicyDocument")
    merger.add({"kind": "other"})
    assert merger.properties() == {"kind": "other"}


def test_years_are_bounds_and_lists_are_united() -> None:
    merger = Merger("SubjectCode")
    merger.add({"firstYear": 2024, "lastYear": 2024, "otherNames": ["b"]})
    merger.add({"firstYear": 2022, "lastYear": 2022, "otherNames": ["a", "b"]})
    assert merger.properties() == {"firstYear": 2022, "lastYear": 2024, "otherNames": ["a", "b"]}


def test_a_link_with_one_target_goes_to_the_one_most_claimed() -> None:
    merger = Merger("Organization")
    for target in ("p1", "p2", "p2"):
        merger.add({}, [("inPlace", target)])
    assert merger.links() == (("inPlace", "p2"),)
