"""The table of letters: who is to get which, and how far each is.

No address and no text is kept: both are read when the letter goes out, from what is held of the person.
A link that works once is the exception, for nobody holds its secret: the whole letter lies sealed until it
went out or was given up.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from checkin.crypto import EncryptedText
from checkin.db import Base, UTCDateTime
from checkin.ids import EventId, InvitationId, LetterId, RegistrationId, uuid7


class Letter(Base):
    """One letter of a kind to one registration, or with one invitation; `state` is of `mail.plan.State`.

    `message_id` is given once and for all, so that a mail program shows a letter sent twice as one.
    """

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("registration_id", "kind"),
        Index(None, "event_id", "kind", "state"),
        Index(None, "state", "next_try_at"),
    )

    id: Mapped[LetterId] = mapped_column(primary_key=True, default=uuid7)
    event_id: Mapped[EventId | None] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    registration_id: Mapped[RegistrationId | None] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE")
    )
    invitation_id: Mapped[InvitationId | None] = mapped_column(
        ForeignKey("invitations.id", ondelete="CASCADE"), unique=True
    )
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(UTCDateTime)
    message_id: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(String(300), default="")
    sealed: Mapped[str | None] = mapped_column(EncryptedText)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
