"""table and coverage: what was read, as rows."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.common import FORMS, format_option, note, open_graph, put

FILE_FORMS = ("jsonl", "csv", "parquet", "xlsx", "json")


@click.command()
@click.argument("name")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option(
    "-f", "--format", "form", type=click.Choice((*FORMS, "parquet", "xlsx")),
    help="How to write rows; parquet and xlsx need -o. [default: the file's ending; table on a terminal, else jsonl]",
)  # fmt: skip
@click.pass_context
def table(ctx: click.Context, name: str, output: Path | None, form: str | None) -> None:
    """Print or write a flat table.

    NAME is one of documents, lines, allocations, sheets, sheet_amounts, indicators, citations, policies, organizations,
    figures, findings, subjects, distributions. Money is exact text in yuan.

    In Python: Graph.table(name), and .to_dataframe() of that.
    """
    if output is not None and form is None:
        form = output.suffix.lower().removeprefix(".")
        if form not in FILE_FORMS:
            raise click.UsageError(f"{output}: an ending to write is one of {', '.join(FILE_FORMS)}", ctx)
    if output is None and form in ("parquet", "xlsx"):
        raise click.UsageError(f"{form} needs a file: add -o {name}.{form}", ctx)
    rows = open_graph(ctx).table(name)
    if output is None:
        put(rows.dicts(), rows.columns, form)
        return
    from kg.files import write_file  # noqa: PLC0415 - only files need it

    count = write_file(rows.dicts(), rows.columns, form or "table", output, name)
    note(f"{output}: {count} rows")


@click.command()
@click.argument("document", metavar="[DOC]", required=False)
@click.option("--unread", is_flag=True, help="With DOC: only the lines that were left unread.")
@format_option()
@click.pass_context
def coverage(ctx: click.Context, document: str | None, unread: bool, form: str | None) -> None:
    """Tell what of each document was read, and what was left unread.

    Every line that is not blank is read (facts cite it), furniture (a page header, a table of contents, boilerplate)
    or unread. With DOC (id, path or file name): where, as stretches of lines.

    In Python: Graph.coverage(document).
    """
    if unread and document is None:
        raise click.UsageError("--unread needs a document: kg coverage DOC --unread", ctx)
    rows = open_graph(ctx).coverage(document)
    put((row for row in rows.dicts() if not unread or row["reading"] == "unread"), rows.columns, form)
