"""The sales of a period and who earned them, grouped by the database.

Alike sales of a day that one person earned become one; shared and reversed ones stay by themselves, because they are
split and taken back to the cent each.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from onyx_app.rules import periods
from onyx_app.rules.pay import Sale
from onyx_app.rules.periods import Period
from onyx_app.work import Work

_SALES = text("""
    with sold as materialized (
        select t.agency_id, t.id, t.creator_id, t.type, t.currency, t.gross, coalesce(t.net, t.gross) as net,
               (t.occurred_at at time zone :zone)::date as day, t.recorded_at
        from transactions t
        where t.occurred_at >= :since and t.occurred_at < :until and t.reverses_id is null and t.gross >= 0
          and (t.state = 'settled' or :provisional)
    ), credited as materialized (
        select a.transaction_id, a.profile_id, a.method, a.weight
        from attributions a join sold s on (s.agency_id, s.id) = (a.agency_id, a.transaction_id)
        where a.profile_id is not null
    ), shared as (
        select transaction_id,
               coalesce(array_agg(profile_id order by profile_id) filter (where method = 'shift'),
                        array_agg(profile_id order by profile_id)) as people,
               coalesce(array_agg(weight order by profile_id) filter (where method = 'shift'),
                        array_agg(weight order by profile_id)) as weights
        from credited
        where transaction_id in (select transaction_id from credited group by 1 having count(*) > 1)
        group by transaction_id
    ), taken_back as (
        select s.id, -sum(v.gross) as gross, -sum(v.net) as net
        from transactions v join sold s on (s.agency_id, s.id) = (v.agency_id, v.reverses_id)
        where v.reverses_id is not null and v.state = 'settled'
          and (cast(:as_of as timestamptz) is null or v.recorded_at <= :as_of or s.recorded_at > :as_of)
        group by s.id
    ), by_itself as (
        select id from taken_back union select transaction_id from shared
    ), told as (
        select s.id as sale, s.day, s.creator_id, s.type, s.currency,
               coalesce(h.people, array_remove(array[c.profile_id], null)) as people,
               h.weights, 1 as times, s.gross, s.net, coalesce(v.gross, 0)::bigint as back_gross,
               coalesce(v.net, 0)::bigint as back_net
        from by_itself b join sold s on s.id = b.id left join shared h on h.transaction_id = s.id
             left join credited c on c.transaction_id = s.id and h.transaction_id is null
             left join taken_back v on v.id = s.id
        union all
        select null, s.day, s.creator_id, s.type, s.currency, array_remove(array[c.profile_id], null), null,
               count(*)::int, sum(s.gross)::bigint, sum(s.net)::bigint, 0, 0
        from sold s left join credited c on c.transaction_id = s.id
        where not exists (select 1 from by_itself b where b.id = s.id)
        group by s.day, s.creator_id, s.type, s.currency, c.profile_id
    )
    select * from told where cast(:whom as uuid[]) is null or people && cast(:whom as uuid[])""")


async def sales_of(
    work: Work, period: Period, zone: str, whom: list[UUID] | None, *, provisional: bool, as_of: datetime | None
) -> list[Sale]:
    """Settled sales by business date; with `whom` only those that credit them."""
    window = periods.window_of(period, periods.zone(zone))
    asked = {"zone": zone, "since": window.since, "until": window.until, "provisional": provisional}
    rows = await work.session.execute(_SALES, asked | {"whom": whom, "as_of": as_of})
    return [_sale(row) for row in rows]


def group_id(day: object, creator: object, income: str, currency: str, person: object) -> str:
    """How a group of alike sales is named in a case, on a slip and in a clawback."""
    return f"{day}:{creator}:{income}:{currency}:{person}"


def _sale(row: Any) -> Sale:
    people = [str(person) for person in row.people or ()]
    named = str(row.sale) if row.sale else group_id(row.day, row.creator_id, row.type, row.currency, "".join(people))
    return Sale(
        named,
        str(row.creator_id),
        row.type,
        row.currency,
        row.gross,
        row.net,
        day=row.day,
        count=row.times,
        reversed_gross=min(row.back_gross, row.gross),
        reversed_net=min(row.back_net, row.net),
        credits=tuple(zip(people, row.weights or [1] * len(people), strict=True)),
    )
