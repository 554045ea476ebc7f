"""search, show, source: one thing, and the passage on which it rests."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict

import click

from kg.cli.common import chosen, format_option, note, open_graph, put, room

HIT_COLUMNS = ("id", "label", "name", "detail")


@click.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="The most rows to print.")
@format_option()
@click.pass_context
def search(ctx: click.Context, text: str, limit: int, form: str | None) -> None:
    """Find things by a part of their name, number or title.

    Terms of one or two characters work too, and numbers in any brackets. Exit status 2: nothing was found.

    In Python: Graph.search(text).
    """
    # One more than asked for tells whether something is cut off.
    hits = open_graph(ctx).search(text, limit=limit + 1)
    put((asdict(hit) for hit in hits[:limit]), HIT_COLUMNS, form)
    if len(hits) > limit:
        note(f"only the first {limit} are shown; --limit gives more")
    elif not hits:
        note(f"nothing holds {text}; try a shorter part of the name")
    ctx.exit(2 if not hits else 1 if len(hits) > limit else 0)


@click.command()
@click.argument("name", metavar="ID-OR-NAME")
@click.option("--limit", type=click.IntRange(min=1), default=200, show_default=True, help="Relationships a direction.")
@format_option()
@click.pass_context
def show(ctx: click.Context, name: str, limit: int, form: str | None) -> None:
    """Show one thing with everything around it.

    ID-OR-NAME is an id, an exact name or title, or a number in any brackets. csv prints one row a relationship.

    In Python: Graph.show(name).
    """
    shown = open_graph(ctx).show(name, limit=limit)
    form = chosen(form)
    if form == "table":
        click.echo(shown.text(room() or 120))
    elif form == "csv":
        put(shown.rows(), ("id", "direction", "relationship", "other_id", "label", "name"), form)
    else:
        click.echo(json.dumps(shown.to_dict(), ensure_ascii=False, indent=1 if form == "json" else None))
    view = shown.view
    cut = view.out_total > len(view.out) or view.into_total > len(view.into)
    if cut:
        note(f"{len(view.out)} of {view.out_total} relationships out and {len(view.into)} of {view.into_total} in; "
             "--limit gives more")  # fmt: skip
    ctx.exit(1 if cut else 0)


@click.command()
@click.argument("name", metavar="ID")
@click.option("--context", type=click.IntRange(min=0), default=3, show_default=True, help="Lines before and after.")
@format_option()
@click.pass_context
def source(ctx: click.Context, name: str, context: int, form: str | None) -> None:
    """Show the original passage that states a row.

    ID is the id of a row of any flat table, or a line of a document as a trace prints it, DOCUMENT:12 (also as
    DOCUMENT#line=11,12). The names and telephone numbers of clerks are redacted.

    In Python: Graph.source(id).
    """
    found = open_graph(ctx).source(name, context=context)
    form = chosen(form)
    if form == "table":
        click.echo(found.text(room() or shutil.get_terminal_size((120, 24)).columns))
    elif form == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
    else:
        put(found.rows(), ("document", "page", "line", "marked", "text"), form)
