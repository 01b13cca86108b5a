"""The cases a run was calculated from, as they are kept: canonical JSON, deflated, with their seals."""

import zlib
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from onyx_app.rules.pay import CaseRefused
from onyx_app.work import Work

_NOBODYS = text("select profile_id, facts, fingerprint from payroll_cases where run_id = :run and profile_id is null")
_CASES = text(
    "select profile_id, facts, fingerprint from payroll_cases where run_id = :run and profile_id is not null"
    " and (cast(:whom as uuid[]) is null or profile_id = any(cast(:whom as uuid[])))"
    " and (cast(:after as uuid) is null or profile_id > cast(:after as uuid)) order by profile_id limit :most"
)
_AT_ONCE = 50


class StoredCase(NamedTuple):
    """One person's case of a run; no person: what nobody had earned."""

    person: UUID | None
    written: str
    seal: str


def pack(case: str) -> bytes:
    """As it is stored."""
    return zlib.compress(case.encode(), 1)


def unpack(facts: bytes) -> str:
    """As it was written.

    Raises:
        CaseRefused: it is damaged.
    """
    try:
        return zlib.decompress(facts).decode()
    except (zlib.error, UnicodeDecodeError):
        raise CaseRefused("shape", "case", what="damaged") from None


async def stored_cases(work: Work, run_id: UUID, whom: Sequence[UUID] | None = None) -> AsyncIterator[list[StoredCase]]:
    """The cases of a run, some at a time, in the order of the people; with `whom` only theirs. First nobody's."""
    asked = {"run": run_id, "whom": None if whom is None else list(whom), "after": None, "most": _AT_ONCE}
    rows = (await work.session.execute(_NOBODYS, {"run": run_id})).all()
    while rows:
        yield [StoredCase(row.profile_id, unpack(row.facts), row.fingerprint.hex()) for row in rows]
        asked["after"] = rows[-1].profile_id
        rows = (await work.session.execute(_CASES, asked)).all()
