"""File what a phone decided together with what the server decides about the same scan.

Pure. A scan that happened is never refused after the fact: whoever got a green screen is inside, so
the server classifies and marks the difference (DESIGN 4.4, FEATURES 3.4). tests/vectors/settle.json
pins the table.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from checkin.scans.decide import Verdict


class Status(StrEnum):
    """Whether the person was let in."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class Conflict(StrEnum):
    """Why somebody should look at a scan.

    Where phone and server differ, the server's reason, or that the phone's roster was stale. Else a
    supervisor's word against the phone, what a phone of this class does not send, an unknown checkpoint, or
    practice that came late.
    """

    DUPLICATE = "duplicate"
    NOT_ENTITLED = "not_entitled"
    WRONG_EVENT = "wrong_event"
    REVOKED = "revoked"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"
    STALE_ROSTER = "stale_roster"
    OVERRIDE = "override"
    DEVICE_CLASS = "device_class"
    CHECKPOINT = "checkpoint"
    REHEARSAL = "rehearsal"


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a scan is filed; `conflict` is None where both sides agree that it was in order or not."""

    status: Status
    conflict: Conflict | None = None


def settle(device: Verdict, server: Verdict, *, overruled: bool = False) -> Settlement:
    """Return how to file a scan that the phone and the server judged each on what it knew.

    `overruled`: a supervisor let the person in against the phone's verdict.
    """
    if overruled and device is not Verdict.OK:
        return Settlement(Status.ACCEPTED, Conflict.OVERRIDE)
    match (device is Verdict.OK, server is Verdict.OK):
        case (True, True):
            return Settlement(Status.ACCEPTED)
        case (True, False):
            return Settlement(Status.ACCEPTED, Conflict(server.value))
        case (False, True):
            return Settlement(Status.REFUSED, Conflict.STALE_ROSTER)
        case (False, False):
            return Settlement(Status.REFUSED)
        case never:
            assert_never(never)  # type: ignore[arg-type]


def is_earlier(at: datetime, scan_id: UUID, other_at: datetime, other_id: UUID) -> bool:
    """Say whether a scan came before another by corrected time; equal times fall back on the ids.

    A total order, so that batches arriving in any order leave the same arrival.
    """
    return (at, scan_id.bytes) < (other_at, other_id.bytes)
