"""What is told while an answer is made, and what it came to."""

from collections.abc import Callable
from dataclasses import dataclass

from onyx_app.alfred.tool import Proof


@dataclass(frozen=True, slots=True)
class Said:
    """All that may be shown of the answer by now; it can become empty again when Alfred looks something up."""

    text: str


@dataclass(frozen=True, slots=True)
class Looking:
    """A tool runs; `activity` is the sentence for it."""

    activity: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What a tool found; figures in the text may now come from it."""

    proof: Proof


Step = Said | Looking | Looked
Tell = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What it came to. `state` is done or failed; a failed one says why and can be tried again."""

    text: str
    proof: tuple[Proof, ...] = ()
    state: str = "done"
