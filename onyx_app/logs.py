"""Logs: JSON lines in production, readable lines in development, and in both no cookie, token, e-mail or local value.

Also where Sentry is connected, with the same cleaning. Call `configure()` once per process.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import sentry_sdk
import structlog

from onyx_app.config import Settings, settings

HIDDEN = "[hidden]"
_SECRET_NAMES = re.compile(
    r"cookie|authorization|password|passwd|secret|token|api[_-]?key|session_id|totp|recovery", re.I
)
_SECRETS_IN_TEXT = (
    (re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"), "[e-mail]"),
    (re.compile(r"((?:__Host-)?onyx(?:-step)?=)[^;\s'\"]+"), r"\1" + HIDDEN),
    (re.compile(r"(?i)(\bcookie['\"]?\s*[:=]\s*['\"]?)[^'\"\n}]+"), r"\1" + HIDDEN),
    (re.compile(r"(?i)(\bbearer\s+)\S+"), r"\1" + HIDDEN),
    (re.compile(r"([?&](?:token|code|state|key|signature)=)[^&\s'\"]+"), r"\1" + HIDDEN),
    (re.compile(r"(postgres(?:ql)?(?:\+\w+)?://[^:/@\s]+:)[^@\s]+@"), r"\1" + HIDDEN + "@"),
)
_QUIET = ("httpx", "httpcore", "asyncio", "apscheduler", "granian.access")
_SILENT = ("engineio.server", "socketio.server")  # they print what a stranger's broken packet made them do


def configure(given: Settings | None = None) -> None:
    """Send every log line of this process, ours or a library's, through the same cleaning."""
    chosen = given or settings()
    steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        clean,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    _take_over_logging(chosen, steps)
    _connect_sentry(chosen)


def clean(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide what must not be kept, by the name of the value and by the look of the text."""
    for name, value in line.items():
        line[name] = HIDDEN if _SECRET_NAMES.search(name) and value else _cleaned(value)
    return line


def clean_text(text: str) -> str:
    """`text` without e-mails, cookies, bearer tokens and database passwords."""
    for pattern, replacement in _SECRETS_IN_TEXT:
        text = pattern.sub(replacement, text)
    return text


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {k: HIDDEN if _SECRET_NAMES.search(str(k)) and v else _cleaned(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(inner) for inner in value]
    return value


def _take_over_logging(chosen: Settings, steps: list[Any]) -> None:
    """Libraries log through `logging`; their lines get the same steps and the same look."""
    look: Any = structlog.processors.JSONRenderer()
    if chosen.onyx_env == "development":
        look = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=steps,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, look],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(chosen.log_level)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _connect_sentry(chosen: Settings) -> None:
    dsn = chosen.sentry_dsn.get_secret_value()
    if dsn:
        sentry_sdk.init(
            dsn=dsn,
            include_local_variables=False,
            max_request_body_size="never",
            before_send=_without_secrets,
        )


def _without_secrets(event: Any, _: Any) -> Any:
    event.pop("request", None)
    event.pop("user", None)
    return _cleaned(event)
