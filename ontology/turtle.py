"""The ontology's Turtle files as triples to be asked. It knows the form alone, and no term."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

import pyoxigraph as ox

from ontology.schema import RDF

_PREFIX = re.compile(r"^@prefix\s+([\w-]*):\s+<([^>]+)>", re.M)


class Facts:
    """The triples of the ontology's files, to be asked by subject and by object; blank nodes go by their ids."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.prefixes: dict[str, str] = {}
        self._objects: dict[tuple[str, str], list[ox.NamedNode | ox.BlankNode | ox.Literal]] = {}
        self._subjects: dict[tuple[str, str], list[str]] = {}
        for text in texts:
            self.prefixes |= dict(_PREFIX.findall(text))
            for triple in ox.parse(text, format=ox.RdfFormat.TURTLE):
                subject, predicate, value = triple.subject, triple.predicate.value, triple.object
                if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
                    continue
                self._objects.setdefault((subject.value, predicate), []).append(value)
                if not isinstance(value, ox.Literal):
                    self._subjects.setdefault((predicate, value.value), []).append(subject.value)

    def values(self, subject: str, *predicates: str) -> list[str]:
        """The objects of a subject, as text."""
        return [value.value for predicate in predicates for value in self._objects.get((subject, predicate), ())]

    def one(self, subject: str, predicate: str) -> str:
        """The object of a subject, as text; "" where there is none."""
        return next(iter(self.values(subject, predicate)), "")

    def pair(self, subject: str, predicate: str) -> tuple[str | None, str | None]:
        """A text in English and in Chinese."""
        found = self.texts(subject, predicate)
        return found.get("en"), found.get("zh")

    def texts(self, subject: str, predicate: str) -> dict[str, str]:
        """Texts by language."""
        found = (value for value in self._objects.get((subject, predicate), ()) if isinstance(value, ox.Literal))
        return {value.language or "": value.value for value in found}

    def predicates(self, subject: str) -> list[str]:
        """What is said of a subject."""
        return [predicate for about, predicate in self._objects if about == subject]

    def with_value(self, predicate: str, value: str) -> list[str]:
        """The subjects that have this object, in the order of the file."""
        return self._subjects.get((predicate, value), [])

    def members(self, head: str) -> Iterator[str]:
        """The members of an RDF list."""
        while head != RDF + "nil":
            yield self.values(head, RDF + "first")[0]
            head = self.values(head, RDF + "rest")[0]

    def curie(self, iri: str) -> str:
        """An IRI with its prefix, where one is known."""
        fitting = [(prefix, base) for prefix, base in self.prefixes.items() if iri.startswith(base)]
        if not fitting:
            return iri
        prefix, base = max(fitting, key=lambda entry: len(entry[1]))
        return f"{prefix}:{iri[len(base) :]}"

    def expand(self, curie: str) -> str | None:
        """The IRI that `fkg:hasFund` or an IRI, in angle brackets or not, names; None where it is no such thing."""
        text = curie.strip().removeprefix("<").removesuffix(">")
        prefix, colon, rest = text.partition(":")
        if rest.startswith("//"):
            return text
        return self.prefixes[prefix] + rest if colon and prefix in self.prefixes else None


@cache
def read(*names: str) -> Facts:
    """What these files of the ontology state together."""
    folder = resources.files("ontology")
    return Facts(folder.joinpath(name).read_text(encoding="utf-8") for name in names)
