"""Stretches of work as rooms show them, and the form in which times are asked for or corrected.

Days and times are the agency's: a stretch counts for a day of the agency, so both are read on the same wall. Where the
reader's zone is another one, the room says so (`zone_of`).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from onyx_app.rules import periods, wording
from onyx_app.rules.timeclock import worked
from onyx_app.services.timeclock import Pause, SheetDetail, SheetVersion, Times
from onyx_app.states._lateness import lateness
from onyx_app.strings import say
from onyx_app.work import Actor

_MINUTE = timedelta(minutes=1)
_KINDS = {"running": "", "review": "watch", "approved": "good", "locked": "", "asked": "watch"}


@dataclass
class SheetLine:
    """One stretch in a list. `version_id` is what an approval is for; `state` a word below `timeclock.sheet`.

    `started_at` leaves out the breaks that have ended, so that what ticks from it is what was worked.
    """

    id: str = ""
    version_id: str = ""
    profile_id: str = ""
    name: str = ""
    initials: str = ""
    day: str = ""
    times: str = ""
    pauses: str = ""
    raw: str = ""
    paid: str = ""
    rounded: bool = False
    running: bool = False
    started_at: str = ""
    late: str = ""
    note: str = ""
    why: list[str] = field(default_factory=list)
    state: str = ""
    state_words: str = ""
    kind: str = ""
    changeable: bool = False
    mine: bool = False  # the reader's own, and somebody else decides


@dataclass
class Past:
    """One version of a stretch: what it said, who made it so, why."""

    version: str = ""
    times: str = ""
    who: str = ""
    reason: str = ""


@dataclass
class SheetView:
    """A stretch in the drawer: what was clocked, what is paid, and how it came to be so."""

    line: SheetLine = field(default_factory=SheetLine)
    facts: list[tuple[str, str]] = field(default_factory=list)
    pauses: list[str] = field(default_factory=list)
    past: list[Past] = field(default_factory=list)


def line_of(sheet: SheetDetail, zone: str, actor: Actor, *, alone: bool = False) -> SheetLine:
    """A stretch as a line, in the asker's words and on the agency's wall. `alone`: nobody else could decide on it."""
    state, language = _state(sheet), actor.language
    return SheetLine(
        id=str(sheet.sheet_id),
        version_id=str(sheet.id),
        profile_id=str(sheet.profile_id),
        name=sheet.name,
        initials=wording.initials(sheet.name),
        day=wording.weekday(sheet.business_date, language),
        times=_times(sheet.since, sheet.until, zone, actor),
        pauses=_pauses(sheet, actor),
        raw=_minutes(sheet.counted.raw, actor),
        paid=_minutes(sheet.counted.paid, actor),
        rounded=sheet.counted.raw != sheet.counted.paid,
        running=sheet.until is None,
        started_at=(sheet.since + timedelta(minutes=sheet.counted.unpaid_break)).isoformat(),
        late=lateness(sheet.late_minutes, sheet.left_early_minutes, actor),
        note=sheet.note,
        why=[*sheet.findings, *_ended(sheet, actor)],
        state=state,
        state_words=say(language, f"my_time.sheet.{state}"),
        kind=_KINDS[state],
        changeable=sheet.until is not None and not sheet.locked,
        mine=sheet.profile_id == actor.profile_id and not alone,
    )


def view_of(
    sheet: SheetDetail, past: tuple[SheetVersion, ...], zone: str, actor: Actor, *, alone: bool = False
) -> SheetView:
    """A stretch with everything that is known about it."""
    return SheetView(
        line=line_of(sheet, zone, actor, alone=alone),
        facts=_facts(sheet, zone, actor),
        pauses=[_pause(one, zone, actor) for one in sheet.breaks],
        past=[_past(one, zone, actor) for one in past],
    )


def shown_times(times: Times | None, zone: str, actor: Actor, *, none: str) -> str:
    """A request in one line: "Mon, 16 Nov 09:00 – 17:30 · 8h 0m · 30m break"; `none` is the key for no stretch."""
    if times is None:
        return say(actor.language, none)
    day = wording.weekday(periods.business_date(times.since, periods.zone(zone)), actor.language)
    pause = sum(((one.until or one.since) - one.since for one in times.breaks), timedelta())
    breaks = _break(pause, actor)
    length = (
        wording.hours(worked(times.since, times.until, times.since, times.breaks), actor.language)
        if times.until
        else ""
    )
    waived = say(actor.language, "my_time.with_waiver", reason=times.waived) if times.waived else ""
    return " · ".join(
        part for part in (f"{day}, {_times(times.since, times.until, zone, actor)}", length, breaks, waived) if part
    )


def zone_of(zone: str, actor: Actor) -> str:
    """The agency's zone when the reader lives by another, so that no time is misread; "" when it is their own."""
    return "" if zone == actor.zone else zone.rpartition("/")[2].replace("_", " ")


