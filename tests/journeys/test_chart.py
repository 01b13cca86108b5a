"""A chart says what the figures say."""

import pytest

from tests import cast
from tests.browser import OpenTab, settled
from tests.conftest import House

pytestmark = pytest.mark.browser
_HEIGHT_AT = """(share) => {
    const bar = document.querySelector('.bars .now u');
    bar.style.height = bar.style.height.replace(/[\\d.]+ \\/ 100/, `${share} / 100`);
    return bar.getBoundingClientRect().height;
}"""


def test_the_highest_bars_differ_as_much_as_their_amounts(house: House, open_tab: OpenTab) -> None:
    house.rows(
        "insert into transactions (agency_id, creator_id, occurred_at, type, gross, currency, origin, state, natural_key)"
        " values (%s, %s, now(), 'tip', 500, 'EUR', 'webhook', 'provisional', 'only') returning id",
        cast.NORTHLIGHT,
        cast.LUNA,
    )
    page = settled(open_tab(cast.OWNER, "/"))
    page.locator(".bars .now u").wait_for()

    whole, less = (page.evaluate(_HEIGHT_AT, share) for share in (100, 90))

    assert less == pytest.approx(whole * 0.9, abs=1)
