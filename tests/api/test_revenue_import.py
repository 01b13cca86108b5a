"""The door for files of sales: who may post, how much, and where the browser is sent."""

from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
from starlette.applications import Starlette

from onyx_app.api import revenue_import
from onyx_app.rules import revenue_csv
from onyx_app.services.revenue_import import noted
from tests import cast
from tests.conftest import House
from tests.services.importing import file, look, row
from tests.serving import session_of

ORIGIN = "http://localhost:3000"


def visitor(house: House, person: cast.Person | None) -> httpx.AsyncClient:
    headers = {"cookie": f"onyx={session_of(house, person)}"} if person else {}
    transport = httpx.ASGITransport(app=Starlette(routes=revenue_import.routes))
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)


async def post(client: httpx.AsyncClient, body: bytes, *, name: str = "sales.csv", zone: str = "", **more: str):
    headers = {"origin": more.get("origin", ORIGIN)}
    return await client.post("/revenue/upload", files={"file": (name, body, "text/csv")}, data={"zone": zone},
                             headers=headers)  # fmt: skip


def said(answer: httpx.Response, person: cast.Person = cast.OWNER) -> str:
    """The sentence the browser is sent back with."""
    address = urlsplit(answer.headers["location"])
    assert address.path == "/revenue/imports"
    return noted(person.actor, parse_qs(address.query)["refused"][0])


async def test_a_file_leads_to_the_page_of_its_import(house: House) -> None:
    async with visitor(house, cast.ADMIN) as admin:
        answer = await post(admin, file(row(), row()), name="C:\\exports\\ap\u202eril.csv", zone="Asia/Tokyo")

    [(import_id, name, zone, rows)] = house.rows("select id, file_name, zone, rows from revenue_imports")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/revenue/imports/{import_id}")
    assert (name, zone, rows) == ("april.csv", "Asia/Tokyo", 2)


@pytest.mark.parametrize("person", [cast.MANAGER, cast.CHATTER, cast.CONTENT, cast.CREATOR, None])
async def test_who_may_not_import_gets_past_no_door(house: House, person: cast.Person | None) -> None:
    async with visitor(house, person) as client:
        answers = [
            await post(client, file(row())),
            await client.get("/revenue/sample.csv"),
            await client.get(f"/revenue/imports/{uuid4()}/problems.csv"),
        ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert house.rows("select count(*) from revenue_imports") == [(0,)]


async def test_a_form_of_another_site_is_refused(house: House) -> None:
    async with visitor(house, cast.OWNER) as owner:
        answer = await post(owner, file(row()), origin="https://evil.example")

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"a,b\r\n1,2\r\n", "The first line lacks these columns: occurred_at, creator"),
        (b"\xff\xfe\x00", "This file is not text in UTF-8."),
        (b"", "This file has no rows."),
    ],
)
async def test_a_file_we_cannot_take_goes_back_as_its_sentence(house: House, body: bytes, sentence: str) -> None:
    async with visitor(house, cast.OWNER) as owner:
        answer = await post(owner, body)

    assert said(answer).startswith(sentence)
    assert noted(cast.ADMIN.actor, parse_qs(urlsplit(answer.headers["location"]).query)["refused"][0]) == ""
    assert house.rows("select count(*) from revenue_imports") == [(0,)]


async def test_a_zone_that_is_none_is_refused(house: House) -> None:
    async with visitor(house, cast.OWNER) as owner:
        answer = await post(owner, file(row()), zone="Mars/Olympus")

    assert said(answer) == "Choose a time zone from the list."


async def test_what_is_no_form_with_a_file_goes_back_too(house: House) -> None:
    async with visitor(house, cast.OWNER) as owner:
        headers = {"origin": ORIGIN}
        answers = [
            await owner.post("/revenue/upload", content=b"x", headers={**headers, "content-type": "text/plain"}),
            await owner.post("/revenue/upload", data={"file": "x"}, files={"other": b""}, headers=headers),
        ]

    assert {said(answer) for answer in answers} == {"Choose a CSV file first."}


async def test_a_file_is_cut_off_at_its_limit_while_it_streams(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revenue_import, "LARGEST_FILE", 1024**2)
    async with visitor(house, cast.OWNER) as owner:
        answer = await post(owner, b"x" * (2 * 1024**2))

    assert said(answer) == "This file is larger than 1 MB. Split it, for example by month."


@pytest.mark.parametrize("note", ["", "x", "AAAA", "%00", "a" * 5000, "Ümlaut"])
async def test_nobody_puts_words_of_their_own_on_the_page(house: House, note: str) -> None:
    assert noted(cast.OWNER.actor, note) == ""


async def test_the_sample_imports_as_it_is(house: House) -> None:
    async with visitor(house, cast.OWNER) as owner:
        sample = await owner.get("/revenue/sample.csv")
        await post(owner, sample.content)

    assert sample.headers["content-type"].startswith("text/csv")
    assert house.rows("select verdict, count(*) from revenue_import_rows group by 1 order by 1") == [
        ("new", 2),
        ("reverses", 1),
    ]


async def test_what_is_wrong_comes_as_a_file_that_runs_nothing(house: House) -> None:
    import_id = await look(row(), row(creator="=HYPERLINK(1)"), row(gross="x", type="gift"))
    async with visitor(house, cast.OWNER) as owner:
        answer = await owner.get(f"/revenue/imports/{import_id}/problems.csv")

    lines = answer.text.removeprefix("\ufeff").splitlines()
    assert lines[0] == "line,column,problem"
    assert [line.split(",")[:2] for line in lines[1:]] == [["3", "creator"], ["4", "type"], ["4", "gross"]]
    assert 'attachment; filename="problems-' in answer.headers["content-disposition"]


async def test_problems_of_another_agency_are_not_there(house: House) -> None:
    import_id: UUID = await look(row(creator="nobody"))
    async with visitor(house, cast.RIVAL_OWNER) as rival:
        answers = [await rival.get(f"/revenue/imports/{one}/problems.csv") for one in (import_id, uuid4(), "x")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_the_limits_people_read_are_those_that_hold() -> None:
    assert (revenue_csv.MOST_ROWS, revenue_csv.LARGEST_FILE) == (200_000, 48 * 1024**2)
