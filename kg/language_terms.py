"""The terms of the ontology as entries to look up: classes, relationships, properties, code lists and their codes.

Reads fiscal.ttl, codes.ttl, cube.ttl and shapes.ttl, and knows the vocabularies that they are written in. It must not
know any class, property or code by name, nor the reference data (subject codes, prefixes, places), nor layout.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ontology.schema import DOMAINS, NAMESPACE, OWL, RANGES, RDF, RDFS, SKOS, Property, Relationship, schema
from ontology.shapes import PropertyShape, shapes
from ontology.turtle import Facts, read

CODES = "https://w3id.org/fiscal-kg/codes#"
CUBE = "https://w3id.org/fiscal-kg/cube#"
DCT = "http://purl.org/dc/terms/"
QB = "http://purl.org/linked-data/cube#"
#: The list of funds, whose codes are nodes of the graph too.
FUNDS = NAMESPACE + "funds"
#: What comes first where a term has several meanings.
KINDS = ("class", "relationship", "property", "code-list", "code", "classification", "subject", "prefix", "place")
COLUMNS = (
    "kind", "term", "name_en", "name_zh", "definition_en", "definition_zh", "source_en", "source_zh", "iri", "detail",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of a term. Texts come as (English, Chinese), None where there is none; `detail` is one line on it.

    `more` holds what only its kind has, as plain lists and dictionaries.
    """

    kind: str
    term: str
    names: tuple[str | None, str | None]
    definitions: tuple[str | None, str | None] = (None, None)
    sources: tuple[str | None, str | None] = (None, None)
    iri: str | None = None
    detail: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The entry as a row: COLUMNS, and then what only its kind has."""
        texts = (*self.names, *self.definitions, *self.sources)
        return dict(zip(COLUMNS, (self.kind, self.term, *texts, self.iri, self.detail), strict=True)) | dict(self.more)


def fold(text: str) -> str:
    """A term as it is compared: letters and digits alone, so that all spellings of one name are one.

    >>> fold("amount_yuan") == fold("AMOUNT_YUAN") == fold("amountYuan"), fold("“三公”经费表")
    (True, '三公经费表')
    """
    # What has neither (a code "%") is compared as it is.
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).casefold() or text.strip()


def facts() -> Facts:
    """What the files of this installation state."""
    return read("fiscal.ttl", "codes.ttl", "cube.ttl")


@cache
def index() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Folded spellings of every term with the kinds and IRIs that they may mean."""
    known = facts()
    found: dict[str, dict[tuple[str, str], None]] = {}

    def add(kind: str, iri: str, *spellings: str | None) -> None:
        for spelling in filter(None, spellings):
            found.setdefault(fold(spelling), {})[kind, iri] = None

    for cls in schema().classes.values():
        add("class", cls.iri, cls.name, *cls.labels.values())
    for link in schema().relationships.values():
        add("relationship", link.iri, link.name, link.type, *link.labels.values())
    for prop in schema().properties.values():
        # A column in yuan is asked for without its unit, too, and property graphs have it in fen.
        add("property", prop.iri, prop.name, *prop.labels.values())
        if prop.money:
            add("property", prop.iri, prop.fen, prop.name.removesuffix("Yuan"))
    for scheme in code_lists():
        add("code-list", scheme, _list_name(scheme), *known.pair(scheme, RDFS + "label"))
        for code in known.with_value(SKOS + "inScheme", scheme):
            add("code", code, known.curie(code), _code_name(code), *known.pair(code, SKOS + "prefLabel"))
    return {key: tuple(entries) for key, entries in found.items()}


