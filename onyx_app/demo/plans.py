"""What the sample people are paid: chatters by the hour and by commission, managers and staff a base salary."""

from datetime import date
from typing import Any
from uuid import UUID

from onyx_app.demo.people import SampleAgency
from onyx_app.roles import Role
from onyx_app.services import pay_plans
from onyx_app.work import Work

_CHATTER: dict[str, Any] = {
    "hourly": 650,
    "night": "1.25",
    "commission": [
        {"id": "rule-1", "priority": 1, "income": "tip", "percent": "12"},
        {"id": "rule-2", "priority": 2, "percent": "6"},
    ],
}
_IN_DOLLARS: dict[str, Any] = {
    "hourly": 1600,
    "weekly_overtime": [{"after_minutes": 2400, "factor": "1.5"}],
    "regular_rate": True,
    "commission": [{"id": "rule-1", "priority": 1, "percent": "4"}],
}
_BASE: dict[Role, int] = {Role.ADMIN: 240_000, Role.MANAGER: 180_000}


async def set_plans(work: Work, agency: SampleAgency, profiles: dict[str, UUID], since: date) -> None:
    """Plans from `since` on, for everybody who keeps a clock; owners and creators are not paid by plan."""
    by_hour = _IN_DOLLARS if agency.currency == "USD" else _CHATTER
    for person in agency.people:
        if person.role in _BASE:
            terms: dict[str, Any] = {"base": _BASE[person.role]}
        elif person.starts_at is not None:
            terms = by_hour if person.role is Role.CHATTER else {"hourly": 900, "guarantee": 100_000}
        else:
            continue
        await pay_plans.set_plan(
            work, profile_id=profiles[person.name], since=since, currency=agency.currency, terms=terms
        )
