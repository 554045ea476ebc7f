"""What engines give, in one form: ids without their base, exact amounts, whole numbers, and rows in the stated order.

It knows the columns of a question, and how each engine writes a value. A sum comes from Cypher as whole fen (`_fen`)
and the texts of amounts that are finer than that (`_rest`), from SPARQL as one exact number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from queries import order_key

if TYPE_CHECKING:
    from kg.answers import Result
    from queries import Column, Question

Row = tuple[Any, ...]

#: Between the texts of a list in SPARQL, which joins them to one.
BETWEEN = "\x1f"
_HUNDRED = Decimal(100)


def normal(asked: Question, found: Result, base: str) -> list[Row]:
    """The rows of a result with the columns of the question."""
    return [_row(asked.columns, dict(zip(found.columns, row, strict=True)), base) for row in found.rows]


def _row(columns: Sequence[Column], said: Mapping[str, Any], base: str) -> Row:
    values = {column.name: _value(column, said, base) for column in columns if column.difference is None}
    for column in columns:
        if column.difference is not None:
            one, other = (values[name] for name in column.difference)
            values[column.name] = None if one is None or other is None else one - other
    return tuple(values[column.name] for column in columns)


def _value(column: Column, said: Mapping[str, Any], base: str) -> Any:
    if column.type == "money":
        return _money(column.name, said)
    value = said.get(column.name)
    if column.type == "list":
        parts = value.split(BETWEEN) if isinstance(value, str) else value or []
        return sorted({str(part) for part in parts if part not in (None, "")})
    if value is None:
        return None
    if column.type == "id":
        return str(value).removeprefix(base)
    if column.type == "integer":
        return int(value)
    if column.type == "decimal":
        return Decimal(str(value))
    return bool(value) if column.type == "boolean" else str(value)


def _money(name: str, said: Mapping[str, Any]) -> Decimal | None:
    fen = said.get(f"{name.removesuffix('_yuan')}_fen")
    rest = said.get(f"{name.removesuffix('_yuan')}_rest")
    if fen is None and not rest:
        value = said.get(name)
        return None if value is None else _exact(Decimal(str(value)))
    return _exact(Decimal(int(fen or 0)) / _HUNDRED + sum((Decimal(text) for text in rest or ()), Decimal(0)))


def _exact(amount: Decimal) -> Decimal:
    """An amount with two decimals at least, so that equal amounts look alike."""
    whole = amount.quantize(Decimal("0.01"))
    return whole if whole == amount else amount.normalize()


def ordered(asked: Question, rows: Iterable[Row]) -> list[Row]:
    """The rows in the order that the question states; nothing comes last, and what is equal there by all columns."""
    places = {column.name: place for place, column in enumerate(asked.columns)}
    found = sorted(rows, key=lambda row: tuple((value is None, str(value)) for value in row))
    for said in reversed(asked.order):
        name, down, size = order_key(said)
        place = places[name]

        def key(row: Row, place: int = place, down: bool = down, size: bool = size) -> tuple[bool, Any]:
            value = row[place]
            return ((value is None) != down, abs(value) if size and value is not None else value)

        found.sort(key=key, reverse=down)
    return found
