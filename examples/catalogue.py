"""The word files of this package as frozen records: departments, projects, policies, subjects and phrases.

Knows the layout of the files in words/ and nothing of how a disclosure looks.
"""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

WORDS = Path(__file__).parent / "words"

Form = Literal["admin", "public"]
Fund = Literal["general_public", "gov_fund", "soe_capital", "special_account", "unit_funds"]
FUNDS: tuple[Fund, ...] = ("general_public", "gov_fund", "soe_capital", "special_account", "unit_funds")
FISCAL_FUNDS: tuple[Fund, ...] = FUNDS[:3]
_FUND_CODES: dict[str, Fund] = dict(zip(("gp", "gf", "soe", "sp", "un"), FUNDS, strict=True))


@dataclass(frozen=True, slots=True)
class UnitSpec:
    """A budget unit: its name with placeholders, its form, the subject code of its running costs, its headcount."""

    name: str
    form: Form
    run: str
    staff: int


@dataclass(frozen=True, slots=True)
class DepartmentSpec:
    """A department of the county; `units` begins with its own unit. Without `pay` its books have no personnel cost."""

    key: str
    name: str
    kind: str
    code: str
    manage: str
    pay: bool
    sheets: str
    whole: bool
    three_public: bool
    carryover: bool
    offices: tuple[str, ...]
    duties: tuple[str, ...]
    units: tuple[UnitSpec, ...]


@dataclass(frozen=True, slots=True)
class ProjectSpec:
    """A kind of project. `unit` is an index into the department's units, `low` and `high` are ten thousand yuan."""

    name: str
    code: str
    fund: Fund
    unit: int
    low: float
    high: float
    lasting: bool
    notice: str | None
    cites: tuple[str, ...]
    action: str
    who: str
    measure: str


@dataclass(frozen=True, slots=True)
class NoticeSpec:
    """A yearly notice that hands money down: serial numbers are those of fiscal year 2024."""

    key: str
    desk: str
    province: int
    city: int
    fund: str


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A document that projects rest on; without a number it is cited by its title alone."""

    key: str
    tier: str
    kind: str
    number: str | None
    title: str
    issuer: str | None


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((WORDS / name).read_text(encoding="utf-8"))


def _rows(name: str) -> list[dict[str, str]]:
    with (WORDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@cache
def departments() -> tuple[DepartmentSpec, ...]:
    """All kinds of department, in the order in which a county has them."""
    found = []
    for entry in _toml("departments.toml")["department"]:
        own = UnitSpec(entry["name"], entry["form"], entry["run"], entry["staff"])
        found.append(
            DepartmentSpec(
                key=entry["key"],
                name=entry["name"],
                kind=entry.get("kind", "部门"),
                code=entry["code"],
                manage=entry["manage"],
                pay=entry.get("pay", True),
                sheets=entry["sheets"],
                whole=entry["whole"],
                three_public=entry["three_public"],
                carryover=entry["carryover"],
                offices=tuple(entry["offices"]),
                duties=tuple(entry["duties"]),
                units=(own, *(UnitSpec(**unit) for unit in entry["units"])),
            )
        )
    return tuple(found)


@cache
def projects(department: str) -> tuple[ProjectSpec, ...]:
    """The projects that a department may have: its own first, those of every department after them."""
    own: list[ProjectSpec] = []
    common: list[ProjectSpec] = []
    for row in _rows("projects.tsv"):
        if row["dept"] not in (department, "*"):
            continue
        spec = ProjectSpec(
            name=row["name"],
            code=row["code"],
            fund=_FUND_CODES[row["fund"]],
            unit=int(row["unit"]),
            low=float(row["low"]),
            high=float(row["high"]),
            lasting=row["term"] == "long",
            notice=row["notice"] or None,
            cites=tuple(filter(None, row["cites"].split(","))),
            action=row["action"],
            who=row["who"],
            measure=row["measure"],
        )
        (common if row["dept"] == "*" else own).append(spec)
    return (*own, *common)


@cache
def notices() -> Mapping[str, NoticeSpec]:
    """Kinds of notice by key."""
    return MappingProxyType({entry["key"]: NoticeSpec(**entry) for entry in _toml("policies.toml")["notice"]})


@cache
def rules() -> Mapping[str, RuleSpec]:
    """Documents that are merely rested upon, by key."""
    return MappingProxyType(
        {
            entry["key"]: RuleSpec(
                key=entry["key"],
                tier=entry["tier"],
                kind=entry.get("kind", "rule"),
                number=entry.get("number"),
                title=entry["title"],
                issuer=entry.get("issuer"),
            )
            for entry in _toml("policies.toml")["document"]
        }
    )


@cache
def subjects() -> Mapping[str, str]:
    """Names of the functional (2..) and income (1..) subjects by code of three, five or seven digits."""
    return MappingProxyType({row["code"]: row["name"] for row in _rows("subjects.tsv")})


@cache
def phrases(section: str) -> Mapping[str, Any]:
    """One section of phrases.toml: lists of sentence templates by their place."""
    return MappingProxyType(_toml("phrases.toml")[section])


def text_list(section: str, key: str) -> Sequence[str]:
    """The alternatives of one place."""
    found: list[str] = phrases(section)[key]
    return found
