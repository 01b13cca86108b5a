"""What the house knows about itself; no agency, no personal data."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from onyx_app.tables._row import document, moment


class Pulse(SQLModel, table=True):
    """The last sign of life of a process (the worker), and of each slot of the timetable."""

    __tablename__ = "pulses"

    name: str = Field(primary_key=True)
    seen_at: datetime = moment()
    details: dict[str, object] = document()
