"""Everybody's time, for whoever answers for it: what needs a look, who asks for what, who is in; and the week."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state, lists, sheets
from onyx_app.components.asked import ask
from onyx_app.components.buttons import button
from onyx_app.components.cards import panel
from onyx_app.components.dialogs import dialog, drawer
from onyx_app.components.empty import empty
from onyx_app.components.forms import area_field, form, send
from onyx_app.components.pills import avatar, pill
from onyx_app.components.shell import shell
from onyx_app.components.team_week import person_drawer, week_panel
from onyx_app.components.text import t
from onyx_app.components.times_form import times_form
from onyx_app.live import Topic
from onyx_app.roles import Action, Role, Scope, scope_of
from onyx_app.rooms import beside, room
from onyx_app.rules.timeclock import LONGEST_NOTE
from onyx_app.states._requests import Asked
from onyx_app.states._review_views import OnBoard
from onyx_app.states._sheets import SheetLine
from onyx_app.states.locks import LocksState
from onyx_app.states.review import ReviewState
from onyx_app.states.review_requests import RequestsState

MANAGERS = [role for role in Role if scope_of(role, Action.SEE_TIMESHEETS) is Scope.AGENCY]
QUEUE = ReviewState.queue
BOARD = ReviewState.board
_FORM = "to-review"

beside("review", RequestsState.load, follows={Topic.TIMECLOCK})
beside("review", LocksState.load, follows={Topic.PAYROLL})


@room(
    "/timeclock/review",
    "review.title",
    "list-checks",
    ReviewState.load,
    who=MANAGERS,
    group="team",
    follows={Topic.TIMECLOCK},
    keys="w",
)
def review() -> rx.Component:
    now = rx.el.div(
        rx.el.div(_queue(), _requests(), class_name="flex flex-col gap-3 md:gap-5 grow-[3] basis-[28rem] min-w-0"),
        rx.el.div(_today(), _ahead(), class_name="flex flex-col gap-3 md:gap-5 grow-[2] basis-80 min-w-0"),
        class_name="flex flex-wrap gap-3 md:gap-5 items-start",
    )
    return shell(
        "review",
        _tabs(),
        rx.cond(ReviewState.tab == "week", week_panel(), now),
        _sheet_drawer(),
        person_drawer(),
        _correcting(),
        _refusing(),
    )


def _tabs() -> rx.Component:
    def tab(name: str, words: Any) -> rx.Component:
        here = ReviewState.tab == name
        look = "inline-flex items-center min-h-11 px-3 -mb-px border-b-2 text-sm whitespace-nowrap hover:text-text "
        return rx.el.button(
            words,
            type="button",
            on_click=[
                *(client_state.address(filter_, "") for filter_ in ("open", "who", "search", "week")),
                client_state.address("tab", name),
                ReviewState.load,
                LocksState.load,
            ],
            class_name=rx.cond(here, look + "text-text border-accent", look + "text-muted border-transparent"),
            custom_attrs={"aria-current": rx.cond(here, "page", "false")},
        )

    return rx.el.nav(
        tab("", t("review.now")),
        tab("week", t("review.week_tab")),
        class_name="flex gap-1 border-b border-line",
        aria_label=t("review.title"),
    )


def _queue() -> rx.Component:
    all_ = rx.el.label(
        rx.el.input(
            type="checkbox", class_name="checkbox checkbox-sm rounded-[5px]", on_change=client_state.tick_all(_FORM)
        ),
        rx.el.span(t("review.all")),
        class_name="flex items-center gap-3 min-h-11 grow",
    )
    list_ = rx.el.form(
        rx.el.div(
            all_,
            button(t("review.approve_ticked"), look="primary", icon="check", type="submit"),
            class_name="flex flex-wrap items-center gap-3",
        ),
        rx.el.ul(rx.foreach(QUEUE.rows, _row), aria_label=t("review.queue")),
        id=_FORM,
        on_submit=ReviewState.approve,
        reset_on_submit=True,
    )
    nothing = empty(t("review.none"), t("review.none_why"), icon="circle-check")
    zone = rx.cond(QUEUE.zone, t("my_time.in_zone", zone=QUEUE.zone), "")
    return panel(
        t("review.queue"),
        rx.el.p(QUEUE.count, class_name="figure"),
        rx.cond(QUEUE.rows.length() > 0, list_, nothing),
        lists.pages(QUEUE.page, QUEUE.pages, ReviewState.load),
        note=zone,
    )


def _row(line: rx.Var[SheetLine]) -> rx.Component:
    """One tap approves; the name opens everything known about it."""
    box = rx.el.label(
        rx.el.input(type="checkbox", name=line.version_id, class_name="checkbox checkbox-sm rounded-[5px]"),
        rx.el.span(t("review.tick", name=line.name, day=line.day), class_name="sr-only"),
        class_name="flex items-center justify-center min-h-11 min-w-8",
    )
    face = rx.el.button(
        rx.el.span(
            rx.el.b(line.name), " · ", line.day, " · ", sheets.how_long(line), class_name="flex flex-wrap gap-x-1"
        ),
        rx.el.span(line.times, rx.cond(line.pauses, rx.fragment(" · ", line.pauses)), class_name="block text-muted"),
        type="button",
        on_click=lists.opening(ReviewState.load, line.id),
        class_name="text-start block w-full min-h-11",
    )
    note = rx.cond(line.note, rx.el.p("“", line.note, "”", class_name="text-sm text-muted break-words"))
    acts = rx.el.div(
        button(t("review.approve"), icon="check", on_click=ReviewState.approve_one(line.version_id)),
        button(t("review.correct"), look="quiet", on_click=ReviewState.begin(line.profile_id, line.id)),
        class_name="flex gap-1 shrink-0",
    )
    own = rx.el.p(t("review.own"), class_name="text-sm text-muted")
    return rx.el.li(
        rx.cond(line.mine, rx.el.span(class_name="min-w-8"), box),
        rx.el.div(face, sheets.reasons(line), note, class_name="grow basis-64 min-w-0"),
        rx.cond(line.mine, own, acts),
        key=line.version_id,
        class_name="flex flex-wrap items-start gap-x-3 gap-y-1 py-2 border-t border-line",
    )


def _requests() -> rx.Component:
    state = RequestsState
    refuse = t("review.refuse")

    def one(row: rx.Var[Asked], approve: rx.EventHandler) -> rx.Component:
        acts = rx.fragment(
            button(t("review.approve"), icon="check", on_click=approve(row.id)),
            button(refuse, look="quiet", on_click=state.begin_refusal(row.id)),
        )
        own = rx.el.span(t("review.own"), class_name="text-sm text-muted")
        return ask(row, rx.cond(row.mine, own, acts), who=True)

    list_ = rx.el.ul(
        rx.foreach(state.requests, lambda row: one(row, state.approve)),
        rx.foreach(state.leaves, lambda row: one(row, state.approve_leave)),
    )
    nothing = empty(t("review.no_requests"), t("review.no_requests_why"), icon="inbox")
    return panel(
        t("review.requests"),
        rx.cond((state.requests.length() > 0) | (state.leaves.length() > 0), list_, nothing),
        lists.pages(state.page, state.pages, state.load, name="asked"),
        note=rx.cond(state.count > 0, state.count.to(str), ""),
    )


def _today() -> rx.Component:
    nobody = empty(t("review.nobody"), t("review.nobody_why"), icon="moon")
    list_ = rx.el.ul(rx.foreach(BOARD.people, _person), aria_label=t("review.today"))
    zone = rx.cond(BOARD.zone, rx.fragment(" · ", t("my_time.in_zone", zone=BOARD.zone)))
    return panel(
        t("review.today"),
        rx.el.p(BOARD.counts, class_name="text-sm text-muted mb-2"),
        rx.cond(BOARD.people.length() > 0, list_, nobody),
        note=rx.fragment(BOARD.day, zone),
    )


def _person(one: rx.Var[OnBoard]) -> rx.Component:
    below = (
        one.creators,
        rx.cond(one.shift & one.creators, " · ", ""),
        rx.el.span(one.shift, class_name="whitespace-nowrap"),
    )
    return rx.el.li(
        avatar(one.initials),
        rx.el.span(
            rx.el.span(one.name, class_name="block break-words"),
            rx.el.span(*below, class_name="block text-xs text-muted break-words"),
            class_name="grow min-w-0",
        ),
        rx.el.span(
            rx.cond(one.late, pill(one.late, "watch")),
            pill(one.words, one.kind),
            class_name="flex flex-wrap items-center justify-end gap-1",
        ),
        key=one.id,
        class_name="flex items-center gap-3 py-2 border-t border-line min-h-11",
    )


def _ahead() -> rx.Component:
    """Days off that are settled; they can still be taken back, with an answer."""
    state = RequestsState

    def one(row: rx.Var[Asked]) -> rx.Component:
        back = button(t("review.take_back"), look="quiet", on_click=state.begin_refusal(row.id))
        return ask(row, rx.cond(row.mine, rx.fragment(), back), who=True)

    return rx.cond(state.ahead.length() > 0, panel(t("review.ahead"), rx.el.ul(rx.foreach(state.ahead, one))))


def _sheet_drawer() -> rx.Component:
    sheet = ReviewState.sheet
    acts = rx.el.div(
        rx.cond(
            (sheet.line.state == "review") & ~sheet.line.mine,
            button(
                t("review.approve"),
                look="primary",
                icon="check",
                on_click=ReviewState.approve_one(sheet.line.version_id),
            ),
        ),
        rx.cond(
            sheet.line.changeable & ~sheet.line.mine,
            button(t("review.correct"), on_click=ReviewState.begin(sheet.line.profile_id, sheet.line.id)),
        ),
        class_name="flex gap-2",
    )
    return drawer(
        "sheet",
        rx.fragment(sheet.line.name, " · ", sheet.line.day),
        rx.el.p(sheet.line.times, class_name="text-lg"),
        sheets.detail(sheet),
        acts,
        open=(ReviewState.tab != "week") & (sheet.line.id != ""),
        on_close=lists.opening(ReviewState.load),
    )


def _correcting() -> rx.Component:
    typed = ReviewState.typed
    return dialog(
        "correcting",
        rx.cond(typed.sheet_id, t("review.correct_title", name=typed.name), t("review.add_title", name=typed.name)),
        times_form(
            typed,
            ReviewState.errors,
            on_submit=ReviewState.correct,
            on_break=ReviewState.add_break,
            words=t("review.correct_send"),
            why=t("review.reason_help"),
        ),
        open=typed.open,
        on_close=ReviewState.give_up,
    )


def _refusing() -> rx.Component:
    one = RequestsState.refusal
    return dialog(
        "refusing",
        t("review.refuse_title", name=one.name, what=one.title),
        form(
            area_field(
                "answer",
                t("review.answer"),
                help=t("review.answer_help"),
                errors=RequestsState.errors,
                rows=2,
                max_length=LONGEST_NOTE,
                key=one.id,
            ),
            send(t("review.refuse"), look="danger"),
            on_submit=RequestsState.refuse,
        ),
        open=one.id != "",
        on_close=RequestsState.keep,
    )
