"""What is true about signing in: which passwords we take, when somebody must wait, how long a session lives, which
one-time code fits. Nothing here reads a clock or a database (`docs/rules.md` §2).
"""

import lzma
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import resources
from ipaddress import IPv6Address, ip_address, ip_network

import pyotp
from pyotp.utils import strings_equal

from onyx_app.errors import InvalidInput, OnyxError

SHORTEST, LONGEST = 12, 256  # characters of a password
IDLE, ABSOLUTE = timedelta(hours=12), timedelta(days=30)  # a session's life
SEEN_EVERY = timedelta(minutes=1)  # how often a session's last use is written
WINDOW = timedelta(minutes=15)  # failures are counted this long, and a block lasts this long
ACCOUNT_LIMIT, ADDRESS_LIMIT = 10, 100  # failures within a window
_STEP_SECONDS = 30
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"),
             ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "curl"), ("python-httpx", "httpx"))  # fmt: skip
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
            ("Mac OS X", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


class CommonPassword(OnyxError):
    """Among the 10,000 that are tried first."""

    key = "sign_in.common_password"
    field = "password"


def typed_password(value: str, field: str = "password") -> str:
    """A password as it is compared: one spelling (NFKC), so that every keyboard types the same one.

    Raises:
        InvalidInput: empty, longer than anybody's password can be, or with control characters.
    """
    if len(value) > LONGEST:
        raise InvalidInput(field, "too_long", limit=LONGEST)
    if not value:
        raise InvalidInput(field, "required")
    password = unicodedata.normalize("NFKC", value)
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in password):
        raise InvalidInput(field, "control")
    return password


def new_password(value: str, field: str = "password") -> str:
    """A password somebody may choose: long enough and not one of the usual ones; nothing else is asked of it.

    Raises:
        InvalidInput: too short, too long or with control characters.
        CommonPassword: one of the 10,000 most common, or one of them repeated.
    """
    password = typed_password(value, field)
    if len(password) < SHORTEST:
        raise InvalidInput(field, "too_short", limit=SHORTEST)
    if len(password) > LONGEST:
        raise InvalidInput(field, "too_long", limit=LONGEST)
    if _is_common(password.lower()):
        raise CommonPassword(field=field)
    return password


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """The 10,000 most common passwords, lower case (source and licence: common_passwords.NOTICE)."""
    packed = resources.files("onyx_app.rules").joinpath("common_passwords.txt.xz").read_bytes()
    return frozenset(lzma.decompress(packed).decode().split("\n"))


def _is_common(text: str) -> bool:
    """Whether `text` is a common password, one of them repeated, or a single character repeated."""
    if text in common_passwords():
        return True
    sizes = (size for size in range(1, len(text) // 2 + 1) if len(text) % size == 0)
    parts = (text[:size] for size in sizes if text == text[:size] * (len(text) // size))
    return any(len(part) == 1 or part in common_passwords() for part in parts)


@dataclass(frozen=True, slots=True)
class Tally:
    """Failures of one account or one address within a window."""

    failures: int
    window_started_at: datetime
    blocked_until: datetime | None = None


def wait(tally: Tally, now: datetime) -> timedelta:
    """How long to wait before the next try; zero when it may be now."""
    return max(tally.blocked_until - now, timedelta()) if tally.blocked_until else timedelta()


def counted(tally: Tally, now: datetime, limit: int) -> Tally:
    """The tally with one more failure; the one that reaches `limit` starts the wait."""
    fresh = now >= tally.window_started_at + WINDOW
    failures = 1 if fresh else tally.failures + 1
    blocked_until = now + WINDOW if failures >= limit else None
    return Tally(failures, now if fresh else tally.window_started_at, blocked_until)


def network_of(address: str) -> str:
    """What counts as one address: an IPv6 household has 2^64 of them."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address) and known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ip_network((known, 64), strict=False)) if known.version == 6 else str(known)


def is_alive(*, seen_at: datetime, expires_at: datetime, now: datetime) -> bool:
    """Whether a session still counts: used within 12 hours, begun within 30 days."""
    return now < expires_at and now < seen_at + IDLE


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The 30-second step whose code this is: the present one or a neighbour (clocks differ); None for no match."""
    digits = re.sub(r"\s", "", code)
    totp = pyotp.TOTP(secret, interval=_STEP_SECONDS)
    step = int(now.timestamp()) // _STEP_SECONDS
    matches = [near for near in (step - 1, step, step + 1) if strings_equal(totp.generate_otp(near), digits)]
    return matches[-1] if matches else None


def recovery_code(typed: str) -> str:
    """A recovery code as it is compared: however it was spaced or capitalised."""
    plain = re.sub(r"[\s-]", "", typed).lower()
    return f"{plain[:5]}-{plain[5:]}"


def device_of(user_agent: str) -> str:
    """What a person recognises of a user agent: "Firefox on Windows"; "" when nothing."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " on ".join(part for part in (browser, system) if part)
