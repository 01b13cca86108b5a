"""Pay plans: versions by date, sentences for every wrong field, and nobody's rates in the wrong hands."""

import asyncio
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from onyx_app.errors import InvalidInput, NotAllowed, NotFound
from onyx_app.rules.pay_plans import TermsRefused
from onyx_app.rules.periods import Period
from onyx_app.services import pay_plans
from onyx_app.services.pay_plans import NoSuchCreator, PlanCard
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House

ADA = cast.CHATTER.profile_id
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


async def set_plan(since: date, terms: dict[str, Any], by: cast.Person = cast.OWNER, **more: Any) -> PlanCard:
    async with open_work(by.actor) as work:
        return await pay_plans.set_plan(
            work, **({"profile_id": ADA, "since": since, "currency": "EUR", "terms": terms} | more)
        )


async def in_march(by: cast.Person = cast.OWNER) -> Any:
    async with open_work(by.actor) as work:
        return await pay_plans.plans_of(work, [ADA], MARCH)


async def test_a_plan_is_kept_with_all_its_elements_and_read_back_by_the_engine(house: House) -> None:
    terms = {
        "hourly": 1250, "daily_overtime": [{"after_minutes": 480, "factor": "1.5"}], "night": "1.25",
        "base": 100000, "guarantee": 150000, "leave": [{"kind": "holiday", "percent": "100"}],
        "commission": [{"id": "luna", "creator": str(cast.LUNA), "basis": "gross", "percent": "12.5"},
                       {"id": "rest", "priority": 9, "brackets": [{"above": 0, "percent": "5"}]}],
    }  # fmt: skip

    card = await set_plan(date(2026, 1, 1), terms)

    assert card.terms == terms
    [plan] = (await in_march())[ADA]
    assert (plan.id, plan.hourly, plan.night, plan.commission[0].percent) == (str(card.plan_id), 1250, 12500, 1250)
    assert house.rows("select action, subject from audit_entries") == [("pay_plan_set", str(ADA))]


async def test_the_same_day_again_is_a_new_version_and_the_old_one_stays_on_record(house: House) -> None:
    await set_plan(date(2026, 1, 1), {"hourly": 1000})
    await set_plan(date(2026, 1, 1), {"hourly": 1100})

    async with open_work(cast.ADMIN.actor) as work:
        cards = await pay_plans.versions(work, profile_id=ADA)

    assert sorted((card.terms["hourly"], card.replaced_at is None) for card in cards) == [(1000, False), (1100, True)]
    assert [plan.hourly for plan in (await in_march())[ADA]] == [1100]


async def test_a_period_knows_the_plan_it_begins_with_and_those_that_start_in_it(house: House) -> None:
    for since, hourly in ((date(2025, 1, 1), 1), (date(2026, 1, 1), 2), (date(2026, 3, 9), 3), (date(2026, 4, 1), 4)):
        await set_plan(since, {"hourly": hourly})

    assert [plan.hourly for plan in (await in_march())[ADA]] == [2, 3]


async def test_a_withdrawn_version_gives_way_to_the_one_before(house: House) -> None:
    await set_plan(date(2026, 1, 1), {"hourly": 1000})
    later = await set_plan(date(2026, 3, 1), {"hourly": 2000})

    async with open_work(cast.OWNER.actor) as work:
        await pay_plans.withdraw(work, plan_id=later.plan_id)

    assert [plan.hourly for plan in (await in_march())[ADA]] == [1000]
    with pytest.raises(NotFound):
        async with open_work(cast.OWNER.actor) as work:
            await pay_plans.withdraw(work, plan_id=later.plan_id)


async def test_in_force_is_everybodys_plan_of_the_day(house: House) -> None:
    await set_plan(date(2026, 1, 1), {"hourly": 1000}, until=date(2026, 3, 1))
    await set_plan(date(2026, 1, 1), {"hourly": 900}, profile_id=cast.MANAGER.profile_id)

    async with open_work(cast.OWNER.actor) as work:
        in_february = await pay_plans.in_force(work, day=date(2026, 2, 1))
        later = await pay_plans.in_force(work, day=date(2026, 3, 1))

    assert set(in_february) == {ADA, cast.MANAGER.profile_id}
    assert set(later) == {cast.MANAGER.profile_id}


