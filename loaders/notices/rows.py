"""How the rows of a distribution table hang together: totals, subtotals, and rows that are only a part of another.

What the rows say of themselves is held against what adds up (`loaders.notices.sums`); where the two differ, or nothing
decides, that is a finding.
"""

from __future__ import annotations

from decimal import Decimal

from loaders.money import factor
from loaders.notices.found import Read, Terms
from loaders.notices.lines import Line, kind_said, said_of
from loaders.notices.sums import Rows, add, hierarchy
from loaders.records import Finding
from ontology import vocabulary


def row_sums(lines: list[Line], terms: Terms, unit: str, base: list[int], found: Read) -> tuple[Rows, list[str]]:
    """How the rows hang together, and the kind of each. Sums that fail, or that nothing proves, are findings."""
    said = [kind_said(line) for line in lines]
    labelled = frozenset(number for number, kind in enumerate(said) if kind != "leaf")
    totals = frozenset(number for number, kind in enumerate(said) if kind == "total")
    given = None if terms.stated is None else terms.stated / factor(unit)
    rows, parts = _hang(lines, labelled, totals, given, base)
    for number in rows.failed:
        line = lines[number]
        message = f"{said_of(line)} is not the sum of the rows that it stands for"
        others = [n for n in rows.leaves() if n not in labelled]
        expected = add(lines[n].values[column] for n in others for column in base)
        actual = add(line.values[column] for column in base)
        found.findings.append(Finding("distribution-sum", "error", (line.row.at,), message, str(expected), str(actual)))
    if not rows.sure:
        message = (
            "rows may be sums of the rows below them; no total of the table or the text decides, none is taken for one"
        )
        found.findings.append(Finding("distribution-rows", "warning", (lines[0].row.at,), message))
    kinds = []
    for number, kind in enumerate(said):
        if number in rows.children and kind == "leaf":
            kind = "subtotal"  # noqa: PLW2901 - what arithmetic shows goes before what the row says
        kinds.append("of-which" if number in parts else kind)
    # A sum that fails holds no money of its own: its parts do.
    if rows.failed:
        rows.roots = tuple(number for number in rows.roots if number not in rows.failed)
    return rows, kinds


def place_under(lines: list[Line], rows: Rows, kinds: list[str]) -> None:
    """Names for each row the sum that it stands under: a county's city, or the body whose projects follow it.

    Where one column names bodies and projects, a sum that ends as bodies do is the recipient of the rows below.
    """
    totals = vocabulary.load("notices")["totals"]
    ends = tuple(vocabulary.load("notices")["bodies"]["ends"])
    for above, below in rows.children.items():
        line = lines[above]
        name = line.recipient or line.project
        if name is None or kinds[above] != "subtotal":
            continue
        if kind_said(line) != "leaf":  # 澜江市小计; but not 市本级及所辖区小计
            name = next((name.removesuffix(word) for word in totals["subtotal"] if name.endswith(word)), "")
            if not name or any(word in name for word in totals["own"]):
                continue
        body = line.recipient is None and kind_said(line) == "leaf" and name.endswith(ends)
        if body:
            line.recipient, line.project = name, None
        for number in below:
            under = lines[number]
            if body and under.recipient is None:
                under.recipient = name
            elif under.within is None and under.recipient != name:
                under.within = name


def _hang(
    lines: list[Line], labelled: frozenset[int], totals: frozenset[int], given: Decimal | None, base: list[int]
) -> tuple[Rows, frozenset[int]]:
    """How the rows hang together, and those that are only a part of the row above them (其中：…).

    Under a total such rows may be what it adds up: they are parts only where the sums do not need them.
    """
    vectors = [line.values for line in lines]
    parts = frozenset(number for number, line in enumerate(lines) if line.part)
    ranks = [line.rank for line in lines]
    whole = hierarchy(vectors, labelled, totals, given, base, ranks)
    if not parts:
        return whole, parts
    kept = [number for number in range(len(lines)) if number not in parts]
    place = {number: index for index, number in enumerate(kept)}
    rows = hierarchy(
        [vectors[number] for number in kept],
        frozenset(place[number] for number in labelled - parts),
        frozenset(place[number] for number in totals - parts),
        given,
        base,
        [ranks[number] for number in kept],
    )
    if rows.failed and not whole.failed:
        return whole, frozenset()
    children = {kept[row]: tuple(kept[one] for one in below) for row, below in rows.children.items()}
    roots, failed = tuple(kept[row] for row in rows.roots), tuple(kept[row] for row in rows.failed)
    return Rows(children, roots, failed, rows.sure), parts
