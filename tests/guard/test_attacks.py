"""What somebody with a socket and bad intentions can do: nothing, and the log keeps no secret of it."""

from tests.cast import CHATTER, CREATOR, MANAGER, OWNER
from tests.guard.names import stage
from tests.serving import ROOT, Tab, Web


async def _handled(tab: Tab) -> None:
    """Wait until everything sent so far has been dealt with."""
    before = tab.value("stage_state", "done") or 0
    await tab.send(stage("mark"))
    await tab.until(lambda t: (t.value("stage_state", "done") or 0) > before, "the marker never came back")


async def test_anonymous_is_sent_to_the_sign_in_page(web: Web) -> None:
    async with Tab(web, path="/") as page, Tab(web, path="/404") as tab:
        await tab.hydrated()
        await tab.send(stage("add"), by=5)
        await tab.until(lambda t: t.redirects)
        await page.until(lambda t: t.redirects)
        await page.hydrated()

        assert page.redirects == ["/sign-in"]
        assert tab.redirects == ["/sign-in"]
        assert not tab.value("stage_state", "count")


async def test_signed_in_may_do_what_the_handler_allows(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab:
        await tab.hydrated()
        await tab.send(stage("add"), by=5)

        await tab.until(lambda t: t.value("stage_state", "count") == 5)


async def test_the_wrong_role_gets_a_sentence_and_nothing_else(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab:
        await tab.hydrated()
        await tab.send(stage("owners_only"))
        await tab.until(lambda t: t.flashes)

        assert "role does not include" in tab.flashes[0]
        assert not tab.value("stage_state", "count")


async def test_a_scope_that_does_not_reach_far_enough_is_refused(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab, Tab(web, web.cookie(MANAGER)) as manager:
        await tab.hydrated()
        await manager.hydrated()
        await tab.send(stage("agency_wide"))
        await manager.send(stage("agency_wide"))
        await manager.until(lambda t: t.value("stage_state", "count") == 2_000)
        await tab.until(lambda t: t.flashes)

        assert not tab.value("stage_state", "count")


async def test_a_handler_cannot_lend_its_right_to_the_next(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab:
        await tab.hydrated()
        await tab.send(stage("escalate"))
        await tab.until(lambda t: t.flashes)

        assert not tab.value("stage_state", "count")


async def test_methods_without_a_mark_are_refused(web: Web) -> None:
    async with Tab(web, web.cookie(OWNER)) as tab:
        await tab.hydrated()
        for handler in ("unmarked", "forgotten"):
            await tab.send(stage(handler))
        await tab.send(stage("setvar"), var_name="count", value=9)
        await tab.send(f"{ROOT}.setvar", var_name="is_hydrated", value=False)
        await tab.send(f"{ROOT}.set_is_hydrated", value=False)
        name = f"{ROOT}.reflex___state____update_vars_internal_state.update_vars_internal"
        await tab.send(name, vars={f"{ROOT}.tests___guard___stage____stage_state.count": 9})
        await _handled(tab)

        assert not tab.value("stage_state", "count")
        assert tab.value(ROOT, "is_hydrated") is True


async def test_wrong_missing_and_extra_arguments_are_refused_as_a_whole(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab:
        await tab.hydrated()
        for wrong in ({"by": "abc"}, {"by": [1]}, {"by": None}, {"by": {"a": 1}}, {"by": 1.5}, {}, {"by": 1, "x": 1}):
            await tab.send(stage("add"), **wrong)
        await _handled(tab)

        assert not tab.value("stage_state", "count")
        assert "cannot read" in tab.flashes[-1]


async def test_arguments_arrive_as_the_types_the_handler_names(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab:
        await tab.hydrated()
        some = "0198f000-0000-7000-8000-000000000001"
        await tab.send(stage("typed"), flag="false", which="b", id=some, form={"name": "x", "amount": "7"})

        await tab.until(lambda t: t.value("stage_state", "note") == f"False b {some} x:7")


async def test_a_wrong_value_never_reaches_the_log(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab:
        await tab.hydrated()
        await tab.send(stage("add"), by="my secret diary")
        await tab.send(stage("fail"))
        await tab.until(lambda t: len(t.flashes) > 1)

        assert "diary" not in web.log()
        assert "ada@northlight.test" not in web.log()
        assert "ada@northlight" not in str(tab.updates)


async def test_unstorable_characters_are_a_sentence_next_to_the_field(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab:
        await tab.hydrated()
        await tab.send(stage("write"), form={"name": "a\x00b"})
        await tab.until(lambda t: (t.value("stage_state", "errors") or {}).get("name"))
        await tab.send(stage("write"), form={"name": "Zoë 🌙"})

        await tab.until(lambda t: t.value("stage_state", "note") == "Zoë 🌙")
        assert tab.value("stage_state", "errors") == {}


async def test_an_expected_error_stands_next_to_its_field(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab:
        await tab.hydrated()
        await tab.send(stage("write"), form={"name": ""})

        await tab.until(lambda t: t.value("stage_state", "errors") == {"name": "Fill this in."})


async def test_an_unexpected_error_is_an_id_for_the_person_and_a_log_line_for_us(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab:
        await tab.hydrated()
        await tab.send(stage("fail"))
        await tab.until(lambda t: t.flashes)

        incident = tab.flashes[0].rsplit(" ", 1)[1].rstrip(".")
        assert incident in web.log()
        assert "RuntimeError" in web.log()


async def test_an_unknown_event_is_dropped_without_logging_the_cookie(web: Web) -> None:
    cookie = web.cookie(CHATTER)
    async with Tab(web, cookie) as tab:
        await tab.hydrated()
        await tab.send("no.such.handler", a=1)
        await tab.raw("event", "not a dictionary")
        await tab.raw("event", {"name": 5})
        await tab.raw("event", {"name": stage("add"), "payload": [1]})
        await tab.raw("event", {"name": stage("add"), "payload": {"by": 1}, "router_data": {"query": "x"}})
        await _handled(tab)

        assert cookie.removeprefix("onyx=") not in web.log()
        assert "no.such.handler" not in web.log()


async def test_the_words_connect_and_disconnect_are_not_for_browsers_to_say(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as victim, Tab(web) as attacker:
        await victim.hydrated()
        await attacker.raw("connect", {"QUERY_STRING": f"token={victim.token}"})
        await attacker.raw("disconnect", None)
        await attacker.raw("link_token_to_sid", victim.token)
        await victim.send(stage("add"), by=2)
        await victim.until(lambda t: t.value("stage_state", "count") == 2)

        assert not any("stage_state" in str(update) and "count" in str(update) for update in attacker.updates[1:])


async def test_a_stolen_tab_name_opens_nothing(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as victim:
        await victim.hydrated()
        await victim.send(stage("add"), by=7)
        await victim.until(lambda t: t.value("stage_state", "count") == 7)
        async with Tab(web, web.cookie(OWNER), token=victim.token) as thief:
            await thief.hydrated()
            assert thief.token != victim.token
            assert not thief.value("stage_state", "count")
        await victim.send(stage("add"), by=1)

        await victim.until(lambda t: t.value("stage_state", "count") == 8)


async def test_the_name_of_a_closed_tab_opens_nothing_for_another_session(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as victim:
        await victim.hydrated()
        await victim.send(stage("add"), by=7)
        await victim.until(lambda t: t.value("stage_state", "count") == 7)
    for cookie in (web.cookie(OWNER), ""):
        async with Tab(web, cookie, token=victim.token) as thief:
            await thief.send(stage("mark"))
            await thief.until(lambda t: t.value("stage_state", "done"))

            assert not thief.value("stage_state", "count")


async def test_a_tab_whose_old_socket_hangs_keeps_its_state(web: Web) -> None:
    cookie = web.cookie(CHATTER)
    async with Tab(web, cookie) as first:
        await first.hydrated()
        await first.send(stage("add"), by=7)
        await first.until(lambda t: t.value("stage_state", "count") == 7)
        async with Tab(web, cookie, token=first.token) as second:
            await second.hydrated()
            await second.send(stage("add"), by=1)

            await second.until(lambda t: t.value("stage_state", "count") == 8)
            assert second.token == first.token
            await first.client.disconnect()
            await second.send(stage("add"), by=1)
            await second.until(lambda t: t.value("stage_state", "count") == 9, "the old socket took the tab with it")


async def test_a_pages_own_loaders_are_refused_like_any_other_event(web: Web) -> None:
    async with Tab(web, web.cookie(CREATOR), path="/team") as tab, Tab(web, path="/team") as stranger:
        await tab.hydrated()
        await stranger.until(lambda t: t.redirects)

        assert tab.value("session_state", "signed_in") is True
        assert OWNER.email not in str(tab.updates)
        assert not tab.flashes
        assert OWNER.email not in str(stranger.updates)


async def test_what_a_page_reports_about_itself_cannot_fill_the_log(web: Web) -> None:
    async with Tab(web) as tab:
        name = f"{ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception"
        for number in range(40):
            await tab.send(
                name, info=f"TypeError: Cannot read properties of null {number} {'x' * 5_000}", component_stack=""
            )
        await _handled(tab)

        reports = [line for line in web.log().splitlines() if "page.failed" in line]
        assert 0 < len(reports) <= 20
        assert max(map(len, reports)) < 700
        assert not any(event["name"] != "_redirect" for update in tab.updates for event in update.get("events") or [])
