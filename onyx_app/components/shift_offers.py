"""Shifts that change hands, and one's own calendar: on the phone these come first."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state
from onyx_app.components.buttons import button
from onyx_app.components.cards import needs, panel
from onyx_app.components.dialogs import confirm, dialog, drawer
from onyx_app.components.empty import empty
from onyx_app.components.forms import area_field, form, send
from onyx_app.components.icons import icon
from onyx_app.components.pills import pill
from onyx_app.components.text import t
from onyx_app.components.week_grid import card_body
from onyx_app.states.shifts import OffersState, PlanState
from onyx_app.states.shifts.shapes import Card, Deal, Mate


def waiting() -> rx.Component:
    """For planners: who wants which shift; yes or no."""

    def line(one: rx.Var[Deal]) -> rx.Component:
        about = rx.fragment(one.when, rx.cond(one.about, rx.fragment(" · ", one.about)), _extras(one))
        actions = rx.el.div(
            button(t("shift_plan.refuse"), on_click=OffersState.refuse(one.id)),
            button(t("shift_plan.approve"), look="primary", on_click=OffersState.approve(one.id)),
            class_name="flex gap-2",
        )
        return rx.fragment(needs(one.words, why=about, action=actions), key=one.id)

    return rx.cond(
        OffersState.waiting.length() > 0,
        rx.el.div(rx.foreach(OffersState.waiting, line), class_name="flex flex-wrap gap-3"),
    )


def my_week() -> rx.Component:
    """One's own published shifts of the shown week; each may be offered."""

    def line(card: rx.Var[Card]) -> rx.Component:
        words = rx.Var.create("") + card.day + ", " + card.time
        give = button(
            t("shift_plan.offer"),
            on_click=OffersState.begin_offer(card.id, words),
            aria_label=t("shift_plan.offer_of", shift=words),
        )
        return rx.el.li(
            rx.el.b(card.day, class_name="font-semibold basis-28 shrink-0"),
            card_body(card),
            rx.cond(card.may_offer, give),
            class_name="flex flex-wrap sm:flex-nowrap items-start gap-3 py-3 border-t border-line first:border-0",
            key=card.id,
        )

    none = empty(t("shift_plan.none_mine"), t("shift_plan.none_mine_why"), icon="calendar-days")
    return panel(
        t("shift_plan.mine"),
        rx.cond(PlanState.cards.length() > 0, rx.el.ul(rx.foreach(PlanState.cards, line)), none),
        note=rx.cond(PlanState.head.zone, t("shift_plan.in_zone", zone=PlanState.head.zone), ""),
        class_name="lg:col-span-7",
    )


def board(*, planner: bool = False) -> rx.Component:
    """What I could take, what was offered to me, what of mine is on offer. Who plans has the open ones on the grid."""
    mine, to_me, free = OffersState.mine, OffersState.to_me, OffersState.open
    parts = [_deals(t("shift_plan.to_me"), to_me, _answer), _deals(t("shift_plan.on_offer"), mine, _withdraw)]
    some = (to_me.length() + mine.length()) > 0
    if planner:
        whole = panel(t("shift_plan.changing_hands"), *parts, class_name="lg:col-span-12")
        return rx.cond(some, whole)
    parts.insert(1, _deals(t("shift_plan.open_shifts"), free, _take))
    none = rx.el.p(t("shift_plan.nothing_open"), class_name="text-sm text-muted py-2")
    return panel(
        t("shift_plan.changing_hands"),
        rx.cond(some | (free.length() > 0), rx.fragment(*parts), none),
        class_name="lg:col-span-5",
    )


def calendar() -> rx.Component:
    """The secret address of one's own calendar: made, shown once, replaced, revoked."""
    made = rx.fragment(
        rx.el.p(t("shift_plan.feed_since", day=OffersState.feed_since), class_name="text-sm text-muted grow"),
        button(t("shift_plan.feed_again"), on_click=OffersState.make_address),
        button(t("shift_plan.feed_revoke"), look="danger", on_click=client_state.show("revoke-feed")),
    )
    none = rx.fragment(
        rx.el.p(t("shift_plan.feed_why"), class_name="text-sm text-muted grow basis-60"),
        button(t("shift_plan.feed_make"), icon="calendar-plus", on_click=OffersState.make_address),
    )
    return panel(
        t("shift_plan.feed"),
        rx.el.div(rx.cond(OffersState.feed_since, made, none), class_name="flex flex-wrap items-center gap-3"),
        class_name="lg:col-span-12",
    )


