"""What came in: per currency, as far as the asker may see, and the same to the cent whoever reads it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from onyx_app.errors import NotAllowed
from onyx_app.rules.revenue import Span
from onyx_app.services import revenue
from onyx_app.services.revenue import CurrencyTotal, Summary
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House

WEDNESDAY = datetime(2026, 11, 18, 12, tzinfo=UTC)  # 14:00 in Bucharest
HOUR = timedelta(hours=1)


def sold(
    house: House, at: datetime, gross: int, *, creator: UUID = cast.LUNA, agency: UUID = cast.NORTHLIGHT,
    currency: str = "EUR", net: int | None = None, people: dict[UUID, int] | None = None,
) -> None:  # fmt: skip
    """A sale, settled when its net is known, earned by `people` (profile → weight)."""
    state = "provisional" if net is None else "settled"
    fee = None if net is None else gross - net
    [(sale,)] = house.rows(
        "insert into transactions (agency_id, creator_id, occurred_at, type, gross, fee, net, currency, origin, state,"
        " natural_key) values (%s, %s, %s, 'tip', %s, %s, %s, %s, 'manual', %s, gen_random_uuid()) returning id",
        agency, creator, at, gross, fee, net, currency, state,
    )  # fmt: skip
    for profile, weight in (people or {}).items():
        house.rows(
            "insert into attributions (agency_id, transaction_id, profile_id, method, weight)"
            " values (%s, %s, %s, 'assignment', %s) returning id",
            agency, sale, profile, weight,
        )  # fmt: skip


async def read(person: cast.Person, window: Span | str = Span.THIS_WEEK, at: datetime = WEDNESDAY) -> Summary:
    async with open_work(person.actor, now=at) as work:
        return await revenue.summary(work, window=window)


def only(found: Summary) -> CurrencyTotal:
    [total] = found.totals
    return total


async def test_this_week_stands_against_the_same_hours_of_last_week(house: House) -> None:
    week = timedelta(days=7)
    for at, gross in (
        (WEDNESDAY - HOUR, 1000),
        (datetime(2026, 11, 15, 22, 0, tzinfo=UTC), 200),  # Monday 00:00 in Bucharest: this week
        (datetime(2026, 11, 15, 21, 59, 59, tzinfo=UTC), 40),  # a second earlier: last week, after the same hour
        (WEDNESDAY - week - HOUR, 500),
        (WEDNESDAY - week + HOUR, 80),  # last week, but later in it than now
        (WEDNESDAY, 9999),  # half-open: not yet
    ):
        sold(house, at, gross)

    total = only(await read(cast.OWNER))

    assert (total.gross, total.before, total.sales) == (1200, 500, 2)
    assert [(day.day, day.gross) for day in total.days][:3] == [
        (date(2026, 11, 16), 200),
        (date(2026, 11, 17), 0),
        (date(2026, 11, 18), 1000),
    ]
    assert [day.ahead for day in total.days] == [False] * 3 + [True] * 4


async def test_the_provisional_part_is_told_apart_and_net_is_only_what_is_settled(house: House) -> None:
    sold(house, WEDNESDAY - HOUR, 1000, net=800)
    sold(house, WEDNESDAY - HOUR, 333)

    total = only(await read(cast.ADMIN))

    assert (total.gross, total.provisional, total.net) == (1333, 333, 800)


async def test_currencies_are_never_added_and_the_agencys_own_comes_first(house: House) -> None:
    sold(house, WEDNESDAY - HOUR, 100)
    sold(house, WEDNESDAY - HOUR, 90_000, currency="USD")

    found = await read(cast.OWNER)

    assert [(total.currency, total.gross) for total in found.totals] == [("EUR", 100), ("USD", 90_000)]


async def test_creators_are_listed_with_what_they_made_before(house: House) -> None:
    sold(house, WEDNESDAY - HOUR, 100)
    sold(house, WEDNESDAY - HOUR, 300, creator=cast.VERA)
    sold(house, WEDNESDAY - timedelta(days=7, hours=1), 50)

    total = only(await read(cast.MANAGER))

    assert [(one.name, one.gross, one.before) for one in total.creators] == [("Vera", 300, 0), ("Luna", 100, 50)]


async def test_a_chatter_sees_their_own_share_and_the_shares_add_up(house: House) -> None:
    both = {cast.CHATTER.profile_id: 1, cast.OTHER_CHATTER.profile_id: 2}
    for gross in (1000, 1, 2, 99):
        sold(house, WEDNESDAY - HOUR, gross, people=both)
    sold(house, WEDNESDAY - HOUR, 5000, people={cast.OTHER_CHATTER.profile_id: 1})
    sold(house, WEDNESDAY - HOUR, 70_000)

    ada, sam = only(await read(cast.CHATTER)), only(await read(cast.OTHER_CHATTER))

    assert ada.gross == 333 + 0 + 1 + 33
    assert ada.gross + sam.gross == 1102 + 5000
    assert ada.sales == 4


async def test_a_creator_sees_their_own_statement_only(house: House) -> None:
    sold(house, WEDNESDAY - HOUR, 100)
    sold(house, WEDNESDAY - HOUR, 300, creator=cast.VERA)

    total = only(await read(cast.CREATOR))

    assert (total.gross, [one.name for one in total.creators]) == (100, ["Luna"])


async def test_content_people_see_no_money(house: House) -> None:
    with pytest.raises(NotAllowed):
        await read(cast.CONTENT)


async def test_the_rival_sees_nothing_of_it(house: House) -> None:
    sold(house, WEDNESDAY - HOUR, 100)

    found = await read(cast.RIVAL_OWNER)

    assert (found.totals, found.currency, found.zone) == ((), "USD", "America/New_York")


@pytest.mark.parametrize(
    ("window", "expected"),
    [("today", 1), ("yesterday", 10), ("last_week", 100), ("this_month", 1111), ("last_month", 20_000)],
)
async def test_other_windows_cover_what_they_say(house: House, window: str, expected: int) -> None:
    for at, gross in (
        (WEDNESDAY - HOUR, 1),
        (WEDNESDAY - timedelta(days=1), 10),
        (WEDNESDAY - timedelta(days=7), 100),
        (WEDNESDAY - timedelta(days=14), 1000),
        (WEDNESDAY - timedelta(days=28), 20_000),
    ):
        sold(house, at, gross)

    assert only(await read(cast.OWNER, window)).gross == expected


async def test_a_summary_takes_two_queries(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    async with open_work(cast.OWNER.actor, now=WEDNESDAY) as work:
        execute = work.session.execute

        async def counted(*args: Any, **kwargs: Any) -> Any:
            asked.append(args)
            return await execute(*args, **kwargs)

        monkeypatch.setattr(work.session, "execute", counted)
        await revenue.summary(work)

    assert len(asked) == 2
