"""One row of every agency table, for either agency: what the rival tries to reach.

A table without an example fails the tenancy test, so that a new table cannot be forgotten.
"""

from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from tests import cast

MADE = "00000000-0000-7fff-8000-00000000000{}"


def example_id(agency: UUID, offset: int = 0) -> UUID:
    return UUID(MADE.format((1 if agency == cast.NORTHLIGHT else 2) + offset))


def examples(agency: UUID, offset: int = 0) -> dict[str, dict[str, Any]]:
    """Table → a row. `offset` gives other ids for a second row of the same agency."""
    at = "2026-10-01T10:00:00Z"
    until = "2026-10-01T18:00:00Z"
    me = example_id(agency, offset)
    owner = cast.OWNER if agency == cast.NORTHLIGHT else cast.RIVAL_OWNER
    creator = cast.LUNA if agency == cast.NORTHLIGHT else cast.RIVAL_STAR
    token = bytes([1 + offset]) * 31 + agency.bytes[-1:]
    rows: dict[str, dict[str, Any]] = {
        "logos": {"png": b"png"},
        "profiles": {"sign_in_id": me, "name": "Someone", "role": "chatter"},
        "invitations": {"email": f"{token[0]}@x.test", "role": "chatter", "token_hash": token, "expires_at": until},
        "sessions": {"profile_id": owner.profile_id, "sign_in_id": owner.sign_in_id, "token_hash": token,
                     "expires_at": until},
        "creators": {"name": "Iris"},
        "creator_splits": {"creator_id": creator, "from_day": f"2026-01-0{1 + offset}", "creator_share_bp": 7000},
        "creator_assignments": {"creator_id": creator, "profile_id": me, "from_at": at},
        "timesheets": {"sheet_id": me, "profile_id": owner.profile_id, "business_date": "2026-10-01",
                       "clocked_in_at": f"2026-10-0{1 + offset}T10:00:00Z",
                       "clocked_out_at": f"2026-10-0{1 + offset}T18:00:00Z", "source_in": "web"},
        "punches": {"profile_id": owner.profile_id, "timesheet_id": me, "kind": "in", "at": at, "source": "web"},
        "connections": {"name": "Fanvue", "endpoint_key": token.hex(), "secret_sealed": b"x", "currency": "EUR"},
        "inbox_events": {"connection_id": me, "event": "tip_received", "digest": token, "body": Jsonb({})},
        "transactions": {"creator_id": creator, "occurred_at": at, "type": "tip", "gross": 500, "currency": "EUR",
                         "origin": "webhook", "state": "provisional", "natural_key": token.hex()},
        "attributions": {"transaction_id": me, "profile_id": owner.profile_id, "method": "assignment"},
        "bio_pages": {"creator_id": creator, "title": "Luna"},
        "conversations": {"profile_id": owner.profile_id},
        "utterances": {"conversation_id": me, "profile_id": owner.profile_id, "who": "person"},
        "breaks": {"timesheet_id": me, "profile_id": owner.profile_id, "began_at": at},
        "correction_requests": {"profile_id": owner.profile_id, "after": Jsonb({}), "reason": "Forgot"},
        "week_confirmations": {"profile_id": owner.profile_id, "week_first": f"2026-10-0{1 + offset}"},
        "leave_requests": {"profile_id": owner.profile_id, "kind": "holiday", "first_day": f"2026-10-0{1 + offset}",
                           "last_day": f"2026-10-0{1 + offset}"},
        "period_locks": {"profile_id": me, "first_day": "2025-01-01", "end_day": "2025-02-01"},
        "shift_series": {"rule": "FREQ=DAILY", "starts_local": "2026-10-01 10:00", "zone": "UTC", "minutes": 480},
        "shift_templates": {"name": f"Early {offset}", "starts_minute": 600, "minutes": 480},
        "shifts": {"starts_at": at, "ends_at": until, "published_at": at},
        "shift_versions": {"shift_id": me, "version": 1, "starts_at": at, "ends_at": until, "status": "scheduled",
                           "published": True},
        "shift_offers": {"shift_id": me},
        "calendar_feeds": {"profile_id": owner.profile_id, "token_hash": token},
        "pay_plans": {"profile_id": owner.profile_id, "since": f"2026-01-0{1 + offset}", "currency": "EUR",
                      "terms": Jsonb({})},
        "pay_items": {"profile_id": owner.profile_id, "kind": "bonus", "day": "2026-10-01", "currency": "EUR",
                      "amount": 500, "reason": "Thanks"},
        "bank_accounts": {"profile_id": me, "holder": "Someone", "iban_sealed": b"x", "last_four": "1234"},
        "payroll_runs": {"first_day": f"2026-0{1 + offset}-01", "end_day": f"2026-0{2 + offset}-01"},
        "payroll_cases": {"run_id": me, "facts": b"x", "fingerprint": b"x"},
        "payslips": {"run_id": me, "profile_id": owner.profile_id, "totals": Jsonb([])},
        "payslip_lines": {"run_id": me, "slip_id": me, "profile_id": owner.profile_id, "position": 1, "kind": "base",
                          "currency": "EUR", "amount": 1, "quantity": 1, "unit": "once", "rate": 1, "percent": 10000,
                          "per": 1},
        "ledger_journals": {"day": "2026-10-01", "kind": "payroll", "source": token.hex()},
        "ledger_entries": {"journal_id": me, "account": "cash", "currency": "EUR", "amount": 5},
        "revenue_imports": {"file_name": "x.csv", "digest": token, "rows": 1},
        "revenue_import_rows": {"import_id": me, "line": 2 + offset, "verdict": "wrong"},
    }  # fmt: skip
    rows = {table: {"agency_id": agency, "id": me} | row for table, row in rows.items()}
    rows["audit_entries"] = {"agency_id": agency, "seq": 1 + offset, "action": "signed_in", "previous": b"",
                             "hash": token}  # fmt: skip
    rows["slugs"] = {"slug": f"slug-{token.hex()[:4]}{token.hex()[-4:]}", "agency_id": agency, "bio_page_id": me}
    rows["agencies"] = {"id": agency if not offset else me, "name": "X", "currency": "EUR", "zone": "UTC",
                        "pay_anchor": "2026-01-01"}  # fmt: skip
    rows["sign_ins"] = {"id": me, "email": f"{token.hex()[:6]}{me.hex[-2:]}@x.test"}
    rows["credentials"] = {"sign_in_id": me, "password_hash": "x"}
    rows["recovery_codes"] = {"sign_in_id": me, "code_hash": token}
    rows["one_time_links"] = {"token_hash": token, "purpose": "password_reset", "sign_in_id": me, "expires_at": until}
    return rows


def write(connection: psycopg.Connection[Any], table: str, row: dict[str, Any]) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    values = sql.SQL(", ").join(sql.Placeholder() for _ in row)
    statement = sql.SQL("insert into {} ({}) values ({}) on conflict do nothing")
    connection.execute(statement.format(sql.Identifier(table), names, values), list(row.values()))


def fill(connection: psycopg.Connection[Any]) -> None:
    """Write every example of both agencies as the admin, without the order foreign keys would ask for."""
    connection.execute("set session_replication_role = replica")
    for agency in (cast.NORTHLIGHT, cast.RIVAL):
        for table, row in examples(agency).items():
            write(connection, table, row)
    connection.execute("set session_replication_role = default")
