"""The manager's room through its handlers: today, what needs a look, the week, corrections."""

from uuid import uuid4

from onyx_app.states.review import ReviewState
from onyx_app.states.timeclock import TimeclockState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk
from tests.states.staging import ended, monday_of, typed

ROOM = "/timeclock/review"


def of_week(**more: object) -> str:
    asked = "&".join(f"{key}={value}" for key, value in {"tab": "week", "week": monday_of(), **more}.items())
    return f"{ROOM}?{asked}"


async def test_who_is_in_stands_on_the_board_while_they_work(house: House) -> None:
    async with at_desk(house, cast.CHATTER) as desk:
        await desk.send(TimeclockState.clock_in)
    async with at_desk(house, cast.MANAGER, path=ROOM) as desk:
        await desk.send(ReviewState.load)
        board = await desk.value(ReviewState, "board")

    assert [(one.name, one.state, one.kind) for one in board.people] == [("Ada Chatter", "working", "good")]
    assert board.counts == "1 working"


async def test_what_needs_a_look_says_why_and_one_tap_approves_it(house: House) -> None:
    sheet = ended(house)
    async with at_desk(house, cast.MANAGER, path=ROOM) as desk:
        await desk.send(ReviewState.load)
        queue = await desk.value(ReviewState, "queue")
        [line] = queue.rows
        await desk.send(ReviewState.approve_one, id=line.version_id)
        after, told = await desk.value(ReviewState, "queue"), await desk.flashes()

    assert (line.id, line.name, queue.count) == (str(sheet), "Ada Chatter", 1)
    assert line.why
    assert (after.count, told) == (0, ["1 stretch approved."])
    assert house.rows("select approval, approved_by from timesheets") == [("approved", cast.MANAGER.profile_id)]


async def test_ticked_rows_are_approved_together_and_ones_own_is_left(house: House) -> None:
    for person, ago in ((cast.CHATTER, 3), (cast.OTHER_CHATTER, 3), (cast.MANAGER, 3)):
        ended(house, person, ago=ago)
    async with at_desk(house, cast.MANAGER, path=ROOM) as desk:
        await desk.send(ReviewState.load)
        rows = (await desk.value(ReviewState, "queue")).rows
        await desk.send(ReviewState.approve, form={row.version_id: "on" for row in rows} | {"to-review": None})
        told = await desk.flashes()

    assert len(rows) == 3
    assert told == ["2 stretches approved. 1 is your own: somebody else approves it."]
    assert house.rows("select count(*) from timesheets where approval = 'approved'") == [(2,)]


async def test_the_only_person_who_may_decide_approves_their_own_hours(house: House) -> None:
    house.rows("update profiles set status = 'suspended' where role in ('admin', 'manager') returning id")
    ended(house, cast.OWNER)
    async with at_desk(house, cast.OWNER, path=ROOM) as desk:
        await desk.send(ReviewState.load)
        [line] = (await desk.value(ReviewState, "queue")).rows
        await desk.send(ReviewState.approve_one, id=line.version_id)

        assert not line.mine
        assert await desk.flashes() == ["1 stretch approved."]


async def test_approving_nothing_is_a_hint(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=ROOM) as desk:
        await desk.send(ReviewState.approve, form={"to-review": None})

        assert await desk.flashes() == ["Select at least one stretch first."]


async def test_a_row_that_changed_meanwhile_is_not_approved_unseen(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=ROOM) as desk:
        await desk.send(ReviewState.approve_one, id=uuid4())

        assert await desk.flashes() == ["1 has changed meanwhile: look again."]


async def test_a_stretch_opens_from_the_queue_with_its_history(house: House) -> None:
    sheet = ended(house)
    async with at_desk(house, cast.MANAGER, path=f"{ROOM}?open={sheet}") as desk:
        await desk.send(ReviewState.load)
        opened = await desk.value(ReviewState, "sheet")

    assert (opened.line.id, [one.version for one in opened.past]) == (str(sheet), ["1"])


