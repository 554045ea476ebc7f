"""A folder of CSV files in UTF-8: nodes-LABEL.csv for each label, and edges.csv.

Exact numbers are written out, whole fen beside amounts; lists are joined by |, and what is absent is empty. Read codes
as text, or they lose their zeros.

>>> import pandas
>>> written = graph.export("csv", "tables")
>>> edges = pandas.read_csv("tables/edges.csv", dtype=str)
>>> len(edges) == written.edges
True
>>> lines = pandas.read_csv("tables/nodes-BudgetLine.csv", dtype={"code": str, "amountYuan": str})
>>> int(lines["amountFen"].iloc[0]) == 100 * float(lines["amountYuan"].iloc[0])
True
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.exports.files import whole_folder
from kg.exports.source import Source, Written, text, values
from kg.exports.tables import fill, names, ours
from kg.mapping import columns

if TYPE_CHECKING:
    from kg.answers import GraphNode


class _Table:
    """A CSV file that is being written."""

    def __init__(self, path: Path, label: str | None) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(names(label))

    def add(self, row: list[Any]) -> None:
        """Take one row."""
        self._writer.writerow(row)

    def close(self) -> None:
        """Write what waits."""
        self._file.close()


def _row(node: GraphNode) -> list[Any]:
    found = values(node)
    return [node.id, *(text(found[c.name]) if c.name in found else "" for c in columns(node.label))]


def write(source: Source, path: Path) -> Written:
    """Write a folder of CSV files; returns how many nodes and edges it holds."""
    with whole_folder(path, ours("csv")) as folder:
        return fill(source, folder, "csv", _Table, _row)
