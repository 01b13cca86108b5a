"""An agency of any size with one month behind it: 60 timesheets and 1,000 sales a person, always the same ones.

Written by PostgreSQL itself from running numbers, past the triggers. Of 100 sales one is shared by two people, of 200
one was reversed, of 500 one is nobody's; every second timesheet has a break, every third person works nights.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from onyx_app.roles import Role
from onyx_app.work import Actor

DAYS, SALES = 30, 1000
NOW = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)

# The number leads, as the time does in real ids: what is equal at the front is slow to tell apart in an index.
_ID = "(lpad(to_hex(%s), 8, '0') || '-0000-7%s-8000-000000000000')::uuid"
_PLAN = """{"hourly": 1250, "night": "1.25", "weekend": "1.5",
 "weekly_overtime": [{"after_minutes": 2400, "factor": "1.5"}], "commission": [{"id": "messages", "income": "message",
 "brackets": [{"above": 0, "percent": "4"}, {"above": 500000, "percent": "6"}]},
 {"id": "rest", "priority": 1, "percent": "5"}]}"""
OWNER = UUID("00000000-0000-7c02-8000-000000000000")


def _id(group: str, number: str) -> str:
    return _ID % (number, group)


_BEGAN = "((date '2026-03-01' + d)::timestamp + h * interval '5 hours' + case i % 3 when 0 then 19 else 8 end"
_BEGAN += " * interval '1 hour') at time zone 'Europe/Bucharest'"
_SHEET = "(i * 60 + d * 2 + h)"
_SOLD = "((date '2026-03-01' + n % 30)::timestamp + interval '8 hours' + (n * 37 % 840) * interval '1 minute')"
_SOLD += " at time zone 'Europe/Bucharest'"
_SHEETS = "generate_series(1, {people}) i, generate_series(0, 29) d, generate_series(0, 1) h"
_STATEMENTS = (
    "insert into agencies (id, name, currency, zone, pay_anchor, country)"
    " values ('{agency}', 'Bench {people}', 'EUR', 'Europe/Bucharest', '2026-01-01', 'RO')",
    f"insert into sign_ins (id, email) select {_id('c01', '{people} * 10000 + i')},"
    " 'p{people}-' || i || '@bench.test' from generate_series(0, {people}) i",
    f"insert into profiles (agency_id, id, sign_in_id, name, role) select '{{agency}}', {_id('c02', 'i')},"
    f" {_id('c01', '{people} * 10000 + i')}, 'Person ' || i, case i when 0 then 'owner' else 'chatter' end"
    " from generate_series(0, {people}) i",
    f"insert into creators (agency_id, id, name) select '{{agency}}', {_id('c03', 'i')}, 'Creator ' || i"
    " from generate_series(0, {people} / 5 + 1) i",
    f"insert into pay_plans (agency_id, profile_id, since, currency, terms) select '{{agency}}', {_id('c02', 'i')},"
    f" '2026-01-01', 'EUR', '{_PLAN.replace('{', '{{').replace('}', '}}')}' from generate_series(1, {{people}}) i",
    "insert into timesheets (agency_id, id, sheet_id, profile_id, business_date, clocked_in_at, clocked_out_at,"
    f" source_in, approval) select '{{agency}}', {_id('c04', _SHEET)}, {_id('c05', _SHEET)}, {_id('c02', 'i')},"
    f" date '2026-03-01' + d, {_BEGAN}, {_BEGAN} + interval '4 hours 7 minutes', 'web', 'approved' from {_SHEETS}",
    "insert into breaks (agency_id, id, timesheet_id, profile_id, began_at, ended_at)"
    f" select '{{agency}}', {_id('c06', _SHEET)}, {_id('c04', _SHEET)}, {_id('c02', 'i')},"
    f" {_BEGAN} + interval '2 hours', {_BEGAN} + interval '2 hours 15 minutes' from {_SHEETS} where h = 1",
    "insert into transactions (agency_id, id, creator_id, occurred_at, type, gross, fee, net, currency, origin, state,"
    f" natural_key, earner, shared) select '{{agency}}', {_id('c07', 'i * 1000 + n')},"
    f" {_id('c03', '(i + n / 30 % 2) % ({people} / 5 + 2)')}, {_SOLD},"
    " case n / 60 % 2 when 0 then 'message' else 'tip' end, 1000 + n, 200, 800 + n, 'EUR', 'import', 'settled',"
    f" i || '-' || n, case when n % 500 <> 13 and n % 100 <> 7 then {_id('c02', 'i')} end, n % 100 = 7"
    " from generate_series(1, {people}) i, generate_series(0, 999) n",
    "insert into transactions (agency_id, id, creator_id, occurred_at, type, gross, fee, net, currency, origin, state,"
    f" natural_key, reverses_id) select '{{agency}}', {_id('c08', 'i * 1000 + n')},"
    f" {_id('c03', '(i + n / 30 % 2) % ({people} / 5 + 2)')}, {_SOLD} + interval '1 hour', 'refund', -500, -100, -400,"
    f" 'EUR', 'import', 'settled', i || '-' || n || '-back', {_id('c07', 'i * 1000 + n')}"
    " from generate_series(1, {people}) i, generate_series(11, 999, 200) n",
    "insert into attributions (agency_id, id, transaction_id, profile_id, method)"
    f" select '{{agency}}', {_id('c09', 'i * 1000 + n')}, {_id('c07', 'i * 1000 + n')},"
    f" case when n % 500 <> 13 then {_id('c02', 'i')} end, case when n % 500 = 13 then 'none' else 'shift' end"
    " from generate_series(1, {people}) i, generate_series(0, 999) n",
    "insert into attributions (agency_id, id, transaction_id, profile_id, method)"
    f" select '{{agency}}', {_id('c0a', 'i * 1000 + n')}, {_id('c07', 'i * 1000 + n')},"
    f" {_id('c02', 'i % {people} + 1')}, 'shift' from generate_series(1, {{people}}) i, generate_series(7, 999, 100) n",
)


def seat(house: Any, people: int) -> Actor:
    """Write an agency of so many people; its owner is paid nothing."""
    agency = agency_of(people).agency_id
    with house.admin() as admin:
        admin.execute("set session_replication_role = replica")
        for statement in _STATEMENTS:
            admin.execute(statement.format(agency=agency, people=people))
        admin.execute("vacuum analyze")
    return agency_of(people)


def agency_of(people: int) -> Actor:
    """Its owner, who prepares the pay."""
    agency = UUID(f"00000000-0000-7c00-8000-{people:012}")
    return Actor(agency, Role.OWNER, profile_id=OWNER, zone="Europe/Bucharest")
