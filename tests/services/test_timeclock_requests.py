"""Corrections: one's own are asked for, others' are made with a reason, and nothing changes behind anybody's back."""

from datetime import timedelta

import pytest

from onyx_app.errors import InvalidInput, NotAllowed, NotFound, OnyxError
from onyx_app.rules.timeclock import BreakOutside, BreaksOverlap, EndsBeforeItBegins, InTheFuture, TooLong
from onyx_app.services import timeclock
from onyx_app.services.timeclock import (
    AskedAlready,
    ChangedSince,
    DayIsLocked,
    Decided,
    NothingChanged,
    Overlap,
    OwnHours,
    Pause,
    StillRunning,
    Times,
)
from tests import cast
from tests.conftest import House
from tests.services.clocking import ADA, HOUR, MINUTE, MONDAY, SAM, audited, do, lock, worked

NOW = MONDAY + 12 * HOUR
LONGER = Times(MONDAY, MONDAY + 9 * HOUR, (Pause(MONDAY + 4 * HOUR, MONDAY + 5 * HOUR),))


async def test_a_request_changes_nothing_until_it_is_approved_and_then_is_a_new_version(house: House) -> None:
    sheet_id = await worked(MONDAY, MONDAY + 8 * HOUR)
    asked = await do(cast.CHATTER, timeclock.ask, NOW, sheet_id=sheet_id, times=LONGER, reason="The app was closed")
    waiting = await do(cast.MANAGER, timeclock.requests_waiting, NOW)
    before = await do(cast.CHATTER, timeclock.person_week, NOW)

    done = await do(cast.MANAGER, timeclock.decide, NOW, request_id=asked.id, approve=True, answer="Thank you")

    after = await do(cast.CHATTER, timeclock.person_week, NOW)
    assert [(one.before, one.after, one.may_decide) for one in waiting.rows] == [
        (Times(MONDAY, MONDAY + 8 * HOUR), LONGER, True)
    ]
    assert (before.sheets[0].until, before.sheets[0].waiting) == (MONDAY + 8 * HOUR, asked.id)
    assert (done.status, done.decided_by, done.answer) == ("approved", "Mara Manager", "Thank you")
    assert (after.sheets[0].times, after.sheets[0].version, after.raw) == (LONGER, 2, 480)
    assert (after.sheets[0].approval, after.sheets[0].approved_by, after.sheets[0].waiting) == (
        "approved", "Mara Manager", None,
    )  # fmt: skip
    assert house.rows("select count(*) from punches") == [(2,)]
    assert audited(house) == ["correction_approved"]


async def test_the_person_reads_every_version_with_its_author_and_reason(house: House) -> None:
    sheet_id = await worked(MONDAY, MONDAY + 8 * HOUR)
    await do(cast.MANAGER, timeclock.correct, NOW, sheet_id=sheet_id, times=LONGER, reason="I saw you")

    newest, first = await do(cast.CHATTER, timeclock.versions, NOW, sheet_id=sheet_id)

    assert (newest.version, newest.made_by, newest.reason, newest.current) == (2, "Mara Manager", "I saw you", True)
    assert newest.breaks == LONGER.breaks
    assert (first.version, first.made_by, first.until, first.current) == (1, "", MONDAY + 8 * HOUR, False)
    with pytest.raises(NotFound):
        await do(cast.OTHER_CHATTER, timeclock.versions, NOW, sheet_id=sheet_id)


async def test_a_missing_stretch_is_asked_for_and_added_and_a_wrong_one_removed(house: House) -> None:
    missing = await do(cast.CHATTER, timeclock.ask, NOW, sheet_id=None, times=LONGER, reason="Forgot to clock in")
    await do(cast.ADMIN, timeclock.decide, NOW, request_id=missing.id, approve=True)
    [added] = (await do(cast.CHATTER, timeclock.person_week, NOW)).sheets
    gone = await do(cast.CHATTER, timeclock.ask, NOW, sheet_id=added.sheet_id, times=None, reason="It was Sam")
    await do(cast.ADMIN, timeclock.decide, NOW, request_id=gone.id, approve=True)

    assert (missing.before, gone.after) == (None, None)
    assert (added.version, added.counted.raw, added.reason) == (1, 480, "Forgot to clock in")
    assert (await do(cast.CHATTER, timeclock.person_week, NOW)).sheets == ()
    assert [one.removed for one in await do(cast.CHATTER, timeclock.versions, NOW, sheet_id=added.sheet_id)] == [
        True,
        False,
    ]
    again = await worked(MONDAY, MONDAY + HOUR)  # the time is free again
    assert again != added.sheet_id


