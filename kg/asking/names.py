"""What people call things: finding the one thing of a kind that a name, a number, a code or an id means.

Two sources answer: the catalogue of a store, and an engine that has nothing but the graph. An exact name comes before
a part of one; of bodies of one name, departments come before units and units before offices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

import queries
from kg import ids
from kg.catalog import load_shared
from kg.errors import AmbiguousError, UnknownNodeError
from kg.lookup import shared_node, title_of

if TYPE_CHECKING:
    from kg.asking import Asked
    from kg.store import Store

#: The classes in which a parameter of a type is looked for. A subject is meant in all its editions.
LABELS = {
    "policy": ("PolicyDocument",),
    "organization": ("Organization",),
    "project": ("Project",),
    "subject": ("SubjectSeries", "SubjectCode"),
    "place": ("Place",),
    "fund": ("FundingSource",),
}
_KINDS = ("department", "unit", "office", "other")
#: So many candidates are named where several answer.
_SHOWN = 6


class Called(NamedTuple):
    """A thing that answers to a name; `rank` tells the better of several."""

    id: str
    name: str
    detail: str
    rank: int


class Names(Protocol):
    """Where names are looked up."""

    def exact(self, kind: str, text: str) -> list[Called]:
        """The things of a kind that are called just so, or have this id."""
        ...

    def holding(self, kind: str, text: str) -> list[Called]:
        """The things of a kind whose name holds the text."""
        ...

    def document(self, text: str) -> str:
        """The id of the loaded file that the text names."""
        ...

    def near(self, text: str) -> list[str]:
        """The numbers or titles of policy documents that are most like a text."""
        ...


def one_of(names: Names, kind: str, text: str) -> str:
    """The id of the one thing of a kind that is meant. Raises UnknownNodeError or AmbiguousError."""
    found = names.exact(kind, text)
    best = [entry for entry in found if entry.rank == min(other.rank for other in found)]
    if not best and kind not in ("finding", "node", "policy"):
        best = names.holding(kind, text)
    if not best:
        what = "thing" if kind == "node" else "policy document" if kind == "policy" else kind
        near = names.near(text) if kind == "policy" else []
        raise UnknownNodeError(
            f"no {what} is called {text}", f"the nearest are {', '.join(near)}" if near else f"try: kg search {text}"
        )
    if len(best) > 1:
        shown = "; ".join(
            f"{entry.name}{f' ({entry.detail})' if entry.detail else ''} = {entry.id}" for entry in best[:_SHOWN]
        )
        more = "; …" if len(best) > _SHOWN else ""
        raise AmbiguousError(
            f"{text} may be {len(best)} things",
            f"give the whole name or an id: {shown}{more}",
            tuple(e.id for e in best),
        )
    return best[0].id


def _rank(kind: str, label: str, body: str | None) -> int:
    if kind == "organization":
        return _KINDS.index(body) if body in _KINDS else len(_KINDS)
    return LABELS[kind].index(label) if kind in LABELS else 0


class StoreNames:
    """Names by the catalogue of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def exact(self, kind: str, text: str) -> list[Called]:
        """The things of a kind that are called just so, or have this id."""
        if kind == "policy":
            rows = self.store.policies(text)
            return [Called(r.policy_id, r.number or r.title or "", r.issuer or r.place or "", 0) for r in rows]
        return _series(kind, list(self._called(kind, self.store.find(text))))

    def holding(self, kind: str, text: str) -> list[Called]:
        """The things of a kind whose name holds the text."""
        hits = self.store.search(text, limit=500)
        return _series(kind, list(self._called(kind, (hit.id for hit in hits if hit.label in LABELS[kind]))))

    def _called(self, kind: str, found: Iterable[str]) -> Iterator[Called]:
        sql = self.store.sql()
        for node in found:
            shown = shared_node(sql, node)
            if shown is None:
                if kind in ("finding", "node"):
                    yield Called(node, node, "", 0)
                continue
            label, properties = shown.label, shown.properties
            if kind != "node" and label not in LABELS.get(kind, ()):
                continue
            above = self._series_of(node) if kind == "subject" and label == "SubjectCode" else node
            detail = properties.get("unit") or properties.get("place") or properties.get("classification") or ""
            body = properties.get("kind")
            yield Called(
                above, title_of(label, properties), str(detail), _rank(kind, label, str(body) if body else None)
            )

    def _series_of(self, node: str) -> str:
        row = self.store.sql().execute("SELECT body FROM shared WHERE node = ?", (node,)).fetchone()
        return next((target for kind, target in load_shared(row[0])[1] if kind == "inSeries"), node)

    def document(self, text: str) -> str:
        """The id of the loaded file that the text names."""
        return self.store.resolve_document(text)

    def near(self, text: str) -> list[str]:
        """The numbers or titles of policy documents that are most like a text."""
        return [row.number or row.title or row.policy_id for row in self.store.nearest(text, 3)]


def _series(kind: str, found: list[Called]) -> list[Called]:
    """The same things each once; subjects by the series that joins their editions."""
    seen: dict[str, Called] = {}
    for entry in found:
        known = seen.get(entry.id)
        if known is None or entry.rank < known.rank:
            seen[entry.id] = entry if kind != "subject" else entry._replace(rank=0)
    return list(seen.values())


class EngineNames:
    """Names by a graph that an engine holds, where there is no catalogue: all names of a kind are asked for at once."""

    def __init__(self, engine: Asked, timeout: float = 60.0) -> None:
        self.engine = engine
        self.timeout = timeout
        self._known: dict[str, list[tuple[Called, frozenset[str]]]] = {}

    def _all(self, kind: str) -> list[tuple[Called, frozenset[str]]]:
        """The things of a kind with their names as they are compared."""
        if kind not in self._known:
            found = self.engine.ask(queries.text(kind, self.engine.language, "names"), {}, timeout=self.timeout)
            known = []
            for row in found.dicts():
                said = {name: "" if value is None else str(value) for name, value in row.items()}
                names = frozenset(ids.fold_title(said[name]) for name in ("name", "other") if said[name])
                rank = _rank(kind, LABELS[kind][0], said["body"])
                shown = said["name"] or said["other"]
                known.append((Called(said["id"].removeprefix(self.engine.base), shown, said["detail"], rank), names))
            self._known[kind] = known
        return self._known[kind]

    def exact(self, kind: str, text: str) -> list[Called]:
        """The things of a kind that are called just so, or have this id."""
        if kind in ("finding", "node"):
            return [Called(ids.tail(text, self.engine.base), text, "", 0)]
        node, folded = ids.tail(text, self.engine.base), ids.fold_title(text)
        found = [entry for entry, _ in self._all(kind) if entry.id == node]
        return _series(kind, found or [entry for entry, names in self._all(kind) if folded in names])

    def holding(self, kind: str, text: str) -> list[Called]:
        """The things of a kind whose name holds the text."""
        folded = ids.fold_title(text)
        found = [entry for entry, names in self._all(kind) if folded and any(folded in name for name in names)]
        return _series(kind, found)

    def document(self, text: str) -> str:
        """The id of a loaded file: the graph knows no paths."""
        return text

    def near(self, text: str) -> list[str]:
        """The numbers or titles of policy documents that are most like a text."""
        from difflib import get_close_matches  # noqa: PLC0415 - only a miss needs it

        return get_close_matches(text, [entry.name for entry, _ in self._all("policy")], n=3, cutoff=0.5)
