"""A trace as people read it. It knows words and layout; what counts was decided before (kg.trace.rules)."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from kg.render import grid, money, wrap
from kg.trace.result import HANDED_ON, add

if TYPE_CHECKING:
    from kg.trace.result import LeftOut, ProjectEntry, Trace

RELATION_WORDS = {"hands-down": "handed down", "basis": "as basis", "mention": "mentioned"}
REASON_WORDS = {
    "mention": "only mentioned",
    "transfers": "handed on to a lower level",
    "carryover": "carried over from last year",
    "final": "final account of a year whose budget is counted",
    "department-and-unit": "the department's and its unit's row of one sum",
    "no-amount": "no amount printed",
}
#: How many candidates are printed for people.
SHOWN = 20
WARNING = (
    "Amounts are attributed whole: a project that rests on two documents stands in both traces, "
    "so totals of different documents must not be added."
)


def describe(trace: Trace, columns_wide: int | None = None) -> str:
    """The whole answer as text: the document, its projects by year, the totals, and what they speak of."""
    room = columns_wide or shutil.get_terminal_size((120, 24)).columns
    if trace.policy is None:
        return "\n".join([unresolved(trace, room), "", *wrap(_scope(trace), room)])
    policy = trace.policy
    head = " ".join(part for part in (policy.number, f"《{policy.title}》" if policy.title else None) if part)
    issuer = "、".join(policy.issuers) or policy.issuer or "issuer unknown"
    lines = [head or policy.id, f"  {issuer}" + (f" · {policy.place}" if policy.place else "") + f" · {policy.id}", ""]
    if trace.projects:
        lines += [_projects(trace.projects, room), ""]
        lines += _totals(trace)
        lines += [line for entry in trace.projects for note in _otherwise(entry) for line in wrap(note, room)]
    lines += _handed_down(trace, room)
    lines += _around(trace, room)
    if trace.mentions:
        lines += ["", f"Mentioned outside any project ({len(trace.mentions)}):"]
        lines += [f"  {m.document} {_at(m.line, m.page)}  {m.as_written}" for m in trace.mentions]
    lines += ["", *wrap(_scope(trace), room), *wrap(WARNING, room)]
    return "\n".join(lines)


def _handed_down(trace: Trace, room: int) -> list[str]:
    """The document's own table: who gets how much. It is never added to the projects."""
    if not trace.distribution:
        return []
    rows = [
        (
            entry["recipient"] or "—",
            entry["project"] or entry["item"] or "",
            entry["level"] or "",
            money(entry["amount_yuan"]),
            _at(entry["line"], entry["page"]),
        )
        for entry in trace.distribution
    ]
    given = money(add(entry["amount_yuan"] for entry in trace.distribution))
    table = grid(("recipient", "for", "level", "元", "line"), rows, columns_wide=room, numbers=("元",))
    head = f"Distributed by its own table ({str(trace.distribution[0]['document'])[:7]}), {given} 元 in all"
    return ["", f"{head}; not added to the projects:", table]


def _around(trace: Trace, room: int) -> list[str]:
    """The notices above and below: as notices themselves state, then as it is inferred, with how surely and why."""
    words = {"passes-on": "Passes on", "passed-on-by": "Passed on by", "same-document": "May be the same document as"}
    found = []
    for entry in trace.related:
        name = entry["number"] or f"《{entry.get('title')}》"
        line = f"{words.get(entry['relation'], entry['relation'])} {name} ({entry['status']}"
        if entry["status"] == "inferred":
            found += wrap(f"{line}, confidence {entry['confidence']:.2f}): {entry['why']}", room)
        else:
            found.append(f"{line})")
    return ["", *found] if found else []


def unresolved(trace: Trace, room: int | None = None) -> str:
    """Why no single policy document answers: the candidates to choose from, or the nearest numbers."""
    if trace.candidates:
        rows = [(c.number, c.title, c.issuer, c.place, c.citations, c.id) for c in trace.candidates]
        table = grid(("number", "title", "issuer", "place", "citations", "id"), rows[:SHOWN], columns_wide=room)
        many = (
            f"{len(rows)} documents answer" if len(rows) > 1 else "only a document of another issuer or place answers"
        )
        said = f"{trace.query}: {many} to this; choose one with --issuer, --place or its id"
        more = f"\n… {len(rows) - SHOWN} more; --format json lists all" if len(rows) > SHOWN else ""
        return f"{said}\n{table}{more}"
    if trace.nearest:
        rows_ = [(n.number, n.title, n.id) for n in trace.nearest]
        table = grid(("number", "title", "id"), rows_, columns_wide=room)
        return f"{trace.query}: no loaded document cites this; the nearest are\n{table}"
    return f"{trace.query}: no loaded document cites this"


