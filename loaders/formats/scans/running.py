"""Text outside drawn tables: lines in reading order, and columns where several lines agree on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from loaders.formats.scans.engine import Engine
from loaders.formats.scans.lettering import Lettering, runs
from loaders.formats.scans.sheet import Sheet

Image = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its pieces from left to right, parted by wide blanks."""

    pieces: tuple[Lettering, ...]

    @property
    def top(self) -> int:
        """Its upper edge in pixels."""
        return min(piece.top for piece in self.pieces)

    @property
    def bottom(self) -> int:
        """Its lower edge in pixels."""
        return max(piece.bottom for piece in self.pieces)

    @property
    def left(self) -> int:
        """Its left edge in pixels."""
        return self.pieces[0].left

    @property
    def right(self) -> int:
        """Its right edge in pixels."""
        return self.pieces[-1].right


def lines(paper: Sheet, layer: Image, ink: npt.NDArray[np.uint8], engine: Engine) -> list[Line]:
    """The lines of a layer from which tables were taken, from the top; `ink` are its signs."""
    u = paper.u
    boxes = [_box(corners, layer.shape) for corners in engine.boxes(layer)]
    boxes = [_fitted(box, ink) for box in boxes if box.right - box.left > 2 and box.bottom - box.top > 2]
    boxes = [box for box in boxes if box.right > box.left and box.bottom > box.top]
    boxes += _left_over(boxes, ink, u)
    return [_parted(group) for group in _level(boxes)]


def _box(corners: npt.NDArray[np.float64], shape: tuple[int, ...]) -> Lettering:
    left, top = np.floor(corners.min(axis=0)).astype(int).tolist()
    right, bottom = np.ceil(corners.max(axis=0)).astype(int).tolist()
    return Lettering(max(0, left), max(0, top), min(shape[1], right), min(shape[0], bottom))


def _fitted(box: Lettering, ink: npt.NDArray[np.uint8]) -> Lettering:
    """The box drawn in to its ink; where there is none that stands out from the paper, as detected."""
    piece = ink[box.top : box.bottom, box.left : box.right]
    if not piece.any():
        return box
    height = box.bottom - box.top
    rows = runs(piece.sum(axis=1), gap=max(2, height // 2))
    top, bottom = max(rows, key=lambda run: run[1] - run[0])
    columns = np.flatnonzero(piece[top:bottom].any(axis=0))
    return Lettering(box.left + int(columns[0]), box.top + top, box.left + int(columns[-1]) + 1, box.top + bottom)


def _left_over(boxes: Sequence[Lettering], ink: npt.NDArray[np.uint8], u: float) -> list[Lettering]:
    """Signs that detection passed over: page numbers, widely set letters."""
    rest = ink.copy()
    for box in boxes:
        margin = max(2, (box.bottom - box.top) // 4)
        rest[max(0, box.top - margin) : box.bottom + margin, max(0, box.left - margin) : box.right + margin] = 0
    joined = cv2.dilate(rest, np.ones((max(3, round(5 * u)), round(15 * u)), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for number, (x, y, w, h, _) in enumerate(stats[1:].tolist(), 1):
        part = (labels[y : y + h, x : x + w] == number) & (rest[y : y + h, x : x + w] > 0)
        rows, columns = np.nonzero(part)
        if not len(rows):
            continue
        top, bottom, left, right = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
        if not 9 * u <= bottom - top <= 160 * u or right - left < 5 * u:
            continue
        if bottom - top > 4 * (right - left) or y + top <= 2 or x + left <= 2:
            continue
        found.append(Lettering(int(x + left), int(y + top), int(x + right), int(y + bottom)))
    return found


def _level(boxes: Sequence[Lettering]) -> list[list[Lettering]]:
    """Boxes that stand side by side, line by line from the top, each line from the left."""
    groups: list[list[Lettering]] = []
    for box in sorted(boxes, key=lambda b: b.top + b.bottom):
        middle = (box.top + box.bottom) / 2
        for group in reversed(groups[-4:]):
            top = sum(b.top for b in group) / len(group)
            bottom = sum(b.bottom for b in group) / len(group)
            shared = min(bottom, box.bottom) - max(top, box.top)
            if shared >= 0.55 * min(bottom - top, box.bottom - box.top) and top <= middle <= bottom:
                group.append(box)
                break
        else:
            groups.append([box])
    groups.sort(key=lambda g: sum(b.top + b.bottom for b in g) / len(g))
    return [sorted(group, key=lambda b: b.left) for group in groups]


def _parted(group: Sequence[Lettering]) -> Line:
    """Boxes of one line, put together where no wide blank parts them."""
    pieces: list[Lettering] = []
    for box in group:
        last = pieces[-1] if pieces else None
        height = max(box.bottom - box.top, last.bottom - last.top if last else 0)
        if last is not None and box.left - last.right < 1.2 * height:
            pieces[-1] = replace(
                last,
                top=min(last.top, box.top),
                right=max(last.right, box.right),
                bottom=max(last.bottom, box.bottom),
            )
        else:
            pieces.append(box)
    return Line(tuple(pieces))
