"""Brings the budget classifications up to date: `python -m make.subjects [OBSERVED.tsv]`.

With a table of observed codes (kind, level, code, name, confidence, alternatives, years_seen) it merges the sound ones,
of confidence A and B, into ontology/data/subjects.tsv: a code in no list is added as observed, the years of sightings
are counted anew, and what contradicts the list is printed and left alone. Names and codes that were seen to mean two
things are added to changes.tsv as unknown. In any case it writes ontology/classifications.ttl anew.

Running it again with the same table changes nothing. It never changes the name, edition or status of a row.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from ontology import skos, subjects

Row = dict[str, str]

ONTOLOGY = Path(subjects.__file__).parent
KINDS = {
    "function": "function",
    "dept_economic": "department-economic",
    "gov_economic": "government-economic",
    "income": "income",
}
LIKE = 0.5  # names less alike than this are another column's text, not another name


@dataclass(frozen=True, slots=True)
class Sighting:
    """One sound row of the observed codes. `others` are the other names that at least two documents print."""

    classification: str
    code: str
    name: str
    others: tuple[str, ...]
    years: tuple[int, ...]


def read(path: Path) -> list[Row]:
    """The rows of a table by the names of its columns."""
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    return [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in lines]


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write rows that all have the columns of the first."""
    rows = list(rows)
    lines = ["\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def sightings(path: Path) -> Iterator[Sighting]:
    """What the table of observed codes says soundly: names of confidence C may be cut short."""
    for row in read(path):
        if row["confidence"] not in ("A", "B"):
            continue
        others = (entry.strip().rpartition(":") for entry in row["alternatives"].split(" | "))
        yield Sighting(
            KINDS[row["kind"]],
            row["code"],
            row["name"],
            tuple(name for name, _, count in others if count.isdigit() and int(count) > 1),
            tuple(sorted(int(year) for year in row["years_seen"].split(",") if year)),
        )


def merge(rows: list[Row], seen: list[Sighting]) -> list[Row]:
    """The rows with the sightings of each, and a row more for each code in no list whose parent is in one."""
    merged = [{**row, "sightings": ""} for row in rows]
    by_code: dict[tuple[str, str], list[Row]] = {}
    for row in merged:
        by_code.setdefault((row["classification"], row["code"]), []).append(row)
    for sighting in sorted(seen, key=lambda entry: (entry.classification, len(entry.code), entry.code)):
        place = (sighting.classification, sighting.code)
        if place not in by_code:
            above = by_code.get((sighting.classification, sighting.code[:-2]))
            if above is None:
                print(f"left out, its parent is in no list: {place} {sighting.name}", file=sys.stderr)
                continue
            by_code[place] = [added(sighting, above)]
            merged += by_code[place]
        concepts = by_code[place]
        if not any(subjects.same_name(sighting.name, name) for row in concepts for name in names_of(row)):
            print(f"another name is observed: {place} {sighting.name}", file=sys.stderr)
            continue
        sight(concepts, sighting.years)
    return sorted(merged, key=lambda row: (row["classification"], row["code"], row["edition"]))


def added(sighting: Sighting, above: list[Row]) -> Row:
    """A row for a code in no list: of the base edition, or of its parent's first where that is later."""
    base = subjects.edition_of(sighting.classification, sighting.years[0] if sighting.years else None)
    return {
        "classification": sighting.classification,
        "edition": str(max(base, min(int(row["edition"]) for row in above))),
        "code": sighting.code,
        "name": sighting.name,
        "last": "",
        "status": "observed",
        "sightings": "",
        "evidence": "",
        "other_names": "",
    }


def names_of(row: Row) -> tuple[str, ...]:
    """All names of a row."""
    return (row["name"], *filter(None, row["other_names"].split("|")))


def sight(concepts: list[Row], years: Iterable[int]) -> None:
    """Note the years at the concepts valid in them; years outside all belong to the last that had begun."""
    found: dict[int, list[int]] = {}
    for year in years:
        begun = [place for place, row in enumerate(concepts) if int(row["edition"]) <= year]
        found.setdefault(begun[-1] if begun else 0, []).append(year)
    for place, inside in found.items():
        concepts[place]["sightings"] = f"{min(inside)}-{max(inside)}"


def doubts(rows: list[Row], seen: list[Sighting], known: list[Row]) -> list[Row]:
    """Changes that the sightings show and the list does not explain: what became of the code is unknown."""
    by_code: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_code.setdefault((row["classification"], row["code"]), []).append(row)
    told = {(row["classification"], key) for row in known for key in f"{row['sources']} {row['targets']}".split()}
    found = []
    for sighting in seen:
        concepts = by_code.get((sighting.classification, sighting.code), [])
        names = {row["name"] for row in concepts}
        found += [
            doubt("renamed", concepts[-1], f"observed: {name}")
            for name in sighting.others
            if concepts and name not in names and differs(name, sighting.name)
        ]
    homes: dict[tuple[str, str, str, int], list[Sighting]] = {}
    for sighting in seen:
        if len(sighting.code) > 3 and sighting.years:
            home = (sighting.classification, sighting.code[:-2], subjects.fold(sighting.name), len(sighting.code))
            homes.setdefault(home, []).append(sighting)
    for group in homes.values():
        early, *later = sorted(group, key=lambda entry: entry.years[-1])
        concepts = by_code.get((early.classification, early.code), [])
        if concepts and any(early.years[-1] <= entry.years[-1] and early.years < entry.years for entry in later):
            found.append(doubt("moved", concepts[-1], f"observed: {' '.join(entry.code for entry in later)}"))
    return [row for row in found if (row["classification"], row["sources"]) not in told]


def differs(other: str, name: str) -> bool:
    """Whether a name is really another one: alike, but not the same and not the name with letters missing."""
    letters = iter(subjects.fold(name))
    return not all(letter in letters for letter in subjects.fold(other)) and (
        SequenceMatcher(None, other, name).ratio() >= LIKE
    )


def doubt(kind: str, concept: Row, evidence: str) -> Row:
    """A change of which only its source is known."""
    return {
        "year": "",
        "kind": kind,
        "classification": concept["classification"],
        "sources": f"{concept['edition']}:{concept['code']}",
        "targets": "",
        "evidence": evidence,
        "certainty": "unknown",
    }


def main() -> None:
    """Merge the observed codes, if a table of them is given, and write the Turtle file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("observed", type=Path, nargs="?", help="table of observed codes")
    observed: Path | None = parser.parse_args().observed
    if observed is not None:
        data = ONTOLOGY / "data"
        seen, changes = list(sightings(observed)), read(data / "changes.tsv")
        rows = merge(read(data / "subjects.tsv"), seen)
        changes += doubts(rows, seen, changes)
        write(data / "subjects.tsv", rows)
        write(
            data / "changes.tsv", sorted(changes, key=lambda row: (row["classification"], row["year"], row["sources"]))
        )
        for cached in (subjects.all_subjects, subjects.changes):
            cached.cache_clear()
    (ONTOLOGY / "classifications.ttl").write_text(skos.turtle(), encoding="utf-8")


if __name__ == "__main__":
    main()
