"""Conversations with Alfred: private to the person who has them."""

from datetime import datetime
from uuid import UUID

from onyx_app.tables._row import AgencyRow, document, moment


class Conversation(AgencyRow, table=True):
    __tablename__ = "conversations"

    profile_id: UUID
    title: str = ""
    created_at: datetime = moment()


class Utterance(AgencyRow, table=True):
    """`who`: person, alfred. `state`: done, streaming, stopped (by the person), cut (the tab or the process ended),
    failed (the text says why), replaced (by another try)."""

    __tablename__ = "utterances"

    conversation_id: UUID
    profile_id: UUID
    who: str
    text: str = ""
    state: str = "done"
    proof: list[dict[str, object]] = document("[]")  # the tool results the figures come from
    created_at: datetime = moment()
