"""Public bio pages, read for whoever asks: by their public name, and only while they are published."""

import re

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.db import agency_session, house_session
from onyx_app.rules import bio
from onyx_app.rules.bio import Page
from onyx_app.tables import Agency, BioPage, Creator

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")

_PUBLISHED = (
    select(BioPage, col(Agency.locale))
    .join(Agency, col(Agency.id) == col(BioPage.agency_id))
    .join(Creator, col(Creator.id) == col(BioPage.creator_id))
    .where(col(BioPage.published_at).is_not(None), col(Creator.status) != "left")
)


async def public_page(slug: str) -> Page | None:
    """The published page of that name; None when there is none, it is a draft, or the creator has left.

    Two short transactions: the name tells the agency (a narrow look-up), the agency's own rows tell the page.

    Raises:
        db.Offline: the database does not answer.
    """
    if not _SLUG.fullmatch(slug) or slug in bio.RESERVED:
        return None
    async with house_session() as session:
        found = await session.execute(text("select agency_id, bio_page_id from lookup_slug(:slug)"), {"slug": slug})
        where = found.one_or_none()
    if where is None:
        return None
    async with agency_session(where.agency_id) as session:
        shown = (await session.execute(_PUBLISHED.where(col(BioPage.id) == where.bio_page_id))).one_or_none()
    if shown is None:
        return None
    page, language = shown
    return Page(page.title, page.tagline, language, bio.blocks(page.blocks))
