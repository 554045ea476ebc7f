"""The signs of a PDF page with their boxes and baselines, and the ruling lines that are drawn on it.

Knows pdfium and coordinates; knows nothing of tables or of text. All coordinates that leave this module are points
from the top left corner of the page as it is shown.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]

_THIN = 3.0  # points: a filled box no wider than this is a ruling line
_DEPTH = 6  # forms inside forms

_address = ctypes.c_void_p


def _by_address(function: Any, *kinds: Any) -> Any:
    """A function of pdfium that takes addresses of numbers as integers: it writes straight into an array."""
    return ctypes.CFUNCTYPE(ctypes.c_int, *kinds)(ctypes.cast(function, _address).value or 0)


_char_box = _by_address(pdfium.FPDFText_GetCharBox, _address, ctypes.c_int, *[_address] * 4)
_char_origin = _by_address(pdfium.FPDFText_GetCharOrigin, _address, ctypes.c_int, *[_address] * 2)


@dataclass(slots=True)
class Signs:
    """The visible signs of a page, with their boxes (left, top, right, bottom) and the height of their baselines."""

    codes: list[str]
    boxes: list[Box]
    baselines: list[float]


@dataclass(slots=True)
class Rules:
    """The ruling lines of a page: horizontal ones as (y, from, to), vertical ones as (x, from, to)."""

    horizontal: list[tuple[float, float, float]]
    vertical: list[tuple[float, float, float]]


class Sheet:
    """One page of a PDF: opened, measured, and closed again.

    `turn` is how many quarter turns clockwise bring the page as stored to the page as shown.
    """

    def __init__(self, document: Any, number: int) -> None:
        self.page = pdfium.FPDF_LoadPage(document, number)
        if not self.page:
            raise ValueError(f"page {number + 1} cannot be opened")
        self.text = pdfium.FPDFText_LoadPage(self.page)
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(self.page, box)
        self.edges = (box.left, box.top, box.right, box.bottom)
        self.turn = pdfium.FPDFPage_GetRotation(self.page) % 4
        self.count = max(pdfium.FPDFText_CountChars(self.text), 0) if self.text else 0
        self.turn = (self.turn + self._text_turn()) % 4
        wide, high = box.right - box.left, box.top - box.bottom
        self.size = (wide, high) if self.turn % 2 == 0 else (high, wide)

    def close(self) -> None:
        """Frees what pdfium holds for the page."""
        if self.text:
            pdfium.FPDFText_ClosePage(self.text)
        pdfium.FPDF_ClosePage(self.page)

    def _text_turn(self) -> int:
        """Quarter turns that bring the page's writing upright, where nearly all of it runs up or down the page."""
        if self.count < 20:
            return 0
        step = max(self.count // 40, 1)
        angles = [pdfium.FPDFText_GetCharAngle(self.text, index) for index in range(0, self.count, step)]
        turns = [round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0]
        upright = (4 - self.turn) % 4  # the angle of a sign that reads upright on the page as shown
        common = max(set(turns), key=turns.count) if turns else upright
        if turns.count(common) * 10 < len(turns) * 9:
            return 0
        # A sign's angle counts counterclockwise; the page must be turned clockwise by as much.
        return (common - upright) % 4 if common != upright else 0

    def placed(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Points (arrays or single numbers) of the page as stored, from the top left corner of the page as shown."""
        left, top, right, bottom = self.edges
        if self.turn == 0:
            return x - left, top - y
        if self.turn == 1:
            return y - bottom, x - left
        if self.turn == 2:
            return right - x, y - bottom
        return top - y, right - x

    def _box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        (ax, ay), (bx, by) = self.placed(x0, y0), self.placed(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    # signs

    def signs(self) -> Signs:
        """The page's signs in the order of its text layer, without blanks and without what is clipped away."""
        count = self.count
        if not count:
            return Signs([], [], [])
        codes = self._codes(count)
        raw = np.zeros((count, 6))
        handle = ctypes.cast(self.text, _address).value
        start, width = raw.ctypes.data, raw.strides[0]
        wanted = [index for index, sign in enumerate(codes) if sign > " " and sign not in "\u00a0\u3000\ufffe\x7f"]
        for index in wanted:
            at = start + index * width
            _char_box(handle, index, at, at + 8, at + 16, at + 24)
            _char_origin(handle, index, at + 32, at + 40)
        picked = raw[wanted]
        signs = [codes[index] for index in wanted]
        x0, y0 = self.placed(picked[:, 0], picked[:, 2])
        x1, y1 = self.placed(picked[:, 1], picked[:, 3])
        _, oy = self.placed(picked[:, 4], picked[:, 5])
        boxes = np.stack([np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1)], axis=1)
        keep = self._on_page(boxes)
        self._drop_clipped(wanted, boxes, oy, keep)
        if not keep.all():
            signs = [sign for sign, kept in zip(signs, keep, strict=True) if kept]
            boxes, oy = boxes[keep], oy[keep]
        return Signs(signs, list(map(tuple, boxes.tolist())), oy.tolist())

    def _codes(self, count: int) -> list[str]:
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(self.text, 0, count, buffer)
        text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
        if len(text) == count:
            return list(text)
        return [chr(pdfium.FPDFText_GetUnicode(self.text, index) or 0xFFFD) for index in range(count)]

    def _on_page(self, boxes: Floats) -> npt.NDArray[np.bool_]:
        x = (boxes[:, 0] + boxes[:, 2]) / 2
        y = (boxes[:, 1] + boxes[:, 3]) / 2
        wide, high = self.size
        return np.asarray((x >= -1) & (x <= wide + 1) & (y >= -1) & (y <= high + 1))

    def _drop_clipped(self, wanted: list[int], boxes: Floats, baselines: Floats, keep: npt.NDArray[np.bool_]) -> None:
        """Marks the signs that are drawn through a window which does not show them.

        The ends of each line are looked at first, and the whole line only where an end is hidden: most pages clip each
        sign by itself, and hide none. What is cut off sideways stays where the rest of it is shown.
        """
        lines: dict[float, list[int]] = {}
        for position, baseline in enumerate(np.round(baselines).tolist()):
            lines.setdefault(baseline, []).append(position)
        windows: dict[int, tuple[float, float, float, float] | None] = {}
        for positions in lines.values():
            ends = {positions[0], positions[-1]}
            if any(not self._shown(wanted[p], boxes[p].tolist(), windows) for p in ends):
                for position in positions:
                    keep[position] &= self._shown(wanted[position], boxes[position].tolist(), windows)

    def _shown(
        self, index: int, box: list[float], windows: dict[int, tuple[float, float, float, float] | None]
    ) -> bool:
        found = pdfium.FPDFText_GetTextObject(self.text, index)
        if not found:
            return True
        key = ctypes.cast(found, _address).value or 0
        if key not in windows:
            windows[key] = self._window(found)
        window = windows[key]
        if window is None:
            return True
        left, top, right, bottom = window
        return top - 0.5 <= (box[1] + box[3]) / 2 <= bottom + 0.5 and left < right

    def _window(self, item: Any) -> tuple[float, float, float, float] | None:
        """The box through which a text object is drawn; an empty one where nothing of it is shown."""
        clip = pdfium.FPDFPageObj_GetClipPath(item)
        paths = pdfium.FPDFClipPath_CountPaths(clip) if clip else -1
        window = (-math.inf, -math.inf, math.inf, math.inf)
        x, y = ctypes.c_float(), ctypes.c_float()
        for path in range(paths):
            xs, ys = [], []
            for index in range(min(pdfium.FPDFClipPath_CountPathSegments(clip, path), 64)):
                segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, index)
                if segment and pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                    xs.append(x.value)
                    ys.append(y.value)
            if xs:
                left, top, right, bottom = self._box(min(xs), min(ys), max(xs), max(ys))
                window = (max(window[0], left), max(window[1], top), min(window[2], right), min(window[3], bottom))
        if math.isinf(window[0]):
            return None
        bounds = self._bounds(item)
        if bounds and (bounds[2] <= window[0] + 1 or bounds[0] >= window[2] - 1):
            return (window[0], window[1], window[0], window[3])
        return window

    def _bounds(self, item: Any) -> tuple[float, float, float, float] | None:
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            return None
        return self._box(left.value, bottom.value, right.value, top.value)

    # ruling lines

    def _objects(self, wanted: int, within: Any = None, depth: int = 0) -> Iterator[tuple[Any, tuple[Any, ...]]]:
        """The page's objects of a kind, with the forms that they stand in, outermost first."""
        if within is None:
            count, get, holder = pdfium.FPDFPage_CountObjects(self.page), pdfium.FPDFPage_GetObject, self.page
        else:
            count, get, holder = pdfium.FPDFFormObj_CountObjects(within), pdfium.FPDFFormObj_GetObject, within
        for index in range(count):
            item = get(holder, index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == wanted:
                yield item, ()
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
                for inner, forms in self._objects(wanted, item, depth + 1):
                    yield inner, (item, *forms)

    def rules(self) -> Rules:
        """The ruling lines: strokes along an axis, sides of stroked boxes, and filled boxes thin as a line."""
        segments: list[tuple[float, float, float, float]] = []
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        for item, forms in self._objects(pdfium.FPDF_PAGEOBJ_PATH):
            pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
            if not fill.value and not stroke.value:
                continue
            segments += _segments(item, forms, bool(stroke.value))
        rules = Rules([], [])
        if not segments:
            return rules
        array = np.array(segments)
        x0, y0 = self.placed(array[:, 0], array[:, 1])
        x1, y1 = self.placed(array[:, 2], array[:, 3])
        for left, top, right, bottom in zip(
            np.minimum(x0, x1).tolist(),
            np.minimum(y0, y1).tolist(),
            np.maximum(x0, x1).tolist(),
            np.maximum(y0, y1).tolist(),
            strict=True,
        ):
            if bottom - top <= _THIN and right - left > bottom - top:
                rules.horizontal.append(((top + bottom) / 2, left, right))
            elif right - left <= _THIN and bottom - top > right - left:
                rules.vertical.append(((left + right) / 2, top, bottom))
        return rules

    def pictures(self) -> float:
        """The share of the page that its largest picture covers."""
        area = self.size[0] * self.size[1] or 1.0
        largest = 0.0
        for item, forms in self._objects(pdfium.FPDF_PAGEOBJ_IMAGE):
            if not forms and (bounds := self._bounds(item)):
                largest = max(largest, (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]) / area)
        return largest


