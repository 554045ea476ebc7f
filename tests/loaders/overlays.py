"""Teaches the readers an overlay of words for the length of a test."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from ontology import vocabulary


def forget() -> None:
    """Makes the readers read the vocabulary again, as a new process would."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in ("loaders", "ontology"):
            for thing in list(vars(module).values()):
                if hasattr(thing, "cache_clear"):
                    thing.cache_clear()


@contextmanager
def taught(folder: Path, files: Mapping[str, str]) -> Iterator[None]:
    """The readers with these files (topic -> TOML) as their overlay."""
    folder.mkdir(exist_ok=True)
    for topic, text in files.items():
        (folder / f"{topic}.toml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(vocabulary.VARIABLE, str(folder))
        forget()
        try:
            yield
        finally:
            patch.undo()
            forget()
