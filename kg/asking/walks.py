"""Questions that are walks: a query is asked again from what it found, the same on every engine.

The steps are deterministic: of several shortest paths the first in the order of relationships and ids is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import queries
from kg.asking.rows import Row, normal
from kg.asking.values import Thing, Value

if TYPE_CHECKING:
    from kg.asking import Asked
    from queries import Question

#: How many tiers of notices are followed: province, city, county, township, and as many more.
TIERS = 8
#: A path goes through these only where it begins or ends in one: they touch everything.
_HUBS = frozenset({"Place"})
#: How many things of the other side are asked about along with the smaller side's.
_TOGETHER = 100
_STATEMENT = re.compile(r"d[0-9a-f]{16}/.+")


def _things(nodes: Iterable[str]) -> tuple[Thing, ...]:
    return tuple(Thing(node) for node in sorted(nodes))


def cascade(asked: Question, engine: Asked, values: Mapping[str, Value], *, timeout: float) -> list[Row]:
    """The tiers above and below a policy document."""
    start = _id(values["policy"])
    names = [column.name for column in asked.columns]
    found: dict[tuple[Any, ...], Row] = {}

    def step(nodes: Iterable[str]) -> list[dict[str, Any]]:
        result = engine.ask(asked.texts[engine.language], {"nodes": _things(nodes)}, timeout=timeout, small=True)
        return [dict(zip(names, row, strict=True)) for row in normal(asked, result, engine.base)]

    for here, there, sign in (("from_id", "to_id", -1), ("to_id", "from_id", 1)):
        frontier, seen = {start}, {start}
        for tier in range(1, TIERS + 1):
            reached: set[str] = set()
            for row in step(frontier):
                if row[here] not in frontier or (sign < 0 and row["relation"] != "passes-on"):
                    continue
                key = (row["relation"], row["from_id"], row["to_id"], row["status"])
                found.setdefault(key, tuple((row | {"tier": sign * tier})[name] for name in names))
                if row["relation"] == "passes-on":
                    reached.add(row[there])
            frontier = reached - seen
            seen |= reached
            if not frontier:
                break
    return list(found.values())


def continued(asked: Question, engine: Asked, values: Mapping[str, Value], *, timeout: float) -> list[Row]:
    """What a question gives of a project and of all that are inferred to be the same, however many years there are."""
    text = queries.text("continued", engine.language, "walks")
    found = frontier = {_id(values["project"])}
    while frontier:
        answer = engine.ask(text, {"nodes": _things(frontier)}, timeout=timeout, small=True)
        frontier = {str(project).removeprefix(engine.base) for (project,) in answer.rows} - found
        found = found | frontier
    answer = engine.ask(asked.texts[engine.language], {**values, "nodes": _things(found)}, timeout=timeout, small=True)
    return normal(asked, answer, engine.base)


class _Edge(NamedTuple):
    """A relationship as it was stored."""

    relation: str
    source: str
    target: str


def path(asked: Question, engine: Asked, values: Mapping[str, Value], *, timeout: float) -> list[Row]:
    """A shortest path from `start` to `end`; nothing where there is none of so many steps."""
    start, end, most = _id(values["start"]), _id(values["end"]), int(str(values["steps"]))
    walk = _Walk(asked, engine, timeout)
    ends = (start, end)
    distances: tuple[dict[str, int], dict[str, int]] = ({start: 0}, {end: 0})
    frontiers = [{start}, {end}]
    taken = 0
    while taken < most and not walk.met(ends, *distances) and all(frontiers):
        open_ = [{node for node in f if node in ends or walk.kinds.get(node) not in _HUBS} for f in frontiers]
        # What was asked along with the other side comes first; then the side with fewer things.
        side = min((0, 1), key=lambda side: (not open_[side] <= walk.grown, len(open_[side])))
        through, across = open_[side], open_[1 - side]
        if not through <= walk.grown:  # one query takes nearly as long for few things as for twice as many
            walk.grow(through | across if taken + 1 < most and len(across) <= _TOGETHER else through)
        reached: set[str] = set()
        for node in through:
            reached |= walk.around[node] - distances[side].keys()
        taken += 1
        step = max(distances[side].values()) + 1
        distances[side].update(dict.fromkeys(reached, step))
        frontiers[side] = reached
    return walk.rows(start, end, *distances) if walk.met(ends, *distances) else []


class _Walk:
    """What was asked of the graph so far: edges, names and kinds."""

    def __init__(self, asked: Question, engine: Asked, timeout: float) -> None:
        self.asked = asked
        self.engine = engine
        self.timeout = timeout
        self.edges: dict[frozenset[str], list[_Edge]] = {}
        self.grown: set[str] = set()
        self.around: dict[str, set[str]] = {}
        self.kinds: dict[str, str] = {}
        self.names: dict[str, str | None] = {}

    def grow(self, nodes: set[str]) -> None:
        """Ask for everything around these nodes, once."""
        statements = {node for node in nodes if _STATEMENT.fullmatch(node)}
        nodes = nodes - self.grown
        self.grown |= nodes
        for node in nodes:
            self.around.setdefault(node, set())
        for node in sorted(statements):
            text = queries.text("statement", self.engine.language, "walks")
            self._take(text, {"node": Thing(node)})
        if nodes - statements:
            self._take(self.asked.texts[self.engine.language], {"nodes": _things(nodes - statements)})

    def _take(self, text: str, values: Mapping[str, Value]) -> None:
        names = [column.name for column in self.asked.columns]
        for row in normal(
            self.asked, self.engine.ask(text, values, timeout=self.timeout, small=True), self.engine.base
        ):
            said = dict(zip(names, row, strict=True))
            source, target = said["from_id"], said["to_id"]
            edges = self.edges.setdefault(frozenset((source, target)), [])
            edge = _Edge(said["relation"], source, target)
            if edge not in edges:
                edges.append(edge)
            for one, other in ((source, target), (target, source)):
                self.around.setdefault(one, set()).add(other)
            self.kinds[source], self.kinds[target] = said["from_kind"], said["to_kind"]
            self.names[source], self.names[target] = said["from_name"], said["to_name"]

    def met(self, ends: tuple[str, str], ahead: Mapping[str, int], behind: Mapping[str, int]) -> set[str]:
        """Where the walks from both ends have met."""
        both = ahead.keys() & behind.keys()
        return {node for node in both if node in ends or self.kinds.get(node) not in _HUBS}

    def rows(self, start: str, end: str, ahead: Mapping[str, int], behind: Mapping[str, int]) -> list[Row]:
        """The steps of the first of the shortest paths."""
        length = min(ahead[node] + behind[node] for node in self.met((start, end), ahead, behind))
        left = self._distances(end, {*ahead, *behind}, {start, end})
        names = [column.name for column in self.asked.columns]
        rows, here = [], start
        for step in range(1, length + 1):
            options = sorted(
                (edge.relation, other, edge)
                for other in self.around.get(here, ())
                if left.get(other) == length - step
                for edge in self.edges[frozenset((here, other))]
            )
            _, there, edge = options[0]
            said = {
                "step": step,
                "from_id": here,
                "from_kind": self.kinds.get(here),
                "from_name": self.names.get(here),
                "relation": edge.relation,
                "forward": edge.source == here,
                "to_id": there,
                "to_kind": self.kinds.get(there),
                "to_name": self.names.get(there),
            }
            rows.append(tuple(said[name] for name in names))
            here = there
        return rows

    def _distances(self, end: str, known: set[str], ends: set[str]) -> dict[str, int]:
        """How many steps it is from each known node to the end."""
        found = {end: 0}
        frontier = [end]
        while frontier:
            reached = []
            for node in frontier:
                if node not in ends and self.kinds.get(node) in _HUBS:
                    continue
                for other in self.around.get(node, ()):
                    if other in known and other not in found:
                        found[other] = found[node] + 1
                        reached.append(other)
            frontier = reached
        return found


def _id(value: Value) -> str:
    assert isinstance(value, Thing)
    return value.id


WALKS: Mapping[str, Callable[..., list[Row]]] = MappingProxyType(
    {"cascade": cascade, "continued": continued, "path": path}
)
