"""The PostgreSQL that comes with us, run as our own child.

We believe processes, not `postmaster.pid`: after `kill -9` that file may name a zombie or somebody else's
process, and PostgreSQL would refuse to start for as long as that process lives.
"""

import contextlib
import fcntl
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from psycopg import pq

from onyx_app import leash
from onyx_app.embedded import _cluster, _orphan
from onyx_app.embedded._addresses import DATABASE, DatabaseRole, embedded_dsn
from onyx_app.embedded._places import binaries, place, settle
from onyx_app.embedded._problem import PostgresProblem
from onyx_app.embedded._provision import provision

_STOP_WITHIN = 30.0
_LAUNCHES = 10
_FAST, _IMMEDIATE = signal.SIGINT, signal.SIGQUIT  # PostgreSQL's own meaning of these signals
_SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    # Rows, and with them personal data, stay out of the log: no DETAIL lines and no failing statements.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "jit": "off",
} | ({"recovery_init_sync_method": "syncfs"} if sys.platform == "linux" else {})  # recovery in one sync, not per file
_THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class Server:
    """One cluster below `home`. `durable=False` is for tests: fast, not crash-safe, gone after `stop`.

    `patience` in seconds is for other commands that use it and for its own start: after a crash it replays its log.
    """

    def __init__(self, home: Path, *, durable: bool = True, patience: float = 60.0) -> None:
        self.home = home
        self._patience = patience
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    def dsn(self, role: DatabaseRole, database: str = DATABASE) -> str:
        return embedded_dsn(self.home, role, database)

    def ready(self) -> bool:
        """Whether it takes connections (the question `pg_isready` asks)."""
        found = place(self.home)
        if not (found.socket / ".s.PGSQL.5432").exists():
            return False
        return pq.PGconn.ping(f"host={found.socket} port=5432".encode()) == pq.Ping.OK

    def start(self) -> "Server":
        """Prepare, launch and wait until it takes connections.

        Raises:
            PostgresProblem: it cannot run here, or did not become ready in time.
        """
        self.prepare()
        try:
            self.launch()
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def prepare(self) -> None:
        """Take the cluster for us alone, end what an earlier owner left, make it when it is new."""
        found, account = settle(self.home)
        self._take()
        _orphan.end(found.data, found.socket)
        if not (found.data / "PG_VERSION").exists():
            _cluster.make(found, account, self.home, durable=self.durable)

    def launch(self) -> subprocess.Popen[bytes]:
        """Run `postgres` as our child; it shuts down cleanly when we die. `prepare` comes first, once."""
        found, account = settle(self.home)
        _orphan.end(found.data, found.socket)
        argv: list[str | Path] = [binaries(account) / "postgres", "-D", found.data]
        options = _SETTINGS | ({} if self.durable else _THROWAWAY)
        options["unix_socket_directories"] = str(found.socket)
        for name, value in options.items():
            argv += ["-c", f"{name}={value}"]
        with _cluster.open_log(self.home, "postgres") as log:
            self.process = leash.start(
                argv,
                last_word=_FAST,
                account=account,
                env=_cluster.ENVIRONMENT,
                cwd=found.base,
                stdout=log,
                stderr=log,
            )
        return self.process

    def wait_until_ready(self) -> None:
        """Return when it takes connections; a launch that dies is repeated (an old shared memory block may
        linger).
        """
        deadline, launches = time.monotonic() + self._patience, 1
        while not self.ready():
            if self.process is None:
                raise PostgresProblem("PostgreSQL was stopped while it started.")
            died = self.process.poll() is not None
            if time.monotonic() > deadline or (died and launches == _LAUNCHES):
                log = _cluster.log_path(self.home, "postgres")
                raise PostgresProblem(f"PostgreSQL did not start. Its last words are in {log}.")
            if died:
                time.sleep(0.5)
                self.launch()
                launches += 1
            time.sleep(0.02)

    def stop(self) -> None:
        """End it cleanly: sessions are cut, everything is written, then the files are released."""
        process, self.process = self.process, None
        if process is not None:
            _end(process)
            if not self.durable:
                _cluster.erase(place(self.home), self.home)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def provision(self, database: str = DATABASE) -> None:
        """Roles, `database` and grants, brought to what they should be (idempotent)."""
        provision(self.dsn("admin", "postgres"), database)

    def _take(self) -> None:
        """Wait for whoever runs it briefly (`doctor`, `migrate`), then hold it until `stop`.

        The lock lies beside the data, so that a copied ONYX_HOME cannot take the original's server for an orphan.
        """
        if self._lock is not None:
            return
        lock = (place(self.home).base / "lock").open("w")
        deadline = time.monotonic() + self._patience
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    lock.close()
                    raise PostgresProblem(f"Another command is using the database of {self.home}.") from None
                time.sleep(0.1)
            else:
                self._lock = lock
                return


def _end(process: subprocess.Popen[bytes]) -> None:
    for how, within in ((_FAST, _STOP_WITHIN), (_IMMEDIATE, 10.0), (signal.SIGKILL, 5.0)):
        if process.poll() is not None:
            return
        process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(within)
