"""What can be wrong with giving a shift away, as sentences."""

from onyx_app.errors import OnyxError


class Gone(OnyxError):
    """Decided, withdrawn, or its shift is not what it was."""

    key = "offers.gone"


class Taken(OnyxError):
    """Somebody else was faster."""

    key = "offers.taken"


class OwnShift(OnyxError):
    """To oneself."""

    key = "offers.own_shift"


class NotYours(OnyxError):
    """A shift or an offer of somebody else."""

    key = "offers.not_yours"


class NotForYou(OnyxError):
    """Offered to one person, who is not the asker."""

    key = "offers.not_for_you"


class Begun(OnyxError):
    """Too late."""

    key = "offers.begun"


class Draft(OnyxError):
    """Nobody knows of it yet."""

    key = "offers.draft"


class Overlap(OnyxError):
    """The other person is planned then; `person` and `time` say who and when."""

    key = "offers.overlap"


class Circular(OnyxError):
    """A shift in two running offers could end up with two people."""

    key = "offers.circular"


class NotPlannable(OnyxError):
    """Suspended, left, or a creator."""

    key = "offers.not_plannable"
    field = "to"


class NotTheirs(OnyxError):
    """What is wanted in return belongs to somebody else."""

    key = "offers.not_theirs"
    field = "in_return"
