"""What csv and parquet have in common: a file of nodes for each label, and one file of all relationships.

Columns of nodes are the ontology's, all of a label's, whether they hold something or not; so two exports of different
documents fit onto each other. The relationships tell the labels of their ends, hence the files these are in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from kg.exports.source import Link, Source, Written
from kg.mapping import columns

if TYPE_CHECKING:
    from kg.answers import GraphNode

ENDS = ("source", "type", "target", "source_label", "target_label")


class Table(Protocol):
    """A file of rows that is being written."""

    def add(self, row: list[Any]) -> None:
        """Take one row."""

    def close(self) -> None:
        """Write what waits."""


class Maker(Protocol):
    """How a format begins a table: of a label's nodes, or (None) of the relationships."""

    def __call__(self, path: Path, label: str | None) -> Table:
        """Begin a table."""


def ours(ending: str) -> re.Pattern[str]:
    """The names of the files of such a folder."""
    return re.compile(rf"(?:nodes-\w+|edges)\.{ending}")


def names(label: str | None) -> list[str]:
    """The columns of a table."""
    return list(ENDS) if label is None else ["id", *(column.name for column in columns(label))]


def fill(source: Source, folder: Path, ending: str, maker: Maker, row: Callable[[GraphNode], list[Any]]) -> Written:
    """Write all tables of a folder; `row` makes the row of a node."""
    nodes = edges = 0
    with ExitStack() as stack:
        tables: dict[str | None, Table] = {}

        def table(label: str | None) -> Table:
            if label not in tables:
                name = "edges" if label is None else f"nodes-{label}"
                tables[label] = maker(folder / f"{name}.{ending}", label)
                stack.callback(tables[label].close)
            return tables[label]

        for node in source.nodes():
            table(node.label).add(row(node))
            nodes += 1
        links = table(None)
        for link in source.links():
            links.add(_ends(link))
            edges += 1
    return Written(nodes, edges)


def _ends(link: Link) -> list[Any]:
    return [link.source, link.type, link.target, link.source_label, link.target_label]
