"""Rows that a question answered, as the library hands them out: iterable, printable, and a DataFrame when asked.

It knows columns and values, not where they come from. Rows of flat tables are read again at each pass and never held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from kg.answers import Result

#: How many rows `str(rows)` shows.
SHOWN = 50


class Rows:
    """Columns and rows. Iterating gives tuples, `dicts()` dictionaries; money is Decimal, years are int.

    `truncated` says that a limit cut the rows off.
    """

    __slots__ = ("_source", "columns", "truncated")

    def __init__(
        self, columns: Sequence[str], source: Callable[[], Iterable[Sequence[Any]]], *, truncated: bool = False
    ) -> None:
        self.columns = tuple(columns)
        self.truncated = truncated
        self._source = source

    @classmethod
    def of(cls, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, truncated: bool = False) -> Rows:
        """Rows that are at hand."""
        return cls(columns, lambda: rows, truncated=truncated)

    @classmethod
    def of_dicts(cls, columns: Sequence[str], source: Callable[[], Iterable[Mapping[str, Any]]]) -> Rows:
        """Rows that come as dictionaries, asked for anew at each pass."""
        return cls(columns, lambda: (tuple(row.get(name) for name in columns) for row in source()))

    @staticmethod
    def of_answer(answer: Result | bool | bytes) -> Rows | bool | str:
        """What an engine answered: rows, the truth of an ASK, or Turtle as text."""
        if isinstance(answer, bool):
            return answer
        if isinstance(answer, bytes):
            return answer.decode("utf-8")
        return Rows.of(answer.columns, answer.rows, truncated=answer.truncated)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row in self._source():
            yield tuple(row)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None

    def dicts(self) -> Iterator[dict[str, Any]]:
        """The rows as dictionaries by column."""
        for row in self:
            yield dict(zip(self.columns, row, strict=True))

    def to_dataframe(self) -> pd.DataFrame:
        """A DataFrame: money as Decimal, whole numbers as pandas' Int64 where some are missing, lists as lists."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only this needs it

        frame = pd.DataFrame([list(row) for row in self], columns=list(self.columns), dtype=object)
        for name in self.columns:
            present = [value for value in frame[name] if value is not None]
            if present and all(type(value) is int for value in present):
                frame[name] = frame[name].astype("Int64")
        return frame

    def __str__(self) -> str:
        from kg.render import grid  # noqa: PLC0415 - printing is apart from the rows

        rows = list(islice(iter(self), SHOWN + 1))
        text = grid(self.columns, rows[:SHOWN])
        if len(rows) > SHOWN:
            text += f"\n… more than {SHOWN} rows; the first {SHOWN} are shown"
        return text + ("\n… cut off by the limit" if self.truncated else "")

    def __repr__(self) -> str:
        return f"<Rows of {', '.join(self.columns)}>"
