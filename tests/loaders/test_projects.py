"""Units own the rows below them; rows of one name are one project's allocations."""

from __future__ import annotations

from decimal import Decimal

import pytest

from loaders.tables.projects import vintage
from tests.loaders import forms


def project_table(*rows: list[str], kind: str = "projects-current") -> str:
    return forms.table(kind, [*forms.PROJECT_HEAD, *rows])


def line(name: str, amount: str, fund: int = 1) -> list[str]:
    cells = [name, amount, "", "", "", "", ""]
    cells[1 + fund] = amount
    return cells


@pytest.fixture(scope="module")
def two_units() -> forms.Disclosure:
    return forms.read(
        project_table(
            line(forms.PUBLISHER, "100.00"),
            line(forms.PUBLISHER, "60.00"),
            line("渠道维修", "40.00"),
            line("水质检测", "20.00"),
            line("云岭县水利工程中心", "40.00"),
            line("渠道维修", "15.00"),
            line("闸门更换", "25.00"),
        )
    )


def test_rows_belong_to_the_unit_above(two_units: forms.Disclosure) -> None:
    owners = [(two_units.projects[a.project].name, two_units.projects[a.project].unit) for a in two_units.allocations]
    assert owners == [
        ("渠道维修", forms.PUBLISHER),
        ("水质检测", forms.PUBLISHER),
        ("渠道维修", "云岭县水利工程中心"),
        ("闸门更换", "云岭县水利工程中心"),
    ]


def test_one_name_in_two_units_is_two_projects(two_units: forms.Disclosure) -> None:
    assert [p.name for p in two_units.projects].count("渠道维修") == 2


def test_the_department_row_is_consolidated(two_units: forms.Disclosure) -> None:
    units = [(x.amount_yuan, x.scope) for x in two_units.lines if x.row_kind == "unit" and x.fund is None]
    assert units == [
        (Decimal(1000000), "consolidated"),
        (Decimal(600000), "own"),
        (Decimal(400000), "own"),
    ]


def test_a_unit_that_owns_rows_is_an_organization(two_units: forms.Disclosure) -> None:
    assert ("云岭县水利工程中心", "unit") in {(o.name, o.kind) for o in two_units.organizations}


def test_a_project_is_no_organization(two_units: forms.Disclosure) -> None:
    assert {o.name for o in two_units.organizations} == {forms.PUBLISHER, "云岭县水利工程中心"}


def test_two_rows_of_one_name_stay_two_allocations() -> None:
    read = forms.read(
        project_table(
            line(forms.PUBLISHER, "12.80"),
            line("提前下达2024年补助资金（云财行【2023】12号）", "7.00"),
            line("提前下达2024年补助资金（云财行【2023】12号）", "5.80"),
        )
    )
    assert [(a.project, a.amount_yuan) for a in read.allocations] == [(0, Decimal(70000)), (0, Decimal(58000))]


def test_names_that_differ_in_brackets_only_are_one_project() -> None:
    read = forms.read(
        project_table(line(forms.PUBLISHER, "3.00"), line("补助（省级）", "1.00"), line("补助(省级)", "2.00"))
    )
    assert len(read.projects) == 1


def test_years_belong_to_the_name() -> None:
    read = forms.read(
        project_table(line(forms.PUBLISHER, "3.00"), line("2023年补助", "1.00"), line("2024年补助", "2.00"))
    )
    assert len(read.projects) == 2


def test_a_row_of_two_funds_is_two_allocations() -> None:
    read = forms.read(
        project_table(
            ["" + forms.PUBLISHER, "50.00", "30.00", "20.00", "", "", ""],
            ["渠道维修", "50.00", "30.00", "20.00", "", "", ""],
        )
    )
    assert [(a.fund, a.amount_yuan) for a in read.allocations] == [
        ("general-public", Decimal(300000)),
        ("government-fund", Decimal(200000)),
    ]


def test_funds_that_do_not_add_up_are_found() -> None:
    read = forms.read(
        project_table(line(forms.PUBLISHER, "50.00"), ["渠道维修", "50.00", "30.00", "10.00", "", "", ""])
    )
    assert [f.severity for f in read.findings if f.rule == "project-funds"] == ["error"]


def test_carryover_rows_are_carryover() -> None:
    read = forms.read(
        forms.table(
            "projects-carryover",
            [
                *forms.CARRYOVER_HEAD,
                [forms.PUBLISHER, "8.00", "8.00", "", ""],
                ["2022年水毁修复", "8.00", "8.00", "", ""],
            ],
        )
    )
    assert [(a.timing, a.vintage, a.fiscal_year) for a in read.allocations] == [("carryover", 2022, 2024)]


