"""What becomes of a letter after a try: sent, tried again later, or given up. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum, auto

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
STUCK = timedelta(minutes=20)  # a letter that has been on its way so long lost its worker


class State(StrEnum):
    """How far a letter is."""

    WAITING = auto()
    SENDING = auto()
    SENT = auto()
    FAILED = auto()  # tried in vain, to be tried again
    GIVEN_UP = auto()


def after_failure(attempts: int, lasting: bool, now: datetime) -> tuple[State, datetime]:
    """Return state and next try after the failed try number `attempts`; `lasting` ones are not repeated."""
    if lasting or attempts > len(WAITS):
        return State.GIVEN_UP, now
    return State.FAILED, now + WAITS[attempts - 1]


def is_lasting(code: str, reason: str) -> bool:
    """Say whether a refusal is the addressee's: a server that said 4xx wants to be asked again."""
    return code == "mail_recipient" and not reason.startswith("4")
