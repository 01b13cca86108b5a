"""Words on the screen: every sentence comes from the catalogue, by key."""

from typing import Any

from onyx_app import strings


def t(key: str, **parameters: Any) -> str:
    """The sentence for `key`, ready to be a child or an attribute; `parameters` may be state vars.

    `t("timeclock.since", time=TimeclockState.card.since)`: the var keeps its place in the sentence, because
    Reflex writes vars into strings as marks that it finds again when the page is compiled.

    Raises:
        KeyError: the key is in no catalogue.
    """
    return strings.say(strings.DEFAULT, key, **parameters)
