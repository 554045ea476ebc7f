"""Servers that tests here push into, empty at the start of each test, and stores to push."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.store import Store
from tests.kg.servers.targets import FUSEKI, NEO4J, FusekiTarget, Neo4jTarget, Target, newest_in_short
from tests.servers.plugin import Servers

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
VARIABLES = ("NEO4J_USERNAME", "NEO4J_PASSWORD", "SPARQL_USERNAME", "SPARQL_PASSWORD")


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have servers of their own."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=newest_in_short(NEO4J))
def neo4j(request: pytest.FixtureRequest, servers: Servers) -> Neo4jTarget:
    found = Neo4jTarget(servers(request.param))
    found.empty()
    return found


@pytest.fixture(params=newest_in_short(FUSEKI))
def fuseki(request: pytest.FixtureRequest, servers: Servers) -> FusekiTarget:
    found = FusekiTarget(servers(request.param))
    found.empty()
    return found


@pytest.fixture(params=[*newest_in_short(NEO4J), *newest_in_short(FUSEKI)])
def target(request: pytest.FixtureRequest, servers: Servers) -> Target:
    running = servers(request.param)
    found = Neo4jTarget(running) if request.param in NEO4J else FusekiTarget(running)
    found.empty()
    return found


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with all examples."""
    if not (EXAMPLES / "county").is_dir():
        pytest.skip("examples/county is not there")
    path = tmp_path_factory.mktemp("servers") / "store"
    with Store.open(path, create=True) as store:
        assert not store.load([EXAMPLES / "county", EXAMPLES / "notices"]).rejected
    return path


@pytest.fixture
def whole(loaded: Path) -> Iterator[Store]:
    """The store with all examples; a test that uses it does not change it."""
    with Store.open(loaded) as store:
        yield store


def _papers() -> list[Path]:
    """Three papers and a notice of the examples."""
    found = [*EXAMPLES.glob("county/*档案馆.txt"), *EXAMPLES.glob("county/2024*司法局.txt")]
    return sorted([*found, *EXAMPLES.glob("notices/*88号.txt")])


@pytest.fixture(scope="session")
def small_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a few papers, and both its graphs built. Nobody changes it: `small` is a copy."""
    if not (EXAMPLES / "county").is_dir():
        pytest.skip("examples/county is not there")
    path = tmp_path_factory.mktemp("small") / "store"
    with Store.open(path, create=True) as store:
        assert len(store.load(_papers()).loaded) == 4
        store.sparql("ASK { ?s ?p ?o }")
    return path


@pytest.fixture
def small(tmp_path: Path, small_path: Path) -> Iterator[Store]:
    """A store with a few papers, to be changed."""
    shutil.copytree(small_path, tmp_path / "store")
    with Store.open(tmp_path / "store") as store:
        yield store


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder with the papers of `small`, to be changed."""
    folder = tmp_path / "papers"
    folder.mkdir()
    for path in _papers():
        shutil.copy(path, folder)
    return folder
