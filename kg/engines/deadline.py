"""Ending what takes too long, without a thread for each time: one thread watches, and sleeps while nothing is due.

An engine's own limit starts a clock for each query, and makes it hand every step over to another thread: that costs a
small query more than its answer does.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Seconds between two calls of what ends it: the first may come before there is something to end.
AGAIN = 0.02
#: Seconds that a thread can wait at most: whoever says more, means no end.
LONGEST = 1e8


class Deadline:
    """Calls `end` from a thread of its own while something that has begun runs longer than it may. One at a time."""

    def __init__(self, end: Callable[[], None]) -> None:
        self._end = end
        self._changed = threading.Condition()
        self._due = math.inf
        self._wakes = math.inf
        self._closed = False
        self._thread: threading.Thread | None = None

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """What is done inside is ended after so many seconds."""
        due = time.monotonic() + min(seconds, LONGEST)
        with self._changed:
            self._due = due
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="deadline", daemon=True)
                self._thread.start()
            elif due < self._wakes:  # it sleeps longer than this may take; otherwise it wakes in time by itself
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._due = math.inf

    def close(self) -> None:
        """Let the thread go."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while not self._closed:
                now = time.monotonic()
                self._wakes = self._due
                if now >= self._due:
                    self._end()
                    self._wakes = now + AGAIN
                self._changed.wait(None if self._wakes == math.inf else self._wakes - now)
