"""How a slow reader says that it goes on: whoever reads documents within a time limit listens.

Knows nothing of limits or processes. A reader that reports nothing has the time of a document, one that recognises
pages in pictures has that time for each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_listener: ContextVar[Callable[[int, int], None] | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Callable[[int, int], None]) -> Iterator[None]:
    """Have `listener(page, pages)` called for each page that is done while the block runs."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def page_done(page: int, pages: int) -> None:
    """Say that a page (1-based, of `pages`) was recognised in its picture. Call it for such pages only."""
    listener = _listener.get()
    if listener is not None:
        listener(page, pages)
