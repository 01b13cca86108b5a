"""The clock: in the header how long, since when, break and clock out; as a card the same in large."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state
from onyx_app.components.buttons import button, icon_button
from onyx_app.components.cards import panel
from onyx_app.components.dialogs import dialog
from onyx_app.components.forms import area_field, form, send
from onyx_app.components.text import t
from onyx_app.states.session import SessionState
from onyx_app.states.timeclock import TimeclockState

CARD = TimeclockState.card
_WIDE = "grow basis-36 min-h-11"


def header_clock() -> rx.Component:
    """For whoever clocks at all (a creator does not). The minutes tick in the browser, without traffic."""
    return rx.cond(SessionState.rooms.contains("timeclock"), _clock())


@rx.memo
def elapsed(since: rx.Var[str]) -> rx.Component:
    """03:12 since an ISO time. Memoised, so that a tick redraws these five characters and nothing else."""
    return client_state.Elapsed.create(
        since=since, class_name="font-semibold max-md:hidden", custom_attrs={"dateTime": since}
    )


@rx.memo
def running(since: rx.Var[str]) -> rx.Component:
    """The same in the size and colour of its surroundings: a page's big clock, a line of a table."""
    return client_state.Elapsed.create(since=since, custom_attrs={"dateTime": since})


def your_clock() -> rx.Component:
    """The card of the time clock and of a chatter's day: how long, since when, and one big button."""
    face = rx.cond(CARD.working, rx.cond(CARD.resting, _on_break(), _working()), _resting())
    return rx.fragment(panel(t("timeclock.yours"), face, note=CARD.shift, class_name="own-clock"), _note_dialog())


def _working() -> rx.Component:
    return rx.fragment(
        rx.el.p(running(since=CARD.started_at), class_name="figure"),
        _said(t("timeclock.working_since", time=CARD.since)),
        _still(),
        _buttons(
            button(
                t("timeclock.clock_out"),
                look="primary",
                icon="log-out",
                class_name=_WIDE,
                on_click=TimeclockState.clock_out,
            ),
            button(
                t("my_time.start_break"),
                icon="coffee",
                class_name=_WIDE,
                on_click=TimeclockState.start_break(False),
            ),
        ),
        _small(
            button(t("my_time.start_paid_break"), look="quiet", on_click=TimeclockState.start_break(True)),
            _note_button(),
        ),
        _note(),
    )


def _on_break() -> rx.Component:
    kind = rx.cond(CARD.break_paid, t("my_time.break_is_paid"), t("my_time.break_is_unpaid"))
    return rx.fragment(
        rx.el.p(running(since=CARD.break_at), class_name="figure"),
        _said(rx.fragment(t("my_time.on_break_since", time=CARD.break_since), ", ", kind)),
        _buttons(
            button(
                t("my_time.end_break"),
                look="primary",
                icon="play",
                class_name=_WIDE,
                on_click=TimeclockState.end_break,
            ),
            button(t("timeclock.clock_out"), icon="log-out", class_name=_WIDE, on_click=TimeclockState.clock_out),
        ),
        _small(_note_button()),
        _note(),
    )


def _resting() -> rx.Component:
    earlier = t("timeclock.earlier_today", hours=CARD.today)
    return rx.fragment(
        rx.el.p(t("timeclock.not_working"), class_name="text-lg font-semibold"),
        rx.el.p(
            rx.cond(CARD.today, earlier, t("timeclock.not_working_why")),
            class_name="text-sm text-muted mb-4",
        ),
        button(
            t("timeclock.clock_in"),
            look="primary",
            icon="log-in",
            class_name="wide",
            on_click=TimeclockState.clock_in,
        ),
    )


def _said(first: Any) -> rx.Component:
    """working since 11:20, on time · 30m break · 2h earlier today"""
    late = rx.el.span(", ", rx.el.b(CARD.late, class_name="font-semibold text-watch"))
    more = (
        rx.cond(CARD.late, late, rx.cond(CARD.on_time, rx.el.span(", ", t("my_time.on_time")))),
        rx.cond(CARD.breaks, rx.el.span(" · ", t("my_time.with_breaks", hours=CARD.breaks))),
        rx.cond(CARD.today, rx.el.span(" · ", t("timeclock.earlier_today", hours=CARD.today))),
    )
    return rx.el.p(first, *more, class_name="text-sm text-muted mb-4")


