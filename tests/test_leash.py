"""A child ends with its starter, on Linux by the kernel and elsewhere by a guard that waits on a pipe."""

import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

_STARTER = """
    import signal, sys, time
    from onyx_app import leash
    {elsewhere}
    child = leash.start(["sleep", "600"], last_word=signal.SIGTERM)
    print(child.pid, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("elsewhere", ["", "leash._LIBC = None"], ids=["linux", "elsewhere"])
def test_a_child_ends_when_its_starter_is_killed(elsewhere: str) -> None:
    program = textwrap.dedent(_STARTER).format(elsewhere=elsewhere)
    starter = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert starter.stdout is not None
    child = int(starter.stdout.readline())
    assert _lives(child)

    starter.kill()
    starter.wait()

    deadline = time.monotonic() + 15
    while _lives(child):
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
