"""The audit trail: who did what, kept for good (`docs/rules.md` §8)."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import text

from onyx_app.roles import Action, Scope
from onyx_app.rules import audit
from onyx_app.rules.audit import Chain, Link
from onyx_app.work import Work

# The trigger gives the entry its number and hashes, under a lock that the next commit of this agency waits for.
_WRITE = text(
    "insert into audit_entries (agency_id, seq, at, profile_id, action, subject, details, previous, hash)"
    " values (:agency_id, 0, :at, :profile_id, :action, :subject, cast(:details as jsonb), '', '')"
)
_READ = text(
    "select seq, at, coalesce(profile_id::text, ''), action, subject, details::text, previous, hash"
    " from audit_entries where agency_id = :agency_id and seq > :after order by seq limit 1000"
)


def note(work: Work, action: str, subject: UUID | str = "", **details: Any) -> None:
    """Write down that the asker did `action`; it is kept if and only if this work commits.

    Never give it a secret or a text somebody typed into a password field; ids and short facts only.
    """
    values = {
        "agency_id": work.actor.agency_id,
        "at": work.now,
        "profile_id": work.actor.profile_id,
        "action": action,
        "subject": str(subject),
        "details": json.dumps(details, default=str),
    }

    async def write() -> None:
        await work.session.execute(_WRITE, values)

    work.at_commit(write)


async def verify(work: Work) -> Chain:
    """Compute the agency's whole chain again; `broken_at` names the first entry that does not hold."""
    work.actor.must(Action.SEE_AUDIT, at_least=Scope.AGENCY)
    last: Link | None = None
    while True:
        values = {"agency_id": work.actor.agency_id, "after": last.seq if last else 0}
        page = [Link(*row) for row in await work.session.execute(_READ, values)]
        chain = audit.follow(page, after=last)
        if not page or not chain.holds:
            return chain
        last = page[-1]
