"""The creators the asker may see, and taking on a new one."""

import reflex as rx

from onyx_app.components import lists
from onyx_app.components.buttons import button, link
from onyx_app.components.cards import plain_panel, stat
from onyx_app.components.dialogs import dialog
from onyx_app.components.empty import empty
from onyx_app.components.forms import form, send, text_field
from onyx_app.components.pills import person, pill
from onyx_app.components.shell import shell
from onyx_app.components.tables import Column, controls, table
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import room
from onyx_app.rules.text import LONGEST_NAME
from onyx_app.services.creators import CreatorCard
from onyx_app.states.creators import CreatorsState as State


@room(
    "/creators",
    "creators.title",
    "star",
    State.load,
    who=Action.SEE_CREATORS,
    group="creators",
    follows={Topic.CREATORS, Topic.TEAM},
    keys="c",
)
def creators() -> rx.Component:
    roster = State.roster
    lonely = rx.cond(
        roster.unassigned > 0, t("creators.unassigned", count=roster.unassigned), t("creators.all_assigned")
    )
    return shell(
        "creators",
        stat(roster.total, below=rx.fragment(t("creators.count"), rx.cond(State.may_edit, rx.fragment(" · ", lonely)))),
        plain_panel(_controls(), _list(), lists.pages(roster.page, roster.pages, State.load)),
        _form(),
        skeleton=lists.waiting(tabs=False),
    )


def _controls() -> rx.Component:
    states = [("here", t("creators.here")), *_states(), ("all", t("creators.all"))]
    return controls(
        lists.search(t("creators.search"), State.load, value=State.search, errors=State.errors),
        lists.choose("status", t("creators.filter_status"), states, State.load, value=State.status),
        rx.el.span(class_name="grow"),
        rx.cond(State.may_edit, _add("primary")),
    )


def _add(look: str) -> rx.Component:
    return button(t("creators.add"), look=look, icon="plus", on_click=State.begin)


def _states() -> list[tuple[str, str]]:
    return [(one, t(f"creators.state.{one}")) for one in ("active", "paused", "left")]


def _list() -> rx.Component:
    columns = [
        Column(t("creators.name"), _who, sort="name"),
        Column(t("creators.people"), _people, sort="people"),
        Column(t("creators.connected"), _connected, phone=False),
        Column(t("creators.share"), _share, number=True, phone=False),
    ]
    nothing = rx.cond(
        State.may_edit,
        empty(t("creators.none"), t("creators.none_why"), icon="star", action=_add("")),
        empty(t("creators.none"), t("creators.none_assigned_why"), icon="star"),
    )
    return table(
        State.roster.rows,
        columns,
        label=t("creators.list"),
        empty=nothing,
        sorted_by=State.sort,
        on_sort=lists.sorting(State.sort, State.load),
    )


def _who(row: rx.Var[CreatorCard]) -> rx.Component:
    words = [(value, pill(words)) for value, words in _states()[1:]]
    name = rx.fragment(row.name, " ", rx.match(row.status, *words, rx.fragment()))
    handle = rx.cond(row.handle, f"@{row.handle}", "")
    return link(
        person(name, row.initials, handle),
        to=f"/creators/{row.id}",
        class_name="row-opens block min-h-11 content-center",
    )


def _people(row: rx.Var[CreatorCard]) -> rx.Component:
    return rx.cond(row.people, row.people, pill(t("creators.nobody"), "watch"))


def _connected(row: rx.Var[CreatorCard]) -> rx.Component:
    return rx.cond(row.connected, t("creators.is_connected"), t("creators.not_connected"))


def _share(row: rx.Var[CreatorCard]) -> rx.Component:
    return rx.cond(State.may_split, rx.cond(row.share, row.share, t("creators.no_split")), "–")


def _form() -> rx.Component:
    errors = State.errors
    return dialog(
        "add-creator",
        t("creators.add"),
        form(
            text_field("name", t("creators.name"), errors=errors, max_length=LONGEST_NAME, auto_complete="off"),
            text_field("handle", t("creators.handle"), errors=errors, help=t("creators.handle_help"), max_length=65),
            text_field(
                "fanvue_uuid",
                t("creators.fanvue_id"),
                errors=errors,
                help=t("creators.fanvue_id_help"),
                max_length=64,
                auto_complete="off",
            ),
            send(t("creators.added")),
            on_submit=State.add,
        ),
        open=State.adding,
        on_close=State.give_up,
    )
