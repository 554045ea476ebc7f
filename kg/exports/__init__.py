"""The graph for other programs: one module a family of formats. Each writes a file whole or not at all.

Nothing here asks an engine: what is written is what the documents' statements and the catalogue say.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError

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


def write(store: Store, form: str, path: Path, *, plain: bool = False) -> int:
    """Write the graph of a store to a file; returns how many statements (triples) it holds.

    `plain` leaves out what is added for Data Cube, Web Annotation and DCAT, and writes what the engines hold. Raises
    KgError where there is no such format, and OSError.
    """
    if form not in FORMATS:
        raise KgError(f"there is no format {form}", f"the formats are {', '.join(FORMATS)}")
    from kg.exports.rdf import write_rdf  # noqa: PLC0415 - only this needs it

    return write_rdf(store, form, path, plain=plain)
