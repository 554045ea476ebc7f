"""The language of the graph, to be browsed: what a term means, in English and Chinese, without a store.

A term is a class, relationship, property, code list or code of the ontology, or a subject code, a prefix of document
numbers or a place of the reference data. It knows how a term is looked up and what is near one that nobody knows; what
the terms are stands in kg.language_terms and kg.language_data, how they are printed in kg.language_text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg import language_terms
from kg.errors import KgError
from kg.ids import tail
from kg.language_terms import COLUMNS, Entry, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How like a term must be to one that is known to be offered in its place (0-100), and how many are offered.
LIKE, OFFERED = 60, 3


class UnknownTermError(KgError):
    """Nothing is called this; `nearest` are the terms most like it."""

    def __init__(self, term: str, nearest: tuple[str, ...]) -> None:
        hint = "kg ontology lists the classes and says how to go on"
        super().__init__(
            f"no term, code, prefix or place is called {term}",
            f"did you mean {', '.join(nearest[:-2])}{', ' if nearest[:-2] else ''}{' or '.join(nearest[-2:])}? {hint}"
            if nearest
            else hint,
        )
        self.nearest = nearest


def look_up(term: str) -> list[Entry]:
    """Every meaning of a term, those of the ontology first. Raises UnknownTermError.

    Spelling is free: budget line, BudgetLine; HAS_FUND, hasFund, fkg:hasFund; 晋财行[2023]142号. A beginning that only
    one name has means that name.

    >>> [(entry.kind, entry.term) for entry in look_up("上年结转")]
    [('code', 'carryover')]
    """
    text = tail(term).rstrip("….")
    from kg import language_data  # noqa: PLC0415 - bare, nobody needs it

    found = language_terms.find(text)
    # The code of a classification has the classification's own codes behind it.
    for name in dict.fromkeys([text, *(entry.term for entry in found if entry.kind == "code")]):
        found += language_data.find_classification(name)
    # A word in Latin letters that the ontology knows is no code, prefix or place.
    if not (found and text.isascii()):
        found += language_data.find(text)
    if not found and (whole := _only_beginning(text)) not in (None, text):
        return look_up(whole)
    if not found:
        raise UnknownTermError(term.strip() or "(nothing)", nearest(text))
    return found


def vocabulary() -> list[Entry]:
    """All terms of the ontology: classes, relationships, properties, code lists and codes."""
    return language_terms.everything()


def nearest(term: str) -> tuple[str, ...]:
    """The known terms most like a term, the most like first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for a slip

    known, key = _all_spellings(), fold(term)
    # Slips first; then terms of which it is a part.
    likest = [
        found
        for scorer in (fuzz.ratio, fuzz.WRatio)
        for found, _, _ in process.extract(key, known.keys(), scorer=scorer, score_cutoff=LIKE, limit=OFFERED)
    ]
    return tuple(known[found] for found in list(dict.fromkeys(likest))[:OFFERED])


def _only_beginning(text: str) -> str | None:
    """The one name that begins so; None where several do, or where the text is too short to tell."""
    key = fold(text)
    if len(key) < 2:
        return None
    names = {key: name for key, name in _all_spellings().items() if key.startswith(fold(text)) and not key.isdigit()}
    return next(iter(names.values())) if len(names) == 1 else None


def _all_spellings() -> dict[str, str]:
    """Everything that can be asked for, by its folded spelling."""
    from kg import language_data  # noqa: PLC0415

    known: dict[str, str] = dict(language_terms.spellings())
    for name in language_data.spellings():
        known.setdefault(fold(name), name)
    return known


def counts() -> Iterator[tuple[str, int]]:
    """How many there are of what can be asked for, beside classes."""
    from ontology import issuers, places, subjects  # noqa: PLC0415
    from ontology.schema import schema  # noqa: PLC0415

    language = schema()
    codes = sum(len(language_terms.codes_in(scheme)) for scheme in language_terms.code_lists())
    yield "relationships", len(language.relationships)
    yield "properties", len(language.properties)
    yield "code lists", len(language_terms.code_lists())
    yield "codes in them", codes
    yield "subject codes", len({(one.classification, one.code) for one in subjects.all_subjects()})
    yield "prefixes of document numbers", len({row.prefix for row in issuers.known()})
    yield "places", len(places.all_places())


__all__ = ["COLUMNS", "Entry", "UnknownTermError", "counts", "look_up", "nearest", "vocabulary"]
