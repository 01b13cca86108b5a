"""The agency's settings: its look, its place, its clock, its pay calendar, its second factor."""

from typing import Any

import reflex as rx
from babel import Locale

from onyx_app import strings
from onyx_app.components import client_state
from onyx_app.components.buttons import button
from onyx_app.components.cards import panel
from onyx_app.components.forms import check_field, error_of, form, native_form, select_field, send, text_field
from onyx_app.components.shell import shell
from onyx_app.components.skeleton import forms_skeleton
from onyx_app.components.tabs import tabs
from onyx_app.components.text import t
from onyx_app.components.theme import DEFAULT_ACCENT
from onyx_app.components.zones import zone_field
from onyx_app.live import Topic
from onyx_app.roles import Action, Role
from onyx_app.rooms import room
from onyx_app.rules.agency import LEGAL_BREAKS, Section
from onyx_app.rules.periods import Frequency
from onyx_app.rules.text import LONGEST_NAME
from onyx_app.states.settings import SettingsState as State


@room(
    "/settings",
    "settings.title",
    "settings",
    State.load,
    who=Action.EDIT_AGENCY,
    group="settings",
    follows={Topic.SETTINGS},
    keys="s",
)
def settings() -> rx.Component:
    return shell(
        "settings",
        tabs("settings", t("settings.title"), "settings", "pay_plans", "bank_accounts", "connections", "me"),
        rx.el.div(
            rx.el.div(_look(), _pay(), _safety(), class_name="flex flex-col gap-5 min-w-0"),
            rx.el.div(_place(), _clock(), _work(), class_name="flex flex-col gap-5 min-w-0"),
            class_name="grid gap-5 lg:grid-cols-2 items-start",
        ),
        skeleton=forms_skeleton(),
    )


def _look() -> rx.Component:
    now = State.settings
    return panel(
        t("settings.look"),
        _card(
            Section.LOOK,
            _text("name", t("settings.name"), max_length=LONGEST_NAME),
            _accent(),
        ),
        rx.el.hr(class_name="border-line my-4"),
        rx.cond(now.logo_url, rx.el.img(src=now.logo_url, alt=t("settings.logo_now"), class_name="max-h-16 mb-3")),
        native_form(
            rx.el.div(
                rx.el.label(t("settings.logo"), html_for="logo", class_name="label"),
                rx.el.input(
                    type="file",
                    name="logo",
                    id="logo",
                    accept="image/png,image/jpeg,image/webp",
                    required=True,
                    aria_describedby="logo-error logo-help",
                    class_name=_FILE,
                ),
                error_of(State.errors, "logo"),
                rx.el.p(t("settings.logo_help"), id="logo-help", class_name="hint"),
                class_name="flex flex-col gap-1",
            ),
            send(t("settings.logo_upload"), look="", class_name="self-start"),
            action="/logo",
            enc_type="multipart/form-data",
        ),
        rx.cond(now.logo_url, button(t("settings.logo_remove"), look="quiet", on_click=State.remove_logo)),
        note=t("settings.look_note"),
    )


def _accent() -> rx.Component:
    """The code is what is kept; the picker beside it writes the code, so that empty can still mean ours."""
    given = State.settings.accent
    picker = rx.el.input(
        type="color",
        aria_label=t("settings.accent_pick"),
        default_value=rx.cond(given, given, DEFAULT_ACCENT),
        on_change=client_state.fill("accent"),
        key=given,
        class_name="input mt-6 flex-none",
    )
    help = t("settings.accent_help")
    code = _text("accent", t("settings.accent"), help=help, max_length=7, placeholder=DEFAULT_ACCENT)
    return rx.el.div(rx.el.div(code, class_name="grow min-w-0"), picker, class_name="flex items-start gap-3")


def _place() -> rx.Component:
    now, errors = State.settings, State.errors
    english = Locale("en")
    languages = [(tag, Locale.parse(tag, sep="-").get_display_name("en")) for tag in _LOCALES]
    days = [(str(day), t(f"settings.day.{day}")) for day in range(7)]
    countries = sorted(
        (str(name), code) for code, name in english.territories.items() if len(code) == 2 and code.isalpha()
    )
    return panel(
        t("settings.place"),
        _card(
            Section.PLACE,
            _text("currency", t("settings.currency"), help=t("settings.currency_help"), max_length=3),
            zone_field(t("settings.zone"), "", errors=errors, help=t("settings.zone_help"), default_value=now.zone),
            _select("locale", t("settings.locale"), languages),
            _select("week_start", t("settings.week_start"), days),
            _select(
                "country",
                t("settings.country"),
                [("", t("settings.no_country")), *((code, name) for name, code in countries)],
                help=t("settings.country_help"),
                on_change=State.choose_country,
            ),
            rx.cond(State.regions.length() > 0, _region(), rx.el.input(type="hidden", name="region", value="")),
        ),
    )


def _region() -> rx.Component:
    options = rx.foreach(State.regions, lambda code: rx.el.option(code, value=code))
    return rx.el.div(
        rx.el.label(t("settings.region"), html_for="region", class_name="label"),
        rx.el.select(
            rx.el.option(t("settings.whole_country"), value=""),
            options,
            name="region",
            id="region",
            default_value=State.settings.region,
            class_name="select",
        ),
        error_of(State.errors, "region"),
        class_name="flex flex-col gap-1",
    )


