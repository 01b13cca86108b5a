"""Send people away the moment their session ends: emptied state, and the tab goes to the sign-in page by itself.

Closing the socket instead would leave the tab as it is: the client does not reconnect after the server hung up.
"""

from typing import Any

import reflex as rx
import structlog
from reflex.state import State, StateUpdate
from reflex_base.event import Event

from onyx_app.errors import OnyxError
from onyx_app.guard import asker, tabs
from onyx_app.guard.doorkeeper import SIGN_IN_PAGE, SealState
from onyx_app.guard.tabs import Tab
from onyx_app.live import Change, Topic

log = structlog.get_logger(__name__)


class Eviction:
    """Listens for changed sessions; a change names its session, or none when it may be any."""

    def __init__(self, app: rx.App) -> None:
        self._app = app

    async def hear(self, change: Change) -> None:
        if change.topic not in (Topic.SESSIONS, Topic.ALL):
            return
        asker.forget(change.subject)
        for tab in tabs.of_agency(change.agency_id):
            if change.subject and tab.actor and change.subject != str(tab.actor.session_id):
                continue
            try:
                who = await asker.identify(tab.asker.token, by_person=False)
            except OnyxError:
                continue  # nobody is sent away because the database is away; the next event asks again
            if who.actor is None:
                await self._send_away(tab)

    async def _send_away(self, tab: Tab) -> None:
        namespace = self._app.event_namespace
        tabs.forget(tab.token)
        async with self._app.modify_state(rx.BaseStateToken(ident=tab.token, cls=State)) as state:
            root: Any = state._get_root_state()
            root.reset()
            root.is_hydrated = True
            (await root.get_state(SealState))._seal = ""
        if namespace is not None:
            redirect = Event.from_event_type(rx.redirect(SIGN_IN_PAGE, replace=True))
            await namespace.emit_update(StateUpdate(events=redirect), token=tab.token)
        log.info("guard.sent_away", session=tab.asker.seal[:8])
