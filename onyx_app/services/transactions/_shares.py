"""Who earned which part: split by weight when it is read, by largest remainder, so that parts add up to the whole."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from onyx_app.rules import revenue as rules
from onyx_app.services.transactions._cards import Entry, Share
from onyx_app.tables import Attribution, Profile
from onyx_app.work import Work


async def with_shares(work: Work, rows: Sequence[Entry], *, own: bool) -> tuple[Entry, ...]:
    """With who earned each. Who sees only their own gets their part of the money and no colleague's name."""
    found = await _people(work, [row.reverses or row.id for row in rows])
    shared = [replace(row, shares=_split(row, found.get(row.reverses or row.id, []))) for row in rows]
    return tuple(_mine(row, work.actor.person()) for row in shared) if own else tuple(shared)


async def _people(work: Work, ids: list[UUID]) -> dict[UUID, list[tuple[Attribution, str]]]:
    query = (
        select(Attribution, col(Profile.name))
        .join(Profile, col(Profile.id) == col(Attribution.profile_id))
        .where(col(Attribution.transaction_id).in_(ids))
        .order_by(col(Attribution.profile_id))
    )
    found: dict[UUID, list[tuple[Attribution, str]]] = {}
    for one, name in await work.session.execute(query):
        found.setdefault(one.transaction_id, []).append((one, name))
    return found


def _split(row: Entry, people: list[tuple[Attribution, str]]) -> tuple[Share, ...]:
    weights = [one.weight for one, _ in people]
    return tuple(
        Share(
            one.profile_id or UUID(int=0),
            name,
            one.method,
            one.weight,
            sum(weights),
            rules.share(row.gross, weights, at),
            None if row.net is None else rules.share(row.net, weights, at),
        )
        for at, (one, name) in enumerate(people)
    )


def _mine(row: Entry, me: UUID) -> Entry:
    mine = tuple(share for share in row.shares if share.profile_id == me)
    gross = sum(share.gross for share in mine)
    net = None if row.net is None else sum(share.net or 0 for share in mine)
    return replace(row, shares=mine, gross=gross, net=net, fee=None if net is None else gross - net)
