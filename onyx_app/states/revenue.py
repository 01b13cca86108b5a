"""Every transaction of the agency, or of the asker: found, filtered and opened by the address."""

from dataclasses import dataclass, field

import reflex as rx

from onyx_app import guard
from onyx_app.money import Money
from onyx_app.roles import Action, Scope
from onyx_app.rules import wording
from onyx_app.rules.text import clean_id
from onyx_app.services import shifts, transactions
from onyx_app.services.transactions import Asked, CurrencySum, Detail, Entries, Entry, Share
from onyx_app.states._address import asked, page_asked, read_filters
from onyx_app.strings import say
from onyx_app.work import Actor, Work


@dataclass
class SaleRow:
    """One line; texts are ready to show. `nobody` when a sale still belongs to nobody."""

    id: str = ""
    at: str = ""
    creator: str = ""
    type: str = ""
    gross: str = ""
    fee: str = ""
    net: str = ""
    fan: str = ""
    state: str = ""
    reversal: bool = False
    who: str = ""
    nobody: bool = False


@dataclass
class SumLine:
    """One currency of the filter; parts that are nothing are empty."""

    currency: str = ""
    gross: str = ""
    about: str = ""


@dataclass
class ShareLine:
    """Who earned a part, how that was decided, and the day of the shift it was earned in."""

    id: str = ""
    name: str = ""
    initials: str = ""
    how: str = ""
    gross: str = ""
    shift: str = ""


@dataclass
class SaleDetail:
    """The open sale; `id` is empty while none is."""

    id: str = ""
    row: SaleRow = field(default_factory=SaleRow)
    origin: str = ""
    external_id: str = ""
    sender: str = ""
    file: str = ""
    import_id: str = ""
    shares: list[ShareLine] = field(default_factory=list)
    takes_back: SaleRow = field(default_factory=SaleRow)
    taken_back: list[SaleRow] = field(default_factory=list)


@dataclass
class SaleList:
    """One page of the list; `own` when only the reader's part is shown, `nothing` when there is no sale at all."""

    rows: list[SaleRow] = field(default_factory=list)
    sums: list[SumLine] = field(default_factory=list)
    creators: list[list[str]] = field(default_factory=list)
    page: int = 1
    pages: int = 1
    own: bool = False
    nothing: bool = False
    may_import: bool = False


class RevenueState(rx.State):
    """Filters are what the address says; `opened` is in the drawer."""

    sales: SaleList = SaleList()
    search: str = ""
    creator: str = ""
    income: str = ""
    standing: str = ""
    span: str = "this_month"
    brought_by: str = ""
    sort: str = "-when"
    opened: SaleDetail = SaleDetail()
    errors: dict[str, str] = {}

    @guard.allow(Action.SEE_REVENUE)
    async def load(self) -> None:
        """What the address asks for: the list, and the transaction in the drawer."""
        read_filters(self, search="", creator="", income="", standing="", span="this_month", brought_by="",
                     sort="-when")  # fmt: skip
        chosen, self.opened = asked(self, "open"), SaleDetail()
        async with guard.work(self) as work:
            self.sales = _listed(await transactions.entries(work, asked=self._asked()), work.actor)
            if chosen:
                found = await transactions.entry(work, transaction_id=clean_id(chosen, ""))
                self.opened = _detail(found, work.actor, await _shifts_of(work, found.entry))

    def _asked(self) -> Asked:
        return Asked(
            self.search, self.creator, self.income, self.standing, self.span, self.brought_by, self.sort,
            page_asked(self),
        )  # fmt: skip


async def _shifts_of(work: Work, sale: Entry) -> dict[str, str]:
    """Person → the day, on the plan, of the shift a sale was earned in, where that is how it was decided."""
    found, in_zone = {}, await shifts.agency_zone(work)
    for share in sale.shares:
        if share.method == "shift" and (one := await shifts.shift_for(work, share.profile_id, sale.occurred_at)):
            found[str(share.profile_id)] = one.starts_at.astimezone(in_zone).date().isoformat()
    return found


def _listed(found: Entries, actor: Actor) -> SaleList:
    return SaleList(
        rows=[_row(one, actor, own=found.own) for one in found.rows],
        sums=[_sum(one, actor) for one in found.sums],
        creators=[[str(creator_id), name] for creator_id, name in found.creators],
        page=found.page,
        pages=found.pages,
        own=found.own,
        nothing=found.nothing,
        may_import=actor.may(Action.CONNECT, at_least=Scope.AGENCY),
    )


def _row(one: Entry, actor: Actor, *, own: bool = False) -> SaleRow:
    return SaleRow(
        id=str(one.id),
        at=wording.moment(one.occurred_at, actor.zone, actor.language),
        creator=one.creator,
        type=_type(one, actor),
        gross=_amount(one.gross, one.currency, actor),
        fee=_amount(one.fee, one.currency, actor),
        net=_amount(one.net, one.currency, actor),
        fan=one.fan,
        state=one.state,
        reversal=one.reverses is not None,
        who="" if own else ", ".join(share.name for share in one.shares),
        nobody=not one.shares and one.reverses is None and not own,
    )


def _type(one: Entry, actor: Actor) -> str:
    try:
        return say(actor.language, f"revenue_import.income.{one.type}")
    except KeyError:  # a platform may name more types than we know
        return one.type


def _sum(one: CurrencySum, actor: Actor) -> SumLine:
    def part(key: str, minor: int) -> list[str]:
        return [say(actor.language, f"revenue.{key}", amount=_amount(minor, one.currency, actor))] if minor else []

    about = [say(actor.language, "revenue.transactions", count=one.count), *part("sum_net", one.net)]
    about += part("sum_provisional", one.provisional) + part("sum_taken_back", one.taken_back)
    return SumLine(one.currency, _amount(one.gross, one.currency, actor), " · ".join(about))


def _detail(found: Detail, actor: Actor, shift_of: dict[str, str]) -> SaleDetail:
    return SaleDetail(
        id=str(found.entry.id),
        row=_row(found.entry, actor),
        origin=say(actor.language, f"revenue.origin.{found.origin}"),
        external_id=found.external_id,
        sender=found.sender,
        file=found.file,
        import_id=str(found.import_id or ""),
        shares=[_share(one, found.entry, actor, shift_of) for one in found.entry.shares],
        takes_back=_row(found.reverses, actor) if found.reverses else SaleRow(),
        taken_back=[_row(one, actor) for one in found.reversed_by],
    )


def _share(one: Share, sale: Entry, actor: Actor, shift_of: dict[str, str]) -> ShareLine:
    how = say(actor.language, f"revenue.method.{one.method}")
    if one.of > one.weight:
        how += " · " + say(actor.language, "revenue.part", weight=one.weight, of=one.of)
    shift = shift_of.get(str(one.profile_id), "")
    amount = _amount(one.gross, sale.currency, actor)
    return ShareLine(str(one.profile_id), one.name, wording.initials(one.name), how, amount, shift)


def _amount(minor: int | None, currency: str, actor: Actor) -> str:
    """For the reader; empty for what is not known yet."""
    return "" if minor is None else Money(minor, currency).show(actor.language)
