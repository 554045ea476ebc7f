"""`python -m benchmarks.reading PATH... -o report.md`: the report over documents."""

from __future__ import annotations

from benchmarks.reading.report import main

if __name__ == "__main__":
    main()