async def test_a_correction_needs_a_reason_and_is_kept_as_a_new_version(house: House) -> None:
    sheet = ended(house)
    async with at_desk(house, cast.MANAGER, path=ROOM) as desk:
        await desk.send(ReviewState.load)
        await desk.send(ReviewState.begin, profile_id=cast.CHATTER.profile_id, sheet_id=str(sheet))
        form = await desk.value(ReviewState, "typed")
        await desk.send(ReviewState.correct, form=typed(5, 4, reason=""))
        errors = await desk.value(ReviewState, "errors")
        await desk.send(ReviewState.correct, form=typed(5, 4))
        told, closed = await desk.flashes(), await desk.value(ReviewState, "typed")

    assert (form.open, form.name, form.sheet_id) == (True, "Ada Chatter", str(sheet))
    assert errors.keys() == {"reason"}
    assert (told, closed.open) == (["The hours of Ada Chatter are corrected."], False)
    assert house.rows("select version, reason, made_by from timesheets where current") == [
        (2, "The tram stood still", cast.MANAGER.profile_id)
    ]


async def test_missing_hours_of_somebody_are_added_and_a_wrong_stretch_removed(house: House) -> None:
    sheet = ended(house, ago=12)
    async with at_desk(house, cast.MANAGER, path=ROOM) as desk:
        await desk.send(ReviewState.load)
        await desk.send(ReviewState.begin, profile_id=cast.CHATTER.profile_id, sheet_id="")
        await desk.send(ReviewState.add_break)
        await desk.send(ReviewState.correct, form=typed(5, 3))
        await desk.send(ReviewState.load)
        await desk.send(ReviewState.begin, profile_id=cast.CHATTER.profile_id, sheet_id=str(sheet))
        await desk.send(ReviewState.correct, form=typed(14, 12, remove="on"))

        assert await desk.value(ReviewState, "errors") == {}
    assert house.rows("select void, source_in from timesheets where current order by void") == [
        (False, "manager"),
        (True, "web"),
    ]


async def test_the_form_is_given_up(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=ROOM) as desk:
        await desk.send(ReviewState.load)
        await desk.send(ReviewState.begin, profile_id=cast.CHATTER.profile_id, sheet_id="")
        await desk.send(ReviewState.give_up)

        assert not (await desk.value(ReviewState, "typed")).open


async def test_the_week_shows_everybody_with_their_hours_and_opens_one_of_them(house: House) -> None:
    sheet = ended(house)
    async with at_desk(house, cast.MANAGER, path=of_week(who=cast.CHATTER.profile_id, open=sheet)) as desk:
        await desk.send(ReviewState.load)
        grid, person = await desk.value(ReviewState, "grid"), await desk.value(ReviewState, "person")
        opened = await desk.value(ReviewState, "sheet")

    ada = next(row for row in grid.rows if row.name == "Ada Chatter")
    assert (ada.total, ada.words, ada.kind) == ("2h 0m", "1 to look at", "watch")
    assert "2h 0m" in ada.minutes
    assert (person.name, person.paid, [line.id for line in person.sheets]) == ("Ada Chatter", "2h 0m", [str(sheet)])
    assert opened.line.id == str(sheet)


async def test_the_week_is_searched_by_name(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=of_week(search="sam")) as desk:
        await desk.send(ReviewState.load)

        assert [row.name for row in (await desk.value(ReviewState, "grid")).rows] == ["Sam Chatter"]


async def test_nonsense_in_the_address_still_shows_the_week(house: House) -> None:
    for asked in ({"week": "soon"}, {"week": "9999-12-31"}, {"page": "x"}, {"who": "x"}, {"who": uuid4()}):
        async with at_desk(house, cast.MANAGER, path=of_week(**asked)) as desk:
            await desk.send(ReviewState.load)

            assert len((await desk.value(ReviewState, "grid")).rows) == 6
            assert (await desk.value(ReviewState, "person")).id == ""
            assert not any("Something went wrong" in sentence for sentence in await desk.flashes())


async def test_a_chatter_gets_none_of_it(house: House) -> None:
    ended(house, cast.OTHER_CHATTER)
    async with at_desk(house, cast.CHATTER, path=ROOM) as desk:
        await desk.send(ReviewState.load)

        assert (await desk.value(ReviewState, "queue")).rows == []
        assert (await desk.value(ReviewState, "board")).people == []