@cache
def spellings() -> Mapping[str, str]:
    """Every term as it is shown, by a folded spelling: what a slip may have meant."""
    language, known = schema(), facts()
    shown: dict[str, str] = {}
    for term in (*language.classes.values(), *language.relationships.values(), *language.properties.values()):
        for text in (term.name, *term.labels.values()):
            shown.setdefault(fold(text), text)
    for scheme in code_lists():
        texts = [_list_name(scheme), *known.pair(scheme, RDFS + "label")]
        for code in known.with_value(SKOS + "inScheme", scheme):
            texts += [*known.values(code, SKOS + "notation"), *known.pair(code, SKOS + "prefLabel")]
        for entry in filter(None, texts):
            shown.setdefault(fold(entry), entry)
    return shown


def find(term: str) -> list[Entry]:
    """The entries that a name, a label in either language, a code, a prefixed name or an IRI means.

    A name of another vocabulary (qb:Observation) means the terms that stand under it.
    """
    iri = facts().expand(term)
    if iri is not None:
        every = dict.fromkeys(meaning for meanings in index().values() for meaning in meanings)
        wanted = {iri} if any(iri == other for _, other in every) else set(_below(iri))
        found = [meaning for meaning in every if meaning[1] in wanted]
    else:
        found = list(index().get(fold(term), ()))
    found.sort(key=lambda meaning: KINDS.index(meaning[0]))
    return [entry(kind, iri) for kind, iri in found]


def everything() -> list[Entry]:
    """All terms: classes, relationships, properties, code lists and codes."""
    language, known = schema(), facts()
    lists = code_lists()
    codes = dict.fromkeys(code for scheme in lists for code in known.with_value(SKOS + "inScheme", scheme))
    return [
        *(entry("class", cls.iri) for cls in language.classes.values()),
        *(entry("relationship", link.iri) for link in language.relationships.values()),
        *(entry("property", prop.iri) for prop in language.properties.values()),
        *(entry("code-list", scheme) for scheme in lists),
        *(entry("code", code) for code in codes),
    ]


def entry(kind: str, iri: str) -> Entry:
    """The entry of a term of one of the five kinds that the ontology has."""
    if kind == "class":
        return _class(iri)
    if kind == "relationship":
        return _relationship(next(link for link in schema().relationships.values() if link.iri == iri))
    if kind == "property":
        return _property(next(prop for prop in schema().properties.values() if prop.iri == iri))
    return _code_list(iri) if kind == "code-list" else _code(iri)


def code_lists() -> list[str]:
    """The IRIs of the code lists, that of the funds last."""
    return [iri for iri in facts().with_value(RDF + "type", SKOS + "ConceptScheme") if iri != FUNDS] + [FUNDS]


def lists_of(iri: str) -> list[str]:
    """The code lists whose codes a property's values are, or to whose codes a relationship leads."""
    known = facts()
    found = known.with_value(NAMESPACE + "codesOf", iri)
    cubes = known.with_value(CUBE + "of", iri)
    linked = {scheme for cube in cubes for scheme in known.values(cube, QB + "codeList")} & {FUNDS}
    return list(dict.fromkeys([*found, *sorted(linked)]))


def codes_in(scheme: str) -> list[dict[str, str | None]]:
    """The codes of a list with their names."""
    known = facts()
    return [
        {"code": _code_name(code), "name_en": names[0], "name_zh": names[1]}
        for code in known.with_value(SKOS + "inScheme", scheme)
        for names in [known.pair(code, SKOS + "prefLabel")]
    ]


def aligned(iri: str) -> dict[str, list[str]]:
    """What a term stands under or beside in other vocabularies and in this one, as prefixed names."""
    known = facts()
    return {
        name: [known.curie(value) for value in known.values(iri, RDFS + predicate)]
        for name, predicate in (("is_a", "subClassOf"), ("under", "subPropertyOf"), ("see_also", "seeAlso"))
        if known.values(iri, RDFS + predicate)
    }