async def test_a_refusal_takes_an_answer_and_leaves_everything_as_it_was(house: House) -> None:
    sheet_id = await worked(MONDAY, MONDAY + 8 * HOUR)
    asked = await do(cast.CHATTER, timeclock.ask, NOW, sheet_id=sheet_id, times=LONGER, reason="Stayed")

    with pytest.raises(InvalidInput) as silent:
        await do(cast.MANAGER, timeclock.decide, NOW, request_id=asked.id, approve=False)
    refused = await do(
        cast.MANAGER, timeclock.decide, NOW, request_id=asked.id, approve=False, answer="You left at six"
    )

    assert silent.value.field == "answer"
    assert (refused.status, refused.answer) == ("refused", "You left at six")
    assert house.rows("select version, current from timesheets") == [(1, True)]
    with pytest.raises(Decided):
        await do(cast.OWNER, timeclock.decide, NOW, request_id=asked.id, approve=True)


async def test_nobody_decides_about_their_own_while_somebody_else_may(house: House) -> None:
    sheet_id = await worked(MONDAY, MONDAY + 8 * HOUR, cast.MANAGER)
    asked = await do(cast.MANAGER, timeclock.ask, NOW, sheet_id=sheet_id, times=LONGER, reason="Stayed")
    [shown] = (await do(cast.MANAGER, timeclock.requests_waiting, NOW)).rows

    assert not shown.may_decide
    with pytest.raises(OwnHours):
        await do(cast.MANAGER, timeclock.decide, NOW, request_id=asked.id, approve=True)
    with pytest.raises(OwnHours):
        await do(cast.MANAGER, timeclock.correct, NOW, sheet_id=sheet_id, times=LONGER, reason="Stayed")
    assert (await do(cast.ADMIN, timeclock.decide, NOW, request_id=asked.id, approve=True)).status == "approved"


async def test_an_owner_who_is_alone_decides_and_the_trail_says_so(house: House) -> None:
    house.rows("update profiles set status = 'left' where role in ('admin', 'manager') returning id")
    sheet_id = await worked(MONDAY, MONDAY + 8 * HOUR, cast.OWNER)
    asked = await do(cast.OWNER, timeclock.ask, NOW, sheet_id=sheet_id, times=LONGER, reason="Stayed")

    await do(cast.OWNER, timeclock.decide, NOW, request_id=asked.id, approve=True)

    assert audited(house) == ["own_correction_approved"]


async def test_a_request_is_withdrawn_by_its_person_only_and_only_once(house: House) -> None:
    sheet_id = await worked(MONDAY, MONDAY + 8 * HOUR)
    asked = await do(cast.CHATTER, timeclock.ask, NOW, sheet_id=sheet_id, times=LONGER, reason="Stayed")
    with pytest.raises(AskedAlready):
        await do(cast.CHATTER, timeclock.ask, NOW, sheet_id=sheet_id, times=None, reason="No")
    with pytest.raises(NotFound):
        await do(cast.OTHER_CHATTER, timeclock.withdraw, NOW, request_id=asked.id)

    await do(cast.CHATTER, timeclock.withdraw, NOW, request_id=asked.id)

    with pytest.raises(Decided):
        await do(cast.CHATTER, timeclock.withdraw, NOW, request_id=asked.id)
    [mine] = (await do(cast.CHATTER, timeclock.my_requests, NOW)).rows
    assert mine.status == "withdrawn"


@pytest.mark.parametrize(
    ("times", "refusal", "field"),
    [
        (Times(MONDAY + HOUR, MONDAY), EndsBeforeItBegins, "until"),
        (Times(MONDAY - timedelta(hours=30), MONDAY), TooLong, "until"),
        (Times(MONDAY, NOW + MINUTE), InTheFuture, "until"),
        (Times(MONDAY + 2 * HOUR, MONDAY + 4 * HOUR), Overlap, "since"),
        (Times(MONDAY - HOUR, MONDAY, (Pause(MONDAY - 2 * HOUR, MONDAY),)), BreakOutside, "breaks"),
        (
            Times(MONDAY - 2 * HOUR, MONDAY, (Pause(MONDAY - HOUR, MONDAY), Pause(MONDAY - 30 * MINUTE, MONDAY))),
            BreaksOverlap,
            "breaks",
        ),
        (Times(MONDAY - HOUR, None), StillRunning, "until"),
    ],
)
async def test_times_that_cannot_be_are_refused_with_a_sentence(
    house: House, times: Times, refusal: type[OnyxError], field: str
) -> None:
    await worked(MONDAY, MONDAY + 8 * HOUR)

    with pytest.raises(refusal) as refused:
        await do(cast.CHATTER, timeclock.ask, NOW, sheet_id=None, times=times, reason="Forgotten")

    assert refused.value.field == field
    if refusal is not StillRunning:
        with pytest.raises(refusal):
            await do(cast.MANAGER, timeclock.add, NOW, profile_id=ADA, times=times, reason="Forgotten")


