"""Reading a file into rows that are looked at before they count."""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.errors import NotFound, OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods, wording
from onyx_app.rules.revenue_csv import Known, Row, Wrong, folded, read
from onyx_app.rules.text import clean_zone
from onyx_app.services.revenue_import._judge import judge
from onyx_app.tables import Agency, Creator, Profile, RevenueImport, SignIn
from onyx_app.work import Work

AT_ONCE = 2_000
MOST_WAITING = 10
_LONGEST_NAME = 200
_BLOCK = 1024 * 1024


class AlreadyImported(OnyxError):
    """The same bytes are in the books already."""

    key = "revenue_import.errors.already_imported"
    field = "file"


_KEEP = text("""
    insert into revenue_import_rows (agency_id, import_id, line, occurred_at, creator_id, type, gross, fee, net,
        currency, fan, external_id, sender_id, without_fee, verdict)
    select :agency, :import, *, case when gross < 0 then '' else 'new' end
    from unnest(cast(:line as int[]), cast(:occurred_at as timestamptz[]),
        cast(:creator_id as uuid[]), cast(:type as text[]), cast(:gross as bigint[]), cast(:fee as bigint[]),
        cast(:net as bigint[]), cast(:currency as text[]), cast(:fan as text[]), cast(:external_id as text[]),
        cast(:sender as uuid[]), cast(:without_fee as boolean[]))
        as found (line, occurred_at, creator_id, type, gross, fee, net, currency, fan, external_id, sender,
            without_fee)""")
_KEEP_WRONG = text("""
    insert into revenue_import_rows (agency_id, import_id, line, verdict, problems)
    select :agency, :import, line, 'wrong', problems
    from unnest(cast(:lines as int[]), cast(:problems as jsonb[])) as found (line, problems)""")
# Files hold rows while they wait, so only so many do; one that is being imported just now is left alone.
_TOO_MANY = text("""
    delete from revenue_imports where id in (
        select id from revenue_imports where state = 'checked' order by created_at desc, id desc
        offset :most for update skip locked)""")
_FIELDS = ("line", "occurred_at", "creator_id", "type", "gross", "fee", "net", "currency", "fan", "external_id",
           "sender", "without_fee")  # fmt: skip


async def look_at(work: Work, *, file: BinaryIO, file_name: str, zone: str = "") -> UUID:
    """Keep a file's rows with what would become of each; nothing counts yet. `zone` "" is the agency's.

    Raises:
        NotAllowed; AlreadyImported; InvalidInput: no such zone; OnyxError of `rules.revenue_csv`: an unreadable file.
    """
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    agency = (await work.session.execute(select(Agency))).scalar_one()
    chosen = clean_zone(zone, required=False) or agency.zone
    digest = await asyncio.to_thread(_digest, file)
    await refuse_twice(work, digest)
    made = RevenueImport(
        agency_id=work.actor.agency_id,
        file_name=_shown_name(file_name),
        digest=digest,
        rows=0,
        zone=chosen,
        summary={},
        made_by=work.actor.profile_id,
        created_at=work.now,
    )
    work.session.add(made)
    await work.session.flush()
    made.rows = await _keep(work, made.id, read(file, await _known(work, chosen)))
    await judge(work, made.id)
    await work.session.execute(_TOO_MANY, {"most": MOST_WAITING})
    work.announce(Topic.IMPORTS, made.id)
    return made.id


async def refuse_twice(work: Work, digest: bytes) -> None:
    """Raises AlreadyImported, with the name and day of the import that brought the same bytes."""
    query = select(RevenueImport).where(col(RevenueImport.digest) == digest, col(RevenueImport.state) == "imported")
    before = (await work.session.execute(query)).scalar_one_or_none()
    if before is not None:
        at = wording.moment(before.imported_at, work.actor.zone, work.actor.language)
        raise AlreadyImported(name=before.file_name, at=at)


async def look_again(work: Work, *, import_id: UUID) -> None:
    """Judge a waiting file by what is in the books now: something was imported or settled since.

    Raises:
        NotAllowed, NotFound
    """
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    one = await work.session.get(RevenueImport, (work.actor.agency_id, import_id))
    if one is None:
        raise NotFound
    if one.state == "checked":
        await judge(work, import_id)


def _digest(file: BinaryIO) -> bytes:
    found = hashlib.sha256()
    while block := file.read(_BLOCK):
        found.update(block)
    file.seek(0)
    return found.digest()


def _shown_name(name: str) -> str:
    """The file's own name, without the folders some browsers send and without what nobody sees."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in last if char.isprintable()).strip()
    return shown[:_LONGEST_NAME] or "sales.csv"


async def _known(work: Work, zone: str) -> Known:
    """What a name in the file can stand for: creators by name, handle and id, people by e-mail and name."""
    creators: dict[str, set[UUID]] = {}
    for one in (await work.session.scalars(select(Creator))).all():
        for name in (one.name, one.handle, str(one.id), str(one.fanvue_uuid or "")):
            if name:
                creators.setdefault(folded(name), set()).add(one.id)
    people: dict[str, set[UUID]] = {}
    query = select(col(Profile.id), col(Profile.name), col(SignIn.email)).join(
        SignIn, col(SignIn.id) == col(Profile.sign_in_id)
    )
    for profile_id, name, email in await work.session.execute(query):
        for spelling in (name, email):
            people.setdefault(folded(spelling), set()).add(profile_id)
    return Known(_tuples(creators), _tuples(people), periods.zone(zone), work.now)


def _tuples(names: dict[str, set[UUID]]) -> dict[str, tuple[UUID, ...]]:
    return {name: tuple(sorted(found)) for name, found in names.items()}


async def _keep(work: Work, import_id: UUID, found: Iterator[Row | Wrong]) -> int:
    """Rows are read beside the event loop, a few thousand at a time: other people's clicks are answered meanwhile."""
    to = {"agency": work.actor.agency_id, "import": import_id}
    count = 0
    while some := await asyncio.to_thread(lambda: list(islice(found, AT_ONCE))):
        count += len(some)
        rows = [row for row in some if isinstance(row, Row)]
        if rows:
            await work.session.execute(_KEEP, to | {name: [getattr(row, name) for row in rows] for name in _FIELDS})
        wrong = [row for row in some if isinstance(row, Wrong)]
        if wrong:
            problems = [Jsonb(_written(row)) for row in wrong]
            await work.session.execute(_KEEP_WRONG, to | {"lines": [row.line for row in wrong], "problems": problems})
    return count


def _written(row: Wrong) -> list[Any]:
    return [list(asdict(problem).values()) for problem in row.problems]
