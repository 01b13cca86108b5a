"""Connection strings. They are computed, never asked for: any process can reach the database without the
supervisor.
"""

from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit, urlunsplit

from onyx_app.config import kept_secret, settings
from onyx_app.embedded._places import place
from onyx_app.security import derived_password

DatabaseRole = Literal["app", "owner", "admin"]
LOGINS: dict[DatabaseRole, str] = {"app": "onyx_app", "owner": "onyx_owner", "admin": "onyx_admin"}
DATABASE = "onyx"


def dsn(role: DatabaseRole) -> str:
    """How `role` reaches this installation's database, embedded or outside, as a libpq URL.

    An outside database has one owner/admin login (DATABASE_URL); the app's is DATABASE_APP_URL or derived.
    """
    outside = _libpq(settings().database_url.get_secret_value())
    if not outside:
        return embedded_dsn(settings().onyx_home, role)
    if role != "app":
        return outside
    return _libpq(settings().database_app_url.get_secret_value()) or _as_app(outside)


def is_outside() -> bool:
    """Whether the operator brings PostgreSQL (DATABASE_URL) instead of using the embedded one."""
    return bool(settings().database_url.get_secret_value())


def embedded_dsn(home: Path, role: DatabaseRole, database: str = DATABASE) -> str:
    """How `role` reaches `database` of the cluster below `home`."""
    login = LOGINS[role]
    password = admin_password(home) if role == "admin" else derived_password(login)
    where = f"host={quote(str(place(home).socket), safe='/')}&port=5432"
    return f"postgresql://{login}:{quote(password, safe='')}@/{quote(database, safe='')}?{where}"


def admin_password(home: Path) -> str:
    """Random per installation; only whoever may read ONYX_HOME can be the admin."""
    return kept_secret(home / "postgres.key").decode()


def _libpq(url: str) -> str:
    """Accept the spellings other tools use (`postgres://`, `postgresql+psycopg://`)."""
    _, separator, rest = url.partition("://")
    return f"postgresql://{rest}" if separator else url


def _as_app(outside: str) -> str:
    parts = urlsplit(outside)
    login = LOGINS["app"]
    server = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{login}:{quote(derived_password(login), safe='')}@{server}"))
