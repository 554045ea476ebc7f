"""What reading PDFs costs: `python -m benchmarks.reading.pdf_speed FOLDER`.

The measure is a loop that asks pypdfium2's raw interface for the code point and the box of every character and does
nothing with them: who reads a page at all must do that much. Beside it stand the reader up to paragraphs and tables,
and up to records, over the same bytes in the same process; and the memory that one document takes, in a process of
its own.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

import loaders
from loaders.formats.pdf import read_pdf

TABLES, RECORDS, MEGABYTES = 4.0, 6.0, 400.0
"""What is asked: tables in at most 4 times the loop, records in at most 6, one document in less than 400 MB."""

_MEMORY = """
import json, resource, sys
from pathlib import Path
import loaders


def peak():
    # The system's own figure where there is one: getrusage hands a child the peak of the process that started it.
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


data = Path(sys.argv[1]).read_bytes()
before = peak()
try:
    loaders.read(data)
except loaders.Rejected:
    pass
print(json.dumps([before, peak()]))
"""


def character_loop(data: bytes) -> int:
    """Code point and box of every character of a PDF; returns how many there are."""
    box = [ctypes.c_double() for _ in range(4)]
    edges = [ctypes.byref(edge) for edge in box]
    seen = 0
    document = pdfium.PdfDocument(data)
    for page in document:
        text = page.get_textpage()
        count = text.count_chars()
        for index in range(count):
            pdfium_c.FPDFText_GetUnicode(text, index)
            pdfium_c.FPDFText_GetCharBox(text, index, *edges)
        seen += count
        text.close()
        page.close()
    document.close()
    return seen


def born_digital(folder: Path) -> list[tuple[Path, bytes, int]]:
    """The PDFs below a folder whose pages hold text, with how many pages they have: scans are another matter."""
    found = []
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.is_file() else b""
        if not data.startswith(b"%PDF"):
            continue
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError:
            continue
        pages = len(document)
        texts = 0
        for page in document:
            texts += page.get_textpage().count_chars() >= 20
        document.close()
        if texts * 2 > pages:
            found.append((path, data, pages))
    return found


def records(data: bytes) -> None:
    """Everything that the reader does; what it rejects has been read, too."""
    try:
        loaders.read(data)
    except loaders.Rejected:
        return


def seconds(work: Callable[[bytes], object], documents: list[bytes]) -> list[float]:
    """The time that each document takes."""
    times = []
    for data in documents:
        start = time.perf_counter()
        work(data)
        times.append(time.perf_counter() - start)
    return times


def memory(path: Path) -> tuple[float, float]:
    """The peak memory in MB of a process that reads one document, before it reads and after."""
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY, str(path)], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    before, after = json.loads(done.stdout)
    return float(before), float(after)


def measure(folder: Path, rounds: int) -> dict[str, object]:
    """All figures over the born-digital PDFs of a folder: for each document the best of the rounds, then their sum."""
    documents = born_digital(folder)
    if not documents:
        raise SystemExit(f"no born-digital PDF below {folder}")
    data = [item[1] for item in documents]
    works: dict[str, Callable[[bytes], object]] = {"loop": character_loop, "tables": read_pdf, "records": records}
    best = {name: [float("inf")] * len(data) for name in works}
    for work in works.values():
        work(data[0])  # vocabularies and compiled patterns are loaded once a process
    for _ in range(rounds):
        for name, work in works.items():  # in turn, so that a busy machine slows all alike
            best[name] = [min(pair) for pair in zip(best[name], seconds(work, data), strict=True)]
    longest = max(documents, key=lambda item: item[2])
    before, after = memory(longest[0])
    total = {name: sum(times) for name, times in best.items()}
    return {
        "documents": len(data),
        "pages": sum(item[2] for item in documents),
        "characters": sum(character_loop(item) for item in data),
        "loop_seconds": total["loop"],
        "tables_seconds": total["tables"],
        "records_seconds": total["records"],
        "tables_times_loop": total["tables"] / total["loop"],
        "records_times_loop": total["records"] / total["loop"],
        "tables_times_loop_median": statistics.median(
            mine / loop for mine, loop in zip(best["tables"], best["loop"], strict=True)
        ),
        "records_times_loop_median": statistics.median(
            mine / loop for mine, loop in zip(best["records"], best["loop"], strict=True)
        ),
        "longest_pages": longest[2],
        "longest_peak_mb": after,
        "longest_mb_before_reading": before,
    }


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading.pdf_speed", description="What PDFs cost.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    args = parser.parse_args(arguments)
    if not args.folder.is_dir():
        parser.error(f"{args.folder} is no folder")
    figures = measure(args.folder, args.rounds)
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    for name, limit in (("tables_times_loop", TABLES), ("records_times_loop", RECORDS), ("longest_peak_mb", MEGABYTES)):
        value = figures[name]
        assert isinstance(value, float)
        print(f"{'met    ' if value <= limit else 'NOT MET'}  {name} {value:.2f}, asked {limit:g}", file=sys.stderr)
    if args.json:
        args.json.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
