"""What a row says of a person, before anything is registered. Pure."""

from dataclasses import dataclass
from datetime import date

from checkin.roster.issues import Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """What one row says of a person; None = not said or not readable."""

    name: str
    nik: str | None = None
    pillar: str | None = None
    regency_code: str | None = None
    district_code: str | None = None
    phone: str | None = None
    phone_raw: str | None = None
    account: str | None = None
    bank: str | None = None
    account_name: str | None = None
    birth_date: date | None = None
    birth_place: str | None = None
    gender: str | None = None
    member_no: str | None = None
    position: str | None = None
    employment_status: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A draft with where it stands in the file and what is to be said of it."""

    sheet: str
    row: int
    draft: PersonDraft
    issues: tuple[Issue, ...]
