"""Tables of the office's settings (one row) and of the officials who sign for it."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from checkin.crypto import EncryptedText
from checkin.db import Base, UTCDateTime
from checkin.ids import SignatoryId, uuid7
from checkin.office import defaults


class OfficeSettings(Base):
    """The one row of what the office says of itself.

    `texts` holds the messages it worded itself, by name; `data_key_print` tells which data key the
    encrypted columns are under, `data_key_since` how old it is.
    """

    __tablename__ = "office_settings"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    government: Mapped[str] = mapped_column(String(120), default=defaults.GOVERNMENT)
    name: Mapped[str] = mapped_column(String(120), default=defaults.NAME)
    address: Mapped[str] = mapped_column(String(200), default=defaults.ADDRESS)
    contact: Mapped[str] = mapped_column(String(200), default=defaults.CONTACT)
    place: Mapped[str] = mapped_column(String(60), default="")
    privacy_name: Mapped[str] = mapped_column(String(120), default="")
    privacy_contact: Mapped[str] = mapped_column(String(200), default="")
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    smtp_host: Mapped[str] = mapped_column(String(255), default="")
    smtp_port: Mapped[int] = mapped_column(default=587)
    smtp_security: Mapped[str] = mapped_column(String(10), default="starttls")
    smtp_user: Mapped[str] = mapped_column(String(254), default="")
    smtp_password: Mapped[str | None] = mapped_column(EncryptedText)
    smtp_sender: Mapped[str] = mapped_column(String(254), default="")
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    backup_passphrase: Mapped[str | None] = mapped_column(EncryptedText)
    backup_nightly: Mapped[bool] = mapped_column(default=False)
    backups_kept: Mapped[int] = mapped_column(default=defaults.BACKUPS_KEPT)
    backup_with_key: Mapped[bool] = mapped_column(default=True)
    data_key_print: Mapped[str] = mapped_column(String(16), default="")
    data_key_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class OfficeSignatory(Base):
    """An official who may sign the lists; events keep a copy of what was chosen."""

    __tablename__ = "office_signatories"

    id: Mapped[SignatoryId] = mapped_column(primary_key=True, default=uuid7)
    title: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(120))
    rank: Mapped[str] = mapped_column(String(60), default="")
    nip: Mapped[str] = mapped_column(String(40), default="")
    position: Mapped[int]
