"""A week again: the same wall-clock times in another week, as drafts."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import col

from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules import shifts as rules
from onyx_app.rules.periods import Period, Window
from onyx_app.services import audit
from onyx_app.services.shifts._hold import Held, announce, hold_people
from onyx_app.services.shifts._many import Wish, make_all
from onyx_app.services.shifts._plan import Done, NotMade, not_made
from onyx_app.services.shifts._refusals import NothingToCopy, NotPlannable, SameWeek
from onyx_app.strings import say
from onyx_app.tables import Agency, Shift
from onyx_app.work import Work

_Open = tuple[datetime, datetime, tuple[UUID, ...], str]


async def copy_week(work: Work, *, from_day: date, to_day: date) -> Done:
    """Plan the shifts of one week again in another; what could not be is named, with why.

    1. Hold everybody who has a shift in it; who is not active any more is left out.
    2. Each shift keeps its wall-clock times, also over a change of the clock.
    3. An open shift that the other week has already is not doubled.

    Raises:
        SameWeek, NothingToCopy, FarAway
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    agency = (await work.session.execute(select(col(Agency.zone), col(Agency.week_start)))).one()
    weeks = [periods.week_of(day, agency.week_start) for day in (from_day, to_day)]
    if weeks[0] == weeks[1]:
        raise SameWeek
    in_zone, ahead = periods.zone(agency.zone), weeks[1].first - weeks[0].first
    rules.clean_start(rules.at(weeks[1].first, 0), work.now, in_zone)
    rows = await _of_week(work, weeks[0], in_zone)
    if not rows:
        raise NothingToCopy
    people = await hold_people(work, {row.profile_id for row in rows})
    wishes, refused = await _wishes(work, rows, people, ahead, in_zone)
    wishes = _not_doubled(wishes, await _of_week(work, weeks[1], in_zone))
    made, overlaps = await make_all(work, wishes, people)
    audit.note(work, "week_copied", str(weeks[1].first), shifts=made)
    announce(work)
    return Done(made, (*refused, *overlaps))


async def _of_week(work: Work, week: Period, in_zone: ZoneInfo) -> Sequence[Shift]:
    window = periods.window_of(week, in_zone)
    begins = (col(Shift.starts_at) >= window.since, col(Shift.starts_at) < window.until)
    query = select(Shift).where(*begins, col(Shift.status) != "cancelled")
    return (await work.session.scalars(query.order_by(col(Shift.starts_at), col(Shift.id)))).all()


async def _wishes(
    work: Work, rows: Sequence[Shift], people: dict[UUID, Held], ahead: timedelta, in_zone: ZoneInfo
) -> tuple[list[Wish], list[NotMade]]:
    wishes, refused = [], []
    for row in rows:
        window = Window(row.starts_at, row.ends_at)
        then = rules.span(rules.wall(window.since, in_zone) + ahead, rules.wall_length(window, in_zone), in_zone)
        person = people.get(row.profile_id) if row.profile_id else None
        if person is not None and not person.plannable:
            why = say(work.actor.language, NotPlannable.key, person=person.name)
            refused.append(await not_made(work, then, person, why))
        else:
            wishes.append(Wish(row.profile_id, then, tuple(row.creators), row.title, row.notes))
    return wishes, refused


def _not_doubled(wishes: Sequence[Wish], there: Sequence[Shift]) -> list[Wish]:
    """Without the open shifts that are there already, as often as they are."""
    have: Counter[_Open] = Counter(
        (row.starts_at, row.ends_at, tuple(row.creators), row.title) for row in there if row.profile_id is None
    )
    kept = []
    for wish in wishes:
        same = (wish.window.since, wish.window.until, wish.creators, wish.title)
        if wish.profile_id is None and have[same] > 0:
            have[same] -= 1
        else:
            kept.append(wish)
    return kept
