"""push: the graph into a running server."""

from __future__ import annotations

import click

from kg.cli.common import Progress, note, open_graph


@click.command()
@click.argument("url")
@click.option("--graphs", is_flag=True, help="What a document states in the named graph of its disclosure (SPARQL).")
@click.option("--query-url", metavar="URL", help="Where a SPARQL store takes queries, if not at URL/query …")
@click.option("--update-url", metavar="URL", help="… where updates, if not at URL/update …")
@click.option("--data-url", metavar="URL", help="… and where whole graphs, if not at URL/data.")
@click.pass_context
def push(
    ctx: click.Context,
    url: str,
    graphs: bool,
    query_url: str | None,
    update_url: str | None,
    data_url: str | None,
) -> None:
    """Bring the graph into a running Neo4j or SPARQL store.

    URL is bolt://HOST:7687 or neo4j://HOST:7687 (with +s or +ssc for TLS), or the address of a Fuseki data set; other
    SPARQL 1.1 stores are told by the three addresses below. Only what is new, changed or gone since the last push is
    touched; what else is in that database is left alone. User and password come from NEO4J_USERNAME and
    NEO4J_PASSWORD, SPARQL_USERNAME and SPARQL_PASSWORD, or a prompt. Exit status 1: the server holds other numbers
    than the store; 2: nothing, or not all, could be pushed.

    In Python: Graph.push(url).
    """
    graph = open_graph(ctx)
    progress = Progress("push")
    try:
        report = graph.push(url, progress, graphs=graphs, query_url=query_url, update_url=update_url, data_url=data_url)
    except KeyboardInterrupt:
        progress.end()
        note(f"interrupted after {progress.done} of {progress.total} documents; the same command goes on from there")
        ctx.exit(1)
    finally:
        progress.end()
    counts = (("new", report.new), ("changed", report.changed), ("unchanged", report.unchanged),
              ("removed", report.removed))  # fmt: skip
    note("documents: " + (", ".join(f"{count} {word}" for word, count in counts if count) or "none"))
    if report.shared_written or report.shared_removed:
        note(f"shared nodes: {report.shared_written} written, {report.shared_removed} removed")
    if report.differences:
        for line in report.differences:
            note(f"differs: {line}")
        note("the server does not hold what the store does; docs/servers.md says how to start afresh")
        ctx.exit(1)
    note(f"the server holds the {report.nodes} nodes and {report.relationships} relationships of the store")
