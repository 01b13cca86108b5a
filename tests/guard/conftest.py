"""One web process and one database for each module of attacks: a start takes seconds, an attack milliseconds."""

from collections.abc import Iterator

import pytest

from onyx_app import db
from onyx_app.config import settings
from tests.conftest import TEMPLATE, _copy_of
from tests.serving import Web, serve


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with pytest.MonkeyPatch.context() as patch:
        copies = _copy_of(TEMPLATE, patch)
        house = next(copies)
        with serve(house, target="tests.guard.stage:app") as running:
            patch.undo()  # this process keeps its own settings
            settings.cache_clear()
            db.engine.cache_clear()
            yield running
        next(copies, None)
