"""The report over documents: what loads, what balances, what is printed and was not read.

Knows both the referee that counts what is printed and the reader that is judged. Everything is read in this process;
a crash of the reader is a line of the report and ends nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pypdfium2 as pdfium

import loaders
from benchmarks.reading import printed, sums
from loaders.records import Disclosure, Passage, Reading

BALANCED, READ = Decimal("0.97"), Decimal("0.98")
"""What is asked of the reader: the share of coded tables that balance, of printed numbers that are read."""

_NUMBER = re.compile(r"[-−–－(（]?\d[\d,，]*(?:\.\d+)?[)）]?")
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Numbers:
    """One page: how many amounts its tables print and how many were read, and what stands on one side only."""

    page: int
    printed: int
    read: int
    unread: tuple[str, ...]
    unprinted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. `reason` is empty where it was loaded; `crashed` where the reader failed on it."""

    path: Path
    kind: str
    pages: int | None
    reason: str
    crashed: bool
    seconds: float
    disclosure: Disclosure | None
    printed_tables: tuple[printed.Table, ...]
    balances: tuple[sums.Balance, ...]
    numbers: tuple[Numbers, ...]

    @property
    def coded(self) -> int:
        """How many coded tables it prints."""
        return sum(table.coded for table in self.printed_tables)

    @property
    def unread(self) -> tuple[Passage, ...]:
        """The passages that were left unread."""
        passages = self.disclosure.passages if self.disclosure else ()
        return tuple(passage for passage in passages if passage.reading is Reading.UNREAD)


# looking at one file


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files of paths and folders, in order of their names, hidden ones left out."""
    for path in paths:
        if path.is_dir():
            yield from (item for item in sorted(path.rglob("*")) if item.is_file() and not item.name.startswith("."))
        else:
            yield path


def pages_of(data: bytes) -> list[printed.Page] | None:
    """What the bytes print, by page; None where they are neither a PDF nor text."""
    if data[:1024].lstrip().startswith(b"%PDF"):
        try:
            return list(printed.read_pdf(data))
        except pdfium.PdfiumError:
            return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return [printed.read_text(data.decode(encoding))]
        except UnicodeDecodeError:
            continue
    return None


def look(path: Path) -> Outcome:
    """One file read by the reader and counted by the referee."""
    data = path.read_bytes()
    pages = pages_of(data)
    disclosure, reason, crashed = None, "", False
    start = time.perf_counter()
    try:
        disclosure = loaders.read(data)
    except loaders.Rejected as fault:
        reason = fault.reason
    except Exception as fault:
        reason, crashed = f"{type(fault).__name__}: {fault}".splitlines()[0], True
    seconds = time.perf_counter() - start
    found = sums.tables(disclosure) if disclosure else []
    findings = disclosure.findings if disclosure else ()
    kind = "PDF" if data.startswith(b"%PDF") else "text" if pages else "other"
    return Outcome(
        path=path,
        kind=kind,
        pages=len(pages) if pages and kind == "PDF" else None,
        reason=reason,
        crashed=crashed,
        seconds=seconds,
        disclosure=disclosure,
        printed_tables=tuple(printed.tables(pages or ())),
        balances=tuple(sums.balance(table, findings) for table in found if table.coded),
        numbers=tuple(_compared(pages or [], disclosure)),
    )


def _compared(pages: list[printed.Page], disclosure: Disclosure | None) -> Iterator[Numbers]:
    amounts, others = read_numbers(disclosure) if disclosure else ({}, {})
    for page in pages:
        stands = page.amounts
        as_amount = amounts.get(page.number, Counter())
        left = stands - as_amount
        # What a record holds in words (a target, a figure) is read, too; once as an amount is enough.
        missing = left - others.get(page.number, Counter())
        extra = Counter({text: count for text, count in (as_amount - stands).items() if printed.is_amount(text)})
        if stands or extra:
            yield Numbers(
                page.number,
                stands.total(),
                stands.total() - missing.total(),
                tuple(sorted(missing.elements())),
                tuple(sorted(extra.elements())),
            )


def read_numbers(disclosure: Disclosure) -> tuple[dict[int, Counter[str]], dict[int, Counter[str]]]:
    """The numbers of a disclosure's records by page (1 for a text file): amounts, and those in words of records.

    A paragraph of prose is no record of a table: what stands in statements only does not count as read.
    """
    amounts: dict[int, Counter[str]] = {}
    others: dict[int, Counter[str]] = {}
    stated = [(line.at, line.amount_text) for line in disclosure.lines]
    stated += [(amount.at, amount.amount_text) for sheet in disclosure.sheets for amount in sheet.amounts]
    for at, text in stated:
        amounts.setdefault(at.page or 1, Counter())[printed.plain(text)] += 1
    texts = [(figure.at, figure.text) for figure in disclosure.figures]
    texts += [(row.at, text) for row in disclosure.indicators for text in (row.level3, row.target) if text]
    texts += [(at, text) for sheet in disclosure.sheets for _, text, at in sheet.texts]
    for at, text in texts:
        page = others.setdefault(at.page or 1, Counter())
        page.update(printed.plain(match[0]) for match in _NUMBER.finditer(text))
    return amounts, others


# totals


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures at the head of the report."""

    documents: int
    loaded: int
    rejected: int
    crashed: int
    with_coded: int
    with_coded_not_loaded: int
    coded_printed: int
    coded_read: int
    balanced: int  # in every sum, the total row's too
    levelled: int  # below the total row: classes, sections, items
    silent: int
    untested: int
    levels: dict[str, tuple[int, int]]
    printed: int
    read: int
    unprinted: int
    unread_passages: int
    seconds: float

    @property
    def verdicts(self) -> list[tuple[str, str, bool]]:
        """Each demand with its figure, and whether it is met."""
        tested = self.coded_read - self.untested
        balance, whole = _share(self.levelled, tested), _share(self.balanced, tested)
        read = _share(self.read, self.printed)
        return [
            (
                "every document that prints coded tables loads",
                f"{self.with_coded - self.with_coded_not_loaded} of {self.with_coded}",
                not self.with_coded_not_loaded,
            ),
            (
                f"at least {BALANCED:.0%} of the coded tables balance at class, section and item level",
                f"{self.levelled} of {tested}, {balance:.2%}; with their total rows {self.balanced}, {whole:.2%}",
                balance >= BALANCED,
            ),
            ("each one that does not carries a finding", f"{self.silent} without", not self.silent),
            (
                f"at least {READ:.0%} of the numbers printed in tables are read",
                f"{self.read:,} of {self.printed:,}, {read:.2%}",
                read >= READ,
            ),
        ]


