"""Files and folders that appear whole or not at all, under the name that was asked for.

It knows temporary names and what may be replaced; what is written is not its business.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kg.errors import KgError


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write ("-": standard output), which takes its name at the end. Raises KgError and OSError."""
    if str(path) == "-":
        yield sys.stdout.buffer
        return
    if path.is_dir():
        raise KgError(f"{path} is a folder", "this format is one file: give the name of a file")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            yield file
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _about(path, error) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def whole_folder(path: Path, ours: re.Pattern[str]) -> Iterator[Path]:
    """A folder to fill, which takes its name at the end. `ours` matches the names of the files that may be replaced.

    Raises KgError where something else lies under this name, and OSError.
    """
    if str(path) == "-":
        raise KgError("this format is a folder of files", "give the name of a folder, not -")
    if path.exists() and not path.is_dir():
        raise KgError(f"{path} is a file", "this format is a folder: give the name of a folder")
    if path.is_dir() and (others := sorted(entry.name for entry in path.iterdir() if not ours.fullmatch(entry.name))):
        raise KgError(f"{path} holds {others[0]}, which no export wrote", "give a folder that is empty or not there")
    path = path.resolve()
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    old = path.with_name(f".{path.name}.{os.getpid()}.old")
    try:
        temporary.mkdir()
        yield temporary
        if path.exists():
            path.rename(old)
        temporary.rename(path)
    except OSError as error:
        raise _about(path, error) from error
    finally:
        if old.exists() and not path.exists():
            old.rename(path)
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _about(path: Path, error: OSError) -> OSError:
    """The error as one about what was asked for, not about what would have taken its name."""
    return OSError(error.errno, error.strerror or str(error), str(path))
