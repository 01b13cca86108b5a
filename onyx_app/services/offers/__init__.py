"""Shifts that go from one person to another: open ones, offers and swaps, each with a planner's word at the end."""

from onyx_app.services.offers._board import Board, OfferCard, OfferedShift, SwapChoice, board, swap_choices
from onyx_app.services.offers._decide import approve, refuse
from onyx_app.services.offers._people import accept, claim, offer, turn_down, withdraw
from onyx_app.services.offers._refusals import (
    Begun,
    Circular,
    Draft,
    Gone,
    NotForYou,
    NotPlannable,
    NotTheirs,
    NotYours,
    Overlap,
    OwnShift,
    Taken,
)

__all__ = [
    "Begun",
    "Board",
    "Circular",
    "Draft",
    "Gone",
    "NotForYou",
    "NotPlannable",
    "NotTheirs",
    "NotYours",
    "OfferCard",
    "OfferedShift",
    "Overlap",
    "OwnShift",
    "SwapChoice",
    "Taken",
    "accept",
    "approve",
    "board",
    "claim",
    "offer",
    "refuse",
    "swap_choices",
    "turn_down",
    "withdraw",
]
