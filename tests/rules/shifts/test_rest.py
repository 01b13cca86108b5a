"""Rest: within 24 hours of beginning, enough free time in one piece; checked minute by minute."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from onyx_app.rules import shifts
from onyx_app.rules.shifts import Stint

DAY = datetime(2026, 3, 2, tzinfo=UTC)
ELEVEN = timedelta(hours=11)


def stint(name: str, since: int, until: int) -> Stint:
    """Hours after midnight of the first day."""
    return Stint(name, DAY + timedelta(hours=since), DAY + timedelta(hours=until))


def short(*stints: Stint) -> list[tuple[object, int]]:
    return [(each.id, each.longest // timedelta(hours=1)) for each in shifts.short_rests(stints, ELEVEN)]


def test_eight_hours_every_day_leave_enough_rest() -> None:
    assert short(*(stint(str(day), 24 * day + 9, 24 * day + 17) for day in range(7))) == []


def test_late_and_then_early_do_not() -> None:
    assert short(stint("late", 16, 24), stint("early", 32, 40)) == [("early", 8)]


def test_a_split_day_with_a_whole_night_after_it_is_fine() -> None:
    assert short(stint("morning", 8, 12), stint("evening", 15, 19)) == []


def test_a_night_and_the_afternoon_after_it_is_not() -> None:
    assert short(stint("night", 22, 30), stint("afternoon", 36, 42)) == [("afternoon", 6)]


def test_fourteen_hours_at_a_stretch_are_too_long_also_in_two_shifts() -> None:
    assert short(stint("long", 6, 20)) == [("long", 10)]
    assert short(stint("first", 6, 14), stint("second", 14, 20)) == [("second", 10)]


def test_no_minimum_is_never_short() -> None:
    assert shifts.short_rests([stint("a", 0, 24), stint("b", 24, 48)], timedelta()) == []


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 6)), max_size=8), st.integers(0, 13))
def test_it_agrees_with_counting_every_hour(plan: list[tuple[int, int]], minimum: int) -> None:
    busy, stints = set[int](), []
    for number, (since, length) in enumerate(sorted(plan)):
        if not busy & set(range(since, since + length)):
            busy |= set(range(since, since + length))
            stints.append(stint(str(number), since, since + length))

    found = shifts.short_rests(stints, timedelta(hours=minimum))

    begins = [hour for hour in busy if hour - 1 not in busy]
    assert bool(found) == any(_longest_free(busy, begin) < minimum for begin in begins)


def _longest_free(busy: set[int], begin: int) -> int:
    longest = free = 0
    for hour in range(begin, begin + 24):
        free = 0 if hour in busy else free + 1
        longest = max(longest, free)
    return longest


def test_the_shift_that_passes_the_weeks_hours_is_named_once() -> None:
    stints = [stint(str(day), 24 * day, 24 * day + 10) for day in range(6)]

    assert shifts.over_hours(stints) == ("4", 60 * 60)
    assert shifts.over_hours(stints[:4]) is None
