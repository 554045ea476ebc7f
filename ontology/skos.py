"""Writes the budget classifications as SKOS and XKOS, in Turtle: what `classifications.ttl` holds.

Knows the vocabularies and how Turtle is written; the facts come from `ontology.subjects`. The same data always give the
same bytes, so that a test can hold the file against them. Must not know where the file lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ontology import subjects
from ontology.subjects import Change, Edition, Subject

BASE = "https://w3id.org/fiscal-kg/id/"
PREFIXES = {
    "dct": "http://purl.org/dc/terms/",
    "fkg": "https://w3id.org/fiscal-kg/ontology#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xkos": "http://rdf-vocabulary.ddialliance.org/xkos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LEVELS = ("类", "款", "项", "目")


def turtle() -> str:
    """All schemes, levels, concepts, series and changes as one Turtle document."""
    head = [
        "# The budget classifications of China as concepts of their editions, with what became of them.",
        "# Generated from ontology/data by make/subjects.py: edit the tables there, not this file.",
        "",
        f"@base <{BASE}> .",
        *(f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items()),
        "",
    ]
    blocks = [*_schemes(), *map(_concept, subjects.all_subjects()), *_series(), *map(_code_change, subjects.changes())]
    return "\n".join((*head, *blocks))


def scheme_of(edition: Edition) -> str:
    """The IRI of the concept scheme of a base edition, below the base of instances."""
    return f"classification/{edition.classification}/{edition.edition}"


def schemes_of(subject: Subject) -> tuple[Edition, ...]:
    """The base editions that a subject is valid in."""
    return tuple(
        edition
        for edition in subjects.editions()
        if edition.base
        and edition.classification == subject.classification
        and (edition.last is None or subject.edition <= edition.last)
        and (subject.last is None or edition.first <= subject.last)
    )


def _schemes() -> Iterator[str]:
    for edition in (entry for entry in subjects.editions() if entry.base):
        scheme = scheme_of(edition)
        members = [subject for subject in subjects.all_subjects() if edition in schemes_of(subject)]
        depths = sorted({subject.level for subject in members})
        levels = [f"<{scheme}/level/{depth}>" for depth in depths]
        facts = [
            ("a", "skos:ConceptScheme"),
            ("dct:title", f"{_text(edition.title, 'zh')} , {_text(edition.title_en, 'en')}"),
            ("dct:issued", f'"{edition.first}"^^xsd:gYear'),
            ("xkos:numberOfLevels", str(len(depths))),
            ("xkos:levels", f"( {' '.join(levels)} )"),
        ]
        if edition.last is not None:
            facts.append(("fkg:lastEdition", str(edition.last)))
        if edition.number:
            facts.append(("fkg:evidence", _text(edition.number)))
        yield _block(scheme, facts)
        for depth in depths:
            inside = " ,\n        ".join(f"<subject/{subject.key}>" for subject in members if subject.level == depth)
            yield _block(
                f"{scheme}/level/{depth}",
                [
                    ("a", "xkos:ClassificationLevel"),
                    ("skos:prefLabel", _text(LEVELS[depth - 1], "zh")),
                    ("xkos:depth", str(depth)),
                    ("skos:member", inside),
                ],
            )


def _concept(subject: Subject) -> str:
    above = subjects.broader(subject)
    facts = [
        ("a", "skos:Concept , fkg:SubjectCode"),
        ("skos:notation", _text(subject.code)),
        ("skos:prefLabel", _text(subject.name, "zh")),
        *(("skos:altLabel", _text(name, "zh")) for name in sorted(subject.other_names)),
        *(("skos:inScheme", f"<{scheme_of(edition)}>") for edition in schemes_of(subject)),
        *([("skos:broader", f"<subject/{above.key}>")] if above else []),
        ("fkg:inSeries", f"<series/{subject.classification}/{subject.code}>"),
        ("fkg:code", _text(subject.code)),
        ("fkg:name", _text(subject.name)),
        ("fkg:classification", _text(subject.classification)),
        ("fkg:edition", str(subject.edition)),
        *([("fkg:lastEdition", str(subject.last))] if subject.last is not None else []),
        ("fkg:status", _text(subject.status)),
        ("fkg:depth", str(subject.level)),
        *([("fkg:evidence", _text(subject.evidence))] if subject.evidence else []),
    ]
    return _block(f"subject/{subject.key}", facts)


def _series() -> Iterator[str]:
    for (classification, code), group in groupby(
        subjects.all_subjects(), key=lambda subject: (subject.classification, subject.code)
    ):
        *_, latest = group
        yield _block(
            f"series/{classification}/{code}",
            [
                ("a", "fkg:SubjectSeries"),
                ("fkg:code", _text(code)),
                ("fkg:classification", _text(classification)),
                ("fkg:name", _text(latest.name)),
            ],
        )


def _code_change(change: Change) -> str:
    facts = [
        ("a", "fkg:CodeChange"),
        *(("xkos:sourceConcept", f"<subject/{key}>") for key in change.sources),
        *(("xkos:targetConcept", f"<subject/{key}>") for key in change.targets),
        ("fkg:kind", _text(change.kind)),
        *([("fkg:year", str(change.year))] if change.year is not None else []),
        *([("fkg:evidence", _text(change.evidence))] if change.evidence else []),
        ("fkg:certainty", _text(change.certainty)),
    ]
    return _block(f"change/{change.id}", facts)


def _block(subject: str, facts: Iterable[tuple[str, str]]) -> str:
    """One subject with its facts; several values of a property are written behind one name."""
    lines = [
        f"{name} {' , '.join(value for _, value in group)}" for name, group in groupby(facts, key=lambda fact: fact[0])
    ]
    return f"<{subject}> " + " ;\n    ".join(lines) + " .\n"


def _text(value: str, language: str = "") -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' + (f"@{language}" if language else "")
