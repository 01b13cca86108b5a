"""Revenue: every transaction, what the filters come to, and one of them in a drawer."""

from typing import Any

import reflex as rx

from onyx_app.components import lists
from onyx_app.components.buttons import link as text_link
from onyx_app.components.buttons import link_button
from onyx_app.components.cards import plain_panel, rows, stat
from onyx_app.components.dialogs import drawer
from onyx_app.components.empty import empty
from onyx_app.components.pills import person, pill
from onyx_app.components.shell import shell
from onyx_app.components.tables import Column, controls, table
from onyx_app.components.tabs import tabs
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import link, room
from onyx_app.rules.revenue import Span
from onyx_app.rules.revenue_csv import INCOME_TYPES
from onyx_app.services.transactions import STATES
from onyx_app.states.revenue import RevenueState as State
from onyx_app.states.revenue import SaleRow, ShareLine, SumLine
from onyx_app.states.session import SessionState


@room(
    "/revenue",
    "revenue.title",
    "coins",
    State.load,
    who=Action.SEE_REVENUE,
    group="money",
    follows={Topic.REVENUE, Topic.CREATORS, Topic.TEAM},
    keys="r",
)
def revenue() -> rx.Component:
    return shell(
        "revenue",
        rx.cond(State.sales.may_import, tabs("revenue", t("revenue.title"), "revenue", "revenue_imports")),
        _sums(),
        rx.cond(State.brought_by, _of_one_file()),
        plain_panel(_controls(), _list(), lists.pages(State.sales.page, State.sales.pages, State.load)),
        _drawer(),
        skeleton=lists.waiting(),
    )


def _sums() -> rx.Component:
    """The page's answer: what the filters come to, one figure per currency, never added."""
    own = rx.cond(State.sales.own, rx.el.p(t("revenue.your_part"), class_name="text-sm text-muted"))
    nothing = stat("–", below=t("revenue.sum_none"))
    some = rx.el.div(rx.foreach(State.sales.sums, _sum), class_name="flex flex-wrap gap-x-10 gap-y-4")
    bring = link_button(t("revenue.import"), link("revenue_imports"), look="primary", icon="upload")
    return rx.el.div(
        rx.el.div(rx.cond(State.sales.sums.length() > 0, some, nothing), own, class_name="grow"),
        rx.cond(State.sales.may_import, bring),
        class_name="flex flex-wrap items-start gap-4",
    )


def _sum(one: rx.Var[SumLine]) -> rx.Component:
    return rx.el.div(stat(one.gross, below=one.about), key=one.currency)


def _of_one_file() -> rx.Component:
    back = link_button(t("revenue.show_file"), f"{link('revenue_imports')}/{State.brought_by}", look="quiet")
    return rx.el.div(
        rx.el.p(t("revenue.of_one_file"), class_name="text-sm grow"),
        rx.cond(State.sales.may_import, back),
        link_button(t("revenue.show_everything"), link("revenue"), look="quiet"),
        class_name="panel flex flex-wrap items-center gap-3",
    )


def _controls() -> rx.Component:
    load = State.load
    spans = [*((one.value, t(f"revenue.span.{one.value}")) for one in Span), ("all", t("revenue.span.all"))]
    types = [("", t("revenue.all_types")), *((one, t(f"revenue_import.income.{one}")) for one in INCOME_TYPES)]
    states = [("", t("revenue.state.any")), *((one, t(f"revenue.state.{one}")) for one in STATES)]
    label = rx.cond(State.sales.own, t("revenue.search_own"), t("revenue.search"))
    return controls(
        lists.search(label, load, value=State.search, errors=State.errors),
        lists.choose("span", t("revenue.filter_span"), spans, load, value=State.span, narrow=True),
        _by_creator(),
        lists.choose("income", t("revenue.filter_type"), types, load, value=State.income, narrow=True),
        lists.choose("standing", t("revenue.filter_standing"), states, load, value=State.standing, narrow=True),
    )


def _by_creator() -> rx.Component:
    return rx.cond(
        State.sales.creators.length() > 1,
        lists.choose_from(
            "creator",
            t("revenue.filter_creator"),
            t("revenue.all_creators"),
            State.sales.creators,
            State.load,
            value=State.creator,
        ),
    )


def _list() -> rx.Component:
    columns = [
        Column(t("revenue.sale"), _what),
        Column(t("revenue.when"), lambda row: row.at, sort="when", phone=False),
        Column(t("revenue.fan"), lambda row: rx.cond(row.fan, row.fan, "–"), phone=False),
        Column(rx.cond(State.sales.own, "", t("revenue.earned_by")), _who, phone=False),
        Column(t("revenue.standing"), lambda row: _state(row), phone=False),
        Column(t("revenue.gross"), lambda row: row.gross, sort="gross", number=True),
        Column(t("revenue.fee"), lambda row: _or_dash(row.fee), number=True, phone=False),
        Column(t("revenue.net"), lambda row: _or_dash(row.net), sort="net", number=True, phone=False),
    ]
    clear = link_button(t("revenue.clear"), f"{link('revenue')}?span=all")
    filtered = empty(t("revenue.none"), t("revenue.none_why"), icon="coins", action=clear)
    yet = rx.cond(State.sales.own, t("revenue.none_own"), t("revenue.none_yet_why"))
    return table(
        State.sales.rows,
        columns,
        label=t("revenue.list"),
        empty=rx.cond(State.sales.nothing, empty(t("revenue.none_yet"), yet, icon="coins"), filtered),
        sorted_by=State.sort,
        on_sort=lists.sorting(State.sort, State.load),
    )


