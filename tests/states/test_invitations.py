"""The invitations page through its handlers: a link that is shown once."""

import reflex as rx

from onyx_app.states.invitations import InvitationsState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk

NEW = {"email": "nia@northlight.test", "name": "Nia", "role": "chatter"}


async def test_an_invitation_shows_its_link_until_the_dialog_is_closed(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path="/team/invitations") as desk:
        await desk.send(InvitationsState.load)
        await desk.send(InvitationsState.begin)
        await desk.send(InvitationsState.invite, form=NEW)
        shown = await desk.value(InvitationsState, "link")
        await desk.send(InvitationsState.load)
        kept = await desk.value(InvitationsState, "link")
        await desk.send(InvitationsState.forget_link)

        assert "/accept?token=" in shown.url
        assert kept == shown
        assert (await desk.value(InvitationsState, "link")).url == ""
        assert not await desk.value(InvitationsState, "inviting")
        assert [row.email for row in (await desk.value(InvitationsState, "invitations")).rows] == [NEW["email"]]


async def test_opening_the_page_again_forgets_the_link(house: House) -> None:
    async with at_desk(house, cast.OWNER, path="/team/invitations") as desk:
        await desk.send(InvitationsState.load)
        await desk.send(InvitationsState.invite, form=NEW)
        (await desk.state(rx.State)).is_hydrated = False
        await desk.send(InvitationsState.load)

        assert (await desk.value(InvitationsState, "link")).url == ""


async def test_what_the_form_offers_depends_on_the_role(house: House) -> None:
    offered = {}
    for person in (cast.OWNER, cast.MANAGER):
        async with at_desk(house, person, path="/team/invitations") as desk:
            await desk.send(InvitationsState.load)
            offered[person.role] = await desk.value(InvitationsState, "roles")
            creators = await desk.value(InvitationsState, "creators")

    assert offered["manager"] == ["chatter", "content"]
    assert len(offered["owner"]) == 6
    assert [name for _, name in creators] == ["Choose a creator", "Vera"]


async def test_a_refused_form_stays_open_with_a_sentence_next_to_the_field(house: House) -> None:
    async with at_desk(house, cast.OWNER, path="/team/invitations") as desk:
        await desk.send(InvitationsState.load)
        await desk.send(InvitationsState.begin)
        await desk.send(InvitationsState.invite, form=NEW | {"email": "nobody"})
        first = dict(await desk.value(InvitationsState, "errors"))
        await desk.send(InvitationsState.invite, form=NEW | {"role": "creator", "creator_id": ""})
        second = dict(await desk.value(InvitationsState, "errors"))

        assert first == {"email": "That is not an e-mail address."}
        assert second == {"creator_id": "Choose a creator who has no sign-in yet."}
        assert await desk.value(InvitationsState, "inviting")
    assert house.rows("select count(*) from invitations") == [(0,)]


async def test_the_palette_and_buttons_can_lead_straight_to_the_form(house: House) -> None:
    async with at_desk(house, cast.OWNER, path="/team/invitations?new=1") as desk:
        await desk.send(InvitationsState.load)

        assert await desk.value(InvitationsState, "inviting")


async def test_an_invitation_is_renewed_and_revoked(house: House) -> None:
    async with at_desk(house, cast.OWNER, path="/team/invitations") as desk:
        await desk.send(InvitationsState.load)
        await desk.send(InvitationsState.invite, form=NEW)
        first = await desk.value(InvitationsState, "link")
        invitation_id = str(house.rows("select id from invitations")[0][0])
        await desk.send(InvitationsState.resend, invitation_id=invitation_id)
        second = await desk.value(InvitationsState, "link")
        await desk.send(InvitationsState.revoke, invitation_id=invitation_id)

        assert first.url != second.url
        assert await desk.flashes() == ["The invitation is revoked."]
