"""Write days of history into one sample agency."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from onyx_app.demo.history import Stretch, sales, stretches, worked_by
from onyx_app.demo.people import SampleAgency, SampleCreator
from onyx_app.demo.planning import fill_plan, settle_plan, shift_id
from onyx_app.roles import Role
from onyx_app.tables import Attribution, Break, Creator, Profile, Punch, Shift, Timesheet, Transaction
from onyx_app.work import Work

_APPROVES_ITSELF = timedelta(minutes=10)  # the agency's variance, as it is to begin with
_REVIEWED_AFTER = timedelta(days=6)


async def fill_days(work: Work, agency: SampleAgency, first: date, last: date) -> None:
    """The plan, stretches of work and sales from `first` to `last` (both included), up to `work.now`."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    await fill_plan(work, agency, first)
    await _fill_clock(work, [s for day in days for s in stretches(agency, day, work.now)])
    await settle_plan(work)
    await _fill_sales(work, agency, days)


async def _fill_clock(work: Work, worked: list[Stretch]) -> None:
    """One overlap with what is there (the day the demo was last opened) and the stretch is left out."""
    profiles = await _ids(work, Profile)
    planned = {row.id: row for row in (await work.session.execute(
        select(col(Shift.id), col(Shift.starts_at), col(Shift.ends_at)))).all()}  # fmt: skip
    known = (await work.session.execute(select(col(Timesheet.profile_id), col(Timesheet.business_date)))).all()
    taken = {(row.profile_id, row.business_date) for row in known}
    still_on = select(Timesheet.profile_id).where(col(Timesheet.clocked_out_at).is_(None))
    busy = set((await work.session.scalars(still_on)).all())
    reviewer = next((profiles[s.person.name] for s in worked if s.person.role is Role.MANAGER), None)
    sheets, breaks, punches = [], [], []
    for stretch in worked:
        profile = profiles.get(stretch.person.name)
        if profile is None or profile in busy or (profile, stretch.day) in taken:
            continue
        shift = planned.get(shift_id(work.actor.agency_id, stretch.person.name, stretch.day))
        keys = {"agency_id": work.actor.agency_id, "profile_id": profile}
        sheet = {**keys, "id": uuid4(), **_sheet(stretch, shift, None if profile == reviewer else reviewer, work.now)}
        sheet["sheet_id"] = sheet["id"]
        sheets.append(sheet)
        if stretch.pause:
            breaks.append({**keys, "timesheet_id": sheet["id"], "began_at": stretch.pause[0],
                           "ended_at": stretch.pause[1], "paid": False})  # fmt: skip
        punches += [{**keys, "timesheet_id": sheet["id"], "kind": kind, "at": at, "source": "web"}
                    for kind, at in _pressed(stretch)]  # fmt: skip
    for table, rows in ((Timesheet, sheets), (Break, breaks), (Punch, punches)):
        if rows:
            await work.session.execute(insert(table), rows)


def _sheet(stretch: Stretch, shift: Any, reviewer: UUID | None, now: datetime) -> dict[str, Any]:
    """Within the variance of the shift it approved itself; the rest was looked at some days later."""
    facts = {
        "business_date": stretch.day, "clocked_in_at": stretch.began, "clocked_out_at": stretch.ended,
        "source_in": "web", "source_out": "web" if stretch.ended else "", "shift_id": shift.id if shift else None,
        "approval": "open", "approved_by": None, "approved_at": None,
    }  # fmt: skip
    if stretch.ended is None:
        return facts
    if shift and max(abs(stretch.began - shift.starts_at), abs(stretch.ended - shift.ends_at)) <= _APPROVES_ITSELF:
        return facts | {"approval": "approved", "approved_at": stretch.ended}
    if stretch.ended < now - _REVIEWED_AFTER:
        return facts | {"approval": "approved", "approved_by": reviewer,
                        "approved_at": stretch.ended + timedelta(days=1)}  # fmt: skip
    return facts | {"approval": "review"}


def _pressed(stretch: Stretch) -> list[tuple[str, datetime]]:
    pause = [("break_start", stretch.pause[0]), ("break_end", stretch.pause[1])] if stretch.pause else []
    return [("in", stretch.began), *pause, *([("out", stretch.ended)] if stretch.ended else [])]


async def _fill_sales(work: Work, agency: SampleAgency, days: list[date]) -> None:
    creators, profiles = await _ids(work, Creator), await _ids(work, Profile)
    known = set((await work.session.scalars(select(Transaction.natural_key))).all())
    rows, shares = [], []
    for day in days:
        on = [s for near in (day - timedelta(days=1), day) for s in stretches(agency, near, work.now)]
        for sample in agency.creators:
            if sample.name not in creators:
                continue
            for sale in sales(agency, sample, day, work.now):
                if sale.key in known:
                    continue
                row: dict[str, object] = {
                    "agency_id": work.actor.agency_id,
                    "id": uuid4(),
                    "creator_id": creators[sample.name],
                }
                rows.append(row | _amounts(sale.gross, sale.fee) | {
                    "occurred_at": sale.at, "type": sale.type, "currency": agency.currency, "fan": sale.fan,
                    "natural_key": sale.key,
                })  # fmt: skip
                shares += _attributed(row, on, sample, profiles, agency, sale.at)
    if rows:
        await work.session.execute(insert(Transaction), rows)
        await work.session.execute(insert(Attribution), shares)


def _amounts(gross: int, fee: int | None) -> dict[str, object]:
    if fee is None:
        return {"gross": gross, "fee": None, "net": None, "origin": "webhook", "state": "provisional"}
    return {"gross": gross, "fee": fee, "net": gross - fee, "origin": "sync", "state": "settled"}


def _attributed(
    row: dict[str, object], on: list[Stretch], creator: SampleCreator, ids: dict[str, UUID],
    agency: SampleAgency, at: datetime,
) -> list[dict[str, object]]:  # fmt: skip
    """Who was on for the creator; nobody: who is assigned to her; nobody either: it needs attention."""
    base = {"agency_id": row["agency_id"], "transaction_id": row["id"], "weight": 1, "decided_at": at}
    if people := worked_by(on, creator.name, at, ids):
        return [base | {"profile_id": person, "method": "shift"} for person in people]
    assigned = [ids[p.name] for p in agency.people if creator.name in p.creators and p.name in ids]
    return [base | {"profile_id": person, "method": "assignment"} for person in assigned] or [
        base | {"profile_id": None, "method": "none"}
    ]


async def _ids(work: Work, table: type[Profile] | type[Creator]) -> dict[str, UUID]:
    return {row.name: row.id for row in (await work.session.execute(select(col(table.name), col(table.id)))).all()}
