"""What every form promises, read from what is compiled."""

import reflex as rx

from onyx_app.components.buttons import icon_button
from onyx_app.components.forms import form, native_form, send, text_field
from onyx_app.components.text import t

# As a page state's vars look to the components.
ERRORS = rx.Var("errors", _var_type=dict[str, str]).to(dict[str, str])
BUSY = rx.Var("busy", _var_type=bool).to(bool)


def compiled(component: rx.Component) -> str:
    return str(component.render())


def test_a_field_names_its_label_its_error_and_its_help() -> None:
    field = compiled(text_field("email", "E-mail", errors=ERRORS, help="Where invitations come from."))

    assert 'htmlFor:"email"' in field
    assert '"aria-describedby":"email-error email-help"' in field
    assert 'id:"email-error"' in field
    assert 'id:"email-help"' in field
    assert '"aria-live":"polite"' in field


def test_a_field_without_errors_or_help_points_at_nothing() -> None:
    assert "aria-describedby" not in compiled(text_field("email", "E-mail"))


def test_a_refused_form_keeps_what_was_typed() -> None:
    children = form(text_field("name", "Name", default_value="Luna"), on_submit=rx.noop())

    assert "reset" not in compiled(children).lower()


def test_a_native_form_is_posted_by_the_browser_itself() -> None:
    posted = compiled(native_form(send("Sign in"), action="/auth/sign-in"))

    assert 'action:"/auth/sign-in"' in posted
    assert 'method:"post"' in posted
    assert "onSubmit" not in posted


def test_while_sending_the_button_is_off_and_says_so() -> None:
    button = compiled(send("Save", busy=BUSY, busy_words="Saving"))

    assert "disabled" in button
    assert "Saving" in button
    assert 'type:"submit"' in button


def test_an_icon_alone_still_has_a_name() -> None:
    assert '"aria-label":"Close"' in compiled(icon_button("x", "Close"))


def test_a_state_var_keeps_its_place_in_a_sentence() -> None:
    sentence = str(rx.Var.create(t("shell.page_of", page=ERRORS["page"], pages=3)))

    assert "Page " in sentence
    assert " of 3" in sentence
    assert "errors" in sentence
