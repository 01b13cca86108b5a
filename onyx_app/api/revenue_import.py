"""Files of sales come in here, and what is wrong with them goes out, for who may connect platforms.

A file is a native form post: it is cut off at its limit while it streams and lies on disk, not in memory, until it is
read. The browser is sent on to the page of the import, or back with a sentence.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import wraps
from urllib.parse import urlencode
from uuid import UUID

import structlog
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from onyx_app.api._forms import ForeignForm, must_be_ours
from onyx_app.db import Offline
from onyx_app.errors import NotAllowed, NotFound, OnyxError
from onyx_app.guard import asker
from onyx_app.roles import Action, Scope
from onyx_app.rules.revenue_csv import LARGEST_FILE, FileTooLarge
from onyx_app.rules.text import clean_id
from onyx_app.services import revenue_import
from onyx_app.strings import DEFAULT, say
from onyx_app.work import Actor, open_work

PAGE = "/revenue/imports"
_FRAME = 64 * 1024  # what a form needs around the file
_CSV = "text/csv; charset=utf-8"
_two_at_a_time = asyncio.Semaphore(2)  # reading takes the processor; people who click elsewhere go first
log = structlog.get_logger(__name__)
Answer = Callable[[Request, Actor], Awaitable[Response]]


class NoFile(OnyxError):
    """The form came without a file."""

    key = "revenue_import.errors.no_file"


def for_importers(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """Answer who may import; everybody else 403, and 404 for what is not theirs."""

    @wraps(answer)
    async def respond(request: Request) -> Response:
        try:
            must_be_ours(request)
            who = await asker.identify(asker.token_in(request.headers))
            if who.actor is None:
                raise NotAllowed
            who.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
            return await answer(request, who.actor)
        except Offline:
            return Response(status_code=503)
        except (ForeignForm, NotAllowed) as error:
            return PlainTextResponse(f"{say(DEFAULT, error.key)}\n", status_code=403)
        except OnyxError:
            return PlainTextResponse(f"{say(DEFAULT, NotFound.key)}\n", status_code=404)
        except ClientDisconnect:
            return Response(status_code=400)

    return respond


@for_importers
async def upload(request: Request, actor: Actor) -> Response:
    """Look at the posted file and go to its page; a file we cannot take goes back as its sentence."""
    try:
        import_id = await _look_at(request, actor)
    except (Offline, NotAllowed):
        raise
    except OnyxError as error:
        log.info("upload.refused", error=error.key)
        note = revenue_import.note_to(actor, say(actor.language, error.key, **error.parameters))
        return RedirectResponse(f"{PAGE}?{urlencode({'refused': note})}", status_code=303)
    return RedirectResponse(f"{PAGE}/{import_id}", status_code=303)


@for_importers
async def sample(request: Request, actor: Actor) -> Response:
    """A file to start from."""
    async with open_work(actor) as work:
        return _file(await revenue_import.sample(work), "revenue-sample.csv")


@for_importers
async def problems(request: Request, actor: Actor) -> Response:
    """Everything wrong with a file that waits: line, column, what to do."""
    import_id: UUID = clean_id(request.path_params["import_id"])
    async with open_work(actor) as work:
        lines = [part async for part in revenue_import.problems_csv(work, import_id=import_id)]
    return _file("".join(lines), f"problems-{str(import_id)[:8]}.csv")


routes = [
    Route("/revenue/upload", upload, methods=["POST"]),
    Route("/revenue/sample.csv", sample, methods=["GET"]),
    Route("/revenue/imports/{import_id}/problems.csv", problems, methods=["GET"]),
]


async def _look_at(request: Request, actor: Actor) -> UUID:
    """Raises NoFile, FileTooLarge, or whatever is wrong with the file."""
    form = await _form(request)
    try:
        chosen, zone = form.get("file"), form.get("zone")
        if not isinstance(chosen, UploadFile) or not chosen.filename:
            raise NoFile
        async with _two_at_a_time, open_work(actor) as work:
            return await revenue_import.look_at(
                work,
                file=chosen.file,
                file_name=chosen.filename,
                zone=zone if isinstance(zone, str) else "",
            )
    finally:
        await form.close()


async def _form(request: Request) -> FormData:
    try:
        return await MultiPartParser(request.headers, _capped(request), max_files=1, max_fields=4).parse()
    except (MultiPartException, KeyError):
        raise NoFile from None


async def _capped(request: Request) -> AsyncGenerator[bytes, None]:
    """What is over the limit is read and thrown away: a browser that is still sending would not see the answer."""
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen <= LARGEST_FILE + _FRAME:
            yield chunk
    if seen > LARGEST_FILE + _FRAME:
        raise FileTooLarge(limit=LARGEST_FILE // 1024**2)


def _file(text: str, name: str) -> Response:
    """To keep, not to show. The mark at the beginning lets spreadsheets read it as UTF-8."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(f"\ufeff{text}".encode(), media_type=_CSV, headers=headers)
