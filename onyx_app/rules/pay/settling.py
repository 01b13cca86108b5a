"""What is added and taken after the earnings: bonuses, adjustments, clawbacks, deductions, advances, carried negatives.

A slip never pays out a negative amount: what it could not take is carried to the next run, named on both slips.
"""

from onyx_app.rules.pay.draft import Draft
from onyx_app.rules.pay.facts import Clawback
from onyx_app.rules.pay.slips import EARNED, Concern, Kind, Line, Source, Unit
from onyx_app.rules.pay.units import WHOLE, half_up

GROSS_PAY = (*EARNED, Kind.GUARANTEE, Kind.BONUS)
"""What a percentage deduction is a percentage of."""


def add_bonuses(draft: Draft) -> None:
    for bonus in sorted(draft.person.bonuses, key=lambda one: (one.day, one.id)):
        if bonus.day in draft.period:
            source = Source.BONUS
            draft.lines.append(_once(Kind.BONUS, bonus.currency, bonus.amount, bonus.reason, source, bonus.id))


def add_corrections(draft: Draft) -> None:
    """Adjustments, clawbacks and what earlier runs carried here."""
    person = draft.person
    for each in sorted(person.adjustments, key=lambda one: one.id):
        source = Source.ADJUSTMENT
        draft.lines.append(_once(Kind.ADJUSTMENT, each.currency, each.amount, each.reason, source, each.id))
    for claw in sorted(person.clawbacks, key=lambda one: one.id):
        amount = -clawed_back(claw)
        if amount:
            parts = (
                ("paid", claw.paid),
                ("reversed", claw.reversed),
                ("of", claw.basis),
                ("already", claw.already),
            )
            draft.lines.append(_once(Kind.CLAWBACK, claw.currency, amount, claw.sale, Source.CLAWBACK, claw.id, parts))
    for carried in sorted(person.carried, key=lambda one: (one.run, one.currency)):
        if carried.amount:
            draft.lines.append(_once(Kind.CARRIED, carried.currency, carried.amount, "", Source.RUN, carried.run))


def clawed_back(claw: Clawback) -> int:
    """What this run takes back. Over all runs it adds up to exactly the commission once all is reversed.

    Negative when a reversal was undone: the commission is given back.
    """
    if claw.reversed >= claw.basis:
        due = claw.paid
    elif claw.whole_only:
        due = 0
    else:
        due = half_up(claw.paid * claw.reversed, claw.basis)
    return due - claw.already


def add_deductions(draft: Draft) -> None:
    for each in sorted(draft.person.deductions, key=lambda one: one.id):
        if each.percent is None:
            amount = -(each.amount or 0)
            line = _once(Kind.DEDUCTION, each.currency, amount, each.reason, Source.DEDUCTION, each.id)
        else:
            gross = max(0, draft.sum_of(GROSS_PAY, each.currency))
            amount = half_up(-gross * each.percent, WHOLE)
            line = Line(
                Kind.DEDUCTION,
                each.currency,
                amount,
                gross,
                Unit.MONEY,
                -1,
                each.percent,
                1,
                reason=each.reason,
                source=Source.DEDUCTION,
                sources=((each.id, amount),),
            )
        draft.lines.append(line)


def add_advances(draft: Draft) -> None:
    """An instalment takes what is left on the slip at most; the rest stays on the advance."""
    for advance in sorted(draft.person.advances, key=lambda one: one.id):
        wanted = min(advance.instalment, max(0, advance.total - advance.repaid))
        taken = min(wanted, max(0, draft.balance(advance.currency)))
        if taken < wanted:
            draft.note(Concern.ADVANCE_POSTPONED, advance.id, f"{wanted - taken} {advance.currency}")
        if taken:
            parts = (("left", advance.total - advance.repaid - taken),)
            draft.lines.append(_once(Kind.ADVANCE, advance.currency, -taken, "", Source.ADVANCE, advance.id, parts))


def carry_negatives(draft: Draft) -> tuple[tuple[str, int], ...]:
    """Bring every negative balance to zero; returns what the next run starts with."""
    carried = []
    for currency in sorted({line.currency for line in draft.lines}):
        balance = draft.balance(currency)
        if balance < 0:
            draft.lines.append(_once(Kind.CARRY, currency, -balance, "", Source.RUN, ""))
            carried.append((currency, balance))
    return tuple(carried)


def _once(
    kind: Kind,
    currency: str,
    amount: int,
    reason: str,
    source: Source,
    subject: str,
    parts: tuple[tuple[str, int], ...] = (),
) -> Line:
    return Line(
        kind,
        currency,
        amount,
        1,
        Unit.ONCE,
        amount,
        WHOLE,
        1,
        reason=reason,
        source=source,
        sources=((subject, amount),) if subject else (),
        parts=parts,
    )
