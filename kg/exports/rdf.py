"""RDF files: Turtle, N-Triples, TriG, N-Quads, RDF/XML, JSON-LD. The same statements in each.

Statements come in a fixed order (shared things by id, then document by document), whatever the order of loading. In
formats with named graphs, what a document states lies in the graph of its disclosure, what documents share in the
default graph, and what is inferred in the graph fkg:inferred. In the others all lies in one: an inference is a node
with two ends and never a triple between them, so it changes nothing that is stated.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Set
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.exports.cube import CODES, CUBE, QB, Cube, knowledge
from kg.exports.evidence import DCAT, DCT, OA, PROV, file_triples, passages
from kg.mapping import INFERENCE, INFERRED, statement_triples
from kg.nodes import resolved, shared_statements
from kg.statements import Node
from ontology.schema import NAMESPACE, RDF, RDFS, SKOS, XSD, schema

if TYPE_CHECKING:
    from kg.store import Store

#: Prefixes of what is written. Instances have none: their ids hold slashes.
PREFIXES = {
    "codes": CODES,
    "cube": CUBE,
    "dcat": DCAT,
    "dct": DCT,
    "fkg": NAMESPACE,
    "oa": OA,
    "org": "http://www.w3.org/ns/org#",
    "prov": PROV,
    "qb": QB,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "xkos": "http://rdf-vocabulary.ddialliance.org/xkos#",
    "xsd": XSD,
}
_OX = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_GRAPHS = ("trig", "nquads")


Keeps = Callable[[Node], bool]


def _lines(nodes: Iterable[Node], base: str, kept: Set[str] | None) -> Iterator[str]:
    """The lines of nodes with their relationships, of a part those that stay inside it."""
    for node in nodes:
        yield from statement_triples(node, base, None if kept is None else lambda link: link[1] in kept)


def _kept(store: Store, keeps: Keeps) -> set[str]:
    """The ids of the nodes of a part."""
    found = {node.id for node in shared_statements(store) if keeps(node)}
    for unit in store.units():
        found.update(node.id for node in unit.nodes() if keeps(node))
    return found


def blocks(store: Store, *, plain: bool = False, keeps: Keeps | None = None) -> Iterator[tuple[str | None, list[str]]]:
    """Lines of N-Triples in blocks, each with its graph: the id of a disclosure, INFERRED, or None (the default)."""
    base = store.base
    kept = None if keeps is None else _kept(store, keeps)

    def inside(nodes: Iterable[Node]) -> list[Node]:
        return [node for node in nodes if kept is None or node.id in kept]

    shared = list(shared_statements(store))
    stated = [node for node in shared if node.label != INFERENCE]
    yield None, sorted(_lines(inside(stated), base, kept))
    yield INFERRED, sorted(_lines(inside(node for node in shared if node.label == INFERENCE), base, kept))
    cube = Cube(base, *knowledge(shared))
    policies = dict(store.sql().execute("SELECT mention, policy FROM judgements"))
    for unit in store.units():
        own = inside(resolved(node, policies) for node in unit.nodes())
        meta = unit.meta
        lines = list(_lines(own, base, kept))
        if own and not plain:
            lines += cube.triples(own)
            lines += passages(own, base)
            lines += file_triples(unit.document, meta["disclosure"], meta["media_type"], base)
        yield meta["disclosure"], sorted(lines)


def quads(store: Store, *, plain: bool = False, graphs: bool = False, keeps: Keeps | None = None) -> Iterator[ox.Quad]:
    """The statements of a store as quads; with `graphs`, those of documents in the graphs of their disclosures.

    With `graphs`, what is inferred is in a graph of its own too.
    """
    for name, lines in blocks(store, plain=plain, keeps=keeps):
        iri = INFERRED if name == INFERRED else f"{store.base}{name}"
        graph = ox.NamedNode(iri) if graphs and name else ox.DefaultGraph()
        for triple in ox.parse("".join(lines), format=ox.RdfFormat.N_TRIPLES, lenient=True):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def write_rdf(store: Store, form: str, path: Path, *, plain: bool = False, keeps: Keeps | None = None) -> int:
    """Write a file of one of the formats; returns the number of statements. Raises OSError, leaving nothing behind."""
    counted = _Counted(quads(store, plain=plain, graphs=form in _GRAPHS, keeps=keeps))
    if str(path) == "-":
        _serialize(counted, form, store.base, sys.stdout.buffer)
        return counted.count
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            _serialize(counted, form, store.base, file)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        # The error is about the file that was asked for, not about the one that would have taken its name.
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return counted.count


def _serialize(entries: _Counted, form: str, base: str, file: IO[bytes]) -> None:
    if form == "jsonld":
        _write_jsonld(entries, base, file)
    else:
        # A quad of the default graph is a triple to a format without graphs.
        ox.serialize(iter(entries), file, format=_OX[form], prefixes=PREFIXES)


class _Counted:
    """An iterator that counts what goes through it."""

    def __init__(self, source: Iterator[ox.Quad]) -> None:
        self.source = source
        self.count = 0

    def __iter__(self) -> Iterator[ox.Quad]:
        for entry in self.source:
            self.count += 1
            yield entry


# -- JSON-LD ---------------------------------------------------------------------------------------------------------


def context(base: str) -> dict[str, Any]:
    """The JSON-LD context: every term of the ontology under its own name, with its datatype."""
    language = schema()
    found: dict[str, Any] = {"@base": base, "@vocab": NAMESPACE, **PREFIXES}
    for name, entry in language.properties.items():
        if entry.datatype == "decimal":
            found[name] = {"@id": entry.iri, "@type": f"{XSD}decimal"}
        elif not entry.iri.startswith(NAMESPACE):
            found[name] = {"@id": entry.iri}
    for name, relation in language.relationships.items():
        found[name] = {"@id": relation.iri, "@type": "@id"}
    return found


def _write_jsonld(entries: Iterable[ox.Quad], base: str, file: IO[bytes]) -> None:
    names = {entry.iri: name for name, entry in schema().properties.items()}
    names |= {entry.iri: name for name, entry in schema().relationships.items()}
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    terms = ",\n".join(f" {encode(name)}: {encode(meaning)}" for name, meaning in context(base).items())
    file.write(f'{{"@context": {{\n{terms}\n}},\n"@graph": [\n'.encode())
    first = True
    # The context's own terms come by name, others compact under a prefix.
    for subject, told in groupby(entries, key=lambda quad: quad.subject):
        node: dict[str, Any] = {"@id": _relative(str(getattr(subject, "value", subject)), base)}
        for quad in told:
            key, value = _member(quad, names, base)
            present = node.get(key)
            if present is None:
                node[key] = value
            elif isinstance(present, list):
                present.append(value)
            else:
                node[key] = [present, value]
        file.write(f"{'' if first else ','}{encode(node)}\n".encode())
        first = False
    file.write(b"]}\n")


def _member(quad: ox.Quad, names: dict[str, str], base: str) -> tuple[str, Any]:
    predicate, value = quad.predicate.value, quad.object
    if predicate == f"{RDF}type" and isinstance(value, ox.NamedNode):
        iri = value.value
        return "@type", iri.removeprefix(NAMESPACE) if iri.startswith(NAMESPACE) else _compact(iri)
    key = names.get(predicate) or _compact(predicate)
    if isinstance(value, ox.NamedNode):
        known = predicate in names
        iri = _relative(value.value, base)
        return key, iri if known else {"@id": iri if iri != value.value else _compact(iri)}
    assert isinstance(value, ox.Literal)
    kind = value.datatype.value.removeprefix(XSD)
    if kind == "integer":
        return key, int(value.value)
    if kind == "boolean":
        return key, value.value == "true"
    if kind == "decimal" and predicate not in names:
        return key, {"@value": value.value, "@type": "xsd:decimal"}
    return key, value.value


def _relative(iri: str, base: str) -> str:
    """An instance's IRI without the base; others whole."""
    tail = iri.removeprefix(base)
    # What would read as an IRI of its own scheme stays whole.
    return tail if tail and ":" not in tail.split("/", maxsplit=1)[0] else iri


def _compact(iri: str) -> str:
    for prefix, start in PREFIXES.items():
        tail = iri.removeprefix(start)
        if tail != iri and tail and not tail.startswith("//"):
            return f"{prefix}:{tail}"
    return iri


__all__ = ["PREFIXES", "blocks", "context", "quads", "write_rdf"]
