"""The graph for other programs: one module a family of formats. Each writes a file whole or not at all.

Nothing here asks an engine: what is written is what the documents' statements and the catalogue say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.statements import Node

if TYPE_CHECKING:
    from kg.store import Store

#: The formats, and what `kg export` says of each.
FORMATS = {
    "turtle": "RDF in Turtle",
    "ntriples": "RDF in N-Triples",
    "trig": "RDF in TriG, a named graph a disclosure",
    "nquads": "RDF in N-Quads, a named graph a disclosure",
    "rdfxml": "RDF/XML",
    "jsonld": "JSON-LD with a context",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Which nodes to write: all, or those within `depth` of `around`, of these labels, of these years.

    A year leaves out what bears another fiscal year; things that bear none stay.
    """

    around: str | None = None
    depth: int = 2
    types: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()

    def keeper(self, store: Store) -> Callable[[Node], bool] | None:
        """What tells whether a node is written; None where all are."""
        if self == Part():
            return None
        from kg.convert import neighbourhood  # noqa: PLC0415 - only parts need it

        inside = None if self.around is None else neighbourhood(store, self.around, self.depth)

        def keeps(node: Node) -> bool:
            year = node.properties.get("fiscalYear")
            return (
                (inside is None or node.id in inside)
                and (not self.types or node.label in self.types)
                and (not self.years or year is None or year in self.years)
            )

        return keeps


WHOLE = Part()


def write(store: Store, form: str, path: Path, *, plain: bool = False, part: Part = WHOLE) -> int:
    """Write the graph of a store to a file ("-": standard output); returns how many statements (triples) it holds.

    `plain` leaves out what is added for Data Cube, Web Annotation and DCAT, and writes what the engines hold. Raises
    KgError where there is no such format, and OSError.
    """
    if form not in FORMATS:
        raise KgError(f"there is no format {form}", f"the formats are {', '.join(FORMATS)}")
    from kg.exports.rdf import write_rdf  # noqa: PLC0415 - only this needs it

    return write_rdf(store, form, path, plain=plain, keeps=part.keeper(store))
