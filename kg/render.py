"""Rows as a table for people, and as json, jsonl or csv for programs.

It knows columns and values, not where they come from. Widths are those of a terminal: a Chinese character takes two
columns. Numbers and amounts are never wrapped or cut; long text wraps.
"""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import chain, islice
from typing import Any, TextIO

from kg.trace.result import jsonable, plain

#: The narrowest that wrapping makes a column.
NARROWEST = 8
GAP = "  "
#: Columns that people copy: an id is never wrapped.
WHOLE = frozenset({"id", "document", "disclosure"})


def width(text: str) -> int:
    """How many columns of a terminal the text takes.

    >>> width("kg"), width("预算"), width("〔2023〕")
    (2, 4, 8)
    """
    return sum(
        0 if unicodedata.combining(c) or unicodedata.category(c) in ("Cf", "Mn") else
        2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )  # fmt: skip


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """The text filled with spaces to so many columns of a terminal."""
    fill = " " * max(0, columns - width(text))
    return fill + text if right else text + fill


def wrap(text: str, columns: int) -> list[str]:
    """The text in lines of at most `columns`; between words where there are any, else between characters.

    >>> wrap("two new words", 8)
    ['two new', 'words']
    >>> wrap("工作经费", 4)
    ['工作', '经费']
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _words(paragraph):
            if width(line + word.rstrip()) <= columns:
                line += word
                continue
            if line.strip():
                lines.append(line.rstrip())
                line = ""
            for character in word:
                if line and width(line + character) > columns:
                    lines.append(line.rstrip())
                    line = ""
                line += character
        lines.append(line.rstrip())
    return lines


def _words(text: str) -> Iterator[str]:
    """Pieces that a line may end after: a word with its space, or one wide character."""
    word = ""
    for c in text:
        wide = unicodedata.east_asian_width(c) in "WF"
        if wide and word:
            yield word
            word = ""
        word += c
        if wide or c == " ":
            yield word
            word = ""
    if word:
        yield word


def cell(value: Any) -> str:
    """A value as people read it; nothing is the empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "|".join(cell(part) for part in value)
    if isinstance(value, dict):
        return json.dumps(jsonable(value), ensure_ascii=False)
    return str(jsonable(value))


def money(value: Any) -> str:
    """An amount with thousands separators, exact: whole yuan, or with two digits or more; other text as it is.

    >>> money("1234567.5"), money(Decimal("56000.00")), money("0.125"), money(None)
    ('1,234,567.50', '56,000', '0.125', '')
    """
    if value is None:
        return ""
    try:
        whole, _, part = plain(Decimal(str(value))).partition(".")
        return f"{int(whole):,}" + (f".{part:0<2}" if part else "") if whole != "-0" else f"-0.{part:0<2}"
    except (InvalidOperation, ValueError):
        return str(value)


def grid(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    columns_wide: int | None = None,
    numbers: Sequence[str] = (),
) -> str:
    """A table: numbers to the right and whole, text to the left and wrapped to fit `columns_wide`.

    `numbers` names columns that hold numbers already written as text.
    """
    values = [list(row) for row in rows]
    numeric = [name in numbers or _numeric(name, [row[i] for row in values]) for i, name in enumerate(columns)]
    texts = [
        [money(v) if name.endswith("_yuan") else cell(v) for name, v in zip(columns, row, strict=True)]
        for row in values
    ]
    natural = [max([width(name), *(width(row[i]) for row in texts)]) for i, name in enumerate(columns)]
    widths = natural if columns_wide is None else _fit(natural, numeric, columns, columns_wide)
    lines = [
        GAP.join(pad(name, widths[i], right=numeric[i]) for i, name in enumerate(columns)).rstrip(),
        GAP.join("─" * columns_ for columns_ in widths),
    ]
    for row in texts:
        parts = [[text] if numeric[i] else wrap(text, widths[i]) for i, text in enumerate(row)]
        for level in range(max((len(part) for part in parts), default=1)):
            pieces = (part[level] if level < len(part) else "" for part in parts)
            lines.append(GAP.join(pad(p, widths[i], right=numeric[i]) for i, p in enumerate(pieces)).rstrip())
    return "\n".join(lines)


