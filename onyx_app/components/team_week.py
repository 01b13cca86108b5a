"""The week of everybody: people by days, a person's stretches in the drawer, and the days that are locked."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state, lists, sheets
from onyx_app.components.buttons import button, icon_button
from onyx_app.components.cards import panel
from onyx_app.components.dialogs import dialog, drawer
from onyx_app.components.empty import empty
from onyx_app.components.forms import area_field, form, send
from onyx_app.components.pills import person, pill
from onyx_app.components.roles import role_words
from onyx_app.components.tables import controls
from onyx_app.components.text import t
from onyx_app.rules.timeclock import LONGEST_NOTE
from onyx_app.states._review_views import GridLine
from onyx_app.states._sheets import SheetLine
from onyx_app.states.locks import LockLine, LocksState
from onyx_app.states.review import ReviewState

GRID = ReviewState.grid
LOAD = ReviewState.load


def week_panel() -> rx.Component:
    """The grid, its week and search above, what is locked below."""
    return rx.fragment(_grid(), _locks())


def _grid() -> rx.Component:
    nobody = empty(t("review.week_nobody"), t("review.week_nobody_why"), icon="calendar-clock")
    zone = rx.cond(GRID.zone, t("my_time.in_zone", zone=GRID.zone), "")
    head = rx.el.tr(
        rx.el.th(t("timeclock.person"), scope="col"),
        rx.foreach(GRID.heads, lambda day: rx.el.th(day, scope="col", class_name="num max-md:hidden")),
        rx.el.th(t("review.week.total"), scope="col", class_name="num"),
        rx.el.th(t("review.week.stands"), scope="col", class_name="num max-md:hidden"),
    )
    grid = rx.el.table(
        rx.el.caption(t("review.week_tab"), class_name="sr-only"),
        rx.el.thead(head),
        rx.el.tbody(rx.foreach(GRID.rows, _row)),
        class_name="grid-table",
    )
    scroller = rx.el.div(
        grid, class_name="overflow-x-auto", tab_index=0, role="region", aria_label=t("review.week_tab")
    )
    search = lists.search(t("review.find"), LOAD, value=ReviewState.search, errors=ReviewState.errors)
    return panel(
        GRID.days,
        controls(search),
        rx.cond(GRID.rows.length() > 0, scroller, nobody),
        lists.pages(GRID.page, GRID.pages, LOAD),
        note=zone,
        action=_weeks(),
    )


def _weeks() -> rx.Component:
    def to(day: Any) -> list[Any]:
        return [client_state.address("week", day), LOAD]

    return rx.el.nav(
        icon_button("chevron-left", t("timeclock.week_before"), on_click=to(GRID.before)),
        button(t("review.this_week"), look="quiet", on_click=to("")),
        icon_button("chevron-right", t("timeclock.week_after"), on_click=to(GRID.after)),
        class_name="flex gap-1 -my-2",
        aria_label=t("my_time.weeks"),
    )


def _row(row: rx.Var[GridLine]) -> rx.Component:
    name = rx.el.button(
        person(row.name, row.initials, role_words(row.role)),
        type="button",
        on_click=[client_state.address("open", ""), client_state.address("who", row.id), LOAD],
        class_name="row-opens text-start w-full min-h-11",
    )
    state = rx.cond(row.words, pill(row.words, row.kind))
    return rx.el.tr(
        rx.el.td(name),
        rx.foreach(
            row.minutes,
            lambda minutes: rx.el.td(
                minutes, class_name=rx.cond(minutes == "–", "num max-md:hidden text-faint", "num max-md:hidden")
            ),
        ),
        rx.el.td(rx.el.b(row.total), rx.el.div(state, class_name="md:hidden flex justify-end"), class_name="num"),
        rx.el.td(rx.el.div(state, class_name="flex justify-end"), class_name="num max-md:hidden"),
        key=row.id,
    )


def person_drawer() -> rx.Component:
    """A person's week: every stretch with its reasons, to approve, correct or complete."""
    who = ReviewState.person
    total = rx.el.div(
        rx.el.p(who.paid, class_name="figure"),
        rx.el.p(
            who.days,
            rx.cond(who.confirmed, rx.fragment(" · ", t("review.confirmed", at=who.confirmed))),
            class_name="text-sm text-muted",
        ),
    )
    add = button(t("my_time.add"), icon="plus", on_click=ReviewState.begin(who.id, ""))
    return drawer(
        "person-week",
        who.name,
        total,
        rx.cond(
            who.sheets.length() > 0,
            rx.el.ul(rx.foreach(who.sheets, _stretch)),
            empty(t("timeclock.empty"), t("review.person_empty_why"), icon="calendar-clock"),
        ),
        rx.cond(who.me, rx.el.p(t("review.own_by_request"), class_name="text-sm text-muted"), rx.el.div(add)),
        open=(ReviewState.tab == "week") & (who.id != ""),
        on_close=[client_state.address("open", ""), client_state.address("who", ""), LOAD],
    )


