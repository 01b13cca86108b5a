"""Whether the database is at the newest migration, and how it gets there.

The question is asked at every start, so it is answered without Alembic: importing that takes longer than asking.
"""

import re
from pathlib import Path

import psycopg

from onyx_app import embedded
from onyx_app.config import PROJECT

_REVISION = re.compile(r'^(revision|down_revision)\s*(?::[^=]+)?=\s*"([^"]+)"', re.M)


def newest() -> str:
    """The revision no other migration follows."""
    found = [dict(_REVISION.findall(file.read_text("utf-8"))) for file in _files()]
    ends = {one["revision"] for one in found} - {one["down_revision"] for one in found if "down_revision" in one}
    if len(ends) != 1:
        raise embedded.PostgresProblem(f"The migrations have {len(ends)} ends instead of one: {sorted(ends)}.")
    return str(ends.pop())


def current(dsn: str | None = None) -> str | None:
    """The revision the database is at; None when nothing was migrated yet."""
    with psycopg.connect(dsn or embedded.dsn("owner"), connect_timeout=10) as link:
        if link.execute("select to_regclass('public.alembic_version')").fetchone() == (None,):
            return None
        row = link.execute("select version_num from public.alembic_version").fetchone()
        return str(row[0]) if row else None


def up_to_date(dsn: str | None = None) -> bool:
    return current(dsn) == newest()


def upgrade(dsn: str | None = None) -> None:
    """Run what is missing, as the owner of the tables; safe when two processes do it together."""
    from alembic import command
    from alembic.config import Config

    config = Config(str(PROJECT / "alembic.ini"))
    if dsn:
        config.attributes["dsn"] = dsn
    command.upgrade(config, "head")


def _files() -> list[Path]:
    return sorted((PROJECT / "alembic" / "versions").glob("*.py"))


if __name__ == "__main__":
    upgrade()
