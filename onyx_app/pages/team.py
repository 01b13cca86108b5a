"""The team: everybody of the agency, and one of them in a drawer."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state, lists
from onyx_app.components.buttons import button, link_button
from onyx_app.components.cards import plain_panel, rows, stat
from onyx_app.components.dialogs import dialog, drawer
from onyx_app.components.empty import empty
from onyx_app.components.forms import form, send, text_field
from onyx_app.components.pills import person, pill
from onyx_app.components.roles import role_choices, role_words, status_pill
from onyx_app.components.shell import shell
from onyx_app.components.tables import Column, controls, table
from onyx_app.components.tabs import tabs
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.roles import Action, Role
from onyx_app.rooms import link, room
from onyx_app.rules.text import LONGEST_NAME
from onyx_app.services.team import PersonCard
from onyx_app.states.team import TeamState


@room(
    "/team",
    "team.title",
    "users",
    TeamState.load,
    who=Action.SEE_TEAM,
    group="team",
    follows={Topic.TEAM, Topic.CREATORS},
    keys="p",
)
def team() -> rx.Component:
    suspended = rx.cond(
        TeamState.team.suspended > 0, rx.fragment(" · ", t("team.are_suspended", count=TeamState.team.suspended)), ""
    )
    return shell(
        "team",
        tabs("team", t("team.title"), "team", "invitations"),
        stat(TeamState.team.active, below=rx.fragment(t("team.can_sign_in"), suspended)),
        plain_panel(_controls(), _list(), lists.pages(TeamState.team.page, TeamState.team.pages, TeamState.load)),
        _drawer(),
        _leaving(),
        _link(),
        skeleton=lists.waiting(),
    )


def _controls() -> rx.Component:
    roles = [("", t("team.all_roles")), *((role.value, t(f"shell.role.{role.value}")) for role in Role)]
    statuses = [(one, t(f"team.status.{one}")) for one in ("here", "active", "suspended", "left")]
    load = TeamState.load
    return controls(
        lists.search(t("team.search"), load, value=TeamState.search, errors=TeamState.errors),
        lists.choose("role", t("team.filter_role"), roles, load, value=TeamState.role),
        lists.choose("status", t("team.filter_status"), statuses, load, value=TeamState.status),
        rx.el.span(class_name="grow"),
        link_button(t("team.invite"), f"{link('invitations')}?new=1", look="primary", icon="user-plus"),
    )


def _list() -> rx.Component:
    columns = [
        Column(t("team.person"), _who, sort="name"),
        Column(t("team.role"), lambda row: rx.el.span(role_words(row.role), " ", status_pill(row.status)), sort="role"),
        Column(t("team.creators"), lambda row: rx.cond(row.creators, row.creators, "–"), phone=False),
        Column(t("team.seen"), _seen, sort="seen", phone=False),
        Column(t("team.since"), lambda row: row.since, sort="since", phone=False, number=True),
    ]
    return table(
        TeamState.team.rows,
        columns,
        label=t("team.list"),
        empty=empty(
            t("team.none"), t("team.none_why"), icon="users", action=link_button(t("team.clear"), link("team"))
        ),
        sorted_by=TeamState.sort,
        on_sort=lists.sorting(TeamState.sort, TeamState.load),
    )


def _who(row: rx.Var[PersonCard]) -> rx.Component:
    name = rx.fragment(row.name, rx.cond(row.me, rx.el.span(" · ", t("team.you"), class_name="text-faint")))
    return rx.el.button(
        person(name, row.initials, row.email),
        type="button",
        on_click=lists.opening(TeamState.load, row.id),
        class_name="row-opens text-start w-full min-h-11",
    )


def _seen(row: rx.Var[PersonCard]) -> rx.Component:
    return rx.cond(row.seen, rx.el.span(row.seen, title=row.seen_at), t("team.never"))


def _drawer() -> rx.Component:
    one = TeamState.person
    facts = rows(
        (t("team.email"), one.email),
        (t("team.role"), rx.el.span(role_words(one.role), " ", status_pill(one.status))),
        (t("team.creators"), rx.cond(one.creators, one.creators, t("team.no_creators"))),
        (t("team.seen"), _seen(one)),
        (t("team.since"), one.since),
    )
    return drawer(
        "person",
        one.name,
        facts,
        rx.cond(one.manageable, _changes(), _out_of_reach()),
        open=one.id != "",
        on_close=lists.opening(TeamState.load),
    )


def _out_of_reach() -> rx.Component:
    return rx.cond(TeamState.person.status != "left", rx.el.p(t("team.not_yours"), class_name="text-sm text-muted"))


def _changes() -> rx.Component:
    one = TeamState.person
    rename = form(
        text_field(
            "name", t("team.name"), errors=TeamState.errors, default_value=one.name, max_length=LONGEST_NAME, key=one.id
        ),
        send(t("team.rename"), look=""),
        on_submit=lambda typed: TeamState.rename(one.id, typed),
    )
    return rx.fragment(rx.cond(one.roles.length() > 0, _role_form()), rename, _access(), key=one.id)


def _role_form() -> rx.Component:
    one = TeamState.person
    select = rx.el.select(
        *role_choices(one.roles), name="role", id="new-role", default_value=one.role, class_name="select", key=one.role
    )
    return form(
        rx.el.div(
            rx.el.label(t("team.role"), html_for="new-role", class_name="label"),
            select,
            rx.el.p(t("team.change_role_help"), class_name="hint"),
            class_name="flex flex-col gap-1",
        ),
        send(t("team.change_role"), look=""),
        on_submit=lambda chosen: TeamState.change_role(one.id, chosen),
    )


def _access() -> rx.Component:
    """What opens and shuts the door for this person, the mildest first."""
    one = TeamState.person
    suspend = button(t("team.suspend"), icon="lock", on_click=TeamState.suspend(one.id))
    resume = button(t("team.resume"), icon="lock-open", on_click=TeamState.resume(one.id))
    again = _line(t("team.resume_help"), resume)
    return rx.el.section(
        rx.el.h3(t("team.access"), class_name="text-base"),
        rx.cond(
            one.status == "active",
            _line(
                t("team.reset_help"), button(t("team.reset"), icon="key", on_click=TeamState.make_reset_link(one.id))
            ),
        ),
        rx.cond(one.me, rx.fragment(), rx.cond(one.status == "active", _line(t("team.suspend_help"), suspend), again)),
        _line(
            t("team.off_board_help"),
            button(t("team.off_board"), icon="log-out", look="danger", on_click=TeamState.ask_leaving(one.id)),
        ),
        class_name="flex flex-col gap-3 border-t border-line pt-4",
    )


def _line(help: str, action: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.p(help, class_name="text-sm text-muted grow basis-48"),
        action,
        class_name="flex flex-wrap items-center justify-between gap-3",
    )


def _leaving() -> rx.Component:
    """What ends, before it is done; the name has to be typed, because it cannot be undone."""
    who = TeamState.leaving
    ends = [
        (who.sessions > 0, t("team.ends_sessions", count=who.sessions)),
        (who.working_since != "", t("team.ends_clock", since=who.working_since)),
        (who.shifts > 0, t("team.ends_shifts", count=who.shifts)),
        (who.creators != "", t("team.ends_creators", creators=who.creators)),
        (who.invitations > 0, t("team.ends_invitations", count=who.invitations)),
        (who.own_creator != "", t("team.ends_creator", creator=who.own_creator)),
    ]
    return dialog(
        "leaving",
        t("team.leaving", name=who.name),
        rx.el.p(t("team.leaving_why"), class_name="text-muted"),
        rx.el.ul(*[rx.cond(shown, rx.el.li(words)) for shown, words in ends], class_name="list-disc ps-5 text-sm"),
        rx.el.p(t("team.stays"), class_name="text-sm text-muted"),
        form(
            text_field(
                "typed", t("shell.type_name", name=who.name), errors=TeamState.errors, auto_complete="off", key=who.id
            ),
            rx.el.div(
                button(t("team.keep"), on_click=client_state.hide("leaving")),
                send(t("team.off_board"), look="danger"),
                class_name="flex justify-end gap-3",
            ),
            on_submit=lambda typed: TeamState.off_board(who.id, typed),
        ),
        open=who.id != "",
        on_close=TeamState.stay,
    )


def _link() -> rx.Component:
    name: Any = TeamState.person.name
    return dialog(
        "reset-link",
        t("team.reset_link", name=name),
        pill(t("team.shown_once"), "watch"),
        rx.el.p(t("team.reset_link_why", name=name), class_name="text-muted"),
        rx.el.code(TeamState.link, class_name="break-all select-all"),
        button(t("team.copy"), look="primary", icon="copy", on_click=client_state.copy(TeamState.link)),
        open=TeamState.link != "",
        on_close=TeamState.forget_link,
    )
