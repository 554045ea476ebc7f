"""The fixture by which tests have real servers: each started at most once a session (of a worker), when asked for.

All files whose tests use it are given to one worker (tests/spread.py), so that one set of servers serves them. What a
test leaves in a server the next one finds there: each pushes what it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.servers.catalogue import Unavailable
from tests.servers.run import Running, start

Servers = Callable[[str], Running]


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """`servers("neo4j-5")` is that server, running; the test is skipped with the reason where it cannot be had."""
    running: dict[str, Running] = {}
    reasons: dict[str, str] = {}

    def the(name: str) -> Running:
        if name not in running and name not in reasons:
            try:
                running[name] = start(name)
            except Unavailable as reason:
                reasons[name] = str(reason)
        if name in reasons:
            pytest.skip(reasons[name])
        return running[name]

    yield the
    for entry in running.values():
        entry.stop()
