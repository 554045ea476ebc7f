"""Which subject and fund a corrected number has: found anew from what its line says now."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import fields, replace
from typing import Any

from kg.overrides.again import claims_of, told
from kg.statements import Link, Node, Unit

#: Properties that a subject or a fund is told by, by label.
DIMENSIONS = {
    "BudgetLine": frozenset(
        {
            "code",
            "item",
            "govItem",
            "govCode",
            "econItem",
            "econCode",
            "classification",
            "fund",
            "fiscalYear",
            "rowKind",
            "table",
        }
    ),
    "Allocation": frozenset({"fund"}),
}
_KINDS = ("hasFund", "hasSubject", "hasGovSubject", "hasEconSubject")


class Relinked:
    """Gives corrected statements of a document the subjects and funds that they name now."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    def amended(self, corrected: Set[str]) -> Unit:
        """The statements with these (ids) linked to what they say."""
        claims = claims_of(self.unit)
        own = [self._linked(claims, node) if node.id in corrected else node for node in self.unit.own]
        known = {node.id for node in self.unit.shared}
        new = [node for node in claims.ledger.nodes() if node.id not in known and node.label != "Organization"]
        shared = sorted((*self.unit.shared, *new), key=lambda node: node.id)
        return replace(self.unit, own=tuple(own), shared=tuple(shared))

    @staticmethod
    def _linked(claims: Any, node: Node) -> Node:
        from kg.build import second_subjects  # noqa: PLC0415 - brings the readers with it
        from loaders import records  # noqa: PLC0415

        found: list[Link | None] = [claims.fund(node.properties.get("fund"))]
        if node.label == "BudgetLine":
            line = records.BudgetLine(**{entry.name: told(node, entry.name) for entry in fields(records.BudgetLine)})
            year = line.fiscal_year or claims.of.fiscal_year
            found += [claims.subjects.link(line, year), *second_subjects(claims.subjects, line, year)]
        kept = [link for link in node.links if link[0] not in _KINDS]
        return replace(node, links=(*filter(None, found), *kept))
