"""Alfred's room: the conversation of the floating chat at full size, and those of before."""

import reflex as rx

from onyx_app.components.buttons import button
from onyx_app.components.conversation import IN_ROOM, conversation
from onyx_app.components.shell import shell
from onyx_app.components.text import t
from onyx_app.roles import Action
from onyx_app.rooms import everywhere, room
from onyx_app.states.alfred import AlfredState, PastLine

everywhere(AlfredState.load)


@room("/alfred", "alfred.title", "sparkles", AlfredState.load_past, who=Action.ASK_ALFRED, group="overview", keys="a")
def alfred() -> rx.Component:
    talk = rx.el.section(
        rx.el.div(
            rx.el.h2(t("alfred.name"), class_name="grow text-lg"),
            rx.el.span(t("alfred.commands"), class_name="text-xs text-faint"),
            button(t("alfred.new"), icon="square-pen", look="quiet", on_click=[AlfredState.new, AlfredState.load_past]),
            class_name="flex items-center gap-2 px-4 py-2 border-b border-line",
        ),
        conversation(IN_ROOM),
        class_name="panel p-0 overflow-hidden flex flex-col h-[calc(100dvh-176px)] min-h-80 md:h-[calc(100dvh-136px)]",
    )
    before = rx.el.section(
        rx.el.h2(t("alfred.past"), class_name="text-lg"),
        rx.cond(
            AlfredState.past.length() == 0,
            rx.el.p(t("alfred.past_none"), class_name="text-muted mt-2"),
            rx.el.ul(rx.foreach(AlfredState.past, _past), class_name="grid gap-1 mt-2 -mx-3"),
        ),
        class_name="panel",
    )
    return shell(
        "alfred",
        rx.el.div(talk, before, class_name="alfred-room grid gap-4 lg:grid-cols-[minmax(0,1fr)_320px] items-start"),
    )


def _past(line: rx.Var[PastLine]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(line.title, class_name="grow truncate"),
            rx.el.span(line.when, class_name="text-xs text-faint shrink-0"),
            type="button",
            class_name="choice",
            aria_current=rx.cond(AlfredState.conversation == line.id, "true", "false"),
            on_click=AlfredState.resume(line.id),
        ),
        key=line.id,
    )
