"""Which fiscal years a node belongs to: its own, its document's, or those of the statements that lead to it.

It knows the statements of a store and which way they point; it must not know what is done with the years.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import TYPE_CHECKING, Any

from kg.nodes import resolved, shared_statements

if TYPE_CHECKING:
    from kg.store import Store

#: Relationships that follow from citations, which bear years themselves: a project of two years lends neither of them.
_FOLLOWING = frozenset({"cites", "fundedBy", "restsOn"})


class Years:
    """The fiscal years of every node. Holds those of shared nodes; the others are told by their properties."""

    def __init__(self, store: Store) -> None:
        shared = {node.id: node for node in shared_statements(store)}
        self._documents: dict[str, int] = {}
        self._shared: dict[str, set[int]] = {}
        for node in shared.values():
            year = node.properties.get("fiscalYear")
            self._shared[node.id] = set() if year is None else {year}
            if year is not None:
                self._documents.update(dict.fromkeys(node.properties.get("documents", ()), year))
        policies = dict(store.sql().execute("SELECT mention, policy FROM judgements"))
        for unit in store.units():
            for node in unit.nodes():
                found = self.of(node.id, node.properties)
                self._lend(found, (target for _, target in resolved(node, policies).links))
        links = {node.id: [target for kind, target in node.links if kind not in _FOLLOWING] for node in shared.values()}
        waiting = list(links)
        while waiting:
            node_id = waiting.pop()
            waiting += self._lend(self._shared[node_id], links.get(node_id, ()))
        self._borrow(links)

    def of(self, node: str, properties: dict[str, Any]) -> Set[int]:
        """The years of a node; none where it belongs to no year."""
        if node in self._shared:
            return self._shared[node]
        year = properties.get("fiscalYear", self._documents.get(properties.get("document", "")))
        return frozenset() if year is None else {year}

    def _lend(self, years: Set[int], targets: Iterable[str]) -> list[str]:
        """Give years to shared nodes; returns those that had not all of them."""
        grown = []
        for target in targets:
            known = self._shared.get(target)
            if known is not None and not years <= known:
                known |= years
                grown.append(target)
        return grown

    def _borrow(self, links: dict[str, list[str]]) -> None:
        """What nothing leads to (a change of a code) has the years of what it leads to."""
        without = [node for node, years in self._shared.items() if not years]
        changed = True
        while changed:
            changed = False
            for node in without:
                found = set().union(*(self._shared.get(target, ()) for target in links[node]))
                if not found <= self._shared[node]:
                    self._shared[node] |= found
                    changed = True
