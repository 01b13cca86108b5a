"""One creator: what is known, who works for them, how revenue is shared."""

import reflex as rx

from onyx_app.components.buttons import button, link_button
from onyx_app.components.buttons import link as text_link
from onyx_app.components.cards import panel, rows
from onyx_app.components.forms import form, select_field, send, text_field
from onyx_app.components.pills import person, pill
from onyx_app.components.shell import shell
from onyx_app.components.skeleton import forms_skeleton
from onyx_app.components.text import t
from onyx_app.components.trouble import not_here
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import link, room
from onyx_app.rules.text import LONGEST_NAME
from onyx_app.services.creators import AssignmentLine, SplitLine
from onyx_app.states.creator import CreatorState as State


@room(
    "/creators/[creator_id]",
    "creators.one_title",
    "star",
    State.load,
    who=Action.SEE_CREATORS,
    group="creators",
    follows={Topic.CREATORS, Topic.TEAM, Topic.BIO},
    listed=False,
)
def creator() -> rx.Component:
    return shell("creator", rx.cond(State.creator.id != "", _page(), not_here()), skeleton=forms_skeleton())


def _page() -> rx.Component:
    one = State.creator
    left = rx.el.div(_about(), _bio(), class_name="flex flex-col gap-5 min-w-0")
    right = rx.el.div(_team(), rx.cond(one.may_split, _split()), class_name="flex flex-col gap-5 min-w-0")
    return rx.fragment(
        rx.el.div(
            rx.el.h2(one.name, class_name="figure"),
            rx.cond(one.status != "active", pill(_state_words())),
            link_button(t("creators.list"), link("creators"), look="quiet", icon="arrow-left", class_name="ms-auto"),
            class_name="flex flex-wrap items-center gap-3",
        ),
        rx.el.div(left, right, class_name="grid gap-5 lg:grid-cols-2 items-start"),
    )


def _state_words() -> rx.Component:
    return rx.match(State.creator.status, *_states(), "")


def _states() -> list[tuple[str, str]]:
    return [(one, t(f"creators.state.{one}")) for one in ("active", "paused", "left")]


def _about() -> rx.Component:
    one = State.creator
    invite = text_link(t("creators.invite_them"), to=f"{link('invitations')}?new=1")
    nobody = rx.fragment(t("creators.no_sign_in"), rx.cond(one.may_split, rx.fragment(" · ", invite)))
    sign_in = rx.cond(one.sign_in, one.sign_in, nobody)
    facts = rows((t("creators.since"), one.since), (t("creators.sign_in"), sign_in))
    seen = rows((t("creators.handle"), rx.cond(one.handle, f"@{one.handle}", "–")), (t("creators.since"), one.since))
    return panel(t("creators.about"), rx.cond(one.may_edit, rx.fragment(_form(), facts), seen))


def _form() -> rx.Component:
    one, errors = State.creator, State.errors
    return form(
        text_field("name", t("creators.name"), errors=errors, default_value=one.name, max_length=LONGEST_NAME),
        text_field(
            "handle",
            t("creators.handle"),
            errors=errors,
            help=t("creators.handle_help"),
            default_value=one.handle,
            max_length=65,
        ),
        select_field("status", t("creators.status"), _states(), errors=errors, default_value=one.status),
        text_field(
            "fanvue_uuid",
            t("creators.fanvue_id"),
            errors=errors,
            help=t("creators.fanvue_id_help"),
            default_value=one.fanvue_uuid,
            auto_complete="off",
            max_length=64,
        ),
        send(t("creators.save")),
        on_submit=lambda typed: State.save(one.id, typed),
        key=one.id,
    )


def _bio() -> rx.Component:
    one = State.creator
    page = rx.el.a(one.bio_title, href=one.bio_url, target="_blank", rel="noopener", class_name="underline break-all")
    return panel(t("creators.bio"), rx.cond(one.bio_url, page, rx.el.p(t("creators.no_bio"), class_name="text-muted")))


def _team() -> rx.Component:
    one = State.creator
    former = rx.el.details(
        rx.el.summary(t("creators.former"), class_name="text-sm text-muted min-h-11 content-center"),
        rx.el.ul(rx.foreach(one.former, _former), class_name="flex flex-col gap-2"),
    )
    return panel(
        t("creators.team"),
        rx.cond(
            one.people.length() > 0,
            rx.el.ul(rx.foreach(one.people, _assignment)),
            rx.el.p(t("creators.nobody_assigned"), class_name="text-muted"),
        ),
        rx.cond(one.may_edit, rx.cond(State.free.length() > 1, _assign(), _nobody_free())),
        rx.cond(one.former.length() > 0, former),
    )


def _assignment(line: rx.Var[AssignmentLine]) -> rx.Component:
    below = rx.fragment(
        rx.cond(line.weight > 0, rx.fragment(t("creators.weight_of", weight=line.weight), " · ")),
        t("creators.since_day", day=line.since),
    )
    end = button(
        t("creators.end"),
        look="quiet",
        aria_label=t("creators.end_of", name=line.name),
        on_click=State.end_assignment(State.creator.id, line.id),
    )
    return rx.el.li(
        person(line.name, line.initials, below),
        rx.cond(State.creator.may_edit, end),
        key=line.id,
        class_name="flex items-center justify-between gap-3 py-2 border-t border-line first:border-0",
    )


def _former(line: rx.Var[AssignmentLine]) -> rx.Component:
    when = t("creators.from_until", since=line.since, until=line.until, weight=line.weight)
    return rx.el.li(
        rx.el.b(line.name), " ", rx.el.span(when, class_name="text-muted"), key=line.id, class_name="text-sm"
    )


def _nobody_free() -> rx.Component:
    return rx.el.p(t("creators.everybody_assigned"), class_name="text-sm text-muted mt-3")


def _assign() -> rx.Component:
    one, errors = State.creator, State.errors
    return form(
        select_field("profile_id", t("creators.assign_who"), State.free, errors=errors),
        text_field(
            "weight",
            t("creators.weight"),
            errors=errors,
            help=t("creators.weight_help"),
            type="number",
            min="1",
            max="100",
            default_value="1",
        ),
        send(t("creators.assign"), look=""),
        on_submit=lambda chosen: State.assign(one.id, chosen),
        class_name="border-t border-line mt-3 pt-4",
    )


def _split() -> rx.Component:
    one, errors = State.creator, State.errors
    return panel(
        t("creators.split"),
        rx.cond(
            one.splits.length() > 0,
            rx.el.ul(rx.foreach(one.splits, _split_line)),
            rx.el.p(t("creators.no_splits"), class_name="text-muted"),
        ),
        form(
            text_field("share", t("creators.split_share"), errors=errors, input_mode="decimal", max_length=8),
            text_field("from_day", t("creators.split_from"), errors=errors, help=t("creators.split_help"), type="date"),
            send(t("creators.split_save"), look=""),
            on_submit=lambda typed: State.set_split(one.id, typed),
            class_name="border-t border-line mt-3 pt-4",
        ),
        note=t("creators.split_note"),
    )


def _split_line(line: rx.Var[SplitLine]) -> rx.Component:
    by = rx.cond(line.by, t("creators.split_by", name=line.by), "")
    return rx.el.li(
        rx.el.b(line.share, class_name="w-16"),
        rx.el.span(t("creators.since_day", day=line.from_day), " ", rx.el.span(by, class_name="text-faint text-xs")),
        rx.cond(line.holds, pill(t("creators.split_holds"), "good")),
        key=line.id,
        class_name="flex flex-wrap items-center gap-3 py-2 border-t border-line first:border-0",
    )
