"""Tables of badges, of their prints and of the links to personal pages.

A badge carries a code and names a registration; replacing it revokes the old one. A spare badge is printed
before anybody is known for it and names nobody until it is bound.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from checkin.db import Base, UTCDateTime
from checkin.ids import (
    BadgeId,
    BadgePrintId,
    EventId,
    PersonalLinkId,
    RegistrationId,
    UserId,
    uuid7,
)


class BadgePrint(Base):
    """One finished print of badges: a batch, a reprint of one with its reason, a run of spares."""

    __tablename__ = "badge_prints"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[BadgePrintId] = mapped_column(primary_key=True, default=uuid7)
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    layout: Mapped[str] = mapped_column(String(20))
    pillar_code: Mapped[str | None] = mapped_column(String(30))
    regency_code: Mapped[str | None] = mapped_column(String(5))
    badges: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[UserId | None]
    made_by_name: Mapped[str] = mapped_column(String(120), default="")


class Badge(Base):
    """One code, in force until `revoked_at`; `code_hash` is what phones hold instead of it.

    `registration_id` is empty on a spare that nobody has; `spare_number` stays when it is bound, for it is
    what is printed on it. `printed_as` is the digest of what the last print said, so that a corrected name
    is known to be unprinted.
    """

    __tablename__ = "badges"
    __table_args__ = (
        Index(None, "event_id", "code_hash"),
        UniqueConstraint("event_id", "spare_number"),
    )

    id: Mapped[BadgeId] = mapped_column(primary_key=True, default=uuid7)
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"))
    registration_id: Mapped[RegistrationId | None] = mapped_column(
        ForeignKey("registrations.id"), index=True
    )
    spare_number: Mapped[int | None]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    code_hash: Mapped[str] = mapped_column(String(20))
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    bound_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    printed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    printed_as: Mapped[str | None] = mapped_column(String(16))
    print_id: Mapped[BadgePrintId | None] = mapped_column(ForeignKey("badge_prints.id"))


class PersonalLink(Base):
    """The unguessable address of one person's page, in force until `revoked_at`."""

    __tablename__ = "personal_links"

    id: Mapped[PersonalLinkId] = mapped_column(primary_key=True, default=uuid7)
    registration_id: Mapped[RegistrationId] = mapped_column(
        ForeignKey("registrations.id"), index=True
    )
    token: Mapped[str] = mapped_column(String(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
