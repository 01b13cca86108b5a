"""Off-boarding: what somebody's leaving ends, said before and done in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import col

from onyx_app.errors import OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Role
from onyx_app.rules import wording
from onyx_app.rules.sign_in import IDLE
from onyx_app.services import audit, feeds, sessions, shifts, timeclock
from onyx_app.services.team._people import person
from onyx_app.services.team._rank import another_owner_must_stay, managed
from onyx_app.tables import Creator, CreatorAssignment, Invitation, Session, SignIn, Timesheet
from onyx_app.work import Work


class NameDiffers(OnyxError):
    """What was typed is not the person's name."""

    key = "team.errors.name_differs"
    field = "typed"


@dataclass(frozen=True, slots=True)
class Leaving:
    """What off-boarding this person ends; `working_since` is "" when no timesheet is open, `shifts` are to come."""

    id: str
    name: str
    sessions: int
    creators: str
    working_since: str
    invitations: int
    own_creator: str
    shifts: int = 0


async def leaving(work: Work, *, profile_id: UUID) -> Leaving:
    """What would end, for the question that is asked before.

    Raises:
        NotFound, OutOfRank, LastOwner: it could not be done anyway.
    """
    profile = await managed(work, profile_id)
    await another_owner_must_stay(work, profile)
    card = await person(work, profile_id)
    open_sheet = select(col(Timesheet.clocked_in_at)).where(*_open_sheet(profile_id))
    return Leaving(
        id=card.id,
        name=card.name,
        sessions=await _count(work, Session, *_live_sessions(work, profile_id)),
        creators=card.creators,
        working_since=wording.ago(await work.session.scalar(open_sheet), work.now, work.actor.language),
        invitations=await _count(work, Invitation, *_open_invitations(profile_id)),
        own_creator=await work.session.scalar(select(col(Creator.name)).where(col(Creator.profile_id) == profile_id))
        or "",
        shifts=await shifts.ahead_of(work, profile_id),
    )


async def off_board(work: Work, *, profile_id: UUID, typed: str | None = None) -> None:
    """End everything a person has here; what they did stays, under their name.

    `typed` is the name as who asks has written it, to be sure it is this person; None where nobody was asked.

    1. The timesheet is closed with its reason, so that pay is right.
    2. Shifts to come are open to others. Assignments end now; the creator they were is free for another sign-in;
       invitations they made, or that were made for the e-mail they use by now, are revoked.
    3. Sessions and the secret calendar address end, open pages are left.

    Raises:
        NotFound, OutOfRank, LastOwner, NameDiffers
    """
    profile = await managed(work, profile_id)
    if typed is not None and typed.strip() != profile.name:
        raise NameDiffers
    if profile.status == "left":
        return
    await another_owner_must_stay(work, profile)
    await timeclock.close_for(work, profile_id=profile_id, reason="off_boarded")
    opened = await shifts.let_go(work, profile_id=profile_id)
    ended = await _end_assignments(work, profile_id)
    freed = update(Creator).where(col(Creator.profile_id) == profile_id).values(profile_id=None)
    await work.session.execute(freed)
    withdrawn = await withdraw_invitations(work, profile_id)
    await _withdraw_invitations_to(work, profile.sign_in_id)
    await feeds.end_of(work, profile_id=profile_id)
    await sessions.end_for_profile(work, profile_id, because="off_boarded")
    profile.status, profile.left_at = "left", work.now
    audit.note(work, "off_boarded", str(profile_id), assignments=ended, invitations=withdrawn, shifts=opened)
    work.announce(Topic.TEAM, profile_id)
    work.announce(Topic.CREATORS)


async def withdraw_invitations(work: Work, profile_id: UUID, *, still: Sequence[Role] = ()) -> int:
    """Revoke what a person invited, but for roles they may `still` give: no link outlives the right to make it."""
    gone = (*_open_invitations(profile_id), col(Invitation.role).not_in(still))
    revoked = update(Invitation).where(*gone).values(revoked_at=work.now)
    return len((await work.session.execute(revoked.returning(col(Invitation.id)))).all())


async def _withdraw_invitations_to(work: Work, sign_in_id: UUID) -> None:
    """An older invitation to an e-mail the person has taken since would let them back in."""
    address = select(col(SignIn.email)).where(col(SignIn.id) == sign_in_id).scalar_subquery()
    unused = (col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))
    await work.session.execute(
        update(Invitation).where(col(Invitation.email) == address, *unused).values(revoked_at=work.now)
    )


async def _end_assignments(work: Work, profile_id: UUID) -> int:
    mine = (col(CreatorAssignment.profile_id) == profile_id, col(CreatorAssignment.until_at).is_(None))
    ended = (
        update(CreatorAssignment).where(*mine).values(until_at=func.greatest(work.now, col(CreatorAssignment.from_at)))
    )
    return len((await work.session.execute(ended.returning(col(CreatorAssignment.id)))).all())


async def _count(work: Work, table: Any, *conditions: Any) -> int:
    return await work.session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def _live_sessions(work: Work, profile_id: UUID) -> tuple[Any, ...]:
    used = (col(Session.expires_at) > work.now, col(Session.seen_at) > work.now - IDLE)
    return (col(Session.profile_id) == profile_id, col(Session.ended_at).is_(None), *used)


def _open_sheet(profile_id: UUID) -> tuple[Any, ...]:
    open_now = (
        col(Timesheet.clocked_out_at).is_(None),
        col(Timesheet.current).is_(True),
        col(Timesheet.void).is_(False),
    )
    return (col(Timesheet.profile_id) == profile_id, *open_now)


def _open_invitations(profile_id: UUID) -> tuple[Any, ...]:
    unused = (col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))
    return (col(Invitation.invited_by) == profile_id, *unused)
