"""What a document's statements are: nodes with properties and links, and how they are written down.

The vocabulary is the ontology's; this module knows only the form. A line of a document's file is
`[label, id, {property: value}, [[relationship, target], ...]]`; exact numbers are written as text and become `Decimal`
again by what the ontology says of the property.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from ontology.schema import schema

#: A property's value. Nothing is never stored: a property without a value is absent.
PropertyValue = str | int | bool | Decimal | list[str] | list[int]
Link = tuple[str, str]

#: A claim that is weighed, never shown: who issued a document, as the beginning of its number tells.
BY_PREFIX = "~issuedByPrefix"

#: The relationships by which a document's own statements lead to policy documents: their targets are judged anew with
#: every document (kg.identity), and kept apart from the statements. By the class of the statement.
JUDGED = MappingProxyType({"Citation": "refersTo", "Notice": "ofPolicy"})
JUDGED_LINKS = frozenset(JUDGED.values())

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


@dataclass(frozen=True, slots=True)
class Node:
    """A statement: a node of one class. `links` pair a relationship's local name with the id of its target.

    An own node is what this document alone says. For a shared node (an organization, a policy document, ...) it is
    this document's claim about it; what is shown of such a node is merged over all claims.
    """

    label: str
    id: str
    properties: dict[str, Any]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A policy document as one document speaks of it: what identity is decided from, over the whole set.

    `id` stands for it in this document's statements. `place` is the citing body's places, outermost first; `body` its
    id, for kinds whose numbers every body counts for itself. `count` is the number of citations. `by_prefix` is the
    folded name of the body that the beginning of the number tells, "" where the text names one or none is known.
    """

    id: str
    number: str
    title: str
    issuers: tuple[str, ...]
    place: tuple[str, ...]
    body: str
    kind: str
    count: int
    hands_down: bool
    suspect: bool = False
    by_prefix: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """All statements of one document. `meta` describes the file; the statements never depend on its place."""

    meta: Mapping[str, Any]
    own: tuple[Node, ...]
    shared: tuple[Node, ...]
    mentions: tuple[Mention, ...] = field(default=())

    @property
    def document(self) -> str:
        """The document's id."""
        return str(self.meta["document"])


@cache
def decimals() -> frozenset[str]:
    """The properties whose values are exact numbers."""
    return frozenset(name for name, entry in schema().properties.items() if entry.datatype == "decimal")


# Between two entries that are encoded at once: inside a string it would be escaped.
_BETWEEN, _ENCODED = "\x1e", ',"\\u001e",'


def encode_many(entries: Sequence[Any]) -> list[str]:
    """Each entry as JSON, all encoded at once, which is three times as fast as one by one."""
    if not entries:
        return []
    together: list[Any] = [_BETWEEN] * (2 * len(entries) - 1)
    together[::2] = entries
    return _encode(together)[1:-1].split(_ENCODED)


def write_nodes(nodes: Sequence[Node]) -> str:
    """One line a node, each with its end."""
    return "".join(f"{line}\n" for line in encode_many([(n.label, n.id, n.properties, n.links) for n in nodes]))


def revive(properties: dict[str, Any]) -> dict[str, Any]:
    """The properties of a line with its exact numbers as `Decimal` (in place)."""
    for name in decimals().intersection(properties):
        properties[name] = Decimal(properties[name])
    return properties


def read_nodes(lines: Sequence[str]) -> Iterator[Node]:
    """The nodes of lines. Raises ValueError where one is damaged."""
    for label, node, properties, links in json.loads(f"[{','.join(lines)}]"):
        yield Node(label, node, revive(properties), tuple(map(tuple, links)))


def exact(value: Decimal) -> str:
    """An exact number as the one text that every engine has for it: no exponent, no zeros at the end.

    >>> exact(Decimal("55605600.00")), exact(Decimal("1E+2")), exact(Decimal("-0.0"))
    ('55605600', '100', '0')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def write_mention(mention: Mention) -> str:
    """One line, without its end."""
    return _encode(
        [
            mention.id,
            mention.number,
            mention.title,
            mention.issuers,
            mention.place,
            mention.body,
            mention.kind,
            mention.count,
            mention.hands_down,
            mention.suspect,
            mention.by_prefix,
        ]
    )


def read_mention(line: str) -> Mention:
    """The mention of one line."""
    mention, number, title, issuers, place, *rest = json.loads(line)
    return Mention(mention, number, title, tuple(issuers), tuple(place), *rest)


def runs(passages: Iterator[tuple[int | None, int | None, str, str]]) -> list[list[Any]]:
    """Passages (line, page, reading, why) in order, joined to runs [first line, last line, page, reading, why]."""
    found: list[list[Any]] = []
    for line, page, reading, why in passages:
        last = found[-1] if found else None
        if last and last[1:] == [None if line is None else line - 1, page, reading, why] and line is not None:
            last[1] = line
        else:
            found.append([line, line, page, reading, why])
    return found