def _stretch(line: rx.Var[SheetLine]) -> rx.Component:
    open_ = ReviewState.sheet.line.id == line.id
    face = rx.el.button(
        sheets.when(line),
        rx.el.span(sheets.how_long(line), sheets.stands(line), class_name="flex flex-col items-end gap-1 shrink-0"),
        type="button",
        on_click=lists.opening(LOAD, rx.cond(open_, "", line.id)),
        custom_attrs={"aria-expanded": rx.cond(open_, "true", "false")},
        class_name="flex items-start gap-3 w-full min-h-11 py-2 text-start",
    )
    mine = ReviewState.person.me
    acts = rx.el.div(
        rx.cond(
            (line.state == "review") & ~mine,
            button(t("review.approve"), icon="check", on_click=ReviewState.approve_one(line.version_id)),
        ),
        rx.cond(
            line.changeable & ~mine,
            button(t("review.correct"), look="quiet", on_click=ReviewState.begin(line.profile_id, line.id)),
        ),
        class_name="flex gap-1 empty:hidden",
    )
    return rx.el.li(
        face,
        sheets.reasons(line),
        acts,
        rx.cond(open_, rx.el.div(sheets.figures(ReviewState.sheet), sheets.history(ReviewState.sheet))),
        key=line.id,
        class_name="border-t border-line pb-3 flex flex-col gap-2",
    )


def _locks() -> rx.Component:
    list_ = rx.el.ul(rx.foreach(LocksState.locks, _lock))
    why = rx.el.p(t("review.locks_why"), class_name="text-sm text-muted mb-2")
    return rx.cond(LocksState.locks.length() > 0, rx.fragment(panel(t("review.locks"), why, list_), _opening()))


def _lock(lock: rx.Var[LockLine]) -> rx.Component:
    again = button(t("review.lock_again"), look="quiet", on_click=LocksState.lock_again(lock.id))
    unlock = button(t("review.unlock"), look="quiet", icon="lock-open", on_click=LocksState.begin(lock.id))
    act = rx.cond(lock.opened, rx.cond(lock.again, again), unlock)
    return rx.el.li(
        rx.el.div(
            rx.el.div(lock.name, " · ", rx.el.span(lock.days, class_name="text-muted")),
            rx.cond(lock.opened, rx.el.div(lock.opened, class_name="text-sm text-watch break-words")),
            class_name="grow min-w-0 basis-56",
        ),
        rx.cond(LocksState.may_unlock, act),
        key=lock.id,
        class_name="flex flex-wrap items-center gap-3 py-2 border-t border-line min-h-11",
    )


def _opening() -> rx.Component:
    one = LocksState.opening
    return dialog(
        "unlocking",
        t("review.unlock_title", name=one.name, days=one.days),
        rx.el.p(t("review.unlock_why"), class_name="text-muted"),
        form(
            area_field(
                "reason",
                t("my_time.reason"),
                id="unlock-reason",
                errors=LocksState.errors,
                rows=2,
                max_length=LONGEST_NOTE,
                key=one.id,
            ),
            send(t("review.unlock"), look="danger"),
            on_submit=lambda typed: LocksState.unlock(one.id, typed),
        ),
        open=one.id != "",
        on_close=LocksState.give_up,
    )
