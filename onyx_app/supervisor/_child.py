"""A process that is kept running: started again when it ends, each time a little later."""

import asyncio
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from onyx_app import leash
from onyx_app.embedded import log_path
from onyx_app.tenancy import REFUSED

_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 30.0  # seconds before starting again; doubles each time
_STEADY = 60.0  # seconds after which a child counts as healthy and the pause starts small again


class Refused(Exception):
    """A child says that starting it again would not help; the message is its own sentence."""


class Exits:
    """Wakes whoever waits for a child when the kernel says that one ended: no polling, no thread per child."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._ended = asyncio.Event()
        loop.add_signal_handler(signal.SIGCHLD, self._wake)

    async def of(self, process: subprocess.Popen[bytes]) -> int:
        while (code := process.poll()) is None:
            await self._ended.wait()
        return code

    def _wake(self) -> None:
        self._ended.set()
        self._ended = asyncio.Event()


class Child:
    """`launch` starts the process; `keep` runs until cancelled."""

    def __init__(
        self, name: str, home: Path, launch: Callable[[], subprocess.Popen[bytes]], say: Callable[[str], None]
    ) -> None:
        self.name = name
        self.process: subprocess.Popen[bytes] | None = None
        self._home = home
        self._launch = launch
        self._say = say

    async def keep(self, exits: Exits) -> None:
        """Start it, and start it again whenever it ends.

        Raises:
            Refused: it ended with the status that means "do not try again".
        """
        pause = _FIRST_PAUSE
        while True:
            started = time.monotonic()
            self.process = self.process or self._launch()
            code = await exits.of(self.process)
            leash.end_group(self.process)
            self.process = None
            if code == REFUSED:
                raise Refused(last_words(self._home, self.name))
            if time.monotonic() - started > _STEADY:
                pause = _FIRST_PAUSE
            self._say(f"{self.name} ended ({_how(code)}) and starts again in {pause:g} s. Log: {self.log}")
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    @property
    def log(self) -> Path:
        return log_path(self._home, self.name)

    async def end(self, exits: Exits, how: signal.Signals, within: float) -> None:
        """Ask politely, then insist; what it started ends with it."""
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            await asyncio.wait_for(exits.of(self.process), within)
        except TimeoutError:
            self.process.kill()
            await exits.of(self.process)
        finally:
            leash.end_group(self.process)
        self.process = None


def last_words(home: Path, name: str) -> str:
    """The last line of a child's log."""
    lines = log_path(home, name).read_text("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"{name} ended without a word."


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"status {code}"