def _clock() -> rx.Component:
    rounding = [("0", "rounding_none"), ("5", "rounding_5"), ("15", "rounding_15")]
    favours = [("nearest", "favour_nearest"), ("worker", "favour_worker")]
    return panel(
        t("settings.clock"),
        _card(
            Section.CLOCK,
            _number("early_window_minutes", t("settings.early"), 240, help=t("settings.early_help")),
            _number("grace_minutes", t("settings.grace"), 120, help=t("settings.grace_help")),
            _select(
                "rounding_minutes",
                t("settings.rounding"),
                [(value, t(f"settings.{key}")) for value, key in rounding],
                help=t("settings.rounding_help"),
            ),
            _select("rounding_favour", t("settings.favour"), [(value, t(f"settings.{key}")) for value, key in favours]),
            _number("auto_clock_out_hours", t("settings.auto_out"), 24),
            rx.el.div(
                _text("night_from", t("settings.night_from"), type="time"),
                _text("night_until", t("settings.night_until"), type="time"),
                class_name="grid gap-4 sm:grid-cols-2",
            ),
            _number("hours_budget", t("settings.budget"), 100_000, help=t("settings.budget_help")),
        ),
    )


def _work() -> rx.Component:
    weekend = State.settings.weekend_days
    days = [
        check_field(f"weekend_{day}", t(f"settings.day.{day}"), default_checked=weekend.contains(str(day)))
        for day in range(7)
    ]
    return panel(
        t("settings.work"),
        _card(
            Section.WORK,
            _number("variance_minutes", t("settings.variance"), 240, help=t("settings.variance_help")),
            rx.el.fieldset(
                rx.el.legend(t("settings.legal"), class_name="label"),
                *(_legal(row) for row in range(1, LEGAL_BREAKS + 1)),
                rx.el.p(t("settings.legal_help"), class_name="hint"),
                class_name="flex flex-col gap-2",
            ),
            _number("minimum_rest_hours", t("settings.rest"), 24, help=t("settings.rest_help")),
            _number("prompt_after_minutes", t("settings.prompt"), 720, help=t("settings.prompt_help")),
            rx.el.fieldset(
                rx.el.legend(t("settings.weekend"), class_name="label"),
                rx.el.div(*days, class_name="grid grid-cols-2 gap-x-4"),
                class_name="flex flex-col gap-1",
            ),
        ),
    )


def _legal(row: int) -> rx.Component:
    return rx.el.div(
        _text(f"legal_after_{row}", t(f"settings.legal_after_{row}"), inputmode="decimal", max_length=5),
        _number(f"legal_minutes_{row}", t(f"settings.legal_minutes_{row}"), 240),
        class_name="grid gap-4 grid-cols-2",
    )


def _pay() -> rx.Component:
    return panel(
        t("settings.pay"),
        _card(
            Section.PAY,
            _select(
                "pay_frequency",
                t("settings.frequency"),
                [(one.value, t(f"settings.frequency_is.{one.value}")) for one in Frequency],
            ),
            _text("pay_anchor", t("settings.anchor"), help=t("settings.anchor_help"), type="date"),
        ),
    )


def _safety() -> rx.Component:
    ticked = State.settings.totp_roles
    boxes = [
        check_field(f"totp_{role.value}", t(f"shell.role.{role.value}"), default_checked=ticked.contains(role.value))
        for role in Role
    ]
    return panel(
        t("settings.safety"),
        _card(
            Section.SAFETY,
            rx.el.p(t("settings.safety_help"), class_name="text-sm text-muted"),
            *boxes,
            error_of(State.errors, "totp_roles"),
        ),
        note=t("settings.safety_note"),
    )


def _card(section: Section, *fields: rx.Component) -> rx.Component:
    """A form of its own, saved by itself."""
    save = send(t("settings.save"), look="", class_name="self-start")
    return form(*fields, save, on_submit=lambda typed: State.save(section.value, typed), id=f"form-{section.value}")


def _text(name: str, label: str, **props: Any) -> rx.Component:
    return text_field(name, label, errors=State.errors, default_value=getattr(State.settings, name), **props)


def _number(name: str, label: str, most: int, **props: Any) -> rx.Component:
    return _text(name, label, type="number", min="0", max=str(most), **props)


def _select(name: str, label: str, choices: list[tuple[str, str]], **props: Any) -> rx.Component:
    now = getattr(State.settings, name)
    return select_field(name, label, choices, errors=State.errors, default_value=now, **props)


_FILE = (
    "input py-1.5 ps-1.5 text-muted cursor-pointer file:me-3 file:rounded file:border-0 file:bg-raised file:px-3"
    " file:py-1.5 file:text-text file:cursor-pointer"
)

# Formats an agency can choose; the words follow as languages ship.
_LOCALES = sorted({*strings.languages(), "en", "en-GB", "en-US", "es", "it", "ro", "de", "fr", "pt-BR", "pt"})
