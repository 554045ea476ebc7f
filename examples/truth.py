"""What a reader should find in a document, and what a trace over a corpus should answer.

The truth of a document has the shape of the answer files that `score.py` reads; traces follow the rules for `kg trace`:
one entry a project, fiscal year and timing, whole amounts, each allocation once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from examples.marks import Found
from examples.plan import DepartmentYear, Project
from examples.policies import Policy

Truth = dict[str, Any]
Traces = dict[str, list[dict[str, Any]]]
Policies = dict[str, dict[str, str | None]]
_FOUNDING_ROLES = frozenset({"立项依据", "保证措施", "设立必要性"})
_STRENGTH = ("mention", "basis", "hands-down")


def relation(policy: Policy, role: str) -> str:
    """hands-down by the document's title or by its number in a project's name, else basis or mention by the place."""
    if policy.hands_down or role == "project_name":
        return "hands-down"
    return "basis" if role in _FOUNDING_ROLES else "mention"


def tell(name: str, year: DepartmentYear, figures: Mapping[str, str | None], found: Sequence[Found]) -> Truth:
    """The truth of one document; lines are 1-based lines of its text, amounts are strings as printed."""
    by_kind: dict[str, list[Found]] = defaultdict(list)
    for fact in found:
        by_kind[fact.kind].append(fact)
    truth: Truth = {
        "file": name,
        "publisher": year.name,
        "publisher_kind": year.spec.kind,
        "fiscal_year": year.year,
        "stage": "budget",
        "units": _units(year, by_kind["unit"]),
        "offices": list(year.spec.offices),
        "projects": [_project(fact) for fact in by_kind["project"]],
        "sheets": [{"line": fact.line, "project": fact.printed, **fact.known} for fact in by_kind["sheet"]],
        "policy_refs": [_reference(fact) for fact in by_kind["ref"]],
        "narrative": dict(figures),
        "anomalies": [],
        "cells": [{"table": fact.known["table"], "line": fact.line, **fact.known} for fact in by_kind["cell"]],
    }
    if by_kind["whole-begin"]:
        indicators = [fact.line for fact in by_kind["whole-indicator"]]
        truth["whole_department"] = {
            "line": by_kind["whole-begin"][0].line,
            "numbers": [{"line": f.line, **f.known, "value": f.printed} for f in by_kind["whole"]],
            "headcounts": [{"line": f.line, **f.known, "value": f.printed} for f in by_kind["headcount"]],
            "indicators_count": len(indicators),
            "indicator_lines": indicators,
        }
    return truth


def _units(year: DepartmentYear, found: Sequence[Found]) -> list[dict[str, Any]]:
    """Each unit once, where the project table has it, else where the prose names it."""
    at: dict[str, Found] = {}
    for fact in sorted(found, key=lambda fact: fact.known["how"] != "table"):
        at.setdefault(fact.printed, fact)
    return [
        {
            "name": unit.name,
            "parent": year.name if unit.name != year.name else None,
            "line": at[unit.name].line,
            "how": at[unit.name].known["how"],
        }
        for unit in year.units
        if unit.name in at
    ]


def _project(fact: Found) -> dict[str, Any]:
    project = fact.known["of"]
    assert isinstance(project, Project)
    total = f"{project.amount:.2f}"
    funds: dict[str, str | None] = dict.fromkeys(
        ("general_public", "gov_fund", "soe_capital", "special_account", "unit_funds")
    )
    funds[project.spec.fund] = total
    head = {"line": fact.line, "unit": project.unit, "name": project.name, "timing": project.timing, "total": total}
    return {**head, **funds}


def _reference(fact: Found) -> dict[str, Any]:
    policy, role = fact.known["policy"], fact.known["role"]
    assert isinstance(policy, Policy)
    assert isinstance(role, str)
    titled = policy.number is None or fact.printed.startswith("《")
    prefix, year, serial = (None, None, None) if titled else policy.parts
    return {
        "line": fact.line,
        "context": role,
        "project": fact.known["project"],
        "raw": fact.printed,
        "number": None if titled else policy.number,
        "prefix": prefix,
        "year": year,
        "serial": serial,
        "title": policy.title if fact.known["titled"] else None,
        "uncertain": not titled and not fact.printed.endswith("号"),
        "optional": False,
        "relation": relation(policy, role),
    }


def trace(years: Iterable[DepartmentYear]) -> Traces:
    """For each policy number (for each title, where a document has none) the projects of those departments and years.

    An entry is one project, fiscal year and timing; `amount_yuan` is the sum of its rows; `counted` tells whether it
    belongs into the total: this year's money, handed down or founded.
    """
    strongest: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    amounts: dict[tuple[str, str], dict[tuple[int, str], Decimal]] = defaultdict(dict)
    publishers: dict[str, str] = {}
    for year in years:
        for project in year.projects:
            key = (project.unit, project.name)
            publishers[project.unit] = year.name
            rows = amounts[key]
            rows[year.year, project.timing] = rows.get((year.year, project.timing), Decimal(0)) + project.amount
            for citation in (project.named, *project.citations):
                if citation:
                    for policy in _reached(citation.policy, citation.style):
                        strength = _STRENGTH.index(relation(policy, citation.role))
                        name = _key(policy)
                        strongest[key][name] = max(strength, strongest[key].get(name, 0))
    traces: Traces = defaultdict(list)
    for key, found in strongest.items():
        for number, strength in found.items():
            for (fiscal_year, timing), amount in sorted(amounts[key].items()):
                traces[number].append(
                    {
                        "publisher": publishers[key[0]],
                        "unit": key[0],
                        "project": key[1],
                        "fiscal_year": fiscal_year,
                        "stage": "budget",
                        "timing": timing,
                        "amount_yuan": f"{amount * 10000:.2f}",
                        "relation": _STRENGTH[strength],
                        "counted": timing == "current" and strength > 0,
                    }
                )
    return {
        number: sorted(entries, key=lambda e: (e["publisher"], e["unit"], e["project"], e["fiscal_year"], e["timing"]))
        for number, entries in sorted(traces.items())
    }


def policies(years: Iterable[DepartmentYear]) -> Policies:
    """Every policy document that those departments and years cite, by its number or 《title》."""
    found: dict[str, Policy] = {}
    for year in years:
        for project in year.projects:
            for citation in (project.named, *project.citations):
                for policy in _reached(citation.policy, citation.style) if citation else ():
                    found[_key(policy)] = policy
    return {
        key: {
            "number": policy.number,
            "title": policy.title,
            "kind": policy.kind,
            "issuer": policy.issuer,
            "passes_on": policy.passes_on.number if policy.passes_on else None,
        }
        for key, policy in sorted(found.items())
    }


def _key(policy: Policy) -> str:
    return policy.number or f"《{policy.title}》"


def _reached(policy: Policy, style: str) -> tuple[Policy, ...]:
    """The documents that a citation names: one that says whose notice it passes on names two."""
    return (policy, policy.passes_on) if style == "passing-on" and policy.passes_on else (policy,)
