"""Facts of the person in front of the tab that every part of the shell shows.

Never a permission: the guard asks the session itself, these are only for looks.
"""

from typing import TypedDict

import reflex as rx

from onyx_app import guard
from onyx_app.live import Topic
from onyx_app.roles import Role
from onyx_app.rooms import everywhere, rooms_of
from onyx_app.rules import wording
from onyx_app.services import agency, sign_in


class AgencyChoice(TypedDict):
    """An agency this person could switch to; `here` is the one they are in."""

    agency_id: str
    profile_id: str
    name: str
    role: str
    here: bool


class SessionState(rx.State):
    """Who is signed in, as the shell shows it; filled by `open`, the first loader of every room."""

    signed_in: bool = False
    name: str = ""
    initials: str = ""
    role: str = ""
    agency_name: str = ""
    accent: str = ""
    logo_url: str = ""
    zone: str = "UTC"
    locale: str = "en"
    rooms: list[str] = []
    agencies: list[AgencyChoice] = []

    @guard.allow(guard.SIGNED_IN)
    async def open(self) -> None:
        async with guard.work(self) as work:
            actor, brand = work.actor, await agency.brand(work)
        self.name, self.role = actor.name, actor.role or ""
        self.initials = wording.initials(actor.name)
        self.zone, self.locale = actor.zone, actor.language
        self.agency_name, self.accent, self.logo_url = brand.name, brand.accent, brand.logo_url
        self.rooms = [room.name for room in rooms_of(Role(self.role))]
        self.agencies = await _agencies(actor)
        self.signed_in = True


async def _agencies(actor: guard.Actor) -> list[AgencyChoice]:
    if actor.sign_in_id is None:
        return []
    return [
        AgencyChoice(
            agency_id=str(place.agency_id),
            profile_id=str(place.profile_id),
            name=place.agency,
            role=place.role,
            here=place.agency_id == actor.agency_id,
        )
        for place in await sign_in.agencies_of(actor.sign_in_id)
    ]


everywhere(SessionState.open, follows={Topic.SETTINGS})
