"""The whole house under one command: it comes up once, heals what dies, and leaves nothing behind."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from onyx_app import frontend
from onyx_app.config import PROJECT
from tests.homes import home_in
from tests.serving import free_port

_WITHIN = 90.0  # seconds; a start takes 4 of them, more while other tests run


class House:
    """`onyx up` in an ONYX_HOME of its own, as a person would start it; `said` is what it printed."""

    def __init__(self, home: Path, port: int | None = None, *, verb: str = "up", **settings: str) -> None:
        self.home = home
        self.port = port or free_port()
        self.settings = settings
        self.written = home.with_name(f"{home.name}-{self.port}-{time.monotonic_ns()}.txt")
        self.process = self._run(verb)

    @property
    def said(self) -> str:
        return self.written.read_text("utf-8")

    def answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def children(self) -> dict[str, psutil.Process]:
        """postgres, web and worker, by what they run."""
        found, words = {}, ""
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error):  # just ended
                words = " ".join(child.cmdline())
            name = next((name for name, mark in _MARKS.items() if mark in words), "")
            found |= {name: child} if name else {}
        return found

    def ask(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "onyx_app.cli", *words],
            cwd=PROJECT, env=self._environment(), capture_output=True, text=True, timeout=_WITHIN, check=False,
        )  # fmt: skip

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(_WITHIN)

    def _run(self, verb: str) -> "subprocess.Popen[bytes]":
        with self.written.open("wb") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "onyx_app.cli", verb],
                cwd=PROJECT, env=self._environment(), stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        own = {"ONYX_HOME": str(self.home), "ONYX_PORT": str(self.port), "DATABASE_URL": "", "ONYX_BASE_URL": ""}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
        return kept | own | self.settings


_MARKS = {"postgres": "bin/postgres", "web": "onyx_app.web", "worker": "-m jobs"}


@pytest.fixture(scope="module", autouse=True)
def pages() -> None:
    """Built before any of these starts, so that each start is a warm one."""
    frontend.export()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with home_in(tmp_path) as home:
        yield home


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    running = House(home)
    _until(running.answers, running)
    yield running
    if running.process.poll() is None:
        running.stop()


def test_up_offers_a_first_owner_link_and_ctrl_c_leaves_nothing_running(house: House) -> None:
    _until(lambda: "Stop it with Ctrl-C" in house.said, house)
    children = [psutil.Process(house.process.pid), *psutil.Process(house.process.pid).children(recursive=True)]

    status = house.stop()

    assert re.search(rf"http://localhost:{house.port}/first-owner\?token=\S+", house.said)
    assert status == 0
    assert [child for child in children if child.is_running()] == []
    assert "sample.test" not in house.said


def test_a_second_start_points_at_the_first(house: House) -> None:
    _until(lambda: "Stop it with Ctrl-C" in house.said, house)

    again, other_kind = house.ask("up"), house.ask("demo")

    assert again.returncode == 0
    assert f"already running at http://localhost:{house.port}" in again.stdout
    assert other_kind.returncode == 1
    assert "with your own agencies" in other_kind.stdout


def test_two_starts_at_once_become_one_house(home: Path) -> None:
    port = free_port()
    first, second = House(home, port), House(home, port)
    try:
        _until(lambda: None in (first.process.poll(), second.process.poll()) and first.answers(), first)
        _until(lambda: 0 in (first.process.poll(), second.process.poll()), first)
        stays = first if first.process.poll() is None else second
        left = second if stays is first else first

        assert f"already running at http://localhost:{port}" in left.said
        assert stays.answers()
    finally:
        for house in (first, second):
            if house.process.poll() is None:
                house.stop()


@pytest.mark.parametrize("name", ["postgres", "web", "worker"])
def test_a_child_that_is_killed_comes_back(house: House, name: str) -> None:
    _until(lambda: "Stop it with Ctrl-C" in house.said, house)
    killed = house.children()[name].pid

    os.kill(killed, signal.SIGKILL)

    _until(lambda: name in house.children() and house.children()[name].pid != killed and house.answers(), house)
    assert f"{name} ended (SIGKILL)" in house.said
    assert house.process.poll() is None


def test_when_the_supervisor_is_killed_everything_ends_and_the_next_start_finds_its_rows(house: House) -> None:
    _until(lambda: "Stop it with Ctrl-C" in house.said, house)
    database = house.ask("db-url", "--role", "owner").stdout.strip()
    with psycopg.connect(database) as link:
        link.execute("create schema kept create table rows (number integer)")
    children = psutil.Process(house.process.pid).children(recursive=True)

    house.process.kill()
    house.process.wait()
    again = House(house.home, house.port)

    try:
        _until(again.answers, again)
        with psycopg.connect(database) as link:
            assert link.execute("select count(*) from kept.rows").fetchone() == (0,)
        _until(lambda: not any(map(_lives, children)), again)  # politely: what they do may finish
    finally:
        again.stop()


def test_doctor_finds_a_running_house_well(house: House) -> None:
    _until(lambda: json.loads(house.ask("doctor", "--json").stdout)["ok"], house)

    report = json.loads(house.ask("doctor", "--json").stdout)

    assert [check["name"] for check in report["checks"]] == [
        "python", "secrets", "disk", "database", "version", "migrations", "row security", "audit", "books", "worker",
    ]  # fmt: skip
    assert all(check["detail"] for check in report["checks"])


def test_a_taken_port_is_one_sentence(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        house = House(home, taken.getsockname()[1])

        status = house.process.wait(_WITHIN)

    assert status == 1
    assert re.fullmatch(r"Port \d+ of 127\.0\.0\.1 is not free \(.+\)\. Set ONYX_PORT .+\n", house.said)


def test_an_unreachable_database_is_one_sentence(home: Path) -> None:
    house = House(home, DATABASE_URL="postgresql://owner:secret@127.0.0.1:1/onyx")

    status = house.process.wait(_WITHIN)

    assert status == 1
    assert house.said.startswith("DATABASE_URL cannot be reached: ")
    assert "Traceback" not in house.said
    assert "secret" not in house.said


def test_a_wrong_setting_is_one_sentence(home: Path) -> None:
    house = House(home, LOG_LEVEL="LOUD")

    status = house.process.wait(_WITHIN)

    assert status == 1
    assert house.said.startswith("LOG_LEVEL: ")
    assert house.said.count("\n") == 1


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _until(condition: Callable[[], bool], house: House) -> None:
    deadline = time.monotonic() + _WITHIN
    while not condition():
        assert time.monotonic() < deadline, house.said
        threading.Event().wait(0.05)
