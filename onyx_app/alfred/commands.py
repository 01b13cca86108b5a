"""What starts with a slash: the same tools, run without any llm."""

import json

from onyx_app.alfred import toolbox
from onyx_app.alfred.answer import Answer
from onyx_app.errors import OnyxError
from onyx_app.strings import say
from onyx_app.work import Actor

_PERIODS = {
    "/today": "today",
    "/yesterday": "yesterday",
    "/week": "this_week",
    "/month": "this_month",
}


def is_command(text: str) -> bool:
    return text.lstrip().startswith("/")


async def run(actor: Actor, text: str) -> Answer:
    """The answer to a command; an unknown one is answered with the list."""
    word = text.split()[0].lower()
    if word in _PERIODS:
        return await _financials(actor, _PERIODS[word])
    help_text = say(actor.language, "alfred.help")
    if word == "/help":
        return Answer(help_text)
    return Answer(f"{say(actor.language, 'alfred.unknown_command', command=word[:40])}\n{help_text}")


async def _financials(actor: Actor, period: str) -> Answer:
    name = "get_agency_financials"
    try:
        found = await toolbox.use(actor, name, json.dumps({"period": period}))
    except OnyxError as error:
        return Answer(say(actor.language, error.key, **error.parameters), state="failed")
    return Answer(found.plain, (found.proof(name),))
