"""The recogniser: pictures of lines to text, pages to boxes of text. Knows rapidocr; nothing else does.

The models are those of the installed wheel. Nothing is downloaded: where the wheel has none, `ModelsMissing` is raised.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import rapidocr

Image = npt.NDArray[Any]

_DETECTION = 1600  # pixels of the longer side: signs of 6 points are still 10 pixels high on A4
_BATCH = 16
_DOUBT = 0.8  # no number whose points and commas were set right is surer than this
_SIGNS = re.compile(r"-?\d[\d.,]*[.,][\d.,]*%?")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")


class ModelsMissing(Exception):
    """The installed recogniser brings no models of its own."""


class Engine:
    """Detection and recognition by the models that come with rapidocr."""

    def __init__(self) -> None:
        models = Path(rapidocr.__file__).parent / "models"
        self._ocr = rapidocr.RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.max_side_len": 100_000,
                "Global.min_side_len": 1,
                "Det.model_path": _model(models, "det"),
                "Det.limit_type": "max",
                "Det.limit_side_len": _DETECTION,
                "Rec.model_path": _model(models, "rec"),
                "Rec.rec_batch_num": _BATCH,
                "Rec.rec_img_shape": [3, 48, 64],
            }
        )
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)

    def boxes(self, gray: Image) -> list[npt.NDArray[np.float64]]:
        """The four corners of each line of text, from the top left clockwise, in pixels."""
        found = self._ocr(_three(gray), use_det=True, use_cls=False, use_rec=False)
        boxes = getattr(found, "boxes", None)
        return [] if boxes is None else [np.asarray(box, dtype=np.float64) for box in boxes]

    def read(self, lines: Sequence[Image]) -> list[tuple[str, float]]:
        """The text of each picture of one line, and how sure the model is (0 to 1)."""
        if not lines:
            return []
        found = self._ocr.recognize_txt([_three(line) for line in lines])
        return [punctuated(str(text), float(score)) for text, score in zip(found.txts or (), found.scores, strict=True)]


def punctuated(text: str, score: float) -> tuple[str, float]:
    """A number whose points and commas cannot be right, with the only ones that can: 1.234.56 is 1,234.56.

    In small print the two look alike. Digits are never touched, and where more than one number is possible
    (1.234.567), or none, the text stays as recognised.
    """
    if not _SIGNS.fullmatch(text) or _AMOUNT.fullmatch(text):
        return text, score
    marks = [at for at, sign in enumerate(text) if sign in ".,"]
    if len(marks) > 5:
        return text, score
    possible = []
    for choice in product(".,", repeat=len(marks)):
        signs = list(text)
        for at, mark in zip(marks, choice, strict=True):
            signs[at] = mark
        if _AMOUNT.fullmatch("".join(signs)):
            possible.append("".join(signs))
    return (possible[0], min(score, _DOUBT)) if len(possible) == 1 else (text, score)


@cache
def engine() -> Engine:
    """The one recogniser of this process; its models take a second to load."""
    return Engine()


def _model(folder: Path, task: str) -> str:
    found = sorted(folder.glob(f"*_{task}_*.onnx"))
    if not found:
        raise ModelsMissing(f"rapidocr {getattr(rapidocr, '__version__', '')} brings no model for {task}")
    return str(found[-1])


def _three(gray: Image) -> Image:
    return np.ascontiguousarray(np.repeat(gray[:, :, None], 3, axis=2))
