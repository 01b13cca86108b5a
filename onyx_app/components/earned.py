"""What the running stretch has earned, with the rule behind each line and when it was read."""

from typing import Any

import reflex as rx

from onyx_app.components.buttons import icon_button, link
from onyx_app.components.cards import panel
from onyx_app.components.empty import empty
from onyx_app.components.pills import pill
from onyx_app.components.text import t
from onyx_app.states.meter import Earning, MeterState

SEEN = MeterState.earnings


def earned(pay: str) -> rx.Component:
    """The live meter; `pay` is the route of one's own payslips. The server is asked when something changes."""
    again = icon_button("refresh-cw", t("my_time.earned_again"), size=16, on_click=MeterState.load, class_name="-my-2")
    return panel(
        t("my_time.earned"),
        rx.cond(SEEN.working, rx.cond(SEEN.no_plan, _no_plan(), _meter()), _not_running()),
        rx.el.p(link(t("my_time.payslips"), to=pay), class_name="text-sm mt-3"),
        note=rx.cond(SEEN.working, t("my_time.earned_at", time=SEEN.as_of), ""),
        action=rx.cond(SEEN.working, again),
    )


def _meter() -> rx.Component:
    return rx.fragment(
        rx.el.p(_amounts(SEEN.totals), class_name="figure", aria_live="polite"),
        rx.cond(
            SEEN.provisional.length() > 0,
            rx.el.p(t("my_time.and_provisional", amount=SEEN.provisional.join(", ")), class_name="text-sm text-muted"),
        ),
        rx.cond(
            SEEN.today.length() > 0,
            rx.el.p(t("my_time.earned_today", amount=SEEN.today.join(", ")), class_name="text-sm text-muted"),
        ),
        rx.cond(
            SEEN.lines.length() > 0,
            rx.el.ul(rx.foreach(SEEN.lines, _line), class_name="mt-2"),
            rx.el.p(t("my_time.earned_nothing"), class_name="text-sm text-muted"),
        ),
    )


def _line(line: rx.Var[Earning]) -> rx.Component:
    label = rx.cond(line.provisional, rx.el.span(" ", pill(t("my_time.provisional"), "watch")))
    return rx.el.li(
        rx.el.div(
            rx.el.div(line.title, label),
            rx.cond(line.rule, rx.el.div(line.rule, class_name="text-xs text-muted")),
            class_name="grow min-w-0 break-words",
        ),
        rx.el.b(line.amount, class_name="whitespace-nowrap font-semibold"),
        key=line.title + line.rule,
        class_name="flex gap-4 py-2 border-t border-line",
    )


def _no_plan() -> rx.Component:
    return empty(t("my_time.no_plan"), t("my_time.no_plan_why"), icon="wallet")


def _not_running() -> rx.Component:
    return empty(t("my_time.earned_not_yet"), t("my_time.earned_not_yet_why"), icon="wallet")


def _amounts(shown: Any) -> rx.Component:
    return rx.foreach(shown, lambda one: rx.el.span(one, class_name="me-4"))
