"""Use cases of the office's settings: who it is, who signs for it, how its letters leave, what they say."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.errors import Invalid, NotFound
from checkin.ids import SignatoryId
from checkin.office import texts
from checkin.office.models import OfficeSettings, OfficeSignatory
from checkin.office.queries import MailSettings, Office, Official
from checkin.text import mark

SECURITIES = ("starttls", "tls", "none")
MAX_OFFICIALS = 50


def settings_row(session: Session, now: datetime) -> OfficeSettings:
    """Return the one row of settings, making it where the office had said nothing so far."""
    known = session.get(OfficeSettings, 1)
    if known is None:
        known = OfficeSettings(id=1, updated_at=now)
        session.add(known)
        session.flush()
    known.updated_at = now
    return known


def save_office(session: Session, actor: Actor, said: Office, now: datetime) -> None:
    """Keep the office's names, address and contacts."""
    require(actor, Permission.REFERENCE_WRITE)
    if not said.name.strip():
        raise Invalid(mark("Isi nama kantor."), code="office_name")
    row = settings_row(session, now)
    row.government, row.name = said.government.strip(), said.name.strip()
    row.address, row.contact, row.place = said.address, said.contact, said.place
    row.privacy_name, row.privacy_contact = said.privacy_name, said.privacy_contact
    record(session, actor, "office.save", now=now)


def save_logo(session: Session, actor: Actor, logo: bytes | None, now: datetime) -> None:
    """Keep the logo, which `logos.take_logo` made; None takes it away."""
    require(actor, Permission.REFERENCE_WRITE)
    settings_row(session, now).logo = logo
    record(session, actor, "office.logo", now=now, kept=bool(logo))


def save_official(session: Session, actor: Actor, official: Official, now: datetime) -> SignatoryId:
    """Add an official (without an id) or change one; raises `Invalid` or `NotFound`."""
    require(actor, Permission.REFERENCE_WRITE)
    if not official.name.strip() or not official.title.strip():
        raise Invalid(mark("Isi nama dan jabatan penanda tangan."), code="official_name")
    if official.id is None:
        last, count = session.execute(
            select(func.max(OfficeSignatory.position), func.count(OfficeSignatory.id))
        ).one()
        if count >= MAX_OFFICIALS:
            raise Invalid(
                mark("Paling banyak %(most)d penanda tangan; hapus yang tidak dipakai."),
                code="officials_many",
                most=MAX_OFFICIALS,
            )
        row = OfficeSignatory(position=(last or 0) + 1)
        session.add(row)
    else:
        row = find_official(session, official.id)
    row.title, row.name = official.title.strip(), official.name.strip()
    row.rank, row.nip = official.rank.strip(), official.nip.strip()
    session.flush()
    record(session, actor, "office.official", now=now, subject=row.name)
    return row.id


def put_first(session: Session, actor: Actor, official_id: UUID, now: datetime) -> None:
    """Make an official the usual one, whom new events propose."""
    require(actor, Permission.REFERENCE_WRITE)
    chosen = find_official(session, official_id)
    rows = session.scalars(
        select(OfficeSignatory).order_by(OfficeSignatory.position, OfficeSignatory.id)
    ).all()
    for position, row in enumerate(sorted(rows, key=lambda row: row.id != chosen.id), start=1):
        row.position = position
    record(session, actor, "office.official_first", now=now, subject=chosen.name)


def remove_official(session: Session, actor: Actor, official_id: UUID, now: datetime) -> None:
    """Take an official off the list; events that chose this one keep their copy."""
    require(actor, Permission.REFERENCE_WRITE)
    row = find_official(session, official_id)
    session.delete(row)
    record(session, actor, "office.official_remove", now=now, subject=row.name)


def find_official(session: Session, official_id: UUID) -> OfficeSignatory:
    """Return the official of this id; raise `NotFound`."""
    row = session.get(OfficeSignatory, SignatoryId(official_id))
    if row is None:
        raise NotFound(mark("Penanda tangan ini tidak ada lagi."), code="official_unknown")
    return row


@dataclass(frozen=True, kw_only=True)
class MailChange:
    """What the form of the mail server says; an empty password leaves the one that is kept."""

    settings: MailSettings
    forget_password: bool = False


def save_mail(session: Session, actor: Actor, change: MailChange, now: datetime) -> None:
    """Keep the mail server. A password never leaves this system again; it is only sent to that server."""
    require(actor, Permission.REFERENCE_WRITE)
    said = change.settings
    if said.security not in SECURITIES:
        raise Invalid(mark("Pilihan ini tidak ada."), code="mail_security")
    if said.host and "@" not in said.sender:
        raise Invalid(mark("Isi alamat pengirim yang sah."), code="mail_sender")
    row = settings_row(session, now)
    moved = (row.smtp_host, row.smtp_user) != (said.host, said.user)
    row.smtp_host, row.smtp_port, row.smtp_security = said.host, said.port, said.security
    row.smtp_user, row.smtp_sender = said.user, said.sender
    if said.password:
        row.smtp_password = said.password
    elif change.forget_password or moved or not said.user:
        row.smtp_password = None  # what one server was told is not for another's ears
    record(session, actor, "office.mail", now=now, subject=said.host)


def save_text(session: Session, actor: Actor, name: str, text: str | None, now: datetime) -> None:
    """Keep the office's own wording of a message; None takes the house's again. Raises `Invalid`."""
    require(actor, Permission.REFERENCE_WRITE)
    if name not in texts.BY_NAME:
        raise NotFound(mark("Teks ini tidak ada."), code="text_unknown")
    row = settings_row(session, now)
    kept = dict(row.texts)
    kept.pop(name, None)
    if text is not None and (cleaned := texts.clean(name, text)) != texts.BY_NAME[name].default:
        kept[name] = cleaned
    row.texts = kept
    record(session, actor, "office.text", now=now, subject=name)


def without_password(settings: MailSettings) -> MailSettings:
    """Return the settings as a page may show them."""
    return replace(settings, password="")