def _segments(item: Any, forms: tuple[Any, ...], stroked: bool) -> list[tuple[float, float, float, float]]:
    """The straight pieces of a path, in the page's coordinates; of a filled box only itself, and only if it is thin."""
    count = pdfium.FPDFPath_CountSegments(item)
    if not 2 <= count <= 20_000:
        return []
    matrix = pdfium.FS_MATRIX()
    chain = [
        (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
        for holder in (item, *reversed(forms))
        if pdfium.FPDFPageObj_GetMatrix(holder, matrix)
    ]
    x, y = ctypes.c_float(), ctypes.c_float()
    pieces: list[list[tuple[float, float]]] = []
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return []
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        px, py = x.value, y.value
        for a, b, c, d, e, f in chain:
            px, py = a * px + c * py + e, b * px + d * py + f
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not pieces:
            pieces.append([])
        pieces[-1].append((px, py))
        if pdfium.FPDFPathSegment_GetClose(segment) and pieces[-1][0] != pieces[-1][-1]:
            pieces[-1].append(pieces[-1][0])
    found: list[tuple[float, float, float, float]] = []
    for piece in pieces:
        xs, ys = [p[0] for p in piece], [p[1] for p in piece]
        box = (min(xs), min(ys), max(xs), max(ys))
        if box[2] - box[0] <= _THIN or box[3] - box[1] <= _THIN:
            found.append(box)
        elif stroked:
            found += [
                (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
                for a, b in pairwise(piece)
                if abs(a[0] - b[0]) < 0.5 or abs(a[1] - b[1]) < 0.5
            ]
    return found
