"""A person's own weeks and requests, through the handlers: what is asked for, and what stays when it is refused."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from onyx_app.services import timeclock
from onyx_app.services.timeclock import Times
from onyx_app.states.my_time import MyTimeState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk
from tests.services.paying import do
from tests.states.staging import ended, monday_of, room_of, typed


async def test_the_week_shows_what_was_worked_and_how_it_stands(house: House) -> None:
    sheet = ended(house)
    async with at_desk(house, cast.CHATTER, path=room_of()) as desk:
        await desk.send(MyTimeState.load)
        week = await desk.value(MyTimeState, "week")

    [line] = week.sheets
    assert (line.id, line.paid, line.state, line.changeable) == (str(sheet), "2h 0m", "review", True)
    assert (week.paid, week.zone, len(week.by_day)) == ("2h 0m", "", 7)


async def test_a_stretch_opens_with_its_figures_and_its_history(house: House) -> None:
    sheet = ended(house)
    async with at_desk(house, cast.CHATTER, path=room_of(open=sheet)) as desk:
        await desk.send(MyTimeState.load)
        opened = await desk.value(MyTimeState, "sheet")

    assert opened.line.id == str(sheet)
    assert ("Paid time", "2h 0m") in [tuple(fact) for fact in opened.facts]
    assert [past.version for past in opened.past] == ["1"]
    assert opened.past[0].who.startswith("The clock")


async def test_nobody_opens_somebody_elses_stretch(house: House) -> None:
    theirs = ended(house, cast.OTHER_CHATTER)
    async with at_desk(house, cast.CHATTER, path=room_of(open=theirs)) as desk:
        await desk.send(MyTimeState.load)
        await desk.send(MyTimeState.begin, sheet_id=str(theirs))

        assert (await desk.value(MyTimeState, "sheet")).line.id == ""
        assert (await desk.value(MyTimeState, "typed")).sheet_id == ""
        assert (await desk.value(MyTimeState, "week")).sheets == []


async def test_a_change_is_asked_with_before_after_and_reason_and_can_be_withdrawn(house: House) -> None:
    sheet = ended(house)
    async with at_desk(house, cast.CHATTER, path=room_of()) as desk:
        await desk.send(MyTimeState.load)
        await desk.send(MyTimeState.begin, sheet_id=str(sheet))
        form = await desk.value(MyTimeState, "typed")
        await desk.send(MyTimeState.ask, form=typed(5, 2.5))
        [asked] = await desk.value(MyTimeState, "requests")
        closed = await desk.value(MyTimeState, "typed")
        await desk.send(MyTimeState.withdraw, id=asked.id)
        [withdrawn] = await desk.value(MyTimeState, "requests")

    assert (form.open, form.sheet_id, bool(form.day), bool(form.since)) == (True, str(sheet), True, True)
    assert asked.before
    assert asked.after
    assert asked.before != asked.after
    assert (asked.reason, asked.status, closed.open) == ("The tram stood still", "waiting", False)
    assert withdrawn.status == "withdrawn"


async def test_a_request_without_a_reason_keeps_the_form_and_says_so_beside_the_field(house: House) -> None:
    sheet = ended(house)
    async with at_desk(house, cast.CHATTER, path=room_of()) as desk:
        await desk.send(MyTimeState.load)
        await desk.send(MyTimeState.begin, sheet_id=str(sheet))
        await desk.send(MyTimeState.ask, form=typed(5, 2.5, reason=""))
        errors, form = await desk.value(MyTimeState, "errors"), await desk.value(MyTimeState, "typed")

    assert errors.keys() == {"reason"}
    assert form.open
    assert house.rows("select count(*) from correction_requests") == [(0,)]


async def test_times_that_are_no_times_are_said_beside_their_fields(house: House) -> None:
    async with at_desk(house, cast.CHATTER, path="/timeclock") as desk:
        await desk.send(MyTimeState.load)
        await desk.send(MyTimeState.begin, sheet_id="")
        told = []
        for wrong in ({"day": "soon"}, {"since": ""}, {"until": "25:00"}, {"break_0_since": "x"}):
            await desk.send(MyTimeState.ask, form=typed(5, 2.5) | wrong)
            told.append(set(await desk.value(MyTimeState, "errors")))

    assert told == [{"day"}, {"since"}, {"until"}, {"breaks"}]


async def test_missing_hours_with_a_break_are_asked_for(house: House) -> None:
    breaks = {"break_0_since": typed(4, 3)["since"], "break_0_until": typed(4, 3)["until"], "break_0_paid": "on"}
    async with at_desk(house, cast.CHATTER, path="/timeclock") as desk:
        await desk.send(MyTimeState.load)
        await desk.send(MyTimeState.begin, sheet_id="")
        await desk.send(MyTimeState.add_break)
        rows = (await desk.value(MyTimeState, "typed")).breaks
        await desk.send(MyTimeState.ask, form={**typed(5, 2.5), **breaks, "break_1_since": "", "asking": None})
        errors, [asked] = await desk.value(MyTimeState, "errors"), await desk.value(MyTimeState, "requests")

    assert (len(rows), errors) == (1, {})
    assert asked.before == ""
    assert "2h 30m · 1h 0m break" in asked.after


async def test_a_break_that_could_not_be_taken_is_said_with_its_reason(house: House) -> None:
    house.rows(
        'update agencies set legal_breaks = \'[{"after": 60, "minutes": 15}]\' where id = %s returning id',
        cast.NORTHLIGHT,
    )
    sheet = ended(house)
    async with at_desk(house, cast.CHATTER, path=room_of(open=sheet)) as desk:
        await desk.send(MyTimeState.load)
        opened = await desk.value(MyTimeState, "sheet")
        await desk.send(MyTimeState.begin, sheet_id=str(sheet))
        form = await desk.value(MyTimeState, "typed")
        same = {"day": form.day, "since": form.since, "until": form.until, "reason": "No break"}
        await desk.send(MyTimeState.ask, form=same | {"waived": "Alone on Luna"})
        [asked] = await desk.value(MyTimeState, "requests")

    facts = dict(tuple(fact) for fact in opened.facts)
    assert (facts["Legal break, deducted"], facts["Paid time"]) == ("\u221215m", "1h 45m")
    assert (form.waivable, form.waived) == (True, "")
    assert asked.after.endswith("no break deducted: Alone on Luna")


async def test_the_requests_turn_their_own_pages(house: House) -> None:
    for day in range(30):
        house.rows(
            "insert into leave_requests (agency_id, profile_id, kind, first_day, last_day) values"
            " (%s, %s, 'vacation', current_date + %s, current_date + %s) returning id",
            cast.NORTHLIGHT, cast.CHATTER.profile_id, day + 1, day + 1,
        )  # fmt: skip
    seen = []
    for page in (1, 2, 99):
        async with at_desk(house, cast.CHATTER, path=f"/timeclock?asked={page}") as desk:
            await desk.send(MyTimeState.load)
            state = await desk.state(MyTimeState)
            seen.append((state.page, state.pages, len(state.leaves)))

    assert seen == [(1, 2, 25), (2, 2, 5), (2, 2, 5)]


async def test_removing_a_stretch_is_asked_for_too(house: House) -> None:
    sheet = ended(house)
    async with at_desk(house, cast.CHATTER, path=room_of()) as desk:
        await desk.send(MyTimeState.load)
        await desk.send(MyTimeState.begin, sheet_id=str(sheet))
        await desk.send(MyTimeState.ask, form=typed(5, 3, remove="on"))
        [asked] = await desk.value(MyTimeState, "requests")

    assert asked.after == "Removed"


async def test_a_form_holds_eight_breaks_and_no_more(house: House) -> None:
    async with at_desk(house, cast.CHATTER, path="/timeclock") as desk:
        await desk.send(MyTimeState.load)
        await desk.send(MyTimeState.begin, sheet_id="")
        for _ in range(9):
            await desk.send(MyTimeState.add_break)
        full = await desk.value(MyTimeState, "typed")
        await desk.send(MyTimeState.give_up)

        assert [row.n for row in full.breaks] == list(range(8))
        assert not (await desk.value(MyTimeState, "typed")).open


async def test_a_week_is_said_to_be_complete_and_taken_back(house: House) -> None:
    ended(house)
    async with at_desk(house, cast.CHATTER, path=room_of()) as desk:
        await desk.send(MyTimeState.load)
        await desk.send(MyTimeState.confirm, first=monday_of())
        said = await desk.value(MyTimeState, "week")
        await desk.send(MyTimeState.reopen, first=monday_of())
        back = await desk.value(MyTimeState, "week")

    assert said.confirmed_at
    assert not back.confirmed_at
    assert house.rows("select count(*) from week_confirmations") == [(0,)]


async def test_a_week_to_come_cannot_be_complete(house: House) -> None:
    ahead = (datetime.now(UTC) + timedelta(days=14)).date().isoformat()
    async with at_desk(house, cast.CHATTER, path="/timeclock") as desk:
        await desk.send(MyTimeState.confirm, first=ahead)

        assert len(await desk.flashes()) == 1
    assert house.rows("select count(*) from week_confirmations") == [(0,)]


async def test_a_note_is_kept_and_one_on_nothing_is_a_sentence(house: House) -> None:
    sheet = ended(house)
    async with at_desk(house, cast.CHATTER, path=room_of()) as desk:
        await desk.send(MyTimeState.save_note, sheet_id=sheet, form={"note": "Covered for Sam"})
        await desk.send(MyTimeState.save_note, sheet_id=uuid4(), form={"note": "nothing"})

        assert [line.note for line in (await desk.value(MyTimeState, "week")).sheets] == ["Covered for Sam"]
        assert len(await desk.flashes()) == 2


async def test_days_off_are_asked_for_and_withdrawn(house: House) -> None:
    first = (datetime.now(UTC) + timedelta(days=10)).date().isoformat()
    form = {"kind": "vacation", "first": first, "last": "", "minutes_a_day": "04:00", "reason": "Wedding"}
    async with at_desk(house, cast.CHATTER, path="/timeclock") as desk:
        await desk.send(MyTimeState.load)
        await desk.send(MyTimeState.begin_leave)
        await desk.send(MyTimeState.ask_leave, form={**form, "first": ""})
        errors, open_ = await desk.value(MyTimeState, "errors"), await desk.value(MyTimeState, "leaving")
        await desk.send(MyTimeState.ask_leave, form=form)
        [away], closed = await desk.value(MyTimeState, "leaves"), await desk.value(MyTimeState, "leaving")
        await desk.send(MyTimeState.withdraw_leave, id=away.id)
        [withdrawn] = await desk.value(MyTimeState, "leaves")

    assert (errors.keys(), open_, closed) == ({"first"}, True, False)
    assert (away.status, away.reason, withdrawn.status) == ("waiting", "Wedding", "withdrawn")
    assert "4h 0m" in away.after


async def test_the_leave_form_is_given_up(house: House) -> None:
    async with at_desk(house, cast.CHATTER, path="/timeclock") as desk:
        await desk.send(MyTimeState.load)
        await desk.send(MyTimeState.begin_leave)
        await desk.send(MyTimeState.give_up_leave)

        assert not await desk.value(MyTimeState, "leaving")


async def test_what_a_manager_changed_shows_who_and_why(house: House) -> None:
    sheet = ended(house)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    times = Times(now - timedelta(hours=5), now - timedelta(hours=4), (), "")
    await do(cast.MANAGER, timeclock.correct, sheet_id=sheet, times=times, reason="Left for the dentist")
    async with at_desk(house, cast.CHATTER, path=room_of(open=sheet)) as desk:
        await desk.send(MyTimeState.load)
        past = (await desk.value(MyTimeState, "sheet")).past

    assert [(one.version, one.reason) for one in past] == [("2", "Left for the dentist"), ("1", "")]
    assert past[0].who.startswith("Mara Manager")
