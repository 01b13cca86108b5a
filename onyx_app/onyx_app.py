"""The front door of the web process: every page and route, the guard in front, live behind.

`granian --interface asgi --factory onyx_app.onyx_app:app` serves it; `reflex export` builds its pages.
"""

import importlib
import pkgutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import wraps

import reflex as rx
from reflex.utils.prerequisites import get_web_dir
from starlette.applications import Starlette

from onyx_app import guard, live, logs, pages
from onyx_app.api import health
from onyx_app.components import theme
from onyx_app.config import settings
from onyx_app.guard.frontend import Frontend
from onyx_app.guard.shield import App, Shield
from onyx_app.rooms import FOLLOWERS, PLAIN, ROOMS, Room
from onyx_app.states import flash  # noqa: F401  registers the toasts the guard speaks through
from onyx_app.states.live import Live
from onyx_app.states.session import SessionState

API = (health,)
logs.configure()


def _explain_failure(exception: Exception) -> None:
    """Failures of Reflex's own handlers; ours have already been explained by the guard."""
    guard.log_failure(exception)


def _explain_page_failure(exception: Exception) -> None:
    """What a browser says went wrong in it: somebody else's words, so shortened and cleaned."""
    guard.log_page_failure(exception)


app = rx.App(
    head_components=theme.head(),
    html_lang="en",
    stylesheets=["/onyx.css"],
    toaster=None,
    backend_exception_handler=_explain_failure,
    frontend_exception_handler=_explain_page_failure,
)


def _add_pages() -> None:
    for module in pkgutil.iter_modules(pages.__path__):
        importlib.import_module(f"{pages.__name__}.{module.name}")
    for room in ROOMS:
        loads = [SessionState.open, *(follower.load for follower in FOLLOWERS), room.load]
        app.add_page(_in_shell(room), route=room.route, on_load=loads, title="OnyxOS")
    for page in PLAIN:
        app.add_page(page.page, route=page.route, on_load=page.load, title="OnyxOS")


def _in_shell(room: Room) -> Callable[[], rx.Component]:
    """The page inside the shell. Keeps the page's module: Reflex splits the bundle by it."""

    @wraps(room.page)
    def page() -> rx.Component:
        return rx.cond(SessionState.signed_in, room.page(), rx.fragment())

    return page


def _front(inner: App) -> App:
    folder = get_web_dir() / "build" / "client"
    return Shield(inner, settings(), Frontend(folder, settings(), app.router) if folder.is_dir() else None)


@asynccontextmanager
async def _live() -> AsyncIterator[None]:
    """Hear what changes anywhere, for as long as the server runs."""
    import asyncio

    unsubscribe = live.subscribe(Live(app).hear)
    listening = asyncio.create_task(live.listen())
    yield
    listening.cancel()
    unsubscribe()


_add_pages()
guard.install(app)
app.register_lifespan_task(_live)
app.api_transformer = [Starlette(routes=[route for module in API for route in module.routes]), _front]
