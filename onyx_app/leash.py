"""Children that never outlive us: a process started here ends when its starter dies, even by `kill -9`.

On Linux the kernel does it (PR_SET_PDEATHSIG); elsewhere a shell waits on a pipe that only the starter holds
open.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_WATCH = 'read _; kill -"$1" "$2" 2>/dev/null'


@dataclass(frozen=True)
class Account:
    """The system user a child runs as, when it must not be root."""

    name: str
    uid: int
    gid: int


def start(
    argv: Sequence[str | Path],
    *,
    last_word: signal.Signals,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: int = subprocess.DEVNULL,
    stdout: Any = None,
    stderr: Any = None,
) -> subprocess.Popen[bytes]:
    """Start a child in its own session, so that Ctrl-C reaches us alone and we end the children in order.

    `last_word` is what the child gets when we die. Call this from the main thread: on Linux the kernel
    watches the thread that started the child, not the process.
    """
    options: dict[str, Any] = as_account(account)
    if _LIBC is not None:
        options["preexec_fn"] = _tied_to(os.getpid(), last_word)
    child = subprocess.Popen(
        [str(part) for part in argv],
        env=env,
        cwd=cwd,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
        **options,
    )
    if _LIBC is None:
        _watch(child, last_word)
    return child


def tie(last_word: signal.Signals) -> None:
    """Tie the process we are in to the one that started it (Linux; elsewhere its starter has to end it)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(last_word))


def end_group(child: subprocess.Popen[bytes]) -> None:
    """End at once what `child` started and left behind: it leads a session of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def as_account(account: Account | None) -> dict[str, Any]:
    """Arguments that make `subprocess` drop to `account`."""
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


def _tied_to(parent: int, last_word: signal.Signals) -> Callable[[], None]:
    def tie() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(last_word))
        if os.getppid() != parent:  # it died before we asked to be told
            os._exit(1)

    return tie


def _watch(child: subprocess.Popen[bytes], last_word: signal.Signals) -> None:
    """Give `child` a guard that sleeps until our end of its pipe closes, which even `kill -9` does."""
    reading, writing = os.pipe()
    name = last_word.name.removeprefix("SIG")
    subprocess.Popen(
        ["/bin/sh", "-c", _WATCH, "watch", name, str(child.pid)],
        stdin=reading,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(reading)
    os.set_inheritable(writing, False)