def _share(part: int, whole: int) -> Decimal:
    return Decimal(part) / whole if whole else Decimal(1)


def totals(outcomes: list[Outcome]) -> Totals:
    """The figures over all documents. Numbers count in those that are loaded, or print coded tables and should be."""
    balances = [balance for outcome in outcomes for balance in outcome.balances]
    counted = [outcome for outcome in outcomes if outcome.disclosure is not None or outcome.coded]
    numbers = [page for outcome in counted for page in outcome.numbers]
    levels = {}
    for level in sums.LEVELS:
        tested = [held for balance in balances if (held := balance.holds(level)) is not None]
        levels[level] = (sum(tested), len(tested))
    return Totals(
        documents=len(outcomes),
        loaded=sum(outcome.disclosure is not None for outcome in outcomes),
        rejected=sum(bool(outcome.reason) and not outcome.crashed for outcome in outcomes),
        crashed=sum(outcome.crashed for outcome in outcomes),
        with_coded=sum(outcome.coded > 0 for outcome in outcomes),
        with_coded_not_loaded=sum(outcome.coded > 0 and outcome.disclosure is None for outcome in outcomes),
        coded_printed=sum(outcome.coded for outcome in outcomes),
        coded_read=len(balances),
        balanced=sum(not balance.failures for balance in balances if any(balance.tested.values())),
        levelled=sum(
            all(failure.level == "total" for failure in balance.failures)
            for balance in balances
            if any(balance.tested.values())
        ),
        silent=sum(not balance.found for balance in balances if balance.failures),
        untested=sum(not any(balance.tested.values()) for balance in balances),
        levels=levels,
        printed=sum(page.printed for page in numbers),
        read=sum(page.read for page in numbers),
        unprinted=sum(len(page.unprinted) for page in numbers),
        unread_passages=sum(len(outcome.unread) for outcome in outcomes),
        seconds=sum(outcome.seconds for outcome in outcomes),
    )


