"""Notices that hand money down (关于下达…专项资金预算的通知): what they say of themselves, and who gets how much.

`read_notice` is what `loaders` asks before it looks for a budget. Knows the parts of a notice and puts their records
together; how each part is written, the modules beside it know: `head` the title and number, `body` the sentences,
`table` the columns, `rows` the sums.
"""

from __future__ import annotations

from loaders.document import Document, Rejected
from loaders.notices.head import find_head
from loaders.notices.reader import NoticeReader
from loaders.records import Disclosure


def read_notice(document: Document) -> Disclosure | None:
    """What a notice states; None where the document is none that hands money down.

    Raises `Rejected` where it is one and names neither issuer nor year: nobody could say whose money it is.
    """
    head = find_head(document)
    if head is None:
        return None
    return NoticeReader(document, head).disclosure()


__all__ = ["Rejected", "read_notice"]
