"""Notices that hand money down: their heads, sentences and tables, in several shapes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import loaders
from loaders.notices.head import action_of
from loaders.notices.reader import date_of
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
