"""The shift plan: planners draw the week; everybody else sees theirs and what is up for grabs."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state, lists, shift_form, shift_notes, shift_offers, week_grid
from onyx_app.components.buttons import button, icon_button
from onyx_app.components.cards import stat
from onyx_app.components.dialogs import confirm
from onyx_app.components.empty import empty
from onyx_app.components.icons import icon
from onyx_app.components.shell import shell
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import beside, room
from onyx_app.states.shifts import CostState, OffersState, PlanState, ShiftFormState, TemplatesState

HEAD = PlanState.head


@room(
    "/shifts",
    "shift_plan.room",
    "calendar-days",
    PlanState.load,
    who=Action.SEE_SHIFTS,
    group="team",
    follows={Topic.SHIFTS, Topic.TIMECLOCK, Topic.TEAM, Topic.CREATORS},
    keys="h",
)
def shifts() -> rx.Component:
    return shell(
        "shifts",
        _headline(),
        rx.cond(HEAD.may_plan, _planning(), _own()),
        shift_offers.dialogs(),
        skeleton=week_grid.skeleton(),
    )


beside("shifts", OffersState.load, follows={Topic.SHIFTS})
beside("shifts", CostState.load, follows={Topic.SHIFTS})


def _headline() -> rx.Component:
    """Which week, what it holds, and the one thing to do next."""
    figures = rx.fragment(
        t("shift_plan.planned", hours=HEAD.hours),
        rx.cond(HEAD.figures, rx.fragment(" · ", HEAD.figures)),
        rx.cond(
            CostState.total != "",
            rx.fragment(
                " · ",
                rx.el.button(
                    t("shift_plan.cost", amount=CostState.total),
                    type="button",
                    on_click=client_state.show("week-cost"),
                    class_name="underline decoration-line underline-offset-4",
                ),
            ),
        ),
        rx.cond(HEAD.zone, rx.el.span(" · ", t("shift_plan.in_zone", zone=HEAD.zone), class_name="text-faint")),
    )
    return rx.el.div(
        rx.el.div(stat(HEAD.title, below=figures), class_name="grow basis-60"),
        _turning(),
        _next_step(),
        class_name="flex flex-wrap items-end gap-3",
    )


def _to(day: rx.Var[str] | str) -> list[Any]:
    return [client_state.address("week", day), client_state.address("day", ""), PlanState.load, CostState.load]


def _turning() -> rx.Component:
    return rx.el.nav(
        icon_button("chevron-left", t("shift_plan.week_before"), look="", on_click=_to(HEAD.before)),
        button(t("shift_plan.this_week"), on_click=_to(""), disabled=HEAD.this),
        icon_button("chevron-right", t("shift_plan.week_after"), look="", on_click=_to(HEAD.after)),
        class_name="flex items-center gap-2",
        aria_label=t("shift_plan.weeks"),
    )


def _next_step() -> rx.Component:
    """A new shift, and what all the planning leads to."""
    publish = button(
        rx.cond(
            HEAD.drafts > 0,
            rx.fragment(t("shift_plan.publish_week"), " (", HEAD.drafts, ")"),
            t("shift_plan.publish_week"),
        ),
        look="primary",
        icon="send",
        disabled=HEAD.drafts == 0,
        on_click=client_state.show("publish-week"),
        aria_label=t("shift_plan.publish_week"),
    )
    new = button(t("shift_plan.new"), icon="plus", id="week-new", on_click=ShiftFormState.begin("", "", PlanState.day))
    return rx.cond(HEAD.may_plan, rx.fragment(new, publish))  # fmt: skip


def _planning() -> rx.Component:
    return rx.fragment(
        shift_offers.waiting(),
        _tools(),
        _undo(),
        rx.el.div(
            rx.el.div(_shapes(), class_name="flex flex-wrap items-center gap-2 pb-3 max-md:hidden"),
            rx.cond(PlanState.lines.length() > 0, week_grid.grid(), _nobody()),
            week_grid.day_list(),
            id="week",
        ),
        _below(),
        shift_notes.notes(),
        rx.el.div(shift_offers.board(planner=True), shift_offers.calendar(), class_name="grid gap-5 lg:grid-cols-12"),
        shift_form.shift_drawer(),
        shift_form.templates_drawer(),
        shift_form.cover_drawer(),
        shift_form.not_copied(),
        shift_notes.publishing(),
        shift_notes.cost(),
    )


def _own() -> rx.Component:
    """For who does not plan: their week first, then what changes hands, then their calendar."""
    return rx.el.div(
        shift_offers.my_week(), shift_offers.board(), shift_offers.calendar(), class_name="grid gap-5 lg:grid-cols-12"
    )


def _tools() -> rx.Component:
    load = PlanState.load
    return rx.el.div(
        rx.el.div(
            _view("person", t("shift_plan.by_person")),
            _view("creator", t("shift_plan.by_creator")),
            class_name="flex border border-line rounded p-0.5 gap-0.5",
            role="group",
            aria_label=t("shift_plan.rows_by"),
        ),
        lists.search(t("shift_plan.search"), load, value=PlanState.search, errors=PlanState.errors),
        rx.cond(
            HEAD.uncovered,
            rx.el.button(
                icon("triangle-alert", 14),
                t("shift_plan.uncovered_hours", hours=HEAD.uncovered),
                type="button",
                class_name="pill bad min-h-9 max-md:min-h-11",
                on_click=[client_state.address("by", "creator"), load],
            ),
        ),
        rx.el.span(class_name="grow"),
        rx.el.label(
            rx.el.span(t("shift_plan.go_to_day"), class_name="sr-only"),
            rx.el.input(
                type="date",
                value=HEAD.first,
                on_change=[client_state.address("week"), PlanState.load, CostState.load],
                class_name="input w-40",
            ),
            class_name="max-md:hidden",
        ),
        button(t("shift_plan.copy_last"), icon="copy", on_click=PlanState.copy_last_week, class_name="md:hidden"),
        class_name="flex flex-wrap items-center gap-3",
    )


def _view(by: str, words: str) -> rx.Component:
    return rx.el.button(
        words,
        type="button",
        class_name=rx.cond(PlanState.by == by, "btn min-h-8", "btn btn-quiet min-h-8"),
        on_click=[client_state.address("by", by), PlanState.load],
        custom_attrs={"aria-pressed": rx.cond(PlanState.by == by, "true", "false")},
    )


def _shapes() -> rx.Component:
    wide = week_grid.wide()
    return rx.fragment(
        week_grid.chips(),
        button(t("shift_plan.templates"), look="quiet", icon="shapes", on_click=TemplatesState.open),
        button(t("shift_plan.copy_last"), look="quiet", icon="copy", on_click=PlanState.copy_last_week),
        rx.el.span(class_name="grow"),
        _legend(),
        icon_button(
            "stretch-horizontal",
            t("shift_plan.wider"),
            on_click=wide.set_value(~wide.value),
            custom_attrs={"aria-pressed": rx.cond(wide.value, "true", "false")},
        ),
    )


def _legend() -> rx.Component:
    marks = [("draft", "draft"), ("", "published"), ("open", "open"), ("missed", "missed")]
    keys = [
        rx.el.span(
            rx.el.i(class_name=f"shift key {look}", aria_hidden="true"),
            t(f"shift_plan.state.{word}"),
            class_name="flex items-center gap-2",
        )
        for look, word in marks
    ]
    return rx.el.div(*keys, class_name="flex flex-wrap gap-4 text-xs text-muted")


def _undo() -> rx.Component:
    """What was done last, and the way back."""
    line = rx.el.div(
        rx.el.p(PlanState.undo, class_name="grow"),
        button(t("shift_plan.undo"), icon="undo-2", on_click=PlanState.take_back),
        icon_button("x", t("shell.dismiss"), size=16, on_click=PlanState.keep),
        class_name="flash",
    )
    return rx.el.div(rx.cond(PlanState.undo, line), role="status", class_name="week-undo")


def _nobody() -> rx.Component:
    return rx.el.div(
        empty(t("shift_plan.no_rows"), t("shift_plan.no_rows_why"), icon="users"), class_name="panel max-md:hidden"
    )


def _below() -> rx.Component:
    """Under the grid: what to do with an empty week, the pages, and taking a published week back."""
    first = rx.cond(HEAD.shifts == 0, rx.el.p(t("shift_plan.empty"), class_name="text-sm text-muted grow"))
    back = button(
        t("shift_plan.unpublish_week"), look="quiet", icon="eye-off", on_click=client_state.show("unpublish-week")
    )
    return rx.fragment(
        rx.el.div(
            first,
            rx.el.span(class_name="grow"),
            rx.cond(HEAD.published > 0, back),
            lists.pages(HEAD.page, HEAD.pages, PlanState.load),
            class_name="flex flex-wrap items-center gap-3 empty:hidden",
        ),
        confirm(
            "unpublish-week",
            t("shift_plan.unpublish_ask"),
            t("shift_plan.unpublish_why"),
            t("shift_plan.unpublish_week"),
            PlanState.unpublish_week,
        ),
    )
