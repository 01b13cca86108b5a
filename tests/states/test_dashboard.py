"""The first page through its handlers: findings in words, and buttons that do what they say."""

from jobs.handle_event import handle_event
from onyx_app.states.dashboard import DashboardState
from tests import cast, endpoint
from tests.conftest import House
from tests.handlers import at_desk
from tests.pretend import fanvue as pretend


async def sell(house: House, gross: int, recipient: object = cast.LUNA_FANVUE) -> None:
    """A tip through the door and the worker's hands."""
    await endpoint.fanvue(endpoint.Endpoint()).send("tip_received", pretend.tip(recipient, gross))
    for agency_id, event_id in house.rows("select agency_id, id from inbox_events where state = 'waiting'"):
        await handle_event(str(agency_id), str(event_id))


async def test_without_a_connection_the_owner_is_told_what_to_connect(house: House) -> None:
    blanks = []
    for person in (cast.OWNER, cast.MANAGER, cast.CHATTER, cast.CREATOR):
        async with at_desk(house, person) as desk:
            await desk.send(DashboardState.load)
            blanks.append(await desk.value(DashboardState, "blank"))

    assert blanks == ["connect", "ask", "own", "own"]


async def test_a_connection_without_sales_says_so(house: House) -> None:
    endpoint.connect(house)

    async with at_desk(house, cast.OWNER) as desk:
        await desk.send(DashboardState.load)

        assert await desk.value(DashboardState, "blank") == "no_sales"


async def test_a_sale_is_shown_to_the_cent_as_provisional(house: House) -> None:
    endpoint.connect(house)
    await sell(house, 123_456)

    async with at_desk(house, cast.OWNER) as desk:
        await desk.send(DashboardState.load)
        [earned] = await desk.value(DashboardState, "earned")

    assert (earned.shown, earned.finding, earned.change) == ("€1,234.56", "Revenue has started this week", "")
    assert earned.provisional.startswith("€1,234.56 of it is provisional")
    assert earned.net == ""
    assert [bar.percent for bar in earned.bars if bar.kind == "now"] == [100]
    assert len(earned.bars) == 7


async def test_the_finding_says_how_much_and_against_what(house: House) -> None:
    endpoint.connect(house)
    await sell(house, 2000)
    await sell(house, 1000)
    house.rows("update transactions set occurred_at = occurred_at - interval '7 days' where gross = 1000 returning id")

    async with at_desk(house, cast.OWNER) as desk:
        await desk.send(DashboardState.load)
        [earned] = await desk.value(DashboardState, "earned")

    assert earned.finding == "Revenue is up 100% on last week"
    assert (earned.change, earned.against, earned.good) == ("▲ €10.00", "against €10.00 by the same hour", True)


async def test_a_content_person_gets_no_money_at_all(house: House) -> None:
    endpoint.connect(house)
    await sell(house, 2000)

    async with at_desk(house, cast.CONTENT) as desk:
        await desk.send(DashboardState.load)

        assert await desk.value(DashboardState, "earned") == []
        assert not await desk.value(DashboardState, "sees_money")


async def test_needs_are_sentences_with_one_way_out(house: House) -> None:
    endpoint.connect(house)
    await sell(house, 2000, recipient=cast.RIVAL_FANVUE)

    async with at_desk(house, cast.OWNER) as desk:
        await desk.send(DashboardState.load)
        cards = {card.id: card for card in await desk.value(DashboardState, "needs")}

    assert cards["worker_never"].title == "The worker has not run yet"
    assert (cards["unmatched"].title, cards["unmatched"].does) == ("1 event fits no creator", "try_again")
    assert cards["alone"].title == "Nobody works for Vera"


async def test_try_again_finds_the_creator_who_got_their_id(house: House) -> None:
    endpoint.connect(house)
    await sell(house, 2000, recipient=cast.VERA)
    house.rows("update creators set fanvue_uuid = %s where id = %s returning id", cast.VERA, cast.VERA)

    async with at_desk(house, cast.OWNER) as desk:
        await desk.send(DashboardState.try_again)
        told = await desk.flashes()

    assert told == ["Events on their way through the worker again: 1."]
    assert house.rows("select state from inbox_events") == [("waiting",)]


async def test_chatters_neither_retry_nor_share_out(house: House) -> None:
    endpoint.connect(house)
    await sell(house, 2000, recipient=cast.VERA)

    async with at_desk(house, cast.CHATTER) as desk:
        await desk.send(DashboardState.try_again)
        await desk.send(DashboardState.share_out)

    assert house.rows("select state from inbox_events") == [("unmatched",)]


async def test_the_time_of_the_figures_is_on_the_readers_wall(house: House) -> None:
    async with at_desk(house, cast.OWNER) as desk:
        await desk.send(DashboardState.load)
        shown = await desk.value(DashboardState, "as_of")

    assert shown.endswith(("AM", "PM"))