def _still() -> rx.Component:
    """Asked when nobody has answered for long; unanswered, the clock ends the stretch by itself."""
    asking = rx.el.div(
        rx.el.p(t("my_time.still_working"), class_name="font-semibold"),
        rx.el.p(t("my_time.still_until", time=CARD.asks_until), class_name="text-sm text-muted"),
        button(t("my_time.still_here"), icon="check", class_name="mt-2", on_click=TimeclockState.still_here),
        role="alert",
        class_name="border border-watch rounded p-3 mb-4",
    )
    return rx.cond(CARD.asks, asking)


def _buttons(*buttons: rx.Component) -> rx.Component:
    return rx.el.div(*buttons, class_name="flex flex-wrap gap-2")


def _small(*buttons: rx.Component) -> rx.Component:
    return rx.el.div(*buttons, class_name="flex flex-wrap gap-x-2 mt-2 -mx-3 -mb-1")


def _note_button() -> rx.Component:
    words = rx.cond(CARD.note, t("my_time.note_change"), t("my_time.note_add"))
    return button(words, look="quiet", icon="square-pen", on_click=TimeclockState.open_note)


def _note() -> rx.Component:
    return rx.cond(CARD.note, rx.el.p(CARD.note, class_name="text-sm break-words mt-2"))


def _note_dialog() -> rx.Component:
    return dialog(
        "clock-note",
        t("my_time.note_running"),
        form(
            area_field(
                "note",
                t("timeclock.note"),
                id="clock-note-text",
                help=t("timeclock.note_help"),
                errors=TimeclockState.errors,
                default_value=CARD.note,
                key=CARD.sheet_id,
                rows=3,
            ),
            send(t("timeclock.note_save")),
            on_submit=lambda typed: TimeclockState.save_note(CARD.sheet_id, typed),
        ),
        open=TimeclockState.noting,
        on_close=TimeclockState.close_note,
    )


def _clock() -> rx.Component:
    working = rx.cond(CARD.resting, _header_break(), rx.cond(CARD.asks, _header_asks(), _header_working()))
    return rx.el.section(
        rx.cond(CARD.working, working, _header_resting()),
        aria_label=t("shell.clock"),
        class_name="header-clock flex items-center gap-1 md:gap-3 border border-line rounded p-1 ps-3 "
        "whitespace-nowrap max-md:border-0 max-md:p-0",
    )


def _header_working() -> rx.Component:
    rest = TimeclockState.start_break(False)
    return rx.fragment(
        elapsed(since=CARD.started_at),
        rx.el.span(t("shell.since", time=CARD.since), class_name="text-sm text-muted max-lg:hidden"),
        icon_button("coffee", t("my_time.start_break"), class_name="lg:hidden", on_click=rest),
        button(t("shell.start_break"), class_name="max-lg:hidden", on_click=rest),
        _header_out("primary"),
    )


def _header_asks() -> rx.Component:
    """In every room, because without an answer the stretch ends."""
    until = rx.el.span(t("my_time.still_short", time=CARD.asks_until), class_name="text-sm text-watch max-lg:hidden")
    yes = button(t("my_time.still_here"), look="primary", icon="check", on_click=TimeclockState.still_here)
    return rx.fragment(
        elapsed(since=CARD.started_at), until, yes, rx.el.span(_header_out(""), class_name="max-md:hidden")
    )


def _header_break() -> rx.Component:
    return rx.fragment(
        elapsed(since=CARD.break_at),
        rx.el.span(t("shell.on_break", time=CARD.break_since), class_name="text-sm text-muted max-lg:hidden"),
        button(t("shell.end_break"), look="primary", on_click=TimeclockState.end_break),
        rx.el.span(_header_out(""), class_name="max-md:hidden"),
    )


def _header_resting() -> rx.Component:
    return rx.fragment(
        rx.el.span(t("shell.not_working"), class_name="text-sm text-muted max-lg:hidden"),
        button(
            t("shell.clock_in"),
            look="primary",
            on_click=TimeclockState.clock_in,
            custom_attrs={"data-do": "clock"},
        ),
    )


def _header_out(look: str) -> rx.Component:
    return button(t("shell.clock_out"), look=look, on_click=TimeclockState.clock_out, custom_attrs={"data-do": "clock"})
