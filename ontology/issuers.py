"""Who issued a document, told by the beginning of its number (机关代字): 晋财行〔2023〕142号 is 山西省财政厅's.

Reads `data/issuers.tsv` (prefixes and bodies, each with what shows it), `data/issuer_offices.tsv` (what may follow a
prefix) and `data/issuer_signs.tsv` (places elsewhere whose names hold a province's abbreviation). It knows places by
their codes (GB/T 2260) only, and must not know documents: a body that a text names goes before what is said here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

#: The code that stands for the centre.
NATIONAL = "100000"

#: Signs that may follow a prefix whose row says "any": more is a sentence, not a code.
_ANY = r"[\u4e00-\u9fff()]{0,8}"


@dataclass(frozen=True, slots=True)
class Issuer:
    """A prefix of document numbers and the body that counts under it.

    `place` is the code of the body's place (100000: the centre). `match` is exact or prefix; `rest` names the words
    that may follow a prefix. `scope` is where the prefix is known: everywhere, province (in the whole province of the
    body) or own (in the place and below it; of the centre: by the centre's own bodies). `since` and `until` are the
    first and the last year of the body's name under this prefix, None where open. `certainty` is stated (a document
    prints body and number together) or convention.
    """

    prefix: str
    body: str
    place: str
    place_name: str
    evidence: str
    certainty: str
    match: str = "exact"
    rest: str = ""
    scope: str = "own"
    since: int | None = None
    until: int | None = None

    def takes(self, code: str) -> bool:
        """Whether a folded code is one of this body's: the prefix, and after it only what may follow.

        >>> row = next(row for row in known() if row.prefix == "晋财")
        >>> row.takes("晋财行"), row.takes("晋财发改")
        (True, False)
        """
        if self.match == "exact":
            return code == self.prefix
        return code.startswith(self.prefix) and bool(_rests()[self.rest].fullmatch(code, len(self.prefix)))

    def known_from(self, places: frozenset[str]) -> bool:
        """Whether the prefix means this body to who is in `places` (with their superiors; empty: unknown)."""
        if self.scope == "everywhere":
            return places.isdisjoint(_elsewhere().get((self.prefix[0], self.place), ()))
        if self.scope == "province":
            return f"{self.place[:2]}0000" in places
        return self.place in places

    def named_in(self, year: int) -> bool:
        """Whether the body had its name and this prefix in a year."""
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


def _table(name: str) -> list[dict[str, str]]:
    text = resources.files("ontology").joinpath("data", name).read_text(encoding="utf-8")
    head, *rows = [line.split("\t") for line in text.splitlines() if line]
    return [dict(zip(head, row, strict=True)) for row in rows]


@cache
def known() -> tuple[Issuer, ...]:
    """All that the table knows, in its order."""
    return tuple(
        Issuer(
            prefix=row["prefix"],
            body=row["body"],
            place=row["place"],
            place_name=row["place_name"],
            evidence=row["evidence"],
            certainty=row["certainty"],
            match=row["match"],
            rest=row["rest"],
            scope=row["scope"],
            since=int(row["since"]) if row["since"] else None,
            until=int(row["until"]) if row["until"] else None,
        )
        for row in _table("issuers.tsv")
    )


@cache
def _by_prefix() -> Mapping[str, tuple[Issuer, ...]]:
    found: dict[str, list[Issuer]] = {}
    for row in known():
        found.setdefault(row.prefix, []).append(row)
    return {prefix: tuple(rows) for prefix, rows in found.items()}


@cache
def _rests() -> Mapping[str, re.Pattern[str]]:
    """What may follow a prefix, by the name of the word list: none to three of its words."""
    found = {}
    for row in _table("issuer_offices.tsv"):
        words = sorted(row["words"].split(), key=len, reverse=True)
        found[row["rest"]] = re.compile(_ANY if words == ["*"] else rf"(?:{'|'.join(map(re.escape, words))}){{0,3}}")
    return found


@cache
def _elsewhere() -> Mapping[tuple[str, str], frozenset[str]]:
    """Codes of the places to whom an abbreviation may mean themselves, by the sign and the place it stands for."""
    return {(row["sign"], row["place"]): frozenset(row["elsewhere"].split()) for row in _table("issuer_signs.tsv")}


def _with_superiors(codes: Iterable[str]) -> frozenset[str]:
    """Codes with those of the city and the province that their digits stand under; other codes stay as they are."""
    found: set[str] = set()
    for code in codes:
        found.add(code)
        if re.fullmatch("[0-9]{6}", code) and code != NATIONAL:
            found |= {f"{code[:4]}00", f"{code[:2]}0000"}
    return frozenset(found)


def issuer_of(code: str, citing: Sequence[str], year: int | None = None) -> Issuer | None:
    """The body that counts under a 机关代字, as seen from the places of the body that cites it; None where unknown.

    `code` is as printed (width and spaces do not matter); `citing` are the codes of the citing body's place and its
    superiors in any order, () where unknown. The longest prefix that is known from there decides; where two bodies fit
    it equally, it is unknown which one is meant. `year` is the number's own year and tells apart the names that a body
    has had; without it the body's present name is given.

    >>> issuer_of("晋财行", ("440000", "440100")).body
    '山西省财政厅'
    >>> issuer_of("长财行", ("140000", "140400", "140405")).body
    '长治市财政局'
    >>> issuer_of("长财行", ()) is None
    True
    """
    folded = "".join(unicodedata.normalize("NFKC", code).split())
    places = _with_superiors(citing)
    for length in range(len(folded), 0, -1):
        rows = [row for row in _by_prefix().get(folded[:length], ()) if row.takes(folded) and row.known_from(places)]
        if rows:
            # A shorter prefix is of somebody else: where none of these rows is of the year, nobody is known.
            return _only(rows, year)
    return None


def _only(rows: list[Issuer], year: int | None) -> Issuer | None:
    """The one row of those that fit; without a year the names that ended give way to the present one."""
    if year is not None:
        rows = [row for row in rows if row.named_in(year)]
    elif len(rows) > 1:
        rows = [row for row in rows if row.until is None]
    return rows[0] if len({(row.body, row.place) for row in rows}) == 1 else None