def _numeric(name: str, values: Sequence[Any]) -> bool:
    """Whether a column holds numbers; an id or a code is text even where it is all digits."""
    if name.endswith("_yuan"):
        return True
    present = [value for value in values if value is not None]
    return bool(present) and all(isinstance(v, (int, Decimal, float)) and not isinstance(v, bool) for v in present)


def _fit(natural: Sequence[int], numeric: Sequence[bool], columns: Sequence[str], room: int) -> list[int]:
    """Widths that fit the room by narrowing the widest texts; numbers keep theirs, even where that is too wide."""
    widths = list(natural)
    least = [
        w if n or name in WHOLE or name.endswith("_id") else min(w, max(NARROWEST, width(name)))
        for w, n, name in zip(natural, numeric, columns, strict=True)
    ]
    over = sum(widths) + len(GAP) * (len(widths) - 1) - room
    while over > 0:
        spare = [w - low for w, low in zip(widths, least, strict=True)]
        index = max(range(len(widths)), key=lambda i: widths[i] if spare[i] else 0)
        if not spare[index]:
            break
        # Down to the next widest that can still give, in one step.
        rivals = [w for i, w in enumerate(widths) if i != index and spare[i]]
        step = min(over, spare[index], max(1, widths[index] - max(rivals, default=0)))
        widths[index] -= step
        over -= step
    return widths


def records(columns: Sequence[str], rows: Iterable[Sequence[Any]], columns_wide: int) -> str:
    """Rows one under the other, a line for each column that holds something: for tables too wide for the room."""
    widest = max((width(name) for name in columns), default=0)
    room = max(NARROWEST, columns_wide - widest - len(GAP))
    blocks = []
    for row in rows:
        lines = []
        for name, value in zip(columns, row, strict=True):
            if value is None or value == []:
                continue
            first, *rest = wrap(money(value) if name.endswith("_yuan") else cell(value), room) or [""]
            lines.append(f"{pad(name, widest)}{GAP}{first}".rstrip())
            lines.extend(" " * (widest + len(GAP)) + part for part in rest)
        blocks.append("\n".join(lines))
    return ("\n" + "─" * min(columns_wide, 40) + "\n").join(blocks)


def record_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One JSON object a line."""
    for row in rows:
        yield json.dumps(jsonable(dict(row)), ensure_ascii=False) + "\n"


def write_rows(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str],
    form: str,
    out: TextIO,
    *,
    columns_wide: int | None = None,
    preview: int | None = None,
) -> int:
    """Write rows in one of the forms; returns how many were written.

    Rows stream except for `table`, which measures them all; there `preview` stops after so many and leaves it to the
    caller to say so (the returned number is then `preview`, and one more row was waiting).
    """
    count = 0
    if form == "jsonl":
        for line in record_lines(rows):
            out.write(line)
            count += 1
    elif form == "json":
        out.write("[")
        for line in record_lines(rows):
            out.write((",\n " if count else "\n ") + line.rstrip("\n"))
            count += 1
        out.write("\n]\n" if count else "]\n")
    elif form == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([cell(row.get(name)) for name in columns])
            count += 1
    else:
        taken = rows if preview is None else islice(rows, preview)
        shown = [[row.get(name) for name in columns] for row in taken]
        text = grid(columns, shown, columns_wide=columns_wide)
        if columns_wide is not None and width(text.partition("\n")[2].partition("\n")[0]) > columns_wide:
            text = records(columns, shown, columns_wide)
        out.write(text + "\n")
        count = len(shown)
    return count


def peek(rows: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any] | None, Iterator[Mapping[str, Any]]]:
    """The first row, if any, and all of them: errors of a lazy query show before anything is written."""
    iterator = iter(rows)
    first = next(iterator, None)
    return first, iter(()) if first is None else chain([first], iterator)
