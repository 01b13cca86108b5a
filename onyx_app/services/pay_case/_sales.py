"""The sales of a period and who earned them, grouped and written down by the database.

Alike sales of a day that one person earned become one; shared and reversed ones stay by themselves, because they are
split and taken back to the cent each. The database writes them in the canonical form of a case (docs/pay-calc.md),
person by person: for a million sales, moving rows to objects to text would take longer than calculating pay.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from onyx_app.rules import periods
from onyx_app.rules.periods import Period
from onyx_app.services.pay_case._reading import for_everybody, streamed
from onyx_app.work import Work

# Of a transaction only one person earned, that person; `shared` says that there are several (docs/rules-pay.md 42).
_IN_PERIOD = """t.occurred_at >= %(since)s and t.occurred_at < %(until)s and t.reverses_id is null
          and t.gross >= 0 and (t.state = 'settled' or %(provisional)s)"""
_COUNTED = """v.reverses_id is not null and v.state = 'settled'
          and (%(as_of)s::timestamptz is null or v.recorded_at <= %(as_of)s or t.recorded_at > %(as_of)s or exists (
              select 1 from attributions d where (d.agency_id, d.transaction_id) = (t.agency_id, t.id)
              and d.decided_at > %(as_of)s))"""
_WHOSE = """(%(whom)s::uuid[] is null or t.earner = any(%(whom)s::uuid[]) or (t.shared and exists (
          select 1 from attributions a where (a.agency_id, a.transaction_id) = (t.agency_id, t.id)
          and a.profile_id = any(%(whom)s::uuid[]))))"""
_SALE = """'{"id":' || to_json(id) || ',"creator":"' || creator_id || '","income":' || to_json(type) || ',"currency":"'
           || currency || '","gross":' || gross || ',"net":' || net || ',"day":"' || day || '"'"""
_SALES = f"""
    with taken_back as materialized (
        select t.*, -sum(v.gross)::bigint as back_gross, -sum(v.net)::bigint as back_net
        from transactions v join transactions t on (t.agency_id, t.id) = (v.agency_id, v.reverses_id)
        where {_COUNTED} and {_IN_PERIOD} and {_WHOSE}
        group by t.agency_id, t.id
    ), alike as (
        select to_char(t.occurred_at at time zone %(zone)s, 'YYYY-MM-DD') as day, t.creator_id, t.type, t.currency,
               t.earner, count(*) as times, sum(t.gross)::bigint as gross, sum(coalesce(t.net, t.gross))::bigint as net
        from transactions t
        where {_IN_PERIOD} and not t.shared and (%(whom)s::uuid[] is null or t.earner = any(%(whom)s::uuid[]))
          and not exists (select 1 from transactions v where v.agency_id = t.agency_id and v.reverses_id = t.id
                          and {_COUNTED})
        group by 1, 2, 3, 4, 5
    ), special as (
        select * from taken_back
        union all
        select t.*, 0, 0 from transactions t
        where {_IN_PERIOD} and t.shared and {_WHOSE} and not exists (select 1 from taken_back b where b.id = t.id)
    ), credited as (
        select t.id::text, to_char(t.occurred_at at time zone %(zone)s, 'YYYY-MM-DD') as day, t.creator_id, t.type,
               t.currency, t.gross, coalesce(t.net, t.gross) as net, least(back_gross, t.gross) as back_gross,
               least(back_net, coalesce(t.net, t.gross)) as back_net, c.people, c.credits
        from special t cross join lateral (
            select array_agg(a.profile_id) as people, string_agg('["' || a.profile_id || '",'
                   || case when t.shared then a.weight else 1 end || ']', ',' order by a.profile_id) as credits
            from attributions a
            where (a.agency_id, a.transaction_id) = (t.agency_id, t.id) and a.profile_id is not null
              and (a.method = 'shift' or not exists (
                  select 1 from attributions s
                  where (s.agency_id, s.transaction_id) = (t.agency_id, t.id) and s.method = 'shift'))
        ) c
    ), written as (
        select earner as person, id, null as others,
               {_SALE} || case when times > 1 then ',"count":' || times else '' end
               || coalesce(',"credits":[["' || earner || '",1]]', '') || '}}' as sale
        from (select *, concat_ws(':', day, creator_id, type, currency, coalesce(earner::text, '')) as id from alike) a
        union all
        select person, id, array_to_string(array_remove(people, person), ' '),
               {_SALE} || case when back_gross <> 0 then ',"reversed_gross":' || back_gross else '' end
               || case when back_net <> 0 then ',"reversed_net":' || back_net else '' end
               || coalesce(',"credits":[' || credits || ']', '') || '}}'
        from credited, unnest(coalesce(people, array[null::uuid])) person
        where %(whom)s::uuid[] is null or person = any(%(whom)s::uuid[])
    )
    select person, string_agg(sale, ',' order by id collate "C") as sales, string_agg(others, ' ') as others
    from written group by person"""  # noqa: S608


class Sold(NamedTuple):
    """What one person sold, or what nobody earned yet: sales as JSON, without the brackets of a list.

    `others` share some of them.
    """

    sales: str = ""
    others: frozenset[str] = frozenset()


async def sales_of(
    work: Work, period: Period, zone: str, whom: list[UUID] | None, *, provisional: bool, as_of: datetime | None
) -> dict[UUID | None, Sold]:
    """Settled sales by business date and person, None for nobody; with `whom` only those that credit them.

    A shared sale is with everybody it credits. `as_of`: reversals recorded later are left out, but not those of sales
    that were unknown or nobody's then.
    """
    window = periods.window_of(period, periods.zone(zone))
    asked = {"zone": zone, "since": window.since, "until": window.until, "provisional": provisional}
    if whom is None:
        await for_everybody(work)
    return {
        person: Sold(sales, frozenset(others.split()) if others else frozenset())
        async for person, sales, others in streamed(work, _SALES, asked | {"whom": whom, "as_of": as_of})
    }


def group_id(day: object, creator: object, income: str, currency: str, person: object) -> str:
    """How a group of alike sales is named in a case, on a slip and in a clawback; as in the statement above."""
    return f"{day}:{creator}:{income}:{currency}:{person}"
