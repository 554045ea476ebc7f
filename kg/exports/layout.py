"""Where circles and names stand in a picture: the same places for the same graph, and nothing on top of each other.

It knows sizes and places only; what is drawn there is not its business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import networkx as nx
import numpy as np

Points = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

#: A side of a picture: so much for each node, as if they stood on a grid, and at least so much.
_EACH, _LEAST = 104.0, 520.0
#: Steps of the forces, all nodes together: a larger graph gets fewer, but is laid out in seconds.
_ROUNDS = 90_000
#: Room between two circles, and how much of it more from left to right, where names stand.
_GAP, _WIDER = 19.0, 2.0
#: So many of the first nodes are named even where their names cover a circle.
_HUBS = 12
#: How often circles that might touch are looked for, and the steps in which those are parted.
_SEARCHES, _STEPS = 40, 8


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def places(graph: nx.Graph[str], radii: Sequence[float]) -> Points:
    """The middle of each node's circle, in the order of the graph; the smallest place is at the origin.

    Every component is laid out by forces; they stand beside each other, the largest first.
    """
    order = {node: at for at, node in enumerate(graph)}
    found = np.zeros((len(order), 2))
    sizes = np.asarray(radii, dtype=float)
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(order[node] for node in part)))
    shapes = []
    for part in parts:
        members = sorted(part, key=order.__getitem__)
        at = np.array([order[node] for node in members])
        # A graph of its own, because a view's order is that of a set, which differs from run to run.
        own: nx.Graph[str] = nx.Graph()
        own.add_nodes_from(members)
        own.add_edges_from(graph.edges(members))
        shape = _component(own, sizes[at])
        shapes.append((at, shape, sizes[at].max() + _GAP))
    width = max(_LEAST, sqrt(sum(float(np.prod(np.ptp(shape, axis=0) + 2 * rim)) for _, shape, rim in shapes)) * 1.3)
    x = y = tall = 0.0
    for at, shape, rim in shapes:
        wide, high = np.ptp(shape, axis=0) + 2 * rim
        if x and x + wide > width:
            x, y, tall = 0.0, y + tall, 0.0
        found[at] = shape - shape.min(axis=0) + rim + (x, y)
        x, tall = x + wide + 3 * _GAP, max(tall, high)
    return found


def _component(graph: nx.Graph[str], radii: Points) -> Points:
    """A connected graph's places, circles apart from each other."""
    if len(graph) == 1:
        return np.zeros((1, 2))
    # Nodes of equal links start apart: the same start makes the same picture.
    start = {node: np.asarray(place) for node, place in nx.circular_layout(graph).items()}
    laid = nx.forceatlas2_layout(
        graph,
        pos=start,
        max_iter=_ROUNDS // max(300, len(graph)),
        scaling_ratio=2.0,
        gravity=0.6,
        seed=1,
        strong_gravity=False,
    )
    found = np.array([laid[node] for node in graph], dtype=float)
    found -= found.min(axis=0)
    spans = np.ptp(found, axis=0)
    side = max(140.0, _EACH * sqrt(len(graph)))
    return _apart(found * side / max(spans.max(), 1e-9), radii)


def _apart(points: Points, radii: Points) -> Points:
    """The points moved until no two circles touch, those beside each other further than those above each other."""
    found = points.copy()
    least = radii[:, None] + radii[None, :] + _GAP
    for _ in range(_SEARCHES):
        # Only those that are near can meet within the next steps.
        stretched = np.hypot(np.subtract.outer(found[:, 0], found[:, 0]) / _WIDER,
                             np.subtract.outer(found[:, 1], found[:, 1]))  # fmt: skip
        one, other = np.nonzero(np.triu(stretched < least + 2 * _GAP, k=1))
        if not (stretched[one, other] < least[one, other]).any():
            break
        for _ in range(_STEPS):
            away = found[one] - found[other]
            # Two points on one place are parted to the side.
            away[(away == 0).all(axis=1)] = (1e-3, 0)
            lacking = least[one, other] - np.hypot(away[:, 0] / _WIDER, away[:, 1])
            push = np.where(lacking > 0, 0.25 * lacking / np.hypot(away[:, 0], away[:, 1]), 0)[:, None] * away
            for side in (0, 1):
                found[:, side] += np.bincount(one, push[:, side], len(found))
                found[:, side] -= np.bincount(other, push[:, side], len(found))
    return found


def labels(
    points: Points, radii: Sequence[float], sizes: Mapping[int, tuple[float, float]], order: Sequence[int]
) -> dict[int, Box]:
    """Where names stand: by their circles, where no other name or circle is; none where all is full.

    `sizes` are widths and heights of names, `order` is which are placed first.
    """
    circles, names = _Rooms(), _Rooms()
    for at, (x, y) in enumerate(points):
        circles.take(Box(x - radii[at], y - radii[at], x + radii[at], y + radii[at]))
    found = {}
    for rank, at in enumerate(order):
        free = [box for box in _around(points[at], radii[at], *sizes[at]) if not names.taken(box)]
        clear = [box for box in free if not circles.taken(box)]
        # The name of a hub matters more than a small circle under it.
        if best := clear or (free if rank < _HUBS else []):
            names.take(best[0])
            found[at] = best[0]
    return found


def _around(point: Points, radius: float, width: float, height: float) -> Iterator[Box]:
    x, y = float(point[0]), float(point[1])
    side, off = radius + 3, radius + 2
    yield Box(x - width / 2, y + off, x + width / 2, y + off + height)
    yield Box(x + side, y - height / 2, x + side + width, y + height / 2)
    yield Box(x - side - width, y - height / 2, x - side, y + height / 2)
    yield Box(x - width / 2, y - off - height, x + width / 2, y - off)
    for down in (y + radius * 0.5, y - radius * 0.5 - height):
        yield Box(x + radius * 0.8, down, x + radius * 0.8 + width, down + height)
        yield Box(x - radius * 0.8 - width, down, x - radius * 0.8, down + height)


class _Rooms:
    """The boxes that are taken, found by the squares of a grid that they lie in."""

    _SQUARE = 60.0

    def __init__(self) -> None:
        self._squares: dict[tuple[int, int], list[Box]] = {}

    def _of(self, box: Box) -> Iterator[tuple[int, int]]:
        for column in range(int(box.left // self._SQUARE), ceil(box.right / self._SQUARE) + 1):
            for row in range(int(box.top // self._SQUARE), ceil(box.bottom / self._SQUARE) + 1):
                yield column, row

    def take(self, box: Box) -> None:
        for square in self._of(box):
            self._squares.setdefault(square, []).append(box)

    def taken(self, box: Box) -> bool:
        return any(other.meets(box) for square in self._of(box) for other in self._squares.get(square, ()))
