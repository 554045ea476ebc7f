"""Notices that hand money down: their heads, sentences and tables, in several shapes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import loaders
from loaders.notices.head import action_of
from loaders.notices.parts import date_of
from loaders.notices.sums import hierarchy
from loaders.records import Disclosure, Distribution, Notice, Reading

SCAN = "长沙__54249f10__长沙市财政局关于下达2025年普惠金融发展专项资金预算的通知.pdf"


def notice(
    table: str = "",
    *,
    head: str = "云川省财政厅文件\n云财农〔2025〕88号\n",
    title: str = "云川省财政厅关于下达2025年水利发展资金预算的通知",
    text: str = "现下达你们2025年水利发展资金300万元，详见附件。",
    date: str = "2025年6月9日",
) -> str:
    body = f"{head}{title}\n各市财政局：\n{text}\n附件：分配表\n云川省财政厅\n{date}\n抄送：省审计厅。\n"
    return body + (f"附件\n2025年资金分配表\n{table}" if table else "")


def read(text: str) -> Disclosure:
    return loaders.read(text.encode())


def said(found: Disclosure) -> Notice:
    assert found.notice is not None
    return found.notice


def rules(found: Disclosure) -> set[str]:
    return {finding.rule for finding in found.findings}


def counted(found: Disclosure) -> list[tuple[str | None, str | None, Decimal]]:
    return [(row.recipient, row.level, row.amount_yuan) for row in found.distributions if row.counted]


def given(found: Disclosure) -> Decimal:
    return sum((row.amount_yuan for row in found.distributions if row.counted), Decimal(0))


SIMPLE = "单位：万元\n地区\t金额\t备注\n合计\t300\t\n澜江市\t120.5\t\n鹭原市\t179.5\t\n"


def test_what_it_is() -> None:
    found = read(notice(SIMPLE))
    own = said(found)
    assert (found.kind, found.publisher, found.fiscal_year, found.stage) == ("notice", "云川省财政厅", 2025, "budget")
    assert (own.number, own.action, own.date) == ("云财农〔2025〕88号", "hand-down", "2025-06-09")
    assert own.title == "云川省财政厅关于下达2025年水利发展资金预算的通知"
    assert (own.addressees, own.stated_yuan) == ("各市财政局", Decimal(3_000_000))
    assert counted(found) == [("澜江市", None, Decimal(1_205_000)), ("鹭原市", None, Decimal(1_795_000))]
    assert not found.findings
    assert {passage.reading for passage in found.passages} == {Reading.READ}


@pytest.mark.parametrize(
    ("title", "action"),
    [
        ("财政部关于提前下达2026年农业转移支付预算的通知", "advance"),
        ("某市财政局关于追加2025年教育经费的通知", "supplement"),
        ("关于收回2023年结余专项资金的通知", "clawback"),
        ("某省财政厅关于清算2024年奖补资金的通知", "settlement"),
        ("关于下达2024年度清算资金的通知", "settlement"),
        ("关于预拨2025年贴息资金的通知", "prepayment"),
        ("关于调整2025年部分项目资金的通知", "adjustment"),
        ("关于拨付2025年补助经费的函", "hand-down"),
        ("关于印发专项资金管理办法的通知", None),
        ("关于做好2025年资金下达工作的通知", None),
        ("关于加快预算下达和资金拨付进度的通知", None),
        ("关于申报2025年奖补资金的通知", None),
        ("关于下达2025年水利发展资金的请示", None),
        ("关于下达2025年招生任务的通知", None),
    ],
)
def test_titles(title: str, action: str | None) -> None:
    assert action_of(title) == action


def test_a_rule_without_money_is_no_notice() -> None:
    text = notice(title="云川省财政厅关于印发水利发展资金管理办法的通知", text="现印发你们，请遵照执行。")
    with pytest.raises(loaders.Rejected, match="no disclosure"):
        read(text)


def test_a_notice_without_issuer_is_rejected() -> None:
    text = "关于下达2025年水利发展资金预算的通知\n各单位：\n现下达资金300万元。\n"
    with pytest.raises(loaders.Rejected, match="no issuer"):
        read(text)


def test_a_title_of_several_lines_under_letterhead_and_number() -> None:
    found = read(notice(SIMPLE, title="云川省财政厅 云川省水利厅\n关于下达2025年水利发展\n资金预算的通知"))
    assert said(found).issuers == ("云川省财政厅", "云川省水利厅")
    assert said(found).title.endswith("关于下达2025年水利发展资金预算的通知")
    assert said(found).number == "云财农〔2025〕88号"


def test_a_page_of_the_web_lists_properties_before_it() -> None:
    head = "索引号\t0001\t主题分类\t财政\n发文机关\t云川省财政厅\t成文日期\t2025年6月9日\n"
    title = "标题：云川省财政厅关于下达2025年水利发展资金预算的通知\n发文字号：云财农〔2025〕88号\n"
    again = "云川省财政厅关于下达2025年水利发展资金预算的通知\n云财农〔2025〕88号"
    found = read(notice(SIMPLE, head=head + title, title=again))
    assert (said(found).number, said(found).addressees) == ("云财农〔2025〕88号", "各市财政局")
    assert not [entry for entry in found.passages if entry.reading is Reading.UNREAD]


@pytest.mark.parametrize(
    ("text", "day"),
    [("二〇二五年八月十一日", "2025-08-11"), ("2025年8月11日", "2025-08-11"), ("二○二四年十二月二十日", "2024-12-20"),
     ("2025年8月", None), ("2025年13月1日", None)],
)  # fmt: skip
def test_dates(text: str, day: str | None) -> None:
    assert date_of(text) == day


def test_what_it_passes_on_and_what_it_merely_rests_on() -> None:
    text = (
        "根据《财政部关于下达2025年水利资金预算的通知》（财农〔2025〕7号）和《水利资金管理办法》（财农〔2022〕81号），"
        "在已提前下达100万元的基础上，现下达你们资金300万元，其中一季度120万元。"
    )
    found = read(notice(SIMPLE, text=text))
    assert [found.citations[index].number for index in said(found).passes_on] == ["财农〔2025〕7号"]
    assert [entry.relation for entry in found.citations] == ["hands-down", "basis"]
    assert said(found).stated_yuan == Decimal(3_000_000)
    assert [figure.key for figure in found.figures] == ["handed_down_before", "handed_down_total", "amount_stated"]


def test_subjects_to_book_under() -> None:
    text = (
        "现下达资金300万元。收入列“1100252农林水共同财政事权转移支付收入”科目，请列入支出功能科目“2130305水利工程建设”，"
        "政府预算支出经济科目“50302 基础设施建设”，部门预算支出经济科目“31005基础设施建设”。"
    )
    found = read(notice(SIMPLE, text=text))
    assert [(entry.classification, entry.code) for entry in said(found).bookings] == [
        ("income", "1100252"),
        ("function", "2130305"),
        ("government-economic", "50302"),
        ("department-economic", "31005"),
    ]
    assert {(row.code, row.gov_code) for row in found.distributions} == {("2130305", "50302")}


def test_subjects_in_parts() -> None:
    found = read(notice(SIMPLE, text="现下达资金300万元，列2025年政府收支分类支出功能科目“213”类“03”款“05”项。"))
    assert [entry.code for entry in said(found).bookings] == ["2130305"]


GROUPS = (
    "单位：万元\n"
    "县市区/单位\t贷款贴息资金（支出功能科目列“2130804创业担保贷款贴息及奖补”）\t\t\t示范区奖补资金\t\t\t本次安排资金合计\t\t\t备注\n"
    "\t小计\t中央\t省级\t小计\t中央\t省级\t合计\t中央\t省级\t\n"
    "行号\t\t1\t2\t\t3\t4\t5=6+7\t6=1+3\t7=2+4\t\n"
    "全市小计\t22\t-53\t75\t3000\t2000\t1000\t3022\t1947\t1075\t\n"
    "市创业中心\t7.7\t-9.0\t16.7\t0\t0\t0\t7.7\t-9.0\t16.7\t\n"
    "东河区\t-27.6\t-59.4\t31.8\t0\t0\t0\t-27.6\t-59.4\t31.8\t\n"
    "望溪县\t41.9\t15.4\t26.5\t3000\t2000\t1000\t3041.9\t2015.4\t1026.5\t\n"
)


def test_groups_of_columns_are_counted_once_and_keep_their_signs() -> None:
    found = read(notice(GROUPS, text="现下达你单位资金预算    万元，具体见附件。"))
    assert given(found) == Decimal(30_220_000)
    rows = [row for row in found.distributions if row.recipient == "东河区" and row.counted]
    assert [(row.level, row.amount_yuan) for row in rows] == [
        ("central", Decimal(-594_000)),
        ("provincial", Decimal(318_000)),
        ("central", Decimal(0)),
        ("provincial", Decimal(0)),
    ]
    assert {row.code for row in rows if row.item == "贷款贴息资金"} == {"2130804"}
    assert rules(found) == {"sum-unstated"}


@pytest.mark.parametrize("formulas", [True, False])
def test_sums_of_columns_are_found_with_formulas_and_without(formulas: bool) -> None:
    table = GROUPS if formulas else "".join(line for line in GROUPS.splitlines(True) if not line.startswith("行号"))
    found = read(notice(table, text="现下达你单位资金预算    万元，具体见附件。"))
    assert given(found) == Decimal(30_220_000)


def test_only_this_time_is_counted() -> None:
    head = "单位：万元\n地区\t2025年资金总额\t已提前下达\t此次下达\n"
    table = head + "合计\t1000\t700\t300\n澜江市\t400\t200\t200\n鹭原市\t600\t500\t100\n"
    found = read(notice(table))
    assert counted(found) == [("澜江市", None, Decimal(2_000_000)), ("鹭原市", None, Decimal(1_000_000))]
    assert {row.phase for row in found.distributions} == {"whole", "advanced", "this-time"}
    assert not found.findings


def test_what_is_given_in_advance_is_this_time_where_the_notice_gives_in_advance() -> None:
    title = "云川省财政厅关于提前下达2026年水利发展资金预算的通知"
    found = read(notice("单位：元\n市县\t提前下达数\n澜江市\t3000000\n", title=title))
    assert (found.fiscal_year, given(found)) == (2026, Decimal(3_000_000))


PROJECTS = (
    "单位：元\n序号\t单位名称\t项目名称\t收回金额\t备注\n1\t望溪县教育局\t校舍维修\t200000\t\n2\t\t设备购置\t100000\t\n"
    "3\t县第一中学\t校舍维修\t60000\t\n\t合计\t\t{total}\t\n"
)


def test_projects_of_one_unit_and_a_total_below() -> None:
    title, text = "望溪县财政局关于收回2023年结余资金的通知", "现收回结余资金360,000元。"
    found = read(notice(PROJECTS.format(total="360,000"), title=title, text=text))
    assert [(row.recipient, row.project, row.action) for row in found.distributions if row.counted] == [
        ("望溪县教育局", "校舍维修", "clawback"),
        ("望溪县教育局", "设备购置", "clawback"),
        ("县第一中学", "校舍维修", "clawback"),
    ]
    assert not found.findings


def test_a_total_that_is_not_its_sum_is_a_finding() -> None:
    title, text = "望溪县财政局关于收回2023年结余资金的通知", "现收回结余资金350,000元。"
    found = read(notice(PROJECTS.format(total="350,000"), title=title, text=text))
    assert given(found) == Decimal(360_000)
    assert [(entry.rule, entry.severity, entry.expected, entry.actual) for entry in found.findings] == [
        ("distribution-sum", "error", "360000", "350000")
    ]


def test_a_text_that_gives_another_sum_is_a_finding() -> None:
    found = read(notice(SIMPLE, text="现下达你们2025年水利发展资金400万元。"))
    assert [(entry.rule, entry.expected) for entry in found.findings] == [("distribution-total", "4000000")]


def test_a_number_that_cannot_be_read_is_a_finding_and_its_line_stays() -> None:
    found = read(notice(SIMPLE.replace("120.5", "12O.5")))
    assert "bent-number" in rules(found)
    assert [row.amount_yuan for row in found.distributions if row.recipient == "澜江市"] == []


def test_cities_with_their_counties() -> None:
    table = (
        "单位：万元\n地区\t合计\t其中：中央资金\t省级资金\n全省合计\t300\t180\t120\n澜江市小计\t100\t60\t40\n"
        "澜江市本级\t30\t20\t10\n望溪县\t70\t40\t30\n鹭原市\t200\t120\t80\n榆渡县\t50\t30\t20\n汀坞县\t150\t90\t60\n"
    )
    found = read(notice(table))
    assert given(found) == Decimal(3_000_000)  # the total shows that 鹭原市 is the sum of its counties
    assert {row.recipient for row in found.distributions if row.row_kind == "subtotal" and row.level is None} >= {
        "鹭原市"
    }
    assert not found.findings


def test_rows_that_may_be_sums_are_said_where_nothing_decides() -> None:
    table = "单位：万元\n地区\t金额\n鹭原市\t200\n榆渡县\t50\n汀坞县\t150\n"
    found = read(notice(table, text="现下达资金，具体见附件。"))
    assert rules(found) == {"distribution-rows"}
    assert given(found) == Decimal(4_000_000)
    proven = read(notice(table, text="现下达资金200万元，具体见附件。"))
    assert (given(proven), rules(proven)) == (Decimal(2_000_000), set())


def test_a_table_printed_twice_side_by_side() -> None:
    table = "单位：万元\n地区\t金额\t地区\t金额\n合计\t300\t鹭原市\t130\n澜江市\t120\t檀江市\t50\n"
    found = read(notice(table))
    assert [name for name, _, _ in counted(found)] == ["澜江市", "鹭原市", "檀江市"]
    assert not found.findings


def test_two_tables_of_the_same_money_count_once() -> None:
    table = (
        SIMPLE + "附件2\n2025年资金项目明细表\n单位：万元\n项目名称\t金额\n河道治理\t100\n水库加固\t110\n灌区改造\t90\n"
    )
    found = read(notice(table))
    assert (given(found), rules(found)) == (Decimal(3_000_000), {"distribution-again"})
    assert len(found.distributions) == 6


def test_a_unit_that_is_not_printed_is_proven_by_the_text() -> None:
    found = read(notice(SIMPLE.replace("单位：万元\n", "")))
    assert given(found) == Decimal(3_000_000)
    assert [(entry.rule, entry.severity) for entry in found.findings] == [("unit-unprinted", "note")]


def test_columns_that_hold_no_money_are_none() -> None:
    table = "单位：万元\n地区\t学生数\t标准\t金额\n澜江市\t100\t1.5\t150\n鹭原市\t100\t1.5\t150\n"
    found = read(notice(table))
    assert counted(found) == [("澜江市", None, Decimal(1_500_000)), ("鹭原市", None, Decimal(1_500_000))]


def test_a_column_that_nothing_explains_is_said() -> None:
    found = read(notice("单位：万元\n地区\t甲\t金额\n澜江市\t7\t150\n鹭原市\t9\t150\n"))
    assert (given(found), rules(found)) == (Decimal(3_000_000), {"unplaced-number"})


def test_other_attachments_stay_unread() -> None:
    found = read(notice(SIMPLE + "附件2\n绩效目标表\n指标\t目标值\n治理河长\t≥30公里\n"))
    unread = [entry.at.line for entry in found.passages if entry.reading is Reading.UNREAD]
    assert len(unread) == 3


def test_every_line_ends_one_way() -> None:
    text = notice(GROUPS)
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    assert [entry.at.line for entry in read(text).passages] == lines


def test_a_total_between_its_parts_holds_both_ways() -> None:
    rows = [[Decimal(5)], [Decimal(3)], [Decimal(2)], [Decimal(4)], [Decimal(4)], [Decimal(9)]]
    found = hierarchy(rows, frozenset({0, 4, 5}), frozenset({5}), None, (0,))
    assert (found.children, found.failed) == ({0: (1, 2), 4: (3,), 5: (0, 4)}, ())


def page(*blocks: str | list[list[str | tuple[str, int, int]]]) -> bytes:
    """A web page: lines, and tables whose cells may tell the columns and rows that they cover."""
    body = ""
    for block in blocks:
        if isinstance(block, str):
            body += f"<p>{block}</p>"
            continue
        rows = ""
        for row in block:
            cells = [(cell, 1, 1) if isinstance(cell, str) else cell for cell in row]
            rows += "<tr>" + "".join(f"<td colspan={w} rowspan={h}>{text}</td>" for text, w, h in cells) + "</tr>"
        body += f"<table border=1>{rows}</table>"
    return f"<html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


def on_page(title: str, text: str, *rest: str | list[list[str | tuple[str, int, int]]]) -> Disclosure:
    head = ["溪财教〔2025〕45号", title, "各有关单位：", text, "附件：明细表", "望溪县财政局", "2025年5月20日"]
    return loaders.read(page(*head, "附件", "明细表", *rest))


def amounts(found: Disclosure) -> list[tuple[str | None, str | None, int]]:
    return [(row.recipient, row.project, int(row.amount_yuan)) for row in found.distributions if row.counted]


@pytest.mark.parametrize(
    ("title", "action"),
    [
        ("某市财政局关于2025年文化专项资金分配的通知", "hand-down"),
        ("某县财政局关于2025年第一批衔接资金项目安排的通知（第二次）", "hand-down"),
        ("某市财政局关于收回并重新安排2024年存量资金的通知", "adjustment"),
        ("某市财政局关于2025年预算安排情况的通知", None),
    ],
)
def test_titles_whose_word_stands_behind(title: str, action: str | None) -> None:
    assert action_of(title) == action


@pytest.mark.parametrize("printed", ["云财农〔2025I88号", "云财农[2025]I8号", "云财农〔202〕88号", "云财农I2025〕88号"])
def test_a_damaged_number_stays_as_it_is_printed(printed: str) -> None:
    found = read(notice(SIMPLE, head=f"云川省财政厅文件\n{printed}\n"))
    own = said(found)
    assert (own.number, own.suspect, own.year, own.serial) == (printed, True, None, None)
    assert found.fiscal_year == 2025  # of the title


def test_a_number_that_lost_its_opening_bracket_reads_in_one_way() -> None:
    own = said(read(notice(SIMPLE, head="云川省财政厅文件\n云财农2025〕88号\n")))
    assert (own.number, own.suspect) == ("云财农〔2025〕88号", True)


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("云川省财政厅关于印发水利发展资金管理办法的通知", "a policy document that hands no money down"),
        ("云川省人民政府关于加快水利发展的实施意见", "a policy document that hands no money down"),
        ("云川省财政厅关于云川省水利厅2025年部门预算的批复", "approves another body's budget"),
        ("云川省财政厅关于批复2025年部门预算的通知", "approves another body's budget"),
    ],
)
def test_what_is_rejected_says_why(title: str, why: str) -> None:
    with pytest.raises(loaders.Rejected, match=why):
        read(notice(title=title, text="为规范管理，现印发你们。收入预算1200万元。"))


def test_the_tables_of_an_approval_are_nobodys_disclosure() -> None:
    table = "单位：万元\n项目\t预算数\t项目\t预算数\n一、拨款收入\t12\t一、教育支出\t12\n收入总计\t12\t支出总计\t12\n"
    with pytest.raises(loaders.Rejected, match="approves"):
        read(notice(table, title="望溪县财政局关于批复2025年部门预算的通知", text="现批复你单位2025年部门预算。"))


def test_a_budget_made_public_is_no_approval() -> None:
    text = "望溪县财政局关于2025年部门预算公开情况的通知\n溪财〔2025〕5号\n为公开预算，现公布如下。\n"
    with pytest.raises(loaders.Rejected, match="no disclosure: it has"):
        read(text)


def test_a_total_in_a_cell_over_several_columns_is_no_row_of_the_unit_above() -> None:
    table: list[list[str | tuple[str, int, int]]] = [
        ["序号", "预算单位", "项目名称", "功能科目编码", "下达金额（元）"],
        ["1", ("县教育局", 1, 2), "校舍维修", "2050202", "1,250.50"],
        ["2", "教师培训", "2050803", "86.00"],
        [("合　计", 4, 1), "1,336.50"],
    ]
    found = on_page("望溪县财政局关于下达2025年教育经费的通知", "现下达经费1336.50元。", table)
    assert amounts(found) == [("县教育局", "校舍维修", 1250), ("县教育局", "教师培训", 86)]
    assert given(found) == Decimal("1336.50")
    assert not found.findings


def test_a_heading_goes_as_deep_as_its_cells_reach() -> None:
    table: list[list[str | tuple[str, int, int]]] = [
        [("市县", 1, 3), ("合计", 1, 3), ("中央财政", 3, 1), ("省级财政", 1, 3)],
        [("小计", 1, 2), ("其中", 2, 1)],
        ["甲类", "乙类"],
        ["合计", "100", "70", "40", "30", "30"],
        ["澜江市", "60", "42", "25", "17", "18"],
        ["鹭原市", "40", "28", "15", "13", "12"],
    ]
    found = on_page("云川省财政厅关于下达2025年补助资金的通知", "现下达资金100万元。", "单位：万元", table)
    assert given(found) == Decimal(1_000_000)
    assert {row.level for row in found.distributions if row.counted} == {"central", "provincial"}
    assert not [entry for entry in found.passages if entry.reading is Reading.UNREAD]


def test_a_row_that_is_a_part_of_the_one_above_counts_once() -> None:
    table = "单位：万元\n地区\t金额\n合计\t300\n澜江市\t120\n其中：东河区\t20\n鹭原市\t180\n"
    found = read(notice(table))
    assert amounts(found) == [("澜江市", None, 1_200_000), ("鹭原市", None, 1_800_000)]
    part = next(row for row in found.distributions if row.recipient == "东河区")
    assert (part.within, part.row_kind, part.counted) == ("澜江市", "of-which", False)
    assert not found.findings


def test_rows_under_a_total_may_be_all_of_it() -> None:
    table = "单位：万元\n地区\t金额\n合计\t300\n其中：澜江市\t120\n鹭原市\t180\n"
    assert amounts(read(notice(table))) == [("澜江市", None, 1_200_000), ("鹭原市", None, 1_800_000)]


def test_a_heading_printed_again_on_the_next_page_is_no_row() -> None:
    again = SIMPLE.replace("合计\t300\t\n", "合计\t300\t\n地区\t金额\t备注\n")
    found = read(notice(again))
    assert given(found) == Decimal(3_000_000)
    assert {passage.reading for passage in found.passages} == {Reading.READ}


def test_a_sum_that_no_word_calls_one_is_told_by_arithmetic() -> None:
    table = (
        "单位：万元\n县区\t项目名称\t中央资金\t省级资金\t建设期限\t下达金额\n"
        "青石县\t设备购置\t150\t50\t2024-2025\t200\n白沙区\t实验室建设\t60.6\t39.4\t2025\t100\n"
    )
    found = read(notice(table))
    assert given(found) == Decimal(3_000_000)
    assert [row.level for row in found.distributions if row.counted] == ["central", "provincial"] * 2
    assert not found.findings


def test_an_adjustment_counts_what_changes() -> None:
    table = (
        "单位：万元\n单位\t项目名称\t调整前\t调整金额\t调整后\n"
        "县水务局\t渠道\t200\t-80\t120\n县农业局\t农田\t0\t80\t80\n"
    )
    title = "望溪县财政局关于调整2025年水利资金的通知"
    text = "根据情况，决定对《望溪县财政局关于下达2025年水利资金的通知》（溪财农〔2025〕20号）的资金进行调整，见附件。"
    found = read(notice(table, title=title, text=text))
    assert amounts(found) == [("县水务局", "渠道", -800_000), ("县农业局", "农田", 800_000)]
    assert said(found).passes_on == ()  # what it changes, it does not pass on


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("现将2025年水利发展资金300万元下达给你们。", 300),
        ("经研究，现将资金300万元（其中：中央200万元，省级100万元）下达你市。", 300),
        ("同意核拨资金300万元，请转拨至各单位。", 300),
        ("你单位申请资金900万元，现下达300万元。", 300),
        ("将结余资金900万元统筹使用的请示收悉，现下达300万元。", 300),
    ],
)
def test_the_sum_stands_before_its_verb_or_after_it(text: str, stated: int) -> None:
    assert said(read(notice(SIMPLE, text=text))).stated_yuan == stated * 10_000


@pytest.mark.parametrize("gap", ["预算    万元，", "预算万元，", "预算____万元，"])
def test_a_sum_left_blank_is_said(gap: str) -> None:
    assert "sum-unstated" in rules(read(notice(SIMPLE, text=f"现下达你市2025年水利发展资金{gap}具体见附件。")))


def test_the_word_for_a_list_may_stand_behind_the_code() -> None:
    text = "现拨付资金300万元，支出列“2130126农村社会事业”功能科目、“50302基础设施建设”政府预算支出经济科目。"
    assert [(entry.classification, entry.code) for entry in said(read(notice(SIMPLE, text=text))).bookings] == [
        ("function", "2130126"),
        ("government-economic", "50302"),
    ]


def test_a_form_of_one_sum() -> None:
    form = (
        "指标文号\t溪财指〔2025〕101号\t日期\t2025年4月3日\n单位名称\t望溪县林业局\t资金性质\t一般公共预算\n"
        "项目名称\t森林防火\t金额（元）\t560,000.00\n功能科目\t2130234林业草原防灾减灾\t用途\t购置设备\n"
    )
    title = "望溪县财政局关于下达2025年预算指标的通知"
    found = read(notice(form, title=title, text="现下达你单位2025年预算指标56万元。"))
    assert amounts(found) == [("望溪县林业局", "森林防火", 560_000)]
    assert [row.code for row in found.distributions] == ["2130234"]


def test_groups_of_recipients_and_their_ordinals() -> None:
    table = (
        "单位：元\n序号\t学校名称\t学生数\t公用经费\t校舍维修\t合计\n一\t区直学校\t\t\t\t\n1\t云塘中学\t30\t120000\t50000\t170000\n"
        "二\t镇街学校\t\t\t\t\n1\t石桥小学\t20\t130000\t0\t130000\n"
    )
    found = read(notice(table, text="现下达资金30万元。"))
    assert [(row.recipient, row.within) for row in found.distributions if row.counted] == [
        ("云塘中学", "区直学校"),
        ("云塘中学", "区直学校"),
        ("石桥小学", "镇街学校"),
        ("石桥小学", "镇街学校"),
    ]
    assert not [entry for entry in found.passages if entry.reading is Reading.UNREAD]


def test_two_tables_of_different_money_in_different_units() -> None:
    first = "单位：元\n单位名称\t项目名称\t金额\n云川大学\t重点实验室\t500,000\n省农科院\t种业\t400,000\n"
    second = "附件2\n市县资金分配表\n单位：万元\n市县\t金额\n合计\t210\n澜江市\t100\n鹭原市\t110\n"
    found = read(notice(first + second))
    assert (given(found), found.findings) == (Decimal(3_000_000), ())


def test_the_menu_of_a_web_page_is_furniture_and_its_date_no_issuer() -> None:
    data = page(
        "政务公开",
        "您所在的位置：首页 &gt; 通知",
        "关于追加2024年环境整治经费的通知",
        "发布时间：2024-08-19 来源：区财政局 浏览次数：128",
        "溪财追〔2024〕17号",
        "区城市管理局：",
        "经研究同意，追加你单位经费12.5万元，具体如下：",
        [["项目名称", "金额（万元）"], ["河道保洁", "12.5"], ["合计", "12.5"]],
        "望溪区财政局",
        "2024年8月19日",
        "主办单位：信息中心 版权所有",
    )
    found = loaders.read(data)
    assert (said(found).issuers, said(found).date) == (("望溪区财政局",), "2024-08-19")
    assert said(found).addressees == "区城市管理局"
    assert not [entry for entry in found.passages if entry.reading is Reading.UNREAD]


def test_bodies_and_their_projects_in_one_column() -> None:
    table = (
        "序号\t项目单位/项目名称\t资金额度（万元）\n\t总计\t300\n一\t县农业农村局\t200\n（一）\t高标准农田\t150\n"
        "（二）\t种质资源\t50\n二\t县水务局\t100\n（一）\t农村供水\t60\n（二）\t河道管护\t40\n"
    )
    found = read(notice(table))
    assert amounts(found) == [
        ("县农业农村局", "高标准农田", 1_500_000),
        ("县农业农村局", "种质资源", 500_000),
        ("县水务局", "农村供水", 600_000),
        ("县水务局", "河道管护", 400_000),
    ]


def test_counties_stand_within_their_city() -> None:
    table = "单位：万元\n地区\t金额\n合计\t300\n澜江市\t120\n市本级\t50\n东河区\t70\n鹭原市小计\t180\n"
    table += "市本级\t90\n西山县\t90\n"
    rows = [(row.recipient, row.within) for row in read(notice(table)).distributions if row.counted]
    assert rows == [("市本级", "澜江市"), ("东河区", "澜江市"), ("市本级", "鹭原市"), ("西山县", "鹭原市")]


def test_a_notice_that_forwards_another_passes_it_on() -> None:
    title = "转发《云川省财政厅关于下达2025年医院补助资金的通知》的通知"
    text = "现将《云川省财政厅关于下达2025年医院补助资金的通知》（云财社〔2025〕44号）转发给你们，并下达资金300万元。"
    found = read(notice(SIMPLE, head="溪财社〔2025〕9号\n", title=title, text=text))
    assert [found.citations[index].number for index in said(found).passes_on] == ["云财社〔2025〕44号"]


def test_a_note_in_the_last_row_of_a_table_is_read() -> None:
    found = read(notice(SIMPLE + "注：标识为直达资金。\t\t\n"))
    assert {passage.reading for passage in found.passages} == {Reading.READ}


def test_a_date_with_the_imprint_behind_it() -> None:
    assert said(read(notice(SIMPLE, date="2025年6月9日（此件主动公开）"))).date == "2025-06-09"


def test_disclosures_are_no_notices(shared: Path) -> None:
    for path in sorted((shared / "corpus" / "shanxi").glob("*.txt")):
        assert loaders.read(path.read_bytes()).notice is None, path.name


def _of(found: Disclosure, name: str) -> list[Distribution]:
    return [row for row in found.distributions if row.recipient == name and row.counted]


def test_the_scan(shared: Path) -> None:
    pytest.importorskip("rapidocr")
    found = loaders.read((shared / "corpus" / "national" / SCAN).read_bytes())
    own = said(found)
    assert (own.number, own.date) == ("长财金指〔2025〕6号", "2025-08-11")
    assert own.title == "长沙市财政局关于下达2025年度普惠金融发展专项资金预算的通知"
    assert [found.citations[index].number for index in own.passes_on] == ["湘财金指〔2025〕16号"]
    assert [entry.code for entry in own.bookings] == ["2130804", "50702", "31205", "2130899", "50799", "31299"]
    assert given(found) == Decimal(30_220_000)
    assert sum((row.amount_yuan for row in _of(found, "芙蓉区")), Decimal(0)) == Decimal(-127_000)
    assert rules(found) == {"sum-unstated"}  # its text leaves the sum blank
