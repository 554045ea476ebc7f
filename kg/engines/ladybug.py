"""Ladybug: the property graph for Cypher. Its tables, and how they are written in bulk.

What columns there are and what stands in them is in kg.mapping. Exact numbers are text here, with a whole number of fen
beside each amount, because the engine can neither add decimals nor load them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import ladybug

from kg.changes import Changes, Edge
from kg.mapping import VERSION, Column, column_values, columns
from kg.statements import JUDGED_LINKS, Node
from ontology.schema import schema

FILE = "graph.lbug"
#: Rows of one table that are held in memory before they are written out.
ROWS = 8_000
_TYPES = {"string": "STRING", "integer": "INT64", "boolean": "BOOL", "decimal": "STRING"}


def _type(column: Column) -> str:
    return _TYPES[column.datatype] + ("[]" if column.many else "")


def definitions() -> list[str]:
    """The statements that create all tables."""
    language = schema()
    made = [
        f"CREATE NODE TABLE {label}(id STRING PRIMARY KEY, "
        + ", ".join(f"`{column.name}` {_type(column)}" for column in columns(label))
        + ")"
        for label in language.labels
    ]
    for entry in sorted(language.relationships.values(), key=lambda entry: entry.type):
        ends = ", ".join(f"FROM {label} TO {entry.target}" for label in entry.domain)
        made.append(f"CREATE REL TABLE {entry.type}({ends})")
    return made


class Ladybug:
    """The engine."""

    name = "ladybug"

    def version(self) -> str:
        """The engine's version and the tables that the ontology makes."""
        tables = blake2b("\n".join(definitions()).encode(), digest_size=4).hexdigest()
        return f"{ladybug.__version__}-{VERSION}-{tables}"

    def project(self, folder: Path, source: Path | None) -> Projector:
        """Begin a graph in `folder`."""
        return Projector(folder, source)


class Projector:
    """Writes a graph: rows go to Parquet files, which are copied in at the end, all or nothing."""

    def __init__(self, folder: Path, source: Path | None) -> None:
        self.folder = folder
        self.source = source
        self.rows = folder / "rows"
        self.rows.mkdir(parents=True)
        self._nodes: dict[str, _Nodes] = {}
        self._edges: dict[tuple[str, str], _Edges] = {}

    def put(self, node: Node) -> None:
        """Take one own statement."""
        label, source = node.label, node.id
        self._node(label, source, node.properties)
        edges = self._edges
        for kind, target in node.links:
            if kind in JUDGED_LINKS:
                continue
            table = edges.get((kind, label))
            if table is None:
                table = edges[kind, label] = _Edges(self.rows, kind, label)
            table.add(source, target)

    def _node(self, label: str, node: str, properties: dict[str, Any]) -> None:
        table = self._nodes.get(label)
        if table is None:
            table = self._nodes[label] = _Nodes(self.rows, label)
        table.add(node, properties)

    def _edge(self, kind: str, label: str, source: str, target: str) -> None:
        table = self._edges.get((kind, label))
        if table is None:
            table = self._edges[kind, label] = _Edges(self.rows, kind, label)
        table.add(source, target)

    def finish(self, changes: Changes) -> None:
        """Write everything and close the graph."""
        for label, node, properties in changes.new:
            self._node(label, node, properties)
        for edge in changes.joined:
            self._edge(*edge)
        tables: list[_Table] = [*self._nodes.values(), *self._edges.values()]
        for table in tables:
            table.close()
        path = self.folder / FILE
        if self.source is not None:
            shutil.copyfile(self.source / FILE, path)
        database = ladybug.Database(str(path), buffer_pool_size=1 << 28, max_db_size=1 << 40, auto_checkpoint=False)
        try:
            connection = ladybug.Connection(database)
            if self.source is None:
                for definition in definitions():
                    connection.execute(definition)
            if self.source is not None:
                _take_out(connection, changes)
            for label, table in self._nodes.items():
                connection.execute(f"COPY {label} FROM {table.files()}")
            relationships = schema().relationships
            for (kind, label), table in self._edges.items():
                entry = relationships[kind]
                connection.execute(f"COPY {entry.type} FROM {table.files()} (from='{label}', to='{entry.target}')")
            connection.execute("CHECKPOINT")
            connection.close()
        finally:
            database.close()
        shutil.rmtree(self.rows)

    def abandon(self) -> None:
        """Remove what was written."""
        for table in (*self._nodes.values(), *self._edges.values()):
            table.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _take_out(connection: ladybug.Connection, changes: Changes) -> None:
    """Take out what goes, and change the shared nodes that stay."""
    language = schema()
    own = [label for label in language.labels if any(entry.name == "document" for entry in language.of[label])]
    if changes.removed:
        for label in own:
            query = f"MATCH (n:{label}) WHERE n.document IN $documents DETACH DELETE n"
            connection.execute(query, {"documents": changes.removed})
    for (kind, label), edges in _by_ends(changes.parted).items():
        entry = language.relationships[kind]
        ends = f"(a:{label} {{id: row.a}})-[r:{entry.type}]->(b:{entry.target} {{id: row.b}})"
        query = f"UNWIND $rows AS row MATCH {ends} DELETE r"
        for part in _parts(edges):
            connection.execute(query, {"rows": [{"a": edge.source, "b": edge.target} for edge in part]})
    for label in {label for label, _ in changes.gone}:
        ids = [node for kind, node in changes.gone if kind == label]
        for part in _parts(ids):
            connection.execute(f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) DETACH DELETE n", {"ids": list(part)})
    for label in {label for label, _, _ in changes.changed}:
        names = [column.name for column in columns(label)]
        query = f"MATCH (n:{label} {{id: $id}}) SET " + ", ".join(f"n.`{name}` = $v{i}" for i, name in enumerate(names))
        for kind, node, properties in changes.changed:
            if kind == label:
                row = [column_values(column, [properties])[0] for column in columns(label)]
                connection.execute(query, {"id": node, **{f"v{i}": value for i, value in enumerate(row)}})


