"""The slip while it is being written: lines, and what needs attention."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from onyx_app.rules.pay.facts import Case, Person
from onyx_app.rules.pay.plans import Plan, Plans
from onyx_app.rules.pay.slips import EARNED, Attention, Concern, Kind, Line
from onyx_app.rules.periods import WEEK, Period, week_of


class Notes:
    """Attention items, one per concern, person and matter, their subjects gathered."""

    def __init__(self) -> None:
        self._found: dict[tuple[Concern, str, str], dict[str, None]] = {}

    def note(self, concern: Concern, person: str, about: str, subject: str) -> None:
        self._found.setdefault((concern, person, about), {})[subject] = None

    def sorted(self) -> tuple[Attention, ...]:
        return tuple(
            Attention(concern, person, about, tuple(sorted(subjects)))
            for (concern, person, about), subjects in sorted(self._found.items())
        )


@dataclass(slots=True)
class Draft:
    """One person's slip in the making."""

    case: Case
    person: Person
    notes: Notes
    plans: Plans = field(init=False)
    lines: list[Line] = field(default_factory=list)
    _weeks: dict[date, Period] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.plans = Plans(self.person.plans)

    @property
    def period(self) -> Period:
        return self.case.period

    def note(self, concern: Concern, subject: str, about: str = "") -> None:
        self.notes.note(concern, self.person.id, about, subject)

    def note_all(self, concern: Concern, subjects: Iterable[str], about: str = "") -> None:
        for subject in subjects:
            self.note(concern, subject, about)

    def has_currency(self, plan: Plan) -> bool:
        if not plan.currency:
            self.note(Concern.MISSING_CURRENCY, plan.id)
        return bool(plan.currency)

    def week(self, day: date) -> Period:
        return self._weeks.get(day) or self._weeks.setdefault(day, week_of(day, self.case.agency.week_start))

    def weeks_ending(self) -> list[Period]:
        """The weeks whose last day lies in the period: their overtime is paid now."""
        week = self.week(self.period.first)
        weeks = []
        while week.end <= self.period.end:
            weeks.append(week)
            week = Period(week.end, week.end + WEEK)
        return weeks

    def open_week(self) -> Period | None:
        """The week the period ends in the middle of."""
        week = self.week(self.period.end - timedelta(days=1))
        return week if week.end > self.period.end else None

    def earned(self, currency: str) -> int:
        return sum(line.amount for line in self.lines if line.kind in EARNED and line.currency == currency)

    def balance(self, currency: str) -> int:
        return sum(line.amount for line in self.lines if line.currency == currency)

    def sum_of(self, kinds: Iterable[Kind], currency: str) -> int:
        wanted = set(kinds)
        return sum(line.amount for line in self.lines if line.kind in wanted and line.currency == currency)
