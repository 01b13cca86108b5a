"""Payslips, tables and payments of a real run: what they say, whom they name, who may take them along."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from onyx_app.errors import NotAllowed, NotFound
from onyx_app.outputs.payslip import payslip_pdf
from onyx_app.rules.pay_files.paper import Paper
from onyx_app.services import pay_files, pay_items, payroll
from onyx_app.services.payroll import RunCard
from tests import cast
from tests.conftest import House
from tests.pdf import pages_of, text_of
from tests.services.paying import ADA, APRIL_2, SAM, approved, do, plan, reviewed, sale, sheet, worked


async def slip_of(run: RunCard, who: UUID = ADA, by: cast.Person = cast.OWNER) -> Paper:
    [slip] = [one for one in await do(cast.OWNER, payroll.slips, run_id=run.run_id) if one.profile_id == who]
    return await do(by, pay_files.paper, run_id=run.run_id, slip_id=slip.slip_id)


async def test_a_payslip_says_whose_it_is_every_line_with_its_sum_and_what_proves_it(house: House) -> None:
    worked(house)
    await do(cast.OWNER, pay_items.add_bonus, profile_id=ADA, day=date(2026, 3, 5), currency="EUR", amount=500,
             reason="Fast replies")  # fmt: skip
    run = await approved()
    await do(cast.ADMIN, payroll.pay, at=APRIL_2 + timedelta(days=1), run_id=run.run_id)

    said = text_of(payslip_pdf(await slip_of(run)))

    assert (
        f"Payslip 1\nNorthlight Agency\nFor\n{cast.CHATTER.name}\nPeriod\nMar 1 – 31, 2026\nPaid on\nApr 3, 2026"
        in said
    )
    assert "Hours\n8h 0m\n€10.00 / h\n€80.00\nPlan of Jan 1, 2026" in said
    assert "Commission · Luna, Tips\n€8.00\n10%\n€0.80\nPlan of Jan 1, 2026: 10% of net · 1 sale" in said
    assert "Bonus · Fast replies\n€5.00" in said
    assert "To pay\n€85.80" in said
    assert "Mon, Mar 2\n10:00 AM\n6:00 PM\n8h 0m\n8h 0m\nSum" in said
    assert "Mon, Mar 2\nLuna, Tips\n1\n€10.00\n€8.00\n€0.80" in said
    assert run.seal in said and f"onyx verify-payroll {run.run_id}" in said
    assert "Calculated by one person and approved by another." in said
    assert said.count("Page 1 of ") == 1


async def test_people_draw_the_same_bytes_as_the_owner_each_time(house: House) -> None:
    worked(house)
    run = await approved()

    files = [payslip_pdf(await slip_of(run, by=by)) for by in (cast.CHATTER, cast.OWNER, cast.CHATTER)]

    assert len(set(files)) == 1
    assert b"/CreationDate (D:20260402" in files[0]


async def test_unpaid_breaks_rounding_and_refunds_stand_beside_what_was_paid(house: House) -> None:
    house.rows("update agencies set rounding_minutes = 15 where id = %s returning id", cast.NORTHLIGHT)
    plan(house, hourly=1000, commission=[{"id": "all", "percent": "10"}])
    one = sheet(house, "2026-03-02 10:00", "2026-03-02 18:05")
    house.rows(
        "insert into breaks (agency_id, timesheet_id, profile_id, began_at, ended_at) values"
        " (%s, %s, %s, '2026-03-02 12:00+02', '2026-03-02 12:20+02') returning id", cast.NORTHLIGHT, one, ADA,
    )  # fmt: skip
    sold = sale(house, "2026-03-02 12:00", 1000, ADA)
    sale(house, "2026-03-03 12:00", -250, reverses=sold)
    for hour in ("13", "14"):
        sale(house, f"2026-03-02 {hour}:00", 500, ADA)

    paper = await slip_of(await approved())

    assert [(each.day, each.breaks, each.raw, each.paid) for each in paper.stretches] == [
        (date(2026, 3, 2), 20, 465, 460),
    ]
    [commission] = [item for item in paper.items if item.line.kind == "commission"]
    assert sorted((each.count, each.gross, each.net, each.back) for each in commission.sold) == [
        (1, 1000, 800, 200),
        (2, 1000, 800, 0),
    ]
    assert sum(each.net - each.back for each in commission.sold) == commission.line.quantity
    assert sum(each.share for each in commission.sold) == commission.line.amount


async def test_a_month_of_five_hundred_groups_of_sales_goes_over_pages_that_repeat_their_titles(house: House) -> None:
    plan(house, hourly=1000, commission=[{"id": "all", "percent": "10"}])
    for day in range(1, 32):
        sheet(house, f"2026-03-{day:02} 10:00", f"2026-03-{day:02} 18:00")
    with house.admin() as connection, connection.transaction():
        for at in range(500):
            when = datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(minutes=at * 80)
            made = connection.execute(
                "insert into transactions (agency_id, creator_id, occurred_at, type, gross, fee, net, currency, origin,"
                " state, natural_key) values (%s, %s, %s, 'message', %s, 0, %s, 'EUR', 'import', 'settled', %s)"
                " returning id",
                [cast.NORTHLIGHT, cast.LUNA, when, 1000 + at, 1000 + at, str(uuid4())],
            ).fetchone()
            assert made
            for who in (ADA, SAM):  # shared sales stay by themselves
                connection.execute(
                    "insert into attributions (agency_id, transaction_id, profile_id, method) values"
                    " (%s, %s, %s, 'assignment')",
                    [cast.NORTHLIGHT, made[0], who],
                )
    run = await approved()

    pages = pages_of(payslip_pdf(await slip_of(run)))

    sold = [page for page in pages if "Luna, Messages, shared by 2\n1\n" in page]
    assert sum(page.count("Luna, Messages, shared by 2\n1\n") for page in pages) == 500
    assert len(sold) > 8 and all("Day\nSale\nCount\nGross\nNet" in page for page in sold)
    assert [page.splitlines()[-1] for page in pages] == [
        f"Page {at} of {len(pages)}" for at in range(1, len(pages) + 1)
    ]
    assert run.seal in pages[-1]
    assert len(re.findall(r"\d+:00 AM\n\d+:00 PM\n8h 0m", "\n".join(pages))) == 31


@pytest.mark.parametrize(
    "name", ["Γιώργος Παπαδόπουλος", "Олександр Щербаківський", "Żółć Ștefănescu-Þórðarson", "Nguyễn Thị Hạnh"]
)
async def test_names_are_written_in_their_own_letters(house: House, name: str) -> None:
    worked(house)
    house.rows("update profiles set name = %s where id = %s returning id", name, ADA)

    said = text_of(payslip_pdf(await slip_of(await approved())))

    assert f"For\n{name}\nPeriod" in said


async def test_letters_the_font_does_not_have_become_latin_ones(house: House) -> None:
    worked(house)
    house.rows("update profiles set name = %s where id = %s returning id", "王明 🙂", ADA)

    assert "For\nWang Ming" in text_of(payslip_pdf(await slip_of(await approved())))


async def test_a_sole_owner_s_slips_say_so(house: House) -> None:
    house.rows("update profiles set status = 'suspended' where role = 'admin' returning id")
    worked(house)
    run = await reviewed(by=cast.OWNER)
    await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)

    said = text_of(payslip_pdf(await slip_of(run)))

    assert "Approved by the only person who may approve pay." in said
    assert "Calculated by one person" not in said


async def test_a_carried_negative_stands_on_the_slip_it_leaves_and_on_the_one_it_reaches(house: House) -> None:
    worked(house)
    await do(cast.OWNER, pay_items.add_deduction, profile_id=ADA, day=date(2026, 3, 5), currency="EUR", amount=10_000,
             reason="Broken phone")  # fmt: skip
    march = await approved()
    sheet(house, "2026-04-02 10:00", "2026-04-02 18:00")
    april = await approved(date(2026, 4, 1), datetime(2026, 5, 2, 9, tzinfo=UTC))

    assert "Carried to the next slip\n-€19.20" in text_of(payslip_pdf(await slip_of(march)))
    assert "Carried from an earlier slip\n-€19.20" in text_of(payslip_pdf(await slip_of(april)))


async def test_nobody_reads_a_draft_a_colleague_s_slip_or_another_agency_s(house: House) -> None:
    worked(house)
    run = await reviewed()
    slips = await do(cast.OWNER, payroll.slips, run_id=run.run_id)
    [mine] = [one.slip_id for one in slips if one.profile_id == ADA]

    async def refused(*people: cast.Person, run_id: UUID = run.run_id, slip_id: UUID = mine) -> None:
        for person in people:
            with pytest.raises((NotFound, NotAllowed)):
                await do(person, pay_files.paper, run_id=run_id, slip_id=slip_id)

    await refused(cast.OWNER, cast.CHATTER)  # a draft
    await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)
    await refused(cast.OTHER_CHATTER, cast.MANAGER, cast.CONTENT, cast.CREATOR, cast.RIVAL_OWNER, cast.ADA_AT_RIVAL)
    await refused(cast.OWNER, run_id=uuid4())
    assert (await do(cast.CHATTER, pay_files.paper, run_id=run.run_id, slip_id=mine)).number == 1
    await do(cast.OWNER, payroll.reverse, at=APRIL_2, run_id=run.run_id, reason="A day was missing")
    await refused(cast.CHATTER)
    assert "This payslip was taken back on Apr 2, 2026." in text_of(payslip_pdf(await slip_of(run)))


def rows_of(written: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))


async def test_the_lines_of_a_run_as_csv_add_up_to_it(house: House) -> None:
    worked(house)
    house.rows("update profiles set name = '=HYPERLINK(\"http://evil\")' where id = %s returning id", SAM)
    run = await approved()

    rows = rows_of(await do(cast.ADMIN, pay_files.lines_csv, run_id=run.run_id))

    assert [(row["slip"], row["kind"], row["quantity"], row["unit"], row["rate"], row["amount"]) for row in rows] == [
        ("1", "hours", "120", "minutes", "9.00", "18.00"),
        ("2", "hours", "480", "minutes", "10.00", "80.00"),
        ("2", "commission", "8.00", "money", "1", "0.80"),
    ]
    assert rows[0]["person"] == '\'=HYPERLINK("http://evil")'
    assert {row["seal"] for row in rows} == {run.seal}
    assert sum(Decimal(row["amount"]) for row in rows) * 100 == dict(run.totals)["EUR"]


async def test_every_line_of_the_csv_can_be_calculated_again(house: House) -> None:
    plan(house, hourly=1000, night="1.25", base=310_000, guarantee=2_000_000,
         commission=[{"id": "f", "fixed": 70, "income": "message"}, {"id": "p", "percent": "12.5"}])  # fmt: skip
    sheet(house, "2026-03-02 20:00", "2026-03-03 04:10")
    sale(house, "2026-03-02 12:00", 999, ADA)
    sale(house, "2026-03-02 12:00", 999, ADA, kind="message")
    told = {"profile_id": ADA, "day": date(2026, 3, 5), "currency": "EUR", "reason": "Agreed"}
    await do(cast.OWNER, pay_items.add_bonus, amount=500, **told)
    await do(cast.OWNER, pay_items.add_deduction, percent=333, **told)
    run = await approved()

    rows = rows_of(await do(cast.ADMIN, pay_files.lines_csv, run_id=run.run_id))

    figures = [[Decimal(row[name]) for name in ("quantity", "rate", "percent", "per", "amount")] for row in rows]
    again = [quantity * rate * percent / 100 / per for quantity, rate, percent, per, _ in figures]
    assert [one.quantize(Decimal("0.01"), ROUND_HALF_UP) for one in again] == [amount for *_, amount in figures]
    assert {row["kind"] for row in rows} == {"hours", "night", "base", "commission", "guarantee", "bonus", "deduction"}


async def test_the_slips_of_a_run_as_csv_say_how_each_came_about(house: House) -> None:
    worked(house)
    await do(cast.OWNER, pay_items.add_deduction, profile_id=ADA, day=date(2026, 3, 5), currency="EUR", amount=10_000,
             reason="Broken phone")  # fmt: skip
    run = await approved()

    ada, sam = rows_of(await do(cast.ADMIN, pay_files.slips_csv, run_id=run.run_id))

    told = ("earned", "added", "taken", "carried", "to_pay", "minutes")
    assert [ada[name] for name in told] == ["80.80", "0.00", "-100.00", "-19.20", "0.00", "480"]
    assert [sam[name] for name in told] == ["18.00", "0.00", "0.00", "0.00", "18.00", "120"]


async def test_only_who_prepares_pay_takes_a_whole_run_along_and_the_trail_says_who(house: House) -> None:
    worked(house)
    run = await reviewed()
    everything: list[Any] = [pay_files.lines_csv, pay_files.slips_csv, pay_files.all_slips]
    for verb in everything:
        with pytest.raises(NotFound):  # a draft
            await do(cast.OWNER, verb, run_id=run.run_id)
    await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)

    for verb in everything:
        for person in (cast.MANAGER, cast.CHATTER, cast.CREATOR):
            with pytest.raises(NotAllowed):
                await do(person, verb, run_id=run.run_id)
        with pytest.raises(NotFound):
            await do(cast.RIVAL_OWNER, verb, run_id=run.run_id)
        await do(cast.ADMIN, verb, run_id=run.run_id)

    written = "select action, profile_id from audit_entries where subject = %s and action like %s order by seq"
    taken = house.rows(written, str(run.run_id), "%downloaded")
    assert taken == [(action, cast.ADMIN.profile_id) for action in
                     ("payroll_csv_downloaded", "payroll_csv_downloaded", "payslips_downloaded")]  # fmt: skip
