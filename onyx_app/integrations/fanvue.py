"""What Fanvue's webhooks say: is this delivery genuine, and which sale does it tell of. Plain values in and out.

Contract: `X-Fanvue-Signature: t=<unix seconds>,v0=<hex>`, HMAC-SHA256 over `t`, a dot and the raw body, five minutes
of tolerance. The event's name is not in the body, so every kind of event has its own address. `price` is gross, in
minor units; there is no currency, no net and no transaction id (`docs/rules.md`, webhooks).
"""

import hashlib
import hmac
import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

from onyx_app.errors import OnyxError
from onyx_app.rules.revenue import Sale

EVENTS = frozenset(
    {
        "message_received",
        "message_read",
        "new_follower",
        "new_subscriber",
        "purchase_received",
        "tip_received",
    }
)
SIGNATURE_HEADER = "X-Fanvue-Signature"
LARGEST_BODY = 256 * 1024  # bytes
TOLERANCE = timedelta(minutes=5)
_LARGEST_PRICE = 10**11  # a billion in a currency with cents: more is a mistake, not a sale
_LONGEST_ID = 100


class Forged(OnyxError):
    """The signature is missing, malformed or made with another secret."""

    key = "revenue.webhook.forged"


class Stale(OnyxError):
    """Signed too long ago (or ahead): a delivery that somebody kept and sends again."""

    key = "revenue.webhook.stale"


class Unreadable(OnyxError):
    """Genuine, but not a JSON object."""

    key = "revenue.webhook.unreadable"


class BadPrice(OnyxError):
    """A money event whose price is not a whole, positive number of minor units."""

    key = "revenue.webhook.price"


@dataclass(frozen=True, slots=True)
class Told:
    """What an event says: whose it is, and the sale, if it tells of one."""

    recipient: UUID | None
    sale: Sale | None


def sign(secret: str, body: bytes, at: datetime) -> str:
    """The header for `body`, as Fanvue makes it."""
    stamp = str(int(at.timestamp()))
    return f"t={stamp},v0={_digest(secret, stamp, body)}"


def verify(secret: str, header: str, body: bytes, now: datetime) -> None:
    """Whether this very body was signed with our secret, just now. Compares in constant time, over the raw bytes.

    Raises:
        Forged: not signed with `secret`.
        Stale: signed with it, but more than five minutes away from `now`.
    """
    parts = dict(part.strip().partition("=")[::2] for part in header.split(","))
    stamp, claimed = parts.get("t", ""), parts.get("v0", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise Forged
    if not hmac.compare_digest(_digest(secret, stamp, body).encode(), claimed.encode()):
        raise Forged
    if abs(now.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        raise Stale


def digest(event: str, body: bytes) -> bytes:
    """One delivery's identity: the same bytes to the same address are the same delivery."""
    return hashlib.sha256(event.encode() + b"\n" + body).digest()


def parse(body: bytes) -> dict[str, Any]:
    """The body as an object that PostgreSQL can store.

    Raises:
        Unreadable: not a JSON object, or nested so deeply that it cannot be meant.
    """
    try:
        found = json.loads(body, parse_constant=_refuse)
        return {_storable(key): _storable(value) for key, value in found.items()}
    except (ValueError, AttributeError, RecursionError):
        raise Unreadable from None


def told_by(event: str, body: dict[str, Any], received_at: datetime) -> Told:
    """What `event` with this body says.

    Raises:
        BadPrice: it should tell of money, and its price is not one.
    """
    recipient = _uuid(body.get("recipientUuid"))
    if event not in {"new_subscriber", "purchase_received", "tip_received"}:
        return Told(recipient, None)
    price = _price(body.get("price"))
    return Told(recipient, _sale(event, body, price, received_at) if price else None)


def _sale(event: str, body: dict[str, Any], price: int, received_at: datetime) -> Sale:
    """Named by what the event itself names, so that one purchase told twice is one purchase.

    A fan buys a message or a post once: object and fan name the purchase. Tips and subscriptions repeat: the
    instant belongs to their name.
    """
    type_, thing = _thing(event, body)
    fan = _fan(body)
    stamp = body.get("timestamp")
    names = [event, thing, fan, str(price)]
    if not (event == "purchase_received" and thing and fan):
        names.append(_short(stamp) or hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest())
    return Sale(type_, price, _instant(stamp, received_at), fan, thing, ":".join(names))


def _thing(event: str, body: dict[str, Any]) -> tuple[str, str]:
    """The type of income and the id of what was paid for."""
    if event == "new_subscriber":
        return "subscription", ""
    if event == "tip_received":
        return "tip", _short(body.get("postUuid")) or _short(body.get("messageUuid"))
    if post := _short(body.get("postUuid")):
        return "post", post
    if message := _short(body.get("routeUuid")) or _short(body.get("messageUuid")):
        return "message", message
    return "other", ""


def _fan(body: dict[str, Any]) -> str:
    sender = body.get("sender")
    named = sender.get("uuid") if isinstance(sender, dict) else None
    return _short(named) or _short(body.get("senderUuid"))


def _price(value: Any) -> int:
    """Minor units; 0 for a free trial or when there is no price at all."""
    if value is None:
        return 0
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole or not 0 <= value <= _LARGEST_PRICE:
        raise BadPrice
    return int(value)


def _instant(stamp: Any, received_at: datetime) -> datetime:
    """When it happened; the arrival when the event does not say, or says something that cannot be."""
    try:
        if isinstance(stamp, str):
            told = datetime.fromisoformat(stamp)
            told = told if told.tzinfo else told.replace(tzinfo=UTC)
        elif isinstance(stamp, int | float) and not isinstance(stamp, bool):
            told = datetime.fromtimestamp(stamp / 1000 if stamp > 10**11 else stamp, UTC)
        else:
            return received_at
        told = told.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return received_at
    long_ago = received_at - timedelta(days=366)
    return told if long_ago < told <= received_at else received_at


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _short(value: Any) -> str:
    return str(value)[:_LONGEST_ID] if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _digest(secret: str, stamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _storable(value: Any) -> Any:
    """Without what PostgreSQL cannot keep in text: NUL and halves of surrogate pairs."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_storable(key): _storable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):  # 1e999 is valid JSON and no number
        raise ValueError(value)
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
