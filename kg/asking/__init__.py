"""Named questions, asked of any engine, with one answer: parameters by name, rows in one form and one order.

It puts the parts together: `names` finds what people name, `values` writes parameters in an engine's language, `rows`
brings what engines give to one form, `walks` asks step by step where no single query answers. It knows no engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import queries
from kg.asking.parameters import resolve
from kg.asking.rows import Row, normal, ordered
from kg.asking.values import Thing, Value, for_cypher, for_sparql
from kg.errors import KgError
from kg.rows import Rows

if TYPE_CHECKING:
    from kg.answers import Result
    from kg.asking.names import Names
    from queries import Question

__all__ = ["Asked", "CypherEngine", "SparqlEngine", "Thing", "ask", "question", "rows_of"]


class Asked(Protocol):
    """An engine that answers: its language, the base of its ids, and how a text is asked."""

    language: str
    base: str

    def ask(self, text: str, values: Mapping[str, Value], *, timeout: float, small: bool = False) -> Result:
        """The rows of a query whose parameters have these values. Raises QueryError.

        `small` says that it looks at few things and is one of several: an engine may answer such a one differently.
        """
        ...


class _Runs(Protocol):
    def __call__(self, query: str, parameters: Mapping[str, Any], *, timeout: float) -> Result: ...


class _Reads(Protocol):
    def __call__(self, query: str, *, timeout: float) -> Result | bool | bytes: ...


class CypherEngine:
    """An engine that speaks Cypher. `run(query, parameters, timeout=…)` asks it, `run_small` what is small."""

    language = "cypher"

    def __init__(self, run: _Runs, base: str, run_small: _Runs | None = None) -> None:
        self.run = run
        self.run_small = run_small or run
        self.base = base

    def ask(self, text: str, values: Mapping[str, Value], *, timeout: float, small: bool = False) -> Result:
        """The rows of a query; its parameters are handed over beside it."""
        run = self.run_small if small else self.run
        return run(text, for_cypher(values), timeout=timeout)


class SparqlEngine:
    """An engine that speaks SPARQL. `run(query, timeout=…)` asks it."""

    language = "sparql"

    def __init__(self, run: _Reads, base: str) -> None:
        self.run = run
        self.base = base

    def ask(self, text: str, values: Mapping[str, Value], *, timeout: float, small: bool = False) -> Result:
        """The rows of a query; its parameters are written into it as terms, never as text."""
        found = self.run(for_sparql(text, values, self.base), timeout=timeout)
        if isinstance(found, (bool, bytes)):
            raise KgError("the query gives no rows", "a named question is a SELECT")
        return found


def question(name: str) -> Question:
    """The named question of this name; a slip is answered with the nearest name. Raises KgError."""
    found = queries.questions().get(name)
    if found is None:
        from difflib import get_close_matches  # noqa: PLC0415 - only for a slip

        near = get_close_matches(name, queries.questions(), n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise KgError(f"there is no question {name}", f"{hint}kg ask lists them")
    return found


def rows_of(asked: Question, engine: Asked, values: Mapping[str, Value], *, timeout: float) -> list[Row]:
    """The rows of one text of a question, in its form and order."""
    found = engine.ask(asked.texts[engine.language], values, timeout=timeout)
    return ordered(asked, normal(asked, found, engine.base))


def ask(
    name: str,
    said: Mapping[str, Any],
    engine: Asked,
    names: Names,
    *,
    timeout: float = 60.0,
    limit: int | None = None,
) -> Rows:
    """The answer to a named question.

    `said` are its parameters as people write them; `names` finds the things that they name. `limit` cuts the rows off
    after they are in order. Raises KgError (a parameter is missing, unknown or names nothing) and QueryError.
    """
    asked = question(name)
    values = resolve(asked, said, names)
    if asked.walk is None:
        rows = rows_of(asked, engine, values, timeout=timeout)
    else:
        from kg.asking.walks import WALKS  # noqa: PLC0415 - it asks by way of this module

        rows = ordered(asked, WALKS[asked.walk](asked, engine, values, timeout=timeout))
    cut = limit is not None and len(rows) > limit
    return Rows.of([column.name for column in asked.columns], rows[:limit] if cut else rows, truncated=cut)
