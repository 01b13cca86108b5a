"""The door people come in by: plain form posts that answer with a cookie and a redirect (`docs/rules.md` §2).

A wrong e-mail or password is 303 back to the page, without a session cookie. Too many tries: the same for a browser,
429 with a sentence and `Retry-After` for a program that does not accept HTML.
"""

from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from onyx_app.api._forms import Form, address_of, go, posted_to
from onyx_app.config import settings
from onyx_app.errors import NotFound
from onyx_app.guard.asker import token_in
from onyx_app.rooms import way_back
from onyx_app.rules.form_note import cookie_in
from onyx_app.rules.sign_in import ABSOLUTE
from onyx_app.rules.text import clean_id
from onyx_app.services import sign_in
from onyx_app.services.links import LIFETIME, Purpose
from onyx_app.services.sessions import Visitor
from onyx_app.services.sign_in import Begun, Founding, StepExpired

HOME = "/"


@posted_to("/sign-in")
async def enter(request: Request, form: Form) -> Response:
    """E-mail and password."""
    begun = await sign_in.begin(
        email=form.get("email", ""),
        password=form.get("password", ""),
        visitor=_visitor(request),
        now=_now(),
        replaces=token_in(request.headers),
    )
    return _welcome(begun, form)


@posted_to("/sign-in?step=code")
async def second_step(request: Request, form: Form) -> Response:
    """The code of the app, or a recovery code."""
    step = cookie_in(request.headers.get("cookie", ""), step_cookie())
    try:
        begun = await sign_in.finish_second_step(
            step,
            code=form.get("code", ""),
            visitor=_visitor(request),
            now=_now(),
            replaces=token_in(request.headers),
        )
    except StepExpired as error:
        return _forget_step(go(f"/sign-in?error={error.key}"))
    return _forget_step(_welcome(begun, form))


@posted_to("/sign-in")
async def switch(request: Request, form: Form) -> Response:
    """To the person's profile in another agency: the picker and the user menu."""
    profile_id: UUID = clean_id(form.get("profile_id", ""), "profile_id")
    token = token_in(request.headers)
    try:
        moved = await sign_in.switch(token, profile_id=profile_id, visitor=_visitor(request), now=_now())
    except NotFound:
        return go(HOME)
    return _welcome(Begun(session=moved), form)


@posted_to("/sign-in")
async def leave(request: Request, form: Form) -> Response:
    """End this session."""
    token = token_in(request.headers)
    if token:
        await sign_in.sign_out(token, now=_now())
    response = go("/sign-in")
    _drop(response, settings().cookie_name)
    return response


@posted_to("/accept")
async def accept(request: Request, form: Form) -> Response:
    """An invitation."""
    begun = await sign_in.accept(
        form.get("token", ""),
        name=form.get("name", ""),
        password=form.get("password", ""),
        visitor=_visitor(request),
        now=_now(),
        new=form.get("new", ""),
        replaces=token_in(request.headers),
    )
    return _welcome(begun, form)


@posted_to("/first-owner")
async def found(request: Request, form: Form) -> Response:
    """The first agency and its owner."""
    founding = Founding(
        agency=form.get("agency", ""),
        currency=form.get("currency", ""),
        zone=form.get("zone", ""),
        name=form.get("name", ""),
        email=form.get("email", ""),
    )
    begun = await sign_in.found_first(
        form.get("token", ""),
        founding=founding,
        password=form.get("password", ""),
        visitor=_visitor(request),
        now=_now(),
    )
    return _welcome(begun, form)


@posted_to("/reset")
async def reset(request: Request, form: Form) -> Response:
    """A new password through a one-time link."""
    begun = await sign_in.reset(
        form.get("token", ""), password=form.get("password", ""), visitor=_visitor(request), now=_now()
    )
    return _welcome(begun, form) if begun.session or begun.second_step else go("/sign-in?done=reset")


routes = [
    Route("/auth/sign-in", enter, methods=["POST"]),
    Route("/auth/totp", second_step, methods=["POST"]),
    Route("/auth/choose", switch, methods=["POST"]),
    Route("/auth/switch", switch, methods=["POST"]),
    Route("/auth/sign-out", leave, methods=["POST"]),
    Route("/auth/accept", accept, methods=["POST"]),
    Route("/auth/first-owner", found, methods=["POST"]),
    Route("/auth/reset", reset, methods=["POST"]),
]


def step_cookie() -> str:
    """The cookie between the password and the code."""
    return f"{settings().cookie_name}-step"


def _welcome(begun: Begun, form: Form) -> Response:
    """The next step, or in: to the room they came from when the form names one."""
    there = way_back(form.get("next", ""))
    onward = f"&{urlencode({'next': there})}" if there else ""
    if begun.second_step:
        response = go(f"/sign-in?step=code{onward}")
        _give(response, step_cookie(), begun.second_step, int(LIFETIME[Purpose.SECOND_STEP].total_seconds()))
        return response
    response = go(f"/sign-in?step=choose{onward}" if begun.chooses else there or HOME)
    _give(response, settings().cookie_name, begun.session, int(ABSOLUTE.total_seconds()))
    return response


def _forget_step(response: Response) -> Response:
    _drop(response, step_cookie())
    return response


def _give(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(name, value, max_age=seconds, path="/", secure=settings().secure, httponly=True, samesite="lax")


def _drop(response: Response, name: str) -> None:
    response.delete_cookie(name, path="/", secure=settings().secure, httponly=True, samesite="lax")


def _visitor(request: Request) -> Visitor:
    return Visitor(request.headers.get("user-agent", "")[:400], address_of(request))


def _now() -> datetime:
    return datetime.now(UTC)
