"""Conversations: kept, found again, private."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from onyx_app.errors import InvalidInput, NotFound
from onyx_app.services import conversations
from onyx_app.services.conversations import Asked, NothingToRetry, TooManyQuestions
from onyx_app.work import Work, open_work
from tests.cast import ADA_AT_RIVAL, CHATTER, OWNER, RIVAL_OWNER, Person
from tests.conftest import House

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@asynccontextmanager
async def at(minutes: float = 0, person: Person = OWNER) -> AsyncIterator[Work]:
    async with open_work(person.actor, now=NOW + timedelta(minutes=minutes)) as work:
        yield work


async def asked(text: str = "How was the week?", minutes: float = 0, **options: Any) -> Asked:
    async with at(minutes) as work:
        return await conversations.ask(work, text=text, **options)


async def answered(question: Asked, text: str, minutes: float = 0, **options: Any) -> None:
    async with at(minutes) as work:
        await conversations.finish(work, answer_id=question.answer_id, text=text, **options)


async def test_a_question_opens_a_conversation_and_an_answer(house: House) -> None:
    question = await asked("  How was\nthe week?  ")

    async with at() as work:
        opened = await conversations.latest(work, running=[question.answer_id])

    assert opened.title == "How was the week?"
    assert [(line.who, line.text, line.state) for line in opened.lines] == [
        ("person", "How was\nthe week?", "done"),
        ("alfred", "", "streaming"),
    ]
    assert (question.agency_name, question.zone, question.currency) == ("Northlight Agency", "Europe/Bucharest", "EUR")


async def test_the_next_question_brings_the_history_and_the_proof(house: House) -> None:
    first = await asked()
    proof = {"tool": "t", "amounts": [[100, "EUR"]]}
    await answered(first, "Good.", proof=[proof])

    second = await asked("And before?", 1, conversation_id=first.conversation_id)

    assert [line.text for line in second.history] == ["How was the week?", "Good."]
    assert second.history[1].proof == (proof,)


async def test_an_answer_nobody_is_making_was_cut(house: House) -> None:
    question = await asked()
    async with at() as work:
        await conversations.progress(work, answer_id=question.answer_id, text="So far")

    async with at(1) as work:
        opened = await conversations.latest(work, running=())

    assert (opened.lines[-1].text, opened.lines[-1].state) == ("So far", "cut")


async def test_an_answer_that_was_cut_keeps_its_end(house: House) -> None:
    question = await asked()
    async with at(1) as work:
        await conversations.latest(work)

    await answered(question, "Too late", 2)

    async with at(3) as work:
        assert (await conversations.latest(work)).lines[-1].state == "cut"


async def test_only_an_answer_that_is_not_whole_can_be_tried_again(house: House) -> None:
    question = await asked()
    await answered(question, "No.", state="failed")

    async with at(1) as work:
        again = await conversations.again(work, conversation_id=question.conversation_id)
    await answered(again, "Yes.", 1)

    async with at(2) as work:
        opened = await conversations.open_one(work, conversation_id=question.conversation_id)
        assert [line.text for line in opened.lines] == ["How was the week?", "Yes."]
        assert again.question.id == question.question.id
        with pytest.raises(NothingToRetry):
            await conversations.again(work, conversation_id=question.conversation_id)


async def test_a_person_asks_ten_times_a_minute_at_most_and_retrying_counts(house: House) -> None:
    question = await asked()
    for _ in range(8):
        await answered(question, "No.", state="failed")
        async with at() as work:
            question = await conversations.again(work, conversation_id=question.conversation_id)
    await asked()

    with pytest.raises(TooManyQuestions) as refused:
        await asked(minutes=0.5)
    await asked(minutes=1.01)

    assert refused.value.parameters == {"seconds": 30}
    assert refused.value.field == "text"


@pytest.mark.parametrize("text", ["", "   ", "\x00", "a\x1bb", "a" * 4001])
async def test_what_cannot_be_kept_is_refused_next_to_the_field(house: House, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await asked(text)

    assert refused.value.field == "text"
    assert house.rows("select count(*) from conversations") == [(0,)]


async def test_html_and_sql_are_text(house: House) -> None:
    text = "<script>alert(1)</script>'; drop table utterances; --"

    question = await asked(text)

    assert question.question.text == text
    assert house.rows("select text from utterances where who = 'person'") == [(text,)]


@pytest.mark.parametrize("person", [CHATTER, RIVAL_OWNER, ADA_AT_RIVAL])
async def test_nobody_else_reads_a_conversation(house: House, person: Person) -> None:
    question = await asked()

    async with at(1, person) as work:
        assert (await conversations.latest(work)).lines == ()
        assert await conversations.past(work) == ()
        with pytest.raises(NotFound):
            await conversations.open_one(work, conversation_id=question.conversation_id)
        with pytest.raises(NotFound):
            await conversations.ask(work, text="Mine?", conversation_id=question.conversation_id)
        await conversations.finish(work, answer_id=question.answer_id, text="Taken over")

    assert house.rows("select text, state from utterances where who = 'alfred'") == [("", "streaming")]


async def test_past_conversations_are_listed_newest_first_and_yesterdays_is_not_gone_on_with(house: House) -> None:
    first, second = await asked("First"), await asked("Second", 5)
    await asked("First again", 10, conversation_id=first.conversation_id)

    async with at(24 * 60 + 11) as work:
        past, opened = await conversations.past(work), await conversations.latest(work)

    assert [(one.title, one.conversation_id) for one in past] == [
        ("First", first.conversation_id),
        ("Second", second.conversation_id),
    ]
    assert opened.conversation_id is None


async def test_a_long_question_has_a_short_title(house: House) -> None:
    question = await asked("word " * 100)

    async with at() as work:
        opened = await conversations.open_one(work, conversation_id=question.conversation_id)

    assert len(opened.title) <= 60
    assert opened.title.endswith("…")
