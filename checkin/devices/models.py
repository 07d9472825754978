"""Tables of pairing codes and of the devices that came of them; tokens and codes only as hashes."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from checkin.db import Base, UTCDateTime
from checkin.ids import (
    CheckpointId,
    DeviceId,
    EventId,
    GateId,
    PairingId,
    UserId,
    uuid7,
)


def label_of(number: int) -> str:
    """Return what boards and lists call the phone of this number."""
    return f"HP-{number:02d}"


class Device(Base):
    """A paired phone; `number` counts within the event and makes the label HP-05.

    `kind` is a value of `actor.DeviceKind`. `clock_offset_ms` is server time minus phone time at its last
    sending; `stored_through` the highest scan number of this device that the server holds. The rest is
    what the phone told of itself at `told_at`: how many scans wait in it, the number its next scan will
    have, the age of its roster, its battery in percent, and who holds it.
    """

    __tablename__ = "devices"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[DeviceId] = mapped_column(primary_key=True, default=uuid7)
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"))
    checkpoint_id: Mapped[CheckpointId] = mapped_column(ForeignKey("checkpoints.id"))
    gate_id: Mapped[GateId] = mapped_column(ForeignKey("gates.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(12), default="gate")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    paired_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    clock_offset_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    stored_through: Mapped[int] = mapped_column(default=0)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    waiting: Mapped[int] = mapped_column(default=0)
    practised_through: Mapped[int] = mapped_column(default=0)
    next_seq: Mapped[int] = mapped_column(default=0)
    roster_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    battery: Mapped[int | None]
    version: Mapped[str | None] = mapped_column(String(40))
    operator: Mapped[str | None] = mapped_column(String(60))

    @property
    def label(self) -> str:
        """What boards and lists call this phone."""
        return label_of(self.number)


class Pairing(Base):
    """A one-time code that turns a phone into a device of one gate."""

    __tablename__ = "pairings"

    id: Mapped[PairingId] = mapped_column(primary_key=True, default=uuid7)
    gate_id: Mapped[GateId] = mapped_column(ForeignKey("gates.id"))
    kind: Mapped[str] = mapped_column(String(12), default="gate")
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by: Mapped[UserId | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    device_id: Mapped[DeviceId | None] = mapped_column(ForeignKey("devices.id"))
