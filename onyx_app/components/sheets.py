"""Stretches of work in lists and drawers: when, how long raw and paid, how they stand, and how they came to be so."""

from typing import Any

import reflex as rx

from onyx_app.components.clock import running
from onyx_app.components.pills import pill
from onyx_app.components.text import t
from onyx_app.states._sheets import Past


def when(line: Any) -> rx.Component:
    """Day, times and breaks of a stretch, what is late about it, and its note."""
    return rx.el.span(
        rx.el.span(line.day, class_name="block font-semibold"),
        rx.el.span(
            line.times, rx.cond(line.pauses, rx.fragment(" · ", line.pauses)), class_name="block text-sm text-muted"
        ),
        rx.cond(line.late, rx.el.span(line.late, class_name="block text-sm text-watch")),
        rx.cond(line.note, rx.el.span("“", line.note, "”", class_name="block text-sm text-muted break-words")),
        class_name="block min-w-0 grow",
    )


def how_long(line: Any) -> rx.Component:
    """What is paid, with the raw figure beside it where rounding makes them differ; ticking while it goes on."""
    raw = rx.cond(
        line.rounded, rx.el.span(t("my_time.raw_beside", hours=line.raw), class_name="block text-xs text-muted")
    )
    return rx.el.span(
        rx.cond(line.running, running(since=line.started_at), rx.fragment(rx.el.b(line.paid), raw)),
        class_name="block text-end whitespace-nowrap",
    )


def stands(line: Any) -> rx.Component:
    return pill(line.state_words, line.kind)


def reasons(line: Any) -> rx.Component:
    """Why somebody should look at it, in sentences."""
    list_ = rx.el.ul(rx.foreach(line.why, rx.el.li), class_name="text-sm text-watch list-disc ps-5")
    return rx.cond(line.why.length() > 0, list_)


def detail(sheet: Any) -> rx.Component:
    """A stretch in full: reasons, each figure, every break, and what it said before."""
    return rx.fragment(
        rx.el.div(
            stands(sheet.line), rx.cond(sheet.line.late, pill(sheet.line.late, "watch")), class_name="flex gap-2"
        ),
        reasons(sheet.line),
        rx.cond(sheet.line.note, rx.el.p("“", sheet.line.note, "”", class_name="text-muted break-words")),
        figures(sheet),
        history(sheet),
    )


def figures(sheet: Any) -> rx.Component:
    """Raw beside paid, what is between them, and every break."""
    pauses = rx.el.section(
        rx.el.h3(t("my_time.breaks"), class_name="text-base"),
        rx.el.ul(rx.foreach(sheet.pauses, rx.el.li), class_name="text-sm text-muted"),
    )
    return rx.fragment(rx.el.dl(rx.foreach(sheet.facts, _fact)), rx.cond(sheet.pauses.length() > 0, pauses))


def history(sheet: Any) -> rx.Component:
    """Who changed what, and why; the clock's own version is the last line."""
    return rx.el.section(
        rx.el.h3(t("my_time.history"), class_name="text-base"),
        rx.el.ol(rx.foreach(sheet.past, _past), class_name="mt-1"),
    )


def _fact(fact: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(fact[0], class_name="text-muted"),
        rx.el.dd(fact[1], class_name="text-end break-words min-w-0"),
        class_name="flex justify-between gap-4 py-2 border-t border-line",
    )


def _past(one: rx.Var[Past]) -> rx.Component:
    return rx.el.li(
        rx.el.div(one.times),
        rx.el.div(one.who, class_name="text-xs text-muted"),
        rx.cond(one.reason, rx.el.div("“", one.reason, "”", class_name="text-sm text-muted break-words")),
        key=one.version,
        class_name="py-2 border-t border-line",
    )
