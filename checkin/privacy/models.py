"""Tables of privacy notices, of requests and incidents with their clocks, of retention and what it took.

What people wrote or what was written of them is encrypted; a request and an incident stay as evidence
after that was purged.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from checkin.crypto import EncryptedText
from checkin.db import Base, UTCDateTime
from checkin.ids import (
    EventId,
    IncidentId,
    PersonId,
    PrivacyRequestId,
    PurgeRunId,
    RegistrationId,
    uuid7,
)


class PrivacyNotice(Base):
    """One edition of the notice as it was shown; `template` is the office's own wording, none the house's."""

    __tablename__ = "privacy_notices"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    template: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by: Mapped[str] = mapped_column(String(120))


class PrivacyRequest(Base):
    """What a person asked of their data; `due_at` is 3 x 24 hours after it came in.

    `asked` holds the words and how to reach the asker, `wanted` (JSON) the values a correction asks for,
    `answer` the reason of the outcome, `done` what was carried out on the way.
    """

    __tablename__ = "privacy_requests"
    __table_args__ = (Index(None, "state", "due_at"), Index(None, "person_id"))

    id: Mapped[PrivacyRequestId] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    registration_id: Mapped[RegistrationId | None] = mapped_column(ForeignKey("registrations.id"))
    asked: Mapped[str | None] = mapped_column(EncryptedText)
    wanted: Mapped[str | None] = mapped_column(EncryptedText)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    entered_by: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(10), default="open")
    done: Mapped[list[str]] = mapped_column(JSON, default=list)
    outcome: Mapped[str | None] = mapped_column(String(12))
    answer: Mapped[str | None] = mapped_column(EncryptedText)
    identity: Mapped[str] = mapped_column(String(200), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by: Mapped[str | None] = mapped_column(String(120))


class RetentionRule(Base):
    """How many days a class of data stays, where the office says otherwise than `classes`; none: always."""

    __tablename__ = "retention_rules"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    days: Mapped[int | None]
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by: Mapped[str] = mapped_column(String(120))


class PurgeRun(Base):
    """One purge: by whom, and how much of each class went (figures only)."""

    __tablename__ = "purge_runs"

    id: Mapped[PurgeRunId] = mapped_column(primary_key=True, default=uuid7)
    began_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(120))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Incident(Base):
    """A failure of protection; `due_at` is 3 x 24 hours after the office knew.

    `facts` say what was lost, `affected` which registrations with which classes of data as far as the
    database told when the report was made: groups of `{"data": [...], "registrations": [...]}`.
    """

    __tablename__ = "privacy_incidents"

    id: Mapped[IncidentId] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[int] = mapped_column(unique=True)
    cause: Mapped[str] = mapped_column(String(12))
    event_id: Mapped[EventId | None] = mapped_column(ForeignKey("events.id"))
    story: Mapped[str | None] = mapped_column(EncryptedText)
    measures: Mapped[str | None] = mapped_column(EncryptedText)
    from_at: Mapped[datetime] = mapped_column(UTCDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    known_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    affected: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    people: Mapped[int] = mapped_column(default=0)
    counted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    steps: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[str] = mapped_column(String(120))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by: Mapped[str | None] = mapped_column(String(120))
