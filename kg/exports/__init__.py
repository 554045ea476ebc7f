"""The graph for other programs: one module a format, each with a `write(source, path)` that is told what to write.

Files and folders appear whole or not at all. Nothing here asks an engine: what is written is what the documents'
statements and the catalogue say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import KgError, UnknownNodeError

if TYPE_CHECKING:
    from kg.answers import GraphNode
    from kg.exports.source import Written
    from kg.exports.years import Years
    from kg.statements import Node
    from kg.store import Store

#: The formats, and what `kg export` says of each.
FORMATS = {
    "graphml": "GraphML, for yEd, Cytoscape, igraph, networkx",
    "gexf": "GEXF for Gephi, with years as time",
    "cytoscape": "JSON for Cytoscape.js and Cytoscape",
    "dot": "DOT for Graphviz",
    "svg": "a picture, of a part of the graph",
    "csv": "a folder of CSV files, a file a label and one of all edges",
    "parquet": "a folder of Parquet files, with exact types",
    "neo4j-admin": "a folder for neo4j-admin database import full",
    "turtle": "RDF in Turtle",
    "ntriples": "RDF in N-Triples",
    "trig": "RDF in TriG, a named graph a disclosure",
    "nquads": "RDF in N-Quads, a named graph a disclosure",
    "rdfxml": "RDF/XML",
    "jsonld": "JSON-LD with a context",
}
#: Where the formats of property graphs are written; the others are RDF.
_MODULES = {
    "graphml": "kg.exports.graphml",
    "gexf": "kg.exports.gexf",
    "cytoscape": "kg.exports.cytoscape",
    "dot": "kg.exports.dot",
    "svg": "kg.exports.svg",
    "csv": "kg.exports.csv",
    "parquet": "kg.exports.parquet",
    "neo4j-admin": "kg.exports.neo4j_admin",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Which nodes to write: all, or those within `depth` of `around`, of these labels, of these years.

    A year leaves out what bears another fiscal year, and what only statements of other years lead to; things that
    belong to no year stay.
    """

    around: str | None = None
    depth: int = 2
    types: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()

    def keeper(self, store: Store) -> Callable[[Node | GraphNode], bool] | None:
        """What tells whether a node is written; None where all are. Raises UnknownNodeError."""
        if self == Part():
            return None
        from kg.convert import neighbourhood  # noqa: PLC0415 - only parts need it
        from kg.exports.years import Years  # noqa: PLC0415

        if self.around is not None and self.around not in store.find(self.around):
            raise UnknownNodeError(f"nothing has the id {self.around}", "kg search finds ids by name or number")
        inside = None if self.around is None else neighbourhood(store, self.around, self.depth)
        known = Years(store) if self.years else None

        def keeps(node: Node | GraphNode) -> bool:
            return (
                (inside is None or node.id in inside)
                and (not self.types or node.label in self.types)
                and (known is None or self._of_years(node, known))
            )

        return keeps

    def _of_years(self, node: Node | GraphNode, known: Years) -> bool:
        """Whether a node is of the years: its own fiscal year decides where it bears one."""
        year = node.properties.get("fiscalYear")
        found = known.of(node.id, node.properties) if year is None else {year}
        return not found or not self.years.isdisjoint(found)


WHOLE = Part()


def write(store: Store, form: str, path: Path, *, plain: bool = False, part: Part = WHOLE) -> Written:
    """Write the graph of a store to a file ("-": standard output) or folder; returns how much it holds.

    RDF holds also what is meant for Data Cube, Web Annotation and DCAT; `plain` leaves this out, and writes what the
    engines hold. Raises KgError where there is no such format or nothing to write, and OSError.
    """
    if form not in FORMATS:
        raise KgError(f"there is no format {form}", f"the formats are {', '.join(FORMATS)}")
    from kg.exports.source import Source, Written  # noqa: PLC0415 - brings the ontology with it

    if form in _MODULES:
        module: Any = import_module(_MODULES[form])
        written: Written = module.write(Source(store, part), path)
        return written
    from kg.exports.rdf import write_rdf  # noqa: PLC0415 - only this needs it

    return Written(statements=write_rdf(store, form, path, plain=plain, keeps=part.keeper(store)))
