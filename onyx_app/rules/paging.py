"""Lists in pages, cut by the database: what page, how many, where it starts."""

from dataclasses import dataclass

PER_PAGE = 25
_LAST = 10_000


@dataclass(frozen=True, slots=True)
class Cut:
    """One page of a list of `total` rows; a page that does not exist becomes the nearest that does."""

    total: int
    wanted: int
    size: int = PER_PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def page(self) -> int:
        return min(max(1, min(self.wanted, _LAST)), self.pages)

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size


def order_of(sort: str, known: frozenset[str] | set[str], default: str) -> tuple[str, bool]:
    """`-name` as (name, descending); what is not known becomes the default."""
    wanted = sort if sort.removeprefix("-") in known else default
    return wanted.removeprefix("-"), wanted.startswith("-")
