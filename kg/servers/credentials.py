"""Who asks: a user and a password, from the environment or from a person at a terminal. Never from an argument.

Nothing here and nothing that gets credentials from here puts a password into a message.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from types import MappingProxyType

from kg.errors import KgError

#: Who is meant where only a password is given, by the beginning of the variables' names.
USUAL = MappingProxyType({"NEO4J": "neo4j", "SPARQL": "admin"})


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and a password. What is printed of them is the user."""

    user: str
    password: str = field(repr=False)


def from_environment(prefix: str) -> Credentials | None:
    """What `PREFIX_USERNAME` and `PREFIX_PASSWORD` say; None where there is no password."""
    password = os.environ.get(f"{prefix}_PASSWORD")
    if not password:
        return None
    return Credentials(os.environ.get(f"{prefix}_USERNAME") or USUAL[prefix], password)


def ask(prefix: str, url: str) -> Credentials:
    """What a person at the terminal says. Raises KgError where there is none."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise KgError(f"{url} asks who you are", f"set {prefix}_USERNAME and {prefix}_PASSWORD")
    from getpass import getpass  # noqa: PLC0415 - only at a terminal

    usual = os.environ.get(f"{prefix}_USERNAME") or USUAL[prefix]
    print(f"user of {url} [{usual}]: ", end="", file=sys.stderr, flush=True)
    user = sys.stdin.readline().strip() or usual
    return Credentials(user, getpass("password: ", stream=sys.stderr))
