"""Bank accounts as people read them: whose, how it ends, since when and by whom; never the number."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from onyx_app import strings
from onyx_app.errors import NotFound
from onyx_app.roles import TABLE, Action, Scope
from onyx_app.rules import wording
from onyx_app.rules.paging import Cut
from onyx_app.rules.text import LONGEST_NAME, clean_line
from onyx_app.services import bank_accounts
from onyx_app.tables import BankAccount, Profile
from onyx_app.work import Work

_MOST_EARLIER = 10


@dataclass(frozen=True, slots=True)
class AccountView:
    """One person's account, or the agency's (`id` is "agency"). `ends` is "" while there is none.

    `foreign`: somebody else entered it. `earlier` are the ones before, each as a line.
    """

    id: str = ""
    name: str = ""
    holder: str = ""
    ends: str = ""
    said: str = ""
    foreign: bool = False
    earlier: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person in the list; `account` is "" without one."""

    id: str
    name: str
    initials: str
    account: str
    changed: str


@dataclass(frozen=True, slots=True)
class AccountList:
    """One page of people; `missing` says how many have no account, "" when all have."""

    rows: list[AccountRow] = field(default_factory=list)
    page: int = 1
    pages: int = 1
    missing: str = ""


async def account_of(work: Work, *, profile_id: UUID | None) -> AccountView:
    """Somebody's account with its history; None is the agency's own.

    Raises:
        NotAllowed: others' accounts are for owner and admin.
        NotFound: nobody here has that id.
    """
    await bank_accounts.account(work, profile_id=profile_id)  # refuses whoever may not see it
    name = await work.session.scalar(select(col(Profile.name)).where(col(Profile.id) == profile_id))
    if profile_id is not None and name is None:
        raise NotFound
    maker = aliased(Profile)
    query = select(BankAccount, col(maker.name)).outerjoin(maker, col(maker.id) == col(BankAccount.made_by))
    query = query.where(col(BankAccount.profile_id).is_not_distinct_from(profile_id))
    rows = (await work.session.execute(query.order_by(col(BankAccount.created_at).desc()))).all()
    now = next((row for row in rows if row[0].replaced_at is None), None)
    earlier = [_earlier(work, row[0]) for row in rows if row[0].replaced_at is not None][:_MOST_EARLIER]
    key = str(profile_id or "agency")
    if now is None:
        return AccountView(key, name or "", earlier=earlier)
    account, by = now
    foreign = profile_id is not None and account.made_by != profile_id
    said = {"day": wording.day_of(account.created_at, work.actor.zone, work.actor.language), "name": by or "–"}
    mine = foreign and profile_id == work.actor.profile_id
    sentence = strings.say(work.actor.language, f"bank_accounts.set_by{'_other' if mine else ''}", **said)
    return AccountView(key, name or "", account.holder, account.last_four, sentence, foreign, earlier)


async def account_list(work: Work, *, search: str = "", missing: bool = False, page: int = 1) -> AccountList:
    """Everybody who is paid, by name; with `missing` only those without an account."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    name = clean_line(search, "search", LONGEST_NAME, required=False)
    everybody = _people()
    without = everybody.where(col(BankAccount.id).is_(None))
    wanted = without if missing else everybody
    if name:
        wanted = wanted.where(col(Profile.name).icontains(name, autoescape=True))
    total, lacking = [
        await work.session.scalar(select(func.count()).select_from(query.subquery())) or 0
        for query in (wanted, without)
    ]
    cut = Cut(total, page)
    ordered = wanted.order_by(func.lower(col(Profile.name)), col(Profile.id)).limit(cut.size).offset(cut.offset)
    rows = [_row(work, one) for one in await work.session.execute(ordered)]
    said = strings.say(work.actor.language, "bank_accounts.missing", count=lacking) if lacking else ""
    return AccountList(rows, cut.page, cut.pages, said)


def _people() -> Select[Any]:
    paid = [role.value for role in TABLE[Action.SEE_OWN_PAY]]
    maker, account = aliased(Profile), BankAccount
    columns: Any = (col(Profile.id).label("person"), col(Profile.name).label("name"),
                    col(account.holder).label("holder"), col(account.last_four).label("ends"),
                    col(account.created_at).label("at"), col(maker.name).label("maker"))  # fmt: skip
    theirs = and_(col(account.profile_id) == col(Profile.id), col(account.replaced_at).is_(None))
    query = select(*columns).outerjoin(account, theirs).outerjoin(maker, col(maker.id) == col(account.made_by))
    return query.where(col(Profile.status) != "left", col(Profile.role).in_(paid))


def _row(work: Work, row: Any) -> AccountRow:
    language, account, changed = work.actor.language, "", ""
    if row.ends:
        account = f"{row.holder}, {strings.say(language, 'bank_accounts.ends_in', end=row.ends)}"
        said = {"day": wording.day_of(row.at, work.actor.zone, language), "name": row.maker or "–"}
        changed = strings.say(language, "bank_accounts.by", **said)
    return AccountRow(str(row.person), row.name, wording.initials(row.name), account, changed)


def _earlier(work: Work, row: BankAccount) -> str:
    language = work.actor.language
    account = f"{row.holder}, {strings.say(language, 'bank_accounts.ends_in', end=row.last_four)}"
    day = wording.day_of(row.replaced_at, work.actor.zone, language)
    return strings.say(language, "bank_accounts.replaced", day=day, account=account)
