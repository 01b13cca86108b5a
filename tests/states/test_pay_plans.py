"""The pay plans page through its handlers: weighed first, saved after, errors next to their fields."""

from datetime import UTC, datetime

from onyx_app.states.pay_plans import PayPlansState
from tests import cast
from tests.conftest import House
from tests.handlers import Desk, at_desk
from tests.services.paying import plan, sheet

ADA = str(cast.CHATTER.profile_id)
TYPED = {"since": "2026-01-01", "currency": "EUR", "hourly": "12.50", "r0_value": "10", "r0_kind": "percent"}
OPEN = f"/settings/pay-plans?open={ADA}"


async def test_a_plan_is_weighed_saved_and_shown_in_words(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=OPEN) as desk:
        await desk.send(PayPlansState.load)
        before = (await desk.value(PayPlansState, "people")).without
        await desk.send(PayPlansState.weigh, profile_id=ADA, form=TYPED | {"regular_rate": False})
        kept = house.rows("select count(*) from pay_plans")
        await desk.send(PayPlansState.save, profile_id=ADA)

        assert kept == [(0,)]
        assert (await desk.value(PayPlansState, "people")).without == before - 1
        assert await desk.flashes() == ["The plan of Ada Chatter is saved."]
        person = await desk.value(PayPlansState, "person")
        assert [(one.state, one.lines, one.by) for one in person.versions] == [
            ("now", ["€12.50 per hour", "10% of net"], "Mona Owner")
        ]
        assert (await desk.value(PayPlansState, "form")).hourly == "12.50"
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


async def test_brackets_overtime_and_leave_are_typed_in_rows_of_their_own(house: House) -> None:
    typed = TYPED | {"r0_kind": "brackets", "r0_basis": "gross", "r0_b0_percent": "5", "r0_b1_above": "1000",
                     "r0_b1_percent": "8", "t0_after": "8", "t0_factor": "1.5", "leave_vacation": "100",
                     "until": "2026-12-31"}  # fmt: skip
    async with at_desk(house, cast.OWNER, path=OPEN) as desk:
        await desk.send(PayPlansState.load)
        await press(desk, "kind", "r0", "brackets")
        await press(desk, "add_tier", value="day")
        await desk.send(PayPlansState.weigh, profile_id=ADA, form=typed)
        change = await desk.value(PayPlansState, "change")
        await desk.send(PayPlansState.save, profile_id=ADA)

    assert change.lines == ["€12.50 per hour", "5% above €0.00, 8% above €1,000.00 of gross",
                            "× 1.5 beyond 8 hours a day", "Vacation leave at 100%"]  # fmt: skip
    assert change.since == "From Jan 1, 2026 until Dec 31, 2026"
    [(terms, until)] = house.rows("select terms, until_day from pay_plans")
    assert terms["commission"][0]["brackets"] == [{"above": 0, "percent": "5"}, {"above": 100000, "percent": "8"}]
    assert (terms["leave"], until.isoformat()) == ([{"kind": "vacation", "percent": "100"}], "2027-01-01")


async def test_a_wrong_bracket_is_explained_next_to_it_and_the_last_day_cannot_come_first(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=OPEN) as desk:
        await desk.send(PayPlansState.load)
        await press(desk, "kind", "r0", "brackets")
        await desk.send(PayPlansState.weigh, profile_id=ADA, form=TYPED | {"r0_kind": "brackets", "r0_b1_percent": "x"})
        brackets = dict(await desk.value(PayPlansState, "errors"))
        await desk.send(PayPlansState.weigh, profile_id=ADA, form=TYPED | {"until": "2025-12-31"})
        dates = dict(await desk.value(PayPlansState, "errors"))
        await press(desk, "explode")
        unknown = await desk.value(PayPlansState, "errors")

    assert set(brackets) == {"r0_b1_above", "r0_b1_percent", "form"}
    assert set(dates) == {"until"}
    assert set(unknown) == {"form"}


async def test_rules_are_added_moved_and_taken_away_and_twenty_are_the_most(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=OPEN) as desk:
        await desk.send(PayPlansState.load)
        for _ in range(25):
            await press(desk, "add_rule")
        most = await rule_ids(desk)
        await press(desk, "raise_rule", "r1")
        await press(desk, "raise_rule", "r1")
        await press(desk, "drop_rule", "r0")
        await press(desk, "drop_rule", "nobody")

        assert len(most) == 20
        assert (await rule_ids(desk))[:2] == ["r1", "r2"]


async def test_a_planned_version_is_withdrawn_and_the_one_before_goes_on(house: House) -> None:
    plan(house, hourly=1000)
    later = plan(house, since="2999-01-01", hourly=2000)
    async with at_desk(house, cast.OWNER, path=OPEN) as desk:
        await desk.send(PayPlansState.load)
        await desk.send(PayPlansState.ask_withdraw, plan_id=str(later))
        asked = await desk.value(PayPlansState, "leaving_words")
        await desk.send(PayPlansState.withdraw, plan_id=str(later))
        versions = (await desk.value(PayPlansState, "person")).versions
        await desk.send(PayPlansState.ask_withdraw, plan_id=ADA)

        assert asked == "From Jan 1, 2999"
        assert sorted(one.state for one in versions) == ["now", "replaced"]
        assert await desk.value(PayPlansState, "leaving") == ""


async def test_the_list_is_searched_and_counts_everybody_without_a_plan(house: House) -> None:
    plan(house, hourly=1000)
    async with at_desk(house, cast.OWNER, path="/settings/pay-plans?search=chat") as desk:
        await desk.send(PayPlansState.load)
        people = await desk.value(PayPlansState, "people")

    assert [row.name for row in people.rows] == ["Sam Chatter", "Ada Chatter"]
    assert people.without == 5


async def press(desk: Desk, what: str, row: str = "", value: str = "") -> None:
    await desk.send(PayPlansState.edit_rows, what=what, row=row, value=value)


async def rule_ids(desk: Desk) -> list[str]:
    return [row.id for row in (await desk.value(PayPlansState, "form")).rules]


async def _worked_last_month(house: House) -> None:
    """Eight hours in the month before this one."""
    now = datetime.now(UTC)
    year, month = (now.year, now.month - 1) if now.month > 1 else (now.year - 1, 12)
    day = f"{year}-{month:02d}-10"
    sheet(house, f"{day} 09:00", f"{day} 17:00")
