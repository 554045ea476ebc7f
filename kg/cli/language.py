"""ontology: the language of the graph, offline."""

from __future__ import annotations

import click

from kg.cli.common import chosen, format_option, put, room


@click.command()
@click.argument("term", nargs=-1)
@format_option()
def ontology(term: tuple[str, ...], form: str | None) -> None:
    """Explain a class, property, relationship, code, prefix of numbers or place.

    TERM is written as you like: BudgetLine, budget line, 预算数; hasFund, HAS_FUND, fkg:hasFund; a code or a list of
    codes (carryover, timing); a subject code or its name (310, function/2010101); the prefix of a document number, or
    the number (晋财行); a place or its code (屯留区). Every meaning is shown. Without TERM: all classes, and how to go
    on; in json, jsonl and csv all terms of the ontology. Needs no store.
    Exit status 2: nothing is called TERM; the nearest terms are named.

    In Python: Graph.ontology(term).
    """
    from kg import language  # noqa: PLC0415 - after --help

    form = chosen(form)
    if not term and form == "table":
        from kg.language_text import overview  # noqa: PLC0415

        classes = [entry for entry in language.vocabulary() if entry.kind == "class"]
        click.echo(overview(classes, language.counts(), room() or 120))
        return
    entries = language.look_up(" ".join(term)) if term else language.vocabulary()
    if form == "table":
        from kg.language_text import describe  # noqa: PLC0415

        click.echo(describe(entries, room() or 120))
    else:
        put((entry.to_dict() for entry in entries), language.COLUMNS, form)