def dialogs() -> rx.Component:
    """To whom a shift is offered; the address, once; the question before it is revoked."""
    address = dialog(
        "feed-address",
        t("shift_plan.feed"),
        pill(t("shift_plan.shown_once"), "watch"),
        rx.el.p(t("shift_plan.feed_how"), class_name="text-muted"),
        rx.el.code(OffersState.address, class_name="break-all select-all"),
        button(t("shift_plan.copy"), look="primary", icon="copy", on_click=client_state.copy(OffersState.address)),
        open=OffersState.address != "",
        on_close=OffersState.forget_address,
    )
    revoke = confirm(
        "revoke-feed",
        t("shift_plan.feed_revoke_ask"),
        t("shift_plan.feed_revoke_why"),
        t("shift_plan.feed_revoke"),
        OffersState.revoke_address,
    )
    return rx.fragment(_giving(), address, revoke)


def _giving() -> rx.Component:
    """To everybody, to one colleague, or against one of their shifts."""
    errors = OffersState.errors

    def backs(mate: rx.Var[Mate]) -> rx.Component:
        options = rx.foreach(mate.back, lambda pair: rx.el.option(pair[1], value=pair[0]))
        field = rx.el.div(
            rx.el.label(t("shift_plan.back"), html_for="back", class_name="label"),
            rx.el.select(
                rx.el.option(t("shift_plan.nothing_back"), value=""),
                options,
                id="back",
                name="back",
                class_name="select",
            ),
            class_name="flex flex-col gap-1",
        )
        return rx.fragment(rx.cond(mate.id == OffersState.mate, field), key=mate.id)

    return drawer(
        "giving",
        t("shift_plan.offer_title"),
        rx.el.p(OffersState.giving_words, class_name="font-semibold"),
        form(
            _to(errors),
            rx.foreach(OffersState.mates, backs),
            area_field("note", t("shift_plan.offer_note"), errors=errors, rows=2, max_length=300),
            send(t("shift_plan.offer_send"), look="primary"),
            on_submit=OffersState.offer,
            key=OffersState.giving,
        ),
        open=OffersState.giving != "",
        on_close=OffersState.give_up,
    )


def _to(errors: Any) -> rx.Component:
    everybody = rx.el.option(t("shift_plan.anybody"), value="anybody")
    mates = rx.foreach(OffersState.mates, lambda one: rx.el.option(one.name, value=one.id))
    return rx.el.div(
        rx.el.label(t("shift_plan.offer_to"), html_for="to", class_name="label"),
        rx.el.select(everybody, mates, id="to", name="to", class_name="select", on_change=OffersState.choose_mate),
        rx.el.p(t("shift_plan.offer_help"), class_name="hint"),
        class_name="flex flex-col gap-1",
    )


def _deals(title: str, deals: Any, action: Any) -> rx.Component:
    def line(one: rx.Var[Deal]) -> rx.Component:
        body = rx.el.div(
            rx.el.p(one.when, class_name="font-semibold"),
            rx.el.p(one.words, rx.cond(one.about, rx.fragment(" · ", one.about)), class_name="text-sm text-muted"),
            _extras(one),
            class_name="grow min-w-0 basis-48",
        )
        return rx.el.li(
            body, action(one), class_name="flex flex-wrap items-center gap-3 py-3 border-t border-line", key=one.id
        )

    return rx.cond(
        deals.length() > 0,
        rx.el.section(rx.el.h3(title, class_name="text-sm text-muted pt-2"), rx.el.ul(rx.foreach(deals, line))),
    )


def _extras(one: rx.Var[Deal]) -> rx.Component:
    return rx.fragment(
        rx.cond(one.back, rx.el.span(one.back, class_name="block text-sm")),
        rx.cond(one.note, rx.el.span("“", one.note, "”", class_name="block text-sm text-muted")),
        rx.cond(
            one.warn,
            rx.el.span(
                icon("triangle-alert", 14, "translate-y-0.5"), one.warn, class_name="flex gap-2 text-sm text-watch"
            ),
        ),
    )


def _take(one: rx.Var[Deal]) -> rx.Component:
    return button(
        t("shift_plan.take"),
        on_click=OffersState.take(one.id, one.claimable),
        disabled=~one.takeable,
        aria_label=t("shift_plan.take_of", shift=one.when),
    )


def _answer(one: rx.Var[Deal]) -> rx.Component:
    return rx.el.div(
        button(t("shift_plan.turn_down"), on_click=OffersState.turn_down(one.id)),
        button(t("shift_plan.accept"), look="primary", on_click=OffersState.take(one.id, False)),
        class_name="flex gap-2",
    )


def _withdraw(one: rx.Var[Deal]) -> rx.Component:
    return rx.el.div(
        rx.el.span(one.state, class_name="text-sm text-muted"),
        button(t("shift_plan.withdraw"), on_click=OffersState.withdraw(one.id)),
        class_name="flex flex-wrap items-center gap-2",
    )
