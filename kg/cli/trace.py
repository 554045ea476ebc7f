"""trace: the main question."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import click

from kg.cli.common import chosen, format_option, note, open_graph, put, room

if TYPE_CHECKING:
    from kg.trace.result import Trace


@click.command()
@click.argument("number", metavar="NUMBER-OR-TITLE")
@click.option("--issuer", help="Whose document it is, where several bear the number.")
@click.option("--place", help="Where it was issued or cited, where several bear the number.")
@format_option()
@click.pass_context
def trace(ctx: click.Context, number: str, issuer: str | None, place: str | None, form: str | None) -> None:
    """Follow a policy document to every project it funds or founds.

    NUMBER-OR-TITLE is a number in any brackets and width (晋财行[2023]142号), a title or a part that only one has, or
    an id.
    --format json prints the whole answer as one object; jsonl and csv one row a project, year, stage and timing.
    Exit status 2: nobody cites it (the nearest numbers are named), or several documents answer (they are listed).

    In Python: Graph.trace(number).
    """
    found = open_graph(ctx).trace(number, issuer, place)
    form = chosen(form)
    if form == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
        if found.policy is None:
            note(_why(found))
    elif found.policy is None:
        note(_why(found))
    elif form == "table":
        from kg.trace.text import describe  # noqa: PLC0415

        click.echo(describe(found, room() or shutil.get_terminal_size((140, 24)).columns))
    else:
        from kg.trace.result import ENTRY_COLUMNS  # noqa: PLC0415

        put(found.to_dict()["projects"], ENTRY_COLUMNS, form)
    ctx.exit(found.exit_code)


def _why(found: Trace) -> str:
    from kg.trace.text import unresolved  # noqa: PLC0415

    return unresolved(found)
