"""`onyx doctor`: its verdicts are those of the rest of the house."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from onyx_app import doctor
from onyx_app.services import pulse
from tests.conftest import House

MOMENT = timedelta(seconds=5)


@pytest.mark.parametrize(("ago", "well"), [(pulse.SILENT_AFTER - MOMENT, True), (pulse.SILENT_AFTER + MOMENT, False)])
def test_the_worker_is_silent_for_the_doctor_when_it_is_for_everybody(house: House, ago: timedelta, well: bool) -> None:
    with psycopg.connect(house.dsn()) as link:
        link.execute("insert into pulses (name, seen_at) values ('worker', %s)", [datetime.now(UTC) - ago])

    checks = {check.name: check for check in doctor.examine(running=True)}

    assert checks["worker"].ok is well
    assert checks["worker"].detail.startswith("last heard ")
