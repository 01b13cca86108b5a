"""The run page of an approved run: its files, who is in the way of the payment, how it stands in the books."""

from datetime import UTC, datetime, timedelta

from onyx_app.services import bank_accounts, payroll
from onyx_app.states.my_pay import MyPayState
from onyx_app.states.pay_run import PayRunState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk
from tests.services.paying import ADA, APRIL_2, SAM, approved, do, reviewed, worked

IBAN = "DE89370400440532013000"


async def shown(house: House, run_id: object, person: cast.Person = cast.OWNER):
    async with at_desk(house, person, path=f"/payroll/{run_id}") as desk:
        await desk.send(PayRunState.load)
        return await desk.value(PayRunState, "outgoing")


async def account(*people: object) -> None:
    for who in people:
        await do(cast.OWNER, bank_accounts.set_account, profile_id=who, holder="Some Body", iban=IBAN)


async def test_a_draft_gives_nothing_yet(house: House) -> None:
    worked(house)

    found = await shown(house, (await reviewed()).run_id)

    assert (found.base, found.pays, found.bookings) == ("", "", [])


async def test_what_is_missing_is_said_before_the_file_can_be_made(house: House) -> None:
    worked(house)
    run = await approved()

    nothing = await shown(house, run.run_id)
    await account(None, SAM)
    some = await shown(house, run.run_id)
    await account(ADA)
    every = await shown(house, run.run_id)

    assert (nothing.pays, nothing.incomplete) == ("", False)
    assert nothing.missing == [
        "The agency has no bank account to pay from yet. Add it, then download the file.",
        "Without a bank account: Ada Chatter, Sam Chatter.",
    ]
    assert (some.pays, some.incomplete) == ("€18.00 to 1 person, from Some Body ···· 3000", True)
    assert some.missing == ["Without a bank account: Ada Chatter."]
    assert (every.pays, every.missing) == ("€98.80 to 2 people, from Some Body ···· 3000", [])
    assert every.base == f"/payroll/{run.run_id}"


async def test_each_step_is_in_the_books_and_they_balance(house: House) -> None:
    worked(house)
    run = await approved()
    await do(cast.OWNER, payroll.pay, at=APRIL_2, run_id=run.run_id)
    paid = (await shown(house, run.run_id)).bookings
    await do(cast.OWNER, payroll.reverse, at=APRIL_2, run_id=run.run_id, reason="A day was missing")
    reversed_ = await shown(house, run.run_id)

    assert [(one.when, one.account, one.debit, one.credit) for one in paid] == [
        ("Approved, Mar 31, 2026", "Wages", "€98.80", ""),
        ("", "Owed to people", "", "€98.80"),
        ("Paid, Apr 2, 2026", "Owed to people", "€98.80", ""),
        ("", "Cash", "", "€98.80"),
    ]
    assert [(one.when, one.account) for one in reversed_.bookings[4:]] == [
        ("Reversed, Mar 31, 2026", "Owed to people"),
        ("", "Wages"),
    ]
    assert reversed_.balance == "The books balance: debit and credit are equal in EUR."
    assert (reversed_.pays, reversed_.missing) == ("", [])


async def test_the_payments_are_fetched_for_the_day_that_was_chosen_and_a_day_that_is_over_is_refused(
    house: House,
) -> None:
    worked(house)
    run_id = str((await approved()).run_id)
    today = datetime.now(UTC).date()
    monday = today + timedelta(days=14 - today.weekday())

    async with at_desk(house, cast.OWNER, path=f"/payroll/{run_id}") as desk:
        await desk.send(PayRunState.load)
        await desk.send(PayRunState.take_payments, run_id=run_id, form={"on": str(today - timedelta(days=2))})
        over = dict(await desk.value(PayRunState, "errors"))
        await desk.send(PayRunState.take_payments, run_id=run_id, form={"on": str(monday)})
        errors = await desk.value(PayRunState, "errors")

    assert over["on"].startswith("Choose a day from ")
    assert errors == {}


async def test_one_s_own_slip_has_its_pdf(house: House) -> None:
    worked(house)
    run = await approved()

    async with at_desk(house, cast.CHATTER, path="/me/pay") as desk:
        await desk.send(MyPayState.load)
        [slip] = await desk.value(MyPayState, "slips")

    assert slip.pdf == f"/payroll/{run.run_id}/payslips/{slip.id}.pdf"