def shown_minutes(minutes: int, actor: Actor) -> str:
    return _minutes(minutes, actor)


def _state(sheet: SheetDetail) -> str:
    if sheet.until is None:
        return "running"
    if sheet.waiting is not None:
        return "asked"
    if sheet.locked:
        return "locked"
    return "approved" if sheet.approval == "approved" else "review"


def _ended(sheet: SheetDetail, actor: Actor) -> list[str]:
    """Why it ended, when it was not the person's own button."""
    return [say(actor.language, f"timeclock.reason.{sheet.out_reason}")] if sheet.out_reason else []


def _facts(sheet: SheetDetail, zone: str, actor: Actor) -> list[tuple[str, str]]:
    """Wall clock, breaks, deduction, and the raw figure beside what is paid; only what is not nothing."""
    counted, language = sheet.counted, actor.language
    minutes = (
        ("wall", counted.wall if counted.wall != counted.raw else 0),
        ("paid_break", counted.paid_break),
        ("unpaid_break", -counted.unpaid_break),
        ("deducted", -counted.deducted),
        ("raw", counted.raw if counted.raw != counted.paid else 0),
    )
    said = [(key, shown_sign(value, actor)) for key, value in minutes if value]
    if sheet.until is not None and (sheet.paid_since, sheet.paid_until) != (sheet.since, sheet.until):
        said.append(("rounded", _times(sheet.paid_since, sheet.paid_until, zone, actor)))
    said.append(("paid", _minutes(counted.paid, actor)))
    if sheet.shift:
        said.append(("shift", _times(sheet.shift.start, sheet.shift.end, zone, actor)))
    if sheet.waived:
        said.append(("waived", sheet.waived))
    if sheet.approval == "approved":
        said.append(("approved_by", sheet.approved_by or say(language, "my_time.by_itself")))
    return [(say(language, f"my_time.fact.{key}"), value) for key, value in said]


def shown_sign(minutes: int, actor: Actor) -> str:
    shown = _minutes(abs(minutes), actor)
    return f"\u2212{shown}" if minutes < 0 else shown


def _break(length: timedelta, actor: Actor) -> str:
    """30m break; seconds are not worth a word."""
    if length < _MINUTE:
        return ""
    return say(actor.language, "my_time.with_breaks", hours=wording.hours(length, actor.language))


def _past(one: SheetVersion, zone: str, actor: Actor) -> Past:
    language = actor.language
    times = say(language, "my_time.removed") if one.removed else _times(one.since, one.until, zone, actor)
    pause = sum(((p.until or p.since) - p.since for p in one.breaks), timedelta())
    if not one.removed and (taken := _break(pause, actor)):
        times += f" · {taken}"
    who = say(
        language,
        "my_time.made_by" if one.made_by else "my_time.made_by_clock",
        name=one.made_by,
        at=wording.moment(one.made_at, actor.zone, language),
    )
    return Past(str(one.version), times, who, one.reason)


def _pauses(sheet: SheetDetail, actor: Actor) -> str:
    minutes = sheet.counted.unpaid_break + sheet.counted.paid_break + sheet.counted.deducted
    return _break(timedelta(minutes=minutes), actor)


def _pause(one: Pause, zone: str, actor: Actor) -> str:
    paid = say(actor.language, "my_time.break_is_paid" if one.paid else "my_time.break_is_unpaid")
    return f"{_times(one.since, one.until, zone, actor)} · {paid}"


def _times(since: datetime, until: datetime | None, zone: str, actor: Actor) -> str:
    begins = wording.clock(since, zone, actor.language)
    ends = wording.clock(until, zone, actor.language) if until else say(actor.language, "timeclock.now")
    return f"{begins} – {ends}"


def _minutes(minutes: int, actor: Actor) -> str:
    return wording.hours(timedelta(minutes=minutes), actor.language)
