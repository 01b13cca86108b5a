"""Days that could have happened: people clock in and out, fans pay. The same seed gives the same days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from onyx_app.demo.people import SampleAgency, SampleCreator, SamplePerson

_TYPES = (("message", 46), ("subscription", 14), ("renewal", 18), ("tip", 18), ("post", 4))
_BY_HOUR = (6, 4, 3, 2, 1, 1, 2, 3, 4, 5, 6, 6, 7, 7, 7, 8, 9, 10, 12, 14, 16, 16, 13, 9)
_FEE_PERCENT = 20
_SETTLES_AFTER = timedelta(hours=36)


@dataclass(frozen=True)
class Planned:
    """A shift as it was planned; `day` is its date in the agency's zone."""

    person: SamplePerson
    day: date
    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Stretch:
    """One stretch of work; `ended` is None while it lasts. `pause` is unpaid and lies inside it."""

    person: SamplePerson
    day: date
    began: datetime
    ended: datetime | None
    pause: tuple[datetime, datetime] | None


@dataclass(frozen=True)
class Sale:
    """Amounts in minor units; `fee` is None while only the gross is known."""

    creator: SampleCreator
    at: datetime
    type: str
    gross: int
    fee: int | None
    fan: str
    key: str


def planned(agency: SampleAgency, day: date) -> Iterator[Planned]:
    """Everybody's usual shift on `day`, by the clock on the agency's wall."""
    zone = ZoneInfo(agency.zone)
    for person in agency.people:
        if person.starts_at is not None and day.weekday() not in person.days_off:
            starts = datetime.combine(day, time(person.starts_at), zone).astimezone(UTC)
            yield Planned(person, day, starts, starts + timedelta(hours=person.hours))


def stretches(agency: SampleAgency, day: date, now: datetime) -> Iterator[Stretch]:
    """Who worked on `day`, a few minutes early or late, sometimes not at all."""
    for shift in planned(agency, day):
        chance = Random(f"{agency.name} {shift.person.name} {day}")
        if chance.random() < 0.03:
            continue
        began = shift.starts + timedelta(minutes=chance.gauss(1, 5), seconds=chance.randrange(60))
        ended = shift.ends + timedelta(minutes=chance.gauss(4, 9))
        if began < now - timedelta(minutes=1):
            yield Stretch(shift.person, day, began, ended if ended < now else None, _pause(shift, chance, now))


def _pause(shift: Planned, chance: Random, now: datetime) -> tuple[datetime, datetime] | None:
    """Half an hour in the middle of a long shift, once it is over."""
    began = shift.starts + timedelta(hours=shift.person.hours / 2, minutes=chance.gauss(0, 15))
    ended = began + timedelta(minutes=30)
    return (began, ended) if shift.person.hours >= 6 and ended < now - timedelta(minutes=1) else None


def sales(agency: SampleAgency, creator: SampleCreator, day: date, now: datetime) -> Iterator[Sale]:
    """What fans paid on `day` up to `now`: more in the evening, more at the weekend, a little growth over time."""
    chance = Random(f"{agency.name} {creator.name} {day}")
    growth = 1 + (day.toordinal() % 3650) / 36500
    mean = creator.sales_a_day * growth * (1.25 if day.weekday() >= 4 else 0.95)
    zone = ZoneInfo(agency.zone)
    for number in range(max(0, round(chance.gauss(mean, mean**0.5)))):
        hour = chance.choices(range(24), _BY_HOUR)[0]
        moment = datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)), zone).astimezone(UTC)
        gross = max(300, round(creator.typical * chance.lognormvariate(0, 0.8) / 50) * 50)
        kind = chance.choices([name for name, _ in _TYPES], [weight for _, weight in _TYPES])[0]
        fan = f"fan{chance.randrange(1, 400):03d}"
        if moment >= now:
            continue
        fee = round(gross * _FEE_PERCENT / 100) if moment < now - _SETTLES_AFTER else None
        yield Sale(creator, moment, kind, gross, fee, fan, f"sample:{creator.handle}:{day}:{number}")


def worked_by(stretches_of_day: list[Stretch], creator: str, at: datetime, ids: dict[str, UUID]) -> list[UUID]:
    """Who was on for `creator` at `at`."""
    return [
        ids[stretch.person.name]
        for stretch in stretches_of_day
        if creator in stretch.person.creators and stretch.began <= at and (stretch.ended is None or at < stretch.ended)
    ]
