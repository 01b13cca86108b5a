"""Connections: an address, and a secret that is shown once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from onyx_app.errors import InvalidInput, NotAllowed, NotFound
from onyx_app.security import SealBroken, unseal
from onyx_app.services import connections
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


async def act(person: cast.Person, verb, /, *, now: datetime = NOW, **options):
    async with open_work(person.actor, now=now) as work:
        return await verb(work, **options)


def sealed(house: House, connection_id: str) -> bytes:
    return house.rows("select secret_sealed from connections where id = %s", connection_id)[0][0]


async def test_the_secret_is_shown_once_and_kept_sealed_for_its_own_connection(house: House) -> None:
    shown = await act(cast.ADMIN, connections.connect, name="Fanvue", currency="usd")

    assert len(shown.secret) >= 43
    kept = sealed(house, shown.id)
    assert shown.secret.encode() not in kept
    assert unseal(kept, f"connection:{shown.id}") == shown.secret
    with pytest.raises(SealBroken):
        unseal(kept, f"connection:{uuid4()}")
    (card,) = await act(cast.OWNER, connections.connections)
    assert shown.secret not in repr(card)
    assert shown.secret not in repr(house.rows("select details::text from audit_entries"))
    assert card.currency == "USD"


async def test_there_is_one_address_per_event_and_its_key_is_not_guessable(house: House) -> None:
    first = await act(cast.OWNER, connections.connect, name="One", currency="EUR")
    second = await act(cast.OWNER, connections.connect, name="Two", currency="EUR")

    events = [address.event for address in first.addresses]
    key = first.addresses[0].url.split("/")[-2]
    assert events == list(connections.EVENTS)
    assert first.addresses[0].url == f"http://localhost:3000/webhooks/fanvue/{key}/message_received"
    assert len(key) >= 32
    assert key not in second.addresses[0].url
    assert house.rows("select connection_id from lookup_endpoint(%s)", key) == [(UUID(first.id),)]


async def test_rotating_replaces_the_secret_and_keeps_the_address(house: House) -> None:
    first = await act(cast.OWNER, connections.connect, name="Fanvue", currency="EUR")

    second = await act(cast.OWNER, connections.rotate, connection_id=first.id)

    assert second.secret != first.secret
    assert second.addresses == first.addresses
    assert unseal(sealed(house, first.id), f"connection:{first.id}") == second.secret


async def test_a_removed_connection_answers_no_more(house: House) -> None:
    shown = await act(cast.OWNER, connections.connect, name="Fanvue", currency="EUR")

    await act(cast.OWNER, connections.remove, connection_id=shown.id)

    key = shown.addresses[0].url.split("/")[-2]
    assert house.rows("select * from lookup_endpoint(%s)", key) == []
    assert unseal(sealed(house, shown.id), f"connection:{shown.id}") != shown.secret
    assert await act(cast.OWNER, connections.connections) == []
    for verb in (connections.rotate, connections.remove):
        with pytest.raises(NotFound):
            await act(cast.OWNER, verb, connection_id=shown.id)


async def test_the_list_tells_when_it_last_heard_something_and_what_found_no_creator(house: House) -> None:
    shown = await act(cast.OWNER, connections.connect, name="Fanvue", currency="EUR")
    with house.admin() as connection:
        connection.execute("update connections set last_event_at = %s", [NOW - timedelta(minutes=5)])
        connection.execute(
            "insert into inbox_events (agency_id, connection_id, event, digest, body, state)"
            " values (%s, %s, 'tip_received', '\\x01', '{}', 'unmatched')",
            [cast.NORTHLIGHT, shown.id],
        )

    (card,) = await act(cast.OWNER, connections.connections)

    assert (card.last_event, card.unmatched) == ("5 minutes ago", 1)


@pytest.mark.parametrize("person", [cast.MANAGER, cast.CHATTER, cast.CONTENT, cast.CREATOR])
async def test_connections_are_for_owners_and_admins(house: House, person: cast.Person) -> None:
    for verb, options in (
        (connections.connections, {}),
        (connections.connect, {"name": "Fanvue", "currency": "EUR"}),
        (connections.rotate, {"connection_id": uuid4()}),
        (connections.remove, {"connection_id": uuid4()}),
    ):
        with pytest.raises(NotAllowed):
            await act(person, verb, **options)


async def test_another_agencys_connection_is_not_found(house: House) -> None:
    theirs = await act(cast.RIVAL_OWNER, connections.connect, name="Fanvue", currency="USD")

    assert await act(cast.OWNER, connections.connections) == []
    for verb in (connections.rotate, connections.remove):
        with pytest.raises(NotFound):
            await act(cast.OWNER, verb, connection_id=theirs.id)


@pytest.mark.parametrize(
    ("field", "options"), [("name", {"name": "", "currency": "EUR"}), ("currency", {"name": "F", "currency": "euro"})]
)
async def test_bad_input_is_a_sentence_next_to_its_field(house: House, field: str, options: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        await act(cast.OWNER, connections.connect, **options)

    assert caught.value.field == field
