"""What one passing of a checkpoint means for the arrival and for the next passing.

Whatever the order in which scans reach the server, the arrival is
the earliest passing in, and where the latest passing led is where the person is.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from checkin.scans.decide import Direction, Policy, PreviousArrival
from checkin.scans.queries import KnownArrival
from checkin.scans.settle import is_earlier


@dataclass(frozen=True, slots=True)
class Passing:
    """One accepted scan: when by corrected time, where, on which phone, which way."""

    scan_id: UUID
    at: datetime
    way: Direction
    gate_id: UUID
    gate: str
    device_id: UUID | None
    device: str


def before(
    policy: Policy, arrival: KnownArrival | None, scan_id: UUID, at: datetime, way: Direction
) -> PreviousArrival | None:
    """Return what is to be held against a scan made at `at`; nothing that happened after it.

    Of movements before the latest nothing is kept, so a scan that arrives late is believed.
    """
    if arrival is None:
        return None
    if policy is Policy.IN_OUT:
        is_latest = arrival.moved_at is None or at >= arrival.moved_at
        inside = bool(arrival.inside) if is_latest else way is Direction.OUT
        since = arrival.at or arrival.moved_at or at
        return PreviousArrival(since, arrival.gate, arrival.device, inside)
    if arrival.at is None or not _came_before(arrival, at, scan_id):
        return None
    if policy is Policy.ONCE_PER_DAY and arrival.moved_at and arrival.moved_at <= at:
        return PreviousArrival(arrival.moved_at, arrival.gate, arrival.device)
    return arrival.seen


def after(policy: Policy, known: KnownArrival | None, passing: Passing) -> KnownArrival:
    """Return the arrival as it stands after `passing`."""
    way = passing.way if policy is Policy.IN_OUT else Direction.IN
    if way is Direction.OUT:
        arrival = known or KnownArrival(None, None, None, "", None, "")
    elif known and _came_before(known, passing.at, passing.scan_id):
        arrival = known
    else:
        arrival = KnownArrival(
            scan_id=passing.scan_id,
            at=passing.at,
            gate_id=passing.gate_id,
            gate=passing.gate,
            device_id=passing.device_id,
            device=passing.device,
        )
    return arrival if policy is Policy.ONCE else _moved(arrival, known, passing.at, way)


def arrival_row(key: tuple[UUID, UUID], arrival: KnownArrival) -> dict[str, object]:
    """Return the row of `arrivals` for this checkpoint and registration; phones learn of it."""
    checkpoint_id, registration_id = key
    return {
        "checkpoint_id": checkpoint_id,
        "registration_id": registration_id,
        "scan_id": arrival.scan_id,
        "arrived_at": arrival.at,
        "gate_id": arrival.gate_id,
        "device_id": arrival.device_id,
        "moved_at": arrival.moved_at,
        "inside": arrival.inside,
        "seq": None,
    }


def _came_before(arrival: KnownArrival, at: datetime, scan_id: UUID) -> bool:
    if arrival.at is None or arrival.scan_id is None:
        return False
    return is_earlier(arrival.at, arrival.scan_id, at, scan_id)


def _moved(
    arrival: KnownArrival, known: KnownArrival | None, at: datetime, way: Direction
) -> KnownArrival:
    inside = way is Direction.IN
    if known is None or known.moved_at is None or at > known.moved_at:
        return replace(arrival, moved_at=at, inside=inside)
    if at == known.moved_at:  # of two at one instant the way out wins, in whatever order they come
        return replace(arrival, moved_at=at, inside=inside and bool(known.inside))
    return replace(arrival, moved_at=known.moved_at, inside=known.inside)
