"""The words of templates, as data: what a column title, a table title, a section heading or a role means.

One TOML file a topic; `load` reads one. Values of the coded fields are those of the public tables. To teach the
readers a new province, add its words here: no code changes.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The vocabulary file `name`.toml as plain data. Treat it as read-only: it is shared.

    Raises FileNotFoundError where there is no such vocabulary.
    """
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
