"""Projects that prose tells as records: the project in the register, its allocation, and the sheet that its text is.

Knows when a text and a row state one project and one sum; how such texts are written, `project_texts` knows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from loaders.money import usual
from loaders.prose.project_money import tolerance, whole_unit
from loaders.prose.project_texts import ProjectText
from loaders.records import Allocation, Finding, PerformanceSheet, SheetAmount
from loaders.tables.grid import Context
from loaders.tables.projects import Register, vintage
from loaders.targets.link import ROUNDING
from loaders.words import fold
from ontology import vocabulary


@dataclass(frozen=True, slots=True)
class ProjectRecords:
    """The records of one text: its project's position in the register, its sheet, what was found on the way.

    An entry of a list has no sheet.
    """

    project: int
    sheet: PerformanceSheet | None
    findings: tuple[Finding, ...]


def record(text: ProjectText, register: Register, context: Context, covered: Collection[int] = ()) -> ProjectRecords:
    """The records of a text: its project (known by its name, or new), its sheet, and its money where no row has it.

    `covered` are the projects whose money a target sheet already states. A new allocation goes into the register: it
    has no budget line, for no table prints it. A carryover inside the total leaves its timing unsaid.
    """
    unit = _owner(text.unit, context.publisher)
    known = _known(text.name, unit, register)
    project = register.project(unit, text.name, text.at) if known is None else known
    findings: list[Finding] = []
    year = context.fiscal_year
    rows = [
        position
        for position, entry in enumerate(register.allocations)
        if entry.project == project and entry.fiscal_year == year
    ]
    total = text.total
    if total is not None and rows:
        current = [position for position in rows if register.allocations[position].timing != "carryover"]
        sums = [sum((register.allocations[p].amount_yuan for p in some), Decimal(0)) for some in (current, rows)]
        fitting = [
            some
            for some, printed in zip((current, rows), sums, strict=True)
            if abs(printed - total.value) <= ROUNDING * len(some)
        ]
        if not fitting:
            message = f"the text of {text.name} states another amount than its row"
            at = (total.at, register.allocations[rows[0]].at)
            findings.append(Finding("project-row", "warning", at, message, str(sums[-1]), str(total.value)))
        rows = fitting[0] if fitting else []
    elif total is not None and project not in covered:
        carried = any(part.timing == "carryover" for part in text.parts)
        rows = [len(register.allocations)]
        register.allocations.append(
            Allocation(
                at=total.at,
                column=total.column,
                project=project,
                fund=total.fund,
                timing=None if carried else "current",
                fiscal_year=total.year or year,
                stage=context.stage,
                amount_yuan=total.value,
                vintage=vintage(text.name),
                budget_line=None,
            )
        )
    sheet = None if text.listed else _sheet(text, project, known is not None, tuple(rows), year)
    return ProjectRecords(project, sheet, tuple(findings))


def _split(text: ProjectText) -> bool:
    """Whether the parts are meant to be the whole of the total."""
    parts = sum((part.value for part in text.parts), Decimal(0))
    return text.total is not None and parts >= text.total.value - tolerance(text.total, text.parts)


def _owner(unit: str | None, publisher: str) -> str:
    """The unit that carries the project out; the publisher where none is named, or it is named in short."""
    if not unit or fold(publisher).endswith(fold(unit)):
        return publisher
    return unit


def _known(name: str, unit: str, register: Register) -> int | None:
    """The project that tables or sheets name so already: the unit's own, else the only one of the name."""
    wanted = _core(name)
    found = [position for position, project in enumerate(register.projects) if _core(project.name) == wanted]
    own = [position for position in found if fold(register.projects[position].unit) == fold(unit)]
    return own[0] if own else found[0] if len(found) == 1 else None


def _core(name: str) -> str:
    """A name folded, without the 项目 or 经费 that a title may add."""
    folded = fold(name)
    for word in (*vocabulary.load("project_texts")["generic"][:1], *vocabulary.load("project_texts")["money"][:1]):
        folded = folded.removesuffix(word) if len(folded) > len(word) + 2 else folded
    return folded


def _sheet(text: ProjectText, project: int, known: bool, rows: tuple[int, ...], year: int) -> PerformanceSheet:
    """The target sheet that the text is, in all but its form."""
    amounts = [] if text.total is None or text.summed else [(text.total, True)]
    if text.summed or _split(text):  # a carryover that is one part of the total is no split of it
        amounts += [(part, False) for part in text.parts]
    return PerformanceSheet(
        at=text.at,
        project_name=text.name,
        project=project,
        matched_by="name" if known else None,
        allocations=rows,
        department_code=None,
        department=None,
        unit=text.unit,
        attribute=None,
        period=text.period,
        filled_on=None,
        fiscal_year=text.total.year if text.total and text.total.year else year,
        amount_unit=whole_unit(text.total.unit) if text.total else usual("sheets"),
        amounts=tuple(
            SheetAmount(a.at, a.column, "annual", a.label, None, a.fund, whole, a.value, a.text, None)
            for a, whole in amounts
        ),
        texts=text.texts,
        damaged=False,
    )
