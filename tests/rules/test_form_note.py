"""What a refused form leaves behind."""

import base64
import json

import pytest

from onyx_app.rules import form_note
from onyx_app.rules.form_note import Note


def test_a_note_survives_its_cookie() -> None:
    note = Note("errors.input.too_short", "password", {"limit": 12}, {"email": "zoë@example.test"})

    assert form_note.unpack(form_note.pack(note)) == note


def test_secrets_are_not_kept() -> None:
    typed = {"email": "a@b.test", "password": "secret words here", "code": "123456", "token": "t"}

    assert form_note.keep(typed) == {"email": "a@b.test"}


def test_what_was_typed_is_dropped_when_it_would_not_fit_a_cookie() -> None:
    note = Note("sign_in.wrong", "password", {}, form_note.keep(dict.fromkeys(form_note.KEPT, "😀" * 254)))

    packed = form_note.pack(note)

    assert len(packed) < 3000
    assert form_note.unpack(packed) == Note("sign_in.wrong", "password")


@pytest.mark.parametrize(
    "value",
    ["", "%%%", "bm8=", base64.urlsafe_b64encode(b"[]").decode(), base64.urlsafe_b64encode(b'{"x":1}').decode(),
     base64.urlsafe_b64encode(b'{"key":5}').decode(), base64.urlsafe_b64encode(b'{"kept":[1]}').decode(),
     base64.urlsafe_b64encode(b"[" * 2000).decode(), "ü"],
)  # fmt: skip
def test_what_is_not_ours_is_an_empty_note(value: str) -> None:
    assert form_note.unpack(value) == Note()


def test_only_numbers_fill_a_sentence() -> None:
    forged = {
        "key": "errors.input.too_short",
        "field": "password",
        "parameters": {"limit": "<b>call us</b>"},
        "kept": {},
    }

    assert form_note.unpack(base64.urlsafe_b64encode(json.dumps(forged).encode()).decode()).parameters == {}


def test_a_cookie_is_found_among_others() -> None:
    assert form_note.cookie_in("a=1; onyx-form=abc=; b=2", "onyx-form") == "abc="
    assert form_note.cookie_in("onyx-formx=1", "onyx-form") == ""
