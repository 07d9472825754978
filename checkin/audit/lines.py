"""A line of the log as pages and files show it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line; `seq` is its number in the chain."""

    seq: int | None
    at: datetime
    actor_kind: str
    actor_name: str
    action: str
    event_code: str
    event_name: str
    subject: str
    origin: str
    detail: dict[str, Any]
    hash: str
    form: str = ""  # what was hashed, for who checks outside


def concerns(numbers: str, number: int) -> bool:
    """Say whether a participant's number is among those of a line, written as `1-25, 30`."""
    for part in numbers.split(","):
        first, _, last = part.strip().partition("-")
        numbers_only = first.isdecimal() and (not last or last.isdecimal())
        if numbers_only and int(first) <= number <= int(last or first):
            return True
    return False
