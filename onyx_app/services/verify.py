"""Prove a pay run: calculate it again from its stored inputs and compare every figure of its slips."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app import strings
from onyx_app.db import house_session
from onyx_app.errors import NotFound, OnyxError
from onyx_app.roles import Action, Scope
from onyx_app.rules.pay import CaseRefused, Concern, Difference, replay
from onyx_app.rules.pay.units import percent_text
from onyx_app.tables import PayslipLine
from onyx_app.work import Actor, Work, open_work

_RUN = text(
    "select first_day, end_day, engine, facts::text as facts, fingerprint, totals, attention from payroll_runs"
    " where id = :run"
)
_SLIPS = text(
    "select id, profile_id, totals, carried, days, open_weeks from payslips where run_id = :run"
    " order by profile_id::text"
)
_ENGINES = {str(concern) for concern in Concern}


class NotCalculated(OnyxError):
    """The run holds no figures yet."""

    key = "payroll.not_calculated"


@dataclass(frozen=True, slots=True)
class Proof:
    """`difference` is None when inputs, rules, engine and every figure are what they were."""

    seal: str
    difference: Difference | None


async def verify(work: Work, *, run_id: UUID) -> Proof:
    """Calculate a run again. Today's plans, timesheets and sales are not read: only what the run has stored.

    Raises:
        NotFound: unknown.
        NotCalculated: there is nothing to prove.
    """
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    row = (await work.session.execute(_RUN, {"run": run_id})).one_or_none()
    if row is None:
        raise NotFound
    if row.facts is None or row.fingerprint is None:
        raise NotCalculated
    seal: str = row.fingerprint.hex()
    stored = await _stored(work, run_id, row)
    try:
        return Proof(seal, replay(row.facts, json.dumps(stored), seal))
    except CaseRefused as refused:
        says = strings.say(work.actor.language, refused.key, **refused.parameters)
        return Proof(seal, Difference("facts", says, ""))


async def verify_anywhere(run: str) -> str:
    """For the command line: `ok <hash>`, or the first difference, whichever agency the run is of.

    Raises:
        NotFound: no agency has this run.
    """
    try:
        run_id = UUID(run)
    except ValueError:
        raise NotFound from None
    async with house_session() as session:
        agencies = list((await session.execute(text("select agency_id from lookup_agencies()"))).scalars())
    for agency in agencies:
        async with open_work(Actor.system(agency)) as work:
            try:
                return said(await verify(work, run_id=run_id), work.actor.language)
            except NotFound:
                continue
    raise NotFound


def said(proof: Proof, language: str) -> str:
    """One line about a proof; `ok` and the hash when it holds."""
    found = proof.difference
    if found is None:
        return f"ok {proof.seal}"
    return strings.say(
        language, "payroll.differs", where=found.where, stored=found.stored, recalculated=found.recalculated
    )


async def _stored(work: Work, run_id: UUID, row: Any) -> dict[str, Any]:
    """The run as its rows have it, in the shape of the engine's JSON; what is empty is left out there too."""
    slips = (await work.session.execute(_SLIPS, {"run": run_id})).all()
    lines: dict[UUID, list[dict[str, Any]]] = {slip.id: [] for slip in slips}
    query = select(PayslipLine).where(col(PayslipLine.run_id) == run_id).order_by(col(PayslipLine.position))
    for line in await work.session.scalars(query):
        lines[line.slip_id].append(_line(line))
    run = {
        "engine": row.engine,
        "period": {"first": row.first_day.isoformat(), "end": row.end_day.isoformat()},
        "slips": [_slip(slip, lines[slip.id]) for slip in slips],
        "totals": dict(row.totals),
    }
    attention = [item for item in row.attention if item["concern"] in _ENGINES]
    return run | ({"attention": attention} if attention else {})


def _slip(slip: Any, lines: list[dict[str, Any]]) -> dict[str, Any]:
    rest = {"carried": dict(slip.carried), "open_weeks": slip.open_weeks, "minutes": slip.days}
    filled = {name: value for name, value in rest.items() if value}
    return {"person": str(slip.profile_id), "lines": lines, "totals": dict(slip.totals), **filled}


def _line(line: PayslipLine) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "currency": line.currency,
        "amount": line.amount,
        "quantity": line.quantity,
        "unit": line.unit,
        "rate": line.rate,
        "percent": percent_text(line.percent),
        "per": line.per,
        **line.details,
    }
