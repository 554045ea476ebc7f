"""Ways in which copying, conversion and OCR change a document, and what a reader may make of them.

A document is a list of (number of the original line, text), so that what is read of a changed document can be
compared with what is read of the original: every amount still on the page is read as before, or says that it is not.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from loaders.records import BudgetLine, Disclosure, Reading
from loaders.structure import table_kind

Lines = list[tuple[int | None, str]]
Mutation = Callable[[Lines, random.Random, Disclosure], Lines | None]

AMOUNT = re.compile(r"[\d,]+\.\d+")
MARKED = re.compile(r"\s*[#*<|]")
MARKS = re.compile(r"[#*]|</?b>")


def lines_of(text: str) -> Lines:
    return list(enumerate(text.replace("\r\n", "\n").split("\n"), start=1))


def text_of(lines: Lines) -> str:
    return "\n".join(text for _, text in lines)


# comparing


def folded(value: Any) -> Any:
    """Width, blanks and the style of brackets folded: they are kept as printed, and are no difference."""
    if not isinstance(value, str):
        return value
    plain = unicodedata.normalize("NFKC", value).replace(" ", "")
    return plain.translate(str.maketrans("【】〔〕{}〈〉", "[][][]<>"))


def _means(line: BudgetLine) -> tuple[str | None, ...]:
    return (line.table, line.code, line.side, line.fund, line.expenditure, line.timing)


def silent(base: Disclosure, changed: Disclosure, origin: list[int | None]) -> list[str]:
    """The amounts of `base` that `changed` reads otherwise, or not at all, without a word."""

    def old(line: int | None) -> int | None:
        return None if line is None else origin[line - 1]

    ranges: dict[str, tuple[int, int]] = {}
    for line in base.lines:
        low, high = ranges.get(line.table, (10**9, 0))
        ranges[line.table] = (min(low, line.at.line or 0), max(high, line.at.line or 0))
    known = {(f.rule, f.message) for f in base.findings}
    told = {old(p.line) for f in changed.findings if (f.rule, f.message) not in known for p in f.at}
    unread = {old(p.at.line) for p in changed.passages if p.reading is Reading.UNREAD}
    spoken = {
        table
        for table, (low, high) in ranges.items()
        if any(place is not None and low - 12 <= place <= high + 2 for place in told)
    }
    read: dict[tuple[int | None, Any], list[BudgetLine]] = defaultdict(list)
    for line in changed.lines:
        read[(old(line.at.line), line.amount_yuan)].append(line)
    wrong: list[str] = []
    pending: list[BudgetLine] = []
    for line in base.lines:
        found = read[(line.at.line, line.amount_yuan)]
        same = next((other for other in found if _means(other) == _means(line)), None)
        if same is not None:
            found.remove(same)
        else:
            pending.append(line)
    for line in pending:
        found = read[(line.at.line, line.amount_yuan)]
        other = found.pop(0) if found else None
        if line.at.line in unread or line.table in spoken or (other is not None and other.repaired):
            continue
        what = "lost" if other is None else f"read as {_means(other)}"
        wrong.append(f"line {line.at.line}: {line.amount_text} {_means(line)} {what}")
    return wrong


def wrong_mends(base: Disclosure, changed: Disclosure, origin: list[int | None]) -> list[str]:
    """The amounts that `changed` says to have mended and reads otherwise than `base`: a proof that was none."""
    right: Counter[tuple[Any, ...]] = Counter((x.at.line, x.amount_yuan, *_means(x)) for x in base.lines)
    wrong: list[str] = []
    unlabelled = {place for finding in changed.findings if finding.rule == "unlabelled-number" for place in finding.at}
    for line in changed.lines:
        key = (origin[(line.at.line or 1) - 1], line.amount_yuan, *_means(line))
        if line.at in unlabelled:  # its row lost its label, which a finding says; the column is what was mended
            continue
        if right[key]:
            right[key] -= 1
        elif line.repaired:
            wrong.append(f"{key}: {line.repaired}")
    return wrong


def differences(base: Disclosure, changed: Disclosure, origin: list[int | None]) -> list[str]:
    """Everything that `changed` states otherwise than `base`."""

    def old(line: int | None) -> int | None:
        return None if line is None else origin[line - 1]

    def count(read: Disclosure, at: Callable[[int | None], int | None]) -> Counter[tuple[Any, ...]]:
        projects = read.projects
        facts: Iterable[tuple[Any, ...]] = [
            *(("line", at(x.at.line), x.amount_yuan, x.item, x.row_kind, x.unit, *_means(x)) for x in read.lines),
            *(
                ("allocation", at(a.at.line), projects[a.project].name, projects[a.project].unit, a.fund, a.amount_yuan)
                for a in read.allocations
            ),
            *(
                ("sheet", at(s.at.line), s.project_name, s.unit, s.period, s.matched_by, s.amount("annual"))
                for s in read.sheets
            ),
            *(("citation", at(c.at.line), c.number, c.title, c.role) for c in read.citations),
            *(("figure", at(f.at.line), f.key, f.value) for f in read.figures),
            *(("organization", o.name, o.kind) for o in read.organizations),
        ]
        return Counter(tuple(folded(value) for value in fact) for fact in facts)

    before, after = count(base, lambda line: line), count(changed, old)
    return [f"lost {fact}" for fact in before - after] + [f"new {fact}" for fact in after - before]


# what changes nothing


def each(change: Callable[[str], str]) -> Mutation:
    """`change` on every line."""
    return lambda lines, rng, base: [(origin, change(text)) for origin, text in lines]


def rows(change: Callable[[str], str]) -> Mutation:
    """`change` on every line that is a row of cells."""
    return each(lambda text: change(text) if "\t" in text else text)


def between(make: Callable[[random.Random], list[str]], share: float = 0.05, inside: bool = False) -> Mutation:
    """New lines after some lines; `inside` only after lines of tables."""

    def mutate(lines: Lines, rng: random.Random, base: Disclosure) -> Lines:
        places = {line.at.line for line in base.lines}
        out: Lines = []
        for origin, text in lines:
            out.append((origin, text))
            if (not inside or origin in places) and rng.random() < share:
                out += [(None, put) for put in make(rng)]
        return out

    return mutate


def markdown(lines: Lines, rng: random.Random, base: Disclosure) -> Lines:
    """Rows as Markdown tables with the rule under the first row."""
    out: Lines = []
    inside = False
    for origin, text in lines:
        row = "\t" in text
        out.append((origin, "|" + "|".join(text.split("\t")) + "|" if row else text))
        if row and not inside:
            out.append((None, "|" + "---|" * (text.count("\t") + 1)))
        inside = row
    return out


def wrapped(start: str, end: str = "") -> Callable[[str], str]:
    return lambda text: text if not text.strip() or MARKED.match(text) else f"{start}{text}{end}"


def cells(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: text if MARKED.match(text) else "\t".join(map(change, text.split("\t")))


def _thousands(cell: str) -> str:
    return f"{float(cell):,.2f}" if re.fullmatch(r"\d+\.\d\d", cell) else cell


def _wide_brackets(text: str) -> str:
    return text.translate(str.maketrans("()", "（）"))


def _spaced_code(text: str) -> str:
    return re.sub(r"^(\d{3})(\d\d)(\d\d)?\t", lambda m: " ".join(filter(None, m.groups())) + "\t", text)


def repeated_heading(kind: str) -> Mutation:
    """The heading of a table again on its next page."""

    def mutate(lines: Lines, rng: random.Random, base: Disclosure) -> Lines | None:
        numbers = sorted({line.at.line or 0 for line in base.lines if line.table == kind})
        if len(numbers) < 6:
            return None
        by_number = dict(lines)
        first, middle = numbers[0], numbers[len(numbers) // 2]
        head = [by_number[n] for n in range(first - 4, first) if "\t" in by_number.get(n, "")]
        out: Lines = []
        for origin, text in lines:
            if origin == middle:
                out += [(None, ""), *((None, row) for row in head)]
            out.append((origin, text))
        return out

    return mutate


HARMLESS: dict[str, Mutation] = {
    "watermarks": between(lambda rng: ["", "仅供内部审核", ""]),
    "blank lines": between(lambda rng: [""], 0.1),
    "no blank lines": lambda lines, rng, base: [line for line in lines if line[1].strip()],
    "page numbers": between(lambda rng: ["", str(rng.randrange(2, 40)), ""], inside=True),
    "page numbers in dashes": between(lambda rng: ["", f"- {rng.randrange(2, 40)} -", ""], inside=True),
    "page numbers in words": between(lambda rng: ["", f"第{rng.randrange(2, 40)}页", ""], inside=True),
    "bold lines": each(wrapped("<b>", "</b>")),
    "bold cells": each(cells(lambda cell: f"<b>{cell}</b>" if cell.strip() else cell)),
    "starred cells": each(cells(lambda cell: f"**{cell.strip()}**" if cell.strip() else cell)),
    "heading marks": each(lambda text: text if "\t" in text or len(text) > 40 else wrapped("# ")(text)),
    "markdown rows": rows(lambda text: "| " + " | ".join(text.split("\t")) + " |"),
    "markdown tables": markdown,
    "html cells": rows(lambda text: "<tr><td>" + "</td><td>".join(text.split("\t")) + "</td></tr>"),
    "full-width brackets": each(_wide_brackets),
    "half-width marks": each(lambda text: text.translate(str.maketrans("（）：，；", "():,;"))),
    "other brackets": each(lambda text: text.translate(str.maketrans("【】〔〕", "〔〕【】"))),
    "trailing tabs": rows(lambda text: text + "\t"),
    "no trailing tabs": each(lambda text: text.rstrip("\t")),
    "blanks around cells": rows(lambda text: "\t".join(f" {cell} " for cell in text.split("\t"))),
    "thousands": rows(lambda text: "\t".join(map(_thousands, text.split("\t")))),
    "blanks in codes": rows(_spaced_code),
    "repeated heading of income": repeated_heading("income"),
    "repeated heading of expenditure": repeated_heading("expenditure"),
    "repeated heading of the summary": repeated_heading("appropriation-summary"),
    "repeated heading of projects": repeated_heading("projects-current"),
}


# what damages


def _broken(inside: bool) -> Mutation:
    """Rows that a page break cuts, inside a cell of text or between two cells."""

    def mutate(lines: Lines, rng: random.Random, base: Disclosure) -> Lines:
        numbers = {line.at.line for line in base.lines if line.table != "whole-department"}
        out: Lines = []
        for origin, text in lines:
            row = text.split("\t")
            if origin in numbers and rng.random() < 0.06:
                at = rng.randrange(0 if inside else 1, len(row))
                if not inside:
                    out += [(origin, "\t".join(row[:at])), (None, ""), (origin, "\t".join(row[at:]))]
                    continue
                if len(row[at]) >= 2 and not re.fullmatch(r"[\d,.]+", row[at]):
                    cut = rng.randrange(1, len(row[at]))
                    out.append((origin, "\t".join([*row[:at], row[at][:cut]])))
                    out += [(None, ""), (origin, "\t".join([row[at][cut:], *row[at + 1 :]]))]
                    continue
            out.append((origin, text))
        return out

    return mutate


def lost_tab(lines: Lines, rng: random.Random, base: Disclosure) -> Lines:
    """Some rows of codes lose the tab of a blank cell."""
    numbers = {line.at.line for line in base.lines if line.code and len(line.code) == 7}
    return [
        (origin, text.replace("\t\t", "\t", 1) if origin in numbers and rng.random() < 0.1 else text)
        for origin, text in lines
    ]


def lost_title(kind: str) -> Mutation:
    """The title of a table is gone."""

    def mutate(lines: Lines, rng: random.Random, base: Disclosure) -> Lines | None:
        numbers = [line.at.line or 0 for line in base.lines if line.table == kind]
        titles = [
            origin
            for origin, text in lines
            if numbers
            and origin is not None
            and min(numbers) - 20 <= origin < min(numbers)
            and "\t" not in text
            and table_kind(MARKS.sub("", text)) == kind
        ]
        return [line for line in lines if line[0] != titles[-1]] if titles else None

    return mutate


def moved_carryover(distance: int) -> Mutation:
    """The amounts of the income table's 上年结转 stand in another column."""

    def mutate(lines: Lines, rng: random.Random, base: Disclosure) -> Lines | None:
        columns = {(x.at.line, x.column) for x in base.lines if x.table == "income" and x.timing == "carryover"}
        if not columns:
            return None
        out: Lines = []
        for origin, text in lines:
            row = text.split("\t")
            for number, column in columns:
                if number == origin and column < len(row):
                    value, row[column] = row[column], ""
                    row += [""] * (column + distance + 1 - len(row))
                    row[column + distance] = value
            out.append((origin, "\t".join(row)))
        return out

    return mutate


