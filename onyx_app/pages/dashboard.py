"""The first page answers three questions, in this order: what needs me, what did we earn, who is on."""

import reflex as rx

from onyx_app.components.buttons import button, link_button
from onyx_app.components.cards import needs, panel, stat
from onyx_app.components.charts import bars
from onyx_app.components.clock import your_clock
from onyx_app.components.empty import empty
from onyx_app.components.icons import icon
from onyx_app.components.on_now import on_now
from onyx_app.components.shell import shell
from onyx_app.components.tables import Column, table
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.rooms import link, room
from onyx_app.states.dashboard import DashboardState, Earned, NeedCard
from onyx_app.states.session import SessionState

FOLLOWS = {
    Topic.REVENUE,
    Topic.TIMECLOCK,
    Topic.SHIFTS,
    Topic.WORKER,
    Topic.TEAM,
    Topic.CREATORS,
    Topic.CONNECTIONS,
    Topic.SETTINGS,
}


@room("/", "dashboard.title", "layout-dashboard", DashboardState.load, group="overview", follows=FOLLOWS, keys="d")
def dashboard() -> rx.Component:
    money = rx.cond(DashboardState.sees_money, rx.el.div(_money(), class_name="grow-[3] basis-[28rem] min-w-0"))
    on = rx.cond(
        DashboardState.sees_others, rx.el.div(on_now(DashboardState.people), class_name="grow-[2] basis-80 min-w-0")
    )
    return shell(
        "dashboard",
        _needs(),
        rx.cond(
            ~DashboardState.sees_others & SessionState.rooms.contains("timeclock"),
            rx.el.div(your_clock(), class_name="md:hidden"),
        ),
        rx.el.div(money, on, class_name="flex flex-wrap gap-3 md:gap-5 items-start"),
        as_of=DashboardState.as_of,
    )


def _needs() -> rx.Component:
    cards = rx.el.div(rx.foreach(DashboardState.needs, _need), class_name="flex flex-wrap gap-3")
    nothing = rx.el.p(
        icon("check", 16, "text-good"),
        rx.el.span(t("dashboard.needs_nothing"), class_name="font-semibold"),
        class_name="panel flex items-center gap-3",
    )
    return rx.el.section(
        rx.el.h2(t("dashboard.needs_title"), class_name="sr-only"),
        rx.cond(DashboardState.needs.length() > 0, cards, nothing),
    )


def _need(card: rx.Var[NeedCard]) -> rx.Component:
    does = rx.match(
        card.does,
        ("try_again", button(card.action, on_click=DashboardState.try_again)),
        ("share_out", button(card.action, on_click=DashboardState.share_out)),
        rx.fragment(),
    )
    goes = rx.cond(card.leads_to, link_button(card.action, to=card.leads_to))
    return needs(card.title, why=card.why, kind=card.kind, action=rx.cond(card.does, does, goes))


def _money() -> rx.Component:
    panels = rx.el.div(rx.foreach(DashboardState.earned, _earned), class_name="flex flex-col gap-3 md:gap-5")
    return rx.cond(DashboardState.earned.length() > 0, panels, _blank())


def _earned(one: rx.Var[Earned]) -> rx.Component:
    columns = [
        Column(t("dashboard.creator"), lambda line: line.name),
        Column(t("dashboard.this_week"), lambda line: line.shown, number=True),
        Column(t("dashboard.last_week"), lambda line: rx.el.span(line.before, class_name="text-muted"), number=True),
    ]
    small = "text-sm text-muted"
    return panel(
        one.finding,
        stat(one.shown, change=rx.cond(one.change, one.change, ""), good=one.good, below=one.against),
        rx.cond(one.provisional, rx.el.p(one.provisional, class_name=small)),
        rx.cond(one.net, rx.el.p(one.net, class_name=small)),
        bars(one.bars, summary=one.chart, label=t("dashboard.day"), value=t("dashboard.amount")),
        rx.cond(
            one.creators.length() > 1,
            rx.el.div(
                table(one.creators, columns, label=t("dashboard.by_creator"), empty=rx.fragment()), class_name="mt-4"
            ),
        ),
        note=t("dashboard.until_now") + " · " + one.sales,
    )


def _blank() -> rx.Component:
    connect = link_button(t("dashboard.connect"), to=link("connections"), look="primary")
    said = rx.match(
        DashboardState.blank,
        ("connect", empty(t("dashboard.no_data"), t("dashboard.no_data_connect"), icon="plug", action=connect)),
        ("ask", empty(t("dashboard.no_data"), t("dashboard.no_data_ask"), icon="plug")),
        ("own", empty(t("dashboard.no_data"), t("dashboard.no_data_own"), icon="coins")),
        ("no_sales", empty(t("dashboard.no_sales"), t("dashboard.no_sales_why"), icon="coins")),
        rx.fragment(),
    )
    return panel(t("dashboard.earned"), said)
