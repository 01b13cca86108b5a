"""A person's shifts in their own calendar: a secret address, shown once, of which only the hash is kept.

Whoever holds the address sees that person's published shifts and nothing else. A new address ends the older one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlmodel import col

from onyx_app.config import settings
from onyx_app.db import agency_session, house_session
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rules import feeds as rules
from onyx_app.rules.feeds import Entry
from onyx_app.security import new_token, token_hash
from onyx_app.services import audit, shifts
from onyx_app.strings import DEFAULT, say
from onyx_app.tables import CalendarFeed
from onyx_app.work import Work

_BACK = timedelta(days=60)
_LONGEST_TOKEN = 100
_WHOSE = text("select agency_id, profile_id from lookup_feed(:hash)")
_SHIFTS = text(
    "select s.id, s.version, s.starts_at, s.ends_at, s.changed_at, s.title, s.notes, s.status,"
    " array(select c.name from creators c where c.agency_id = s.agency_id and c.id = any(s.creators)"
    "  order by lower(c.name)) as creators from shifts s where s.profile_id = :me and s.published_at is not null"
    " and s.starts_at > :since order by s.starts_at, s.id"
)
_NAMED = text(
    "select a.name, coalesce(nullif(p.locale, ''), a.locale) as language from agencies a"
    " join profiles p on p.agency_id = a.id where p.id = :me"
)


@dataclass(frozen=True, slots=True)
class FeedCard:
    """When the address was made; None: there is none."""

    made_at: datetime | None


async def card(work: Work) -> FeedCard:
    """Whether the asker's shifts are in a calendar."""
    work.actor.must(Action.SEE_SHIFTS)
    made = select(col(CalendarFeed.created_at)).where(*_live(work.actor.person()))
    return FeedCard(await work.session.scalar(made.order_by(col(CalendarFeed.created_at).desc()).limit(1)))


async def make(work: Work) -> str:
    """A new address of the asker's shifts, given out here and never again; an older one stops working."""
    work.actor.must(Action.SEE_SHIFTS)
    me, token = work.actor.person(), new_token()
    await shifts.hold_people(work, [me])  # made twice at once: the later one is the one that works
    await _end(work, me)
    row = CalendarFeed(agency_id=work.actor.agency_id, profile_id=me, token_hash=token_hash(token))
    row.created_at = work.now
    work.session.add(row)
    await work.session.flush()
    audit.note(work, "calendar_feed_made", me)
    work.announce(Topic.SHIFTS)
    return f"{settings().base_url}/feeds/{token}.ics"


async def revoke(work: Work) -> None:
    """End the asker's address: whoever subscribed to it finds nothing there any more."""
    work.actor.must(Action.SEE_SHIFTS)
    await _end(work, work.actor.person())
    audit.note(work, "calendar_feed_revoked", work.actor.person())
    work.announce(Topic.SHIFTS)


async def end_of(work: Work, *, profile_id: UUID) -> None:
    """End somebody's address because their access ends: it does not come back with them."""
    work.actor.must(Action.MANAGE_PEOPLE)
    await _end(work, profile_id)


async def calendar(token: str) -> bytes | None:
    """The calendar behind an address; None when it is unknown or revoked, or its person is not active.

    Two short transactions: the token tells whose it is (a narrow look-up), the rows are read as that person.

    Raises:
        db.Offline: the database does not answer.
    """
    if len(token) > _LONGEST_TOKEN:
        return None
    async with house_session() as session:
        whose = (await session.execute(_WHOSE, {"hash": token_hash(token)})).one_or_none()
    if whose is None:
        return None
    since = datetime.now(UTC) - _BACK
    async with agency_session(whose.agency_id, profile_id=whose.profile_id) as session:
        named = (await session.execute(_NAMED, {"me": whose.profile_id})).one()
        rows = (await session.execute(_SHIFTS, {"me": whose.profile_id, "since": since})).all()
    return rules.calendar(named.name, [_entry(row, named.language) for row in rows])


def _entry(row: Any, language: str) -> Entry:
    about = row.title or say(language or DEFAULT, "shifts.in_calendar")
    title = f"{about} · {', '.join(row.creators)}" if row.creators else about
    cancelled = row.status == "cancelled"
    return Entry(row.id, row.version, row.starts_at, row.ends_at, row.changed_at, title, row.notes, cancelled)


def _live(profile_id: UUID) -> tuple[Any, ...]:
    return (col(CalendarFeed.profile_id) == profile_id, col(CalendarFeed.revoked_at).is_(None))


async def _end(work: Work, profile_id: UUID) -> None:
    await work.session.execute(update(CalendarFeed).where(*_live(profile_id)).values(revoked_at=work.now))
