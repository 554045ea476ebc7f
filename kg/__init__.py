"""A knowledge graph of public money: identity, store, engines, tables and the faces on top of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.graph import Graph

__all__ = ["Graph"]


def __getattr__(name: str) -> Any:
    # `import kg` stays cheap for the command line: the graph comes when it is asked for.
    if name == "Graph":
        from kg.graph import Graph  # noqa: PLC0415

        return Graph
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
