"""One person's story at one event as a single line of time, the latest first. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tone(StrEnum):
    """How a moment looks."""

    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field that changed; secrets are masked already."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Something that happened: `text` and `notes` are sentences in the reader's language."""

    at: datetime
    text: str
    who: str = ""
    tone: Tone = Tone.PLAIN
    notes: tuple[str, ...] = ()
    changes: tuple[Difference, ...] = ()
    import_id: str = ""


def merge(*lines: Iterable[Moment]) -> list[Moment]:
    """Return everything that happened, the latest first; what happened at once stays as it was given."""
    return sorted(
        (moment for line in lines for moment in line), key=lambda one: one.at, reverse=True
    )


def tone_of(verdict: str, status: str, *, undone: bool) -> Tone:
    """Return how a scan looks."""
    if undone:
        return Tone.PLAIN
    if status == "accepted":
        return Tone.GOOD if verdict == "ok" else Tone.WARN
    return Tone.WARN if verdict == "duplicate" else Tone.BAD
