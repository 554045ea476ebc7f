"""Target sheets in every layout and state."""

from __future__ import annotations

from decimal import Decimal

import pytest

from loaders.targets.sheet_labels import amount_label, field_of
from loaders.targets.sheets import named_in_title, stamp_of
from tests.loaders import forms

NAME = "渠道维修"


def one(text: str) -> forms.Disclosure:
    found = forms.read(
        forms.table("projects-current", [*forms.PROJECT_HEAD, [NAME, "7.00", "7.00", "", "", "", ""]]), text
    )
    assert len(found.sheets) == 1
    return found


@pytest.fixture(scope="module")
def standard() -> forms.Disclosure:
    return one(forms.sheet(NAME, basis="《灌区管理办法》（岭水发〔2022〕8号）"))


def test_the_line_of_a_sheet_is_its_name_row(standard: forms.Disclosure) -> None:
    line = standard.text.split("\n")[(standard.sheets[0].at.line or 0) - 1]
    assert line.startswith("项目名称")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("project_name", NAME),
        ("department_code", "602"),
        ("department", "农业农村股"),
        ("unit", forms.PUBLISHER),
        ("attribute", "经常性项目（长期开展）"),
        ("period", "3年"),
        ("amount_unit", "元"),
        ("fiscal_year", 2024),
        ("damaged", False),
    ],
)
def test_fields(standard: forms.Disclosure, field: str, value: object) -> None:
    assert getattr(standard.sheets[0], field) == value


@pytest.mark.parametrize(
    ("horizon", "level", "amount"),
    [
        ("period", None, "70000"),
        ("annual", None, "70000"),
        ("annual", "central", "0"),
        ("annual", "provincial", "0"),
        ("annual", "county", "70000"),
        ("annual", "self", "0"),
        ("period", "county", "70000"),
    ],
)
def test_amounts(standard: forms.Disclosure, horizon: str, level: str | None, amount: str) -> None:
    assert standard.sheets[0].amount(horizon, level) == Decimal(amount)


def test_a_blank_amount_is_none(standard: forms.Disclosure) -> None:
    assert standard.sheets[0].amount("annual", "other") is None


@pytest.mark.parametrize(
    ("role", "text"),
    [("overview", "修补渠道"), ("necessity", "保障灌溉"), ("measures", "专人管理"), ("plan", "年内完成")],
)
def test_texts(standard: forms.Disclosure, role: str, text: str) -> None:
    assert [said for name, said, _ in standard.sheets[0].texts if name == role] == [text]


def test_both_objectives(standard: forms.Disclosure) -> None:
    said = [text for role, text, _ in standard.sheets[0].texts if role == "objective"]
    assert said == ["渠道完好", "本年渠道完好"]


def test_a_citation_of_the_basis(standard: forms.Disclosure) -> None:
    assert [(c.role, c.number, c.title, c.relation, c.sheet) for c in standard.citations] == [
        ("basis", "岭水发〔2022〕8号", "灌区管理办法", "basis", 0)
    ]


def test_indicators_of_both_horizons(standard: forms.Disclosure) -> None:
    assert [(i.horizon, i.level1, i.level2, i.level3, i.target) for i in standard.indicators][:2] == [
        ("period", "产出指标", "数量指标", "修补渠道", "≥12处"),
        ("annual", "产出指标", "数量指标", "修补渠道", "≥4处"),
    ]


def test_declaration_forms_with_annex_numbers() -> None:
    found = one(
        "附表2-1\n\n"
        + forms.sheet(NAME).replace("项目支出绩效目标表", "云岭县县(区)级预算部门(水务局)项目支出绩效目标申报表")
    )
    assert found.sheets[0].amount("annual") == Decimal(70000)


def test_amounts_in_ten_thousands() -> None:
    found = one(forms.sheet(NAME, total="7.00").replace("项目资金（元）", "项目资金（万元）"))
    assert found.sheets[0].amount("annual") == Decimal(70000)


