"""The reference data behind the ontology as entries to look up: subject codes, prefixes of numbers, places.

Knows how people write them (2010101, function/2010101, 晋财行〔2023〕142号, 长治市屯留区). It must not know the terms
of the ontology, nor layout. What the data do not say stays unsaid: none of the three has English names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from kg.language_terms import Entry
from ontology import issuers, places, subjects
from ontology.skos import LEVELS

_SUBJECT = re.compile(
    r"(?:(?:subject|series)/)?(?:(?P<classification>[a-z-]+)/)?(?:(?P<edition>\d{4})/)?(?P<code>\d{3,9})"
)
_LOOKS_NUMBERED = re.compile(r"\d.*号|[〔\[【(（﹝［]\s*(?:19|20)\d\d")
#: The usual form, told without importing the readers and their whole grammar.
_PLAIN = re.compile(
    r"(?P<code>[\u4e00-\u9fff]+(?:\([\u4e00-\u9fff]+\))?)[〔\[【({](?P<year>(?:19|20)\d\d)[〕\]】)}](?P<serial>\d{1,5})号?"
)
#: Where a prefix is known, as people read it.
SCOPES = {"everywhere": "everywhere", "province": "in the province", "own": "in its own place and below"}


def find(term: str) -> list[Entry]:
    """The subjects, prefixes and places that a term means."""
    return [*find_subjects(term), *find_prefixes(term), *find_places(term)]


def find_classification(term: str) -> list[Entry]:
    """The classification of this name (function, department-economic, ...), with its editions and its highest codes."""
    editions = [edition for edition in subjects.editions() if edition.classification == term.strip()]
    if not editions:
        return []
    base = [edition for edition in editions if edition.base][-1]
    more = {
        "editions": [
            {
                "edition": one.edition,
                "title_en": one.title_en,
                "title_zh": one.title,
                "number": one.number or None,
                "base": one.base,
                "last": one.last,
            }
            for one in editions
        ],
        "narrower": [_coded(one) | {"last": one.last} for one in _latest(base.classification, "", 1)],
    }
    detail = f"{len(editions)} reforms and yearly books are known, {len(more['narrower'])} codes of its highest level"
    return [Entry("classification", base.classification, (base.title_en, base.title), detail=detail, more=more)]


def find_subjects(term: str) -> list[Entry]:
    """The subject codes that a code or a name means, in every classification and edition: an entry a code."""
    text = unicodedata.normalize("NFKC", term).strip()
    if asked := _SUBJECT.fullmatch(text):
        found = [
            subject
            for subject in subjects.all_subjects()
            if subject.code == asked["code"]
            and asked["classification"] in (None, subject.classification)
            and asked["edition"] in (None, str(subject.edition))
        ]
    else:
        name = subjects.fold(text)
        found = [
            subject
            for subject in subjects.all_subjects()
            if name and name in map(subjects.fold, (subject.name, *subject.other_names))
        ]
    return [_subject(*series) for series in dict.fromkeys((one.classification, one.code) for one in found)]


def _subject(classification: str, code: str) -> Entry:
    editions = subjects.editions_of_code(classification, code)
    latest = editions[-1]
    above = subjects.broader(latest)
    level = LEVELS[latest.level - 1]
    more = {
        "classification": classification,
        "code": code,
        "level": level,
        "broader": None if above is None else _coded(above),
        "editions": [
            {
                "edition": one.edition,
                "name": one.name,
                "other_names": list(one.other_names),
                "last": one.last,
                "status": one.status,
                "evidence": one.evidence or None,
            }
            for one in editions
        ],
        "changes": [_change(change) for change in _changes(editions)],
        "narrower": [_coded(one) | {"last": one.last} for one in _latest(classification, code, latest.level + 1)],
    }
    # An edition is the reform or book that a meaning goes back to, which need not be the code's first year.
    until = "" if latest.last is None else f", until {latest.last}"
    detail = f"{level} of {classification}, edition {latest.edition}{until}, {latest.status}"
    return Entry("subject", f"{classification}/{code}", (None, latest.name), detail=detail, more=more)


def _coded(subject: subjects.Subject) -> dict[str, Any]:
    return {"code": subject.code, "name": subject.name}


def _latest(classification: str, under: str, level: int) -> list[subjects.Subject]:
    """The latest editions of the codes of one level that begin with the digits of one above."""
    latest = {
        one.code: one
        for one in subjects.all_subjects()
        if one.classification == classification and one.level == level and one.code.startswith(under)
    }
    return list(latest.values())


def _changes(editions: Iterable[subjects.Subject]) -> Iterable[subjects.Change]:
    return dict.fromkeys(chain.from_iterable(subjects.changes_of(one.key) for one in editions))


def _change(change: subjects.Change) -> dict[str, Any]:
    return {
        "year": change.year,
        "kind": change.kind,
        "from": [_named(key) for key in change.sources],
        "to": [_named(key) for key in change.targets],
        "certainty": change.certainty,
        "evidence": change.evidence or None,
    }


def _named(key: str) -> dict[str, Any]:
    """A subject by its key, with its name where the lists have it."""
    _, edition, code = key.split("/")
    subject = subjects.get(key)
    return {"code": code, "edition": int(edition), "name": None if subject is None else subject.name}


def find_prefixes(term: str) -> list[Entry]:
    """The bodies that count under the prefix of a term: a prefix, a prefix with an office's sign, or a whole number.

    A body's own name means all its prefixes. Who is meant depends on where a number is cited: all that fit are given,
    those whose prefix is longer first, of a number with its year those that had the name in that year first.
    """
    text = "".join(unicodedata.normalize("NFKC", term).split())
    number, code, year = _numbered(term) or (None, text, None)
    if bodies := [row for row in issuers.known() if row.body == text]:
        return [_prefix(row, None, None, None) for row in bodies]
    rows = [row for row in issuers.known() if row.takes(code)]
    rows.sort(key=lambda row: (-len(row.prefix), year is not None and not row.named_in(year)))
    return [_prefix(row, number, code, year) for row in rows]


def _numbered(term: str) -> tuple[str, str, int | None] | None:
    """The canonical number that a term is, its code and its year; None where it is none."""
    if not _LOOKS_NUMBERED.search(term):
        return None
    if plain := _PLAIN.fullmatch("".join(unicodedata.normalize("NFKC", term).split())):
        year, code = int(plain["year"]), plain["code"]
        return f"{code}〔{year}〕{int(plain['serial'])}号", code, year
    from loaders.prose.numbers import canonical, find_numbers  # noqa: PLC0415 - the readers take long to import

    number = canonical(term)
    if number is None:
        return None
    parts = find_numbers(number)[0]
    return number, parts.issuer_code or number, parts.year


def _prefix(row: issuers.Issuer, number: str | None, code: str | None, year: int | None) -> Entry:
    more = {
        "prefix": row.prefix,
        "number": number,
        "code": code,
        "body": row.body,
        "place": {"code": row.place, "name": row.place_name},
        "offices": row.match == "prefix",
        "known": SCOPES[row.scope],
        "since": row.since,
        "until": row.until,
        "in_year": None if year is None else row.named_in(year),
        "certainty": row.certainty,
        "evidence": row.evidence,
    }
    parts = (row.place_name, span(row.since, row.until), f"known {SCOPES[row.scope]}", row.certainty)
    detail = ", ".join(filter(None, parts))
    return Entry("prefix", row.prefix, (None, row.body), detail=detail, more=more)


def find_places(term: str) -> list[Entry]:
    """The places of a code, of a name (full, other, former, without its kind) or of a name behind its superiors'."""
    text = "".join(unicodedata.normalize("NFKC", term).split())
    found = [place for place in places.all_places() if _bears(place, text)]
    # What still is comes before what has gone.
    return [_place(place) for place in sorted(found, key=lambda place: place.valid_to is not None)]


