"""Files of the payroll: one's own payslip for everybody, everything else for those who prepare pay.

What does not exist, belongs to another agency or a colleague, or is not approved yet answers alike: 404.
"""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import wraps
from uuid import UUID

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from onyx_app.api._forms import ForeignForm, must_be_ours
from onyx_app.db import Offline
from onyx_app.errors import InvalidInput, NotAllowed, NotFound, OnyxError
from onyx_app.guard import asker
from onyx_app.outputs.payslip import payslip_pdf
from onyx_app.rules.agency import clean_day
from onyx_app.rules.pay_files.paper import Paper
from onyx_app.rules.text import clean_id
from onyx_app.services import pay_files
from onyx_app.strings import DEFAULT, say
from onyx_app.work import Actor, open_work

_two_at_a_time = asyncio.Semaphore(2)  # drawing takes the processor; people who click elsewhere go first
_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the same slips give the same file
_CSV, _PDF, _XML, _ZIP = "text/csv; charset=utf-8", "application/pdf", "application/xml", "application/zip"
log = structlog.get_logger(__name__)
Answer = Callable[[Request, Actor, UUID], Awaitable[Response]]


def about_a_run(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """Answer whoever is signed in about the run of the address; what they may not see is not there."""

    @wraps(answer)
    async def respond(request: Request) -> Response:
        language = DEFAULT
        try:
            must_be_ours(request)
            who = await asker.identify(asker.token_in(request.headers))
            if who.actor is None:
                raise NotFound
            language = who.actor.language
            return await answer(request, who.actor, clean_id(request.path_params["run_id"]))
        except Offline:
            return Response(status_code=503)
        except OnyxError as error:
            log.info("payroll_file.refused", error=error.key)
            return _refusal(error, language)

    return respond


@about_a_run
async def payslip(request: Request, actor: Actor, run_id: UUID) -> Response:
    """One payslip as PDF."""
    paper = await _paper(actor, run_id, clean_id(request.path_params["slip_id"]))
    return _file(await _drawn(paper), _PDF, _slip_name(paper))


@about_a_run
async def all_payslips(request: Request, actor: Actor, run_id: UUID) -> Response:
    """Every payslip of a run in one archive, sent while it is being made."""
    async with open_work(actor) as work:
        slips = await pay_files.all_slips(work, run_id=run_id)
    first = await _paper(actor, run_id, slips[0])
    named = _named(f"payslips-{first.period.first}.zip")
    return StreamingResponse(_archive(actor, run_id, slips), media_type=_ZIP, headers=named)


@about_a_run
async def lines(request: Request, actor: Actor, run_id: UUID) -> Response:
    """A row for every line of the run."""
    async with open_work(actor) as work:
        written = await pay_files.lines_csv(work, run_id=run_id)
    return _file(written, _CSV, f"payroll-lines-{str(run_id)[:8]}.csv")


@about_a_run
async def slips(request: Request, actor: Actor, run_id: UUID) -> Response:
    """A row for every slip and currency of the run."""
    async with open_work(actor) as work:
        written = await pay_files.slips_csv(work, run_id=run_id)
    return _file(written, _CSV, f"payroll-slips-{str(run_id)[:8]}.csv")


@about_a_run
async def sepa(request: Request, actor: Actor, run_id: UUID) -> Response:
    """The payments for the bank; `on` is the day, `without=incomplete` leaves out who cannot be paid yet."""
    day, without = request.query_params.get("on", ""), request.query_params.get("without", "")
    asked = {"on": clean_day(day, "on") if day else None, "without_the_incomplete": without == "incomplete"}
    async with open_work(actor) as work:
        made = await pay_files.payment_file(work, run_id=run_id, **asked)  # type: ignore[arg-type]
    return _file(made.xml, _XML, f"sepa-{made.card.period.first}.xml")


routes = [
    Route("/payroll/{run_id}/payslips/{slip_id}.pdf", payslip, methods=["GET"]),
    Route("/payroll/{run_id}/payslips.zip", all_payslips, methods=["GET"]),
    Route("/payroll/{run_id}/lines.csv", lines, methods=["GET"]),
    Route("/payroll/{run_id}/slips.csv", slips, methods=["GET"]),
    Route("/payroll/{run_id}/sepa.xml", sepa, methods=["GET"]),
]


async def _paper(actor: Actor, run_id: UUID, slip_id: UUID) -> Paper:
    async with open_work(actor) as work:
        return await pay_files.paper(work, run_id=run_id, slip_id=slip_id)


async def _drawn(paper: Paper) -> bytes:
    async with _two_at_a_time:
        return await asyncio.to_thread(payslip_pdf, paper)


class _Pipe:
    """What the archive writes, until it is sent."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, part: bytes) -> int:
        self._written += part
        return len(part)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken


async def _archive(actor: Actor, run_id: UUID, slips: tuple[UUID, ...]) -> AsyncIterator[bytes]:
    """One slip in memory at a time, each in a transaction of its own."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:  # type: ignore[call-overload]
        for slip_id in slips:
            paper = await _paper(actor, run_id, slip_id)
            archive.writestr(zipfile.ZipInfo(_slip_name(paper), _NO_DATE), await _drawn(paper))
            yield pipe.take()
    yield pipe.take()


def _slip_name(paper: Paper) -> str:
    """Number and month only: a person's name in a file's name is read by whoever sees the folder."""
    return f"payslip-{paper.number}-{paper.period.first}.pdf"


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers=_named(name))


def _named(name: str) -> dict[str, str]:
    """To keep, not to show, and never from a cache."""
    return {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}


def _refusal(error: OnyxError, language: str) -> Response:
    if isinstance(error, ForeignForm):
        return PlainTextResponse(f"{say(language, error.key)}\n", status_code=403)
    hidden = isinstance(error, NotAllowed | NotFound) or (isinstance(error, InvalidInput) and error.field == "id")
    if hidden:
        return PlainTextResponse(f"{say(language, NotFound.key)}\n", status_code=404)
    return PlainTextResponse(f"{say(language, error.key, **error.parameters)}\n", status_code=409)
