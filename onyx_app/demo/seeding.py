"""Write the sample agencies once, and on later starts the days since.

`$ONYX_HOME/demo.json` holds the sign-ins; passwords are made for this installation, so that no demo in the world
shares one.
"""

import asyncio
import json
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, text
from sqlmodel import col, select

from onyx_app import security
from onyx_app.config import settings
from onyx_app.db import house_session
from onyx_app.demo.filling import fill_days
from onyx_app.demo.office import settle_in
from onyx_app.demo.people import AGENCIES, NORTHLIGHT, SampleAgency
from onyx_app.demo.plans import set_plans
from onyx_app.errors import OnyxError
from onyx_app.live import Topic
from onyx_app.services import audit
from onyx_app.tables import (
    Agency,
    BioPage,
    Connection,
    Creator,
    CreatorAssignment,
    CreatorSplit,
    Credential,
    Profile,
    SignIn,
    Slug,
    Transaction,
)
from onyx_app.work import Actor, Work, open_work

DAYS = 90
_WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "harbor", "inlet", "jetty", "lantern",
          "meadow", "orchid", "pebble", "quartz", "river", "spruce", "timber", "umber", "willow")  # fmt: skip


class RealAgenciesHere(OnyxError):
    """The database holds agencies that are not samples."""

    key = "errors.real_agencies_here"


async def seed() -> None:
    """Make the samples if there is nothing yet, then add the days up to now.

    Raises:
        RealAgenciesHere: sample data never goes beside real data.
    """
    now = datetime.now(UTC)
    async with house_session() as session:
        found = (await session.execute(text("select agency_id, sample from lookup_agencies()"))).all()
    if any(not row.sample for row in found):
        raise RealAgenciesHere
    path = settings().onyx_home / "demo.json"
    if not found:
        await _make(path, now)
        async with house_session() as session:
            found = (await session.execute(text("select agency_id, sample from lookup_agencies()"))).all()
    await asyncio.to_thread(_readdress, path)
    for row in found:
        await _top_up(row.agency_id, now)


async def _make(path: Path, now: datetime) -> None:
    password = "-".join(secrets.choice(_WORDS) for _ in range(3)) + f"-{secrets.randbelow(9000) + 1000}"
    sign_ins: dict[str, UUID] = {}
    hashed = await security.hash_password(password)
    for agency in AGENCIES:
        for person in agency.people:
            if person.email not in sign_ins:
                sign_ins[person.email] = await _sign_in(person.email, hashed)
    endpoint = {}
    for agency in AGENCIES:
        actor = Actor.system(uuid4())
        async with open_work(actor, now=now) as work:
            made = await _agency(work, agency, sign_ins)
            if agency is NORTHLIGHT:
                endpoint = made
    people = [
        {"email": person.email, "password": password, "role": person.role.value, "agency": agency.name}
        for agency in AGENCIES
        for person in agency.people
    ]
    await asyncio.to_thread(_keep, path, {"people": people, "fanvue_endpoint": endpoint})


def _keep(path: Path, facts: dict[str, object]) -> None:
    """Readable by this user only: it holds passwords, of sample people, but passwords."""
    path.touch(mode=0o600)
    path.write_text(json.dumps(facts | {"base_url": settings().base_url}, indent=2) + "\n", "utf-8")


def _readdress(path: Path) -> None:
    """The same sample may be started on another port: its addresses follow."""
    facts = json.loads(path.read_text("utf-8"))
    if facts["base_url"] != settings().base_url:
        endpoint = facts["fanvue_endpoint"]
        endpoint["url"] = settings().base_url + endpoint["url"].removeprefix(facts["base_url"])
        _keep(path, facts)


async def _sign_in(email: str, hashed: str) -> UUID:
    sign_in_id = uuid4()
    async with house_session(sign_in_id=sign_in_id) as session:
        await session.execute(insert(SignIn).values(id=sign_in_id, email=email))
        await session.execute(insert(Credential).values(sign_in_id=sign_in_id, password_hash=hashed))
    return sign_in_id


