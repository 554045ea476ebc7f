"""Drawn tables: the rules of a page as segments, and the grids of cells they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from loaders.formats.scans.ink import odd
from loaders.formats.scans.lettering import runs

Image = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Segment:
    """A rule: `at` across its direction at `start` and at `stop`, which lie along it."""

    start: float
    stop: float
    at_start: float
    at_stop: float

    @property
    def at(self) -> float:
        """Where its middle lies across its direction."""
        return (self.at_start + self.at_stop) / 2

    @property
    def length(self) -> float:
        """Its length."""
        return self.stop - self.start

    def near(self, along: float) -> float:
        """Where it lies across its direction at `along`."""
        if self.length <= 0:
            return self.at
        share = min(max((along - self.start) / self.length, 0.0), 1.0)
        return self.at_start + (self.at_stop - self.at_start) * share


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid: its first row and column, and how many of them it covers."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A drawn table: where its columns and rows are parted, in pixels, its cells and the rules between them."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]
    horizontal: tuple[Segment, ...]
    vertical: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a page: masks of the horizontal, of the vertical ones and of all thin ink, and their segments."""

    across: npt.NDArray[np.uint8]
    down: npt.NDArray[np.uint8]
    thin: npt.NDArray[np.bool_]
    horizontal: tuple[Segment, ...]
    vertical: tuple[Segment, ...]


def rules(layer: Image, u: float) -> Rules:
    """The straight lines drawn on an upright layer of print: whole, broken and dotted."""
    across = _mask(layer, u, 40 * u)
    down = np.ascontiguousarray(_mask(np.ascontiguousarray(layer.T), u, 24 * u).T)
    hat = cv2.morphologyEx(layer, cv2.MORPH_BLACKHAT, np.ones((odd(11 * u), odd(11 * u)), np.uint8))
    return Rules(across, down, hat > 28, _segments(across, u), _segments(np.ascontiguousarray(down.T), u))


def _mask(layer: Image, u: float, shortest: float) -> npt.NDArray[np.uint8]:
    """The horizontal rules of a layer; the vertical ones are found in the transposed layer."""
    hat = cv2.morphologyEx(layer, cv2.MORPH_BLACKHAT, np.ones((odd(11 * u), 1), np.uint8))
    thin = (cv2.blur(hat, (odd(7 * u), 1)) > 32).astype(np.uint8)
    whole = cv2.morphologyEx(thin, cv2.MORPH_OPEN, np.ones((1, odd(shortest)), np.uint8))
    ink = (hat > 40).astype(np.float32)
    density = cv2.blur(ink, (odd(31 * u), 1))
    gap = max(3, round(4 * u))
    clear = np.ones_like(density, dtype=bool)
    clear[gap:] &= density[:-gap] < 0.08
    clear[:-gap] &= density[gap:] < 0.08
    dotted = ((density > 0.3) & clear).astype(np.uint8)
    dotted = cv2.morphologyEx(dotted, cv2.MORPH_OPEN, np.ones((1, odd(90 * u)), np.uint8))
    mask = cv2.bitwise_or(whole, dotted)
    joined: npt.NDArray[np.uint8] = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, odd(13 * u)), np.uint8)).astype(
        np.uint8
    )
    return joined


def _segments(mask: npt.NDArray[np.uint8], u: float) -> tuple[Segment, ...]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found = []
    for number, (x, y, w, h, _) in enumerate(stats[1:].tolist(), 1):
        if h > max(12 * u, 0.05 * w):
            continue
        part = labels[y : y + h, x : x + w] == number
        rows, columns = np.nonzero(part)
        end = max(2, int(min(w / 3, 40 * u)))
        first, last = rows[columns < end], rows[columns >= w - end]
        found.append(Segment(float(x), float(x + w), y + float(first.mean()), y + float(last.mean())))
    return tuple(sorted(found, key=lambda s: (s.at, s.start)))


