"""`python -m tests.servers fetch [NAME...]` and `python -m tests.servers start NAME`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

from tests.servers.catalogue import PROGRAMS, Unavailable, program
from tests.servers.fetch import fetch
from tests.servers.java import java_for
from tests.servers.run import start

USAGE = f"usage: python -m tests.servers fetch [NAME...] | start NAME ({', '.join(PROGRAMS)})"


def _fetch(names: Sequence[str]) -> int:
    status = 0
    for name in names or PROGRAMS:
        try:
            found = program(name)
            print(f"{name}: {fetch(found)}, runs on {java_for(found)}")
        except Unavailable as reason:
            print(f"{name}: {reason}", file=sys.stderr)
            status = 1
    return status


def _start(name: str) -> int:
    try:
        running = start(name)
    except Unavailable as reason:
        print(reason, file=sys.stderr)
        return 1
    print(f"{running.name} answers at {running.url} (browser: {running.http})")
    if running.password_file:
        print(f"user {running.user}, password in {running.password_file}")
    print("Ctrl-C ends it and removes its data", flush=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        print()
    finally:
        running.stop()
    return 0


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say; returns the exit status."""
    match arguments:
        case ["fetch", *names]:
            return _fetch(names)
        case ["start", name]:
            return _start(name)
        case _:
            print(USAGE, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
