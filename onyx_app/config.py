"""What the operator decides, read once from the environment and `.env`.

An absent key of an outside service means "not connected": the room that needs it says so, and nothing crashes.
"""

import base64
import os
import secrets
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """One field per variable; the README's table is checked against this class by a test."""

    model_config = SettingsConfigDict(env_file=PROJECT / ".env", extra="ignore", env_ignore_empty=True)

    onyx_host: str = Field("127.0.0.1", description="Address the web process binds.")
    onyx_port: int = Field(3000, ge=1, le=65535, description="Port the web process binds.")
    onyx_home: Path = Field(PROJECT / ".onyx", description="Where data, secrets and logs live.")
    onyx_base_url: str = Field("", description="Public address, e.g. https://app.example.com; empty: loopback only.")
    onyx_secret_key: SecretStr = Field(SecretStr(""), description="Seals secrets; generated on first start.")
    onyx_env: str = Field("production", pattern="^(production|development)$", description="Log format.")
    onyx_metrics_token: SecretStr = Field(SecretStr(""), description="Bearer token for /metrics off loopback.")
    onyx_trusted_proxies: int = Field(0, ge=0, le=5, description="Proxies whose X-Forwarded-For is believed.")
    database_url: SecretStr = Field(SecretStr(""), description="Owner login of an outside PostgreSQL 18.")
    database_app_url: SecretStr = Field(SecretStr(""), description="App login; derived when empty.")
    groq_api_key: SecretStr = Field(SecretStr(""), description="Connects Alfred's conversation.")
    groq_base_url: str = Field("https://api.groq.com", description="Any OpenAI-compatible server.")
    groq_model: str = Field("openai/gpt-oss-120b", description="The llm Alfred asks.")
    sentry_dsn: SecretStr = Field(SecretStr(""), description="Reports unexpected errors; off when empty.")
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="How much is logged.")

    @field_validator("onyx_home", mode="after")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser() if home.is_absolute() else (PROJECT / home).resolve()

    @field_validator("onyx_base_url", mode="after")
    @classmethod
    def _is_an_origin(cls, url: str) -> str:
        if not url:
            return ""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
            raise ValueError("ONYX_BASE_URL must look like https://app.example.com, without a path.")
        if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
            raise ValueError("ONYX_BASE_URL must be https unless it is a loopback address.")
        return f"{parts.scheme}://{parts.netloc}"

    @model_validator(mode="after")
    def _public_needs_an_address(self) -> "Settings":
        if self.onyx_host not in {"127.0.0.1", "localhost", "::1"} and not self.onyx_base_url:
            raise ValueError("Set ONYX_BASE_URL to the public https address before binding another ONYX_HOST.")
        return self

    @property
    def base_url(self) -> str:
        return self.onyx_base_url or f"http://localhost:{self.onyx_port}"

    @property
    def secure(self) -> bool:
        """Whether people reach us over https, so that cookies may be `__Host-` and Secure."""
        return self.base_url.startswith("https://")

    @property
    def cookie_name(self) -> str:
        return "__Host-onyx" if self.secure else "onyx"

    @property
    def allowed_origins(self) -> list[str]:
        """Exact origins that may open a socket or post a form; never empty, never `*`."""
        if self.onyx_base_url:
            return [self.onyx_base_url]
        return [f"http://localhost:{self.onyx_port}", f"http://127.0.0.1:{self.onyx_port}"]

    @cached_property
    def secret_key(self) -> bytes:
        """The operator's key, or the one made at first start and kept 0600 under ONYX_HOME."""
        given = self.onyx_secret_key.get_secret_value()
        return given.encode() if given else kept_secret(self.onyx_home / "secret.key")


def kept_secret(path: Path) -> bytes:
    """Read the secret at `path`, or make it exactly once even when two processes start together."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_bytes(base64.urlsafe_b64encode(secrets.token_bytes(48)))
        try:
            os.link(fresh, path)
        except FileExistsError:  # somebody was faster: theirs is the secret
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
