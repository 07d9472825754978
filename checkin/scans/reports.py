"""What a phone reports and what it is told: the shapes between the API and the filing of scans."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from checkin.scans.decide import Direction, PreviousArrival, Verdict


@dataclass(frozen=True, kw_only=True)
class ReportedScan:
    """One scan as a phone reports it; `code` or its `hash` was read or typed, or `number` found."""

    id: UUID
    seq: int
    code: str | None
    number: int | None
    checkpoint: str
    scanned_at: datetime
    verdict: Verdict
    method: str
    operator: str | None
    hash: str | None = None
    direction: Direction | None = None
    override: str | None = None


@dataclass(frozen=True, kw_only=True)
class PhoneState:
    """What a phone tells of itself: scans that wait in it, its next number, how fresh its roster is."""

    waiting: int | None = None
    next_seq: int | None = None
    battery: int | None = None
    roster_at: datetime | None = None
    version: str | None = None


@dataclass(frozen=True, kw_only=True)
class FiledScan:
    """What became of a scan: both verdicts settled, and the arrival that counts."""

    id: UUID
    status: str
    verdict: str
    conflict: str | None = None
    arrival: PreviousArrival | None = None
