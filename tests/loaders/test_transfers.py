"""Money handed on to lower levels: what sentences and sheets state of it, on made-up texts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import loaders
from kg.graph import Graph
from loaders.document import Paragraph, Row
from loaders.records import Disclosure, Place
from loaders.structure import Segment
from loaders.transfers import is_transfer_sheet, transfers_in

HEADING = "（四）市对区专项转移支付情况说明"
BUREAU = "岚渡市民政局"


def told(text: str, heading: str = HEADING) -> list[tuple[str, Decimal, bool]]:
    return [(found.name, found.value, found.part) for found, _, _ in transfers_in(text, heading)]


@pytest.mark.parametrize(
    ("text", "name", "yuan"),
    [
        ("已安排专项转移支付资金5612.00万元，主要用于奖补。", "专项转移支付", "56120000"),
        ("1.2026年，根据《资金管理办法》，已安排养老服务专项转移支付资金80.5万元。", "养老服务专项转移支付", "805000"),
        ("安排共同事权转移支付1亿元。", "共同事权转移支付", "100000000"),
        ("其中：补助区县6,170.00万元。", "补助区县", "61700000"),
    ],
)
def test_sentences_under_a_heading_that_speaks_of_lower_levels(text: str, name: str, yuan: str) -> None:
    assert told(text) == [(name, Decimal(yuan), False)]


def test_a_sentence_that_speaks_of_lower_levels_itself() -> None:
    assert told("本年对下转移支付20万元。", "三、其他") == [("对下转移支付", Decimal(200000), False)]


@pytest.mark.parametrize(
    "text",
    [
        "本年专项转移支付20万元。",
        "收到上级对下转移支付20万元。",
        "比上年增加对下转移支付20万元。",
        "对下转移支付较上年减少20万元。",
        "无对下转移支付。本部门支出20万元。",
        "上年对下转移支付20万元。",
        "项目支出20万元，不含对下转移支付。",
    ],
)
def test_other_money_is_none(text: str) -> None:
    assert told(text, "三、其他") == []


def test_a_heading_of_money_received_hands_nothing_on() -> None:
    assert told("安排专项转移支付20万元。", "四、上级转移支付情况") == []


def test_parts_of_a_sum_are_parts() -> None:
    text = "对下转移支付80万元，比上年增加2万元，其中：一般性转移支付50万元、专项转移支付30万元。"
    assert told(text, "") == [
        ("对下转移支付", Decimal(800000), False),
        ("一般性转移支付", Decimal(500000), True),
        ("专项转移支付", Decimal(300000), True),
    ]


def test_the_year_is_the_sentences_and_not_a_documents() -> None:
    text = "2024年，根据《2021年办法》（云财〔2020〕5号），已安排专项转移支付资金5万元。"
    assert [found.year for found, _, _ in transfers_in(text, HEADING)] == [2024]


def sheet(*rows: tuple[str, ...]) -> Segment:
    title = Paragraph("专项转移支付绩效目标表", Place(line=1))
    return Segment("sheet", "", [title], [Row(row, Place(line=2 + number)) for number, row in enumerate(rows)])


def test_a_sheet_for_money_handed_on() -> None:
    given = sheet(("转移支付名称", "养老专项转移支付", "市级主管部门", BUREAU), ("年度金额：", "130.00"))
    assert is_transfer_sheet(given, BUREAU)


@pytest.mark.parametrize(
    "rows",
    [
        (("项目名称", "养老服务转移支付", "主管部门", BUREAU),),
        (("转移支付名称", "养老专项转移支付", "中央主管部门", "民政部", "地方主管部门", BUREAU),),
        (("转移支付名称", "养老专项转移支付", "市级主管部门", "岚渡市财政局"),),
    ],
)
def test_other_sheets_are_not(rows: tuple[tuple[str, ...], ...]) -> None:
    assert not is_transfer_sheet(sheet(*rows), BUREAU)


# a whole document

TABLE = f"""表十二 市对下转移支付预算表
部门名称：{BUREAU}\t\t\t\t单位：万元
单位名称（项目）\t资金来源\t\t\t备注
\t合计\t一般公共预算\t政府性基金\t
合计\t80.00\t50.00\t30.00\t
城乡养老服务补助\t50.00\t50.00\t\t
福利彩票公益金补助\t30.00\t\t30.00\t

