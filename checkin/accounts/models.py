"""Tables of users, their sign-ins and second factors, what they are to events, and the append-only audit log.

The log is a duty: UU 27/2022 art. 31, record all processing.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from checkin.crypto import EncryptedText
from checkin.db import Base, UTCDateTime
from checkin.ids import EventId, InvitationId, SignInId, UserId, uuid7


class User(Base):
    """A member of the office who signs in; `role` is a value of `actor.Role`."""

    __tablename__ = "users"

    id: Mapped[UserId] = mapped_column(primary_key=True, default=uuid7)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2), default="id")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class SignIn(Base):
    """One browser that signed in; only the SHA-256 of the cookie's secret is kept."""

    __tablename__ = "sign_ins"

    id: Mapped[SignInId] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    origin: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(80))
    second_factor_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SecondFactor(Base):
    """The secret a user shares with an authenticator; in force once a first code confirmed it.

    `last_step` is the latest 30 seconds a code was taken for: no code works twice.
    """

    __tablename__ = "second_factors"

    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(EncryptedText)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Base):
    """A code on paper that stands in for the authenticator once; only its SHA-256 is kept."""

    __tablename__ = "recovery_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Attempts(Base):
    """How often a password or code was wrong of late; `key` is a hash, of nobody's address too."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    since: Mapped[datetime] = mapped_column(UTCDateTime)


class Refusal(Base):
    """How often one thing was refused within a window: the first time has its line, all others share one.

    `user_id` is whoever was signed in, `subject` whom it was tried for (see `refusals.mark_of`).
    """

    __tablename__ = "refusals"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200))
    origin: Mapped[str] = mapped_column(String(120))
    user_id: Mapped[UserId | None]
    event_id: Mapped[EventId | None]
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    last_at: Mapped[datetime] = mapped_column(UTCDateTime)
    more: Mapped[int]


class Membership(Base):
    """What a user is to one event; `role` is of `actor.EventRole`, only a coordinator has a regency."""

    __tablename__ = "memberships"

    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), primary_key=True)
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(12))
    regency_code: Mapped[str | None] = mapped_column(ForeignKey("regencies.code"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Invitation(Base):
    """A link that makes one person a member, once; only the SHA-256 of its secret is kept.

    Without an event it leads into the office: `role` is then of `actor.Role`, or, with `for_user`, a user who
    forgot the password chooses another.
    """

    __tablename__ = "invitations"

    id: Mapped[InvitationId] = mapped_column(primary_key=True, default=uuid7)
    event_id: Mapped[EventId | None] = mapped_column(ForeignKey("events.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    regency_code: Mapped[str | None] = mapped_column(ForeignKey("regencies.code"))
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(EncryptedText)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by: Mapped[UserId | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    used_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    for_user: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))


class AuditEntry(Base):
    """Who saw, exported or changed what, when and from where; never changed, never deleted.

    The transaction that writes it puts it at the end of the chain as it ends (`accounts.log`): `seq`, the
    hash of the one before and its own. Triggers keep what has a place from being changed.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "event_id", "at"),)

    id: Mapped[UserId] = mapped_column(primary_key=True, default=uuid7)
    seq: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[UserId | None]
    actor_name: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(60))
    event_id: Mapped[EventId | None]
    subject: Mapped[str] = mapped_column(String(200))
    origin: Mapped[str] = mapped_column(String(120), default="")
    sign_in_id: Mapped[SignInId | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    previous: Mapped[str | None] = mapped_column(String(64))
    hash: Mapped[str | None] = mapped_column(String(64))


class AuditHead(Base):
    """The end of the chain, in one row: how many entries there are, and the hash of the last."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


class AuditCheck(Base):
    """What the latest check of the chain found, in one row; it is kept also where no entry can be written."""

    __tablename__ = "audit_checks"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(120))
    entries: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(20))
    broken_at: Mapped[int | None] = mapped_column(BigInteger)
