"""Fanvue as a sender of webhooks: flat bodies of the documented shapes, signed over the bytes that are sent.

It signs by itself, with the standard library and nothing of ours, so that it can prove us wrong.
"""

import hashlib
import hmac
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx


def fan(name: str = "Max") -> dict[str, str]:
    """A fan as events show one."""
    identity = str(uuid.uuid4())
    return {"uuid": identity, "handle": name.lower(), "displayName": name, "avatarUrl": ""}


def now_stamp() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())


def purchase(recipient: Any, price: Any, **changes: Any) -> dict[str, Any]:
    """A paid message was unlocked."""
    body = {
        "routeUuid": str(uuid.uuid4()),
        "price": price,
        "recipientUuid": str(recipient),
        "sender": fan(),
        "timestamp": now_stamp(),
    }
    return body | changes


def tip(recipient: Any, price: Any, **changes: Any) -> dict[str, Any]:
    sender = fan()
    body = {
        "context": "message",
        "messageUuid": str(uuid.uuid4()),
        "recipientUuid": str(recipient),
        "senderUuid": sender["uuid"],
        "price": price,
        "sender": sender,
        "timestamp": now_stamp(),
    }
    return body | changes


def subscriber(recipient: Any, price: Any, **changes: Any) -> dict[str, Any]:
    body = {"price": price, "recipientUuid": str(recipient), "sender": fan(), "timestamp": now_stamp()}
    return body | changes


def message(recipient: Any, text: str = "hi", **changes: Any) -> dict[str, Any]:
    inner = {"uuid": str(uuid.uuid4()), "text": text, "hasMedia": False, "mediaUuids": [], "price": None}
    body = {
        "message": inner,
        "messageUuid": inner["uuid"],
        "sender": fan(),
        "recipientUuid": str(recipient),
        "isMuted": False,
        "timestamp": now_stamp(),
    }
    return body | changes


def signature(secret: str, raw: bytes, at: float) -> str:
    stamp = str(int(at))
    code = hmac.new(secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
    return f"t={stamp},v0={code}"


@dataclass
class Fanvue:
    """Sends to one endpoint: `url` without the event, and its secret."""

    url: str
    secret: str
    client: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=10))

    async def send(
        self, event: str, body: Any, *, at: float | None = None, secret: str | None = None, header: str | None = None
    ) -> httpx.Response:
        """Deliver `body` (an object, or raw bytes); `at`, `secret` and `header` make a bad delivery."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        signed = signature(secret or self.secret, raw, time.time() if at is None else at)
        headers = {"Content-Type": "application/json", "X-Fanvue-Signature": signed if header is None else header}
        return await self.client.post(f"{self.url}/{event}", content=raw, headers=headers)
