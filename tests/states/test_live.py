"""Which loaders a change wakes: a room's own, and beside it only what the change is about."""

import pytest

from onyx_app.guard.asker import Asker
from onyx_app.guard.tabs import Tab
from onyx_app.live import Change, Topic
from onyx_app.states.live import woken
from tests import cast

CLOCK, WEEK, METER = "timeclock_state.load", "my_time_state.load", "meter_state.load"
REVIEW, REQUESTS = "review_state.load", "requests_state.load"


def wakes(path: str, topic: Topic, subject: object = "", who: cast.Person = cast.CHATTER) -> set[str]:
    """The endings of the names: state and handler."""
    tab = Tab("tab", Asker(who.actor), {"pathname": path})
    names = woken(tab, Change(who.agency_id, topic, str(subject)))
    return {name.rpartition("____")[2] for name in names}


def test_ones_own_clock_wakes_ones_own_rooms_and_a_colleagues_does_not() -> None:
    own = wakes("/timeclock", Topic.TIMECLOCK, cast.CHATTER.profile_id)
    colleagues = wakes("/timeclock", Topic.TIMECLOCK, cast.OTHER_CHATTER.profile_id)

    assert own == {CLOCK, WEEK, METER}
    assert colleagues == set()


def test_a_sale_wakes_the_meter_where_it_is_shown_and_nowhere_else() -> None:
    assert wakes("/timeclock", Topic.REVENUE, cast.LUNA) == {METER}
    assert METER not in wakes("/", Topic.REVENUE, cast.LUNA)


@pytest.mark.parametrize("whose", [cast.CHATTER, cast.MANAGER])
def test_the_managers_room_hears_of_everybody(whose: cast.Person) -> None:
    heard = wakes("/timeclock/review", Topic.TIMECLOCK, whose.profile_id, cast.MANAGER)

    assert heard == {REVIEW, REQUESTS} | ({CLOCK} if whose is cast.MANAGER else set())


def test_after_a_lost_connection_a_room_and_its_parts_load_again() -> None:
    again = wakes("/timeclock", Topic.ALL)

    assert {CLOCK, WEEK, METER} <= again
    assert REVIEW not in again
