"""Decide whether one scan lets one person in.

Pure: everything the answer depends on is an argument, so phone, server and test agree.
`static/scanner/decide.js` is its twin on the phone; tests/vectors/decide.json pins both. Change the
three together. What the two verdicts of one scan come to is `settle`'s matter.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import assert_never


class Verdict(StrEnum):
    """The closed list of answers (DESIGN 4.4); the values are the API's and the phone's codes."""

    OK = "ok"
    DUPLICATE = "duplicate"
    NOT_ENTITLED = "not_entitled"
    WRONG_EVENT = "wrong_event"
    REVOKED = "revoked"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"


class Policy(StrEnum):
    """How often one person may pass a checkpoint."""

    ONCE = "once"
    ONCE_PER_DAY = "once_per_day"
    MANY = "many"
    IN_OUT = "in_out"


class Direction(StrEnum):
    """Which way a person passes, where a checkpoint counts both."""

    IN = "in"
    OUT = "out"


class Miss(StrEnum):
    """Why no registration stands behind what was read."""

    UNKNOWN = "unknown"
    WRONG_EVENT = "wrong_event"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class BadgeSnapshot:
    """A badge and its registration as known at this moment.

    `active`: the registration is neither cancelled nor waiting. `revoked`: the badge was replaced;
    False for a person found by name.
    """

    pillar: str
    regency: str
    active: bool = True
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class CheckpointRules:
    """Who may pass when. An empty set of pillars or regencies leaves that side open to all.

    Open from `opens_at` up to, not including, `closes_at`. `zone` says where a day begins.
    """

    policy: Policy
    zone: tzinfo
    pillars: frozenset[str] = frozenset()
    regencies: frozenset[str] = frozenset()
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PreviousArrival:
    """When and where this person passed before: gate name and device label as people read them.

    `inside` says where that left the person, None where nobody knows; it matters where people go in and
    out.
    """

    at: datetime
    gate: str
    device: str
    inside: bool | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict; `arrival` is the earlier one where the verdict is `duplicate`, else None."""

    verdict: Verdict
    arrival: PreviousArrival | None = None


def decide(
    badge: BadgeSnapshot | Miss,
    checkpoint: CheckpointRules,
    previous: PreviousArrival | None,
    now: datetime,
    direction: Direction = Direction.IN,
) -> Decision:
    """Return the verdict on one scan made at `now` (the scan's own, corrected time).

    `previous` is the arrival to hold against it: on the server the one earlier than this scan, on the
    phone any it knows of, as clocks of two phones differ. The first reason in the order miss, badge,
    entitlement, window, repetition wins. Going in while inside, and out while not, are repetitions.
    """
    if isinstance(badge, Miss):
        return Decision(Verdict(badge.value))
    if badge.revoked or not badge.active:
        return Decision(Verdict.REVOKED)
    if not _is_entitled(badge, checkpoint):
        return Decision(Verdict.NOT_ENTITLED)
    if checkpoint.opens_at is not None and now < checkpoint.opens_at:
        return Decision(Verdict.NOT_YET_OPEN)
    if checkpoint.closes_at is not None and now >= checkpoint.closes_at:
        return Decision(Verdict.CLOSED)
    if _is_repetition(checkpoint, previous, now, direction):
        return Decision(Verdict.DUPLICATE, previous)
    return Decision(Verdict.OK)


def _is_entitled(badge: BadgeSnapshot, checkpoint: CheckpointRules) -> bool:
    return (not checkpoint.pillars or badge.pillar in checkpoint.pillars) and (
        not checkpoint.regencies or badge.regency in checkpoint.regencies
    )


def _is_repetition(
    checkpoint: CheckpointRules,
    previous: PreviousArrival | None,
    now: datetime,
    direction: Direction,
) -> bool:
    match checkpoint.policy:
        case Policy.ONCE:
            return previous is not None
        case Policy.ONCE_PER_DAY:
            zone = checkpoint.zone
            return (
                previous is not None
                and previous.at.astimezone(zone).date() == now.astimezone(zone).date()
            )
        case Policy.MANY:
            return False
        case Policy.IN_OUT:
            if direction is Direction.IN:
                return previous is not None and previous.inside is True
            return previous is None or previous.inside is False
        case _:
            assert_never(checkpoint.policy)
