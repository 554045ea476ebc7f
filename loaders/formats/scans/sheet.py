"""A page set upright and straight, and the way back from its pixels to points of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from loaders.formats.scans.engine import Engine
from loaders.formats.scans.ink import dark, grey, unit

Image = npt.NDArray[Any]
Box = tuple[float, float, float, float]

_LONGEST = 3600
_SHORTEST = 1500
_STEEPEST = 3.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """The layer of print of one page, upright and straight.

    `turns` is how many quarter turns, counter-clockwise, set the picture upright; `size` the upright page in points;
    `back` the affine map from pixels of `layer` to those before it was straightened; `u` the unit of length.
    """

    layer: Image
    turns: int
    size: tuple[float, float]
    back: npt.NDArray[np.float64]
    u: float

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The place of a box of pixels in points from the top left corner of the upright page.

        The box keeps its own width and height: only its middle is turned with the page.
        """
        middle = self.back @ np.array([(left + right) / 2, (top + bottom) / 2, 1.0])
        across = self.size[0] / self.layer.shape[1]
        down = self.size[1] / self.layer.shape[0]
        half_width, half_height = (right - left) / 2 * across, (bottom - top) / 2 * down
        x, y = float(middle[0]) * across, float(middle[1]) * down
        return (
            round(min(max(x - half_width, 0.0), self.size[0]), 1),
            round(min(max(y - half_height, 0.0), self.size[1]), 1),
            round(max(min(x + half_width, self.size[0]), 0.0), 1),
            round(max(min(y + half_height, self.size[1]), 0.0), 1),
        )


def sheet(image: Image, size: tuple[float, float], engine: Engine) -> Sheet:
    """The picture of a page (H, W, 3 RGB) as an upright, straight layer. `size` is the picture's in points."""
    longest = max(image.shape[:2])
    scale = min(1.0, _LONGEST / longest) if longest >= _SHORTEST else min(3.0, _SHORTEST / longest)
    if scale != 1.0:
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=way)
    layer = grey(image)
    turns = _turns(layer, engine)
    layer = np.ascontiguousarray(np.rot90(layer, turns))
    if turns % 2:
        size = (size[1], size[0])
    u = unit(layer)
    angle = skew(layer, u)
    back = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    if abs(angle) >= 0.04:
        height, width = layer.shape
        there = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        layer = cv2.warpAffine(layer, there, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
        back = np.asarray(cv2.invertAffineTransform(there), dtype=np.float64)
    return Sheet(layer, turns, size, back, u)


def _turns(layer: Image, engine: Engine) -> int:
    """The quarter turns, counter-clockwise, after which the text of the page reads from left to right."""
    scale = min(1.0, 960 / max(layer.shape))
    small = cv2.resize(layer, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    boxes = engine.boxes(small)
    lying = standing = 0.0
    spans: list[tuple[float, int, int, int, int]] = []
    for corners in boxes:
        left, top = corners.min(axis=0) / scale
        right, bottom = corners.max(axis=0) / scale
        width, height = right - left, bottom - top
        if width > 1.5 * height:
            lying += width
        elif height > 1.5 * width:
            standing += height
        spans.append((max(width, height), int(left), int(top), int(right), int(bottom)))
    if lying == standing == 0.0:
        return 0
    quarter = 1 if standing > 1.5 * lying else 0
    spans.sort(reverse=True)
    crops = []
    for _, left, top, right, bottom in spans[: 12 if quarter else 6]:
        crop = layer[max(0, top) : bottom, max(0, left) : right]
        if (crop.shape[0] > 1.5 * crop.shape[1]) == bool(quarter) and min(crop.shape) > 4:
            crops.append(np.rot90(crop, quarter))
    if not crops:
        return 0
    sure = float(np.mean([score for _, score in engine.read(crops)]))
    if sure >= 0.9 and not quarter:
        return 0
    other = float(np.mean([score for _, score in engine.read([np.rot90(crop, 2) for crop in crops])]))
    return quarter if sure >= other else quarter + 2


def skew(layer: Image, u: float) -> float:
    """The angle in degrees by which the lines of a page fall to the right, by the sharpest profile of its rows."""
    scale = 1000 / max(layer.shape)
    mask = dark(layer, u).astype(np.float32)
    small = cv2.resize(mask, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if float(small.sum()) < 50:
        return 0.0
    coarse = _sharpest(small, np.arange(-_STEEPEST, _STEEPEST + 0.01, 0.2))
    scale = min(1.0, 2000 / max(layer.shape))
    fine = cv2.resize(mask, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    best = _sharpest(fine, np.arange(coarse - 0.2, coarse + 0.21, 0.04))
    return 0.0 if abs(best) > _STEEPEST + 0.01 else best


def _sharpest(mask: Image, angles: npt.NDArray[np.float64]) -> float:
    """The angle at which the rows of a mask differ most from each other; a sheared mask stands for a turned one."""
    height, width = mask.shape
    rows, columns = np.nonzero(mask > 0.3)
    weight = mask[rows, columns]
    best, most = 0.0, -1.0
    for angle in sorted(angles.tolist(), key=abs):
        shift = np.tan(np.radians(angle))
        place = rows - (columns - width / 2) * shift + height * 0.06
        profile = np.bincount(np.clip(place, 0, height * 1.12).astype(int), weights=weight)
        sharp = float((np.diff(profile) ** 2).sum())
        if sharp > most * 1.001:
            best, most = float(angle), sharp
    return best
