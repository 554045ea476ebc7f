"""A reader that does what the document says: for tests of what reading documents may cost."""

from __future__ import annotations

import os
import re
import signal
import time
from dataclasses import replace
from hashlib import sha256

import loaders
from loaders import progress, records
from tests.kg import papers

#: What makes bytes look like a paged document; a paper, or what is to happen, follows.
PAGED = b"%PDF-1.7\n"
_KEPT: list[bytes] = []  # what a library does not give back


def paged(entry: dict[str, object]) -> bytes:
    """The bytes of a paged document that holds a paper."""
    return PAGED + papers.data(entry)


def read(data: bytes) -> records.Disclosure:
    """Stands for `loaders.read`, also in another process."""
    said = data.removeprefix(PAGED)
    word, _, rest = said.partition(b" ")
    if word == b"sleep":
        time.sleep(float(rest))
    elif word == b"loop":  # an expression that never ends, as reached by the reader of a format
        re.match(r"(a+)+$", "a" * 64 + "b")
    elif word == b"memory":
        len(b"x" * (int(rest) << 20))
    elif word == b"hoard":
        hoard = []
        try:
            while True:
                hoard.append(b"x" * (16 << 20))
        except MemoryError:
            os.abort()  # as libraries in C do
    elif word == b"keep":
        _KEPT.append(b"x" * (int(rest) << 20))
    elif word == b"signal":
        os.kill(os.getpid(), int(rest))
    elif word == b"exit":
        os._exit(int(rest))
    elif word == b"chatter":
        os.write(1, b"a library that prints\n" * 1000)
        print("and another")
    elif word == b"defect":
        raise IndexError("list index out of range")
    elif word == b"pages":
        pages = int(rest)
        for page in range(1, pages + 1):
            time.sleep(0.2)
            progress.page_done(page, pages)
    elif word == b"ignore":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        time.sleep(float(rest))
    if not said.startswith(b"{"):
        raise loaders.Rejected(f"is no paper: {word.decode()}")
    found = papers.read(said)
    digest = sha256(data).hexdigest()
    if said is data:
        return found
    text = f"{found.publisher}\n\f第二页\n"
    media = "application/pdf"
    return replace(found, document=f"d{digest[:16]}", sha256=digest, media_type=media, pages=2, text=text)


def read_again(data: bytes) -> records.Disclosure:
    """A newer reader: it sees no figures, and shows more."""
    found = read(data)
    return replace(found, figures=(), text=found.text + "neu\n")
