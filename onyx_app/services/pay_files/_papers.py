"""A payslip as it goes to print, read as whoever asks: row security shows people their own and no other."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.config import settings
from onyx_app.errors import NotFound
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules.pay_files.paper import Item, Paper, Sold, Stretch, Version
from onyx_app.rules.periods import Period
from onyx_app.services import audit
from onyx_app.services.payslips import SalesBehind, sales_behind
from onyx_app.tables import Agency, Creator, Logo, PayPlan, PayslipLine, Timesheet
from onyx_app.work import Work

# The lock of the slip's days says which they are, when they were paid, and whether they were taken back: the run
# itself is not for everybody to see.
_SLIP = text("""
    select s.id, s.run_id, s.profile_id, p.name, p.locale, s.number, s.totals, s.carried, s.days, s.note, s.issued_at,
           s.seal, s.engine, k.first_day, k.end_day, k.run_paid_at, k.run_reversed_at
    from payslips s join profiles p on (p.agency_id, p.id) = (s.agency_id, s.profile_id)
         join period_locks k on (k.agency_id, k.run_id, k.profile_id) = (s.agency_id, s.run_id, s.profile_id)
    where s.id = :slip and s.run_id = :run and s.number is not null and s.issued_at is not null""")


async def paper(work: Work, *, run_id: UUID, slip_id: UUID) -> Paper:
    """One slip: whoever prepares pay any, everybody their own.

    Raises:
        NotFound: unknown, somebody else's, of another run, or not approved; one's own also once it was taken back.
    """
    slip = await _slip(work, run_id, slip_id)
    agency = (await work.session.scalars(select(Agency))).one()
    zone = periods.zone(agency.zone)
    lines = await _lines(work, slip_id)
    creators = {str(row.id): row.name for row in await work.session.scalars(select(Creator))}
    sales = await sales_behind(work, slip_id=slip_id)
    return Paper(
        agency=agency.name,
        accent=agency.accent,
        logo=await _logo(work, agency.logo_id),
        language=slip.locale or agency.locale,
        zone=agency.zone,
        person=slip.name,
        number=slip.number,
        period=Period(slip.first_day, slip.end_day),
        issued_at=slip.issued_at,
        paid_on=periods.business_date(slip.run_paid_at, zone) if slip.run_paid_at else None,
        reversed_on=periods.business_date(slip.run_reversed_at, zone) if slip.run_reversed_at else None,
        note=slip.note,
        run=str(slip.run_id),
        seal=slip.seal.hex(),
        engine=slip.engine,
        link=f"{settings().base_url}/me/pay?open={slip.id}",
        items=tuple(_item(line, sales, creators) for line in lines),
        stretches=await _stretches(work, slip),
        versions=await _versions(work, lines),
        totals=tuple((code, amount) for code, amount in slip.totals),
        carried=tuple((code, amount) for code, amount in slip.carried if amount),
        creators=creators,
    )


async def all_slips(work: Work, *, run_id: UUID) -> tuple[UUID, ...]:
    """The numbered slips of an approved run, in their order; written into the audit trail, because all are taken along.

    Raises:
        NotFound: unknown, or not approved.
    """
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    query = text("select id from payslips where run_id = :run and number is not null order by number")
    found = tuple((await work.session.execute(query, {"run": run_id})).scalars())
    if not found:
        raise NotFound
    audit.note(work, "payslips_downloaded", run_id, slips=len(found))
    return found


async def _slip(work: Work, run_id: UUID, slip_id: UUID) -> Any:
    everybodys = work.actor.may(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    if not everybodys:
        work.actor.must(Action.SEE_OWN_PAY)
    row = (await work.session.execute(_SLIP, {"run": run_id, "slip": slip_id})).one_or_none()
    if row is None:
        raise NotFound
    if not everybodys and (row.profile_id != work.actor.person() or row.run_reversed_at is not None):
        raise NotFound
    return row


async def _lines(work: Work, slip_id: UUID) -> list[PayslipLine]:
    query = select(PayslipLine).where(col(PayslipLine.slip_id) == slip_id).order_by(col(PayslipLine.position))
    return list(await work.session.scalars(query))


def _item(line: PayslipLine, sales: dict[str, SalesBehind], creators: dict[str, str]) -> Item:
    details: dict[str, Any] = line.details
    shares = {str(source): share for source, share in details.get("sources", ())}
    sold = tuple(
        Sold(
            one.day, creators.get(str(one.creator_id), "–"), one.income, one.currency, one.count, one.gross, one.net,
            one.back, shares[one.source], one.people,
        )
        for one in sales.values() if one.source in shares
    )  # fmt: skip
    return Item(line, tuple(UUID(plan) for plan in details.get("plans", ())), sold)


async def _stretches(work: Work, slip: Any) -> tuple[Stretch, ...]:
    """Every timesheet of the slip, in the version it was paid."""
    minutes = {UUID(one["sheet"]): one for one in slip.days}
    query = select(Timesheet).where(col(Timesheet.id).in_(minutes)).order_by(col(Timesheet.clocked_in_at))
    return tuple(
        _stretch(row.clocked_in_at, row.clocked_out_at, minutes[row.id]) for row in await work.session.scalars(query)
    )


def _stretch(since: datetime, until: datetime | None, minutes: dict[str, Any]) -> Stretch:
    day = date.fromisoformat(minutes["day"])
    breaks = minutes["unpaid_break"] + minutes["deducted"]  # paid ones are within what was worked
    raw = minutes["worked"] + minutes["paid_break"]
    return Stretch(day, since, until, breaks, raw, minutes["paid"])


async def _versions(work: Work, lines: list[PayslipLine]) -> tuple[Version, ...]:
    details: list[dict[str, Any]] = [line.details for line in lines]
    named = {UUID(plan) for each in details for plan in each.get("plans", ())}
    query = select(PayPlan).where(col(PayPlan.id).in_(named)).order_by(col(PayPlan.since), col(PayPlan.id))
    return tuple(Version(row.id, row.since, row.currency, row.terms) for row in await work.session.scalars(query))


async def _logo(work: Work, logo_id: UUID | None) -> bytes | None:
    if logo_id is None:
        return None
    png: bytes | None = await work.session.scalar(select(col(Logo.png)).where(col(Logo.id) == logo_id))
    return png
