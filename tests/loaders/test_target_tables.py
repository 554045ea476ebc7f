"""Tables of many projects' targets, sheets of other forms and of whole departments: made-up ones and real pages.

What the real pages state was written down from their pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from loaders.document import Item, Paragraph, Row
from loaders.formats.pdf import read_pdf
from loaders.paged import bind
from loaders.records import Place
from loaders.structure import Segment, cut
from loaders.tables.grid import Context
from loaders.targets.sheets import Sheet, has_rows, read_sheet
from loaders.targets.tables import TargetTable, is_target_table, read_target_table
from loaders.targets.target_heads import column_role
from loaders.targets.whole import Whole, named_body, named_year, read_whole

CONTEXT = Context(fiscal_year=2026, stage="budget", publisher="某某局", scope="own")
HEAD = [
    "项目名称",
    "项目总额",
    "其中：",
    "<",
    "绩效目标",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标性质",
    "指标值",
    "度量单位",
]
BELOW = ["^", "^", "财政资金", "其他资金", "^", "^", "^", "^", "^", "^", "^"]
SEVEN = ["^"] * 5


def drawn(lines: Sequence[Sequence[str]], *, grid: int = 1, page: int = 1) -> list[Row]:
    """Rows of a drawn table: `<` lies under the cell to the left, `^` under the one above."""
    rows = []
    for at, cells in enumerate(lines):
        texts, spans = [], []
        for column, cell in enumerate(cells):
            if cell in ("<", "^"):
                texts.append("")
                spans.append((0, 0))
                continue
            wide = next((n for n, c in enumerate(cells[column + 1 :]) if c != "<"), len(cells) - column - 1) + 1
            below = lines[at + 1 :]
            high = next((n for n, line in enumerate(below) if line[column] != "^"), len(below)) + 1
            texts.append(cell)
            spans.append((wide, high))
        place = Place(page=page, part=at + 1)
        rows.append(Row(tuple(texts), place, None, grid, tuple(spans)))
    return rows


def segment(items: Sequence[Item], title: str = "2026年项目支出绩效目标表") -> Segment:
    return Segment("sheet", "sheet", [Paragraph(title, Place(page=1, part=99))], list(items))


def table(*lines: Sequence[str], unit: str = "单位：万元") -> TargetTable:
    made = segment([Paragraph(unit, Place(page=1, part=98)), *drawn(lines)])
    assert is_target_table(made)
    return read_target_table(made)


def said(sheet: Sheet) -> list[tuple[str | None, str | None, str | None, str | None]]:
    return [(raw.level1, raw.level2, raw.level3, raw.target) for raw in sheet.indicators]


def amounts(sheet: Sheet) -> list[tuple[str, str, str]]:
    return [(raw.horizon, raw.label, raw.text) for raw in sheet.amounts]


FIRST = ["22000001T01-渠道维修", "12.50", "12.50", "", "渠道完好", "产出指标", "数量指标", "修补渠道", "≥", "30", "套"]
SECOND = ["^"] * 5 + ["产出指标", "质量指标", "验收情况", "定性", "好", ""]


def test_a_project_that_spans_rows() -> None:
    found = table(HEAD, BELOW, FIRST, SECOND)
    (sheet,) = found.sheets
    assert (sheet.name, sheet.fields["project_code"], sheet.unit, sheet.year) == (
        "渠道维修",
        "22000001T01",
        "万元",
        2026,
    )
    assert amounts(sheet) == [("annual", "项目总额", "12.50"), ("annual", "其中：/财政资金", "12.50")]
    assert said(sheet) == [("产出指标", "数量指标", "修补渠道", "≥30套"), ("产出指标", "质量指标", "验收情况", "好")]
    assert (found.unread, found.findings) == ([], [])


def test_a_project_on_the_next_page_is_not_another() -> None:
    rest = ["", "", "", "", "，保障灌溉", "效益指标", "社会效益指标", "受益农户", "≥", "90", "户"]
    other = ["闸门更换", "5", "5", "", "闸门完好", "产出指标", "数量指标", "闸门", "＝", "2", "座"]
    rows = [*drawn([HEAD, BELOW, FIRST, SECOND]), *drawn([rest, other], grid=2, page=2)]
    sheets = read_target_table(segment(rows)).sheets
    assert [(sheet.name, len(sheet.indicators)) for sheet in sheets] == [("渠道维修", 3), ("闸门更换", 1)]
    assert [text for _, text, _ in sheets[0].texts] == ["渠道完好", "，保障灌溉"]


def test_amounts_and_texts_printed_again_on_the_next_page_are_the_same() -> None:
    again = [*FIRST[:5], "效益指标", "社会效益指标", "受益农户", "≥", "90", "户"]
    rows = [*drawn([HEAD, BELOW, FIRST, SECOND]), *drawn([HEAD, BELOW, again], grid=2, page=2)]
    (sheet,) = read_target_table(segment(rows)).sheets
    assert (len(sheet.amounts), len(sheet.texts), len(sheet.indicators)) == (2, 1, 3)


def test_pages_with_titles_of_their_own_are_one_table() -> None:
    again = [*FIRST[:5], "效益指标", "社会效益指标", "受益农户", "≥", "90", "户"]
    pages = [segment(drawn([HEAD, BELOW, FIRST])), segment(drawn([HEAD, BELOW, again], grid=2, page=2))]
    assert [len(sheet.indicators) for sheet in read_target_table(*pages).sheets] == [2]


def test_a_project_whose_name_stands_on_the_page_after_its_beginning() -> None:
    begun = ["", "", "", "", "", "产出指标", "数量指标", "闸门", "＝", "2", "座"]
    named = ["闸门更换", "5.00", "5.00", "", "闸门完好", "产出指标", "时效指标", "完工", "≤", "12", "月"]
    rows = [*drawn([HEAD, BELOW, FIRST, SECOND, begun]), *drawn([named, SECOND], grid=2, page=2)]
    sheets = read_target_table(segment(rows)).sheets
    assert [(sheet.name, len(sheet.indicators)) for sheet in sheets] == [("渠道维修", 2), ("闸门更换", 3)]
    assert [raw.text for raw in sheets[1].amounts] == ["5.00", "5.00"]


def test_two_amounts_under_one_name_are_two_rows_of_it() -> None:
    other = ["^", "7.00", "7.00", "", "渡槽完好", "产出指标", "数量指标", "渡槽", "＝", "2", "座"]
    sheets = table(HEAD, BELOW, FIRST, SECOND, other).sheets
    assert [(sheet.name, sheet.amounts[0].text) for sheet in sheets] == [("渠道维修", "12.50"), ("渠道维修", "7.00")]


def test_an_amount_of_no_project_is_unread_and_said() -> None:
    stray = ["^", "", "3.00", "", "^", "^", "^", "^", "^", "^", "^"]
    found = table(HEAD, BELOW, FIRST, SECOND, stray)
    assert [finding.rule for finding in found.findings] == ["unplaced-number"]
    assert found.unread == [Place(page=1, part=5)]


PLAIN = ["单位名称", "项目名称", "金额", "项目总体绩效目标"]


def test_a_row_a_project_with_its_total_checked() -> None:
    rows = [
        PLAIN,
        ["**"] * 4,
        ["", "", "17.50", ""],
        ["甲站", "渠道维修", "12.50", "渠道完好"],
        ["乙站", "渠道维修", "5.00", "好"],
    ]
    found = table(*rows)
    assert [(sheet.fields["unit"], sheet.amounts[0].value) for sheet in found.sheets] == [
        ("甲站", Decimal("12.50")),
        ("乙站", Decimal("5.00")),
    ]
    assert found.findings == []


def test_a_total_that_does_not_hold_is_said() -> None:
    found = table(PLAIN, ["合计", "", "18.50", ""], ["甲站", "渠道维修", "12.50", "好"], ["甲站", "闸门", "5.00", "好"])
    assert [(f.rule, f.severity, f.expected, f.actual) for f in found.findings] == [
        ("target-sum", "warning", "18.50", "17.50")
    ]


def test_a_remark_that_some_are_secret_explains_the_total() -> None:
    rows = drawn([PLAIN, ["合计", "", "18.50", ""], ["甲站", "渠道维修", "12.50", "好"]])
    found = read_target_table(segment([*rows, Paragraph("备注：涉密项目不予公开。", Place(page=1, part=50))]))
    assert [(f.rule, f.severity) for f in found.findings] == [("target-sum", "note")]


def test_a_row_that_sums_up_the_rows_below_is_their_unit() -> None:
    head = ["支出项目类别（资金使用单位）", "总计", "财政拨款", "<", "财政专户拨款", "绩效目标"]
    below = ["^", "^", "合计", "一般公共预算", "^", "^"]
    rows = [
        ["合计", "17.50", "17.50", "17.50", "0.00", ""],
        ["云岭县水务局", "17.50", "17.50", "17.50", "0.00", ""],
        ["渠道维修", "12.50", "12.50", "12.50", "0.00", "渠道完好"],
        ["闸门更换", "5.00", "5.00", "5.00", "0.00", "闸门完好"],
    ]
    found = table(head, below, *rows)
    assert [(sheet.name, sheet.fields.get("unit")) for sheet in found.sheets] == [
        ("渠道维修", "云岭县水务局"),
        ("闸门更换", "云岭县水务局"),
    ]
    assert [(raw.label, raw.fund, raw.total) for raw in found.sheets[0].amounts] == [
        ("总计", None, True),
        ("财政拨款/合计", "fiscal-appropriation", False),
        ("财政拨款/一般公共预算", "general-public", False),
        ("财政专户拨款", "special-account", False),
    ]
    assert found.findings == []


def test_an_unknown_column_is_named() -> None:
    found = table([*PLAIN, "星级"], ["甲站", "渠道维修", "12.50", "渠道完好", "三星"])
    assert [(f.rule, "星级" in f.message) for f in found.findings] == [("column-unread", True)]


def test_a_point_that_a_page_break_cut_off_is_mended() -> None:
    rows = [[name, "1.2500", "好", "产出指标", "数量指标", "甲", "1"] for name in ("一", "二", "三")]
    head = ["项目名称", "金额", "绩效目标", "一级指标", "二级指标", "三级指标", "指标值"]
    torn = ["四项", "27500", "好", "产出指标", "数量指标", "甲", "1"]
    rest = ["", ".", "", "效益指标", "社会效益指标", "乙", "2"]
    made = segment([*drawn([head, *rows, torn]), *drawn([rest], grid=2, page=2)])
    (raw,) = read_target_table(made).sheets[-1].amounts
    assert (raw.value, raw.text, bool(raw.repaired)) == (Decimal("2.7500"), "27500", True)


def test_a_point_that_may_be_lost_is_said() -> None:
    rows = [[name, "1.2500", "好"] for name in ("一", "二", "三")]
    found = table(["项目名称", "金额", "绩效目标"], *rows, ["四", "27500", "好"])
    assert [(f.rule, f.actual) for f in found.findings] == [("bent-number", "27500")]


def test_text_without_drawn_cells() -> None:
    lines = [
        ("项目名称", "金额", "绩效目标", "一级指标", "二级指标", "三级指标", "指标值"),
        ("渠道维修", "12.50", "渠道完好", "产出指标", "数量指标", "修补渠道", "≥12处"),
        ("", "", "", "", "质量指标", "验收合格", "100%"),
    ]
    (sheet,) = read_target_table(segment([Row(cells, Place(line=n)) for n, cells in enumerate(lines, 1)])).sheets
    assert said(sheet) == [("产出指标", "数量指标", "修补渠道", "≥12处"), ("产出指标", "质量指标", "验收合格", "100%")]


def test_the_sheet_of_one_project_is_no_table_of_many() -> None:
    rows = drawn([["项目名称", "渠道维修", "主管部门", "水务局"], ["项目资金（万元）", "年度资金总额：", "12.50", "<"]])
    assert not is_target_table(segment(rows))


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("单位（项目）名称", "project"),
        ("二级预算单位名称", "unit"),
        ("当年财政拨款预算金额", "amount"),
        ("预算数（单位：万元）", "total"),
        ("绩效指标性质", "indicator"),
        ("渠道维修", None),
    ],
)
def test_roles_of_columns(text: str, role: str | None) -> None:
    assert column_role(text) == role


def test_a_form_that_nobody_filled_in_says_nothing() -> None:
    rows = [
        ["项目名称", "", "<", "<", "<"],
        ["主管部门", "", "实施期限", "", "执行率分值（10分）"],
        ["资金金额（万元）", "实施期资金总额：", "", "年度资金总额：", ""],
    ]
    sheet = read_sheet(segment(drawn(rows), "专项资金总体绩效目标表"))
    assert (sheet.name, sheet.fields, sheet.amounts, sheet.texts) == ("", {}, [], [])


# the form of self-evaluations: 项目支出绩效自评表

EVALUATION = [
    ["项目名称", "渠道维修", "<", "<", "<", "<", "<", "<"],
    ["主管部门", "水务局", "<", "<", "实施单位", "灌区管理站", "<", "<"],
    ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["^", "年度资金总额", "12.50", "15.00", "14.70", "10", "98%", "9.8"],
    ["^", "其中：当年财政拨款", "12.50", "13.00", "12.70", "—", "97.7%", "—"],
    ["^", "上年结转资金", "0.00", "2.00", "2.00", "—", "100%", "—"],
    ["年度总体目标", "预期目标", "<", "<", "实际完成情况", "<", "<", "<"],
    ["^", "渠道完好，保障灌溉", "<", "<", "渠道已经修补，灌溉未受影响", "<", "<", "<"],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分", "偏差原因分析及改进措施"],
    ["^", "产出指标", "数量指标", "修补渠道", "≥12处", "11处", "9", "汛期停工"],
    ["总分", "<", "<", "<", "<", "<", "96.5", ""],
]


@pytest.fixture(scope="module")
def evaluation() -> Sheet:
    return read_sheet(segment(drawn(EVALUATION), "项目支出绩效自评表（2025年度）"))


def test_the_stages_of_an_evaluation_are_kept_apart(evaluation: Sheet) -> None:
    assert [(raw.stage, raw.text) for raw in evaluation.amounts if raw.total] == [
        ("budget", "12.50"),
        ("adjusted", "15.00"),
        ("executed", "14.70"),
    ]
    assert [(raw.label, raw.fund, raw.text) for raw in evaluation.amounts if raw.stage == "executed"] == [
        ("年度资金总额（全年执行数）", None, "14.70"),
        ("其中：当年财政拨款（全年执行数）", "fiscal-appropriation", "12.70"),
        ("上年结转资金（全年执行数）", None, "2.00"),
    ]
    assert {raw.horizon for raw in evaluation.amounts} == {"annual"}


def test_points_of_an_evaluation_are_no_money(evaluation: Sheet) -> None:
    assert not {"10", "9.8", "96.5"} & {raw.text for raw in evaluation.amounts}
    assert (evaluation.evaluation, evaluation.score, evaluation.year) == (True, "96.5", 2025)


def test_what_was_aimed_at_and_what_was_reached(evaluation: Sheet) -> None:
    assert [(role, text[:4]) for role, text, _ in evaluation.texts] == [
        ("objective-annual", "渠道完好"),
        ("other", "渠道已经"),
        ("other", "汛期停工"),
    ]
    (raw,) = evaluation.indicators
    assert (raw.level3, raw.target, raw.actual, raw.score) == ("修补渠道", "≥12处", "11处", "9")


# real pages


@cache
def _segments(folder: Path, name: str) -> list[Segment]:
    path = next(folder.glob(f"*{name}*"), None)
    if path is None:
        pytest.skip(f"the document {name} is not here")
    return cut(bind(read_pdf(path.read_bytes())).document)


@pytest.fixture
def national(shared: Path) -> Path:
    return shared / "corpus" / "national"


def sheets(folder: Path, name: str) -> dict[str, Sheet]:
    found = [s for s in _segments(folder, name) if s.kind == "sheet" and has_rows(s) and not is_target_table(s)]
    return {sheet.name: sheet for sheet in map(read_sheet, found)}


def targets(folder: Path, name: str) -> TargetTable:
    (found,) = [s for s in _segments(folder, name) if s.kind in ("sheet", "table") and is_target_table(s)][:1]
    return read_target_table(found)


def whole(folder: Path, name: str) -> tuple[Segment, Whole]:
    found = [s for s in _segments(folder, name) if s.key == "whole-department" and has_rows(s)]
    return found[0], read_whole(found[0], CONTEXT)


@pytest.mark.parametrize(
    ("document", "name", "money", "count", "first", "last"),
    [
        (
            "06874f6f",
            "设备购置更新",
            [("annual", None, "16.00"), ("annual", "fiscal-appropriation", "16.00"), ("annual", None, "0.00")],
            6,
            ("成本指标", "经济成本", "购置费用", "≤16万元"),
            ("效益指标", "社会效益指标", "质保期内设备稳定运行", "=100%"),
        ),
        (
            "a926cacd",
            "信息化运行维护",
            [("annual", None, "2,134.87"), ("annual", "fiscal-appropriation", "1,384.87"), ("annual", None, "750.00")],
            9,
            ("成本指标", "经济成本指标", "项目总成本", "≤2134.87万元"),
            ("满意度指标", "服务对象满意度指标", "使用部门满意率", "≥85%"),
        ),
        (
            "0956c387",
            "会计类考试考务",
            [("period", None, "1,083.57"), ("period", "fiscal-appropriation", "1,083.57")],
            9,
            ("成本指标", "经济成本指标", "考试机位单价(元/小时)", "19.75"),
            ("满意度指标", "服务对象满意度指标", "会计初中高级资格及注册会计师考生满意率（%）", "≥90"),
        ),
        (
            "eea04ec7",
            "公安执法执勤车辆消耗费",
            [("annual", None, "77.48"), ("annual", "fiscal-appropriation", "77.48"), ("annual", None, "0.00")],
            6,
            ("成本指标", "经济成本指标", "车辆消耗费总额", "≤77.48万元"),
            ("满意度指标", "服务对象满意度指标", "单位车辆调度平台收到的投诉件数量", "≤10件"),
        ),
        (
            "7bb10ed4",
            "知创大厦泉州知识产权馆建设费用",
            [("annual", None, "230.38"), ("annual", "fiscal-appropriation", "230.38"), ("annual", None, "0.00")],
            6,
            ("成本指标", "经济成本指标", "预算控制率", "≤50%"),
            ("满意度指标", "服务对象满意度指标", "对项目建设情况的满意度", "≥90%"),
        ),
        (
            "43f56135",
            "规划和自然资源专项",
            [("annual", None, "88,197.35"), ("annual", None, "60,192.30"), ("annual", None, "28,005.05")],
            8,
            (None, None, "提交找矿靶区数量", "≥7处"),
            (None, None, "年度预算执行率", "=100%"),
        ),
    ],
)
def test_a_sheet_of_one_project(
    national: Path,
    document: str,
    name: str,
    money: list[tuple[str, str | None, str]],
    count: int,
    first: tuple[str | None, ...],
    last: tuple[str | None, ...],
) -> None:
    sheet = sheets(national, document)[name]
    assert [(raw.horizon, raw.fund, raw.text) for raw in sheet.amounts] == money
    assert (sheet.unit, len(sheet.indicators)) == ("万元", count)
    assert (said(sheet)[0], said(sheet)[-1]) == (first, last)
    assert {raw.horizon for raw in sheet.indicators} == {"annual"}


def test_a_general_project_table_of_chongqing(national: Path) -> None:
    found = targets(national, "43f56135")
    assert [(sheet.name, sheet.amounts[0].text, len(sheet.indicators)) for sheet in found.sheets] == [
        ("规划和自然资源综合管理", "28,901.54", 6),
        ("规划和自然资源事务", "35,786.65", 6),
        ("规划测绘及地理信息事务", "18,473.32", 6),
    ]
    assert said(found.sheets[0])[0] == (None, None, "形成科技成果数", "≥25个（套）")


def test_a_table_of_changsha_whose_pages_repeat_the_project(national: Path) -> None:
    found = targets(national, "5c96c5f1")
    by_name = {sheet.name: sheet for sheet in found.sheets}
    assert len(by_name) == len(found.sheets)
    assert [raw.text for raw in by_name["基层及其他信访业务工作经费专项"].amounts] == ["35.78"]
    assert ("效益指标", "社会效益指标", "助推实现乡村振兴", "实现提升") in said(
        by_name["基层及其他信访业务工作经费专项"]
    )
    assert ("成本指标", "经济成本指标", "总成本", "≤10.22万元") in said(by_name["人民来访接待中心及特护期运行专项"])
    assert {finding.rule for finding in found.findings} == {"target-sum"}


def test_amounts_and_objectives_of_huzhou_add_up(national: Path) -> None:
    found = targets(national, "4e234ce9")
    assert (len(found.sheets), found.findings) == (17, [])
    assert [(s.fields["unit"], s.name, s.amounts[0].text) for s in found.sheets[:3]] == [
        ("湖州市交通运输局", "综合交通建设管理", "136.80"),
        ("湖州市交通运输局", "综合交通运行保障", "7,108.06"),
        ("湖州市交通运输行政执法队", "综合交通运行保障", "1,333.45"),
    ]
    assert sum(sheet.amounts[0].value for sheet in found.sheets) == Decimal("171462.41")


def test_a_project_of_beijing(national: Path) -> None:
    found = targets(national, "9c14713d").sheets
    by_code = {sheet.fields["project_code"]: sheet for sheet in found}
    assert len(by_code) == len(found) == 17
    sheet = by_code["11000024T000002872209"]
    assert (sheet.name, sheet.amounts[0].text, sheet.unit) == ("审计质量管理经费", "18.428000", "万元")
    assert ("产出指标", "数量指标", "检查档案数量", "≥30套") in said(sheet)


def test_the_whole_department_of_guangzhou(national: Path) -> None:
    at, found = whole(national, "e91da8fd")
    assert (named_body(at), named_year(at)) == ("广州市生态环境局", 2026)
    assert [(line.item, line.side, line.amount_text) for line in found.lines][:4] == [
        ("基本支出", "expenditure", "58,118.59"),
        ("财政拨款", "income", "92,008.68"),
        ("项目支出", "expenditure", "27,825.19"),
        ("其他资金", "income", "1,577.77"),
    ]
    assert [line.amount_text for line in found.lines][-5:] == [
        "2,327.67",
        "2,022.15",
        "10,481.35",
        "1,394.00",
        "6,981.16",
    ]
    assert [raw.horizon for raw in found.indicators].count("period") == 25
    assert len(found.indicators) == 50


def test_the_whole_department_of_xian(national: Path) -> None:
    _, found = whole(national, "0956c387")
    assert [(line.item, line.fund, line.row_kind, line.amount_text) for line in found.lines][-2:] == [
        ("金额合计", None, "total", "30331.26"),
        ("金额合计", "fiscal-appropriation", "total", "30331.26"),
    ]
    assert (len(found.lines), len(found.indicators), found.findings) == (14, 34, [])


def test_the_whole_department_of_changsha(national: Path) -> None:
    _, found = whole(national, "5c96c5f1")
    assert [(line.fund, line.expenditure, line.amount_text) for line in found.lines] == [
        (None, None, "1,935.36"),
        ("general-public", None, "1,935.36"),
        (None, "basic", "1,517.95"),
        (None, "project", "417.41"),
    ]
    last = found.indicators[-1]
    assert (last.level2, last.level3, last.target) == ("服务对象满意度指标", "信访事项处理群众参评满意率", "≥90%")


def test_the_whole_department_of_chongqing(national: Path) -> None:
    at, found = whole(national, "43f56135")
    assert (named_body(at), len(found.indicators)) == ("重庆市规划和自然资源局", 8)
    assert (found.indicators[0].level3, found.indicators[0].target) == ("每年开采监测覆盖面积", "≥8万平方公里")


def test_a_digit_beyond_its_cell_is_mended_by_the_sums(national: Path) -> None:
    _, found = whole(national, "6f1087d9")
    others = [(line.amount_yuan, bool(line.repaired)) for line in found.lines if line.fund == "other"]
    assert others == [(Decimal(1070000), True), (Decimal(570000), True), (Decimal(500000), False)]
    assert found.findings == []
