"""Publishers, units, offices and the places in their names."""

from __future__ import annotations

import pytest

import loaders
from loaders.document import Document, Item, Paragraph, Row
from loaders.prose.institutions import read_institution
from loaders.prose.organizations import (
    Cover,
    body_name,
    choose_publisher,
    named_publisher,
    places_of,
    read_cover,
    stated_year,
)
from loaders.records import Organization, Place
from loaders.structure import cut
from tests.loaders import forms


def bodies(text: str, kind: str) -> list[str]:
    head = f"第一部分 概况\n\n二、机构设置情况\n\n{text}\n\n"
    base = forms.table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()])
    read = loaders.read((forms.cover() + head + forms.PART + base).encode())
    return [o.name for o in read.organizations if o.kind == kind]


@pytest.mark.parametrize(
    "text",
    [
        "本部门内设机构3个，包括办公室、计划股、灌溉股。",
        "内设机构包括：办公室、计划股、灌溉股。",
        "本部门下设办公室、计划股、灌溉股3个科室。",
        "内设科室3个，分别为办公室、计划股和灌溉股。",
    ],
)
def test_offices(text: str) -> None:
    assert bodies(text, "office") == ["办公室", "计划股", "灌溉股"]


@pytest.mark.parametrize(
    "text",
    [
        "本部门下属单位2个，包括云岭县水利工程中心、云岭县水质监测站。",
        "所属事业单位2个，分别为：云岭县水利工程中心、云岭县水质监测站。",
    ],
)
def test_units(text: str) -> None:
    assert bodies(text, "unit") == ["云岭县水利工程中心", "云岭县水质监测站"]


def test_duties_name_no_bodies() -> None:
    assert bodies("办公室负责文电、会务、机要等工作。", "office") == []


def test_the_publisher_stands_first() -> None:
    read = forms.read(forms.table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()]))
    assert (read.organizations[0].name, read.organizations[0].kind, read.organizations[0].parent) == (
        forms.PUBLISHER,
        "department",
        None,
    )


def test_a_unit_publishes_as_a_unit() -> None:
    text = forms.cover("云岭县水质监测站", kind="单位") + forms.PART
    text += forms.table(
        "expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()], publisher="云岭县水质监测站"
    )
    read = loaders.read(text.encode())
    assert (read.publisher, read.publisher_kind, {x.scope for x in read.lines}) == ("云岭县水质监测站", "unit", {"own"})


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("长治市屯留区委组织部", ("长治市", "屯留区")),
        ("中共长治市屯留区委组织部", ("长治市", "屯留区")),
        ("云岭县水务局", ("云岭县",)),
        ("青河省云岭市水务局", ("青河省", "云岭市")),
        ("水务局", ()),
        ("", ()),
    ],
)
def test_places(name: str, places: tuple[str, ...]) -> None:
    assert places_of(name) == places


@pytest.mark.parametrize(
    ("kind", "what", "stage"), [("部门", "预算", "budget"), ("部门", "决算", "final"), ("单位", "预算", "budget")]
)
def test_the_cover_says_the_stage(kind: str, what: str, stage: str) -> None:
    text = forms.cover(kind=kind, what=what) + forms.PART
    text += forms.table("expenditure", [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()])
    assert loaders.read(text.encode()).stage == stage


@pytest.mark.parametrize(
    "text",
    [
        "云岭县水务局\n\n2024年度部门预算公开\n\n",
        "云岭县水务局2024年部门预算\n\n",
        "# 云岭县水务局\n\n# 2024年度部门预算公开\n\n",
        "2024年云岭县水务局部门预算公开说明\n\n",
        "2024年度云岭县水务局部门预算\n\n",
        "云岭县水务局\n2024年度部门\n预算公开\n\n",
        "附件1\n\n云岭县水务局2024年部门预算公开\n\n",
    ],
)
def test_covers(text: str) -> None:
    """Where no table names the publisher, the cover does."""
    body = "2024年预算支出总表\n\n单位：万元\n\n"
    body += "\n".join("\t".join(row) for row in [*forms.EXPENDITURE_HEAD, *forms.expenditure_rows()])
    read = loaders.read((text + forms.PART + body).encode())
    assert (read.publisher, read.fiscal_year) == ("云岭县水务局", 2024)


def items(*lines: str | list[str]) -> list[Item]:
    found: list[Item] = []
    for number, line in enumerate(lines, 1):
        at = Place(line=number)
        found.append(Paragraph(line, at) if isinstance(line, str) else Row(tuple(line), at, grid=1))
    return found


