"""The form in which times are asked for or corrected; its clocks are the agency's, as its days are."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from onyx_app.rules import periods, timeclock_form
from onyx_app.rules.timeclock_form import BreakForm, TimesForm
from onyx_app.services.timeclock import SheetDetail, Times

MOST_BREAKS = 8
_TICKED = (True, "true", "on", "1")


@dataclass
class BreakRow:
    """A break in the form; `n` numbers its fields."""

    n: int = 0
    since: str = ""
    until: str = ""
    paid: bool = False


@dataclass
class Typed:
    """The form about a stretch. `open` while it is on the screen; `sheet_id` empty: a missing stretch is added.

    `twice`: the clocks go back around this day, so an hour of it exists twice and the form asks which one is meant.
    """

    open: bool = False
    sheet_id: str = ""
    profile_id: str = ""
    name: str = ""
    zone: str = ""
    day: str = ""
    since: str = ""
    until: str = ""
    since_again: bool = False
    until_again: bool = False
    twice: bool = False
    breaks: list[BreakRow] = field(default_factory=list)
    waivable: bool = False
    waived: str = ""


def typed_of(sheet: SheetDetail | None, zone: str, *, profile_id: str = "", name: str = "") -> Typed:
    """The form, filled with what the stretch says now; empty for a missing one."""
    if sheet is None:
        return Typed(open=True, profile_id=profile_id, name=name, zone=zone)
    form = timeclock_form.write_times(sheet.times, zone)
    return Typed(
        open=True,
        sheet_id=str(sheet.sheet_id),
        profile_id=str(sheet.profile_id),
        name=sheet.name,
        zone=zone,
        day=form.day,
        since=form.since,
        until=form.until,
        since_again=form.since_again,
        until_again=form.until_again,
        twice=_has_hour_twice(sheet.business_date, zone),
        breaks=[BreakRow(n, one.since, one.until, one.paid) for n, one in enumerate(form.breaks)],
        waivable=bool(sheet.counted.deducted or sheet.waived),
        waived=form.waived,
    )


def read_form(form: dict[str, Any], zone: str, kept: Times | None) -> Times | None:
    """What was typed, as times; None when the stretch shall be removed.

    Raises:
        InvalidInput: beside the field it is about.
    """

    def given(name: str) -> str:
        return str(form.get(name) or "")

    def ticked(name: str) -> bool:
        return form.get(name) in _TICKED

    if kept is not None and ticked("remove"):
        return None

    rows = (n for n in range(MOST_BREAKS) if given(f"break_{n}_since") or given(f"break_{n}_until"))
    breaks = tuple(
        BreakForm(given(f"break_{n}_since"), given(f"break_{n}_until"), ticked(f"break_{n}_paid")) for n in rows
    )
    typed = TimesForm(
        day=given("day"),
        since=given("since"),
        until=given("until"),
        since_again=ticked("since_again"),
        until_again=ticked("until_again"),
        breaks=breaks,
        waived=given("waived"),
    )
    return timeclock_form.read_times(typed, zone, kept)


def one_more_break(typed: Typed) -> list[BreakRow]:
    """The form's breaks with an empty one at the end."""
    more = len(typed.breaks) < MOST_BREAKS
    return [*typed.breaks, BreakRow(len(typed.breaks))] if more else typed.breaks


def _has_hour_twice(day: date, zone: str) -> bool:
    """Whether this day or the one a night reaches into is longer than 24 hours."""
    there = periods.zone(zone)
    return periods.day_start(day + 2 * periods.DAY, there) - periods.day_start(day, there) > 2 * periods.DAY
