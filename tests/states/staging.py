"""Scenes of the time clock's rooms: stretches that ended a while ago, by the real clock."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tests import cast
from tests.conftest import House

BUCHAREST = ZoneInfo("Europe/Bucharest")


def ended(
    house: House, who: cast.Person = cast.CHATTER, *, ago: int = 3, hours: int = 2, approval: str = "review"
) -> UUID:
    """A stretch of some hours that ended `ago` hours before now; its sheet's id."""
    until = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=ago)
    since = until - timedelta(hours=hours)
    return house.rows(
        "insert into timesheets (agency_id, sheet_id, profile_id, business_date, clocked_in_at, clocked_out_at,"
        " source_in, source_out, approval) values (%s, uuidv7(), %s, %s, %s, %s, 'web', 'web', %s) returning sheet_id",
        cast.NORTHLIGHT, who.profile_id, since.astimezone(BUCHAREST).date(), since, until, approval,
    )[0][0]  # fmt: skip


def room_of(path: str = "/timeclock", *, ago: int = 3, hours: int = 2, **more: object) -> str:
    """The address of the week in which such a stretch began: on a Monday morning that is the week before."""
    now = datetime.now(UTC).astimezone(BUCHAREST)
    began = now - timedelta(hours=ago + hours)
    page = 1 if began.isocalendar()[:2] == now.isocalendar()[:2] else 2
    asked = "&".join(f"{key}={value}" for key, value in {"page": page, **more}.items())
    return f"{path}?{asked}"


def monday_of(*, ago: int = 3, hours: int = 2) -> str:
    """The first day of the week such a stretch began in."""
    began = datetime.now(UTC).astimezone(BUCHAREST) - timedelta(hours=ago + hours)
    return (began.date() - timedelta(days=began.weekday())).isoformat()


def wall(ago: float) -> tuple[str, str]:
    """Day and clock, on the agency's wall, of a moment `ago` hours before now."""
    at = datetime.now(UTC).astimezone(BUCHAREST) - timedelta(hours=ago)
    return at.date().isoformat(), f"{at:%H:%M}"


def typed(since: float, until: float, **more: str) -> dict[str, str]:
    """The form for a stretch from `since` hours ago until `until` hours ago."""
    day, began = wall(since)
    return {"day": day, "since": began, "until": wall(until)[1], "reason": "The tram stood still", **more}
