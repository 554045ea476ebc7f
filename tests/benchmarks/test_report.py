"""The report: sums made from the records alone, numbers compared page by page, and what is asked of the whole."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import loaders
from benchmarks.reading import printed, report, sums
from loaders.records import BudgetLine, Disclosure, Finding, Place

COUNTY = Path(__file__).resolve().parents[2] / "examples" / "county"


def line(part: int, column: int, amount: str, code: str | None, **said: object) -> BudgetLine:
    kind = str(said.get("kind", "leaf"))
    return BudgetLine(
        at=Place(page=int(str(said.get("page", 1))), part=part),
        column=column,
        table=str(said.get("table", "expenditure")),
        item=None,
        code=code,
        gov_item=None,
        classification=None,
        side="expenditure",
        fund=None,
        expenditure=None if said.get("expenditure") is None else str(said["expenditure"]),
        timing=None,
        fiscal_year=2026,
        stage="budget",
        amount_yuan=Decimal(amount) * 10000,
        amount_text=amount,
        amount_unit="万元",
        measure="amount",
        row_kind=kind,
        scope=None,
        unit=None,
        repaired=None,
    )


def disclosure(*lines: BudgetLine, findings: tuple[Finding, ...] = ()) -> Disclosure:
    return Disclosure(
        document="d",
        sha256="",
        media_type="application/pdf",
        publisher="",
        publisher_kind="department",
        places=(),
        fiscal_year=2026,
        stage="budget",
        kind="tables",
        pages=1,
        lines=lines,
        findings=findings,
    )


SOUND = (
    line(1, 2, "30.00", None, kind="total"),
    line(2, 2, "10.00", "208"),
    line(3, 2, "10.00", "20805"),
    line(4, 2, "4.00", "2080505"),
    line(5, 2, "6.00", "2080506"),
    line(6, 2, "20.00", "210"),
)


def balances(*lines: BudgetLine, findings: tuple[Finding, ...] = ()) -> list[sums.Balance]:
    read = disclosure(*lines, findings=findings)
    return [sums.balance(table, read.findings) for table in sums.tables(read)]


# sums


def test_a_sound_table_balances_at_each_level() -> None:
    (balance,) = balances(*SOUND)
    assert balance.tested == {"total": 1, "class": 1, "section": 1}
    assert not balance.failures
    assert [balance.holds(level) for level in sums.LEVELS] == [True, True, True]


@pytest.mark.parametrize(
    ("part", "level", "code"), [(6, "total", ""), (3, "class", "208"), (4, "section", "20805"), (5, "section", "20805")]
)
def test_a_wrong_number_breaks_the_sum_above_it(part: int, level: str, code: str) -> None:
    bent = tuple(replace(item, amount_yuan=item.amount_yuan + 1000) if item.at.part == part else item for item in SOUND)
    (balance,) = balances(*bent)
    assert (level, code) in {(failure.level, failure.row.code) for failure in balance.failures}
    assert not balance.found


@pytest.mark.parametrize(("gap", "holds"), [("0.01", True), ("0.02", False)])
def test_rounding_is_allowed_for_and_no_more(gap: str, holds: bool) -> None:
    off = Decimal(gap) * 10000
    rows = (line(1, 2, "10.00", "208"), line(2, 2, "10.00", "20805"))  # half a unit for each of the two
    (balance,) = balances(rows[0], replace(rows[1], amount_yuan=rows[1].amount_yuan + off))
    assert balance.holds("class") is holds


def test_a_column_that_the_total_leaves_blank_does_not_balance() -> None:
    (balance,) = balances(*SOUND, line(6, 3, "20.00", "210", expenditure="project"))
    assert [(failure.level, failure.printed, failure.parts) for failure in balance.failures] == [
        ("total", Decimal(0), Decimal(200000))
    ]


def test_a_table_that_goes_on_with_other_columns_is_summed_by_meaning() -> None:
    rows = (
        line(1, 2, "30.00", "208", expenditure="basic"),
        line(1, 3, "5.00", "208", expenditure="project"),
        line(2, 1, "30.00", "20805", expenditure="basic", page=2),
        line(2, 2, "5.00", "20805", expenditure="project", page=2),
    )
    (balance,) = balances(*rows)
    assert not balance.failures


def test_a_total_below_its_classes_is_summed() -> None:
    total = line(9, 2, "31.00", None, kind="total")
    (balance,) = balances(*SOUND[1:], total)
    assert [(failure.level, failure.printed) for failure in balance.failures] == [("total", Decimal(310000))]


def test_a_total_sums_its_units_or_all_their_classes() -> None:
    rows = (
        line(1, 2, "30.00", None, kind="total"),
        line(2, 2, "12.00", None, kind="unit"),
        line(3, 2, "12.00", "208"),
        line(4, 2, "18.00", None, kind="unit"),
        line(5, 2, "18.00", "208"),
    )
    (balance,) = balances(*rows)
    assert (balance.tested["total"], balance.failures) == (1, ())


def test_functions_and_economic_items_are_two_tables() -> None:
    economic = (line(7, 2, "3.00", None, kind="total"), line(8, 2, "3.00", "301"), line(9, 2, "3.00", "30101"))
    first, second = balances(*SOUND, *economic)
    assert (len(first.table.rows), len(second.table.rows)) == (6, 3)
    assert not first.failures
    assert not second.failures


def test_a_finding_at_the_row_is_seen_and_one_elsewhere_is_not() -> None:
    bent = (*SOUND[:4], replace(SOUND[4], amount_yuan=Decimal(90000)), SOUND[5])
    here = Finding("does-not-add-up", "warning", (SOUND[2].at,), "")
    there = Finding("does-not-add-up", "warning", (Place(page=7, part=99),), "")
    other = Finding("unit-unprinted", "warning", (SOUND[2].at,), "")
    assert balances(*bent, findings=(here,))[0].found
    assert not balances(*bent, findings=(there,))[0].found
    assert not balances(*bent, findings=(other,))[0].found


# numbers


def test_numbers_are_compared_as_multisets() -> None:
    page = printed.count(4, [[printed.Word("12.50", 0, 10, 30, 10), printed.Word("12.50", 90, 10, 120, 10)]])
    read = disclosure(line(1, 2, "12.50", "208", page=4), line(1, 3, "7.00", "208", page=4))
    (numbers,) = report._compared([page], read)
    assert numbers == report.Numbers(page=4, printed=2, read=1, unread=("12.50",), unprinted=("7.00",))


def test_a_number_on_another_page_is_not_read() -> None:
    page = printed.count(4, [[printed.Word("12.50", 0, 10, 30, 10)]])
    (numbers,) = report._compared([page], disclosure(line(1, 2, "12.50", "208", page=5)))
    assert numbers.unread == ("12.50",)


# whole documents


@pytest.fixture(scope="module")
def one() -> Path:
    return sorted(COUNTY.glob("*.txt"))[0]


def test_an_example_is_read_whole(one: Path) -> None:
    outcome = report.look(one)
    assert outcome.reason == ""
    assert outcome.coded == len(outcome.balances) >= 3
    assert not [balance for balance in outcome.balances if balance.failures]
    (numbers,) = outcome.numbers
    assert numbers.printed == numbers.read > 200
    assert (numbers.unread, numbers.unprinted) == ((), ())


def test_an_amount_bent_in_the_file_shows_in_the_sums_and_carries_a_finding(one: Path, tmp_path: Path) -> None:
    text = one.read_text(encoding="utf-8")
    row = next(
        row
        for row in text.splitlines()
        if row.startswith("2") and row.split("\t")[0].isdecimal() and len(row.split("\t")[0]) == 7 and "." in row
    )
    number = next(cell for cell in reversed(row.split("\t")) if printed.is_amount(cell) and plain_value(cell) > 1)
    bent = row.replace(number, f"{plain_value(number) + Decimal('777.31')}", 1)
    path = tmp_path / "bent.txt"
    path.write_text(text.replace(row, bent, 1), encoding="utf-8")
    outcome = report.look(path)
    broken = [balance for balance in outcome.balances if balance.failures]
    assert len(broken) == 1
    assert broken[0].found
    verdicts = {asked: met for asked, _, met in report.totals([outcome]).verdicts}
    assert [met for asked, met in verdicts.items() if "balance" in asked] == [False]
    assert [met for asked, met in verdicts.items() if "finding" in asked] == [True]


def plain_value(text: str) -> Decimal:
    return Decimal(printed.plain(text))


def test_a_crash_is_reported_and_counts(one: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(data: bytes) -> Disclosure:
        raise ValueError("it broke\nhere")

    monkeypatch.setattr(loaders, "read", crash)
    outcome = report.look(one)
    assert (outcome.crashed, outcome.reason) == (True, "ValueError: it broke")
    figures = report.totals([outcome])
    assert (figures.crashed, figures.with_coded_not_loaded, figures.read) == (1, 1, 0)
    assert figures.printed > 200
    assert not figures.verdicts[0][2]
    assert "crashed: ValueError: it broke" in report.markdown([outcome])


def test_a_rejected_file_gives_its_reason_and_counts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("今天天气很好，我们去公园散步。\n", encoding="utf-8")
    outcome = report.look(path)
    assert outcome.reason.startswith("no ")
    assert report.totals([outcome]).printed == 0
    assert report.totals([outcome]).verdicts[0][2]


def test_one_command_writes_the_report(one: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, data = tmp_path / "new" / "report.md", tmp_path / "report.json"
    report.main([str(one), "-o", str(out), "--json", str(data)])
    text = out.read_text(encoding="utf-8")
    assert f"| {one.name} | text |" in text
    assert "| every document that prints coded tables loads | 1 of 1 | yes |" in text
    figures = json.loads(data.read_text(encoding="utf-8"))
    assert figures["totals"]["printed"] == figures["totals"]["read"] > 200
    assert [verdict["met"] for verdict in figures["verdicts"]] == [True] * 4
    assert figures["documents"][0]["tables"][0]["failures"] == []
    assert capsys.readouterr().out.count("met    ") == 4


def test_a_path_that_is_not_there_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        report.main([str(tmp_path / "none")])
    assert stopped.value.code == 2
    assert "does not exist" in capsys.readouterr().err.splitlines()[-1]


def test_the_real_text_documents(shared: Path) -> None:
    outcomes = [report.look(path) for path in sorted((shared / "corpus" / "shanxi").glob("*.txt"))]
    figures = report.totals(outcomes)
    assert figures.loaded == len(outcomes)
    assert all(met for _, _, met in figures.verdicts)
    assert figures.printed > 1500


def test_a_table_without_sums_is_not_counted_as_balanced() -> None:
    rows = (line(1, 2, "1.00", "2080505"), line(2, 2, "2.00", "2101101"))
    (balance,) = balances(*rows)
    outcome = report.Outcome(Path("x"), "PDF", 1, "", False, 0.0, disclosure(*rows), (), (balance,), ())
    figures = report.totals([outcome])
    assert (figures.coded_read, figures.untested, figures.balanced) == (1, 1, 0)
