"""Parameters of queries in the languages of the engines: beside the text in Cypher, as terms inside it in SPARQL.

Nothing that a person wrote becomes part of a query: in SPARQL a parameter `$name` stands for a term that is serialised
by the RDF library, and is looked for outside strings, IRIs and comments only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.engines.sparql import QUOTED
from kg.errors import QueryError

_TOKEN = re.compile(rf"(?:{QUOTED.pattern})|\$(?P<name>[A-Za-z_]\w*)", re.DOTALL)

_NOTHING = "(1/0)"


@dataclass(frozen=True, slots=True)
class Thing:
    """A node, by its id."""

    id: str


#: What a parameter may be; None narrows nothing.
Value = Thing | str | int | tuple[Thing, ...] | None


def for_cypher(values: Mapping[str, Value]) -> dict[str, str | int | list[str] | None]:
    """The parameters of a Cypher query."""
    found: dict[str, str | int | list[str] | None] = {}
    for name, value in values.items():
        if isinstance(value, tuple):
            found[name] = [thing.id for thing in value]
        else:
            found[name] = value.id if isinstance(value, Thing) else value
    return found


def for_sparql(query: str, values: Mapping[str, Value], base: str) -> str:
    """A SPARQL query with each `$name` of `values` replaced by the term that it stands for.

    None becomes an expression without a value, which COALESCE passes over. (By the standard a variable that nothing
    binds would do, but engines push filters that hold one to where the others are not bound yet either.)

    >>> for_sparql('SELECT ?p { ?p ?q $n . FILTER(?p != "$n") }', {"n": '"} DROP ALL #'}, "")
    'SELECT ?p { ?p ?q "\\\\"} DROP ALL #" . FILTER(?p != "$n") }'
    """

    def term(found: re.Match[str]) -> str:
        name = found["name"]
        if name not in values:
            return found[0]
        value = values[name]
        return _NOTHING if value is None else _term(value, base)

    return _TOKEN.sub(term, query)


def _term(value: Thing | str | int | tuple[Thing, ...], base: str) -> str:
    import pyoxigraph as ox  # noqa: PLC0415 - only SPARQL needs it

    if isinstance(value, tuple):
        return " ".join(_term(thing, base) for thing in value)
    if isinstance(value, Thing):
        try:
            return str(ox.NamedNode(base + value.id))
        except ValueError as error:
            raise QueryError(f"{value.id} is no id", "kg search TEXT finds ids") from error
    return str(value) if isinstance(value, int) else str(ox.Literal(value))
