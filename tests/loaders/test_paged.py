"""What page breaks part and binding joins: rows, cells and headings that a break cuts; and what it must leave apart."""

from __future__ import annotations

from loaders.document import Document, Paragraph, Row
from loaders.paged import Bound, bind
from loaders.records import Place

Spans = tuple[tuple[int, int], ...]


def row(page: int, *cells: str, brimming: tuple[int, ...] = (), spans: Spans | None = None) -> Row:
    plain = spans or ((1, 1),) * len(cells)
    return Row(cells, Place(page=page), grid=page, spans=plain, brimming=frozenset(brimming))


def bound(*items: Row | Paragraph) -> Bound:
    return bind(Document("0" * 64, "application/pdf", items, "", 2))


def cells(found: Bound) -> list[tuple[str, ...]]:
    return [item.cells for item in found.document.items if isinstance(item, Row)]


HEAD = ("项目", "合计", "基本支出", "项目支出")
OVER_TWO = ((1, 2), (3, 1), (0, 0), (0, 0))


def test_a_heading_that_the_page_cuts_is_one_name_of_a_column() -> None:
    found = bound(
        row(1, "功能分类科", "本年支出", "", "", brimming=(0,), spans=OVER_TWO),
        row(2, "目名称", "合计", "基本支出", "项目支出"),
        row(2, "行政运行", "35.00", "35.00", ""),
    )
    assert cells(found) == [
        ("功能分类科目名称", "本年支出", "", ""),
        ("", "合计", "基本支出", "项目支出"),
        ("行政运行", "35.00", "35.00", ""),
    ]
    heading = next(item for item in found.document.items if isinstance(item, Row))
    assert heading.spans is not None
    assert heading.spans[0] == (1, 2)


def test_two_names_of_columns_over_each_other_stay_two() -> None:
    """Both are whole: the second row of the heading stands on the next page."""
    rows = (
        row(1, "科目名称", "本年支出", "", "", brimming=(0,), spans=OVER_TWO),
        row(2, "项目名称", "合计", "基本支出", "项目支出"),
        row(2, "行政运行", "35.00", "35.00", ""),
    )
    assert cells(bound(*rows))[:2] == [item.cells for item in rows[:2]]


def test_a_name_whose_last_word_is_also_a_columns_name_is_whole_again() -> None:
    found = bound(
        row(1, *HEAD),
        row(1, "村级公益事业建设一事一议财政奖补", "120.00", "", "120.00", brimming=(0,)),
        row(2, "项目", "", "", ""),
        row(2, "沟渠清淤", "30.00", "", "30.00"),
    )
    assert cells(found)[1:] == [
        ("村级公益事业建设一事一议财政奖补项目", "120.00", "", "120.00"),
        ("沟渠清淤", "30.00", "", "30.00"),
    ]
    assert [finding.rule for finding in found.findings] == ["row-joined"]


def test_a_name_that_keeps_clear_of_its_edge_is_not_gone_on_with() -> None:
    found = bound(
        row(1, *HEAD),
        row(1, "村级公益事业建设一事一议财政奖补", "120.00", "", "120.00"),
        row(2, "项目", "", "", ""),
        row(2, "沟渠清淤", "30.00", "", "30.00"),
    )
    assert len(cells(found)) == 4


def test_two_texts_side_by_side_that_the_page_cuts_go_on_both() -> None:
    found = bound(
        row(1, "年度目标", "完成三座泵站的改造并通过", "全年巡查管线不少于四十公里并", brimming=(1, 2)),
        row(2, "", "验收", "建档"),
    )
    assert cells(found) == [("年度目标", "完成三座泵站的改造并通过验收", "全年巡查管线不少于四十公里并建档")]


def test_a_text_that_ended_is_followed_by_another() -> None:
    rows = (
        row(1, "年度目标", "完成三座泵站的改造并通过验收。", "全年巡查管线不少于四十公里。", brimming=(1, 2)),
        row(2, "", "新建泵站", "巡查河道"),
    )
    assert cells(bound(*rows)) == [item.cells for item in rows]


def test_page_numbers_between_the_halves_of_a_table_are_furniture() -> None:
    found = bound(
        row(1, *HEAD),
        row(1, "行政运行", "35.00", "35.00", ""),
        Paragraph("- 1 -", Place(page=1)),
        row(2, *HEAD),
        row(2, "沟渠清淤", "30.00", "", "30.00"),
    )
    assert [reason for _, reason in found.furniture] == ["page-number"]
    assert [item[0] for item in cells(found)] == ["项目", "行政运行", "沟渠清淤"]
    assert {item.grid for item in found.document.items if isinstance(item, Row)} == {1}
