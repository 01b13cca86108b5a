"""No cookie, token, e-mail or password in a log line, whoever wrote it."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
import structlog
from pydantic import SecretStr

from onyx_app import logs
from onyx_app.config import Settings
from tests.pretend.sentry import sentry


@pytest.fixture
def lines() -> Iterator[Any]:
    """Configure logging as production does, and read what was written."""
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    logs.configure(Settings(onyx_env="production"))
    written = io.StringIO()
    root.handlers[0].setStream(written)  # type: ignore[attr-defined]
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:] = before
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("said", "kept_back"),
    [
        ("mail to ada.lovelace+x@northlight.test failed", "ada.lovelace"),
        ("headers {'cookie': 'onyx=abc123secret; theme=dark'}", "abc123secret"),
        ("Cookie: __Host-onyx=abc123secret", "abc123secret"),
        ("Authorization: Bearer gsk_abcdef", "gsk_abcdef"),
        ("GET /_event?EIO=4&token=5f1c-tab", "5f1c-tab"),
        ("postgresql://onyx_app:pw-of-app@/onyx", "pw-of-app"),
    ],
)
def test_secrets_inside_a_sentence_are_hidden(said: str, kept_back: str) -> None:
    assert kept_back not in logs.clean_text(said)


def test_values_are_hidden_by_their_names(lines: Any) -> None:
    structlog.get_logger("t").info("signed_in", password="hunter2", nested={"session_token": "s3cret"}, agency="a1")

    (line,) = lines()
    assert "hunter2" not in json.dumps(line)
    assert "s3cret" not in json.dumps(line)
    assert line["agency"] == "a1"


def test_a_librarys_line_is_json_and_cleaned_too(lines: Any) -> None:
    logging.getLogger("some.library").warning("event %s", {"headers": {"cookie": "onyx=abc123secret"}})

    (line,) = lines()
    assert "abc123secret" not in json.dumps(line)
    assert line["level"] == "warning"


def test_a_traceback_is_cleaned_and_shows_no_local_values(lines: Any) -> None:
    def fail(password: str) -> None:
        raise ValueError("ada@northlight.test is wrong")

    try:
        fail("".join(["hun", "ter2"]))
    except ValueError:
        structlog.get_logger("t").exception("failed")

    (line,) = lines()
    assert "ValueError" in json.dumps(line)
    assert "hunter2" not in json.dumps(line)
    assert "ada@northlight" not in json.dumps(line)


def test_an_error_reaches_sentry_without_what_it_was_about(lines: Any) -> None:
    with sentry() as received:
        logs.configure(Settings(onyx_env="production", sentry_dsn=SecretStr(received.dsn)))
        address, secret = "@".join(["ada", "northlight.test"]), "".join(["open", "sesame"])
        try:
            raise ValueError(f"{address} is wrong")
        except ValueError:
            structlog.get_logger("t").exception("failed", password="hunter2")
        sentry_sdk.flush(5)
        sentry_sdk.init()  # off again

    told = received.text()
    assert "ValueError" in told
    assert address not in told
    assert secret not in told
