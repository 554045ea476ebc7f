"""How long each named question takes on each engine, beside a plain walk over networkx where the question is a walk.

`python -m benchmarks.questions STORE` asks every question of a store that is loaded, with parameters taken from the
data: each question as it is mostly asked (of one department, where it takes one), and of everything. The rows of every
engine and walk are compared with Ladybug's: a time of another answer would say nothing.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import queries
from kg.asking import Asked, CypherEngine, ask
from kg.asking.engines import EMBEDDED, engine_of
from kg.asking.names import StoreNames
from kg.errors import QueryTimeoutError
from kg.graph import Graph

if TYPE_CHECKING:
    import networkx as nx

#: Seconds that a question may take before it counts as too long.
PATIENCE = 20.0
#: How many parameters of a kind are taken, evenly over all by id.
TAKEN = 7
_WALKED = frozenset(
    {"PolicyDocument", "Project", "Organization", "Citation", "Allocation", "Disclosure", "FundingSource"}
)
_VALUES = {
    "organization": "MATCH (o:Organization)<-[:PUBLISHED_BY]-(d:Disclosure) RETURN DISTINCT o.id AS id ORDER BY id",
    "policy": "MATCH (p:PolicyDocument)<-[:CITES]-(j:Project) RETURN DISTINCT p.id AS id ORDER BY id",
    "project": "MATCH (j:Project)<-[:OF_PROJECT]-(a:Allocation) RETURN DISTINCT j.id AS id ORDER BY id",
    "subject": "MATCH (s:SubjectSeries)<-[:IN_SERIES]-(c)<-[:HAS_SUBJECT]-(l) RETURN DISTINCT s.id AS id ORDER BY id",
    "fund": "MATCH (f:FundingSource)<-[:HAS_FUND]-(a:Allocation) RETURN DISTINCT f.id AS id ORDER BY id",
    "document": "MATCH (d:Disclosure) UNWIND d.documents AS id RETURN id ORDER BY id",
    "year": "MATCH (d:Disclosure) RETURN max(d.fiscalYear) AS id",
}
_WORDS = {"words": ["率", "受益"], "steps": ["6"]}

Rows = list[tuple[Any, ...]]


def _values(graph: Graph) -> dict[str, list[Any]]:
    found = {}
    for kind, query in _VALUES.items():
        every = [row[0] for row in graph.cypher(query)]
        found[kind] = every[:: max(len(every) // TAKEN, 1)][:TAKEN]
    return found


def _ways(name: str, values: dict[str, list[Any]], *, narrow: bool) -> Iterator[dict[str, Any]]:
    question = queries.question(name)
    for turn in range(TAKEN):
        said: dict[str, Any] = {}
        for entry in question.parameters:
            if entry.required or (narrow and entry.name == "department"):
                kind = {"start": "policy", "end": "organization"}.get(entry.name, entry.type)
                known = _WORDS.get(entry.name) or values[kind]
                said[entry.name] = known[turn % len(known)]
        yield said


# walks over networkx, as somebody would write them who has no engine


class Walk:
    """The graph in memory, and questions as walks over it."""

    def __init__(self, graph: Graph) -> None:
        self.graph: nx.MultiDiGraph[str] = graph.to_networkx(types=_WALKED)
        self.out: dict[str, dict[str, list[str]]] = {}
        self.into: dict[str, dict[str, list[str]]] = {}
        for source, target, kind in self.graph.edges(keys=True):
            self.out.setdefault(source, {}).setdefault(kind, []).append(target)
            self.into.setdefault(target, {}).setdefault(kind, []).append(source)

    def _out(self, node: str, kind: str) -> list[str]:
        return self.out.get(node, {}).get(kind, [])

    def _into(self, node: str, kind: str, label: str) -> list[str]:
        nodes = self.graph.nodes
        return [other for other in self.into.get(node, {}).get(kind, []) if nodes[other]["label"] == label]

    def policy_citations(self, policy: str) -> int:
        """How many citations a document has."""
        return len(self._into(policy, "REFERS_TO", "Citation"))

    def trace(self, policy: str) -> int:
        """How many rows of money its projects have where they cite it."""
        nodes, found = self.graph.nodes, set()
        for citation in self._into(policy, "REFERS_TO", "Citation"):
            documents = {d for one in self._out(citation, "STATED_IN") for d in nodes[one]["documents"]}
            for project in self._out(citation, "OF_PROJECT"):
                for row in self._into(project, "OF_PROJECT", "Allocation"):
                    if nodes[row]["document"] in documents:
                        found.add(row)
        return len(found)

    def _cited(self, department: str) -> Iterator[tuple[str, str, str]]:
        for disclosure in self._into(department, "PUBLISHED_BY", "Disclosure"):
            for citation in self._into(disclosure, "STATED_IN", "Citation"):
                if self.graph.nodes[citation]["relation"] != "mention":
                    for policy in self._out(citation, "REFERS_TO"):
                        yield disclosure, citation, policy

    def department_basis(self, department: str) -> int:
        """How many documents stand behind a department's projects, by year and relation."""
        nodes, found = self.graph.nodes, set()
        for disclosure, citation, policy in self._cited(department):
            for project in self._out(citation, "OF_PROJECT"):
                found.add((nodes[disclosure]["fiscalYear"], policy, project, nodes[citation]["relation"]))
        return len(found)

    def nearest_departments(self, department: str) -> int:
        """How many departments share a document with one."""
        nodes, found = self.graph.nodes, set()
        for policy in {policy for _, _, policy in self._cited(department)}:
            for citation in self._into(policy, "REFERS_TO", "Citation"):
                if nodes[citation]["relation"] != "mention":
                    for disclosure in self._out(citation, "STATED_IN"):
                        found.update(self._out(disclosure, "PUBLISHED_BY"))
        return len(found - {department})

    def shared_documents(self) -> int:
        """How many documents two departments or more rest on."""
        nodes, found = self.graph.nodes, 0
        for policy, told in nodes(data=True):
            if told["label"] == "PolicyDocument":
                departments: set[str] = set()
                for citation in self._into(policy, "REFERS_TO", "Citation"):
                    if nodes[citation]["relation"] != "mention" and self._out(citation, "OF_PROJECT"):
                        for disclosure in self._out(citation, "STATED_IN"):
                            departments.update(self._out(disclosure, "PUBLISHED_BY"))
                found += len(departments) > 1
        return found

    def fund_projects(self, fund: str, department: str) -> int:
        """How many rows of money of a fund a department's projects have."""
        return sum(
            fund in self._out(row, "HAS_FUND")
            for disclosure in self._into(department, "PUBLISHED_BY", "Disclosure")
            for row in self._into(disclosure, "STATED_IN", "Allocation")
        )

    def units(self, department: str) -> int:
        """How many organizations belong to a department, directly or through others."""
        found, waiting = set(), [department]
        while waiting:
            above = waiting.pop()
            below = [unit for unit in self._into(above, "SUB_ORGANIZATION_OF", "Organization") if unit not in found]
            found.update(below)
            waiting += below
        return len(found)


