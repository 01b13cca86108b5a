"""`onyx demo` and `onyx up`, from the first line printed to the last child ended."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from rich.console import Console

from onyx_app import embedded, frontend, leash
from onyx_app.config import PROJECT, Settings, settings
from onyx_app.supervisor._child import Child, Exits, Refused
from onyx_app.supervisor._kind import Kind, claim
from onyx_app.supervisor._post import Post, Running, is_kept, running
from onyx_app.supervisor._steps import Problem, Steps, until_ready

_OTHER_START_WITHIN = 600.0  # seconds a second command waits for the first one to come up
_POLITE = 15.0  # seconds the web process and the worker have to finish what they do
_CLEAN = 40.0  # seconds PostgreSQL has to write everything down
_SENTENCES = (Problem, Refused, embedded.PostgresProblem, frontend.BuildFailed, psycopg.OperationalError, OSError)


def run(kind: Kind) -> int:
    """Run the installation until Ctrl-C; the exit status. A second call prints where the first one answers."""
    console = Console(highlight=False, soft_wrap=True)
    post, status = Post(settings().onyx_home), 0
    try:
        if _take(post, kind, console):
            asyncio.run(_Supervisor(kind, post, console).run())
    except* _SENTENCES as problems:
        console.print(sentence_of(problems), style="red", markup=False)
        status = 1
    finally:
        post.leave()
    return status


def sentence_of(problem: BaseException) -> str:
    """The first sentence inside a group of errors."""
    while isinstance(problem, BaseExceptionGroup):
        problem = problem.exceptions[0]
    if isinstance(problem, OSError):
        return f"{problem.filename or settings().onyx_home}: {problem.strerror or problem}"
    return f"The database does not answer: {problem}" if isinstance(problem, psycopg.Error) else str(problem)


def _take(post: Post, kind: Kind, console: Console) -> bool:
    """Whether we are the ones to start; if not, wait until the other start is done and say where it answers."""
    home, deadline, told = settings().onyx_home, time.monotonic() + _OTHER_START_WITHIN, False
    while not post.take():
        other = running(home)
        if other and other.ready:
            _point_to(other, kind, console)
            return False
        if not told and is_kept(home):
            console.print("OnyxOS is being started by another command; waiting for it.")
            told = True
        if time.monotonic() > deadline:
            raise Problem("Another command has been starting OnyxOS for ten minutes. Stop it, then try again.")
        time.sleep(0.2)
    return True


def _point_to(other: Running, kind: Kind, console: Console) -> None:
    if other.kind != kind:
        what = "the sample agencies" if other.kind == "sample" else "your own agencies"
        raise Problem(f"OnyxOS runs at {other.address} with {what}. Stop it first, or choose another ONYX_HOME.")
    console.print(f"OnyxOS is already running at [bold]{other.address}[/]")
    if kind == "sample":
        _print_people(console)


class _Supervisor:
    """Owns the children."""

    def __init__(self, kind: Kind, post: Post, console: Console) -> None:
        self._settings: Settings = settings()
        self._home = self._settings.onyx_home
        self._kind = kind
        self._post = post
        self._console = console
        self._stop = asyncio.Event()
        self._server = None if embedded.is_outside() else embedded.Server(self._home)
        self._postgres: Child | None = None
        self._others: list[Child] = []

    async def run(self) -> None:
        """Live until told to stop, then end the children in order."""
        loop = asyncio.get_running_loop()
        exits = Exits(loop)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop.set)
        await _free_port(self._settings, within=_POLITE if self._post.was_abandoned else 0)
        self._post.say(self._settings.base_url, self._kind, ready=False)
        living = asyncio.create_task(self._live(exits))
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({living, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if living.done():
                await living
        finally:
            living.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await living
            await self._end(exits)

    async def _live(self, exits: Exits) -> None:
        """Start everything in order, then keep it alive."""
        began = time.monotonic()
        self._steps = steps = Steps(exits, self._say)
        async with asyncio.TaskGroup() as children:
            await self._start_database(children, exits)
            await steps.provision()
            pages = children.create_task(steps.export())
            await self._prepare(steps)
            self._start_the_others(children, exits, frontend.web_environment(await pages))
            await until_ready()
            await self._welcome(time.monotonic() - began)
            if self._kind == "sample":
                await self._catch_up(steps)

    async def _prepare(self, steps: Steps) -> None:
        """Tables, and the sample agencies when that is what runs here."""
        await steps.migrate()
        await asyncio.to_thread(claim, self._kind)
        if self._kind == "own" or steps.is_seeded():
            return
        if await asyncio.to_thread(steps.drop_half_a_sample):
            await steps.migrate()
            await asyncio.to_thread(claim, self._kind)
        await steps.seed()

    async def _catch_up(self, steps: Steps) -> None:
        """The days since the last start, while people sign in already."""
        try:
            await steps.seed()
        except Problem as problem:
            self._say(str(problem))

    def _start_the_others(self, children: asyncio.TaskGroup, exits: Exits, environment: dict[str, str]) -> None:
        for name, module in (("web", "onyx_app.web"), ("worker", "jobs")):
            child = Child(name, self._home, self._launcher(name, module, environment), self._say)
            self._others.append(child)
            children.create_task(child.keep(exits))

    async def _start_database(self, children: asyncio.TaskGroup, exits: Exits) -> None:
        if self._server is None:
            return
        server = self._server
        if not (self._home / "logs").exists():
            self._say("Making the database.")
        await asyncio.to_thread(server.prepare)
        server.launch()
        await asyncio.to_thread(server.wait_until_ready)
        self._postgres = Child("postgres", self._home, server.launch, self._say)
        self._postgres.process = server.process
        children.create_task(self._postgres.keep(exits))

    def _launcher(self, name: str, module: str, environment: dict[str, str]) -> Callable[[], subprocess.Popen[bytes]]:
        def launch() -> subprocess.Popen[bytes]:
            with embedded.open_log(self._home, name) as log:
                return leash.start(
                    [sys.executable, "-m", module],
                    last_word=signal.SIGTERM,
                    env=os.environ | environment,
                    cwd=PROJECT,
                    stdout=log,
                    stderr=log,
                )

        return launch

    async def _welcome(self, seconds: float) -> None:
        self._post.say(self._settings.base_url, self._kind, ready=True)
        self._console.print(f"OnyxOS is running at [bold]{self._settings.base_url}[/]  (after {seconds:.1f} s)")
        if self._kind == "sample":
            _print_people(self._console)
        else:
            await self._offer_first_owner()
        self._console.print("Stop it with Ctrl-C.")

    async def _offer_first_owner(self) -> None:
        if link := await self._steps.first_owner_link():
            self._console.print("Nobody can sign in yet. Open this link once to become the first owner:")
            self._console.print(link, style="bold", markup=False)

    async def _end(self, exits: Exits) -> None:
        """The ones who use the database first, then the database."""
        await asyncio.gather(*(child.end(exits, signal.SIGTERM, _POLITE) for child in self._others))
        if self._postgres is not None:
            await self._postgres.end(exits, signal.SIGINT, _CLEAN)
        if self._server is not None:
            self._server.stop()

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False)


async def _free_port(chosen: Settings, *, within: float) -> None:
    """Return when we can bind our port; a web process left behind by a killed supervisor needs a moment to end."""
    deadline = time.monotonic() + within
    while reason := _taken_because(chosen):
        if time.monotonic() >= deadline:
            raise Problem(
                f"Port {chosen.onyx_port} of {chosen.onyx_host} is not free ({reason}). "
                "Set ONYX_PORT to another one, or stop what uses it."
            )
        await asyncio.sleep(0.1)


def _taken_because(chosen: Settings) -> str:
    family = socket.AF_INET6 if ":" in chosen.onyx_host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.onyx_host, chosen.onyx_port))
        except OSError as error:
            return error.strerror or "it cannot be bound"
    return ""


def _print_people(console: Console) -> None:
    file: Path = settings().onyx_home / "demo.json"
    if not file.exists():
        return
    for person in json.loads(file.read_text("utf-8"))["people"]:
        words = (person["email"], person["password"], person["role"], person["agency"])
        console.print("  {:<34} {:<22} {:<9} {}".format(*words), markup=False)
