"""The people of the agency: who they are, what they may do, and how they leave.

`people` lists them; `change_role`, `suspend`, `resume` and `rename` change one; `leaving` says what off-boarding ends
and `off_board` ends it. Everybody changed is signed out everywhere at once.
"""

from onyx_app.services.team._change import change_role, rename, resume, suspend
from onyx_app.services.team._leave import Leaving, NameDiffers, leaving, off_board
from onyx_app.services.team._people import PersonCard, Team, people, person
from onyx_app.services.team._rank import (
    LastOwner,
    NotYourself,
    OutOfRank,
    WrongRole,
    hold_people,
    rank_must_allow,
)

__all__ = [
    "LastOwner",
    "Leaving",
    "NameDiffers",
    "NotYourself",
    "OutOfRank",
    "PersonCard",
    "Team",
    "WrongRole",
    "change_role",
    "hold_people",
    "leaving",
    "off_board",
    "people",
    "person",
    "rank_must_allow",
    "rename",
    "resume",
    "suspend",
]
