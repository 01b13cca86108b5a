"""Who is on now, as the dashboard and the time clock show it."""

from collections.abc import Iterable
from dataclasses import dataclass

from onyx_app.rules import wording
from onyx_app.services.timeclock import OnNow
from onyx_app.work import Actor


@dataclass
class Person:
    """Somebody who is on. `below` is whom they work for; `started_at` is ISO for the browser's own ticking."""

    id: str = ""
    name: str = ""
    initials: str = ""
    below: str = ""
    since: str = ""
    started_at: str = ""


def people_of(working: Iterable[OnNow], actor: Actor) -> list[Person]:
    """Everybody who is on, on the asker's wall clock."""
    return [
        Person(
            id=str(on.profile_id),
            name=on.name,
            initials=wording.initials(on.name),
            below=", ".join(on.creators),
            since=wording.clock(on.since, actor.zone, actor.language),
            started_at=on.since.isoformat(),
        )
        for on in working
    ]
