"""What all tests share: where the public documents lie, and an account of what was not run and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

pytest_plugins = ["tests.servers.plugin", "tests.spread"]

SHARED = Path(__file__).resolve().parents[2] / "shared"
#: What reasons say of a program or a library that is not installed (the last is pytest's own, of `importorskip`).
LACKS = ("needs a program", "is not installed", "could not import", "not be fetched", "not fetched")
LEFT = pytest.StashKey[int]()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real documents; tests that need it skip where it is absent."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip(f"the real documents are not here ({SHARED.name}/corpus beside the checkout)")
    return SHARED


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Counts the tests that `-m "not long"` left out."""
    if items:
        stash = items[0].config.stash
        stash[LEFT] = stash.get(LEFT, 0) + sum(item.get_closest_marker("long") is not None for item in items)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells the process that started it what it left out."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left"] = session.config.stash.get(LEFT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Takes what a worker tells: every worker leaves out the same."""
    output = getattr(node, "workeroutput", None) or {}
    stash = node.config.stash  # type: ignore[attr-defined]
    stash[LEFT] = max(stash.get(LEFT, 0), output.get("left", 0))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says what was left out, before pytest's own last line."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [str(report.longrepr[-1]) if isinstance(report.longrepr, tuple) else "" for report in skipped]
    lacking = sum(any(words in reason for words in LACKS) for reason in reasons)
    terminalreporter.write_sep("-", "not run")
    terminalreporter.write_line(f"skipped: {len(skipped)}, of these for lack of a program: {lacking}")
    terminalreporter.write_line(f"left to `make test-all`: {config.stash.get(LEFT, 0)} tests marked long")