def lost_heading(kind: str, word: str) -> Mutation:
    """One cell of a table's heading is blank."""

    def mutate(lines: Lines, rng: random.Random, base: Disclosure) -> Lines | None:
        numbers = [line.at.line or 0 for line in base.lines if line.table == kind]
        if not numbers:
            return None
        near = range(min(numbers) - 6, min(numbers))
        out = [
            (origin, "\t".join("" if cell.strip() == word else cell for cell in text.split("\t")))
            if origin in near
            else (origin, text)
            for origin, text in lines
        ]
        return None if out == lines else out

    return mutate


def bent_digit(lines: Lines, rng: random.Random, base: Disclosure) -> Lines | None:
    """One digit of one amount in the row of a 7-digit code is another."""
    rows_ = [
        line
        for line in base.lines
        if line.code and len(line.code) == 7 and line.table in ("income", "expenditure", "general-public")
    ]
    if not rows_:
        return None
    line = rng.choice(rows_)
    at = rng.choice([index for index, sign in enumerate(line.amount_text) if sign.isdigit()])
    digit = str((int(line.amount_text[at]) + rng.randrange(1, 10)) % 10)
    bent = line.amount_text[:at] + digit + line.amount_text[at + 1 :]
    out: Lines = []
    for origin, text in lines:
        row = text.split("\t")
        if origin == line.at.line:
            row[line.column] = bent
        out.append((origin, "\t".join(row)))
    return out


