"""Whether a badge is on paper as it stands now. Pure."""

import hashlib
from datetime import datetime
from enum import StrEnum


class PrintState(StrEnum):
    """How the paper stands to the roster."""

    NEVER = "never"
    CHANGED = "changed"
    PRINTED = "printed"


def digest(name: str, pillar: str, regency: str, number: int) -> str:
    """Return the digest of what a badge says of a person; an event's own name is not part of it."""
    said = "\x1f".join((name, pillar, regency, str(number)))
    return hashlib.blake2s(said.encode(), digest_size=8).hexdigest()


def state_of(printed_at: datetime | None, printed_as: str | None, now_says: str) -> PrintState:
    """Return the state of a badge; one printed before digests were kept counts as printed."""
    if printed_at is None:
        return PrintState.NEVER
    if printed_as is not None and printed_as != now_says:
        return PrintState.CHANGED
    return PrintState.PRINTED