# writing


def markdown(outcomes: list[Outcome]) -> str:
    """The report."""
    figures = totals(outcomes)
    parts = [
        "# What was read\n",
        _head(figures),
        "## Documents\n",
        _documents(outcomes),
        "## Coded tables that do not balance\n",
        _unbalanced(outcomes),
        "## Coded tables printed and read, where their numbers differ\n",
        _counts(outcomes),
        "## Numbers printed in tables and not read\n",
        _numbers(outcomes, "unread"),
        "## Numbers read as amounts and not found printed in tables\n",
        _numbers(outcomes, "unprinted"),
        "## Unread passages\n",
        _passages(outcomes),
    ]
    return "\n".join(parts)


def _table(heads: list[str], rows: list[list[str]]) -> str:
    if not rows:
        return "None.\n"
    cleaned = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    lines = [" | ".join(heads), " | ".join("---" for _ in heads), *(" | ".join(row) for row in cleaned)]
    return "".join(f"| {line} |\n" for line in lines)


def _head(figures: Totals) -> str:
    verdicts = _table(["asked", "found", "met"], [[a, b, "yes" if met else "**no**"] for a, b, met in figures.verdicts])
    levels = ", ".join(f"{level} {held} of {tested}" for level, (held, tested) in figures.levels.items())
    facts = [
        f"{figures.documents} documents: {figures.loaded} loaded, {figures.rejected} rejected,"
        f" {figures.crashed} crashed; {figures.seconds:.1f} s of reading",
        f"coded tables: {figures.coded_printed} told by their titles on the pages, {figures.coded_read} read",
        f"tables that balance, by what is summed: {levels}; {figures.untested} print no row that sums others, and"
        " are not counted",
        f"{figures.unprinted:,} numbers were read as amounts and not found printed in tables",
        f"{figures.unread_passages:,} passages are unread",
    ]
    return verdicts + "\n" + "".join(f"- {fact}\n" for fact in facts)


def _documents(outcomes: list[Outcome]) -> str:
    rows = []
    for outcome in outcomes:
        numbers = outcome.numbers
        state = "loaded" if outcome.disclosure else f"{'crashed' if outcome.crashed else 'rejected'}: {outcome.reason}"
        rows.append(
            [
                outcome.path.name,
                outcome.kind,
                str(outcome.pages or ""),
                state,
                f"{outcome.disclosure.kind} {outcome.disclosure.fiscal_year}" if outcome.disclosure else "",
                f"{outcome.seconds:.2f}",
                f"{outcome.coded} / {len(outcome.balances)}",
                str(sum(not balance.failures for balance in outcome.balances)),
                f"{sum(page.printed for page in numbers)} / {sum(page.read for page in numbers)}",
                str(sum(len(page.unprinted) for page in numbers)),
                str(len(outcome.unread)),
            ]
        )
    heads = ["document", "format", "pages", "state", "is", "seconds", "coded tables printed / read", "balance"]
    return _table([*heads, "numbers printed / read", "read, not printed", "unread passages"], rows)


def _unbalanced(outcomes: list[Outcome]) -> str:
    rows = []
    for outcome in outcomes:
        for balance in outcome.balances:
            if balance.failures:
                first = balance.failures[0]
                what = f"{first.row.code} {first.row.item or ''}, column {first.column}"
                gap = f"{first.printed:,} printed, its parts {first.parts:,} 元"
                more = f"; and {len(balance.failures) - 1} more" if len(balance.failures) > 1 else ""
                found = "yes" if balance.found else "**no**"
                rows.append([outcome.path.name, balance.table.kind, balance.table.place, found, f"{what}: {gap}{more}"])
    return _table(["document", "table", "place", "finding", "first sum that fails"], rows)


