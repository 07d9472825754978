"""A file as it was sent -> what it holds and what importing it will do now. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from checkin.errors import Invalid
from checkin.events.models import Event
from checkin.roster.headers import Field
from checkin.roster.issues import Issue
from checkin.roster.judge import judge_rows
from checkin.roster.known import circumstances, known_people
from checkin.roster.outcome import Plan
from checkin.roster.plan import make_plan
from checkin.roster.rows import SheetContext, read_rows
from checkin.roster.sheets import read_sheets
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One file as it was sent; `regency_code` is what the sender chose for rows that do not say."""

    file_name: str
    content: bytes
    regency_code: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a file holds and what importing it will do; `issues` are said once, of the whole file."""

    sheets: Sequence[SheetContext]
    issues: tuple[Issue, ...]
    plan: Plan


def read_upload(session: Session, event: Event, upload: Upload, now: datetime) -> Reading:
    """Plan one file against what is registered now; writes nothing.

    Raises `Invalid` where the file is no roster.
    """
    sheets = read_rows(read_sheets(upload.content))
    if not any(sheet.rows for sheet in sheets):
        raise _nobody(sheets)
    around = circumstances(session, event, now.date(), upload.file_name, upload.regency_code)
    rows = judge_rows(sheets, around)
    known = known_people(session, event, [row.draft.nik for row in rows if row.draft.nik])
    return Reading(sheets=sheets, issues=_file_issues(sheets), plan=make_plan(rows, known))


def _file_issues(sheets: Sequence[SheetContext]) -> tuple[Issue, ...]:
    """A column that is missing altogether is said once, not of every row."""
    headers = [sheet.header for sheet in sheets if sheet.rows and sheet.header]
    lacking = {Field.PHONE: Issue.PHONE_MISSING, Field.ACCOUNT: Issue.ACCOUNT_MISSING}
    return tuple(
        issue for wanted, issue in lacking.items() if not any(wanted in h.columns for h in headers)
    )


def _nobody(sheets: Sequence[SheetContext]) -> Invalid:
    if any(sheet.header for sheet in sheets):
        return Invalid(mark("Daftar ini belum berisi nama peserta."), code="roster_empty")
    return Invalid(
        mark("Berkas ini bukan daftar peserta: tidak ada baris judul dengan kolom nama dan NIK."),
        code="no_header",
    )
