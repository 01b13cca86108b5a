"""The sample agencies' plan of shifts: published up to the end of this week, next week a draft with a gap in it."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from onyx_app.demo.history import Planned, planned
from onyx_app.demo.people import SampleAgency
from onyx_app.rules import periods
from onyx_app.tables import Agency, Creator, Profile, Shift, ShiftTemplate, ShiftVersion
from onyx_app.work import Work

_TEMPLATES = (("Day", 9 * 60, 480), ("Evening", 18 * 60, 480), ("Night", 2 * 60, 420))
_PUBLISH = text(
    "update shifts set published_at = :at where published_at is null and starts_at < :until and profile_id is not null"
)
_HAPPENED = text("""
    update shifts s set status = case
        when exists (select 1 from timesheets t where (t.agency_id, t.shift_id) = (s.agency_id, s.id)
                     and t.clocked_out_at is null) then 'in_progress'
        when exists (select 1 from timesheets t where (t.agency_id, t.shift_id) = (s.agency_id, s.id)) then 'completed'
        when s.ends_at < :now then 'missed' else s.status end
    where s.status in ('scheduled', 'in_progress') and s.starts_at < :now and s.profile_id is not null""")


def shift_id(agency_id: UUID, person: str, day: date) -> UUID:
    """The same shift has the same id however often the demo is opened."""
    return uuid5(agency_id, f"shift {person} {day}")


async def fill_plan(work: Work, agency: SampleAgency, first: date) -> None:
    """Shifts from `first` to the end of next week, and templates to plan with. What is there stays."""
    week_start = await work.session.scalar(select(col(Agency.week_start)))
    today = work.now.astimezone(ZoneInfo(agency.zone)).date()
    this_week = periods.week_of(today, week_start or 0)
    ends_draft = this_week.end + periods.WEEK
    monday = datetime.combine(this_week.end, datetime.min.time(), ZoneInfo(agency.zone))
    profiles, creators = await _ids(work, Profile), await _ids(work, Creator)
    rows = []
    for day in (first + timedelta(days=n) for n in range((ends_draft - first).days)):
        rows += [_row(work, shift, profiles[shift.person.name], creators) for shift in planned(agency, day)
                 if shift.person.name in profiles and not _gap(shift, day, this_week.end)]  # fmt: skip
    if rows:
        kept = insert(Shift).on_conflict_do_nothing().returning(col(Shift.id))
        made = set((await work.session.scalars(kept, rows)).all())
        versions = [_version(row) for row in rows if row["id"] in made]
        if versions:
            await work.session.execute(insert(ShiftVersion), versions)
    await work.session.execute(_PUBLISH, {"at": work.now - timedelta(days=7), "until": monday})
    await _templates(work)


async def settle_plan(work: Work) -> None:
    """What became of the shifts that are over, after the clock is filled."""
    await work.session.execute(_HAPPENED, {"now": work.now})


def _gap(shift: Planned, day: date, next_week: date) -> bool:
    """Next week has one evening nobody covers yet: something to plan."""
    return day == next_week + timedelta(days=1) and shift.person.starts_at == 18


def _row(work: Work, shift: Planned, profile: UUID, creators: dict[str, UUID]) -> dict[str, Any]:
    return {
        "agency_id": work.actor.agency_id,
        "id": shift_id(work.actor.agency_id, shift.person.name, shift.day),
        "profile_id": profile,
        "starts_at": shift.starts,
        "ends_at": shift.ends,
        "creators": [creators[name] for name in shift.person.creators if name in creators],
        "created_at": min(work.now, shift.starts - timedelta(days=10)),
        "changed_at": min(work.now, shift.starts - timedelta(days=10)),
    }


def _version(row: dict[str, Any]) -> dict[str, Any]:
    same = ("agency_id", "profile_id", "starts_at", "ends_at", "creators")
    return {name: row[name] for name in same} | {
        "id": uuid4(), "shift_id": row["id"], "version": 1, "status": "scheduled", "published": True,
        "valid_from": row["created_at"],
    }  # fmt: skip


async def _templates(work: Work) -> None:
    rows = [
        {"agency_id": work.actor.agency_id, "name": name, "starts_minute": at, "minutes": minutes}
        for name, at, minutes in _TEMPLATES
    ]
    await work.session.execute(insert(ShiftTemplate).on_conflict_do_nothing(), rows)


async def _ids(work: Work, table: type[Profile] | type[Creator]) -> dict[str, UUID]:
    return {row.name: row.id for row in (await work.session.execute(select(col(table.name), col(table.id)))).all()}
