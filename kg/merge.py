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

    __slots__ = ("_bounds", "_links", "_lists", "_only", "_votes", "label")

    def __init__(self, label: str) -> None:
        self.label = label
        self._votes: dict[str, Counter[Any]] = {}
        self._lists: dict[str, set[Any]] = {}
        self._links: dict[str, Counter[str]] = {}
        self._bounds: dict[str, Any] = {}
        # Most nodes have one claim, which need not be counted.
        self._only: tuple[Mapping[str, Any], tuple[Link, ...], int] | None = None

    def add(self, properties: Mapping[str, Any], links: Iterable[Link] = (), weight: int = 1) -> None:
        """One claim (of one document, when it counts as one)."""
        if self._only is None and not self._votes and not self._links and not self._lists:
            self._only = (properties, tuple(links), weight)
            return
        self._count_only()
        self._count(properties, links, weight)

    def bound(self, name: str, value: Any) -> None:
        """A claim of a property that is a bound and no vote."""
        known = self._bounds.get(name)
        self._bounds[name] = value if known is None else BOUNDS[name]((known, value))

    def _count_only(self) -> None:
        if self._only is not None:
            only, self._only = self._only, None
            self._count(*only)

    def _count(self, properties: Mapping[str, Any], links: Iterable[Link], weight: int) -> None:
        many = _many()
        for name, value in properties.items():
            if name in many:
                self._lists.setdefault(name, set()).update(value)
            elif name in BOUNDS:
                self.bound(name, value)
            else:
                votes = self._votes.get(name)
                if votes is None:
                    votes = self._votes[name] = Counter()
                votes[value] += weight
        for kind, target in links:
            self._links.setdefault(kind, Counter())[target] += weight

    def names(self, name: str) -> list[Any]:
        """All values claimed for a property with one value, most claimed first."""
        self._count_only()
        votes: Mapping[Any, int] = self._votes.get(name, {})
        return sorted(votes, key=lambda value: (-votes[value], -len(str(value)), str(value)))

    def properties(self) -> dict[str, Any]:
        """What is shown, by property, in the order of their names."""
        shown: dict[str, Any] = {}
        if self._only is not None:
            many = _many()
            for name, value in self._only[0].items():
                if name in BOUNDS and name in self._bounds:
                    shown[name] = BOUNDS[name]((value, self._bounds[name]))
                else:
                    shown[name] = sorted(set(value)) if name in many else value
            return dict(sorted((self._bounds | shown).items()))
        for name, votes in self._votes.items():
            told = {value: count for value, count in votes.items() if value != UNTOLD.get(name)}
            shown[name] = choose(told or votes)
        for name, values in self._lists.items():
            shown[name] = sorted(values)
        return dict(sorted((shown | self._bounds).items()))

    def links(self) -> tuple[Link, ...]:
        """The links that are shown, sorted: of those with one target, the one most claimed."""
        single = _single_links()
        if self._only is not None:
            links = self._only[1]
            kinds = [kind for kind, _ in links if kind in single]
            if len(kinds) == len(set(kinds)):
                return tuple(sorted(set(links)))
            self._count_only()
        found: list[Link] = []
        for kind, targets in self._links.items():
            if kind in single:
                found.append((kind, choose(targets)))
            else:
                found += [(kind, target) for target in targets]
        return tuple(sorted(found))
