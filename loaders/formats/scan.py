"""A picture of a page to paragraphs and rows: the door to the readers of scans.

Knows pictures and nothing about budgets. Needs the extra `ocr`; raises `OcrMissing` where it is not installed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from loaders.document import Item


class OcrMissing(Exception):
    """Recognition was asked for and its libraries are not installed. The message is one line for the user."""

    def __init__(self, why: str = "") -> None:
        super().__init__("a scanned page needs recognition: install 'fiscal-kg[ocr]'" + (f" ({why})" if why else ""))


def recognise(image: npt.NDArray[Any], page: int, size: tuple[float, float], *, upright: bool = True) -> list[Item]:
    """The lines and tables of a picture of a page, in reading order.

    `image` is (height, width, 3), RGB, 8 bits; `page` the page's number from 1; `size` the picture's width and height
    in points. Places are boxes in points from the top left corner: of the page as it reads, which has width and height
    changed where the text of the picture runs up or down; or of the picture as given, with `upright=False`. Grids are
    numbered from 1. Raises `OcrMissing` where the extra `ocr` is not installed.
    """
    try:
        from loaders.formats.scans import whole  # noqa: PLC0415 - the libraries are heavy and optional
        from loaders.formats.scans.engine import ModelsMissing, engine  # noqa: PLC0415
    except ImportError as error:
        raise OcrMissing(f"no {error.name}" if error.name else "") from None
    try:
        reader = engine()
    except ModelsMissing as error:
        raise OcrMissing(str(error)) from None
    items, turns = whole.items(np.ascontiguousarray(image), page, size, reader)
    return items if upright or not turns else whole.turned(items, turns, size)