def _bears(place: places.Place, text: str) -> bool:
    names = (place.name, *place.other_names, *(name for name, _ in place.former_names))
    if text in (place.code, place.stem, *names):
        return bool(text)
    return any(text.endswith(name) and _superiors_only(place, text.removesuffix(name)) for name in names)


def _superiors_only(place: places.Place, rest: str) -> bool:
    """Whether a text is the names of some of the place's superiors, outermost first."""
    for above in places.chain(place)[:-1]:
        rest = rest.removeprefix(above.name)
    return not rest


def _place(place: places.Place) -> Entry:
    above = places.chain(place)[:-1]
    more = {
        "code": place.code,
        "level": place.level,
        "full_name": "".join(one.name for one in (*above, place)),
        "within": [_called(code) for code in place.within],
        "valid_from": place.valid_from,
        "valid_to": place.valid_to,
        "became": [_called(code) for code in place.successors],
        "came_from": [_called(one.code) for one in places.all_places() if place.code in one.successors],
        "other_names": list(place.other_names),
        "former_names": [{"name": name, "until": until} for name, until in place.former_names],
        "zone_kind": place.kind or None,
    }
    within = "".join(one.name for one in above)
    parts = (place.level, within and f"in {within}", span(place.valid_from, place.valid_to))
    detail = ", ".join(filter(None, parts))
    return Entry("place", place.code, (None, place.name), detail=detail, more=more)


def _called(code: str) -> dict[str, str | None]:
    place = places.by_code(code)
    if place is None:
        return {"code": code, "name": None, "valid_from": None}
    return {"code": code, "name": place.name, "valid_from": place.valid_from}


def span(first: int | str | None, last: int | str | None) -> str:
    """Years as people read them; empty where neither end is known.

    >>> span(2018, None), span(None, 2018), span(2009, 2018)
    ('since 2018', 'until 2018', '2009 to 2018')
    """
    if first and last:
        return f"{first} to {last}"
    return f"since {first}" if first else f"until {last}" if last else ""


def spellings() -> Iterator[str]:
    """All codes, names, prefixes and bodies: what a slip may have meant."""
    for subject in subjects.all_subjects():
        yield subject.name
        yield subject.code
    for row in issuers.known():
        yield row.prefix
        yield row.body
    for place in places.all_places():
        yield place.name
        yield place.code
