"""The claims of one document as they are entered: one entry a shared node. It knows nothing of what is claimed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg.merge import Merger
from kg.statements import Link, Node


class Ledger:
    """Claims by the id of the node that they are about."""

    def __init__(self) -> None:
        self.entries: dict[str, Merger] = {}
        self._years: set[tuple[str, int]] = set()

    def claim(self, label: str, node: str, links: Iterable[Link] = (), /, **properties: Any) -> str:
        """What the document says of a shared node; returns its id."""
        merger = self.entries.get(node)
        if merger is None:
            merger = self.entries[node] = Merger(label)
        merger.add({name: value for name, value in properties.items() if value is not None}, links)
        return node

    def used(self, node: str, year: int) -> None:
        """Claim that a year uses a subject, and with it those that it stands under."""
        above: str | None = node
        while above and (above, year) not in self._years:
            self._years.add((above, year))
            merger = self.entries[above]
            merger.bound("firstYear", year)
            merger.bound("lastYear", year)
            above = next((target for kind, target in merger.links() if kind == "broader"), None)

    def nodes(self) -> tuple[Node, ...]:
        """The shared nodes with what is claimed of them, by id."""
        return tuple(
            Node(merger.label, node, merger.properties(), merger.links())
            for node, merger in sorted(self.entries.items())
        )
