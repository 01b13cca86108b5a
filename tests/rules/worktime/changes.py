"""Every change of the clock of twelve zones in 24 months."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONES = [
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Santiago", "America/Havana",
    "Africa/Cairo", "Asia/Beirut", "America/Los_Angeles", "Australia/Lord_Howe", "Pacific/Auckland", "Atlantic/Azores",
    "Africa/Casablanca",
]  # fmt: skip
FIRST, END = date(2026, 1, 1), date(2028, 1, 1)


def changes(name: str) -> list[datetime]:
    """Every change of the clock of a zone in 24 months, found hour by hour."""
    zone, at = ZoneInfo(name), datetime(2026, 1, 1, tzinfo=UTC)
    hours = [at + timedelta(hours=n) for n in range(24 * (END - FIRST).days)]
    offsets = [hour.astimezone(zone).utcoffset() for hour in hours]
    return [hours[n] for n in range(1, len(hours)) if offsets[n] != offsets[n - 1]]


EVERY_CHANGE = [(name, change) for name in ZONES for change in changes(name)]
