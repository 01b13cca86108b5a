"""Wall-clock times of an agency and the instants they mean, across every change of the clock.

A plan is made on the wall: 22:00 to 06:00 stays so on the night the clock changes, and is then an hour shorter or
longer. A time the clock skips is read with the offset before the change (02:30 becomes 03:30), one that exists twice is
the first of the two: as RFC 5545 reads them.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from onyx_app.errors import InvalidInput, OnyxError
from onyx_app.rules import periods
from onyx_app.rules.periods import Window

SHORTEST, LONGEST = 15, 24 * 60  # minutes
ONE_MINUTE = timedelta(minutes=1)
_FARTHEST_BACK, _FARTHEST_AHEAD = timedelta(days=400), timedelta(days=800)


class TooShort(OnyxError):
    """Less than a quarter of an hour."""

    key = "shifts.too_short"
    field = "until"


class TooLong(OnyxError):
    """More than a day and a night."""

    key = "shifts.too_long"
    field = "until"


class FarAway(OnyxError):
    """Most likely a slip of the pen in the year."""

    key = "shifts.far_away"
    field = "starts"


def instant(local: datetime, in_zone: ZoneInfo) -> datetime:
    """The instant of a wall-clock time, UTC."""
    return local.replace(tzinfo=in_zone, fold=0).astimezone(UTC)


def wall(moment: datetime, in_zone: ZoneInfo) -> datetime:
    """What the clock on the wall shows, without a zone."""
    return moment.astimezone(in_zone).replace(tzinfo=None)


def span(starts_local: datetime, minutes: int, in_zone: ZoneInfo) -> Window:
    """The instants of a shift of so many wall-clock minutes.

    Both ends keep their wall-clock time. Where the change leaves less than the shortest shift between them, it lasts
    its minutes in real time; where it makes more than 24 hours, it ends after 24.
    """
    since = instant(starts_local, in_zone)
    until = instant(starts_local + minutes * ONE_MINUTE, in_zone)
    if until - since < SHORTEST * ONE_MINUTE:
        until = since + minutes * ONE_MINUTE
    return Window(since, min(until, since + LONGEST * ONE_MINUTE))


def wall_length(window: Window, in_zone: ZoneInfo) -> int:
    """Minutes from one wall-clock time to the other; the real ones where the wall cannot say."""
    shown = (wall(window.until, in_zone) - wall(window.since, in_zone)) // ONE_MINUTE
    return shown if SHORTEST <= shown <= LONGEST else (window.until - window.since) // ONE_MINUTE


def real_minutes(window: Window) -> int:
    return (window.until - window.since) // ONE_MINUTE


def wall_minutes(since: int, until: int) -> int:
    """From one minute of the day to another: 22:00 to 06:00 is 480, the same twice is a whole day."""
    return (until - since) % LONGEST or LONGEST


def clean_length(minutes: int) -> int:
    """
    Raises:
        TooShort, TooLong
    """
    if minutes < SHORTEST:
        raise TooShort(minutes=SHORTEST)
    if minutes > LONGEST:
        raise TooLong
    return minutes


def clean_start(starts_local: datetime, now: datetime, in_zone: ZoneInfo) -> datetime:
    """A start on a whole minute, in a year one can mean.

    Raises:
        FarAway: more than 400 days back or 800 ahead.
        InvalidInput: a time with a zone, which is not the wall's.
    """
    if starts_local.tzinfo is not None:
        raise InvalidInput("starts", "clock")
    today = wall(now, in_zone)
    if not today - _FARTHEST_BACK <= starts_local <= today + _FARTHEST_AHEAD:
        raise FarAway
    return starts_local.replace(second=0, microsecond=0, fold=0)


def at(day: date, minute: int) -> datetime:
    """A minute of a local day as wall-clock time; 1440 is the next midnight."""
    return datetime.combine(day, time()) + minute * ONE_MINUTE


def pieces(window: Window, in_zone: ZoneInfo) -> list[Window]:
    """The same time cut at every local midnight, so that each piece belongs to one day."""
    cut: list[Window] = []
    since = window.since
    while since < window.until:
        midnight = periods.day_start(periods.business_date(since, in_zone) + periods.DAY, in_zone)
        until = min(midnight, window.until)
        cut.append(Window(since, until))
        since = until
    return cut