def made_of(*lines: str | list[str], publisher: str = "云岭市水务局") -> list[Organization]:
    document = Document("0" * 64, "text/plain", tuple(items("第一部分 部门概况", *lines, "第二部分 情况说明")), "")
    return read_institution(cut(document), publisher)


def units(*lines: str | list[str]) -> list[str]:
    return [body.name for body in made_of(*lines) if body.kind == "unit"]


STATION, TEAM = "云岭市水质监测站", "云岭市水政执法支队"


@pytest.mark.parametrize(
    "heading", ["二、机构设置", "云岭市水务局机构设置", "三、部门预算单位构成", "（二）机构设置情况"]
)
@pytest.mark.parametrize(
    "lines",
    [
        [
            "本部门中，行政单位1家，事业单位2家，具体包括：",
            "1.水务局本部，设2个内设机构，包括：办公室、计划科。",
            f"2.{STATION}，不单列预算。",
            f"3.{TEAM}。",
        ],
        ["纳入编制范围的二级预算单位包括：", "1.云岭市水务局本部", f"2.{STATION}", f"3.{TEAM}"],
        ["从预算单位构成看，云岭市水务局预算包括：局本部预算、局属云岭市水质监测站和局属云岭市水政执法支队单位预算。"],
        ["预算单位共计3家，具体包括：云岭市水务局（本部），云岭市水质监", "测站，云岭市水政执法支队。"],
        ["云岭市水务局部门预算包括：1.云岭市水务局本部单位预算2.云岭市水质监测站单位预算3.云岭市水政执法支队单位预算"],
        [
            "单位构成见下表：",
            ["序号", "单位名称", "备注"],
            ["1", "云岭市水务局（本部）", ""],
            ["2", STATION, "并入"],
            ["3", TEAM, ""],
            ["合计", "3", ""],
        ],
    ],
)
def test_units_however_they_are_listed(heading: str, lines: list[str | list[str]]) -> None:
    found = units(heading, *lines)
    assert [name.replace("（", "").replace("）", "") for name in found] == ["云岭市水务局本部", STATION, TEAM]


def test_the_own_unit_is_one_body_under_the_full_name() -> None:
    (own,) = [o for o in made_of("二、机构设置", "下属预算单位包括：", "1.水务局本部，设1个科室。") if o.kind == "unit"]
    assert (own.name, own.other_names, own.parent) == ("云岭市水务局（本部）", ("水务局本部",), "云岭市水务局")
    other = made_of(
        "二、机构设置", "下属预算单位包括：", "1.云岭市水务局本级（机关）", "2.局机关", "3.云岭市教育局本级"
    )
    assert [(o.name, o.other_names) for o in other] == [("云岭市水务局本级（机关）", ()), ("云岭市教育局本级", ())]


def test_units_and_offices_are_told_apart() -> None:
    found = made_of(
        "二、机构设置",
        "本部门共2个内设机构、1个直属事业单位。2个内设机构包括：办公室、科技和规划处（法规处）。",
        "1个直属事业单位具体包括：",
        f"{STATION}、{TEAM}。",
    )
    assert [(o.name, o.kind) for o in found] == [
        ("办公室", "office"),
        ("科技和规划处（法规处）", "office"),
        (STATION, "unit"),
        (TEAM, "unit"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "本部门无下属单位，办公室负责文电、会务、机要。",
        "部门本级内设机构负责指导预算单位、编制预算。",
        "下属单位核定编制30人，在职20人，退休5人。",
        "下属单位包括云岭市XX中心、云岭市XX所。",
    ],
)
def test_sentences_that_list_no_unit(line: str) -> None:
    assert units("二、机构设置", line) == []