def test_a_table_that_goes_on_under_its_title_keeps_its_unit() -> None:
    first = project_table(
        line(forms.PUBLISHER, "70.00"),
        line(forms.PUBLISHER, "30.00"),
        line("渠道维修", "30.00"),
        line("云岭县水利工程中心", "40.00"),
        line("闸门更换", "25.00"),
    )
    read = forms.read(first, project_table(line("水尺更换", "15.00")))
    assert [(p.name, p.unit) for p in read.projects][-1] == ("水尺更换", "云岭县水利工程中心")


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("2022年水毁修复", 2022),
        ("提前下达2024年补助资金（云财行【2023】12号）", 2024),
        ("渠道维修", None),
        ("2022年和2023年补助", None),
        ("2021、2022年补助", None),
        ("云财行〔2023〕12号补助", None),
        ("第12023年", None),
    ],
)
def test_vintage(name: str, year: int | None) -> None:
    assert vintage(name) == year


CUT = "提前下达2024年补助资金（云财行"
REST = "【2023】12号）"
WHOLE = CUT + REST


def blank(name: str) -> list[str]:
    return [name, *[""] * 6]


@pytest.mark.parametrize(
    "rows",
    [
        [line(CUT, "7.00"), blank(REST)],
        [blank(CUT), line(REST, "7.00")],
    ],
)
def test_a_name_that_goes_on_in_a_row_without_amounts_is_one(rows: forms.Rows) -> None:
    """Its open bracket says that the name goes on."""
    read = forms.read(project_table(line(forms.PUBLISHER, "12.00"), *rows, line("渠道维修", "5.00")))
    assert [p.name for p in read.projects] == [WHOLE, "渠道维修"]


def test_a_name_that_goes_on_below_its_row_is_not_given_to_the_next() -> None:
    text = project_table(line(forms.PUBLISHER, "12.00"), line(CUT, "7.00"), line("渠道维修", "5.00"))
    text = text.replace("渠道维修\t", f"\n{REST}\n\n渠道维修\t")
    assert "渠道维修" in [p.name for p in forms.read(text).projects]


def test_the_number_in_a_name_cut_by_a_page_break_is_cited_by_its_project() -> None:
    text = project_table(line(forms.PUBLISHER, "12.00"), line(WHOLE, "7.00"), line("渠道维修", "5.00"))
    read = forms.read(text.replace(WHOLE, f"{CUT}\n\n{REST}"))
    assert [(c.number, read.projects[c.project or 0].name) for c in read.citations] == [("云财行〔2023〕12号", WHOLE)]


def test_the_name_of_a_unit_alone_on_a_line_is_no_part_of_a_project() -> None:
    text = project_table(line(forms.PUBLISHER, "12.00"), line("闸门更换", "7.00"), line("渠道维修", "5.00"))
    read = forms.read(text.replace("渠道维修\t", f"\n{forms.PUBLISHER}（本级）\n\n渠道维修\t"))
    assert "渠道维修" in [p.name for p in read.projects]


@pytest.mark.parametrize("mark", ["12", "- 12 -", "第12页", "12 / 40"])
def test_a_page_number_is_no_part_of_a_project(mark: str) -> None:
    text = project_table(line(forms.PUBLISHER, "12.00"), line("闸门更换", "7.00"), line("渠道维修", "5.00"))
    read = forms.read(text.replace("渠道维修\t", f"\n{mark}\n\n渠道维修\t"))
    assert [p.name for p in read.projects] == ["闸门更换", "渠道维修"]


def test_a_column_of_units_names_the_owners() -> None:
    rows = [
        ["类", "款", "项", "单位名称", "项目名称", "合计", "一般公共预算"],
        ["", "", "", "合计", "", "9.00", "9.00"],
        ["", "", "", "云岭县水务局", "", "4.00", "4.00"],
        ["213", "03", "05", "云岭县水务局", "渠道维修", "4.00", "4.00"],
        ["", "", "", "云岭县河道站", "", "5.00", "5.00"],
        ["213", "03", "06", "云岭县河道站", "河道清淤", "2.00", "2.00"],
        ["213", "03", "11", "", "巡河", "3.00", "3.00"],
    ]
    seen = forms.read(forms.table("projects-current", rows))
    assert [(p.unit, p.name) for p in seen.projects] == [
        ("云岭县水务局", "渠道维修"),
        ("云岭县河道站", "河道清淤"),
        ("云岭县河道站", "巡河"),
    ]
    assert [line.code for line in seen.lines if line.row_kind == "project"][::2] == ["2130305", "2130306", "2130311"]
    assert [line.row_kind for line in seen.lines if line.item == "云岭县河道站"] == ["unit"] * 2
