"""One creator in full, as far as the asker may see."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from onyx_app.config import settings
from onyx_app.errors import NotFound
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods, wording
from onyx_app.rules.creators import Split, split_on
from onyx_app.services.creators._roster import visible
from onyx_app.tables import Agency, BioPage, Creator, CreatorAssignment, CreatorSplit, Profile, Slug
from onyx_app.work import Work

_MOST = 100


@dataclass(frozen=True, slots=True)
class SplitLine:
    """From which day the creator gets which share; `holds` marks the one of today."""

    id: str
    from_day: str
    share: str
    by: str
    holds: bool


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """Who works for the creator; `until` is "" while they do, `weight` 0 for who may not change it."""

    id: str
    profile_id: str
    name: str
    initials: str
    role: str
    weight: int
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class CreatorDetail:
    """`may_edit` and `may_split` say which parts of the page answer; the verbs ask again."""

    id: str
    name: str
    initials: str
    handle: str
    status: str
    fanvue_uuid: str
    since: str
    sign_in: str
    bio_title: str
    bio_url: str
    splits: list[SplitLine]
    people: list[AssignmentLine]
    former: list[AssignmentLine]
    may_edit: bool
    may_split: bool


async def card(work: Work, *, creator_id: UUID) -> CreatorDetail:
    """A creator the asker may see.

    Raises:
        NotFound: no such creator, or not theirs to see.
    """
    creator = await seen(work, creator_id)
    people = await _assignments(work, creator_id)
    may_edit = work.actor.may(Action.EDIT_CREATORS, at_least=Scope.AGENCY)
    bio_title, bio_url = await _bio(work, creator_id)
    actor = work.actor
    own = col(Creator.id) == creator_id
    sign_in = select(col(Profile.name)).join(Creator, col(Creator.profile_id) == col(Profile.id)).where(own)
    return CreatorDetail(
        id=str(creator.id),
        name=creator.name,
        initials=wording.initials(creator.name),
        handle=creator.handle,
        status=creator.status,
        fanvue_uuid=str(creator.fanvue_uuid or "") if may_edit else "",
        since=wording.day_of(creator.created_at, actor.zone, actor.language),
        sign_in=await work.session.scalar(sign_in) or "",
        bio_title=bio_title,
        bio_url=bio_url,
        splits=await _splits(work, creator_id) if actor.may(Action.EDIT_SPLITS) else [],
        people=[line for line in people if not line.until],
        former=[line for line in people if line.until] if may_edit else [],
        may_edit=may_edit,
        may_split=actor.may(Action.EDIT_SPLITS, at_least=Scope.AGENCY),
    )


async def seen(work: Work, creator_id: UUID) -> Creator:
    """Raises NotFound unless the asker may see this creator."""
    query = select(Creator).where(visible(work), col(Creator.id) == creator_id)
    creator = (await work.session.scalars(query)).one_or_none()
    if creator is None:
        raise NotFound
    return creator


async def _assignments(work: Work, creator_id: UUID) -> list[AssignmentLine]:
    query = (
        select(CreatorAssignment, col(Profile.name), col(Profile.role))
        .join(Profile, col(Profile.id) == col(CreatorAssignment.profile_id))
        .where(col(CreatorAssignment.creator_id) == creator_id)
        .order_by(col(CreatorAssignment.until_at).desc().nulls_first(), func.lower(col(Profile.name)))
        .limit(_MOST)
    )
    return [_assignment(work, *row) for row in await work.session.execute(query)]


def _assignment(work: Work, row: CreatorAssignment, name: str, role: str) -> AssignmentLine:
    reader = (work.actor.zone, work.actor.language)
    return AssignmentLine(
        id=str(row.id),
        profile_id=str(row.profile_id),
        name=name,
        initials=wording.initials(name),
        role=role,
        weight=row.weight if work.actor.may(Action.EDIT_CREATORS) else 0,
        since=wording.day_of(row.from_at, *reader),
        until=wording.day_of(row.until_at, *reader),
    )


async def _splits(work: Work, creator_id: UUID) -> list[SplitLine]:
    zone = (await work.session.execute(select(col(Agency.zone)))).scalar_one()
    today = periods.business_date(work.now, periods.zone(zone))
    query: Any = (
        select(CreatorSplit, col(Profile.name))
        .outerjoin(Profile, col(Profile.id) == col(CreatorSplit.set_by))
        .where(col(CreatorSplit.creator_id) == creator_id)
        .order_by(col(CreatorSplit.from_day).desc())
        .limit(_MOST)
    )
    rows = (await work.session.execute(query)).all()
    now = split_on([Split(row.from_day, row.creator_share_bp) for row, _ in rows], today)
    language = work.actor.language
    return [
        SplitLine(
            id=str(row.id),
            from_day=wording.day(row.from_day, language),
            share=wording.percent(row.creator_share_bp, language),
            by=by or "",
            holds=now is not None and row.from_day == now.from_day,
        )
        for row, by in rows
    ]


async def _bio(work: Work, creator_id: UUID) -> tuple[str, str]:
    """Title and public address of the published page; ("", "") without one."""
    query = (
        select(col(BioPage.title), col(Slug.slug))
        .join(Slug, col(Slug.bio_page_id) == col(BioPage.id))
        .where(col(BioPage.creator_id) == creator_id, col(BioPage.published_at).is_not(None))
        .order_by(col(BioPage.published_at).desc())
        .limit(1)
    )
    row = (await work.session.execute(query)).one_or_none()
    return (row.title, f"{settings().base_url}/u/{row.slug}") if row else ("", "")
