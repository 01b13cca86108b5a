"""Series: a rule whose occurrences are shifts of their own, twelve weeks ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules import shifts as rules
from onyx_app.rules.text import clean_zone
from onyx_app.services import audit
from onyx_app.services.shifts._cards import agency_zone
from onyx_app.services.shifts._hold import (
    Held,
    announce,
    hold_people,
    hold_plannable,
    hold_shifts,
    keep_versions,
    touch,
    with_hours,
    withdraw_offers,
)
from onyx_app.services.shifts._many import Wish, make_all
from onyx_app.services.shifts._plan import Contents, NotMade, contents, window_of
from onyx_app.tables import Profile, Shift, ShiftSeries
from onyx_app.work import Work


@dataclass(frozen=True, slots=True)
class SeriesDone:
    """How many occurrences there are, and which could not be."""

    series_id: UUID
    made: int
    refused: tuple[NotMade, ...]


@dataclass(frozen=True, slots=True)
class SeriesCard:
    """A series as people say it: `words` is "Every week on Mon, Wed"."""

    series_id: UUID
    rule: str
    words: str
    starts_local: datetime
    minutes: int
    until_day: date | None
    ended: bool
    person: str


async def create_series(
    work: Work,
    *,
    starts_local: datetime,
    minutes: int,
    rule: str,
    profile_id: UUID | None = None,
    creators: Sequence[UUID] = (),
    title: str = "",
    notes: str = "",
    until_day: date | None = None,
    zone: str = "",
    publish: bool = False,
) -> SeriesDone:
    """Plan the same shift again and again; `zone` is where its wall clock hangs, the agency's by default.

    Raises:
        BadRule: cannot be read, or gives no shift in the next twelve weeks.
        NotPlannable, NoSuchCreator, TooShort, TooLong, FarAway, InvalidInput
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    in_zone = periods.zone(clean_zone(zone)) if zone else await agency_zone(work)
    window_of(work, starts_local, minutes, in_zone)
    about = await contents(work, creators, title, notes)
    people = await hold_plannable(work, [profile_id])
    first = rules.clean_start(starts_local, work.now, in_zone)
    row = new_series(work, rules.clean_rule(rule), first, minutes, in_zone, profile_id, about, until_day)
    if not starts_of(row, first, work.now):
        raise rules.BadRule
    work.session.add(row)
    await work.session.flush()
    made, refused = await fill(work, row, people, first, published=publish)
    audit.note(work, "series_planned", row.id, shifts=made)
    announce(work)
    return SeriesDone(row.id, made, tuple(refused))


async def end_series(work: Work, *, series_id: UUID, from_day: date) -> int:
    """Nothing of the series from a day on; occurrences that were changed by themselves stay. How many were cancelled.

    Raises:
        NotFound
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    row = await hold_series(work, series_id)
    rows = await still_open(work, series_id, rules.at(from_day, 0))
    for each in rows:
        each.status = "cancelled"
        touch(each, work.now)
    close(work, row, from_day - periods.DAY)
    ids = [each.id for each in rows]
    await withdraw_offers(work, ids)
    await keep_versions(work, ids)
    audit.note(work, "series_ended", series_id, shifts=len(ids))
    announce(work)
    return len(ids)


async def series(work: Work, *, series_id: UUID) -> SeriesCard:
    """
    Raises:
        NotFound
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    query = select(ShiftSeries, col(Profile.name)).outerjoin(Profile, col(Profile.id) == col(ShiftSeries.profile_id))
    found = (await work.session.execute(query.where(col(ShiftSeries.id) == series_id))).one_or_none()
    if found is None:
        raise NotFound
    row, person = found
    today = rules.wall(work.now, periods.zone(row.zone)).date()
    said = rules.words(row.rule, row.starts_local, work.actor.language)
    over = row.until_day is not None and row.until_day < today
    return SeriesCard(row.id, row.rule, said, row.starts_local, row.minutes, row.until_day, over, person or "")


