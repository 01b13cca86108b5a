"""What is true about stretches of work: when they end, and how long they are. Plain values in, plain values out."""

from datetime import datetime, timedelta

LONGEST_NOTE = 500
_SHORTEST = timedelta(microseconds=1)


def ends_at(since: datetime, now: datetime) -> datetime:
    """When work that is closed now ends: now, but never before or at its start (clocks of two machines differ)."""
    return max(now, since + _SHORTEST)


def worked(since: datetime, until: datetime | None, now: datetime) -> timedelta:
    """Wall-clock time of a stretch; while it is going on `until` is None and it counts until now."""
    return max((until or now) - since, timedelta())
