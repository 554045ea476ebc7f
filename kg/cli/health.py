"""stats and verify: how large the store is, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from kg.cli.common import Progress, format_option, note, open_graph, put


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
