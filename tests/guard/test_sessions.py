"""A session that ends takes its tabs with it, and what changes is told to the tabs that show it."""

import json
from typing import Any
from uuid import UUID

from onyx_app.security import token_hash
from tests.cast import CHATTER, MANAGER, NORTHLIGHT, RIVAL_OWNER
from tests.guard.names import stage
from tests.serving import Tab, Web


def _tell(web: Web, agency: UUID, topic: str, subject: str = "") -> None:
    body = json.dumps({"a": str(agency), "t": topic, "s": subject})
    with web.house.admin() as connection:
        connection.execute("select pg_notify('onyx_live', %s)", [body])


def _end_sessions(web: Web, profile_id: UUID) -> None:
    """As signing out, a suspension and a role change do: the rows end, and every process hears of it."""
    with web.house.admin() as connection:
        connection.execute("update sessions set ended_at = now() where profile_id = %s", [profile_id])
    _tell(web, NORTHLIGHT, "sessions")


async def _marks(tab: Tab, times: int) -> None:
    """As long as `times` events take: a handler that beats every 10 ms would have."""
    for _ in range(times):
        done = _stage(tab, "done") or 0
        await tab.send(stage("mark"))
        await tab.until(lambda t, done=done: _stage(t, "done") > done)


def _stage(tab: Tab, var: str) -> Any:
    return tab.value("stage_state", var)


async def test_a_revoked_session_leaves_by_itself(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab, Tab(web, web.cookie(MANAGER)) as other:
        await tab.hydrated()
        await other.hydrated()
        await tab.send(stage("add"), by=3)
        await tab.until(lambda t: _stage(t, "count") == 3)
        _end_sessions(web, CHATTER.profile_id)
        await tab.until(lambda t: t.redirects == ["/sign-in"], "the tab stayed")

        assert _stage(tab, "count") == 0
        assert not other.redirects


async def test_of_two_sessions_only_the_revoked_one_ends(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab, Tab(web, web.cookie(CHATTER)) as other:
        await tab.hydrated()
        await other.hydrated()
        with web.house.admin() as connection:
            ended = connection.execute(
                "update sessions set ended_at = now() where token_hash = %s returning id",
                [token_hash(tab.cookie.removeprefix("onyx="))],
            ).fetchone()
        assert ended is not None
        _tell(web, NORTHLIGHT, "sessions", str(ended[0]))
        await tab.until(lambda t: t.redirects)
        await other.send(stage("add"), by=1)
        await other.until(lambda t: _stage(t, "count") == 1)

        assert not other.redirects


async def test_after_a_revocation_every_event_is_refused(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab:
        await tab.hydrated()
        _end_sessions(web, CHATTER.profile_id)
        await tab.until(lambda t: t.redirects)
        await tab.send(stage("add"), by=3)
        await tab.until(lambda t: len(t.redirects) == 2)

        assert _stage(tab, "count") == 0


async def test_a_background_handler_stops_when_the_session_ends(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab:
        await tab.hydrated()
        await tab.send(stage("slow"))
        await tab.until(lambda t: _stage(t, "count"))
        _end_sessions(web, CHATTER.profile_id)
        await tab.until(lambda t: t.redirects)
        await _marks(tab, 1)
        before = _stage(tab, "beats")
        await _marks(tab, 30)

        assert _stage(tab, "beats") - before <= 1


async def test_a_background_handlers_error_stands_next_to_its_field(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab:
        await tab.hydrated()
        await tab.send(stage("fail_in_background"))

        await tab.until(lambda t: _stage(t, "errors") == {"name": "Fill this in."})


async def test_a_change_runs_the_loaders_that_follow_it_in_that_agency_only(web: Web) -> None:
    async with (
        Tab(web, web.cookie(CHATTER)) as tab,
        Tab(web, web.cookie(RIVAL_OWNER)) as rival,
        Tab(web, path="/404") as nobody,
    ):
        for each in (tab, rival):
            await each.hydrated()
        for topic in ("team", "timeclock", "timeclock", "timeclock"):
            _tell(web, NORTHLIGHT, topic)
        await tab.until(lambda t: _stage(t, "loads"), "the loader never ran")
        await rival.send(stage("add"), by=1)
        await rival.until(lambda t: _stage(t, "count") == 1)

        assert _stage(tab, "loads") == 1
        assert not _stage(tab, "own_loads")
        assert not _stage(rival, "loads")
        assert not nobody.redirects


async def test_a_part_that_shows_only_ones_own_hears_only_of_ones_own(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab, Tab(web, web.cookie(MANAGER)) as other:
        await tab.hydrated()
        await other.hydrated()
        _tell(web, NORTHLIGHT, "timeclock", str(CHATTER.profile_id))
        await tab.until(lambda t: _stage(t, "own_loads") == 1)
        await other.until(lambda t: _stage(t, "loads"))

        assert not _stage(other, "own_loads")
