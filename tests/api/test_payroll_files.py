"""The doors of the payroll's files: who is let in, what they take along, and that nothing is there for anybody else."""

import io
import zipfile
from uuid import UUID, uuid4

import httpx
import pytest
from starlette.applications import Starlette

from onyx_app.api import payroll_files
from onyx_app.services import bank_accounts, payroll
from onyx_app.services.payroll import RunCard
from tests import cast
from tests.conftest import House
from tests.pdf import text_of
from tests.services.paying import ADA, SAM, approved, do, reviewed, worked
from tests.serving import session_of

ORIGIN = "http://localhost:3000"
IBAN = "DE89370400440532013000"
OF_A_RUN = ("payslips.zip", "lines.csv", "slips.csv", "sepa.xml")


def visitor(house: House, person: cast.Person | None) -> httpx.AsyncClient:
    headers = {"cookie": f"onyx={session_of(house, person)}"} if person else {}
    transport = httpx.ASGITransport(app=Starlette(routes=payroll_files.routes))
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)


async def slip_address(run: RunCard, who: UUID = ADA) -> str:
    [slip] = [one for one in await do(cast.OWNER, payroll.slips, run_id=run.run_id) if one.profile_id == who]
    return f"/payroll/{run.run_id}/payslips/{slip.slip_id}.pdf"


async def ready(house: House) -> RunCard:
    worked(house)
    for who in (None, ADA, SAM):
        await do(cast.OWNER, bank_accounts.set_account, profile_id=who, holder="Some Body", iban=IBAN)
    return await approved()


@pytest.mark.parametrize("person", [cast.CHATTER, cast.OWNER, cast.ADMIN])
async def test_a_payslip_is_for_its_person_and_for_who_prepares_pay(house: House, person: cast.Person) -> None:
    address = await slip_address(await ready(house))

    async with visitor(house, person) as client:
        answer = await client.get(address)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == 'attachment; filename="payslip-1-2026-03-01.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    assert "Ada Chatter" in text_of(answer.content) and "€80.80" in text_of(answer.content)


@pytest.mark.parametrize("person", [cast.OTHER_CHATTER, cast.MANAGER, cast.CREATOR, cast.RIVAL_OWNER,
                                    cast.ADA_AT_RIVAL, None])  # fmt: skip
async def test_everybody_else_cannot_tell_a_payslip_from_none(house: House, person: cast.Person | None) -> None:
    run = await ready(house)
    unknown = (f"/payroll/{run.run_id}/payslips/{uuid4()}.pdf", "/payroll/nonsense/payslips/nonsense.pdf")

    async with visitor(house, person) as client:
        answers = [await client.get(path) for path in (await slip_address(run), *unknown)]

    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}


async def test_a_slip_of_another_run_is_not_in_this_one(house: House) -> None:
    address = await slip_address(await ready(house))

    async with visitor(house, cast.OWNER) as client:
        answer = await client.get(f"/payroll/{uuid4()}/payslips/{address.rpartition('/')[2]}")

    assert answer.status_code == 404


async def test_a_draft_has_no_payslips_for_anybody(house: House) -> None:
    worked(house)
    run = await reviewed()
    address = await slip_address(run)

    for person in (cast.OWNER, cast.CHATTER):
        async with visitor(house, person) as client:
            assert (await client.get(address)).status_code == 404
    async with visitor(house, cast.OWNER) as owner:
        answers = [await owner.get(f"/payroll/{run.run_id}/{name}") for name in OF_A_RUN]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 409]
    assert answers[-1].text == (
        "Only an approved run can be paid. Approve it first; of a run that was taken back nothing is paid.\n"
    )


@pytest.mark.parametrize("person", [cast.MANAGER, cast.CHATTER, cast.CREATOR, cast.RIVAL_OWNER, None])
async def test_a_whole_run_is_for_who_prepares_pay(house: House, person: cast.Person | None) -> None:
    run = await ready(house)

    async with visitor(house, person) as client:
        answers = [await client.get(f"/payroll/{run.run_id}/{name}") for name in OF_A_RUN]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert house.rows("select count(*) from audit_entries where action like %s", "%downloaded") == [(0,)]


async def test_all_payslips_come_as_one_archive_that_is_the_same_each_time(house: House) -> None:
    run = await ready(house)

    async with visitor(house, cast.ADMIN) as admin:
        answers = [await admin.get(f"/payroll/{run.run_id}/payslips.zip") for _ in range(2)]

    archive = zipfile.ZipFile(io.BytesIO(answers[0].content))
    assert archive.testzip() is None
    assert archive.namelist() == ["payslip-1-2026-03-01.pdf", "payslip-2-2026-03-01.pdf"]
    assert "Sam Chatter" in text_of(archive.read("payslip-2-2026-03-01.pdf"))
    assert answers[0].content == answers[1].content
    assert answers[0].headers["content-disposition"] == 'attachment; filename="payslips-2026-03-01.zip"'


async def test_the_owner_takes_along_tables_and_payments(house: House) -> None:
    run = await ready(house)

    async with visitor(house, cast.OWNER) as owner:
        lines, slips, sepa = [await owner.get(f"/payroll/{run.run_id}/{name}") for name in OF_A_RUN[1:]]

    assert lines.text.count("\r\n") == 4 and slips.text.count("\r\n") == 3
    assert lines.headers["content-type"] == "text/csv; charset=utf-8"
    assert sepa.headers["content-disposition"] == 'attachment; filename="sepa-2026-03-01.xml"'
    assert sepa.text.count(IBAN) == 3
    assert house.rows("select action from audit_entries where action like %s order by seq", "%downloaded") == [
        ("payroll_csv_downloaded",),
        ("payroll_csv_downloaded",),
        ("payroll_sepa_downloaded",),
    ]


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("yesterday", "Enter a date."),
        ("1999-01-01", "Enter a date."),
        ("2026-13-41", "Enter a date."),
        ("'; drop table payslips", "Keep this to 10 characters."),
        ("2099-01-01", "Choose a day from "),
    ],
)
async def test_a_day_nobody_can_pay_on_is_refused_with_a_sentence(house: House, day: str, says: str) -> None:
    run = await ready(house)

    async with visitor(house, cast.OWNER) as owner:
        answer = await owner.get(f"/payroll/{run.run_id}/sepa.xml", params={"on": day})

    assert answer.status_code == 409 and answer.text.startswith(says)


async def test_who_is_not_ready_for_the_bank_is_named(house: House) -> None:
    worked(house)
    run = await approved()
    await do(cast.OWNER, bank_accounts.set_account, profile_id=None, holder="Northlight", iban=IBAN)

    async with visitor(house, cast.OWNER) as owner:
        answer = await owner.get(f"/payroll/{run.run_id}/sepa.xml")

    assert (answer.status_code, answer.text) == (
        409, "The bank cannot pay everybody yet. Complete the bank account of: Ada Chatter, Sam Chatter.\n",
    )  # fmt: skip


async def test_a_page_of_another_site_starts_no_download(house: House) -> None:
    run = await ready(house)

    async with visitor(house, cast.OWNER) as owner:
        answer = await owner.get(f"/payroll/{run.run_id}/sepa.xml", headers={"referer": "https://evil.example/"})

    assert answer.status_code == 403
    assert house.rows("select count(*) from audit_entries where action like %s", "%downloaded") == [(0,)]
