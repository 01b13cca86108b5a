"""Suspending and off-boarding: what they end, and what they leave alone."""

from uuid import uuid4

import pytest

from onyx_app.errors import InvalidInput
from onyx_app.rules.sign_in import IDLE
from onyx_app.services import invitations, offers, shifts, team
from tests import cast
from tests.conftest import House
from tests.services.planning import local, planned
from tests.services.staging import NOW, act, clocked_in, signed_in, status_of, why_ended


async def test_suspending_ends_sessions_and_the_running_clock_and_resuming_undoes_only_the_lock(house: House) -> None:
    session = signed_in(house, cast.CHATTER)
    clocked_in(house, cast.CHATTER)

    await act(cast.MANAGER, team.suspend, profile_id=cast.CHATTER.profile_id)

    assert status_of(house, cast.CHATTER) == ("chatter", "suspended")
    assert why_ended(house, session) == "suspended"
    assert house.rows("select clocked_out_at, out_reason from timesheets") == [(NOW, "suspended")]

    await act(cast.MANAGER, team.resume, profile_id=cast.CHATTER.profile_id)

    assert status_of(house, cast.CHATTER) == ("chatter", "active")
    assert why_ended(house, session) == "suspended"


async def test_a_suspension_here_leaves_the_other_agency_alone(house: House) -> None:
    elsewhere = signed_in(house, cast.ADA_AT_RIVAL)

    await act(cast.OWNER, team.suspend, profile_id=cast.CHATTER.profile_id)

    assert why_ended(house, elsewhere) is None
    assert status_of(house, cast.ADA_AT_RIVAL) == ("manager", "active")


async def test_off_boarding_says_before_what_it_ends_and_then_ends_it(house: House) -> None:
    session = signed_in(house, cast.CHATTER)
    clocked_in(house, cast.CHATTER)

    before = await act(cast.OWNER, team.leaving, profile_id=cast.CHATTER.profile_id)
    await act(cast.OWNER, team.off_board, profile_id=cast.CHATTER.profile_id)

    assert (before.name, before.sessions, before.creators, before.working_since) == (
        "Ada Chatter",
        1,
        "Luna",
        "2 hours ago",
    )
    assert status_of(house, cast.CHATTER) == ("chatter", "left")
    assert why_ended(house, session) == "off_boarded"
    assert house.rows("select clocked_out_at, out_reason from timesheets") == [(NOW, "off_boarded")]
    assert house.rows("select count(*) from creator_assignments where until_at is null") == [(0,)]
    assert (await act(cast.OWNER, team.people, status="left")).rows[0].name == "Ada Chatter"


async def test_the_shifts_to_come_of_who_leaves_are_open_to_others_and_their_offers_end(house: House) -> None:
    ada = cast.CHATTER.profile_id
    past, ahead = await planned(local(2, 9)), await planned(local(10, 9))
    offered = await planned(local(11, 9))
    theirs = await planned(local(12, 9), person=cast.OTHER_CHATTER)
    await act(cast.CHATTER, offers.offer, shift_id=offered.shift_id)
    await act(cast.OTHER_CHATTER, offers.offer, shift_id=theirs.shift_id, to=ada)
    await act(
        cast.MANAGER, shifts.create_series, starts_local=local(16, 9), minutes=60, rule="FREQ=WEEKLY", profile_id=ada
    )

    before = await act(cast.OWNER, team.leaving, profile_id=ada)
    await act(cast.OWNER, team.off_board, profile_id=ada)

    assert before.shifts == 14
    assert house.rows("select id from shifts where profile_id = %s", ada) == [(past.shift_id,)]
    assert house.rows("select version, profile_id from shift_versions where shift_id = %s order by 1",
                      ahead.shift_id) == [(1, ada), (2, None)]  # fmt: skip
    assert house.rows("select distinct status from shift_offers") == [("withdrawn",)]
    assert house.rows("select count(*) from shift_series where ended_at is null") == [(0,)]


async def test_a_session_that_idled_out_is_not_said_to_end(house: House) -> None:
    signed_in(house, cast.CHATTER)
    house.rows("update sessions set seen_at = %s returning id", NOW - IDLE)

    before = await act(cast.OWNER, team.leaving, profile_id=cast.CHATTER.profile_id)

    assert before.sessions == 0


def invited_by(house: House, person: cast.Person, *roles: str) -> None:
    with house.admin() as connection:
        for role in roles:
            connection.execute(
                "insert into invitations (agency_id, email, role, token_hash, invited_by, expires_at)"
                " values (%s, %s, %s, %s, %s, now() + interval '7 days')",
                [person.agency_id, f"{role}@x.test", role, uuid4().bytes, person.profile_id],
            )


@pytest.mark.parametrize("verb", [team.off_board, team.suspend])
async def test_who_is_shut_out_leaves_no_open_invitation_behind(house: House, verb) -> None:
    invited_by(house, cast.ADMIN, "admin", "chatter")

    await act(cast.OWNER, verb, profile_id=cast.ADMIN.profile_id)

    assert house.rows("select count(*) from invitations where revoked_at is null") == [(0,)]


async def test_who_left_does_not_come_back_by_an_invitation_to_the_e_mail_they_have_taken_since(house: House) -> None:
    await act(cast.OWNER, invitations.invite, email="somebody@northlight.test", role="manager")
    with house.admin() as admin:
        taken = "update sign_ins set email = 'somebody@northlight.test' where id = %s"
        admin.execute(taken, [cast.CHATTER.sign_in_id])

    await act(cast.OWNER, team.off_board, profile_id=cast.CHATTER.profile_id)

    assert house.rows("select revoked_at from invitations") == [(NOW,)]


async def test_a_demotion_withdraws_invitations_above_the_new_role(house: House) -> None:
    invited_by(house, cast.ADMIN, "admin", "chatter")

    await act(cast.OWNER, team.change_role, profile_id=cast.ADMIN.profile_id, role="manager")

    assert house.rows("select role from invitations where revoked_at is null") == [("chatter",)]


async def test_an_off_boarded_creator_frees_the_creator_they_were(house: House) -> None:
    await act(cast.OWNER, team.off_board, profile_id=cast.CREATOR.profile_id)

    assert house.rows("select profile_id from creators where id = %s", cast.LUNA) == [(None,)]


async def test_a_name_is_corrected_by_who_may(house: House) -> None:
    await act(cast.MANAGER, team.rename, profile_id=cast.CHATTER.profile_id, name="  Ada   B ")

    assert house.rows("select name from profiles where id = %s", cast.CHATTER.profile_id) == [("Ada   B",)]
    with pytest.raises(InvalidInput):
        await act(cast.MANAGER, team.rename, profile_id=cast.CHATTER.profile_id, name=" ")


async def test_off_boarding_asks_for_the_name_of_the_person(house: House) -> None:
    with pytest.raises(team.NameDiffers):
        await act(cast.OWNER, team.off_board, profile_id=cast.CHATTER.profile_id, typed="Sam Chatter")
    assert status_of(house, cast.CHATTER)[1] == "active"

    await act(cast.OWNER, team.off_board, profile_id=cast.CHATTER.profile_id, typed=" Ada Chatter ")

    assert status_of(house, cast.CHATTER)[1] == "left"
