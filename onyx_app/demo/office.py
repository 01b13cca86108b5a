"""What the sample office has done so far: a bonus and an advance, one month paid, accounts to pay to."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import col

from onyx_app.demo.people import SampleAgency
from onyx_app.roles import Role
from onyx_app.rules import periods
from onyx_app.rules.periods import Frequency, Period
from onyx_app.services import bank_accounts, pay_items, payroll
from onyx_app.tables import Agency, Profile
from onyx_app.work import Actor, open_work


async def settle_in(agency_id: UUID, sample: SampleAgency, now: datetime) -> None:
    """Pay the month before the last one, so that the last one is there to be paid, and leave items for it."""
    async with open_work(Actor.system(agency_id), now=now) as work:
        people = {row.name: row.id for row in (await work.session.execute(select(col(Profile.name), col(Profile.id))))}
        agency = (await work.session.scalars(select(Agency))).one()
    who = {person.role: Actor(agency_id, person.role, people[person.name]) for person in reversed(sample.people)}
    if Role.ADMIN not in who:  # nobody to prepare what the owner approves
        return
    frequency, today = Frequency(agency.pay_frequency), now.astimezone(ZoneInfo(sample.zone)).date()
    last = periods.previous_period(
        periods.pay_period(today, frequency, agency.pay_anchor), frequency, agency.pay_anchor
    )
    paid = periods.previous_period(last, frequency, agency.pay_anchor)
    chatters = [people[person.name] for person in sample.people if person.role is Role.CHATTER]
    await _accounts(who[Role.ADMIN], sample, people, now)
    await _items(who[Role.ADMIN], chatters, sample.currency, paid, now)
    await _pay(who, paid, now)
    await _items(who[Role.ADMIN], chatters[1:], sample.currency, last, now)


async def _pay(who: dict[Role, Actor], period: Period, now: datetime) -> None:
    """Prepared by the admin, approved and paid by the owner."""
    async with open_work(who[Role.ADMIN], now=now) as work:
        run = await payroll.open_run(work, day=period.first)
        await payroll.review(work, run_id=run.run_id)
    async with open_work(who[Role.OWNER], now=now) as work:
        await payroll.approve(work, run_id=run.run_id)
        await payroll.pay(work, run_id=run.run_id)


async def _items(admin: Actor, chatters: list[UUID], currency: str, period: Period, now: datetime) -> None:
    day = period.first + timedelta(days=9)
    async with open_work(admin, now=now) as work:
        await pay_items.add_bonus(work, profile_id=chatters[0], day=day, currency=currency, amount=5000,
                                  reason="Best reply time of the month")  # fmt: skip
        await pay_items.add_advance(work, profile_id=chatters[1], day=_before(day), currency=currency, amount=30000,
                                    instalment=10000, reason="Rent deposit")  # fmt: skip


def _before(day: date) -> date:
    return day - timedelta(days=5)


async def _accounts(admin: Actor, sample: SampleAgency, people: dict[str, UUID], now: datetime) -> None:
    """Everybody's own account, set by themselves. IBANs of a bank code that no bank has."""
    if sample.currency != "EUR":
        return
    async with open_work(admin, now=now) as work:
        await bank_accounts.set_account(work, profile_id=None, holder=sample.name, iban=_iban(0))
    for number, person in enumerate((p for p in sample.people if p.starts_at is not None), start=1):
        me = people[person.name]
        async with open_work(Actor(admin.agency_id, person.role, me), now=now - timedelta(days=60)) as work:
            await bank_accounts.set_account(work, profile_id=me, holder=person.name, iban=_iban(number))


def _iban(number: int) -> str:
    """Romanian in shape: two check digits by ISO 13616, four letters, sixteen digits."""
    account = f"AAAA{number:016d}"
    figures = "".join(str(int(letter, 36)) for letter in f"{account}RO00")
    return f"RO{98 - int(figures) % 97:02d}{account}"
