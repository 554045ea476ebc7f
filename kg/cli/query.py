"""sparql and cypher: any question, read-only."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from kg.cli.common import F, format_option, open_graph, put_answer


def engine_options(function: F) -> F:
    """Which engine is asked, for how long, and for how many rows."""
    function = click.option(
        "--engine", metavar="NAME-OR-URL", help="ladybug, oxigraph, or a server's address that kg push has filled."
    )(function)
    function = click.option("--limit", type=click.IntRange(min=1), help="The most rows. [default: all]")(function)
    return click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        default=60.0,
        show_default=True,
        help="Seconds after which the query is ended.",
    )(function)


def _options(function: F) -> F:
    """What both commands take."""
    function = format_option(short=False)(function)
    function = click.argument("query", required=False)(function)
    function = click.option(
        "-f", "--file", type=click.Path(dir_okay=False, allow_dash=True), help="Read the query from this file."
    )(function)
    return engine_options(function)


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


@click.command()
@_options
@click.pass_context
def sparql(
    ctx: click.Context,
    *,
    query: str | None,
    file: str | None,
    engine: str | None,
    timeout: float,
    limit: int | None,
    form: str | None,
) -> None:
    """Ask the RDF graph a SPARQL query, read-only.

    The prefixes fkg, rdfs, skos, org, dct and xsd are declared. ASK gives {"boolean": true}, CONSTRUCT Turtle.
    Exit status 1: cut short by --timeout or --limit.

    In Python: Graph.sparql(query).
    """
    text = _text(ctx, query, file)
    if server := _address(ctx, engine, "oxigraph", "sparql"):
        answer: Any = _of_server(server, "sparql", text, {}, timeout, limit)
    else:
        answer = open_graph(ctx).sparql(text, timeout=timeout, limit=limit)
    if isinstance(answer, bool):
        click.echo(json.dumps({"boolean": answer}))
    elif isinstance(answer, str):
        sys.stdout.write(answer)
    else:
        put_answer(ctx, answer, form)


@click.command()
@_options
@click.option("--param", "-p", multiple=True, metavar="NAME=VALUE", help="Fill $NAME; may be given several times.")
@click.pass_context
def cypher(
    ctx: click.Context,
    *,
    query: str | None,
    file: str | None,
    engine: str | None,
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
    text, parameters = _text(ctx, query, file), _parameters(ctx, param)
    if server := _address(ctx, engine, "ladybug", "cypher"):
        put_answer(ctx, _of_server(server, "cypher", text, parameters, timeout, limit), form)
    else:
        put_answer(ctx, open_graph(ctx).cypher(text, timeout=timeout, limit=limit, **parameters), form)


def _address(ctx: click.Context, engine: str | None, own: str, language: str) -> str | None:
    """The address of the server to ask; None for the engine of the store that speaks the language."""
    from kg.asking.engines import EMBEDDED  # noqa: PLC0415 - after --help
    from kg.servers import is_address  # noqa: PLC0415

    if engine is None or engine == own:
        return None
    if is_address(engine):
        return engine
    if engine in EMBEDDED:
        raise click.UsageError(f"{engine} does not speak {language}: {own} does", ctx)
    raise click.UsageError(f"there is no engine {engine}: it is {own} or the address of a server", ctx)


def _of_server(
    address: str, language: str, text: str, parameters: dict[str, str | int], timeout: float, limit: int | None
) -> Any:
    """What a server answers to a query in its language."""
    from kg.errors import KgError  # noqa: PLC0415 - after --help
    from kg.rows import Rows  # noqa: PLC0415
    from kg.servers import connect  # noqa: PLC0415

    with connect(address) as server:
        if server.language != language:
            raise KgError(f"{address} speaks {server.language}", f"ask it with kg {server.language}")
        answer = (
            server.ask(text, parameters, timeout=timeout, limit=limit)
            if server.language == "cypher"
            else server.ask(text, timeout=timeout, limit=limit)
        )
    return Rows.of_answer(answer)


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