"""
SENTENCE = "根据《云川省养老服务补助办法》（云财社〔2023〕8号），2024年安排对下转移支付80万元，比上年增加10万元。"


def text(*parts: str) -> bytes:
    head = f"""2024年{BUREAU}部门预算公开

第一部分 预算表

表一 部门收支总表
部门名称：{BUREAU}\t\t\t单位：万元
收入\t\t支出\t
项目\t预算数\t项目\t预算数
一、一般公共预算拨款收入\t100.00\t一、社会保障和就业支出\t100.00
本年收入合计\t100.00\t本年支出合计\t100.00

"""
    return (head + "".join(parts)).encode()


PROSE = f"第二部分 情况说明\n一、收入支出总体情况\n2024年收入预算100万元。\n二、对下转移支付情况说明\n{SENTENCE}\n"


def lines(read: Disclosure) -> list[tuple[str | None, str | None, Decimal]]:
    return [(line.item, line.fund, line.amount_yuan) for line in read.lines if line.table == "transfers"]


def test_a_sentence_is_a_line_an_allocation_and_the_basis_of_its_document() -> None:
    read = loaders.read(text(PROSE))
    assert lines(read) == [("对下转移支付", None, Decimal(800000))]
    (allocation,) = read.allocations
    assert read.lines[allocation.budget_line or 0].table == "transfers"
    (citation,) = read.citations
    assert (citation.number, citation.role, citation.project) == ("云财社〔2023〕8号", "basis", allocation.project)


def test_a_table_of_transfers_has_a_kind_of_its_own() -> None:
    assert lines(loaders.read(text(TABLE))) == [
        ("合计", None, Decimal(800000)),
        ("合计", "general-public", Decimal(500000)),
        ("合计", "government-fund", Decimal(300000)),
        ("城乡养老服务补助", None, Decimal(500000)),
        ("城乡养老服务补助", "general-public", Decimal(500000)),
        ("福利彩票公益金补助", None, Decimal(300000)),
        ("福利彩票公益金补助", "government-fund", Decimal(300000)),
    ]


def test_a_sentence_that_states_the_tables_sum_is_no_second_line() -> None:
    read = loaders.read(text(TABLE, PROSE))
    assert lines(read) == lines(loaders.read(text(TABLE)))
    (allocation,) = read.allocations
    line = read.lines[allocation.budget_line or 0]
    assert (line.table, line.item, line.row_kind) == ("transfers", "合计", "total")


def test_no_other_table_holds_what_is_handed_on() -> None:
    with_, without = loaders.read(text(TABLE, PROSE)), loaders.read(text())
    assert [line for line in with_.lines if line.table != "transfers"] == list(without.lines)


def test_what_is_handed_on_is_traced_and_not_counted(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_bytes(text(PROSE))
    with Graph.open(tmp_path / "store", create=True) as graph:
        graph.load(tmp_path / "in.txt")
        found = graph.trace("云财社〔2023〕8号")
        assert (found.total_yuan, found.totals.transfers) == (0, 800000)
        assert [entry.not_counted_because for entry in found.projects] == ["transfers"]


@pytest.mark.parametrize(("form", "counted", "handed_on"), [("whole", 0, 1300000), ("parts", 900000, 400000)])
def test_sheets_of_money_handed_on(form: str, counted: int, handed_on: int, tmp_path: Path) -> None:
    head = {
        "whole": f"转移支付名称\t养老专项转移支付\t市级主管部门\t{BUREAU}\n资金情况（万元）\t年度金额：\t130.00\t\n",
        "parts": (
            f"项目名称\t养老服务专项\t主管部门\t{BUREAU}\n资金情况（万元）\t年度资金总额：\t130.00\t\n"
            "\t其中：市级支出\t90.00\t\n\t补助区县\t40.00\t\n"
        ),
    }[form]
    made = (
        "项目绩效目标表\n（2024年度）\n单位：万元\n"
        f"{head}立项依据\t《关于养老服务的通知》（云财社〔2023〕9号）\t\t\n"
        "绩效指标\t一级指标\t二级指标\t三级指标\t指标值\n\t产出指标\t数量指标\t补助机构\t≥3家\n"
    )
    (tmp_path / "in.txt").write_bytes(text(made))
    with Graph.open(tmp_path / "store", create=True) as graph:
        graph.load(tmp_path / "in.txt")
        found = graph.trace("云财社〔2023〕9号")
        assert (found.total_yuan, found.totals.transfers) == (counted, handed_on)
