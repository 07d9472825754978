"""Tables of scans (append-only facts), of undone ones, and of arrivals (which scan counts).

A scan's id is made on the phone, so a batch sent twice inserts once. Nothing here is ever deleted.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from checkin.db import Base, UTCDateTime
from checkin.ids import (
    BadgeId,
    CheckpointId,
    DeviceId,
    EventId,
    GateId,
    RegistrationId,
    ResolutionId,
    ScanId,
    UserId,
    uuid7,
)


class Scan(Base):
    """What one device read: refused and unknown ones are kept as well.

    `scanned_at` is the phone's clock, `corrected_at` the same moment by the server's clock (phone time
    plus the offset measured when the batch was sent), which alone decides who was first.
    """

    __tablename__ = "scans"
    __table_args__ = (
        Index(None, "registration_id", "checkpoint_id", "corrected_at"),
        Index(None, "device_id", "seq"),
        Index(None, "event_id", "received_at"),
    )

    id: Mapped[ScanId] = mapped_column(primary_key=True)
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"))
    checkpoint_id: Mapped[CheckpointId] = mapped_column(ForeignKey("checkpoints.id"))
    gate_id: Mapped[GateId] = mapped_column(ForeignKey("gates.id"))
    device_id: Mapped[DeviceId | None] = mapped_column(ForeignKey("devices.id"))
    seq: Mapped[int | None]
    code: Mapped[str | None] = mapped_column(String(64))
    badge_id: Mapped[BadgeId | None] = mapped_column(ForeignKey("badges.id"))
    registration_id: Mapped[RegistrationId | None] = mapped_column(ForeignKey("registrations.id"))
    scanned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    corrected_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    device_verdict: Mapped[str] = mapped_column(String(16))
    verdict: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(10))
    conflict: Mapped[str | None] = mapped_column(String(20))
    method: Mapped[str] = mapped_column(String(10))
    operator: Mapped[str | None] = mapped_column(String(60))
    direction: Mapped[str | None] = mapped_column(String(3))
    override: Mapped[str | None] = mapped_column(String(200))


class ScanUndo(Base):
    """A scan taken back, by whom and why; the scan itself stays."""

    __tablename__ = "scan_undos"

    scan_id: Mapped[ScanId] = mapped_column(ForeignKey("scans.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    device_id: Mapped[DeviceId | None] = mapped_column(ForeignKey("devices.id"))
    user_id: Mapped[UserId | None]
    reason: Mapped[str] = mapped_column(String(200))


class Arrival(Base):
    """The scan by which a registration counts at a checkpoint; all empty again when it was undone.

    Where people go in and out, `inside` says where the latest movement, at `moved_at`, left them.
    `seq` numbers the delta feed as in `roster.models`.
    """

    __tablename__ = "arrivals"
    __table_args__ = (Index(None, "checkpoint_id", "seq"),)

    checkpoint_id: Mapped[CheckpointId] = mapped_column(
        ForeignKey("checkpoints.id"), primary_key=True
    )
    registration_id: Mapped[RegistrationId] = mapped_column(
        ForeignKey("registrations.id"), primary_key=True
    )
    scan_id: Mapped[ScanId | None] = mapped_column(ForeignKey("scans.id"))
    arrived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    gate_id: Mapped[GateId | None] = mapped_column(ForeignKey("gates.id"))
    device_id: Mapped[DeviceId | None] = mapped_column(ForeignKey("devices.id"))
    moved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    inside: Mapped[bool | None]
    seq: Mapped[int | None]


class Resolution(Base):
    """What the office found out about a conflict; `subject` names it as `conflicts` does."""

    __tablename__ = "conflict_resolutions"
    __table_args__ = (UniqueConstraint("event_id", "subject"),)

    id: Mapped[ResolutionId] = mapped_column(primary_key=True, default=uuid7)
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"))
    subject: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(120))
