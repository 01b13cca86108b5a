"""Which transactions somebody asks for, and which of them they may see."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlmodel import col

from onyx_app.roles import Role, Scope
from onyx_app.rules import periods
from onyx_app.rules import revenue as rules
from onyx_app.rules.periods import Window
from onyx_app.rules.revenue import Span
from onyx_app.rules.text import LONGEST_NAME, clean_line
from onyx_app.services.transactions._cards import Asked
from onyx_app.tables import Agency, Attribution, Creator, Profile, Transaction
from onyx_app.work import Work

STATES = ("settled", "provisional", "reversed", "nobody")
Conditions = list[ColumnElement[bool]]


def sees_parts(work: Work, scope: Scope) -> bool:
    """Whether the asker sees their own part of sales only."""
    return scope < Scope.AGENCY and work.actor.role is not Role.CREATOR


def visible(work: Work, scope: Scope) -> Conditions:
    """What the asker's scope reaches."""
    if scope >= Scope.AGENCY:
        return []
    me = work.actor.person()
    if work.actor.role is Role.CREATOR:
        own = select(col(Creator.id)).where(col(Creator.profile_id) == me)
        return [col(Transaction.creator_id).in_(own)]
    return [exists().where(share_of_it(), col(Attribution.profile_id) == me)]


def share_of_it() -> ColumnElement[bool]:
    """An attribution of the transaction around it; a reversal's are those of the sale it takes back."""
    t = Transaction
    return and_(
        col(Attribution.agency_id) == col(t.agency_id),
        col(Attribution.transaction_id) == func.coalesce(t.reverses_id, t.id),
    )


async def wanted(work: Work, asked: Asked, scope: Scope) -> Conditions:
    """What is asked for, within what the asker may see.

    Raises:
        InvalidInput: a search that is too long or has characters nobody sees.
    """
    t = Transaction
    conditions = [*visible(work, scope), *_in_state(asked.state)]
    if (window := await _window(work, asked.span)) is not None:
        conditions += [col(t.occurred_at) >= window.since, col(t.occurred_at) < window.until]
    if asked.type.isprintable() and asked.type:
        conditions.append(col(t.type) == asked.type)
    for column, text in ((col(t.creator_id), asked.creator), (col(t.import_id), asked.brought_by)):
        if text:
            conditions.append(column == _id(text))
    if letters := clean_line(asked.search, "search", LONGEST_NAME, required=False):
        conditions.append(_found(letters, names=scope >= Scope.AGENCY))
    return conditions


async def _window(work: Work, span: str) -> Window | None:
    if span not in set(Span):
        return None
    agency = (await work.session.execute(select(Agency))).scalar_one()
    return rules.asked(Span(span), work.now, periods.zone(agency.zone), agency.week_start).window


def _in_state(state: str) -> Conditions:
    t = Transaction
    if state in ("settled", "provisional"):
        return [col(t.state) == state]
    if state == "reversed":
        return [col(t.reverses_id).is_not(None)]
    if state == "nobody":
        somebody = exists().where(share_of_it(), col(Attribution.profile_id).is_not(None))
        return [~somebody, col(t.reverses_id).is_(None)]
    return []


def _found(letters: str, *, names: bool) -> ColumnElement[bool]:
    """By fan, by the platform's name of the sale, or by who earned it."""
    matches = [col(Transaction.fan).icontains(letters, autoescape=True), col(Transaction.external_id) == letters]
    if names:
        who = col(Profile.name).icontains(letters, autoescape=True)
        matches.append(exists().where(share_of_it(), col(Profile.id) == col(Attribution.profile_id), who))
    return or_(*matches)


def _id(text: str) -> UUID:
    """An id of the address; what is none is nobody's."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
