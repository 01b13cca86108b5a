"""The pay plans page through its handlers: weighed first, saved after, errors next to their fields."""

from datetime import UTC, datetime

from onyx_app.states.pay_plans import PayPlansState
from tests import cast
from tests.conftest import House
from tests.handlers import Desk, at_desk
from tests.services.paying import sheet

ADA = str(cast.CHATTER.profile_id)
TYPED = {"since": "2026-01-01", "currency": "EUR", "hourly": "12.50", "rule0_value": "10", "rule0_kind": "percent"}
OPEN = f"/settings/pay-plans?open={ADA}"


async def test_a_plan_is_weighed_saved_and_shown_in_words(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=OPEN) as desk:
        await desk.send(PayPlansState.load)
        before = await desk.value(PayPlansState, "without")
        await desk.send(PayPlansState.weigh, profile_id=ADA, form=TYPED | {"regular_rate": False})
        kept = house.rows("select count(*) from pay_plans")
        await desk.send(PayPlansState.save, profile_id=ADA)

        assert kept == [(0,)]
        assert await desk.value(PayPlansState, "without") == before - 1
        assert await desk.flashes() == ["The plan of Ada Chatter is saved."]
        person = await desk.value(PayPlansState, "person")
        assert [(one.state, one.lines, one.by) for one in person.versions] == [
            ("now", ["€12.50 per hour", "10% of net"], "Mona Owner")
        ]
        assert person.form.hourly == "12.50"
    assert house.rows("select terms->>'hourly' from pay_plans") == [("1250",)]


async def test_the_weighing_says_what_the_last_90_days_would_have_cost(house: House) -> None:
    async with at_desk(house, cast.ADMIN, path=OPEN) as desk:
        await desk.send(PayPlansState.load)
        await _worked_last_month(house)
        await desk.send(PayPlansState.weigh, profile_id=ADA, form=TYPED)

        change = await desk.value(PayPlansState, "change")
        assert [(cost.now, cost.changed, cost.more) for cost in change.costs] == [("€0.00", "€100.00", "+€100.00")]
        assert change.days


async def test_every_wrong_field_has_its_sentence_and_nothing_is_saved(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=OPEN) as desk:
        await desk.send(PayPlansState.load)
        await desk.send(PayPlansState.weigh, profile_id=ADA, form=TYPED | {"hourly": "x", "night": "40"})
        errors = dict(await desk.value(PayPlansState, "errors"))
        await desk.send(PayPlansState.weigh, profile_id=ADA, form=TYPED | {"since": "soon"})
        second = dict(await desk.value(PayPlansState, "errors"))
        await desk.send(PayPlansState.save, profile_id=ADA)

    assert set(errors) == {"hourly", "night", "form"}
    assert set(second) == {"since"}
    assert house.rows("select count(*) from pay_plans") == [(0,)]


async def test_what_was_weighed_for_one_person_is_not_saved_for_another(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=OPEN) as desk:
        await desk.send(PayPlansState.load)
        await desk.send(PayPlansState.weigh, profile_id=ADA, form=TYPED)
        await desk.send(PayPlansState.save, profile_id=str(cast.OTHER_CHATTER.profile_id))

    assert house.rows("select count(*) from pay_plans") == [(0,)]


async def test_a_second_rule_is_one_press_away_and_five_are_the_most(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=OPEN) as desk:
        await desk.send(PayPlansState.load)
        await _press(desk, 7)

        assert await desk.value(PayPlansState, "rules") == 5


async def _press(desk: Desk, times: int) -> None:
    for _ in range(times):
        await desk.send(PayPlansState.add_rule)


async def _worked_last_month(house: House) -> None:
    """Eight hours in the month before this one."""
    now = datetime.now(UTC)
    year, month = (now.year, now.month - 1) if now.month > 1 else (now.year - 1, 12)
    day = f"{year}-{month:02d}-10"
    sheet(house, f"{day} 09:00", f"{day} 17:00")
