"""What is wrong with a cell, as a key of the catalogue and what it names."""

from dataclasses import dataclass, field

_LONGEST_ECHO = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """`reason` is a key below `revenue_import.row`; `about` fills its sentence."""

    column: str
    reason: str
    about: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    """A cell we cannot take. Never leaves the rules: a row keeps it as its problem."""

    def __init__(self, column: str, reason: str, **about: str) -> None:
        super().__init__(reason)
        self.problem = Problem(column, reason, about)


def echo(value: str) -> str:
    """A cell as it may be shown in a sentence: short, and without characters nobody sees."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in value)
    return shown if len(shown) <= _LONGEST_ECHO else f"{shown[:_LONGEST_ECHO]}…"