def test_a_bent_total_label_is_known_by_its_row() -> None:
    found = one(forms.sheet(NAME).replace("实施期资金总额：", "上级专项资金总额："))
    assert found.sheets[0].amount("period") == Decimal(70000)


@pytest.mark.parametrize(
    ("label", "bent"), [("市县(区)财政资金", "市具(区)财政资金"), ("省级财政资金", "省缀财政资金")]
)
def test_a_bent_level_is_known_by_likeness(label: str, bent: str) -> None:
    found = one(forms.sheet(NAME).replace(label, bent))
    assert found.sheets[0].amount("annual", "county") == Decimal(70000)


@pytest.mark.parametrize("bent", ["项自名称", "顶目名称"])
def test_a_bent_name_label_is_known_by_its_place(bent: str) -> None:
    found = one(forms.sheet(NAME).replace("项目名称", bent))
    assert found.sheets[0].project_name == NAME


def test_a_bent_text_label_is_known_by_its_place() -> None:
    found = one(forms.sheet(NAME, basis="岭水发〔2022〕8号").replace("立项依据", "宣项依锯"))
    assert [c.role for c in found.citations] == ["basis"]


def test_a_truncated_sheet_is_kept_and_damaged() -> None:
    text = forms.sheet(NAME)
    found = one(text[: text.index("项目概况")])
    assert (found.sheets[0].project_name, found.sheets[0].damaged) == (NAME, True)


def test_a_sheet_without_its_title_is_a_sheet() -> None:
    found = one("\n" + forms.sheet(NAME).split("\n\n", 2)[2])
    assert found.sheets[0].project_name == NAME


def test_a_row_of_labels_and_its_text_on_the_next_line_are_one() -> None:
    text = forms.sheet(NAME, measures="《灌区管理办法》（岭水发〔2022〕8号）")
    text = text.replace("保证项目实施的制度、措施\t\t", "保证项目实施的制度、措施\n\n\t")
    assert [c.role for c in one(text).citations] == ["measures"]


def test_a_page_break_inside_a_name_of_a_unit() -> None:
    text = forms.sheet(NAME).replace(f"实施单位\t\t{forms.PUBLISHER}", "实施单位\t\t云岭县\n\n水务局")
    assert one(text).sheets[0].unit == forms.PUBLISHER


def test_a_page_break_inside_the_annual_total_is_never_a_zero() -> None:
    text = forms.sheet(NAME).replace("年度资金总额", "年度资\n\n金总额")
    assert one(text).sheets[0].amount("annual") != Decimal(0)


def test_a_text_that_a_page_break_cut_goes_on() -> None:
    text = forms.sheet(NAME, basis="依据《灌区管理办法》（岭水发〔2022〕").replace(
        "〔2022〕\t", "〔2022〕\n\n8号）执行\t", 1
    )
    found = one(text)
    assert [(c.role, c.number) for c in found.citations] == [("basis", "岭水发〔2022〕8号")]


@pytest.mark.parametrize("wide", ["７０，０００", "７０,０００", "７００００．００", "７０．０００"])
def test_amounts_in_full_width(wide: str) -> None:
    assert one(forms.sheet(NAME, total=wide)).sheets[0].amount("annual") == Decimal(70000)


def test_a_point_before_three_digits_is_a_bent_comma() -> None:
    sheet = one(forms.sheet(NAME, total="70.000")).sheets[0]
    assert (sheet.amount("annual"), bool(sheet.amounts[0].repaired)) == (Decimal(70000), True)


def test_rows_whose_blank_cells_are_gone() -> None:
    lines = forms.sheet(NAME).split("\n")
    text = "\n".join("\t".join(cell for cell in line.split("\t") if cell) for line in lines)
    sheet = one(text).sheets[0]
    assert (sheet.amount("annual"), sheet.unit, sheet.period) == (Decimal(70000), forms.PUBLISHER, "3年")


