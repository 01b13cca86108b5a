"""Every private part of Reflex and python-socketio the guard leans on, so that an upgrade fails here, by name."""

import inspect
from typing import Any

import pytest
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.istate.proxy import StateProxy
from reflex.state import FrontendEventExceptionState, State
from reflex.utils.token_manager import LocalTokenManager, SocketRecord
from reflex_base.event.context import EventContext
from reflex_base.event.processor import BaseStateEventProcessor

from onyx_app import guard
from onyx_app.guard.doorkeeper import FRAMEWORK
from onyx_app.guard.frontend import BAKED
from onyx_app.guard.sockets import TakeOver
from onyx_app.onyx_app import app


@pytest.fixture(scope="module")
def namespace() -> Any:
    assert app.event_namespace is not None, "rx.App.event_namespace is gone: there is nothing to guard"
    return app.event_namespace


def _parameters(function: Any) -> list[str]:
    return list(inspect.signature(function).parameters)


def test_the_token_manager_is_still_asked_who_owns_a_tab(namespace: Any) -> None:
    assert isinstance(namespace._token_manager, TakeOver), "EventNamespace._token_manager was not replaced"
    assert "self._token_manager.link_token_to_sid" in inspect.getsource(type(namespace).link_token_to_sid)
    assert _parameters(LocalTokenManager.link_token_to_sid) == ["self", "token", "sid"]
    assert _parameters(LocalTokenManager.disconnect_token) == ["self", "token", "sid"]
    assert SocketRecord(instance_id="a", sid="b").sid == "b"


def test_events_from_sockets_still_pass_on_event(namespace: Any) -> None:
    assert namespace.on_event.__module__ == "onyx_app.guard.sockets", "EventNamespace.on_event is not ours"
    source = inspect.getsource(type(namespace).on_connect)
    assert "self.on_event(" in source, "the hydrate event of the handshake no longer passes EventNamespace.on_event"


def test_messages_still_pass_handle_event(namespace: Any) -> None:
    server = app.sio
    assert server is not None
    assert server._handle_event.__module__ == "onyx_app.guard.sockets", "AsyncServer._handle_event is not ours"
    source = inspect.getsource(type(server)._handle_eio_message)
    assert "self._handle_event(" in source, "AsyncServer no longer dispatches through _handle_event"
    assert server.eio.handlers["message"].__module__ == "onyx_app.guard.sockets", "eio.handlers['message'] is not ours"
    assert hasattr(server, "get_environ"), "AsyncServer.get_environ is gone: a tab cannot be bound to its cookie"


def test_the_socket_still_takes_our_size_limit() -> None:
    assert app.sio is not None
    assert app.sio.eio.max_http_buffer_size == guard.LARGEST_MESSAGE, "REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE is not read"


def test_the_event_processor_still_has_a_graceful_timeout() -> None:
    assert hasattr(BaseStateEventProcessor(), "graceful_shutdown_timeout"), "graceful_shutdown_timeout is gone"
    assert "self.graceful_shutdown_timeout" in inspect.getsource(BaseStateEventProcessor.stop)


def test_the_middleware_still_runs_before_any_handler() -> None:
    source = inspect.getsource(BaseStateEventProcessor._execute_event)
    assert source.index("self.middleware._preprocess(") < source.index("await process_event("), (
        "BaseStateEventProcessor._execute_event no longer asks the middleware first"
    )
    assert source.index("self.middleware._preprocess(") < source.index("await self._rehydrate("), (
        "state is sent to the browser before the middleware has seen whose it is"
    )


def test_the_event_context_still_carries_the_handshake() -> None:
    fields = EventContext.__dataclass_fields__
    assert "router_data" in fields, "EventContext.router_data is gone"
    assert "token" in fields, "EventContext.token is gone"
    assert "self.router_data" in inspect.getsource(EventContext.fork), "chained events no longer inherit the handshake"


def test_the_frameworks_own_events_still_have_the_names_we_let_through() -> None:
    known = set(app._registration_context.event_handlers)
    assert known >= FRAMEWORK, f"Reflex renamed {sorted(FRAMEWORK - known)}"


def test_every_other_framework_handler_is_known_and_closed() -> None:
    ours = ("onyx_app", "tests")
    handlers = app._registration_context.event_handlers
    foreign = {name for name, found in handlers.items() if not found.states[0].__module__.startswith(ours)}
    open_ones = {name for name in foreign if guard.permission_of(handlers[name].handler.fn)}
    closed = {name.rsplit(".", 1)[1] for name in foreign - FRAMEWORK}

    assert not open_ones
    assert closed == {"setvar", "set_is_hydrated", "update_vars_internal"}, "Reflex has a handler we have not judged"


@pytest.mark.parametrize("name", ["_get_root_state", "_get_resolved_delta", "_clean", "reset", "base_vars"])
def test_the_root_state_still_has(name: str) -> None:
    assert hasattr(State, name), f"State.{name} is gone"


def test_resetting_still_leaves_the_handshake_alone() -> None:
    assert "_ROUTER_FIELD_NAMES" in inspect.getsource(State.reset), "State.reset would lose the connection's data"


def test_a_background_handlers_proxy_still_says_whether_it_holds_the_lock() -> None:
    assert hasattr(StateProxy, "_is_mutable"), "StateProxy._is_mutable is gone"
    assert hasattr(StateProxy, "__aenter__")


def test_the_wraps_we_replace_still_have_these_names() -> None:
    defaults = type(app).__dataclass_fields__["app_wraps"].default_factory()  # type: ignore[misc]
    assert {(55, "ErrorBoundary"), (5, "Overlay")} <= set(defaults), "rx.App.app_wraps changed its keys"


def test_the_placeholder_address_is_still_what_gets_baked() -> None:
    from reflex_base.config import get_config

    assert get_config().api_url == f"http://{BAKED}"


def test_the_framework_still_reloads_by_script_only_on_a_list_we_can_empty() -> None:
    assert FrontendEventExceptionState.auto_reload_on_errors == [], (
        "auto_reload_on_errors moved: a script would be sent"
    )


def test_a_state_can_still_be_let_go() -> None:
    assert hasattr(StateManagerMemory, "_purge_token"), "StateManagerMemory._purge_token is gone"
    assert hasattr(StateManagerMemory(), "_states_locks"), "StateManagerMemory._states_locks is gone"
    assert hasattr(BaseStateToken(ident="a", cls=State), "lock_key"), "BaseStateToken.lock_key is gone"
