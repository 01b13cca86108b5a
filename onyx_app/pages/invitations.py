"""Invitations: who was invited, and making a link for somebody new."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state, lists
from onyx_app.components.buttons import button
from onyx_app.components.cards import plain_panel, stat
from onyx_app.components.dialogs import confirm, dialog
from onyx_app.components.empty import empty
from onyx_app.components.forms import error_of, form, select_field, send, text_field
from onyx_app.components.pills import pill
from onyx_app.components.roles import role_choices, role_words
from onyx_app.components.shell import shell
from onyx_app.components.tables import Column, controls, table
from onyx_app.components.tabs import tabs
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import room
from onyx_app.rules.text import LONGEST_NAME
from onyx_app.services.invitations import InvitationCard
from onyx_app.states.invitations import InvitationsState as State


@room(
    "/team/invitations",
    "team.invitations",
    "mail",
    State.load,
    who=Action.MANAGE_PEOPLE,
    group="team",
    follows={Topic.TEAM, Topic.CREATORS},
    listed=False,
)
def invitations() -> rx.Component:
    shown = State.invitations
    return shell(
        "invitations",
        tabs("invitations", t("team.title"), "team", "invitations"),
        stat(shown.open, below=t("team.waiting")),
        plain_panel(_controls(), _list(), lists.pages(shown.page, shown.pages, State.load)),
        _form(),
        _link(),
        _revoke(),
        skeleton=lists.waiting(),
    )


def _controls() -> rx.Component:
    states = [(value, t(f"team.invitation.{key}")) for value, key in _SHOWN]
    return controls(
        lists.search(t("team.search_invitations"), State.load, value=State.search, errors=State.errors),
        lists.choose("show", t("team.filter_state"), states, State.load, value=State.show),
        rx.el.span(class_name="grow"),
        button(t("team.invite"), look="primary", icon="user-plus", on_click=State.begin),
    )


def _list() -> rx.Component:
    columns = [
        Column(t("team.email"), _who, sort="email"),
        Column(t("team.role"), lambda row: role_words(row.role), sort="role", phone=False),
        Column(t("team.invited"), _made, sort="made", phone=False),
        Column(t("team.until"), _until, sort="until"),
        Column(rx.el.span(t("team.actions"), class_name="sr-only"), _actions, number=True),
    ]
    first = button(t("team.invite"), icon="user-plus", on_click=State.begin)
    return table(
        State.invitations.rows,
        columns,
        label=t("team.invitations"),
        empty=empty(t("team.no_invitations"), t("team.no_invitations_why"), icon="mail", action=first),
        sorted_by=State.sort,
        on_sort=lists.sorting(State.sort, State.load),
    )


def _who(row: rx.Var[InvitationCard]) -> rx.Component:
    creator = rx.cond(row.creator, t("team.for_creator", creator=row.creator), "")
    below = rx.el.span(row.name, " ", creator, class_name="block text-xs text-faint truncate")
    role = rx.el.span(role_words(row.role), class_name="block text-xs text-faint md:hidden")
    return rx.el.div(rx.el.span(row.email, class_name="block break-all"), below, role, class_name="min-w-0")


def _made(row: rx.Var[InvitationCard]) -> rx.Component:
    return rx.fragment(row.made, rx.cond(row.by, rx.el.span(" ", t("team.by", name=row.by), class_name="text-faint")))


def _until(row: rx.Var[InvitationCard]) -> rx.Component:
    kinds = {"expired": "watch", "accepted": "good", "revoked": ""}
    ended = [(state, pill(t(f"team.invitation.{state}"), kind)) for state, kind in kinds.items()]
    return rx.match(row.state, *ended, rx.el.span(row.until, title=row.until_at))


def _actions(row: rx.Var[InvitationCard]) -> rx.Component:
    ask = [_target("id").set_value(row.id), _target("email").set_value(row.email), client_state.show("revoke")]
    both = rx.el.div(
        button(t("team.renew"), look="quiet", on_click=State.resend(row.id)),
        button(t("team.revoke"), look="quiet", on_click=ask),
        class_name="flex flex-wrap md:flex-nowrap justify-end gap-1",
    )
    return rx.cond(row.manageable, both)


def _form() -> rx.Component:
    role = client_state.flag("invite_role", "chatter")
    select = rx.el.select(
        *role_choices(State.roles),
        name="role",
        id="invite-role",
        default_value="chatter",
        on_change=role.set_value,
        class_name="select",
    )
    creators = select_field(
        "creator_id",
        t("team.invite_creator"),
        State.creators,
        errors=State.errors,
        help=t("team.invite_creator_help"),
    )
    return dialog(
        "invite",
        t("team.invite_title"),
        form(
            text_field(
                "email",
                t("team.email"),
                errors=State.errors,
                help=t("team.invite_email_help"),
                type="email",
                auto_complete="off",
            ),
            text_field(
                "name", t("team.name"), errors=State.errors, help=t("team.invite_name_help"), max_length=LONGEST_NAME
            ),
            rx.el.div(
                rx.el.label(t("team.role"), html_for="invite-role", class_name="label"),
                select,
                error_of(State.errors, "role"),
                class_name="flex flex-col gap-1",
            ),
            rx.cond(role.value == "creator", creators),
            send(t("team.make_link")),
            on_submit=State.invite,
        ),
        open=State.inviting,
        on_close=State.give_up,
    )


def _link() -> rx.Component:
    link = State.link
    return dialog(
        "invitation-link",
        t("team.link_for", email=link.email),
        pill(t("team.shown_once"), "watch"),
        rx.el.p(t("team.link_why", until=link.until), class_name="text-muted"),
        rx.el.code(link.url, id="invitation-url", class_name="break-all select-all"),
        button(t("team.copy"), look="primary", icon="copy", on_click=client_state.copy(link.url)),
        open=link.url != "",
        on_close=State.forget_link,
    )


def _revoke() -> rx.Component:
    return confirm(
        "revoke",
        t("team.revoke_question", email=_target("email").value),
        t("team.revoke_why"),
        t("team.revoke"),
        State.revoke(_target("id").value),
    )


def _target(part: str) -> Any:
    """Which invitation the question is about; only this browser knows."""
    return client_state.flag(f"invitation_{part}", "")


_SHOWN = (("open", "waiting"), ("accepted", "accepted"), ("revoked", "revoked"), ("all", "all"))
