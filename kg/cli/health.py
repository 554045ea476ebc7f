"""stats, verify and check: how large the store is, whether it is whole, and what does not fit in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from kg.cli.common import Progress, chosen, format_option, note, open_graph, put


@click.command()
@format_option()
@click.pass_context
def stats(ctx: click.Context, form: str | None) -> None:
    """Count documents, nodes, relationships and bytes.

    In Python: Graph.stats().
    """
    put(_counted(open_graph(ctx).stats()), ("what", "name", "count"), form)


def _counted(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Counts as rows: a plain number is a row, a group of them a row each."""
    for what, value in found.items():
        if isinstance(value, dict):
            for name, count in value.items():
                yield {"what": what, "name": name, "count": count}
        else:
            yield {"what": what, "name": None, "count": value}


@click.command()
@format_option()
@click.pass_context
def verify(ctx: click.Context, form: str | None) -> None:
    """Prove that the store is whole and its engines agree.

    Exit status 1: a check does not hold.

    In Python: Graph.verify().
    """
    progress = Progress("verify")
    try:
        report = open_graph(ctx).verify(progress)
    finally:
        progress.end()
    rows = ({"check": name, "ok": holds, "detail": detail} for name, holds, detail in report.checks)
    put(rows, ("check", "ok", "detail"), form)
    if not report.ok:
        note("a check does not hold; documents are the truth: kg load --reread PATH rebuilds what derives from them")
        ctx.exit(1)


#: What a person wants to see of a finding; the other columns are for programs.
MAIN_COLUMNS = ("severity", "rule", "document", "lines", "message")


@click.command()
@click.option(
    "--fail-on",
    type=click.Choice(["note", "warning", "error"]),
    help="Exit status 1 where there is a finding of this severity or a worse one.",
)
@click.option("--rule", "rules", multiple=True, help="Only findings of this rule; may be repeated.")
@format_option()
@click.pass_context
def check(ctx: click.Context, fail_on: str | None, rules: tuple[str, ...], form: str | None) -> None:
    """List the findings: what does not fit in the documents.

    Those of the reader (a number that cannot be placed, a total that is not its sum) and those of the shapes in
    ontology/shapes.ttl (a sheet whose parts do not add up, a name that is not its code's).

    In Python: Graph.check().
    """
    from kg.checks import COLUMNS, SEVERITIES  # noqa: PLC0415 - after --help

    progress = Progress("check")
    worst = -1

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal worst
        for row in open_graph(ctx).check(progress).dicts():
            if not rules or row["rule"] in rules:
                worst = max(worst, SEVERITIES.index(row["severity"]))
                yield row

    try:
        put(counted(), MAIN_COLUMNS if chosen(form) == "table" else COLUMNS, form)
    finally:
        progress.end()
    if fail_on is not None and worst >= SEVERITIES.index(fail_on):
        ctx.exit(1)
