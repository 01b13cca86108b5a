"""The clock in the header: how long, since when, and one button."""

import reflex as rx

from onyx_app.components import client_state
from onyx_app.components.buttons import button
from onyx_app.components.cards import panel
from onyx_app.components.text import t
from onyx_app.states.session import SessionState
from onyx_app.states.timeclock import TimeclockState


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
    card = TimeclockState.card
    earlier = rx.cond(card.today, rx.el.span(t("timeclock.earlier_today", hours=card.today)))
    working = rx.fragment(
        rx.el.p(running(since=card.started_at), class_name="figure"),
        rx.el.p(
            t("timeclock.working_since", time=card.since),
            rx.cond(card.today, rx.fragment(" · ", earlier)),
            class_name="text-sm text-muted mb-4",
        ),
        button(
            t("timeclock.clock_out"),
            look="primary",
            icon="log-out",
            class_name="wide",
            on_click=TimeclockState.clock_out,
        ),
    )
    resting = rx.fragment(
        rx.el.p(t("timeclock.not_working"), class_name="text-lg font-semibold"),
        rx.el.p(
            rx.cond(card.today, earlier, t("timeclock.not_working_why")),
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
    return panel(t("timeclock.yours"), rx.cond(card.working, working, resting), class_name="own-clock")


def _clock() -> rx.Component:
    card = TimeclockState.card
    working = rx.fragment(
        elapsed(since=card.started_at),
        rx.el.span(t("shell.since", time=card.since), class_name="text-sm text-muted max-lg:hidden"),
        button(
            t("shell.clock_out"),
            look="primary",
            on_click=TimeclockState.clock_out,
            custom_attrs={"data-do": "clock"},
        ),
    )
    resting = rx.fragment(
        rx.el.span(t("shell.not_working"), class_name="text-sm text-muted max-lg:hidden"),
        button(
            t("shell.clock_in"),
            look="primary",
            on_click=TimeclockState.clock_in,
            custom_attrs={"data-do": "clock"},
        ),
    )
    return rx.el.section(
        rx.cond(card.working, working, resting),
        aria_label=t("shell.clock"),
        class_name="header-clock flex items-center gap-3 border border-line rounded p-1 ps-3 whitespace-nowrap "
        "max-md:border-0 max-md:p-0",
    )
