"""What can be wrong with a change of the plan, as sentences."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from onyx_app.errors import OnyxError

_NO_OVERLAP = "shifts_no_overlap"


class Overlaps(OnyxError):
    """The person is planned then already; `time` is when."""

    key = "shifts.overlaps"
    field = "starts"


class HasHours(OnyxError):
    """Somebody clocked hours on it: the plan they were judged by stays."""

    key = "shifts.has_hours"


class Begun(OnyxError):
    """It cannot become a draft again."""

    key = "shifts.begun"


class Changed(OnyxError):
    """Somebody else was faster."""

    key = "shifts.changed"


class NotPlannable(OnyxError):
    """Not active, or a creator."""

    key = "shifts.not_plannable"
    field = "person"


class NoSuchCreator(OnyxError):
    """Not of this agency, or left."""

    key = "shifts.no_such_creator"
    field = "creators"


class NothingToCopy(OnyxError):
    """An empty week."""

    key = "shifts.nothing_to_copy"


class SameWeek(OnyxError):
    """A week cannot be copied into itself."""

    key = "shifts.same_week"


class NameTaken(OnyxError):
    """Two templates of one name."""

    key = "shifts.name_taken"
    field = "name"


@contextmanager
def unless_overlapping(person: str = "", time: str = "") -> Iterator[None]:
    """The database has the last word on overlaps; its refusal becomes the sentence."""
    try:
        yield
    except DBAPIError as error:
        if getattr(getattr(error.orig, "diag", None), "constraint_name", None) == _NO_OVERLAP:
            raise Overlaps(person=person, time=time) from error
        raise
