"""Changing a person: name, role, suspended or not."""

from uuid import UUID

from onyx_app.live import Topic
from onyx_app.roles import Role, manageable_by
from onyx_app.rules.text import LONGEST_NAME, clean_choice, clean_line
from onyx_app.services import audit, feeds, sessions, timeclock
from onyx_app.services.team._leave import withdraw_invitations
from onyx_app.services.team._rank import (
    NotYourself,
    OutOfRank,
    WrongRole,
    another_owner_must_stay,
    managed,
    rank_must_allow,
)
from onyx_app.work import Work


async def change_role(work: Work, *, profile_id: UUID, role: str) -> None:
    """Give a person another role and end their sessions; nothing happens when they have it already.

    Raises:
        OutOfRank: the old or the new role is not the asker's to manage.
        WrongRole: from or to creator.
        LastOwner: nobody else could run the agency.
    """
    wanted = clean_choice(role, "role", Role)
    profile = await managed(work, profile_id)
    rank_must_allow(work, wanted)
    if profile.status == "left":
        raise OutOfRank
    if wanted == profile.role:
        return
    if Role.CREATOR in (wanted, profile.role):
        raise WrongRole
    await another_owner_must_stay(work, profile)
    audit.note(work, "role_changed", str(profile_id), before=profile.role, after=wanted.value)
    profile.role = wanted.value
    await withdraw_invitations(work, profile_id, still=manageable_by(wanted))
    await sessions.end_for_profile(work, profile_id, because="role_changed")
    work.announce(Topic.TEAM, profile_id)


async def suspend(work: Work, *, profile_id: UUID) -> None:
    """Shut a person out until they are resumed: no sign-in, no session, no running clock, no invitation of theirs,
    no calendar address.

    Raises:
        OutOfRank, NotYourself, LastOwner
    """
    profile = await managed(work, profile_id)
    if profile_id == work.actor.profile_id:
        raise NotYourself
    if profile.status != "active":
        return
    await another_owner_must_stay(work, profile)
    profile.status = "suspended"
    await timeclock.close_for(work, profile_id=profile_id, reason="suspended")
    await withdraw_invitations(work, profile_id)
    await feeds.end_of(work, profile_id=profile_id)
    await sessions.end_for_profile(work, profile_id, because="suspended")
    audit.note(work, "suspended", str(profile_id))
    work.announce(Topic.TEAM, profile_id)


async def resume(work: Work, *, profile_id: UUID) -> None:
    """Let a suspended person sign in again, in the role they had."""
    profile = await managed(work, profile_id)
    if profile.status != "suspended":
        return
    profile.status = "active"
    audit.note(work, "resumed", str(profile_id))
    work.announce(Topic.TEAM, profile_id)


async def rename(work: Work, *, profile_id: UUID, name: str) -> None:
    """Correct how a person is called in this agency."""
    kept = clean_line(name, "name", LONGEST_NAME)
    profile = await managed(work, profile_id)
    if kept == profile.name:
        return
    profile.name = kept
    audit.note(work, "renamed", str(profile_id))
    work.announce(Topic.TEAM, profile_id)
