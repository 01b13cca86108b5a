"""When a sale happened: ISO 8601 with an offset, or the wall clock of the zone chosen for the file."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from onyx_app.rules.revenue_csv._said import Refused, echo

COLUMN = "occurred_at"
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(minutes=5)  # clocks differ a little
_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,6})?)?( ?(Z|[+-]\d{2}(:?\d{2})?))?", re.ASCII | re.IGNORECASE
)


def instant(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The instant in UTC.

    Raises:
        Refused: not a date with a time, a local time that never was or was twice, or one that is still to come.
    """
    if not _ISO.fullmatch(text):
        raise Refused(COLUMN, "moment", value=echo(text))
    try:
        read = datetime.fromisoformat(text.upper().replace(",", ".").replace(" Z", "Z").replace(" +", "+"))
        at = read.astimezone(UTC) if read.tzinfo else _from_wall(read, zone)
    except (ValueError, OverflowError):
        raise Refused(COLUMN, "moment", value=echo(text)) from None
    if at > now + _AHEAD:
        raise Refused(COLUMN, "future", value=echo(text))
    if at < EARLIEST:
        raise Refused(COLUMN, "long_ago", value=echo(text))
    return at


def _from_wall(wall: datetime, zone: ZoneInfo) -> datetime:
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    at = first.astimezone(UTC)
    if first.utcoffset() == second.utcoffset():
        return at
    if at.astimezone(zone).replace(tzinfo=None) != wall:
        raise Refused(COLUMN, "never_was", value=str(wall), zone=zone.key)
    choices = {"first": first.isoformat(), "second": second.isoformat()}
    raise Refused(COLUMN, "was_twice", value=str(wall), zone=zone.key, **choices)