WALKS = {
    "trace": "trace",
    "policy-citations": "policy_citations",
    "department-basis": "department_basis",
    "nearest-departments": "nearest_departments",
    "shared-documents": "shared_documents",
    "fund-projects": "fund_projects",
    "units": "units",
}


# measuring


@contextmanager
def _neo4j(graph: Graph, name: str) -> Iterator[Asked]:
    """A Neo4j that holds the graph. Raises Unavailable where there can be none."""
    from kg.servers import Credentials, connect  # noqa: PLC0415 - only where it is asked for
    from tests.servers.run import start  # noqa: PLC0415

    running = start(name)
    try:
        with connect(running.url, credentials=Credentials(running.user, running.password)) as server:
            started = time.perf_counter()
            print(f"pushing into {name} …", file=sys.stderr)
            server.push(graph.store)
            print(f"pushed in {time.perf_counter() - started:.0f} s", file=sys.stderr)
            assert server.language == "cypher"
            yield CypherEngine(server.ask, graph.store.base)
    finally:
        running.stop()


def _median(run: Callable[[dict[str, Any]], int], ways: list[dict[str, Any]], wanted: list[int]) -> float | str:
    """The median of milliseconds; what is wrong where an answer is another one, or takes too long."""
    taken = []
    for said, count in zip(ways, wanted, strict=True):
        try:
            run(said)  # the first time, parts are read that stay in memory
            started = time.perf_counter()
            found = run(said)
            taken.append(time.perf_counter() - started)
        except QueryTimeoutError:
            return f"over {PATIENCE:g} s"
        if found != count:
            return f"{found} rows for {count}"
    return statistics.median(taken) * 1000


def measure(graph: Graph, neo4j: str | None = None) -> list[dict[str, Any]]:
    """One row a question and way of asking: medians in milliseconds by engine, and how many rows the largest has."""
    values, names = _values(graph), StoreNames(graph.store)
    with ExitStack() as stack:
        engines = {name: stack.enter_context(engine_of(name, graph.store)) for name in EMBEDDED}
        if neo4j is not None:
            engines["neo4j"] = stack.enter_context(_neo4j(graph, neo4j))
        walk = Walk(graph)
        found = []
        for name, question in queries.questions().items():
            optional = any(entry.name == "department" and not entry.required for entry in question.parameters)
            for narrow in (True, False) if optional else (False,):
                ways = list(_ways(name, values, narrow=narrow))
                wanted = [len(ask(name, said, engines["ladybug"], names)) for said in ways]
                row: dict[str, Any] = {"question": name, "of": _of(question, narrow=narrow), "rows": max(wanted)}
                for engine, asked in engines.items():
                    row[engine] = _median(
                        lambda said, name=name, asked=asked: len(ask(name, said, asked, names, timeout=PATIENCE)),
                        ways,
                        wanted,
                    )
                if name in WALKS:
                    method = getattr(walk, WALKS[name])
                    row["networkx"] = _median(lambda said, method=method: method(**said), ways, wanted)
                print(json.dumps(row, ensure_ascii=False), file=sys.stderr)
                found.append(row)
    return found


def _of(question: queries.Question, *, narrow: bool) -> str:
    if any(entry.name == "department" and not entry.required for entry in question.parameters):
        return "a department" if narrow else "all departments"
    return "what it names" if any(entry.required for entry in question.parameters) else "everything"


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as a table in Markdown, in milliseconds."""
    engines = [name for name in ("ladybug", "oxigraph", "neo4j", "networkx") if any(name in row for row in rows)]
    lines = [
        f"| question | of | most rows | {' | '.join(engines)} |",
        f"| --- | --- | ---: |{' ---: |' * len(engines)}",
    ]
    for row in rows:
        shown = [row.get(name, "") for name in engines]
        cells = [f"{value:.1f}" if isinstance(value, float) else str(value) for value in shown]
        lines.append(f"| {row['question']} | {row['of']} | {row['rows']} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure a store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--neo4j", metavar="NAME", help="a Neo4j of tests/servers (neo4j-5, neo4j-2026) beside it")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    args = parser.parse_args()
    with Graph.open(args.store) as graph:
        rows = measure(graph, args.neo4j)
    print(table(rows))
    if args.json:
        args.json.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