async def _agency(work: Work, agency: SampleAgency, sign_ins: dict[str, UUID]) -> dict[str, str]:
    """One agency with its people, creators, pages and a Fanvue endpoint; answers the endpoint's facts."""
    tenant = work.actor.agency_id
    since = work.now - timedelta(days=DAYS)
    await work.session.execute(
        insert(Agency).values(
            id=tenant, name=agency.name, currency=agency.currency, zone=agency.zone, country=agency.country,
            accent=agency.accent, sample=True, pay_anchor=since.date().replace(day=1), totp_roles=[],
            hours_budget=360, created_at=since,
        )
    )  # fmt: skip
    profiles = {person.name: uuid4() for person in agency.people}
    await work.session.execute(
        insert(Profile),
        [
            {"agency_id": tenant, "id": profiles[p.name], "sign_in_id": sign_ins[p.email], "name": p.name,
             "role": p.role.value, "created_at": since}
            for p in agency.people
        ],
    )  # fmt: skip
    creators = await _creators(work, agency, profiles)
    await set_plans(work, agency, profiles, since.date().replace(day=1))
    audit.note(work, "agency.created", str(tenant), name=agency.name)
    work.announce(Topic.SETTINGS)
    return await _endpoint(work, agency, creators)


async def _creators(work: Work, agency: SampleAgency, profiles: dict[str, UUID]) -> dict[str, UUID]:
    tenant, ids = work.actor.agency_id, {}
    since = work.now - timedelta(days=DAYS)
    for sample in agency.creators:
        ids[sample.name] = creator = uuid4()
        page = uuid4()
        keys = {"agency_id": tenant, "creator_id": creator}
        await work.session.execute(
            insert(Creator).values(
                agency_id=tenant, id=creator, name=sample.name, handle=sample.handle, fanvue_uuid=uuid4(),
                profile_id=profiles.get(sample.person), created_at=since,
            )
        )  # fmt: skip
        await work.session.execute(
            insert(CreatorSplit).values(**keys, from_day=since.date(), creator_share_bp=sample.share_bp)
        )
        blocks = [
            {"kind": "text", "text": sample.tagline},
            {"kind": "link", "label": "Fanvue", "url": f"https://www.fanvue.com/{sample.handle}"},
            {"kind": "link", "label": "Instagram", "url": f"https://www.instagram.com/{sample.handle}"},
        ]
        await work.session.execute(
            insert(BioPage).values(
                **keys, id=page, title=sample.name, tagline=sample.tagline, blocks=blocks, published_at=work.now
            )
        )
        await work.session.execute(insert(Slug).values(slug=sample.handle, agency_id=tenant, bio_page_id=page))
        assigned = [p for p in agency.people if sample.name in p.creators]
        for person in assigned:
            await work.session.execute(
                insert(CreatorAssignment).values(**keys, profile_id=profiles[person.name], from_at=since)
            )
    return ids


async def _endpoint(work: Work, agency: SampleAgency, creators: dict[str, UUID]) -> dict[str, str]:
    connection, key, secret = uuid4(), secrets.token_urlsafe(16), security.new_token()
    await work.session.execute(
        insert(Connection).values(
            agency_id=work.actor.agency_id, id=connection, name="Fanvue", endpoint_key=key, currency=agency.currency,
            secret_sealed=security.seal(secret, f"connection:{connection}"),
        )
    )  # fmt: skip
    first = next(iter(creators.values()))
    fanvue = await work.session.scalar(select(Creator.fanvue_uuid).where(Creator.id == first))
    return {
        "url": f"{settings().base_url}/webhooks/fanvue/{key}",
        "secret": secret,
        "creator_uuid": str(fanvue),
        "agency": agency.name,
    }


async def _top_up(agency_id: UUID, now: datetime) -> None:
    """Add the days since the last sample sale, so that a demo opened weeks later is not stale."""
    async with open_work(Actor.system(agency_id), now=now) as work:
        agency = (await work.session.execute(select(Agency))).scalar_one()
        sample = next((a for a in AGENCIES if a.name == agency.name), None)
        if sample is None:  # the demo's owner renamed it: it is theirs now
            return
        last = await work.session.scalar(
            select(func.max(col(Transaction.occurred_at))).where(col(Transaction.natural_key).like("sample:%"))
        )
        begin = last or now - timedelta(days=DAYS)
        if now - begin > timedelta(hours=20):
            zone = ZoneInfo(sample.zone)
            await fill_days(work, sample, begin.astimezone(zone).date(), now.astimezone(zone).date())
    if last is None:
        await settle_in(agency_id, sample, now)
