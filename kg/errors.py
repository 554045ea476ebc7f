"""The errors that a user sees: one line that says what is wrong, and a hint that says what to do.

Everything that the command line prints as an error is a `KgError`; anything else that escapes is a defect.
"""

from __future__ import annotations


class KgError(Exception):
    """Something could not be done. `str(error)` is the one line for the user; `hint` says what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}: {self.hint}" if self.hint else self.message


class StoreError(KgError):
    """The store is missing, unreadable, not a store, or cannot be written."""


class StoreBusyError(StoreError):
    """Another process is writing to the store."""


class DamagedError(StoreError):
    """A derived part of the store is damaged: it is thrown away and built again."""


class UnknownDocumentError(KgError):
    """No loaded document has this id, path or file name."""


class UnknownNodeError(KgError):
    """Nothing in the graph has this id, name or number."""


class AmbiguousError(KgError):
    """Several things answer to this name; `candidates` are their ids."""

    def __init__(self, message: str, hint: str = "", candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint)
        self.candidates = candidates


class UnknownTableError(KgError):
    """There is no flat table of this name."""


class QueryError(KgError):
    """A query is wrong, is refused, or took too long."""


class QueryRefusedError(QueryError):
    """A query would write, or would reach the network."""


class QueryTimeoutError(QueryError):
    """A query did not finish in its time."""
