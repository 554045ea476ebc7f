"""A whole page: tables and running text put together in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from loaders.document import Item, Paragraph, Row
from loaders.formats.scans import columns, running, tables
from loaders.formats.scans.engine import Engine
from loaders.formats.scans.ink import dark
from loaders.formats.scans.lettering import picture, tidy
from loaders.formats.scans.ruling import Rules, grids, rules
from loaders.formats.scans.sheet import Box, Sheet, sheet
from loaders.records import Place

Image = npt.NDArray[Any]


def items(image: Image, page: int, size: tuple[float, float], engine: Engine) -> tuple[list[Item], int]:
    """The items of a picture of a page, and the quarter turns, counter-clockwise, that set it upright."""
    paper = sheet(image, size, engine)
    drawn = rules(paper.layer, paper.u)
    found = grids(drawn, paper.u)
    ink = dark(paper.layer, paper.u)
    waiting = [tables.ready(grid, paper, ink, drawn) for grid in found]
    layer, rest = _without(paper, ink, drawn, [(g.xs[0], g.ys[0], g.xs[-1], g.ys[-1]) for g in found])
    lines = running.lines(paper, layer, rest, engine)
    pictures = [picture(layer, piece) for line in lines for piece in line.pieces]
    for table in waiting:
        pictures += table.pictures
    texts = engine.read(pictures)
    blocks: list[tuple[float, list[Item]]] = []
    count = sum(len(line.pieces) for line in lines)
    said = iter(texts[:count])
    read = [columns.Read(line, tuple(next(said) for _ in line.pieces)) for line in lines]
    read = [kept for line in read if (kept := _sure(line)) is not None]
    for block in columns.blocks(read, [(g.ys[0], g.ys[-1]) for g in found]):
        if isinstance(block, columns.Columns):
            blocks.append((block.rows[0].line.top, list(columns.rows(block, 0, page, paper))))
        else:
            blocks.append((block.line.top, [_paragraph(block, page, paper)]))
    for table in waiting:
        part, count = texts[count : count + len(table.pictures)], count + len(table.pictures)
        blocks.append((table.grid.ys[0], list(tables.rows(table, 0, page, paper, part))))
    blocks.sort(key=lambda block: block[0])
    ordered: list[Item] = []
    grid = 0
    for _, block_items in blocks:
        if isinstance(block_items[0], Row):
            grid += 1
        ordered += [replace(item, grid=grid) if isinstance(item, Row) else item for item in block_items]
    return ordered, paper.turns


def turned(read: Sequence[Item], turns: int, size: tuple[float, float]) -> list[Item]:
    """The items with their places on the picture as it was before it was turned. `size` is that picture's."""

    def back(place: Place) -> Place:
        return place if place.box is None else replace(place, box=_turned(place.box, turns, size))

    moved: list[Item] = []
    for item in read:
        if isinstance(item, Row):
            places = None if item.places is None else tuple(map(back, item.places))
            moved.append(replace(item, at=back(item.at), places=places))
        else:
            moved.append(replace(item, at=back(item.at)))
    return moved


def _turned(box: Box, turns: int, size: tuple[float, float]) -> Box:
    left, top, right, bottom = box
    width, height = size
    if turns == 1:
        box = (width - bottom, left, width - top, right)
    elif turns == 2:
        box = (width - right, height - bottom, width - left, height - top)
    elif turns == 3:
        box = (top, height - right, bottom, height - left)
    left, top, right, bottom = box
    return (round(left, 1), round(top, 1), round(right, 1), round(bottom, 1))


def _without(
    paper: Sheet, ink: npt.NDArray[np.uint8], drawn: Rules, areas: Sequence[tuple[float, float, float, float]]
) -> tuple[Image, npt.NDArray[np.uint8]]:
    """The layer and the ink without the tables and without long rules."""
    layer, rest = paper.layer.copy(), ink.copy()
    reach = round(4 * paper.u)
    for segment in drawn.horizontal:
        if segment.length < 120 * paper.u:
            continue
        top = max(0, round(min(segment.at_start, segment.at_stop)) - reach)
        bottom = round(max(segment.at_start, segment.at_stop)) + reach + 1
        left, right = max(0, round(segment.start) - reach), round(segment.stop) + reach
        mask = drawn.across[top:bottom, left:right] > 0
        mask = mask | np.roll(mask, 1, axis=0) | np.roll(mask, -1, axis=0)
        layer[top:bottom, left:right][mask] = 255
        rest[top:bottom, left:right][mask] = 0
    for left_edge, top_edge, right_edge, bottom_edge in areas:
        part = (
            slice(max(0, round(top_edge) - reach), round(bottom_edge) + reach + 1),
            slice(max(0, round(left_edge) - reach), round(right_edge) + reach + 1),
        )
        layer[part] = 255
        rest[part] = 0
    return layer, rest


def _sure(read: columns.Read) -> columns.Read | None:
    """The line with the pieces in which the recogniser saw text; None where it saw none."""
    pairs = [
        (piece, (tidy(text), score))
        for piece, (text, score) in zip(read.line.pieces, read.texts, strict=True)
        if tidy(text)
    ]
    if not pairs:
        return None
    return columns.Read(running.Line(tuple(piece for piece, _ in pairs)), tuple(text for _, text in pairs))


def _paragraph(read: columns.Read, page: int, paper: Sheet) -> Paragraph:
    line = read.line
    return Paragraph(
        text="  ".join(text for text, _ in read.texts),
        at=Place(page=page, box=paper.box(line.left, line.top, line.right, line.bottom)),
        confidence=round(min(score for _, score in read.texts), 3),
    )
