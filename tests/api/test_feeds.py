"""The door for calendar programs: fresh when something changed, 304 when not, one answer for every wrong address."""

import httpx
import pytest
from icalendar import Calendar
from starlette.applications import Starlette

from onyx_app.api import feeds as door
from onyx_app.services import feeds
from tests import cast
from tests.conftest import House
from tests.services.planning import local, planned
from tests.services.staging import act


async def get(path: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=door.routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://onyx.test") as client:
        return await client.get(path, headers=headers)


async def path_of(person: cast.Person = cast.CHATTER) -> str:
    return "/feeds/" + (await act(person, feeds.make)).rsplit("/", 1)[-1]


async def test_a_subscriber_gets_the_calendar_without_signing_in(house: House) -> None:
    await planned(local(10, 9))

    answer = await get(await path_of())

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) == 1
    assert (answer.headers["cache-control"], "set-cookie" in answer.headers) == ("private, no-cache", False)


async def test_it_is_sent_again_only_when_something_changed(house: House) -> None:
    path = await path_of()
    first = await get(path)

    same = await get(path, **{"if-none-match": first.headers["etag"]})
    await planned(local(10, 9))
    changed = await get(path, **{"if-none-match": first.headers["etag"]})

    assert (same.status_code, same.content, changed.status_code) == (304, b"", 200)


@pytest.mark.parametrize("token", ["unknown", "a" * 5000, "%00", "é", "..%2f..%2fetc%2fpasswd", "' or 1=1 --"])
async def test_every_address_that_is_none_gets_the_same_answer(house: House, token: str) -> None:
    revoked = await path_of()
    await act(cast.CHATTER, feeds.revoke)

    answers = [await get(path) for path in (revoked, f"/feeds/{token}.ics")]

    assert [answer.status_code for answer in answers] == [404, 404]
    if "%2f" not in token:
        assert answers[0].content == answers[1].content
        assert answers[0].headers == answers[1].headers


async def test_while_the_database_is_away_programs_come_back_later(house: House) -> None:
    path = await path_of()
    house.shut()

    answer = await get(path)

    house.open()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
