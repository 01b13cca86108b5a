"""The embedded PostgreSQL survives what processes survive: kill -9, lies in pid files, lost owners."""

import os
import stat
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from onyx_app import leash
from onyx_app.embedded import PostgresProblem, Server, binaries, place
from onyx_app.embedded._places import settle


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A durable cluster below pytest's folder, which is 0700 and so out of reach for root's unprivileged user."""
    running = Server(tmp_path / "home").start()
    yield running
    running.durable = False  # so that nothing is left outside pytest's folder
    running.process = running.process or running.launch()
    running.stop()


def test_every_acknowledged_row_survives_kill_9(server: Server) -> None:
    acknowledged, failures = [], []
    with psycopg.connect(server.dsn("admin", "postgres"), autocommit=True) as link:
        link.execute("create table seen (number integer)")

    def write() -> None:
        with psycopg.connect(server.dsn("admin", "postgres"), autocommit=True) as link:
            try:
                for number in range(1_000_000):
                    link.execute("insert into seen values (%s)", [number])
                    acknowledged.append(number)
            except psycopg.OperationalError as error:
                failures.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    _until(lambda: len(acknowledged) > 500)
    _running(server).kill()
    writer.join(20)
    server.launch()
    server.wait_until_ready()

    with psycopg.connect(server.dsn("admin", "postgres")) as link:
        kept = [row[0] for row in link.execute("select number from seen order by number")]
    assert failures
    assert kept[: len(acknowledged)] == acknowledged
    assert len(kept) <= len(acknowledged) + 1  # one may have been written without its answer arriving


def test_a_pid_file_that_names_a_stranger_does_not_block_the_start(server: Server) -> None:
    _, account = settle(server.home)
    _running(server).kill()
    _running(server).wait()
    stranger = subprocess.Popen(["sleep", "60"], **leash.as_account(account))
    pid_file = place(server.home).data / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]))

    server.launch()
    server.wait_until_ready()

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_server_that_lost_its_owner_is_stopped_cleanly_at_the_next_start(server: Server) -> None:
    server.stop()
    found, account = settle(server.home)
    orphan = subprocess.Popen(
        [binaries(account) / "postgres", "-D", found.data, "-c", f"unix_socket_directories={found.socket}",
         "-c", "listen_addresses="],
        cwd=found.base, stderr=subprocess.DEVNULL, **leash.as_account(account),
    )  # fmt: skip
    _until(server.ready)
    threading.Thread(target=orphan.wait).start()  # as init does for a real orphan

    server.start()

    assert orphan.wait(10) == 0
    assert server.ready()


def test_it_ends_when_its_owner_is_killed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    owner = _owner_of(home)
    pid = int((place(home).data / "postmaster.pid").read_text().split("\n")[0])

    owner.kill()
    owner.wait()

    _until(lambda: not _lives(pid))
    again = Server(home, durable=False).start()
    assert again.ready()
    again.stop()


def test_it_listens_on_a_private_socket_alone_and_wants_passwords(server: Server) -> None:
    folder = place(server.home).socket

    with psycopg.connect(server.dsn("admin", "postgres")) as link:
        listening = link.execute("show listen_addresses").fetchone()
        locale = link.execute(
            "select datlocprovider, datlocale, pg_encoding_to_char(encoding) from pg_database"
            " where datname = 'postgres'"
        ).fetchone()

    assert listening == ("",)
    assert locale == ("b", "C.UTF-8", "UTF8")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(os.fsencode(folder)) < 90
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"host={folder} user=onyx_admin dbname=postgres password=")


def test_folders_above_the_home_keep_their_modes(tmp_path: Path) -> None:
    above = [tmp_path, *tmp_path.parents]
    before = [folder.stat().st_mode for folder in above]
    server = Server(tmp_path / "home", durable=False).start()

    outside = not place(server.home).base.is_relative_to(tmp_path)
    server.stop()

    assert [folder.stat().st_mode for folder in above] == before
    assert outside is (os.geteuid() == 0)  # an ordinary user's data stays in its ONYX_HOME


def test_a_home_with_a_long_name_gets_a_short_socket_folder(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 30)

    server = Server(home, durable=False).start()

    assert server.ready()
    assert len(os.fsencode(place(home).socket)) < 90
    server.stop()


def test_a_first_start_that_was_cut_off_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    home = tmp_path / "home"
    found, _ = settle(home)
    half = found.base / "data.12345"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")

    server = Server(home, durable=False).start()

    assert server.ready()
    assert not half.exists()
    server.stop()


def test_a_second_server_of_the_same_home_waits_and_then_says_so(server: Server) -> None:
    with pytest.raises(PostgresProblem, match="Another command is using the database"):
        Server(server.home, patience=0.3).start()


def test_a_copied_home_does_not_stop_the_server_of_the_original(server: Server, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    if os.geteuid() == 0:  # an ordinary user's copy has data of its own
        copy.mkdir(mode=0o700)
        (copy / "postgres.place").write_text(f"{place(server.home).base}\n")
        with pytest.raises(PostgresProblem, match="Another command is using the database"):
            Server(copy, patience=0.3).start()

    assert server.ready()


def _running(server: Server) -> "subprocess.Popen[bytes]":
    assert server.process is not None
    return server.process


def _owner_of(home: Path) -> "subprocess.Popen[bytes]":
    """Another process that runs the cluster of `home`."""
    program = f"""
        import time
        from pathlib import Path
        from onyx_app.embedded import Server
        server = Server(Path({str(home)!r})).start()
        print("up", flush=True)
        time.sleep(600)
    """
    owner = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE)
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"up\n"
    return owner


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return (
        Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z" if Path("/proc").exists() else True
    )


def _until(condition: Callable[[], bool], within: float = 30.0) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        threading.Event().wait(0.02)
