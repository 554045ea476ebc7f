"""Proves that a store is whole: files, catalogue and engines say the same. And counts what is in it.

Each check is one function that says whether it holds, and what does not.
"""

from __future__ import annotations

import gzip
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import loaders
from kg import catalog, dump
from kg.answers import VerifyReport
from kg.build import VERSION
from kg.disk import TEXT
from kg.engines.ladybug import Ladybug
from kg.engines.oxigraph import Oxigraph
from kg.errors import KgError
from kg.nodes import edges, nodes
from kg.update import graph_folder
from kg.validate import check_store
from ontology.schema import schema

if TYPE_CHECKING:
    from kg.store import Store

Progress = Callable[[int, int, str], None]
Check = tuple[bool, str]


def verify(store: Store, progress: Progress | None = None) -> VerifyReport:
    """Make every check, one after the other; a check that cannot be made does not hold."""
    truth: list[dump.Sum] = []  # found once, compared with each engine

    def wanted() -> dump.Sum:
        if not truth:
            truth.append(dump.add_up(dump.truth(nodes(store), edges(store))))
        return truth[0]

    checks: list[tuple[str, Callable[[], Check]]] = [
        ("documents", lambda: _documents(store)),
        ("versions", lambda: _versions(store)),
        ("originals", lambda: _originals(store)),
        ("catalogue", lambda: _catalogue(store)),
        ("edges", lambda: _edges(store)),
        ("shapes", lambda: _shapes(store)),
        ("ladybug", lambda: _ladybug(store, wanted())),
        ("oxigraph", lambda: _oxigraph(store, wanted())),
    ]
    found = []
    for done, (name, check) in enumerate(checks, 1):
        try:
            holds, detail = check()
        except (KgError, OSError, RuntimeError, sqlite3.Error) as error:
            holds, detail = False, " ".join(str(error).split())
        found.append((name, holds, detail))
        if progress:
            progress(done, len(checks), name)
    return VerifyReport(tuple(found))


def _some(what: list[str]) -> str:
    return ", ".join(what[:3]) + (f" and {len(what) - 3} more" if len(what) > 3 else "")


def _documents(store: Store) -> Check:
    """Every document's file can be read, and is the one that the catalogue describes."""
    stamps = dict(store.sql().execute("SELECT document, stamp FROM documents"))
    wrong = []
    for unit in store.units():
        try:
            whole = unit.unit()
            if whole.document != unit.document or unit.stamp() != stamps[unit.document]:
                wrong.append(unit.document)
        except KgError:
            wrong.append(unit.document)
    return not wrong, f"damaged: {_some(wrong)}" if wrong else f"{len(stamps)} documents can be read"


def _versions(store: Store) -> Check:
    """Every document was read and built by this version, with these words of templates."""
    now = (loaders.READER_VERSION, VERSION)
    old = [unit.document for unit in store.units() if (unit.meta.get("reader"), unit.meta.get("builder")) != now]
    detail = f"of another version, kg load --reread reads them again: {_some(old)}"
    return not old, detail if old else "all documents are of this version"


def _originals(store: Store) -> Check:
    """Every kept original can be read, and the bytes of those that are no text are there and the ones that came."""
    metas = {unit.meta["sha256"]: unit.meta for unit in store.units()}
    paged = {name for name, meta in metas.items() if meta["media_type"] != TEXT}
    # One that is nobody's was left by a load that was interrupted; the next one removes it.
    files = [(name, path) for name, path in store.layout.kept() if name in metas]
    wrong = sorted(paged - {name for name, path in files if path == store.layout.original(name)})
    for name, path in files:
        try:
            data = gzip.decompress(path.read_bytes())
            if path == store.layout.shown(name):
                data.decode()
            elif sha256(data).hexdigest() != name:
                wrong.append(name)
        except (OSError, EOFError, ValueError, zlib.error):
            wrong.append(name)
    kept = len({name for name, _ in files})
    return not wrong, f"damaged: {_some(wrong)}" if wrong else f"{kept} originals can be read"


_COMPARED = {
    "documents": "document, stamp",
    "claims": "node, document, label, body",
    "mentions": "mention, document, grp, body",
    "judgements": "mention, policy, grp, hands_down, reason, place",
    "refs": "source, document, label, mention",
    "shared": "node, label, body",
    "names": "name, node, rank",
    "spans": "project, unit, document, year, how",
    "publishers": "document, organization, place, year",
    "notices": "policy, body",
    "levels": "policy, side, name, year",
    "issued": "policy, organization",
    "drawn": "node, grp, target",
}


