"""What a browser sends is a proposal: forms are opened, then checked like everything else."""

from typing import Any

import pytest
from typing_extensions import TypedDict

from onyx_app.errors import InvalidInput
from onyx_app.guard.arguments import WrongArguments, validated


class Typed(TypedDict):
    name: str
    days: list[str]
    sure: bool


async def plain(self: Any, form: dict[str, str]) -> None: ...


async def typed(self: Any, form: Typed) -> None: ...


def form(*entries: Any, **beside: Any) -> dict[str, Any]:
    """A form as a browser sends it."""
    return {"form": {"__reflex_form_data__": list(entries), **beside}}


def test_a_browsers_form_arrives_as_its_fields() -> None:
    sent = form(["text", "Hello"], ["alfred-error", None])

    assert validated(plain, sent) == {"form": {"text": "Hello"}}


def test_a_form_is_read_as_its_handler_describes_it() -> None:
    sent = form(["name", "Ada"], ["days", "mon"], ["days", "tue"], ["sure", "on"])

    assert validated(typed, sent) == {"form": {"name": "Ada", "days": ["mon", "tue"], "sure": True}}


def test_what_cannot_be_stored_is_told_next_to_its_field() -> None:
    with pytest.raises(InvalidInput) as refused:
        validated(plain, form(["text", "a\x00b"]))

    assert refused.value.field == "text"


@pytest.mark.parametrize(
    "sent",
    [
        form(["text", ["a"]]),
        form(["text", {"a": 1}]),
        form(["text"]),
        form("text"),
        form([7, "a"]),
        form(["text", "a", "b"]),
        form(["text", "a"], more=1),
        form(["__reflex_form_data__", "a"]),
        form(["__reflex_form_data__", [["text", "a"]]]),
        {"form": {"__reflex_form_data__": "text"}},
        {"form": {"__reflex_form_data__": None}},
    ],
)
def test_a_form_of_another_shape_is_refused_as_a_whole(sent: dict[str, Any]) -> None:
    with pytest.raises(WrongArguments):
        validated(plain, sent)
