"""Writes docs/ontology.md, the reference of the ontology: `python -m make.ontology`.

Everything in it is read from the ontology's files through kg.language_terms, so that the same files always give the
same text; only the introduction and the choice of what stands together in a picture are of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import ontology
from kg import language_terms
from kg.language_terms import CUBE, QB, Entry, facts
from ontology import subjects
from ontology.schema import DOMAINS, RDF, RDFS, schema

FILE = Path(ontology.__file__).parents[1] / "docs" / "ontology.md"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of some classes: with the relationships between any two of them, or only with those named."""

    title: str
    classes: tuple[str, ...]
    only: tuple[str, ...] = ()


#: Classes are drawn without the boxes for members: properties are listed below.
HIDDEN = '%%{init: {"class": {"hideEmptyMembersBox": true}}}%%'
PICTURES = (
    Picture(
        "Money, and what it rests on",
        (
            "Project",
            "PolicyDocument",
            "Citation",
            "Allocation",
            "BudgetLine",
            "PerformanceSheet",
            "SheetAmount",
            "Indicator",
            "Organization",
            "FundingSource",
            "SubjectCode",
        ),
    ),
    Picture(
        "Notices, and who gets how much",
        ("PolicyDocument", "Notice", "Distribution", "Organization", "Place", "FundingSource", "SubjectCode"),
        (
            "PASSES_ON",
            "OF_POLICY",
            "OF_NOTICE",
            "BOOKED_UNDER",
            "TO_ORGANIZATION",
            "TO_PLACE",
            "HAS_FUND",
            "HAS_SUBJECT",
            "HAS_GOV_SUBJECT",
        ),
    ),
    Picture(
        "What documents state, and who publishes it",
        (
            "Statement",
            "Figure",
            "PerformanceSheet",
            "Indicator",
            "Citation",
            "PurchasedService",
            "Paragraph",
            "Finding",
            "Disclosure",
            "Organization",
            "Observation",
            "BudgetLine",
            "Allocation",
            "SheetAmount",
            "Notice",
            "Distribution",
        ),
        ("STATED_IN", "PUBLISHED_BY", "INCLUDED_IN"),
    ),
    Picture(
        "Codes, bodies and places over the years",
        ("SubjectCode", "SubjectSeries", "CodeChange", "Organization", "ChangeEvent", "Place"),
        (
            "IN_SERIES",
            "SOURCE_CONCEPT",
            "TARGET_CONCEPT",
            "ORIGINAL_ORGANIZATION",
            "RESULTING_ORGANIZATION",
            "IN_PLACE",
            "WITHIN",
            "SUCCEEDED_BY",
        ),
    ),
    Picture(
        "What is inferred, kept apart",
        ("Inference", "PolicyDocument", "Project", "Organization"),
        (
            "FROM_POLICY",
            "TO_POLICY",
            "FROM_PROJECT",
            "TO_PROJECT",
            "FROM_ORGANIZATION",
            "TO_ORGANIZATION",
            "SUPPORTED_BY",
        ),
    ),
)
INTRODUCTION = """\
# The ontology

What there is in the disclosures of public money, how it hangs together, and what each name means: the same for the RDF
graph, the property graph and the flat tables. `kg ontology TERM` looks any of it up, without a store, and the codes,
prefixes of document numbers and places besides.

This page is made from the files by `python -m make.ontology`; a test holds that it is what they say.

| file | holds |
| --- | --- |
| `ontology/fiscal.ttl` | classes, relationships, properties (OWL 2 RL), labelled and defined in both languages |
| `ontology/codes.ttl` | code lists: what the coded properties may say (SKOS) |
| `ontology/cube.ttl` | the disclosures as an RDF Data Cube |
| `ontology/classifications.ttl` | the budget classifications with their editions and changes (SKOS, XKOS) |
| `ontology/shapes.ttl` | what the data must look like (SHACL) |

**To look at it in Protégé**: File → Open → `ontology/fiscal.ttl`. It imports nothing, so it opens
without a network. View → *Render by label* shows the labels in the place of the names.

**To validate a graph**: `ontology/shapes.ttl` is SHACL Core with SHACL-SPARQL constraints, for any engine
that has both:

    kg export turtle graph.ttl --plain
    pyshacl --shacl ontology/shapes.ttl graph.ttl

A violation is a fault of the reader; a warning is what a document itself may have wrong. A general engine takes a
minute or two for each document.

**One schema, two graphs.** A class without subclasses is a node label. An object property is a relationship, in
property graphs under its name in CONST_CASE (`fkg:hasFund`, `HAS_FUND`). A datatype property is a node property of its
own name; an amount in yuan has a whole number of fen beside it there (`amountYuan`, `amountFen`). Every node has one
class. How often something occurs is written 1 (always, once), 0..1 (at most once), 1..* and 0..* (a list)."""


