"""Claims made again for a document that was read before: what its statements do not say of themselves anew."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from kg.statements import Node, Unit
from ontology import places

if TYPE_CHECKING:
    from kg.claims import Claims


def claims_of(unit: Unit) -> Claims:
    """Claims of the publisher, place and year of a document, and of nothing else yet."""
    from kg.claims import Claims  # noqa: PLC0415 - brings the readers with it
    from loaders import records  # noqa: PLC0415

    meta = {name: tuple(value) if isinstance(value, list) else value for name, value in unit.meta.items()}
    meta["place_codes"] = _place_codes(unit)
    empty: dict[str, Any] = {entry.name: meta.get(entry.name, ()) for entry in fields(records.Disclosure)}
    return Claims(records.Disclosure(**empty))


def _place_codes(unit: Unit) -> tuple[str, ...]:
    """The code of the publisher's place, where it is one of the lists of places."""
    shared = {node.id: node for node in unit.shared}
    disclosure = next(node for node in unit.shared if node.label == "Disclosure")
    publisher = shared[dict(disclosure.links)["publishedBy"]]
    code = dict(publisher.links).get("inPlace", "").removeprefix("place/")
    return (code,) if places.by_code(code) is not None else ()


def told(node: Node, name: str) -> Any:
    """A property of a statement by the name that it has in a record."""
    first, *rest = name.split("_")
    return node.properties.get(first + "".join(map(str.capitalize, rest)))
