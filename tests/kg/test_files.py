"""Rows into files: exact money, text that stays text, and no half file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg.errors import KgError
from kg.files import write_file

COLUMNS = ("code", "fiscal_year", "amount_yuan", "allocation_ids", "title")
ROWS: list[dict[str, Any]] = [
    {"code": "0201", "fiscal_year": 2024, "amount_yuan": Decimal("55605600.00"), "allocation_ids": ["a", "b"],
     "title": "=1+1"},
    {"code": None, "fiscal_year": None, "amount_yuan": "1234567890123456.78", "allocation_ids": [],
     "title": "两行\n字"},
]  # fmt: skip


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    assert write_file(ROWS, COLUMNS, "csv", path, "t") == 2
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            list(COLUMNS), ["0201", "2024", "55605600", "a|b", "=1+1"], ["", "", "1234567890123456.78", "", "两行\n字"],
        ]  # fmt: skip


def test_parquet_keeps_types_and_exact_money(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "t.parquet"
    write_file(ROWS, COLUMNS, "parquet", path, "t")
    assert parquet.read_table(path).to_pylist()[0] == {
        "code": "0201", "fiscal_year": 2024, "amount_yuan": "55605600", "allocation_ids": ["a", "b"], "title": "=1+1",
    }  # fmt: skip


def test_parquet_of_nothing_has_the_columns(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "t.parquet"
    write_file([], COLUMNS, "parquet", path, "t")
    assert tuple(parquet.read_table(path).column_names) == COLUMNS


def test_xlsx_numbers_where_exact_and_text_elsewhere(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "t.xlsx"
    write_file(ROWS, COLUMNS, "xlsx", path, "t")
    rows = list(openpyxl.load_workbook(path).active.iter_rows(min_row=2, values_only=True))
    assert rows[0] == ("0201", 2024, 55605600, "a|b", "=1+1")
    assert rows[1][2] == "1234567890123456.78"


def test_a_table_that_fails_leaves_no_file(tmp_path: Path) -> None:
    def rows() -> Iterator[dict[str, Any]]:
        yield ROWS[0]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_file(rows(), COLUMNS, "csv", tmp_path / "t.csv", "t")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="cannot be written"):
        write_file(ROWS, COLUMNS, "csv", tmp_path / "no" / "t.csv", "t")
