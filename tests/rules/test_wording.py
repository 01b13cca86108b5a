"""Instants and shares as people read them."""

from datetime import UTC, date, datetime, timedelta

from onyx_app.rules import wording
from onyx_app.rules.periods import Period

NOON = datetime(2026, 11, 3, 12, 5, tzinfo=UTC)


def test_a_moment_is_shown_in_the_readers_zone_and_language() -> None:
    assert wording.moment(NOON, "Europe/Bucharest", "en") == "Nov 3, 2026, 2:05 PM"
    assert wording.moment(NOON, "America/New_York", "de").startswith("03.11.2026")
    assert wording.moment(None, "UTC") == ""


def test_a_day_is_the_readers_day() -> None:
    late = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)

    assert wording.day_of(late, "Europe/Bucharest", "en") == "Nov 4, 2026"
    assert wording.day_of(late, "America/New_York", "en") == "Nov 3, 2026"


def test_how_long_ago() -> None:
    assert wording.ago(NOON - timedelta(hours=5), NOON) == "5 hours ago"
    assert wording.ago(NOON + timedelta(days=3), NOON) == "in 3 days"
    assert wording.ago(NOON, NOON) == "1 minute ago"
    assert wording.ago(None, NOON) == ""


def test_shares_show_no_more_digits_than_they_have() -> None:
    assert [wording.percent(bp) for bp in (7000, 6750, 3333, 0)] == ["70%", "67.5%", "33.33%", "0%"]


def test_initials() -> None:
    assert [wording.initials(n) for n in ("Ada Chatter", "luna", "")] == ["AC", "L", ""]


def test_hours_are_short_and_never_rounded_up() -> None:
    assert wording.hours(timedelta(hours=7, minutes=5, seconds=59)) == "7h 5m"
    assert wording.hours(timedelta(minutes=0)) == "0m"
    assert wording.hours(timedelta(hours=3), "es") == "3h 0min"


def test_a_clock_and_a_week_are_written_the_readers_way() -> None:
    week = Period(date(2026, 11, 30), date(2026, 12, 7))

    assert wording.clock(NOON, "Europe/Bucharest", "en") == "2:05 PM"
    assert wording.clock(NOON, "Europe/Bucharest", "it") == "14:05"
    assert wording.weekday(week.first, "en") == "Mon, Nov 30"
    assert wording.days(week, "en") == "Nov 30 – Dec 6, 2026"
