"""The week as one line of time per person or creator; on a phone a day as a list. Worked by `week_gestures`."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state
from onyx_app.components.buttons import icon_button
from onyx_app.components.icons import icon
from onyx_app.components.pills import avatar, pill
from onyx_app.components.skeleton import bone
from onyx_app.components.text import t
from onyx_app.components.week_gestures import SAID, Hand, mouth
from onyx_app.states.shifts import CoverState, PlanState, ShiftFormState
from onyx_app.states.shifts.shapes import Block, Card, Chip, Day, Line, Stretch

_ZOOM = 3  # the wide view: three times as much room for the same week


def wide() -> Any:
    """Whether the grid is drawn wide; only the eye needs it."""
    return client_state.flag("week_wide", False)


def grid() -> rx.Component:
    """The grid for a mouse, a pen or keys; hidden on phones, where `day_list` stands."""
    head = rx.el.div(
        rx.el.div(
            rx.cond(PlanState.by == "creator", t("shift_plan.creator"), t("shift_plan.person")), class_name="week-name"
        ),
        rx.el.div(rx.foreach(PlanState.head.days, _day), class_name="week-days"),
        class_name="week-head",
        aria_hidden="true",
    )
    line = rx.el.div(
        head,
        rx.foreach(PlanState.lines, _line),
        rx.el.div(class_name="week-ghost", hidden=True, aria_hidden="true"),
        class_name="week-grid",
        style={
            "--zoom": rx.cond(wide().value, _ZOOM, 1),
            "--names": rx.cond(PlanState.by == "creator", "224px", "188px"),
        },
        custom_attrs={"data-first": PlanState.head.first, "data-answered": PlanState.answered},
    )
    return rx.el.div(
        rx.el.p(t("shift_plan.keys"), id="week-keys", class_name="sr-only"),
        rx.el.div(line, class_name="week-box", role="region", aria_label=t("shift_plan.grid"), tab_index=0),
        rx.el.p(id=SAID, class_name="sr-only", aria_live="assertive"),
        mouth(PlanState.gesture),
        Hand.create(answered=PlanState.answered),
        class_name="max-md:hidden",
    )


def chips() -> rx.Component:
    """Templates: drag one onto the grid, or press it and then a day."""
    armed = client_state.flag("week_template", "")

    def chip(one: rx.Var[Chip]) -> rx.Component:
        return rx.el.button(
            icon("grip-vertical", 12, "text-faint"),
            one.name,
            rx.el.span(one.words, class_name="text-faint"),
            type="button",
            class_name="chip week-template",
            on_click=armed.set_value(rx.cond(armed.value == one.id, "", one.id)),
            key=one.id,
            custom_attrs={
                "aria-pressed": rx.cond(armed.value == one.id, "true", "false"),
                "data-template": one.id,
                "data-starts": one.starts,
                "data-length": one.lasts,
            },
        )

    hint = rx.cond(armed.value != "", rx.el.span(t("shift_plan.armed"), class_name="text-xs text-accent"))
    return rx.fragment(rx.foreach(PlanState.chips, chip), hint)


def day_list() -> rx.Component:
    """A day on a phone: its shifts as cards, the other days one tap away."""
    days = rx.el.div(rx.foreach(PlanState.head.days, _day_tab), class_name="grid grid-cols-7 gap-1")
    none = rx.el.p(t("shift_plan.no_shifts_today"), class_name="text-muted text-center py-6")
    cards = rx.el.ul(rx.foreach(PlanState.cards, _card_line), class_name="flex flex-col gap-2")
    return rx.el.div(
        days, rx.cond(PlanState.cards.length() > 0, cards, none), class_name="md:hidden flex flex-col gap-3"
    )


def card_body(card: rx.Var[Card]) -> rx.Component:
    """A shift in words: when, who or for whom, what state it is in, what is wrong with it."""
    return rx.el.div(
        rx.el.div(
            rx.el.b(card.time, class_name="font-semibold"),
            rx.cond(card.state, rx.el.span(card.state, class_name=rx.Var.create("pill ") + card.kind)),
            rx.cond(card.offer, pill(card.offer, "watch")),
            class_name="flex flex-wrap items-center gap-2",
        ),
        rx.cond(card.zone_time, rx.el.p(card.zone_time, class_name="text-xs text-faint")),
        rx.el.p(
            rx.cond(card.creators, card.creators, t("shift_plan.assigned_creators")),
            rx.cond(card.title, rx.fragment(" · ", card.title)),
            class_name="text-sm text-muted",
        ),
        rx.cond(card.notes, rx.el.p(card.notes, class_name="text-sm text-muted whitespace-pre-line")),
        rx.cond(card.warn, _warning(card.warn)),
        class_name="flex flex-col gap-1 min-w-0 grow",
    )


def skeleton() -> rx.Component:
    """The page before it is loaded, in its own shape."""
    line = rx.el.div(
        rx.el.div(bone("28px", "28px"), bone("96px", "16px"), class_name="week-name"),
        rx.el.div(bone("40%", "34px"), class_name="p-2"),
        class_name="week-row",
    )
    return rx.el.div(
        rx.el.div(bone("220px", "40px"), bone("260px", "16px", "mt-1")),
        rx.el.div(bone("240px", "36px"), bone("288px", "40px", "max-md:hidden"), class_name="flex gap-3"),
        rx.el.div(
            rx.el.div(*[line for _ in range(8)], class_name="week-grid"), class_name="week-box", aria_hidden="true"
        ),
        class_name="flex flex-col gap-5",
        aria_hidden="true",
    )


def _day(day: rx.Var[Day]) -> rx.Component:
    return rx.el.div(day.name, style={"left": day.left}, class_name=rx.cond(day.today, "today", ""), key=day.iso)


def _line(line: rx.Var[Line]) -> rx.Component:
    below = rx.el.span(
        rx.cond(line.gap, rx.el.span(line.gap, class_name="text-bad"), line.hours),
        class_name="block truncate text-xs text-faint",
    )
    name = rx.el.div(
        avatar(line.initials),
        rx.el.span(
            rx.el.span(line.name, class_name="block truncate"), below, class_name="min-w-0 grow", title=line.gap
        ),
        _cover_button(line),
        icon_button(
            "plus",
            t("shift_plan.plan_for", name=line.name),
            size=16,
            class_name="week-add",
            on_click=_begin(line.id),
        ),
        class_name="week-name",
    )
    lane = rx.el.div(
        rx.foreach(PlanState.head.days, _edge),
        rx.cond(PlanState.head.now, rx.el.i(class_name="week-line now", style={"left": PlanState.head.now})),
        rx.foreach(line.away, _away),
        rx.foreach(line.blocks, _block),
        rx.foreach(line.gaps, _gap),
        class_name="week-lane",
        style={"--lanes": line.lanes},
        custom_attrs={"data-row": line.id, "data-name": line.name, "data-plan": "1"},
    )
    return rx.el.div(name, lane, class_name="week-row", role="group", aria_label=line.name, key=line.id)


def _cover_button(line: rx.Var[Line]) -> rx.Component:
    shown = (PlanState.by == "creator") & (line.id != "open")
    words = t("shift_plan.cover_of", name=line.name)
    button = icon_button("clock", words, size=16, on_click=CoverState.open(line.id, line.name))
    return rx.cond(shown, button)


def _edge(day: rx.Var[Day]) -> rx.Component:
    return rx.el.i(class_name="week-line", style={"left": day.left})


def _block(block: rx.Var[Block]) -> rx.Component:
    movable = block.movable != ""
    grips = [rx.el.i(class_name="grip", custom_attrs={"data-edge": edge}) for edge in ("start", "end")]
    return rx.el.button(
        rx.el.span(block.since, rx.el.span("–", block.until, class_name="until")),
        rx.el.span(block.who),
        rx.cond(block.warn, icon("triangle-alert", 12, "mark-warn")),
        rx.cond(movable, rx.fragment(*grips)),
        type="button",
        class_name=rx.Var.create("shift ") + block.look,
        style={"left": block.left, "width": block.width, "top": block.top},
        title=block.label,
        aria_label=block.label,
        aria_describedby="week-keys",
        on_click=ShiftFormState.open(block.id),
        key=block.id,
        custom_attrs={
            "data-shift": block.id,
            "data-row": block.row,
            "data-start": block.start,
            "data-end": block.end,
            "data-movable": block.movable,
        },
    )


def _away(one: rx.Var[Stretch]) -> rx.Component:
    return rx.el.div(one.words, class_name="week-away", style={"left": one.left, "width": one.width})


def _gap(one: rx.Var[Stretch]) -> rx.Component:
    return rx.el.div(
        rx.el.span(t("shift_plan.uncovered", time=one.words), class_name="sr-only"),
        class_name="week-gap",
        title=t("shift_plan.uncovered", time=one.words),
        style={"left": one.left, "width": one.width},
    )


def _day_tab(day: rx.Var[Day]) -> rx.Component:
    here = PlanState.day == day.iso
    return rx.el.button(
        rx.el.span(day.name, aria_hidden="true"),
        rx.el.span(rx.cond(day.count > 0, day.count, "–"), class_name="text-xs text-faint", aria_hidden="true"),
        type="button",
        class_name=rx.cond(here, "week-day-tab here", "week-day-tab"),
        aria_label=day.label,
        on_click=[client_state.address("day", day.iso), PlanState.load],
        key=day.iso,
        custom_attrs={"aria-pressed": rx.cond(here, "true", "false")},
    )


def _card_line(card: rx.Var[Card]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(rx.el.b(card.who, class_name="font-semibold"), class_name="block"),
            card_body(card),
            type="button",
            class_name=rx.Var.create("shift-card ") + card.look,
            on_click=ShiftFormState.open(card.id),
        ),
        key=card.id,
    )


def _warning(words: Any) -> rx.Component:
    return rx.el.p(icon("triangle-alert", 14, "translate-y-0.5"), words, class_name="flex gap-2 text-sm text-watch")


def _begin(row: Any) -> Any:
    """A new shift in this row, on the shown day."""
    by_person = PlanState.by == "person"
    return ShiftFormState.begin(rx.cond(by_person, row, ""), rx.cond(by_person, "", row), PlanState.day)
