"""Templates: shapes to plan with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from onyx_app.errors import InvalidInput, NotFound
from onyx_app.live import Topic
from onyx_app.roles import Action, Role, Scope
from onyx_app.rules import shifts as rules
from onyx_app.rules.text import LONGEST_NAME, clean_line
from onyx_app.services.shifts._cards import Choice, agency_zone, creator_names
from onyx_app.services.shifts._hold import known_creators
from onyx_app.services.shifts._refusals import NameTaken
from onyx_app.tables import Creator, Profile, ShiftTemplate
from onyx_app.work import Work


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """`starts_minute` of the local day; `minutes` on the wall."""

    template_id: UUID
    name: str
    starts_minute: int
    minutes: int
    creator_ids: tuple[UUID, ...]
    creators: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form of a shift offers."""

    people: tuple[Choice, ...]
    creators: tuple[Choice, ...]
    templates: tuple[TemplateCard, ...]
    zone: str


async def choices(work: Work) -> Choices:
    """Everybody who can be planned, creators that have not left, templates."""
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    people = select(col(Profile.id), col(Profile.name)).where(
        col(Profile.status) == "active", col(Profile.role) != Role.CREATOR
    )
    creators = select(col(Creator.id), col(Creator.name)).where(col(Creator.status) != "left")
    return Choices(
        tuple(Choice(*row) for row in await work.session.execute(people.order_by(func.lower(col(Profile.name))))),
        tuple(Choice(*row) for row in await work.session.execute(creators.order_by(func.lower(col(Creator.name))))),
        await templates(work),
        (await agency_zone(work)).key,
    )


async def templates(work: Work) -> tuple[TemplateCard, ...]:
    """By name."""
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    rows = await work.session.scalars(select(ShiftTemplate).order_by(func.lower(col(ShiftTemplate.name))))
    names = await creator_names(work)
    return tuple(_card(row, names) for row in rows)


async def save_template(
    work: Work,
    *,
    name: str,
    starts_minute: int,
    minutes: int,
    creators: Sequence[UUID] = (),
    title: str = "",
    template_id: UUID | None = None,
) -> TemplateCard:
    """Make a template, or change the one with this id.

    Raises:
        NameTaken, TooShort, TooLong, NoSuchCreator, InvalidInput, NotFound
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    if not 0 <= starts_minute < rules.LONGEST:
        raise InvalidInput("starts", "clock")
    named, about = clean_line(name, "name", LONGEST_NAME), clean_line(title, "title", LONGEST_NAME, required=False)
    length, known = rules.clean_length(minutes), await known_creators(work, creators)
    values: dict[str, Any] = {
        "name": named,
        "starts_minute": starts_minute,
        "minutes": length,
        "creators": known,
        "title": about,
    }
    row = await _row(work, template_id) if template_id else ShiftTemplate(agency_id=work.actor.agency_id, **values)
    row.sqlmodel_update(values)
    work.session.add(row)
    try:
        await work.session.flush()
    except IntegrityError as error:
        raise NameTaken from error
    work.announce(Topic.SHIFTS)
    return _card(row, await creator_names(work))


async def delete_template(work: Work, *, template_id: UUID) -> None:
    """Shifts planned with it stay.

    Raises:
        NotFound
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    await work.session.delete(await _row(work, template_id))
    work.announce(Topic.SHIFTS)


async def _row(work: Work, template_id: UUID) -> ShiftTemplate:
    query = select(ShiftTemplate).where(col(ShiftTemplate.id) == template_id)
    row = (await work.session.scalars(query)).one_or_none()
    if row is None:
        raise NotFound
    return row


def _card(row: ShiftTemplate, names: dict[UUID, str]) -> TemplateCard:
    shown = tuple(names.get(each, "") for each in row.creators)
    return TemplateCard(row.id, row.name, row.starts_minute, row.minutes, tuple(row.creators), shown, row.title)
