"""Tables of editions and of the lists they belong to.

An edition is never changed or deleted: it says what was printed. What holds personal data (`content`)
is encrypted; `totals` holds figures only, for the page that anybody may open. Only the end of retention
takes something out of it, and `redacted` says what; its hashes stay those of what was printed.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from checkin.crypto import EncryptedBytes
from checkin.db import Base, UTCDateTime
from checkin.ids import EditionId, EventId, SeriesId, UserId, uuid7


class Series(Base):
    """One list of an event, whatever its edition: `key` says which, `number` counts in the event."""

    __tablename__ = "edition_series"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        UniqueConstraint("event_id", "key"),
    )

    id: Mapped[SeriesId] = mapped_column(primary_key=True, default=uuid7)
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"))
    number: Mapped[int]
    key: Mapped[str] = mapped_column(String(300))
    title: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Edition(Base):
    """A frozen copy of a list. `digest` tells two contents apart, `sha256` is that of the data in CSV."""

    __tablename__ = "editions"
    __table_args__ = (UniqueConstraint("series_id", "number"),)

    id: Mapped[EditionId] = mapped_column(primary_key=True, default=uuid7)
    series_id: Mapped[SeriesId] = mapped_column(ForeignKey("edition_series.id"))
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"), index=True)
    number: Mapped[int]
    seal: Mapped[str] = mapped_column(String(20), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(EncryptedBytes, deferred=True)
    totals: Mapped[dict[str, Any]] = mapped_column(JSON)
    provisional: Mapped[bool] = mapped_column(default=False)
    changes: Mapped[int] = mapped_column(default=0)
    redacted: Mapped[str] = mapped_column(String(40), default="")
    created_by: Mapped[UserId | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Cosigner(Base):
    """The second official who signs an event's lists; `title` is line by line."""

    __tablename__ = "cosigners"

    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"), primary_key=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    name: Mapped[str] = mapped_column(String(120), default="")
    rank: Mapped[str] = mapped_column(String(60), default="")
    nip: Mapped[str] = mapped_column(String(40), default="")
