"""Forms: label above, help below, the error beside its field in a sentence; Enter sends, what was typed stays.

Fields are uncontrolled (`default_value`): typing sends nothing, a refused form keeps every word. `errors` is the
page state's `errors: dict[str, str]`, filled by the guard when a verb names the field it refuses.
"""

from typing import Any

import reflex as rx

from onyx_app.components.buttons import button
from onyx_app.components.icons import icon

Words = str | rx.Var[str]


def form(*children: Any, on_submit: Any, **props: Any) -> rx.Component:
    """A form answered by a handler `async def save(self, form: …)`; its fields arrive by their names."""
    props["class_name"] = f"flex flex-col gap-4 {props.get('class_name', '')}".strip()
    props.setdefault("no_validate", True)
    return rx.el.form(*children, on_submit=on_submit, reset_on_submit=False, **props)


def native_form(*children: Any, action: str, **props: Any) -> rx.Component:
    """A form the browser posts by itself to an `/auth/…` route: sign-in needs a full page load to carry its cookie."""
    props["class_name"] = f"flex flex-col gap-4 {props.get('class_name', '')}".strip()
    return rx.el.form(*children, action=action, method="post", on_submit=None, **props)


def text_field(name: str, label: Words, *, errors: Any = None, help: Words = "", **props: Any) -> rx.Component:
    """One line of text. `type`, `default_value`, `auto_complete`, `required`, `max_length` … go to the input."""
    return _field(name, label, rx.el.input, "input", errors, help, props)


def area_field(name: str, label: Words, *, errors: Any = None, help: Words = "", **props: Any) -> rx.Component:
    """Several lines of text."""
    props.setdefault("rows", 4)
    return _field(name, label, rx.el.textarea, "textarea", errors, help, props)


def select_field(
    name: str, label: Words, choices: Any, *, errors: Any = None, help: Words = "", **props: Any
) -> rx.Component:
    """One of `choices`: a list of (value, words), or a state var of a list of such pairs."""
    if isinstance(choices, rx.Var):
        options: list[Any] = [rx.foreach(choices, lambda pair: rx.el.option(pair[1], value=pair[0]))]
    else:
        options = [rx.el.option(words, value=value) for value, words in choices]
    return _field(name, label, rx.el.select, "select", errors, help, props, options)


def check_field(name: str, label: Words, *, help: Words = "", **props: Any) -> rx.Component:
    """Yes or no, the words beside the box and pressable with it."""
    return rx.el.div(
        rx.el.label(
            rx.el.input(type="checkbox", name=name, id=name, class_name="checkbox checkbox-sm rounded-[5px]", **props),
            rx.el.span(label),
            class_name="flex items-center gap-3 min-h-11 md:min-h-9",
        ),
        rx.el.p(help, class_name="hint") if _given(help) else rx.fragment(),
    )


def send(
    words: Words, *, busy: Any = None, busy_words: Words = "", look: str = "primary", **props: Any
) -> rx.Component:
    """The button that sends the form; with `busy` (a state var) it says `busy_words` and waits while sending."""
    return button(words, look=look, busy=busy, busy_words=busy_words, type="submit", **props)


def form_error(sentence: Any) -> rx.Component:
    """What is wrong with the whole form, said aloud when it appears; nothing while the var is empty."""
    return rx.el.div(rx.cond(sentence, _sentence(sentence)), role="alert")


def error_of(errors: Any, name: str) -> rx.Component:
    """The error of a field drawn by hand; give its input `aria_describedby=f"{name}-error"`."""
    return rx.el.div(rx.cond(errors[name], _sentence(errors[name])), id=f"{name}-error", aria_live="polite")


def _field(
    name: str,
    label: Words,
    control: Any,
    look: str,
    errors: Any,
    help: Words,
    props: dict[str, Any],
    inside: Any = (),
) -> rx.Component:
    identity = props.pop("id", name)
    described = f"{identity}-help" if _given(help) else ""
    if errors is not None:
        described = f"{identity}-error {described}".strip()
        props["aria_invalid"] = rx.cond(errors[name], "true", "false")
    if described:
        props["aria_describedby"] = described
    props["class_name"] = f"{look} {props.get('class_name', '')}".strip()
    return rx.el.div(
        rx.el.label(label, html_for=identity, class_name="label"),
        control(*inside, id=identity, name=name, **props),
        rx.el.div(rx.cond(errors[name], _sentence(errors[name])), id=f"{identity}-error", aria_live="polite")
        if errors is not None
        else rx.fragment(),
        rx.el.p(help, id=f"{identity}-help", class_name="hint") if _given(help) else rx.fragment(),
        class_name="flex flex-col gap-1",
    )


def _sentence(words: Any) -> rx.Component:
    return rx.el.p(icon("circle-alert", 14, "translate-y-0.5"), words, class_name="wrong wrap-anywhere")


def _given(words: Any) -> bool:
    return isinstance(words, rx.Var) or bool(words)
