"""Tables of pillar types and of people: a person once, whatever the event.

NIK and bank account are encrypted; `nik_index` and `account_index` are their blind indexes, which a change
of keys makes anew from the column that `index_of` names.
"""

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from checkin.crypto import EncryptedText
from checkin.db import Base, UTCDateTime
from checkin.ids import PersonId, uuid7


class PillarType(Base):
    """A kind of pillar; data, not an enum: Malang 2023 had nine of them."""

    __tablename__ = "pillar_types"

    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    label: Mapped[str] = mapped_column(String(60))
    label_en: Mapped[str] = mapped_column(String(60))
    full_name: Mapped[str] = mapped_column(String(120))
    color: Mapped[str] = mapped_column(String(7))
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class Person(Base):
    """One human being; walk-ins may still lack a NIK.

    Since `restricted_at` nothing is sent to whoever objected; since `erased_at` nothing here names anybody.
    """

    __tablename__ = "people"
    __table_args__ = (Index(None, "search_key"), Index(None, "account_index"))

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(String(120))
    search_key: Mapped[str] = mapped_column(String(120))
    nik: Mapped[str | None] = mapped_column(EncryptedText)
    nik_index: Mapped[str | None] = mapped_column(String(32), unique=True, info={"index_of": "nik"})
    bank_account: Mapped[str | None] = mapped_column(EncryptedText)
    account_index: Mapped[str | None] = mapped_column(String(32), info={"index_of": "bank_account"})
    bank: Mapped[str | None] = mapped_column(String(60))
    account_name: Mapped[str | None] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(20))
    phone_raw: Mapped[str | None] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(EncryptedText)
    gender: Mapped[str | None] = mapped_column(String(1))
    birth_date: Mapped[date | None]
    birth_place: Mapped[str | None] = mapped_column(String(60))
    member_no: Mapped[str | None] = mapped_column(String(40))
    employment_status: Mapped[str | None] = mapped_column(String(20))
    active: Mapped[bool] = mapped_column(default=True)
    restricted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