def _projects(projects: tuple[ProjectEntry, ...], room: int) -> str:
    rows = [
        (
            entry.fiscal_year,
            _body(entry),
            entry.project,
            money(entry.amount_yuan) if entry.amount_yuan is not None else "—",
            RELATION_WORDS[entry.relation] + (", shared" if entry.attribution == "shared" else ""),
            _state(entry),
            _lines(entry),
        )
        for entry in projects
    ]
    columns = ("year", "department / unit", "project", "元", "relation", "counted", "lines")
    return grid(columns, rows, columns_wide=room, numbers=("year", "元"))


def _body(entry: ProjectEntry) -> str:
    """The department, and the unit where it is another body."""
    bodies = [body for body in (entry.department, entry.unit) if body]
    return " / ".join(dict.fromkeys(bodies))


def _state(entry: ProjectEntry) -> str:
    if entry.counted:
        notes = [note for note in ("final account" if entry.stage == "final" else "", _from(entry)) if note]
        return "yes" + (f" ({', '.join(notes)})" if notes else "")
    reason = entry.not_counted_because or ""
    return f"no: {REASON_WORDS.get(reason, reason)}"


def _from(entry: ProjectEntry) -> str:
    return {"sheet": "from its target sheet", "prose": "from its text"}.get(entry.amount_from or "", "")


def _lines(entry: ProjectEntry) -> str:
    """Where to look: the rows of money, else the citations."""
    places = [(a.document, a.line, a.page) for a in entry.allocations] + [
        (e.document, e.line, e.page) for e in entry.evidence
    ]
    by_document: dict[str, list[str]] = {}
    for document, line, page in places:
        at = _at(line, page)
        if at not in by_document.setdefault(document, []):
            by_document[document].append(at)
    return "; ".join(f"{document[:7]}:{', '.join(at)}" for document, at in by_document.items())


def _at(line: int | None, page: int | None) -> str:
    return str(line) if line is not None else f"p{page}" if page is not None else "?"


def _totals(trace: Trace) -> list[str]:
    totals = trace.totals
    rows: list[tuple[str, object]] = [("Total", trace.total_yuan)]
    rows += [(f"  in {year}", amount) for year, amount in trace.by_year.items()]
    for name, split in (("handed down", totals.hands_down), ("as basis", totals.basis)):
        rows += [(f"  {name}, this document alone", split.sole)] if split.sole else []
        rows += [(f"  {name}, shared with other documents", split.shared)] if split.shared else []
    apart = [("only mentioned", totals.mention), ("carried over", totals.carryover), ("final accounts", totals.final),
             ("handed on to lower levels", totals.transfers)]  # fmt: skip
    rows += [(f"Not in the total: {name}", amount) for name, amount in apart if amount]
    widest = max(len(name) for name, _ in rows)
    amounts = [money(amount) for _, amount in rows]
    room = max(len(amount) for amount in amounts)
    return [f"{name:<{widest}}  {amount:>{room}} 元" for (name, _), amount in zip(rows, amounts, strict=True)]


def _otherwise(entry: ProjectEntry) -> list[str]:
    """What other files state of the same money with another amount, and what of it is handed on: never in silence."""
    stated: dict[tuple[str, bool], list[LeftOut]] = {}
    for row in entry.left_out:
        stated.setdefault((row.document, row.because == HANDED_ON), []).append(row)
    notes = []
    for (document, handed_on), rows in stated.items():
        amount = add(row.amount_yuan for row in rows)
        if handed_on or amount != entry.amount_yuan:
            at = ", ".join(_at(row.line, row.page) for row in rows)
            said = "Handed on to a lower level by" if handed_on else "Stated otherwise in"
            because = "it counts where it is spent" if handed_on else rows[0].because
            notes.append(
                f"{said} {document[:7]}:{at}: {entry.project} ({entry.fiscal_year}) {money(amount)} 元; "
                f"not counted ({because})."
            )
    return notes


def _scope(trace: Trace) -> str:
    scope = trace.scope
    years = ", ".join(str(year) for year in scope.years) or "no year"
    places = f", {len(scope.places)} places" if len(scope.places) > 1 else "".join(f", {p}" for p in scope.places)
    return (
        f"This speaks of what is loaded: {scope.documents} documents, {scope.departments} publishers{places}, {years}."
    )
