"""The list and its sums."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col

from onyx_app.roles import Action, Scope
from onyx_app.rules import revenue as rules
from onyx_app.rules.paging import Cut, order_of
from onyx_app.services.transactions._cards import Asked, CurrencySum, Entries, Entry
from onyx_app.services.transactions._filters import Conditions, sees_parts, share_of_it, visible, wanted
from onyx_app.services.transactions._shares import with_shares
from onyx_app.tables import Attribution, Creator, Transaction
from onyx_app.work import Work


async def entries(work: Work, *, asked: Asked) -> Entries:
    """One page of what the asker may see. Unknown filters and orders fall back to none and to the latest first.

    Raises:
        NotAllowed; InvalidInput: a search that is too long or cannot be read.
    """
    scope = work.actor.must(Action.SEE_REVENUE)
    own, conditions = sees_parts(work, scope), await wanted(work, asked, scope)
    sums = await (_own_sums if own else _sums)(work, conditions)
    cut = Cut(sum(one.count for one in sums), asked.page)
    found = await work.session.execute(ordered(conditions, asked.sort).limit(cut.size).offset(cut.offset))
    rows = await with_shares(work, entries_of(found.all()), own=own)
    some = bool(rows) or await work.session.scalar(select(exists().where(*_any(visible(work, scope)))))
    return Entries(rows, sums, await _creators(work, scope), cut.page, cut.pages, own, not some)


def _any(conditions: Conditions) -> Conditions:
    return [col(Transaction.id).is_not(None), *conditions]


def ordered(conditions: Conditions, sort: str = "-when") -> Select[Any]:
    """Transactions and the names of their creators."""
    t = Transaction
    columns: dict[str, Any] = {"when": col(t.occurred_at), "gross": col(t.gross), "net": col(t.net)}
    name, down = order_of(sort, set(columns), "-when")
    first = columns[name].desc().nulls_last() if down else columns[name].asc().nulls_last()
    chosen: Any = (t, col(Creator.name))
    query = select(*chosen).join(Creator, col(Creator.id) == col(t.creator_id)).where(*conditions)
    return query.order_by(first, col(t.id).desc() if down else col(t.id))


def entries_of(found: Iterable[Any]) -> list[Entry]:
    return [
        Entry(
            t.id, t.occurred_at, creator, t.creator_id, t.type, t.gross, t.fee, t.net, t.currency, t.fan, t.state,
            t.reverses_id,
        )
        for t, creator in found
    ]  # fmt: skip


async def _sums(work: Work, conditions: Conditions) -> tuple[CurrencySum, ...]:
    t = Transaction
    back = col(t.reverses_id).is_not(None)
    columns: Any = (
        col(t.currency),
        func.count(),
        *(func.coalesce(func.sum(amount), 0) for amount in (t.gross, t.fee, t.net)),
        func.coalesce(func.sum(t.gross).filter(col(t.state) == "provisional"), 0),
        func.coalesce(func.sum(t.gross).filter(back), 0),
    )
    found = await work.session.execute(select(*columns).where(*conditions).group_by(col(t.currency)))
    return _in_order(CurrencySum(row[0], row[1], *map(int, row[2:])) for row in found)


async def _own_sums(work: Work, conditions: Conditions) -> tuple[CurrencySum, ...]:
    """The asker's parts added up: each sale is split by itself, equal ones are split once."""
    t, person = Transaction, col(Attribution.profile_id)
    who = select(func.array_agg(aggregate_order_by(person, person))).where(share_of_it(), person.is_not(None))
    weights = select(func.array_agg(aggregate_order_by(col(Attribution.weight), person)))
    weights = weights.where(share_of_it(), person.is_not(None))
    mine = func.array_position(who.scalar_subquery(), work.actor.person())
    kinds: Any = (
        col(t.currency),
        col(t.gross),
        col(t.net),
        col(t.state),
        col(t.reverses_id).is_not(None).label("back"),
    )
    each = select(*kinds, weights.scalar_subquery().label("weights"), mine.label("mine")).where(*conditions).subquery()
    found: Any = await work.session.execute(select(*each.c, func.count()).group_by(*each.c))
    sums: dict[str, CurrencySum] = {}
    for row in found:
        sums[row[0]] = _added(sums.get(row[0], CurrencySum(row[0])), *row[1:])
    return _in_order(sums.values())


def _added(
    before: CurrencySum, gross: int, net: int | None, state: str, back: bool, weights: list[int], mine: int, times: int
) -> CurrencySum:
    part = rules.share(gross, weights, mine - 1) * times  # PostgreSQL counts from one
    left = 0 if net is None else rules.share(net, weights, mine - 1) * times
    return replace(
        before,
        count=before.count + times,
        gross=before.gross + part,
        fee=before.fee + (0 if net is None else part - left),
        net=before.net + left,
        provisional=before.provisional + (part if state == "provisional" else 0),
        taken_back=before.taken_back + (part if back else 0),
    )


def _in_order(sums: Iterable[CurrencySum]) -> tuple[CurrencySum, ...]:
    return tuple(sorted(sums, key=lambda one: (-one.gross, one.currency)))


async def _creators(work: Work, scope: Scope) -> tuple[tuple[UUID, str], ...]:
    """Whom the list can be cut down to: every creator, or those whose sales the asker sees."""
    query = select(col(Creator.id), col(Creator.name)).order_by(func.lower(col(Creator.name)))
    if scope < Scope.AGENCY:
        query = query.where(col(Creator.id).in_(select(col(Transaction.creator_id)).where(*visible(work, scope))))
    return tuple((row[0], row[1]) for row in await work.session.execute(query))
