"""What pages, mail and new events ask of the office's settings."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from checkin.ids import SignatoryId
from checkin.office import defaults
from checkin.office.models import OfficeSettings, OfficeSignatory


@dataclass(frozen=True, kw_only=True)
class Office:
    """Who the office is: the lines of its letterhead and whom to ask about personal data."""

    government: str = defaults.GOVERNMENT
    name: str = defaults.NAME
    address: str = defaults.ADDRESS
    contact: str = defaults.CONTACT
    place: str = ""
    privacy_name: str = ""
    privacy_contact: str = ""
    has_logo: bool = False


@dataclass(frozen=True, kw_only=True)
class Official:
    """One who may sign; `title` may have several lines."""

    id: SignatoryId | None = None
    title: str = defaults.SIGNATORY_TITLE
    name: str = ""
    rank: str = ""
    nip: str = ""


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """The mail server letters leave by; `security` is none, starttls or tls."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str


@dataclass(frozen=True, kw_only=True)
class BackupPlan:
    """How backups are made: whether every night, how many stay, and if the data key goes with them."""

    passphrase: str | None = field(default=None, repr=False)
    nightly: bool = False
    kept: int = defaults.BACKUPS_KEPT
    with_key: bool = True


@dataclass(frozen=True, kw_only=True)
class KeyRecord:
    """Which data key the database is under and since when, as far as anyone wrote it down."""

    fingerprint: str = ""
    since: datetime | None = None


def office(session: Session) -> Office:
    """Return what the office says of itself; the house's defaults before it said anything."""
    known = _row(session)
    if known is None:
        return Office()
    return Office(
        government=known.government,
        name=known.name,
        address=known.address,
        contact=known.contact,
        place=known.place,
        privacy_name=known.privacy_name,
        privacy_contact=known.privacy_contact,
        has_logo=bool(session.scalar(select(func.length(OfficeSettings.logo)))),
    )


def office_logo(session: Session) -> bytes | None:
    """Return the picture of the letterhead, a PNG or JPEG."""
    known = session.scalar(select(OfficeSettings).options(undefer(OfficeSettings.logo)))
    return (known.logo or None) if known else None


def officials(session: Session) -> list[Official]:
    """Return those who may sign, the first being the usual one."""
    rows = session.scalars(
        select(OfficeSignatory).order_by(OfficeSignatory.position, OfficeSignatory.id)
    )
    return [
        Official(id=row.id, title=row.title, name=row.name, rank=row.rank, nip=row.nip)
        for row in rows
    ]


def usual_official(session: Session) -> Official:
    """Return whom new events propose as signatory."""
    return next(iter(officials(session)), Official())


def mail_settings(session: Session) -> MailSettings | None:
    """Return the mail server; None where the office has not named one."""
    known = _row(session)
    if known is None or not known.smtp_host:
        return None
    return MailSettings(
        host=known.smtp_host,
        port=known.smtp_port,
        security=known.smtp_security,
        user=known.smtp_user,
        password=known.smtp_password or "",
        sender=known.smtp_sender,
    )


def own_texts(session: Session) -> dict[str, str]:
    """Return the messages the office worded itself, by name."""
    known = _row(session)
    return dict(known.texts) if known else {}


def backup_plan(session: Session) -> BackupPlan:
    """Return how backups are made."""
    known = _row(session)
    if known is None:
        return BackupPlan()
    return BackupPlan(
        passphrase=known.backup_passphrase,
        nightly=known.backup_nightly,
        kept=known.backups_kept,
        with_key=known.backup_with_key,
    )


def key_record(session: Session) -> KeyRecord:
    """Return what is written down of the data key."""
    known = _row(session)
    return (
        KeyRecord(fingerprint=known.data_key_print, since=known.data_key_since)
        if known
        else KeyRecord()
    )


def _row(session: Session) -> OfficeSettings | None:
    return session.get(OfficeSettings, 1)
