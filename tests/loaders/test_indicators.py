"""Indicator rows, whole and shifted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.document import Row
from loaders.indicators import level_of, read_indicators
from loaders.records import Place

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
