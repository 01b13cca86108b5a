"""What an agency may decide about itself: one cleaner per card of the settings page, form in, columns out.

Forms arrive as texts by field name; a field the form lacks is refused like an empty one. A sentence belongs to the
first field that cannot be taken.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import holidays

from onyx_app.errors import InvalidInput
from onyx_app.roles import Role
from onyx_app.rules.periods import Frequency
from onyx_app.rules.text import (
    LONGEST_NAME,
    clean_choice,
    clean_clock,
    clean_colour,
    clean_country,
    clean_currency,
    clean_line,
    clean_locale,
    clean_number,
    clean_zone,
)

Form = Mapping[str, Any]
LEGAL_BREAKS = 2  # rows of the form
_LONGEST_WEEK_BUDGET = 100_000  # hours
_TICKED = (True, "true", "on", "1")  # browsers leave out what is not ticked


class Section(StrEnum):
    """The cards of the settings page; each is saved by itself."""

    LOOK = "look"
    PLACE = "place"
    CLOCK = "clock"
    WORK = "work"
    PAY = "pay"
    SAFETY = "safety"


class Favour(StrEnum):
    NEAREST = "nearest"
    WORKER = "worker"


class Rounding(StrEnum):
    NONE = "0"
    FIVE = "5"
    FIFTEEN = "15"


def clean_section(section: Section, form: Form) -> dict[str, Any]:
    """The columns a card changes.

    Raises:
        InvalidInput: names the first field we cannot take.
    """
    return _CLEANERS[section](form)


def clean_look(form: Form) -> dict[str, Any]:
    return {
        "name": clean_line(_text(form, "name"), "name", LONGEST_NAME),
        "accent": clean_colour(_text(form, "accent")),
    }


def clean_place(form: Form) -> dict[str, Any]:
    country = clean_country(_text(form, "country"))
    return {
        "currency": clean_currency(_text(form, "currency")),
        "zone": clean_zone(_text(form, "zone")),
        "locale": clean_locale(_text(form, "locale")),
        "week_start": clean_number(_text(form, "week_start"), "week_start", 0, 6),
        "country": country,
        "region": clean_region(_text(form, "region"), country),
    }


def clean_region(value: str, country: str) -> str:
    """A part of the country with holidays of its own, by its code; "" for the whole country."""
    region = clean_line(value, "region", 16, required=False).upper()
    if region and region not in regions_of(country):
        raise InvalidInput("region", "choice")
    return region


def regions_of(country: str) -> list[str]:
    """The codes of a country's parts that keep holidays of their own."""
    return list(holidays.list_supported_countries(include_aliases=False).get(country, []))


def clean_clock_rules(form: Form) -> dict[str, Any]:
    night_from, night_until = (clean_clock(_text(form, key), key) for key in ("night_from", "night_until"))
    budget = _text(form, "hours_budget").strip()
    return {
        "early_window_minutes": clean_number(_text(form, "early_window_minutes"), "early_window_minutes", 0, 240),
        "grace_minutes": clean_number(_text(form, "grace_minutes"), "grace_minutes", 0, 120),
        "rounding_minutes": int(clean_choice(_text(form, "rounding_minutes"), "rounding_minutes", Rounding)),
        "rounding_favour": clean_choice(_text(form, "rounding_favour"), "rounding_favour", Favour).value,
        "auto_clock_out_hours": clean_number(_text(form, "auto_clock_out_hours"), "auto_clock_out_hours", 1, 24),
        "night_from": night_from,
        "night_until": night_until,
        "hours_budget": clean_number(budget, "hours_budget", 0, _LONGEST_WEEK_BUDGET) if budget else None,
    }


def clean_work_rules(form: Form) -> dict[str, Any]:
    """What is looked at, which breaks are due, how long people rest."""
    asked = _text(form, "prompt_after_minutes").strip()
    return {
        "variance_minutes": clean_number(_text(form, "variance_minutes"), "variance_minutes", 0, 240),
        "legal_breaks": clean_legal_breaks(form),
        "minimum_rest_hours": clean_number(_text(form, "minimum_rest_hours"), "minimum_rest_hours", 0, 24),
        "prompt_after_minutes": clean_number(asked, "prompt_after_minutes", 10, 720) if asked else None,
        "weekend_days": [day for day in range(7) if form.get(f"weekend_{day}") in _TICKED],
    }


def clean_legal_breaks(form: Form) -> list[dict[str, int]]:
    """More than `legal_after_N` hours of work need `legal_minutes_N` minutes of break; a row may be empty.

    Raises:
        InvalidInput: half a row, a break longer than the work, longer work with a shorter break.
    """
    found: list[dict[str, int]] = []
    for row in range(1, LEGAL_BREAKS + 1):
        after_field, minutes_field = f"legal_after_{row}", f"legal_minutes_{row}"
        after, minutes = _text(form, after_field).strip(), _text(form, minutes_field).strip()
        if not after and not minutes:
            continue
        rule = {"after": clean_hours(after, after_field), "minutes": clean_number(minutes, minutes_field, 1, 240)}
        if found and rule["after"] <= found[-1]["after"]:
            raise InvalidInput(after_field, "longer_work")
        if found and rule["minutes"] <= found[-1]["minutes"]:
            raise InvalidInput(minutes_field, "longer_break")
        found.append(rule)
    return found


def clean_hours(value: str, field: str) -> int:
    """`6` or `6:30` hours, up to a day, as minutes."""
    line = clean_line(value, field, 8)
    return clean_clock(line, field) if ":" in line else clean_number(line, field, 0, 23) * 60


def clean_pay(form: Form) -> dict[str, Any]:
    return {
        "pay_frequency": clean_choice(_text(form, "pay_frequency"), "pay_frequency", Frequency).value,
        "pay_anchor": clean_day(_text(form, "pay_anchor"), "pay_anchor"),
    }


def clean_safety(form: Form) -> dict[str, Any]:
    """A checkbox per role, named `totp_<role>`; browsers leave out what is not ticked."""
    return {"totp_roles": [role.value for role in Role if form.get(f"totp_{role.value}") in _TICKED]}


def clean_day(value: str, field: str) -> date:
    """An ISO date of this century, as a date input sends it."""
    try:
        day = date.fromisoformat(clean_line(value, field, 10))
    except ValueError:
        raise InvalidInput(field, "date") from None
    if not 2000 <= day.year < 2100:
        raise InvalidInput(field, "date")
    return day


def shown_clock(minutes: int) -> str:
    """Minutes after midnight as a time input wants them."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def shown_hours(minutes: int) -> str:
    """6, or 6:30."""
    return f"{minutes // 60}:{minutes % 60:02d}" if minutes % 60 else str(minutes // 60)


def _text(form: Form, field: str) -> str:
    value = form.get(field, "")
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise InvalidInput(field, "required")
    return str(value)


_CLEANERS: dict[Section, Callable[[Form], dict[str, Any]]] = {
    Section.LOOK: clean_look,
    Section.PLACE: clean_place,
    Section.CLOCK: clean_clock_rules,
    Section.WORK: clean_work_rules,
    Section.PAY: clean_pay,
    Section.SAFETY: clean_safety,
}
