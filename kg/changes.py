"""What a change of the set of documents means for the graph, in nodes and edges only: what engines are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Edge(NamedTuple):
    """A relationship: its local name, the label and id of its source, and the id of its target."""

    kind: str
    label: str
    source: str
    target: str


@dataclass(slots=True)
class Changes:
    """The difference between two states of the graph, beside the own statements of the documents that were added.

    `removed` are documents whose own statements go, with all their edges. Shared nodes are (label, id) or (label, id,
    properties); those in `gone` go with all their edges. `parted` and `joined` are edges; edges of added documents'
    own statements to policy documents are among the joined.
    """

    removed: list[str] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)
    new: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    changed: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    parted: list[Edge] = field(default_factory=list)
    joined: list[Edge] = field(default_factory=list)