def _contents(sql: sqlite3.Connection, table: str) -> dump.Sum:
    return dump.add_up(repr(row) for row in sql.execute(f"SELECT {_COMPARED[table]} FROM {table}"))


def _catalogue(store: Store) -> Check:
    """The catalogue is what a fresh one would be."""
    with TemporaryDirectory() as folder:
        fresh = catalog.create(Path(folder) / "catalog.sqlite")
        refresh = catalog.Refresh(fresh)
        for unit in store.units():
            status = unit.path.stat()
            refresh.add(unit.unit(), unit.stamp(), status.st_size, status.st_mtime_ns)
        refresh.finish()
        wrong = [table for table in _COMPARED if _contents(store.sql(), table) != _contents(fresh, table)]
        fresh.close()
    return not wrong, f"differs from a fresh one in {_some(wrong)}" if wrong else "is what a fresh one would be"


def _edges(store: Store) -> Check:
    """Every relationship ends at a node of the class that the ontology says."""
    labels = {node.id: node.label for node in nodes(store)}
    types = schema().by_type()
    wrong = []
    for edge in edges(store):
        entry = types[edge.type]
        if labels.get(edge.source) not in entry.domain or labels.get(edge.target) != entry.target:
            wrong.append(dump.edge_line(*_parts(edge)))
    return not wrong, f"hang: {_some(wrong)}" if wrong else f"all end at the {len(labels)} nodes"


def _shapes(store: Store) -> Check:
    """No statement violates a shape (ontology/shapes.ttl); what a document may have wrong itself does not count."""
    wrong = [result.messages.get("en", result.shape) for result in check_store(store) if result.severity == "violation"]
    return not wrong, f"{len(wrong)} violations: {_some(wrong)}" if wrong else "no statement violates a shape"


def _parts(edge: Any) -> tuple[str, str, str]:
    return edge.source, edge.type, edge.target


def _compare(found: dump.Sum, wanted: dump.Sum) -> Check:
    if wanted == found:
        return True, f"holds the {found.count} nodes and relationships of the documents"
    return False, f"holds {found.count} nodes and relationships that differ from the documents' {wanted.count}"


def _ladybug(store: Store, wanted: dump.Sum) -> Check:
    """The property graph holds what the documents say, and fen are yuan."""
    store.cypher("MATCH (n:Place) RETURN count(*)")  # builds it where it is missing
    folder = graph_folder(store.layout, Ladybug(), catalog.state(store.sql()))
    if wrong := dump.ladybug_fen(folder):
        return False, f"fen differ from yuan: {_some(wrong)}"
    return _compare(dump.add_up(dump.ladybug(folder)), wanted)


def _oxigraph(store: Store, wanted: dump.Sum) -> Check:
    """The RDF graph, where it was built, holds what the documents say."""
    folder = graph_folder(store.layout, Oxigraph(store.base), catalog.state(store.sql()))
    if not folder.is_dir():
        return True, "not built yet: it is built when SPARQL is first asked"
    return _compare(dump.add_up(dump.oxigraph(folder, store.base)), wanted)


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(entry.stat().st_size for entry in path.rglob("*") if entry.is_file())


def stats(store: Store) -> dict[str, Any]:
    """Counts of documents, nodes by label and relationships by type, and sizes in bytes on disk."""
    documents = store.documents()
    labels: Counter[str] = Counter()
    relationships: Counter[str] = Counter()
    for label in schema().labels:
        labels[label] = int(str(store.cypher(f"MATCH (n:{label}) RETURN count(*)").rows[0][0]))
    for kind in sorted(schema().by_type()):
        relationships[kind] = int(str(store.cypher(f"MATCH ()-[r:{kind}]->() RETURN count(*)").rows[0][0]))
    layout = store.layout
    sizes = {
        "documents": _size(layout.documents),
        "originals": _size(layout.originals),
        "catalogue": _size(layout.catalog),
        **{path.name: _size(path) for path in sorted(layout.engines.iterdir())},
    }
    return {
        "documents": len(documents),
        "publishers": len({row.publisher for row in documents}),
        "places": len({row.place for row in documents if row.place}),
        "years": sorted({row.fiscal_year for row in documents}),
        "nodes": sum(labels.values()),
        "relationships": sum(relationships.values()),
        "by_label": dict(labels),
        "by_relationship": dict(relationships),
        "bytes": sizes,
    }
