"""A province with words of its own is taught by an overlay of vocabulary files alone: no code knows it.

Its form has other titles, column words, section headings and field labels, names its rows right of the amounts in one
table, parts its codes into three columns, and counts in yuan.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import loaders
from loaders.records import Disclosure, Reading
from loaders.words import squeeze
from ontology import vocabulary
from tests.loaders.overlays import taught

HERE = Path(__file__).resolve().parents[2] / "examples" / "province"
WORDS = HERE / "words"
BUREAU, STATION = "望津县渔业局", "望津县渔政站"
DREDGING = "渔港疏浚（望财渔〔2023〕15号）"


def text() -> bytes:
    return (HERE / "disclosure.txt").read_bytes()


@pytest.fixture(scope="module")
def read() -> Disclosure:
    with taught(WORDS, {}):
        return loaders.read(text())


def test_without_its_words_it_is_no_disclosure() -> None:
    with pytest.raises(loaders.Rejected, match="no disclosure"):
        loaders.read(text())


@pytest.mark.parametrize("left_out", sorted(path.stem for path in WORDS.glob("*.toml")))
def test_every_file_of_words_is_needed(tmp_path: Path, left_out: str, read: Disclosure) -> None:
    files = {path.stem: path.read_text(encoding="utf-8") for path in WORDS.glob("*.toml") if path.stem != left_out}
    with taught(tmp_path / "words", files):
        try:
            other = loaders.read(text())
        except loaders.Rejected:
            other = None
    assert other != read


def test_no_title_and_no_column_has_a_word_of_the_shipped_ones() -> None:
    shipped = vocabulary.load("tables")["table"]
    words = {word for rule in shipped for word in (*rule.get("all", ()), *rule.get("any", ()))}
    lines = text().decode().split("\n")
    titles = [lines[number - 4] for number, line in enumerate(lines) if line.startswith("计价")]
    assert len(titles) == 6
    assert not [title for title in titles if any(word in title for word in words)]
    columns = {squeeze(word) for rule in vocabulary.load("columns")["word"] for word in rule["text"]}
    heads = [lines[number + 2] for number, line in enumerate(lines) if line.startswith("计价")]
    assert len(heads) == 6
    assert not [cell for head in heads for cell in head.split("\t") if cell in columns]


def test_what_it_is(read: Disclosure) -> None:
    assert (read.publisher, read.publisher_kind, read.places) == (BUREAU, "department", ("望津县",))
    assert (read.fiscal_year, read.stage, read.kind) == (2024, "budget", "budget")
    assert [(o.name, o.kind, o.parent) for o in read.organizations] == [
        (BUREAU, "department", None),
        (STATION, "unit", BUREAU),
        ("望津县渔港管理站", "unit", BUREAU),
    ]


GP, GF = "general-public", "government-fund"
G = "农林水支出"
# table, item, code, side, fund, expenditure, timing, yuan, kind of row
CELLS = [
    ("budget-summary", "县本级财力", None, "income", GP, None, None, "1200000", "leaf"),
    ("budget-summary", G, None, "expenditure", None, None, None, "1350000", "leaf"),
    ("budget-summary", "土地类专款", None, "income", GF, None, None, "300000", "leaf"),
    ("budget-summary", "住房保障支出", None, "expenditure", None, None, None, "200000", "leaf"),
    ("budget-summary", "往年余存", None, "income", None, None, "carryover", "50000", "leaf"),
    ("budget-summary", "总量", None, "income", None, None, None, "1550000", "total"),
    ("budget-summary", "总量", None, "expenditure", None, None, None, "1550000", "total"),
    ("income", "总量", None, "income", None, None, None, "1550000", "total"),
    ("income", "总量", None, "income", GP, None, None, "1200000", "total"),
    ("income", "总量", None, "income", GF, None, None, "300000", "total"),
    ("income", "总量", None, "income", None, None, "carryover", "50000", "total"),
    ("income", G, "213", "income", None, None, None, "1350000", "subtotal"),
    ("income", G, "213", "income", GP, None, None, "1000000", "subtotal"),
    ("income", G, "213", "income", GF, None, None, "300000", "subtotal"),
    ("income", G, "213", "income", None, None, "carryover", "50000", "subtotal"),
    ("income", "水利", "21303", "income", None, None, None, "1350000", "subtotal"),
    ("income", "水利", "21303", "income", GP, None, None, "1000000", "subtotal"),
    ("income", "水利", "21303", "income", GF, None, None, "300000", "subtotal"),
    ("income", "水利", "21303", "income", None, None, "carryover", "50000", "subtotal"),
    ("income", "行政运行", "2130301", "income", None, None, None, "700000", "leaf"),
    ("income", "行政运行", "2130301", "income", GP, None, None, "700000", "leaf"),
    ("income", "水利工程建设", "2130305", "income", None, None, None, "650000", "leaf"),
    ("income", "水利工程建设", "2130305", "income", GP, None, None, "300000", "leaf"),
    ("income", "水利工程建设", "2130305", "income", GF, None, None, "300000", "leaf"),
    ("income", "水利工程建设", "2130305", "income", None, None, "carryover", "50000", "leaf"),
    ("income", "住房保障支出", "221", "income", None, None, None, "200000", "subtotal"),
    ("income", "住房保障支出", "221", "income", GP, None, None, "200000", "subtotal"),
    ("income", "住房改革支出", "22102", "income", None, None, None, "200000", "subtotal"),
    ("income", "住房改革支出", "22102", "income", GP, None, None, "200000", "subtotal"),
    ("income", "住房公积金", "2210201", "income", None, None, None, "200000", "leaf"),
    ("income", "住房公积金", "2210201", "income", GP, None, None, "200000", "leaf"),
    ("expenditure", "总量", None, "expenditure", None, "basic", None, "900000", "total"),
    ("expenditure", "总量", None, "expenditure", None, "project", None, "650000", "total"),
    ("expenditure", "总量", None, "expenditure", None, None, None, "1550000", "total"),
    ("expenditure", G, "213", "expenditure", None, "basic", None, "700000", "subtotal"),
    ("expenditure", G, "213", "expenditure", None, "project", None, "650000", "subtotal"),
    ("expenditure", G, "213", "expenditure", None, None, None, "1350000", "subtotal"),
    ("expenditure", "水利", "21303", "expenditure", None, "basic", None, "700000", "subtotal"),
    ("expenditure", "水利", "21303", "expenditure", None, "project", None, "650000", "subtotal"),
    ("expenditure", "水利", "21303", "expenditure", None, None, None, "1350000", "subtotal"),
    ("expenditure", "行政运行", "2130301", "expenditure", None, "basic", None, "700000", "leaf"),
    ("expenditure", "行政运行", "2130301", "expenditure", None, None, None, "700000", "leaf"),
    ("expenditure", "水利工程建设", "2130305", "expenditure", None, "project", None, "650000", "leaf"),
    ("expenditure", "水利工程建设", "2130305", "expenditure", None, None, None, "650000", "leaf"),
    ("expenditure", "住房保障支出", "221", "expenditure", None, "basic", None, "200000", "subtotal"),
    ("expenditure", "住房保障支出", "221", "expenditure", None, None, None, "200000", "subtotal"),
    ("expenditure", "住房改革支出", "22102", "expenditure", None, "basic", None, "200000", "subtotal"),
    ("expenditure", "住房改革支出", "22102", "expenditure", None, None, None, "200000", "subtotal"),
    ("expenditure", "住房公积金", "2210201", "expenditure", None, "basic", None, "200000", "leaf"),
    ("expenditure", "住房公积金", "2210201", "expenditure", None, None, None, "200000", "leaf"),
    ("three-public", "总量", None, "expenditure", None, None, None, "30000", "total"),
    ("three-public", "待客用度", None, "expenditure", None, None, None, "10000", "leaf"),
    ("three-public", "车辆用度", None, "expenditure", None, None, None, "20000", "leaf"),
    ("projects-current", "总量", None, "expenditure", GF, "project", "current", "300000", "total"),
    ("projects-current", "总量", None, "expenditure", GP, "project", "current", "300000", "total"),
    ("projects-current", "总量", None, "expenditure", None, "project", "current", "600000", "total"),
    ("projects-current", BUREAU, None, "expenditure", GF, "project", "current", "300000", "unit"),
    ("projects-current", BUREAU, None, "expenditure", GP, "project", "current", "200000", "unit"),
    ("projects-current", BUREAU, None, "expenditure", None, "project", "current", "500000", "unit"),
    ("projects-current", DREDGING, None, "expenditure", GF, "project", "current", "300000", "project"),
    ("projects-current", DREDGING, None, "expenditure", GP, "project", "current", "80000", "project"),
    ("projects-current", DREDGING, None, "expenditure", None, "project", "current", "380000", "project"),
    ("projects-current", "渔船巡检", None, "expenditure", GP, "project", "current", "120000", "project"),
    ("projects-current", "渔船巡检", None, "expenditure", None, "project", "current", "120000", "project"),
    ("projects-current", STATION, None, "expenditure", GP, "project", "current", "100000", "unit"),
    ("projects-current", STATION, None, "expenditure", None, "project", "current", "100000", "unit"),
    ("projects-current", "禁渔期值守", None, "expenditure", GP, "project", "current", "60000", "project"),
    ("projects-current", "禁渔期值守", None, "expenditure", None, "project", "current", "60000", "project"),
    ("projects-current", "水库借款增殖放流", None, "expenditure", GP, "project", "current", "40000", "project"),
    ("projects-current", "水库借款增殖放流", None, "expenditure", None, "project", "current", "40000", "project"),
    ("projects-carryover", "总量", None, "expenditure", GP, "project", "carryover", "50000", "total"),
    ("projects-carryover", "总量", None, "expenditure", None, "project", "carryover", "50000", "total"),
    ("projects-carryover", BUREAU, None, "expenditure", GP, "project", "carryover", "50000", "unit"),
    ("projects-carryover", BUREAU, None, "expenditure", None, "project", "carryover", "50000", "unit"),
    ("projects-carryover", "渔港灯塔", None, "expenditure", GP, "project", "carryover", "50000", "project"),
    ("projects-carryover", "渔港灯塔", None, "expenditure", None, "project", "carryover", "50000", "project"),
]


def test_every_cell(read: Disclosure) -> None:
    found = [
        (x.table, x.item, x.code, x.side, x.fund, x.expenditure, x.timing, x.amount_yuan, x.row_kind)
        for x in read.lines
    ]
    assert found == [(*cell[:7], Decimal(cell[7]), cell[8]) for cell in CELLS]
    assert {(x.amount_unit, x.measure, x.fiscal_year, x.stage) for x in read.lines} == {
        ("元", "amount", 2024, "budget")
    }
    assert not any(x.repaired for x in read.lines)
    assert read.findings == ()


def test_every_number_of_the_tables_is_read_once(read: Disclosure) -> None:
    lines = text().decode().split("\n")
    sheet = next(number for number, line in enumerate(lines) if line == "专办责任书")
    printed = [m for line in lines[:sheet] if "\t" in line for m in re.findall(r"[\d,]+\.\d{2}", line)]
    assert sorted(x.amount_text for x in read.lines) == sorted(printed)


def test_projects(read: Disclosure) -> None:
    found = [
        (read.projects[a.project].name, read.projects[a.project].unit, a.fund, a.timing, a.amount_yuan)
        for a in read.allocations
    ]
    assert found == [
        (DREDGING, BUREAU, GF, "current", Decimal(300000)),
        (DREDGING, BUREAU, GP, "current", Decimal(80000)),
        ("渔船巡检", BUREAU, GP, "current", Decimal(120000)),
        ("禁渔期值守", STATION, GP, "current", Decimal(60000)),
        ("水库借款增殖放流", STATION, GP, "current", Decimal(40000)),
        ("渔港灯塔", BUREAU, GP, "carryover", Decimal(50000)),
    ]
    assert [a.category for a in read.allocations] == [
        *["specific-target"] * 2,
        *["other-operation"] * 2,
        *["specific-target"] * 2,
    ]
    assert [a.debt for a in read.allocations] == [None, None, None, None, "general-bond", None]


def test_the_sheet(read: Disclosure) -> None:
    (sheet,) = read.sheets
    assert (sheet.project_name, sheet.matched_by, sheet.allocations) == (DREDGING, "name", (0, 1))
    assert (sheet.department_code, sheet.department, sheet.unit) == ("501", "农业农村股", BUREAU)
    assert (sheet.attribute, sheet.period, sheet.category) == ("一次性", "2年", "specific-target")
    assert (sheet.filled_on, sheet.amount_unit, sheet.fiscal_year, sheet.damaged) == ("2024-01-15", "元", 2024, False)
    levels = (None, "central", "provincial", "county", "self")
    assert [sheet.amount("period", level) for level in levels] == [760000, 0, 600000, 160000, 0]
    assert [sheet.amount("annual", level) for level in levels] == [380000, 0, 300000, 80000, 0]
    assert [(role, said) for role, said, _ in sheet.texts] == [
        ("overview", "清除港池淤泥"),
        ("basis", "遵奉望财渔〔2023〕15号；《望津县渔港养护守则》"),
        ("necessity", "港池淤浅"),
        ("measures", "《关于划转2024年渔港专款的函告》（望财渔〔2024〕3号）"),
        ("plan", "年内完工"),
        ("objective", "港池通畅"),
        ("objective", "完成疏浚一半"),
    ]
    assert [(i.horizon, i.level1, i.level2, i.level3, i.target) for i in read.indicators] == [
        ("period", "产出尺度", "数量尺度", "疏浚土方", "≥8万方"),
        ("annual", "产出尺度", "数量尺度", "疏浚土方", "≥4万方"),
        ("period", "受惠尺度", "渔户尺度", "渔户点赞", "≥90%"),
        ("annual", "受惠尺度", "渔户尺度", "渔户点赞", "≥95%"),
    ]


def test_citations(read: Disclosure) -> None:
    assert [(c.role, c.relation, c.number, c.title, c.kind, c.suspect) for c in read.citations] == [
        ("name", "hands-down", "望财渔〔2023〕15号", None, "other", False),
        ("name", "hands-down", "望财渔〔2023〕15号", None, "other", False),
        ("basis", "basis", "望财渔〔2023〕15号", None, "other", False),
        ("basis", "basis", None, "望津县渔港养护守则", "measures", False),
        ("measures", "hands-down", "望财渔〔2024〕3号", "关于划转2024年渔港专款的函告", "notice", False),
    ]


def test_figures(read: Disclosure) -> None:
    expected: list[tuple[str, Any, str]] = [
        ("income_total", 1550000, "yuan"),
        ("change_vs_last_year", 150000, "yuan"),
        ("change_pct", Decimal("10.71"), "percent"),
        ("income_total", 1550000, "yuan"),
        ("general_public_income", 1200000, "yuan"),
        ("gov_fund_income", 300000, "yuan"),
        ("carryover_in", 50000, "yuan"),
        ("expenditure_total", 1550000, "yuan"),
        ("basic_expenditure", 900000, "yuan"),
        ("project_expenditure", 650000, "yuan"),
        ("sangong_total", 30000, "yuan"),
        ("reception", 10000, "yuan"),
        ("procurement_total", 0, "yuan"),
    ]
    assert [(f.key, f.value, f.unit) for f in read.figures] == expected


def test_people_are_redacted_and_every_line_has_its_end(read: Disclosure) -> None:
    assert "宋某某" not in read.text
    assert not [passage for passage in read.passages if passage.reading is Reading.UNREAD]
