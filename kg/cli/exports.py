"""export: the graph, or a part of it, as a file or folder for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.common import note, open_graph
from kg.exports import FORMATS

_LONGEST = max(map(len, FORMATS))
#: One line a format, as it stands.
_LIST = "\n".join(["\b", "Formats:", *(f"  {name:{_LONGEST}}  {said}" for name, said in FORMATS.items())])


@click.command(epilog=_LIST)
@click.argument("form", metavar="FORMAT")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--plain", is_flag=True, help="RDF: only what the engines hold, no data cubes, passages or files.")
@click.option("--around", metavar="ID-OR-NAME", help="Only what lies around this thing …")
@click.option("--depth", type=click.IntRange(min=0), default=2, show_default=True, help="… within so many steps.")
@click.option("--type", "types", multiple=True, metavar="LABEL", help="Only nodes of this label; may be repeated.")
@click.option("--year", "years", multiple=True, type=int, help="Leave out what is of other years; may be repeated.")
@click.pass_context
def export(
    ctx: click.Context,
    form: str,
    file: Path,
    plain: bool,
    around: str | None,
    depth: int,
    types: tuple[str, ...],
    years: tuple[int, ...],
) -> None:
    """Write the graph as a file for other programs.

    FORMAT is one of those below. csv, parquet and neo4j-admin are folders of files; of the others FILE may be - for
    standard output. Of a part, the relationships between its nodes are written.

    In trig and nquads what a document states lies in the graph of its disclosure. Beside the statements, RDF holds
    them as Data Cubes, the passage of each (Web Annotation) and the files (DCAT), unless --plain is given.

    In Python: Graph.export(format, file).
    """
    from ontology.schema import schema  # noqa: PLC0415 - after --help

    if form not in FORMATS:
        raise click.UsageError(f"there is no format {form}: the formats are {', '.join(FORMATS)}", ctx)
    if unknown := sorted(set(types) - set(schema().labels)):
        raise click.UsageError(f"there is no label {unknown[0]}: the labels are {', '.join(schema().labels)}", ctx)
    written = open_graph(ctx).export(form, file, plain=plain, around=around, depth=depth, types=types, years=years)
    note(f"{'standard output' if str(file) == '-' else file}: {written}")
