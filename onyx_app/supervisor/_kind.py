"""Whether an installation holds the sample agencies or somebody's own: never both.

Written on the schema itself, so that it travels with the database and not with a folder.
"""

from typing import Literal

import psycopg
from psycopg import sql

from onyx_app import embedded

Kind = Literal["sample", "own"]
_PREFIX = "OnyxOS: "
_OTHER: dict[str, str] = {
    "sample": "This ONYX_HOME holds the sample agencies. Choose another ONYX_HOME for your own, or run: make demo",
    "own": "This ONYX_HOME holds your own agencies. Choose another ONYX_HOME for the sample, or run: make up",
}


def kind_of(dsn: str) -> str:
    """`sample`, `own`, or nothing when it was never started."""
    with psycopg.connect(dsn, connect_timeout=10) as link:
        row = link.execute("select obj_description('public'::regnamespace, 'pg_namespace')").fetchone()
    words = str(row[0] or "") if row else ""
    return words.removeprefix(_PREFIX) if words.startswith(_PREFIX) else ""


def claim(kind: Kind) -> None:
    """Make it `kind` for good.

    Raises:
        PostgresProblem: it is the other kind already.
    """
    dsn = embedded.dsn("owner")
    found = kind_of(dsn)
    if found not in ("", kind):
        raise embedded.PostgresProblem(_OTHER[found])
    if not found:
        with psycopg.connect(dsn) as link:
            link.execute(sql.SQL("comment on schema public is {}").format(_PREFIX + kind))
