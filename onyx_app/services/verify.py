"""Prove a pay run: calculate it again from its stored inputs and compare every figure of its slips."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app import strings
from onyx_app.db import house_session
from onyx_app.errors import NotFound, OnyxError
from onyx_app.roles import Action, Scope
from onyx_app.rules.pay import CaseRefused, Concern, Difference, Replay
from onyx_app.rules.pay.replay import NOTHING
from onyx_app.rules.pay.units import percent_text
from onyx_app.rules.periods import Period
from onyx_app.services.pay_case import StoredCase, stored_cases
from onyx_app.tables import PayslipLine
from onyx_app.work import Actor, Work, open_work

_RUN = text("select first_day, end_day, engine, fingerprint, totals, attention from payroll_runs where id = :run")
_SLIPS = text(
    "select id, profile_id, totals, carried, days, open_weeks from payslips where run_id = :run"
    " and profile_id = any(:people)"
)
_WITHOUT_CASE = text(
    "select s.profile_id from payslips s where s.run_id = :run and not exists (select 1 from payroll_cases c"
    " where (c.agency_id, c.run_id, c.profile_id) = (s.agency_id, s.run_id, s.profile_id)) order by 1 limit 1"
)
_LINE = tuple(col(getattr(PayslipLine, name)) for name in (
    "slip_id", "kind", "currency", "amount", "quantity", "unit", "rate", "percent", "per", "details",
))  # fmt: skip
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
    if row.fingerprint is None:
        raise NotCalculated
    seal: str = row.fingerprint.hex()
    try:
        return Proof(seal, await _difference(work, run_id, row, seal))
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


async def _difference(work: Work, run_id: UUID, row: Any, seal: str) -> Difference | None:
    """Some people at a time; the engine works in a thread, so that others are answered meanwhile."""
    proof = Replay(Period(row.first_day, row.end_day))
    async for cases in stored_cases(work, run_id):
        slips = await _slips(work, run_id, [case.person for case in cases if case.person])
        found = await asyncio.to_thread(_first, proof, cases, slips)
        if found:
            return found
    alone = await work.session.scalar(_WITHOUT_CASE, {"run": run_id})
    if alone:
        return Difference(f"slips › {alone}", str(alone), NOTHING)
    return proof.run(_run(row), seal)


def _first(proof: Replay, cases: list[StoredCase], slips: dict[UUID | None, dict[str, Any]]) -> Difference | None:
    found = (proof.case(one.written, [slips[one.person]] if one.person in slips else [], one.seal) for one in cases)
    return next((each for each in found if each), None)


def _run(row: Any) -> dict[str, Any]:
    """The run as its row has it, in the shape of the engine's JSON; what is empty is left out there too."""
    attention = [item for item in row.attention if item["concern"] in _ENGINES]
    return {
        "engine": row.engine,
        "period": {"first": row.first_day.isoformat(), "end": row.end_day.isoformat()},
        "totals": dict(row.totals),
    } | ({"attention": attention} if attention else {})


async def _slips(work: Work, run_id: UUID, people: list[UUID]) -> dict[UUID | None, dict[str, Any]]:
    """Slips by person, as the engine's JSON has them."""
    slips = (await work.session.execute(_SLIPS, {"run": run_id, "people": people})).all()
    lines: dict[UUID, list[dict[str, Any]]] = {slip.id: [] for slip in slips}
    query = select(*_LINE).where(col(PayslipLine.slip_id).in_(lines)).order_by(col(PayslipLine.position))
    for line in await work.session.execute(query):
        lines[line.slip_id].append(_line(line))
    return {slip.profile_id: _slip(slip, lines[slip.id]) for slip in slips}


def _slip(slip: Any, lines: list[dict[str, Any]]) -> dict[str, Any]:
    rest = {"carried": dict(slip.carried), "open_weeks": slip.open_weeks, "minutes": slip.days}
    filled = {name: value for name, value in rest.items() if value}
    return {"person": str(slip.profile_id), "lines": lines, "totals": dict(slip.totals), **filled}


def _line(line: Any) -> dict[str, Any]:
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
