"""Runs a server for another process and ends it with that process, however that one ends.

Run as `python guard.py FOLDER COMMAND...`: standard input is a pipe. A line on it starts a dead server again;
when the pipe closes, because its owner closed it or is no more, the server is ended and its folder removed. It imports
nothing of ours.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path


def _launch(folder: Path, command: list[str]) -> subprocess.Popen[bytes]:
    with (folder / "output.log").open("ab") as log:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    part = folder / "pid.part"
    part.write_text(str(server.pid), encoding="utf-8")
    part.rename(folder / "pid")
    return server


def main() -> None:
    """Run the command until the owner ends, or says that it is enough."""
    # A server that died is gone at once, so that its owner sees that it is.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    folder, command = Path(sys.argv[1]), sys.argv[2:]
    server = _launch(folder, command)
    for _ in sys.stdin:
        server.wait()
        server = _launch(folder, command)
    server.kill()  # its data goes with its folder: nothing is to be written down in an orderly way
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
