"""Tables of self-registration: what an event opens, and what was sent in."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from checkin.crypto import EncryptedText
from checkin.db import Base, UTCDateTime
from checkin.ids import EventId, RegistrationId, SignupId, UserId, uuid7


class SignupSettings(Base):
    """What one event opens to everybody; no row is closed. Empty lists allow what the event invites."""

    __tablename__ = "signup_settings"

    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"), primary_key=True)
    enabled: Mapped[bool] = mapped_column(default=False)
    opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    quota: Mapped[int | None]
    hourly: Mapped[int] = mapped_column(default=300)
    asks_nik: Mapped[bool] = mapped_column(default=False)
    needs_approval: Mapped[bool] = mapped_column(default=True)
    pillar_codes: Mapped[list[str]] = mapped_column(JSON, default=list)
    regency_codes: Mapped[list[str]] = mapped_column(JSON, default=list)
    contact: Mapped[str] = mapped_column(String(200), default="")


class Signup(Base):
    """One form sent in; state waiting, approved, rejected or double (who it doubles is `registration_id`).

    What was typed stays as typed: where a NIK names somebody known, the register knows better. `key` is the
    secret of the sender's own page, `device` the random name in the sender's cookie.
    """

    __tablename__ = "signups"
    __table_args__ = (Index(None, "event_id", "state"), Index(None, "event_id", "submitted_at"))

    id: Mapped[SignupId] = mapped_column(primary_key=True, default=uuid7)
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"))
    registration_id: Mapped[RegistrationId] = mapped_column(
        ForeignKey("registrations.id"), index=True
    )
    key: Mapped[str] = mapped_column(String(32), unique=True)
    device: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(EncryptedText)
    pillar_code: Mapped[str] = mapped_column(ForeignKey("pillar_types.code"))
    regency_code: Mapped[str] = mapped_column(ForeignKey("regencies.code"))
    district_code: Mapped[str | None] = mapped_column(ForeignKey("districts.code"))
    state: Mapped[str] = mapped_column(String(10))
    resembles: Mapped[int | None]
    submitted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    notice: Mapped[str] = mapped_column(String(20))
    notice_read_at: Mapped[datetime] = mapped_column(UTCDateTime)
    messages_agreed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[UserId | None]
    decided_by_name: Mapped[str | None] = mapped_column(String(120))
    reason: Mapped[str | None] = mapped_column(String(200))
