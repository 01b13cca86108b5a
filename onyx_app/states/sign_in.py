"""The sign-in page: password, then a code or the picker where they are due."""

from datetime import UTC, datetime
from typing import Any, TypedDict

import reflex as rx

from onyx_app import guard
from onyx_app.config import settings
from onyx_app.guard import asker
from onyx_app.rooms import way_back
from onyx_app.services import sign_in
from onyx_app.states._returned import WHOLE_FORM, cookie, query, returned


class PlaceLine(TypedDict):
    profile_id: str
    name: str
    role: str


class SignInState(rx.State):
    """`step` is password, code, enrol or choose; what proves somebody is in cookies, never here.

    `next` is the room they came from, to go on to.
    """

    step: str = "password"
    errors: dict[str, str] = {}
    email: str = ""
    done: bool = False
    secret: str = ""
    picture: str = ""
    codes: list[str] = []
    places: list[PlaceLine] = []
    next: str = ""

    @guard.allow(guard.ANYONE)
    async def load(self) -> Any:
        """Which step is due; somebody signed in has nothing to do here unless they choose an agency."""
        self.reset()
        back, wanted, actor = returned(self), query(self, "step"), asker.current()
        self.errors, self.email = back.errors, back.typed.get("email", "")
        self.done = query(self, "done") == "reset"
        self.next = way_back(query(self, "next") or back.typed.get("next", ""))
        if wanted == "code":
            await self._load_step()
        elif actor and actor.sign_in_id and wanted == "choose":
            self.step = "choose"
            self.places = [_line(place) for place in await sign_in.agencies_of(actor.sign_in_id)]
        elif actor and not self.errors:
            return rx.redirect(self.next or "/")
        return None

    async def _load_step(self) -> None:
        token = cookie(self, f"{settings().cookie_name}-step")
        step = await sign_in.pending_step(token, now=datetime.now(UTC)) if token else None
        if step is None:
            self.errors = {WHOLE_FORM: guard.sentence("sign_in.step_expired")}
        elif step.enrolment is None:
            self.step = "code"
        else:
            self.step = "enrol"
            self.secret, self.picture = step.enrolment.secret, step.enrolment.picture
            self.codes = list(step.enrolment.recovery_codes)


def _line(place: sign_in.Place) -> PlaceLine:
    role = guard.sentence(f"shell.role.{place.role}")
    return PlaceLine(profile_id=str(place.profile_id), name=place.agency, role=role)
