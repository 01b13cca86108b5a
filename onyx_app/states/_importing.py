"""Files being imported in this process; like a pay run, one goes on when the tab that began it is gone."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from onyx_app.services.revenue_import import NotWaiting
from onyx_app.states._calculating import Calculation, HowFar, Told, follow, shown

__all__ = ["HowFar", "Told", "begin", "follow", "of", "shown"]
_running: dict[UUID, Calculation] = {}


def of(import_id: UUID) -> Calculation | None:
    """The import on its way."""
    return _running.get(import_id)


def begin(import_id: UUID, bring_in: Callable[[Told], Awaitable[Any]]) -> Calculation:
    """Start it.

    Raises:
        NotWaiting: it is on its way already.
    """
    if import_id in _running:
        raise NotWaiting
    begun = _running[import_id] = Calculation(import_id)
    begun.task = asyncio.ensure_future(bring_in(begun.told))
    begun.task.add_done_callback(lambda task: _over(import_id, task))
    return begun


def _over(import_id: UUID, task: "asyncio.Task[Any]") -> None:
    """Whoever began it is told what went wrong; when they have gone, nobody is left to be."""
    _running.pop(import_id, None)
    if not task.cancelled():
        task.exception()
