"""The pieces of a trace: the small queries of `queries/trace`, asked of a store.

It knows how one is asked, not what it finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import queries

if TYPE_CHECKING:
    from kg.answers import Hit, PolicyRow, Result


class Source(Protocol):
    """What a trace needs of a store."""

    def cypher(self, query: str, parameters: Mapping[str, Any] | None = None, *, small: bool = False) -> Result:
        """Rows of a read-only query."""
        ...

    def policies(self, text: str, issuer: str | None = None, place: str | None = None) -> list[PolicyRow]:
        """Policy documents of this number, title or id."""
        ...

    def nearest(self, number: str, n: int = 5) -> list[PolicyRow]:
        """Policy documents whose numbers are most like `number`."""
        ...

    def search(self, text: str, *, limit: int = 50) -> list[Hit]:
        """Things whose name, number or title holds `text`."""
        ...


def piece(store: Source, name: str, **parameters: str) -> list[dict[str, Any]]:
    """The rows of a piece, in an order of no engine's: to sort there takes an engine as long as to find them."""
    found = store.cypher(queries.text(name, folder=queries.TRACE), parameters, small=True)
    rows = sorted(found.rows, key=repr)
    return [dict(zip(found.columns, row, strict=True)) for row in rows]
