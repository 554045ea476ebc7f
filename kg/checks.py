"""The findings of a store: those that documents' statements hold, and those that the shapes make of them.

A warning of a shape is something that the document itself may have wrong: it becomes a finding, with the rule's name. A
violation is a fault of this program and an error. It knows how the two are laid side by side, and no rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg import disclosures
from kg.answers import Value
from kg.validate import Progress, Result, check_store

if TYPE_CHECKING:
    from kg.store import Store

#: The columns of the flat table of findings, and where each finding comes from: the reader, files laid side by side, or
#: a shape.
COLUMNS = (
    "rule",
    "severity",
    "document",
    "lines",
    "pages",
    "message",
    "message_zh",
    "expected",
    "actual",
    "id",
    "from",
)
_SEVERITY = {"violation": "error", "warning": "warning"}
SEVERITIES = ("note", "warning", "error")


def _row(result: Result) -> dict[str, Value]:
    return {
        "rule": result.shape,
        "severity": _SEVERITY[result.severity],
        "document": result.document,
        "lines": [] if result.line is None else [result.line],
        "pages": [],
        "message": result.messages.get("en", ""),
        "message_zh": result.messages.get("zh"),
        "expected": None,
        "actual": result.value,
        "id": result.focus,
        "from": "shape",
    }


def findings(store: Store, progress: Progress | None = None) -> Iterator[dict[str, Value]]:
    """Every finding as a row: the reader's, by document; where files of one disclosure differ; then the shapes'."""
    for row in store.table("findings"):
        yield {**{name: row.get(name) for name in COLUMNS}, "from": "reader"}
    for row in disclosures.findings(store):
        yield {**{name: row.get(name) for name in COLUMNS}, "from": "files"}
    for result in check_store(store, progress):
        yield _row(result)
