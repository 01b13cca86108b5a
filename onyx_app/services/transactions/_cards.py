"""What the verbs return."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from onyx_app.rules.revenue import Span


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters; "" is no filter. `state` is one of STATES, `span` a Span, "all" is everything there is."""

    search: str = ""
    creator: str = ""
    type: str = ""
    state: str = ""
    span: str = Span.THIS_MONTH.value
    brought_by: str = ""
    sort: str = "-when"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Share:
    """Who earned how much of a transaction, and why: by shift or by assignment; `weight` of `of` together."""

    profile_id: UUID
    name: str
    method: str
    weight: int
    of: int
    gross: int
    net: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One transaction. `reverses` is the sale it takes back, if it does; `shares` of nobody is empty.

    For who sees only their own part, `gross`, `fee` and `net` are that part and `shares` names nobody else.
    """

    id: UUID
    occurred_at: datetime
    creator: str
    creator_id: UUID
    type: str
    gross: int
    fee: int | None
    net: int | None
    currency: str
    fan: str
    state: str
    reverses: UUID | None
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """What a filter comes to in one currency. `net` belongs to the settled part; `taken_back` is negative."""

    currency: str
    count: int = 0
    gross: int = 0
    fee: int = 0
    net: int = 0
    provisional: int = 0
    taken_back: int = 0


@dataclass(frozen=True, slots=True)
class Entries:
    """One page of transactions and the sums of all of them; `creators` can be filtered by.

    `own`: parts only. `nothing`: there is no transaction at all, whatever the filter.
    """

    rows: tuple[Entry, ...]
    sums: tuple[CurrencySum, ...]
    creators: tuple[tuple[UUID, str], ...]
    page: int
    pages: int
    own: bool
    nothing: bool


@dataclass(frozen=True, slots=True)
class Detail:
    """One transaction with what is known about it. `file` and `import_id` only for who may import."""

    entry: Entry
    origin: str
    external_id: str
    sender: str
    recorded_at: datetime
    file: str = ""
    import_id: UUID | None = None
    reverses: Entry | None = None
    reversed_by: tuple[Entry, ...] = ()
