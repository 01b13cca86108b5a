"""Forms that browsers post by themselves: only from our own pages, small, readable, and back with a sentence.

A browser always says where a form comes from, and we believe it. A program that says nothing (curl) is let in: it
carries no one's cookie but its own.
"""

from collections.abc import Awaitable, Callable
from functools import wraps
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlencode, urlsplit

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from onyx_app.config import settings
from onyx_app.errors import OnyxError
from onyx_app.rules import form_note
from onyx_app.rules.form_note import Note
from onyx_app.services.throttle import TooManyAttempts
from onyx_app.strings import DEFAULT, say

LARGEST_FORM = 16 * 1024
_MOST_FIELDS = 32
_NOTE_SECONDS = 120
log = structlog.get_logger(__name__)
Form = dict[str, str]
Answer = Callable[[Request, Form], Awaitable[Response]]


class ForeignForm(OnyxError):
    """Posted by a page of another site."""

    key = "sign_in.foreign_form"


class FormTooLarge(OnyxError):
    """More than any form of ours holds."""

    key = "sign_in.form_too_large"


class NotAForm(OnyxError):
    """Not what a browser's form sends, or not readable as UTF-8."""

    key = "sign_in.not_a_form"


_STATUS: dict[type[OnyxError], int] = {ForeignForm: 403, FormTooLarge: 413, NotAForm: 415}


def posted_to(page: str) -> Callable[[Answer], Callable[[Request], Awaitable[Response]]]:
    """Answer a posted form; an expected error goes back to `page`, which shows its sentence."""

    def wrap(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        @wraps(answer)
        async def respond(request: Request) -> Response:
            form: Form = {}
            try:
                must_be_ours(request)
                form = await read_form(request)
                return await answer(request, form)
            except OnyxError as error:
                log.info("form.refused", page=page, error=error.key)
                return _refusal(request, page, form, error)
            except ClientDisconnect:
                return Response(status_code=400)

        return respond

    return wrap


def must_be_ours(request: Request) -> None:
    """Refuse what a page of another site posts.

    Raises:
        ForeignForm
    """
    headers = request.headers
    origin = headers.get("origin")
    if origin is None and "referer" in headers:
        origin = _origin_of(headers["referer"])
    if origin is not None and origin not in settings().allowed_origins:
        raise ForeignForm
    if origin is None and headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise ForeignForm


def _origin_of(address: str) -> str:
    """Raises ForeignForm for what is no address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        raise ForeignForm from None
    return f"{parts.scheme}://{parts.netloc}"


async def read_form(request: Request) -> Form:
    """The fields of a form; of a name sent twice, the first.

    Raises:
        FormTooLarge, NotAForm
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise FormTooLarge
    if body and kind != "application/x-www-form-urlencoded":
        raise NotAForm
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise NotAForm from None  # the cause quotes the body
    return dict(reversed(pairs))


def address_of(request: Request) -> str:
    """The network address of whoever asks: as many proxies as the operator trusts are looked through."""
    hops = settings().onyx_trusted_proxies
    named = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",")]
    believed = named[-hops] if 0 < hops <= len(named) else ""
    direct = request.client.host if request.client else ""
    try:
        return str(ip_address(believed or direct))
    except ValueError:
        return direct


def go(address: str) -> Response:
    """Look there next, with a fresh GET."""
    response = RedirectResponse(address, status_code=303)
    response.delete_cookie(note_cookie(), path="/", secure=settings().secure, httponly=True, samesite="lax")
    return response


def note_cookie() -> str:
    return f"{settings().cookie_name}-form"


def _refusal(request: Request, page: str, form: Form, error: OnyxError) -> Response:
    """A browser goes back to the page; a program that cannot show one gets a status where there is a fitting one."""
    sentence = say(DEFAULT, error.key, **error.parameters)
    if type(error) in _STATUS:
        return PlainTextResponse(f"{sentence}\n", status_code=_STATUS[type(error)])
    if isinstance(error, TooManyAttempts) and "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse(f"{sentence}\n", status_code=429, headers={"retry-after": str(error.seconds)})
    query = {"error": error.key} | ({"token": form["token"]} if form.get("token") else {})
    response = RedirectResponse(f"{page}{'&' if '?' in page else '?'}{urlencode(query)}", status_code=303)
    note = Note(error.key, error.field or "", error.parameters, form_note.keep(form))
    response.set_cookie(
        note_cookie(), form_note.pack(note), max_age=_NOTE_SECONDS, path="/", secure=settings().secure,
        httponly=True, samesite="lax",
    )  # fmt: skip
    return response