async def test_what_still_runs_or_is_not_different_is_not_asked_for(house: House) -> None:
    done = await worked(MONDAY, MONDAY + HOUR)
    card = await do(cast.CHATTER, timeclock.clock_in, MONDAY + 2 * HOUR)

    with pytest.raises(StillRunning):
        await do(cast.CHATTER, timeclock.ask, NOW, sheet_id=card.sheet_id, times=LONGER, reason="No")
    with pytest.raises(NothingChanged):
        await do(cast.CHATTER, timeclock.ask, NOW, sheet_id=done, times=Times(MONDAY, MONDAY + HOUR), reason="No")
    with pytest.raises(NotFound):
        await do(cast.OTHER_CHATTER, timeclock.ask, NOW, sheet_id=done, times=LONGER, reason="No")


async def test_a_stretch_changed_after_the_request_is_looked_at_again(house: House) -> None:
    sheet_id = await worked(MONDAY, MONDAY + 8 * HOUR)
    asked = await do(cast.CHATTER, timeclock.ask, NOW, sheet_id=sheet_id, times=LONGER, reason="Stayed")
    shorter = Times(MONDAY, MONDAY + 7 * HOUR)
    await do(cast.ADMIN, timeclock.correct, NOW, sheet_id=sheet_id, times=shorter, reason="Left at five")

    with pytest.raises(ChangedSince):
        await do(cast.MANAGER, timeclock.decide, NOW, request_id=asked.id, approve=True)


async def test_a_manager_ends_and_moves_what_still_runs(house: House) -> None:
    card = await do(cast.CHATTER, timeclock.clock_in, MONDAY)
    earlier = Times(MONDAY - HOUR, None)
    moved = await do(cast.MANAGER, timeclock.correct, NOW, sheet_id=card.sheet_id, times=earlier, reason="Was here")
    out = await do(cast.CHATTER, timeclock.clock_out, NOW)
    [sheet] = (await do(cast.CHATTER, timeclock.person_week, NOW)).sheets

    assert (moved.until, moved.approval) == (None, "open")
    assert (out.working, sheet.since, sheet.until, sheet.approval) == (False, MONDAY - HOUR, NOW, "review")
    assert "Corrected while it went on" in sheet.findings


async def test_a_paid_day_is_told_before_and_after_the_request(house: House) -> None:
    sheet_id = await worked(MONDAY, MONDAY + 8 * HOUR)
    asked = await do(cast.CHATTER, timeclock.ask, NOW, sheet_id=sheet_id, times=LONGER, reason="Stayed")
    lock(house, "2026-11-01", "2026-12-01")

    with pytest.raises(DayIsLocked):
        await do(cast.MANAGER, timeclock.decide, NOW, request_id=asked.id, approve=True)
    with pytest.raises(DayIsLocked):
        await do(cast.CHATTER, timeclock.ask, NOW, sheet_id=None, times=Times(MONDAY - HOUR, MONDAY), reason="Early")
    with pytest.raises(DayIsLocked):
        await do(cast.MANAGER, timeclock.correct, NOW, sheet_id=sheet_id, times=None, reason="Wrong")


async def test_chatters_correct_nobody_and_creators_have_no_hours_to_add(house: House) -> None:
    sheet_id = await worked(MONDAY, MONDAY + HOUR)

    with pytest.raises(NotAllowed):
        await do(cast.OTHER_CHATTER, timeclock.correct, NOW, sheet_id=sheet_id, times=LONGER, reason="Mine")
    with pytest.raises(NotAllowed):
        await do(cast.CHATTER, timeclock.add, NOW, profile_id=SAM, times=LONGER, reason="Gift")
    with pytest.raises(NotFound):
        await do(cast.OWNER, timeclock.add, NOW, profile_id=cast.CREATOR.profile_id, times=LONGER, reason="Gift")
    with pytest.raises(NotFound):
        await do(cast.RIVAL_OWNER, timeclock.correct, NOW, sheet_id=sheet_id, times=LONGER, reason="Mine")
