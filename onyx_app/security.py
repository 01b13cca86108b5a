"""Passwords, tokens and sealed secrets.

Sources: OWASP Password Storage (Argon2id, 19 MiB, 2 passes, 1 lane) and NIST SP 800-63B (length over composition).
"""

import asyncio
import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from passlib.hash import argon2

from onyx_app.config import settings

_HASHER = argon2.using(type="ID", memory_cost=19 * 1024, rounds=2, parallelism=1)
_SEAL_VERSION = b"\x01"
LONGEST_TOKEN = 128  # what is worth looking up; ours are shorter


class SealBroken(Exception):
    """A sealed value was made with another key, for another purpose, or was altered."""


async def hash_password(password: str) -> str:
    """Argon2id in a thread: a hash takes tens of milliseconds and must not stall other people's pages."""
    return await asyncio.to_thread(_HASHER.hash, password)


async def verify_password(password: str, hashed: str | None) -> bool:
    """Whether `password` matches; spends the same time when there is no account (`hashed` is None)."""
    matches = await asyncio.to_thread(_HASHER.verify, password, hashed or _nobody())
    return matches and hashed is not None


def new_token() -> str:
    """256 random bits, URL-safe: sessions, invitations, one-time links, webhook secrets."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token. Plain SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


def keyed_hash(purpose: str, value: str) -> bytes:
    """Pseudonym of a guessable value (an e-mail, an address): useless without our key."""
    return hmac.new(_key(purpose), value.encode(), hashlib.sha256).digest()


def derived_password(role: str) -> str:
    """A database role's password, derived so that nothing else needs to be kept."""
    return base64.urlsafe_b64encode(_key(f"database:{role}")).decode().rstrip("=")


def seal(plain: str, purpose: str) -> bytes:
    """Encrypt for storage (AES-256-GCM); `purpose` must be named again to open it."""
    nonce = secrets.token_bytes(12)
    return _SEAL_VERSION + nonce + AESGCM(_key("seal")).encrypt(nonce, plain.encode(), purpose.encode())


def unseal(sealed: bytes, purpose: str) -> str:
    """Raises SealBroken when the key, the purpose or the bytes do not fit."""
    try:
        return AESGCM(_key("seal")).decrypt(sealed[1:13], sealed[13:], purpose.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise SealBroken(purpose) from error


@lru_cache(maxsize=64)
def _key(purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=b"onyx", info=purpose.encode()).derive(settings().secret_key)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return str(_HASHER.hash(secrets.token_hex(16)))
