"""What a handler says about who may call it. A handler that says nothing may be called by nobody.

`@allow(Action.CLOCK)`, `@allow(SIGNED_IN)` or `@allow(ANYONE)` on a method of a state makes it an event handler,
and makes its failures sentences: an OnyxError goes next to its field or into a toast, anything else is logged with an
id that the person can tell us.
"""

import inspect
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import Any, TypeVar

import reflex as rx

from onyx_app.guard.explain import explain, forget_errors
from onyx_app.roles import Action, Scope
from onyx_app.work import Actor

_MARK = "_onyx_permission"
_F = TypeVar("_F", bound=Callable[..., Any])


class Who(Enum):
    ANYONE = "anyone"
    SIGNED_IN = "signed in"


ANYONE = Who.ANYONE
SIGNED_IN = Who.SIGNED_IN


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may call a handler: anyone, everybody signed in, or whoever may take an action that far."""

    who: Who | Action
    at_least: Scope = Scope.OWN

    def admits(self, actor: Actor | None) -> bool:
        if self.who is ANYONE:
            return True
        if actor is None or actor.role is None:
            return False
        return self.who is SIGNED_IN or actor.may(Action(self.who.value), at_least=self.at_least)


def allow(
    who: Who | Action, *, at_least: Scope = Scope.OWN, background: bool = False, **event_options: Any
) -> Callable[[_F], Any]:
    """Let `who` call the method below from a browser.

    Args:
        who: ANYONE, SIGNED_IN, or an action of `roles.py`.
        at_least: how far the action must reach for the asker's role.
        background: runs without the tab's lock; write to the state inside `async with self`.
        event_options: what `rx.event` knows besides: debounce, throttle, supersedes, prevent_default …
    """

    def mark(method: _F) -> Any:
        if not (inspect.iscoroutinefunction(method) or inspect.isasyncgenfunction(method)):
            raise TypeError(f"{method.__qualname__} must be async: a blocking handler stalls everybody.")
        shielded = _shield_stream(method) if inspect.isasyncgenfunction(method) else _shield(method)
        setattr(shielded, _MARK, Permission(who, at_least))
        return rx.event(shielded, background=background or None, **event_options)

    return mark


def permission_of(function: Any) -> Permission | None:
    """The permission of a registered handler's function; None when it says nothing."""
    return getattr(function, _MARK, None)


def _shield(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    async def shielded(self: Any, *args: Any, **arguments: Any) -> Any:
        await forget_errors(self, arguments)
        try:
            return await method(self, *args, **arguments)
        except Exception as error:
            return await explain(self, error)

    return shielded


def _shield_stream(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    async def shielded(self: Any, *args: Any, **arguments: Any) -> AsyncIterator[Any]:
        await forget_errors(self, arguments)
        try:
            async for step in method(self, *args, **arguments):
                yield step
        except Exception as error:
            await explain(self, error)

    return shielded
