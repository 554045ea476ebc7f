"""How tests are spread over workers: a file is one piece, and all files that ask real servers are one piece together.

So every worker makes the fixtures of a module once, and one worker alone starts each server once. The piece that takes
longest begins first.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

try:
    from xdist.scheduler import LoadScopeScheduling
except ImportError:  # without xdist there is one worker
    LoadScopeScheduling = object

#: Files whose tests start servers.
SERVERS = re.compile(r"tests/kg/servers/|tests/queries/test_servers\.py|tests/kg/exports/test_neo4j_admin\.py")


class Spread(LoadScopeScheduling):  # type: ignore[misc]
    """Gives workers files of tests, the servers' first."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return "servers" if SERVERS.match(path) else path

    def _assign_work_unit(self, node: Any) -> None:
        if "servers" in self.workqueue:
            self.workqueue.move_to_end("servers", last=False)
        super()._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """The scheduler that xdist uses here."""
    return Spread(config, log)
