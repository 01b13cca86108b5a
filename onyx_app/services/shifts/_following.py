"""This and all following: a series that changes goes on as another one; what had happened stays with the old."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules import shifts as rules
from onyx_app.services import audit
from onyx_app.services.shifts._cards import agency_zone
from onyx_app.services.shifts._hold import (
    Held,
    announce,
    hold_people,
    hold_shifts,
    keep_versions,
    taken_by,
    touch,
    withdraw_offers,
)
from onyx_app.services.shifts._many import overlapping
from onyx_app.services.shifts._plan import NotMade, contents, one_of, window_of
from onyx_app.services.shifts._refusals import Changed, NotPlannable
from onyx_app.services.shifts._series import (
    SeriesDone,
    close,
    fill,
    hold_series,
    new_series,
    starts_of,
    still_open,
)
from onyx_app.tables import Shift, ShiftSeries
from onyx_app.work import Work


async def edit_series(
    work: Work,
    *,
    shift_id: UUID,
    starts_local: datetime,
    minutes: int,
    profile_id: UUID | None,
    creators: Sequence[UUID],
    title: str,
    notes: str,
    rule: str | None = None,
) -> SeriesDone:
    """Change an occurrence and all that follow it, from a time on the agency's wall; the series stays on its own wall.

    1. The old series ends before this occurrence.
    2. A new one begins with it; occurrences that fall on the days of old ones are those, changed: whoever has them in
       a calendar sees them move. The others are made, or cancelled. Changed and worked ones stay with the old series.

    Raises:
        NotFound: not an occurrence of a series.
        BadRule, NotPlannable, NoSuchCreator, TooShort, TooLong, FarAway, InvalidInput
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    people = await hold_people(work, [profile_id])
    old, this = await _hold_both(work, shift_id)
    in_zone = periods.zone(old.zone)
    first = await _on_its_wall(work, starts_local, minutes, in_zone)
    about = await contents(work, creators, title, notes)
    person = one_of(people, profile_id)
    _may_work(person, old)
    goes_on = _rule(old, this, first, rule)
    new = new_series(work, goes_on, first, minutes, in_zone, profile_id, about, old.until_day)
    if not starts_of(new, first, work.now):
        raise rules.BadRule
    work.session.add(new)
    await work.session.flush()
    moved, refused = await _move_over(work, old, new, this, person)
    close(work, old, this.date() - periods.DAY)
    made, more = await fill(work, new, people, first)
    return _told(work, SeriesDone(new.id, moved + made, (*refused, *more)), old)


def _told(work: Work, done: SeriesDone, old: ShiftSeries) -> SeriesDone:
    audit.note(work, "series_changed", done.series_id, before=old.id, shifts=done.made)
    announce(work)
    return done


async def _on_its_wall(work: Work, starts_local: datetime, minutes: int, in_zone: ZoneInfo) -> datetime:
    """What the series' own wall shows at that time of the agency's: they differ when the agency has moved."""
    here = await agency_zone(work)
    window_of(work, starts_local, minutes, here)
    start = rules.clean_start(starts_local, work.now, here)
    return start if here.key == in_zone.key else rules.wall(rules.instant(start, here), in_zone)


def _may_work(person: Held | None, old: ShiftSeries) -> None:
    """Who has the series already keeps it whatever their status."""
    if person is not None and person.id != old.profile_id and not person.plannable:
        raise NotPlannable(person=person.name)


async def _hold_both(work: Work, shift_id: UUID) -> tuple[ShiftSeries, datetime]:
    """The series first, as everywhere, then the occurrence."""
    of_it = await work.session.scalar(select(col(Shift.series_id)).where(col(Shift.id) == shift_id))
    if of_it is None:
        raise NotFound
    old = await hold_series(work, of_it)
    row = (await hold_shifts(work, [shift_id]))[0]
    if row.series_id != of_it or row.series_start is None:
        raise Changed
    return old, row.series_start


def _rule(old: ShiftSeries, this: datetime, first: datetime, rule: str | None) -> str:
    if rule is not None:
        return rules.clean_rule(rule)
    return rules.turned(rules.following(old.rule, old.starts_local, this), (first.date() - this.date()).days)


async def _move_over(
    work: Work, old: ShiftSeries, new: ShiftSeries, this: datetime, person: Held | None
) -> tuple[int, list[NotMade]]:
    """Old occurrences become those of the new series on the same days; one by one, so that none is in another's way."""
    rows = await still_open(work, old.id, this)
    ahead = new.starts_local.date() - this.date()
    wanted = {start.date(): start for start in starts_of(new, new.starts_local, work.now)}
    for row in rows:
        row.status = "cancelled"
        touch(row, work.now)
    await work.session.flush()
    moved, refused = 0, []
    for row in rows:
        start = wanted.get(row.series_start.date() + ahead) if row.series_start else None
        if start is not None:
            problem = await _become(work, row, new, start, person)
            moved += problem is None
            refused += [problem] if problem else []
    ids = [row.id for row in rows]
    await withdraw_offers(work, ids)
    await keep_versions(work, ids)
    return moved, refused


async def _become(work: Work, row: Shift, new: ShiftSeries, start: datetime, person: Held | None) -> NotMade | None:
    """This occurrence as the new series has it; it stays cancelled when its person is planned then."""
    window = rules.span(start, new.minutes, periods.zone(new.zone))
    row.series_id, row.series_start = new.id, start
    if person is not None and await taken_by(work, person.id, window, but=[row.id]):
        return await overlapping(work, person, window)
    row.profile_id, row.starts_at, row.ends_at = new.profile_id, window.since, window.until
    row.creators, row.title, row.notes = new.creators, new.title, new.notes
    row.status = "scheduled"
    await work.session.flush()
    return None
