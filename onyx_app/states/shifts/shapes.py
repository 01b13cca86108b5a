"""What the browser gets to draw: texts and places, small because every change sends them again."""

from dataclasses import dataclass, field


@dataclass
class Block:
    """A shift on the grid. `start` and `end` are minutes of the week; `movable` is "1" or ""."""

    id: str = ""
    row: str = ""
    start: int = 0
    end: int = 0
    left: str = ""
    width: str = ""
    top: str = ""
    look: str = ""
    since: str = ""
    until: str = ""
    who: str = ""
    label: str = ""
    warn: str = ""
    movable: str = ""


@dataclass
class Stretch:
    """Leave or uncovered hours: a place and the words for it."""

    left: str = ""
    width: str = ""
    words: str = ""
    sure: bool = True


@dataclass
class Line:
    """One row of the grid; `gap` says the uncovered hours in words, "" when nothing is missing."""

    id: str = ""
    name: str = ""
    initials: str = ""
    hours: str = ""
    gap: str = ""
    lanes: int = 1
    blocks: list[Block] = field(default_factory=list)
    away: list[Stretch] = field(default_factory=list)
    gaps: list[Stretch] = field(default_factory=list)


@dataclass
class Day:
    iso: str = ""
    name: str = ""
    label: str = ""
    left: str = ""
    today: bool = False
    count: int = 0


@dataclass
class Card:
    """A shift in a list: the phone's day, one's own week."""

    id: str = ""
    day: str = ""
    time: str = ""
    zone_time: str = ""
    who: str = ""
    creators: str = ""
    title: str = ""
    notes: str = ""
    look: str = ""
    state: str = ""
    kind: str = ""
    warn: str = ""
    offer: str = ""
    may_offer: bool = False


@dataclass
class Head:
    """The week itself and its figures, as sentences; `first` and its neighbours are ISO dates."""

    title: str = ""
    zone: str = ""
    first: str = ""
    before: str = ""
    after: str = ""
    this: bool = True
    days: list[Day] = field(default_factory=list)
    now: str = ""
    may_plan: bool = False
    hours: str = ""
    figures: str = ""
    uncovered: str = ""
    drafts: int = 0
    ask: str = ""
    concerned: str = ""
    published: int = 0
    page: int = 1
    pages: int = 1
    total: int = 0
    shifts: int = 0


@dataclass
class Chip:
    """A template above the grid."""

    id: str = ""
    name: str = ""
    words: str = ""
    starts: int = 0
    lasts: int = 0


@dataclass
class Pick:
    """A box to tick."""

    id: str = ""
    name: str = ""
    on: bool = False


@dataclass
class Shape:
    """A template in its list: its name, when, for whom."""

    id: str = ""
    name: str = ""
    words: str = ""


@dataclass
class Wanted:
    """Hours on days of the week, in words."""

    days: str = ""
    time: str = ""


@dataclass
class Cost:
    """What one person's week is expected to cost."""

    name: str = ""
    hours: str = ""
    amount: str = ""


@dataclass
class Deal:
    """An offer or an open shift, in words. `id` is the offer's, or the shift's where nobody has claimed it yet."""

    id: str = ""
    shift_id: str = ""
    words: str = ""
    when: str = ""
    about: str = ""
    back: str = ""
    state: str = ""
    note: str = ""
    warn: str = ""
    claimable: bool = False
    takeable: bool = True


@dataclass
class Mate:
    """A colleague, and the shifts one could get in return, as (value, words)."""

    id: str = ""
    name: str = ""
    back: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Form:
    """What the drawer's fields begin with; `id` is "" for a new shift."""

    id: str = ""
    key: str = ""
    title: str = ""
    day: str = ""
    since: str = ""
    until: str = ""
    person: str = "open"
    name: str = ""
    notes: str = ""
    state: str = ""
    zone: str = ""
    zone_time: str = ""
    series: str = ""
    series_id: str = ""
    editable: bool = True
    published: bool = False
    warnings: list[str] = field(default_factory=list)
    history: list[str] = field(default_factory=list)


@dataclass
class Note:
    """What is wrong with a shift, in words; `id` opens it."""

    id: str = ""
    who: str = ""
    words: str = ""
