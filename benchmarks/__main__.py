"""Measures reading, loading and tracing over generated documents, and PDFs it is given; `python -m benchmarks --help`.

Every figure is of a run on one core (the process and its children are pinned where the system allows it). Ratios are
taken inside one run; see README.md beside this file for what each figure is.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.reading import pdf_speed
from examples.generate import iter_documents
from kg import Graph
from loaders import read


def pin() -> str:
    """One core for this process and its children; says which, or why not."""
    if not hasattr(os, "sched_setaffinity"):
        return "not pinned: this system cannot"
    core = min(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return f"pinned to core {core}"


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def write_documents(folder: Path, count: int, size_kb: int) -> list[Path]:
    paths = []
    for number, document in enumerate(iter_documents(seed=7, count=count, size_kb=size_kb)):
        path = folder / f"{number:05d}.txt"
        path.write_text(document.text, encoding="utf-8")
        paths.append(path)
    return paths


def plain_pass(data: bytes) -> int:
    """The least that any reader must do: decode the text and split it into cells."""
    return sum(len(line.split("\t")) for line in data.decode("utf-8").split("\n"))


def extraction(paths: list[Path], rounds: int) -> dict[str, float]:
    data = [path.read_bytes() for path in paths]
    for item in data[:10]:
        read(item)
    ours = min(seconds(lambda: [read(item) for item in data]) for _ in range(rounds))
    plain = min(seconds(lambda: [plain_pass(item) for item in data]) for _ in range(rounds))
    return {
        "documents": len(data),
        "kb_per_document": sum(map(len, data)) / len(data) / 1024,
        "documents_per_second": len(data) / ours,
        "times_a_plain_pass": ours / plain,
    }


def kg(*arguments: str) -> tuple[float, str]:
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "kg.cli", *arguments], capture_output=True, text=True, check=False)
    elapsed = time.perf_counter() - start
    if done.returncode not in (0, 1):
        sys.exit(f"kg {' '.join(arguments[:3])}: exit {done.returncode}: {done.stderr.strip()[-400:]}")
    return elapsed, done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--size-kb", type=int, default=80)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pdfs", type=Path, metavar="FOLDER", help="measure the born-digital PDFs below it, too")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    args = parser.parse_args()
    if args.pdfs is not None and not args.pdfs.is_dir():
        parser.error(f"{args.pdfs} is no folder")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    figures: dict[str, object] = {"machine": machine, "pinned": pin()}
    with tempfile.TemporaryDirectory() as name:
        folder, store = Path(name) / "documents", Path(name) / "store"
        folder.mkdir()
        paths = write_documents(folder, args.documents, args.size_kb)
        figures["extraction"] = extraction(paths[: min(200, args.documents)], args.rounds)
        elapsed, _ = kg("--store", str(store), "load", "--json", str(folder))
        figures["load"] = {
            "documents": args.documents,
            "documents_per_second": args.documents / elapsed,
            "peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
            "store_mb": sum(p.stat().st_size for p in store.rglob("*") if p.is_file()) / 1e6,
        }
        figures["kg --help, seconds"] = statistics.median(kg("--help")[0] for _ in range(9))
        figures["trace"] = tracing(store, args.rounds)
    if args.pdfs is not None:
        figures["pdf"] = pdf_speed.measure(args.pdfs, args.rounds)
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    if args.json:
        args.json.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def tracing(store: Path, rounds: int) -> dict[str, float]:
    """Traces inside one process: of numbered policy documents taken evenly, and of the most cited ones."""
    with Graph.open(store) as graph:
        rows = [row for row in graph.table("policies").dicts() if row["number"]]
        rows.sort(key=lambda row: str(row["policy_id"]))
        evenly = [str(row["policy_id"]) for row in rows[:: max(len(rows) // 300, 1)]]
        rows.sort(key=lambda row: (-int(row["projects"]), str(row["policy_id"])))
        most_cited = [str(row["policy_id"]) for row in rows[:100]]
        graph.trace(evenly[0])
        times = [seconds(partial(graph.trace, policy)) for _ in range(rounds) for policy in evenly]
        heavy = [seconds(partial(graph.trace, policy)) for _ in range(rounds) for policy in most_cited]
    cold = [kg("--store", str(store), "trace", evenly[0], "--format", "json")[0] for _ in range(7)]
    return {
        "policies": len(evenly),
        "in_process_ms_median": statistics.median(times) * 1000,
        "in_process_ms_p95": sorted(times)[int(len(times) * 0.95)] * 1000,
        "most_cited_100_ms_median": statistics.median(heavy) * 1000,
        "cold_seconds_median": statistics.median(cold),
    }


if __name__ == "__main__":
    main()
