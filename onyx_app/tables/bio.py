"""Public bio pages: what is stored is what is shown."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from onyx_app.tables._row import AgencyRow, document, moment


class BioPage(AgencyRow, table=True):
    __tablename__ = "bio_pages"

    creator_id: UUID
    title: str
    tagline: str = ""
    blocks: list[dict[str, object]] = document("[]")  # {"kind": "link", "label", "url"} or {"kind": "text", "text"}
    published_at: datetime | None = moment(nullable=True)
    changed_at: datetime = moment()


class Slug(SQLModel, table=True):
    """Public names are unique across all agencies: the one key that cannot lead with the agency."""

    __tablename__ = "slugs"

    slug: str = Field(primary_key=True)
    agency_id: UUID
    bio_page_id: UUID
