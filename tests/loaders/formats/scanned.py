"""Born-digital pages made into scans, and their numbers read from the text layer to compare with."""

from __future__ import annotations

import ctypes
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from loaders.document import Item, Row

DPI = 200
AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
# Born-digital pages dense with numbers, of many places: the first signs of the file's name, and the page from 1.
PAGES = (
    ("北京__04e8ce34", 5),
    ("北京__9c14713d", 3),
    ("广州__1a560492", 13),
    ("无锡__17a8236f", 17),
    ("武汉__a926cacd", 11),
    ("泉州__7bb10ed4", 10),
    ("深圳__61f3c3c3", 22),
    ("湖州__4e234ce9", 26),
    ("苏州__1f31a438", 14),
    ("西安__0956c387", 29),
    ("重庆__43f56135", 13),
    ("长沙__5c96c5f1", 18),
)


@dataclass(frozen=True, slots=True)
class Digital:
    """A page as a picture, its size in points, and its signs with their middles in points from the top left."""

    image: npt.NDArray[Any]
    size: tuple[float, float]
    signs: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Cells whose text layer holds a number: how many are right, those read otherwise, numbers that no cell covers.

    A cell that took in two numbers is wrong.
    """

    right: int
    wrong: tuple[tuple[str, str], ...]
    outside: tuple[str, ...]

    @property
    def cells(self) -> int:
        return self.right + len(self.wrong)


def digital(path: Path, page: int) -> Digital:
    import pypdfium2  # noqa: PLC0415
    from pypdfium2 import raw  # noqa: PLC0415

    document = pypdfium2.PdfDocument(path)
    sheet = document[page - 1]
    width, height = sheet.get_size()
    image = np.asarray(sheet.render(scale=DPI / 72).to_pil().convert("RGB"))
    text = sheet.get_textpage()
    signs = []
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(text.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(text.raw, index))
        if sign.strip() and raw.FPDFText_GetCharBox(text.raw, index, left, right, bottom, top):
            signs.append((sign, (left.value + right.value) / 2, height - (bottom.value + top.value) / 2))
    document.close()
    return Digital(image, (width, height), tuple(signs))


def worn(page: Digital, angle: float = 0.5, seed: int = 1) -> Digital:
    """The page as a worse scanner gives it: turned a little, with noise, and as JPEG of quality 60."""
    from PIL import Image  # noqa: PLC0415

    picture = Image.fromarray(page.image).rotate(-angle, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    noise = np.random.default_rng(seed).normal(0, 8, np.asarray(picture).shape)
    noisy = np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noisy).save(buffer, "JPEG", quality=60)
    turn = np.radians(angle)
    middle_x, middle_y = page.size[0] / 2, page.size[1] / 2
    signs = []
    for sign, x, y in page.signs:
        across, down = x - middle_x, y - middle_y
        signs.append(
            (
                sign,
                middle_x + across * float(np.cos(turn)) - down * float(np.sin(turn)),
                middle_y + across * float(np.sin(turn)) + down * float(np.cos(turn)),
            )
        )
    return Digital(np.asarray(Image.open(buffer).convert("RGB")), page.size, tuple(signs))


def compared(page: Digital, items: list[Item]) -> Compared:
    """What was recognised in the cells of a page against the text layer in the same boxes."""
    right = 0
    wrong: list[tuple[str, str]] = []
    covered = [False] * len(page.signs)
    for item in items:
        if not isinstance(item, Row):
            continue
        for column, text in enumerate(item.cells):
            if item.spans is not None and item.spans[column] == (0, 0):
                continue
            box = item.place(column).box
            assert box is not None
            expected = ""
            for number, (sign, x, y) in enumerate(page.signs):
                if box[0] <= x < box[2] and box[1] <= y < box[3]:
                    covered[number] = True
                    expected += sign
            got = re.sub(r"\s+", "", text)
            fused = re.fullmatch(r"[-\d.,]*\.\d+[-\d.,]*\.\d+", expected) is not None
            if fused:
                wrong.append((expected, text))
            elif AMOUNT.fullmatch(expected) or (not expected and AMOUNT.fullmatch(got)):
                if expected == got:
                    right += 1
                else:
                    wrong.append((expected, text))
    rest = "".join(" " if done else sign for (sign, _, _), done in zip(page.signs, covered, strict=True))
    return Compared(right, tuple(wrong), tuple(re.findall(r"\d[\d,]*\.\d\d", rest)))
