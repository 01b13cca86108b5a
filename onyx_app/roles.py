"""Who may do what: the one table of (role, action) → scope.

Pages, handlers, routes, Alfred's tools and jobs ask here; row security repeats the tenant and the "own" part.
The table is `docs/rules.md` §1.
"""

from enum import IntEnum, StrEnum


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    MANAGER = "manager"
    CHATTER = "chatter"
    CONTENT = "content"
    CREATOR = "creator"


SYSTEM = "system"  # what jobs act as inside one agency: not a seventh role, nobody can be given it


class Scope(IntEnum):
    """How far a permission reaches; a wider scope includes the narrower ones."""

    NONE = 0
    OWN = 1
    ASSIGNED = 2
    AGENCY = 3


class Action(StrEnum):
    SEE_DASHBOARD = "see_dashboard"
    EDIT_AGENCY = "edit_agency"
    TRANSFER_AGENCY = "transfer_agency"
    SEE_TEAM = "see_team"
    MANAGE_PEOPLE = "manage_people"
    SEE_CREATORS = "see_creators"
    EDIT_CREATORS = "edit_creators"
    EDIT_SPLITS = "edit_splits"
    SEE_REVENUE = "see_revenue"
    SEE_REACH = "see_reach"
    CLOCK = "clock"
    SEE_TIMESHEETS = "see_timesheets"
    CORRECT_TIMESHEETS = "correct_timesheets"
    UNLOCK_PERIOD = "unlock_period"
    PLAN_SHIFTS = "plan_shifts"
    SEE_SHIFTS = "see_shifts"
    SEE_RATES = "see_rates"
    EDIT_PAY_PLANS = "edit_pay_plans"
    PREPARE_PAYROLL = "prepare_payroll"
    APPROVE_PAYROLL = "approve_payroll"
    SEE_OWN_PAY = "see_own_pay"
    CONNECT = "connect"
    SEE_AUDIT = "see_audit"
    REVOKE_SESSIONS = "revoke_sessions"
    ASK_ALFRED = "ask_alfred"


_O, _A, _M, _CH, _CO, _CR = Role.OWNER, Role.ADMIN, Role.MANAGER, Role.CHATTER, Role.CONTENT, Role.CREATOR
_OWN, _ASSIGNED, _ALL = Scope.OWN, Scope.ASSIGNED, Scope.AGENCY

TABLE: dict[Action, dict[Role, Scope]] = {
    Action.SEE_DASHBOARD: {_O: _ALL, _A: _ALL, _M: _ALL, _CH: _OWN, _CO: _OWN, _CR: _OWN},
    Action.EDIT_AGENCY: {_O: _ALL, _A: _ALL},
    Action.TRANSFER_AGENCY: {_O: _ALL},
    Action.SEE_TEAM: {_O: _ALL, _A: _ALL, _M: _ALL},
    Action.MANAGE_PEOPLE: {_O: _ALL, _A: _ALL, _M: _ALL},
    Action.SEE_CREATORS: {_O: _ALL, _A: _ALL, _M: _ALL, _CH: _ASSIGNED, _CO: _ALL, _CR: _OWN},
    Action.EDIT_CREATORS: {_O: _ALL, _A: _ALL, _M: _ALL},
    Action.EDIT_SPLITS: {_O: _ALL, _A: _ALL},
    Action.SEE_REVENUE: {_O: _ALL, _A: _ALL, _M: _ALL, _CH: _OWN, _CR: _OWN},
    Action.SEE_REACH: {_O: _ALL, _A: _ALL, _M: _ALL, _CO: _ALL},
    Action.CLOCK: {_O: _OWN, _A: _OWN, _M: _OWN, _CH: _OWN, _CO: _OWN},
    Action.SEE_TIMESHEETS: {_O: _ALL, _A: _ALL, _M: _ALL, _CH: _OWN, _CO: _OWN},
    Action.CORRECT_TIMESHEETS: {_O: _ALL, _A: _ALL, _M: _ALL},
    Action.UNLOCK_PERIOD: {_O: _ALL},
    Action.PLAN_SHIFTS: {_O: _ALL, _A: _ALL, _M: _ALL},
    Action.SEE_SHIFTS: {_O: _ALL, _A: _ALL, _M: _ALL, _CH: _OWN, _CO: _OWN},
    Action.SEE_RATES: {_O: _ALL, _A: _ALL},
    Action.EDIT_PAY_PLANS: {_O: _ALL, _A: _ALL},
    Action.PREPARE_PAYROLL: {_O: _ALL, _A: _ALL},
    Action.APPROVE_PAYROLL: {_O: _ALL, _A: _ALL},
    Action.SEE_OWN_PAY: {_O: _OWN, _A: _OWN, _M: _OWN, _CH: _OWN, _CO: _OWN},
    Action.CONNECT: {_O: _ALL, _A: _ALL},
    Action.SEE_AUDIT: {_O: _ALL, _A: _ALL},
    Action.REVOKE_SESSIONS: {_O: _ALL, _A: _ALL, _M: _OWN, _CH: _OWN, _CO: _OWN, _CR: _OWN},
    Action.ASK_ALFRED: dict.fromkeys(Role, _OWN),
}

_RANK = {_O: 5, _A: 4, _M: 3, _CH: 1, _CO: 1, _CR: 1}


def scope_of(role: Role, action: Action) -> Scope:
    """How far `role` may take `action`; NONE when not at all."""
    return TABLE[action].get(role, Scope.NONE)


def may_manage(by: Role, whom: Role) -> bool:
    """Whether `by` may invite, change, suspend or off-board somebody who is (or becomes) `whom`.

    Owners and admins up to their own rank; managers only chatters and content people (`docs/rules.md` §1).
    """
    if by in (_O, _A):
        return _RANK[whom] <= _RANK[by]
    return by == _M and whom in (_CH, _CO)


def manageable_by(role: Role) -> list[Role]:
    return [whom for whom in Role if may_manage(role, whom)]
