"""What engines give, in one form: ids without their base, exact amounts, whole numbers, and rows in the stated order.

It knows the columns of a question, and how each engine writes a value. A sum comes from Cypher as whole fen (`_fen`)
and the texts of amounts that are finer than that (`_rest`), from SPARQL as one exact number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from queries import order_key

if TYPE_CHECKING:
    from kg.answers import Result
    from queries import Column, Question

Row = tuple[Any, ...]

#: Between the texts of a list in SPARQL, which joins them to one.
BETWEEN = "\x1f"
#: What the values of a column become, by its type; text where there is no entry.
_KINDS: dict[str, Callable[[Any], Any]] = {
    "integer": int,
    "decimal": lambda value: Decimal(str(value)),
    "boolean": bool,
}


def normal(asked: Question, found: Result, base: str) -> list[Row]:
    """The rows of a result with the columns of the question."""
    said = dict(zip(found.columns, zip(*found.rows, strict=True), strict=True)) if found.rows else {}
    nothing = (None,) * len(found.rows)
    values: dict[str, Sequence[Any]] = {}
    for column in asked.columns:
        if column.type == "money" and column.difference is None:
            values[column.name] = _money(column.name, said, nothing)
        elif column.difference is None:
            values[column.name] = _plain(column, said.get(column.name, nothing), base)
    for column in asked.columns:
        if column.difference is not None:
            pairs = zip(*(values[name] for name in column.difference), strict=True)
            values[column.name] = [None if one is None or other is None else one - other for one, other in pairs]
    return list(zip(*(values[column.name] for column in asked.columns), strict=True))


def _plain(column: Column, values: Sequence[Any], base: str) -> list[Any]:
    if column.type == "list":
        return [_parts(value) for value in values]
    if column.type == "id":
        return [None if value is None else str(value).removeprefix(base) for value in values]
    made = _KINDS.get(column.type, str)
    return [None if value is None else made(value) for value in values]


def _parts(value: Any) -> list[str]:
    parts = value.split(BETWEEN) if isinstance(value, str) else value or []
    return sorted({str(part) for part in parts if part not in (None, "")})


def _money(name: str, said: Mapping[str, Sequence[Any]], nothing: Sequence[None]) -> list[Decimal | None]:
    short = name.removesuffix("_yuan")
    columns = (said.get(column, nothing) for column in (f"{short}_fen", f"{short}_rest", name))
    return [_amount(fen, rest, yuan) for fen, rest, yuan in zip(*columns, strict=True)]


def _amount(fen: Any, rest: Iterable[str] | None, yuan: Any) -> Decimal | None:
    if rest:
        return _exact(sum((Decimal(text) for text in rest), Decimal(int(fen or 0)).scaleb(-2)))
    if fen is not None:
        return Decimal(int(fen)).scaleb(-2)
    return None if yuan is None else _exact(Decimal(str(yuan)))


def _exact(amount: Decimal) -> Decimal:
    """An amount with two decimals at least, so that equal amounts look alike."""
    whole = amount.quantize(Decimal("0.01"))
    return whole if whole == amount else amount.normalize()


def ordered(asked: Question, rows: Iterable[Row]) -> list[Row]:
    """The rows in the order that the question states; nothing comes last, and what is equal there by all columns."""
    found = list(rows)
    if len(found) < 2:
        return found
    places = {column.name: place for place, column in enumerate(asked.columns)}
    columns = list(zip(*found, strict=True))
    turn = list(range(len(found)))
    keys: list[Sequence[Any]] = []
    for said in reversed(asked.order):  # the sort is stable: the first key is the last to sort
        name, down, size = order_key(said)
        keys.append(_comparable(columns[places[name]], down=down, size=size))
        turn.sort(key=keys[-1].__getitem__, reverse=down)
    whole = list(zip(*keys, strict=True)) if keys else [()] * len(found)
    made: list[Row] = []
    for _, equal in groupby(turn, whole.__getitem__):
        group = [found[place] for place in equal]
        if len(group) > 1:
            group.sort(key=lambda row: tuple((value is None, str(value)) for value in row))
        made += group
    return made


def _comparable(values: Sequence[Any], *, down: bool, size: bool) -> Sequence[Any]:
    """What a column is ordered by: its values, without their sign where only the size counts, nothing last."""
    if None in values:
        return [((value is None) != down, abs(value) if size and value is not None else value) for value in values]
    return [abs(value) for value in values] if size else values
