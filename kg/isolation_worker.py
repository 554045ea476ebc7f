"""The process that reads documents for another one, within limits that the system holds: memory, and time.

Knows how a request and its answer are framed: a line of JSON that says how long the parts after it are. It must not
know where documents lie, nor what becomes of the answer. Run as `python -m kg.isolation_worker READER MEGABYTES`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from typing import IO, Any

import loaders
from kg.build import build
from kg.units import pack
from loaders.progress import listening
from ontology.vocabulary import VocabularyError

try:
    import resource
except ImportError:  # a system without limits: time is held all the same
    resource = None  # type: ignore[assignment]

#: How many times its limit a document may take that reports page after page.
PATIENCE = 15


def send(stream: IO[bytes], head: dict[str, Any], *parts: bytes) -> None:
    """Write one message. Raises OSError where nobody reads."""
    line = json.dumps({**head, "parts": [len(part) for part in parts]}) + "\n"
    stream.write(line.encode())
    for part in parts:
        stream.write(part)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], list[bytes]] | None:
    """The next message; None where there is none, or not all of it."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    head = json.loads(line)
    parts = [stream.read(length) for length in head["parts"]]
    return (head, parts) if [len(part) for part in parts] == head["parts"] else None


def named(reader: str) -> Callable[[bytes], Any]:
    """The function that `package.module:name` names."""
    module, _, name = reader.partition(":")
    return getattr(import_module(module), name)  # type: ignore[no-any-return]


def defect(error: Exception) -> str:
    """A failure that no reader should have, as one line with the place where it came up."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f", {os.path.basename(at.tb_frame.f_code.co_filename)}:{at.tb_lineno}" if at else ""  # noqa: PTH119
    said = " ".join(str(error).split())[:200]
    return f"a defect of the reader ({type(error).__name__}: {said}{where}); please report it"


def _limit_memory(megabytes: int) -> None:
    if resource is not None:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = megabytes << 20
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow(seconds: float) -> None:
    """End this process after so many seconds, whatever it does then: the system sees to it, not Python."""
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01) if seconds else 0)


def _answer(read: Callable[[bytes], Any], head: dict[str, Any], data: bytes, out: IO[bytes]) -> None:
    seconds: float = head["seconds"]
    end = time.monotonic() + PATIENCE * seconds

    def page_done(page: int, pages: int) -> None:
        _allow(min(seconds, end - time.monotonic()))
        send(out, {"kind": "page", "page": page, "pages": pages})

    with listening(page_done):
        disclosure = read(data)
    if head["identity"]:
        document, digest = head["identity"]
        disclosure = replace(disclosure, document=document, sha256=digest)
    packed = pack(build(disclosure, loaders.READER_VERSION))
    text = disclosure.text.encode("utf-8", "replace")
    _allow(0)
    send(out, {"kind": "read"}, disclosure.media_type.encode(), text, packed)


def _refusal(error: Exception) -> dict[str, Any]:
    if isinstance(error, loaders.Rejected):
        return {"kind": "rejected", "reason": str(error)}
    if isinstance(error, VocabularyError):
        return {"kind": "vocabulary", "reason": str(error)}
    return {"kind": "rejected", "reason": defect(error)}


def serve(reader: str, megabytes: int, requests: IO[bytes], out: IO[bytes]) -> None:
    """Answer requests until there are none."""
    _limit_memory(megabytes)
    read = named(reader)
    while (request := receive(requests)) is not None:
        head, (data,) = request
        _allow(head["seconds"])
        try:
            _answer(read, head, data, out)
        except MemoryError:
            send(out, {"kind": "memory"})
            return  # what could not be had may still be held: the next document gets a fresh process
        except Exception as error:  # whatever a document does to its reader is told, and the next one is read
            answer = _refusal(error)
            del error
            send(out, answer)
        finally:
            _allow(0)


def main(arguments: Sequence[str]) -> None:
    """Serve over standard input and output; what libraries print goes nowhere."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    out = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device
        os.dup2(nowhere.fileno(), 1)
    serve(arguments[0], int(arguments[1]), sys.stdin.buffer, out)


if __name__ == "__main__":
    main(sys.argv[1:])
