"""sparql and cypher: any question, read-only."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import F, format_option, note, open_graph, put

if TYPE_CHECKING:
    from kg.rows import Rows


def _options(function: F) -> F:
    """What both commands take."""
    function = format_option(short=False)(function)
    function = click.argument("query", required=False)(function)
    function = click.option(
        "-f", "--file", type=click.Path(dir_okay=False, allow_dash=True), help="Read the query from this file."
    )(function)
    function = click.option("--limit", type=click.IntRange(min=1), help="The most rows. [default: all]")(function)
    return click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        default=60.0,
        show_default=True,
        help="Seconds after which the query is ended.",
    )(function)


def _text(ctx: click.Context, query: str | None, file: str | None) -> str:
    """The query: the argument, a file, or standard input (-)."""
    if (query is None) == (file is None):
        raise click.UsageError("give one query: as an argument, with -f FILE, or - for standard input", ctx)
    if query == "-" or file == "-":
        return sys.stdin.read()
    if file is None:
        assert query is not None
        return query
    try:
        return Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise click.UsageError(f"{file} is not UTF-8 text", ctx) from None


def _put(ctx: click.Context, rows: Rows, form: str | None) -> None:
    put(rows.dicts(), rows.columns, form)
    if rows.truncated:
        note("cut off by --limit; there is more")
        ctx.exit(1)


@click.command()
@_options
@click.pass_context
def sparql(
    ctx: click.Context, *, query: str | None, file: str | None, timeout: float, limit: int | None, form: str | None
) -> None:
    """Ask the RDF graph a SPARQL query, read-only.

    The prefixes fkg, rdfs, skos, org, dct and xsd are declared. ASK gives {"boolean": true}, CONSTRUCT Turtle.
    Exit status 1: cut short by --timeout or --limit.

    In Python: Graph.sparql(query).
    """
    answer: Any = open_graph(ctx).sparql(_text(ctx, query, file), timeout=timeout, limit=limit)
    if isinstance(answer, bool):
        click.echo(json.dumps({"boolean": answer}))
    elif isinstance(answer, str):
        sys.stdout.write(answer)
    else:
        _put(ctx, answer, form)


@click.command()
@_options
@click.option("--param", "-p", multiple=True, metavar="NAME=VALUE", help="Fill $NAME; may be given several times.")
@click.pass_context
def cypher(
    ctx: click.Context,
    *,
    query: str | None,
    file: str | None,
    timeout: float,
    limit: int | None,
    form: str | None,
    param: tuple[str, ...],
) -> None:
    """Ask the property graph a Cypher query, read-only.

    Amounts stand in amountYuan (exact text) and amountFen (whole numbers, to add up). Exit status 1: cut short by
    --timeout or --limit.

    In Python: Graph.cypher(query, name=value).
    """
    text = _text(ctx, query, file)
    _put(ctx, open_graph(ctx).cypher(text, timeout=timeout, limit=limit, **_parameters(ctx, param)), form)


def _parameters(ctx: click.Context, pairs: tuple[str, ...]) -> dict[str, str | int]:
    found: dict[str, str | int] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.isidentifier():
            raise click.UsageError(f"--param {pair}: write NAME=VALUE", ctx)
        # A year or a line is a number; an id or a code with a leading zero is not.
        whole = value.isascii() and value.isdigit() and (value == "0" or not value.startswith("0"))
        found[name] = int(value) if whole else value
    return found
