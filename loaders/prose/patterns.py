"""Patterns made of words: what the grammars of prose share when they read the vocabulary. Knows no word itself."""

from __future__ import annotations

import re
from collections.abc import Iterable


def any_of(texts: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first.

    >>> any_of(["财政", "财政局"])
    '财政局|财政'
    """
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))
