"""Which engine answers: the two of a store by name, a running server by its address.

It knows what `--engine` may say. How an engine is reached is in kg.engines and kg.servers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from kg.asking import Asked, CypherEngine, SparqlEngine
from kg.errors import KgError
from kg.ids import BASE
from kg.servers import connect, is_address

if TYPE_CHECKING:
    from kg.store import Store

EMBEDDED = ("ladybug", "oxigraph")


@contextmanager
def engine_of(engine: str, store: Store | None) -> Iterator[Asked]:
    """The engine of this name or address, closed at the end if it was opened here. Raises KgError."""
    base = BASE if store is None else store.base
    if is_address(engine):
        with connect(engine) as server:
            yield CypherEngine(server.ask, base) if server.language == "cypher" else SparqlEngine(server.ask, base)
        return
    if engine not in EMBEDDED:
        raise KgError(f"there is no engine {engine}", f"it is {', '.join(EMBEDDED)} or the address of a server")
    if store is None:
        raise KgError(f"{engine} needs a store", "give one with --store")
    if engine == "ladybug":
        yield CypherEngine(store.cypher, base, partial(store.cypher, small=True))
    else:
        yield SparqlEngine(store.sparql, base)
