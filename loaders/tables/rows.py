"""Puts rows together again that page breaks cut: inside a cell, between two cells, or through a bracket.

Knows shapes only: how wide the table is, what is a number or a code, which bracket is open. What it cannot be sure of
it leaves apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from loaders.document import Row
from loaders.records import Place
from loaders.tables.headings import compose
from loaders.words import amount, nothing, squeeze
from ontology import vocabulary

_PRINTED = re.compile(r"[-−]?\d[\d,]*\.\d{2}")
_CODE = re.compile(r"\d{3}|\d{5}|\d{7}")
_PAGE_NUMBER = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/／共]\s*(?:共\s*)?\d{1,3}\s*页?)?[-—–·\s]*")
_ORDINAL = re.compile(r"[一二三四五六七八九十]{1,3}、")
_OPEN = "（(【[〔《〈“"
_CLOSE = "）)】]〕》〉”"


def width(rows: Iterable[Row]) -> int:
    """How many cells most rows have."""
    counts: dict[int, int] = {}
    for row in rows:
        counts[len(row.cells)] = counts.get(len(row.cells), 0) + 1
    return max(counts, key=lambda n: (counts[n], n)) if counts else 0


def is_page_number(text: str) -> bool:
    """Whether a line only numbers the page."""
    return bool(_PAGE_NUMBER.fullmatch(squeeze(text)))


def is_code(text: str) -> bool:
    """Whether a cell is a complete subject code."""
    return bool(_CODE.fullmatch(squeeze(text)))


def open_bracket(text: str) -> bool:
    """Whether a text ends inside a bracket."""
    depth = 0
    for sign in text:
        depth += (sign in _OPEN) - (sign in _CLOSE)
    return depth > 0


def closes_bracket(text: str) -> bool:
    """Whether a text closes a bracket that it does not open."""
    depth = 0
    for sign in text:
        depth += (sign in _OPEN) - (sign in _CLOSE)
        if depth < 0:
            return True
    return False


def _places(row: Row) -> tuple[Place, ...]:
    return row.places or (row.at,) * len(row.cells)


def _is_heading(row: Row) -> bool:
    filled = [cell for cell in row.cells if cell.strip()]
    return len(filled) >= 1 and all(compose(cell).known for cell in filled)


def joined(above: Row, below: Row, wide: int) -> Row | None:
    """Two rows that are one row of the table, as wide as it is; None where they are not, or that is not certain."""
    label = bool(_ORDINAL.match(above.cells[0])) or complete_label(above.cells[-1])
    if len(above.cells) >= wide or label or (_is_heading(above) and not _numbers(above)):
        return None
    if len(above.cells) + len(below.cells) - 1 == wide and above.cells[-1] and below.cells[0]:
        whole = above.cells[-1] + below.cells[0]
        number = amount(above.cells[-1]) is not None or amount(below.cells[0]) is not None
        if (not number or _PRINTED.fullmatch(whole)) and not is_code(below.cells[0]):
            cells = (*above.cells[:-1], whole, *below.cells[1:])
            return Row(cells, below.at, (*_places(above), *_places(below)[1:]))
    if len(above.cells) + len(below.cells) == wide and above.cells[-1]:
        rest = [cell for cell in below.cells if not nothing(cell)]
        starts_own = is_code(below.cells[0]) and is_code(above.cells[0])
        only_numbers = all(amount(cell) is not None for cell in rest)
        if rest and not starts_own and _numbers(below) and (only_numbers or not _numbers(above)):
            return Row((*above.cells, *below.cells), below.at, (*_places(above), *_places(below)))
    return None


def _numbers(row: Row) -> bool:
    return any(amount(cell) is not None and not is_code(cell) for cell in row.cells)


def prefixed(text: str, row: Row, wide: int) -> Row | None:
    """A row whose first cell began on a line of its own; None where nothing says that it did."""
    bare = squeeze(text)
    first = row.cells[0]
    if is_page_number(text) or closes_bracket(text) or complete_label(text):
        return None
    if is_code(bare) and len(row.cells) == wide - 1 and first and not is_code(first):
        return Row((bare, *row.cells), row.at)
    if len(row.cells) != wide or not first or is_code(first) or amount(first) is not None:
        return None
    return Row((text + first, *row.cells[1:]), row.at, row.places)


@cache
def _complete_labels() -> frozenset[str]:
    words = vocabulary.load("rows")
    return frozenset(squeeze(word) for word in [*words["complete"], *words["total"], *words["subtotal"]])


def complete_label(text: str) -> bool:
    """Whether a text is a whole label of the templates, and no piece of one."""
    return squeeze(text).lstrip("0123456789") in _complete_labels()  # ① folds to 1


def label_line(text: str) -> bool:
    """Whether a line is the label of a row: 二、…, or a whole label of the templates."""
    return (bool(_ORDINAL.match(text)) and len(text) <= 24) or complete_label(text)


def unite_brackets(rows: Sequence[Row]) -> list[Row]:
    """Rows of which a label ends inside a bracket that a row without numbers closes (or the other way): one row."""
    united: list[Row] = []
    for row in rows:
        filled = [index for index, cell in enumerate(row.cells) if cell.strip()]
        last = united[-1] if united else None
        if last is not None and len(filled) >= 1:
            column = filled[0]
            if column < len(last.cells) and open_bracket(last.cells[column]) and closes_bracket(row.cells[column]):
                alone, alone_above = len(filled) == 1, [c for c in last.cells if c.strip()] == [last.cells[column]]
                if alone or alone_above:
                    united[-1] = _merged(last, row, column)
                    continue
        united.append(row)
    return united


def _merged(above: Row, below: Row, column: int) -> Row:
    label = above.cells[column] + below.cells[column]
    base = above if sum(bool(c.strip()) for c in above.cells) > 1 else below
    cells = (*base.cells[:column], label, *base.cells[column + 1 :])
    return Row(cells, base.at, base.places)
