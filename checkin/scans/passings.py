"""What one passing of a checkpoint means for the arrival and for the next passing.

Pure but for the shape of an arrival. Whatever the order in which scans reach the server, the arrival is
the earliest passing in, and where the latest passing led is where the person is.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from checkin.scans.decide import Direction, Policy, PreviousArrival
from checkin.scans.queries import KnownArrival
from checkin.scans.settle import is_earlier


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
        return replace(arrival.seen, inside=inside)
    if not is_earlier(arrival.at, arrival.scan_id, at, scan_id):
        return None
    if policy is Policy.ONCE_PER_DAY and arrival.moved_at and arrival.moved_at <= at:
        return replace(arrival.seen, at=arrival.moved_at)
    return arrival.seen


def after(
    policy: Policy, known: KnownArrival | None, passing: KnownArrival, way: Direction
) -> KnownArrival | None:
    """Return the arrival as it stands after an accepted `passing`; None where somebody only went out."""
    if policy is not Policy.IN_OUT:
        way = Direction.IN
    if known is None:
        if way is Direction.OUT:
            return None
        return passing if policy is Policy.ONCE else _moved(passing, None, passing.at, way)
    is_first = way is Direction.IN and is_earlier(
        passing.at, passing.scan_id, known.at, known.scan_id
    )
    arrival = passing if is_first else known
    return arrival if policy is Policy.ONCE else _moved(arrival, known, passing.at, way)


def _moved(
    arrival: KnownArrival, known: KnownArrival | None, at: datetime, way: Direction
) -> KnownArrival:
    inside = way is Direction.IN
    if known is None or known.moved_at is None or at > known.moved_at:
        return replace(arrival, moved_at=at, inside=inside)
    if at == known.moved_at:  # of two at one instant the way out wins, in whatever order they come
        inside = inside and bool(known.inside)
        return replace(arrival, moved_at=at, inside=inside)
    return replace(arrival, moved_at=known.moved_at, inside=known.inside)
