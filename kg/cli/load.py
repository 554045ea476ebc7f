"""load, documents, remove: what the store holds."""

from __future__ import annotations

import json

import click

from kg.cli.common import Progress, chosen, format_option, note, open_graph, put

#: What a person wants to see of a document; the other columns are for programs.
MAIN_COLUMNS = ("document", "path", "publisher", "fiscal_year", "stage", "kind", "lines", "unread_lines")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(), metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print what was done with each file as JSON.")
@click.option("--reread", is_flag=True, help="Read kept originals again with this reader; without PATH, all.")
@click.pass_context
def load(ctx: click.Context, paths: tuple[str, ...], as_json: bool, reread: bool) -> None:
    """Read files, folders and archives into the store.

    One bad file never stops the others. The same bytes, wherever they lie, are unchanged; new bytes at a known path
    replace the old facts. What lies in an archive (ZIP, tar, tar.gz) has the path ARCHIVE!/PATH. Exit status 1: some
    files were rejected; 2: nothing could be loaded.

    In Python: Graph.load(paths).
    """
    if not paths and not reread:
        raise click.UsageError("nothing to load: name files, folders or archives", ctx)
    graph = open_graph(ctx, create=True)
    progress = Progress("read")
    try:
        report = graph.load(list(paths), reread=reread, progress=progress)
    except KeyboardInterrupt:
        progress.end()
        done = f"{progress.done} of {progress.total} files" if progress.total else "nothing"
        note(f"interrupted: {done} had been read and are kept; the same command goes on from there")
        ctx.exit(1)
    finally:
        progress.end()
    if as_json:
        found = {
            "loaded": [{"path": path, "document": document} for path, document in report.loaded],
            "unchanged": list(report.unchanged),
            "rejected": [{"path": path, "reason": reason} for path, reason in report.rejected],
        }
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        counts = (("loaded", report.loaded), ("unchanged", report.unchanged), ("rejected", report.rejected))
        note(", ".join(f"{len(files)} {word}" for word, files in counts if files) or "no files found")
    for path, reason in report.rejected:
        note(f"{path}: {reason}")
    good = len(report.loaded) + len(report.unchanged)
    ctx.exit(2 if not good else 1 if report.rejected else 0)


@click.command()
@format_option()
@click.pass_context
def documents(ctx: click.Context, form: str | None) -> None:
    """List what is loaded.

    The table shows the main columns; json, jsonl and csv have all of them.

    In Python: Graph.documents().
    """
    rows = open_graph(ctx).documents()
    put(rows.dicts(), MAIN_COLUMNS if chosen(form) == "table" else rows.columns, form)


@click.command()
@click.argument("document", metavar="DOC")
@click.pass_context
def remove(ctx: click.Context, document: str) -> None:
    """Take one document and only its facts out again.

    DOC is its id as `kg documents` prints it (or a unique beginning), its path, or its file name.

    In Python: Graph.remove(document).
    """
    note(f"removed {open_graph(ctx).remove(document)}")