def grids(drawn: Rules, u: float) -> list[Grid]:
    """The drawn tables of a page, from the top. A single frame is none."""
    horizontal, vertical = _anchored(drawn, u)
    found = []
    for flat, tall in _groups(horizontal, vertical, u):
        xs, ys = _edges(drawn.thin, flat, tall, u)
        if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) < 2:
            continue
        cells = _cells(drawn.thin, xs, ys, u)
        if len(cells) >= 2:
            rows = tuple(h for h in flat if any(abs(h.at - y) <= 4 * u for y in ys))
            columns = tuple(v for v in tall if any(abs(v.at - x) <= 4 * u for x in xs))
            found.append(Grid(tuple(xs), tuple(ys), tuple(cells), rows, columns))
    found.sort(key=lambda g: (g.ys[0], g.xs[0]))
    return [
        grid
        for grid in found
        if not any(
            other is not grid
            and other.xs[0] <= grid.xs[0]
            and other.xs[-1] >= grid.xs[-1]
            and other.ys[0] <= grid.ys[0]
            and other.ys[-1] >= grid.ys[-1]
            for other in found
        )
    ]


def _meets(flat: Segment, tall: Segment, slack: float) -> bool:
    y, x = flat.near(tall.at), tall.near(flat.at)
    return tall.start - slack <= y <= tall.stop + slack and flat.start - slack <= x <= flat.stop + slack


def _anchored(drawn: Rules, u: float) -> tuple[list[Segment], list[Segment]]:
    """The segments that belong to tables: their ends meet other rules, as strokes of signs do not."""
    slack = 7 * u
    flat = [s for s in drawn.horizontal if s.length >= 20 * u]
    tall = list(drawn.vertical)
    for _ in range(3):
        kept_tall = [
            v
            for v in tall
            if sum(_ends(v, h, slack) for h in flat) >= 2
            or (v.length >= 110 * u and sum(_meets(h, v, slack) for h in flat) >= 1)
        ]
        kept_flat = [
            h
            for h in flat
            if sum(_ends(h, v, slack) for v in kept_tall) >= 2
            or (h.length >= 160 * u and sum(_meets(h, v, slack) for v in kept_tall) >= 1)
        ]
        if len(kept_tall) == len(tall) and len(kept_flat) == len(flat):
            break
        tall, flat = kept_tall, kept_flat
    return flat, tall


def _ends(segment: Segment, other: Segment, slack: float) -> int:
    """How many ends of a segment lie on another that runs across it."""
    count = 0
    for along, at in ((segment.start, segment.at_start), (segment.stop, segment.at_stop)):
        inside = other.start - slack <= at <= other.stop + slack
        count += inside and abs(other.near(at) - along) <= slack
    return count


def _groups(
    flat: Sequence[Segment], tall: Sequence[Segment], u: float
) -> Iterable[tuple[list[Segment], list[Segment]]]:
    parents = list(range(len(flat) + len(tall)))

    def root(item: int) -> int:
        while parents[item] != item:
            parents[item] = parents[parents[item]]
            item = parents[item]
        return item

    for i, h in enumerate(flat):
        for j, v in enumerate(tall):
            if _meets(h, v, 7 * u):
                parents[root(i)] = root(len(flat) + j)
    for first in sorted({root(i) for i in range(len(parents))}):
        hs = [h for i, h in enumerate(flat) if root(i) == first]
        vs = [v for j, v in enumerate(tall) if root(len(flat) + j) == first]
        if hs and vs and len(hs) + len(vs) >= 4:
            yield hs, vs


def _clusters(values: Iterable[tuple[float, float]], slack: float) -> list[float]:
    """Positions that are one within the slack, weighted."""
    groups: list[list[tuple[float, float]]] = []
    for at, weight in sorted(values):
        if groups and at - sum(a * w for a, w in groups[-1]) / sum(w for _, w in groups[-1]) <= slack:
            groups[-1].append((at, weight))
        else:
            groups.append([(at, weight)])
    return [sum(a * w for a, w in group) / sum(w for _, w in group) for group in groups]


def _edges(
    thin: npt.NDArray[np.bool_], flat: list[Segment], tall: list[Segment], u: float
) -> tuple[list[float], list[float]]:
    """Where rows and columns are parted. Where rules run on past the last one across them, an edge is open there.

    Strokes of signs that stand one above the other in narrow rows look like a rule: what is drawn nowhere from one
    rule to the next is none.
    """
    xs = _clusters(((v.at, v.length**2) for v in tall), 8 * u)
    ys = _clusters(((h.at, h.length**2) for h in flat), 8 * u)
    xs = [x for x in xs if any(_drawn(thin.T, x, top, bottom, u) for top, bottom in pairwise(ys))]
    ys = [y for y in ys if any(_drawn(thin, y, left, right, u) for left, right in pairwise(xs))]
    if not xs or not ys:
        return [], []
    return _open(xs, flat, u), _open(ys, tall, u)


