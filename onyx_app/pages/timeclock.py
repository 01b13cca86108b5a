"""The time clock: the big button and what the shift has earned, then one's own week and what one asked for."""

import reflex as rx

from onyx_app.components import client_state, lists, sheets
from onyx_app.components.asked import ask
from onyx_app.components.buttons import button, icon_button
from onyx_app.components.cards import panel
from onyx_app.components.clock import your_clock
from onyx_app.components.dialogs import dialog, drawer
from onyx_app.components.earned import earned
from onyx_app.components.empty import empty
from onyx_app.components.forms import area_field, form, select_field, send, text_field
from onyx_app.components.shell import shell
from onyx_app.components.text import t
from onyx_app.components.times_form import times_form
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import beside, everywhere, link, room
from onyx_app.rules.leave import KINDS
from onyx_app.rules.timeclock import LONGEST_NOTE
from onyx_app.states._requests import Asked
from onyx_app.states._sheets import SheetLine
from onyx_app.states.meter import MeterState
from onyx_app.states.my_time import Day, MyTimeState
from onyx_app.states.timeclock import TimeclockState

WEEK = MyTimeState.week

everywhere(TimeclockState.load, follows={Topic.TIMECLOCK}, own=True)
beside("timeclock", MyTimeState.load, follows={Topic.TIMECLOCK}, own=True)
beside("timeclock", MeterState.load, follows={Topic.TIMECLOCK}, own=True)
beside("timeclock", MeterState.load, follows={Topic.REVENUE})


@room("/timeclock", "timeclock.title", "clock", MyTimeState.load, who=Action.CLOCK, group="team", keys="t")
def timeclock() -> rx.Component:
    room_ = rx.el.div(
        rx.el.div(your_clock(), class_name="lg:col-span-3"),
        rx.el.div(earned(link("my_pay")), class_name="lg:col-span-2 lg:row-span-2"),
        rx.el.div(_week(), class_name="lg:col-span-3 lg:row-span-2 lg:row-start-2"),
        rx.el.div(_requests(), class_name="lg:col-span-2 lg:row-start-3"),
        class_name="grid grid-cols-[minmax(0,1fr)] gap-3 md:gap-5 items-start lg:grid-cols-5 "
        "lg:grid-rows-[auto_auto_1fr]",
    )
    return shell("timeclock", room_, _drawer(), _asking(), _leaving())


def _week() -> rx.Component:
    nothing = empty(t("timeclock.empty"), t("timeclock.empty_why"), icon="calendar-clock")
    list_ = rx.el.ul(rx.foreach(WEEK.sheets, _line), aria_label=t("my_time.week"))
    zone = rx.cond(WEEK.zone, rx.fragment(" · ", t("my_time.in_zone", zone=WEEK.zone)))
    raw = rx.cond(WEEK.differs, rx.fragment(" · ", t("my_time.raw_beside", hours=WEEK.raw)))
    return panel(
        t("my_time.week"),
        rx.el.div(
            rx.el.div(rx.el.span(WEEK.paid, class_name="figure"), class_name="grow"),
            rx.el.ol(
                rx.foreach(WEEK.by_day, _bar),
                class_name="flex gap-3 md:gap-4 justify-between grow md:grow-0",
                aria_label=t("my_time.by_day"),
            ),
            class_name="flex flex-wrap gap-4 items-end mb-3",
        ),
        rx.cond(WEEK.sheets.length() > 0, list_, nothing),
        rx.el.div(
            _complete(),
            button(t("my_time.add"), icon="plus", on_click=MyTimeState.begin("")),
            class_name="flex flex-wrap items-center gap-3 mt-3",
        ),
        note=rx.fragment(WEEK.days, raw, zone),
        action=_weeks(),
    )


def _bar(day: rx.Var[Day]) -> rx.Component:
    return rx.el.li(
        rx.el.span(day.name, class_name="block text-xs text-muted"),
        rx.el.span(day.paid, class_name="block text-sm font-semibold"),
        key=day.id,
        class_name="text-end min-w-8",
    )


def _line(line: rx.Var[SheetLine]) -> rx.Component:
    face = rx.el.button(
        sheets.when(line),
        rx.el.span(
            sheets.how_long(line), sheets.stands(line), class_name="flex flex-col items-end gap-1 shrink-0 text-end"
        ),
        type="button",
        on_click=lists.opening(MyTimeState.load, line.id),
        class_name="flex items-start gap-3 w-full min-h-11 py-3 text-start hover:bg-raised",
    )
    return rx.el.li(face, key=line.id, class_name="border-t border-line")


