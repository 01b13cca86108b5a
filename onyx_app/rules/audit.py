"""What is true about the audit trail: the hash of an entry, and where a chain of them breaks.

The database computes the chain when it writes (`alembic/versions/0002_audit.py`); this is the same sum, written again
independently, to check it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as it is stored; `details` is the text PostgreSQL writes the JSON as."""

    seq: int
    at: datetime
    profile_id: str
    action: str
    subject: str
    details: str
    previous: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Chain:
    """A verdict: how many entries held, and the number of the first that does not (None: all hold)."""

    entries: int
    broken_at: int | None = None

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def hash_of(link: Link) -> bytes:
    """SHA-256 over the previous hash and this entry's content."""
    at = link.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    parts = (str(link.seq), at, link.profile_id, link.action, link.subject, link.details)
    return hashlib.sha256(link.previous + _BETWEEN.join(parts).encode()).digest()


def follow(links: Iterable[Link], *, after: Link | None = None) -> Chain:
    """Walk a chain from its first entry, or on from `after`, which held; `entries` counts from the beginning.

    An altered, missing, inserted or reordered entry breaks it.
    """
    held, previous = (after.seq, after.hash) if after else (0, b"")
    for link in links:
        if link.seq != held + 1 or link.previous != previous or hash_of(link) != link.hash:
            return Chain(held, min(held + 1, link.seq))
        held, previous = held + 1, link.hash
    return Chain(held)
