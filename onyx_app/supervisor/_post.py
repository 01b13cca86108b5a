"""The post of supervisor: one per ONYX_HOME, held by a file lock that the kernel gives back when the holder dies."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

_SAID = "running.json"


@dataclass(frozen=True)
class Running:
    """What the holder of the post says about itself."""

    pid: int
    address: str
    kind: str
    ready: bool


class Post:
    """Held from `take` until `leave` or the death of this process."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock: IO[str] | None = None
        self.was_abandoned = False  # the holder before us died without leaving; its children may still be ending

    def take(self) -> bool:
        """Whether the post is ours now."""
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (self._home / "supervisor.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        self.was_abandoned = self._said.exists()
        self._said.unlink(missing_ok=True)
        return True

    def say(self, address: str, kind: str, *, ready: bool) -> None:
        """Tell other commands where we are; replaced whole, so nobody reads half of it."""
        fresh = self._said.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(Running(os.getpid(), address, kind, ready))), "utf-8")
        fresh.replace(self._said)

    def leave(self) -> None:
        if self._lock is not None:
            self._said.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    @property
    def _said(self) -> Path:
        return self._home / _SAID


def running(home: Path) -> Running | None:
    """Who holds the post of `home`; None when nobody does, or when the holder has not spoken yet."""
    if not is_kept(home):
        return None
    try:
        return Running(**json.loads((home / _SAID).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def is_kept(home: Path) -> bool:
    """Whether a supervisor runs `home` right now."""
    try:
        lock = (home / "supervisor.lock").open("r")
    except FileNotFoundError:
        return False
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False
