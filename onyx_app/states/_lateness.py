"""How late somebody was, in words."""

from onyx_app.strings import say
from onyx_app.work import Actor


def lateness(late: int, left_early: int, actor: Actor) -> str:
    """12 min late, left 5 min early; "" when neither."""
    said = [
        say(actor.language, f"my_time.{key}", minutes=minutes)
        for key, minutes in (("late", late), ("left_early", left_early))
        if minutes
    ]
    return ", ".join(said)
