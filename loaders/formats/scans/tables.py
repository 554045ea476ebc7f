"""The cells of drawn tables: their ink without the rules around it, line by line, to rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from loaders.document import Row
from loaders.formats.scans.ink import odd
from loaders.formats.scans.lettering import Lettering, bands, picture, runs, tidy, usual
from loaders.formats.scans.ruling import Cell, Grid, Rules
from loaders.formats.scans.sheet import Sheet
from loaders.records import Place

Image = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Ready:
    """A table whose lines wait for the recogniser: pictures, and to which cell each belongs, in reading order."""

    grid: Grid
    pictures: tuple[Image, ...]
    owners: tuple[int, ...]


def ready(grid: Grid, paper: Sheet, ink: npt.NDArray[np.uint8], rulings: Rules) -> Ready:
    """Cuts the lines out of the cells of a table. `ink` are the signs of the page."""
    u = paper.u
    frames = [_frame(grid, cell, paper.layer.shape) for cell in grid.cells]
    ruled = _ruled(grid, rulings, u)
    pieces = [_signs(ink, ruled, frame, u) for frame in frames]
    height = usual([piece for piece in pieces if piece.any()], u)
    pictures: list[Image] = []
    owners: list[int] = []
    for number, ((left, top, right, bottom), piece) in enumerate(zip(frames, pieces, strict=True)):
        if not piece.any():
            continue
        page = _page(paper.layer, ruled, (left, top, right, bottom), u)
        for start, stop in bands(piece, height):
            across = runs(piece[start:stop].sum(axis=0))
            if not across:
                continue
            line = Lettering(across[0][0], start, across[-1][1], stop)
            pictures.append(picture(page, line))
            owners.append(number)
    return Ready(grid, tuple(pictures), tuple(owners))


def _frame(grid: Grid, cell: Cell, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    left, right = grid.xs[cell.column], grid.xs[cell.column + cell.columns]
    top, bottom = grid.ys[cell.row], grid.ys[cell.row + cell.rows]
    return (
        max(0, round(left)),
        max(0, round(top)),
        min(shape[1], round(right) + 1),
        min(shape[0], round(bottom) + 1),
    )


def _ruled(grid: Grid, rulings: Rules, u: float) -> npt.NDArray[np.bool_]:
    """The pixels of the page that belong to the rules of a table, and not to a stroke that stands near one."""
    band: Image = np.zeros(rulings.across.shape, dtype=np.uint8)
    thick = odd(9 * u)
    for flat in grid.horizontal:
        ends = (round(flat.start), round(flat.at_start)), (round(flat.stop), round(flat.at_stop))
        cv2.line(band, *ends, 1, thick)
    grown = odd(5 * u)
    across = np.asarray(cv2.dilate(rulings.across, np.ones((grown, 1), np.uint8))) & band
    band[:] = 0
    for tall in grid.vertical:
        ends = (round(tall.at_start), round(tall.start)), (round(tall.at_stop), round(tall.stop))
        cv2.line(band, *ends, 1, thick)
    down = np.asarray(cv2.dilate(rulings.down, np.ones((1, grown), np.uint8))) & band
    ruled: npt.NDArray[np.bool_] = (across | down) > 0
    return ruled


def _rim(ruled: npt.NDArray[np.bool_], frame: tuple[int, int, int, int], u: float) -> npt.NDArray[np.bool_]:
    """The pixels of a cell that belong to the rules around it."""
    left, top, right, bottom = frame
    rim: npt.NDArray[np.bool_] = ruled[top:bottom, left:right].copy()
    bare = max(1, round(2 * u))
    rim[:bare] = rim[-bare:] = True
    rim[:, :bare] = rim[:, -bare:] = True
    return rim


def _signs(
    ink: npt.NDArray[np.uint8], ruled: npt.NDArray[np.bool_], frame: tuple[int, int, int, int], u: float
) -> npt.NDArray[np.uint8]:
    """The ink of a cell without its rules, and without what hangs on to them: crumbs at the edge."""
    left, top, right, bottom = frame
    piece = ink[top:bottom, left:right].copy()
    piece[_rim(ruled, frame, u)] = 0
    number, labels, stats, _ = cv2.connectedComponentsWithStats(piece, connectivity=8)
    near = 4 * u
    height, width = piece.shape
    for label in range(1, number):
        x, y, w, h, area = stats[label].tolist()
        crumb = area < max(4.0, 5 * u * u)
        edge = ((x <= near or x + w >= width - near) and w <= 4 * u) or (
            (y <= near or y + h >= height - near) and h <= 4 * u
        )
        if crumb or edge:
            piece[labels == label] = 0
    return piece


def _page(layer: Image, ruled: npt.NDArray[np.bool_], frame: tuple[int, int, int, int], u: float) -> Image:
    """The paper of one cell, its rules painted over with the colour of the paper."""
    left, top, right, bottom = frame
    page = layer[top:bottom, left:right].copy()
    paper = int(np.percentile(page, 80))
    page[_rim(ruled, frame, u)] = paper
    return page


def rows(table: Ready, number: int, page: int, paper: Sheet, texts: Sequence[tuple[str, float]]) -> list[Row]:
    """The rows of a table with what the recogniser read in its lines."""
    grid = table.grid
    words: dict[int, list[tuple[str, float]]] = {}
    for owner, (text, score) in zip(table.owners, texts, strict=True):
        if tidy(text):
            words.setdefault(owner, []).append((tidy(text), score))
    columns = len(grid.xs) - 1
    height = len(grid.ys) - 1
    cells = [[""] * columns for _ in range(height)]
    spans = [[(0, 0)] * columns for _ in range(height)]
    scores: list[list[float | None]] = [[None] * columns for _ in range(height)]
    places = [
        [
            Place(page=page, box=paper.box(grid.xs[c], grid.ys[r], grid.xs[c + 1], grid.ys[r + 1]))
            for c in range(columns)
        ]
        for r in range(height)
    ]
    for owner, cell in enumerate(grid.cells):
        read = words.get(owner, [])
        cells[cell.row][cell.column] = joined([text for text, _ in read])
        spans[cell.row][cell.column] = (cell.columns, cell.rows)
        scores[cell.row][cell.column] = round(min(score for _, score in read), 3) if read else None
        if cell.rows > 1 or cell.columns > 1:
            box = paper.box(
                grid.xs[cell.column],
                grid.ys[cell.row],
                grid.xs[cell.column + cell.columns],
                grid.ys[cell.row + cell.rows],
            )
            places[cell.row][cell.column] = Place(page=page, box=box)
    return [
        Row(
            cells=tuple(cells[r]),
            at=Place(page=page, box=paper.box(grid.xs[0], grid.ys[r], grid.xs[-1], grid.ys[r + 1])),
            places=tuple(places[r]),
            grid=number,
            spans=tuple(spans[r]),
            confidences=tuple(scores[r]),
        )
        for r in range(height)
    ]


def joined(lines: Sequence[str]) -> str:
    """The lines of a cell as one text: a blank only between two words in Latin letters."""
    text = ""
    for line in lines:
        latin = text[-1:].isascii() and text[-1:].isalpha() and line[:1].isascii() and line[:1].isalpha()
        text += f" {line}" if latin else line
    return text