def test_several_sheets_in_order() -> None:
    found = forms.read(
        forms.table(
            "projects-current",
            [
                *forms.PROJECT_HEAD,
                [NAME, "7.00", "7.00", "", "", "", ""],
                ["闸门更换", "5.00", "5.00", "", "", "", ""],
            ],
        ),
        forms.sheet(NAME),
        forms.sheet("闸门更换", total="50,000"),
    )
    assert [s.project_name for s in found.sheets] == [NAME, "闸门更换"]


def test_what_the_whole_department_aims_at_is_no_sheet() -> None:
    rows = [
        ["部门名称", forms.PUBLISHER, "", ""],
        ["年度收入（万元）", "合计", "300.50", ""],
        ["", "一般公共预算", "300.50", ""],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "修补渠道", "≥12处"],
    ]
    text = "部门整体支出绩效目标申报表\n\n（2024年度）\n\n" + "\n".join("\t".join(row) for row in rows) + "\n"
    found = forms.read(
        forms.table("projects-current", [*forms.PROJECT_HEAD, [NAME, "7.00", "7.00", "", "", "", ""]]), text
    )
    assert (len(found.sheets), [(i.sheet, i.level3) for i in found.indicators]) == (0, [(None, "修补渠道")])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("项目名称", "project"),
        ("主管部门及代码", "department"),
        ("实施单位：", "unit"),
        ("项目资金（元）", "funds"),
        ("项目资金(万元)", "funds"),
        ("保证项目实施的制度、措施", "measures"),
        ("保证项目实施的制度、惜施", "measures"),
        ("项目设立的必要性", "necessity"),
        ("总体目标", "objective"),
    ],
)
def test_labels_of_fields(text: str, key: str) -> None:
    found = field_of(text)
    assert found is not None
    assert found[0] == key


@pytest.mark.parametrize("text", ["", "渠道", "修补渠道十二处并验收", "12"])
def test_other_cells_are_no_labels(text: str) -> None:
    assert field_of(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("其中：中央财政资金", {"level": "central"}),
        ("省级财政资金", {"level": "provincial"}),
        ("市县(区)财政资金", {"level": "county"}),
        ("市县（区）财政资金", {"level": "county"}),
        ("单位自筹", {"level": "self"}),
        ("年度资金总额：", {"total": True}),
    ],
)
def test_labels_of_amounts(text: str, said: dict[str, object]) -> None:
    rule = amount_label(text)
    assert rule is not None
    assert {name: rule.get(name) for name in said} == said


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("2024-01-15", "2024-01-15"),
        ("2024年1月5日", "2024-01-05"),
        ("2024/1/5", "2024-01-05"),
        ("20240115", "2024-01-15"),
        ("2024-01-15 10:30:05", "2024-01-15T10:30:05"),
        ("20240115103005", "2024-01-15T10:30:05"),
    ],
)
def test_days_of_filling_in(text: str, stamp: str) -> None:
    assert stamp_of(text) == stamp


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (["1.项目支出绩效目标表", "渠道维修费用项目绩效目标表"], "渠道维修费用"),
        (["渠道维修绩效目标表"], "渠道维修"),
        (["2026年项目支出绩效目标表"], None),
        (["部门专项业务经费绩效目标表"], None),
        ([], None),
    ],
)
def test_a_name_that_the_title_alone_tells(titles: list[str], name: str | None) -> None:
    assert named_in_title(titles) == name


def test_a_fund_by_the_words_of_headings_is_no_bent_label() -> None:
    assert amount_label("财政专户拨款") == amount_label("财政专户管理资金")
    assert (amount_label("财政拨款") or {})["fund"] == "fiscal-appropriation"


def test_the_carryover_is_of_no_level() -> None:
    rule = amount_label("上年结转") or {"level": "unknown"}
    assert (rule.get("level"), rule.get("fund"), rule.get("total")) == (None, None, None)
