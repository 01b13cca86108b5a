"""What came in. The dashboard and Alfred read the same function, so they can never quote different numbers.

Amounts are integers of minor units, per currency, never added across currencies. `gross` is what fans paid, as
received. Net is known only for settled sales and is shown beside, never guessed from a percentage.
"""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import RowMapping, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.live import Topic
from onyx_app.roles import Action, Role, Scope
from onyx_app.rules import periods
from onyx_app.rules import revenue as rules
from onyx_app.rules.periods import Window
from onyx_app.rules.revenue import Sale, Span
from onyx_app.services import attribution
from onyx_app.tables import Agency, Creator, Transaction
from onyx_app.work import Work


class NotYourCreator(NotFound):
    """The event names a recipient that is no creator of this agency."""

    key = "revenue.reason.creator"


@dataclass(frozen=True, slots=True)
class CreatorTotal:
    """One creator's part of a currency's total."""

    creator_id: UUID
    name: str
    gross: int
    before: int


@dataclass(frozen=True, slots=True)
class DayTotal:
    """One business date; `ahead` when it has not begun."""

    day: date
    gross: int
    ahead: bool


@dataclass(frozen=True, slots=True)
class CurrencyTotal:
    """One currency, minor units. `provisional` is the part of `gross` that platforms have not settled yet;
    `net` belongs to the settled rest."""

    currency: str
    gross: int
    before: int
    provisional: int
    net: int
    sales: int
    days: tuple[DayTotal, ...]
    creators: tuple[CreatorTotal, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """`totals` has one entry per currency seen, the agency's own first; empty when nothing came in.

    `window` and `before` are the instants compared (UTC, half-open); `zone` is the agency's.
    """

    span: Span
    window: Window
    before: Window
    zone: str
    currency: str
    totals: tuple[CurrencyTotal, ...]


async def summary(work: Work, *, window: Span | str = Span.THIS_WEEK) -> Summary:
    """What came in during `window` against just as much of the time before, as far as the asker may see.

    Owners, admins and managers: the agency. A chatter: their own share of sales. A creator: their own statement.
    Two queries.

    Raises:
        NotAllowed: the asker's role sees no money.
    """
    scope = work.actor.must(Action.SEE_REVENUE)
    agency = (await work.session.execute(select(Agency))).scalar_one()
    in_zone = periods.zone(agency.zone)
    asked = rules.asked(Span(window), work.now, in_zone, agency.week_start)
    starts = [periods.day_start(asked.days.first + periods.DAY * n, in_zone) for n in range(asked.days.days)]
    parts = await _parts(work, asked, starts, scope)
    totals = _totals(parts, asked, starts, work.now, agency.currency)
    return Summary(asked.span, asked.window, asked.before, agency.zone, agency.currency, totals)


# A file may be faster than the platform's announcement. Each imported sale answers for one announcement at most.
_IMPORTED = text("""
    update transactions set inbox_event_id = :event where id = (
        select t.id from transactions t
        where (t.creator_id, t.currency, t.gross) = (:creator, :currency, :gross) and t.import_id is not null
          and t.inbox_event_id is null and t.reverses_id is null and t.state = 'settled'
          and t.occurred_at between cast(:at as timestamptz) - :near and cast(:at as timestamptz) + :near
          and (t.type = :type or :type = 'other' or (:type = 'subscription' and t.type = 'renewal'))
          and (t.fan in ('', :fan) or :fan = '' or t.fan !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')
        order by t.type <> :type, t.fan <> :fan, abs(extract(epoch from t.occurred_at - cast(:at as timestamptz))), t.id
        limit 1 for update)
    returning id""")


async def record_sale(work: Work, sale: Sale, *, event_id: UUID, recipient: UUID | None, currency: str) -> bool:
    """Keep a provisional sale and who earned it; False when it is known: by its natural key, or from a file.

    Raises:
        NotYourCreator: `recipient` is no creator of this agency.
    """
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    creator_id = await creator_behind(work, recipient)
    told = {"event": event_id, "creator": creator_id, "currency": currency, "gross": sale.gross, "type": sale.type}
    near = {"at": sale.occurred_at, "near": rules.NEAR, "fan": sale.fan}
    if (await work.session.execute(_IMPORTED, told | near)).first():
        return False
    row = {
        **asdict(sale),
        "agency_id": work.actor.agency_id,
        "creator_id": creator_id,
        "currency": currency,
        "origin": "webhook",
        "state": "provisional",
        "inbox_event_id": event_id,
    }
    added = insert(Transaction).values(row).on_conflict_do_nothing().returning(col(Transaction.id))
    transaction_id = (await work.session.execute(added)).scalar_one_or_none()
    if transaction_id is None:
        return False
    await attribution.attribute(work, transaction_id=transaction_id, creator_id=creator_id, at=sale.occurred_at)
    work.announce(Topic.REVENUE, creator_id)
    return True


async def creator_behind(work: Work, fanvue_uuid: UUID | None) -> UUID:
    """The creator of this agency with that Fanvue id.

    Raises:
        NotYourCreator: there is none.
    """
    query = select(col(Creator.id)).where(col(Creator.fanvue_uuid) == fanvue_uuid)
    found = (await work.session.execute(query)).scalar_one_or_none() if fanvue_uuid else None
    if found is None:
        raise NotYourCreator
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """Sales of one currency, creator, window and day, added up; `bucket` 1 is the first day of the bars."""

    currency: str
    creator_id: UUID
    creator: str
    current: bool
    bucket: int
    gross: int
    provisional: int
    net: int
    sales: int


@dataclass(slots=True)
class _Sums:
    """A currency while it is added up."""

    gross: int = 0
    before: int = 0
    provisional: int = 0
    net: int = 0
    sales: int = 0
    by_day: dict[int, int] = field(default_factory=dict)
    by_creator: dict[UUID, tuple[str, int, int]] = field(default_factory=dict)

    def add(self, part: _Part) -> None:
        name, now, before = self.by_creator.get(part.creator_id, (part.creator, 0, 0))
        if not part.current:
            self.before += part.gross
            self.by_creator[part.creator_id] = (name, now, before + part.gross)
            return
        self.gross += part.gross
        self.provisional += part.provisional
        self.net += part.net
        self.sales += part.sales
        self.by_day[part.bucket] = self.by_day.get(part.bucket, 0) + part.gross
        self.by_creator[part.creator_id] = (name, now + part.gross, before)


_SALES = (
    " from transactions t join creators c on (c.agency_id, c.id) = (t.agency_id, t.creator_id)"
    " where ((t.occurred_at >= :since and t.occurred_at < :until)"
    " or (t.occurred_at >= :before_since and t.occurred_at < :before_until))"
)
_WHICH = (
    "select t.currency, t.creator_id, c.name as creator, t.occurred_at >= :since as current,"
    " width_bucket(t.occurred_at, cast(:starts as timestamptz[])) as bucket"
)
_PARTS = (
    " join attributions own on (own.agency_id, own.transaction_id)"
    " = (t.agency_id, coalesce(t.reverses_id, t.id)) and own.profile_id = :profile"
    " join lateral (select array_agg(a.weight order by a.profile_id) as weights,"
    " array_position(array_agg(a.profile_id order by a.profile_id), :profile) as mine from attributions a"
    " where (a.agency_id, a.transaction_id) = (t.agency_id, coalesce(t.reverses_id, t.id))"
    " and a.profile_id is not null) parts on true where "
)
# The agency's sales, or with :profile the sales of the creator who is that person.
_GROUPED = text(
    f"{_WHICH}, sum(t.gross)::bigint as gross, count(*) as sales, coalesce(sum(t.net), 0)::bigint as net,"
    " coalesce(sum(t.gross) filter (where t.state = 'provisional'), 0)::bigint as provisional"
    f"{_SALES} and (cast(:profile as uuid) is null or c.profile_id = :profile)"
    " group by 1, 2, 3, 4, 5"
)
# The sales that :profile has a part of, with everybody's weights: each is split by itself, equal ones together.
_SHARED = text(
    f"{_WHICH}, t.gross, t.net, t.state = 'provisional' as hint, parts.weights, parts.mine, count(*) as times"
    f"{_SALES.replace(' where ', _PARTS, 1)}"
    " group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"
)


async def _parts(work: Work, asked: rules.Asked, starts: list[datetime], scope: Scope) -> list[_Part]:
    bounds = {
        "since": asked.window.since,
        "until": asked.window.until,
        "before_since": asked.before.since,
        "before_until": asked.before.until,
        "starts": starts,
    }
    if scope == Scope.AGENCY:
        rows = await work.session.execute(_GROUPED, {**bounds, "profile": None})
        return [_Part(**row) for row in rows.mappings()]
    bounds["profile"] = work.actor.person()
    if work.actor.role == Role.CREATOR:
        return [_Part(**row) for row in (await work.session.execute(_GROUPED, bounds)).mappings()]
    return [_own_part(row) for row in (await work.session.execute(_SHARED, bounds)).mappings()]


def _own_part(row: RowMapping) -> _Part:
    """The asker's part of a sale, times how often an equal one was made."""
    mine, times = int(row["mine"]) - 1, int(row["times"])  # PostgreSQL counts from one
    gross = rules.share(row["gross"], row["weights"], mine) * times
    net = rules.share(row["net"], row["weights"], mine) * times if row["net"] is not None else 0
    which = {key: row[key] for key in ("currency", "creator_id", "creator", "current", "bucket")}
    return _Part(**which, gross=gross, provisional=gross if row["hint"] else 0, net=net, sales=times)


def _totals(
    parts: list[_Part], asked: rules.Asked, starts: list[datetime], now: datetime, first: str
) -> tuple[CurrencyTotal, ...]:
    """One entry per currency, the agency's own (`first`) on top, then the larger."""
    by_currency: dict[str, _Sums] = {}
    for part in parts:
        by_currency.setdefault(part.currency, _Sums()).add(part)
    order = sorted(by_currency, key=lambda code: (code != first, -by_currency[code].gross, code))
    return tuple(_total(code, by_currency[code], asked, starts, now) for code in order)


def _total(currency: str, sums: _Sums, asked: rules.Asked, starts: list[datetime], now: datetime) -> CurrencyTotal:
    days = tuple(
        DayTotal(asked.days.first + periods.DAY * index, sums.by_day.get(index + 1, 0), start > now)
        for index, start in enumerate(starts)
    )
    creators = [CreatorTotal(key, name, gross, before) for key, (name, gross, before) in sums.by_creator.items()]
    return CurrencyTotal(
        currency=currency,
        gross=sums.gross,
        before=sums.before,
        provisional=sums.provisional,
        net=sums.net,
        sales=sums.sales,
        days=days,
        creators=tuple(sorted(creators, key=lambda one: (-one.gross, -one.before, one.name))),
    )
