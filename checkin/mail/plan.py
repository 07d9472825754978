"""What becomes of a letter after a try: sent, tried again later, or given up. Pure."""

import re
from datetime import datetime, timedelta
from enum import StrEnum, auto

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
STUCK = timedelta(minutes=20)  # a letter that has been on its way so long lost its worker
SERVER_AWAY = timedelta(minutes=9)  # until the worker's next look
_TOO_MANY = re.compile(r"limit|quota|\brate\b|too many|terlalu banyak|\b5\.4\.5\b|\b4\.7\.", re.I)
_OF_ONE_LETTER = ("mail_recipient", "mail_letter")


class State(StrEnum):
    """How far a letter is."""

    WAITING = auto()
    SENDING = auto()
    SENT = auto()
    FAILED = auto()  # tried in vain, to be tried again
    GIVEN_UP = auto()


class Fault(StrEnum):
    """Whose fault it is that a letter did not go, and so what to do."""

    LASTING = auto()  # this letter never will: give it up, go on with the others
    PASSING = auto()  # not this letter, not now: try it later, go on with the others
    SERVER = auto()  # none would go now: let all wait, without counting this try
    UNSURE = auto()  # it may have gone: never send it again unasked, let the others wait


def fault(code: str, reason: str) -> Fault:
    """Judge a refusal: `code` is of `office.smtp`, `reason` what the server said, its number first."""
    if code == "mail_unsure":
        return Fault.UNSURE
    if code not in _OF_ONE_LETTER or reason.startswith("421") or _TOO_MANY.search(reason):
        return Fault.SERVER
    return Fault.PASSING if reason.startswith("4") else Fault.LASTING


def after_failure(attempts: int, why: Fault, now: datetime) -> tuple[State, int, datetime]:
    """Return state, tries that count, and next try after the failed try number `attempts`."""
    match why:
        case Fault.SERVER:
            return State.FAILED, attempts - 1, now + SERVER_AWAY
        case Fault.PASSING if attempts <= len(WAITS):
            return State.FAILED, attempts, now + WAITS[attempts - 1]
        case _:
            return State.GIVEN_UP, attempts, now
