"""Colour to ink: one grey layer in which what is printed is dark and what is stamped over it is paper.

Printed red (a letterhead, a negative number) stays; the red of seals goes, and what was printed under a seal stays.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[Any]

_A4 = 2339.0  # the longer side of A4 in pixels at 200 to the inch
_RING = 110  # the smallest seal: 14 mm at that resolution


def unit(image: Image) -> float:
    """The length that is one pixel on A4 at 200 dots to the inch: all distances are given in it."""
    return float(max(image.shape[0], image.shape[1])) / _A4


def odd(length: float, least: int = 3) -> int:
    """An odd number of pixels near `length`, as kernels need it."""
    return max(least, round(length) | 1)


def grey(image: Image) -> Image:
    """The layer of print in a colour picture (H, W, 3): 0 is ink, 255 paper."""
    layer: Image = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    red = image[:, :, 0]
    for left, top, right, bottom in seals(image):
        inside = red[top:bottom, left:right].astype(np.float32)
        layer[top:bottom, left:right] = np.clip(inside * (255 / 170), 0, 255).astype(np.uint8)
    return layer


def seals(image: Image) -> list[tuple[int, int, int, int]]:
    """The boxes of red seals: rings, whole or cut by the edge of the page, no red letters."""
    channels = image.astype(np.int16)
    excess = channels[:, :, 0] - np.maximum(channels[:, :, 1], channels[:, :, 2])
    mask = (excess > 35).astype(np.uint8)
    if not mask.any():
        return []
    u = unit(image)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (odd(7 * u), odd(7 * u)))
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    height, width = mask.shape
    boxes = []
    for number, (x, y, w, h, _) in enumerate(stats[1:].tolist(), 1):
        if max(w, h) < _RING * u or max(w, h) > 6 * _RING * u:
            continue
        cut = (x <= 2 or x + w >= width - 2) and h >= _RING * u and w <= 1.7 * h
        part = labels[y : y + h, x : x + w] == number
        if cut or (0.6 <= w / h <= 1.7 and min(w, h) >= 0.9 * _RING * u and _round(part)):
            margin = int(3 * u)
            boxes.append(
                (max(0, x - margin), max(0, y - margin), min(width, x + w + margin), min(height, y + h + margin))
            )
    return boxes


def _round(part: npt.NDArray[np.bool_]) -> bool:
    """Whether ink lies all around near the ellipse that fills the box."""
    height, width = part.shape
    rows, columns = np.nonzero(part)
    across = (columns - width / 2) / (width / 2)
    down = (rows - height / 2) / (height / 2)
    radius = np.hypot(across, down)
    rim = (radius > 0.86) & (radius < 1.06)
    sectors = np.unique(((np.arctan2(down[rim], across[rim]) + np.pi) * (36 / (2 * np.pi))).astype(int) % 36)
    return len(sectors) >= 24 and float((radius > 1.06).mean()) < 0.08


def dark(layer: Image, u: float) -> npt.NDArray[np.uint8]:
    """The signs of a layer as 1 on 0, specks left out: what differs from the paper around it."""
    smooth = cv2.GaussianBlur(layer, (3, 3), 0)
    paper = cv2.resize(layer, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(paper, cv2.MORPH_CLOSE, np.ones((odd(12 * u), odd(12 * u)), np.uint8))
    paper = cv2.resize(paper, (layer.shape[1], layer.shape[0]), interpolation=cv2.INTER_LINEAR)
    mask = (paper.astype(np.int16) - smooth.astype(np.int16) > 45).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    large = stats[:, cv2.CC_STAT_AREA] >= max(4.0, 5 * u * u)
    large[0] = False
    kept: npt.NDArray[np.uint8] = large[labels].astype(np.uint8)
    return kept
