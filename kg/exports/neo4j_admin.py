"""A folder that `neo4j-admin database import full` takes, of Neo4j 5.26 and later: see import.sh in it.

A header file and a data file for each label, and for each relationship type by the label of its source. The columns are
those of the embedded engine: whole fen as long, exact numbers as text, lists as arrays. All ids are in one space.

>>> written = graph.export("neo4j-admin", "neo4j")
>>> with open("neo4j/nodes-Project-header.csv", encoding="utf-8") as file:
...     file.read().split(",")[:2]
['id:ID', ':LABEL']
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.exports.files import whole_folder
from kg.exports.source import Source, Written, values
from kg.mapping import Column, columns
from ontology.schema import schema

#: What may stand between the values of a list, the plainest first: what no value holds is taken.
DELIMITERS = (";", "|", "\t", "¦", "‖", "\x1f")
_TYPES = {"integer": "long", "boolean": "boolean"}
_OURS = re.compile(r"(?:nodes|edges)-[\w-]+\.csv|import\.sh|constraints\.cypher|import\.report")

_SCRIPT = """#!/bin/sh
# Imports the files beside it into a new database of Neo4j: sh import.sh [DATABASE] [OPTION...]
# The server is stopped, or the database not yet made. Options go to neo4j-admin (--overwrite-destination replaces a
# database). NEO4J_ADMIN names the program where it is not on the path. Afterwards, with the server running:
# cypher-shell -f constraints.cypher
set -eu
cd "$(dirname "$0")"
database=${{1:-neo4j}}
[ $# -eq 0 ] || shift
exec "${{NEO4J_ADMIN:-neo4j-admin}}" database import full "$database" \\
  --id-type=string --array-delimiter={delimiter} --multiline-fields=true \\
  {files} "$@"
"""


def field(column: Column) -> str:
    """A column of a header: its name and type; text has none.

    >>> field(Column("lines", "integer", True, None)), field(Column("name", "string", False, None))
    ('lines:long[]', 'name')
    """
    kind = _TYPES.get(column.datatype, "string") + ("[]" if column.many else "")
    return column.name if kind == "string" else f"{column.name}:{kind}"


def constraints() -> str:
    """Cypher that makes the ids of every label unique, and with that found by an index."""
    return "".join(
        f"CREATE CONSTRAINT fkg_{label}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE;\n"
        for label in schema().labels
    )


class _Files:
    """The data files of a folder, each made with its header when its first row comes."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.names: list[str] = []
        self._folder = folder
        self._stack = stack
        self._writers: dict[str, Any] = {}

    def row(self, name: str, header: list[str], row: list[str]) -> None:
        """Write a row to the file of this name."""
        writer = self._writers.get(name)
        if writer is None:
            with self._open(f"{name}-header") as file:
                csv.writer(file, lineterminator="\n").writerow(header)
            file = self._stack.enter_context(self._open(name))
            writer = self._writers[name] = csv.writer(file, lineterminator="\n")
            self.names.append(name)
        writer.writerow(row)

    def _open(self, name: str) -> Any:
        return (self._folder / f"{name}.csv").open("w", encoding="utf-8", newline="")


def _delimiter(in_lists: frozenset[str]) -> str:
    found = next((sign for sign in DELIMITERS if sign not in in_lists), None)
    if found is None:
        raise KgError("every sign that could part the values of a list stands in one of them", "write another format")
    return found


def _text(value: Any, delimiter: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return delimiter.join(map(str, value)) if isinstance(value, list) else str(value)


def _named(delimiter: str) -> str:
    """A delimiter as an option for a shell."""
    return "TAB" if delimiter == "\t" else f"U+{ord(delimiter):04X}"


def _options(names: list[str]) -> Iterator[str]:
    for name in sorted(names, key=lambda name: (name.startswith("edges-"), name)):
        kind = "nodes" if name.startswith("nodes-") else "relationships"
        # The importer of 2026 wants a folder before the name.
        yield f"--{kind}=./{name}-header.csv,./{name}.csv"


def write(source: Source, path: Path) -> Written:
    """Write the folder; returns how many nodes and edges it holds. Raises KgError where there is nothing to import."""
    if not source.survey.labels:
        raise KgError("the graph is empty", "kg load reads documents into it")
    delimiter = _delimiter(source.survey.in_lists)
    headers = {
        label: ["id:ID", ":LABEL", *(field(column) for column in columns(label))] for label in source.survey.labels
    }
    ends = [":START_ID", ":END_ID", ":TYPE"]
    nodes = edges = 0
    with whole_folder(path, _OURS) as folder:
        with ExitStack() as stack:
            files = _Files(folder, stack)
            for node in source.nodes():
                found = values(node)
                row = [_text(found[c.name], delimiter) if c.name in found else "" for c in columns(node.label)]
                files.row(f"nodes-{node.label}", headers[node.label], [node.id, node.label, *row])
                nodes += 1
            for link in source.links():
                files.row(f"edges-{link.type}-{link.source_label}", ends, [link.source, link.target, link.type])
                edges += 1
        options = " \\\n  ".join(_options(files.names))
        script = folder / "import.sh"
        script.write_text(_SCRIPT.format(delimiter=_named(delimiter), files=options), encoding="utf-8")
        script.chmod(0o755)
        (folder / "constraints.cypher").write_text(constraints(), encoding="utf-8")
    return Written(nodes, edges)
