"""Sessions: a signed-in browser of one profile. The cookie holds a token, the database only its hash."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from onyx_app import live
from onyx_app.errors import NotFound
from onyx_app.live import Change, Topic
from onyx_app.roles import Action
from onyx_app.rules import sign_in as rules
from onyx_app.security import new_token, token_hash
from onyx_app.services import audit
from onyx_app.work import Work

_BEGIN = text(
    "insert into sessions (agency_id, profile_id, sign_in_id, token_hash, device, address, created_at, seen_at,"
    " expires_at) values (:agency_id, :profile_id, :sign_in_id, :token_hash, :device, :address, :now, :now, :expires)"
    " returning id"
)
_MINE = text(
    "select s.id, s.agency_id, coalesce(p.agency_name, ''), s.device, s.address, s.created_at, s.seen_at"
    " from sessions s left join lookup_profiles() p on p.profile_id = s.profile_id"
    " where s.sign_in_id = :sign_in_id and s.ended_at is null and s.expires_at > :now and s.seen_at > :idle_since"
    " order by s.seen_at desc, s.id desc limit 100"
)
_END = "update sessions set ended_at = :now, ended_because = :because where ended_at is null and "


@dataclass(frozen=True, slots=True)
class Visitor:
    """The browser in front of us: its user agent and network address, as the door knows them."""

    user_agent: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class SessionCard:
    """One of a person's own sessions; `is_this_one` is the asking one."""

    id: UUID
    agency: str
    device: str
    address: str
    begun_at: datetime
    seen_at: datetime
    is_this_one: bool


async def begin(work: Work, *, visitor: Visitor) -> str:
    """Begin a session for the asker's profile; the token is given out here and never again."""
    token = new_token()
    values = {
        "agency_id": work.actor.agency_id,
        "profile_id": work.actor.person(),
        "sign_in_id": work.actor.sign_in_id,
        "token_hash": token_hash(token),
        "device": rules.device_of(visitor.user_agent),
        "address": visitor.address[:64],
        "now": work.now,
        "expires": work.now + rules.ABSOLUTE,
    }
    session_id = (await work.session.execute(_BEGIN, values)).scalar_one()
    audit.note(work, "signed_in", session_id)
    return token


async def mine(work: Work) -> list[SessionCard]:
    """The asker's own sessions in every agency, the one used last first."""
    values = {"sign_in_id": work.actor.sign_in_id, "now": work.now, "idle_since": work.now - rules.IDLE}
    rows = await work.session.execute(_MINE, values)
    return [
        SessionCard(id, agency, device, address, begun_at, seen_at, id == work.actor.session_id)
        for id, _, agency, device, address, begun_at, seen_at in rows
    ]


async def revoke(work: Work, *, session_id: UUID) -> None:
    """End one of the asker's own sessions; its open tabs leave at once.

    Raises:
        NotFound: not the asker's, or already over.
    """
    work.actor.must(Action.REVOKE_SESSIONS)
    if not await _end(work, "id = :id and sign_in_id = :sign_in_id", because="revoked", id=session_id):
        raise NotFound
    audit.note(work, "session_revoked", session_id)


async def end_others(work: Work, *, because: str) -> int:
    """End every session of the asker, in every agency, but the asking one; how many there were."""
    kept = "sign_in_id = :sign_in_id and id is distinct from :kept"
    return await _end(work, kept, because=because, kept=work.actor.session_id)


async def end_for_profile(work: Work, profile_id: UUID, *, because: str) -> int:
    """End every session of a person in this agency: their role changed, they were suspended, they left.

    The verb that calls this has asked for the permission. Returns how many sessions ended.
    """
    return await _end(
        work, "agency_id = :agency_id and profile_id = :profile_id", because=because, profile_id=profile_id
    )


async def end_by_token(work: Work, token: str, *, because: str) -> bool:
    """End the session whose cookie this is, when it belongs to the asker."""
    values = {"token_hash": token_hash(token)}
    return bool(await _end(work, "token_hash = :token_hash and sign_in_id = :sign_in_id", because=because, **values))


async def _end(work: Work, which: str, *, because: str, **values: object) -> int:
    """`which` is one of the conditions above, never anything from outside."""
    known = {"now": work.now, "because": because, "agency_id": work.actor.agency_id, **values}
    known["sign_in_id"] = work.actor.sign_in_id
    found = await work.session.execute(text(f"{_END}{which} returning agency_id, id"), known)
    changes = [Change(agency_id, Topic.SESSIONS, str(id)) for agency_id, id in found]

    async def tell() -> None:
        """To the agency of each session, which may be another one than the asker's."""
        await live.announce(work.session, changes)

    work.at_commit(tell)
    return len(changes)