def _weeks() -> rx.Component:
    def to(page: rx.Var[int]) -> list[object]:
        return [client_state.address("open", ""), *lists.turning(MyTimeState.load, page)]

    return rx.el.nav(
        icon_button("chevron-left", t("timeclock.week_before"), on_click=to(WEEK.page + 1), disabled=~WEEK.has_older),
        icon_button("chevron-right", t("timeclock.week_after"), on_click=to(WEEK.page - 1), disabled=WEEK.page <= 1),
        class_name="flex gap-1 -my-2",
        aria_label=t("my_time.weeks"),
    )


def _complete() -> rx.Component:
    """ "My week is complete", and back."""
    said = rx.el.span(
        rx.el.span(t("my_time.confirmed", at=WEEK.confirmed_at), class_name="text-sm text-good"),
        button(t("my_time.undo"), look="quiet", on_click=MyTimeState.reopen(WEEK.first)),
        class_name="flex flex-wrap items-center gap-1",
    )
    say = button(t("my_time.confirm"), icon="check", on_click=MyTimeState.confirm(WEEK.first))
    return rx.cond(WEEK.confirmed_at, said, rx.cond(WEEK.may_confirm, say))


def _drawer() -> rx.Component:
    sheet = MyTimeState.sheet
    note = form(
        area_field(
            "note",
            t("timeclock.note"),
            help=t("timeclock.note_help"),
            errors=MyTimeState.errors,
            default_value=sheet.line.note,
            key=sheet.line.id,
            rows=2,
            max_length=LONGEST_NOTE,
        ),
        send(t("timeclock.note_save"), look=""),
        on_submit=lambda typed: MyTimeState.save_note(sheet.line.id, typed),
    )
    ask_ = button(t("my_time.ask"), look="primary", icon="pencil", on_click=MyTimeState.begin(sheet.line.id))
    return drawer(
        "stretch",
        rx.fragment(sheet.line.day, ", ", sheet.line.times),
        sheets.detail(sheet),
        rx.cond(sheet.line.changeable, rx.el.div(ask_)),
        rx.cond(sheet.line.state != "locked", note),
        open=sheet.line.id != "",
        on_close=lists.opening(MyTimeState.load),
    )


def _asking() -> rx.Component:
    typed = MyTimeState.typed
    return dialog(
        "asking",
        rx.cond(typed.sheet_id, t("my_time.ask_title"), t("my_time.add_title")),
        times_form(
            typed,
            MyTimeState.errors,
            on_submit=MyTimeState.ask,
            on_break=MyTimeState.add_break,
            words=t("my_time.ask_send"),
            why=t("my_time.reason_help"),
        ),
        open=typed.open,
        on_close=MyTimeState.give_up,
    )


def _requests() -> rx.Component:
    def both(rows: rx.Var[list[Asked]], withdraw: rx.EventHandler) -> rx.Component:
        def one(row: rx.Var[Asked]) -> rx.Component:
            back = button(t("my_time.withdraw"), look="quiet", on_click=withdraw(row.id))
            return ask(row, rx.cond(row.status == "waiting", back))

        return rx.foreach(rows, one)

    some = (MyTimeState.requests.length() > 0) | (MyTimeState.leaves.length() > 0)
    list_ = rx.el.ul(
        both(MyTimeState.leaves, MyTimeState.withdraw_leave), both(MyTimeState.requests, MyTimeState.withdraw)
    )
    nothing = empty(t("my_time.no_requests"), t("my_time.no_requests_why"), icon="inbox")
    return panel(
        t("my_time.requests"),
        rx.cond(some, list_, nothing),
        lists.pages(MyTimeState.page, MyTimeState.pages, MyTimeState.load, name="asked"),
        action=button(t("my_time.leave_ask"), icon="tree-palm", on_click=MyTimeState.begin_leave),
    )


def _leaving() -> rx.Component:
    errors = MyTimeState.errors
    return dialog(
        "leaving",
        t("my_time.leave_title"),
        form(
            select_field(
                "kind", t("my_time.leave_kind"), [(one, t(f"leave.kind.{one}")) for one in KINDS], errors=errors
            ),
            rx.el.div(
                rx.el.div(
                    text_field("first", t("my_time.leave_first"), type="date", errors=errors),
                    class_name="grow basis-40",
                ),
                rx.el.div(
                    text_field(
                        "last", t("my_time.leave_last"), help=t("my_time.leave_last_help"), type="date", errors=errors
                    ),
                    class_name="grow basis-40",
                ),
                class_name="flex flex-wrap gap-3",
            ),
            text_field(
                "minutes_a_day", t("my_time.leave_part"), help=t("my_time.leave_part_help"), type="time", errors=errors
            ),
            area_field(
                "reason", t("my_time.leave_reason"), id="leave-reason", errors=errors, rows=2, max_length=LONGEST_NOTE
            ),
            send(t("my_time.ask_send")),
            on_submit=MyTimeState.ask_leave,
        ),
        open=MyTimeState.leaving,
        on_close=MyTimeState.give_up_leave,
    )
