"""One shift in the drawer: new or changed, alone or repeated."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action, Scope
from onyx_app.rules import wording
from onyx_app.rules.agency import clean_day
from onyx_app.rules.shifts import wall_minutes, weekly_rule
from onyx_app.rules.text import clean_clock, clean_id, clean_number
from onyx_app.services import shifts
from onyx_app.services.shifts import Detail
from onyx_app.states.shifts._picks import ticked, typed_in
from onyx_app.states.shifts._shown import OPEN, in_own_zone, state_of
from onyx_app.states.shifts.shapes import Form, Pick
from onyx_app.work import Work

_DAYS = [f"day-{number}" for number in range(7)]  # the names of the boxes, Monday first


class ShiftFormState(rx.State):
    """`shown` opens the drawer; `refused` names occurrences that could not be made."""

    shown: bool = False
    form: Form = Form()
    people: list[tuple[str, str]] = []
    creators: list[Pick] = []
    repeat: str = ""
    refused: list[str] = []
    errors: dict[str, str] = {}
    _version: int | None = None

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def begin(self, person: str, creator: str, day: str) -> None:
        """A new shift for a person (or nobody) and a creator (or those the person is assigned to), on this day."""
        starts = datetime.combine(clean_day(day, "day"), time(9))
        await self._begin(person, starts, 480, [clean_id(creator, "creators")] if creator not in ("", OPEN) else [])

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def open(self, shift_id: UUID) -> None:
        async with guard.work(self) as work:
            found = await shifts.one(work, shift_id=shift_id)
            await self._choices(work, found.shift.creator_ids)
            self.form = _form_of(found, work, (await shifts.choices(work)).zone)
        self._version, self.repeat, self.errors, self.refused, self.shown = found.shift.version, "", {}, [], True

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def close(self) -> None:
        self.shown, self.refused = False, []

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def set_repeat(self, how: str) -> None:
        self.repeat = how if how in ("daily", "weekly") else ""

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def save(self, form: dict[str, Any]) -> None:
        """Make or change the shift; with `scope` "following" all later ones of its series too."""
        self.errors = {}
        typed = typed_in(form)
        starts, minutes = _span(typed)
        what = {
            "starts_local": starts,
            "minutes": minutes,
            "profile_id": None if typed.get("person") in ("", OPEN, None) else clean_id(typed["person"], "person"),
            "creators": ticked(typed),
            "title": typed.get("name", ""),
            "notes": typed.get("notes", ""),
        }
        async with guard.work(self) as work:
            said = await self._keep(work, typed, what)
        self.shown = bool(self.refused)
        await guard.flash(self, said)

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def publish(self) -> None:
        """This shift alone."""
        async with guard.work(self) as work:
            await shifts.publish(work, shift_ids=[clean_id(self.form.id)])
        self.shown = False
        await guard.flash(self, guard.sentence("shift_plan.published_now", count=1))

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def unpublish(self) -> None:
        async with guard.work(self) as work:
            await shifts.unpublish(work, shift_ids=[clean_id(self.form.id)])
        self.shown = False
        await guard.flash(self, guard.sentence("shift_plan.unpublished_now", count=1))

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def end_series(self) -> None:
        """This occurrence and all later ones are cancelled."""
        day = clean_day(self.form.day, "day")
        async with guard.work(self) as work:
            count = await shifts.end_series(work, series_id=clean_id(self.form.series_id), from_day=day)
        self.shown = False
        await guard.flash(self, guard.sentence("shift_plan.series_ended", count=count))

    async def _begin(self, row: str, starts: datetime, minutes: int, creators: list[UUID]) -> None:
        async with guard.work(self) as work:
            zone = (await self._choices(work, creators)).zone
        until = starts + timedelta(minutes=minutes)
        self.form = Form(
            key=starts.isoformat() + row,
            title=guard.sentence("shift_plan.new_title"),
            day=starts.date().isoformat(),
            since=f"{starts:%H:%M}",
            until=f"{until:%H:%M}",
            person=row or OPEN,
            zone=zone,
        )
        self._version, self.repeat, self.errors, self.refused, self.shown = None, "", {}, [], True

    async def _keep(self, work: Work, typed: dict[str, str], what: dict[str, Any]) -> str:
        """Call the verb that fits; what to say about it."""
        rule = _rule(typed, self.repeat, what["starts_local"])
        if not self.form.id and not rule:
            await shifts.create(work, **what, publish=bool(typed.get("publish")))
            return guard.sentence("shift_plan.saved")
        shift_id = clean_id(self.form.id) if self.form.id else None
        if shift_id and typed.get("scope") != "following":
            await shifts.edit(work, shift_id=shift_id, **what, version=self._version)
            return guard.sentence("shift_plan.saved")
        if shift_id:
            done = await shifts.edit_series(work, shift_id=shift_id, **what)
        else:
            until = typed.get("last", "")
            last = clean_day(until, "last") if until else None
            done = await shifts.create_series(
                work, **what, rule=rule, until_day=last, publish=bool(typed.get("publish"))
            )
        self.refused = [one.text for one in done.refused]
        return guard.sentence("shift_plan.series_saved", count=done.made)

    async def _choices(self, work: Work, chosen: Collection[UUID]) -> shifts.Choices:
        found = await shifts.choices(work)
        self.people = [(OPEN, guard.sentence("shift_plan.open_shift")), *((str(p.id), p.name) for p in found.people)]
        self.creators = [Pick(str(one.id), one.name, one.id in chosen) for one in found.creators]
        return found


def _form_of(found: Detail, work: Work, zone: str) -> Form:
    one, language = found.shift, work.actor.language
    day = wording.weekday(one.day, language)
    return Form(
        id=str(one.shift_id),
        key=f"{one.shift_id}{one.version}",
        title=f"{one.person or guard.sentence('shift_plan.open_shift')}, {day}",
        day=one.starts_local.date().isoformat(),
        since=f"{one.starts_local:%H:%M}",
        until=f"{one.ends_local:%H:%M}",
        person=str(one.profile_id or OPEN),
        name=one.title,
        notes=one.notes,
        state=state_of(one, language),
        zone=zone,
        zone_time=in_own_zone(one, zone, work.actor),
        series=found.series.words if found.series and not found.series.ended else "",
        series_id=str(one.series_id or ""),
        editable=one.status == "scheduled" and not one.has_hours,
        published=one.published,
        warnings=[concern.text for concern in one.concerns],
        history=[_version(version, zone, language) for version in found.versions],
    )


def _version(one: shifts.VersionCard, zone: str, language: str) -> str:
    """Who had which time from when on, and whether people could see it."""
    return guard.sentence(
        "shift_plan.version",
        at=wording.moment(one.at, zone, language),
        by=one.by or guard.sentence("shift_plan.the_system"),
        person=one.person or guard.sentence("shift_plan.open_shift"),
        since=wording.moment(one.starts_at, zone, language),
        until=wording.clock(one.ends_at, zone, language),
        state=guard.sentence(f"shift_plan.state.{_state(one)}"),
    )


def _state(one: shifts.VersionCard) -> str:
    if one.status == "cancelled":
        return "cancelled"
    return "published" if one.published else "draft"


def _span(typed: dict[str, str]) -> tuple[datetime, int]:
    """The local start and the wall-clock length; an end before the start is the next day's."""
    day, since = clean_day(typed.get("day", ""), "day"), clean_clock(typed.get("since", ""), "since")
    until = clean_clock(typed.get("until", ""), "until")
    return datetime.combine(day, time(since // 60, since % 60)), wall_minutes(since, until)


def _rule(typed: dict[str, str], repeat: str, starts: datetime) -> str:
    """The RFC 5545 rule of the form; "" when it does not repeat. No day ticked: the day of the first shift."""
    if not repeat:
        return ""
    every = clean_number(typed.get("every", "") or "1", "every", 1, 52)
    if repeat == "daily":
        return f"FREQ=DAILY;INTERVAL={every}"
    days = [number for number, name in enumerate(_DAYS) if typed.get(name)]
    return weekly_rule(days or [starts.weekday()], every)
