"""Where each statement stands, in the terms of Web Annotation, PROV-O and DCAT: files, and passages in them.

A passage is the file's IRI with the fragment that the statement carries (RFC 5147, RFC 8118).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.mapping import quote
from kg.statements import Node
from ontology.schema import RDF

OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
_LINES, _PAGES = "http://www.rfc-editor.org/rfc/rfc5147", "http://www.rfc-editor.org/rfc/rfc8118"


def passages(nodes: Iterable[Node], base: str) -> Iterator[str]:
    """The lines of N-Triples that quote each of these statements from its passage; each passage is told once."""
    seen: set[str] = set()
    for node in nodes:
        source, document = node.properties.get("source"), node.properties.get("document")
        if not source or not document:
            continue
        passage = f"<{base}{document}{source}>"
        yield f"<{base}{node.id}> <{PROV}wasQuotedFrom> {passage} .\n"
        if source in seen:
            continue
        seen.add(str(source))
        selector = f"<{base}{document}/selector/{str(source)[1:]}>"
        yield f"{passage} <{RDF}type> <{OA}SpecificResource> .\n"
        yield f"{passage} <{OA}hasSource> <{base}{document}> .\n"
        yield f"{passage} <{OA}hasSelector> {selector} .\n"
        yield f"{selector} <{RDF}type> <{OA}FragmentSelector> .\n"
        yield f"{selector} <{RDF}value> {quote(str(source)[1:])} .\n"
        yield f"{selector} <{DCT}conformsTo> <{_LINES if str(source).startswith('#line=') else _PAGES}> .\n"


def file_triples(document: str, disclosure: str, media_type: str, base: str) -> Iterator[str]:
    """The lines of N-Triples for one file of a disclosure."""
    file = f"<{base}{document}>"
    yield f"<{base}{disclosure}> <{DCAT}distribution> {file} .\n"
    yield f"{file} <{RDF}type> <{DCAT}Distribution> .\n"
    yield f"{file} <{DCT}identifier> {quote(document)} .\n"
    kind = media_type.split(";", maxsplit=1)[0].strip()
    yield f"{file} <{DCAT}mediaType> <https://www.iana.org/assignments/media-types/{kind}> .\n"
