"""From clock-in and clock-out to paid minutes: breaks, the legal break, rounding.

Order: round both ends, take out unpaid breaks as they were, deduct what is missing of the legal break.
Breaks are never rounded.
"""

from onyx_app.rules.worktime.facts import (
    Break,
    Counted,
    Favour,
    LegalBreak,
    Minute,
    Rounding,
    Span,
    Stretch,
    TimeRules,
)


def count(stretch: Stretch, rules: TimeRules, not_before: Minute | None = None) -> Counted:
    """The minutes of one stretch.

    `not_before` is the rounded end of the person's stretch before this one: where rounding makes neighbours
    overlap, a minute is still paid once.
    """
    raw = _paid_spans(stretch, stretch.start, stretch.end, rules.legal_breaks)
    spans = raw
    if rules.rounding.step:
        start, end = rounded_ends(stretch.start, stretch.end, rules.rounding, not_before)
        spans = _paid_spans(stretch, start, end, rules.legal_breaks)
    paid_break = sum(each.end - each.start for each in stretch.breaks if each.paid)
    unpaid_break = sum(each.end - each.start for each in stretch.breaks if not each.paid)
    wall, kept = stretch.end - stretch.start, length(raw)
    deducted = wall - unpaid_break - kept
    paid_break, worked = _after_deduction(paid_break, kept)
    return Counted(wall, worked, paid_break, unpaid_break, deducted, length(spans), tuple(spans))


def length(spans: list[Span] | tuple[Span, ...]) -> int:
    total = 0
    for start, end in spans:
        total += end - start
    return total


def rounded_ends(
    start: Minute, end: Minute, rounding: Rounding, not_before: Minute | None = None
) -> tuple[Minute, Minute]:
    """Both ends on the step: to the nearest one, or start down and end up in the worker's favour."""
    step = rounding.step
    if not step:
        return start, end
    if rounding.favour is Favour.WORKER:
        start, end = start // step * step, -(-end // step) * step
    else:
        start, end = (start + step // 2) // step * step, (end + step // 2) // step * step
    if not_before is not None:
        start = max(start, not_before)
    return start, max(start, end)


def missing_break(paid: int, breaks: int, legal: tuple[LegalBreak, ...]) -> tuple[int, int]:
    """(after, minutes) to deduct: the largest shortfall, never more than the time beyond its threshold.

    The cap makes pay monotone: a minute more of work never lowers it.
    """
    after, most = 0, 0
    for rule in legal:
        short = min(rule.minutes - breaks, paid - rule.after)
        if short > most:
            after, most = rule.after, short
    return after, most


def _paid_spans(stretch: Stretch, start: Minute, end: Minute, legal: tuple[LegalBreak, ...]) -> list[Span]:
    spans = _without(start, end, stretch.breaks) if stretch.breaks else [(start, end)]
    if legal and stretch.legal_break:
        taken = sum(each.end - each.start for each in stretch.breaks)
        after, minutes = missing_break(length(spans), taken, legal)
        if minutes:
            spans = _cut(spans, after, minutes)
    return spans


def _without(start: Minute, end: Minute, breaks: tuple[Break, ...]) -> list[Span]:
    """The stretch without its unpaid breaks."""
    spans, at = [], start
    for each in sorted(breaks, key=lambda one: one.start) if len(breaks) > 1 else breaks:
        if each.paid:
            continue
        if each.start > at:
            spans.append((at, min(each.start, end)))
        at = max(at, min(each.end, end))
    if at < end:
        spans.append((at, end))
    return [(first, last) for first, last in spans if last > first]


def _cut(spans: list[Span], after: int, minutes: int) -> list[Span]:
    """Take out `minutes` right after the first `after` minutes of work, when the break was due."""
    kept: list[Span] = []
    seen = 0
    for start, end in spans:
        size = end - start
        gone_from = start + min(max(after - seen, 0), size)
        gone_to = start + min(max(after + minutes - seen, 0), size)
        kept += [part for part in ((start, gone_from), (gone_to, end)) if part[1] > part[0]]
        seen += size
    return kept


def _after_deduction(paid_break: int, kept: int) -> tuple[int, int]:
    """(paid break, worked) of the minutes kept; a deduction shows as less work, as long as there is any."""
    paid_break = min(paid_break, kept)
    return paid_break, kept - paid_break
