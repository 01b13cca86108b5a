"""The rooms of the house: one line per page, read by the sidebar, the palette, the guard of the page and live updates.

A page declares its room with `@room(...)` (or `@plain(...)` for pages without the shell, such as sign-in); importing
the page is what registers it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from onyx_app.live import Topic
from onyx_app.roles import Action, Role, Scope, scope_of

GROUPS = ("overview", "team", "money", "creators", "content", "growth", "settings")
EVERYBODY = tuple(Role)
_LONGEST_WAY = 200
_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Room:
    """A page inside the shell. `title` is a catalogue key, `icon` a lucide name, `keys` the letter after `g`."""

    name: str
    route: str
    title: str
    icon: str
    page: Callable[..., Any]
    load: Any
    who: frozenset[Role]
    group: str
    follows: frozenset[Topic] = field(default_factory=frozenset)
    keys: str = ""
    listed: bool = True


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page without the shell, open to everybody; `load` must therefore be allowed to ANYONE."""

    name: str
    route: str
    title: str
    page: Callable[..., Any]
    load: Any = None


@dataclass(frozen=True, slots=True)
class Follower:
    """A loader that runs on every room (the clock in the header), and again when a topic it follows changes.

    `own`: only when the change is about the person in front of the tab. `room`: beside that room's own loader only.
    """

    load: Any
    follows: frozenset[Topic]
    own: bool = False
    room: str = ""


ROOMS: list[Room] = []
PLAIN: list[PlainPage] = []
FOLLOWERS: list[Follower] = []


def room(
    route: str,
    title: str,
    icon: str,
    load: Any,
    *,
    who: Action | Iterable[Role] = EVERYBODY,
    group: str = "overview",
    follows: Iterable[Topic] = (),
    keys: str = "",
    listed: bool = True,
) -> Callable[[_F], _F]:
    """Make the page function below a room; `who` is a set of roles, or everybody who may do an action at all."""

    def register(page: _F) -> _F:
        ROOMS.append(
            Room(
                name=page.__name__,
                route=route,
                title=title,
                icon=icon,
                page=page,
                load=load,
                who=_roles(who),
                group=group,
                follows=frozenset(follows),
                keys=keys,
                listed=listed,
            )
        )
        return page

    return register


def plain(route: str, title: str, load: Any = None) -> Callable[[_F], _F]:
    """Make the page function below a page without the shell, for people who are not signed in."""

    def register(page: _F) -> _F:
        PLAIN.append(PlainPage(name=page.__name__, route=route, title=title, page=page, load=load))
        return page

    return register


def everywhere(load: Any, *, follows: Iterable[Topic] = (), own: bool = False) -> None:
    """Run `load` with every room, and again when one of `follows` changes: for parts of the shell.

    `own` when it shows only the person's own things: a colleague's change then costs nothing.
    """
    FOLLOWERS.append(Follower(load, frozenset(follows), own))


def beside(room: str, load: Any, *, follows: Iterable[Topic], own: bool = False) -> None:
    """Run `load` with the room of this name as well: for a part with a state or with topics of its own.

    Give the room's own loader here, with `own`, where the room shows only the person's own things.
    """
    FOLLOWERS.append(Follower(load, frozenset(follows), own, room))


def rooms_of(role: Role) -> list[Room]:
    """The rooms `role` may enter, in the order of the groups."""
    return sorted((r for r in ROOMS if role in r.who), key=lambda r: (GROUPS.index(r.group), r.route != "/"))


def rooms_at(path: str) -> list[Room]:
    """The room at an address: one of exactly this route before one whose route has a part in brackets."""
    exact = [room for room in ROOMS if room.route.strip("/") == path.strip("/")]
    return exact or [room for room in ROOMS if _shows(room.route, path)]


def way_back(address: str) -> str:
    """The address of a room as somebody may be sent there after signing in; "" for anything else, and for the first.

    It comes out of addresses and forms, so nothing but a room of this house is believed: no other host, no route
    that does something.
    """
    path = address.partition("#")[0].partition("?")[0]
    odd = len(address) > _LONGEST_WAY or not address.isascii() or not address.isprintable() or "\\" in address
    if odd or not address.startswith("/") or address.startswith("//") or path == "/" or not rooms_at(path):
        return ""
    return address


def link(name: str) -> str:
    """The route of a room or plain page, so that no page spells another page's address.

    Raises:
        KeyError: no page has that name.
    """
    routes = {page.name: page.route for page in PLAIN} | {page.name: page.route for page in ROOMS}
    return routes[name]


def _shows(route: str, path: str) -> bool:
    """Whether the page at `path` is the room at `route`; a part in brackets stands for any one part."""
    pattern, parts = route.strip("/").split("/"), path.strip("/").split("/")
    fits = (one.startswith("[") or one == part for one, part in zip(pattern, parts, strict=False))
    return len(pattern) == len(parts) and all(fits)


def _roles(who: Action | Iterable[Role]) -> frozenset[Role]:
    if isinstance(who, Action):
        return frozenset(role for role in Role if scope_of(role, who) > Scope.NONE)
    return frozenset(who)
