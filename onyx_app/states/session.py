"""Facts of the person in front of the tab that every part of the shell shows. Never a permission: the guard asks
the session itself, these are only for looks."""

from typing import TypedDict

import reflex as rx

from onyx_app import guard
from onyx_app.rooms import rooms_of


class AgencyChoice(TypedDict):
    profile_id: str
    name: str
    role: str


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
        actor = guard.actor(self)
        self.signed_in = True
        self.name = actor.name
        self.initials = "".join(part[0] for part in actor.name.split()[:2]).upper()
        self.role = actor.role or ""
        self.zone, self.locale = actor.zone, actor.language
        self.rooms = [room.name for room in rooms_of(actor.role)] if actor.role else []
