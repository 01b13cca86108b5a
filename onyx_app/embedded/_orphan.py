"""What an earlier owner of a cluster may have left: a server still running, or a pid file that tells lies.

PostgreSQL trusts a pid file whose number belongs to any living process of its user. After `kill -9` that can
be a zombie or a stranger with a recycled number, so we look at the process itself before PostgreSQL does.
"""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from onyx_app.embedded._problem import PostgresProblem

_STEPS = ((signal.SIGINT, 40.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))  # seconds to wait after each


def end(data: Path, socket: Path) -> None:
    """Stop a server that still runs in `data` (fast shutdown first); drop pid files that name nobody of ours.

    The caller holds the cluster's lock, so a server running now has lost its owner.
    """
    pid_file = data / "postmaster.pid"
    pid = _pid_in(pid_file)
    if pid is None:
        return
    for how, within in _STEPS:
        if not _runs_in(data, pid):
            break
        os.kill(pid, how)
        _wait_while(lambda: _runs_in(data, pid), within)
    else:
        raise PostgresProblem(f"A PostgreSQL left behind (process {pid}) does not stop. End it and try again.")
    for file in (pid_file, socket / ".s.PGSQL.5432.lock"):
        if _pid_in(file) == pid:
            file.unlink(missing_ok=True)


def _pid_in(file: Path) -> int | None:
    try:
        return int(file.read_text("utf-8").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _runs_in(data: Path, pid: int) -> bool:
    """Whether `pid` is a living PostgreSQL whose working folder is `data` (it always changes there)."""
    import psutil  # type: ignore[import-untyped]  # only after a crash: a normal start does not pay for the import

    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()).resolve() == data.resolve()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:  # another user's: cannot be ours, we run as the data's owner or as root
        return False


def _wait_while(condition: Callable[[], bool], within: float) -> None:
    deadline = time.monotonic() + within
    while condition() and time.monotonic() < deadline:
        time.sleep(0.05)
