"""The register of rooms is whole: every page can be reached, every loader may be run by whom the page is for."""

import pytest

from onyx_app import guard
from onyx_app.onyx_app import app
from onyx_app.roles import Role
from onyx_app.rooms import FOLLOWERS, GROUPS, PLAIN, ROOMS, Room, link, rooms_at, rooms_of, way_back
from onyx_app.strings import say
from onyx_app.work import Actor
from tests.cast import BY_ROLE


def _actor(role: Role) -> Actor:
    return BY_ROLE[role].actor


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_whoever_may_enter_a_room_may_load_it(room: Room) -> None:
    permission = guard.permission_of(room.load.fn)
    assert permission is not None, f"{room.name}: its loader has no @guard.allow"

    admitted = {role for role in Role if permission.admits(_actor(role))}
    assert room.who <= admitted


def test_parts_of_the_shell_load_for_everybody_and_parts_of_a_room_for_whom_it_is_for() -> None:
    who = {room.name: room.who for room in ROOMS} | {"": frozenset(Role)}
    for follower in FOLLOWERS:
        permission = guard.permission_of(follower.load.fn)
        assert permission is not None
        assert all(permission.admits(_actor(role)) for role in who[follower.room]), follower.load.fn.__qualname__


def test_plain_pages_load_for_anybody() -> None:
    for page in PLAIN:
        permission = page.load and guard.permission_of(page.load.fn)
        assert permission is None or permission.admits(None), page.name


def test_names_routes_and_keys_are_each_given_once() -> None:
    names = [page.name for page in ROOMS] + [page.name for page in PLAIN]
    routes = [page.route for page in ROOMS] + [page.route for page in PLAIN]
    keys = [room.keys for room in ROOMS if room.keys]

    for given in (names, routes, keys):
        assert len(given) == len(set(given))
    assert all(link(name) in routes for name in names)


def test_every_room_has_a_group_and_a_title_in_the_catalogue() -> None:
    assert all(room.group in GROUPS and say("en", room.title) for room in ROOMS)


def test_every_role_has_somewhere_to_go() -> None:
    assert all(rooms_of(role) for role in Role)


def test_every_room_is_a_page_of_the_app() -> None:
    assert {room.route.strip("/") or "index" for room in ROOMS} <= set(app._unevaluated_pages)


def test_a_room_of_its_own_comes_before_one_with_a_part_in_brackets() -> None:
    assert [room.name for room in rooms_at("/payroll/items")] == ["pay_items"]
    assert [room.name for room in rooms_at("/payroll/01a2040d/")] == ["pay_run"]
    assert rooms_at("/payroll/items/more") == []


@pytest.mark.parametrize("address", ["/team", "/payroll/01a2040d?open=1&page=2", "/settings/pay-plans?open=x"])
def test_whoever_signs_in_may_be_sent_to_a_room(address: str) -> None:
    assert way_back(address) == address


@pytest.mark.parametrize(
    "address",
    ["", "/", "//evil.test/team", "https://evil.test/team", "/\\evil.test", "/team\\..", "team", "/nowhere",
     "/auth/sign-out", "/logo", "/team\r\nset-cookie: x", "/team/\u202e", "javascript:alert(1)", "/sign-in",
     "/team?" + "x" * 200],
)  # fmt: skip
def test_nobody_is_sent_anywhere_else(address: str) -> None:
    assert way_back(address) == ""
