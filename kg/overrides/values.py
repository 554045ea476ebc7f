"""Values that were misread: the correction of one, and of what repeats it.

It knows which statements say a value again. What a corrected citation refers to, and which subject or fund a corrected
line has, is found anew by `citations` and `dimensions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from kg.overrides.citations import Recited
from kg.overrides.dimensions import DIMENSIONS, Relinked
from kg.overrides.records import Applied, Correct, typed
from kg.statements import Node, Unit, exact
from ontology.schema import schema

#: The amounts of a sheet, by the horizon and level of the row that prints them.
_SHEET_AMOUNTS: Mapping[tuple[str, str | None], str] = {
    ("period", None): "periodTotalYuan",
    ("annual", None): "annualTotalYuan",
    ("annual", "central"): "annualCentralYuan",
    ("annual", "provincial"): "annualProvincialYuan",
    ("annual", "county"): "annualCountyYuan",
    ("annual", "city-county"): "annualCountyYuan",
    ("annual", "city"): "annualCountyYuan",
    ("annual", "self"): "annualSelfYuan",
    ("annual", "other"): "annualOtherYuan",
}
_RECITED = frozenset({"number", "title", "kind", "suspect", "relation"})


def said(value: Any) -> str:
    """A property's value as a person would write it in an entry; nothing is ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return exact(value) if isinstance(value, Decimal) else str(value)


class Corrected:
    """Corrects the values of one document."""

    def __init__(self, unit: Unit, applied: list[Applied]) -> None:
        self.before = unit
        self.read = {node.id: node for node in unit.own}
        self.now = dict(self.read)
        self.applied = applied

    def unit(self, entries: Iterable[Correct]) -> Unit:
        """The statements with these corrections."""
        recite: set[str] = set()
        relink: set[str] = set()
        for entry in entries:
            node = self.read.get(entry.id)
            if node is None or node.label not in schema().properties[entry.name].domain:
                continue
            value = node.properties.get(entry.name)
            if value != typed(entry.was, entry.name):
                self.applied.append(Applied("stale", entry.key, entry.id, said(value), entry.reason))
                continue
            self.applied.append(Applied("corrected", entry.key, entry.id, "", entry.reason))
            self._put(node.id, entry, entry.name)
            self._follow(node, entry)
            if node.label == "Citation" and entry.name in _RECITED:
                recite.add(node.id)
            if entry.name in DIMENSIONS.get(node.label, ()):
                relink.add(node.id)
        unit = replace(self.before, own=tuple(self.now.values()))
        unit = Relinked(unit).amended(relink) if relink else unit
        return Recited(unit, self.read).amended(recite) if recite else unit

    def _put(self, node: str, entry: Correct, property_: str) -> None:
        known = self.now[node]
        note = str(entry).replace(f"{entry.name}:", f"{property_}:", 1)
        notes = [*filter(None, [known.properties.get("corrected")]), note]
        properties = {**known.properties, property_: typed(entry.value, property_), "corrected": "; ".join(notes)}
        self.now[node] = replace(known, properties=properties)

    def _follow(self, node: Node, entry: Correct) -> None:
        """Correct what repeats a corrected value."""
        for other, property_ in self._repeating(node, entry.name):
            if other in self.read and self.read[other].properties.get(property_) == typed(entry.was, entry.name):
                self._put(other, entry, property_)
        if node.label == "Citation" and entry.name == "number":
            self._renumber(node.id, entry.value)

    def _repeating(self, node: Node, property_: str) -> list[tuple[str, str]]:
        """Where a statement's property is repeated, by the id of the other statement and the property there."""
        get = node.properties.get
        if node.label == "Figure" and get("unit") == "yuan":
            return [(node.id, {"value": "amountYuan", "amountYuan": "value"}.get(property_, ""))]
        if property_ != "amountYuan":
            return []
        if node.label == "BudgetLine":
            derived = ("wasDerivedFrom", node.id)
            return [(other.id, property_) for other in self.read.values() if derived in other.links]
        if node.label == "SheetAmount":
            level = None if get("total") else str(get("level"))
            repeats = _SHEET_AMOUNTS.get((str(get("horizon")), level))
            return [(target, repeats) for kind, target in node.links if kind == "ofSheet" and repeats]
        return []

    def _renumber(self, node: str, number: str) -> None:
        """Let the parts of a citation's number say what the number says now."""
        from loaders.prose.numbers import canonical, find_numbers  # noqa: PLC0415 - brings the grammar of numbers

        whole = canonical(number) or number
        parts = next(iter(find_numbers(whole)), None)
        known = self.now[node]
        told: dict[str, Any] = {"number": whole, "issuerCode": None, "year": None, "serial": None, "suspect": False}
        if parts is not None:
            told.update(issuerCode=parts.issuer_code, year=parts.year, serial=parts.serial, suspect=parts.suspect)
        properties = {name: value for name, value in {**known.properties, **told}.items() if value is not None}
        self.now[node] = replace(known, properties=properties)
