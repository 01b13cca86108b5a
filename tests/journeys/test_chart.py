"""A chart says what the figures say."""

import pytest

from tests import cast
from tests.browser import OpenTab, settled
from tests.conftest import House

pytestmark = pytest.mark.browser
_ROOM_ABOVE_THE_LABEL = """() => {
    const bar = document.querySelector('.bars .now u'), day = bar.parentElement;
    const label = document.createRange();
    label.selectNodeContents(day.lastChild);
    return label.getBoundingClientRect().top - day.getBoundingClientRect().top;
}"""
_HEIGHT = "() => document.querySelector('.bars .now u').getBoundingClientRect().height"
_SHORTER = "() => { document.querySelector('.bars .now u').style.height = 'calc((100% - 20px) * 0.9)'; }"


def test_the_highest_bars_differ_as_much_as_their_amounts(house: House, open_tab: OpenTab) -> None:
    house.rows(
        "insert into transactions (agency_id, creator_id, occurred_at, type, gross, currency, origin,"
        " state, natural_key)"
        " values (%s, %s, now(), 'tip', 500, 'EUR', 'webhook', 'provisional', 'only') returning id",
        cast.NORTHLIGHT,
        cast.LUNA,
    )
    page = settled(open_tab(cast.OWNER, "/"))
    page.locator(".bars .now u").wait_for()

    room, whole = page.evaluate(_ROOM_ABOVE_THE_LABEL), page.evaluate(_HEIGHT)
    page.evaluate(_SHORTER)
    less = page.evaluate(_HEIGHT)

    assert whole <= room, "the highest bar is squeezed: it looks like the next ones"
    assert less == pytest.approx(whole * 0.9, abs=1)