def test_a_list_ends_with_its_part() -> None:
    assert units("二、机构设置", "下属单位包括：", f"1.{STATION}", "三、人员情况", "1.云岭市人才中心") == [STATION]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["云岭市2025年区级部门预算", "预算主管部门：云岭市水务局"],
            Cover("云岭市水务局", "department", 2025, "budget"),
        ),
        (["云岭市2026年市级单位预算", "预算单位：云岭市水质监测站"], Cover(STATION, "unit", 2026, "budget")),
        (["云岭市2026年市级单位预算", STATION], Cover(STATION, "unit", 2026, "budget")),
        (["2026年云岭市水务局部门预", "算"], Cover("云岭市水务局", "department", 2026, "budget")),
        (["2026年云岭市水务局部", "门预算"], Cover("云岭市水务局", "department", 2026, "budget")),
        (["2026年度", "云岭市水政执法", "支队", "单位预算"], Cover(TEAM, "unit", 2026, "budget")),
        (["2026年", "云岭市委宣传部部门预算"], Cover("云岭市委宣传部", "department", 2026, "budget")),
        (["云岭市水务局（汇总）2026年部门预算公开说明"], Cover("云岭市水务局", "department", 2026, "budget")),
        (["2026年云岭市水务局（本级）部", "门预算"], Cover("云岭市水务局(本级)", "unit", 2026, "budget")),
        (["云岭市水务局部门", "2026年度部门预算信息公开"], Cover("云岭市水务局", "department", 2026, "budget")),
        (["云岭市水务局2021年部门综合预算"], Cover("云岭市水务局", "department", 2021, "budget")),
        (["云岭大学2023年度部门决算", "2024年8月"], Cover("云岭大学", "department", 2023, "final")),
        (["云岭市XX局2024年度部门决算"], Cover("", "department", 2024, "final")),
        (["目录", "附件"], Cover("", None, None, None)),
    ],
)
def test_what_covers_say(lines: list[str], expected: Cover) -> None:
    assert read_cover(items(*lines)) == expected


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("云岭市水务局(汇总)保密审查情况:已审查", "云岭市水务局"),
        ("云岭市水务局（部门）", "云岭市水务局"),
        ("预算单位：云岭市水质监测站", STATION),
        ("云岭市水质监测站单位预算", STATION),
        ("云岭市俱乐部", "云岭市俱乐部"),
        ("云岭市××局", ""),
    ],
)
def test_names_without_what_lines_print_around_them(printed: str, name: str) -> None:
    assert body_name(printed) == name


def test_the_cover_decides_where_tables_print_its_name_too() -> None:
    cover = Cover("云岭市水务局", "department", 2026, "budget")
    assert choose_publisher(cover, [STATION, STATION, "云岭市水务局(汇总)"]) == "云岭市水务局"
    assert choose_publisher(cover, [STATION, STATION]) == STATION
    assert choose_publisher(Cover("", None, None, None), []) == ""


def test_fields_name_the_publisher_where_nothing_else_does() -> None:
    rows = items(
        ["项目单位", STATION],
        ["主管部门及代码", "[292]云岭市水务局"],
        ["主管部门及代码", "301-云岭市教育局"],
        ["主管部门", "云岭市教育局"],
    )
    named = named_publisher(rows)
    assert named is not None and (named.name, named.at, named.label) == (
        "云岭市教育局",
        Place(line=3),
        "主管部门及代码",
    )
    surest = named_publisher([*rows, *items(["", "部门名称", "", "云岭市水务局"])])
    assert surest is not None and surest.name == "云岭市水务局"
    assert named_publisher(items(["主管部门对项目的满意度", "95"], "主管部门：无")) is None


def test_the_year_on_a_line_of_its_own() -> None:
    found = stated_year(items("2024年底前完成。", ["", "（2026年度）"], "(2025年度)", ["（2026年度）", ""]))
    assert found == (2026, Place(line=2))
    assert stated_year(items("2026年底前完成", ["2026年", "100"])) is None
    titled = stated_year(items("云岭市水务局2026年部门整体预算绩效目标申报表", "2025年底前完成附表"))
    assert titled == (2026, Place(line=1))


@pytest.mark.parametrize(
    ("lines", "publisher", "kind"),
    [
        (["2025", "年度", "云岭市城市管理局", "部门预算"], "云岭市城市管理局", "department"),
        (["云岭市东河区", "2025年度民政局部门预算"], "云岭市东河区民政局", "department"),
        (["二〇二五年度部门预算", "云岭市司法局"], "云岭市司法局", "department"),
        (["云岭市图书馆2025年单位预算"], "云岭市图书馆", "unit"),
        (["附件1", "2025年部门预算公开", "单位名称：云岭市审计局"], "云岭市审计局", None),
    ],
)
def test_covers_of_other_places(lines: list[str], publisher: str, kind: str | None) -> None:
    cover = read_cover(items(*lines))
    assert (cover.publisher, cover.year, cover.stage) == (publisher, 2025, "budget")
    assert kind is None or cover.kind == kind