def _what(row: rx.Var[SaleRow]) -> rx.Component:
    """Type and creator; on a phone also when, and what is special about it."""
    special = rx.cond(
        row.reversal | (row.state == "provisional") | row.nobody,
        rx.el.span(_state(row), class_name="md:hidden block mt-1"),
    )
    return rx.el.button(
        rx.el.span(row.type, class_name="block"),
        rx.el.span(row.creator, class_name="block text-xs text-faint"),
        rx.el.span(row.at, class_name="block text-xs text-faint md:hidden"),
        special,
        type="button",
        on_click=lists.opening(State.load, row.id),
        class_name="row-opens text-start w-full min-h-11",
    )


def _who(row: rx.Var[SaleRow]) -> rx.Component:
    return rx.cond(row.nobody, pill(t("revenue.nobody"), "watch"), row.who)


def _or_dash(amount: Any) -> rx.Component:
    return rx.el.span(rx.cond(amount, amount, "–"), class_name="text-muted")


def _state(row: Any) -> rx.Component:
    """The state in a word; a reversal says so, because a minus alone is easily missed."""
    kind = rx.cond(
        row.state == "provisional",
        pill(t("revenue.state.provisional"), "watch"),
        pill(t("revenue.state.settled")),
    )
    return rx.cond(row.reversal, pill(t("revenue.reversal"), "bad"), kind)


def _drawer() -> rx.Component:
    one = State.opened
    row = one.row
    facts = rows(
        (t("revenue.when"), row.at),
        (t("revenue.gross"), row.gross),
        (t("revenue.fee"), _or_dash(row.fee)),
        (t("revenue.net"), _or_dash(row.net)),
        (t("revenue.fan"), rx.cond(row.fan, row.fan, "–")),
        (t("revenue.external_id"), rx.cond(one.external_id, rx.el.code(one.external_id, class_name="break-all"), "–")),
        (t("revenue.sender"), rx.cond(one.sender, one.sender, "–")),
        (t("revenue.origin_is"), _origin()),
    )
    why = rx.cond(
        row.state == "provisional", rx.el.p(t("revenue.provisional_why"), class_name="text-sm text-muted max-w-prose")
    )
    return drawer(
        "sale",
        rx.fragment(row.type, ", ", row.creator),
        rx.el.div(rx.el.span(row.gross, class_name="figure"), _state(row), class_name="flex flex-wrap gap-3"),
        why,
        facts,
        rx.cond(row.reversal, rx.fragment(), _shares()),
        _other_side(),
        open=one.id != "",
        on_close=lists.opening(State.load),
    )


def _origin() -> rx.Component:
    one = State.opened
    file = text_link(one.file, to=f"{link('revenue_imports')}/{one.import_id}", class_name="underline break-all")
    return rx.fragment(one.origin, rx.cond(one.file, rx.fragment(": ", file)))


def _shares() -> rx.Component:
    one = State.opened
    assign = link_button(t("revenue.assign"), link("creators"), look="")
    none = rx.el.div(
        rx.el.p(t("revenue.who_none"), class_name="text-sm text-muted"),
        rx.cond(SessionState.rooms.contains("creators"), assign),
        class_name="flex flex-col items-start gap-3",
    )
    return rx.el.section(
        rx.el.h3(t("revenue.who"), class_name="text-base"),
        rx.cond(one.shares.length() > 0, rx.el.ul(rx.foreach(one.shares, _share)), none),
        class_name="flex flex-col gap-2 border-t border-line pt-4",
    )


def _share(one: rx.Var[ShareLine]) -> rx.Component:
    day = f"{link('shifts')}?week={one.shift}&day={one.shift}"
    shift = text_link(t("revenue.to_shift"), to=day, class_name="text-sm underline")
    return rx.el.li(
        rx.el.div(person(one.name, one.initials, one.how), class_name="grow min-w-0"),
        rx.cond(one.shift, shift),
        rx.el.span(one.gross, class_name="whitespace-nowrap"),
        key=one.id,
        class_name="flex items-center gap-3 py-2",
    )


def _other_side() -> rx.Component:
    """What took this sale back, or the sale this takes back."""
    one = State.opened
    takes = _side(t("revenue.takes_back"), _way_to(one.takes_back))
    return rx.fragment(
        rx.cond(one.takes_back.id, takes),
        rx.cond(
            one.taken_back.length() > 0,
            _side(t("revenue.taken_back"), rx.foreach(one.taken_back, _way_to)),
        ),
    )


def _side(title: str, *content: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h3(title, class_name="text-base"), *content, class_name="flex flex-col gap-2 border-t border-line pt-4"
    )


def _way_to(row: Any) -> rx.Component:
    return rx.el.button(
        rx.el.span(row.at),
        rx.el.span(row.gross),
        type="button",
        on_click=lists.opening(State.load, row.id),
        class_name="flex justify-between gap-3 min-h-11 w-full underline decoration-line underline-offset-4",
        key=row.id,
    )
