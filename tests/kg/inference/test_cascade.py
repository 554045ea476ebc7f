"""Which notice passes on which: every kind of evidence, and everything that stands against it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kg.inference.cascade import Notice, origin

UPPER = Notice(
    "policy/upper", "晋财行〔2023〕142号", ("山西省财政厅关于提前下达2024年度全省村级组织运转经费的通知",),
    "山西省财政厅", ("山西省",), "provincial", frozenset({"财政"}), 2023,
)  # fmt: skip
LOWER = Notice(
    "policy/lower", "长财行〔2023〕117号", ("提前下达2024年村级组织运转经费（长财行【2023】117号）",),
    "长治市财政局", ("山西省", "长治市"), "city", frozenset({"财政"}), 2023,
)  # fmt: skip
BOTH = {UPPER.id: ("project/1",)}


def test_one_programme_one_level_apart() -> None:
    found = origin(LOWER, [UPPER])
    assert found is not None
    assert (found.relation, found.source, found.target) == ("passes-on", LOWER.id, UPPER.id)
    assert found.confidence == Decimal("0.75")
    assert "村级组织运转经费" in found.reason and "their order is not known" in found.reason
    assert "先后不明" in found.reason_zh
    assert found.node().id == found.id


def test_what_speaks_for_it_raises_the_confidence() -> None:
    alone, together = origin(LOWER, [UPPER]), origin(LOWER, [UPPER], BOTH)
    later = origin(replace(LOWER, year=2024), [UPPER])
    dated = origin(replace(LOWER, date="2023-12-20"), [replace(UPPER, date="2023-11-30")])
    assert alone and together and later and dated
    assert alone.confidence < later.confidence == dated.confidence < together.confidence < 1
    assert together.support == ("project/1",) and "1 project cites both" in together.reason
    assert "2023-12-20" in dated.reason


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        pytest.param({"stated": True}, {}, id="a document states whose money it is"),
        pytest.param({"place": ("山西省", "长治市", "屯留区"), "level": "county"}, {}, id="two levels apart"),
        pytest.param({}, {"place": ("山西省", "长治市"), "level": "city"}, id="one level"),
        pytest.param({}, {"place": ("河南省",)}, id="another province"),
        pytest.param({"bodies": frozenset({"民政"})}, {}, id="bodies of other work"),
        pytest.param({}, {"year": 2024}, id="earlier by its year"),
        pytest.param({"date": "2023-11-01"}, {"date": "2023-11-30"}, id="earlier by its date"),
        pytest.param({"year": 2025}, {}, id="two years later"),
        pytest.param({}, {"names": ("关于提前下达2023年村级组织运转经费的通知",)}, id="money of another year"),
        pytest.param({}, {"names": ("关于下达2024年村级组织运转经费的通知",)}, id="in advance of what is not"),
        pytest.param({}, {"names": ("关于提前下达2024年村级组织运转经费（第二批）的通知",)}, id="another batch"),
        pytest.param({}, {"names": ("关于清算2024年村级组织运转经费的通知",)}, id="a settlement"),
        pytest.param({}, {"names": ("关于提前下达2024年农村公路养护资金的通知",)}, id="another programme"),
        pytest.param({"year": 2024, "names": ("下达村级组织运转经费",)}, {}, id="a title that recurs, of another year"),
        pytest.param({"id": UPPER.id}, {}, id="itself"),
    ],
)
def test_what_stands_against_it(lower: dict[str, object], upper: dict[str, object]) -> None:
    assert origin(LOWER, [UPPER]) is not None
    assert origin(replace(LOWER, **lower), [replace(UPPER, **upper)]) is None  # type: ignore[arg-type]


def test_two_that_fit_alike_are_not_told_apart() -> None:
    other = replace(UPPER, id="policy/other", number="晋财行〔2023〕150号")
    assert origin(LOWER, [UPPER, other]) is None
    found = origin(LOWER, [UPPER, other], BOTH)
    assert found is not None and found.target == UPPER.id


def test_a_name_that_is_only_alike_needs_a_project_that_cites_both() -> None:
    like = replace(UPPER, names=("关于提前下达2024年村级组织运转保障经费的通知",))
    assert origin(LOWER, [like]) is None
    found = origin(LOWER, [like], BOTH)
    assert found is not None and found.confidence < Decimal("0.95") and "likeness" in found.reason


def test_the_centre_is_above_the_provinces() -> None:
    centre = replace(UPPER, id="policy/c", number="财行〔2023〕9号", issuer="财政部", place=(), level="central")
    province = replace(UPPER, date=None)
    found = origin(province, [centre])
    assert found is not None and found.target == "policy/c"
    assert origin(LOWER, [centre]) is None


def test_where_no_list_knows_the_places_one_place_must_cite_both() -> None:
    region = frozenset({("望溪县",)})
    upper = replace(UPPER, place=("云川省",), regions=region)
    lower = replace(LOWER, place=("澜江市",), regions=region)
    found = origin(lower, [upper])
    assert found is not None and found.confidence == Decimal("0.70") and "cited from one place" in found.reason
    assert origin(replace(lower, regions=frozenset({("岚渡县",)})), [upper]) is None
