"""Rows into a file: jsonl, json, csv, parquet, xlsx. The file appears whole or not at all.

It knows the formats and how to keep money exact in each: text in parquet; in xlsx a number where that is exact, else
text. What the rows mean is not its business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.render import cell, write_rows
from kg.trace.result import jsonable

#: Columns that hold whole numbers or lists in the flat tables; all else is text.
WHOLE = frozenset({
    "line", "page", "pages", "fiscal_year", "year", "serial", "vintage", "lines", "read_lines", "furniture_lines",
    "unread_lines", "citations", "projects", "first_year", "last_year", "count", "issues", "documents",
})  # fmt: skip
TRUTHS = frozenset({"suspect", "damaged", "ok"})
LISTS = frozenset({"allocation_ids", "other_names"})
#: Where a name means a list in one table and a number in others.
LISTS_OF = {"findings": frozenset({"lines", "pages"})}
BATCH = 20_000
#: What a sheet of xlsx holds, its header row included.
SHEET_ROWS = 1_048_576


def write_file(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], form: str, path: Path, name: str) -> int:
    """Write rows to `path`; returns how many. Raises KgError where the format or the file does not allow it."""
    if not path.parent.is_dir():
        raise KgError(f"{path} cannot be written", f"there is no folder {path.parent}")
    part = path.with_name(path.name + ".part")
    try:
        if form == "parquet":
            count = _parquet(rows, columns, part, name)
        elif form == "xlsx":
            count = _xlsx(rows, columns, part, name)
        else:
            with part.open("w", encoding="utf-8", newline="") as out:
                count = write_rows(rows, columns, form, out)
        part.replace(path)
    except OSError as error:
        raise KgError(f"{path} cannot be written ({error.strerror})", "check the folder and the space left") from error
    finally:
        part.unlink(missing_ok=True)
    return count


def _batches(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _parquet(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], path: Path, table: str) -> int:
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only this needs it
    import pyarrow.parquet as pq  # noqa: PLC0415

    def kind(name: str) -> pa.DataType:
        if name in LISTS_OF.get(table, ()):
            return pa.list_(pa.int64())
        if name in LISTS:
            return pa.list_(pa.string())
        return pa.int64() if name in WHOLE else pa.bool_() if name in TRUTHS else pa.string()

    schema = pa.schema([(name, kind(name)) for name in columns])
    texts = [name for name in columns if schema.field(name).type == pa.string()]
    count = 0
    with pq.ParquetWriter(path, schema) as writer:
        for batch in _batches(rows):
            plain = [{name: jsonable(row.get(name)) for name in columns} for row in batch]
            for row in plain:
                row.update({name: cell(row[name]) for name in texts if not isinstance(row[name], (str, type(None)))})
            writer.write_table(pa.Table.from_pylist(plain, schema))
            count += len(batch)
    return count


def _xlsx(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], path: Path, name: str) -> int:
    try:
        import xlsxwriter  # noqa: PLC0415 - an extra
    except ImportError:
        raise KgError("xlsx needs the package xlsxwriter", "pip install 'fiscal-kg[xlsx]', or write csv") from None
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet(name[:31])
    bold = book.add_format({"bold": True})
    amounts = book.add_format({"num_format": "#,##0.00####"})
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(columns):
        sheet.write_string(0, column, title, bold)
    count = 0
    for row in rows:
        count += 1
        if count >= SHEET_ROWS:
            book.close()
            raise KgError(f"a sheet of xlsx holds {SHEET_ROWS - 1} rows, this table has more", "write csv or parquet")
        for column, title in enumerate(columns):
            value = row.get(title)
            if value is None:
                continue
            if title.endswith("_yuan") and _exact(value):
                sheet.write_number(count, column, float(value), amounts)
            elif isinstance(value, int) and not isinstance(value, bool):
                sheet.write_number(count, column, value)
            else:
                # Always as text: a code keeps its zeros, and nothing becomes a formula.
                sheet.write_string(count, column, cell(value))
    book.close()
    return count


def _exact(value: Any) -> bool:
    """Whether a spreadsheet's number holds the amount to the last digit."""
    amount = Decimal(str(value))
    return len(amount.normalize().as_tuple().digits) <= 15
