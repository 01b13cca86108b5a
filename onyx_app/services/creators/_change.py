"""Adding a creator, changing what is known about them, and agreeing on the split."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from onyx_app.errors import OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules.creators import Status, clean_handle, clean_platform_id, clean_share
from onyx_app.rules.text import LONGEST_NAME, clean_choice, clean_line
from onyx_app.services import audit
from onyx_app.services.creators._card import seen
from onyx_app.tables import Creator, CreatorAssignment, CreatorSplit
from onyx_app.work import Work


class AlreadyConnected(OnyxError):
    """Another creator of the agency has this platform id: events would not know whose they are."""

    key = "creators.errors.already_connected"
    field = "fanvue_uuid"


async def add(work: Work, *, name: str, handle: str = "", fanvue_uuid: str = "") -> UUID:
    """Take on a creator; the answer is their id.

    Raises:
        AlreadyConnected
        InvalidInput: a name, handle or platform id we cannot take.
    """
    work.actor.must(Action.EDIT_CREATORS, at_least=Scope.AGENCY)
    creator = Creator(
        agency_id=work.actor.agency_id,
        name=clean_line(name, "name", LONGEST_NAME),
        handle=clean_handle(handle),
        fanvue_uuid=clean_platform_id(fanvue_uuid),
        created_at=work.now,
    )
    await _must_be_free(work, creator.fanvue_uuid)
    work.session.add(creator)
    await work.session.flush()
    audit.note(work, "creator_added", str(creator.id))
    work.announce(Topic.CREATORS, creator.id)
    return creator.id


async def change(work: Work, *, creator_id: UUID, name: str, handle: str, status: str, fanvue_uuid: str) -> None:
    """Correct a creator. Who has left has nobody assigned any more.

    Raises:
        NotFound, AlreadyConnected, InvalidInput
    """
    work.actor.must(Action.EDIT_CREATORS, at_least=Scope.AGENCY)
    wanted: dict[str, Any] = {
        "name": clean_line(name, "name", LONGEST_NAME),
        "handle": clean_handle(handle),
        "status": clean_choice(status, "status", Status).value,
        "fanvue_uuid": clean_platform_id(fanvue_uuid),
    }
    creator = await seen(work, creator_id)
    await _must_be_free(work, wanted["fanvue_uuid"], but=creator_id)
    changed = {key: value for key, value in wanted.items() if getattr(creator, key) != value}
    for key, value in changed.items():
        setattr(creator, key, value)
    if not changed:
        return
    if changed.get("status") == Status.LEFT:
        await _end_all_assignments(work, creator_id)
    audit.note(work, "creator_changed", str(creator_id), changed=sorted(changed), status=creator.status)
    work.announce(Topic.CREATORS, creator_id)


async def set_split(work: Work, *, creator_id: UUID, share: str, from_day: date) -> None:
    """Agree that the creator gets `share` per cent of net revenue from a day on; the same day again corrects it.

    Raises:
        NotFound, InvalidInput
    """
    work.actor.must(Action.EDIT_SPLITS, at_least=Scope.AGENCY)
    points = clean_share(share)
    await seen(work, creator_id)
    kept = {"creator_share_bp": points, "set_by": work.actor.profile_id, "created_at": work.now}
    key = {"agency_id": work.actor.agency_id, "creator_id": creator_id, "from_day": from_day}
    await work.session.execute(
        insert(CreatorSplit)
        .values(**key, **kept)
        .on_conflict_do_update(index_elements=["agency_id", "creator_id", "from_day"], set_=kept)
    )
    audit.note(work, "split_set", str(creator_id), from_day=from_day, creator_share_bp=points)
    work.announce(Topic.CREATORS, creator_id)


async def _must_be_free(work: Work, fanvue_uuid: UUID | None, *, but: UUID | None = None) -> None:
    """One transaction at a time decides about platform ids of this agency, so that the answer stays true."""
    if fanvue_uuid is None:
        return
    lock = func.pg_advisory_xact_lock(func.hashtextextended(f"creators {work.actor.agency_id}", 0))
    await work.session.execute(select(lock))
    taken = select(col(Creator.id)).where(col(Creator.fanvue_uuid) == fanvue_uuid)
    if await work.session.scalar(taken.where(col(Creator.id) != but) if but else taken):
        raise AlreadyConnected


async def _end_all_assignments(work: Work, creator_id: UUID) -> None:
    theirs = (col(CreatorAssignment.creator_id) == creator_id, col(CreatorAssignment.until_at).is_(None))
    until = func.greatest(work.now, col(CreatorAssignment.from_at))
    await work.session.execute(update(CreatorAssignment).where(*theirs).values(until_at=until))
