"""Why a file was refused, carried in the address to the page the browser is sent back to.

Sealed, so that nobody can put words of their own on our page, and only for the person they were said to.
"""

import base64
import binascii

from onyx_app.security import SealBroken, seal, unseal
from onyx_app.work import Actor

LONGEST_NOTE = 2_000


def note_to(actor: Actor, sentence: str) -> str:
    """`sentence` as a part of an address."""
    return base64.urlsafe_b64encode(seal(sentence, _purpose(actor))).decode()


def noted(actor: Actor, note: str) -> str:
    """The sentence in an address; "" when we did not say it to this person."""
    try:
        return unseal(base64.urlsafe_b64decode(note[:LONGEST_NOTE]), _purpose(actor))
    except (SealBroken, binascii.Error, ValueError):
        return ""


def _purpose(actor: Actor) -> str:
    return f"refused file:{actor.profile_id}"
