"""Ink to lines of text: where the lines of a piece of paper lie, and pictures of them for the recogniser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[Any]
Span = tuple[int, int]

# Signs of a number that the recogniser may give in their wide form, and what they are in a number.
_NARROW = str.maketrans("０１２３４５６７８９，．－−–—％", "0123456789,.----%")
_BLANK = re.compile(r"(?<=[,.-])\s+|\s+(?=[,.%])")
_NUMBER = re.compile(r"-?\s*[\d,.\s]*\d[\d,.\s]*%?")


@dataclass(frozen=True, slots=True)
class Lettering:
    """A line of text in pixels, before it is read."""

    left: int
    top: int
    right: int
    bottom: int


def runs(profile: npt.NDArray[Any], gap: int = 0) -> list[Span]:
    """Where a profile is above nothing, runs less than `gap` apart joined."""
    marks = np.flatnonzero(np.diff(np.concatenate(([0], (profile > 0).astype(np.int8), [0]))))
    spans = [(int(a), int(b)) for a, b in zip(marks[::2], marks[1::2], strict=True)]
    joined: list[Span] = []
    for start, stop in spans:
        if joined and start - joined[-1][1] < gap:
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return joined


def bands(ink: npt.NDArray[np.uint8], height: float) -> list[Span]:
    """The lines in a piece of ink, from the top; `height` is that of a usual line.

    Strokes of one sign (二, 三, 一 over 口) lie nearer together than lines: they are joined while the whole is no
    higher than a line.
    """
    spans = runs(ink.sum(axis=1))
    while len(spans) > 1:
        heights = [second[1] - first[0] for first, second in pairwise(spans)]
        least = int(np.argmin(heights))
        if heights[least] > 1.25 * height:
            break
        spans[least : least + 2] = [(spans[least][0], spans[least + 1][1])]
    split: list[Span] = []
    for start, stop in spans:
        split += _parted(ink, start, stop, height)
    return split


def _parted(ink: npt.NDArray[np.uint8], start: int, stop: int, height: float) -> list[Span]:
    """A band that holds several lines that touch, cut where it is thinnest."""
    if stop - start <= 1.9 * height:
        return [(start, stop)]
    profile = ink[start:stop].sum(axis=1).astype(float)
    low, high = int(0.7 * height), int((stop - start) - 0.7 * height)
    cut = low + int(np.argmin(profile[low:high]))
    if profile[cut] > 0.12 * float(np.percentile(profile, 90)):
        return [(start, stop)]
    return _parted(ink, start, start + cut, height) + _parted(ink, start + cut, stop, height)


def usual(pieces: Sequence[npt.NDArray[np.uint8]], u: float) -> float:
    """The height of a usual line in the given pieces of ink."""
    heights = [b - a for ink in pieces for a, b in runs(ink.sum(axis=1), gap=max(1, round(3 * u))) if b - a >= 8 * u]
    return float(np.median(heights)) if heights else 22 * u


def picture(paper: Image, line: Lettering) -> Image:
    """The line cut out, with paper around it as the recogniser is used to."""
    height = line.bottom - line.top
    margin = max(2, round(0.18 * height))
    top, bottom = max(0, line.top - margin), min(paper.shape[0], line.bottom + margin)
    left, right = max(0, line.left - 2 * margin), min(paper.shape[1], line.right + 2 * margin)
    cut = paper[top:bottom, left:right]
    least = round(1.2 * cut.shape[0])
    if cut.shape[1] < least:
        side = (least - cut.shape[1] + 1) // 2
        cut = np.pad(cut, ((0, 0), (side, side)), mode="edge")
    return cut


def tidy(text: str) -> str:
    """The text as recognised; a number in narrow signs and without blanks beside its points and commas.

    A blank between two digits stays: there may be two numbers.
    """
    text = text.strip()
    narrow = text.translate(_NARROW)
    return _BLANK.sub("", narrow) if _NUMBER.fullmatch(narrow) else text
