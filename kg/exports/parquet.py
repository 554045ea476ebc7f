"""A folder of Parquet files: nodes-LABEL.parquet for each label, and edges.parquet, with real types.

Exact numbers are decimals (38 digits, ten of them behind the point), amounts have whole fen beside them, lists are
lists. Files are written in batches, which alone are in memory.

>>> import pandas
>>> written = graph.export("parquet", "tables")
>>> edges = pandas.read_parquet("tables/edges.parquet")
>>> len(edges) == written.edges
True
>>> lines = pandas.read_parquet("tables/nodes-BudgetLine.parquet")
>>> bool((lines["amountYuan"] * 100 == lines["amountFen"]).all())
True
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import KgError
from kg.exports.files import whole_folder
from kg.exports.source import Source, Written, values
from kg.exports.tables import fill, names, ours
from kg.mapping import Column, columns

if TYPE_CHECKING:
    from kg.answers import GraphNode

#: Rows of one file that are held in memory before they are written.
ROWS = 8_000
_DIGITS, _BEHIND = 38, 10


def _type(column: Column) -> Any:
    kinds = {"integer": pa.int64(), "boolean": pa.bool_(), "decimal": pa.decimal128(_DIGITS, _BEHIND)}
    kind = kinds.get(column.datatype, pa.string())
    return pa.list_(kind) if column.many else kind


class _Table:
    """A Parquet file that is being written."""

    def __init__(self, path: Path, label: str | None) -> None:
        if label is None:
            fields = [(name, pa.string()) for name in names(None)]
        else:
            fields = [("id", pa.string()), *((column.name, _type(column)) for column in columns(label))]
        self._schema = pa.schema(fields)
        self._writer = pq.ParquetWriter(path, self._schema)
        self._rows: list[list[Any]] = []

    def add(self, row: list[Any]) -> None:
        """Take one row."""
        self._rows.append(row)
        if len(self._rows) >= ROWS:
            self._write()

    def _write(self) -> None:
        found = list(zip(*self._rows, strict=True)) or [()] * len(self._schema)
        arrays = [self._array(column, field) for column, field in zip(found, self._schema, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows = []

    @staticmethod
    def _array(column: Any, field: Any) -> Any:
        try:
            return pa.array(column, field.type)
        except pa.ArrowInvalid as error:
            raise KgError(
                f"a value of {field.name} does not fit into {field.type} ({error})", "the format csv holds any number"
            ) from error

    def close(self) -> None:
        """Write what waits."""
        try:
            if self._rows:
                self._write()
        finally:
            self._writer.close()


def _row(node: GraphNode) -> list[Any]:
    found = values(node)
    # Exact numbers are decimals here, not the text that engines have.
    return [node.id, *(node.properties.get(c.name, found.get(c.name)) for c in columns(node.label))]


def write(source: Source, path: Path) -> Written:
    """Write a folder of Parquet files; returns how many nodes and edges it holds."""
    with whole_folder(path, ours("parquet")) as folder:
        return fill(source, folder, "parquet", _Table, _row)
