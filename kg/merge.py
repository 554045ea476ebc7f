"""One rule for what is shown of a thing that several documents speak of.

Of a property with one value, the value that most documents claim is shown, of these the longest, of these the smallest
by code point; a kind that says only that it is none of the known ones yields to any that says more. Values of a list
are united and sorted. The first and last year are the smallest and the largest. So the order in which documents were
loaded never matters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from kg.statements import Link
from ontology.schema import schema

#: Properties whose claims are not votes but bounds.
BOUNDS = {"firstYear": min, "lastYear": max}
#: Values that say only that nothing is known: shown where no document claims another.
UNTOLD = {"kind": "other"}


@cache
def _many() -> frozenset[str]:
    return frozenset(name for name, entry in schema().properties.items() if entry.many)


@cache
def _single_links() -> frozenset[str]:
    return frozenset(name for name, entry in schema().relationships.items() if not entry.many)


def choose(counts: Mapping[Any, int]) -> Any:
    """The value with the highest count, of these the longest, of these the smallest by code point."""
    if len(counts) == 1:
        return next(iter(counts))
    top = max(counts.values())
    return min((value for value, count in counts.items() if count == top), key=lambda v: (-len(str(v)), str(v)))


class Merger:
    """Collects the claims about one node and says what is shown."""

    __slots__ = ("_links", "_lists", "_votes", "label")

    def __init__(self, label: str) -> None:
        self.label = label
        self._votes: dict[str, Counter[Any]] = {}
        self._lists: dict[str, set[Any]] = {}
        self._links: dict[str, Counter[str]] = {}

    def add(self, properties: Mapping[str, Any], links: Iterable[Link] = (), weight: int = 1) -> None:
        """One claim (of one document, when it counts as one)."""
        many = _many()
        for name, value in properties.items():
            if name in many:
                self._lists.setdefault(name, set()).update(value)
            else:
                votes = self._votes.get(name)
                if votes is None:
                    votes = self._votes[name] = Counter()
                votes[value] += weight
        for kind, target in links:
            self._links.setdefault(kind, Counter())[target] += weight

    def names(self, name: str) -> list[Any]:
        """All values claimed for a property with one value, most claimed first."""
        votes: Mapping[Any, int] = self._votes.get(name, {})
        return sorted(votes, key=lambda value: (-votes[value], -len(str(value)), str(value)))

    def properties(self) -> dict[str, Any]:
        """What is shown, by property, in the order of their names."""
        shown: dict[str, Any] = {}
        for name, votes in self._votes.items():
            bound = BOUNDS.get(name)
            told = {value: count for value, count in votes.items() if value != UNTOLD.get(name)}
            shown[name] = bound(votes) if bound else choose(told or votes)
        for name, values in self._lists.items():
            shown[name] = sorted(values)
        return dict(sorted(shown.items()))

    def links(self) -> tuple[Link, ...]:
        """The links that are shown, sorted: of those with one target, the one most claimed."""
        single = _single_links()
        found: list[Link] = []
        for kind, targets in self._links.items():
            if kind in single:
                found.append((kind, choose(targets)))
            else:
                found += [(kind, target) for target in targets]
        return tuple(sorted(found))