def _open(edges: list[float], along: list[Segment], u: float) -> list[float]:
    starts = sorted(s.start for s in along if s.start < edges[0] - 25 * u)
    stops = sorted(s.stop for s in along if s.stop > edges[-1] + 25 * u)
    least = max(2, len(along) // 2)
    before = [starts[len(starts) // 2]] if len(starts) >= least else []
    after = [stops[len(stops) // 2]] if len(stops) >= least else []
    return [*before, *edges, *after]


def _cells(thin: npt.NDArray[np.bool_], xs: Sequence[float], ys: Sequence[float], u: float) -> list[Cell]:
    """The cells of a grid: squares between which no rule is drawn are one cell where they make a rectangle."""
    columns, rows = len(xs) - 1, len(ys) - 1
    right = np.ones((rows, columns), dtype=bool)
    below = np.ones((rows, columns), dtype=bool)
    for r, (top, bottom) in enumerate(pairwise(ys)):
        for c, (left, end) in enumerate(pairwise(xs)):
            if c + 1 < columns:
                right[r, c] = _drawn(thin.T, end, top, bottom, u)
            if r + 1 < rows:
                below[r, c] = _drawn(thin, bottom, left, end, u)
    taken = np.zeros((rows, columns), dtype=bool)
    cells = []
    for r in range(rows):
        for c in range(columns):
            if taken[r, c]:
                continue
            wide = 1
            while c + wide < columns and not right[r, c + wide - 1] and not taken[r, c + wide]:
                wide += 1
            tall = 1
            while (
                r + tall < rows
                and not below[r + tall - 1, c : c + wide].any()
                and not right[r + tall, c : c + wide - 1].any()
                and not taken[r + tall, c : c + wide].any()
            ):
                tall += 1
            taken[r : r + tall, c : c + wide] = True
            cells.append(Cell(r, c, tall, wide))
    return cells


def _drawn(thin: npt.NDArray[np.bool_], at: float, start: float, stop: float, u: float) -> bool:
    """Whether a horizontal rule is drawn at `at` from one rule across it to the next: whole, broken or dotted.

    A stroke of a sign leaves a blank before the rules above and below, or has other strokes on both sides; a rule
    does not.
    """
    reach = max(2, round(3 * u))
    top, bottom = max(0, round(at) - reach), min(thin.shape[0], round(at) + reach + 1)
    ink: npt.NDArray[Any] = np.any(thin[top:bottom, max(0, round(start)) : max(0, round(stop)) + 1], axis=0)
    if ink.size < 6:
        return False
    blanks = runs(np.logical_not(ink))
    share = float(ink.mean())
    trim = min(round(6 * u), ink.size // 4)
    aside = round(7 * u)
    flanks = [
        float(thin[row, max(0, round(start)) + trim : max(0, round(stop)) + 1 - trim].mean())
        for row in (round(at) - aside, round(at) + aside)
        if 0 <= row < thin.shape[0]
    ]
    if share < 0.93 and flanks and min(flanks) > 0.25:
        return False
    longest = max((b - a for a, b in blanks), default=0)
    near = max(4.0, 9 * u)
    ends = max((b - a for a, b in blanks if a < near or b > ink.size - near), default=0)
    if share >= 0.7 and ends <= max(2.0, 2.5 * u) and longest <= max(12 * u, 0.2 * ink.size):
        return True
    return share >= 0.3 and longest <= 8 * u and _even(blanks, ink.size, u) and _even(runs(ink), ink.size, u)


def _even(spans: Sequence[tuple[int, int]], size: int, u: float) -> bool:
    """Whether spans are many and alike, as dots and the blanks between them are, and strokes of signs are not."""
    lengths = np.array([stop - start for start, stop in spans], dtype=float)
    if len(lengths) < max(4.0, size / (20 * u)):
        return False
    middle = float(np.median(lengths))
    return float((np.abs(lengths - middle) <= 1 + 0.35 * middle).mean()) >= 0.8
