"""Signing in: proving who somebody is, and the session that follows from it (`docs/rules.md` §2).

`begin` with e-mail and password, `finish_second_step` with a code, `accept` an invitation, `found_first` agency,
`reset` a password; `actor_for` tells who holds a session's token, `switch` and `sign_out` leave it.
"""

from onyx_app.services.sign_in._begin import (
    Begun,
    NoAgency,
    Place,
    actor_for,
    agencies_of,
    begin,
    sign_out,
    switch,
)
from onyx_app.services.sign_in._found import Founding, first_owner_awaited, found_another, found_first
from onyx_app.services.sign_in._join import (
    AlreadyMember,
    HasSignIn,
    InvitationCard,
    InvitationSpent,
    SamePassword,
    accept,
    invitation,
)
from onyx_app.services.sign_in._prove import NotYourPassword, WrongPassword, prove_again
from onyx_app.services.sign_in._reset import ResetCard, reset, reset_card
from onyx_app.services.sign_in._second import (
    Step,
    StepExpired,
    WrongCode,
    count_code_try,
    finish_second_step,
    pending_step,
)

__all__ = [
    "AlreadyMember",
    "Begun",
    "Founding",
    "HasSignIn",
    "InvitationCard",
    "InvitationSpent",
    "NoAgency",
    "NotYourPassword",
    "Place",
    "ResetCard",
    "SamePassword",
    "Step",
    "StepExpired",
    "WrongCode",
    "WrongPassword",
    "accept",
    "actor_for",
    "agencies_of",
    "begin",
    "count_code_try",
    "finish_second_step",
    "first_owner_awaited",
    "found_another",
    "found_first",
    "invitation",
    "pending_step",
    "prove_again",
    "reset",
    "reset_card",
    "sign_out",
    "switch",
]
