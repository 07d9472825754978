"""Tables of events with their regencies, invited pillar types, checkpoints and gates."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from checkin.db import Base, UTCDateTime
from checkin.events.stages import Stage
from checkin.ids import CheckpointId, ClosingId, EventId, GateId, RehearsalId, uuid7


class Event(Base):
    """One gathering. `salt` seasons the badge hashes phones hold; `change_seq` numbers the delta feed.

    `stage` is a value of `stages.Stage`, moved by `lifecycle` only. Scans made before `practised_until` were
    practice.
    """

    __tablename__ = "events"

    id: Mapped[EventId] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    bakorwil_code: Mapped[str | None] = mapped_column(ForeignKey("bakorwil.code"))
    venue: Mapped[str] = mapped_column(String(160))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    timezone: Mapped[str] = mapped_column(String(40), default="Asia/Jakarta")
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    change_seq: Mapped[int] = mapped_column(default=0)
    stage: Mapped[str] = mapped_column(String(12), default=Stage.DRAFT)
    practised_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    letterhead_government: Mapped[str] = mapped_column(String(120), default="")
    letterhead_office: Mapped[str] = mapped_column(String(120), default="")
    letterhead_address: Mapped[str] = mapped_column(String(200), default="")
    letterhead_contact: Mapped[str] = mapped_column(String(200), default="")
    letterhead_logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    signatory_place: Mapped[str] = mapped_column(String(60), default="")
    signatory_title: Mapped[str] = mapped_column(String(200), default="")
    signatory_name: Mapped[str] = mapped_column(String(120), default="")
    signatory_rank: Mapped[str] = mapped_column(String(60), default="")
    signatory_nip: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class EventRegency(Base):
    """A regency invited to an event; the Bakorwil only pre-fills these."""

    __tablename__ = "event_regencies"

    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"), primary_key=True)
    regency_code: Mapped[str] = mapped_column(ForeignKey("regencies.code"), primary_key=True)
    position: Mapped[int]


class EventPillar(Base):
    """A pillar type invited to an event."""

    __tablename__ = "event_pillars"

    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"), primary_key=True)
    pillar_code: Mapped[str] = mapped_column(ForeignKey("pillar_types.code"), primary_key=True)
    position: Mapped[int]


class Checkpoint(Base):
    """What is counted: arrival, lunch, return. `policy` is a value of `scans.decide.Policy`.

    `pillars` and `regencies` are the codes of those entitled; empty means whoever is on the roster.
    """

    __tablename__ = "checkpoints"
    __table_args__ = (UniqueConstraint("event_id", "code"),)

    id: Mapped[CheckpointId] = mapped_column(primary_key=True, default=uuid7)
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    policy: Mapped[str] = mapped_column(String(20), default="once")
    pillars: Mapped[list[str]] = mapped_column(JSON, default=list)
    regencies: Mapped[list[str]] = mapped_column(JSON, default=list)
    opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    position: Mapped[int] = mapped_column(default=0)


class Gate(Base):
    """A door of a checkpoint, where phones stand."""

    __tablename__ = "gates"
    __table_args__ = (UniqueConstraint("checkpoint_id", "code"),)

    id: Mapped[GateId] = mapped_column(primary_key=True, default=uuid7)
    checkpoint_id: Mapped[CheckpointId] = mapped_column(ForeignKey("checkpoints.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(default=0)


class DayClosing(Base):
    """The day declared over: all phones empty, or for a `reason` in spite of those in `missing`.

    Until an event is closed, and after it was opened again, its lists are provisional.
    """

    __tablename__ = "day_closings"

    id: Mapped[ClosingId] = mapped_column(primary_key=True, default=uuid7)
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(String(300), default="")
    missing: Mapped[list[str]] = mapped_column(JSON, default=list)
    reopened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reopened_by: Mapped[str | None] = mapped_column(String(120))
    reopened_reason: Mapped[str] = mapped_column(String(300), default="")


class Rehearsal(Base):
    """A time of practice at the gates; `scans`, `people` and `digest` tell what was wiped at its end."""

    __tablename__ = "rehearsals"

    id: Mapped[RehearsalId] = mapped_column(primary_key=True, default=uuid7)
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"), index=True)
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    began_by: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(120))
    is_wiped: Mapped[bool] = mapped_column(default=False)
    scans: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
