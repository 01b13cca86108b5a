"""The week grid through its handlers: what a hand did becomes a plan, and nobody else may do it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from onyx_app.states.shifts import PlanState, ShiftFormState, TemplatesState
from tests import cast
from tests.conftest import House
from tests.handlers import Desk, at_desk

ADA, SAM = str(cast.CHATTER.profile_id), str(cast.OTHER_CHATTER.profile_id)
LUNA, VERA = str(cast.LUNA), str(cast.VERA)
NEXT_WEEK = datetime.now(UTC).date() + timedelta(days=7)
MONDAY = NEXT_WEEK - timedelta(days=NEXT_WEEK.weekday())
PATH = f"/shifts?week={MONDAY}"
TUESDAY_22 = 1440 + 22 * 60


def drawn(kind: str = "make", **changed: Any) -> dict[str, Any]:
    base = {
        "kind": kind,
        "shift": "",
        "template": "",
        "came": "",
        "row": ADA,
        "start": TUESDAY_22,
        "end": TUESDAY_22 + 480,
    }
    return base | changed


async def block(desk: Desk, row: str = ADA) -> Any:
    """The only shift of a row."""
    [line] = [line for line in await desk.value(PlanState, "lines") if line.id == row]
    [found] = line.blocks
    return found


async def made(desk: Desk, **changed: Any) -> Any:
    await desk.send(PlanState.load)
    await desk.send(PlanState.gesture, done=drawn(**changed))
    await desk.send(PlanState.load)
    return await block(desk, changed.get("row", ADA))


async def test_drawing_on_a_row_makes_a_draft_of_one_piece_over_midnight(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=PATH) as desk:
        one = await made(desk)

        assert (one.start, one.end, one.look, one.movable) == (TUESDAY_22, TUESDAY_22 + 480, "draft", "1")
        assert (one.since, one.until) in (("22", "06"), ("10p", "6a"))
        assert "draft" in one.label
        assert (await desk.value(PlanState, "undo")).startswith("Draft made for Ada Chatter")
        assert (await desk.value(PlanState, "head")).drafts == 1
        assert await desk.value(PlanState, "answered") == 1


async def test_moving_gives_it_to_somebody_else_and_undo_gives_it_back(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=PATH) as desk:
        one = await made(desk)
        await desk.send(
            PlanState.gesture,
            done=drawn("move", shift=one.id, came=ADA, row=SAM, start=one.start + 15, end=one.end + 60),
        )
        await desk.send(PlanState.load)
        moved = await block(desk, SAM)
        await desk.send(PlanState.take_back)
        await desk.send(PlanState.load)
        back = await block(desk, ADA)

    assert (moved.start, moved.end) == (TUESDAY_22 + 15, TUESDAY_22 + 540)
    assert (back.start, back.end) == (TUESDAY_22, TUESDAY_22 + 480)


async def test_a_cancelled_shift_can_be_taken_back_while_the_line_stands(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=PATH) as desk:
        one = await made(desk)
        await desk.send(PlanState.gesture, done=drawn("cancel", shift=one.id, came=ADA))
        await desk.send(PlanState.load)
        gone = [line.blocks for line in await desk.value(PlanState, "lines")]
        await desk.send(PlanState.take_back)
        await desk.send(PlanState.load)

        assert not any(gone)
        assert (await block(desk)).id == one.id
        assert await desk.value(PlanState, "undo") == ""


async def test_a_shift_on_top_of_another_is_refused_with_a_sentence(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=PATH) as desk:
        await made(desk)
        await desk.send(PlanState.gesture, done=drawn(start=TUESDAY_22 + 60, end=TUESDAY_22 + 120))

        said = {*(await desk.flashes()), *(await desk.value(PlanState, "errors")).values()}
        assert any("already planned" in sentence for sentence in said)
        assert await desk.value(PlanState, "answered") == 2  # the shadow on the grid goes all the same


async def test_by_creator_a_drawn_shift_is_open_and_covers_that_creator(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=f"{PATH}&by=creator") as desk:
        one = await made(desk, row=LUNA)
        await desk.send(PlanState.gesture, done=drawn("move", shift=one.id, came=LUNA, row=VERA))
        await desk.send(PlanState.load)

        assert (await block(desk, VERA)).id == one.id
    assert house.rows("select profile_id, creators from shifts") == [(None, [cast.VERA])]


async def test_a_template_is_placed_at_its_own_time_on_the_day_it_was_dropped_on(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=PATH) as desk:
        await desk.send(TemplatesState.open)
        form = {"name": "Night", "from": "22:00", "to": "06:00", f"creator-{LUNA}": "on"}
        await desk.send(TemplatesState.save, form=form)
        await desk.send(PlanState.load)
        [chip] = await desk.value(PlanState, "chips")
        await desk.send(
            PlanState.gesture, done=drawn("place", template=chip.id, start=2 * 1440 + 300, end=2 * 1440 + 780)
        )
        await desk.send(PlanState.load)
        one = await block(desk)

    assert (chip.name, chip.starts, chip.lasts) == ("Night", 1320, 480)
    assert (one.start, one.end) == (2 * 1440 + 1320, 2 * 1440 + 1800)
    assert house.rows("select creators from shifts") == [([cast.LUNA],)]


async def test_publishing_the_week_tells_who_is_concerned_and_people_see_it(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=PATH) as desk:
        await made(desk)
        before = await desk.value(PlanState, "head")
        async with at_desk(house, cast.CHATTER, path=PATH) as ada:
            await ada.send(PlanState.load)
            hidden = list(await ada.value(PlanState, "cards"))
        await desk.send(PlanState.publish_week)
        async with at_desk(house, cast.CHATTER, path=PATH) as ada:
            await ada.send(PlanState.load)
            [card] = await ada.value(PlanState, "cards")
        said = await desk.flashes()
        await desk.send(PlanState.unpublish_week)
        await desk.send(PlanState.load)

        assert (before.concerned, before.ask) == ("Ada Chatter (1)", "Publish 1 shift?")
        assert hidden == []
        assert (card.look, card.may_offer) == ("", True)
        assert said == ["1 shift is published."]
        assert (await desk.value(PlanState, "head")).drafts == 1


async def test_who_does_not_plan_gets_no_grid(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=PATH) as desk:
        await made(desk)
    async with at_desk(house, cast.CHATTER, path=f"{PATH}&by=creator") as ada:
        await ada.send(PlanState.load)

        assert await ada.value(PlanState, "lines") == []
        assert (await ada.value(PlanState, "head")).may_plan is False


async def test_places_far_outside_the_week_never_reach_a_verb(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=PATH) as desk:
        await desk.send(PlanState.load)
        await desk.send(PlanState.gesture, done=drawn(start=-(10**6), end=10**6))
        await desk.send(PlanState.gesture, done=drawn("explode"))

        assert len(await desk.flashes()) == 2
    assert house.rows("select count(*) from shifts") == [(0,)]


async def test_a_gesture_onto_a_shift_says_why_not(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=PATH) as desk:
        await made(desk)
        await desk.send(PlanState.gesture, done=drawn())
        said = await desk.flashes()

    assert [words.startswith("Ada Chatter is already planned") for words in said] == [True]
    assert house.rows("select count(*) from shifts") == [(1,)]


async def test_last_week_is_copied_as_drafts_and_what_cannot_be_is_named(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=PATH) as desk:
        await made(desk)
        desk.path = f"/shifts?week={MONDAY + timedelta(days=7)}"
        await desk.send(PlanState.load)
        await desk.send(PlanState.copy_last_week)
        first = list(await desk.value(PlanState, "refused"))
        await desk.send(PlanState.copy_last_week)
        again = list(await desk.value(PlanState, "refused"))

    assert first == []
    assert len(again) == 1
    assert again[0].startswith("Ada Chatter is already planned")


async def test_the_form_repeats_on_days_of_the_week_and_changes_this_and_following(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=PATH) as desk:
        await desk.send(PlanState.load)
        await desk.send(ShiftFormState.begin, person=ADA, creator="", day=str(MONDAY))
        await desk.send(ShiftFormState.set_repeat, how="weekly")
        typed = {"person": ADA, "day": str(MONDAY), "since": "09:00", "until": "17:00", "name": "", "notes": ""}
        weekly = {"repeat": "weekly", "every": "1", "day-0": "on", "day-2": "on"}
        last = {"last": str(MONDAY + timedelta(days=13))}
        await desk.send(ShiftFormState.save, form=typed | weekly | last)
        await desk.send(PlanState.load)
        [line] = [line for line in await desk.value(PlanState, "lines") if line.id == ADA]
        await desk.send(ShiftFormState.open, shift_id=line.blocks[1].id)
        opened = await desk.value(ShiftFormState, "form")
        later = {"person": ADA, "day": str(MONDAY + timedelta(days=2)), "since": "10:00", "until": "18:00"}
        await desk.send(ShiftFormState.save, form=later | {"scope": "following", "name": "", "notes": ""})

    starts = [at.hour for (at,) in house.rows(
        "select starts_at at time zone 'Europe/Bucharest' from shifts where status <> 'cancelled' order by starts_at"
    )]  # fmt: skip
    assert len(line.blocks) == 2
    assert "Mon" in opened.series
    assert starts == [9, 10, 10, 10]


async def test_a_form_that_cannot_be_keeps_its_sentences_next_to_its_fields(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=PATH) as desk:
        await desk.send(ShiftFormState.begin, person="open", creator="", day=str(MONDAY))
        typed = {"person": "open", "day": str(MONDAY), "since": "25:99", "until": "17:00"}
        await desk.send(ShiftFormState.save, form=typed)

        assert list(await desk.value(ShiftFormState, "errors")) == ["since"]
        assert await desk.value(ShiftFormState, "shown") is True


async def test_a_shift_is_said_in_the_readers_own_zone_too(house: House) -> None:
    with house.admin() as connection:
        connection.execute("update profiles set zone = 'America/New_York' where id = %s", [cast.MANAGER.profile_id])
    async with at_desk(house, cast.MANAGER, path=PATH) as desk:
        one = await made(desk)
        await desk.send(ShiftFormState.open, shift_id=one.id)
        form = await desk.value(ShiftFormState, "form")

        assert "America/New_York" in form.zone_time
        assert (form.since, form.until, form.zone) == ("22:00", "06:00", "Europe/Bucharest")
        assert (await desk.value(PlanState, "head")).zone == "Europe/Bucharest"


async def test_a_begun_shift_is_shown_and_not_movable(house: House) -> None:
    now = datetime.now(UTC)
    with house.admin() as connection:
        connection.execute(
            "insert into shifts (agency_id, profile_id, starts_at, ends_at, published_at, status)"
            " values (%s, %s, %s, %s, %s, 'in_progress')",
            [cast.NORTHLIGHT, cast.CHATTER.profile_id, now - timedelta(minutes=30), now + timedelta(hours=1), now],
        )
    async with at_desk(house, cast.MANAGER, path="/shifts") as desk:
        await desk.send(PlanState.load)
        one = await block(desk)

    assert (one.look, one.movable) == ("working", "")


async def test_the_night_before_the_week_is_drawn_from_its_edge(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=PATH) as desk:
        await made(desk, start=-120, end=360)
        one = await block(desk)

        assert (one.start, one.end, one.left) == (-120, 360, "0%")
        assert (await desk.value(PlanState, "head")).hours == "–"


async def test_what_is_wrong_with_a_shift_stands_in_words_beside_the_grid(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path=PATH) as desk:
        await made(desk)
        await desk.send(PlanState.gesture, done=drawn(start=TUESDAY_22 + 600, end=TUESDAY_22 + 1000))
        await desk.send(PlanState.load)
        notes = await desk.value(PlanState, "notes")
        [line] = [line for line in await desk.value(PlanState, "lines") if line.id == ADA]

    assert [note.who.split(",")[0] for note in notes] == ["Ada Chatter"] * len(notes)
    assert any("rest" in note.words for note in notes)
    assert any("rest" in one.label and one.warn for one in line.blocks)


async def test_a_week_at_the_end_of_time_is_this_week(house: House) -> None:
    for day in ("0001-01-01", "9999-12-31"):
        async with at_desk(house, cast.CHATTER, path=f"/shifts?week={day}") as desk:
            await desk.send(PlanState.load)
            head = await desk.value(PlanState, "head")
            assert (head.this, bool(head.first)) == (True, True)
