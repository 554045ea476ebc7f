"""ask, path: the named questions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import chosen, format_option, note, open_graph, put, put_answer
from kg.cli.query import engine_options

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from kg.rows import Rows

COLUMNS = ("name", "title", "title_zh", "parameters")
#: How many names of things are offered in the shell.
OFFERED = 30


def _offer_questions(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The names of questions that begin so."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only completion needs it

    import queries  # noqa: PLC0415

    return [
        CompletionItem(name, help=entry.title) for name, entry in queries.questions().items() if name.startswith(begun)
    ]


def _offer_parameters(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The parameters of the question, and after the equals sign the things that hold what was begun."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only completion needs it

    import queries  # noqa: PLC0415

    asked = queries.questions().get(ctx.params.get("name") or "")
    if asked is None:
        return []
    name, equals, value = begun.partition("=")
    if not equals:
        return [
            CompletionItem(f"{entry.name}=", help=entry.description)
            for entry in asked.parameters
            if entry.name.startswith(begun)
        ]
    entry = asked.parameter(name)
    if entry is None:
        return []
    return [CompletionItem(f"{name}={found}") for found in _values(ctx, entry.type, value)]


def _values(ctx: click.Context, kind: str, begun: str) -> list[str]:
    """Names of things of a kind that hold what was begun; none where there is no store."""
    from kg.asking.names import LABELS  # noqa: PLC0415 - only completion needs it
    from kg.asking.parameters import stages  # noqa: PLC0415
    from kg.errors import KgError  # noqa: PLC0415
    from kg.graph import Graph  # noqa: PLC0415

    if kind == "stage":
        return [stage for stage in stages() if stage.startswith(begun)]
    try:
        with Graph.open(ctx.find_root().params.get("store") or "kg-store") as graph:
            if kind == "document":
                names = [row["path"].rpartition("/")[2] for row in graph.documents().dicts()]
                return [name for name in names if begun in name][:OFFERED]
            if kind == "year":
                years = {str(row["fiscal_year"]) for row in graph.documents().dicts()}
                return sorted(year for year in years if year.startswith(begun))
            hits = graph.search(begun, limit=500) if begun else []
            found = [hit.name for hit in hits if hit.label in LABELS.get(kind, ()) and hit.name]
            return list(dict.fromkeys(found))[:OFFERED]
    except KgError:
        return []


def _said(ctx: click.Context, pairs: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.UsageError(f"{pair}: write NAME=VALUE", ctx)
        if name in found:
            raise click.UsageError(f"{name} is given twice", ctx)
        found[name] = value
    return found


def _list(form: str | None) -> None:
    """The questions with their parameters."""
    from kg.asking.pages import described  # noqa: PLC0415 - after --help

    form = chosen(form)
    entries = described()
    if form in ("json", "jsonl"):
        if form == "json":
            click.echo(json.dumps(entries, ensure_ascii=False, indent=1))
        for entry in entries if form == "jsonl" else ():
            click.echo(json.dumps(entry, ensure_ascii=False))
        return
    put((_short(entry) for entry in entries), COLUMNS, form)


def _short(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A question in a row: what may be left out stands in brackets."""
    takes = [p["name"] if p["required"] else f"[{p['name']}]" for p in entry["parameters"]]
    return {"name": entry["name"], "title": entry["title"], "title_zh": entry["title_zh"], "parameters": takes}


@click.command()
@click.argument("name", required=False, shell_complete=_offer_questions)
@click.argument("parameters", metavar="[KEY=VALUE ...]", nargs=-1, shell_complete=_offer_parameters)
@click.option("--explain", is_flag=True, help="Print what the question takes and gives, and its texts; ask nothing.")
@engine_options
@format_option()
@click.pass_context
def ask(
    ctx: click.Context,
    *,
    name: str | None,
    parameters: tuple[str, ...],
    explain: bool,
    engine: str | None,
    timeout: float,
    limit: int | None,
    form: str | None,
) -> None:
    """Ask a named question; bare, list them.

    Departments, subjects, projects, funds and documents are named as people write them, policy documents by their
    number in any brackets: kg ask department-years department=望溪县民政局. Every engine gives the same rows in the
    same order. Exit status 1: cut short by --timeout or --limit.

    In Python: Graph.ask(name, department="…").
    """
    if name is None:
        _list(form)
        return
    from kg.asking import question  # noqa: PLC0415 - after arguments are known to be right

    asked = question(name)
    if explain:
        from kg.asking.pages import page  # noqa: PLC0415

        click.echo(page(asked))
        return
    put_answer(ctx, _rows(ctx, name, _said(ctx, parameters), engine, timeout, limit), form)


@click.command()
@click.argument("start", metavar="A")
@click.argument("end", metavar="B")
@click.option("--steps", type=click.IntRange(min=1, max=8), default=6, show_default=True, help="The most steps.")
@engine_options
@format_option()
@click.pass_context
def path(
    ctx: click.Context,
    *,
    start: str,
    end: str,
    steps: int,
    engine: str | None,
    timeout: float,
    limit: int | None,
    form: str | None,
) -> None:
    """Connect two things: a shortest path between them.

    A and B are ids, exact names or titles, or numbers in any brackets. Exit status 2: no path.

    In Python: Graph.ask("path", start="…", end="…").
    """
    said = {"start": start, "end": end, "steps": str(steps)}
    rows = _rows(ctx, "path", said, engine, timeout, limit)
    if not rows:
        note(f"no path of {steps} steps or fewer")
        ctx.exit(2)
    put_answer(ctx, rows, form)


def _rows(
    ctx: click.Context, name: str, said: dict[str, str], engine: str | None, timeout: float, limit: int | None
) -> Rows:
    """The answer of the engine that was asked for; a server answers without a store."""
    from kg.servers import is_address  # noqa: PLC0415

    engine = engine or "ladybug"
    if is_address(engine):
        from kg.disk import Layout  # noqa: PLC0415

        if not Layout(Path(ctx.find_root().obj)).settings.exists():
            return _of_server(name, said, engine, timeout, limit)
    return open_graph(ctx).ask(name, engine=engine, timeout=timeout, limit=limit, **said)


def _of_server(name: str, said: dict[str, str], engine: str, timeout: float, limit: int | None) -> Rows:
    from kg.asking import ask as answer  # noqa: PLC0415
    from kg.asking.engines import engine_of  # noqa: PLC0415
    from kg.asking.names import EngineNames  # noqa: PLC0415

    with engine_of(engine, None) as asked:
        return answer(name, said, asked, EngineNames(asked, timeout), timeout=timeout, limit=limit)