async def extend(work: Work) -> int:
    """Add the occurrences that have come within twelve weeks, as drafts; how many. For the worker."""
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    running = select(col(ShiftSeries.id), col(ShiftSeries.profile_id)).where(col(ShiftSeries.ended_at).is_(None))
    added = 0
    for series_id, profile_id in (await work.session.execute(running.order_by(col(ShiftSeries.id)))).all():
        people = await hold_people(work, [profile_id])
        row = await hold_series(work, series_id)
        if row.ended_at is None and all(person.plannable for person in people.values()):
            made, _ = await fill(work, row, people, rules.wall(work.now, periods.zone(row.zone)))
            added += made
    if added:
        announce(work)
    return added


async def fill(
    work: Work, row: ShiftSeries, people: dict[UUID, Held], since: datetime, *, published: bool = False
) -> tuple[int, list[NotMade]]:
    """Make the occurrences from `since` on that are not there, not even cancelled."""
    query = select(col(Shift.series_start)).where(col(Shift.series_id) == row.id)
    there = set((await work.session.scalars(query)).all())
    in_zone = periods.zone(row.zone)
    wishes = [
        Wish(row.profile_id, rules.span(start, row.minutes, in_zone), tuple(row.creators), row.title, row.notes,
             work.now if published else None, row.id, start)
        for start in starts_of(row, since, work.now) if start not in there
    ]  # fmt: skip
    return await make_all(work, wishes, people)


def starts_of(row: ShiftSeries, since: datetime, now: datetime) -> list[datetime]:
    """The local starts of a series from `since` up to twelve weeks after today, or after it begins."""
    today = rules.wall(now, periods.zone(row.zone))
    return rules.occurrences(
        row.rule, row.starts_local, since, max(today, row.starts_local) + rules.AHEAD, row.until_day
    )


def new_series(
    work: Work,
    rule: str,
    first: datetime,
    minutes: int,
    in_zone: ZoneInfo,
    profile_id: UUID | None,
    about: Contents,
    until_day: date | None,
) -> ShiftSeries:
    return ShiftSeries(
        agency_id=work.actor.agency_id,
        profile_id=profile_id,
        rule=rule,
        starts_local=first,
        zone=in_zone.key,
        minutes=minutes,
        creators=about.creators,
        title=about.title,
        notes=about.notes,
        until_day=until_day,
        made_by=work.actor.profile_id,
        created_at=work.now,
    )


async def hold_series(work: Work, series_id: UUID) -> ShiftSeries:
    """
    Raises:
        NotFound
    """
    query = select(ShiftSeries).where(col(ShiftSeries.id) == series_id).with_for_update()
    row = (await work.session.scalars(query.execution_options(populate_existing=True))).one_or_none()
    if row is None:
        raise NotFound
    return row


def close(work: Work, row: ShiftSeries, last_day: date) -> None:
    """No occurrence after `last_day`; the worker has nothing to add once all of them are there."""
    row.until_day = min(row.until_day, last_day) if row.until_day else last_day
    if row.until_day < (rules.wall(work.now, periods.zone(row.zone)) + rules.AHEAD - timedelta(days=1)).date():
        row.ended_at = work.now


async def still_open(work: Work, series_id: UUID, since: datetime) -> list[Shift]:
    """Occurrences from a local start on that are as the series says, held: not changed, not worked, not cancelled."""
    of_it = (col(Shift.series_id) == series_id, col(Shift.series_start) >= since)
    as_it_says = (col(Shift.detached).is_(False), col(Shift.status).in_(("scheduled", "missed")))
    found = (await work.session.scalars(select(col(Shift.id)).where(*of_it, *as_it_says))).all()
    rows = [row for row in await hold_shifts(work, found) if not row.detached and row.status != "cancelled"]
    worked = await with_hours(work, [row.id for row in rows])
    return [row for row in rows if row.id not in worked]
