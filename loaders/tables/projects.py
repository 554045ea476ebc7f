"""Tables of projects: which rows are units, which are the projects that they own, and each project's allocations.

A unit's row is the sum of the project rows below it; a name that is known for a unit, or ends as a body's name does,
makes a row a candidate, and the sum decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from loaders.records import Allocation, BudgetLine, Finding, Organization, Place, Project
from loaders.tables.arithmetic import close
from loaders.tables.grid import BodyRow, Context, Table
from loaders.tables.headings import compose, named
from loaders.tables.lines import budget_lines, row_name
from loaders.words import fold, squeeze, tidy
from ontology import vocabulary

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年)")
_YEAR_LIST = re.compile(r"(?:19|20)\d{2}\s*[、,，\-—至]\s*(?:19|20)\d{2}\s*年")
_NUMBER = re.compile(r"[〔【\[（(《﹝〈][\s]*(?:19|20)\d{2}[\s]*[〕】\]）)》﹞〉][^号]{0,8}号?")


@dataclass(slots=True)
class Register:
    """The projects of a document while its tables are read, and the records that hang on them."""

    projects: list[Project] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)
    units: dict[str, Organization] = field(default_factory=dict)
    by_name: dict[tuple[str, str], int] = field(default_factory=dict)

    def project(self, unit: str, name: str, at: Place, code: str | None = None) -> int:
        """The position of the unit's project of this name, registered if it is new."""
        key = (fold(unit), code or fold(name))
        if key not in self.by_name:
            self.by_name[key] = len(self.projects)
            self.projects.append(Project(at, unit, tidy(name), code))
        return self.by_name[key]


def vintage(name: str) -> int | None:
    """The year that the money bears in a project's name; None where it bears none, or more than one."""
    plain = _NUMBER.sub("", name)
    if _YEAR_LIST.search(plain):
        return None
    years = set(_YEAR.findall(plain))
    return int(years.pop()) if len(years) == 1 else None


@dataclass(slots=True)
class _Line:
    """The numbers of one printed row."""

    name: str
    numbers: list[int]  # positions in the list of budget lines
    total: Decimal | None
    kind: str = "project"  # or total, unit, category: the sum of the projects of a category below it
    category: str | None = None
    unit: str | None = None  # printed in a column of its own
    slots: dict[int, int] = field(default_factory=dict)  # of each number: the column that it means
    debts: frozenset[int] = frozenset()  # of the numbers, those under a heading that names a debt


def read_projects(table: Table, context: Context, register: Register, offset: int) -> list[BudgetLine]:
    """The budget lines of a table of projects, `offset` being the position of the first among the document's lines.

    Units and projects go into the register; a project's row becomes its allocations.
    """
    lines = budget_lines(table, context)
    rows = _rows(lines, table)
    _tell_units(rows, context, register)
    owner = context.publisher
    first_department = True
    category: str | None = None  # of the rows below a row that names one
    for number, row in enumerate(rows):
        if row.kind == "total":
            for position in row.numbers:
                lines[position] = replace(lines[position], row_kind="total")
            continue
        if row.kind == "category":
            category = row.category
            for position in row.numbers:
                lines[position] = replace(lines[position], row_kind="subtotal", unit=owner, scope="own")
            continue
        if row.kind == "unit":
            category = None
            following = rows[number + 1].kind if number + 1 < len(rows) else ""
            whole = fold(row.name) == fold(context.publisher) and first_department and following == "unit"
            first_department = False
            owner = _same(row.name, context.publisher)
            at = lines[row.numbers[0]].at
            if fold(owner) != fold(context.publisher):
                register.units.setdefault(fold(owner), Organization(at, owner, "unit", context.publisher))
            for position in row.numbers:
                lines[position] = replace(
                    lines[position], row_kind="unit", unit=owner, scope="consolidated" if whole else "own"
                )
            continue
        if row.unit and fold(row.unit) != fold(owner):
            owner = _same(row.unit, context.publisher)
            if fold(owner) != fold(context.publisher):
                at = lines[row.numbers[0]].at
                register.units.setdefault(fold(owner), Organization(at, owner, "unit", context.publisher))
        for position in row.numbers:
            lines[position] = replace(lines[position], row_kind="project", unit=owner, scope="own")
        row.category = row.category or category
        _allocate(table, lines, row, owner, register, offset)
    return lines


