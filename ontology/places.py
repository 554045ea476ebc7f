"""The places of China down to the county, and in which of them a body is that bears their names.

Reads `data/places.tsv` (GB/T 2260 as it stands and what has gone since 2009) and `data/zones.tsv` (development zones,
which may lie in several cities), and the words around places of the vocabulary `places`. Knows names, codes, years
and successors. Knows nothing of documents: whoever calls hands over the name, and the text where the name leaves two
places open. A place that cannot be told is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import takewhile

from ontology import vocabulary

_SPACE = re.compile(r"\s+")
_ENDLESS = 9999


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative division or a zone.

    `level` is provincial, city, county or zone; `within` the codes of the next higher places (one, or those over which
    a zone spreads); `valid_from` and `valid_to` the years in which it began and ended, None where unknown or lasting.
    `former_names` pair a name with the year in which it was given up. `stem` is the name without its kind, or empty.
    """

    code: str
    name: str
    level: str
    within: tuple[str, ...]
    valid_from: str | None
    valid_to: str | None
    successors: tuple[str, ...]
    other_names: tuple[str, ...] = ()
    former_names: tuple[tuple[str, str], ...] = ()
    stem: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Bearer:
    """A place that bears a name, and the years in which it does."""

    place: Place
    first: int
    last: int

    def bears_in(self, year: int | None) -> bool:
        """Whether the name is the place's in that year; without a year, today."""
        return self.last == _ENDLESS if year is None else self.first <= year <= self.last


@dataclass(frozen=True, slots=True)
class _Index:
    """The bearers of full names and of stems, and for a first sign the lengths of names that begin with it."""

    names: Mapping[str, tuple[_Bearer, ...]]
    stems: Mapping[str, tuple[_Bearer, ...]]
    lengths: Mapping[str, tuple[int, ...]]


def by_code(code: str) -> Place | None:
    """The place of a code of six digits or of a zone's code, or None."""
    return _places().get(code)


def all_places() -> tuple[Place, ...]:
    """Every place and zone, in the order of codes."""
    return tuple(_places().values())


def named(name: str) -> tuple[Place, ...]:
    """The places that bear exactly this full name, or another or a former one; those that still do come first."""
    bearers = sorted(_index().names.get(name, ()), key=lambda bearer: -bearer.last)
    return tuple(dict.fromkeys(bearer.place for bearer in bearers))


@cache
def chain(place: Place) -> tuple[Place, ...]:
    """The place's superiors, outermost first, then the place.

    Of a zone in several cities only what is common to all of them; a part of a zone stands under the zone.
    """
    above = [_places()[code] for code in place.within]
    zones = [one for one in above if one.level == "zone"]
    chains = [chain(one) for one in zones[:1] or above]
    common = takewhile(lambda level: len(set(level)) == 1, zip(*chains, strict=False))
    return (*(level[0] for level in common), place)


def present(place: Place) -> Place:
    """What the place is today, through single successors; the place where there is none or where there are several."""
    seen = {place.code}
    while len(place.successors) == 1 and place.successors[0] not in seen:
        place = _places()[place.successors[0]]
        seen.add(place.code)
    return place


def locate(name: str, text: str = "", year: int | None = None) -> tuple[Place, ...]:
    """The place of the body called `name` with its superiors, outermost first; nothing where that cannot be told.

    长治市屯留区委组织部 is of 山西省, 长治市, 屯留区. The name may leave superiors out; what it prints of them must
    agree. Where several places bear the name, those count that do so in `year` (today, without a year), if any does;
    then `text`, a document's own, decides where it clearly names the superiors of one most often.
    """
    rest = _SPACE.sub("", name)
    prefixes = _words().prefixes
    while prefix := prefixes.match(rest):
        rest = rest[prefix.end() :]
    bearers = _read(rest, None)
    found = _decide(bearers, text, year)
    if found and rest[1:2] == "区" and _mentions(_superiors(found[-1].code), text) < 2:
        return ()  # 城区, 矿区 without a superior: one that has none in print is told by the text alone
    return found


def _read(rest: str, above: frozenset[str] | None) -> tuple[_Bearer, ...]:
    """The innermost places named at the beginning of `rest`, all of them below one of the codes `above`."""
    index = _index()
    for length in index.lengths.get(rest[:1], ()):
        part, after = rest[:length], rest[length:]
        for known, short in ((index.names, False), (index.stems, True)):
            bearers = known.get(part, ())
            if above is not None:
                bearers = tuple(bearer for bearer in bearers if not above.isdisjoint(_superiors(bearer.place.code)))
            if not bearers:
                continue
            inner = (
                _read(after, frozenset(code for bearer in bearers for code in _reach(bearer.place))) if after else ()
            )
            if inner:
                return inner
            if _ends_here(part, after, short):
                return bearers
    return ()