def moved_total(kind: str) -> Mutation:
    """The 合计 of rows whose next cell is blank stands one to the right."""

    def mutate(lines: Lines, rng: random.Random, base: Disclosure) -> Lines | None:
        firsts: dict[int | None, int] = {}
        for line in base.lines:
            if line.table == kind:
                firsts.setdefault(line.at.line, line.column)
        out: Lines = []
        for origin, text in lines:
            row = text.split("\t")
            at = firsts.get(origin)
            if at is not None and at + 1 < len(row) and not row[at + 1]:
                row[at], row[at + 1] = "", row[at]
            out.append((origin, "\t".join(row)))
        return None if out == lines else out

    return mutate


def moved_row(kind: str) -> Mutation:
    """All amounts of one row stand one to the right."""

    def mutate(lines: Lines, rng: random.Random, base: Disclosure) -> Lines | None:
        numbers = sorted({x.at.line or 0 for x in base.lines if x.table == kind and x.code and len(x.code) == 7})
        if not numbers:
            return None
        chosen = rng.choice(numbers)
        column = min(x.column for x in base.lines if x.at.line == chosen)
        return [
            (origin, "\t".join([*text.split("\t")[:column], "", *text.split("\t")[column:]]))
            if origin == chosen
            else (origin, text)
            for origin, text in lines
        ]

    return mutate


DAMAGING: dict[str, Mutation] = {
    "totals of expenditure moved right": moved_total("expenditure"),
    "totals of income moved right": moved_total("income"),
    "a row of expenditure moved right": moved_row("expenditure"),
    "a row of income moved right": moved_row("income"),
    "a row of general-public moved right": moved_row("general-public"),
    "rows broken inside a cell": _broken(inside=True),
    "rows broken between cells": _broken(inside=False),
    "a blank cell lost": lost_tab,
    "income carryover moved left": moved_carryover(-1),
    "income carryover moved right": moved_carryover(1),
    "heading of the carryover lost": lost_heading("income", "上年结转"),
    "heading of the total lost": lost_heading("expenditure", "合计"),
    "heading of the codes lost": lost_heading("expenditure", "科目编码"),
    "heading of the projects lost": lost_heading("expenditure", "项目支出"),
    **{
        f"title of {kind} lost": lost_title(kind)
        for kind in (
            "budget-summary",
            "income",
            "expenditure",
            "appropriation-summary",
            "general-public",
            "government-fund-expenditure",
            "three-public",
            "operating",
            "projects-current",
            "projects-carryover",
        )
    },
}