def conditional(iri: str) -> list[dict[str, Any]]:
    """The classes of other vocabularies that things of a class belong to where a property has a certain value."""
    known = facts()
    found = []
    for rule in known.with_value(RDF + "type", OWL + "Class"):
        for head in known.values(rule, OWL + "intersectionOf"):
            base, restriction = known.members(head)
            if base == iri:
                on, value = (known.values(restriction, OWL + name)[0] for name in ("onProperty", "hasValue"))
                above = [known.curie(other) for other in known.values(rule, RDFS + "subClassOf")]
                found.append({"property": known.curie(on), "value": value, "is_a": above})
    return found


def dimensions(iri: str) -> list[dict[str, Any]]:
    """The components of the data cubes that are taken from a property or relationship."""
    known = facts()
    return [
        {"component": known.curie(one), "under": [known.curie(up) for up in known.values(one, RDFS + "subPropertyOf")]}
        for one in known.with_value(CUBE + "of", iri)
        if known.values(one, RDFS + "range")
    ]


def occurs(label: str, term: Property | Relationship) -> str:
    """How often a node label has it: 1, 0..1, 1..* or 0..*."""
    fitting = [
        shape for shape in shapes().of.get(label, ()) if shape.path == term.iri and shape.severity == "violation"
    ]
    least = any(shape.least for shape in fitting)
    if term.many and not any(shape.most == 1 for shape in fitting):
        return "1..*" if least else "0..*"
    return "1" if least else "0..1"


def _below(iri: str) -> Iterator[str]:
    """The terms that stand under a term of another vocabulary."""
    known = facts()
    for predicate in ("subClassOf", "subPropertyOf", "seeAlso"):
        for below in known.with_value(RDFS + predicate, iri):
            yield below
            yield from (base for head in known.values(below, OWL + "intersectionOf") for base in known.members(head))
            yield from known.values(below, CUBE + "of")


def _class(iri: str) -> Entry:
    known, language = facts(), schema()
    cls = next(one for one in language.classes.values() if one.iri == iri)
    above = {iri, *cls.ancestors}
    if cls.concrete:
        properties = list(language.of[cls.name])
        out = [link for link in language.relationships.values() if cls.name in link.domain]
    else:
        properties = [one for one in language.properties.values() if above & {*known.values(one.iri, *DOMAINS)}]
        out = [one for one in language.relationships.values() if above & {*known.values(one.iri, *DOMAINS)}]
    labels = [one.name for one in language.classes.values() if one.concrete and iri in {one.iri, *one.ancestors}]
    into = [one for one in language.relationships.values() if above & {*known.values(one.iri, *RANGES)}]
    more = aligned(iri) | {
        "abstract": not cls.concrete,
        "ancestors": sorted(known.curie(one) for one in cls.ancestors),
        "subclasses": [known.curie(one) for one in known.with_value(RDFS + "subClassOf", iri) if one in _class_iris()],
        "where": conditional(iri),
        "properties": [_part(labels, prop) | {"datatype": prop.datatype} for prop in properties],
        "out": [_part(labels, link) | {"to": link.target} for link in out],
        "into": [_link(link) | {"from": list(link.domain)} for link in into],
    }
    detail = f"{len(properties)} properties, {len(out)} relationships out, {len(into)} in"
    return _entry("class", iri, cls.name, detail, more)


@cache
def _class_iris() -> frozenset[str]:
    return frozenset(cls.iri for cls in schema().classes.values())


def _part(labels: list[str], term: Property | Relationship) -> dict[str, Any]:
    """A property or relationship as a class has it: what holds for all labels under the class."""
    return _link(term) | {"occurs": min(occurs(label, term) for label in labels)}


def _link(term: Property | Relationship) -> dict[str, Any]:
    known = facts()
    name, rdf = (term.type if isinstance(term, Relationship) else term.name), known.curie(term.iri)
    (name_en, name_zh), (en, zh) = known.pair(term.iri, RDFS + "label"), known.pair(term.iri, SKOS + "definition")
    return {"name": name, "rdf": rdf, "name_en": name_en, "name_zh": name_zh, "definition_en": en, "definition_zh": zh}