def _reach(place: Place) -> tuple[str, ...]:
    """The codes under which a place named next may stand: a county named after a zone is one in which the zone lies."""
    return (place.code, *place.within) if place.level == "zone" else (place.code,)


def _ends_here(part: str, after: str, short: bool) -> bool:
    """Whether the body's own name may begin with `after`, the place being `part`."""
    words = _words()
    if short:
        return words.beginning.match(after) is not None
    if len(part) == 2 and part[-1] == "区":  # 城区, 郊区: words as well as names
        return not after or words.beginning.match(after) is not None
    if words.beginning.match(after):
        return True
    unknown = words.unknown.match(after)
    return unknown is None or unknown[1].endswith(words.not_places)


def _decide(bearers: tuple[_Bearer, ...], text: str, year: int | None) -> tuple[Place, ...]:
    """The chain of the one place that is meant."""
    bearers = tuple(bearer for bearer in bearers if bearer.bears_in(year)) or bearers
    places = {bearer.place.code: bearer.place for bearer in bearers}
    # In the year of a change both bear the name: the later one stands for both.
    places = {code: place for code, place in places.items() if places.keys().isdisjoint(place.successors)}
    meant = list(places)
    if len(meant) > 1 and text:
        meant = [one for one in places if all(_more(one, other, text) for other in places if other != one)]
    return chain(places[meant[0]]) if len(meant) == 1 else ()


def _more(one: str, other: str, text: str) -> bool:
    """Whether the text names superiors that are only `one`'s clearly more often than those that are only `other`'s."""
    mine, theirs = _superiors(one), _superiors(other)
    if one in theirs or other in mine:
        return False
    count = _mentions(mine - theirs, text)
    return count >= 2 and count > 2 * _mentions(theirs - mine, text)


def _mentions(codes: frozenset[str], text: str) -> int:
    """How often the text names one of these places."""
    return sum(text.count(_places()[code].stem or _places()[code].name) for code in codes)


@cache
def _superiors(code: str) -> frozenset[str]:
    """The codes of all places in which the place lies, at any height."""
    above = _places()[code].within
    return frozenset(above).union(*(_superiors(one) for one in above))


@dataclass(frozen=True, slots=True)
class _Words:
    """The vocabulary `places`, ready to match."""

    prefixes: re.Pattern[str]
    beginning: re.Pattern[str]
    unknown: re.Pattern[str]
    not_places: tuple[str, ...]


@cache
def _words() -> _Words:
    words = vocabulary.load("places")

    def any_of(name: str) -> str:
        return "|".join(map(re.escape, sorted(words[name], key=len, reverse=True)))

    return _Words(
        re.compile(any_of("prefixes")),
        re.compile(any_of("beginnings")),
        # 长治市 with a county that nobody knows is not 长治市.
        re.compile(rf"(\w{{1,8}}?[县市区旗])(?:{any_of('beginnings')})"),
        tuple(words["not_places"]),
    )


@cache
def _places() -> Mapping[str, Place]:
    return {place.code: place for place in (*_rows("places.tsv"), *_rows("zones.tsv"))}


def _rows(name: str) -> Iterator[Place]:
    lines = resources.files("ontology").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    columns = lines[0].split("\t")
    for line in lines[1:]:
        row = dict(zip(columns, line.split("\t"), strict=True))
        former = (entry.partition("=") for entry in _listed(row.get("former_names", "")))
        yield Place(
            row["code"],
            row["name"],
            row.get("level", "zone"),
            tuple(row["within"].split()),
            row["valid_from"] or None,
            row["valid_to"] or None,
            tuple(row["successors"].split()),
            _listed(row["other_names"]),
            tuple((old, until) for old, _, until in former),
            row.get("stem", ""),
            row.get("kind", ""),
        )


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


@cache
def _index() -> _Index:
    names: dict[str, tuple[_Bearer, ...]] = {}
    stems: dict[str, tuple[_Bearer, ...]] = {}
    beginning = _words().beginning
    for place in _places().values():
        first, last = int((place.valid_from or "0")[:4]), int((place.valid_to or str(_ENDLESS))[:4])
        bearer = _Bearer(place, first, last)
        for name in (place.name, *place.other_names):
            names[name] = (*names.get(name, ()), bearer)
        for name, until in place.former_names:
            names[name] = (*names.get(name, ()), _Bearer(place, 0, int(until[:4])))
        if place.stem and not beginning.match(place.stem):  # 公安 is a county's stem and the police
            stems[place.stem] = (*stems.get(place.stem, ()), bearer)
    lengths: dict[str, set[int]] = {}
    for name in (*names, *stems):
        lengths.setdefault(name[0], set()).add(len(name))
    return _Index(names, stems, {sign: tuple(sorted(found, reverse=True)) for sign, found in lengths.items()})
