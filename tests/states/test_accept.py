"""The page of an invitation."""

from datetime import UTC, datetime, timedelta

from onyx_app.security import token_hash
from onyx_app.states.accept import AcceptState
from tests.cast import NORTHLIGHT, RIVAL_OWNER
from tests.conftest import House
from tests.handlers import at_desk


def _invite(house: House, email: str) -> str:
    token = "a-token-for-this-test-only"
    with house.admin() as admin:
        admin.execute(
            "insert into invitations (agency_id, email, name, role, token_hash, expires_at)"
            " values (%s, %s, 'Nina', 'chatter', %s, %s)",
            [NORTHLIGHT, email, token_hash(token), datetime.now(UTC) + timedelta(days=1)],
        )
    return token


async def test_an_invitation_says_who_invites_and_as_what(house: House) -> None:
    token = _invite(house, "nina@northlight.test")
    async with at_desk(house, path=f"/accept?token={token}") as desk:
        await desk.send(AcceptState.load)
        shown = await desk.state(AcceptState)

        assert (shown.standing, shown.agency, shown.role, shown.email, shown.name, shown.has_sign_in) == (
            "open", "Northlight Agency", "Chatter", "nina@northlight.test", "Nina", False,
        )  # fmt: skip


async def test_somebody_with_a_sign_in_is_asked_for_its_password(house: House) -> None:
    token = _invite(house, RIVAL_OWNER.email)
    async with at_desk(house, path=f"/accept?token={token}") as desk:
        await desk.send(AcceptState.load)

        assert await desk.value(AcceptState, "has_sign_in") is True


async def test_a_guessed_invitation_says_nothing_about_anybody(house: House) -> None:
    _invite(house, "nina@northlight.test")
    for path in ("/accept", "/accept?token=guess", "/accept?token=" + "x" * 5000, "/accept?token=%00"):
        async with at_desk(house, path=path) as desk:
            await desk.send(AcceptState.load)
            shown = await desk.state(AcceptState)

            assert (shown.standing, shown.agency, shown.email) == ("spent", "", "")
            assert await desk.flashes() == []
