"""Making a cluster, and its log file."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import IO

from onyx_app import leash
from onyx_app.embedded._addresses import LOGINS, admin_password
from onyx_app.embedded._places import Place, binaries
from onyx_app.embedded._problem import PostgresProblem

ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
_LOG_LIMIT = 10_000_000  # bytes; the log before it is kept as .1


def make(found: Place, account: leash.Account | None, home: Path, *, durable: bool) -> None:
    """Run initdb beside the place and move the result there whole: a cut-off first start leaves nothing
    behind.
    """
    for left in (*found.base.glob("data.*"), *found.base.glob("admin.*")):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    fresh, secret = found.base / f"data.{os.getpid()}", found.base / f"admin.{os.getpid()}"
    secret.touch(mode=0o600)
    secret.write_text(admin_password(home), "utf-8")
    if account:
        os.chown(secret, account.uid, account.gid)
    try:
        done = _initdb(fresh, secret, account, durable=durable)
    finally:
        secret.unlink()
    if done.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        raise PostgresProblem(f"The database could not be made. {done.stderr.strip()[-300:]}")
    fresh.rename(found.data)


def erase(found: Place, home: Path) -> None:
    """Remove a throwaway cluster, wherever its place is."""
    for folder in (found.data, found.socket, found.base):
        shutil.rmtree(folder, ignore_errors=True)
    (home / "postgres.place").unlink(missing_ok=True)


def _initdb(
    fresh: Path, secret: Path, account: leash.Account | None, *, durable: bool
) -> subprocess.CompletedProcess[str]:
    argv = [
        str(binaries(account) / "initdb"), "--pgdata", str(fresh), "--username", LOGINS["admin"],
        "--pwfile", str(secret), "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C",
        "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-instructions",
    ]  # fmt: skip
    return subprocess.run(
        argv if durable else [*argv, "--no-sync"],
        env=ENVIRONMENT,
        cwd=fresh.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **leash.as_account(account),
    )


def open_log(home: Path, name: str) -> IO[bytes]:
    """`$ONYX_HOME/logs/<name>.log` for appending, readable by the operator alone."""
    path = log_path(home, name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists() and path.stat().st_size > _LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    path.touch(mode=0o600)
    return path.open("ab")


def log_path(home: Path, name: str) -> Path:
    return home / "logs" / f"{name}.log"
