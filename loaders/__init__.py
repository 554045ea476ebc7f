"""Documents to disclosures: `read` turns the bytes of a file into what it states.

Knows documents and their words; knows nothing of graphs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.document import Rejected
from loaders.formats import read_bytes
from loaders.notices import read_notice
from loaders.reading import Reader
from loaders.records import Disclosure
from ontology import vocabulary

if TYPE_CHECKING:
    READER_VERSION: str
    """Changes whenever the same bytes may give other records: `kg load --reread` reads kept originals again."""

else:

    def __getattr__(name: str) -> str:
        # Made when asked for: an overlay's words are a version of their own, and a wrong overlay stops no import.
        if name == "READER_VERSION":
            overlay = vocabulary.fingerprint()
            return f"{_VERSION}+{overlay}" if overlay else _VERSION
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_VERSION = "4"


def read(data: bytes) -> Disclosure:
    """What the document in these bytes states.

    Raises `Rejected`, with a reason of one line, where the bytes cannot be read or are no disclosure. Everything less
    is a finding of the result. Raises `ontology.vocabulary.VocabularyError` where an overlay's file is wrong.
    """
    document = read_bytes(data)
    return read_notice(document) or Reader(document).disclosure()


__all__ = ["READER_VERSION", "Disclosure", "Rejected", "read"]
