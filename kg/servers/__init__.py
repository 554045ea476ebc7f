"""Running servers that hold the graph: Neo4j over Bolt, any SPARQL 1.1 store over HTTP. Pushing, and asking read-only.

    from kg import Graph
    from kg.servers import connect

    with Graph.open("kg-store") as graph, connect("bolt://127.0.0.1:7687") as server:
        print(server.push(graph.store))

`connect` picks by the address. What a push brings there is what the embedded engines hold, so that the same query text
serves. docs/servers.md says how a push tells what is there already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kg.errors import KgError
from kg.servers.credentials import Credentials

if TYPE_CHECKING:
    from kg.servers.neo4j import Neo4jServer
    from kg.servers.sparql import SparqlServer

#: The beginnings of addresses of Neo4j: +s asks for a certificate that is known, +ssc takes the server's own.
BOLT = tuple(f"{name}{more}" for name in ("bolt", "neo4j") for more in ("", "+s", "+ssc"))
HTTP = ("http", "https")

__all__ = ["Credentials", "connect", "is_address"]


def is_address(text: str) -> bool:
    """Whether a text is the address of a server, and not the name of an embedded engine."""
    return "://" in text


def connect(
    url: str,
    *,
    credentials: Credentials | None = None,
    query_url: str | None = None,
    update_url: str | None = None,
    data_url: str | None = None,
) -> Neo4jServer | SparqlServer:
    """The server at an address, which has answered. `close` it, or use it as a context manager.

    Credentials come from the environment (kg.servers.credentials) or, where the server asks for them, from a prompt.
    The address of a Fuseki data set says where queries, updates and data go; for other SPARQL stores the last three
    say it. Raises KgError.
    """
    try:
        parts = urlsplit(url)
        wrong = not parts.hostname or (parts.port or 1) < 1
    except ValueError:
        wrong = True
    if wrong:
        raise KgError(f"{url} is not the address of a server", "write it as bolt://HOST:7687 or http://HOST:3030/NAME")
    if "@" in parts.netloc:
        # Not repeated: what stands there may be a password.
        raise KgError(
            "an address with a user or password in it is refused, since others can see it",
            "set NEO4J_USERNAME and NEO4J_PASSWORD, or SPARQL_USERNAME and SPARQL_PASSWORD",
        )
    if parts.scheme in BOLT:
        if query_url or update_url or data_url:
            raise KgError(f"{url} is a Neo4j, which has one address", "leave --query-url and the like to SPARQL stores")
        from kg.servers.neo4j import Neo4jServer  # noqa: PLC0415 - brings the driver

        return Neo4jServer.connect(url, credentials)
    if parts.scheme in HTTP:
        from kg.servers.sparql import SparqlServer  # noqa: PLC0415 - only for SPARQL stores

        return SparqlServer.connect(url, credentials, query_url=query_url, update_url=update_url, data_url=data_url)
    raise KgError(
        f"{parts.scheme}:// is no kind of server that kg knows", "bolt:// and neo4j:// are Neo4j, http:// is SPARQL"
    )