def markdown() -> str:
    """The whole page."""
    parts: list[str] = [INTRODUCTION, *_namespaces(), *_pictures(), *_classes(), *_relationships(), *_properties()]
    parts += [*_code_lists(), *_classifications(), *_alignment()]
    return "\n".join(parts) + "\n"


def _table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(str(value or '').replace('|', chr(92) + '|') for value in row)} |"


def _heading(title: str, depth: int = 2) -> Iterator[str]:
    yield from ("", f"{'#' * depth} {title}", "")


def _of(kind: str) -> list[Entry]:
    return [entry for entry in language_terms.everything() if entry.kind == kind]


def _namespaces() -> Iterator[str]:
    yield from _heading("Namespaces")
    known = facts().prefixes
    own = [prefix for prefix, iri in known.items() if iri.startswith("https://w3id.org/fiscal-kg/")]
    rows = [(f"`{prefix}:`", f"`{known[prefix]}`") for prefix in (*sorted(own), *sorted(set(known) - set(own)))]
    yield from _table(("prefix", "namespace"), rows)
    yield from ("", "Instances lie under `https://w3id.org/fiscal-kg/id/`, unless a store says otherwise.")


def _pictures() -> Iterator[str]:
    yield from _heading("In pictures")
    for picture in PICTURES:
        yield from (f"### {picture.title}", "", "```mermaid", HIDDEN, "classDiagram", "    direction LR")
        for name in picture.classes:
            yield f'    class {name}["{name} {schema().classes[name].labels["zh"]}"]'
        yield from _edges(picture)
        yield from ("```", "")


def _edges(picture: Picture) -> Iterator[str]:
    """Subclasses, and relationships between two classes; those of one direction share an arrow."""
    known = facts()
    inside = {schema().classes[name].iri: name for name in picture.classes}
    for iri, name in inside.items():
        for above in known.values(iri, RDFS + "subClassOf"):
            if above in inside:
                yield f"    {inside[above]} <|-- {name}"
    drawn: dict[tuple[str, str], list[str]] = {}
    for link in schema().relationships.values():
        if link.target in picture.classes and (not picture.only or link.type in picture.only):
            for start in (inside[iri] for iri in known.values(link.iri, *DOMAINS) if iri in inside):
                drawn.setdefault((start, link.target), []).append(link.type)
    for (start, end), types in drawn.items():
        yield f"    {start} --> {end} : {', '.join(types)}"


def _classes() -> Iterator[str]:
    yield from _heading("Classes")
    rows = [(f"[{one.term}](#{one.term.lower()})", *one.names, ", ".join(one.more["is_a"])) for one in _of("class")]
    yield from _table(("class", "name", "名称", "subclass of"), rows)
    for entry in _of("class"):
        more = entry.more
        yield from _heading(entry.term, 3)
        yield f"**{entry.names[0]} · {entry.names[1]}.** {entry.definitions[0]} {entry.definitions[1]}"
        facts_ = [f"Subclass of {_listed(more['is_a'])}."]
        facts_ += [f"No node has it as its label; below it: {_listed(more['subclasses'])}."] if more["abstract"] else []
        facts_ += [f"See also {_listed(more['see_also'])}."] if "see_also" in more else []
        facts_ += [_where(*group) for group in _conditions(more["where"])]
        yield from ("", " ".join([*facts_, f"Source: {entry.sources[0]}."]), "")
        yield from _table(
            ("property", "名称", "datatype", "occurs"),
            [(f"`{one['name']}`", one["name_zh"], one["datatype"], one["occurs"]) for one in more["properties"]],
        )
        links = [(f"→ `{one['name']}`", one["name_zh"], one["to"], one["occurs"]) for one in more["out"]]
        links += [(f"← `{one['name']}`", one["name_zh"], ", ".join(one["from"]), "") for one in more["into"]]
        if links:
            yield ""
            yield from _table(("relationship", "名称", "other end", "occurs"), links)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _conditions(rules: Sequence[Mapping[str, Any]]) -> Iterator[tuple[list[str], list[str], str]]:
    """Values of a property that say the same of a thing, what they say, and the property."""
    for (property_, classes), group in groupby(rules, key=lambda rule: (rule["property"], rule["is_a"])):
        yield [rule["value"] for rule in group], classes, property_


