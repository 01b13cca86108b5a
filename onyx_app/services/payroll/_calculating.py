"""Calculating a run: case by case, some people at a time, so that memory stays small and the house goes on answering.

The engine works in a thread while PostgreSQL writes the people before; the event loop only waits.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, insert, text, update
from sqlmodel import col

from onyx_app.live import Topic
from onyx_app.rules import periods
from onyx_app.rules.pay import ENGINE_VERSION, Part, Whole, calculate_part, run_json, seal_of_parts
from onyx_app.rules.periods import Period
from onyx_app.services.pay_case import Cases, OneCase, cases_for, pack
from onyx_app.services.payroll._steps import COLUMNS, RunCard, card
from onyx_app.tables import PayrollCase, PayrollRun, Payslip, PayslipLine
from onyx_app.work import Work

Progress = Callable[[int, int], Awaitable[None]]
"""Told (people done, all people) while a run is calculated."""

_AT_ONCE = 25
_CALM = 100_000_000  # nanoseconds between two words about progress
_LINE_COLUMNS = ["kind", "currency", "amount", "quantity", "unit", "rate", "percent", "per"]
_PAIRS = "coalesce((select jsonb_agg(jsonb_build_array(key, value) order by key) from jsonb_each({})), '[]')"
# Figures become columns, what they refer to stays in `details`: a proof compares them figure by figure.
_WRITE = text(f"""
    with given as materialized (
        select slip, cast(slip->>'person' as uuid) as person
        from jsonb_array_elements(cast(:runs as jsonb)) run, jsonb_array_elements(run->'slips') slip
    ), made as (
        insert into payslips (agency_id, run_id, profile_id, totals, carried, days, open_weeks)
        select :agency, :run, person, {_PAIRS.format("slip->'totals'")}, {_PAIRS.format("slip->'carried'")},
               coalesce(slip->'minutes', '[]'), coalesce(slip->'open_weeks', '[]') from given
        returning id, profile_id
    )
    insert into payslip_lines (agency_id, run_id, slip_id, profile_id, position, kind, currency, amount, quantity,
                               unit, rate, percent, per, details)
    select :agency, :run, m.id, m.profile_id, at - 1, line->>'kind', line->>'currency', (line->'amount')::bigint,
           (line->'quantity')::bigint, line->>'unit', (line->'rate')::bigint,
           (cast(line->>'percent' as numeric) * 100)::integer, (line->'per')::bigint, line - cast(:columns as text[])
    from given join made m on m.profile_id = given.person
         cross join lateral jsonb_array_elements(slip->'lines') with ordinality each(line, at)""")  # noqa: S608
# What the engine cannot know, because it is not part of a case.
_BESIDE = text("""
    select 'timesheet_in_review' as concern, t.profile_id::text as person, t.id::text as subject from timesheets t
    where t.current and not t.void and t.approval = 'review' and t.business_date >= :first and t.business_date < :end
    union all
    select 'reversal_without_sale', '', t.id::text from transactions t
    where t.gross < 0 and t.reverses_id is null and t.state = 'settled'
      and t.occurred_at >= :since and t.occurred_at < :until
    order by 1, 2, 3""")


class _Done(NamedTuple):
    """One case, calculated and ready to be stored."""

    person: UUID | None
    part: Part
    facts: bytes


@dataclass(slots=True)
class _Teller:
    """Says how far it is, at a calm rhythm, and always when it is done."""

    on_progress: Progress | None
    people: int
    _said: int = field(default=0)

    async def say(self, done: int) -> None:
        if self.on_progress and (done >= self.people or time.monotonic_ns() - self._said >= _CALM):
            self._said = time.monotonic_ns()
            await self.on_progress(done, self.people)


async def calculate_run(
    work: Work, run_id: UUID, period: Period, zone: str, on_progress: Progress | None = None
) -> RunCard:
    """Facts, slips and seal in one transaction. The database's clock says when: it also dates what comes late."""
    await clear(work, run_id)
    cases = await cases_for(work, period)
    whole, seals = await _calculate(work, run_id, cases, on_progress)
    run = json.loads(run_json(whole.run()))
    statement = update(PayrollRun).where(col(PayrollRun.id) == run_id).values(
        fingerprint=bytes.fromhex(seal_of_parts(seals)), engine=ENGINE_VERSION,
        totals=[list(pair) for pair in run["totals"].items()],
        attention=run.get("attention", []) + await _beside(work, period, zone), calculated_at=func.now(),
        prepared_by=work.actor.profile_id,
    )  # fmt: skip
    row = (await work.session.execute(statement.returning(*COLUMNS))).one()
    work.announce(Topic.PAYROLL, run_id)
    return card(row)


async def clear(work: Work, run_id: UUID) -> None:
    """Nothing calculated is left of the run."""
    for table in (PayslipLine, Payslip, PayrollCase):
        await work.session.execute(delete(table).where(col(table.run_id) == run_id))


async def _calculate(work: Work, run_id: UUID, cases: Cases, on_progress: Progress | None) -> tuple[Whole, list[str]]:
    """While some people are calculated, the people before them are written."""
    whole, seals, written = Whole(cases.facts.period), [], cases.written()
    teller, writing = _Teller(on_progress, len(cases.people)), asyncio.create_task(asyncio.sleep(0))
    await teller.say(0)
    try:
        while done := await asyncio.to_thread(_next, written):
            for each in done:
                whole.add(each.part.run)
                seals.append(each.part.seal)
            await writing
            await teller.say(len(seals) - 1)
            writing = asyncio.create_task(_write(work, run_id, done))
    finally:
        await writing
    return whole, seals


def _next(written: Iterator[OneCase]) -> list[_Done]:
    """In a thread: nothing here waits for anything."""
    parts = ((one.person, calculate_part(one.written)) for one in islice(written, _AT_ONCE))
    return [_Done(person, part, pack(part.case)) for person, part in parts]


async def _write(work: Work, run_id: UUID, done: list[_Done]) -> None:
    whose: dict[str, Any] = {"agency_id": work.actor.agency_id, "run_id": run_id}
    await work.session.execute(insert(PayrollCase), [
        {**whose, "profile_id": each.person, "facts": each.facts, "fingerprint": bytes.fromhex(each.part.seal)}
        for each in done
    ])  # fmt: skip
    runs = ",".join(each.part.result for each in done if each.person)
    asked = {"agency": work.actor.agency_id, "run": run_id, "runs": f"[{runs}]", "columns": _LINE_COLUMNS}
    await work.session.execute(_WRITE, asked)


async def _beside(work: Work, period: Period, zone: str) -> list[dict[str, Any]]:
    window = periods.window_of(period, periods.zone(zone))
    bounds = {"first": period.first, "end": period.end, "since": window.since, "until": window.until}
    return [{"concern": row.concern, "person": row.person, "subjects": [row.subject]}
            for row in await work.session.execute(_BESIDE, bounds)]  # fmt: skip
