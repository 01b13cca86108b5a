"""A person's shifts as an iCalendar (RFC 5545) that calendar programs subscribe to.

Times are UTC, so every program shows them in its own zone. An event keeps its UID for good and counts its versions in
SEQUENCE; one that was cancelled says so. DTSTAMP is when the shift last changed: the same plan is the same file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event, vDuration

_MADE_BY = "-//OnyxOS//Shifts//EN"
_AGAIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Entry:
    """One shift; `title` is what the calendar shows."""

    shift_id: UUID
    version: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    title: str
    notes: str
    cancelled: bool


def calendar(name: str, entries: Sequence[Entry]) -> bytes:
    """The whole file. `name` is how the calendar is called where it is subscribed to."""
    made = Calendar()
    made.add("prodid", _MADE_BY)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", name)
    often = vDuration(_AGAIN)
    often.params["VALUE"] = "DURATION"
    made.add("refresh-interval", often)
    made.add("x-published-ttl", vDuration(_AGAIN))
    for entry in entries:
        made.add_component(_event(entry))
    file: bytes = made.to_ical()
    return file


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.shift_id}@onyxos")
    event.add("dtstamp", _utc(entry.changed_at))
    event.add("last-modified", _utc(entry.changed_at))
    event.add("sequence", entry.version)
    event.add("dtstart", _utc(entry.starts_at))
    event.add("dtend", _utc(entry.ends_at))
    event.add("summary", entry.title)
    if entry.notes:
        event.add("description", entry.notes)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    return event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
