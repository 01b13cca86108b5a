"""The front door of the web process: every page and route, the guard in front, live behind.

`granian --interface asgi --factory onyx_app.onyx_app:app` serves it; `reflex export` builds its pages.
"""

import asyncio
import contextlib
import gc
import importlib
import os
import pkgutil
from collections.abc import AsyncIterator
from types import ModuleType

import reflex as rx
from reflex.utils.prerequisites import get_web_dir
from starlette.applications import Starlette

from onyx_app import api, db, guard, live, logs, pages, tenancy
from onyx_app.components import banner, theme, trouble
from onyx_app.config import settings
from onyx_app.guard.frontend import Frontend
from onyx_app.guard.shield import App, Shield
from onyx_app.rooms import FOLLOWERS, PLAIN, ROOMS
from onyx_app.services import pulse
from onyx_app.states import flash, session  # noqa: F401  (the toasts, and who is signed in: the first to load)
from onyx_app.states.live import Live
from onyx_app.strings import DEFAULT, say

os.environ.setdefault("REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE", str(guard.LARGEST_MESSAGE))
os.environ.setdefault("REFLEX_SOCKET_INTERVAL", "10")
os.environ.setdefault("REFLEX_SOCKET_TIMEOUT", "10")


def explain_failure(exception: Exception) -> None:
    """Failures of Reflex's own handlers; ours have already been explained by the guard."""
    guard.log_failure(exception)


def explain_page_failure(exception: Exception) -> None:
    """What a browser says went wrong in it: somebody else's words, so shortened and cleaned."""
    guard.log_page_failure(exception)


app = rx.App(
    head_components=theme.head(),
    html_lang=DEFAULT,
    stylesheets=["/onyx.css"],
    toaster=None,
    app_wraps={
        (55, "ErrorBoundary"): lambda _: trouble.boundary(),
        (5, "Overlay"): lambda stateful: banner.connection_banner() if stateful else None,
    },
    backend_exception_handler=explain_failure,
    frontend_exception_handler=explain_page_failure,
)


def _modules(package: ModuleType) -> list[ModuleType]:
    """Every module of a package, so that adding a page or an api file is all it takes to open it."""
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__) if not found.name.startswith("_"))
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]


def _add_pages() -> None:
    _modules(pages)
    for room in ROOMS:
        loads = [*(part.load for part in FOLLOWERS if part.room in ("", room.name)), room.load]
        app.add_page(room.page, route=room.route, on_load=_once_each(loads), title=_title(room.title))
    for page in PLAIN:
        app.add_page(page.page, route=page.route, on_load=page.load, title=_title(page.title))
    app.add_page(trouble.not_found_page, route="404", title=_title("trouble.not_found"))


def _once_each(loads: list[rx.EventHandler]) -> list[rx.EventHandler]:
    return [load for place, load in enumerate(loads) if load not in loads[:place]]


def _title(key: str) -> str:
    return f"{say(DEFAULT, key)} · OnyxOS"


def _front(inner: App) -> App:
    """What a server really serves; only now does this process write its logs as production does."""
    logs.configure()
    folder = get_web_dir() / "build" / "client"
    return Shield(inner, settings(), Frontend(folder, settings(), app.router) if folder.is_dir() else None)


def _calm_the_collector() -> None:
    """What stands at start stays; Python's collector need not walk it again and again while people wait.

    With 200 people connected this took tens of milliseconds off the slowest clicks (docs/performance.md).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@contextlib.asynccontextmanager
async def _house() -> AsyncIterator[None]:
    """Open only when row security holds; hear what changes anywhere until the server stops."""
    await asyncio.to_thread(tenancy.refuse_to_start)
    _calm_the_collector()
    unsubscribe = live.subscribe(Live(app).hear)
    background = [asyncio.create_task(live.listen()), asyncio.create_task(pulse.watch())]
    try:
        yield
    finally:
        for task in background:
            task.cancel()
        unsubscribe()
        await db.engine().dispose()


_add_pages()
guard.install(app)
app.register_lifespan_task(_house)
routes = [route for module in _modules(api) for route in getattr(module, "routes", [])]
app.api_transformer = [Starlette(routes=routes), _front]
