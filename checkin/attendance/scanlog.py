"""A scan as the log tells it. Pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ScanRow:
    """One scan; `code` only where no badge of ours stands behind it, `undone_at` where it was taken back."""

    scanned_at: datetime
    received_at: datetime
    checkpoint: str
    gate: str
    device: str
    operator: str
    method: str
    number: int | None
    name: str
    pillar: str
    regency: str
    device_verdict: str
    verdict: str
    status: str
    conflict: str
    code: str
    undone_at: datetime | None
    undo_reason: str
