"""`onyx doctor`: what a person should look at when something is wrong, each with the reason in words."""

import asyncio
import shutil
import stat
import sys
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import text

from onyx_app import embedded, migrations, tenancy
from onyx_app.config import settings
from onyx_app.db import engine, house_session
from onyx_app.services import audit, ledger, pulse
from onyx_app.work import Actor, open_work

_LEAST_DISK = 1_000_000_000  # bytes
Verdict = tuple[bool, str]


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; `detail` is a sentence part whether it is well or not."""

    name: str
    ok: bool
    detail: str


def examine(*, running: bool) -> list[Check]:
    """Every check, in the order in which one depends on the other. The database has to be started.

    `running` says whether a supervisor runs this installation: only then a silent worker is a fault.
    """
    return [
        _checked(name, check)
        for name, check in (
            ("python", _python),
            ("secrets", _secrets),
            ("disk", _disk),
            ("database", _database),
            ("version", _version),
            ("migrations", _migrations),
            ("row security", _row_security),
            ("audit", _audit),
            ("books", _books),
            ("worker", lambda: _worker(running=running)),
        )
    ]


def report(checks: list[Check]) -> dict[str, Any]:
    """What `--json` prints; outside checks rely on these names."""
    return {"ok": all(check.ok for check in checks), "checks": [asdict(check) for check in checks]}


def _checked(name: str, check: Callable[[], Verdict]) -> Check:
    try:
        ok, detail = check()
    except Exception as error:  # the doctor reports what fails, it does not fail with it
        return Check(name, False, f"cannot be asked: {str(error).strip().splitlines()[0] if str(error) else error!r}")
    return Check(name, ok, detail)


def _python() -> Verdict:
    found = ".".join(map(str, sys.version_info[:3]))
    return sys.version_info >= (3, 11), f"{found} (3.11 or newer is needed)"


def _secrets() -> Verdict:
    open_files = [
        file.name
        for file in (settings().onyx_home / name for name in ("secret.key", "postgres.key", "demo.json"))
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077
    ]
    if open_files:
        return False, f"others can read {', '.join(open_files)} in {settings().onyx_home}: chmod 600"
    return True, f"the key files in {settings().onyx_home} are their owner's alone"


def _disk() -> Verdict:
    free = shutil.disk_usage(embedded.place(settings().onyx_home).base).free
    return free >= _LEAST_DISK, f"{free / 1e9:.1f} GB free where the data lives (1 GB is the least)"


def _database() -> Verdict:
    with psycopg.connect(embedded.dsn("app"), connect_timeout=10) as link:
        link.execute("select 1")
    return True, "the server of DATABASE_URL answers" if embedded.is_outside() else "the embedded PostgreSQL answers"


def _version() -> Verdict:
    with psycopg.connect(embedded.dsn("app"), connect_timeout=10) as link:
        found = link.info.server_version
    said = f"PostgreSQL {found // 10_000}.{found % 10_000} ({embedded.SUPPORTED} is supported)"
    return found // 10_000 == embedded.SUPPORTED, said


def _migrations() -> Verdict:
    current, newest = migrations.current(), migrations.newest()
    if current == newest:
        return True, f"at {newest}, the newest"
    return False, f"at {current or 'nothing'}, the newest is {newest}: run `make migrate`"


def _row_security() -> Verdict:
    found = tenancy.weaknesses()
    return not found, "; ".join(found) or "binds the app's login on every table"


def _audit() -> Verdict:
    return asyncio.run(_disposed(_verify_chains()))


async def _verify_chains() -> Verdict:
    agencies, entries, broken = await _agencies(), 0, []
    for agency_id in agencies:
        async with open_work(Actor.system(agency_id)) as work:
            chain = await audit.verify(work)
        entries += chain.entries
        if not chain.holds:
            broken.append(f"{agency_id} breaks at entry {chain.broken_at}")
    if broken:
        return False, f"the chain of agency {'; of agency '.join(broken)}"
    return True, f"{entries} entries of {len(agencies)} agencies hold"


def _books() -> Verdict:
    return asyncio.run(_disposed(_add_up_books()))


async def _add_up_books() -> Verdict:
    agencies, wrong = await _agencies(), []
    for agency_id in agencies:
        async with open_work(Actor.system(agency_id)) as work:
            balance = await ledger.trial_balance(work)
        if not balance.holds:
            wrong.append(f"{agency_id} by {', '.join(f'{sum_} {code}' for code, sum_ in balance.sums.items() if sum_)}")
    if wrong:
        return False, f"do not add up to zero: agency {'; agency '.join(wrong)} (smallest units)"
    return True, f"add up to zero in {len(agencies)} agencies"


async def _agencies() -> list[UUID]:
    async with house_session() as session:
        return list((await session.execute(text("select agency_id from lookup_agencies()"))).scalars())


async def _disposed(question: Coroutine[Any, Any, Verdict]) -> Verdict:
    try:
        return await question
    finally:
        await engine().dispose()


def _worker(*, running: bool) -> Verdict:
    with psycopg.connect(embedded.dsn("app"), connect_timeout=10) as link:
        row = link.execute("select seen_at from pulses where name = 'worker'").fetchone()
    if not running:
        return True, "OnyxOS is not running here"
    if row is None:
        return False, "the worker has not been heard yet"
    now = datetime.now(UTC)
    return not pulse.judge(row[0], now).silent, f"last heard {(now - row[0]).total_seconds():.0f} s ago"


def lines(checks: list[Check]) -> Iterator[str]:
    """The same for people."""
    for check in checks:
        yield f"{'✓' if check.ok else '✗'} {check.name:<13} {check.detail}"
