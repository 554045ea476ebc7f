"""What commands share: opening the graph, choosing a form of output, writing rows, notes and progress."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.rows import Rows

FORMS = ("table", "json", "jsonl", "csv")
#: A table on a terminal stops after so many rows and says so; the other forms never stop.
PREVIEW = 1000

F = TypeVar("F", bound=Callable[..., Any])


def open_graph(ctx: click.Context, *, create: bool = False) -> Graph:
    """The graph of `--store`, closed when the command ends."""
    from kg.graph import Graph  # noqa: PLC0415 - after arguments are known to be right

    graph = Graph.open(ctx.find_root().obj, create=create)
    ctx.call_on_close(graph.close)
    # What a store has to mend or to build first is said the way everything else is.
    building = Progress("build")
    ctx.call_on_close(building.end)
    graph.store.note, graph.store.progress = note, building
    return graph


def format_option(*, short: bool = True) -> Callable[[F], F]:
    """`--format`: table on a terminal, jsonl when piped; `-f` where it is free."""
    names = ("-f", "--format") if short else ("--format",)
    return click.option(
        *names, "form", type=click.Choice(FORMS), help="How to print rows. [default: table on a terminal, else jsonl]"
    )


def on_terminal() -> bool:
    """Whether a person reads the output, and not a program."""
    return sys.stdout.isatty()


def chosen(form: str | None) -> str:
    """The form to write: the one asked for, or what suits where the output goes."""
    return form or ("table" if on_terminal() else "jsonl")


def room() -> int | None:
    """How wide a table may be: the terminal's width, or as wide as it needs where there is no terminal."""
    return shutil.get_terminal_size().columns if on_terminal() else None


def note(text: str) -> None:
    """Say something to the person at the command, beside the output."""
    click.echo(f"kg: {text}", err=True)


def put(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], form: str | None) -> int:
    """Write rows to standard output in the form asked for; returns how many."""
    from kg.render import peek, write_rows  # noqa: PLC0415

    form = chosen(form)
    # The first row is asked for before anything is written: what fails fails with an empty output.
    first, rows = peek(rows)
    if form != "table":
        return write_rows(rows, columns, form, sys.stdout)
    if first is None:
        note("nothing")
        return 0
    rows = iter(rows)
    count = write_rows(rows, columns, form, sys.stdout, columns_wide=room(), preview=PREVIEW)
    if count == PREVIEW and next(rows, None) is not None:
        note(f"only the first {PREVIEW} rows are shown; --format jsonl or csv gives all")
    return count


def put_answer(ctx: click.Context, rows: Rows, form: str | None) -> None:
    """Write the rows of an answer; where --limit cut them off, say so and end with status 1."""
    put(rows.dicts(), rows.columns, form)
    if rows.truncated:
        note("cut off by --limit; there is more")
        ctx.exit(1)


class Progress:
    """A progress bar on standard error: on a terminal, or a plain line now and then once a job takes over 2 seconds."""

    def __init__(self, verb: str) -> None:
        self.verb = verb
        self.done = 0
        self.total = 0
        self._start = self._said = time.monotonic()
        self._drawn = False
        self._live = sys.stderr.isatty()

    def __call__(self, done: int, total: int, name: str) -> None:
        """Take note that `done` of `total` are done, and draw it where that helps."""
        self.done, self.total = done, total
        now = time.monotonic()
        if self._live:
            if now - self._said < 0.1 and done < total:
                return
            self._said = now
            self._draw(done, total, name)
        elif now - self._start > 2 and (now - self._said > 10 or self._said == self._start):
            self._said = now
            note(f"{self.verb} {done} of {total}")

    def _draw(self, done: int, total: int, name: str) -> None:
        from kg.render import pad, width  # noqa: PLC0415

        columns = shutil.get_terminal_size().columns
        filled = round(24 * done / total) if total else 24
        line = f"{self.verb} {'█' * filled}{'░' * (24 - filled)} {done}/{total} "
        tail = ""
        for character in name:
            if width(line + tail + character) >= columns:
                break
            tail += character
        click.echo("\r" + pad(line + tail, columns - 1), nl=False, err=True)
        self._drawn = True

    def end(self) -> None:
        """Wipe the bar, so that what is said next starts on a line of its own."""
        if self._drawn:
            click.echo("\r" + " " * (shutil.get_terminal_size().columns - 1) + "\r", nl=False, err=True)
            self._drawn = False