def _where(values: list[str], classes: list[str], property_: str) -> str:
    return f"Where `{property_}` is {', '.join(values)}, also {_listed(classes)}."


def _relationships() -> Iterator[str]:
    yield from _heading("Relationships")
    rows = [
        (
            ", ".join(one.more["from"]),
            f"`{one.more['type']}`",
            f"`{one.more['rdf']}`",
            one.more["to"],
            one.names[1],
            one.definitions[0],
            one.sources[0],
        )
        for one in _of("relationship")
    ]
    yield from _table(("from", "relationship", "RDF", "to", "名称", "meaning", "source"), rows)


def _properties() -> Iterator[str]:
    yield from _heading("Properties")
    rows = [
        (
            f"`{one.term}`",
            one.names[1],
            one.more["datatype"],
            ", ".join(f"{label} {count}" for label, count in one.more["of"].items()),
            one.definitions[0],
            _listed(entry["list"] for entry in one.more["code_lists"]),
            one.sources[0],
        )
        for one in sorted(_of("property"), key=lambda one: one.term.lower())
    ]
    yield from _table(("property", "名称", "datatype", "of", "meaning", "code list", "source"), rows)


def _code_lists() -> Iterator[str]:
    yield from _heading("Code lists")
    yield "The first column is what stands in the data and in the tables. Some concepts (unsaid, a total over all)"
    yield "stand in data cubes only, where the data say nothing."
    for entry in _of("code-list"):
        yield from _heading(f"{entry.term}: {entry.names[0]} · {entry.names[1]}", 3)
        ends = [f"Values of {_listed(entry.more['of'])}."] if entry.more["of"] else []
        ends += [f"In cubes: {_listed(entry.more['cube'])}."] if entry.more["cube"] else []
        yield from ((" ".join(ends), "") if ends else ())
        codes = entry.more["codes"]
        yield from _table(("code", "name", "名称"), [(f"`{c['code']}`", c["name_en"], c["name_zh"]) for c in codes])


def _classifications() -> Iterator[str]:
    yield from _heading("Budget classifications")
    yield "The subject codes are in `ontology/classifications.ttl`; a code means what its edition says. An edition is a"
    yield "reform that began a classification, or a yearly book that changed some of its codes."
    yield ""
    rows = [
        (f"`{one.classification}`", one.edition, one.title_en, one.title, one.number or "")
        for one in subjects.editions()
    ]
    yield from _table(("classification", "edition", "title", "名称", "number"), rows)


def _alignment() -> Iterator[str]:
    yield from _heading("Alignment with standards")
    yield from _table(
        ("term", "relation", "standard term"),
        [
            (f"`{entry.more['rdf']}`", f"`rdfs:{predicate}`", f"`{name}`")
            for entry in language_terms.everything()
            for key, predicate in (("is_a", "subClassOf"), ("under", "subPropertyOf"), ("see_also", "seeAlso"))
            for name in entry.more.get(key, ())
            if not name.startswith("fkg:")
        ]
        + [
            (f"`{entry.more['rdf']}` where `{on}` is {', '.join(values)}", "`rdfs:subClassOf`", _listed(classes))
            for entry in _of("class")
            for values, classes, on in _conditions(entry.more["where"])
        ],
    )
    taken = [entry.more["rdf"] for entry in _of("relationship") if not entry.more["rdf"].startswith("fkg:")]
    yield from ("", f"Used as they are: {_listed(taken)}.")
    yield from _heading("Data cubes", 3)
    yield "The components of the cubes, what they are taken from, and the terms of OpenBudgets and SDMX above them."
    yield ""
    known = facts()
    yield from _table(
        ("component", "kind", "名称", "taken from", "stands under"),
        [
            (
                f"`{known.curie(one)}`",
                kind.removesuffix("Property").lower(),
                known.pair(one, RDFS + "label")[1],
                _listed(known.curie(iri) for iri in known.values(one, CUBE + "of")),
                _listed(known.curie(iri) for iri in known.values(one, RDFS + "subPropertyOf")),
            )
            for kind in ("DimensionProperty", "MeasureProperty", "AttributeProperty")
            for one in known.with_value(RDF + "type", QB + kind)
        ],
    )


def main() -> None:
    """Write the page."""
    FILE.write_text(markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