@pytest.mark.parametrize(
    ("terms", "field", "reason"),
    [
        ({"hourly": -1}, "hourly", "amount"),
        ({"hourly": "12"}, "hourly", "amount"),
        ({"night": "0.5"}, "night", "factor"),
        ({"commission": [{"id": "a", "percent": "12.345"}]}, "commission.0.percent", "percent"),
        ({"commission": [{"id": "a", "percent": "1", "fixed": 1}]}, "commission", "one_of"),
        ({"commission": [{"percent": "1"}]}, "commission.0.id", "required"),
        ({"commission": [{"id": "a", "basis": "profit", "percent": "1"}]}, "commission.0.basis", "choice"),
        ({"daily_overtime": [{"after_minutes": 20000, "factor": "2"}]}, "daily_overtime.0.after_minutes", "minutes"),
        ({"weekly_overtime": [{"after_minutes": 1, "factor": "2"}] * 2}, "weekly_overtime", "twice"),
        ({"horly": 5}, "horly", "unknown"),
        ({"since": "2020-01-01"}, "since", "unknown"),
    ],
)  # fmt: skip
async def test_a_wrong_term_is_a_sentence_next_to_its_field(
    house: House, terms: dict[str, Any], field: str, reason: str
) -> None:
    with pytest.raises(TermsRefused) as refused:
        await set_plan(date(2026, 1, 1), terms)

    assert (refused.value.field, refused.value.key) == (field, f"pay_plans.wrong.{reason}")
    assert house.rows("select count(*) from pay_plans") == [(0,)]


async def test_all_wrong_fields_are_named_at_once(house: House) -> None:
    with pytest.raises(TermsRefused) as refused:
        await set_plan(date(2026, 1, 1), {"hourly": -1, "night": "x"})

    assert [wrong.field for wrong in refused.value.wrong] == ["hourly", "night"]


async def test_dates_currency_person_and_creator_must_exist(house: House) -> None:
    with pytest.raises(TermsRefused, match="plan_dates"):
        await set_plan(date(2026, 1, 2), {}, until=date(2026, 1, 1))
    with pytest.raises(InvalidInput, match="currency"):
        await set_plan(date(2026, 1, 2), {}, currency="EURO")
    with pytest.raises(NotFound):
        await set_plan(date(2026, 1, 2), {}, profile_id=cast.RIVAL_CHATTER.profile_id)
    for creator in (uuid4(), cast.RIVAL_STAR):
        with pytest.raises(NoSuchCreator):
            await set_plan(date(2026, 1, 2), {"commission": [{"id": "a", "creator": str(creator), "percent": "1"}]})


async def test_eight_changes_of_one_day_at_once_leave_one_version_in_force(house: House) -> None:
    await asyncio.gather(*(set_plan(date(2026, 1, 1), {"hourly": rate}) for rate in range(8)))

    assert house.rows("select count(*), count(*) filter (where replaced_at is null) from pay_plans") == [(8, 1)]


@pytest.mark.parametrize("person", [cast.MANAGER, cast.CHATTER, cast.CREATOR])
async def test_only_owner_and_admin_set_plans(house: House, person: cast.Person) -> None:
    with pytest.raises(NotAllowed):
        await set_plan(date(2026, 1, 1), {}, by=person)


async def test_people_read_their_own_plan_and_no_other(house: House) -> None:
    await set_plan(date(2026, 1, 1), {"hourly": 1000})

    assert [plan.hourly for plan in (await in_march(cast.CHATTER))[ADA]] == [1000]
    for other in (cast.MANAGER, cast.OTHER_CHATTER, cast.CREATOR):
        with pytest.raises(NotAllowed):
            await in_march(other)
    async with open_work(cast.CHATTER.actor) as work:
        with pytest.raises(NotAllowed):
            await pay_plans.plans_of(work, None, MARCH)
