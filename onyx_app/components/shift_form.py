"""The drawers of the plan: one shift, the templates, the hours a creator wants covered."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state
from onyx_app.components.buttons import button, icon_button
from onyx_app.components.dialogs import dialog, drawer
from onyx_app.components.forms import area_field, check_field, error_of, form, select_field, send, text_field
from onyx_app.components.pills import pill
from onyx_app.components.text import t
from onyx_app.rules.text import LONGEST_NAME
from onyx_app.states.shifts import CoverState, PlanState, ShiftFormState, TemplatesState
from onyx_app.states.shifts.shapes import Pick, Shape, Wanted

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def shift_drawer() -> rx.Component:
    """A new shift, or one that is there: who, when, for whom, how often; below it what else may be done."""
    one = ShiftFormState.form
    return drawer(
        "shift",
        one.title,
        rx.cond(one.state, rx.el.div(pill(one.state), class_name="-mb-2")),
        rx.cond(one.zone_time, rx.el.p(one.zone_time, class_name="text-sm text-muted")),
        rx.foreach(one.warnings, lambda words: rx.el.p(words, class_name="text-sm text-watch")),
        rx.cond(ShiftFormState.refused.length() > 0, _not_made(ShiftFormState.refused)),
        rx.cond(one.editable, _fields(), rx.el.p(t("shift_plan.not_editable"), class_name="text-muted")),
        rx.cond(one.id, _more()),
        open=ShiftFormState.shown,
        on_close=ShiftFormState.close,
    )


def templates_drawer() -> rx.Component:
    """What there is, and one more."""
    errors = TemplatesState.errors
    return drawer(
        "templates",
        t("shift_plan.templates"),
        rx.el.p(t("shift_plan.templates_why"), class_name="text-sm text-muted"),
        rx.el.ul(rx.foreach(TemplatesState.shapes, _shape)),
        form(
            text_field("name", t("shift_plan.template_name"), errors=errors, max_length=LONGEST_NAME, id="shape-name"),
            _times(errors, "from", "to", of="shape", also=("until",)),
            _creators(TemplatesState.creators, errors),
            send(t("shift_plan.template_save"), look="primary"),
            on_submit=TemplatesState.save,
            key=TemplatesState.shapes.length(),
        ),
        open=TemplatesState.shown,
        on_close=TemplatesState.close,
    )


def cover_drawer() -> rx.Component:
    """When somebody should be there for a creator."""
    creator = CoverState.creator_id
    windows = rx.el.ul(rx.foreach(CoverState.wanted, _window), class_name="flex flex-col")
    return drawer(
        "cover",
        t("shift_plan.cover_of", name=CoverState.name),
        rx.el.p(t("shift_plan.cover_why"), class_name="text-sm text-muted"),
        rx.cond(CoverState.wanted.length() > 0, windows, rx.el.p(t("shift_plan.cover_none"))),
        form(
            _weekdays(t("shift_plan.cover_days")),
            _times(CoverState.errors, "from", "to", of="cover"),
            rx.el.p(t("shift_plan.cover_help"), class_name="hint"),
            error_of(CoverState.errors, "cover"),
            send(t("shift_plan.cover_add"), look="primary"),
            on_submit=lambda typed: CoverState.add(creator, typed),
        ),
        open=creator != "",
        on_close=CoverState.close,
    )


def not_copied() -> rx.Component:
    """What copying a week left out, and why."""
    return dialog(
        "not-copied",
        t("shift_plan.not_copied"),
        _not_made(PlanState.refused),
        button(t("shift_plan.understood"), look="primary", on_click=client_state.hide("not-copied")),
        open=PlanState.refused.length() > 0,
        on_close=PlanState.understood,
    )


def _fields() -> rx.Component:
    one, errors = ShiftFormState.form, ShiftFormState.errors
    return form(
        select_field(
            "person",
            t("shift_plan.person"),
            ShiftFormState.people,
            errors=errors,
            default_value=one.person,
            id="shift-person",
        ),
        text_field(
            "day", t("shift_plan.day"), errors=errors, type="date", default_value=one.day, required=True, id="shift-day"
        ),
        _times(
            errors,
            "since",
            "until",
            since=one.since,
            until=one.until,
            help=t("shift_plan.in_zone", zone=one.zone),
            also=("starts",),
        ),
        _creators(ShiftFormState.creators, errors),
        text_field(
            "name",
            t("shift_plan.title"),
            errors=errors,
            default_value=one.name,
            max_length=LONGEST_NAME,
            id="shift-name",
        ),
        area_field(
            "notes",
            t("shift_plan.notes"),
            errors=errors,
            default_value=one.notes,
            rows=2,
            max_length=500,
            id="shift-notes",
        ),
        rx.cond(one.id, rx.cond(one.series, _scope()), _repeat()),
        rx.cond(one.id, rx.fragment(), check_field("publish", t("shift_plan.publish_at_once"))),
        send(rx.cond(one.id, t("shift_plan.save"), t("shift_plan.make")), look="primary"),
        on_submit=ShiftFormState.save,
        key=one.key,
    )


def _times(
    errors: Any,
    since_name: str,
    until_name: str,
    *,
    since: Any = "09:00",
    until: Any = "17:00",
    help: Any = "",
    of: str = "shift",
    also: tuple[str, ...] = (),
) -> rx.Component:
    """From and until; under them what is said of `also`, which the plan calls by other names than the form."""
    fields = [
        text_field(name, words, errors=errors, type="time", default_value=value, required=True, id=f"{of}-{name}")
        for name, words, value in (
            (since_name, t("shift_plan.from"), since),
            (until_name, t("shift_plan.until"), until),
        )
    ]
    return rx.el.div(
        rx.el.div(*fields, class_name="grid grid-cols-2 gap-3"),
        *(error_of(errors, name) for name in also),
        rx.el.p(help, class_name="hint") if not isinstance(help, str) or help else rx.fragment(),
        class_name="flex flex-col gap-1",
    )


def _creators(picks: Any, errors: Any) -> rx.Component:
    def box(one: rx.Var[Pick]) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="checkbox",
                name=rx.Var.create("creator-") + one.id,
                default_checked=one.on,
                class_name="checkbox checkbox-sm rounded-[5px]",
            ),
            one.name,
            class_name="chip",
            key=one.id,
        )

    return rx.cond(
        picks.length() > 0,
        rx.el.fieldset(
            rx.el.legend(t("shift_plan.creators"), class_name="label mb-1"),
            rx.el.div(rx.foreach(picks, box), class_name="flex flex-wrap gap-2"),
            rx.el.p(t("shift_plan.creators_help"), class_name="hint mt-1"),
            error_of(errors, "creators"),
        ),
    )


def _repeat() -> rx.Component:
    errors, how = ShiftFormState.errors, ShiftFormState.repeat
    kinds = [(value, t(f"shift_plan.repeat.{value or 'never'}")) for value in ("", "daily", "weekly")]
    every = text_field(
        "every",
        rx.cond(how == "daily", t("shift_plan.every_days"), t("shift_plan.every_weeks")),
        errors=errors,
        type="number",
        min=1,
        max=52,
        default_value="1",
    )
    last = text_field("last", t("shift_plan.last"), errors=errors, help=t("shift_plan.last_help"), type="date")
    return rx.fragment(
        select_field(
            "repeat",
            t("shift_plan.repeats"),
            kinds,
            errors=errors,
            default_value="",
            on_change=ShiftFormState.set_repeat,
        ),
        rx.cond(how == "weekly", _weekdays(t("shift_plan.on_days"))),
        rx.cond(how != "", rx.el.div(every, last, class_name="grid grid-cols-2 gap-3 items-start")),
        error_of(errors, "rule"),
    )


def _weekdays(label: str) -> rx.Component:
    boxes = [
        rx.el.label(
            rx.el.input(type="checkbox", name=f"day-{number}", class_name="checkbox checkbox-sm rounded-[5px]"),
            t(f"shift_plan.weekday.{name}"),
            class_name="chip",
        )
        for number, name in enumerate(_WEEKDAYS)
    ]
    return rx.el.fieldset(
        rx.el.legend(label, class_name="label mb-1"), rx.el.div(*boxes, class_name="flex flex-wrap gap-2")
    )


def _scope() -> rx.Component:
    """Which occurrences of its series a change concerns."""
    one = ShiftFormState.form
    scopes = [(value, t(f"shift_plan.scope.{value}")) for value in ("this", "following")]
    return select_field("scope", t("shift_plan.applies_to"), scopes, help=one.series, default_value="this")


def _more() -> rx.Component:
    """Publish or take back this one; cancel it; end its series; what it was before."""
    one = ShiftFormState.form
    publish = rx.cond(
        one.published,
        button(t("shift_plan.unpublish"), icon="eye-off", on_click=ShiftFormState.unpublish),
        button(t("shift_plan.publish_one"), icon="send", on_click=ShiftFormState.publish),
    )
    cancel = button(t("shift_plan.cancel"), icon="trash-2", look="danger", on_click=PlanState.cancel(one.id))
    end = button(t("shift_plan.end_series"), look="danger", on_click=ShiftFormState.end_series)
    history = rx.el.details(
        rx.el.summary(t("shift_plan.history"), class_name="text-sm text-muted min-h-11 flex items-center"),
        rx.el.ol(
            rx.foreach(one.history, lambda line: rx.el.li(line, class_name="py-1")), class_name="text-sm text-muted"
        ),
    )
    return rx.el.div(
        rx.cond(
            one.editable,
            rx.el.div(publish, cancel, rx.cond(one.series, end), class_name="flex flex-wrap gap-3"),
        ),
        rx.cond(one.history.length() > 0, history),
        class_name="flex flex-col gap-3 border-t border-line pt-4",
    )


def _not_made(sentences: Any) -> rx.Component:
    return rx.el.ul(
        rx.foreach(sentences, lambda words: rx.el.li(words)), class_name="list-disc ps-5 text-sm", role="alert"
    )


def _shape(one: rx.Var[Shape]) -> rx.Component:
    words = rx.el.span(one.name, rx.el.span(" ", one.words, class_name="text-muted"), class_name="grow")
    drop = icon_button(
        "trash-2", t("shift_plan.template_drop", name=one.name), size=16, on_click=TemplatesState.drop(one.id)
    )
    return rx.el.li(words, drop, class_name="flex items-center gap-3 border-t border-line py-1", key=one.id)


def _window(one: rx.Var[Wanted], place: Any) -> rx.Component:
    words = rx.el.span(one.days, rx.el.span(" ", one.time, class_name="text-muted"), class_name="grow")
    drop = icon_button(
        "trash-2",
        t("shift_plan.cover_drop", hours=one.time),
        size=16,
        on_click=CoverState.drop(CoverState.creator_id, place),
    )
    return rx.el.li(words, drop, class_name="flex items-center gap-3 border-t border-line py-1")
