"""Creators: whom the agency manages, who works for them, how revenue is shared.

Everybody sees their part: the agency's people all creators, chatters those they are assigned to, a creator themselves
(`visible`). Splits are for owners and admins.
"""

from onyx_app.services.creators._card import AssignmentLine, CreatorDetail, SplitLine, card
from onyx_app.services.creators._change import AlreadyConnected, add, change, set_split
from onyx_app.services.creators._people import CannotBeAssigned, assign, assignable, end_assignment
from onyx_app.services.creators._roster import CreatorCard, Roster, roster, visible

__all__ = [
    "AlreadyConnected",
    "AssignmentLine",
    "CannotBeAssigned",
    "CreatorCard",
    "CreatorDetail",
    "Roster",
    "SplitLine",
    "add",
    "assign",
    "assignable",
    "card",
    "change",
    "end_assignment",
    "roster",
    "set_split",
    "visible",
]
