"""The time clock: the big button first, then one's own weeks, and for managers who is on."""

import reflex as rx

from onyx_app.components.buttons import icon_button
from onyx_app.components.cards import panel
from onyx_app.components.clock import running, your_clock
from onyx_app.components.dialogs import dialog
from onyx_app.components.empty import empty
from onyx_app.components.forms import area_field, form, send
from onyx_app.components.on_now import on_now
from onyx_app.components.shell import shell
from onyx_app.components.tables import Column, table
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import everywhere, room
from onyx_app.states.timeclock import Line, TimeclockState

everywhere(TimeclockState.load, follows={Topic.TIMECLOCK}, own=True)


@room(
    "/timeclock",
    "timeclock.title",
    "clock",
    TimeclockState.load_page,
    who=Action.CLOCK,
    group="team",
    follows={Topic.TIMECLOCK},
    keys="t",
)
def timeclock() -> rx.Component:
    now = rx.el.div(
        rx.el.div(your_clock(), class_name="grow basis-80"),
        rx.cond(TimeclockState.sees_others, rx.el.div(on_now(TimeclockState.people), class_name="grow basis-96")),
        class_name="flex flex-wrap gap-3 md:gap-5 items-start",
    )
    return shell("timeclock", now, _history(), _note_dialog())


def _history() -> rx.Component:
    columns = [
        Column(t("timeclock.day"), _day),
        Column(t("timeclock.from"), lambda line: line.since, phone=False),
        Column(t("timeclock.until"), _until, phone=False),
        Column(t("timeclock.worked"), _worked, number=True),
        Column(rx.el.span(t("timeclock.note"), class_name="sr-only"), _note_button, number=True),
    ]
    nothing = empty(t("timeclock.empty"), t("timeclock.empty_why"), icon="calendar-clock")
    return panel(
        t("timeclock.history"),
        table(TimeclockState.lines, columns, label=t("timeclock.history"), empty=nothing),
        note=TimeclockState.week + " · " + TimeclockState.total,
        action=_weeks(),
    )


def _day(line: rx.Var[Line]) -> rx.Component:
    return rx.el.div(
        rx.el.span(line.day, class_name="block whitespace-nowrap"),
        rx.el.span(line.since, " – ", _until(line), class_name="block text-xs text-muted md:hidden"),
        rx.cond(line.note, rx.el.span(line.note, class_name="block text-xs text-muted break-words")),
        rx.cond(line.why, rx.el.span(line.why, class_name="block text-xs text-watch break-words")),
    )


def _until(line: rx.Var[Line]) -> rx.Component:
    return rx.cond(line.running, t("timeclock.now"), line.until)


def _worked(line: rx.Var[Line]) -> rx.Component:
    return rx.cond(line.running, running(since=line.started_at), line.worked)


def _note_button(line: rx.Var[Line]) -> rx.Component:
    return icon_button(
        "square-pen", t("timeclock.note_edit", day=line.day), size=16, on_click=TimeclockState.open_note(line.id)
    )


def _weeks() -> rx.Component:
    page = TimeclockState.page
    return rx.el.nav(
        icon_button(
            "chevron-left",
            t("timeclock.week_before"),
            on_click=TimeclockState.turn_to(page + 1),
            disabled=~TimeclockState.has_older,
        ),
        icon_button(
            "chevron-right", t("timeclock.week_after"), on_click=TimeclockState.turn_to(page - 1), disabled=page <= 1
        ),
        class_name="flex gap-1 -my-2",
        aria_label=t("timeclock.history"),
    )


def _note_dialog() -> rx.Component:
    noting = TimeclockState.noting
    return dialog(
        "note-dialog",
        t("timeclock.note_title", day=noting.day),
        form(
            area_field(
                "note",
                t("timeclock.note"),
                help=t("timeclock.note_help"),
                errors=TimeclockState.errors,
                default_value=noting.note,
                key=noting.id,
                rows=3,
            ),
            send(t("timeclock.note_save")),
            on_submit=TimeclockState.save_note,
        ),
        open=noting.id != "",
        on_close=TimeclockState.close_note,
    )