def _counts(outcomes: list[Outcome]) -> str:
    rows = []
    for outcome in outcomes:
        if outcome.coded != len(outcome.balances):
            there = ", ".join(f"{t.title or 'untitled'} p. {t.page}" for t in outcome.printed_tables if t.coded)
            here = ", ".join(f"{balance.table.kind} {balance.table.place}" for balance in outcome.balances)
            rows.append([outcome.path.name, there, here])
    return _table(["document", "printed", "read"], rows)


def _numbers(outcomes: list[Outcome], side: str) -> str:
    rows = []
    for outcome in outcomes:
        if outcome.disclosure is None and not outcome.coded:
            continue
        for page in outcome.numbers:
            texts: tuple[str, ...] = getattr(page, side)
            if texts:
                more = f" … and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
                rows.append([outcome.path.name, str(page.page), str(len(texts)), ", ".join(texts[:_SHOWN]) + more])
    return _table(["document", "page", "how many", "numbers"], rows)


def _passages(outcomes: list[Outcome]) -> str:
    rows = []
    for outcome in outcomes:
        for (page, why), count in Counter((p.at.page or p.at.line or 0, p.why) for p in outcome.unread).items():
            rows.append([outcome.path.name, str(page), why, str(count)])
    return _table(["document", "page or line", "left unread as", "passages"], rows)


def as_json(outcomes: list[Outcome]) -> dict[str, object]:
    """The same for programs."""
    figures = totals(outcomes)
    named = {name: getattr(figures, name) for name in Totals.__slots__ if name != "verdicts"}
    return {
        "totals": named,
        "verdicts": [{"asked": a, "found": b, "met": met} for a, b, met in figures.verdicts],
        "documents": [_document(outcome) for outcome in outcomes],
    }


def _document(outcome: Outcome) -> dict[str, object]:
    return {
        "path": str(outcome.path),
        "sha256": hashlib.sha256(outcome.path.read_bytes()).hexdigest(),
        "format": outcome.kind,
        "pages": outcome.pages,
        "loaded": outcome.disclosure is not None,
        "crashed": outcome.crashed,
        "reason": outcome.reason or None,
        "seconds": round(outcome.seconds, 3),
        "printed_tables": [
            {"title": t.title, "page": t.page, "pages": t.pages, "amounts": t.amounts, "codes": t.codes}
            for t in outcome.printed_tables
        ],
        "tables": [
            {
                "kind": balance.table.kind,
                "place": balance.table.place,
                "tested": balance.tested,
                "finding": balance.found if balance.failures else None,
                "failures": [
                    {
                        "level": failure.level,
                        "code": failure.row.code or None,
                        "item": failure.row.item,
                        "column": failure.column,
                        "place": failure.row.at.fragment,
                        "printed": str(failure.printed),
                        "parts": str(failure.parts),
                    }
                    for failure in balance.failures
                ],
            }
            for balance in outcome.balances
        ],
        "numbers": [
            {
                "page": page.page,
                "printed": page.printed,
                "read": page.read,
                "unread": page.unread,
                "unprinted": page.unprinted,
            }
            for page in outcome.numbers
        ],
        "unread": [{"place": passage.at.fragment, "why": passage.why} for passage in outcome.unread],
    }


def main(arguments: list[str] | None = None) -> None:
    """Reads the documents named, writes the report, says what was met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description="A report over documents.")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files and folders")
    parser.add_argument("-o", "--output", type=Path, default=Path("report.md"), help="the report (report.md)")
    parser.add_argument("--json", type=Path, help="the same for programs")
    args = parser.parse_args(arguments)
    absent = next((path for path in args.paths if not path.exists()), None)
    if absent is not None:
        parser.error(f"{absent} does not exist")
    outcomes = []
    for path in files(args.paths):
        outcomes.append(look(path))
        print(f"{outcomes[-1].seconds:6.2f} s  {path.name}  {outcomes[-1].reason}", file=sys.stderr)
    if not outcomes:
        parser.error("no files there")
    args.output.parent.mkdir(parents=True, exist_ok=True)
    args.output.write_text(markdown(outcomes), encoding="utf-8")
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(as_json(outcomes), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for asked, found, met in totals(outcomes).verdicts:
        print(f"{'met    ' if met else 'NOT MET'}  {asked}: {found}")
