"""XML written piece by piece: an element at a time, never the whole tree.

It knows how XML is written and which characters it cannot hold; the formats know their elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from lxml import etree

# What XML 1.0 has no way to write.
_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text with the replacement character where XML cannot hold one.

    >>> clean("a\\x0cb")
    'a\ufffdb'
    """
    return _ILLEGAL.sub("\ufffd", text)


def element(name: str, attributes: Mapping[str, str], parent: Any = None) -> Any:
    """An element with its attributes, inside another where one is given."""
    safe = {key: clean(value) for key, value in attributes.items()}
    return etree.Element(name, safe) if parent is None else etree.SubElement(parent, name, safe)


@contextmanager
def document(file: IO[bytes], root: str, namespaces: Mapping[str | None, str], **attributes: str) -> Iterator[Any]:
    """A document to write elements into, inside its root element. Elements without a prefix are of the default one."""
    with etree.xmlfile(file, encoding="utf-8") as out:
        out.write_declaration()
        # Names are written as they are: the root declares their namespaces once.
        with out.element(root, nsmap=dict(namespaces), **attributes):
            out.write("\n")
            yield out
            out.write("\n")
