"""What a document states, without its places: for comparing formats."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import loaders

COUNTY = Path(__file__).resolve().parents[3] / "examples" / "county"
Facts = dict[str, list[Any]]


def pairs() -> list[Any]:
    """The text files of the examples: one always, the others in the long run."""
    first, *others = sorted(COUNTY.glob("*.txt"), reverse=True)
    return [first, *(pytest.param(path, marks=pytest.mark.long) for path in others)]


def facts(data: bytes) -> Facts:
    """By kind of record, everything that a file states."""
    d = loaders.read(data)
    names = [(p.unit, p.name, p.code) for p in d.projects]
    return {
        "publisher": [(d.publisher, d.publisher_kind, d.places, d.fiscal_year, d.stage)],
        "lines": [
            (
                *(x.table, x.item, x.code, x.gov_item, x.side, x.fund, x.expenditure, x.timing, x.fiscal_year),
                *(x.stage, x.amount_yuan, x.amount_unit, x.measure, x.row_kind, x.scope, x.unit, x.repaired),
            )
            for x in d.lines
        ],
        "allocations": [
            (names[a.project], a.fund, a.timing, a.fiscal_year, a.amount_yuan, a.vintage) for a in d.allocations
        ],
        "sheets": [
            (
                *(s.project_name, s.matched_by, s.unit, s.department, s.period, s.filled_on, len(s.allocations)),
                tuple((a.horizon, a.label, a.level, a.fund, a.total, a.amount_yuan) for a in s.amounts),
            )
            for s in d.sheets
        ],
        "texts": [
            (s.project_name, key, "".join(text for other, text, _ in s.texts if other == key).replace(" ", ""))
            for s in d.sheets
            for key in dict.fromkeys(key for key, _, _ in s.texts)
        ],
        "indicators": [(i.horizon, i.level1, i.level2, i.level3, i.target) for i in d.indicators],
        "citations": [
            (c.role, c.relation, c.number, c.title, None if c.project is None else names[c.project])
            for c in d.citations
        ],
        "figures": [(f.key, f.value, f.unit) for f in d.figures],
        "organizations": [(o.name, o.kind, o.parent) for o in d.organizations],
        "services": [(s.code, s.name) for s in d.services],
    }


def differences(expected: Facts, found: Facts) -> dict[str, tuple[list[Any], list[Any]]]:
    """By kind of record, what is missing and what is too much; nothing where both state the same.

    Amounts of a table of which the text's columns were mended are not compared: the damage is the text's own.
    """
    mended = {line[0] for line in expected["lines"] if line[-1] is not None}
    told: dict[str, tuple[list[Any], list[Any]]] = {}
    for kind, records in expected.items():
        one, other = Counter(records), Counter(found[kind])
        missing, extra = list((one - other).elements()), list((other - one).elements())
        if kind == "lines":
            missing = [line for line in missing if line[0] not in mended]
            extra = [line for line in extra if line[0] not in mended]
        if missing or extra:
            told[kind] = (missing, extra)
    return told
