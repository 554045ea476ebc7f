from __future__ import annotations

import doctest

import pytest

from kg.inference import names
from kg.inference.names import differ, likeness, programme, work_of


def test_the_examples_hold() -> None:
    assert doctest.testmod(names).failed == 0


@pytest.mark.parametrize(
    ("text", "core", "years"),
    [
        ("山西省财政厅关于提前下达2024年度全省村级组织工作经费的通知", "村级组织工作经费", {2024}),
        ("长财行【2023】117号2024年村级组织工作经费", "村级组织工作经费", {2024}),
        ("2022、2023年度城市网格党支部工作经费", "城市网格党支部工作经费", {2022, 2023}),
        ("2019-2021年农村厕所改造资金", "农村厕所改造资金", {2019, 2020, 2021}),
        ("高校毕业生安排补助经费", "高校毕业生安排补助经费", set()),
        ("社区网格治理补助资金（省级补助）", "社区网格治理补助资金省级补助", set()),
    ],
)
def test_what_is_left_of_a_name(text: str, core: str, years: set[int]) -> None:
    found = programme(text)
    assert (found.core, set(found.years)) == (core, years)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2023年选调生到村工作中央补助资金", "2023年选调生到村工作省级补助资金"),
        ("水利发展资金（第一批）", "水利发展资金（第二批）"),
        ("道路改造一期工程", "道路改造二期工程"),
        ("水利发展资金（第二批）", "水利发展资金"),
    ],
)
def test_what_tells_two_of_one_name_apart(first: str, second: str) -> None:
    assert differ(programme(first), programme(second))


def test_likeness_is_of_what_is_particular() -> None:
    def like(first: str, second: str) -> float:
        return likeness(programme(first), programme(second))

    assert like("2023年主题教育专项经费", "主题教育工作经费") == 99
    assert like("村级组织运转经费（省级）", "2023年村级组织运转经费") == 100
    assert like("农村公路养护补助资金", "农村公路建设补助资金") < 75
    assert like("党员教育培训专项经费", "干部教育培训专项经费") < 75
    assert like("党建经费", "党建工作专项资金") == 0  # too short to say anything


def test_bodies_of_one_work_on_two_levels() -> None:
    assert (
        work_of("财政部", ()) == work_of("山西省财政厅", ("山西省",)) == work_of("长治市财政局", ("山西省", "长治市"))
    )
    assert work_of("长治市民政局", ("长治市",)) != work_of("长治市财政局", ("长治市",))
