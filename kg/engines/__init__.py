"""Engines that answer queries: projections of the statements, thrown away and rebuilt with ease.

An engine's graph is a folder that is written under another name and then takes its own, so a folder that bears its name
is complete. `Projection` is all that the store asks of an engine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from kg.changes import Changes
from kg.statements import Node


class Projection(Protocol):
    """Writes a graph into a folder: `put` every own statement that is added, then `finish` with all that changes."""

    def put(self, node: Node) -> None:
        """Take one own statement of a document that is added (its links to policy documents come with the changes)."""

    def finish(self, changes: Changes) -> None:
        """Write what was taken and what changes, and close the graph. The folder is complete then."""

    def abandon(self) -> None:
        """Close and remove what was written."""


class Engine(Protocol):
    """One engine: its name, the version of its files, and how a graph of it is written."""

    name: str

    def version(self) -> str:
        """What the files of this engine depend on: its version and the schema's."""

    def project(self, folder: Path, source: Path | None) -> Projection:
        """Begin a graph in `folder`: a copy of `source` that is changed, or from nothing."""
