"""Times as a form holds them, wall clocks of the agency, to instants and back, over both changes of the clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from onyx_app.errors import InvalidInput
from onyx_app.rules import periods
from onyx_app.rules.agency import clean_day
from onyx_app.rules.text import clean_clock, clean_line
from onyx_app.rules.timeclock import LONGEST_WAIVER, EndsBeforeItBegins, Pause, Times

MOST_BREAKS = 20
LONGEST_NIGHT = timedelta(hours=16)
"""Over midnight a typed stretch is this long at most; 09:00 to 08:00 is a slip of the hand, not 23 hours."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class BreakForm:
    """A break as two wall clocks, `HH:MM`; `until` "" while it goes on."""

    since: str
    until: str
    paid: bool = False


@dataclass(frozen=True, slots=True)
class TimesForm:
    """A stretch as wall clocks: `day` is the date of `since`; an `until` not after it is the next day's.

    `…_again`: the second time the clock shows this, as in the night it goes back. `until` "" while it goes on.
    """

    day: str
    since: str
    until: str
    since_again: bool = False
    until_again: bool = False
    breaks: tuple[BreakForm, ...] = ()
    waived: str = ""


def read_times(form: TimesForm, zone_name: str, kept: Times | None = None) -> Times:
    """The instants a form means. `kept` are the times it was filled with: where a minute is unchanged its seconds stay.

    Raises:
        InvalidInput: day, since, until, breaks or waived; `clock_skipped` for an hour that night does not have.
        EndsBeforeItBegins: read as the next day's, the end would make a stretch of more than 16 hours.
    """
    zone = periods.zone(zone_name)
    day = clean_day(form.day, "day")
    since = _exact(_first(day, form.since, "since", zone, form.since_again), kept.since if kept else None)
    until = _until(form, day, since, zone, kept) if form.until.strip() else None
    if len(form.breaks) > MOST_BREAKS:
        raise InvalidInput("breaks", "range", low=0, high=MOST_BREAKS)
    breaks = _pauses(form, day, since, zone, kept)
    waived = clean_line(form.waived, "waived", LONGEST_WAIVER, required=False)
    return Times(since, until, breaks, waived)


def write_times(times: Times, zone_name: str) -> TimesForm:
    """The form that `read_times` reads as these times."""
    zone = periods.zone(zone_name)
    since = times.since.astimezone(zone)
    return TimesForm(
        since.date().isoformat(),
        _shown(times.since, zone),
        _shown(times.until, zone),
        times.since.astimezone(zone).fold == 1,
        _ends_again(times, since.date(), zone),
        tuple(BreakForm(_shown(each.since, zone), _shown(each.until, zone), each.paid) for each in times.breaks),
        times.waived,
    )


def _until(form: TimesForm, day: date, since: datetime, zone: ZoneInfo, kept: Times | None) -> datetime:
    """The first such clock after the start, or the next one after that; an end nobody touched stays."""
    if kept and kept.until and since == kept.since and _says(form, kept, zone):
        return kept.until
    found = list(_after(day, form.until, "until", zone, since))
    again = form.until_again and len(found) > 1
    until = _exact(found[1 if again else 0], kept.until if kept else None)
    if until.astimezone(zone).date() > day and until - since > LONGEST_NIGHT:
        raise EndsBeforeItBegins
    return until


def _says(form: TimesForm, kept: Times, zone: ZoneInfo) -> bool:
    shown = write_times(kept, zone.key)
    return (form.until.strip(), form.until_again) == (shown.until, shown.until_again)


def _pauses(form: TimesForm, day: date, since: datetime, zone: ZoneInfo, kept: Times | None) -> tuple[Pause, ...]:
    """Each break once; one that was there before, and whose start nobody touched, is that one to the second."""
    old = list(kept.breaks) if kept else []
    read = []
    for each in form.breaks:
        starts = list(_after(day, each.since, "breaks", zone, _floor(since) - _MINUTE))
        same = next((one for one in old if _floor(one.since) in starts), None)
        if same:
            old.remove(same)
        read.append(_pause(each, day, same, same.since if same else max(starts[0], since), zone))
    return tuple(read)


def _pause(form: BreakForm, day: date, same: Pause | None, began: datetime, zone: ZoneInfo) -> Pause:
    if not form.until.strip():
        return Pause(began, None, form.paid)
    if same and form.until.strip() == _shown(same.until, zone):
        return Pause(began, same.until, form.paid)
    return Pause(began, next(_after(day, form.until, "breaks", zone, began)), form.paid)


def _exact(moment: datetime, kept: datetime | None) -> datetime:
    """What stood there before, to the second, when its minute was not changed."""
    return kept if kept is not None and _floor(kept) == moment else moment


def _floor(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def _first(day: date, clock: str, field: str, zone: ZoneInfo, again: bool) -> datetime:
    found = list(_moments(day, clock, field, zone))
    if not found:
        raise InvalidInput(field, "clock_skipped")
    return found[-1 if again else 0]


def _after(day: date, clock: str, field: str, zone: ZoneInfo, since: datetime) -> Iterator[datetime]:
    """Every time the wall clock shows this after `since`, on that day and the two next ones."""
    seen = False
    for later in range(3):
        for moment in _moments(day + timedelta(days=later), clock, field, zone):
            if moment > since:
                seen = True
                yield moment
    if not seen:
        raise InvalidInput(field, "clock_skipped")


def _moments(day: date, clock: str, field: str, zone: ZoneInfo) -> Iterator[datetime]:
    """The instants at which the clock shows this on a day: one, two when it goes back, none when it skips it."""
    minutes = clean_clock(clock, field)
    wall = datetime.combine(day, time(minutes // 60, minutes % 60))
    found = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    for moment in sorted(found):
        if moment.astimezone(zone).replace(tzinfo=None) == wall:
            yield moment


def _shown(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%H:%M") if moment else ""


def _ends_again(times: Times, day: date, zone: ZoneInfo) -> bool:
    """Whether the first such clock after the start is not yet the end."""
    if times.until is None or _floor(times.until) <= times.since:
        return False
    return next(_after(day, _shown(times.until, zone), "until", zone, times.since)) != _floor(times.until)
