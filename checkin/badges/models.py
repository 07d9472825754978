"""Table of badges. A badge carries a code and names a registration; replacing it revokes the old one."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from checkin.db import Base, UTCDateTime
from checkin.ids import BadgeId, EventId, RegistrationId, uuid7


class Badge(Base):
    """One code, in force until `revoked_at`; `code_hash` is what phones hold instead of it."""

    __tablename__ = "badges"
    __table_args__ = (Index(None, "event_id", "code_hash"),)

    id: Mapped[BadgeId] = mapped_column(primary_key=True, default=uuid7)
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"))
    registration_id: Mapped[RegistrationId] = mapped_column(
        ForeignKey("registrations.id"), index=True
    )
    code: Mapped[str] = mapped_column(String(20), unique=True)
    code_hash: Mapped[str] = mapped_column(String(20))
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    printed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
