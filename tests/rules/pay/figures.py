"""Small cases for the tests of pay: JSON as anyone would write it, run through the same door."""

import json
from typing import Any

from onyx_app.rules.pay import Case, Line, Run, calculate, read_case

MAY = {"first": "2026-05-01", "end": "2026-06-01"}
UTC = {"zone": "UTC"}
PLAN = {"id": "plan", "since": "2026-01-01", "currency": "EUR", "hourly": 2000}


def case_of(
    *people: dict[str, Any],
    sales: list[dict[str, Any]] | None = None,
    period: dict[str, str] | None = None,
    **agency: Any,
) -> Case:
    case = {"agency": UTC | agency, "period": period or MAY, "people": list(people), "sales": sales or []}
    return read_case(json.dumps(case))


def run_of(*people: dict[str, Any], **rest: Any) -> Run:
    return calculate(case_of(*people, **rest))


def mia(plan: dict[str, Any] | None = None, **facts: Any) -> dict[str, Any]:
    """A person with one plan, 20.00 EUR an hour unless the test says otherwise."""
    return {"id": "mia", "plans": [PLAN | (plan or {})], **facts}


def sheet(name: str, start: str, end: str, **rest: Any) -> dict[str, Any]:
    """Times of May 2026 as `04 09:00`."""
    return {"id": name, "start": _moment(start), "end": _moment(end), **rest}


def sale(name: str, gross: int, *people: str, **rest: Any) -> dict[str, Any]:
    """A tip for lea on 10 May 2026, all of it net, credited evenly."""
    return {
        "id": name,
        "creator": "lea",
        "income": "tip",
        "currency": "EUR",
        "gross": gross,
        "net": gross,
        "day": "2026-05-10",
        "credits": [[person, 1] for person in people or ("mia",)],
        **rest,
    }


def lines(run: Run, kind: str = "") -> list[Line]:
    return [line for slip in run.slips for line in slip.lines if kind in ("", line.kind)]


def amounts(run: Run, kind: str) -> list[int]:
    return [line.amount for line in lines(run, kind)]


def concerns(run: Run) -> list[str]:
    return [str(item.concern) for item in run.attention]


def _moment(written: str) -> str:
    day, _, time = written.partition(" ")
    return f"2026-05-{day}T{time}Z"
