"""What takes too long is ended, in time and nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from kg.engines.deadline import Deadline
from kg.errors import QueryTimeoutError
from kg.store import Store

ENDLESS = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a * b)"


@pytest.fixture
def ended() -> threading.Event:
    return threading.Event()


@pytest.fixture
def deadline(ended: threading.Event) -> Iterator[Deadline]:
    made = Deadline(ended.set)
    yield made
    made.close()


def test_what_is_done_in_time_is_not_ended(deadline: Deadline, ended: threading.Event) -> None:
    for _ in range(3):
        with deadline.within(0.05):
            pass
    assert not ended.wait(0.2)


def test_what_takes_longer_is_ended_and_again_until_it_ends(deadline: Deadline, ended: threading.Event) -> None:
    with deadline.within(0.01):
        assert ended.wait(5)
        ended.clear()
        assert ended.wait(5)
    ended.clear()
    assert not ended.wait(0.1)


def test_a_shorter_time_after_a_longer_one_is_kept(deadline: Deadline, ended: threading.Event) -> None:
    with deadline.within(3600):
        pass
    with deadline.within(0.01):
        assert ended.wait(5)


def test_a_time_beyond_what_a_thread_can_wait_is_no_error(deadline: Deadline, ended: threading.Event) -> None:
    with deadline.within(1e300):
        assert not ended.wait(0.05)


def test_its_thread_ends_when_it_is_closed() -> None:
    made = Deadline(lambda: None)
    with made.within(10):
        pass
    thread = made._thread
    assert thread is not None and thread.is_alive()
    made.close()
    thread.join(5)
    assert not thread.is_alive()


@pytest.mark.parametrize("small", [True, False])
def test_a_query_is_ended_in_time_and_the_next_is_answered(store: Store, small: bool) -> None:
    for _ in range(3):
        started = time.monotonic()
        with pytest.raises(QueryTimeoutError, match=r"longer than 0\.2 s"):
            store.cypher(ENDLESS, timeout=0.2, small=small)
        assert time.monotonic() - started < 5
        assert store.cypher("RETURN 1 AS one", small=small).rows == [(1,)]
