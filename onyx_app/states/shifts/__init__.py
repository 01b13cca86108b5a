"""The shift plan: week grid, one shift, templates, hours wanted, cost, offers and one's own calendar."""

from onyx_app.states.shifts._cost import CostState
from onyx_app.states.shifts._cover import CoverState
from onyx_app.states.shifts._form import ShiftFormState
from onyx_app.states.shifts._offers import OffersState
from onyx_app.states.shifts._plan import PlanState
from onyx_app.states.shifts._templates import TemplatesState

__all__ = ["CostState", "CoverState", "OffersState", "PlanState", "ShiftFormState", "TemplatesState"]
