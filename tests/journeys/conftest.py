"""A web process with pages for the journeys: one export for all of them, a house of its own for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from onyx_app import frontend
from tests.browser import OpenTab, people_at
from tests.conftest import House
from tests.serving import Web, serve


@pytest.fixture(scope="session")
def pages() -> Path:
    return frontend.export()


@pytest.fixture
def web(house: House, pages: Path) -> Iterator[Web]:
    with serve(house, pages=pages) as running:
        yield running


@pytest.fixture
def open_tab(web: Web) -> Iterator[OpenTab]:
    with people_at(web) as opener:
        yield opener
