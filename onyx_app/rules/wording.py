"""Instants and shares as people read them, in their zone and language; nothing stored or compared is."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from babel.dates import format_date, format_interval, format_skeleton, format_time, format_timedelta
from babel.numbers import format_percent
from babel.units import format_unit

from onyx_app.rules import periods
from onyx_app.rules.periods import Period

_JUST_NOW = timedelta(seconds=45)


def day(value: date, language: str = "en") -> str:
    """3 Nov 2026, in the order of the language."""
    return format_date(value, format="medium", locale=_locale(language))


def moment(at: datetime | None, zone: str, language: str = "en") -> str:
    """Date and time on the reader's wall; "" for never."""
    if at is None:
        return ""
    local = at.astimezone(periods.zone(zone))
    clock = format_time(local, format="short", tzinfo=periods.zone(zone), locale=_locale(language))
    return f"{day(local.date(), language)}, {clock}".replace("\u202f", " ")


def clock(at: datetime, zone: str, language: str = "en") -> str:
    """14:05 on the reader's wall, the way their language writes it."""
    in_zone = periods.zone(zone)
    shown = format_time(at.astimezone(in_zone), format="short", tzinfo=in_zone, locale=_locale(language))
    return shown.replace("\u202f", " ")


def weekday(value: date, language: str = "en") -> str:
    """Mon, 16 Nov; the year is said elsewhere."""
    return format_skeleton("MMMEd", value, locale=_locale(language))


def weekday_name(value: date, language: str = "en") -> str:
    """Mon."""
    return format_date(value, "EEE", locale=_locale(language))


def days(period: Period, language: str = "en") -> str:
    """16 – 22 Nov 2026: first and last day of a period."""
    last = period.end - timedelta(days=1)
    return format_interval(period.first, last, "yMMMd", locale=_locale(language)).replace("\u2009", " ")


def hours(length: timedelta, language: str = "en") -> str:
    """7h 05m in the shortest words of the language; seconds are left out, never rounded up."""
    minutes = int(length.total_seconds()) // 60
    parts = [(minutes // 60, "hour"), (minutes % 60, "minute")]
    shown = [format_unit(n, unit, "narrow", locale=_locale(language)) for n, unit in parts if n or unit == "minute"]
    return " ".join(shown)


def day_of(at: datetime | None, zone: str, language: str = "en") -> str:
    """The reader's date of an instant; "" for never."""
    return "" if at is None else day(periods.business_date(at, periods.zone(zone)), language)


def ago(at: datetime | None, now: datetime, language: str = "en") -> str:
    """5 minutes ago, in 3 days; "" for never. Less than a minute counts as one."""
    if at is None:
        return ""
    gone = at.astimezone(UTC) - now.astimezone(UTC)
    if abs(gone) < _JUST_NOW:
        gone = timedelta(seconds=-60) if gone <= timedelta(0) else timedelta(seconds=60)
    return format_timedelta(gone, add_direction=True, locale=_locale(language))


def percent(basis_points: int, language: str = "en") -> str:
    """7,000 basis points as 70%, 6,750 as 67.5%."""
    return format_percent(Decimal(basis_points) / 10_000, format="#,##0.##%", locale=_locale(language))


def initials(name: str) -> str:
    """The first letters of the first two words."""
    return "".join(part[0] for part in name.split()[:2]).upper()


def _locale(language: str) -> str:
    return language.replace("-", "_")
