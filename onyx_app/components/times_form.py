"""The form about one stretch of work: a person asks for it, a manager corrects by it. Times are the agency's."""

from typing import Any

import reflex as rx

from onyx_app.components.buttons import button
from onyx_app.components.forms import area_field, check_field, error_of, form, send, text_field
from onyx_app.components.text import t
from onyx_app.rules.timeclock import LONGEST_NOTE, LONGEST_WAIVER
from onyx_app.states._times import BreakRow


def times_form(typed: Any, errors: Any, *, on_submit: Any, on_break: Any, words: str, why: str) -> rx.Component:
    """`typed` is the state var of `Typed`; `words` is on the button, `why` the help of the reason."""
    return form(
        _times(typed, errors),
        rx.cond(typed.twice, _again(typed)),
        _breaks(typed, errors, on_break),
        rx.cond(
            typed.waivable,
            text_field(
                "waived",
                t("my_time.waived"),
                help=t("my_time.waived_help"),
                errors=errors,
                default_value=typed.waived,
                max_length=LONGEST_WAIVER,
            ),
        ),
        area_field("reason", t("my_time.reason"), help=why, errors=errors, rows=2, max_length=LONGEST_NOTE),
        rx.cond(typed.sheet_id != "", check_field("remove", t("my_time.remove"), help=t("my_time.remove_help"))),
        send(words),
        on_submit=on_submit,
        key=typed.sheet_id + typed.profile_id,
    )


def _times(typed: Any, errors: Any) -> rx.Component:
    day = text_field("day", t("my_time.day"), errors=errors, type="date", default_value=typed.day)
    since = text_field("since", t("my_time.since"), errors=errors, type="time", default_value=typed.since)
    until = text_field("until", t("my_time.until"), errors=errors, type="time", default_value=typed.until)
    return rx.el.div(
        rx.el.div(
            rx.el.div(day, class_name="grow basis-full sm:basis-40"),
            rx.el.div(since, class_name="grow basis-24"),
            rx.el.div(until, class_name="grow basis-24"),
            class_name="flex flex-wrap gap-3",
        ),
        rx.el.p(t("my_time.times_help", zone=typed.zone), class_name="hint mt-1"),
    )


def _again(typed: Any) -> rx.Component:
    """Only around the night on which the clock goes back."""
    return rx.el.div(
        rx.el.p(t("my_time.hour_twice"), class_name="hint"),
        check_field("since_again", t("my_time.since_again"), default_checked=typed.since_again),
        check_field("until_again", t("my_time.until_again"), default_checked=typed.until_again),
    )


def _breaks(typed: Any, errors: Any, on_break: Any) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("my_time.breaks"), class_name="label"),
        rx.foreach(typed.breaks, _break),
        error_of(errors, "breaks"),
        button(t("my_time.break_add"), look="quiet", icon="plus", on_click=on_break, class_name="self-start -ms-3"),
        class_name="flex flex-col gap-2",
    )


def _break(row: rx.Var[BreakRow]) -> rx.Component:
    number = row.n.to(str)
    at = row.n + 1

    def clock(name: str, label: str, value: Any) -> rx.Component:
        return rx.el.input(
            type="time",
            name="break_" + number + "_" + name,
            aria_label=label,
            default_value=value,
            class_name="input basis-28 grow max-sm:px-2",
        )

    return rx.el.div(
        clock("since", t("my_time.break_since", number=at), row.since),
        rx.el.span("–", aria_hidden="true"),
        clock("until", t("my_time.break_until", number=at), row.until),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                name="break_" + number + "_paid",
                default_checked=row.paid,
                class_name="checkbox checkbox-sm rounded-[5px]",
            ),
            rx.el.span(t("my_time.break_paid")),
            class_name="flex items-center gap-2 min-h-11",
        ),
        key=number,
        class_name="flex flex-wrap items-center gap-2",
    )
