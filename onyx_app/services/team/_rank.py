"""Who may change whom, decided while nobody else can change anybody."""

from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from onyx_app.errors import NotAllowed, NotFound, OnyxError
from onyx_app.roles import Action, Role, may_manage
from onyx_app.tables import Agency, Profile
from onyx_app.work import Work


class OutOfRank(OnyxError):
    """The asker may not manage somebody of this role, or not give it."""

    key = "team.errors.out_of_rank"


class LastOwner(OnyxError):
    """Without this person nobody could run the agency."""

    key = "team.errors.last_owner"


class NotYourself(OnyxError):
    """Suspending oneself would lock the door from the inside."""

    key = "team.errors.not_yourself"


class WrongRole(OnyxError):
    """The creator role comes with a creator: it is invited, not changed."""

    key = "team.errors.creator_role"


async def hold_people(work: Work) -> None:
    """Let nobody else change people of this agency until this work ends, and make sure the asker still may.

    1. The agency's row is the lock, in the strength that does not hold up inserts which refer to it.
    2. Read after the lock: the asker may have lost their role while we waited.

    Raises:
        NotAllowed: the asker is no longer who they were.
    """
    work.actor.must(Action.MANAGE_PEOPLE)
    await work.session.execute(select(col(Agency.id)).with_for_update(key_share=True))
    if work.actor.role is None:
        return
    mine = select(col(Profile.role), col(Profile.status)).where(col(Profile.id) == work.actor.person())
    now = (await work.session.execute(mine)).one_or_none()
    if now is None or now.role != work.actor.role or now.status != "active":
        raise NotAllowed


async def managed(work: Work, profile_id: UUID) -> Profile:
    """Somebody the asker may change, as they are now; the people are held from here on.

    The person's own row is held too: who assigns them to a creator waits, and then sees what became of them.

    Raises:
        NotFound: nobody here has that id.
        OutOfRank: above the asker, or not theirs to manage.
    """
    await hold_people(work)
    fresh = select(Profile).where(col(Profile.id) == profile_id).with_for_update(key_share=True)
    fresh = fresh.execution_options(populate_existing=True)
    profile = (await work.session.scalars(fresh)).one_or_none()
    if profile is None:
        raise NotFound
    rank_must_allow(work, Role(profile.role))
    return profile


def rank_must_allow(work: Work, role: Role) -> None:
    """Raises OutOfRank unless the asker may manage somebody who is, or becomes, `role`."""
    if work.actor.role is not None and not may_manage(work.actor.role, role):
        raise OutOfRank


async def another_owner_must_stay(work: Work, profile: Profile) -> None:
    """Raises LastOwner when `profile` is the only active owner. The people are held."""
    others = select(func.count()).select_from(Profile)
    others = others.where(
        col(Profile.role) == Role.OWNER, col(Profile.status) == "active", col(Profile.id) != profile.id
    )
    if profile.role == Role.OWNER and not await work.session.scalar(others):
        raise LastOwner
