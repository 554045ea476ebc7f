"""kg ontology: what it prints in each form, and that it answers at once."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.language import COLUMNS
from kg.render import width


def kg(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--store", "there-is-none", "ontology", *arguments])


def test_bare_for_people_lists_the_classes_and_says_how_to_go_on() -> None:
    text = kg("-f", "table").stdout
    for said in ("BudgetLine", "预算数", "(Statement)", "subject codes", "kg ontology 晋财行"):
        assert said in text


def test_bare_for_programs_is_the_whole_language() -> None:
    rows = [json.loads(line) for line in kg().stdout.splitlines()]
    assert {row["kind"] for row in rows} == {"class", "relationship", "property", "code-list", "code"}


@pytest.mark.parametrize("term", ["BudgetLine", "stage", "hasFund", "310", "晋财行", "屯留县", "income"])
def test_json_is_an_array_of_objects_with_the_columns_first(term: str) -> None:
    found = kg(term, "-f", "json")
    rows = json.loads(found.stdout)
    assert found.exit_code == 0 and rows
    assert all(tuple(row)[: len(COLUMNS)] == COLUMNS for row in rows)


def test_csv_has_the_columns() -> None:
    head, first, *_ = csv.reader(io.StringIO(kg("上年结转", "-f", "csv").stdout))
    assert tuple(head) == COLUMNS
    assert first[:4] == ["code", "carryover", "carried over from last year", "上年结转"]


def test_words_need_no_quotes() -> None:
    assert kg("budget", "line").stdout == kg("BudgetLine").stdout


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("BudgetLine", ("class 类", "预算数", "fkg:Observation", "HAS_FUND", "WAS_DERIVED_FROM", "财预〔2016〕143号")),
        ("amount_yuan", ("property 属性", "decimal", "amountFen", "obeu-measure:amount", "rule")),
        ("HAS_FUND", ("relationship 关系", "FundingSource", "一般公共预算")),
        ("timing", ("code list 代码表", "carryover", "结转下年")),
        ("310", ("edition 2007", "until 2017", "renamed: 310 其他资本性支出 → 310 资本性支出")),
        ("行政运行", ("subject code 预算科目 · ", "2010101", "20132 组织事务")),
        ("晋财行〔2023〕142号", ("山西省财政厅", "晋财 + 行", "stated", "everywhere")),
        ("屯留县", ("until 2018", "屯留区 (140405), since 2018")),
    ],
)
def test_text_for_people(term: str, said: tuple[str, ...]) -> None:
    text = kg(term, "-f", "table").stdout
    for part in said:
        assert part in text


def test_a_list_is_told_once() -> None:
    assert kg("timing", "-f", "table").stdout.count("surplus distributed") == 1


@pytest.mark.parametrize("columns", [80, 110])
@pytest.mark.parametrize("term", ["PerformanceSheet", "kind", "201", "行政运行", "山西省", "policyKind", ""])
def test_text_fits_the_terminal(monkeypatch: pytest.MonkeyPatch, term: str, columns: int) -> None:
    monkeypatch.setattr("kg.cli.common.on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))
    assert max(map(width, kg(*([term] if term else [])).stdout.splitlines())) <= columns


def test_an_unknown_term_is_one_line_and_status_2() -> None:
    found = kg("BugdetLine")
    assert (found.exit_code, found.stdout) == (2, "")
    (line,) = found.stderr.splitlines()
    assert line.startswith("kg: no term, code, prefix or place is called BugdetLine: did you mean BudgetLine")


def test_nothing_heavy_is_imported(tmp_path: Path) -> None:
    heavy = ("pandas", "rdflib", "pyarrow", "networkx", "ladybug", "numpy", "sqlite3", "kg.store", "loaders")
    code = (
        "import sys\nfrom kg.cli import cli\n"
        "try: cli.main(['ontology', sys.argv[1]])\nexcept SystemExit: pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    for term in ("BudgetLine", "晋财行〔2023〕142号", "310", "屯留县"):
        found = subprocess.run(
            [sys.executable, "-c", code, term],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )
        assert found.stderr.strip() == "[]", term
