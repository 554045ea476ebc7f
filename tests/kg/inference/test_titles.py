"""Which document cited by its title alone is one that is known by its number."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kg.inference.titles import Titled, numbered

TITLE = "云川省城乡社区工作者管理办法(试行)"
ALONE = Titled("policy/alone", None, TITLE, "measures", False, (), None, frozenset({("云川省", "岚渡县")}))
KNOWN = replace(ALONE, id="policy/known", number="云民发〔2021〕17号", place=("云川省",))


def test_one_title_in_one_place() -> None:
    found = numbered(ALONE, [KNOWN])
    assert found is not None
    assert (found.relation, found.source, found.target) == ("same-document", ALONE.id, KNOWN.id)
    assert found.confidence == Decimal("0.70")
    assert KNOWN.number in found.reason and TITLE in found.reason_zh  # type: ignore[operator]


def test_what_speaks_for_it() -> None:
    cited = frozenset({"project/1"})
    both = numbered(replace(ALONE, projects=cited), [replace(KNOWN, projects=cited)])
    named = numbered(replace(ALONE, issuers=("云川省民政厅",)), [replace(KNOWN, issuers=("云川省民政厅",))])
    assert both and named
    assert (both.confidence, both.support, named.confidence) == (Decimal("0.80"), ("project/1",), Decimal("0.85"))


@pytest.mark.parametrize(
    ("alone", "known"),
    [
        pytest.param({"number": "云民发〔2021〕18号"}, {}, id="it has a number"),
        pytest.param({"title": "会议纪要"}, {"title": "会议纪要"}, id="a title that says little"),
        pytest.param({"gives": True}, {"gives": True}, id="money of every year"),
        pytest.param({"kind": "plan"}, {"kind": "plan"}, id="a plan of every year"),
        pytest.param({"issuers": ("云川省水利厅",)}, {"issuers": ("云川省民政厅",)}, id="other issuers"),
        pytest.param({}, {"place": ("山西省",)}, id="another province"),
        pytest.param({}, {"title": "城乡社区工作者管理办法"}, id="another title"),
        pytest.param({}, {"disputed": True}, id="a number that bears two titles"),
        pytest.param({}, {"number": None}, id="no number at all"),
    ],
)
def test_what_stands_against_it(alone: dict[str, object], known: dict[str, object]) -> None:
    assert numbered(replace(ALONE, **alone), [replace(KNOWN, **known)]) is None  # type: ignore[arg-type]


def test_two_numbers_of_one_title_are_not_told_apart() -> None:
    assert numbered(ALONE, [KNOWN, replace(KNOWN, id="policy/other", number="云民发〔2016〕3号")]) is None


def test_a_notice_whose_title_says_the_year_is_one() -> None:
    title = "云川省财政厅关于下达2023年社区补助资金的通知"
    assert numbered(replace(ALONE, title=title, gives=True), [replace(KNOWN, title=title, gives=True)]) is not None
