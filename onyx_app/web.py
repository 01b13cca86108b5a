"""The web process: `python -m onyx_app.web`. One worker, because state lives in its memory."""

import gc
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from onyx_app import embedded, frontend, leash, logs, tenancy
from onyx_app.config import settings

_POLITE = 12  # seconds a stop may take: handlers in flight finish first


def serve() -> None:
    """Answer people until told to stop.

    Raises:
        NotSafe: row security does not bind the app's login.
    """
    tenancy.refuse_to_start()
    if "REFLEX_WEB_WORKDIR" not in os.environ:
        os.environ.update(frontend.web_environment(frontend.export()))
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "onyx_app.web:app",
        address=settings().onyx_host,
        port=settings().onyx_port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        log_level=LogLevels.warning,
        workers_kill_timeout=_POLITE,
    ).serve()


def app() -> Callable[..., Any]:
    """What granian's worker loads; it ends with granian's main process, whatever ends that.

    What is loaded here stays for good, so the garbage collector neither interrupts it nor walks it ever after.
    """
    leash.tie(signal.SIGTERM)
    logs.configure()
    gc.disable()
    from onyx_app.onyx_app import app as front_door

    built = front_door()
    gc.freeze()
    gc.enable()
    return built


def main() -> None:
    try:
        serve()
    except (embedded.PostgresProblem, frontend.BuildFailed) as problem:
        print(problem, file=sys.stderr)
        sys.exit(tenancy.REFUSED if isinstance(problem, tenancy.NotSafe) else 1)


if __name__ == "__main__":
    main()
