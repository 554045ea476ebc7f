"""Notices that hand money down (关于下达…专项资金预算的通知): what they say of themselves, and who gets how much.

`read_notice` is what `loaders` asks before it looks for a budget. Knows what a notice is and what is none. How one is
written, the modules beside it know: `head` the title and number, `parts` the order of its parts, `body` the sentences,
`table` the columns, `lines` the rows, `sums` what adds up; `reader` puts the records together.
"""

from __future__ import annotations

from loaders.document import Document, Rejected, Row
from loaders.notices.head import find_head, other_title
from loaders.notices.reader import NoticeReader
from loaders.records import Disclosure


def read_notice(document: Document) -> Disclosure | None:
    """What a notice states; None where the document is none that hands money down.

    Raises `Rejected` where it is one and names neither issuer nor year: nobody could say whose money it is; and where
    it is plainly another document of authority: one that approves a body's budget, whose figures are not its issuer's,
    or one without a table.
    """
    head = find_head(document)
    if head is None:
        other = other_title(document)
        if other is not None and other[1]:
            raise Rejected(f"a document that approves another body's budget, and no disclosure of its own: {other[0]}")
        if other is not None and not any(isinstance(item, Row) for item in document.items):
            raise Rejected(f"a policy document that hands no money down, and no disclosure: {other[0]}")
        return None
    return NoticeReader(document, head).disclosure()


__all__ = ["Rejected", "read_notice"]
