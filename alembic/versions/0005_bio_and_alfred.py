"""Public bio pages; conversations with Alfred."""

from alembic import op
from row_security import look_up, own_rows_only, protect

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create table bio_pages (
            agency_id uuid not null, id uuid not null default uuidv7(), creator_id uuid not null,
            title text not null check (length(title) between 1 and 80),
            tagline text not null default '' check (length(tagline) <= 200),
            blocks jsonb not null default '[]', published_at timestamptz,
            changed_at timestamptz not null default now(), primary key (agency_id, id),
            foreign key (agency_id, creator_id) references creators (agency_id, id))""")
    protect("bio_pages")
    op.execute("""
        create table slugs (
            slug text primary key check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$'),
            agency_id uuid not null, bio_page_id uuid not null, unique (agency_id, bio_page_id),
            foreign key (agency_id, bio_page_id) references bio_pages (agency_id, id) on delete cascade)""")
    protect("slugs", grants="select, insert, delete")
    look_up("lookup_slug", "wanted text", "table (agency_id uuid, bio_page_id uuid)",
            "select agency_id, bio_page_id from slugs where slug = wanted", reads=["slugs"])  # fmt: skip
    op.execute("""
        create table conversations (
            agency_id uuid not null, id uuid not null default uuidv7(), profile_id uuid not null,
            title text not null default '' check (length(title) <= 120), created_at timestamptz not null default now(),
            primary key (agency_id, id), foreign key (agency_id, profile_id) references profiles (agency_id, id))""")
    op.execute("create index conversations_of_person on conversations (agency_id, profile_id, created_at)")
    protect("conversations", grants="select, insert, update, delete")
    own_rows_only("conversations", unless="false")
    op.execute("""
        create table utterances (
            agency_id uuid not null, id uuid not null default uuidv7(), conversation_id uuid not null,
            profile_id uuid not null, who text not null check (who in ('person', 'alfred')),
            text text not null default '' check (length(text) <= 32000),
            state text not null default 'done'
                check (state in ('done', 'streaming', 'stopped', 'cut', 'failed', 'replaced')),
            proof jsonb not null default '[]', created_at timestamptz not null default now(),
            primary key (agency_id, id),
            foreign key (agency_id, conversation_id) references conversations (agency_id, id) on delete cascade,
            foreign key (agency_id, profile_id) references profiles (agency_id, id))""")
    op.execute("create index utterances_in_order on utterances (agency_id, conversation_id, created_at)")
    protect("utterances", grants="select, insert, update, delete")
    own_rows_only("utterances", unless="false")


def downgrade() -> None:
    op.execute("drop function lookup_slug(text)")
    for table in ("utterances", "conversations", "slugs", "bio_pages"):
        op.execute(f"drop table {table}")
