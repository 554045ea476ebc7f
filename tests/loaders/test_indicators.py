"""Indicator rows, whole and shifted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.document import Row
from loaders.records import Place
from loaders.targets.indicator_columns import read_columns, target_of
from loaders.targets.indicators import head_of, level_of, read_indicators, role_of, says_horizon

HORIZONS = ("period", "annual")
Said = list[tuple[str, str | None, str | None, str | None]]


def read(*rows: list[str], horizons: tuple[str, ...] = HORIZONS) -> Said:
    items = [Row(tuple(cells), Place(line=number)) for number, cells in enumerate(rows, start=1)]
    return [(raw.horizon, raw.level2, raw.level3, raw.target) for raw in read_indicators(items, horizons)]


WHOLE = ["", "产出指标", "数量指标", "修补渠道", "≥12处", "数量指标", "修补闸门", "≥4座"]
BOTH = [("period", "数量指标", "修补渠道", "≥12处"), ("annual", "数量指标", "修补闸门", "≥4座")]


def test_a_row_of_both_horizons() -> None:
    assert read(WHOLE) == BOTH


@pytest.mark.parametrize("shift", [-1, 1, 2])
def test_a_shifted_row_says_the_same(shift: int) -> None:
    moved = WHOLE[-shift:] if shift < 0 else [""] * shift + WHOLE
    assert read(moved) == BOTH


def test_a_row_whose_first_level_is_lost() -> None:
    assert read(WHOLE, ["", "", "质量指标", "验收合格", "100%", "质量指标", "验收合格", "98%"])[2:] == [
        ("period", "质量指标", "验收合格", "100%"),
        ("annual", "质量指标", "验收合格", "98%"),
    ]


def test_a_row_without_a_level_belongs_to_the_one_above() -> None:
    assert read(WHOLE, ["", "", "", "清淤", "≥2公里", "", "清淤", "≥1公里"])[2:] == [
        ("period", "数量指标", "清淤", "≥2公里"),
        ("annual", "数量指标", "清淤", "≥1公里"),
    ]


def test_only_the_annual_half() -> None:
    assert read(["", "产出指标", "", "", "", "数量指标", "修补闸门", "≥4座"]) == [BOTH[1]]


def test_the_first_level_follows_from_the_second() -> None:
    items = [Row(("", "", "社会效益指标", "受益农户", "≥90户", "", "", ""), Place(line=1))]
    assert [raw.level1 for raw in read_indicators(items, HORIZONS)] == ["效益指标"]


def test_a_word_of_both_levels_further_on_is_the_other_horizons() -> None:
    row = ["", "成本指标", "材料", "≤3万元", "成本指标", "材料", "≤2万元"]
    assert read(WHOLE, row)[2:] == [("period", "成本指标", "材料", "≤3万元"), ("annual", "成本指标", "材料", "≤2万元")]


def test_a_word_of_both_levels_beside_itself_is_both_levels() -> None:
    items = [Row(("成本指标", "成本指标", "材料", "≤3万元"), Place(line=1))]
    assert [(raw.level1, raw.level2, raw.level3) for raw in read_indicators(items, ("annual",))] == [
        ("成本指标", "成本指标", "材料")
    ]


HEADING = ["一级指标", "二级指标", "三级指标", "指标值"]


@pytest.mark.parametrize(
    ("cells", "displaced"),
    [
        (["产出指标", "数量指标", "修补渠道", "≥12处"], False),
        (["", "产出指标", "数量指标", "修补渠道"], False),
        (["数量指标", "修补渠道", "≥12处", ""], False),
        (["修补渠道", "", "数量指标", "≥12处"], True),
        (["满意度指标", "服务对象满意度指标", "农户", "≥90%"], False),
    ],
)
def test_a_row_that_keeps_no_columns_and_cannot_be_moved_is_told(cells: list[str], displaced: bool) -> None:
    rows = [Row(tuple(said), Place(line=number)) for number, said in enumerate((HEADING, cells), start=1)]
    reading = read_columns(rows)
    assert reading is not None
    assert reading.displaced is displaced


def test_closing_rows_are_no_indicators() -> None:
    assert read(WHOLE, ["负责人：", "", "", "", "填报日期", "2024-01-15", "", ""]) == BOTH


def test_a_whole_department_has_one_horizon() -> None:
    assert read(["产出指标", "数量指标", "修补渠道", "≥12处"], horizons=("annual",)) == [
        ("annual", "数量指标", "修补渠道", "≥12处")
    ]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("产出指标", (1, "产出指标")),
        ("数量指标", (2, "数量指标")),
        ("可持续影响指标", (2, "可持续影响指标")),
        ("服务对象满意", (2, "服务对象满意度指标")),
        ("修补渠道", None),
        ("", None),
    ],
)
def test_levels(text: str, level: tuple[int, str] | None) -> None:
    found = level_of(text)
    assert found == level or (level is not None and found is not None and found[0] == level[0])


CELLS = st.sampled_from(["", "产出指标", "数量指标", "成本指标", "绩效指标", "修补", "≥1", "负责人"])


@given(st.lists(st.lists(CELLS, max_size=9), max_size=6))
def test_any_rows_are_read_without_fault(rows: list[list[str]]) -> None:
    read(*rows)
    read(*rows, horizons=("annual",))


HEAD = ("绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "分值（90）")


def columns(*rows: tuple[str, ...]) -> list[tuple[str, str | None, str | None, str | None, str | None]]:
    reading = read_columns([Row(cells, Place(line=number)) for number, cells in enumerate(rows, start=1)])
    assert reading is not None
    return [(raw.horizon, raw.level1, raw.level2, raw.level3, raw.target) for raw in reading.indicators]


def test_levels_go_on_until_the_next() -> None:
    rows = [
        ("", "产出指标", "数量指标", "修补", "≥12处", "8"),
        ("", "", "", "清淤", "≥2公里", "8"),
        ("", "效益指标", "", "增收", "提高", "9"),
    ]
    assert columns(HEAD, *rows) == [
        ("annual", "产出指标", "数量指标", "修补", "≥12处"),
        ("annual", "产出指标", "数量指标", "清淤", "≥2公里"),
        ("annual", "效益指标", None, "增收", "提高"),
    ]


def test_two_columns_of_values_are_two_horizons() -> None:
    head = ("绩效指标", "一级指标", "二级指标", "三级指标", "实施周期指标值", "年度指标值")
    assert columns(head, ("", "产出指标", "数量指标", "修补", "12处", "4处")) == [
        ("period", "产出指标", "数量指标", "修补", "12处"),
        ("annual", "产出指标", "数量指标", "修补", "4处"),
    ]


def test_two_halves_are_two_horizons() -> None:
    head = ("绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值")
    assert columns(head, ("", "产出指标", "数量指标", "修补", "12处", "质量指标", "验收", "合格")) == [
        ("period", "产出指标", "数量指标", "修补", "12处"),
        ("annual", "产出指标", "质量指标", "验收", "合格"),
    ]


def test_levels_printed_in_the_name_of_the_indicator() -> None:
    head = ("", "活动", "绩效指标", "指标性质", "指标值", "度量单位")
    assert columns(head, ("", "灌溉", "产出指标数量指标修补渠道", "≥", "12", "处")) == [
        ("annual", "产出指标", "数量指标", "修补渠道", "≥12处")
    ]


def test_a_repeated_heading_is_no_indicator() -> None:
    row = ("", "产出指标", "数量指标", "修补", "≥12处", "8")
    assert len(columns(HEAD, row, HEAD, ("", "", "", "清淤", "≥2公里", "8"))) == 2


def test_a_row_that_says_nothing_is_told() -> None:
    rows = [Row(HEAD, Place(line=1)), Row(("备用", "", "", "", "", ""), Place(line=2))]
    reading = read_columns(rows)
    assert reading is not None
    assert [row.at.line for row in reading.silent] == [2]


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (("≥", "30", "套"), "≥30套"),
        (("定性", "好", ""), "好"),
        (("＝", "100", "%"), "＝100%"),
        (("≤", "≤5天", "天"), "≤5天"),
        (("", "= 100%", ""), "=100%"),
        (("/", "5", "/"), "5"),
    ],
)
def test_targets_keep_sign_value_and_unit(parts: tuple[str, str, str], whole: str) -> None:
    assert target_of(*parts) == whole


@pytest.mark.parametrize(
    "cells",
    [
        ("项目名称", "金额", "指标值"),
        ("产出指标", "数量指标", "修补", "≥12处"),
        ("一级指标", "二级指标", "某某", "指标值"),
    ],
)
def test_other_rows_are_no_headings(cells: tuple[str, ...]) -> None:
    assert head_of(Row(cells, Place(line=1))) is None


@pytest.mark.parametrize(
    ("text", "role"),
    [("指标权重(%)", "weight"), ("分值\n（90）", "weight"), ("指标内容", "level3"), ("修补渠道", None)],
)
def test_roles(text: str, role: str | None) -> None:
    assert role_of(text) == role


@pytest.mark.parametrize(
    ("text", "horizon"), [("实施期资金总额：", "period"), ("当年预算", "annual"), ("资金总额", None)]
)
def test_what_a_label_says_of_its_horizon(text: str, horizon: str | None) -> None:
    assert says_horizon(text) == horizon
