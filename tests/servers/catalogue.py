"""Which servers there are: the artifact of each, and the Java that runs it."""

from __future__ import annotations

from dataclasses import dataclass


class Unavailable(Exception):
    """A server cannot be had here; the text is the reason, in one line."""


@dataclass(frozen=True, slots=True)
class Program:
    """A server as Maven Central has it. `main` is its entry point, `java` the first and the last version it runs on."""

    name: str
    group: str
    artifact: str
    version: str
    main: str
    java: tuple[int, int | None]
    #: Whether its jar brings everything with it.
    alone: bool = False
    options: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """The name of its folder in the cache: another version is another folder."""
        return f"{self.name}-{self.version}"


_OPENS = tuple(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in ("java.nio", "java.io", "sun.nio.ch"))
_VECTOR = "--add-modules=jdk.incubator.vector"
_NEO4J, _JENA = ("org.neo4j", "neo4j"), ("org.apache.jena", "jena-fuseki-server")
_FUSEKI = "org.apache.jena.fuseki.main.cmds.FusekiServerCmd"

PROGRAMS = {
    entry.name: entry
    for entry in (
        Program("neo4j-5", *_NEO4J, "5.26.20", "org.neo4j.server.CommunityEntryPoint", (17, 21), options=_OPENS),
        Program("neo4j-2026", *_NEO4J, "2026.09.0", "org.neo4j.server.Neo4jCommunity", (21, None),
                options=(*_OPENS, _VECTOR)),
        Program("fuseki-5", *_JENA, "5.6.0", _FUSEKI, (17, None), alone=True),
        Program("fuseki-6", *_JENA, "6.2.0", _FUSEKI, (21, None), alone=True),
    )
}  # fmt: skip


def program(name: str) -> Program:
    """The server of this name. Raises Unavailable."""
    try:
        return PROGRAMS[name]
    except KeyError:
        raise Unavailable(f"there is no server {name}: they are {', '.join(PROGRAMS)}") from None
