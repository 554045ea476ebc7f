"""The policy documents of the fictitious world, and the ways in which projects write them down.

Knows numbers, titles, issuers and which document passes on which; knows nothing of money.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from examples.catalogue import NoticeSpec, RuleSpec
from examples.county import World
from examples.marks import Marks

Kind = Literal["notice", "rule", "minutes", "request"]
Style = Literal["title-number", "number-title", "plain-title-number", "number", "title", "passing-on"]

BRACKETS = ("〔〕", "【】", "[]", "（）", "()", "［］")
BRACKET_WEIGHTS = (46, 24, 12, 8, 7, 3)
NUMBER = re.compile(r"(?P<prefix>.*)〔(?P<year>\d{4})〕(?P<serial>\d+)号|(?P<order>.*令)第(?P<decree>\d+)号")


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy document. `number` is canonical (机关代字〔年〕序号号), None where the title is all there is."""

    kind: Kind
    number: str | None
    title: str
    issuer: str | None = None
    passes_on: "Policy | None" = None

    @property
    def hands_down(self) -> bool:
        """Whether the document gives the money, by its title; else a project merely rests on it."""
        return self.kind == "notice"

    @property
    def parts(self) -> tuple[str | None, int | None, int | None]:
        """Prefix, year and serial of the number; an order has no year."""
        match = NUMBER.fullmatch(self.number or "")
        if not match:
            return None, None, None
        if match["order"]:
            return match["order"], None, int(match["decree"])
        return match["prefix"], int(match["year"]), int(match["serial"])


@dataclass(frozen=True, slots=True)
class Citation:
    """How a project refers to a policy document at one place; `role` is the place's name in the answer format."""

    policy: Policy
    role: str
    style: Style
    brackets: str


def province_notice(world: World, spec: NoticeSpec, fiscal_year: int) -> Policy:
    """The province's notice that hands money to a fiscal year; its number bears the year before."""
    serial = spec.province + 5 * ((2024 - fiscal_year) % 12)
    return Policy(
        "notice",
        f"{world.province_letter}财{spec.desk}〔{fiscal_year - 1}〕{serial}号",
        f"{world.province}财政厅关于提前下达{fiscal_year}年{spec.fund}的通知",
        f"{world.province}财政厅",
    )


def city_notice(world: World, spec: NoticeSpec, fiscal_year: int) -> Policy:
    """The city's notice that passes the province's on."""
    serial = spec.city + 4 * ((2024 - fiscal_year) % 12)
    return Policy(
        "notice",
        f"{world.city_letter}财{spec.desk}〔{fiscal_year - 1}〕{serial}号",
        f"{world.city}财政局关于转下达{fiscal_year}年{spec.fund}的通知",
        f"{world.city}财政局",
        province_notice(world, spec, fiscal_year),
    )


def rule(world: World, spec: RuleSpec) -> Policy:
    """A document that is merely rested upon. Minutes of two counties never share a number."""
    number = world.fill(spec.number) if spec.number else None
    if number and spec.kind == "minutes" and world.index:
        number = re.sub(r"〕(\d+)号", lambda found: f"〕{int(found[1]) + 20 * world.index}号", number)
    kind: Kind = "minutes" if spec.kind == "minutes" else "request" if spec.kind == "request" else "rule"
    return Policy(kind, number, world.fill(spec.title), world.fill(spec.issuer) if spec.issuer else None)


def pick_brackets(rng: Random) -> str:
    """A pair of brackets for a year, the common ones more often."""
    return rng.choices(BRACKETS, BRACKET_WEIGHTS)[0]


def printed_number(policy: Policy, brackets: str) -> str:
    """The number as a document prints it, with that pair of brackets; an order may have a space before 第."""
    prefix, year, serial = policy.parts
    if year is None:
        return f"{prefix}{' ' if brackets != '〔〕' else ''}第{serial}号"
    return f"{prefix}{brackets[0]}{year}{brackets[1]}{serial}号"


def _reference(marks: Marks, text: str, citation: Citation, project: str | None, *, titled: bool) -> str:
    return marks.span("ref", text, policy=citation.policy, role=citation.role, project=project, titled=titled)


def _wrapped(number: str, brackets: str) -> str:
    return f"({number})" if brackets in ("[]", "()") else f"（{number}）"


def write(marks: Marks, citation: Citation, project: str | None) -> str:
    """The words of one citation, its number (or its title, without a number) marked as a fact."""
    policy, style = citation.policy, citation.style
    title = f"《{policy.title}》"
    if policy.kind == "minutes":
        title += "的" if style == "number-title" else ""
    if policy.number is None:
        return _reference(marks, title, citation, project, titled=True)
    if style == "title":
        return _reference(marks, f"《{policy.title}》", citation, project, titled=True)
    number = _reference(marks, printed_number(policy, citation.brackets), citation, project, titled=style != "number")
    if style == "number":
        return number
    if policy.kind == "minutes":
        return f"{title}{number}"
    if style == "number-title":
        return f"{number}{title}"
    if style == "plain-title-number":
        return f"{policy.title}{_wrapped(number, citation.brackets)}"
    issuers = policy.issuer if policy.issuer and not policy.title.startswith(policy.issuer[:4]) else ""
    lead = f"{issuers}{'印发的' if issuers else ''}"
    if style == "passing-on" and policy.passes_on:
        above = Citation(policy.passes_on, citation.role, "title-number", citation.brackets)
        return f"{lead}{title}（{number}，根据{write(marks, above, project)}办理）"
    return f"{lead}{title}{_wrapped(number, citation.brackets)}"


def join(marks: Marks, citations: Sequence[Citation], project: str | None, rng: Random) -> str:
    """Several citations in one cell: numbered, or separated."""
    written = [write(marks, citation, project) for citation in citations]
    if len(written) > 1 and rng.random() < 0.3:
        return "；".join(f"{position}.{text}" for position, text in enumerate(written, 1))
    return rng.choice(("；", "、", "，")).join(written)
