"""Who earned which part of a sale: split by the agreed weights, to the cent."""

from datetime import date

from onyx_app.rules.pay.commission import Credit
from onyx_app.rules.pay.draft import Notes
from onyx_app.rules.pay.facts import Case, Sale
from onyx_app.rules.pay.slips import Concern
from onyx_app.rules.pay.units import split
from onyx_app.rules.worktime import LocalClock


def credits_by_person(case: Case, clock: LocalClock, notes: Notes) -> dict[str, list[Credit]]:
    """Every sale of the period as credits; a sale nobody earned or without a currency is named, not dropped."""
    known: dict[str, list[Credit]] = {person.id: [] for person in case.people}
    elsewhere = frozenset(case.elsewhere)
    for sale in case.sales:
        day = sale.day or clock.day(sale.at or 0)
        if day not in case.period:
            continue
        if not sale.currency:
            notes.note(Concern.MISSING_CURRENCY, "", "sale", sale.id)
        elif not sale.credits:
            notes.note(Concern.UNATTRIBUTED_SALE, "", "", sale.id)
        else:
            _share_out(sale, day, known, elsewhere, notes)
    return known


def _share_out(sale: Sale, day: date, known: dict[str, list[Credit]], elsewhere: frozenset[str], notes: Notes) -> None:
    what = (sale.id, day, sale.creator, sale.income, sale.currency)
    gross, net = sale.gross - sale.reversed_gross, sale.net - sale.reversed_net
    count = 0 if sale.reversed_gross and gross <= 0 else sale.count
    if len(sale.credits) == 1 and sale.credits[0][0] in known:
        known[sale.credits[0][0]].append(Credit(*what, gross, net, count))
        return
    shared = sorted(sale.credits)
    weights = tuple(weight for _, weight in shared)
    grosses, nets = split(gross, weights), split(net, weights)
    for place, (person, _) in enumerate(shared):
        if person in known:
            known[person].append(Credit(*what, grosses[place], nets[place], count, weights, place))
        elif person not in elsewhere:
            notes.note(Concern.UNKNOWN_PERSON, person, "", sale.id)
