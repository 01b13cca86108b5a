"""An agency's logo: shown to its own people, replaced by who may edit the agency.

The file comes as a native form post, because an upload has to be small and checked before anything keeps it.
"""

import asyncio
from collections.abc import AsyncGenerator
from uuid import UUID

import structlog
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from onyx_app.api._forms import ForeignForm, must_be_ours
from onyx_app.db import Offline
from onyx_app.errors import NotAllowed, NotFound, OnyxError
from onyx_app.guard import asker
from onyx_app.roles import Action
from onyx_app.rules.logo import LARGEST_FILE, NotAPicture, PictureTooLarge, as_logo
from onyx_app.rules.text import clean_id
from onyx_app.services import agency
from onyx_app.strings import DEFAULT, say
from onyx_app.work import Actor, open_work

SETTINGS_PAGE = "/settings"
_FOR_EVER = "private, max-age=31536000, immutable"
_FRAME = 64 * 1024  # what a form needs around the file
_one_at_a_time = asyncio.Semaphore(1)  # unpacking takes far more memory than the file
log = structlog.get_logger(__name__)


async def show(request: Request) -> Response:
    """The PNG, for people of the agency; for everybody else there is nothing here."""
    try:
        actor = await _asker(request)
        logo_id: UUID = clean_id(request.path_params["logo_id"])
        async with open_work(actor) as work:
            png = await agency.logo(work, logo_id=logo_id)
    except Offline:
        return Response(status_code=503)
    except OnyxError:
        return PlainTextResponse(f"{say(DEFAULT, NotFound.key)}\n", status_code=404)
    return Response(png, media_type="image/png", headers={"cache-control": _FOR_EVER})


async def replace(request: Request) -> Response:
    """Keep the posted file as the logo and go back to the settings; an error goes back as its sentence."""
    try:
        must_be_ours(request)
        actor = await _asker(request)
        actor.must(Action.EDIT_AGENCY)
        file = await _file(request)
        async with _one_at_a_time:
            png = await asyncio.to_thread(as_logo, file)
        async with open_work(actor) as work:
            await agency.keep_logo(work, png=png)
    except (ForeignForm, NotAllowed) as error:
        return PlainTextResponse(f"{say(DEFAULT, error.key)}\n", status_code=403)
    except OnyxError as error:
        log.info("logo.refused", error=error.key)
        return RedirectResponse(f"{SETTINGS_PAGE}?error={error.key}", status_code=303)
    except ClientDisconnect:
        return Response(status_code=400)
    return RedirectResponse(SETTINGS_PAGE, status_code=303)


routes = [
    Route("/logo", replace, methods=["POST"]),
    Route("/logo/{logo_id}.png", show, methods=["GET"]),
]


async def _asker(request: Request) -> Actor:
    """Raises NotAllowed for nobody."""
    who = await asker.identify(asker.token_in(request.headers))
    if who.actor is None:
        raise NotAllowed
    return who.actor


async def _file(request: Request) -> bytes:
    """The bytes of the form's `logo`, read no further than a logo may be large.

    Raises:
        PictureTooLarge, NotAPicture: no such field, or not a form with a file.
    """
    try:
        form = await MultiPartParser(request.headers, _capped(request), max_files=1, max_fields=4).parse()
    except (MultiPartException, KeyError):
        raise NotAPicture from None
    chosen = form.get("logo")
    if not isinstance(chosen, UploadFile):
        raise NotAPicture
    try:
        return await chosen.read()
    finally:
        await form.close()


async def _capped(request: Request) -> AsyncGenerator[bytes, None]:
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > LARGEST_FILE + _FRAME:
            raise PictureTooLarge
        yield chunk
