"""Documents to disclosures: `read` turns the bytes of a file into what it states.

Knows documents and their words; knows nothing of graphs.
"""

from __future__ import annotations

from loaders.document import Rejected
from loaders.formats import read_bytes
from loaders.reading import Reader
from loaders.records import Disclosure

READER_VERSION = "1"
"""Changes whenever the same bytes may give other records: `kg load --reread` reads kept originals again."""


def read(data: bytes) -> Disclosure:
    """What the document in these bytes states.

    Raises `Rejected`, with a reason of one line, where the bytes cannot be read or are no disclosure. Everything less
    is a finding of the result.
    """
    return Reader(read_bytes(data)).disclosure()


__all__ = ["READER_VERSION", "Disclosure", "Rejected", "read"]
