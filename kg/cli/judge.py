"""identities: what was judged to be one thing."""

from __future__ import annotations

import click

from kg.cli.common import format_option, note, open_graph, put

#: The kinds that can be asked for alone (kg.judged has their labels; importing it here would make --help slow).
KINDS = ("policy", "organization", "project", "place")


@click.command()
@click.argument("name", metavar="[NAME-OR-ID]", required=False)
@click.option("--kind", type=click.Choice(KINDS), help="Only things of this kind.")
@click.option("--all", "everything", is_flag=True, help="Also what has one member and no word of a person on it.")
@format_option()
@click.pass_context
def identities(ctx: click.Context, name: str | None, kind: str | None, everything: bool, form: str | None) -> None:
    """List what was judged to be one thing, and why.

    One row a mention of a policy document, or a printed name of an organization, a project or a place. A person
    overrides these judgements in identities.toml, and misread values in corrections.toml, both in the store's folder.
    Exit status 2: nothing is called NAME-OR-ID.

    In Python: Graph.identities(name).
    """
    rows = open_graph(ctx).identities(name, kind, everything=everything)
    put(rows.dicts(), rows.columns, form)
    if not rows and not everything:
        note("nothing has several members; --all lists what has one")
