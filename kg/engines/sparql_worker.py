"""The process that answers SPARQL: it opens the graph read-only, and is ended from outside when a query takes too long.

Speaks JSON, a line at a time: {query, limit} comes in; out go a head, the rows, and an end. Started as
`python -m kg.engines.sparql_worker FOLDER`; it imports as little as it can.
"""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO

import pyoxigraph as ox

PREFIXES = {
    "fkg": "https://w3id.org/fiscal-kg/ontology#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "xkos": "http://rdf-vocabulary.ddialliance.org/xkos#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_XSD = PREFIXES["xsd"]


def plain(term: Any) -> Any:
    """A term as JSON: a text for IRIs and strings, [kind, text] for exact and whole numbers and truth."""
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        kind = term.datatype.value.removeprefix(_XSD)
        return [kind, term.value] if kind in ("decimal", "integer", "boolean", "double", "float") else term.value
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def answer(store: ox.Store, query: str, limit: int | None, out: TextIO) -> None:
    """Write the answer to one query."""

    def say(entry: Any) -> None:
        out.write(json.dumps(entry, ensure_ascii=False) + "\n")

    try:
        found = store.query(query, prefixes=PREFIXES)
        if isinstance(found, ox.QueryBoolean):
            say({"kind": "boolean", "value": bool(found)})
        elif isinstance(found, ox.QueryTriples):
            turtle = ox.serialize(found, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b""
            say({"kind": "graph", "turtle": turtle.decode()})
        else:
            say({"kind": "rows", "columns": [variable.value for variable in found.variables]})
            for count, solution in enumerate(found):
                if limit is not None and count >= limit:
                    say({"end": True, "truncated": True})
                    return
                say([plain(term) for term in solution])
        say({"end": True, "truncated": False})
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        say({"error": " ".join(str(error).split())})
    finally:
        out.flush()


def main() -> None:
    """Answer what standard input asks until it ends."""
    store = ox.Store.read_only(sys.argv[1])
    # Whatever else is printed must not break the protocol.
    out, sys.stdout = sys.stdout, sys.stderr
    out.write('{"ready": true}\n')
    out.flush()
    for line in sys.stdin:
        request = json.loads(line)
        answer(store, request["query"], request["limit"], out)


if __name__ == "__main__":
    main()