def _property(prop: Property) -> Entry:
    more = {
        "datatype": prop.datatype,
        "of": {label: occurs(label, prop) for label in prop.domain},
        **_common(prop.iri),
        **({"in_fen": prop.fen} if prop.money else {}),
    }
    shown = prop.domain if len(prop.domain) < 5 else (*prop.domain[:3], f"{len(prop.domain) - 3} more")
    return _entry("property", prop.iri, prop.name, f"{prop.datatype} of {', '.join(shown)}", more)


def _relationship(link: Relationship) -> Entry:
    more = {
        "type": link.type,
        "from": {label: occurs(label, link) for label in link.domain},
        "to": link.target,
        **_common(link.iri),
    }
    shown = link.domain if len(link.domain) < 5 else (*link.domain[:3], f"{len(link.domain) - 3} more")
    return _entry("relationship", link.iri, link.name, f"{', '.join(shown)} {link.type} {link.target}", more)


def _common(iri: str) -> dict[str, Any]:
    """What properties and relationships both have."""
    return aligned(iri) | {
        "code_lists": [{"list": _list_name(scheme), "codes": codes_in(scheme)} for scheme in lists_of(iri)],
        "cube": dimensions(iri),
        "rules": [
            {"of": labels, "severity": shape.severity, "en": shape.messages.get("en"), "zh": shape.messages.get("zh")}
            for shape, labels in _shapes_on(iri)
        ],
    }


def _shapes_on(iri: str) -> list[tuple[PropertyShape, list[str]]]:
    """The shapes of a property, each with the labels that it holds for."""
    found: dict[str, tuple[PropertyShape, list[str]]] = {}
    for label, on_label in sorted(shapes().of.items()):
        for shape in on_label:
            if shape.path == iri:
                found.setdefault(shape.name, (shape, []))[1].append(label)
    return list(found.values())


def _code_list(scheme: str) -> Entry:
    known = facts()
    codes = codes_in(scheme)
    of = [known.curie(iri) for iri in _coded_by(scheme)]
    detail = f"{len(codes)} codes" + (f" of {', '.join(of)}" if of else "")
    cubes = [known.curie(one) for one in known.with_value(QB + "codeList", scheme)]
    return _entry("code-list", scheme, _list_name(scheme), detail, {"of": of, "cube": cubes, "codes": codes})


def _coded_by(scheme: str) -> list[str]:
    """The properties and relationships whose values a code list holds."""
    terms = (*schema().properties.values(), *schema().relationships.values())
    return [term.iri for term in terms if scheme in lists_of(term.iri)]


def _code(iri: str) -> Entry:
    known = facts()
    schemes = known.values(iri, SKOS + "inScheme")
    lists = [_list_name(scheme) for scheme in schemes]
    of = dict.fromkeys(known.curie(one) for scheme in schemes for one in _coded_by(scheme))
    # A concept that says "nothing is said" stands in the cubes only.
    default = [known.curie(one) for one in known.with_value(CUBE + "otherwise", iri)]
    more = {"lists": lists, "of": list(of)} | ({"stands_where_unsaid_in": default} if default else {})
    detail = f"code of {', '.join(lists)}"
    return Entry("code", _code_name(iri), known.pair(iri, SKOS + "prefLabel"), iri=iri, detail=detail, more=more)


def _code_name(iri: str) -> str:
    return facts().values(iri, SKOS + "notation")[0]


def _list_name(scheme: str) -> str:
    return re.split(r"[#/]", scheme)[-1]


def _entry(kind: str, iri: str, term: str, detail: str, more: Mapping[str, Any]) -> Entry:
    """An entry with the labels, definitions and sources that the ontology has for it."""
    known = facts()
    names, definitions = known.pair(iri, RDFS + "label"), known.pair(iri, SKOS + "definition")
    return Entry(
        kind, term, names, definitions, known.pair(iri, DCT + "source"), iri, detail, {"rdf": known.curie(iri), **more}
    )
