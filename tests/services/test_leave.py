"""Leave: asked for by its person, decided by somebody else, read by the plan."""

from datetime import date

import pytest

from onyx_app.errors import InvalidInput, NotAllowed, NotFound, OnyxError
from onyx_app.rules.leave import Backwards, FarAway, TooLong
from onyx_app.services import leave, shifts
from onyx_app.services.leave import Decided, Overlap, OwnLeave
from tests import cast
from tests.conftest import House
from tests.services.clocking import MONDAY, audited, do

MON, FRI = date(2026, 12, 7), date(2026, 12, 11)


async def ask(person: cast.Person = cast.CHATTER, first: date = MON, last: date = FRI, **more: object) -> leave.Leave:
    asked = {"kind": "vacation", "first": first, "last": last, **more}
    return await do(person, leave.ask, MONDAY, **asked)  # type: ignore[no-any-return]


async def planned_off(person: cast.Person, day: date = MON) -> dict[str, list[date]]:
    """By name, the approved days off on the plan of a week, as it shows them to somebody."""
    plan = await do(person, shifts.week, MONDAY, day=day)
    off = {row.name: [each.day for each in row.leave if each.status == "approved"] for row in plan.rows}
    return {name: days for name, days in off.items() if days}


async def test_a_request_is_decided_with_an_answer_and_then_on_the_plan(house: House) -> None:
    asked = await ask(reason="Family")
    [waits] = (await do(cast.MANAGER, leave.waiting, MONDAY)).rows
    assert await planned_off(cast.MANAGER) == {}

    granted = await do(cast.MANAGER, leave.decide, MONDAY, leave_id=asked.id, approve=True, answer="Enjoy")

    assert (waits.name, waits.kind, waits.minutes_a_day, waits.may_decide) == ("Ada Chatter", "vacation", None, True)
    assert (granted.status, granted.decided_by, granted.answer) == ("approved", "Mara Manager", "Enjoy")
    assert await planned_off(cast.MANAGER) == {"Ada Chatter": [date(2026, 12, day) for day in range(7, 12)]}
    assert await planned_off(cast.MANAGER, date(2026, 12, 14)) == {}
    assert [one.id for one in (await do(cast.MANAGER, leave.upcoming, MONDAY)).rows] == [asked.id]
    assert audited(house) == ["leave_approved"]


async def test_the_plan_shows_chatters_their_own_leave_only(house: House) -> None:
    asked = await ask()
    await do(cast.MANAGER, leave.decide, MONDAY, leave_id=asked.id, approve=True)

    assert await planned_off(cast.OTHER_CHATTER) == {}
    assert (await planned_off(cast.CHATTER)).keys() == (await planned_off(cast.MANAGER)).keys() == {"Ada Chatter"}


async def test_days_asked_for_twice_are_refused_until_the_first_request_is_gone(house: House) -> None:
    asked = await ask()
    with pytest.raises(Overlap) as refused:
        await ask(first=FRI, last=FRI, minutes_a_day=120)
    await do(cast.CHATTER, leave.withdraw, MONDAY, leave_id=asked.id)

    assert refused.value.field == "first"
    assert (await ask(first=FRI, last=FRI, minutes_a_day=120)).minutes_a_day == 120


async def test_refusing_takes_an_answer_and_what_was_granted_can_be_taken_back(house: House) -> None:
    asked = await ask()
    with pytest.raises(InvalidInput):
        await do(cast.OWNER, leave.decide, MONDAY, leave_id=asked.id, approve=False)
    await do(cast.OWNER, leave.decide, MONDAY, leave_id=asked.id, approve=True)
    with pytest.raises(Decided):
        await do(cast.CHATTER, leave.withdraw, MONDAY, leave_id=asked.id)

    back = await do(cast.OWNER, leave.decide, MONDAY, leave_id=asked.id, approve=False, answer="Christmas is full")

    assert (back.status, back.may_decide) == ("refused", False)
    with pytest.raises(Decided):
        await do(cast.OWNER, leave.decide, MONDAY, leave_id=asked.id, approve=True)


async def test_nobody_grants_their_own_while_somebody_else_may(house: House) -> None:
    asked = await ask(cast.MANAGER)

    with pytest.raises(OwnLeave):
        await do(cast.MANAGER, leave.decide, MONDAY, leave_id=asked.id, approve=True)
    house.rows("update profiles set status = 'left' where role in ('admin', 'owner') returning id")
    assert (await do(cast.MANAGER, leave.decide, MONDAY, leave_id=asked.id, approve=True)).status == "approved"
    assert audited(house) == ["own_leave_approved"]


@pytest.mark.parametrize(
    ("asked", "refusal", "field"),
    [
        ({"first": FRI, "last": MON}, Backwards, "last"),
        ({"first": date(2026, 1, 1), "last": date(2027, 3, 1)}, TooLong, "last"),
        ({"first": date(2062, 12, 7), "last": date(2062, 12, 7)}, FarAway, "first"),
        ({"kind": "holiday"}, InvalidInput, "kind"),
        ({"kind": "other"}, InvalidInput, "reason"),
        ({"minutes_a_day": "1441"}, InvalidInput, "minutes_a_day"),
        ({"minutes_a_day": "half"}, InvalidInput, "minutes_a_day"),
        ({"reason": "x" * 501}, InvalidInput, "reason"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_field(
    house: House, asked: dict[str, object], refusal: type[OnyxError], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        await ask(**asked)  # type: ignore[arg-type]

    assert refused.value.field == field


async def test_others_requests_are_neither_read_nor_decided_nor_withdrawn(house: House) -> None:
    asked = await ask()

    assert (await do(cast.OTHER_CHATTER, leave.mine, MONDAY)).rows == ()
    with pytest.raises(NotFound):
        await do(cast.OTHER_CHATTER, leave.withdraw, MONDAY, leave_id=asked.id)
    with pytest.raises(NotFound):
        await do(cast.RIVAL_OWNER, leave.decide, MONDAY, leave_id=asked.id, approve=True)
    for verb, more in ((leave.waiting, {}), (leave.decide, {"leave_id": asked.id, "approve": True})):
        with pytest.raises(NotAllowed):
            await do(cast.CHATTER, verb, MONDAY, **more)
    with pytest.raises(NotAllowed):
        await ask(cast.CREATOR)
