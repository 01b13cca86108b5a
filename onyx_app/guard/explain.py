"""Turn what went wrong into what the person reads.

Expected (OnyxError): its sentence, next to its field when the state shows errors, else as a toast. Unexpected: logged
once with an id; the toast names the id and nothing else.
"""

import secrets
import time
from collections import deque
from typing import Any, Protocol

import structlog
from reflex_base.event.context import EventContext

from onyx_app.errors import OnyxError
from onyx_app.guard import asker
from onyx_app.strings import DEFAULT, say

log = structlog.get_logger(__name__)


class Speaker(Protocol):
    """The state that shows toasts; `states/flash.py` gives itself to `speak_through`."""

    def _add(self, text: str, kind: str) -> None: ...


_speaker: list[type[Speaker]] = []
_REPORT_WINDOW_SECONDS = 60.0
_MOST_REPORTS = 20
_reports: deque[float] = deque()


def speak_through(state: type[Speaker]) -> None:
    """Show toasts with `state`; called once by the state itself, which lives a floor above."""
    _speaker[:] = [state]


async def explain(state: Any, error: Exception) -> None:
    """Show `error` to the person whose event raised it. Never raises for an expected error."""
    if isinstance(error, OnyxError):
        await show_error(state, error)
        return
    incident = secrets.token_hex(4)
    log.error("handler.failed", id=incident, state=type(state).__name__, error=type(error).__name__, exc_info=error)
    await flash(state, sentence("errors.unknown", id=incident), "bad")


async def forget_errors(state: Any, arguments: dict[str, Any]) -> None:
    """What a form was told last time goes when it is sent again; a loader, which takes nothing, leaves it alone."""
    if arguments and "errors" in getattr(state, "base_vars", {}) and state.errors:
        async with _Holding(state):
            state.errors = {}


async def show_error(state: Any, error: OnyxError) -> None:
    """Next to the field it belongs to, when the state has an `errors` dictionary; else as a toast."""
    text = sentence(error.key, **error.parameters)
    if error.field and "errors" in getattr(state, "base_vars", {}):
        async with _Holding(state):
            state.errors = {**state.errors, error.field: text}
        return
    await flash(state, text, "bad")


async def flash(state: Any, text: str, kind: str = "good") -> None:
    """Show `text` as a toast in the tab of `state`; kind is good, watch, bad or plain."""
    async with _Holding(state):
        speaker: Speaker = await state.get_state(_speaker[0])
        speaker._add(text, kind)


def sentence(key: str, **parameters: Any) -> str:
    """A sentence of the catalogue in the asker's language."""
    actor = asker.current()
    return say(actor.language if actor else DEFAULT, key, **parameters)


class _Holding:
    """`async with state` where a background handler needs it, nothing where the lock is already held."""

    def __init__(self, state: Any) -> None:
        self._state = state if hasattr(type(state), "__aenter__") and not _is_held(state) else None

    async def __aenter__(self) -> None:
        if self._state is not None:
            await self._state.__aenter__()

    async def __aexit__(self, *failure: Any) -> None:
        if self._state is not None:
            await self._state.__aexit__(*failure)


def _is_held(state: Any) -> bool:
    from reflex.istate.proxy import StateProxy

    return not isinstance(state, StateProxy) or state._is_mutable()


def log_failure(error: Exception) -> None:
    """A failure outside our handlers: nobody is told, so the log must be."""
    log.error("event.failed", id=secrets.token_hex(4), error=type(error).__name__, exc_info=error)


def log_page_failure(error: Exception) -> None:
    """What a browser reports about itself; its words are input, so they are few and cut short.

    `tab` is the id the broken page shows to the person.
    """
    now = time.monotonic()
    while _reports and now - _reports[0] > _REPORT_WINDOW_SECONDS:
        _reports.popleft()
    if len(_reports) >= _MOST_REPORTS:
        return
    _reports.append(now)
    try:
        tab = EventContext.get().token[:8]
    except LookupError:
        tab = ""
    log.warning("page.failed", tab=tab, report=" ".join(str(error).split())[:300])