def _by_ends(edges: Iterable[Edge]) -> dict[tuple[str, str], list[Edge]]:
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        found.setdefault((edge.kind, edge.label), []).append(edge)
    return found


def _parts(items: Sequence[Any], size: int = 5_000) -> Iterable[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


class _Table:
    """Rows on their way to a Parquet file, of which few are in memory."""

    def __init__(self, path: Path, fields: Sequence[tuple[str, str]]) -> None:
        import pyarrow as pa  # noqa: PLC0415 - slow to import, and only writing needs it

        kinds = {"STRING": pa.string(), "INT64": pa.int64(), "BOOL": pa.bool_()}
        self.path = path
        self.schema = pa.schema(
            [(field, pa.list_(kinds[kind[:-2]]) if kind.endswith("[]") else kinds[kind]) for field, kind in fields]
        )
        self.first: list[str] = []
        self.second: list[Any] = []
        self.writer: Any = None

    def add(self, first: str, second: Any) -> None:
        """Take one row: an id and the properties, or two ids."""
        self.first.append(first)
        self.second.append(second)
        if len(self.first) >= ROWS:
            self._write()

    def arrays(self) -> Iterable[list[Any]]:
        """The columns of the rows that wait."""
        return (self.first, self.second)

    def _write(self) -> None:
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.parquet as pq  # noqa: PLC0415

        if self.writer is None:
            self.writer = pq.ParquetWriter(
                self.path, self.schema, compression="none", use_dictionary=False, write_statistics=False
            )
        arrays = [pa.array(values, field.type) for values, field in zip(self.arrays(), self.schema, strict=True)]
        self.writer.write_table(pa.Table.from_arrays(arrays, schema=self.schema))
        self.first, self.second = [], []

    def close(self) -> None:
        """Write what waits."""
        if self.first:
            self._write()
        if self.writer is not None:
            self.writer.close()
            self.writer = None

    def files(self) -> str:
        """The file as a Cypher literal."""
        return "'" + str(self.path).replace("\\", "\\\\").replace("'", "\\'") + "'"


class _Nodes(_Table):
    """The rows of a node table: ids, and properties that become columns when they are written."""

    def __init__(self, folder: Path, label: str) -> None:
        fields = [("id", "STRING"), *((column.name, _type(column)) for column in columns(label))]
        super().__init__(folder / f"node-{label}.parquet", fields)
        self.label = label

    def arrays(self) -> Iterable[list[Any]]:
        """The columns of the rows that wait."""
        yield self.first
        for column in columns(self.label):
            yield column_values(column, self.second)


class _Edges(_Table):
    """The rows of a relationship table: pairs of ids."""

    def __init__(self, folder: Path, kind: str, label: str) -> None:
        super().__init__(folder / f"edge-{kind}-{label}.parquet", [("from", "STRING"), ("to", "STRING")])
