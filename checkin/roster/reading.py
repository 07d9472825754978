"""A file as it was sent -> what it holds and what importing it will do now. Writes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from checkin.errors import Invalid
from checkin.events.models import Event
from checkin.roster.draft import JudgedRow
from checkin.roster.headers import Field, Header
from checkin.roster.issues import Issue
from checkin.roster.judge import judge_rows
from checkin.roster.known import circumstances, known_people
from checkin.roster.mapping import Said, fingerprint, remap
from checkin.roster.models import RosterMapping
from checkin.roster.outcome import Plan
from checkin.roster.plan import make_plan
from checkin.roster.rows import SheetContext, read_rows
from checkin.roster.sheets import read_sheets
from checkin.text import mark

STEPS = 5  # how often a reading tells its progress
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One file as it was sent; `regency_code` is what the sender chose for rows that do not say.

    `only_regency` is the one regency a coordinator may upload; `mapping` what a person said of the columns
    of its forms, by fingerprint.
    """

    file_name: str
    content: bytes
    regency_code: str | None = None
    only_regency: str | None = None
    mapping: Mapping[str, Said] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a file holds and what importing it will do; `issues` are said once, of the whole file.

    `rows` are its rows as judged, so that the plan can be made again; `remembered` the forms that were read
    as a person once said.
    """

    sheets: Sequence[SheetContext]
    issues: tuple[Issue, ...]
    plan: Plan
    rows: Sequence[JudgedRow] = ()
    only_regency: str | None = None
    remembered: frozenset[str] = frozenset()


def read_upload(
    session: Session,
    event: Event,
    upload: Upload,
    now: datetime,
    progress: Progress = lambda _done, _total: None,
) -> Reading:
    """Plan one file against what is registered now; writes nothing.

    Raises `Invalid` where the file is no roster.
    """
    remembered = set()

    def as_said(header: Header) -> Header:
        shape = fingerprint(header.titles)
        said = upload.mapping.get(shape)
        if said is None and (kept := session.get(RosterMapping, shape)):
            said = kept.columns
            remembered.add(shape)
        return remap(header, said) if said else header

    progress(0, STEPS)
    sheets = read_rows(read_sheets(upload.content), as_said)
    progress(2, STEPS)
    if not any(sheet.rows for sheet in sheets):
        raise _nobody(sheets)
    around = circumstances(session, event, now.date(), upload.file_name, upload.regency_code)
    rows = judge_rows(sheets, around)
    progress(3, STEPS)
    reading = Reading(
        sheets=sheets,
        issues=_file_issues(sheets),
        plan=Plan(()),
        rows=rows,
        only_regency=upload.only_regency,
        remembered=frozenset(remembered),
    )
    return plan_again(session, event, reading)


def plan_again(session: Session, event: Event, reading: Reading) -> Reading:
    """Return the reading with its plan made against what is registered now."""
    niks = [row.draft.nik for row in reading.rows if row.draft.nik]
    known = known_people(session, event, niks)
    return replace(reading, plan=make_plan(reading.rows, known, reading.only_regency))


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
