"""The meanings of a term as people read them on a terminal, in English with the Chinese beside it.

It knows words and layout; what a term means was found before (kg.language).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from kg.language_data import span
from kg.language_terms import Entry
from kg.render import grid, pad, width, wrap

TITLES = {
    "class": "class 类",
    "relationship": "relationship 关系",
    "property": "property 属性",
    "code-list": "code list 代码表",
    "code": "code 代码",
    "classification": "classification 预算科目分类",
    "subject": "subject code 预算科目",
    "prefix": "prefix 机关代字",
    "place": "place 行政区划",
}
#: Of so many meanings of one kind in the reference data each is told whole; more are rows of a table.
TOLD = 3
INDENT = "  "
GO_ON = (
    ("kg ontology BudgetLine", "a class, relationship or property, by any of its names: budget line, 预算数, HAS_FUND"),
    ("kg ontology timing", "a code list; carryover or 上年结转: one of its codes"),
    ("kg ontology 310", "a subject code in every classification and edition, and what changed; its name does it, too"),
    ("kg ontology 晋财行", "whose prefix it is; a whole number, 晋财行〔2023〕142号, or a body's name does it, too"),
    ("kg ontology 屯留县", "a place by name or code, and what became of it"),
    ("kg ontology --format json", "the whole language for programs"),
)


def overview(classes: Sequence[Entry], counts: Iterable[tuple[str, int]], columns_wide: int) -> str:
    """All classes with both names and what they have, how much else there is, and how to go on."""
    rows = [
        (
            one.term if not one.more["abstract"] else f"({one.term})",
            one.names[0],
            one.names[1],
            len(one.more["properties"]),
            len(one.more["out"]),
            len(one.more["into"]),
        )
        for one in classes
    ]
    table = grid(("class", "name", "名称", "properties", "out", "in"), rows, columns_wide=columns_wide)
    widest = max(width(command) for command, _ in GO_ON)
    return "\n".join(
        [
            f"{len(rows)} classes; those in brackets gather what others have in common",
            "",
            table,
            "",
            *wrap("Beside them: " + ", ".join(f"{count:,} {what}" for what, count in counts) + ".", columns_wide),
            "",
            *(line for command, text in GO_ON for line in _hanging(command, text, widest, columns_wide)),
        ]
    )


def describe(entries: Sequence[Entry], columns_wide: int) -> str:
    """All meanings of a term, grouped by kind."""
    # A list that is told itself is not told again with the property that has it.
    told = {entry.term for entry in entries if entry.kind == "code-list"}
    blocks = []
    for kind, group in groupby(entries, key=lambda entry: entry.kind):
        members = list(group)
        if kind in _TABLES and len(members) > TOLD:
            columns, row = _TABLES[kind]
            table = grid(columns, [row(entry) for entry in members], columns_wide=columns_wide - len(INDENT))
            blocks.append("\n".join([f"{TITLES[kind]} · {len(members)}", *_indented(table)]))
        else:
            blocks += ["\n".join(_told(entry, columns_wide, told)) for entry in members]
    return "\n\n".join(blocks)


def _told(entry: Entry, room: int, without: Collection[str]) -> Iterator[str]:
    """One meaning with everything that is known of it, without the codes of some lists."""
    names = " · ".join(name for name in (entry.term, *entry.names) if name)
    yield from wrap(f"{TITLES[entry.kind]} · {names}", room)
    for text in filter(None, entry.definitions):
        yield from (INDENT + line for line in wrap(text, room - len(INDENT)))
    fields = [(name, text) for name, text in _FIELDS[entry.kind](entry) if text]
    if any(entry.sources):
        fields.append(("source", " | ".join(filter(None, dict.fromkeys(entry.sources)))))
    if "rdf" in entry.more:
        fields.append(("rdf", f"{entry.more['rdf']}  <{entry.iri}>"))
    widest = max((width(name) for name, _ in fields), default=0)
    for name, text in fields:
        yield from (INDENT + line for line in _hanging(name, text, widest, room - len(INDENT)))
    for columns, rows in _GRIDS.get(entry.kind, _no_grids)(entry):
        if rows and not (entry.kind != "code-list" and columns[0] in without):
            yield ""
            yield from _indented(grid(columns, rows, columns_wide=room - len(INDENT)))


def _indented(text: str) -> Iterator[str]:
    return (f"{INDENT}{line}".rstrip() for line in text.split("\n"))


def _hanging(name: str, text: str, widest: int, room: int) -> Iterator[str]:
    """A name, and its text beside it in as many lines as it takes."""
    first, *rest = wrap(text, max(20, room - widest - 2))
    yield f"{pad(name, widest)}  {first}"
    yield from (" " * (widest + 2) + line for line in rest)


Fields = Iterator[tuple[str, str]]


def _class(entry: Entry) -> Fields:
    more = entry.more
    yield "kind", "abstract: no node has it as its label" if more["abstract"] else ""
    yield "subclass of", ", ".join(more.get("is_a", ()))
    above = [name for name in more["ancestors"] if name not in more.get("is_a", ())]
    yield "and above", ", ".join(above)
    yield "subclasses", ", ".join(more["subclasses"])
    yield "see also", ", ".join(more.get("see_also", ()))
    for classes, rules in groupby(more["where"], key=lambda rule: rule["is_a"]):
        told = list(rules)
        yield f"where {told[0]['property']}", f"{', '.join(rule['value'] for rule in told)}: also {', '.join(classes)}"


def _property(entry: Entry) -> Fields:
    yield (
        "datatype",
        entry.more["datatype"]
        + (
            f" (exact yuan; in property graphs also {entry.more['in_fen']}, an integer)"
            if "in_fen" in entry.more
            else ""
        ),
    )
    yield "of", ", ".join(f"{label} ({count})" for label, count in entry.more["of"].items())
    yield from _common(entry.more)


def _relationship(entry: Entry) -> Fields:
    yield "type", entry.more["type"]
    yield "from", ", ".join(f"{label} ({count})" for label, count in entry.more["from"].items())
    yield "to", entry.more["to"]
    yield from _common(entry.more)


def _common(more: Mapping[str, Any]) -> Fields:
    yield "under", ", ".join(more.get("under", ()))
    yield "see also", ", ".join(more.get("see_also", ()))
    for one in more["cube"]:
        yield "in cubes", one["component"] + (f", under {', '.join(one['under'])}" if one["under"] else "")
    for rule in more["rules"]:
        yield "rule", f"{rule['en']} | {rule['zh']}" + (f" ({', '.join(rule['of'])})" if len(more["rules"]) > 1 else "")


def _code_list(entry: Entry) -> Fields:
    yield "values of", ", ".join(entry.more["of"])
    yield "in cubes", ", ".join(entry.more["cube"])


def _code(entry: Entry) -> Fields:
    yield "list", ", ".join(entry.more["lists"])
    yield "value of", ", ".join(entry.more["of"])
    yield "note", _only_in_cubes(entry.more.get("stands_where_unsaid_in", ()))


def _only_in_cubes(components: Sequence[str]) -> str:
    return f"stands in data cubes ({', '.join(components)}) where the data say nothing" if components else ""


def _classification(entry: Entry) -> Fields:
    for one in entry.more["editions"]:
        number = f" ({one['number']})" if one["number"] else ""
        kind = "reform" if one["base"] else "yearly book"
        yield f"edition {one['edition']}", f"{kind}: {one['title_zh']}{number}"
    yield "holds", _held(entry.more["narrower"])


def _held(codes: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(f"{one['code']} {one['name']}{_until(one)}" for one in codes)


def _subject(entry: Entry) -> Fields:
    more = entry.more
    yield "classification", f"{more['classification']}, {more['level']}"
    if more["broader"]:
        yield "under", f"{more['broader']['code']} {more['broader']['name']}"
    for one in more["editions"]:
        others = f" (also {'、'.join(one['other_names'])})" if one["other_names"] else ""
        shown = f": {one['evidence']}" if one["evidence"] else ""
        yield f"edition {one['edition']}", f"{one['name']}{others}{_until(one)}, {one['status']}{shown}"
    for change in more["changes"]:
        ends = [
            ", ".join(f"{one['code']} {one['name'] or ''}".strip() for one in change[end]) for end in ("from", "to")
        ]
        shown = f": {change['evidence']}" if change["evidence"] else ""
        yield (
            f"changed {change['year'] or '(year unknown)'}",
            f"{change['kind']}: {ends[0]}{f' → {ends[1]}' if ends[1] else ''} ({change['certainty']}{shown})",
        )
    yield "holds", _held(more["narrower"])


def _until(one: Mapping[str, Any]) -> str:
    return "" if one["last"] is None else f" until {one['last']}"


def _prefix(entry: Entry) -> Fields:
    more = entry.more
    if more["number"]:
        yield "number", more["number"]
    if more["code"] and more["code"] != more["prefix"]:
        yield "read as", f"{more['prefix']} + {more['code'].removeprefix(more['prefix'])}"
    yield "body", more["body"]
    yield "place", f"{more['place']['name']} ({more['place']['code']})"
    yield "years", span(more["since"], more["until"])
    if more["in_year"] is False:
        yield "note", "the body did not bear this name in the year of the number"
    yield "known", more["known"] + (", also with the sign of an office behind it" if more["offices"] else "")
    yield "certainty", more["certainty"]
    yield "evidence", more["evidence"]


def _place(entry: Entry) -> Fields:
    more = entry.more
    yield "level", more["level"] + (f", {more['zone_kind']}" if more["zone_kind"] else "")
    yield "full name", more["full_name"]
    yield "within", _places(more["within"])
    yield "valid", span(more["valid_from"], more["valid_to"])
    yield (
        "became",
        ", ".join(", ".join(filter(None, (_places([one]), span(one["valid_from"], None)))) for one in more["became"]),
    )
    yield "came from", _places(more["came_from"])
    yield "other names", ", ".join(more["other_names"])
    yield "former names", ", ".join(f"{one['name']} (until {one['until']})" for one in more["former_names"])


def _places(found: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(f"{one['name'] or ''} ({one['code']})".strip() for one in found)


_FIELDS: Mapping[str, Callable[[Entry], Fields]] = {
    "class": _class,
    "property": _property,
    "relationship": _relationship,
    "code-list": _code_list,
    "code": _code,
    "classification": _classification,
    "subject": _subject,
    "prefix": _prefix,
    "place": _place,
}

Grids = Iterator[tuple[Sequence[str], Sequence[Sequence[Any]]]]


def _no_grids(entry: Entry) -> Grids:
    return iter(())


def _class_grids(entry: Entry) -> Grids:
    more = entry.more
    yield (
        ("property", "名称", "datatype", "occurs", "meaning"),
        [(p["name"], p["name_zh"], p["datatype"], p["occurs"], p["definition_en"]) for p in more["properties"]],
    )
    yield (
        ("relationship out", "名称", "to", "occurs", "meaning"),
        [(one["name"], one["name_zh"], one["to"], one["occurs"], one["definition_en"]) for one in more["out"]],
    )
    yield (
        ("relationship in", "名称", "from", "meaning"),
        [(one["name"], one["name_zh"], ", ".join(one["from"]), one["definition_en"]) for one in more["into"]],
    )


def _codes(codes: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    return [(one["code"], one["name_en"], one["name_zh"]) for one in codes]


def _coded_grids(entry: Entry) -> Grids:
    for one in entry.more["code_lists"]:
        yield (one["list"], "name", "名称"), _codes(one["codes"])


def _code_list_grids(entry: Entry) -> Grids:
    yield ("code", "name", "名称"), _codes(entry.more["codes"])


_GRIDS: Mapping[str, Callable[[Entry], Grids]] = {
    "class": _class_grids,
    "property": _coded_grids,
    "relationship": _coded_grids,
    "code-list": _code_list_grids,
}


def _subject_row(entry: Entry) -> tuple[Any, ...]:
    more, latest = entry.more, entry.more["editions"][-1]
    above = more["broader"]
    under = f"{above['code']} {above['name']}" if above else ""
    edition = str(latest["edition"])
    return more["classification"], more["code"], latest["name"], edition, latest["last"], latest["status"], under


def _prefix_row(entry: Entry) -> tuple[Any, ...]:
    more = entry.more
    years = span(more["since"], more["until"])
    return more["prefix"], more["body"], more["place"]["name"], years, more["known"], more["certainty"]


def _place_row(entry: Entry) -> tuple[Any, ...]:
    more = entry.more
    years = span(more["valid_from"], more["valid_to"])
    return more["code"], more["full_name"], more["level"], years, _places(more["became"])


_TABLES: Mapping[str, tuple[Sequence[str], Callable[[Entry], tuple[Any, ...]]]] = {
    "subject": (("classification", "code", "name", "edition", "until", "standing", "under"), _subject_row),
    "prefix": (("prefix", "body", "place", "years", "known", "certainty"), _prefix_row),
    "place": (("code", "name", "level", "valid", "became"), _place_row),
}
