"""Lists in pages."""

import pytest

from onyx_app.rules.paging import Cut, order_of


@pytest.mark.parametrize(
    ("total", "wanted", "page", "pages", "offset"),
    [
        (0, 1, 1, 1, 0),
        (25, 2, 1, 1, 0),
        (26, 2, 2, 2, 25),
        (26, 99, 2, 2, 25),
        (26, -3, 1, 2, 0),
        (26, 10**12, 2, 2, 25),
    ],
)
def test_a_page_that_does_not_exist_becomes_the_nearest(
    total: int, wanted: int, page: int, pages: int, offset: int
) -> None:
    cut = Cut(total, wanted)

    assert (cut.page, cut.pages, cut.offset) == (page, pages, offset)


def test_an_unknown_order_is_the_default() -> None:
    assert order_of("-name", {"name"}, "role") == ("name", True)
    assert order_of("name; drop table", {"name"}, "-name") == ("name", True)
