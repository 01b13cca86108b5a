"""Scenes of the tests about shifts: the agency's wall clock, a shift there already, a creator's assignments."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from onyx_app.services import shifts
from onyx_app.services.shifts import ShiftCard
from tests import cast
from tests.conftest import House
from tests.services.staging import act

BUCHAREST = ZoneInfo("Europe/Bucharest")
MONDAY = date(2026, 11, 9)  # the week after staging.NOW


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A wall-clock time of the agency in 2026."""
    return datetime(2026, month, day, hour, minute)  # noqa: DTZ001


def there(at: datetime) -> datetime:
    """The instant of a wall-clock time in Bucharest."""
    return at.replace(tzinfo=BUCHAREST)


async def planned(
    starts: datetime, hours: int = 8, person: cast.Person | None = cast.CHATTER, **more: Any
) -> ShiftCard:
    """A shift planned by the manager, published unless told otherwise."""
    options = {"publish": True, "profile_id": person.profile_id if person else None, **more}
    return await act(cast.MANAGER, shifts.create, starts_local=starts, minutes=hours * 60, **options)


def clocked(
    house: House, person: cast.Person, since: datetime, until: datetime | None, shift_id: UUID | None = None
) -> UUID:
    """A stretch somebody clocked, matched with a shift or not."""
    with house.admin() as connection:
        row = connection.execute(
            "insert into timesheets (agency_id, sheet_id, profile_id, business_date, clocked_in_at, clocked_out_at,"
            " source_in, shift_id) values (%s, uuidv7(), %s, %s, %s, %s, 'web', %s) returning id",
            [person.agency_id, person.profile_id, since.astimezone(BUCHAREST).date(), since, until, shift_id],
        ).fetchone()
    assert row
    return row[0]


def on_leave(house: House, person: cast.Person, first: date, days: int = 1, status: str = "approved") -> None:
    with house.admin() as connection:
        connection.execute(
            "insert into leave_requests (agency_id, profile_id, kind, first_day, last_day, status)"
            " values (%s, %s, 'holiday', %s, %s, %s)",
            [person.agency_id, person.profile_id, first, first + timedelta(days=days - 1), status],
        )


def set_status(house: House, person: cast.Person, status: str) -> None:
    with house.admin() as connection:
        connection.execute(
            "update profiles set status = %s where (agency_id, id) = (%s, %s)",
            [status, person.agency_id, person.profile_id],
        )


def states(house: House) -> list[tuple[str, bool]]:
    return house.rows("select status, published_at is not null from shifts order by starts_at, id")


def worked_by(house: House, shift_id: UUID) -> UUID | None:
    """Whose shift it is."""
    [(profile_id,)] = house.rows("select profile_id from shifts where id = %s", shift_id)
    return profile_id
