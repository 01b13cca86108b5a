"""The six roles in words, wherever one is shown."""

from typing import Any

import reflex as rx

from onyx_app.components.pills import pill
from onyx_app.components.text import t
from onyx_app.roles import Role


def role_words(role: Any) -> Any:
    """The word for a state var that holds a role."""
    return rx.match(role, *[(one.value, t(f"shell.role.{one.value}")) for one in Role], "")


def role_choices(roles: Any) -> list[rx.Component]:
    """Options of a select for the roles in a state var, in the order of rank."""
    return [
        rx.cond(roles.contains(one.value), rx.el.option(t(f"shell.role.{one.value}"), value=one.value)) for one in Role
    ]


def status_pill(status: Any) -> rx.Component:
    """A person's status, only where it is not the usual one."""
    words = {"suspended": "watch", "left": ""}
    shown = [(one, pill(t(f"team.status.{one}"), kind)) for one, kind in words.items()]
    return rx.match(status, *shown, rx.fragment())
