"""Where people are paid to, and what the agency pays from. The IBAN is sealed; screens show its end."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app import security
from onyx_app.errors import NotAllowed, NotFound
from onyx_app.live import Topic
from onyx_app.roles import Action, Role, Scope, may_manage
from onyx_app.rules.bank_accounts import clean_bic, clean_iban
from onyx_app.rules.text import clean_line
from onyx_app.services import audit
from onyx_app.services.sign_in import prove_again
from onyx_app.tables import BankAccount, Profile
from onyx_app.work import Work

SEALED_FOR = "bank account"
LONGEST_HOLDER = 70  # what a SEPA payment takes
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('bank:' || cast(:whose as text), 0))")


@dataclass(frozen=True, slots=True)
class AccountCard:
    """One account in use; `profile_id` None is the agency's own."""

    account_id: UUID
    profile_id: UUID | None
    holder: str
    last_four: str
    since: datetime
    bic: str = ""
    made_by: UUID | None = None


async def change_account(
    work: Work, *, profile_id: UUID | None, holder: str, iban: str, bic: str = "", password: str
) -> AccountCard:
    """`set_account` by somebody who has just proven who they are: where money goes is what thieves change.

    Raises:
        WrongIban, WrongBic, InvalidInput, NotAllowed
        NotYourPassword, TooManyAttempts
    """
    await _may_change(work, profile_id)
    _cleaned(holder, iban, bic)
    await prove_again(work, password=password)
    return await set_account(work, profile_id=profile_id, holder=holder, iban=iban, bic=bic)


async def set_account(work: Work, *, profile_id: UUID | None, holder: str, iban: str, bic: str = "") -> AccountCard:
    """Pay somebody (None: the agency from) this account from now on; the one before stays on record, sealed.

    Raises:
        WrongIban: shape, length or checksum; the sentence says which.
        WrongBic: not the code of a bank.
        NotAllowed: others' accounts are for owner and admin, an owner's for owners.
    """
    await _may_change(work, profile_id)
    name, number, bank = _cleaned(holder, iban, bic)
    await work.session.execute(_ONE_AT_A_TIME, {"whose": f"{work.actor.agency_id}:{profile_id}"})
    await _check_person(work, profile_id)
    before = await _in_use(work, profile_id)
    if before is not None:
        before.replaced_at = work.now
        await work.session.flush()
    row = BankAccount(
        agency_id=work.actor.agency_id,
        profile_id=profile_id,
        holder=name,
        iban_sealed=security.seal(number, SEALED_FOR),
        last_four=number[-4:],
        bic=bank,
        made_by=work.actor.profile_id,
        created_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    audit.note(work, "bank_account_set", profile_id or work.actor.agency_id, last_four=row.last_four)
    work.announce(Topic.PAYROLL, profile_id or "")
    return _card(row)


async def remove_account(work: Work, *, profile_id: UUID | None) -> None:
    """Use no account any more.

    Raises:
        NotFound: there is none.
    """
    await _may_change(work, profile_id)
    row = await _in_use(work, profile_id)
    if row is None:
        raise NotFound
    row.replaced_at = work.now
    audit.note(work, "bank_account_removed", profile_id or work.actor.agency_id, last_four=row.last_four)
    work.announce(Topic.PAYROLL, profile_id or "")


async def account(work: Work, *, profile_id: UUID | None) -> AccountCard | None:
    """The account in use, as a screen may show it."""
    _may(work, profile_id)
    row = await _in_use(work, profile_id)
    return _card(row) if row else None


async def accounts(work: Work) -> tuple[AccountCard, ...]:
    """Every account in use, the agency's own first."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    query = select(BankAccount).where(col(BankAccount.replaced_at).is_(None))
    rows = await work.session.scalars(query.order_by(col(BankAccount.profile_id).nulls_first()))
    return tuple(_card(row) for row in rows)


def _cleaned(holder: str, iban: str, bic: str) -> tuple[str, str, str]:
    return clean_line(holder, "holder", LONGEST_HOLDER), clean_iban(iban), clean_bic(bic)


def _may(work: Work, profile_id: UUID | None) -> None:
    if not work.actor.may(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY):
        work.actor.must(Action.SEE_OWN_PAY)
        if profile_id != work.actor.person():
            raise NotAllowed


async def _may_change(work: Work, profile_id: UUID | None) -> None:
    """One's own, the agency's, and those of people up to one's own rank: where an owner is paid, an owner says."""
    _may(work, profile_id)
    if profile_id is None or profile_id == work.actor.profile_id or work.actor.role is None:
        return
    theirs = await work.session.scalar(select(col(Profile.role)).where(col(Profile.id) == profile_id))
    if theirs is None:
        raise NotFound
    if not may_manage(work.actor.role, Role(theirs)):
        raise NotAllowed


async def _check_person(work: Work, profile_id: UUID | None) -> None:
    if profile_id is None:
        return
    if await work.session.scalar(select(col(Profile.id)).where(col(Profile.id) == profile_id)) is None:
        raise NotFound


async def _in_use(work: Work, profile_id: UUID | None) -> BankAccount | None:
    whose = col(BankAccount.profile_id).is_not_distinct_from(profile_id)
    query = select(BankAccount).where(whose, col(BankAccount.replaced_at).is_(None))
    return (await work.session.scalars(query)).one_or_none()


def _card(row: BankAccount) -> AccountCard:
    return AccountCard(row.id, row.profile_id, row.holder, row.last_four, row.created_at, row.bic, row.made_by)
