"""Old Word files (.doc, .wps, .rtf), through LibreOffice where it is installed: they become .docx and are read as such.

LibreOffice runs with a profile of its own in a folder that is thrown away, without macros and without looking up
links, for a limited time. Knows how to run it; what the result says, the reader of .docx tells.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import struct
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from loaders.document import Document, Rejected
from loaders.formats.docx import read_docx
from loaders.formats.ole import MAGIC, Streams

SECONDS = 120
WORD, RTF = "application/msword", "application/rtf"

_SMALLEST = 64  # bytes of an RTF file with any text
_ENCRYPTED = 0x0100
_SETTING = '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
)
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>'
)


def read_doc(data: bytes) -> Document:
    """The document in the bytes of an old Word file.

    Raises `Rejected` where LibreOffice is not installed, cannot read the file, or takes longer than `SECONDS`.
    """
    old = data.startswith(MAGIC)
    if old and _protected(data):
        raise Rejected("protected by a password")
    if not old and len(data) < _SMALLEST:
        raise Rejected("an RTF file that is cut off")
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Rejected("an old Word file; install LibreOffice to read it")
    found = read_docx(convert(program, data, "doc" if old else "rtf", "docx"))
    return replace(found, sha256=hashlib.sha256(data).hexdigest(), media_type=WORD if old else RTF)


def convert(program: str, data: bytes, suffix: str, into: str) -> bytes:
    """A file in another format, by LibreOffice.

    Raises `Rejected` where it makes nothing of it in time.
    """
    with tempfile.TemporaryDirectory(prefix="fiscal-kg-", ignore_cleanup_errors=True) as folder:
        base = Path(folder)
        source = base / f"document.{suffix}"
        source.write_bytes(data)
        profile = base / "profile"
        (profile / "user").mkdir(parents=True)
        settings = "".join(_SETTING.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(settings), encoding="utf-8")
        made = base / "made"
        command = [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            *(
                "--headless",
                "--invisible",
                "--nologo",
                "--nodefault",
                "--norestore",
                "--nolockcheck",
                "--nofirststartwizard",
            ),
            *("--convert-to", into, "--outdir", str(made), str(source)),
        ]
        _run(command, base)
        result = next(iter(sorted(made.glob(f"*.{into}"))), None) if made.is_dir() else None
        if result is None:
            raise Rejected("LibreOffice cannot read it; it is damaged or protected")
        return result.read_bytes()


def _run(command: list[str], folder: Path) -> None:
    """Runs a program to its end, or ends it and what it started when its time is over."""
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as fault:
        raise Rejected(f"LibreOffice does not start: {fault.strerror}") from fault
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise Rejected(f"LibreOffice did not finish reading it in {SECONDS} seconds") from None
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _protected(data: bytes) -> bool:
    stream = Streams(data).read("WordDocument")[:12]
    return len(stream) == 12 and bool(struct.unpack_from("<H", stream, 10)[0] & _ENCRYPTED)