def _rows(lines: list[BudgetLine], table: Table) -> list[_Line]:
    rows: list[_Line] = []
    bodies = {
        (body.row.place(entry.column), entry.column): (number, body, slot)
        for number, body in enumerate(table.body)
        for slot, entry in body.entries.items()
    }
    columns = table.heading.columns
    last: tuple[int, str | None] | None = None
    totals = {squeeze(word) for word in vocabulary.load("rows")["total"]}
    for position, line in enumerate(lines):
        number, body, slot = bodies[line.at, line.column]
        if (number, line.item) != last:
            last = (number, line.item)
            rows.append(_Line(line.item or "", [], None))
            rows[-1].category, rows[-1].unit = _beside(body)
            if squeeze(line.item or "") in totals:
                rows[-1].kind = "total"
            elif (said := compose(row_name(line.item or ""))).category and said.known:
                rows[-1].kind, rows[-1].category = "category", said.category
        rows[-1].numbers.append(position)
        rows[-1].slots[position] = slot
        if slot < len(columns) and columns[slot].meaning.debt:
            rows[-1].debts |= {position}
        elif line.fund is None and line.measure == "amount" and rows[-1].total is None:
            rows[-1].total = line.amount_yuan
    for row in rows:
        if row.total is None:
            row.total = sum((lines[position].amount_yuan for position in row.numbers), Decimal(0))
    return rows


def _beside(body: BodyRow) -> tuple[str | None, str | None]:
    """What a row prints beside its name: category and unit."""
    said = "".join(labels.get("category", "") for labels in body.labels.values())
    unit = next((labels["unit"] for labels in body.labels.values() if "unit" in labels), None)
    return named(said, "category") if said else None, unit


def _same(name: str, known: str) -> str:
    return known if fold(name) == fold(known) else tidy(name)


def _tell_units(rows: list[_Line], context: Context, register: Register) -> None:
    """Marks the rows of units: known names, and names of bodies whose money is the sum of the rows below."""
    known = {fold(context.publisher), *register.units}
    suffixes = tuple(vocabulary.load("rows")["body_suffixes"])
    for number, row in enumerate(rows):
        if row.kind in ("total", "category"):
            continue
        if fold(row.name) in known or (
            squeeze(re.sub(r"[（(][^（）()]*[)）]$", "", row.name)).endswith(suffixes)
            and _sums_below(rows, number, known)
        ):
            row.kind = "unit"


def _sums_below(rows: list[_Line], number: int, known: set[str]) -> bool:
    wanted = rows[number].total
    if not wanted:
        return False
    parts: list[Decimal] = []
    for row in rows[number + 1 :]:
        if row.kind == "category":
            continue
        if fold(row.name) in known or row.kind == "total" or row.total is None:
            break
        parts.append(row.total)
        scaled = [part / 10000 for part in parts]
        if len(parts) >= 2 and close(wanted / 10000, scaled):
            return True
        if sum(parts) > wanted * 2:
            break
    return len(parts) == 1 and parts[0] == wanted


def _allocate(table: Table, lines: list[BudgetLine], row: _Line, owner: str, register: Register, offset: int) -> None:
    first = lines[row.numbers[0]]
    project = register.project(owner, row.name, first.at, first.code if first.code and len(first.code) > 7 else None)
    numbers = [p for p in row.numbers if lines[p].measure == "amount"]
    total = next((p for p in numbers if lines[p].fund is None and p not in row.debts), None)
    leaves = table.leaves(row.slots[total]) if total is not None and table.drawn else frozenset()
    if leaves:
        parts = [p for p in numbers if row.slots[p] in leaves and lines[p].amount_yuan]
    else:
        parts = [p for p in numbers if (lines[p].fund is not None or p in row.debts) and lines[p].amount_yuan]
    whole = lines[total].amount_yuan if total is not None else None
    funds = [p for p in parts if p not in row.debts]
    if whole is not None and funds != parts and close(whole / 10000, [lines[p].amount_yuan / 10000 for p in funds]):
        parts = funds  # a debt's column is part of another one
    chosen = parts
    if whole is not None and (not parts or not close(whole / 10000, [lines[p].amount_yuan / 10000 for p in parts])):
        if parts:
            table.findings.append(
                Finding(
                    "project-funds",
                    "error",
                    (first.at,),
                    f"the funds of {row.name} do not add up to its total",
                    expected=str(whole),
                    actual=str(sum((lines[p].amount_yuan for p in parts), Decimal(0))),
                )
            )
        chosen = [total] if total is not None else []
    for position in chosen or numbers[:1]:
        line = lines[position]
        register.allocations.append(
            Allocation(
                line.at,
                line.column,
                project,
                line.fund,
                line.timing,
                line.fiscal_year or first.fiscal_year or 0,
                line.stage,
                line.amount_yuan,
                vintage(row.name),
                offset + position,
                line.debt,
                row.category,
            )
        )
