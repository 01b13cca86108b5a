"""Find people and creators by a few letters: what the palette asks."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import col

from onyx_app.roles import Action, Scope
from onyx_app.rules.text import LONGEST_NAME, clean_line
from onyx_app.services.creators import visible
from onyx_app.tables import Creator, Profile
from onyx_app.work import Work

_MOST = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """`kind` is person or creator; `hint` is the role or the handle."""

    kind: str
    id: str
    label: str
    hint: str


async def find(work: Work, *, query: str) -> list[Hit]:
    """At most a dozen hits among what the asker may see, names that begin with the letters first.

    Raises:
        InvalidInput: longer than a name, or with characters nobody sees.
    """
    letters = clean_line(query, "query", LONGEST_NAME, required=False).removeprefix("@")
    if not letters:
        return []
    return [*await _people(work, letters), *await _creators(work, letters)]


async def _people(work: Work, letters: str) -> list[Hit]:
    if not work.actor.may(Action.SEE_TEAM, at_least=Scope.AGENCY):
        return []
    query = select(col(Profile.id), col(Profile.name), col(Profile.role)).where(col(Profile.status) != "left")
    query = query.where(col(Profile.name).icontains(letters, autoescape=True)).order_by(
        *_nearest(col(Profile.name), letters)
    )
    return [Hit("person", str(id), name, role) for id, name, role in await work.session.execute(query.limit(_MOST))]


async def _creators(work: Work, letters: str) -> list[Hit]:
    if not work.actor.may(Action.SEE_CREATORS):
        return []
    matches = or_(*(field.icontains(letters, autoescape=True) for field in (col(Creator.name), col(Creator.handle))))
    query = select(col(Creator.id), col(Creator.name), col(Creator.handle)).where(
        visible(work), col(Creator.status) != "left", matches
    )
    query = query.order_by(*_nearest(col(Creator.name), letters)).limit(_MOST)
    return [Hit("creator", str(id), name, handle) for id, name, handle in await work.session.execute(query)]


def _nearest(name: Any, letters: str) -> tuple[Any, ...]:
    return (name.istartswith(letters, autoescape=True).desc(), func.lower(name))
