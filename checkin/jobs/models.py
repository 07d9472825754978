"""Tables of background jobs (what was asked, how far it is, where its file lies) and of nightly runs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from checkin.db import Base, UTCDateTime
from checkin.ids import JobId, UserId, uuid7


class Job(Base):
    """One piece of work; state queued, running, done or failed; `message` is its sentence when it failed."""

    __tablename__ = "jobs"

    id: Mapped[JobId] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="queued")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str | None] = mapped_column(String(300))
    file_name: Mapped[str | None] = mapped_column(String(200))
    media_type: Mapped[str | None] = mapped_column(String(100))
    created_by: Mapped[UserId | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class NightlyRun(Base):
    """What one night's turn of a nightly task was; the key keeps two workers from doing it twice."""

    __tablename__ = "nightly_runs"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    night: Mapped[date] = mapped_column(primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
