"""One transaction with everything around it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.roles import Action, Scope
from onyx_app.services.transactions._cards import Detail, Entry
from onyx_app.services.transactions._filters import Conditions, sees_parts, visible
from onyx_app.services.transactions._list import entries_of, ordered
from onyx_app.services.transactions._shares import with_shares
from onyx_app.tables import Creator, Profile, RevenueImport, Transaction
from onyx_app.work import Work


async def entry(work: Work, *, transaction_id: UUID) -> Detail:
    """One transaction, what took it back, and what it takes back.

    Raises:
        NotAllowed; NotFound: there is none, or the asker may not see it.
    """
    scope = work.actor.must(Action.SEE_REVENUE)
    own, reach = sees_parts(work, scope), visible(work, scope)
    row, creator, sender, file = await _found(work, [col(Transaction.id) == transaction_id, *reach])
    [shown] = await with_shares(work, entries_of([(row, creator)]), own=own)
    imports = work.actor.may(Action.CONNECT, at_least=Scope.AGENCY)
    before = await _some(work, [col(Transaction.id) == row.reverses_id, *reach], own) if row.reverses_id else ()
    return Detail(
        entry=shown,
        origin=row.origin,
        external_id=row.external_id,
        sender="" if own else sender or "",
        recorded_at=row.recorded_at,
        file=file or "" if imports else "",
        import_id=row.import_id if imports else None,
        reverses=before[0] if before else None,
        reversed_by=await _some(work, [col(Transaction.reverses_id) == transaction_id, *reach], own),
    )


async def _found(work: Work, conditions: Conditions) -> Any:
    t, file = Transaction, RevenueImport
    columns: Any = (t, col(Creator.name), col(Profile.name), col(file.file_name))
    query = (
        select(*columns)
        .join(Creator, col(Creator.id) == col(t.creator_id))
        .outerjoin(Profile, col(Profile.id) == col(t.sender_id))
        .outerjoin(file, col(file.id) == col(t.import_id))
        .where(*conditions)
    )
    found = (await work.session.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    return found


async def _some(work: Work, conditions: Conditions, own: bool) -> tuple[Entry, ...]:
    found = await work.session.execute(ordered(conditions, "when"))
    return await with_shares(work, entries_of(found.all()), own=own)
