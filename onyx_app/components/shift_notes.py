"""Beside the grid: what needs a look, who is told when the week is published, what it is going to cost."""

import reflex as rx

from onyx_app.components import client_state
from onyx_app.components.buttons import button
from onyx_app.components.cards import panel, rows
from onyx_app.components.dialogs import dialog
from onyx_app.components.icons import icon
from onyx_app.components.text import t
from onyx_app.states.shifts import CostState, PlanState, ShiftFormState
from onyx_app.states.shifts.shapes import Cost, Note


def notes() -> rx.Component:
    """What is wrong with shifts, in words; a press opens the shift."""

    def line(one: rx.Var[Note]) -> rx.Component:
        return rx.el.li(
            rx.el.button(
                icon("triangle-alert", 16, "text-watch translate-y-0.5"),
                rx.el.b(one.who, class_name="font-semibold basis-44 shrink-0"),
                rx.el.span(one.words, class_name="text-muted"),
                type="button",
                class_name="flex flex-wrap sm:flex-nowrap gap-x-3 w-full min-h-11 items-start py-2 text-start",
                on_click=ShiftFormState.open(one.id),
            ),
            class_name="border-t border-line first:border-0",
            key=one.id,
        )

    return rx.cond(
        PlanState.notes.length() > 0,
        panel(t("shift_plan.worth_a_look"), rx.el.ul(rx.foreach(PlanState.notes, line))),
    )


def publishing() -> rx.Component:
    """Who is told what, before it is done."""
    return dialog(
        "publish-week",
        PlanState.head.ask,
        rx.el.p(t("shift_plan.publish_why"), class_name="text-muted"),
        rx.el.p(PlanState.head.concerned),
        rx.el.div(
            button(t("shift_plan.not_yet"), on_click=client_state.hide("publish-week")),
            button(
                t("shift_plan.publish"),
                look="primary",
                icon="send",
                on_click=[PlanState.publish_week, client_state.hide("publish-week")],
            ),
            class_name="flex justify-end gap-3",
        ),
    )


def cost() -> rx.Component:
    """The forecast by person, for who sees rates."""

    def line(one: rx.Var[Cost]) -> rx.Component:
        return rx.el.li(
            rx.el.span(one.name, class_name="grow"),
            rx.el.span(one.hours, class_name="text-muted"),
            rx.el.b(one.amount, class_name="font-semibold"),
            class_name="flex gap-4 py-2 border-t border-line",
            key=one.name,
        )

    return dialog(
        "week-cost",
        t("shift_plan.cost_title", amount=CostState.total),
        rx.el.p(t("shift_plan.cost_why"), class_name="text-muted text-sm"),
        rx.el.ul(rx.foreach(CostState.people, line)),
        rx.cond(
            CostState.without,
            rx.el.p(t("shift_plan.cost_without", names=CostState.without), class_name="text-watch"),
        ),
        rx.cond(CostState.open_hours, rows((t("shift_plan.cost_open"), CostState.open_hours))),
    )
