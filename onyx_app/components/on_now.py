"""Who is on now, as a panel: on the dashboard and on the time clock."""

from typing import Any

import reflex as rx

from onyx_app.components.cards import panel
from onyx_app.components.clock import running
from onyx_app.components.empty import empty
from onyx_app.components.pills import person
from onyx_app.components.tables import Column, table
from onyx_app.components.text import t


def on_now(people: Any) -> rx.Component:
    """`people` is the state var with the list of who is on."""
    columns = [
        Column(t("timeclock.person"), lambda one: person(one.name, one.initials, one.below)),
        Column(t("timeclock.since"), lambda one: one.since),
        Column(t("timeclock.for_so_long"), lambda one: running(since=one.started_at), number=True),
    ]
    nobody = empty(t("timeclock.nobody_on"), t("timeclock.nobody_on_why"), icon="moon")
    title = t("timeclock.on_now")
    return panel(title, table(people, columns, label=title, empty=nobody), note=people.length().to(str))
