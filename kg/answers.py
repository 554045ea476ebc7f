"""The plain values that the store hands out: rows, results, reports. They know nothing of how they were found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

#: A value of a row or a node: text, whole number, exact number, truth, a list of these, or nothing.
Value = str | int | Decimal | bool | float | None | list["Value"]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did with each file. `loaded` pairs a path with the document's id, `rejected` with the reason."""

    loaded: tuple[tuple[str, str], ...]
    unchanged: tuple[str, ...]
    rejected: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One loaded document: the columns of `kg table documents`, in their order."""

    document: str
    path: str
    sha256: str
    publisher: str
    publisher_kind: str
    place: str | None
    fiscal_year: int
    stage: str
    pages: int | None
    lines: int
    read_lines: int
    furniture_lines: int
    unread_lines: int
    status: str
    kind: str
    disclosure: str


@dataclass(frozen=True, slots=True)
class PassageRow:
    """How one line of a document ended: `reading` is read, furniture or unread; `why` says as what."""

    line: int | None
    page: int | None
    reading: str
    why: str


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query: one tuple a row. `truncated` says that a limit cut it off."""

    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]
    truncated: bool = False

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def dicts(self) -> Iterator[dict[str, Value]]:
        """The rows as dictionaries keyed by column."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a search found; `detail` is one line that tells it from others of its name."""

    id: str
    label: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A node of the merged graph: what all documents together say of it."""

    id: str
    label: str
    properties: dict[str, Value]


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """A relationship of the merged graph; `type` is in CONST_CASE (`OF_PROJECT`)."""

    source: str
    type: str
    target: str


@dataclass(frozen=True, slots=True)
class NodeView:
    """A node with its relationships: `out` and `into` pair the relationship's type with the node at the other end."""

    node: GraphNode
    out: tuple[tuple[str, GraphNode], ...]
    into: tuple[tuple[str, GraphNode], ...]
    out_total: int
    into_total: int


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy document as `kg table policies` lists it (same columns)."""

    policy_id: str
    number: str | None
    issuer_code: str | None
    issuer: str | None
    year: int | None
    serial: int | None
    title: str | None
    citations: int
    projects: int
    kind: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What `verify` proved: (name, holds, detail) a check."""

    checks: tuple[tuple[str, bool, str], ...]

    @property
    def ok(self) -> bool:
        """Whether every check holds."""
        return all(holds for _, holds, _ in self.checks)
