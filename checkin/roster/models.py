"""Tables of registrations and of the imports they came from.

`Registration.seq` numbers the delta feed of the phones: a change empties it, and the next reader of the
feed numbers what is empty (`scans.feed`). So a row that commits late can never hide behind a higher number.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from checkin.crypto import EncryptedBytes, EncryptedText
from checkin.db import Base, UTCDateTime
from checkin.ids import (
    BadgeId,
    EventId,
    ImportId,
    JobId,
    PersonId,
    RegistrationId,
    SubstitutionId,
    UserId,
    uuid7,
)


class Registration(Base):
    """One person on one event's roster, active, waiting or cancelled; `number` is on the badge."""

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        UniqueConstraint("event_id", "number"),
        Index(None, "event_id", "seq"),
        Index(None, "event_id", "pillar_code", "regency_code"),
    )

    id: Mapped[RegistrationId] = mapped_column(primary_key=True, default=uuid7)
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"))
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    number: Mapped[int]
    pillar_code: Mapped[str] = mapped_column(ForeignKey("pillar_types.code"))
    regency_code: Mapped[str] = mapped_column(ForeignKey("regencies.code"))
    district_code: Mapped[str | None] = mapped_column(ForeignKey("districts.code"))
    position_title: Mapped[str | None] = mapped_column(String(120))
    status: Mapped[str] = mapped_column(String(12), default="active")
    source: Mapped[str] = mapped_column(String(12))
    import_id: Mapped[ImportId | None] = mapped_column(ForeignKey("roster_imports.id"))
    registered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seq: Mapped[int | None]
    cancel_reason: Mapped[str | None] = mapped_column(String(12))


class RosterImport(Base):
    """One uploaded file; its content is kept, encrypted, only until it is applied or discarded.

    State: reading, planned, applying, applied, undone, discarded or expired. `preview` is what the pages of
    the preview show (`preview.Preview`), `mapping` what a person said of its columns, `layout` the titles
    of its sheets, `previous_id` the earlier version of the list, `only_regency` whose coordinator sent it.
    """

    __tablename__ = "roster_imports"
    __table_args__ = (Index(None, "event_id", "created_at"),)

    id: Mapped[ImportId] = mapped_column(primary_key=True, default=uuid7)
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    regency_code: Mapped[str | None] = mapped_column(ForeignKey("regencies.code"))
    content: Mapped[bytes | None] = mapped_column(EncryptedBytes, deferred=True)
    state: Mapped[str] = mapped_column(String(12), default="planned")
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_by: Mapped[UserId | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    only_regency: Mapped[str | None] = mapped_column(String(5))
    previous_id: Mapped[ImportId | None]
    job_id: Mapped[JobId | None]
    mapping: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    layout: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    preview: Mapped[bytes | None] = mapped_column(EncryptedBytes, deferred=True)


class ImportRow(Base):
    """What became of one row of an applied file.

    `payload` (encrypted JSON) is what a row for review says, `before` (encrypted JSON) what a change
    replaced, so that undoing restores it. `decision` is how a row for review ended (`waiting.Decision`);
    `answered_by` the later file that answered it. `imprint` is a digest of what equal rows have in common,
    found by its `fingerprint`.
    """

    __tablename__ = "import_rows"
    __table_args__ = (
        Index(None, "import_id", "outcome"),
        Index(None, "fingerprint"),
        Index(None, "registration_id"),
    )

    id: Mapped[ImportId] = mapped_column(primary_key=True, default=uuid7)
    import_id: Mapped[ImportId] = mapped_column(ForeignKey("roster_imports.id"))
    sheet: Mapped[str] = mapped_column(String(120))
    row: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(16))
    issues: Mapped[list[str]] = mapped_column(JSON, default=list)
    registration_id: Mapped[RegistrationId | None] = mapped_column(ForeignKey("registrations.id"))
    payload: Mapped[str | None] = mapped_column(EncryptedText)
    before: Mapped[str | None] = mapped_column(EncryptedText)
    imprint: Mapped[str | None] = mapped_column(EncryptedText)
    fingerprint: Mapped[str | None] = mapped_column(String(32), info={"index_of": "imprint"})
    decision: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(200))
    decided_by_name: Mapped[str | None] = mapped_column(String(120))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by: Mapped[ImportId | None]


class RosterMapping(Base):
    """What a person said of the columns of a form, remembered for the next file of that shape."""

    __tablename__ = "roster_mappings"

    fingerprint: Mapped[str] = mapped_column(String(32), primary_key=True)
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)
    updated_by: Mapped[UserId | None]
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Substitution(Base):
    """One person who comes in the place of another, whose registration is cancelled then.

    `badge_id` is the badge this revoked, so that undoing gives the printed one back.
    """

    __tablename__ = "substitutions"

    id: Mapped[SubstitutionId] = mapped_column(primary_key=True, default=uuid7)
    event_id: Mapped[EventId] = mapped_column(ForeignKey("events.id"), index=True)
    original_id: Mapped[RegistrationId] = mapped_column(ForeignKey("registrations.id"), index=True)
    replacement_id: Mapped[RegistrationId] = mapped_column(
        ForeignKey("registrations.id"), index=True
    )
    badge_id: Mapped[BadgeId | None]
    reason: Mapped[str] = mapped_column(String(200))
    approver: Mapped[str] = mapped_column(String(120))
    created_by: Mapped[UserId | None]
    created_by_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by_name: Mapped[str | None] = mapped_column(String(120))
