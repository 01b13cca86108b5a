"""What has to be done before the web process and the worker start; each step says what it does while it takes time."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql

from onyx_app import embedded, frontend, leash, migrations
from onyx_app.config import PROJECT, settings
from onyx_app.supervisor._child import Exits, last_words

_SEED = "import asyncio; from onyx_app.demo import seed; asyncio.run(seed())"
_FIRST_OWNER = (
    "import asyncio; from onyx_app.services.links import first_owner_link; print(asyncio.run(first_owner_link()) or '')"
)
_READY_WITHIN = 60.0  # seconds


class Problem(RuntimeError):
    """Something the person at the keyboard can change; the message is the sentence to print."""


@contextmanager
def with_database() -> Iterator[None]:
    """The database, provisioned, for the length of a command: the running one, or started for just this long.

    Raises:
        PostgresProblem: it cannot be reached, or is not what OnyxOS needs.
    """
    if embedded.is_outside():
        embedded.provision_outside()
        yield
        return
    server = embedded.Server(settings().onyx_home)
    ours = not server.ready()
    if ours:
        server.start()
    try:
        server.provision()
        yield
    finally:
        if ours:
            server.stop()


@contextmanager
def with_database_if_possible() -> Iterator[None]:
    """The same for commands that have something to say even when it cannot be reached."""
    with ExitStack() as started:
        with suppress(embedded.PostgresProblem, psycopg.Error):
            started.enter_context(with_database())
        yield


class Steps:
    """The start, step by step. `say` prints a line; `exits` tells when a child ended."""

    def __init__(self, exits: Exits, say: Callable[[str], None]) -> None:
        self._exits = exits
        self._say = say
        self._home = settings().onyx_home

    async def provision(self) -> None:
        """Roles and database."""
        await asyncio.to_thread(_provision)

    async def migrate(self) -> None:
        """Tables as this version needs them."""
        if await asyncio.to_thread(migrations.up_to_date):
            return
        self._say("Preparing the tables.")
        await self._run("migrate", ["-m", "onyx_app.migrations"], "The tables could not be prepared")

    async def export(self) -> Path:
        """The pages for the browser."""
        if found := frontend.exported():
            return found
        self._say("Building the pages. The first time this takes about half a minute.")
        began = time.monotonic()
        await self._run("export", ["-m", "onyx_app.frontend"], "")
        self._say(f"Pages built in {time.monotonic() - began:.0f} s.")
        return Path(last_words(self._home, "export"))  # not asked again: the sources may have changed since

    def is_seeded(self) -> bool:
        """Whether the sample agencies are there and answer at this address."""
        people = self._home / "demo.json"
        return people.exists() and json.loads(people.read_text("utf-8")).get("base_url") == settings().base_url

    def drop_half_a_sample(self) -> bool:
        """Begin again when the first filling was cut off: nobody has seen its sign-ins. Whether there was one."""
        if embedded.is_outside() or (self._home / "demo.json").exists():
            return False
        server = embedded.Server(self._home)
        with psycopg.connect(server.dsn("admin")) as link:
            if link.execute("select 1 from sign_ins limit 1").fetchone() is None:
                return False
        with psycopg.connect(server.dsn("admin", "postgres"), autocommit=True) as link:
            link.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(embedded.DATABASE)))
        server.provision()
        return True

    async def seed(self) -> None:
        """The sample agencies with the days up to now."""
        if not self.is_seeded():
            self._say("Filling the sample agencies with 90 days of work.")
        await self._run("seed", ["-c", _SEED], "The sample agencies could not be made")

    async def first_owner_link(self) -> str:
        """A link that makes its reader the first owner; empty when there is one already."""
        child = leash.start(
            [sys.executable, "-c", _FIRST_OWNER], last_word=signal.SIGTERM, cwd=PROJECT, stdout=subprocess.PIPE
        )
        printed, _ = await asyncio.to_thread(child.communicate)
        return printed.decode().strip()

    async def _run(self, name: str, argv: list[str], failed: str) -> None:
        with embedded.open_log(self._home, name) as log:
            child = leash.start([sys.executable, *argv], last_word=signal.SIGTERM, cwd=PROJECT, stdout=log, stderr=log)
        try:
            code = await self._exits.of(child)
        except asyncio.CancelledError:
            child.terminate()
            raise
        finally:
            leash.end_group(child)
        if code != 0:
            words = last_words(self._home, name)
            log_file = embedded.log_path(self._home, name)
            raise Problem(f"{failed}: {words} The whole story is in {log_file}." if failed else words)


def _provision() -> None:
    if embedded.is_outside():
        embedded.provision_outside()
    else:
        embedded.Server(settings().onyx_home).provision()


async def until_ready() -> None:
    """Return when the web process answers.

    Raises:
        Problem: it does not, for a minute.
    """
    deadline = time.monotonic() + _READY_WITHIN
    while not await _answers():
        if time.monotonic() > deadline:
            raise Problem(f"The web process does not answer. Its log: {embedded.log_path(settings().onyx_home, 'web')}")
        await asyncio.sleep(0.05)


async def _answers() -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings().onyx_host, settings().onyx_host)  # noqa: S104
    try:
        reader, writer = await asyncio.open_connection(host, settings().onyx_port)
    except OSError:
        return False
    try:
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        await writer.drain()
        line = await asyncio.wait_for(reader.readline(), 10)
    except (OSError, TimeoutError):
        return False
    finally:
        writer.close()
    return b" 200 " in line
