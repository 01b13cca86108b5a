"""A real worker process (`python -m jobs`) against a test's database."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onyx_app.config import PROJECT

DEADLINE = 30.0


@dataclass
class Worker:
    """One worker; `log()` is what it wrote so far."""

    process: subprocess.Popen[bytes]
    written: Path

    def log(self) -> str:
        return self.written.read_text("utf-8", "replace")

    def kill(self) -> None:
        """As a power cut does."""
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        """As the supervisor does; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@contextmanager
def worker(**environment: str) -> Iterator[Worker]:
    """Start a worker with this process's settings; it is gone on the way out."""
    with tempfile.NamedTemporaryFile(prefix="onyx-worker-", suffix=".log", delete=False) as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "jobs"],
            cwd=PROJECT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    started = Worker(process, Path(written.name))
    try:
        yield started
    finally:
        if process.poll() is None:
            started.kill()
        started.written.unlink()


def until(true: Callable[[], Any], within: float = DEADLINE, *, why: Callable[[], str] = lambda: "") -> Any:
    """Wait until `true()` is something, and return it."""
    deadline = time.monotonic() + within
    while not (found := true()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {within} s in vain. {why()}")
        time.sleep(0.05)
    return found
