"""Real servers for tests: Neo4j and Apache Jena Fuseki, fetched from Maven Central and started on loopback.

`python -m tests.servers fetch` and `python -m tests.servers start NAME` do by hand what the fixtures of
tests.servers.plugin do for tests. It knows programs and processes, and nothing of graphs.
"""
