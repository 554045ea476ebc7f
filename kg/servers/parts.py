"""What a push compares: a store's documents and shared nodes, each with a digest of what is said of it.

A server keeps the digests of what was pushed into it (its marks). What has the same digest there is not touched. This
module knows stores and statements, and no server.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from kg.mapping import VERSION
from kg.nodes import resolved, shared_statements
from kg.statements import Node, write_nodes
from ontology.schema import schema, turtle

if TYPE_CHECKING:
    from kg.store import Store

Progress = Callable[[int, int, str], None]

#: Raised when what a push writes, or how it marks it, changes: everything is then pushed anew.
FORMAT = "1"


@dataclass(frozen=True, slots=True)
class PushReport:
    """What a push did with the documents, and whether the server holds what the store does.

    `written` counts what was changed on the server in its own measure (Neo4j: nodes, relationships and properties;
    SPARQL: triples sent and things taken out): 0 says that nothing was touched. `nodes` and `relationships` are what
    the store holds. Each line of `differences` is a label or type of which the server holds another number.
    """

    new: int
    changed: int
    unchanged: int
    removed: int
    shared_written: int
    shared_removed: int
    written: int
    nodes: int
    relationships: int
    differences: tuple[str, ...]


@dataclass(slots=True)
class Counts:
    """How many nodes of each label and relationships of each type there are."""

    nodes: Counter[str] = field(default_factory=Counter)
    relationships: Counter[str] = field(default_factory=Counter)

    def add(self, node: Node, types: Mapping[str, str]) -> None:
        """Count a node and its relationships; `types` gives the type of each local name."""
        self.nodes[node.label] += 1
        for kind, _ in node.links:
            self.relationships[types[kind]] += 1

    def differences(self, found: Counts) -> tuple[str, ...]:
        """What `found` has another number of, one line each."""
        lines = []
        for wanted, there in ((self.nodes, found.nodes), (self.relationships, found.relationships)):
            lines += [
                f"{there[name]} {name} on the server, {wanted[name]} in the store"
                for name in sorted(wanted.keys() | there.keys())
                if wanted[name] != there[name]
            ]
        return tuple(lines)


class Digests:
    """Digests of statements as a server gets them: another mapping, ontology, base or form gives others."""

    def __init__(self, *salt: str) -> None:
        self._start = blake2b("\x1f".join((FORMAT, VERSION, turtle(), *salt)).encode(), digest_size=12)

    def of(self, *nodes: Node) -> str:
        """24 hex digits for these statements in this order."""
        found = self._start.copy()
        found.update(write_nodes(nodes).encode())
        return found.hexdigest()


def types() -> dict[str, str]:
    """The types of relationships by their local names."""
    return {name: entry.type for name, entry in schema().relationships.items()}


def own_labels() -> tuple[str, ...]:
    """The labels of documents' own statements, each of which names its document."""
    language = schema()
    return tuple(label for label in language.labels if any(entry.name == "document" for entry in language.of[label]))


def shared_nodes(store: Store) -> Iterator[Node]:
    """Every shared node, as it is shown."""
    return shared_statements(store)


@dataclass(frozen=True, slots=True)
class Document:
    """A document's own statements, referring to the policy documents that were judged to be meant."""

    id: str
    disclosure: str
    nodes: tuple[Node, ...]


def document_ids(store: Store) -> list[str]:
    """The documents of a store, in the order in which `documents` gives them."""
    return sorted(row[0] for row in store.sql().execute("SELECT document FROM documents"))


def documents(store: Store) -> Iterator[Document]:
    """Every document with its statements, by id."""
    policies = dict(store.sql().execute("SELECT mention, policy FROM judgements"))
    disclosures = dict(store.sql().execute("SELECT document, meta ->> 'disclosure' FROM documents"))
    for unit in store.units():
        nodes = tuple(resolved(node, policies) for node in unit.nodes())
        yield Document(unit.document, str(disclosures[unit.document]), nodes)
