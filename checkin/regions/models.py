"""Tables of the coordinating regions (Bakorwil), regencies and districts, keyed by Kemendagri code."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from checkin.db import Base


class Bakorwil(Base):
    """A coordinating region; its regencies changed in 2016, hence `valid_from`."""

    __tablename__ = "bakorwil"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    position: Mapped[int]
    valid_from: Mapped[date | None]


class Regency(Base):
    """A kabupaten or kota, code like `35.16`."""

    __tablename__ = "regencies"

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    bakorwil_code: Mapped[str | None] = mapped_column(ForeignKey("bakorwil.code"))


class District(Base):
    """A kecamatan, code like `35.16.02`; names repeat between regencies."""

    __tablename__ = "districts"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    regency_code: Mapped[str] = mapped_column(ForeignKey("regencies.code"), index=True)
    name: Mapped[str] = mapped_column(String(60))
